"""A coder's errors in a pilot, and true frames drawn by them."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from research.compare.cluster_samples import estimate_correlation
from research.compare.correction.correction_arguments import (
    UNITS,
    check_arguments,
    check_predictions,
    list_unit_columns,
    raise_faults,
)
from research.compare.correction.estimates import Numbers
from research.tables import Fault, InputError, returns_table

# A correlation of 1 has no beta distribution.
_HIGHEST_CORRELATION = 0.99

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class PilotCounts:
    """Counts of a pilot by document, cell (the coder says no, the coder says yes) and frame.

    Attributes
    ----------
    totals, hits : array of float
        Weighted statements of each document, and those of them that people give the frame.
    correlations : array of float
        Cells x frames: correlation of people's codes within documents.
    """

    totals: Numbers
    hits: Numbers
    correlations: Numbers

    def draw_rates(self, documents: int, generator: np.random.Generator) -> Numbers:
        """Draw rates of hits for so many documents: documents x cells x frames.

        The pilot's documents are resampled with replacement; to each mean rate half a hit in one statement is added, so
        that no errors in a pilot do not mean none at all. Rates of documents are drawn from a beta distribution around
        it with the pilot's correlation.
        """
        size = len(self.totals)
        weights = generator.multinomial(size, np.full(size, 1 / size)).astype(float)
        totals, hits = (np.einsum("d,dcf->cf", weights, counts) for counts in (self.totals, self.hits))
        means = (hits + 0.5) / (totals + 1)
        correlations = np.clip(self.correlations, 0.0, _HIGHEST_CORRELATION)
        alike = correlations < 1e-6
        precision = (1 - correlations) / np.where(alike, 1.0, correlations)
        shape = (documents, *means.shape)
        drawn = generator.beta(means * precision, (1 - means) * precision, size=shape)
        return np.where(alike, means, drawn)


def draw_truth(
    labels: Marks, documents: npt.NDArray[np.int64], counts: PilotCounts, generator: np.random.Generator
) -> Marks:
    """Draw what people would say of statements: an array like labels.

    Parameters
    ----------
    labels : array of bool
        The coder's frames: statements x frames.
    documents : array of int
        Number of each statement's document, from 0.
    counts : PilotCounts
        The pilot.
    generator : numpy.random.Generator
        The source of random numbers.

    Returns
    -------
    array of bool
        Statements x frames.
    """
    rates = counts.draw_rates(int(documents.max(initial=-1)) + 1, generator)[documents]
    return np.asarray(generator.random(labels.shape) < np.where(labels, rates[:, 1], rates[:, 0]))


def join_pilot(rows: pd.DataFrame, pilot: pd.DataFrame, sample: pd.DataFrame | None) -> pd.DataFrame:
    """Join a pilot to a coder's frames: document, sentence, frame, present (the coder), gold (people), weight.

    Weights are 1 / probability over their mean in each frame and cell (whether the coder gives the frame).
    """
    raise_faults(check_predictions(rows, pilot, sample))
    raise_faults(check_arguments(rows, pilot, by="all", sample=sample, target="corpus"))
    coded = pilot[[*UNITS, "present"]].rename(columns={"present": "gold"}).assign(weight=1.0)
    if sample is not None:
        units = list_unit_columns(sample)
        coded["weight"] = 1 / coded.merge(sample, on=units, how="left")["probability"].to_numpy()
    joined = rows[[*UNITS, "present"]].merge(coded, on=UNITS, validate="one_to_one").sort_values(UNITS)
    if joined.empty:
        expected, remedy = "statements of officials in the corpus", "name another pilot"
        raise InputError([Fault("table gold", "document and sentence", "none of the rows", expected, remedy)])
    joined["weight"] /= joined.groupby(["frame", "present"])["weight"].transform("mean")
    return joined.astype({"present": bool, "gold": bool})


@returns_table("pilot_errors")
def measure_pilot_errors(
    rows: pd.DataFrame, pilot: pd.DataFrame, *, sample: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Measure a coder's errors in statements that people have coded too.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames with the coder's frames.
    pilot : DataFrame
        The table frames of what people coded.
    sample : DataFrame, optional
        What was drawn for the pilot, with its probabilities, as in correct_shares; statements are weighted by them.

    Returns
    -------
    DataFrame
        The table pilot_errors, sorted by frame: documents, statements, the coder's hits and people's, precision (part
        of the coder's hits that people confirm), false_omission (part of the other statements that carry the frame all
        the same), both from 0 to 1, and the correlation of people's codes within documents in both.

    Raises
    ------
    InputError
        For missing columns, several coders, or a pilot without a statement of the rows.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": list("abcd"), "sentence": 1, "frame": "f", "present": [True] * 3 + [False]})
    >>> errors = measure_pilot_errors(rows, rows.assign(coder="gold", present=[True, True, False, False]))
    >>> errors[["coder_hits", "gold_hits", "precision", "false_omission"]].round(2).iloc[0].tolist()
    [3.0, 2.0, 0.67, 0.0]
    """
    records = []
    for frame, part in join_pilot(rows, pilot, sample).groupby("frame", sort=True):
        record: dict[str, Any] = {"frame": frame, "documents": part["document"].nunique(), "statements": len(part)}
        record |= {"coder_hits": int(part["present"].sum()), "gold_hits": int(part["gold"].sum())}
        for name, cell in (("precision", part[part["present"]]), ("false_omission", part[~part["present"]])):
            weight = math.fsum(cell["weight"])
            record[name] = math.fsum(cell["weight"] * cell["gold"]) / weight if weight else np.nan
            record[f"{name}_correlation"] = _correlate(cell) if weight else np.nan
        records.append(record)
    return pd.DataFrame(records)


def count_pilot(joined: pd.DataFrame, frames: list[str]) -> PilotCounts:
    """Count the rows of join_pilot by document, cell and frame; frames that it lacks have no statements."""
    documents = pd.factorize(joined["document"], sort=True)[0]
    places = (
        documents,
        joined["present"].to_numpy().astype(int),
        pd.Index(frames).get_indexer(pd.Index(joined["frame"])),
    )
    weights, gold = joined["weight"].to_numpy(), joined["gold"].to_numpy()
    totals = np.zeros((documents.max() + 1, 2, len(frames)))
    hits = np.zeros_like(totals)
    np.add.at(totals, places, weights)
    np.add.at(hits, places, weights * gold)
    correlations = np.zeros(totals.shape[1:])
    for place, frame in enumerate(frames):
        of_frame = joined[joined["frame"] == frame]
        for cell, part in enumerate((of_frame[~of_frame["present"]], of_frame[of_frame["present"]])):
            correlations[cell, place] = _correlate(part)
    return PilotCounts(totals, hits, correlations)


def _correlate(cell: pd.DataFrame) -> float:
    """The correlation of people's codes within documents, in the statements of one cell."""
    if cell.empty:
        return 0.0
    counts = cell.groupby("document", sort=True)["gold"].agg(["sum", "size"]).to_numpy(dtype=float)
    return estimate_correlation(counts[:, 0], counts[:, 1])

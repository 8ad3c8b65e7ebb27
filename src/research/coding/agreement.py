"""How far coders agree: on each frame, on finding what is to be coded, and where they part."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from research.codebook import NO_FRAME
from research.coding.reliability import (
    NO_COMMON_STATEMENTS,
    Numbers,
    bootstrap_interval,
    count_pairs,
    count_values,
    draw_documents,
    estimate_interval,
    measure_ac1,
    measure_alpha,
    measure_kappa,
    measure_positive_agreement,
    measure_share,
)
from research.tables import Fault, InputError, list_columns, returns_table

DRAWS = 2000
ANY_FRAME = "any"
REPORTED = "reported"
_UNITS = ["document", "sentence"]
_OF_PAIRS = {
    "positive_agreement": (measure_positive_agreement, 0.0),
    "kappa": (measure_kappa, -1.0),
    "ac1": (measure_ac1, -1.0),
}

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ReliabilityData:
    """What several coders wrote about the statements that at least two of them read.

    statements: document and sentence, sorted. documents: the number of each statement's document, from 0 in the order
    of ids. coded: coders x statements. present: for each frame, coders x statements.
    """

    statements: pd.DataFrame
    documents: npt.NDArray[np.int64]
    coded: Marks
    present: dict[str, Marks]


def make_reliability_data(codings: pd.DataFrame, *, frames: Sequence[str], coders: Sequence[str]) -> ReliabilityData:
    """Lay codings out as Readings.

    Raises InputError for fewer than two coders, one named twice or not in the codings, and coders who have no statement
    in common.

    >>> rows = [("a", 1, "x", "f"), ("b", 1, "y", "f")]
    >>> codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    >>> make_reliability_data(codings, frames=["f"], coders=("x", "y"))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    table codings: coder: found no statement that two of x, y read, expected statements in common
    """
    _check_coders(codings, coders)
    mine = codings[codings["coder"].isin(list(coders))]
    read = mine.drop_duplicates([*_UNITS, "coder"]).assign(mark=True)
    grid = read.pivot(index=_UNITS, columns="coder", values="mark").reindex(columns=list(coders)).notna()
    grid = grid[grid.sum(axis=1) > 1]
    if grid.empty:
        found = f"no statement that two of {', '.join(coders)} read"
        raise InputError([Fault("table codings", "coder", found, "statements in common")])
    seen = {}
    for frame in frames:
        hits = mine[mine["frame"] == frame]
        indexes = [pd.MultiIndex.from_frame(hits.loc[hits["coder"] == coder, _UNITS]) for coder in coders]
        seen[frame] = np.array([grid.index.isin(index) for index in indexes])
    statements = grid.index.to_frame(index=False)
    places = np.unique(statements["document"].to_numpy(dtype=str), return_inverse=True)[1].astype(np.int64)
    return ReliabilityData(statements, places, grid.to_numpy().T, seen)


def _check_coders(codings: pd.DataFrame, coders: Sequence[str]) -> None:
    known = sorted(set(codings["coder"]))
    faults = [
        Fault("table codings", "coder", repr(coder), f"one of {', '.join(known)}")
        for coder in coders
        if coder not in known
    ]
    if len(coders) < 2:
        faults.append(Fault("table codings", "coder", ", ".join(coders) or "none", "two coders or more"))
    twice = sorted({coder for coder in coders if list(coders).count(coder) > 1})
    faults += [Fault("table codings", "coder", f"{coder!r} twice", "each coder once") for coder in twice]
    if faults:
        raise InputError(faults)


def _check_frames(frames: Sequence[str]) -> None:
    if not frames:
        raise InputError([Fault("agreement", "frames", "none", "one frame or more")])


@returns_table("agreement")
def measure_agreement(
    codings: pd.DataFrame, *, frames: Sequence[str], coders: Sequence[str], seed: int = 2026
) -> pd.DataFrame:
    """Measure how far two coders or more agree, for each frame by itself.

    Returns frame, statements (read by two coders or more), documents, prevalence (share of their codings that carry the
    frame), agreement (share of pairs of codings of a statement that are alike) and alpha: Krippendorff's alpha for
    nominal data (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability), empty where only one value occurs,
    since nothing can then disagree; low and high, the ends of alpha's 95 % interval over documents, and method, which
    says how they were had or why not (reliability.estimate_interval); bootstrap_low and bootstrap_high, the percentile
    bootstrap over documents (2,000 draws by seed), which is too narrow where disagreements are few. For two coders
    also, with intervals of the same kind (_low, _high): positive (the F1 of one coder against the other), kappa
    (Cohen's) and ac1 (Gwet's); for more coders these are empty, measure_pairwise_agreement has them. Raises InputError
    as make_reliability_data does, and for no frames.

    >>> rows = [("a", 1, "x", "f"), ("a", 1, "y", "f"), ("a", 2, "x", "none"), ("a", 2, "y", "f"),
    ...         ("a", 3, "x", "none"), ("a", 3, "y", "none")]
    >>> codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    >>> table = measure_agreement(codings, frames=["f"], coders=("x", "y")).round(3)
    >>> table.iloc[:, :6].to_dict("records")
    [{'frame': 'f', 'statements': 3, 'documents': 1, 'prevalence': 0.5, 'percent_agreement': 0.667, 'alpha': 0.444}]
    >>> table[["positive_agreement", "kappa", "ac1", "method"]].to_dict("records")
    [{'positive_agreement': 0.667, 'kappa': 0.4, 'ac1': 0.333, 'method': 'too few to say'}]
    """
    _check_frames(frames)
    readings = make_reliability_data(codings, frames=frames, coders=coders)
    size = int(readings.documents.max()) + 1
    times = draw_documents(size, seed=seed, draws=DRAWS)
    rows = []
    for frame, seen in readings.present.items():
        counts = count_values(seen, readings.coded, readings.documents)
        apart, readers = _count_apart(seen, readings.coded), readings.coded.sum(axis=0)
        low, high, method = estimate_interval(counts, measure_alpha)
        ends = bootstrap_interval(counts, measure_alpha, times=times)
        row: dict[str, object] = {"frame": frame, "statements": len(readers), "documents": size}
        row |= {
            "prevalence": float(counts[:, 1].sum() / counts[:, 1:].sum()),
            "percent_agreement": float(1 - apart.sum() / (readers * (readers - 1) / 2).sum()),
            "alpha": float(measure_alpha(counts.sum(axis=0))),
        }
        row |= {"low": low, "high": high, "bootstrap_low": ends[0], "bootstrap_high": ends[1]}
        rows.append(row | _measure_pair(seen, readings) | {"method": method})
    return pd.DataFrame(rows)


def _measure_pair(seen: Marks, readings: ReliabilityData) -> dict[str, float]:
    """Positive agreement, kappa and AC1 with their ends; nan for more than two coders."""
    row = {f"{name}{end}": np.nan for name in _OF_PAIRS for end in ("", "_low", "_high")}
    if len(seen) == 2:
        counts = count_pairs(seen[0], seen[1], readings.documents)
        for name, (measure, floor) in _OF_PAIRS.items():
            low, high, _ = estimate_interval(counts, measure, floor=floor)
            row |= {name: float(measure(counts.sum(axis=0))), f"{name}_low": low, f"{name}_high": high}
    return row


@returns_table("pair_agreement")
def measure_pairwise_agreement(
    codings: pd.DataFrame, *, frames: Sequence[str], coders: Sequence[str], seed: int = 2026
) -> pd.DataFrame:
    """Measure the agreement of every two of the coders.

    Returns coder_a, coder_b, prevalence_a, prevalence_b (each coder's own, over what both read) and the columns of
    measure_agreement. A pair that read nothing in common has rows with no statements, and method says so. Raises
    InputError as make_reliability_data does.
    """
    make_reliability_data(codings, frames=(), coders=coders)
    parts = []
    for pair in combinations(coders, 2):
        names = {"coder_a": pair[0], "coder_b": pair[1]}
        try:
            readings = make_reliability_data(codings, frames=frames, coders=pair)
        except InputError:
            none = {"frame": list(frames), "statements": 0, "documents": 0, "method": NO_COMMON_STATEMENTS}
            parts.append(pd.DataFrame(none).assign(**names))
            continue
        own = np.array([seen.mean(axis=1) for seen in readings.present.values()]).reshape(-1, 2)
        table = measure_agreement(codings, frames=frames, coders=pair, seed=seed)
        parts.append(table.assign(**names, prevalence_a=own[:, 0], prevalence_b=own[:, 1]))
    return pd.concat(parts, ignore_index=True).reindex(columns=list_columns("pair_agreement"))


@returns_table("units")
def measure_unitizing(
    codings: pd.DataFrame,
    *,
    frames: Sequence[str],
    coders: Sequence[str],
    reported: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Measure agreement on finding what is to be coded apart from agreement on coding it.

    A unit is a statement in which a coder sees one of the frames at all. Returns step (finding or coding), frame,
    measure, value, low, high (95 % over documents), statements, documents and method. Finding: alpha, and for two
    coders kappa, of frame any, on all statements read in common; the same of frame reported where the coders noted it
    (reported: document, sentence, coder, reported; drift.read_reported). Coding, on the statements in which all who
    read them saw some frame: alpha of each frame, and in the row of frame any the share of statements with identical
    sets of codes, subcodes included where frames has them. Raises InputError as measure_agreement does.
    """
    _check_frames(frames)
    readings = make_reliability_data(codings, frames=frames, coders=coders)
    some = codings["frame"].isin(list(frames))
    found = codings.assign(frame=np.where(some, ANY_FRAME, NO_FRAME)).drop_duplicates()
    rows = _measure_finding(found, ANY_FRAME, coders)
    if reported is not None and not reported.empty:
        noted = reported.assign(frame=np.where(reported["reported"], REPORTED, NO_FRAME))
        rows += _measure_finding(noted, REPORTED, coders)
    codes = np.array([readings.present[frame] for frame in frames]).reshape(len(frames), *readings.coded.shape)
    unit: Marks = np.asarray((codes.any(axis=0) | ~readings.coded).all(axis=0))
    if unit.any():
        shared = codings.merge(readings.statements[unit], on=_UNITS)
        table = measure_agreement(shared, frames=frames, coders=coders).assign(step="coding", measure="alpha")
        rows.append(table.rename(columns={"alpha": "value"}))
    rows.append(_measure_identical(readings, codes, unit))
    return pd.concat(rows, ignore_index=True)


def _measure_finding(found: pd.DataFrame, name: str, coders: Sequence[str]) -> list[pd.DataFrame]:
    table = measure_agreement(found, frames=[name], coders=coders).assign(step="finding")
    parts = [table.assign(measure="alpha", value=table["alpha"])]
    if len(coders) == 2:
        ends = {"low": table["kappa_low"], "high": table["kappa_high"]}
        parts.append(table.assign(measure="kappa", value=table["kappa"], **ends))
    return parts


def _measure_identical(readings: ReliabilityData, codes: Marks, unit: Marks) -> pd.DataFrame:
    """Share of the units to which all who read them gave the same codes."""
    hits, readers = (codes & readings.coded).sum(axis=1), readings.coded.sum(axis=0)
    same = ((hits == 0) | (hits == readers)).all(axis=0)
    size = int(readings.documents.max()) + 1
    counts: Numbers = np.zeros((size, 2))
    np.add.at(counts, readings.documents[unit], np.stack([same[unit], ~same[unit]], axis=1))
    counts = counts[counts.sum(axis=1) > 0]
    low, high, method = estimate_interval(counts, measure_share, floor=0.0)
    row = {"step": "coding", "frame": ANY_FRAME, "measure": "identical sets"}
    numbers = {"value": float(measure_share(counts.sum(axis=0))), "low": low, "high": high}
    method = method if unit.any() else NO_COMMON_STATEMENTS
    return pd.DataFrame([row | numbers | {"statements": int(unit.sum()), "documents": len(counts), "method": method}])


@returns_table("disagreements")
def list_disagreements(codings: pd.DataFrame, *, frames: Sequence[str], coders: Sequence[str]) -> pd.DataFrame:
    """List the statements that coders read in common and coded apart, one row for each frame that they part on.

    Returns document, sentence, frame, coder (who saw it) and against (who read the statement and did not), names joined
    by ";" where there are several; sorted by document, sentence, frame. A statement that one coder alone read is no
    disagreement. Raises InputError as make_reliability_data does.
    """
    readings = make_reliability_data(codings, frames=frames, coders=coders)
    rows = []
    for frame, seen in readings.present.items():
        for place in np.flatnonzero(_count_apart(seen, readings.coded)):
            sides = (seen[:, place], readings.coded[:, place] & ~seen[:, place])
            names = [";".join(coder for coder, here in zip(coders, side, strict=True) if here) for side in sides]
            rows.append((place, frame, *names))
    listed = pd.DataFrame(rows, columns=["place", "frame", "coder", "against"])
    units = readings.statements.iloc[listed["place"].to_numpy(dtype=np.int64)].reset_index(drop=True)
    return pd.concat([units, listed], axis=1).sort_values([*_UNITS, "frame"], ignore_index=True)


def _count_apart(seen: Marks, read: Marks) -> npt.NDArray[np.int64]:
    """Pairs of codings of each statement that differ."""
    hits, readers = (seen & read).sum(axis=0), read.sum(axis=0)
    apart: npt.NDArray[np.int64] = hits * (readers - hits)
    return apart

"""Scores of statements against gold, with intervals: sentence borders, reported or not, speakers, offices, modes."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from research.attribution.calibration import measure_calibration_error, measure_reliability
from research.attribution.page_furniture import FURNITURE_RULES
from research.attribution.sentence_pairs import Pair, mark_right, pair_by_position
from research.tables import MINIMUM_DOCUMENTS, Fault, InputError, check_columns, returns_table

_COLUMNS = ["document", "start", "stop", "reported", "speaker", "office"]
_RESAMPLES = 2000
# Where more than one resample in twenty divides by 0, the interval would describe the others alone.
_DEFINED = 0.95

# Of each measure: a row for each document with right and total, whose sums are divided, and n, which is shown.
Counts = Mapping[str, pd.DataFrame]


@returns_table("attribution_scores")
def score_statements(
    predicted: pd.DataFrame, gold: pd.DataFrame, *, pair: Pair = pair_by_position, seed: int = 2026
) -> pd.DataFrame:
    """Score statements against gold.

    Parameters
    ----------
    predicted, gold
        Columns document, start, stop, reported, speaker and office; predicted may have rule, both may have mode.
    pair
        How the statement is found that is compared with a sentence of gold: pair_by_position or pair_by_text.
    seed
        Seed of the resamples.

    Returns
    -------
    pandas.DataFrame
        The table attribution_scores: measure, value (0 to 1, empty where nothing can be counted), the ends of its 95 %
        interval (percentiles over 2,000 resamples of whole documents; empty under 5 documents, and where over 5 % of
        the resamples lack the measure) and n: the denominator of value, for F1 the number in gold.

    Raises
    ------
    InputError
        Where a column is missing.

    Notes
    -----
    border_f1 is of the stops of sentences; page furniture (by rule) that gold has no code for is left out. All other
    measures are of sentences of gold, and one without a statement is wrong. reported: whether somebody speaks.
    narration_f1: 2 TP / (2 TP + FP + FN), with narration as the positive class, of those that have a statement.
    speaker, office and mode: shares of the sentences that are reported in gold; names are compared by fold_name.
    office_folded: offices other than the nine of the first codebook count as other. attributed: reported, speaker and
    office_folded are all right; whole: mode, too. mode and whole are there where both tables have mode.
    calibration_error, where predicted has confidence: the mean distance between confidence and the share that is right,
    over ten bins of equal count (measure_reliability); it is an error, and has no interval.

    Examples
    --------
    >>> gold = pd.DataFrame({"document": "a", "sentence": [1, 2], "start": [0, 9], "stop": [8, 20],
    ...     "reported": [True, False], "speaker": ["Ani Rahma", ""], "office": ["head", ""]})
    >>> predicted = gold.assign(speaker=["ani  rahma", ""], office=["agency", ""])
    >>> score_statements(predicted, gold).set_index("measure")["value"][["border_f1", "speaker", "office"]].tolist()
    [1.0, 1.0, 0.0]
    """
    faults = [
        Fault(f"table {name}", column, "no such column", "a column of a statements table")
        for name, table in (("found", predicted), ("gold", gold))
        for column in _COLUMNS
        if column not in table.columns
    ]
    if faults:
        raise InputError(faults)
    pairs = mark_right(pair(predicted, gold))
    counts = {"border_f1": _count_borders(_drop_furniture(predicted, gold), gold), **dict(_count_pairs(pairs))}
    scores = rate_counts(counts, seed=seed)
    if "confidence" not in predicted.columns:
        return scores
    reliability = measure_reliability(predicted, gold, pair=pair)
    row = {"measure": "calibration_error", "value": measure_calibration_error(reliability), "n": reliability["n"].sum()}
    return pd.concat([scores, pd.DataFrame([row])], ignore_index=True)


@returns_table("attribution_scores")
def score_statements_by_split(
    predicted: pd.DataFrame, gold: pd.DataFrame, *, frozen: Collection[str], documents: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Score statements by split: development documents, and frozen (held-out) ones.

    Parameters
    ----------
    predicted, gold
        As in score_statements.
    frozen
        The held-out documents.
    documents
        The table documents; with it each sample is scored apart.

    Returns
    -------
    pandas.DataFrame
        The table of score_statements with part (development or frozen) and, with documents, first sample. Documents
        without gold, and parts without documents, are left out.

    Raises
    ------
    InputError
        As score_statements does.

    Examples
    --------
    >>> gold = pd.DataFrame({"document": ["a", "b"], "start": 0, "stop": 8, "reported": True,
    ...     "speaker": "Ani", "office": "head"})
    >>> scores = score_statements_by_split(gold.assign(speaker=["Ani", "Budi"]), gold, frozen=["b"])
    >>> scores.loc[scores["measure"] == "speaker", ["part", "value"]].to_numpy().tolist()
    [['development', 1.0], ['frozen', 0.0]]
    """
    coded = set(gold["document"])
    samples = {"": coded}
    if documents is not None:
        check_columns(documents, ["document", "sample"], where="documents")
        named = documents[documents["document"].isin(coded)]
        samples = {str(sample): set(part["document"]) for sample, part in named.groupby("sample", sort=True)}
    scores = {
        (sample, part): score_statements(*_keep(ids, predicted, gold))
        for sample, members in samples.items()
        for part, ids in (("development", members - set(frozen)), ("frozen", members & set(frozen)))
        if ids or not coded
    }
    table = pd.concat(scores, names=["sample", "part"]).reset_index(["sample", "part"]).reset_index(drop=True)
    return table.drop(columns="sample") if documents is None else table


def rate_counts(counts: Counts, *, seed: int = 2026) -> pd.DataFrame:
    """Divide counts of documents, with intervals by resampling documents.

    Parameters
    ----------
    counts
        Of each measure a table indexed by document: right, total and n.
    seed
        Seed of the resamples.

    Returns
    -------
    pandas.DataFrame
        measure, value, low, high and n.
    """
    documents = sorted(set().union(*(table.index for table in counts.values())))
    size = len(documents)
    weights = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=_RESAMPLES) if size else None
    rows = []
    for name, table in counts.items():
        given = table.reindex(documents, fill_value=0)
        right, total = int(given["right"].sum()), int(given["total"].sum())
        low = high = float("nan")
        if weights is not None and size >= MINIMUM_DOCUMENTS:
            sums = weights @ given[["right", "total"]].to_numpy(dtype="int64")
            defined = sums[sums[:, 1] > 0]
            if len(defined) >= _DEFINED * _RESAMPLES:
                low, high = np.quantile(defined[:, 0] / defined[:, 1], [0.025, 0.975]).tolist()
        rows.append((name, right / total if total else float("nan"), low, high, int(given["n"].sum())))
    return pd.DataFrame(rows, columns=["measure", "value", "low", "high", "n"])


def count_agreement(name: str, hits: pd.DataFrame) -> Counts:
    """Count precision, recall and F1 of a table indexed by document: matched, predicted and gold."""
    matched, predicted, gold = hits["matched"], hits["predicted"], hits["gold"]
    return {
        f"{name}_precision": pd.DataFrame({"right": matched, "total": predicted, "n": predicted}),
        f"{name}_recall": pd.DataFrame({"right": matched, "total": gold, "n": gold}),
        f"{name}_f1": pd.DataFrame({"right": 2 * matched, "total": predicted + gold, "n": gold}),
    }


def _keep(ids: Collection[str], *tables: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """The rows of some documents in each table."""
    return tuple(table[table["document"].isin(list(ids))] for table in tables)


def _drop_furniture(predicted: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    if "rule" not in predicted.columns:
        return predicted
    coded = pd.MultiIndex.from_frame(gold[["document", "stop"]])
    is_coded = pd.MultiIndex.from_frame(predicted[["document", "stop"]]).isin(coded)
    return predicted[~predicted["rule"].isin(FURNITURE_RULES) | is_coded]


def _count_borders(predicted: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    borders = [table[["document", "stop"]].drop_duplicates() for table in (predicted, gold)]
    sizes = [table.groupby("document").size() for table in (*borders, borders[0].merge(borders[1]))]
    names = ["predicted", "gold", "matched"]
    hits = pd.concat(sizes, axis="columns", keys=names).reindex(columns=names).fillna(0).astype("int64")
    return count_agreement("border", hits)["border_f1"]


def _count_pairs(pairs: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    documents = pairs["document"]

    def count(right: "pd.Series[Any]", total: "pd.Series[Any]", number: "pd.Series[Any]") -> pd.DataFrame:
        columns = {"right": right, "total": total, "n": number}
        return pd.DataFrame({name: column.astype("int64") for name, column in columns.items()}).groupby(documents).sum()

    said, coded = pairs["reported"], pairs["document"].notna()
    narrated = ~said & ~pairs["reported_found"] & pairs["is_found"]
    differs = pairs["is_found"] & ~pairs["right_reported"]
    yield "reported", count(pairs["right_reported"], coded, coded)
    yield "narration_f1", count(2 * narrated, 2 * narrated + differs, ~said)
    for name in ("speaker", "office", "office_folded", "mode"):
        if f"right_{name}" in pairs.columns:
            yield name, count(pairs[f"right_{name}"], said, said)
    for name in ("attributed", "whole"):
        if f"right_{name}" in pairs.columns:
            yield name, count(pairs[f"right_{name}"], coded, coded)

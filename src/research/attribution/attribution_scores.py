"""Scores of statements against gold: sentence borders, reported or narration, speakers, offices."""

from collections.abc import Collection

import pandas as pd

from research.attribution.page_furniture import FURNITURE_RULES
from research.tables import Fault, InputError, check_columns, returns_table

_COLUMNS = ["document", "start", "stop", "reported", "speaker", "office"]


@returns_table("attribution_scores")
def score_statements(predicted: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """Score statements against gold.

    Parameters
    ----------
    predicted, gold
        Columns document, start, stop, reported, speaker and office; predicted may have rule.

    Returns
    -------
    pandas.DataFrame
        Columns measure, value (0 to 1, empty where nothing can be counted) and n: the denominator of value, for F1 the
        number in gold.

    Raises
    ------
    InputError
        Where a column is missing.

    Notes
    -----
    F1 = 2 TP / (2 TP + FP + FN). A border is the stop of a sentence. A sentence of gold is predicted where one of the
    same document has the same start and stop; else it counts as wrong in the further measures. The positive class of
    the narration measures is narration. Speaker and office are shares of the sentences that are reported in gold;
    speakers are equal when case and white space are folded. Page furniture (by rule) that gold has no code for is left
    out.

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
    predicted = _drop_furniture(predicted, gold)
    key = ["document", "start", "stop"]
    merged = gold[_COLUMNS].merge(predicted[_COLUMNS], on=key, how="left", suffixes=("", "_found"))
    return pd.DataFrame(
        [*_score_borders(predicted, gold), *_score_narration(predicted, merged), *_score_speakers(merged)],
        columns=["measure", "value", "n"],
    )


@returns_table("attribution_parts")
def score_statements_by_split(
    predicted: pd.DataFrame, gold: pd.DataFrame, *, frozen: Collection[str], documents: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Score statements by split: development and frozen (held-out) documents, and all.

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
        Columns measure, then value and n for each split: development, n_development, frozen, n_frozen, all, n_all; with
        documents first sample. Documents without gold are left out.

    Raises
    ------
    InputError
        As score_statements does.

    Examples
    --------
    >>> gold = pd.DataFrame({"document": ["a", "b"], "start": 0, "stop": 8, "reported": True,
    ...     "speaker": "Ani", "office": "head"})
    >>> scores = score_statements_by_split(gold.assign(speaker=["Ani", "Budi"]), gold, frozen=["b"])
    >>> scores.loc[scores["measure"] == "speaker", ["development", "frozen", "all"]].to_numpy().tolist()
    [[1.0, 0.0, 0.5]]
    """
    if documents is not None:
        check_columns(documents, ["document", "sample"], where="documents")
        samples = documents[documents["document"].isin(set(gold["document"]))].groupby("sample", sort=True)["document"]
        parts = {
            sample: score_statements_by_split(*_keep(set(ids), predicted, gold), frozen=frozen)
            for sample, ids in samples
        }
        return pd.concat(parts, names=["sample"]).reset_index("sample").reset_index(drop=True)
    coded = set(gold["document"])
    splits = {"development": coded - set(frozen), "frozen": coded & set(frozen), "all": coded}
    table = score_statements(predicted, gold)[["measure"]]
    for split, ids in splits.items():
        scores = score_statements(*_keep(ids, predicted, gold))
        table = table.assign(**{split: scores["value"], f"n_{split}": scores["n"]})
    return table


def _keep(ids: Collection[str], *tables: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """The rows of some documents in each table."""
    return tuple(table[table["document"].isin(list(ids))] for table in tables)


def _drop_furniture(predicted: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    if "rule" not in predicted.columns:
        return predicted
    coded = pd.MultiIndex.from_frame(gold[["document", "stop"]])
    is_coded = pd.MultiIndex.from_frame(predicted[["document", "stop"]]).isin(coded)
    return predicted[~predicted["rule"].isin(FURNITURE_RULES) | is_coded]


def measure_share(count: int, total: int) -> float:
    """Divide a count by a total; the result is missing for a total of 0."""
    return count / total if total else float("nan")


def measure_agreement(name: str, n_correct: int, n_predicted: int, n_gold: int) -> list[tuple[str, float, int]]:
    """Measure precision, recall and F1, as rows of measure, value and n."""
    return [
        (f"{name}_precision", measure_share(n_correct, n_predicted), n_predicted),
        (f"{name}_recall", measure_share(n_correct, n_gold), n_gold),
        (f"{name}_f1", measure_share(2 * n_correct, n_predicted + n_gold), n_gold),
    ]


def _score_borders(predicted: pd.DataFrame, gold: pd.DataFrame) -> list[tuple[str, float, int]]:
    borders = [set(zip(table["document"], table["stop"], strict=True)) for table in (predicted, gold)]
    return measure_agreement("border", len(borders[0] & borders[1]), len(borders[0]), len(borders[1]))


def _score_narration(predicted: pd.DataFrame, merged: pd.DataFrame) -> list[tuple[str, float, int]]:
    is_equal = merged["reported_found"].notna() & (merged["reported"] == merged["reported_found"])
    n_correct, n_predicted = int((is_equal & ~merged["reported"]).sum()), int((~predicted["reported"]).sum())
    return [
        ("reported", measure_share(int(is_equal.sum()), len(merged)), len(merged)),
        *measure_agreement("narration", n_correct, n_predicted, int((~merged["reported"]).sum())),
    ]


def _score_speakers(merged: pd.DataFrame) -> list[tuple[str, float, int]]:
    reported = merged[merged["reported"]]
    names = [reported[column].fillna("").map(_fold_name) for column in ("speaker", "speaker_found")]
    same_office = reported["office"] == reported["office_found"]
    return [
        ("speaker", measure_share(int((names[0] == names[1]).sum()), len(reported)), len(reported)),
        ("office", measure_share(int(same_office.sum()), len(reported)), len(reported)),
    ]


def _fold_name(name: str) -> str:
    return " ".join(name.casefold().split())

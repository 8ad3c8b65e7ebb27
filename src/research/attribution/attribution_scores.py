"""Statements against gold: borders, who is reported at all, and by what name and office."""

from collections.abc import Collection

import pandas as pd

from research.attribution.page_furniture import FURNITURE_RULES
from research.tables import Fault, InputError

_COLUMNS = ["document", "start", "stop", "reported", "speaker", "office"]


def score_statements(predicted: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """Score statements against gold; both are tables with document, sentence, start, stop, reported, speaker, office.

    Returns measure, value (0 to 1, empty where nothing can be counted) and n, what the value is a share of (for F1 the
    number in gold). A border is where a sentence stops; F1 is 2 TP / (2 TP + FP + FN). A sentence of gold counts as
    found where one with the same start and the same stop in the same document was found, and as wrong in every further
    measure where none was. Speakers are equal when case and white space are folded. The narration measures take
    narration as the positive class; speaker and office are shares of the sentences that gold has as reported. Furniture
    of the page that gold has not is left out where found has the column rule: nobody codes it.

    Raises InputError where a column is missing.

    >>> gold = pd.DataFrame({"document": "a", "sentence": [1, 2], "start": [0, 9], "stop": [8, 20],
    ...     "reported": [True, False], "speaker": ["Ani Rahma", ""], "office": ["head", ""]})
    >>> found = gold.assign(speaker=["ani  rahma", ""], office=["agency", ""])
    >>> score_statements(found, gold).set_index("measure")["value"][["border_f1", "speaker", "office"]].tolist()
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
    both = gold[_COLUMNS].merge(predicted[_COLUMNS], on=key, how="left", suffixes=("", "_found"))
    return pd.DataFrame(
        [*_score_borders(predicted, gold), *_score_narration(predicted, both), *_score_speakers(both)],
        columns=["measure", "value", "n"],
    )


def score_statements_by_split(predicted: pd.DataFrame, gold: pd.DataFrame, *, frozen: Collection[str]) -> pd.DataFrame:
    """Score apart the documents the rules were written with, those named in frozen, and all together.

    Returns measure, then value and n of score_statements for each part: development, n_development, frozen, n_frozen,
    all, n_all. Documents without gold are left out. Raises InputError as score_statements does.

    >>> gold = pd.DataFrame({"document": ["a", "b"], "start": 0, "stop": 8, "reported": True,
    ...     "speaker": "Ani", "office": "head"})
    >>> scores = score_statements_by_split(gold.assign(speaker=["Ani", "Budi"]), gold, frozen=["b"])
    >>> scores.loc[scores["measure"] == "speaker", ["development", "frozen", "all"]].to_numpy().tolist()
    [[1.0, 0.0, 0.5]]
    """
    coded = set(gold["document"])
    parts = {"development": coded - set(frozen), "frozen": coded & set(frozen), "all": coded}
    table = score_statements(predicted, gold)[["measure"]]
    for part, names in parts.items():
        scores = score_statements(*(rows[rows["document"].isin(names)] for rows in (predicted, gold)))
        table = table.assign(**{part: scores["value"], f"n_{part}": scores["n"]})
    return table


def _drop_furniture(found: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    if "rule" not in found.columns:
        return found
    coded = pd.MultiIndex.from_frame(gold[["document", "stop"]])
    known = pd.MultiIndex.from_frame(found[["document", "stop"]]).isin(coded)
    return found[~found["rule"].isin(FURNITURE_RULES) | known]


def _share(count: int, total: int) -> float:
    return count / total if total else float("nan")


def _list_measures(name: str, right: int, found: int, wanted: int) -> list[tuple[str, float, int]]:
    return [
        (f"{name}_precision", _share(right, found), found),
        (f"{name}_recall", _share(right, wanted), wanted),
        (f"{name}_f1", _share(2 * right, found + wanted), wanted),
    ]


def _score_borders(found: pd.DataFrame, gold: pd.DataFrame) -> list[tuple[str, float, int]]:
    sets = [set(zip(table["document"], table["stop"], strict=True)) for table in (found, gold)]
    return _list_measures("border", len(sets[0] & sets[1]), len(sets[0]), len(sets[1]))


def _score_narration(found: pd.DataFrame, both: pd.DataFrame) -> list[tuple[str, float, int]]:
    agreed = both["reported_found"].notna() & (both["reported"] == both["reported_found"])
    right = int((agreed & ~both["reported"]).sum())
    return [
        ("reported", _share(int(agreed.sum()), len(both)), len(both)),
        *_list_measures("narration", right, int((~found["reported"]).sum()), int((~both["reported"]).sum())),
    ]


def _score_speakers(both: pd.DataFrame) -> list[tuple[str, float, int]]:
    spoken = both[both["reported"]]
    names = [spoken[column].fillna("").map(_fold_name) for column in ("speaker", "speaker_found")]
    same_office = spoken["office"] == spoken["office_found"]
    return [
        ("speaker", _share(int((names[0] == names[1]).sum()), len(spoken)), len(spoken)),
        ("office", _share(int(same_office.sum()), len(spoken)), len(spoken)),
    ]


def _fold_name(name: str) -> str:
    return " ".join(name.casefold().split())

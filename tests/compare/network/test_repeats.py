import numpy as np
import pandas as pd
import pytest

from research import compare
from research.tables import InputError

# 1 October 2024 is a Tuesday; later days: 5 is Sunday 6 October, 6 Monday 7 October, 40 is 10 November, 100 9 January.
DAYS = {"a": 0, "b": 5, "c": 6, "d": 40, "e": 100}
SAID = [
    ("a", 1, "Rai", "neutral"),
    ("a", 2, "", "neutral"),
    ("a", 3, "Rai", "neutral"),
    ("a", 4, "Sari", "neutral"),
    ("b", 1, "Rai", "neutral"),
    ("b", 2, "Rai", "complaints"),
    ("c", 1, "Rai", "neutral"),
    ("d", 1, "Rai", "neutral"),
    ("e", 1, "Rai", "neutral"),
    ("e", 2, "", "neutral"),
]


def make_statements(rows: list[tuple[str, int, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["document", "sentence", "speaker", "frame"])


def make_days(days: dict[str, int]) -> pd.DataFrame:
    published = (np.datetime64("2024-10-01") + np.array(list(days.values()))).astype("datetime64[s]")
    return pd.DataFrame({"document": list(days), "published": published})


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("include", "a1 a2 a3 a4 b1 b2 c1 d1 e1 e2"),
        ("document", "a1 a2 a4 b1 b2 c1 d1 e1 e2"),
        ("week", "a1 a2 a4 b2 c1 d1 e1 e2"),  # the sixth of October ends the week that the first is of
        ("month", "a1 a2 a4 b2 d1 e1 e2"),
        ("year", "a1 a2 a4 b2 e1 e2"),
        ("acrossrange", "a1 a2 a4 b2 e2"),
    ],
)
def test_the_rules_worked_by_hand(rule: str, kept: str) -> None:
    said = make_statements(SAID).assign(mode="direct")
    found = compare.drop_repeats(said, make_days(DAYS), rule=rule, same=["speaker", "frame"])
    assert " ".join(found["document"] + found["sentence"].astype("str")) == kept
    assert list(found.columns) == list(said.columns)
    shuffled = said.sample(frac=1, random_state=4), make_days(DAYS).iloc[::-1]
    pd.testing.assert_frame_equal(compare.drop_repeats(*shuffled, rule=rule, same=["speaker", "frame"]), found)


def test_one_statement_with_two_frames_is_no_repeat_of_itself() -> None:
    rows = make_statements([("a", 1, "Rai", "sanctions"), ("a", 1, "Rai", "service"), ("b", 1, "Rai", "sanctions")])
    kept = compare.drop_repeats(rows, make_days(DAYS), rule="month", same=["speaker", "frame"])
    assert kept[["document", "frame"]].values.tolist() == [["a", "sanctions"], ["a", "service"]]


def test_the_earlier_statement_is_kept_whatever_its_name() -> None:
    said = make_statements([("a", 1, "Rai", "neutral"), ("b", 1, "Rai", "neutral")])
    kept = compare.drop_repeats(said, make_days({"a": 3, "b": 0}), rule="acrossrange", same=["frame"])
    assert kept["document"].tolist() == ["b"]


def test_unknown_rules_and_documents_are_refused() -> None:
    said = make_statements(SAID)
    with pytest.raises(InputError, match="rule: found 'decade', expected one of include, document"):
        compare.drop_repeats(said, make_days(DAYS), rule="decade", same=["frame"])
    with pytest.raises(InputError, match="document: found 'e', expected a document of the table documents"):
        compare.drop_repeats(said, make_days({"a": 0, "b": 0, "c": 0, "d": 0}), rule="week", same=["frame"])

"""Sentences on hypotheses, from a table written by hand."""

import pandas as pd
import pytest

from research import report
from research.compare import Hypotheses


def make_row(name: str, verdict: str, **cells: object) -> dict[str, object]:
    pair = "+" in name
    row: dict[str, object] = {"codes": "gold", "hypothesis": name, "contrast": "" if pair else name.split(", ")[0]}
    row |= {"frame": name if pair else name.split(", ")[1], "direction": "less", "documents": 316, "statements": 3138}
    row |= {"label": "both in one statement" if pair else "Releases against news", "first_source": "file"}
    row |= {"difference": -0.05, "difference_low": -0.09, "difference_high": 0.01, "raw_difference": -0.05}
    row |= {"p": 0.0123, "p_holm": 0.1599, "first_difference": -0.1, "earlier_difference": -0.11, "left_out": ""}
    row |= {"together": 4 if pair else None, "expected": 17.9 if pair else None}
    return row | {"verdict": verdict} | cells


@pytest.fixture
def table() -> pd.DataFrame:
    gold = [
        make_row("r-n, sanctions", "confirmed", p=0.00001, p_holm=0.00013, left_out="0", difference_high=-0.0003),
        make_row("r-n, service", "undecided"),
        make_row("d-i, sanctions", "not confirmed", difference=0.02, raw_difference=0.03, left_out="first difference"),
        make_row("sanctions + service", "confirmed", difference=-0.0044, difference_low=-0.0061, left_out="0")
        | {"difference_high": -0.003, "first_difference": -0.0084, "earlier_difference": -0.0079},
        make_row("x-y, service", "too few to say", p=None, difference=None, left_out=""),
    ]
    other = [row | {"codes": "b"} for row in gold]
    other[2]["verdict"] = "undecided"
    return pd.DataFrame([*gold, *other])


LABELS = {"sanctions": "Sanctions", "service": "Service first"}


def test_each_verdict_has_a_sentence_that_names_its_hypotheses(table: pd.DataFrame) -> None:
    lines = report.describe_hypotheses(table, labels=LABELS).split("\n\n")
    assert lines == [
        "**2 of the 5 hypotheses are confirmed**: Sanctions, Releases against news; "
        "Sanctions and service first, both in one statement.",
        "**1 is undecided**: Service first, Releases against news.",
        "**1 is not confirmed**: Sanctions, Releases against news.",
        "**1 has too few documents to say**: Service first, Releases against news.",
    ]
    none = table[table["verdict"] == "not confirmed"]
    assert report.describe_hypotheses(none).startswith("**None of the 1 hypothesis is confirmed**.")
    assert report.describe_hypotheses(table.iloc[:0]) == "No hypothesis is declared."


def test_a_hypothesis_is_a_sentence_of_its_numbers(table: pd.DataFrame) -> None:
    lines = report.list_hypotheses(table, labels=LABELS).splitlines()
    assert len(lines) == 5
    assert lines[0] == (
        "- **Sanctions, Releases against news** (stated: less): confirmed. The difference is -5.00 points "
        "(-9.00 to -0.03), p < 0.0001, 0.0001 after Holm; in the first sample it was -10.00 (-11.00 as that sample is "
        "now). The interval leaves out 0 and holds the first sample's difference."
    )
    assert "undecided" in lines[1] and lines[1].endswith("holds both 0 and the first sample's difference.")
    assert "+2.0 points (-9.0 to +1.0), +3.0 without matching, p = 0.0123, 0.1599 after Holm" in lines[2]
    assert lines[2].endswith("leaves out the first sample's difference and holds 0. With other codes: by b undecided.")
    assert "4 statements have both where 17.9 are expected, -0.44 per 100 statements (-0.61 to -0.30)" in lines[3]
    assert "in the first sample it was -0.84 (-0.79 as that sample is now)" in lines[3]
    assert lines[4] == "- **Service first, Releases against news** (stated: less): too few to say."


def test_the_first_differences_as_a_whole(table: pd.DataFrame) -> None:
    """-.05 of -.1 twice, .02 of -.1, -.0044 of -.0084: 50, 50, -20 and 52 %."""
    assert report.describe_first_differences(table) == (
        "Of 4 differences of the first sample, 3 have the same sign in the second, and 4 are smaller there: at the "
        "median 50 % of what they were (-20 to 52 %). 1 interval leaves out the first sample's difference. What is "
        "picked for a small p is mostly overestimated."
    )
    assert report.describe_first_differences(table.iloc[:0]) == ""


def test_other_codes_are_counted(table: pd.DataFrame) -> None:
    assert report.describe_codes(table) == "The verdict is that of gold, and the same in 4 of 5 by the frames of b."
    assert report.describe_codes(table[table["codes"] == "gold"]) == ""
    assert report.describe_codes(table.iloc[:0]) == ""


def test_tables_for_people(table: pd.DataFrame) -> None:
    shown = report.table_hypotheses(table, labels=LABELS)
    assert len(shown) == 5
    assert shown["second"].tolist()[2:] == ["+2.0 (-9.0 to +1.0)", "-0.44 (-0.61 to -0.30)", ""]
    assert shown["p"].tolist() == ["< 0.0001", "0.0123", "0.0123", "0.0123", ""]
    beside = report.table_codes(table, labels=LABELS)
    assert beside.loc[2].tolist()[1:] == ["+2.0 (-9.0 to +1.0): not confirmed", "+2.0 (-9.0 to +1.0): undecided"]


def test_where_none_is_declared_it_is_said() -> None:
    assert report.describe_declaration(Hypotheses()) == "No hypothesis is declared."

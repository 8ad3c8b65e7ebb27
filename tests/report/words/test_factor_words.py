import numpy as np
import pandas as pd

from research import report

LABELS = {"sanctions": "Sanctions", "conflict_risk": "Risk of conflict", "office": "office", "mode": "mode of speech"}
LABELS |= {"head": "Head of a region", "second": "Second sample", "first": "First sample"}


def make_omnibus() -> pd.DataFrame:
    rows = [
        ("first", "office", "sanctions", 0.5, 0.6, "not supported"),
        ("first", "mode", "sanctions", np.nan, np.nan, "too few to say"),
        ("second", "office", "sanctions", 0.00004, 0.002, "supported"),
        ("second", "office", "conflict_risk", 0.03, 0.06, "not supported"),
        ("second", "election", "sanctions", 0.4, 0.5, "not supported"),
    ]
    table = pd.DataFrame(rows, columns=["sample", "factor", "frame", "p", "q", "verdict"])
    return table.assign(groups=9, documents=1103, n_tests=3)


def test_factors_that_differ_are_told_by_sample_and_the_least_q_of_the_others() -> None:
    assert report.describe_factors(make_omnibus(), labels=LABELS).splitlines() == [
        "- Second sample: of 3 tests of whether groups differ, 1 finds a difference (q at most 0.05): office, "
        "Sanctions (9 groups, 1,103 documents, q = 0.002). Of the others the least q is that of office, Risk of "
        "conflict, q = 0.060.",
        "- First sample: of 1 test here, of 3 in all, of whether groups differ, none finds a difference (q at most "
        "0.05). The least q is that of office, Sanctions, q = 0.600.",
    ]


def test_where_nothing_was_tested_it_is_said() -> None:
    assert report.describe_factors(make_omnibus().iloc[[1]], labels=LABELS) == (
        "- First sample: no factor has two groups of five documents."
    )


def test_the_table_has_a_row_a_sample_and_factor_and_a_column_a_frame() -> None:
    shown = report.table_factors(make_omnibus(), labels=LABELS)
    assert shown["factor"].tolist() == ["office", "election", "office", "mode of speech"]
    assert shown["Sanctions"].tolist() == [
        *("p 0.00004, q 0.002", "p 0.400, q 0.500", "p 0.500, q 0.600", "too few to say")
    ]


def make_clusters() -> pd.DataFrame:
    row = {"sample": "first", "group": "head", "frame": "sanctions", "statements": 40, "documents": 8, "speaker": "Rai"}
    row |= {"speaker_statements": 24, "speaker_documents": 4, "filled": True, "hits": 10, "share": 0.25, "low": 0.1}
    row |= {"high": 0.45, "speaker_low": 0.05, "speaker_high": 0.6, "speakers": 5}
    other = row | {"group": "agency", "filled": False, "speaker_low": 0.101, "speaker_high": 0.455}
    return pd.DataFrame([row, other])


def test_a_name_that_fills_a_group_is_told_with_both_intervals() -> None:
    text = report.describe_speaker_clusters(make_clusters(), labels=LABELS)
    assert text.splitlines() == [
        "First sample: in 1 of 2 groups one name has half of the statements or documents:",
        "",
        "- Head of a region: Rai has 24 of 40 statements and is in 4 of 8 documents; Sanctions 25.0 % (10.0 to 45.0 by "
        "document, 5.0 to 60.0 by speaker).",
    ]
    none = report.describe_speaker_clusters(make_clusters().iloc[[1]], labels=LABELS)
    assert none == "First sample: in none of 1 group has one name half of the statements or of the documents."


def test_intervals_are_set_out_where_they_differ_by_a_point() -> None:
    shown = report.table_speaker_clusters(make_clusters(), labels=LABELS)
    assert shown.to_dict("records") == [
        {"sample": "First sample", "group": "Head of a region", "frame": "Sanctions", "share": "25.0 %"}
        | {"by document": "10.0 to 45.0 (8)", "by speaker": "5.0 to 60.0 (5)"}
    ]

import numpy as np
import pandas as pd

from research import report

LABELS = {"second": "Second sample", "first": "First sample", "office": "office"}
LABELS |= {"head": "Head of a region", "agency": "Agency"}


def make_groups() -> pd.DataFrame:
    rows = [
        ("agency", 1, 0.25, 0.1, 0.5, 0.2, 0.4),
        ("agency", 0, 0.75, 0.5, 0.9, 0.6, 0.8),
        ("head", 1, 0.1, 0.05, 0.35, 0.05, 0.2),
        ("head", 0, 0.9, 0.65, 0.95, 0.8, 0.95),
        ("party", 1, np.nan, np.nan, np.nan, np.nan, np.nan),
        ("party", 0, np.nan, np.nan, np.nan, np.nan, np.nan),
    ]
    table = pd.DataFrame(rows, columns=["group", "topic", "share", "low", "high", "fixed_low", "fixed_high"])
    few = table["share"].isna()
    table = table.assign(grouping="office", statements=1200, documents=90, families=90, hits=3, refits=50)
    table["method"] = np.where(few, "too few to say", "percentiles over refits")
    return table.assign(sample="first")


def make_omnibus() -> pd.DataFrame:
    rows = [("topic 1", 0.02, 0.06, "not supported"), ("sanctions", 0.001, 0.002, "supported")]
    table = pd.DataFrame(rows, columns=["frame", "p", "q", "verdict"])
    return table.assign(sample="first", factor="office", groups=2, documents=90, n_tests=2)


def test_tests_of_topics_alone_are_described_and_how_far_refits_widen_the_intervals() -> None:
    """The intervals are .4 and .3 wide, with the topics held .2 and .15: twice as wide."""
    assert report.describe_topic_groups(make_groups(), make_omnibus(), labels=LABELS).splitlines() == [
        "- First sample: of 1 test here, of 2 in all, of whether groups differ, none finds a difference (q at most "
        "0.05). The least q is that of office, topic 1, q = 0.060.",
        "- First sample: with the topics found anew in 50 resamples of the documents, the intervals of 2 shares are "
        "2.0 times as wide (median) as with the topics held. Of 3 groups 1 has too few documents or refits.",
    ]


def test_without_a_topic_that_is_kept_it_is_said() -> None:
    groups = make_groups()
    text = report.describe_topic_groups(groups[groups["topic"] == 0], make_omnibus().iloc[1:], labels=LABELS)
    assert text.startswith("No topic can be compared between groups")


def test_the_table_has_a_row_a_group_and_one_for_the_tests() -> None:
    shown = report.table_topic_groups(make_groups(), make_omnibus(), labels=LABELS)
    assert shown["group"].tolist() == [
        *("Head of a region (1,200 in 90)", "Agency (1,200 in 90)", "party (1,200 in 90)", "whether groups differ")
    ]
    assert shown["Topic 1"].tolist() == [
        *("10.0 % (5.0 to 35.0)", "25.0 % (10.0 to 50.0)", "too few to say", "p 0.020, q 0.060")
    ]
    assert shown["left over"].tolist() == ["90.0 % (65.0 to 95.0)", "75.0 % (50.0 to 90.0)", "too few to say", ""]

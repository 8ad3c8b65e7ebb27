"""Pairs of frames in words: a table written by hand, and what a reader must find of it."""

import pandas as pd

from research import report

LABELS = {"new": "New sample", "old": "Old sample", "f": "Sanctions", "g": "Service", "h": "Media"}


def make_pairs() -> pd.DataFrame:
    """Three pairs in statements of two samples: too seldom and left with room kept, too often, and open or too few."""
    base = {"within": "statement", "units": 900, "carrying": 200, "several": 8, "method": "exact"}
    pairs = [("f", "g"), ("f", "h"), ("g", "h")]
    numbers = [
        {"observed": 2, "expected": 11.5, "ratio": 0.17, "low": 0.03, "high": 0.63, "q": 0.0001, "q_kept": 0.01},
        {"observed": 9, "expected": 4.5, "ratio": 2.0, "low": 1.1, "high": 3.5, "q": 0.04, "q_kept": 0.3},
        {"observed": 3, "expected": 3.2, "ratio": 0.94, "low": 0.3, "high": 2.5, "q": 0.9, "q_kept": 0.8},
    ]
    kept = [{"expected_kept": value} for value in (6.5, 7.0, 3.0)]
    rows = [
        base | {"frame_a": a, "frame_b": b} | own | more for (a, b), own, more in zip(pairs, numbers, kept, strict=True)
    ]
    found = pd.DataFrame(rows)
    few = found.assign(method="too few to say", ratio=float("nan"), q=float("nan"), q_kept=float("nan"))
    none = found.assign(q=0.5, q_kept=0.5)
    mixed = pd.concat([none.iloc[:2], few.iloc[2:]]).assign(carrying=0)
    return pd.concat([mixed.assign(sample="old"), found.assign(sample="new")], ignore_index=True)


def test_pairs_are_told_either_way_beside_what_cutting_alone_does() -> None:
    new, _, line, _, kept, _, old, _, other, _, left = report.describe_pairs(make_pairs(), labels=LABELS).split("\n")
    assert new.startswith(
        "New sample: of 3 comparisons of two frames with chance, 2 are set apart (q at most 0.05 over"
    )
    assert line == (
        "- In one statement (900; of the 200 with any frame 4.0 % carry more than one): together too seldom: Sanctions "
        "and Service (2 where chance gives 11.5: 0.17 times, 0.03 to 0.63, q < 0.001; where each statement keeps its "
        "number of frames chance gives 6.5, q = 0.010); together too often: Sanctions and Media (9 where chance gives "
        "4.5: 2.00 times, 1.10 to 3.50, q = 0.040; where each statement keeps its number of frames chance gives 7.0, "
        "q = 0.300); 1 pair not told apart from chance."
    )
    assert kept.startswith("Where every unit keeps the number of different frames that it carries")
    assert kept.endswith(", Sanctions and Service (in one statement) is set apart.")
    assert old.startswith("Old sample: of 2 comparisons of two frames with chance, none are set apart")
    assert other.endswith("2 pairs not told apart from chance; 1 pair with too few to say.")
    assert left.endswith(", none is set apart.")


def test_a_table_without_samples_or_tests_is_told_too() -> None:
    alone = make_pairs().query("sample == 'new'").drop(columns="sample")
    assert report.describe_pairs(alone, labels=LABELS).startswith("Of 3 comparisons of two frames with chance")
    untested = alone.assign(q=float("nan"), q_kept=float("nan"), method="too few to say")
    assert report.describe_pairs(untested, labels=LABELS) == (
        "No two frames are in documents enough to be compared with chance."
    )

import numpy as np
import pandas as pd
import pytest

from research import compare, report
from research.compare import Contrast, Contrasts


def make_table() -> pd.DataFrame:
    """Of three contrasts one is supported, one has too few documents, and one shows nothing; a pair is explored."""
    generator = np.random.default_rng(1)
    chances = {"x": (0.5, 20), "y": (0.15, 20), "z": (0.17, 10), "few": (0.2, 3)}
    rows = pd.DataFrame(
        [
            {"document": f"{name}-{n}", "sentence": s + 1, "frame": "social_media", "year": name, "speaker": "Rai"}
            | {"present": bool(generator.random() < chance)}
            for name, (chance, size) in chances.items()
            for n in range(size)
            for s in range(8)
        ]
    )
    pairs = [("x", "y"), ("y", "z"), ("y", "few")]
    declared = (Contrast(f"{a}-{b}", f"{a} against {b}", "year", (a,), (b,)) for a, b in pairs)
    omnibus = compare.test_factors(rows, factors=["year"], draws=999)
    return compare.measure_contrasts(rows, Contrasts(tuple(declared)), omnibus, draws=999)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return make_table()


def test_the_caution_counts_what_was_tested_and_supported(table: pd.DataFrame) -> None:
    words = report.describe_caution(table)
    assert words.startswith("Of 4 contrasts 3 were tested, and 2 are supported.")
    assert words.endswith("the interval inverts a permutation test.")
    assert "and 1 is supported" in report.describe_caution(table.iloc[:1])
    two = pd.concat([table.assign(sample="one"), table.assign(sample="two")])
    assert "Second sample: of 4 contrasts" in report.describe_caution(two, labels={"two": "Second sample"})


def test_what_is_supported_is_listed_with_its_origin(table: pd.DataFrame) -> None:
    labels = {"social_media": "Social media", "x": "X", "z": "Z"}
    first, empty, *lines = report.describe_contrasts(table, labels=labels).splitlines()
    assert first == (
        "2 of 3 declared contrasts by frame are tested, and 1 other pair of groups as exploration; 2 are supported "
        "(q at most 0.05):"
    )
    row = table.iloc[0]
    told = f"Social media, x against y: {100 * row['share_a']:.1f} % against {100 * row['share_b']:.1f} %"
    assert not empty and any(line.startswith(f"- {told}") and line.endswith("(declared).") for line in lines)
    assert any(line.startswith("- Social media, X against Z: ") and line.endswith("(exploration).") for line in lines)


def test_where_nothing_is_supported_the_nearest_is_told(table: pd.DataFrame) -> None:
    text = report.describe_contrasts(table.iloc[[1]])
    assert text.startswith("1 of 1 declared contrasts by frame is tested; none is supported (q at most 0.05). Nearest")
    closed = table.iloc[:3].assign(opened=False, p=np.nan)
    assert report.describe_contrasts(closed) == (
        "None of 3 declared contrasts by frame is tested, since the groups of their factors are not found to differ."
    )


def test_each_sample_is_told_in_the_order_of_the_labels(table: pd.DataFrame) -> None:
    two = pd.concat([table.assign(sample="one"), table.assign(sample="two")])
    told = report.describe_contrasts(two, labels={"two": "Second", "one": "First"})
    assert told.index("Second: 2 of 3") < told.index("First: 2 of 3")
    shown = report.table_contrasts(two.assign(frame="f"), labels={"f": "F", "two": "Second", "one": "First"})
    assert shown["sample"].tolist() == ["Second"] * 4 + ["First"] * 4


def test_a_difference_is_told_beside_the_raw_one_where_documents_have_both_groups(table: pd.DataFrame) -> None:
    row = table.iloc[0].to_dict() | {"difference": 0.052, "raw_difference": 0.031}
    assert "a difference of +5.2 points" in report.describe_contrast(row)
    assert "compared with themselves (+3.1 without)" in report.describe_contrast(row)
    assert "compared with themselves" not in report.describe_contrast(table.iloc[0].to_dict())
    assert "q =" not in report.describe_contrast(row | {"opened": False})


def test_a_difference_that_is_ruled_out_is_said(table: pd.DataFrame) -> None:
    alike = table.iloc[[1]].assign(equivalent=True)
    assert report.describe_contrast(alike.iloc[0].to_dict()).endswith(", no difference of 5 points")
    text = report.describe_contrasts(pd.concat([alike, table.iloc[[0]]]))
    assert text.splitlines()[-1] == (
        "A difference of 5 points is ruled out (95 % interval within 5 points of 0) in 1 of 2 declared contrasts by "
        "frame: y against z (social_media)."
    )
    assert "ruled out" not in report.describe_contrasts(table)


def test_the_table_for_people_has_the_least_p_first_and_no_verdict_that_all_share(table: pd.DataFrame) -> None:
    shown = report.table_contrasts(table.iloc[::-1], labels={"social_media": "Social media"})
    assert shown["contrast"].tolist()[-2:] == ["y against z", "y against few"]
    assert "x against z (exploration)" in shown["contrast"].tolist()[:2]
    assert shown["documents"].tolist()[-1] == "20 / 3"
    assert shown.loc[3, ["shares", "p"]].tolist() == ["", ""]
    assert "verdict" not in report.table_contrasts(table.iloc[:1])
    assert report.table_contrasts(table, labels={"other": "Other"}).empty
    assert len(report.table_contrasts(pd.concat([table] * 4))) == 8


def test_nothing_declared_is_told_so(table: pd.DataFrame) -> None:
    assert report.describe_contrasts(table.iloc[:0]) == "No comparison of this kind is declared."

import numpy as np
import pandas as pd
import pytest

from research import compare, report
from research.compare import Contrast, Contrasts


def make_table() -> pd.DataFrame:
    """Of three contrasts one is supported, one has too few documents, and one shows nothing."""
    generator = np.random.default_rng(1)
    chances = {"x": (0.5, 20), "y": (0.15, 20), "z": (0.17, 10), "few": (0.2, 3)}
    rows = pd.DataFrame(
        [
            {"document": f"{name}-{n}", "sentence": s, "frame": "social_media", "year": name, "speaker": "Rai"}
            | {"present": bool(generator.random() < chance)}
            for name, (chance, size) in chances.items()
            for n in range(size)
            for s in range(8)
        ]
    )
    pairs = [("x", "y"), ("y", "z"), ("y", "few")]
    declared = (Contrast(f"{a}-{b}", f"{a} against {b}", "year", (a,), (b,)) for a, b in pairs)
    return compare.measure_contrasts(rows, Contrasts(tuple(declared)))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return make_table()


def test_the_caution_counts_what_is_supported(table: pd.DataFrame) -> None:
    assert "2 comparisons tried" in report.describe_caution(table)
    assert "1 is supported." in report.describe_caution(table)
    assert report.describe_caution(table).endswith("the interval is a permutation test turned round.")
    assert "none is supported" in report.describe_caution(table.iloc[1:])
    both = pd.concat([table.iloc[:1]] * 2)
    assert report.describe_caution(both).endswith("2 are supported.")


def test_what_is_supported_is_listed_and_all_that_was_tried_is_counted(table: pd.DataFrame) -> None:
    first, empty, line = report.describe_contrasts(table, labels={"social_media": "Social media"}).splitlines()
    assert first == (
        "1 of the 3 comparisons here is supported (q at most 0.05; 2 were tried in all). "
        "1 has too few documents to say."
    )
    row = table.iloc[0]
    assert not empty and line.startswith(f"- Social media, x against y: {100 * row['share_a']:.1f} % against ")
    assert line.endswith(f"q = {row['q']:.3f}.")


def test_where_nothing_is_supported_the_nearest_is_told(table: pd.DataFrame) -> None:
    text = report.describe_contrasts(table.iloc[[1]].assign(n_tests=1))
    assert text.startswith(
        "None of the 1 comparison is supported (q at most 0.05). Nearest to it comes social_media, y"
    )
    assert report.describe_contrasts(table.iloc[[2]]) == "In 1 comparison there are too few documents to say."


def test_a_difference_that_is_ruled_out_is_said(table: pd.DataFrame) -> None:
    alike = table.iloc[[1]].assign(n_tests=1, equivalent=True)
    assert report.describe_contrast(alike.iloc[0].to_dict()).endswith(", no difference of 5 points")
    text = report.describe_contrasts(alike)
    assert text.endswith(" No difference of 5 points (95 % interval within 5 points of 0): social_media, y against z.")
    assert "No difference" not in report.describe_contrasts(table)


def test_the_table_for_people_has_the_least_p_first_and_no_verdict_that_all_share(table: pd.DataFrame) -> None:
    shown = report.table_contrasts(table.iloc[::-1], labels={"social_media": "Social media"})
    assert shown["contrast"].tolist() == ["x against y", "y against z", "y against few"]
    assert shown["documents"].tolist() == ["20 / 20", "20 / 10", "20 / 3"]
    assert shown.loc[2, ["shares", "p"]].tolist() == ["", ""]
    assert "verdict" not in report.table_contrasts(table.iloc[:1])
    assert report.table_contrasts(table, labels={"other": "Other"}).empty
    assert len(report.table_contrasts(pd.concat([table] * 4))) == 8


def test_nothing_declared_is_told_so(table: pd.DataFrame) -> None:
    assert report.describe_contrasts(table.iloc[:0]) == "No comparison of this kind is declared."

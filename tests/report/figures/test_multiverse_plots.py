from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, read_intervals, read_points, read_words
from matplotlib.figure import Figure

from research import report
from research.tables import InputError


def make_verdicts() -> pd.DataFrame:
    """Four claims: one that holds, one that does not, one with ends on either side of 0, one with too few documents."""
    names = [
        "contrast",
        "label",
        "frame",
        "median_difference",
        "lowest_difference",
        "highest_difference",
        "verdict",
        "share_same_sign",
        "share_excluding_zero",
        "q",
    ]
    rows = [
        ("2-1", "Second against first", "sanctions", 0.12, 0.05, 0.2, "holds", 1.0, 0.95, 0.01),
        ("3-1", "Third against first", "sanctions", -0.08, -0.15, -0.01, "not supported", 1.0, 0.4, 0.6),
        ("3-1", "Third against first", "social_media", 0.02, -0.04, 0.06, "not supported", 0.7, 0.0, 0.9),
        ("4-1", "Fourth against first", "sanctions", np.nan, np.nan, np.nan, "too few to say", np.nan, np.nan, np.nan),
    ]
    table = pd.DataFrame(rows, columns=names).assign(base="statements", n_tests=52)
    return table.assign(required_same_sign=0.9, required_excluding_zero=0.8, maximum_q=0.05)


@pytest.fixture(scope="module")
def drawn() -> Figure:
    return report.plot_claims(make_verdicts(), labels={"sanctions": "Sanctions"}, caption="Purposive sample.")


def test_medians_and_ranges_are_those_of_the_table_and_what_holds_is_filled(drawn: Figure) -> None:
    (axes,), table = drawn.axes, make_verdicts().dropna(subset="median_difference")
    assert read_points(axes) == set(table["median_difference"])
    assert read_intervals(axes) == set(zip(table["lowest_difference"], table["highest_difference"], strict=True))
    filled = [line.get_markerfacecolor() != "white" for line in axes.lines if line.get_marker() == "o"]
    assert filled == [True, False, False]


def test_every_claim_has_its_numbers(drawn: Figure) -> None:
    words = read_words(drawn)
    assert "Sanctions: Second against first" in words and "Social media: Third against first" in words
    assert {"95 %, 0.01", "40 %, 0.60", "0 %, 0.90", "too few to say"} <= set(words)
    assert any("90 % and 80 % of the specifications" in " ".join(word.split()) for word in words)
    assert any("52 claims tried" in " ".join(word.split()) for word in words)
    assert any(word.startswith("\u2190 more in the second") for word in words)


def test_each_quantity_has_its_panel_and_each_sample_its_row() -> None:
    parts = [
        make_verdicts().assign(sample=sample, base=base, median_difference=value)
        for sample, base, value in [
            ("old", "statements", 0.01),
            ("old", "documents", 0.02),
            ("new", "statements", 0.03),
        ]
    ]
    labels = {"new": "New sample", "old": "Old sample", "sanctions": "Sanctions"}
    figure = report.plot_claims(pd.concat(parts), labels=labels)
    statements, documents = figure.axes
    assert statements.get_title(loc="left") == "Reported statements" and documents.get_title(loc="left") == "Documents"
    assert read_points(statements) == {0.01, 0.03} and read_points(documents) == {0.02}
    words = read_words(figure)
    assert words.count("New sample") == words.count("Old sample") == 4
    assert words.index("New sample") < words.index("Old sample")


def test_no_text_meets_another_or_leaves_the_sheet(drawn: Figure) -> None:
    check_layout(drawn, texts=8)


def test_bad_tables_are_refused() -> None:
    table = make_verdicts()
    with pytest.raises(InputError, match="3-1, sanctions, statements more than once"):
        report.plot_claims(pd.concat([table, table.iloc[[1]]]))
    with pytest.raises(InputError, match="median_difference: found no such column"):
        report.plot_claims(table.drop(columns="median_difference"))


def test_the_csv_leads_back_to_the_statements_of_each_claim(tmp_path: Path) -> None:
    for name in ("one", "two"):
        report.save_figure(report.plot_claims(make_verdicts()), make_verdicts(), tmp_path / name)
    for kind in ("png", "svg", "csv"):
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()
    filters = pd.read_csv(tmp_path / "one.csv")["filter"]
    assert filters[0] == "reported and contrast == '2-1' and frame == 'sanctions'"

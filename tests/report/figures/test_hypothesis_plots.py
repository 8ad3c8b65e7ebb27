"""The figure of hypotheses: both differences of each, on the axis of its kind, and only what is confirmed filled."""

import pandas as pd
import pytest
from drawn import check_layout, read_intervals, read_points, read_words

from research import report
from research.tables import InputError


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    shared = {"codes": "gold", "direction": "less", "documents": 316}
    rows = [
        {"hypothesis": "a", "contrast": "x-y", "label": "Bali against others", "frame": "sanctions", "difference": 0.01}
        | {"difference_low": -0.03, "difference_high": 0.04, "first_difference": -0.09, "verdict": "not confirmed"},
        {"hypothesis": "b", "contrast": "d-i", "label": "Direct against indirect", "frame": "sanctions"}
        | {"difference": 0.04, "difference_low": 0.0004, "difference_high": 0.06, "first_difference": 0.05}
        | {"verdict": "confirmed"},
        {"hypothesis": "c", "contrast": "f-g", "label": "Few against many", "frame": "service", "difference": None}
        | {"difference_low": None, "difference_high": None, "first_difference": 0.07, "verdict": "too few to say"},
        {"hypothesis": "sanctions + service", "contrast": "", "label": "both in one statement", "difference": -0.004}
        | {"frame": "sanctions + service", "difference_low": -0.006, "difference_high": -0.003}
        | {"first_difference": -0.008, "verdict": "confirmed"},
    ]
    return pd.DataFrame([shared | row for row in rows])


LABELS = {"sanctions": "Sanctions", "service": "Service first"}


def test_both_differences_are_drawn_each_kind_on_its_axis(table: pd.DataFrame) -> None:
    figure = report.plot_hypotheses(table, labels=LABELS, caption="A sample.")
    check_layout(figure, texts=12)
    contrasts, pairs = figure.axes
    assert read_points(contrasts) == {0.01, -0.09, 0.04, 0.05, 0.07}
    assert read_intervals(contrasts) == {(-0.03, 0.04), (0.0004, 0.06)}
    assert read_points(pairs) == {-0.004, -0.008} and read_intervals(pairs) == {(-0.006, -0.003)}
    words = " ".join(read_words(figure))
    assert "Sanctions: Bali against others" in words and "Sanctions and service first: both in one statement" in words
    assert (
        "+4.00 (+0.04 to +6.00)" in words and "\N{MINUS SIGN}0.40 (\N{MINUS SIGN}0.60 to \N{MINUS SIGN}0.30)" in words
    )
    assert "A sample." in words and "first sample" in words and "too few to say" in words
    filled = {
        round(float(line.get_xdata()[0]), 9)
        for line in contrasts.lines
        if line.get_marker() == "o" and line.get_markerfacecolor() != "white"
    }
    assert filled == {0.04}


def test_one_kind_has_one_panel_and_the_first_codes_are_drawn(table: pd.DataFrame) -> None:
    both = pd.concat([table[table["contrast"] != ""], table.assign(codes="b", difference=0.02)])
    figure = report.plot_hypotheses(both)
    assert len(figure.axes) == 1 and 0.02 not in read_points(figure.axes[0])


def test_a_table_that_cannot_be_drawn_is_refused(table: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="expected at least one"):
        report.plot_hypotheses(table.iloc[:0])
    with pytest.raises(InputError, match="hypothesis"):
        report.plot_hypotheses(pd.concat([table, table]))

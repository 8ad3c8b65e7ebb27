"""Every figure: nothing overlaps, every point and interval is that of the table, and what is shown is words."""

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, find_panel, luminance, read_intervals, read_points, read_title, read_words
from figure_tables import CODES, ELECTIONS, FRAMES, NAMES, make_agreement, measure
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from research import report
from research.report.figures import interval_plots


@pytest.mark.parametrize("name", NAMES)
def test_no_text_meets_another_or_leaves_the_sheet(drawn, name: str) -> None:
    figure, _ = drawn[name]
    check_layout(figure, texts=5)


@pytest.mark.parametrize(("place", "words"), [(0.5, "'one' meets 'other'"), (1.01, "'other' is cut off")])
def test_texts_that_cannot_be_read_are_found(place: float, words: str) -> None:
    figure = Figure(figsize=(7, 3))
    FigureCanvasAgg(figure)
    figure.text(0.5, 0.5, "one")
    figure.text(place, 0.5, "other")
    with pytest.raises(AssertionError, match=words):
        check_layout(figure, texts=1)


@pytest.mark.parametrize("name", NAMES)
def test_sheet_is_seven_inches_wide_and_says_what_it_shows_and_the_caution(drawn, name: str) -> None:
    figure, _ = drawn[name]
    words = read_words(figure)
    assert figure.get_size_inches()[0] == 7
    assert read_title(figure) in words
    ends = [line for line in words if "95 % intervals over documents." in line or "No intervals drawn." in line]
    assert len(ends) == 1
    # A caption promises intervals where they are drawn or written, and only there.
    has_intervals = any(read_intervals(axes, upright=False) for axes in figure.axes) or name == "map_share"
    assert ("95 % intervals over documents." in ends[0]) == has_intervals


def test_the_caution_is_the_corpuss_own(book) -> None:
    figure = report.plot_agreement(make_agreement(), caption=f"{book.sample} {book.coders}")
    caution = f"{book.sample} The coders were runs of one language model. No intervals drawn."
    assert any(caution in line for line in read_words(figure))
    assert not any("sample" in line for line in read_words(report.plot_agreement(make_agreement())))


@pytest.mark.parametrize("name", NAMES)
def test_no_raw_code_is_shown(drawn, name: str) -> None:
    words = " ".join(read_words(drawn[name][0]))
    for code in (*CODES, *ELECTIONS, "acting_head", "election_year"):
        assert code not in words.replace("sanctions", "") or code == "sanctions"


@pytest.mark.parametrize(
    ("name", "upright", "labels"), [("years", True, FRAMES), ("islands", False, FRAMES), ("offices", False, CODES)]
)
def test_points_and_intervals_are_those_of_the_table(drawn, name: str, upright: bool, labels: dict[str, str]) -> None:
    figure, table = drawn[name]
    assert table["share"].isna().any() and (table["share"] == 0).any()
    for frame, rows in table.groupby("frame"):
        axes, rows = find_panel(figure, labels[frame]), rows.dropna(subset="share")
        expected = {(round(low, 9), round(high, 9)) for low, high in zip(rows["low"], rows["high"], strict=True)}
        assert read_intervals(axes, upright=upright) == expected
        assert read_points(axes, upright=upright) == {round(share, 9) for share in rows["share"]}


def test_kinds_differ_in_grey_and_in_shape() -> None:
    sizes = {"a-2015": 6, "b-2016": 6, "c-2017": 6, "d-2018": 6}
    axes = report.plot_shares_years(measure("election", sizes, {"sanctions": ""})).axes[0]
    lines = [line for line in axes.lines if line.get_marker() not in ("", "None", None)]
    assert len(lines) == len({line.get_marker() for line in lines}) == 4
    shades = sorted(luminance(line.get_markerfacecolor()) for line in lines)
    assert min(np.diff(shades)) > 0.1


def test_axes_end_just_beyond_what_is_drawn(drawn) -> None:
    for name in ("islands", "modes"):
        figure, table = drawn[name]
        most = table[["share", "high"]].max().max()
        for axes in figure.axes:
            assert axes.get_xlim() == (0, pytest.approx(1.06 * most))
    table = pd.DataFrame({"low": [-0.02, 0.1], "high": [0.08, 0.3]})
    scale = interval_plots.scale_differences(table, ("low", "high"), "")
    assert -0.05 < scale.start < -0.02 and 0.3 < scale.stop < 0.33, "no wider on the side where there is nothing"
    ratios = interval_plots.scale_ratios(pd.DataFrame({"low": [0.0, np.nan], "high": [1e9, 2]}), ("low", "high"), "")
    assert (ratios.start, ratios.stop) == (pytest.approx(np.exp(np.log(0.5) - 0.1)), pytest.approx(50))


def test_ticks_lie_on_the_axis_and_numbers_below_zero_have_a_minus_sign() -> None:
    scale = interval_plots.Scale("", -0.13, 0.21, interval_plots.write_points, reference=0)
    for length in (0.6, 1.2, 4.0):
        ticks = interval_plots.choose_ticks(scale, length)
        assert all(-0.13 <= tick <= 0.21 for tick in ticks) and len(ticks) * 0.2 < length
    assert [scale.write(tick) for tick in interval_plots.choose_ticks(scale, 1.2)] == [
        "\N{MINUS SIGN}10",
        "0",
        "+10",
        "+20",
    ]


@pytest.mark.parametrize(("panels", "columns"), [(1, 1), (4, 4), (5, 3), (6, 3), (8, 4)])
def test_panels_fill_their_rows_as_evenly_as_can_be(panels: int, columns: int) -> None:
    number, width = interval_plots.divide_width(panels, 2.0, least=0.75)
    assert number == columns
    assert 2.0 + number * width <= 7


def test_a_value_off_the_axis_is_an_arrow_at_its_end_and_an_interval_is_cut() -> None:
    scale = interval_plots.Scale("", 0.1, 10, "{:g}".format, reference=1, is_log=True)
    points = [interval_plots.Point(0, 0.01, 0.001, 20), interval_plots.Point(1, 2, 1, 3, words="2.00")]
    rows = [interval_plots.Row("one"), interval_plots.Row("two", "9 documents")]
    (axes,) = interval_plots.plot_intervals(rows, {"": points}, scale, title="Ratios", caption="").axes
    assert [line.get_marker() for line in axes.lines if len(line.get_xdata()) == 1] == ["<", "o"]
    assert read_intervals(axes) == {(0.1, 10), (1, 3)}

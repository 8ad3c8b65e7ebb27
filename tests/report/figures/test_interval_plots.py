"""Every figure: nothing overlaps, every point and interval is that of the table, and what is shown is words."""

import numpy as np
import pytest
from drawn import check_layout, find_panel, read_intervals, read_points, read_words
from figure_tables import CODES, ELECTIONS, FRAMES, NAMES, make_agreement, measure
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from research import report


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
    assert figure.get_label() in words
    ends = [line for line in words if "95 % intervals over documents." in line or "No intervals drawn." in line]
    assert len(ends) == 1
    # A caption promises intervals where they are drawn or written, and only there.
    has_intervals = any(read_intervals(axes, upright=False) for axes in figure.axes) or name in ("map_share", "topics")
    assert ("95 % intervals over documents." in ends[0]) == has_intervals


def test_the_caution_is_the_corpuss_own(book) -> None:
    figure = report.plot_agreement(make_agreement(), caption=f"{book.sample} {book.coders}")
    caution = "Purposive sample of news items and press releases. The coders were language models. No intervals drawn."
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


def luminance(colour) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return float(np.dot(parts, [0.2126, 0.7152, 0.0722]))


def test_kinds_differ_in_grey_and_in_shape() -> None:
    sizes = {"a-2015": 6, "b-2016": 6, "c-2017": 6, "d-2018": 6}
    axes = report.plot_shares_years(measure("election", sizes, {"sanctions": ""})).axes[0]
    lines = [line for line in axes.lines if line.get_marker() not in ("", "None", None)]
    assert len(lines) == len({line.get_marker() for line in lines}) == 4
    shades = sorted(luminance(line.get_markerfacecolor()) for line in lines)
    assert min(np.diff(shades)) > 0.1

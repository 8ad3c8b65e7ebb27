"""How far coders agree on each frame: all of them, or every two."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from research.report.figures import layout
from research.report.figures.figure_inputs import (
    CSV_ROW,
    check_figure_table,
    format_group_size,
    label_code,
    list_records,
    order_codes,
)
from research.report.figures.interval_plots import Point, Row, Scale, plot_intervals
from research.report.words.number_formats import count_noun
from research.tables import COMPARISONS

# Krippendorff, Content Analysis (4th ed., 2018), chapter 12: rely on 0.800 and above; 0.667 is the lowest for tentative
# conclusions.
_BORDERS = {0.667: "tentative", 0.8: "reliable"}
_PAIR = ("coder_a", "coder_b")
# Letters of a coder's name on a line.
_NAME = 24

_Layout = tuple[list[Row], dict[str, list[Point]], str]


@layout.draw_rows
def plot_agreement(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw Krippendorff's alpha of each frame as a point, on its interval where there is one.

    Parameters
    ----------
    table
        One row a frame: frame, alpha (empty where there are too few to say), statements (coded by both), and, where
        they are known, documents, low, high and method, whose words are shown where alpha is empty
        (coding.measure_agreement gives them all). Or one row for every two coders and frame, with coder_a, coder_b and
        compared as well (coding.measure_pairwise_agreement).
    labels
        Words for frames, which are drawn in its order.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        A row a frame; of several pairs of coders a row each, under what they compare, and a panel a frame. The axis
        begins at 0.6, or lower where a frame does; n is said once where it is the same for all.

    Raises
    ------
    InputError
        Where a column is missing or a frame, or a frame and pair, has two rows.

    Examples
    --------
    >>> table = pd.DataFrame({"frame": ["sanctions"], "alpha": [0.91], "statements": [1375]})
    >>> [text.get_text() for text in plot_agreement(table).axes[0].texts]
    ['alpha', '0.91', 'Sanctions', 'tentative', 'reliable']
    """
    key = _PAIR if set(_PAIR) & set(table.columns) else ()
    compared = ("compared",) if key else ()
    check_figure_table(table, (*key, *compared, "frame", "alpha", "statements"), key=(*key, "frame"))
    pairs = list(dict.fromkeys(zip(table["coder_a"], table["coder_b"], strict=True))) if key else []
    rows, panels, sizes = _lay_out_frames(table, labels) if len(pairs) < 2 else _lay_out_pairs(table, labels)
    drawn = table[[name for name in ("alpha", "low") if name in table.columns]].min().min()
    start = 0.6 if pd.isna(drawn) else min(0.6, float(drawn) - 0.02)
    scale = Scale("Krippendorff's alpha", start, 1, "{:.2g}".format, beside="alpha")
    note = (
        "Alpha (nominal): 1 where the coders always agree, 0 where chance would do as well; from 0.667 on tentative, "
    )
    note += f"from 0.8 on reliable (Krippendorff 2018){', both dotted' if len(panels) > 1 else ''}."
    note += f" {sizes}" if sizes else ""
    intervals = "low" in table.columns
    if intervals and (table["alpha"].notna() & table["low"].isna()).any():
        note += " No bar: under five documents hold the frame."
    words = layout.make_caption(note, caption, layout.INTERVALS if intervals else layout.NO_INTERVALS)
    figure = plot_intervals(rows, panels, scale, title=_name_coders(pairs), caption=words)
    for axes in figure.axes:
        for border, word in _BORDERS.items():
            axes.axvline(border, color=layout.GREY, linewidth=0.8, linestyle=":", zorder=1)
            if len(panels) == 1:
                layout.annotate(axes, word, (border, 1), (0, 6), along=True, ha="center", color=layout.GREY)
    return figure


def _name_coders(pairs: Sequence[tuple[str, str]]) -> str:
    """The title: who agrees."""
    if len(pairs) == 1:
        return f"Agreement of {' and '.join(pairs[0])}, by frame"
    return f"Agreement of {'every two ' if pairs else ''}coders, by frame"


def _lay_out_frames(table: pd.DataFrame, labels: Mapping[str, str] | None) -> _Layout:
    """A row a frame."""
    records = list_records(table.set_index("frame").loc[order_codes(table["frame"], labels)].reset_index())
    sizes = [format_group_size(row) for row in records]
    same = len(set(sizes)) == 1
    rows = [
        Row(label_code(row["frame"], labels), "" if same else size) for row, size in zip(records, sizes, strict=True)
    ]
    points = [_make_point(number, row) for number, row in enumerate(records)]
    return rows, {"": points}, f"Each frame: {sizes[0]}." if same else ""


def _lay_out_pairs(table: pd.DataFrame, labels: Mapping[str, str] | None) -> _Layout:
    """A row a pair of coders, under what it compares, and a panel a frame."""
    frames = order_codes(table["frame"], labels)
    panels: dict[str, list[Point]] = {frame: [] for frame in frames}
    same = len(set(table["statements"])) == 1
    rows: list[Row] = []
    for compared in COMPARISONS:
        part = table[table["compared"] == compared]
        if len(part):
            rows.append(Row(f"{compared[0].upper()}{compared[1:]}", heading=True))
        for _, pair in part.groupby(list(_PAIR), sort=False):
            records = list_records(pair)
            size = "" if same else count_noun(int(records[0]["statements"]), "statement")
            for row in records:
                panels[row["frame"]].append(_make_point(len(rows), row))
            rows.append(Row(" and ".join(_break_name(records[0][side]) for side in _PAIR), size))
    size = count_noun(int(table["statements"].iloc[0]), "statement")
    named = {label_code(frame, labels): points for frame, points in panels.items()}
    known = "Listed: in the codebook's list of coders; run: of research code run."
    return rows, named, f"{known} Every two coders: {size}." if same else known


def _break_name(name: str) -> str:
    """A name that is too long for a line, with spaces behind some of its underscores, where lines break."""
    lines = textwrap.wrap(name.replace("_", "_ "), _NAME)
    return " ".join(line.replace(" ", "") for line in lines)


def _make_point(place: int, row: Mapping[str, Any]) -> Point:
    low, high = (row.get(end, float("nan")) for end in ("low", "high"))
    # No "-0.00".
    words = str(row.get("method") or "") if pd.isna(row["alpha"]) else f"{round(row['alpha'], 2) + 0.0:.2f}"
    return Point(place, row["alpha"], low, high, words, csv_row=row[CSV_ROW])

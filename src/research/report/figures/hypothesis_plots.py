"""Hypotheses: the difference of the sample that suggested them beside that of the sample drawn to test them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
from matplotlib.figure import Figure

from research.compare import CONFIRMED
from research.report.figures import layout
from research.report.figures.figure_inputs import CSV_ROW, check_figure_table, label_code, list_records
from research.report.figures.interval_plots import (
    Point,
    Row,
    Scale,
    add_legend,
    draw_point,
    open_panel,
    place_rows,
    scale_differences,
)
from research.report.words.hypothesis_words import join_names, write_difference

_COLUMNS = (
    *("codes", "hypothesis", "contrast", "label", "frame", "direction", "documents", "difference", "difference_low"),
    *("difference_high", "first_difference", "verdict"),
)
_ENDS = ("difference", "difference_low", "difference_high", "first_difference")
# Inches: how far the two points of a row are moved from its middle, the widest name, between panels, and under one.
_SHIFT, _NAME_WIDTH, _GAP, _FOOT = 0.06, 3.1, 0.12, 0.46
_SERIES = ("Second sample, with 95 % interval", "First sample")


@layout.draw_rows
def plot_hypotheses(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "Hypotheses of the first sample, tested in the second",
    caption: str = "",
) -> Figure:
    """Draw the difference of each hypothesis in the second sample on its interval, and that of the first beside it.

    Parameters
    ----------
    table
        Rows of the table hypotheses; of several codes the first is drawn.
    labels
        Words for frames.
    title
        Words above the figure.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        One panel for contrasts, in percentage points, and one for pairs of frames, in statements of 100.

    Raises
    ------
    InputError
        Where columns are missing, there is no row, or a hypothesis has two by the same codes.
    """
    check_figure_table(table, _COLUMNS, key=("codes", "hypothesis"))
    first = table[table["codes"] == table["codes"].iloc[0]]
    parts = [part for part in (first[first["contrast"] != ""], first[first["contrast"] == ""]) if len(part)]
    blocks = [_lay_out(part, labels) for part in parts]
    names = [name for block in blocks for name in block[1]]
    notes = [row.note for block in blocks for row in block[0]]
    left = max(layout.measure_labels(names), layout.measure_labels([], notes))
    words = [point.words for block in blocks for point in block[2]]
    beside = max(layout.measure_text(text, size=layout.SMALL_SIZE) for text in words) + 0.16
    heights = [place_rows(rows, lines, points)[1] for rows, lines, points, _ in blocks]
    foot = len(blocks) * _FOOT + (len(blocks) - 1) * _GAP + 0.26
    note = "Filled: confirmed (one-sided p after Holm at most the level); hollow: not. "
    note += "Beside each row: the second sample's difference and its interval."
    figure, bottom = layout.open_figure(
        math.fsum(heights) + foot, title=title, caption=layout.make_caption(note, caption, layout.INTERVALS)
    )
    top = bottom + math.fsum(heights) + foot
    for (rows, lines, points, scale), height in zip(blocks, heights, strict=True):
        box = layout.Box(left, top - height, layout.WIDTH - layout.MARGIN - left - beside, height)
        _draw_block(figure, box, (rows, lines, points), scale)
        top -= height + _FOOT + _GAP
    add_legend(figure, _SERIES, (layout.MARGIN, bottom - 0.06))
    return figure


def _lay_out(part: pd.DataFrame, labels: Mapping[str, str] | None) -> tuple[list[Row], list[str], list[Point], Scale]:
    """Rows, their names in lines, points and axis of one panel."""
    rows, points = [], []
    for number, row in enumerate(list_records(part)):
        frames = [label_code(code, labels) for code in row["frame"].split(" + ")]
        name = f"{join_names(frames)}: {row['label']}"
        rows.append(Row(name, f"stated: {row['direction']}; {row['documents']:,} documents"))
        words = "" if pd.isna(row["difference"]) else write_difference(row).replace("-", "\N{MINUS SIGN}")
        value, low, high = (row[column] for column in _ENDS[:3])
        look = {"filled": row["verdict"] == CONFIRMED, "csv_row": row[CSV_ROW]}
        second = Point(number, value, low, high, words, **look)
        points += [replace(second, shift=-_SHIFT), Point(number, row["first_difference"], series=1, shift=_SHIFT)]
    lines = [layout.wrap_text(row.name, _NAME_WIDTH) for row in rows]
    contrast = bool(part["contrast"].iloc[0])
    label = "Difference (percentage points)" if contrast else "Statements with both less those expected, per 100"
    return rows, lines, points, scale_differences(part, _ENDS, label)


def _draw_block(
    figure: Figure, box: layout.Box, drawn: tuple[Sequence[Row], Sequence[str], Sequence[Point]], scale: Scale
) -> None:
    rows, lines, points = drawn
    middles, height = place_rows(rows, lines, points)
    axes = layout.add_panel(figure, box)
    open_panel(axes, scale, box.width)
    axes.set_ylim(height, 0)
    axes.hlines(middles, scale.start, scale.stop, color=layout.PALE, linewidth=0.5, zorder=0)
    for point in points:
        draw_point(axes, point, middles[point.row] + point.shift)
    for row, text, y in zip(rows, lines, middles, strict=True):
        layout.write_row_label(axes, y, text, row.note)
    centre = (box.left + box.width / 2, box.bottom - _FOOT + 0.08)
    layout.write_text(figure, centre, scale.label, ha="center", va="bottom")

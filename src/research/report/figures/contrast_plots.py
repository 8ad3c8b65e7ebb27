"""Declared contrasts: the difference of two shares with its interval, and what the data say of it."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.compare import SUPPORTED
from research.report.figures import layout
from research.report.words.contrast_words import say_caution
from research.tables import TOO_FEW

_COLUMNS = (
    *("contrast", "label", "frame", "documents_a", "documents_b", "statements_a", "statements_b", "difference"),
    *("difference_low", "difference_high", "method", "tried", "verdict"),
)
_GAP = 0.16
_NAME_WIDTH = 1.9
_NOTE = (
    "Point: share of side a less share of side b, in percentage points; bar: its 95 % interval. Filled: supported; "
    "open: not supported. Under each contrast: documents and reported statements of its two sides."
)


@layout.apply_style()
def plot_contrasts(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "Differences between shares of reported statements",
    caption: str = "",
) -> Figure:
    """Draw every contrast as a point on its interval, one row a contrast, one panel a frame, at most four.

    table: rows of contrasts , of compare.measure_contrasts. labels: words for frames, which stand in
    its order. The caption says how many comparisons were tried. Raises InputError where columns are missing or a place
    of the figure has two rows.

    >>> table = pd.DataFrame({"contrast": ["a-b"], "label": ["A against B"], "frame": ["sanctions"], "tried": [1],
    ...     "documents_a": [20], "documents_b": [30], "statements_a": [200], "statements_b": [300],
    ...     "difference": [0.1], "difference_low": [-0.02], "difference_high": [0.2],
    ...     "method": ["intervals of both shares joined"], "verdict": ["not supported"]})
    >>> figure = plot_contrasts(table)
    >>> figure.axes[0].get_title(loc="left")
    'Sanctions'
    """
    layout.check_columns(table, _COLUMNS, key=("contrast", "frame"))
    frames = layout.order_codes(table["frame"], labels)
    sides = table.drop_duplicates("contrast").set_index("contrast")
    names = {
        str(row["contrast"]): layout.wrap_text(str(row["label"]), _NAME_WIDTH)
        for row in layout.list_rows(sides.reset_index())
    }
    notes = {str(row["contrast"]): _count_sides(row) for row in layout.list_rows(sides.reset_index())}
    lines = [line for name in names.values() for line in name.split("\n")]
    sizes = [layout.measure_text(line) for line in lines]
    sizes += [layout.measure_text(note, size=layout.SMALL_SIZE) for note in notes.values()]
    left = layout.MARGIN + 0.15 + max(sizes)
    columns = min(len(frames), 4)
    width = (layout.WIDTH - layout.MARGIN - left - 0.08 - (columns - 1) * _GAP) / columns
    tall = {contrast: 0.2 + 0.13 * (name.count("\n") + 1) for contrast, name in names.items()}
    titles = {frame: layout.wrap_text(layout.label_code(frame, labels), width, bold=True) for frame in frames}
    head, foot = 0.14 + 0.13 * max(text.count("\n") + 1 for text in titles.values()), 0.38
    panel = math.fsum(tall.values()) + 0.06
    rows = -(-len(frames) // columns)
    step = panel + head + 0.2
    words = layout.join_caption(f"{_NOTE} {say_caution(table)}", caption, layout.INTERVALS)
    figure, floor = layout.open_figure(foot + rows * step - 0.2, title=title, caption=words)
    reach = _find_reach(table)
    for number, frame in enumerate(frames):
        row, column = divmod(number, columns)
        box = layout.Box(left + column * (width + _GAP), floor + foot + (rows - 1 - row) * step, width, panel)
        axes = layout.add_panel(figure, box, title=titles[frame])
        heights = _draw_rows(axes, table[table["frame"] == frame].set_index("contrast"), tall, reach)
        if column == 0:
            for contrast, height in heights.items():
                layout.write_beside(axes, height, names[contrast], notes[contrast])
    middle = (left + layout.WIDTH - layout.MARGIN) / 2
    style: layout.Style = {"size": layout.TEXT_SIZE, "ha": "center", "va": "bottom"}
    layout.write_text(figure, (middle, floor), "Difference (percentage points)", **style)
    return figure


def _count_sides(row: Mapping[str, Any]) -> str:
    documents, statements = (f"{row[f'{n}_a']:,} / {row[f'{n}_b']:,}" for n in ("documents", "statements"))
    return f"{documents} documents, {statements}"


def _find_reach(table: pd.DataFrame) -> float:
    """The end of the axis on either side, the same in every panel: the next twentieth beyond all that is drawn."""
    drawn = table[["difference", "difference_low", "difference_high"]].abs().max().max()
    return 1.0 if pd.isna(drawn) else float(min(1.0, np.ceil(drawn * 20 + 0.01) / 20))


def _draw_rows(axes: Axes, rows: pd.DataFrame, tall: Mapping[str, float], reach: float) -> dict[str, float]:
    """Draw one row a contrast and return the height of each, in inches from the top of the panel."""
    ends = np.cumsum(list(tall.values()))
    heights = {contrast: float(end - tall[contrast] / 2) for contrast, end in zip(tall, ends, strict=True)}
    axes.axvline(0, color=layout.GREY, linewidth=0.8, zorder=0)
    axes.hlines(list(heights.values()), -reach, reach, color=layout.PALE, linewidth=0.5, zorder=0)
    for row in layout.list_rows(rows.reset_index()):
        y = heights[str(row["contrast"])]
        if row["verdict"] == TOO_FEW or pd.isna(row["difference"]):
            patch = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
            axes.text(
                0,
                y,
                TOO_FEW,
                color=layout.GREY,
                size=layout.SMALL_SIZE,
                ha="center",
                va="center_baseline",
                bbox=patch,
            )
            continue
        face = layout.COLOURS[0] if row["verdict"] == SUPPORTED else "white"
        axes.hlines(y, row["difference_low"], row["difference_high"], color=layout.COLOURS[0], linewidth=1.6)
        axes.plot(row["difference"], y, marker="o", markerfacecolor=face, markeredgecolor=layout.COLOURS[0], zorder=3)
    axes.set(xlim=(-reach, reach), ylim=(float(ends[-1]) + 0.06, 0), yticks=[])
    step = 0.05 if reach <= 0.1 else 0.1 if reach <= 0.25 else 0.2 if reach <= 0.5 else 0.5
    ticks = np.arange(-np.floor(reach / step + 1e-9), np.floor(reach / step + 1e-9) + 1) * step
    # A number at the very end of a panel would run into its neighbour's.
    told = ["" if abs(tick) > 0.9 * reach else f"{100 * tick:+.0f}" if abs(tick) > 1e-9 else "0" for tick in ticks]
    axes.set_xticks(ticks, told)
    axes.grid(axis="x")
    axes.spines["left"].set_color(layout.PALE)
    return heights

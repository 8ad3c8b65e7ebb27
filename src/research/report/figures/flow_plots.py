"""From the pages that a search showed to the documents: who was left out at which stage."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from research.report.figures import layout
from research.report.figures.figure_inputs import check_figure_table, list_records
from research.report.words.number_formats import count_noun

_COLUMNS = ("stage", "group", "pages", "taken", "cells_taken")
_NOTE = (
    "A page is one result of one search; with several reasons it counts under the first of them in search_reasons.csv."
)
# Inches: a box of what is left, the room to the boxes at its right, a line of text, and what a box adds to its lines.
_BOX, _APART, _LINE, _PAD = 1.75, 0.35, 0.155, 0.14
# Inches that the number of pages of a group takes.
_NUMBER = 0.42


@layout.draw_rows
def plot_search_flow(table: pd.DataFrame, *, caption: str = "") -> Figure:
    """Draw how many pages a search showed, how many were left out at each stage and why, and how many were taken.

    Parameters
    ----------
    table
        The table page_counts by stage and group (corpus.count_pages), in the order of the stages; taken is the last.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Boxes at the left: pages that are left; at the right: those left out, by group.

    Raises
    ------
    InputError
        Where a column is missing or a group has two rows.

    Examples
    --------
    >>> table = pd.DataFrame({"stage": ["not eligible", "taken"], "group": ["a scholarly paper", "taken"],
    ...                       "pages": [30, 4], "taken": [0, 4], "cells_taken": [0, 3]})
    >>> [text.get_text() for text in plot_search_flow(table).axes[0].texts if text.get_text()]
    ['34 pages shown', 'Not eligible: 30', '30', 'a scholarly paper', '4 pages taken,\\nin 3 cells']
    """
    check_figure_table(table, _COLUMNS, key=("stage", "group"))
    out = table[table["taken"].eq(0)]
    stages = [(str(stage), list_records(part)) for stage, part in out.groupby("stage", sort=False)]
    taken, cells = int(table["taken"].sum()), int(table["cells_taken"].max())
    # A box and, under it, the arrow past what is left out there.
    falls = [_LINE * (len(groups) + 1) + _PAD + 0.14 for _, groups in stages]
    low = _LINE + _PAD
    height = low * (len(stages) + 1) + _LINE + math.fsum(falls)
    left = int(table["pages"].sum())
    title = "Pages that the search showed, left out and taken"
    figure, floor = layout.open_figure(height + 0.1, title=title, caption=_write_caption(caption))
    wide = layout.WIDTH - 2 * layout.MARGIN
    axes = layout.add_panel(figure, layout.Box(layout.MARGIN, floor + 0.05, wide, height))
    axes.set(xlim=(0, wide), ylim=(0, height))
    axes.set_axis_off()
    top, words = height, f"{count_noun(left, 'page')} shown"
    for (stage, groups), fall in zip(stages, falls, strict=True):
        _draw_box(axes, (0, top - low, _BOX, low), words)
        top -= low
        middle = top - fall / 2
        _draw_arrow(axes, (_BOX / 2, top), (_BOX / 2, top - fall))
        _draw_arrow(axes, (_BOX / 2, middle), (_BOX + _APART, middle))
        lost = int(out.loc[out["stage"] == stage, "pages"].sum())
        box = (_BOX + _APART, middle - fall / 2 + 0.07, wide - _BOX - _APART, fall - 0.14)
        _draw_box(axes, box)
        _write_groups(axes, box, f"{stage[0].upper()}{stage[1:]}: {lost:,}", groups)
        top, left = top - fall, left - lost
        words = f"{count_noun(left, 'page')} left"
    last = f"{count_noun(taken, 'page')} taken,\nin {count_noun(cells, 'cell')}"
    _draw_box(axes, (0, top - low - _LINE, _BOX, low + _LINE), last)
    return figure


def _write_caption(caption: str) -> str:
    return f"{_NOTE}\n{caption}" if caption else _NOTE


def _draw_box(axes: Axes, box: tuple[float, float, float, float], text: str = "") -> None:
    """Draw a box at left, bottom, width and height, with the text in its middle."""
    left, bottom, width, height = box
    look: layout.Style = {"facecolor": "white", "edgecolor": layout.GREY, "linewidth": 0.8, "clip_on": False}
    axes.add_patch(Rectangle((left, bottom), width, height, **look))
    style: layout.Style = {"ha": "center", "va": "center", "size": layout.TEXT_SIZE, "linespacing": layout.LINE}
    if text:
        axes.text(left + width / 2, bottom + height / 2, text, **style)


def _write_groups(
    axes: Axes, box: tuple[float, float, float, float], head: str, groups: Sequence[Mapping[str, Any]]
) -> None:
    """Write in a box a head, and under it the pages and the name of each group."""
    left, bottom, width, height = box
    style: layout.Style = {"size": layout.SMALL_SIZE, "va": "center"}
    lines = [bottom + height - _PAD / 2 - _LINE * (number + 0.5) for number in range(len(groups) + 1)]
    axes.text(left + 0.08, lines[0], head, weight="bold", **style)
    for y, row in zip(lines[1:], groups, strict=True):
        axes.text(left + 0.08 + _NUMBER, y, f"{row['pages']:,}", ha="right", **style)
        name = layout.shorten_text(str(row["group"]), width - _NUMBER - 0.24, size=layout.SMALL_SIZE)
        axes.text(left + 0.16 + _NUMBER, y, name, **style)


def _draw_arrow(axes: Axes, start: tuple[float, float], stop: tuple[float, float]) -> None:
    arrow: layout.Style = {"arrowstyle": "-|>", "color": layout.GREY, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", stop, start, arrowprops=arrow)

"""Tables drawn as grids of cells, such as officials by frames."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from research.report.figures import layout
from research.report.figures.figure_inputs import (
    check_figure_table,
    format_group_size,
    label_code,
    list_records,
    order_codes,
)

# One scale for the shares of all grids, of which the shades grow with the root, so that small shares differ too.
_SHARES = (0, 0.05, 0.1, 0.25, 0.5, 1)


@layout.draw_rows
def plot_officials(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw, official by frame, how many of the statements of an official in one document carry the frame.

    Counts and no shares, since one document is no estimate.

    Parameters
    ----------
    table
        One row an official and frame: label (who, and where), year, frame, hits, statements.
    labels
        Words for frames, which are drawn in its order; officials are ordered by year, then as they come.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        The area of a dot is its number of statements.

    Raises
    ------
    InputError
        Where a column is missing or an official and frame have two rows.

    Examples
    --------
    >>> table = pd.DataFrame({"label": ["Mayor of Denpasar"], "year": [2018], "frame": ["sanctions"],
    ...                       "hits": [3], "statements": [16]})
    >>> [text.get_text() for text in plot_officials(table).axes[0].texts if "of 16" in text.get_text()]
    ['3 of 16']
    """
    check_figure_table(table, ("label", "year", "frame", "hits", "statements"), key=("label", "frame"))
    frames = order_codes(table["frame"], labels)
    officials = list_records(table.drop_duplicates("label").sort_values("year", kind="stable"))
    rows = [(f"{row['label']}, {row['year']}", format_group_size(row | {"documents": 1})) for row in officials]
    note = "Area of a dot: statements with the frame; beneath: that number of all statements reported of the official."
    figure, axes = open_grid(
        *(rows, [label_code(frame, labels) for frame in frames]),
        title="What each official said: statements with each frame",
        caption=layout.make_caption(note, caption, layout.NO_INTERVALS),
    )
    places = {row["label"]: number for number, row in enumerate(officials)}
    axes.hlines(range(len(places) + 1), 0, len(frames), color=layout.PALE, linewidth=0.5, zorder=0)
    most = max(1, int(table["hits"].max()))
    for cell in list_records(table):
        x, y = frames.index(cell["frame"]) + 0.5, places[cell["label"]] + 0.34
        if cell["hits"]:
            style: layout.Style = {"markerfacecolor": layout.COLOURS[0], "markeredgecolor": "black"}
            (dot,) = axes.plot(x, y, "o", markersize=15 * (cell["hits"] / most) ** 0.5, markeredgewidth=0.5, **style)
            layout.name_mark(dot, cell)
        colour = layout.INK if cell["hits"] else layout.GREY
        layout.annotate(axes, f"{cell['hits']} of {cell['statements']}", (x, y + 0.47), ha="center", color=colour)
        if not cell["hits"]:
            layout.name_mark(axes.texts[-1], cell)
    return figure


def shade_share(share: float) -> str:
    """Return the colour of a share, the same in every grid."""
    return layout.shade_value(share**0.5, 1)


SHARE_KEY = ("Share (%)", [(shade_share(share), f"{100 * share:.0f}") for share in _SHARES])


def open_grid(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[str],
    *,
    key: tuple[str, Sequence[tuple[str, str]]] | None = None,
    title: str,
    caption: str,
) -> tuple[Figure, Axes]:
    """Return a figure and axes of cells one unit wide and high, below which the key of colours is drawn.

    Parameters
    ----------
    rows
        Names and notes, written at the left.
    columns
        Names, written above.
    key
        Heading and cells of layout.draw_colour_key.
    title, caption
        Words above and below.

    Returns
    -------
    tuple
        The figure, and its first axes.
    """
    room = layout.WIDTH - 2 * layout.MARGIN
    most = max(1.2, min(3.0, room - 0.82 * len(columns)))
    names = [layout.wrap_text(name, most) for name, _ in rows]
    left = layout.measure_labels(names, [note for _, note in rows])
    cell = min(1.15, (layout.WIDTH - layout.MARGIN - left) / len(columns))
    high = max(0.46, 0.26 + 0.145 * (max(name.count("\n") for name in names) + 1))
    heads = [layout.wrap_text(name, cell - 0.08, bold=True) for name in columns]
    below = 0.34 if key else 0.0
    head = 0.1 + 0.15 * (max(text.count("\n") for text in heads) + 1)
    figure, floor = layout.open_figure(below + high * len(names) + head, title=title, caption=caption)
    axes = layout.add_panel(figure, layout.Box(left, floor + below, cell * len(heads), high * len(names)))
    axes.set(xlim=(0, len(heads)), ylim=(len(names), 0), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    style: layout.Style = {"size": layout.TEXT_SIZE, "weight": "bold", "ha": "center", "va": "bottom"}
    for number, text in enumerate(heads):
        layout.annotate(axes, text, (number + 0.5, 0), (0, 4), **style)
    for number, (name, (_, note)) in enumerate(zip(names, rows, strict=True)):
        layout.write_row_label(axes, number + 0.5, name, note)
    if key:
        layout.draw_colour_key(figure, (layout.MARGIN, floor), *key)
    return figure, axes


def fill_cell(axes: Axes, row: Mapping[str, Any], corner: tuple[int, int], colour: str | None, text: str) -> None:
    """Draw a row as a cell, its upper left corner there, and write in its middle; without a colour in grey on white."""
    style: dict[str, Any] = {"facecolor": colour or "#ffffff", "edgecolor": layout.GREY, "linewidth": 0.4}
    cell = axes.add_patch(Rectangle((corner[0] + 0.02, corner[1] + 0.03), 0.96, 0.94, **style))
    layout.name_mark(cell, row)
    middle = (corner[0] + 0.5, corner[1] + 0.5)
    layout.annotate(axes, text, middle, ha="center", color=layout.INK if colour else layout.GREY)

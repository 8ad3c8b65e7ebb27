"""A map of the provinces as tiles of equal size, so that a small province is as easy to see as a large one."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from research import tables
from research.report.figures import layout
from research.report.figures.figure_inputs import (
    CSV_ROW,
    check_figure_table,
    format_group_size,
    label_code,
    list_records,
)
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW, Fault, InputError

# Inches: the height of a tile with a share in it, and of one without.
_HIGH, _LOW = 0.64, 0.42
_MODEL = "95 % intervals of the model, documents as units."


@layout.draw_rows
def plot_province_map(
    table: pd.DataFrame, *, frame: str | None = None, labels: Mapping[str, str] | None = None, caption: str = ""
) -> Figure:
    """Draw a tile for each of the 38 provinces, shaded by one frame's share or, without a frame, by documents.

    Parameters
    ----------
    table
        Columns province, documents, statements (reported ones), and, where frame is given, a column of that name with
        shares and two with the ends of their intervals, named with _low and _high behind; a province without a row has
        no documents. Documents of no province (Nasional) are counted in the caption.
    frame
        Whose share the tiles show, where at least five documents have statements.
    labels
        Words for frames.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        In each tile: code of the province, share and interval in per cent, and documents; a key of colours and codes.

    Raises
    ------
    InputError
        Where a column is missing, a province has two rows, or a name is neither a province nor Nasional.

    Examples
    --------
    >>> table = pd.DataFrame({"province": ["Aceh", "Bali"], "documents": [3, 8], "statements": [21, 80],
    ...     "x": [0.5, 0.25], "x_low": [0.1, 0.11], "x_high": [0.8, 0.4]})
    >>> [text.get_text() for text in plot_province_map(table, frame="x").axes[0].texts if "%" in text.get_text()]
    ['25 %']
    """
    columns = [frame, f"{frame}_low", f"{frame}_high"] if frame else []
    check_figure_table(table, ("province", "documents", "statements", *columns), key=("province",))
    names = dict(zip(columns, ("share", "low", "high"), strict=False))
    kept = ["province", "documents", "statements", *columns, CSV_ROW]
    tiles = _make_tiles(table[kept].rename(columns=names))
    elsewhere = _describe_elsewhere(table)
    if not frame:
        words = layout.make_caption(f"In each tile: documents.{elsewhere}", caption, layout.NO_INTERVALS)
        return _draw_map(tiles, title="Documents by province", caption=words)
    tiles.loc[tiles["documents"] < MINIMUM_DOCUMENTS, "share"] = np.nan
    title = f"Share of officials\u2019 statements with the frame {label_code(frame, labels)}, by province"
    note = f"In each tile: share (%), its 95 % interval, documents (n). White: under {MINIMUM_DOCUMENTS} documents, "
    words = layout.make_caption(f"{note}{TOO_FEW}.{elsewhere}", caption, layout.INTERVALS)
    figure = _draw_map(tiles, title=title, caption=words)
    figure.axes[0].set_gid(f"{layout.FRAME}{frame}")
    return figure


@layout.draw_rows
def plot_pooled_map(
    table: pd.DataFrame, *, frame: str, labels: Mapping[str, str] | None = None, caption: str = ""
) -> Figure:
    """Draw a tile for each of the 38 provinces, shaded by the model's estimate of one frame's share.

    Parameters
    ----------
    table
        The table multilevel, grouped by province, of compare.fit_multilevel.
    frame
        Whose share the tiles show.
    labels
        Words for frames.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Every province with a document has its estimate, which a province of few documents owes to the mean of all
        more than to itself; without documents it has none.

    Raises
    ------
    InputError
        Where a column is missing, no row has the frame, a province has two rows, or a name is neither a province nor
        Nasional.

    Examples
    --------
    >>> table = pd.DataFrame({"group": ["Aceh", "Bali"], "frame": "sanctions", "documents": [3, 8],
    ...     "statements": [21, 80], "share": [0.5, 0.25], "low": [0.1, 0.11], "high": [0.8, 0.4], "mean_share": 0.3})
    >>> figure = plot_pooled_map(table, frame="sanctions")
    >>> [text.get_text() for text in figure.axes[0].texts if "%" in text.get_text()]
    ['50 %', '25 %']
    """
    columns = ("group", "frame", "documents", "statements", "share", "low", "high", "mean_share")
    check_figure_table(table, columns, key=("group", "frame"))
    check_figure_table(table[table["frame"] == frame], columns)
    known = table.loc[table["frame"] == frame, [*columns, CSV_ROW]].rename(columns={"group": "province"})
    note = "In each tile: a model's estimate of the share (%), not a count, its 95 % interval, documents (n). Each "
    note += f"province is drawn towards the mean of all ({100 * float(known['mean_share'].iloc[0]):.0f} %), one of few "
    note += f"documents most; without documents, none.{_describe_elsewhere(known)}"
    return _draw_map(
        _make_tiles(known.drop(columns=["frame", "mean_share"])),
        title=f"A model's estimate of the share of statements with the frame {label_code(frame, labels)}, by province",
        caption=layout.make_caption(note, caption, _MODEL),
    )


def _make_tiles(table: pd.DataFrame) -> pd.DataFrame:
    """Return all provinces with their tiles, documents (0 where there is no row) and what else the table has."""
    places = tables.read_provinces()
    remedy = "write the full name"
    faults = [
        Fault("table of the figure", "province", repr(name), "one of the 38 provinces or Nasional", remedy)
        for name in table["province"]
        if name not in {*places["province"], tables.NATIONAL}
    ]
    if faults:
        raise InputError(faults)
    return places.merge(table, on="province", how="left").fillna({"documents": 0}).astype({"documents": "int64"})


def _describe_elsewhere(table: pd.DataFrame) -> str:
    rows = list_records(table[table["province"] == tables.NATIONAL])
    return "".join(f" Not on the map, being of no single province: {format_group_size(row)}." for row in rows)


def _draw_map(tiles: pd.DataFrame, *, title: str, caption: str) -> Figure:
    """Draw the tiles, shaded by share where they have shares and else by documents, with the keys."""
    has_shares = "share" in tiles.columns
    measure, high = ("share", _HIGH) if has_shares else ("documents", _LOW)
    most = float(tiles[measure].max()) if tiles[measure].notna().any() else 0.0
    step = (np.ceil(most * 2.5) / 10 if has_shares else np.ceil(most / 4)) or 1
    upper = step * np.ceil(most / step)
    rows, columns = int(tiles["row"].max()) + 1, int(tiles["column"].max()) + 1
    names = _list_names(tiles)
    below = 0.12 + (names.count("\n") + 1) * layout.SMALL_SIZE * layout.LINE / 72
    figure, floor = layout.open_figure(below + rows * high, title=title, caption=caption)
    width = layout.WIDTH - 2 * layout.MARGIN
    axes = layout.add_panel(figure, layout.Box(layout.MARGIN, floor + below, width, rows * high))
    axes.set(xlim=(0, columns), ylim=(rows, 0))
    axes.set_axis_off()
    for tile in list_records(tiles):
        x, y = int(tile["column"]), int(tile["row"])
        colour = "#ffffff" if pd.isna(tile[measure]) else layout.shade_value(tile[measure], upper)
        style: layout.Style = {"facecolor": colour, "edgecolor": layout.GREY, "linewidth": 0.5}
        layout.name_mark(axes.add_patch(Rectangle((x + 0.02, y + 0.02), 0.96, 0.96, **style)), tile)
        lines = [tile["code"], *_write_tile(tile, has_shares=has_shares)]
        for number, text in enumerate(lines):
            height = y + 0.5 + (number - (len(lines) - 1) / 2) * 0.137 / high
            weight = "normal" if number else "bold"
            axes.text(x + 0.5, height, text, size=layout.SMALL_SIZE, weight=weight, ha="center", va="center")
    cells = [
        (layout.shade_value(value, upper), f"{100 * value:.0f}" if has_shares else f"{value:.0f}")
        for value in np.arange(0, upper + step / 2, step)
    ]
    corner = (layout.MARGIN + width * (columns - 6.5) / columns, floor + below + 1.2 * high)
    layout.draw_colour_key(figure, corner, "Share (%)" if has_shares else "Documents", cells)
    layout.write_text(figure, (layout.MARGIN, floor + below - 0.08), names, size=layout.SMALL_SIZE, va="top")
    return figure


def _write_tile(tile: Mapping[str, Any], *, has_shares: bool) -> list[str]:
    if not has_shares:
        return [f"{tile['documents']:,}"]
    size = [f"n {tile['documents']:,}"]
    if pd.isna(tile["share"]):
        return size
    share, low, high = (f"{100 * tile[name]:.0f}" for name in ("share", "low", "high"))
    return [f"{share} %", f"{low}\u2013{high}", *size]


def _list_names(tiles: pd.DataFrame) -> str:
    """Return the key of the codes, one or more lines an island group; a code and its name stay on one line."""
    lines = []
    for island, members in tiles.groupby("island", sort=False):
        pairs = (f"{code} {name}" for code, name in zip(members["code"], members["province"], strict=True))
        names = ", ".join(pair.replace(" ", "\u00a0") for pair in pairs)
        lines.append(layout.wrap_text(f"{island}: {names}", layout.WIDTH - 2 * layout.MARGIN, size=layout.SMALL_SIZE))
    return "\n".join(lines)

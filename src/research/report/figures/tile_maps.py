"""A map of the provinces as tiles of equal size, so that a small province is as easy to see as a large one."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from research import corpus, tables
from research.report.figures import layout
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW, Fault, InputError

_TILE = 0.47
_TINY_SIZE = 5.5
_MODEL = "95 % intervals of the model, documents as units."


@layout.apply_style()
def plot_province_map(
    table: pd.DataFrame,
    *,
    frame: str | None = None,
    labels: Mapping[str, str] | None = None,
    title: str | None = None,
    caption: str = "",
) -> Figure:
    """Draw a tile for each of the 38 provinces, shaded by documents, with its numbers and, if asked, one share.

    table: columns province, documents, statements (reported ones), and, where frame is given, a column of that name
    with shares and two with the ends of their intervals, named with _low and _high behind; a province without a row has
    no documents. Share and interval stand in a tile only where the table gives them and at least five documents speak.
    Documents of no province (Nasional) are told in words. labels: words for frames.
    Raises InputError where a column is missing, a province has two rows, or a name is neither a province nor Nasional.

    >>> table = pd.DataFrame({"province": ["Aceh", "Bali"], "documents": [3, 8], "statements": [21, 80],
    ...     "x": [0.5, 0.25], "x_low": [0.1, 0.11], "x_high": [0.8, 0.4]})
    >>> figure = plot_province_map(table, frame="x")
    >>> [text.get_text() for text in figure.axes[0].texts if "%" in text.get_text()]
    ['25 %']
    >>> [text.get_text() for text in figure.axes[0].texts if " to " in text.get_text()][:1]
    ['11 to 40']
    """
    layout.check_columns(table, ("province", "documents", "statements", *_name_columns(frame)), key=("province",))
    share = f", and share of statements with the frame {layout.label_code(frame, labels)}" if frame else ""
    words = layout.join_caption(
        _describe(table, frame, labels), caption, layout.INTERVALS if frame else layout.NO_INTERVALS
    )
    few = f"too few: under {MINIMUM_DOCUMENTS} documents, {TOO_FEW}" if frame else ""
    return _draw_map(_make_tiles(table, frame), title=title or f"Documents by province{share}", caption=words, few=few)


@layout.apply_style()
def plot_pooled_map(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str | None = None,
    caption: str = "",
) -> Figure:
    """Draw a tile for each of the 38 provinces with the model's estimate of one frame's share, and say that it is one.

    table: rows of pooled  of one frame, grouped by province, of compare.pool_provinces. Every province
    with a document has its estimate, which a province of few documents owes to the mean of all more than to itself;
    without documents it has none. labels: words for frames. Raises InputError where a column is missing, a province has
    two rows, there are several frames, or a name is neither a province nor Nasional.

    >>> table = pd.DataFrame({"group": ["Aceh", "Bali"], "frame": "sanctions", "documents": [3, 8],
    ...     "statements": [21, 80], "share": [0.5, 0.25], "low": [0.1, 0.11], "high": [0.8, 0.4], "mean": 0.3})
    >>> figure = plot_pooled_map(table)
    >>> [text.get_text() for text in figure.axes[0].texts if "%" in text.get_text()]
    ['50 %', '25 %', "%: a model's estimate"]
    """
    columns = ("group", "frame", "documents", "statements", "share", "low", "high", "mean")
    layout.check_columns(table, columns, key=("group", "frame"))
    if len(found := table["frame"].unique()) > 1:
        fault = Fault("table of the figure", "frame", ", ".join(map(str, found)), "one frame", "filter the table")
        raise InputError([fault])
    frame = str(found[0])
    known = table.rename(columns={"group": "province", "share": frame, "low": f"{frame}_low", "high": f"{frame}_high"})
    tiles = _make_tiles(known.drop(columns="frame"), frame, least=1)
    mean = f"{100 * float(table['mean'].iloc[0]):.0f} %"
    note = _describe(known, None, labels) + (
        " Below: a model's estimate of the share and its 95 % interval, not a count. Each province is drawn towards "
        f"the mean of all ({mean}), one of few documents most; without documents, none."
    )
    name = layout.label_code(frame, labels)
    title = title or f"A model's estimate of the share of statements with the frame {name}, by province"
    return _draw_map(
        tiles, title=title, caption=layout.join_caption(note, caption, _MODEL), few="%: a model's estimate"
    )


def _draw_map(tiles: pd.DataFrame, *, title: str, caption: str, few: str) -> Figure:
    """Draw the tiles; few is what the legend says of the shares in them."""
    rows, columns = int(tiles["row"].max()) + 1, int(tiles["column"].max()) + 1
    key = _list_names(tiles, layout.WIDTH - 2 * layout.MARGIN)
    below = 0.12 + len(key) * layout.SMALL_SIZE * layout.LINE / 72
    figure, floor = layout.open_figure(below + rows * _TILE, title=title, caption=caption)
    axes = layout.add_panel(
        figure,
        layout.Box(layout.MARGIN, floor + below, layout.WIDTH - 2 * layout.MARGIN, rows * _TILE),
    )
    axes.set(xlim=(0, columns), ylim=(rows, 0))
    axes.set_axis_off()
    upper = int(tiles["documents"].max())
    for tile in layout.list_rows(tiles):
        lines = [
            str(tile["code"]),
            f"{tile['documents']:,} · {tile['statements']:,}" if tile["documents"] else "0",
            *str(tile["says"]).split("\n"),
        ]
        _draw_tile(axes, (int(tile["column"]), int(tile["row"])), layout.shade_value(tile["documents"], upper), lines)
    _draw_legend(axes, (columns - 6.3, rows - 1.75), upper, few)
    for number, text in enumerate(key):
        place = (layout.MARGIN, floor + (len(key) - number) * layout.SMALL_SIZE * layout.LINE / 72)
        layout.write_text(figure, place, text, size=layout.SMALL_SIZE, va="top")
    return figure


def _make_tiles(table: pd.DataFrame, frame: str | None, *, least: int = MINIMUM_DOCUMENTS) -> pd.DataFrame:
    """Return every province with its counts and the words for its share (column says), from least documents up."""
    places = tables.read_provinces()
    faults = [
        Fault(
            "table of the figure", "province", repr(name), "one of the 38 provinces or Nasional", "write the full name"
        )
        for name in table["province"]
        if name not in {*places["province"], corpus.NATIONAL}
    ]
    if faults:
        raise InputError(faults)
    table = table.drop(columns=["island", "code", "row", "column"], errors="ignore")
    tiles = places.merge(table, on="province", how="left")
    counts = tiles[["documents", "statements"]].fillna(0).astype("int64")
    shares = zip(*(tiles[name] for name in _name_columns(frame)), strict=True) if frame else [()] * len(tiles)
    says = [
        _say_share(documents, *share, least=least) for documents, share in zip(counts["documents"], shares, strict=True)
    ]
    return tiles.assign(documents=counts["documents"], statements=counts["statements"], says=says)


def _name_columns(frame: str | None) -> list[str]:
    return [frame, f"{frame}_low", f"{frame}_high"] if frame else []


def _say_share(documents: int, share: float | None = None, low: float = 0, high: float = 1, *, least: int) -> str:
    if documents == 0 or share is None:
        return ""
    if pd.isna(share) or documents < least:
        return "too few"
    return f"{100 * share:.0f} %\n{100 * low:.0f} to {100 * high:.0f}"


def _describe(table: pd.DataFrame, frame: str | None, labels: Mapping[str, str] | None) -> str:
    note = "In each tile: code, documents · reported statements; the darker, the more documents."
    if frame:
        name = layout.label_code(frame, labels)
        note += f" Below: share of the reported statements with the frame {name}, and its 95 % interval."
    elsewhere = table[table["province"] == corpus.NATIONAL]
    for row in layout.list_rows(elsewhere):
        note += f" Not on the map, being of no single province: {layout.count_group(row)}."
    return note


def _draw_tile(axes: Axes, corner: tuple[int, int], colour: str, lines: list[str]) -> None:
    """Draw one tile with its code, its counts and what there is to say of its share, one under the other."""
    x, y = corner
    axes.add_patch(Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, facecolor=colour, edgecolor=layout.GREY, linewidth=0.5))
    lines = [line for line in lines if line]
    heights = {4: (0.2, 0.43, 0.64, 0.85), 3: (0.26, 0.54, 0.8)}.get(len(lines), (0.36, 0.7))
    for number, (text, height) in enumerate(zip(lines, heights, strict=False)):
        style: layout.Style = {"size": _TINY_SIZE} if number else {"size": layout.SMALL_SIZE, "weight": "bold"}
        axes.text(x + 0.5, y + height, text, ha="center", va="center", **style)


def _draw_legend(axes: Axes, corner: tuple[float, float], upper: int, few: str) -> None:
    """Draw a row of shades with their numbers of documents, in the corner of the map that the islands leave free."""
    x, y = corner
    axes.text(x, y, "Documents", size=layout.TEXT_SIZE, va="bottom")
    for number, step in enumerate(sorted({0, 1, upper // 4, upper // 2, upper})):
        patch: layout.Style = {
            "facecolor": layout.shade_value(step, upper),
            "edgecolor": layout.GREY,
            "linewidth": 0.5,
        }
        axes.add_patch(Rectangle((x + number, y + 0.12), 1, 0.5, **patch))
        axes.text(x + number + 0.5, y + 0.37, f"{step:,}", size=layout.SMALL_SIZE, ha="center", va="center")
    if few:
        axes.text(x, y + 0.75, few, color=layout.GREY, size=layout.SMALL_SIZE, va="top")


def _list_names(tiles: pd.DataFrame, width: float) -> list[str]:
    """Return the key of the codes, one or more lines an island group; a code and its name stay on one line."""
    lines = []
    for island, members in tiles.groupby("island", sort=False):
        pairs = (f"{code} {name}" for code, name in zip(members["code"], members["province"], strict=True))
        names = ", ".join(pair.replace(" ", "\u00a0") for pair in pairs)
        lines += layout.wrap_text(f"{island}: {names}", width, size=layout.SMALL_SIZE).split("\n")
    return lines

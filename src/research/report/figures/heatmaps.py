"""Tables drawn as grids of cells: frames by frames, topics by frames, documents by frames."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from research.report.figures import layout
from research.tables import TOO_FEW


@layout.apply_style()
def plot_frame_pairs(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "Which frames stand together in one statement",
    caption: str = "",
) -> Figure:
    """Draw how often two frames stand in one statement, beside how often chance alone would put them there.

    table: one row a pair, in one order or in both (compare.count_pairs): frame_a, frame_b, together (statements
    with both), ratio (together over the number that chance would give, empty where it would give none); a row whose two
    frames are the same holds the statements with that frame. Cells are shaded by together. labels: words for frames,
    which stand in its order. Raises InputError where a column is missing or a pair has two rows.

    >>> table = pd.DataFrame({"frame_a": ["a", "b", "a"], "frame_b": ["a", "b", "b"], "together": [40, 20, 6],
    ...                       "ratio": [None, None, 0.75]})
    >>> [text.get_text().split() for text in plot_frame_pairs(table).axes[0].texts if "0.75" in text.get_text()]
    [['6', '0.75', 'times'], ['6', '0.75', 'times']]
    """
    layout.check_columns(table, ("frame_a", "frame_b", "together", "ratio"), key=("frame_a", "frame_b"))
    mirror = table.rename(columns={"frame_a": "frame_b", "frame_b": "frame_a"})
    both = pd.concat([table, mirror]).drop_duplicates(["frame_a", "frame_b"], ignore_index=True)
    frames = layout.order_codes([*table["frame_a"], *table["frame_b"]], labels)
    diagonal = both[both["frame_a"] == both["frame_b"]].set_index("frame_a")["together"]
    notes = [layout.count_words(int(diagonal[f]), "statement") if f in diagonal.index else "" for f in frames]
    note = (
        "In each cell: statements with both frames, and how many times the number expected if frames fell "
        "independently (1.00: as often as by chance). The darker, the more statements. Diagonal: statements with the "
        "frame."
    )
    names = [layout.label_code(frame, labels) for frame in frames]
    grid = measure_grid(list(zip(names, notes, strict=True)), names)
    figure, axes = open_grid(grid, title=title, caption=layout.join_caption(note, caption, layout.NO_INTERVALS))
    upper = both.loc[both["frame_a"] != both["frame_b"], "together"].max()
    for pair in layout.list_rows(both):
        corner = (frames.index(pair["frame_b"]), frames.index(pair["frame_a"]))
        if pair["frame_a"] == pair["frame_b"]:
            fill_cell(axes, corner, "#ffffff", f"{pair['together']:,}", hatch="////")
        elif pd.isna(pair["ratio"]):
            fill_cell(axes, corner, "#ffffff", f"{pair['together']:,}\n{TOO_FEW}", ink=layout.GREY)
        else:
            text = f"{pair['together']:,}\n{pair['ratio']:.2f} times"
            fill_cell(axes, corner, layout.shade_value(pair["together"], max(1, upper)), text)
    return figure


@layout.apply_style()
def plot_topic_frames(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "Frames in the statements of each topic",
    caption: str = "",
) -> Figure:
    """Draw, topic by frame, the share of the topic's statements that carry the frame, with the counts.

    table: one row a topic and frame: topic, terms (its top terms in one text), frame, statements, hits, share, low and
    high (empty where there are too few to say), and documents where they are known. labels: words for frames, which
    stand in its order. Raises InputError where a column is missing or a topic and frame have two rows.

    >>> table = pd.DataFrame({"topic": [1], "terms": ["media sosial, unggah"], "frame": ["social_media"],
    ...                       "statements": [40], "hits": [30], "share": [0.75],
    ...                       "low": [0.61], "high": [0.86]})
    >>> [text.get_text() for text in plot_topic_frames(table).axes[0].texts if "%" in text.get_text()]
    ['30: 75 %\\n61 to 86']
    """
    layout.check_columns(
        table, ("topic", "terms", "frame", "statements", "hits", "share", "low", "high"), key=("topic", "frame")
    )
    frames = layout.order_codes(table["frame"], labels)
    topics = table.drop_duplicates("topic").sort_values("topic")
    rows = [(f"{topic['topic']}: {topic['terms']}", layout.count_group(topic)) for topic in layout.list_rows(topics)]
    note = (
        "In each cell: statements of the topic with the frame, their share of all its statements, and the share's 95 % "
        "interval; the darker, the larger the share."
    )
    columns = [layout.label_code(frame, labels) for frame in frames]
    figure, axes = open_grid(
        measure_grid(rows, columns),
        title=title,
        caption=layout.join_caption(note, caption, layout.INTERVALS),
    )
    places = {topic: number for number, topic in enumerate(topics["topic"])}
    for cell in layout.list_rows(table):
        corner = (frames.index(cell["frame"]), places[cell["topic"]])
        if pd.isna(cell["share"]):
            fill_cell(axes, corner, "#ffffff", f"{TOO_FEW}\n{cell['hits']:,}", ink=layout.GREY)
        else:
            text = f"{cell['hits']:,}: {100 * cell['share']:.0f} %\n{100 * cell['low']:.0f} to {100 * cell['high']:.0f}"
            fill_cell(axes, corner, layout.shade_value(cell["share"], 1.0), text)
    return figure


@layout.apply_style()
def plot_officials(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "What each official said: statements with each frame",
    caption: str = "",
) -> Figure:
    """Draw, official by frame, how many of the statements an official makes in one document carry the frame.

    Counts and no shares, since one document is no estimate. table: one row an official and frame: label (who, and
    where), year, frame, hits, statements. The area of a dot is its number of statements. labels: words for frames,
    which stand in its order; officials stand by year, then as they come. Raises InputError where a column is missing or
    an official and frame have two rows.

    >>> table = pd.DataFrame({"label": ["Mayor of Denpasar"], "year": [2018], "frame": ["sanctions"],
    ...                       "hits": [3], "statements": [16]})
    >>> [text.get_text() for text in plot_officials(table).axes[0].texts if "of 16" in text.get_text()]
    ['3 of 16']
    """
    layout.check_columns(table, ("label", "year", "frame", "hits", "statements"), key=("label", "frame"))
    frames = layout.order_codes(table["frame"], labels)
    officials = table.drop_duplicates("label").sort_values("year", kind="stable")
    rows = [
        (f"{row['label']}, {row['year']}", layout.count_group(row | {"documents": 1}))
        for row in layout.list_rows(officials)
    ]
    note = "Area of a dot: statements with the frame; beneath: that number of all statements reported of the official."
    columns = [layout.label_code(frame, labels) for frame in frames]
    figure, axes = open_grid(
        measure_grid(rows, columns),
        title=title,
        caption=layout.join_caption(note, caption, layout.NO_INTERVALS),
    )
    places = {label: number for number, label in enumerate(officials["label"])}
    axes.hlines(range(len(places) + 1), 0, len(frames), color=layout.PALE, linewidth=0.5, zorder=0)
    most = max(1, int(table["hits"].max()))
    for cell in layout.list_rows(table):
        x, y = frames.index(cell["frame"]) + 0.5, places[cell["label"]] + 0.36
        if cell["hits"]:
            size = 17 * (cell["hits"] / most) ** 0.5
            axes.plot(
                x,
                y,
                "o",
                markersize=size,
                markerfacecolor=layout.COLOURS[0],
                markeredgecolor="black",
                markeredgewidth=0.5,
            )
        text = f"{cell['hits']} of {cell['statements']}"
        axes.text(
            x,
            y + 0.48,
            text,
            size=layout.SMALL_SIZE,
            color="black" if cell["hits"] else layout.GREY,
            ha="center",
            va="center",
        )
    return figure


@dataclass(frozen=True)
class Grid:
    """The names of rows (with a note each) and columns, broken into lines, and the room that they take in inches."""

    names: list[tuple[str, str]]
    heads: list[str]
    left: float
    cell: float
    high: float


def measure_grid(rows: Sequence[tuple[str, str]], columns: Sequence[str], *, least: float = 0.0) -> Grid:
    """Find the room for cells of one size: names and notes of rows at the left, least inches wide, columns' above."""
    room = layout.WIDTH - 2 * layout.MARGIN
    most = max(1.2, min(3.0, room - 0.9 * len(columns)))
    names = [layout.wrap_text(name, most) for name, _ in rows]
    widths = [layout.measure_text(line) for name in names for line in name.split("\n")]
    left = max(
        least,
        layout.MARGIN + 0.12 + max(widths + [layout.measure_text(note, size=layout.SMALL_SIZE) for _, note in rows]),
    )
    cell = min(1.15, (layout.WIDTH - layout.MARGIN - left) / len(columns))
    high = max(0.46, 0.24 + 0.13 * (max(name.count("\n") for name in names) + 1))
    heads = [layout.wrap_text(name, cell - 0.08, bold=True) for name in columns]
    return Grid([(name, note) for name, (_, note) in zip(names, rows, strict=True)], heads, left, cell, high)


def open_grid(grid: Grid, *, title: str, caption: str, below: float = 0.0) -> tuple[Figure, Axes]:
    """Return a figure and axes of cells one unit wide and high, with room of the height below between them and caption.

    Rows' names and notes stand at the left, columns' above.
    """
    tall = grid.high * len(grid.names)
    head = 0.1 + 0.13 * (max(text.count("\n") for text in grid.heads) + 1)
    figure, floor = layout.open_figure(below + tall + head, title=title, caption=caption)
    axes = layout.add_panel(figure, layout.Box(grid.left, floor + below, grid.cell * len(grid.heads), tall))
    axes.set(xlim=(0, len(grid.heads)), ylim=(len(grid.names), 0), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    loose: layout.Style = {"textcoords": "offset points", "annotation_clip": False}
    for number, text in enumerate(grid.heads):
        axes.annotate(
            text,
            (number + 0.5, 0),
            (0, 4),
            size=layout.TEXT_SIZE,
            weight="bold",
            ha="center",
            va="bottom",
            **loose,
        )
    for number, (name, note) in enumerate(grid.names):
        layout.write_beside(axes, number + 0.5, name, note)
    return figure, axes


def fill_cell(axes: Axes, corner: tuple[int, int], colour: str, text: str, **style: str) -> None:
    """Colour the cell whose upper left corner is given, and write in its middle; style: hatch, ink."""
    x, y = corner
    hatch, ink = style.get("hatch"), style.get("ink", layout.INK)
    axes.add_patch(
        Rectangle((x + 0.02, y + 0.03), 0.96, 0.94, facecolor=colour, edgecolor=layout.GREY, linewidth=0.4, hatch=hatch)
    )
    patch = {"facecolor": "white", "edgecolor": "none", "pad": 1.0} if hatch else None
    axes.text(
        x + 0.5,
        y + 0.5,
        text,
        size=layout.SMALL_SIZE,
        color=ink,
        ha="center",
        va="center",
        linespacing=1.3,
        bbox=patch,
    )

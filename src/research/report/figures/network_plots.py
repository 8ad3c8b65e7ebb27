"""Who uses which frame as a network, and which frames stand together."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.compare import lay_out_network
from research.report.figures import layout
from research.tables import TOO_FEW

_ROW = 0.74
_PAIR = 0.46
_THICKEST = 11.0
_NAME_WIDTH = 2.2
_INTERVALS = "95 % intervals over documents, for speakers over speakers."
_LEVELS = {"statement": "in one statement", "speaker": "of one speaker", "document": "in one document"}


@layout.apply_style()
def plot_network(
    ties: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "Who uses which frame",
    caption: str = "",
) -> Figure:
    """Draw actors at the left, frames at the right, and between them ties as thick as they have statements.

    ties: the table ties (network.count_ties), whose actors with too few documents are named in the caption and not
    drawn. labels: words for actors and frames. Where a thing stands is told by network.lay_out_network alone: nothing
    is random. The number at a tie is its statements. Raises InputError where a column is missing, a tie has two rows,
    or no actor has documents enough.

    >>> ties = pd.DataFrame({"actor": ["head"], "frame": ["sanctions"], "statements": [33], "documents": [17],
    ...                      "actor_statements": [120], "actor_documents": [29], "drawn": [True]})
    >>> [text.get_text() for text in plot_network(ties).axes[0].texts]
    ['33', 'Head', '29 documents, 120 statements', 'Sanctions', '33 statements']
    """
    columns = ("actor", "frame", "statements", "documents", "actor_statements", "actor_documents", "drawn")
    layout.check_columns(ties, columns, key=("actor", "frame"))
    drawn = ties[ties["drawn"]]
    layout.check_columns(drawn, columns)
    places = lay_out_network(ties)
    frames = list(dict.fromkeys(ties["frame"]))
    notes = {
        row["actor"]: f"{layout.count_words(row['actor_documents'], 'document')}, "
        f"{layout.count_words(row['actor_statements'], 'statement')}"
        for row in layout.list_rows(drawn.drop_duplicates("actor"))
    }
    texts = [_name_end(actor, labels) for actor in notes] + list(notes.values())
    left = layout.MARGIN + 0.2 + max(layout.measure_text(text) for text in texts)
    right = 0.35 + max(layout.measure_text(_name_end(frame, labels), bold=True) for frame in frames)
    note = "Width of a tie, and the number at it: statements of the actor that carry the frame; at a frame: those of "
    note += "all actors drawn. An actor who is quoted more has thicker ties: ties of different actors are no shares."
    if small := list(dict.fromkeys(ties.loc[~ties["drawn"], "actor"])):
        note += f" Not drawn, under five documents: {', '.join(layout.label_code(name, labels) for name in small)}."
    height = _ROW * max(len(notes), len(frames))
    figure, floor = layout.open_figure(
        height + 0.3, title=title, caption=layout.join_caption(note, caption, layout.NO_INTERVALS)
    )
    axes = layout.add_panel(figure, layout.Box(left, floor, layout.WIDTH - left - right - layout.MARGIN, height))
    axes.set(xlim=(0, 1), ylim=(-0.08, 1.08), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    height_of = {(row["kind"], row["name"]): float(row["y"]) for row in layout.list_rows(places)}
    most = max(1, int(drawn["statements"].max()))
    for tie in layout.list_rows(drawn[drawn["statements"] > 0]):
        ends = height_of["actor", tie["actor"]], height_of["frame", tie["frame"]]
        colour = layout.COLOURS[frames.index(tie["frame"]) % len(layout.COLOURS)]
        _draw_tie(axes, ends, tie["statements"], (colour, _THICKEST * tie["statements"] / most))
    for actor, words in notes.items():
        axes.plot(0, height_of["actor", actor], "o", color=layout.INK, markersize=5, clip_on=False, zorder=4)
        layout.write_beside(axes, height_of["actor", actor], _name_end(actor, labels), words)
    _write_frames(axes, {frame: height_of["frame", frame] for frame in frames}, drawn, labels)
    return figure


def _name_end(code: str, labels: Mapping[str, str] | None) -> str:
    """An actor or a frame, on one line that leaves room for the ties."""
    return layout.shorten_text(layout.label_code(code, labels), _NAME_WIDTH, bold=True)


def _draw_tie(axes: Axes, ends: tuple[float, float], statements: int, look: tuple[str, float]) -> None:
    colour, width = look
    axes.plot([0, 1], ends, color=colour, linewidth=max(0.4, width), alpha=0.55, solid_capstyle="butt", zorder=1)
    patch = {"facecolor": "white", "edgecolor": colour, "linewidth": 0.8, "pad": 0.8}
    y = ends[0] + 0.1 * (ends[1] - ends[0])
    axes.text(0.1, y, f"{statements}", size=layout.SMALL_SIZE, ha="center", va="center", bbox=patch, zorder=3)


def _write_frames(
    axes: Axes, heights: Mapping[str, float], drawn: pd.DataFrame, labels: Mapping[str, str] | None
) -> None:
    loose: layout.Style = {"textcoords": "offset points", "annotation_clip": False, "ha": "left"}
    for number, (frame, y) in enumerate(heights.items()):
        colour = layout.COLOURS[number % len(layout.COLOURS)]
        axes.plot(1, y, "s", color=colour, markeredgecolor="black", markersize=6, clip_on=False, zorder=4)
        total = int(drawn.loc[drawn["frame"] == frame, "statements"].sum())
        axes.annotate(
            _name_end(frame, labels), (1, y), (8, 4), size=layout.TEXT_SIZE, weight="bold", va="center", **loose
        )
        words = layout.count_words(total, "statement")
        axes.annotate(words, (1, y), (8, -6), size=layout.SMALL_SIZE, color=layout.GREY, va="center", **loose)


@layout.apply_style()
def plot_cooccurrence(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "Which frames stand together, against chance",
    caption: str = "",
) -> Figure:
    """Draw, for every two frames, how many times as often as by chance they stand together, level by level.

    table: the table cooccurrence (network.measure_cooccurrence), for one level or several put together. A filled point
    has q under 0.05. A ratio of 0 is an arrow at the left edge. Raises InputError where a column is missing or a place
    has two rows.

    >>> table = pd.DataFrame({"frame_a": ["a"], "frame_b": ["b"], "within": ["statement"], "units": [90],
    ...     "together": [6], "expected": [1.5], "ratio": [4.0], "low": [2.0], "high": [8.0], "q": [0.001],
    ...     "method": ["exact"]})
    >>> [text.get_text() for text in plot_cooccurrence(table).axes[0].texts]
    ['A and B', '6, chance 1.5']
    """
    columns = ("frame_a", "frame_b", "within", "units", "together", "expected", "ratio", "low", "high", "q", "method")
    layout.check_columns(table, columns, key=("frame_a", "frame_b", "within"))
    levels = [level for level in _LEVELS if level in set(table["within"])]
    pairs = list(dict.fromkeys(zip(table["frame_a"], table["frame_b"], strict=True)))
    names = [
        layout.wrap_text(f"{layout.label_code(one, labels)} and {layout.label_code(other, labels)}", 1.75)
        for one, other in pairs
    ]
    left = layout.MARGIN + 0.15 + max(layout.measure_text(line) for name in names for line in name.split("\n"))
    note = "Point: statements, speakers or documents with both frames over those that chance gives (1: as often as by "
    note += "chance; logarithmic). Bar: 95 % interval. Filled: q under 0.05 (Benjamini and Hochberg, all pairs of the "
    note += "level). Above it: the number with both, and what chance gives."
    figure, floor = layout.open_figure(
        _PAIR * len(pairs) + 0.75, title=title, caption=layout.join_caption(note, caption, _INTERVALS)
    )
    width = (layout.WIDTH - left - layout.MARGIN) / len(levels)
    for number, level in enumerate(levels):
        part = table[table["within"] == level]
        head = f"{_LEVELS[level]} (n\u00a0{int(part['units'].max()):,})"
        box = layout.Box(left + number * width, floor + 0.4, width - 0.15, _PAIR * len(pairs))
        axes = layout.add_panel(figure, box, title=head[0].upper() + head[1:])
        _open_ratios(axes, len(pairs))
        for row, name in enumerate(names if number == 0 else []):
            layout.write_beside(axes, row + 0.5, name, "")
        for cell in layout.list_rows(part):
            _draw_ratio(axes, pairs.index((cell["frame_a"], cell["frame_b"])) + 0.5, cell)
    return figure


def _open_ratios(axes: Axes, rows: int) -> None:
    axes.set(xscale="log", xlim=(0.02, 12), ylim=(rows, 0), yticks=[], xlabel="Times as often as by chance")
    axes.set_xticks([0.05, 0.2, 1, 5], ["0.05", "0.2", "1", "5"])
    axes.set_xticks([], minor=True)
    axes.axvline(1, color=layout.GREY, linewidth=0.8, linestyle=":", zorder=0)
    axes.hlines(np.arange(1, rows), 0.02, 12, color=layout.PALE, linewidth=0.5, zorder=0)
    axes.spines["left"].set_color(layout.PALE)


def _draw_ratio(axes: Axes, y: float, cell: Mapping[str, Any]) -> None:
    middle: layout.Style = {
        "size": layout.SMALL_SIZE,
        "color": layout.GREY,
        "ha": "center",
        "va": "center",
    }
    if pd.isna(cell["ratio"]):
        axes.text(0.49, y, f"{cell['together']}, {TOO_FEW}", **middle)
        return
    patch = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    axes.text(0.49, y - 0.27, f"{cell['together']}, chance {cell['expected']:.1f}", bbox=patch, **middle)
    if pd.notna(cell["low"]):
        axes.hlines(y + 0.1, max(0.02, cell["low"]), min(12, cell["high"]), color=layout.COLOURS[0], linewidth=1.6)
    ratio = max(cell["ratio"], 0.023)
    fill = layout.COLOURS[0] if cell["q"] < 0.05 else "white"
    style: layout.Style = {
        "markerfacecolor": fill,
        "markeredgecolor": layout.COLOURS[0],
        "markersize": 5,
        "zorder": 3,
    }
    axes.plot(ratio, y + 0.1, "<" if cell["ratio"] < 0.023 else "o", linestyle="none", **style)

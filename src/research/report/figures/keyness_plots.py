"""The words that set two groups of statements apart."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.compare import MINIMUM_SPREAD, ONE_PLACE, SUPPORTED
from research.report.figures import layout
from research.tables import TOO_FEW

_ROW = 0.19
_HEAD = 0.42
_AXIS = 0.42
_WORD_WIDTH = 2.2
_SIDES = ("target", "reference")
_COUNTS = ("count", "found")
_SIZES = ("documents", "statements")


@layout.apply_style()
def plot_keyness(
    table: pd.DataFrame,
    *,
    number: int = 10,
    labels: Mapping[str, str] | None = None,
    title: str = "Words that set the two sides apart",
    caption: str = "",
) -> Figure:
    """Draw the words of each side with the largest z as points, filled where documents that change sides bear it out.

    table: the table keyness of one comparison (keyness.measure_keyness), of which number words a side are drawn, each
    at its commonest surface form; words in too few documents of the side that they mark are left out. labels: words for
    the sides' values. A comparison with too few documents is a sheet that says so. Raises InputError where a column is
    missing, a word has two rows or the table holds several comparisons.

    >>> row = {"target": "2018", "reference": "2020", "stem": "sanksi", "term": "sanksi", "z": 2.5,
    ...        "verdict": SUPPORTED, "tested": 90, "count_target": 12, "count_reference": 3, "found_target": 6,
    ...        "found_reference": 2, "documents_target": 9, "documents_reference": 8, "statements_target": 80,
    ...        "statements_reference": 70}
    >>> axes = plot_keyness(pd.DataFrame([row])).axes[0]
    >>> axes.get_title(loc="left"), [text.get_text() for text in axes.texts]
    ('More in 2018 (9 documents, 80 statements)', ['sanksi', '12 : 3', '6 : 2', 'times', 'documents'])
    """
    counts = [f"{count}_{side}" for count in (*_COUNTS, *_SIZES) for side in _SIDES]
    layout.check_columns(
        table, ("target", "reference", "stem", "term", "z", "verdict", "tested", *counts), key=("stem",)
    )
    first = layout.list_rows(table.head(1))[0]
    names = {side: _name_side(str(first[side]), labels) for side in _SIDES}
    told = table[table["z"].notna() & (table["verdict"] != ONE_PLACE)]
    told = told.assign(term=[layout.shorten_text(str(term), _WORD_WIDTH) for term in told["term"]])
    parts = {
        "target": told[told["z"] > 0].sort_values(["z", "stem"], ascending=[False, True]).head(number),
        "reference": told[told["z"] < 0].sort_values(["z", "stem"]).head(number),
    }
    drawn = {side: part for side, part in parts.items() if len(part)}
    words = [term for part in drawn.values() for term in part["term"]]
    left = layout.MARGIN + 0.15 + max([layout.measure_text(word) for word in words], default=0.5)
    height = math.fsum(_HEAD + _ROW * len(part) for part in drawn.values()) + _AXIS if drawn else 0.6
    note = _write_note(names, int(first["tested"])) if drawn else "Words are counted and not compared."
    figure, floor = layout.open_figure(
        height, title=title, caption=layout.join_caption(note, caption, layout.NO_INTERVALS)
    )
    if not drawn:
        _say_too_few(figure, floor, first, names)
        return figure
    reach = float(pd.concat(list(drawn.values()))["z"].abs().max()) * 1.08
    top = floor + height
    for place, (side, part) in enumerate(drawn.items()):
        top -= _HEAD + _ROW * len(part)
        head = f"More in {names[side]} ({_count_side(first, side)})"
        room = layout.Box(left, top, layout.WIDTH - left - 1.75, _ROW * len(part))
        axes = layout.add_panel(figure, room, title=layout.wrap_text(head, layout.WIDTH - left - 1.75, bold=True))
        axes.set(xlim=(-reach, reach), ylim=(len(part), 0), yticks=[])
        axes.tick_params(labelbottom=place == len(drawn) - 1)
        _draw_words(axes, part, place=_SIDES.index(side))
    axes.set_xlabel("z of the log-odds ratio")
    return figure


def _name_side(values: str, labels: Mapping[str, str] | None) -> str:
    """Name a side by the words for its values: 2018, 2019; all others."""
    if values.startswith("not "):
        return "all others"
    return ", ".join(layout.label_code(value, labels) for value in values.split(", "))


def _count_side(row: Mapping[str, Any], side: str) -> str:
    return ", ".join(layout.count_words(int(row[f"{noun}_{side}"]), noun.removesuffix("s")) for noun in _SIZES)


def _write_note(names: Mapping[str, str], tested: int) -> str:
    sides = f"{names['target']} : {names['reference']}"
    return (
        "Point: z of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008). Filled: "
        "documents that change sides at random do not give such a z (false discovery rate at most 5 % over "
        f"{layout.count_words(tested, 'word')} tested); hollow: not supported. Numbers: times and documents, {sides}. "
        f"Words in under {MINIMUM_SPREAD} documents of the side that they mark are not drawn; names of people, places, "
        "outlets and elections are not counted."
    )


def _say_too_few(figure: Figure, floor: float, row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    axes = layout.add_panel(figure, layout.Box(layout.MARGIN, floor, layout.WIDTH - 2 * layout.MARGIN, 0.6))
    axes.set_axis_off()
    sizes = "; ".join(f"{names[side]}: {_count_side(row, side)}" for side in _SIDES)
    words = row["verdict"] if row["verdict"] == TOO_FEW else "no word to draw"
    axes.text(0, 0.5, f"{words} ({sizes})", color=layout.GREY, size=layout.TEXT_SIZE, va="center")


def _draw_words(axes: Axes, part: pd.DataFrame, *, place: int) -> None:
    """Draw the words of one side, a row each: word, point, and at the right times and documents of both sides."""
    axes.hlines(
        [number + 0.5 for number in range(len(part))],
        *axes.get_xlim(),
        color=layout.PALE,
        linewidth=0.5,
        zorder=0,
    )
    axes.axvline(0, color=layout.GREY, linewidth=0.8, zorder=1)
    axes.spines["left"].set_visible(False)
    loose: layout.Style = {"textcoords": "offset points", "annotation_clip": False, "va": "center_baseline"}
    loose["xycoords"] = axes.get_yaxis_transform()
    for number, row in enumerate(layout.list_rows(part)):
        y = number + 0.5
        axes.hlines(y, *sorted((0, row["z"])), color=layout.COLOURS[place], linewidth=1.2, zorder=2)
        fill = layout.COLOURS[place] if row["verdict"] == SUPPORTED else "white"
        axes.plot(
            row["z"],
            y,
            layout.MARKERS[place],
            color=fill,
            markeredgecolor="black",
            markeredgewidth=0.6,
            markersize=5,
            zorder=3,
        )
        axes.annotate(row["term"], (0, y), (-6, 0), size=layout.TEXT_SIZE, ha="right", color=layout.INK, **loose)
        for count, x in zip(_COUNTS, (58, 114), strict=True):
            text = f"{row[f'{count}_target']} : {row[f'{count}_reference']}"
            axes.annotate(text, (1, y), (x, 0), size=layout.SMALL_SIZE, ha="right", color=layout.INK, **loose)
    for head, x in (("times", 58), ("documents", 114)):
        axes.annotate(head, (1, 0), (x, 6), size=layout.SMALL_SIZE, ha="right", color=layout.GREY, **loose)

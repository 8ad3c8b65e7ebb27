"""What groups are made of, as rows of stacked bars: a row for each composition, with its own words beside it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from research.report.figures import layout
from research.tables import Fault, InputError

ALL_OTHERS = "all others"
# From dark to light, and a pattern in every second one: two fills of one pattern differ much in lightness, so that grey
# print keeps them apart.
FILLS = ("#08306b", "#2171b5", "#6baed6", "#bdd7e7", "#fee0a8", "#eeeeee")
HATCHES = ("", "////", "", "....", "", "xxxx")
# The sizes that stand under the bars, as far as the table of the figure knows them.
_COUNTS = ("documents", "families", "speakers", "statements")
_PARTS = ("grouping", "group", "composition", "part", "statements", "share")
_BARS, _TITLE = 1.0, 0.42
_PATCH = 0.2


@dataclass(frozen=True)
class Room:
    """Where bars and their words stand from left to right, in inches: left edges and widths."""

    left: float
    width: float
    words_left: float
    words_width: float


@dataclass(frozen=True)
class Mix:
    """One composition: its title, its parts (part, group, share) in the order of the bars, their words, its height."""

    title: str
    parts: pd.DataFrame
    words: list[str]
    height: float


@dataclass(frozen=True)
class Mixes:
    """All compositions of a figure, ready to be drawn under one another; height in inches, titles included."""

    mixes: list[Mix]
    groups: list[str]
    names: list[str]
    counts: pd.DataFrame
    room: Room

    @property
    def height(self) -> float:
        """The height of all rows with what stands under the last of them."""
        return math.fsum(mix.height + _TITLE for mix in self.mixes) + self.foot

    @property
    def foot(self) -> float:
        """The height of the names and counts under the last row."""
        lines = max(name.count("\n") for name in self.names) + 1 + len(self.counts.columns)
        return lines * layout.SMALL_SIZE * layout.LINE / 72 + 0.12


def check_mixes(table: pd.DataFrame, composition: pd.DataFrame) -> None:
    """Refuse compositions that are not of the groups of the table, each of them by itself.

    Raises InputError with every fault.

    >>> table = pd.DataFrame({"grouping": "year", "group": ["2018", "2020"]})
    >>> parts = pd.DataFrame({"grouping": "year", "group": ["2018"], "composition": "office", "part": "head",
    ...                       "statements": 9, "share": 1.0})
    >>> check_mixes(table, parts)
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    table of the figure: groups by office: found 2020 on one side only, expected those of the shares, also as parts
    """
    layout.check_columns(composition, _PARTS, key=_PARTS[:4])
    faults = []
    for column, part in composition.groupby("composition", sort=False):
        expected = "those of the shares, also as parts"
        if "grouping" in table.columns and set(part["grouping"]) != set(table["grouping"]):
            found = ", ".join(sorted({*map(str, part["grouping"])}))
            expected = f"grouping {', '.join(sorted({*map(str, table['grouping'])}))}"
            faults.append(Fault("table of the figure", f"groups by {column}", f"grouping {found}", expected))
        elif apart := sorted({*map(str, part["group"])} ^ {*map(str, table["group"])}):
            found = f"{', '.join(apart)} on one side only"
            faults.append(Fault("table of the figure", f"groups by {column}", found, expected))
    if faults:
        raise InputError(faults)


def plan_mixes(
    table: pd.DataFrame,
    composition: pd.DataFrame,
    groups: list[str],
    room: Room,
    labels: Mapping[str, str] | None,
) -> Mixes:
    """Set the compositions out in the order in which they come: what each is made of, in which words, how high.

    table holds group and, as far as they are known, documents, families, speakers and statements, which stand under the
    bars. The five largest parts of a composition are drawn as they are, all others as one. Raises InputError as
    check_mixes does.
    """
    check_mixes(table, composition)
    mixes = []
    for column, part in composition.groupby("composition", sort=False):
        parts = _gather_parts(part)
        codes = parts["part"].unique()
        words = [_word_part(code, labels, room.words_width - _PATCH) for code in codes]
        lines = "\n".join(words).count("\n") + 1
        height = (lines * 1.2 + 0.5 * len(words)) * layout.SMALL_SIZE / 72 + 0.05
        title = f"Reported statements by {(labels or {}).get(str(column), str(column).replace('_', ' '))}"
        mixes.append(Mix(title, parts, words, max(_BARS, height)))
    slot = room.width / len(groups)
    names = [
        layout.wrap_text(layout.label_code(group, labels), slot - 0.05, size=layout.SMALL_SIZE) for group in groups
    ]
    known = [name for name in _COUNTS if name in table.columns and table[name].notna().all()]
    sizes = table.drop_duplicates("group").set_index("group").loc[groups, known]
    return Mixes(mixes, groups, names, sizes, room)


def draw_mixes(figure: Figure, mixes: Mixes, *, top: float) -> None:
    """Draw the compositions under one another from a height in inches downwards, names and counts under the last."""
    room = mixes.room
    for mix in mixes.mixes:
        top -= _TITLE + mix.height
        axes = layout.add_panel(figure, layout.Box(room.left, top, room.width, mix.height), title=mix.title)
        _draw_bars(axes, mix.parts, mixes.groups)
        _write_words(figure, mix.words, (room.words_left, top + mix.height))
    _write_names(axes, mixes.names, mixes.counts)


def list_counts(mixes: Mixes) -> str:
    """Name what stands under the bars, for a caption."""
    names = ["reported statements" if name == "statements" else name for name in mixes.counts.columns]
    return ", ".join(names)


def _word_part(code: str, labels: Mapping[str, str] | None, width: float) -> str:
    words = layout.label_code(code, labels) if code else "None named"
    return layout.wrap_text(words, width, size=layout.SMALL_SIZE)


def _gather_parts(composition: pd.DataFrame) -> pd.DataFrame:
    """The five largest parts as they are, all others as one behind them, by size; parts of no statement go."""
    some = composition[composition["statements"] > 0].astype({"part": "str", "group": "str"})
    sizes = some.groupby("part")["statements"].sum().sort_index().sort_values(ascending=False, kind="stable")
    sizes = sizes.drop(ALL_OTHERS, errors="ignore")
    room = len(FILLS) - (ALL_OTHERS in set(some["part"]))
    kept = list(sizes.index if len(sizes) <= room else sizes.index[: len(FILLS) - 1])
    parts = some.assign(part=some["part"].where(some["part"].isin(kept), ALL_OTHERS))
    order = {part: number for number, part in enumerate([*kept, ALL_OTHERS])}
    parts = parts.groupby(["group", "part"])["share"].sum().reset_index()
    return parts.sort_values("part", key=lambda column: column.map(order), kind="stable")


def _draw_bars(axes: Axes, parts: pd.DataFrame, groups: list[str]) -> None:
    floors = dict.fromkeys(groups, 0.0)
    for number, (_, members) in enumerate(parts.groupby("part", sort=False)):
        look: layout.Style = {
            "facecolor": FILLS[number],
            "hatch": HATCHES[number],
            "edgecolor": "white",
            "linewidth": 0.5,
        }
        for row in layout.list_rows(members):
            group = str(row["group"])
            axes.bar(groups.index(group), row["share"], bottom=floors[group], width=0.7, **look)
            floors[group] += float(row["share"])
    axes.set(xlim=(-0.5, len(groups) - 0.5), ylim=(0, 1), xticks=range(len(groups)))
    axes.set_yticks([0, 0.5, 1], ["0", "50", "100 %"])
    axes.tick_params(axis="x", length=0, labelbottom=False)


def _write_words(figure: Figure, words: list[str], place: tuple[float, float]) -> None:
    """Write the words of the parts beside the bars, the uppermost part first."""
    handles = [
        Patch(facecolor=FILLS[n], hatch=HATCHES[n], edgecolor="white", linewidth=0.5, label=word)
        for n, word in enumerate(words)
    ]
    corner = (place[0] / layout.WIDTH, place[1] / figure.get_size_inches()[1])
    style: layout.Style = {"fontsize": layout.SMALL_SIZE, "handlelength": 1.2, "labelspacing": 0.5}
    figure.legend(handles=handles[::-1], loc="upper left", bbox_to_anchor=corner, **style)


def _write_names(axes: Axes, names: list[str], counts: pd.DataFrame) -> None:
    """Write under each bar the group's name and its counts, a line each."""
    lines = max(name.count("\n") for name in names) + 1
    drop = layout.SMALL_SIZE * layout.LINE
    style: layout.Style = {"fontsize": layout.SMALL_SIZE, "va": "top", "annotation_clip": False}
    where: layout.Style = {"xycoords": axes.get_xaxis_transform(), "textcoords": "offset points"}
    for place, name in enumerate(names):
        axes.annotate(name, (place, 0), (0, -4), ha="center", **style, **where)
        for depth, column in enumerate(counts.columns):
            text = f"{counts[column].iloc[place]:,}"
            spot = (0, -6 - (lines + depth) * drop)
            axes.annotate(text, (place, 0), spot, ha="center", color=layout.GREY, **style, **where)
            if place == 0:
                axes.annotate(column, (-0.5, 0), (-2, spot[1]), ha="right", color=layout.GREY, **style, **where)

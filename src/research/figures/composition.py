"""A trend with what it is made of under it, since the mix of offices and outlets changes from group to group."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from research.compare import TOO_FEW
from research.figures.sheet import (
    COLOURS,
    GREY,
    INTERVALS,
    LINE,
    MARGIN,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    Box,
    Style,
    add_panel,
    apply_style,
    check_columns,
    join_caption,
    label_code,
    list_rows,
    measure_text,
    open_figure,
    order_codes,
    wrap_text,
    write_text,
)
from research.tables import Fault, InputError

_SHARES = ("grouping", "group", "frame", "base", "statements", "documents", "share", "low", "high")
_PARTS = ("grouping", "group", "composition", "part", "statements", "share")
# From dark to light, so that grey print keeps them apart, and a pattern in every second one.
_FILLS = ("#08306b", "#2171b5", "#6baed6", "#bdd7e7", "#E69F00", "#eeeeee")
_HATCHES = ("", "////", "", "....", "", "xxxx")
_GAP, _STEP, _PANEL, _BARS = 0.2, 1.5, 1.1, 1.3
_TINY_SIZE = 5.5
_NOTE = (
    "Above, point: share; bar: its 95 % interval. Below: what the reported statements are made of, counted, not "
    "estimated. A share may change because the mix changes. Under each bar: documents, reported statements."
)


@apply_style()
def plot_composition(
    table: pd.DataFrame,
    composition: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str | None = None,
    caption: str = "",
) -> Figure:
    """Draw the share of each frame in each group, and under them what each group's statements are made of.

    table: rows of shares (tables.SCHEMAS) of one grouping and one base. composition: rows of composition of the same
    grouping and groups, of one column (compare.measure_composition); its five largest parts are drawn, the others as
    one. labels: words for frames, groups and parts; groups and frames stand in its order, such as that of elections.
    Raises InputError where columns are missing, a place has two rows, or the two tables have other groups.

    >>> table = pd.DataFrame({"grouping": "election", "group": ["pilkada-2018", "pilkada-2020"], "frame": "sanctions",
    ...     "base": "statements", "statements": [100, 200], "documents": [9, 30], "share": [0.3, 0.2],
    ...     "low": [0.2, 0.1], "high": [0.4, 0.3]})
    >>> parts = pd.DataFrame({"grouping": "election", "group": ["pilkada-2018", "pilkada-2020"], "composition": "kind",
    ...     "part": "news", "statements": [100, 200], "share": [1.0, 1.0]})
    >>> [axes.get_title(loc="left") for axes in plot_composition(table, parts).figure.axes]
    ['Sanctions', 'Reported statements by kind']
    """
    _check(table, composition)
    groups, frames = order_codes(table["group"], labels), order_codes(table["frame"], labels)
    left = MARGIN + 0.05 + measure_text("statements", size=SMALL_SIZE)
    columns = min(len(frames), 2 if len(groups) > 4 else 4)
    width = (WIDTH - MARGIN - left - 0.08 - (columns - 1) * _GAP) / columns
    rows = -(-len(frames) // columns)
    names = [label_code(group, labels) for group in groups]
    bar_width = WIDTH - MARGIN - left - 1.6
    under_bars = [wrap_text(name, bar_width / len(groups) - 0.05, size=SMALL_SIZE) for name in names]
    short = [wrap_text(name, width / len(groups) - 0.03, size=_TINY_SIZE) for name in names]
    foot = (max(name.count("\n") for name in under_bars) + 3) * SMALL_SIZE * LINE / 72 + 0.08
    below = foot + _BARS + 0.45 + max(name.count("\n") for name in short) * _TINY_SIZE * LINE / 72
    base = "reported statements" if table["base"].iloc[0] == "statements" else str(table["base"].iloc[0])
    column = str(composition["composition"].iloc[0]).replace("_", " ")
    title = title or f"Share of {base} with each frame, and their mix by {column}"
    figure, floor = open_figure(below + rows * _STEP, title=title, caption=join_caption(_NOTE, caption, INTERVALS))
    upper = _find_upper(table)
    for number, frame in enumerate(frames):
        row, place = divmod(number, columns)
        box = Box(left + place * (width + _GAP), floor + below + (rows - 1 - row) * _STEP, width, _PANEL)
        axes = add_panel(figure, box, title=label_code(frame, labels))
        _draw_shares(axes, table[table["frame"] == frame].set_index("group"), groups, upper)
        axes.tick_params(labelleft=place == 0)
        if number + columns >= len(frames):
            axes.set_xticks(range(len(groups)), short, fontsize=_TINY_SIZE)
            axes.tick_params(labelbottom=True)
    middle = (MARGIN, floor + below + (rows * _STEP - 0.4) / 2)
    write_text(figure, middle, f"Share of {base} (%)", size=TEXT_SIZE, rotation="vertical", ha="left", va="center")
    axes = add_panel(figure, Box(left, floor + foot, bar_width, _BARS), title=f"Reported statements by {column}")
    parts = _gather_parts(composition)
    _draw_parts(axes, parts, groups)
    _write_names(axes, under_bars, table.drop_duplicates("group").set_index("group").loc[groups])
    legend = [wrap_text(label_code(part, labels), 1.3, size=SMALL_SIZE) for part in parts["part"].unique()]
    _add_legend(figure, legend, (left + bar_width + 0.15, floor + foot + _BARS))
    return figure


def _find_upper(table: pd.DataFrame) -> float:
    """Return the end of the share axis, the same in every panel: the next tenth above all that is drawn."""
    drawn = table[["share", "high"]].max().max()
    return 1.0 if pd.isna(drawn) else min(1.0, float(np.ceil(drawn * 10 + 0.01) / 10))


def _add_legend(figure: Figure, words: list[str], place: tuple[float, float]) -> None:
    """Write the words of the parts beside the bars, the uppermost part first."""
    handles = [
        Patch(facecolor=_FILLS[n], hatch=_HATCHES[n], edgecolor="white", linewidth=0.5, label=word)
        for n, word in enumerate(words)
    ]
    corner = (place[0] / WIDTH, place[1] / figure.get_size_inches()[1])
    figure.legend(handles=handles[::-1], loc="upper left", bbox_to_anchor=corner, handlelength=1.2, labelspacing=0.5)


def _check(table: pd.DataFrame, composition: pd.DataFrame) -> None:
    check_columns(table, _SHARES, key=("grouping", "group", "frame", "base"))
    check_columns(composition, _PARTS, key=("grouping", "group", "composition", "part"))
    told = {"grouping": table["grouping"], "base": table["base"], "composition": composition["composition"]}
    faults = [
        Fault("table of the figure", column, ", ".join(map(str, values.unique())), f"one {column}", "filter the table")
        for column, values in told.items()
        if len(values.unique()) > 1
    ]
    if set(table["grouping"]) != set(composition["grouping"]) or set(table["group"]) != set(composition["group"]):
        others = ", ".join(sorted(set(composition["group"]) ^ set(table["group"]))) or "another grouping"
        faults.append(Fault("table of the figure", "groups", others, "the same groups in shares and composition"))
    if faults:
        raise InputError(faults)


def _gather_parts(composition: pd.DataFrame) -> pd.DataFrame:
    """The five largest parts as they are, all others as one, by size."""
    sizes = composition.groupby("part")["statements"].sum().sort_index().sort_values(ascending=False, kind="stable")
    kept = list(sizes.index) if len(sizes) <= len(_FILLS) else list(sizes.index[: len(_FILLS) - 1])
    parts = composition.assign(part=composition["part"].where(composition["part"].isin(kept), "all others"))
    order = {part: number for number, part in enumerate([*kept, "all others"])}
    parts = parts.groupby(["group", "part"])["share"].sum().reset_index()
    return parts.sort_values("part", key=lambda column: column.map(order), kind="stable")


def _draw_shares(axes: Axes, rows: pd.DataFrame, groups: list[str], upper: float) -> None:
    for place, group in enumerate(groups):
        row = rows.loc[group]
        if pd.isna(row["share"]):
            style: Style = {"color": GREY, "size": SMALL_SIZE, "rotation": 90, "ha": "center", "va": "bottom"}
            axes.text(place, 0.03 * upper, TOO_FEW, **style)
            continue
        axes.vlines(place, row["low"], row["high"], color=COLOURS[0], linewidth=1.6)
        axes.plot(
            place,
            row["share"],
            marker="o",
            markerfacecolor=COLOURS[0],
            markeredgecolor="black",
            zorder=3,
            clip_on=False,
        )
    axes.set(xlim=(-0.5, len(groups) - 0.5), ylim=(0, upper), xticks=range(len(groups)))
    step = 0.1 if upper <= 0.4 else 0.2 if upper <= 0.8 else 0.5
    ticks = np.arange(0, upper + 1e-9, step)
    axes.set_yticks(ticks, [f"{100 * tick:.0f}" for tick in ticks])
    axes.tick_params(axis="x", length=2, labelbottom=False)
    axes.grid(axis="y")


def _draw_parts(axes: Axes, parts: pd.DataFrame, groups: list[str]) -> None:
    floors = dict.fromkeys(groups, 0.0)
    for number, (_, members) in enumerate(parts.groupby("part", sort=False)):
        look: Style = {"facecolor": _FILLS[number], "hatch": _HATCHES[number], "edgecolor": "white", "linewidth": 0.5}
        for row in list_rows(members):
            group = str(row["group"])
            axes.bar(groups.index(group), row["share"], bottom=floors[group], width=0.7, **look)
            floors[group] += float(row["share"])
    axes.set(xlim=(-0.5, len(groups) - 0.5), ylim=(0, 1), xticks=range(len(groups)))
    axes.set_yticks([0, 0.5, 1], ["0", "50", "100 %"])
    axes.tick_params(axis="x", length=0, labelbottom=False)


def _write_names(axes: Axes, names: list[str], counts: pd.DataFrame) -> None:
    """Write under each bar the group's name, its documents and its statements."""
    lines = max(name.count("\n") for name in names) + 1
    drop = SMALL_SIZE * LINE
    style: Style = {"fontsize": SMALL_SIZE, "va": "top", "annotation_clip": False}
    where: Style = {"xycoords": axes.get_xaxis_transform(), "textcoords": "offset points"}
    for place, name in enumerate(names):
        axes.annotate(name, (place, 0), (0, -4), ha="center", **style, **where)
        for depth, column in enumerate(("documents", "statements")):
            text = f"{counts[column].iloc[place]:,}"
            spot = (0, -6 - (lines + depth) * drop)
            axes.annotate(text, (place, 0), spot, ha="center", color=GREY, **style, **where)
            if place == 0:
                axes.annotate(column, (-0.5, 0), (-2, spot[1]), ha="right", color=GREY, **style, **where)

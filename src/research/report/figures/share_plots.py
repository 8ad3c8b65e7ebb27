"""Shares with their intervals: by election in time, and by any other grouping."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from research.report.figures import layout
from research.tables import TOO_FEW, Fault, InputError

_COLUMNS = ("grouping", "group", "frame", "base", "statements", "documents", "share", "low", "high")
_GAP = 0.2
_BETWEEN = 0.36


@layout.apply_style()
def plot_shares_years(
    table: pd.DataFrame,
    *,
    elections: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    title: str | None = None,
    caption: str = "",
) -> Figure:
    """Draw the share of each frame in each election, one panel a frame, elections in time order.

    table: rows of shares  of one grouping (election or election_year) and one base. elections: columns
    election, label, kind, voting_day (corpus.read_elections), which give order, words and, by kind, marker and colour;
    without it the year that ends a group's name orders it and what stands before the year is its kind. labels: words
    for frames, elections and kinds. Raises InputError where columns are missing, a place of the figure has two rows, a
    group's n differs between frames, or an election is not among elections.

    >>> table = pd.DataFrame({
    ...     "grouping": "election", "group": ["pemilu-2024", "pilkada-2020"],
    ...     "frame": "sanctions", "base": "statements", "statements": [100, 200], "documents": [9, 30],
    ...     "share": [0.3, 0.2], "low": [0.2, 0.1], "high": [0.4, 0.3]})
    >>> figure = plot_shares_years(table, labels={"sanctions": "Sanctions"})
    >>> [axes.get_title(loc="left") for axes in figure.axes]
    ['Sanctions']
    """
    counts = _check_shares(table)
    moments = _order_elections(counts.index.tolist(), elections, labels)
    frames = layout.order_codes(table["frame"], labels)
    left = layout.MARGIN + 0.05 + layout.measure_text("statements", size=layout.SMALL_SIZE)
    columns, width = _divide_width(len(frames), left, least=0.36 * len(moments))
    rows = -(-len(frames) // columns)
    names, size = _fit_names(moments["label"].tolist(), width / len(moments))
    kinds = list(dict.fromkeys(moments["kind"]))
    foot = 0.38 + 0.12 * (max(name.count("\n") for name in names) + 1)
    step, legend = 1.75, 0.22 if len(kinds) > 1 else 0.0
    height = foot + rows * step - _BETWEEN + 0.2 + legend
    note = f"{_describe(table)} Under each election: documents, reported statements."
    figure, floor = layout.open_figure(
        height,
        title=title or _name_figure(table),
        caption=layout.join_caption(note, caption, layout.INTERVALS),
    )
    upper = _find_upper(table)
    for number, frame in enumerate(frames):
        row, column = divmod(number, columns)
        bottom = floor + foot + (rows - 1 - row) * step
        box = layout.Box(left + column * (width + _GAP), bottom, width, step - _BETWEEN)
        axes = layout.add_panel(figure, box, title=layout.label_code(frame, labels))
        _draw_years(axes, table[table["frame"] == frame].set_index("group"), moments, upper)
        axes.tick_params(labelleft=column == 0)
        if number + columns >= len(frames):
            _write_counts(axes, names, size, counts.loc[moments.index], heading=column == 0)
    middle = (layout.MARGIN, floor + foot + (rows * step - _BETWEEN) / 2)
    style: layout.Style = {"size": layout.TEXT_SIZE, "rotation": "vertical", "ha": "left", "va": "center"}
    layout.write_text(figure, middle, f"{_name_base(table)} (%)", **style)
    if legend:
        _add_legend(figure, kinds, labels, top=floor + height)
    return figure


@layout.apply_style()
def plot_shares_groups(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str | None = None,
    caption: str = "",
) -> Figure:
    """Draw the share of each frame in each group as a point on its interval, one panel a frame, one row a group.

    table: rows of shares  of one grouping (island, office, mode, province, ...) and one base. labels:
    words for frames and groups; frames and groups stand in its order, the others after them in that of the table.
    Raises InputError where columns are missing, a place of the figure has two rows, or a group's n differs between
    frames.

    >>> table = pd.DataFrame({
    ...     "grouping": "island", "group": ["Jawa", "Papua"], "frame": "sanctions", "base": "statements",
    ...     "statements": [200, 12], "documents": [30, 2],
    ...     "share": [0.2, None], "low": [0.1, None], "high": [0.3, None]})
    >>> figure = plot_shares_groups(table, title="Sanctions by island group")
    >>> [text.get_text() for text in figure.axes[0].texts if text.get_text() == "too few to say"]
    ['too few to say']
    """
    counts = _check_shares(table)
    groups = layout.order_codes(table["group"], labels)
    frames = layout.order_codes(table["frame"], labels)
    names = {group: layout.wrap_text(layout.label_code(group, labels), 1.5) for group in groups}
    notes = {row["group"]: layout.count_group(row) for row in layout.list_rows(counts.reset_index())}
    sizes = [layout.measure_text(line) for name in names.values() for line in name.split("\n")]
    sizes += [layout.measure_text(note, size=layout.SMALL_SIZE) for note in notes.values()]
    left = layout.MARGIN + 0.15 + max(sizes)
    columns, width = _divide_width(len(frames), left, least=0.95)
    rows = -(-len(frames) // columns)
    panel = math.fsum(0.2 + 0.13 * (name.count("\n") + 1) for name in names.values()) + 0.06
    titles = {frame: layout.wrap_text(layout.label_code(frame, labels), width, bold=True) for frame in frames}
    head = 0.14 + 0.13 * max(text.count("\n") + 1 for text in titles.values())
    foot, step = 0.38, panel + head + 0.2
    height = foot + rows * step - 0.2
    figure, floor = layout.open_figure(
        height,
        title=title or _name_figure(table),
        caption=layout.join_caption(_describe(table), caption, layout.INTERVALS),
    )
    upper = _find_upper(table)
    for number, frame in enumerate(frames):
        row, column = divmod(number, columns)
        bottom = floor + foot + (rows - 1 - row) * step
        axes = layout.add_panel(
            figure, layout.Box(left + column * (width + _GAP), bottom, width, panel), title=titles[frame]
        )
        heights = _draw_groups(axes, table[table["frame"] == frame].set_index("group"), names, upper)
        if column == 0:
            for group, height in heights.items():
                layout.write_beside(axes, height, names[group], notes[group])
    middle = (left + layout.WIDTH - layout.MARGIN) / 2
    layout.write_text(
        figure, (middle, floor), f"{_name_base(table)} (%)", size=layout.TEXT_SIZE, ha="center", va="bottom"
    )
    return figure


def _check_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Return documents and statements by group, after refusing a table that cannot be drawn in one figure."""
    layout.check_columns(table, _COLUMNS, key=("grouping", "group", "frame", "base"))
    counts = table[["group", "documents", "statements"]].drop_duplicates().set_index("group")
    faults = [
        Fault("table of the figure", column, ", ".join(map(str, found)), f"one {column}", "filter the table")
        for column in ("grouping", "base")
        if len(found := table[column].unique()) > 1
    ]
    faults += [
        Fault(
            "table of the figure", f"n of group {group}", "other numbers in other frames", "one n", "filter the table"
        )
        for group in counts.index[counts.index.duplicated()].unique()
        if not faults
    ]
    if faults:
        raise InputError(faults)
    return counts


def _name_base(table: pd.DataFrame) -> str:
    return "Share of reported statements" if table["base"].iloc[0] == "statements" else "Share of documents"


def _name_figure(table: pd.DataFrame) -> str:
    grouping = str(table["grouping"].iloc[0]).replace("_", " ")
    return f"{_name_base(table)} with each frame" + ("" if grouping == "all" else f", by {grouping}")


def _describe(table: pd.DataFrame) -> str:
    words = " Grey words: too few documents to say." if table["share"].isna().any() else ""
    return f"Point: share; bar: its 95 % interval.{words}"


def _divide_width(panels: int, left: float, *, least: float) -> tuple[int, float]:
    """Return how many panels stand side by side (at most four, each at least that wide) and the width of one."""
    room = layout.WIDTH - layout.MARGIN - left - 0.08
    most = min(panels, 4, max(1, int((room + _GAP) / (least + _GAP))))
    # As even as can be: five panels where four would fit stand in rows of three and two.
    columns = -(-panels // -(-panels // most))
    return columns, (room - (columns - 1) * _GAP) / columns


def _find_upper(table: pd.DataFrame) -> float:
    """Return the end of the share axis, the same in every panel: the next tenth above all that is drawn."""
    drawn = table[["share", "high"]].max().max()
    return 1.0 if pd.isna(drawn) else min(1.0, np.ceil(float(drawn) * 10 + 0.01) / 10)


def _choose_ticks(upper: float, room: float) -> np.ndarray:
    step = next((step for step in (0.05, 0.1, 0.2, 0.25, 0.5) if room / (upper / step) >= 0.26), 1.0)
    return np.arange(0, upper + 1e-9, step)


def _order_elections(
    groups: list[str], elections: pd.DataFrame | None, labels: Mapping[str, str] | None
) -> pd.DataFrame:
    """Return label and kind by election, in the order of the voting days or else of the years in their names."""
    if elections is None:
        moments = pd.DataFrame({"label": [layout.label_code(group, labels) for group in groups]}, index=groups)
        moments["kind"] = [group[:-4].rstrip("-") if group[-4:].isdigit() else "" for group in groups]
        # Of two elections in one year the general one came first in 2024, and does so in the alphabet.
        return moments.iloc[sorted(range(len(groups)), key=lambda n: (groups[n][-4:], groups[n]))]
    layout.check_elections(groups, elections)
    known = elections.sort_values("voting_day").set_index("election")
    moments = known.loc[known.index.isin(groups), ["label", "kind"]].copy()
    moments["label"] = [(labels or {}).get(str(code), label) for code, label in moments["label"].items()]
    return moments


def _split_drawable(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows that have a share, with what there is of their interval, and the groups that have none."""
    some = rows[rows["share"].notna()]
    ends = {"low": some["low"].fillna(some["share"]), "high": some["high"].fillna(some["share"])}
    return some.assign(**ends), rows.index[rows["share"].isna()].tolist()


def _say_too_few(axes: Axes, x: float, y: float, **style: Any) -> None:
    patch = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    axes.text(x, y, TOO_FEW, color=layout.GREY, size=layout.SMALL_SIZE, bbox=patch, **style)


def _draw_years(axes: Axes, rows: pd.DataFrame, moments: pd.DataFrame, upper: float) -> None:
    some, none = _split_drawable(rows)
    places = {election: number for number, election in enumerate(moments.index)}
    for number, kind in enumerate(dict.fromkeys(moments["kind"])):
        members = [election for election in moments.index if moments.loc[election, "kind"] == kind]
        chosen = some[some.index.isin(members)]
        x = [places[election] for election in chosen.index]
        axes.vlines(x, chosen["low"], chosen["high"], color=_colour(number), linewidth=1.6)
        axes.plot(x, chosen["share"], **_marker(number))
    for election in none:
        _say_too_few(axes, places[election], 0.03 * upper, rotation=90, ha="center", va="bottom")
    axes.set(xlim=(-0.5, len(places) - 0.5), ylim=(0, upper), xticks=range(len(places)))
    ticks = _choose_ticks(upper, 1.2)
    axes.set_yticks(ticks, [f"{100 * tick:.0f}" for tick in ticks])
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.grid(axis="y")


def _fit_names(names: list[str], slot: float) -> tuple[list[str], float]:
    """Return names broken into lines that fit a slot in inches, and the size of letters at which they do."""
    widest = max(layout.measure_text(word, size=layout.SMALL_SIZE) for name in names for word in name.split())
    size = layout.SMALL_SIZE * min(1.0, (slot - 0.05) / widest)
    return [layout.wrap_text(name, slot - 0.05, size=size) for name in names], size


def _write_counts(axes: Axes, names: list[str], size: float, counts: pd.DataFrame, *, heading: bool) -> None:
    """Write under the panel, as a small table, the election's name, its documents and its statements."""
    lines = max(name.count("\n") for name in names) + 1
    line = layout.SMALL_SIZE * layout.LINE
    place: layout.Style = {
        "xycoords": axes.get_xaxis_transform(),
        "textcoords": "offset points",
        "annotation_clip": False,
    }
    texts = [names, [f"{n:,}" for n in counts["documents"]], [f"{n:,}" for n in counts["statements"]]]
    for depth, cells in zip((0, lines, lines + 1), texts, strict=True):
        for x, text in enumerate(cells):
            drop = (0, -4 - depth * line - (2 if depth else 0))
            colour = layout.GREY if depth else "black"
            axes.annotate(
                text,
                (x, 0),
                drop,
                size=layout.SMALL_SIZE if depth else size,
                ha="center",
                va="top",
                color=colour,
                **place,
            )
        if heading and depth:
            word = "documents" if depth == lines else "statements"
            spot = (axes.get_xlim()[0], 0)
            axes.annotate(
                word,
                spot,
                (-2, drop[1]),
                size=layout.SMALL_SIZE,
                ha="right",
                va="top",
                color=layout.GREY,
                **place,
            )


def _colour(number: int) -> str:
    return layout.COLOURS[number % len(layout.COLOURS)]


def _marker(number: int) -> layout.Style:
    look: layout.Style = {
        "marker": layout.MARKERS[number % len(layout.MARKERS)],
        "markerfacecolor": _colour(number),
    }
    return {
        **look,
        "linestyle": "none",
        "markeredgecolor": "black",
        "markeredgewidth": 0.6,
        "zorder": 3,
        "clip_on": False,
    }


def _add_legend(figure: Figure, kinds: list[str], labels: Mapping[str, str] | None, *, top: float) -> None:
    handles = [
        Line2D([], [], label=f"{layout.label_code(kind, labels)} election", **_marker(number))
        for number, kind in enumerate(kinds)
    ]
    corner = (layout.MARGIN / layout.WIDTH, top / figure.get_size_inches()[1])
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=corner, ncols=len(kinds), handlelength=1)


def _draw_groups(axes: Axes, rows: pd.DataFrame, names: Mapping[str, str], upper: float) -> dict[str, float]:
    """Draw one row a group and return the height of each, in inches from the top of the panel."""
    some, none = _split_drawable(rows)
    tall = {group: 0.2 + 0.13 * (name.count("\n") + 1) for group, name in names.items()}
    ends = np.cumsum(list(tall.values()))
    heights = {group: float(end - tall[group] / 2) for group, end in zip(names, ends, strict=True)}
    y = [heights[group] for group in some.index]
    axes.hlines(list(heights.values()), 0, upper, color=layout.PALE, linewidth=0.5, zorder=0)
    axes.hlines(y, some["low"], some["high"], color=_colour(0), linewidth=1.6)
    axes.plot(some["share"], y, **_marker(0))
    for group in none:
        _say_too_few(axes, 0.03 * upper, heights[group], va="center_baseline")
    axes.set(xlim=(0, upper), ylim=(float(ends[-1]) + 0.06, 0))
    ticks = _choose_ticks(upper, axes.get_position().width * layout.WIDTH)
    axes.set_xticks(ticks, [f"{100 * tick:.0f}" for tick in ticks])
    axes.set_yticks([])
    axes.grid(axis="x")
    axes.spines["left"].set_color(layout.PALE)
    return heights

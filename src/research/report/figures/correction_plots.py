"""What a coder's predictions say of each frame, and what is left of it once its error is taken off."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from research.compare import BY_STATEMENT
from research.report.figures import layout
from research.tables import TOO_FEW, Fault, InputError

_COLUMNS = (
    *("grouping", "group", "frame", "target", "documents", "coded_documents", "coded_hits"),
    *("raw", "share", "low", "high"),
)
_TITLE = "Share of reported statements with each frame, predicted and corrected"
# Inches: a row, the room below the panels, between panels beside and above each other, and the least width.
_ROW, _FOOT = 0.4, 0.62
_GAP, _BETWEEN, _LEAST = 0.2, 0.3, 1.3
# The two shares of a row stand a little apart, so that neither hides the other.
_APART = 0.14
_TARGETS = {
    "corpus": "the share that people would find had they coded all of these documents",
    "population": "the share in all such documents",
}
_RAW: layout.Style = {
    "marker": "D",
    "markersize": 4.5,
    "markerfacecolor": "white",
    "markeredgecolor": layout.GREY,
}
_CORRECTED: layout.Style = {
    "marker": "o",
    "markerfacecolor": layout.COLOURS[0],
    "markeredgecolor": "black",
    "markeredgewidth": 0.6,
}


@layout.apply_style()
def plot_corrections(
    table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, title: str | None = None, caption: str = ""
) -> Figure:
    """Draw each frame's share as predicted, hollow, and as corrected, filled, on its interval; one panel a group.

    table: rows of correction.correct_shares of one grouping and one target; raw_low and raw_high, where it has them,
    are the interval that the predictions get when they are taken as truth, drawn in grey. labels: words for frames and
    groups, which stand in its order. Raises InputError where columns are missing, a place of the figure has two rows,
    or there are several groupings or targets.

    >>> table = pd.DataFrame({
    ...     "grouping": "all", "group": "all", "frame": ["sanctions", "conflict_risk"], "target": "corpus",
    ...     "documents": 135, "coded_documents": 27, "coded_hits": [44, 7], "raw": [0.22, 0.08],
    ...     "share": [0.19, None], "low": [0.15, None], "high": [0.24, None]})
    >>> [text.get_text() for text in plot_corrections(table).axes[0].texts]
    ['44 coded hits', 'Sanctions', 'too few to say', '7 coded hits', 'Conflict risk']
    """
    _check_corrections(table)
    frames, groups = (
        layout.order_codes(table["frame"], labels),
        layout.order_codes(table["group"], labels),
    )
    names = [layout.wrap_text(layout.label_code(frame, labels), 1.5) for frame in frames]
    left = layout.MARGIN + 0.15 + max(layout.measure_text(line) for name in names for line in name.split("\n"))
    beside = 0.12 + max(layout.measure_text(_say_hits(row), size=layout.SMALL_SIZE) for row in layout.list_rows(table))
    room = layout.WIDTH - layout.MARGIN - left + _GAP
    columns = min(len(groups), max(1, int(room / (_LEAST + beside + _GAP))))
    width, lines = room / columns - beside - _GAP, -(-len(groups) // columns)
    titles = [_name_panel(table[table["group"] == group], str(group), labels) for group in groups]
    titles = [layout.wrap_text(text, width + beside, bold=True) for text in titles]
    head = 0.11 + 0.13 * max(text.count("\n") + 1 for text in titles)
    panel = _ROW * len(frames)
    height = _FOOT + lines * (panel + head + _BETWEEN) - _BETWEEN
    end = layout.INTERVALS if table["share"].notna().any() else layout.NO_INTERVALS
    figure, floor = layout.open_figure(
        height, title=title or _TITLE, caption=layout.join_caption(_describe(table), caption, end)
    )
    upper = _find_upper(table)
    for number, group in enumerate(groups):
        row, column = divmod(number, columns)
        bottom = floor + _FOOT + (lines - 1 - row) * (panel + head + _BETWEEN)
        part = table[table["group"] == group].set_index("frame")
        box = layout.Box(left + column * (width + beside + _GAP), bottom, width, panel)
        axes = layout.add_panel(figure, box, title=titles[number])
        _lay_out(axes, len(frames), upper, width)
        for place, (frame, name) in enumerate(zip(frames, names, strict=True)):
            if frame in part.index:
                _draw_row(axes, place + 0.5, part.loc[frame].to_dict(), upper)
            if column == 0:
                layout.write_beside(axes, place + 0.5, name, "")
    style: layout.Style = {"size": layout.TEXT_SIZE, "ha": "center", "va": "bottom"}
    layout.write_text(
        figure,
        ((left + layout.WIDTH - layout.MARGIN - beside) / 2, floor + 0.22),
        "Share of reported statements (%)",
        **style,
    )
    _add_legend(figure, floor, naive=_has_naive(table))
    return figure


def _check_corrections(table: pd.DataFrame) -> None:
    layout.check_columns(table, _COLUMNS, key=("grouping", "group", "frame", "target"))
    faults = [
        Fault("table of the figure", column, ", ".join(map(str, found)), f"one {column}", "filter the table")
        for column in ("grouping", "target")
        if len(found := table[column].unique()) > 1
    ]
    if faults:
        raise InputError(faults)


def _has_naive(table: pd.DataFrame) -> bool:
    return {"raw_low", "raw_high"} <= set(table.columns)


def _describe(table: pd.DataFrame) -> str:
    target = str(table["target"].iloc[0])
    note = f"Corrected: {_TARGETS.get(target, target)}, with its 95 % interval; the coder's error is measured on the"
    note += " part that people coded. Predicted: as the coder says, its error left in."
    if _has_naive(table):
        note += " Grey bar: the interval of predictions taken as truth."
    return note + (" Grey words: too few coded hits to say." if table["share"].isna().any() else "")


def _say_hits(row: Mapping[Any, Any]) -> str:
    return layout.count_words(int(row["coded_hits"]), "coded hit")


def _name_panel(part: pd.DataFrame, group: str, labels: Mapping[str, str] | None) -> str:
    # Where statements were drawn, documents are coded in part.
    drawn = "method" in part.columns and part["method"].isin(list(BY_STATEMENT.values())).any()
    unit = "statement" if drawn else "document"
    coded, every = int(part[f"coded_{unit}s"].iloc[0]), int(part[f"{unit}s"].iloc[0])
    told = f"{coded:,} of {layout.count_words(every, unit)} coded"
    return told if str(part["grouping"].iloc[0]) == "all" else f"{layout.label_code(group, labels)}: {told}"


def _find_upper(table: pd.DataFrame) -> float:
    """Return the end of the share axis, the same in every panel: the next tenth above all that is drawn."""
    drawn = [name for name in ("raw", "share", "high", "raw_high") if name in table.columns]
    return min(1.0, float(np.ceil(float(table[drawn].max().max()) * 10 + 0.01)) / 10)


def _lay_out(axes: Axes, rows: int, upper: float, width: float) -> None:
    step = next((step for step in (0.05, 0.1, 0.2, 0.25, 0.5) if width / (upper / step) >= 0.26), 1.0)
    ticks = np.arange(0, upper + 1e-9, step)
    axes.set(xlim=(0, upper), ylim=(rows, 0), yticks=[])
    axes.set_xticks(ticks, [f"{100 * tick:.0f}" for tick in ticks])
    axes.hlines(np.arange(rows) + 0.5, 0, upper, color=layout.PALE, linewidth=0.5, zorder=0)
    axes.grid(axis="x")
    axes.spines["left"].set_color(layout.PALE)


def _draw_row(axes: Axes, y: float, row: Mapping[Any, Any], upper: float) -> None:
    """Draw one frame: predicted above, corrected below, and how many coded hits stand behind it at the right."""
    if pd.notna(row.get("raw_low")) and pd.notna(row.get("raw_high")):
        axes.hlines(y - _APART, row["raw_low"], row["raw_high"], color=layout.GREY, linewidth=1)
    axes.plot(row["raw"], y - _APART, zorder=3, clip_on=False, **_RAW)
    if pd.isna(row["share"]):
        patch = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        place = (0.03 * upper, y + _APART)
        axes.text(*place, TOO_FEW, color=layout.GREY, size=layout.SMALL_SIZE, va="center_baseline", bbox=patch)
    else:
        axes.hlines(y + _APART, row["low"], row["high"], color=layout.COLOURS[0], linewidth=1.6)
        axes.plot(row["share"], y + _APART, zorder=3, clip_on=False, **_CORRECTED)
    place = (upper, y)
    style: layout.Style = {"textcoords": "offset points", "annotation_clip": False, "ha": "left", "va": "center"}
    axes.annotate(_say_hits(row), place, (7, 0), size=layout.SMALL_SIZE, color=layout.GREY, **style)


def _add_legend(figure: Figure, floor: float, *, naive: bool) -> None:
    handles = [
        Line2D(
            [],
            [],
            label="predicted",
            **_RAW | {"linestyle": "-" if naive else "none", "color": layout.GREY, "linewidth": 1},
        ),
        Line2D(
            [],
            [],
            label="corrected",
            **_CORRECTED | {"linestyle": "-", "color": layout.COLOURS[0], "linewidth": 1.6},
        ),
    ]
    width, height = figure.get_size_inches()
    corner = (layout.MARGIN / width, (floor - 0.03) / height)
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=corner, ncols=2, handlelength=2)

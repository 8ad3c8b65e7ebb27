"""The regression as a forest plot: the odds ratio of every level against its reference, on a log scale."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.report.figures import layout
from research.tables import TOO_FEW, Fault, InputError

_COLUMNS = (
    *("frame", "term", "level", "reference", "statements", "documents", "hits", "odds_ratio", "low", "high"),
    *("method", "note"),
)
_NAME_WIDTH, _NUMBER_WIDTH = 2.6, 1.05
_HEADING = 0.26
_JOIN = " + "


@layout.apply_style()
def plot_coefficients(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str | None = None,
    caption: str = "",
) -> Figure:
    """Draw the odds ratio of each level on its interval, levels under the term that they are of.

    table: rows of coefficients  of one frame, of compare.fit_regression. labels: words for the frame,
    terms and levels; a merged level is named after all in it. References stand at 1, without an interval. Raises
    InputError where columns are missing, a place of the figure has two rows, or there are several frames.

    >>> table = pd.DataFrame({"frame": "sanctions", "term": "kind", "level": ["news", "press_release"],
    ...     "reference": "news", "statements": [100, 40], "documents": [20, 8], "hits": [30, 5],
    ...     "odds_ratio": [1, 0.4], "low": [None, 0.2], "high": [None, 0.9], "method": "GEE",
    ...     "note": ["reference", ""]})
    >>> plot_coefficients(table).get_label()
    'Odds of sanctions, all terms at once'
    """
    layout.check_columns(table, _COLUMNS, key=("frame", "term", "level"))
    if len(found := table["frame"].unique()) > 1:
        fault = Fault("table of the figure", "frame", ", ".join(map(str, found)), "one frame", "filter the table")
        raise InputError([fault])
    rows = layout.list_rows(table)
    names = [layout.wrap_text(_name_level(str(row["level"]), labels), _NAME_WIDTH) for row in rows]
    notes = [_count_row(row) for row in rows]
    sizes = [layout.measure_text(line) for name in names for line in name.split("\n")]
    left = layout.MARGIN + 0.15 + max(sizes + [layout.measure_text(note, size=layout.SMALL_SIZE) for note in notes])
    places, tall = _place_rows(rows, names)
    word = layout.label_code(str(table["frame"].iloc[0]), labels)
    title = title or f"Odds of {word[0].lower() + word[1:]}, all terms at once"
    figure, floor = layout.open_figure(
        tall + 0.42, title=title, caption=layout.join_caption(_describe(table), caption, layout.INTERVALS)
    )
    width = layout.WIDTH - 2 * layout.MARGIN - left - _NUMBER_WIDTH
    axes = layout.add_panel(figure, layout.Box(left, floor + 0.38, width, tall))
    _scale(axes, table, tall)
    for row, name, note, y in zip(rows, names, notes, places, strict=True):
        layout.write_beside(axes, y, name, note)
        _draw_level(axes, row, y)
    _head_terms(axes, rows, places, names, labels)
    spot = (left + width / 2, floor)
    layout.write_text(figure, spot, "Odds ratio (log scale)", size=layout.TEXT_SIZE, ha="center", va="bottom")
    return figure


def _name_level(level: str, labels: Mapping[str, str] | None) -> str:
    parts = [layout.label_code(part, labels) for part in level.split(_JOIN)]
    return ", ".join([parts[0], *(part[0].lower() + part[1:] if part not in level else part for part in parts[1:])])


def _count_row(row: Mapping[str, Any]) -> str:
    hits = f"{row['hits']:,} of {layout.count_words(int(row['statements']), 'statement')}"
    return f"{hits}, {layout.count_words(int(row['documents']), 'document')}"


def _place_rows(rows: list[dict[str, Any]], names: list[str]) -> tuple[list[float], float]:
    """Heights of the rows in inches from the top, each term with room for its name above, and the height of all."""
    places, top, term = [], 0.0, None
    for row, name in zip(rows, names, strict=True):
        if row["term"] != term:
            top, term = top + _HEADING, row["term"]
        tall = 0.2 + 0.13 * (name.count("\n") + 1)
        places.append(top + tall / 2)
        top += tall
    return places, top + 0.06


def _describe(table: pd.DataFrame) -> str:
    method = str(table["method"].iloc[0])
    note = "Point: odds of the frame against those of the reference, all other terms alike; bar: its 95 % interval."
    note += " Open: the reference. Each level's p stands by itself, whatever the number of levels."
    if table["level"].str.contains(_JOIN, regex=False).any():
        note += " Levels of under 10 hits are merged."
    left_out = sorted(
        {str(row["term"]).replace("_", " ") for row in layout.list_rows(table) if "not in the model" in row["note"]}
    )
    note += f" Not in the model for want of hits or difference: {', '.join(left_out)}." if left_out else ""
    return f"{note} Method: {method}."


def _scale(axes: Axes, table: pd.DataFrame, tall: float) -> None:
    ends = np.log(table[["low", "high", "odds_ratio"]].to_numpy(dtype=float))
    reach = float(np.nanmax(np.abs(ends))) if np.isfinite(ends).any() else 1.0
    reach = min(max(reach, np.log(2)), np.log(50)) * 1.05
    axes.set(xscale="log", xlim=(np.exp(-reach), np.exp(reach)), ylim=(tall, 0), yticks=[])
    ticks = [tick for tick in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if abs(np.log(tick)) <= reach]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.axvline(1, color=layout.GREY, linewidth=0.8, zorder=0)
    axes.grid(axis="x")
    axes.spines["left"].set_color(layout.PALE)


def _draw_level(axes: Axes, row: Mapping[str, Any], y: float) -> None:
    low, high = axes.get_xlim()
    beside: layout.Style = {
        "xycoords": axes.get_yaxis_transform(),
        "textcoords": "offset points",
        "annotation_clip": False,
    }
    if pd.isna(row["odds_ratio"]):
        words = TOO_FEW if row["method"] == TOO_FEW else "not in the model"
    elif row["level"] == row["reference"]:
        axes.plot(1, y, marker="o", markerfacecolor="white", markeredgecolor=layout.GREY, zorder=3)
        words = "reference"
    else:
        axes.hlines(y, max(row["low"], low), min(row["high"], high), color=layout.COLOURS[0], linewidth=1.6)
        axes.plot(
            row["odds_ratio"],
            y,
            marker="o",
            markerfacecolor=layout.COLOURS[0],
            markeredgecolor="black",
            zorder=3,
        )
        words = f"{row['odds_ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
    axes.annotate(
        words,
        (1, y),
        (6, 0),
        fontsize=layout.SMALL_SIZE,
        ha="left",
        va="center",
        color=layout.GREY,
        **beside,
    )


def _head_terms(
    axes: Axes, rows: list[dict[str, Any]], places: list[float], names: list[str], labels: Mapping[str, str] | None
) -> None:
    """Write each term above the first of its levels, and draw a line over it."""
    term = None
    for row, y, name in zip(rows, places, names, strict=True):
        if row["term"] == term:
            continue
        term = row["term"]
        top = y - (0.2 + 0.13 * (name.count("\n") + 1)) / 2
        style: layout.Style = {
            "xycoords": axes.get_yaxis_transform(),
            "textcoords": "offset points",
            "annotation_clip": False,
        }
        words = layout.label_code(str(term), labels)
        axes.annotate(
            words,
            (0, top),
            (-6, -1),
            fontsize=layout.TEXT_SIZE,
            weight="bold",
            ha="right",
            va="bottom",
            color=layout.INK,
            **style,
        )
        axes.axhline(top - _HEADING + 0.06, color=layout.PALE, linewidth=0.5)

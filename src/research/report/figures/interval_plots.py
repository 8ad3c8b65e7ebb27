"""Points on their intervals, a row each, in panels side by side: the layout of shares, differences and ratios."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from research.report.figures import layout
from research.report.words.corrected_words import describe_coder
from research.tables import TOO_FEW

# Inches: the widest name, between panels beside and above each other, the least width of a panel, and the room under
# panels for ticks and the words of the axis.
_NAME_WIDTH, _GAP, _BETWEEN, _LEAST, _FOOT = 2.4, 0.22, 0.3, 0.75, 0.44

_RATIOS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Row:
    """A row of all panels.

    Attributes
    ----------
    name : str
        Written at the left.
    note : str
        Written under the name, such as the n.
    heading : bool
        True of a row above others, which has no points.
    """

    name: str
    note: str = ""
    heading: bool = False


@dataclass(frozen=True)
class Point:
    """A value in a row, on its interval where it has one.

    Attributes
    ----------
    row : int
        Number of the row, from 0.
    value : float
        Without a value the words are written in the row.
    low, high : float
        Ends of the interval.
    words : str
        Written beside the row.
    filled : bool
        False for a hollow mark.
    series : int
        Decides marker and colour.
    shift : float
        How far the point is moved down within its row, in inches.
    csv_row : float
        Number of the row of the table that it is drawn from, which gives its mark an id; 0 for none.
    """

    row: int
    value: float
    low: float = math.nan
    high: float = math.nan
    words: str = ""
    filled: bool = True
    series: int = 0
    shift: float = 0.0
    csv_row: float = 0


@dataclass(frozen=True)
class Scale:
    """The axis that all panels share.

    Attributes
    ----------
    label : str
        Words under the axis.
    start, stop : float
        Ends of the axis.
    write : callable
        Writes a value of the axis.
    reference : float, optional
        The value of no difference, at which a line is drawn.
    is_log : bool
        True for a logarithmic axis.
    beside : str
        Head over the words at the right.
    series : sequence of str
        Names of the series, for a legend.
    """

    label: str
    start: float
    stop: float
    write: Callable[[float], str]
    reference: float | None = None
    is_log: bool = False
    beside: str = ""
    series: Sequence[str] = field(default=())


def scale_shares(
    table: pd.DataFrame, columns: Sequence[str], label: str, *, beside: str = "", series: Sequence[str] = ()
) -> Scale:
    """Return the axis of shares, in per cent, from 0 to just above all that the columns hold."""
    most = table[list(columns)].max().max()
    stop = 1.0 if pd.isna(most) or most == 0 else min(1.0, 1.06 * float(most))
    return Scale(label, 0, stop, write_percent, beside=beside, series=series)


def scale_differences(table: pd.DataFrame, columns: Sequence[str], label: str, *, beside: str = "") -> Scale:
    r"""Return the axis of differences between shares, in points, just wide enough for 0 and all that the columns hold.

    >>> scale = scale_differences(pd.DataFrame({"low": [-0.2], "high": [0.05]}), ["low", "high"], "Difference")
    >>> scale.write(0.1), scale.write(0), scale.write(-0.1) == "\N{MINUS SIGN}10"
    ('+10', '0', True)
    """
    values = table[list(columns)].to_numpy(dtype=float)
    least, most = float(np.nanmin(np.append(values, 0))), float(np.nanmax(np.append(values, 0)))
    room = 0.06 * (most - least) or 0.1
    return Scale(label, least - room, most + room, write_points, reference=0, beside=beside)


def scale_ratios(table: pd.DataFrame, columns: Sequence[str], label: str, *, beside: str = "") -> Scale:
    """Return the logarithmic axis of ratios: 1 and all that the columns hold, though nothing beyond 1/50 and 50."""
    values = table[list(columns)].to_numpy(dtype=float)
    logs = np.log(np.append(values[np.isfinite(values) & (values > 0)], [0.5, 2]))
    least, most = logs.min() - 0.1, logs.max() + 0.1
    start, stop = np.exp(max(least, np.log(0.02))), np.exp(min(most, np.log(50)))
    return Scale(label, float(start), float(stop), "{:g}".format, reference=1, is_log=True, beside=beside)


def write_percent(value: float) -> str:
    """Write a share as a number of per cent.

    >>> write_percent(0.2), write_percent(0.125)
    ('20', '12.5')
    """
    return f"{100 * value:.3g}"


def write_points(value: float) -> str:
    """Write a difference of shares as a number of points, with its sign."""
    return "0" if abs(value) < 1e-9 else f"{100 * value:+.3g}".replace("-", "−")


def plot_intervals(
    rows: Sequence[Row], panels: Mapping[str, Sequence[Point]], scale: Scale, *, title: str, caption: str
) -> Figure:
    """Draw panels side by side, at most four, each with the same rows and its own points.

    Parameters
    ----------
    rows
        From the top downwards.
    panels
        Points by the title of the panel.
    scale
        The axis of all panels.
    title, caption
        Words above and below.

    Returns
    -------
    Figure
        Its axes are the panels, in their order; their y is inches from the top of the panel.
    """
    widest = _NAME_WIDTH if len(panels) == 1 else _NAME_WIDTH * 0.65
    names = [layout.wrap_text(row.name, widest, bold=row.heading) for row in rows]
    notes = [layout.shorten_text(row.note, _NAME_WIDTH + 0.2, size=layout.SMALL_SIZE) for row in rows]
    points = [point for part in panels.values() for point in part]
    middles, height = place_rows(rows, names, points)
    left = max(layout.measure_labels([name], bold=row.heading) for name, row in zip(names, rows, strict=True))
    left = max(left, layout.measure_labels([], notes))
    words = [scale.beside, *(point.words for point in points if pd.notna(point.value))]
    beside = max(layout.measure_text(text, size=layout.SMALL_SIZE) for text in words)
    beside += 0.16 if beside else 0
    columns, width = divide_width(len(panels), left, least=_LEAST + beside)
    titles = [layout.wrap_text(text, width, bold=True) for text in panels]
    head = 0.16 * max(bool(text) + text.count("\n") for text in titles) + (0.16 if scale.beside else 0)
    label = layout.wrap_text(scale.label, layout.WIDTH - 2 * layout.MARGIN)
    under = _FOOT + 0.15 * label.count("\n")
    foot, step = under + (0.24 if scale.series else 0), height + head + _BETWEEN
    lines = -(-len(panels) // columns)
    figure, bottom = layout.open_figure(foot + lines * step - _BETWEEN + 0.06, title=title, caption=caption)
    for number, (name, part) in enumerate(zip(titles, panels.values(), strict=True)):
        line, column = divmod(number, columns)
        floor = bottom + foot + (lines - 1 - line) * step
        axes = layout.add_panel(figure, layout.Box(left + column * (width + _GAP), floor, width - beside, height))
        open_panel(axes, scale, width - beside)
        axes.set_ylim(height, 0)
        layout.annotate(axes, scale.beside, (1, 0), (8, 6), across=True, color=layout.GREY)
        pad = 15 if scale.beside else 4
        axes.set_title(name, loc="left", fontsize=layout.TEXT_SIZE, fontweight="bold", pad=pad, linespacing=1.15)
        axes.hlines(
            [middles[point.row] for point in part], scale.start, scale.stop, color=layout.PALE, linewidth=0.5, zorder=0
        )
        for point in part:
            draw_point(axes, point, middles[point.row] + point.shift)
        for row, text, note, y in zip(rows, names, notes, middles, strict=True) if column == 0 else ():
            layout.write_row_label(axes, y, text, note, bold=row.heading)
    middle = left + (layout.WIDTH - layout.MARGIN - left - beside) / 2
    half = layout.MARGIN + max(layout.measure_text(line) for line in label.split("\n")) / 2
    corner = (max(half, min(middle, layout.WIDTH - half)), bottom + foot - under)
    layout.write_text(figure, corner, label, ha="center", va="bottom")
    add_legend(figure, scale.series, (layout.MARGIN, bottom - 0.06))
    return figure


def divide_width(panels: int, left: float, *, least: float) -> tuple[int, float]:
    """Return how many panels there are in a row (at most four, each at least that wide) and the width of one."""
    room = layout.WIDTH - layout.MARGIN - left - 0.08
    most = min(panels, 4, max(1, int((room + _GAP) / (least + _GAP))))
    # As even as can be: five panels where four would fit are drawn in rows of three and two.
    columns = -(-panels // -(-panels // most))
    return columns, (room - (columns - 1) * _GAP) / columns


def choose_ticks(scale: Scale, length: float) -> list[float]:
    """Return the ticks of an axis of that length in inches, far enough apart for their numbers."""
    ticks: Sequence[float] = _RATIOS
    if scale.is_log and length / np.log10(scale.stop / scale.start) < 0.75:
        ticks = _RATIOS[1:-1:2]
    elif not scale.is_log:
        ticks = MaxNLocator(min(8, max(2, int(length / 0.24))), steps=[1, 2, 5, 10]).tick_values(
            scale.start, scale.stop
        )
    return [float(tick) for tick in ticks if scale.start - 1e-9 <= tick <= scale.stop + 1e-9]


def draw_point(axes: Axes, point: Point, at: float, *, upright: bool = False) -> None:
    """Draw a point on its interval, in the row at that height or, upright, in the column at that place."""
    start, stop = sorted(axes.get_ylim() if upright else axes.get_xlim())
    if pd.isna(point.value):
        edge = start + 0.03 * (stop - start)
        style: layout.Style = {"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.6}, "color": layout.GREY}
        style |= {"ha": "center", "va": "bottom", "rotation": 90} if upright else {"va": "center_baseline"}
        place = (at, edge) if upright else (edge, at)
        words = axes.text(*place, point.words or TOO_FEW, size=layout.SMALL_SIZE, **style)
        layout.name_mark(words, point.csv_row)
        return
    colour = layout.COLOURS[point.series % len(layout.COLOURS)]
    if pd.notna(point.low) and pd.notna(point.high):
        draw_line = axes.vlines if upright else axes.hlines
        line = draw_line(at, max(point.low, start), min(point.high, stop), color=colour, linewidth=1.6)
        layout.name_mark(line, point.csv_row, interval=True)
    value = min(max(point.value, start), stop)
    mark = make_mark(point.series, filled=point.filled) | ({"marker": "<"} if point.value < start else {})
    (drawn,) = axes.plot(*((at, value) if upright else (value, at)), **mark)
    layout.name_mark(drawn, point.csv_row)
    layout.annotate(axes, point.words, (1, at), (8, 0), across=True)


def make_mark(series: int, *, filled: bool = True) -> layout.Style:
    """Return the look of the points of a series; hollow ones keep the colour of the series at the edge."""
    colour = layout.COLOURS[series % len(layout.COLOURS)]
    look: layout.Style = {"marker": layout.MARKERS[series % len(layout.MARKERS)], "markersize": 5, "linestyle": "none"}
    look |= {"markerfacecolor": colour if filled else "white", "markeredgecolor": "black" if filled else colour}
    return look | {"markeredgewidth": 0.6 if filled else 1.1, "zorder": 3, "clip_on": False}


def add_legend(
    figure: Figure,
    names: Sequence[str],
    corner: tuple[float, float],
    *,
    loc: Literal["lower left", "upper left"] = "lower left",
) -> None:
    """Say which mark is which series, where there are any."""
    handles = [Line2D([], [], label=name, **make_mark(number)) for number, name in enumerate(names)]
    width, height = figure.get_size_inches()
    anchor = (corner[0] / width, corner[1] / height)
    if handles:
        figure.legend(handles=handles, loc=loc, bbox_to_anchor=anchor, ncols=len(handles), handlelength=1)


def place_rows(rows: Sequence[Row], names: Sequence[str], points: Sequence[Point]) -> tuple[list[float], float]:
    """Return the middle of each row and the height of all, in inches from the top."""
    shifts = [point.shift for point in points] or [0.0]
    least = 0.17 + max(shifts) - min(shifts)
    tall = []
    for row, name in zip(rows, names, strict=True):
        height = 0.08 + 0.14 * (name.count("\n") + 1) + (0.14 if row.note else 0)
        tall.append(height + 0.04 if row.heading else max(height, least))
    ends = np.cumsum(tall)
    return [float(end) - height / 2 for end, height in zip(ends, tall, strict=True)], math.fsum(tall) + 0.04


def open_panel(axes: Axes, scale: Scale, length: float) -> None:
    """Give a panel its axis, that many inches long, with its ticks and the line of no difference."""
    ticks = choose_ticks(scale, length)
    axes.set(xscale="log" if scale.is_log else "linear", xlim=(scale.start, scale.stop), yticks=[])
    axes.set_xticks(ticks, [scale.write(tick) for tick in ticks])
    axes.minorticks_off()
    axes.grid(axis="x")
    axes.spines["left"].set_color(layout.PALE)
    if scale.reference is not None:
        axes.axvline(scale.reference, color=layout.GREY, linewidth=0.8, zorder=1)


def make_coder_caption(note: str, caution: str, table: pd.DataFrame) -> str:
    """Put the caption of shares or contrasts together, with whose numbers they are where they are a coder's."""
    said = describe_coder(table)
    # Corrected intervals are for these documents; what they are over is said of the others.
    end = "" if "corrected_low" in table.columns else layout.INTERVALS
    return layout.make_caption(" ".join(filter(None, (note, said))), caution, end).rstrip()

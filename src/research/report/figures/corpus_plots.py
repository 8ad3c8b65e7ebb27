"""The corpus in time and in space."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from research.report.figures import layout

_DOT = 0.072
_NAME_WIDTH = 2.5
_NOTE = "One mark a document, on the day it was published (the first of the month where only the month is known)."


@layout.apply_style()
def plot_corpus_time(
    table: pd.DataFrame,
    *,
    elections: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    title: str = "Documents by day of publication and island group",
    caption: str = "",
) -> Figure:
    """Draw every document as a mark on the day it was published, one row an island group, n at each row and year.

    table: documents (columns document, published, election, island; an empty island is national). elections: columns
    election, label, kind, voting_day (corpus.read_elections), drawn as lines; marker and colour tell its kinds apart,
    and without it what stands before the year in an election's name. labels: words for island groups and kinds; groups
    stand in its order, then by the alphabet. Raises InputError where a column is missing, a document has two
    rows or an election is not among elections.

    >>> table = pd.DataFrame({
    ...     "document": ["a", "b"], "published": pd.to_datetime(["2018-01-03", "2020-02-01"]),
    ...     "election": ["pilkada-2018", "pilkada-2020"], "island": ["Jawa", ""]})
    >>> plot_corpus_time(table).get_label()
    'Documents by day of publication and island group'
    """
    layout.check_columns(table, ("document", "published", "election", "island"), key=("document",))
    islands = layout.order_codes(sorted(table["island"].unique(), key=lambda name: (name == "", name)), labels)
    dots = _place_dots(table, elections)
    names = {island: layout.shorten_text(layout.label_code(island, labels), _NAME_WIDTH) for island in islands}
    notes = {island: layout.count_words(int((table["island"] == island).sum()), "document") for island in islands}
    left = layout.MARGIN + 0.15 + max(layout.measure_text(text) for text in (*names.values(), *notes.values()))
    years = np.arange(int(dots["x"].min()), int(dots["x"].max()) + 2)
    width = layout.WIDTH - layout.MARGIN - left
    dots["level"] = _stack_dots(dots, gap=_DOT * len(years[1:]) / width)
    tall = {island: max(0.32, (dots.loc[dots["island"] == island, "level"].max() + 2.2) * _DOT) for island in islands}
    kinds = sorted(dots["kind"].unique(), key=lambda kind: (-(dots["kind"] == kind).sum(), kind))
    head = _measure_head(elections, years, width)
    legend = 0.22 if len(kinds) > 1 else 0.0
    height = 0.4 + math.fsum(tall.values()) + head + legend
    lines = " Lines: voting days." if head else ""
    figure, floor = layout.open_figure(
        height, title=title, caption=layout.join_caption(f"{_NOTE}{lines}", caption, layout.NO_INTERVALS)
    )
    axes = layout.add_panel(figure, layout.Box(left, floor + 0.4, width, math.fsum(tall.values())))
    axes.set(xlim=(years[0], years[-1]), ylim=(0, math.fsum(tall.values())), yticks=[])
    _draw_years(axes, dots, years)
    if elections is not None:
        _draw_elections(axes, elections, years, width)
    floor_of_row = math.fsum(tall.values())
    for island in islands:
        floor_of_row -= tall[island]
        _draw_row(axes, dots[dots["island"] == island], floor_of_row, kinds)
        layout.write_beside(axes, floor_of_row + tall[island] / 2, names[island], notes[island])
    if legend:
        handles = [
            _make_mark(number, label=f"{layout.label_code(kind, labels)} election") for number, kind in enumerate(kinds)
        ]
        corner = (layout.MARGIN / layout.WIDTH, (floor + height) / figure.get_size_inches()[1])
        figure.legend(handles=handles, loc="upper left", bbox_to_anchor=corner, ncols=len(kinds), handlelength=1)
    return figure


def _count_years(days: pd.Series) -> pd.Series:
    """Return days as years and parts of a year, so that no setting for dates or time zones has a say."""
    lengths = np.where(days.dt.is_leap_year, 366, 365)
    return pd.Series(days.dt.year + (days.dt.day_of_year - 1) / lengths)


def _place_dots(table: pd.DataFrame, elections: pd.DataFrame | None) -> pd.DataFrame:
    kinds = table["election"].str.replace(r"-?\d{4}$", "", regex=True)
    if elections is not None:
        layout.check_elections(table["election"], elections)
        kinds = table["election"].map(elections.set_index("election")["kind"])
    dots = pd.DataFrame({"document": table["document"], "island": table["island"], "kind": kinds})
    return dots.assign(x=_count_years(table["published"])).sort_values(["x", "document"], ignore_index=True)


def _stack_dots(dots: pd.DataFrame, *, gap: float) -> list[int]:
    """Return for each dot the lowest level of its row at which it lies a gap away from those before it."""
    last: dict[tuple[str, int], float] = {}
    levels = []
    for island, x in zip(dots["island"], dots["x"], strict=True):
        level = 0
        while x - last.get((island, level), -np.inf) < gap:
            level += 1
        last[island, level] = x
        levels.append(level)
    return levels


def _make_mark(number: int, label: str = "") -> Line2D:
    look: layout.Style = {
        "marker": layout.MARKERS[number % len(layout.MARKERS)],
        "markerfacecolor": layout.COLOURS[number % len(layout.COLOURS)],
    }
    size = _DOT * 72 * (0.9 if number == 0 else 0.78)
    return Line2D(
        [], [], linestyle="none", markersize=size, markeredgecolor="black", markeredgewidth=0.4, label=label, **look
    )


def _draw_row(axes: Axes, dots: pd.DataFrame, floor: float, kinds: Sequence[str]) -> None:
    axes.axhline(floor, color=layout.PALE, linewidth=0.5, zorder=0)
    for number, kind in enumerate(kinds):
        chosen = dots[dots["kind"] == kind]
        mark = _make_mark(number)
        mark.set_data(chosen["x"], floor + (chosen["level"] + 0.9) * _DOT)
        mark.set_zorder(3)
        axes.add_line(mark)


def _draw_years(axes: Axes, dots: pd.DataFrame, years: np.ndarray) -> None:
    counts = dots["x"].astype(int).value_counts()
    axes.set_xticks(years, [""] * len(years))
    axes.grid(axis="x")
    place: layout.Style = {
        "xycoords": axes.get_xaxis_transform(),
        "textcoords": "offset points",
        "annotation_clip": False,
    }
    for year in years[:-1]:
        axes.annotate(str(year), (year + 0.5, 0), (0, -5), size=layout.SMALL_SIZE, ha="center", va="top", **place)
        number = f"{counts.get(year, 0):,}"
        axes.annotate(
            number,
            (year + 0.5, 0),
            (0, -14),
            size=layout.SMALL_SIZE,
            ha="center",
            va="top",
            color=layout.GREY,
            **place,
        )
    axes.annotate(
        "documents",
        (years[0], 0),
        (-6, -14),
        size=layout.SMALL_SIZE,
        ha="right",
        va="top",
        color=layout.GREY,
        **place,
    )


def _place_names(elections: pd.DataFrame, years: np.ndarray, width: float) -> list[tuple[str, float, int, float]]:
    """Return name, moment, storey and shift in inches of each election in the years shown.

    No two names meet, and none leaves the panel.
    """
    days = elections.assign(x=_count_years(elections["voting_day"])).sort_values("x")
    days = days[days["x"].between(years[0], years[-1])]
    ends: list[float] = []
    placed = []
    for name, x in zip(days["label"], days["x"], strict=True):
        place = (x - years[0]) * width / (years[-1] - years[0])
        half = layout.measure_text(name, size=layout.SMALL_SIZE) / 2 + 0.04
        shift = max(0.0, half - place) + min(0.0, width - half - place)
        place += shift
        storey = next((number for number, end in enumerate(ends) if place - half >= end), len(ends))
        ends[storey : storey + 1] = [place + half]
        placed.append((name, float(x), storey, shift))
    return placed


def _measure_head(elections: pd.DataFrame | None, years: np.ndarray, width: float) -> float:
    if elections is None:
        return 0.0
    storeys = [storey for _, _, storey, _ in _place_names(elections, years, width)]
    return 0.06 + 0.13 * (max(storeys, default=-1) + 1)


def _draw_elections(axes: Axes, elections: pd.DataFrame, years: np.ndarray, width: float) -> None:
    place: layout.Style = {
        "xycoords": axes.get_xaxis_transform(),
        "textcoords": "offset points",
        "annotation_clip": False,
    }
    for name, x, storey, shift in _place_names(elections, years, width):
        rise = 3 + storey * 0.13 * 72
        axes.axvline(x, color=layout.GREY, linewidth=0.5, zorder=1)
        if storey:
            leader: layout.Style = {
                "arrowstyle": "-",
                "color": layout.GREY,
                "linewidth": 0.5,
                "shrinkA": 0,
                "shrinkB": 0,
            }
            axes.annotate("", (x, 1), (0, rise), arrowprops=leader, zorder=1, **place)
        axes.annotate(name, (x, 1), (72 * shift, rise), size=layout.SMALL_SIZE, ha="center", va="bottom", **place)

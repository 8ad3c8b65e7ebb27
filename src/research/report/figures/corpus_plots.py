"""The corpus in time and in space."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.report.figures import layout
from research.report.figures.figure_inputs import (
    CSV_ROW,
    check_elections,
    check_figure_table,
    label_code,
    list_records,
    name_kind,
    order_codes,
)
from research.report.figures.interval_plots import add_legend, make_mark
from research.report.words.number_formats import count_noun

_DOT = 0.072
_NAME_WIDTH = 2.5
_NOTE = "One mark a document, on the day it was published (the first of the month where only the month is known)."


@layout.draw_rows
def plot_corpus_time(
    table: pd.DataFrame,
    *,
    elections: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    caption: str = "",
) -> Figure:
    """Draw each document as a mark on the day it was published, one row an island group.

    Parameters
    ----------
    table
        Documents: columns document, published, election, island; an empty island is national.
    elections
        Columns election, label, kind, voting_day (corpus.read_elections), drawn as lines; marker and colour tell its
        kinds apart, and without it what comes before the year in an election's name.
    labels
        Words for island groups and kinds; groups are drawn in its order, then by the alphabet.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        The number of documents of each row and year is written beside it.

    Raises
    ------
    InputError
        Where a column is missing, a document has two rows or an election is not among elections.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "document": ["a", "b"], "published": pd.to_datetime(["2018-01-03", "2020-02-01"]),
    ...     "election": ["pilkada-2018", "pilkada-2020"], "island": ["Jawa", ""]})
    >>> plot_corpus_time(table).texts[0].get_text()
    'Documents by day of publication and island group'
    """
    check_figure_table(table, ("document", "published", "election", "island"), key=("document",))
    islands = order_codes(sorted(table["island"].unique(), key=lambda name: (name == "", name)), labels)
    dots = _place_dots(table, elections)
    names = {island: layout.shorten_text(label_code(island, labels), _NAME_WIDTH) for island in islands}
    notes = {island: count_noun(int((table["island"] == island).sum()), "document") for island in islands}
    left = layout.measure_labels(names.values(), notes.values())
    years = np.arange(int(dots["x"].min()), int(dots["x"].max()) + 2)
    width = layout.WIDTH - layout.MARGIN - left
    dots["level"] = _stack_dots(dots, gap=_DOT * len(years[1:]) / width)
    tall = {island: max(0.34, (dots.loc[dots["island"] == island, "level"].max() + 2.2) * _DOT) for island in islands}
    kinds = sorted(dots["kind"].unique(), key=lambda kind: (-(dots["kind"] == kind).sum(), kind))
    placed = [] if elections is None else _place_names(elections, years, width)
    head = 0.06 + 0.15 * (max(storey for _, _, storey, _ in placed) + 1) if placed else 0.0
    legend = 0.24 if len(kinds) > 1 else 0.0
    floor_of_row = math.fsum(tall.values())
    height = 0.4 + floor_of_row + head + legend
    words = layout.make_caption(_NOTE + (_name_days(labels) if head else ""), caption, layout.NO_INTERVALS)
    title = "Documents by day of publication and island group"
    figure, floor = layout.open_figure(height, title=title, caption=words)
    axes = layout.add_panel(figure, layout.Box(left, floor + 0.4, width, floor_of_row))
    axes.set(xlim=(years[0], years[-1]), ylim=(0, floor_of_row), yticks=[])
    _draw_years(axes, dots, years)
    _draw_elections(axes, placed)
    for island in islands:
        floor_of_row -= tall[island]
        _draw_row(axes, dots[dots["island"] == island], floor_of_row, kinds)
        layout.write_row_label(axes, floor_of_row + tall[island] / 2, names[island], notes[island])
    kind_names = [name_kind(kind, labels) for kind in kinds if legend]
    add_legend(figure, kind_names, (layout.MARGIN, floor + height), loc="upper left")
    return figure


def _name_days(labels: Mapping[str, str] | None) -> str:
    return f" Lines: days of each {labels['period']}." if labels and "period" in labels else " Lines: voting days."


def _count_years(days: pd.Series) -> pd.Series:
    """Return days as years and parts of a year, so that no setting for dates or time zones has a say."""
    lengths = np.where(days.dt.is_leap_year, 366, 365)
    return pd.Series(days.dt.year + (days.dt.day_of_year - 1) / lengths)


def _place_dots(table: pd.DataFrame, elections: pd.DataFrame | None) -> pd.DataFrame:
    kinds = table["election"].str.replace(r"-?\d{4}$", "", regex=True)
    if elections is not None:
        check_elections(table["election"], elections)
        kinds = table["election"].map(elections.set_index("election")["kind"]).fillna("")
    dots = table[["document", "island", CSV_ROW]].assign(kind=kinds)
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


def _draw_row(axes: Axes, dots: pd.DataFrame, floor: float, kinds: Sequence[str]) -> None:
    axes.axhline(floor, color=layout.PALE, linewidth=0.5, zorder=0)
    for number, kind in enumerate(kinds):
        chosen = dots[dots["kind"] == kind]
        look = {"markersize": _DOT * 72 * (0.9 if number == 0 else 0.78), "markeredgewidth": 0.4}
        for dot in list_records(chosen):
            (mark,) = axes.plot(dot["x"], floor + (dot["level"] + 0.9) * _DOT, **make_mark(number) | look)
            layout.name_mark(mark, dot)


def _draw_years(axes: Axes, dots: pd.DataFrame, years: np.ndarray) -> None:
    counts = dots["x"].astype(int).value_counts()
    axes.set_xticks(years, [""] * len(years))
    axes.grid(axis="x")
    grey: layout.Style = {"color": layout.GREY, "va": "top", "along": True}
    for year in years[:-1]:
        layout.annotate(axes, str(year), (year + 0.5, 0), (0, -5), ha="center", va="top", along=True)
        layout.annotate(axes, f"{counts.get(year, 0):,}", (year + 0.5, 0), (0, -15), ha="center", **grey)
    layout.annotate(axes, "documents", (years[0], 0), (-6, -15), ha="right", **grey)


def _place_names(elections: pd.DataFrame, years: np.ndarray, width: float) -> list[tuple[str, float, int, float]]:
    """Return name, moment, storey and shift in inches of each election in the years shown.

    No two names meet, and none leaves the panel.
    """
    days = elections.assign(x=_count_years(elections["voting_day"])).sort_values("x")
    days = days[days["x"].between(years[0], years[-1])]
    ends: list[float] = []
    placed = []
    for name, x in zip(days["label"], days["x"], strict=True):
        middle = (x - years[0]) * width / (years[-1] - years[0])
        half = layout.measure_text(name, size=layout.SMALL_SIZE) / 2 + 0.04
        shift = max(0.0, half - middle) + min(0.0, width - half - middle)
        middle += shift
        storey = next((number for number, end in enumerate(ends) if middle - half >= end), len(ends))
        ends[storey : storey + 1] = [middle + half]
        placed.append((name, float(x), storey, shift))
    return placed


def _draw_elections(axes: Axes, placed: list[tuple[str, float, int, float]]) -> None:
    for name, x, storey, shift in placed:
        rise = 3 + storey * 0.15 * 72
        axes.axvline(x, color=layout.GREY, linewidth=0.5, zorder=1)
        if storey:
            leader: layout.Style = {
                "arrowstyle": "-",
                "color": layout.GREY,
                "linewidth": 0.5,
                "shrinkA": 0,
                "shrinkB": 0,
            }
            layout.annotate(axes, "", (x, 1), (0, rise), arrowprops=leader, zorder=1, along=True)
        layout.annotate(axes, name, (x, 1), (72 * shift, rise), ha="center", va="bottom", along=True)

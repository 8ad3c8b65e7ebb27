"""A trend with what it is made of under it, since the mix of offices and outlets changes from group to group."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.report.figures import layout
from research.report.figures.stacked_bars import Room, draw_mixes, list_counts, plan_mixes
from research.tables import TOO_FEW, Fault, InputError

_SHARES = ("grouping", "group", "frame", "base", "statements", "documents", "share", "low", "high")
_GAP, _STEP, _PANEL, _WORDS = 0.2, 1.5, 1.1, 1.55
_TINY_SIZE = 5.5
_NOTE = (
    "Above, point: share; bar: its 95 % interval. Below: what the reported statements are made of, counted, not "
    "estimated. A share may change because the mix changes. Under the last bars: "
)


@layout.apply_style()
def plot_composition(
    table: pd.DataFrame,
    composition: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str | None = None,
    caption: str = "",
) -> Figure:
    """Draw the share of each frame in each group, and under them what each group's statements are made of.

    table: rows of shares  of one grouping and one base. composition: rows of composition of the same
    grouping and groups, of one column or of several put together (compare.measure_composition); each has a row of bars
    of its own, in the order in which they come; its five largest parts are drawn, the others as one. labels: words for
    frames, groups and parts; groups and frames stand in its order, such as that of elections. Raises InputError where
    columns are missing, a place has two rows, or a composition is of other groups.

    >>> table = pd.DataFrame({"grouping": "election", "group": ["pilkada-2018", "pilkada-2020"], "frame": "sanctions",
    ...     "base": "statements", "statements": [100, 200], "documents": [9, 30], "share": [0.3, 0.2],
    ...     "low": [0.2, 0.1], "high": [0.4, 0.3]})
    >>> parts = pd.DataFrame({"grouping": "election", "group": ["pilkada-2018", "pilkada-2020"], "composition": "kind",
    ...     "part": "news", "statements": [100, 200], "share": [1.0, 1.0]})
    >>> [axes.get_title(loc="left") for axes in plot_composition(table, parts).figure.axes]
    ['Sanctions', 'Reported statements by kind']
    """
    _check(table)
    groups, frames = layout.order_codes(table["group"], labels), layout.order_codes(table["frame"], labels)
    left = layout.MARGIN + 0.05 + layout.measure_text("statements", size=layout.SMALL_SIZE)
    columns = min(len(frames), 2 if len(groups) > 4 else 4)
    width = (layout.WIDTH - layout.MARGIN - left - 0.08 - (columns - 1) * _GAP) / columns
    rows = -(-len(frames) // columns)
    bar_width = layout.WIDTH - layout.MARGIN - left - _WORDS - 0.15
    room = Room(left=left, width=bar_width, words_left=left + bar_width + 0.15, words_width=_WORDS)
    mixes = plan_mixes(table, composition, groups, room, labels)
    names = [layout.label_code(group, labels) for group in groups]
    short = [layout.wrap_text(name, width / len(groups) - 0.03, size=_TINY_SIZE) for name in names]
    below = mixes.height + 0.12 + (max(name.count("\n") for name in short) + 1) * _TINY_SIZE * layout.LINE / 72
    base = "reported statements" if table["base"].iloc[0] == "statements" else str(table["base"].iloc[0])
    mixed = ", ".join(str(column).replace("_", " ") for column in composition["composition"].unique())
    figure, floor = layout.open_figure(
        below + rows * _STEP,
        title=title or f"Share of {base} with each frame, and their mix by {mixed}",
        caption=layout.join_caption(f"{_NOTE}{list_counts(mixes)}.", caption, layout.INTERVALS),
    )
    upper = _find_upper(table)
    for number, frame in enumerate(frames):
        row, place = divmod(number, columns)
        box = layout.Box(left + place * (width + _GAP), floor + below + (rows - 1 - row) * _STEP, width, _PANEL)
        axes = layout.add_panel(figure, box, title=layout.label_code(frame, labels))
        _draw_shares(axes, table[table["frame"] == frame].set_index("group"), groups, upper)
        axes.tick_params(labelleft=place == 0)
        if number + columns >= len(frames):
            axes.set_xticks(range(len(groups)), short, fontsize=_TINY_SIZE)
            axes.tick_params(labelbottom=True)
    middle = (layout.MARGIN, floor + below + (rows * _STEP - 0.4) / 2)
    words = f"Share of {base} (%)"
    layout.write_text(figure, middle, words, size=layout.TEXT_SIZE, rotation="vertical", ha="left", va="center")
    draw_mixes(figure, mixes, top=floor + mixes.height)
    return figure


def _find_upper(table: pd.DataFrame) -> float:
    """Return the end of the share axis, the same in every panel: the next tenth above all that is drawn."""
    drawn = table[["share", "high"]].max().max()
    return 1.0 if pd.isna(drawn) else min(1.0, float(np.ceil(drawn * 10 + 0.01) / 10))


def _check(table: pd.DataFrame) -> None:
    layout.check_columns(table, _SHARES, key=("grouping", "group", "frame", "base"))
    told = {name: [str(value) for value in table[name].unique()] for name in ("grouping", "base")}
    faults = [
        Fault("table of the figure", name, ", ".join(values), f"one {name}", "filter the table")
        for name, values in told.items()
        if len(values) > 1
    ]
    if faults:
        raise InputError(faults)


def _draw_shares(axes: Axes, rows: pd.DataFrame, groups: list[str], upper: float) -> None:
    for place, group in enumerate(groups):
        row = rows.loc[group]
        if pd.isna(row["share"]):
            style: layout.Style = {
                "color": layout.GREY,
                "size": layout.SMALL_SIZE,
                "rotation": 90,
                "ha": "center",
                "va": "bottom",
            }
            axes.text(place, 0.03 * upper, TOO_FEW, **style)
            continue
        axes.vlines(place, row["low"], row["high"], color=layout.COLOURS[0], linewidth=1.6)
        axes.plot(
            place,
            row["share"],
            marker="o",
            markerfacecolor=layout.COLOURS[0],
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

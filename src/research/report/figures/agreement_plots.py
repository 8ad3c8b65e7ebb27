"""How far two coders agree on each frame."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.report.figures import layout
from research.tables import TOO_FEW

# Krippendorff, Content Analysis (4th ed., 2018), chapter 12: rely on 0.800 and above; 0.667 is the lowest for tentative
# conclusions.
_BORDERS = (0.667, 0.8)
_NAME_WIDTH = 3.5
_ROW = 0.36


@layout.apply_style()
def plot_agreement(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "Agreement of the two coders, by frame",
    caption: str = "",
) -> Figure:
    """Draw Krippendorff's alpha of each frame as a point, on its interval where there is one, with n at each frame.

    table: one row a frame: frame, alpha (empty where there are too few to say), statements (coded by both), and, where
    they are known, documents, low, high and method, whose words stand where alpha is empty (coding.measure_agreement
    gives them all). labels: words for frames, which stand in its order. Raises InputError where a column is missing or
    a frame has two rows.

    >>> table = pd.DataFrame({"frame": ["sanctions"], "alpha": [0.91], "statements": [1375]})
    >>> [text.get_text() for text in plot_agreement(table).axes[0].texts][:4]
    ['tentative', 'reliable', '0.91', 'Sanctions']
    """
    layout.check_columns(table, ("frame", "alpha", "statements"), key=("frame",))
    intervals = {"low", "high"} <= set(table.columns)
    rows = table.set_index("frame").loc[layout.order_codes(table["frame"], labels)]
    names = [layout.shorten_text(layout.label_code(str(frame), labels), _NAME_WIDTH) for frame in rows.index]
    notes = [layout.count_group(row) for row in layout.list_rows(rows)]
    left = layout.MARGIN + 0.15 + max(layout.measure_text(text) for text in (*names, *notes))
    note = "Point: Krippendorff's alpha (nominal), 1 where the coders always agree and 0 where chance would do as well."
    note += " Dotted lines: 0.667 and 0.8, the customary borders of tentative and reliable."
    note += " Bar: 95 % interval." if intervals else ""
    if intervals and (rows["alpha"].notna() & rows["low"].isna()).any():
        note += " No bar: under five documents hold the frame."
    figure, floor = layout.open_figure(
        0.62 + _ROW * len(rows),
        title=title,
        caption=layout.join_caption(note, caption, layout.INTERVALS if intervals else layout.NO_INTERVALS),
    )
    axes = layout.add_panel(figure, layout.Box(left, floor + 0.4, layout.WIDTH - left - 0.45, _ROW * len(rows)))
    least = rows[["alpha", *(["low"] if intervals else [])]].min().min()
    lower = 0.0 if pd.isna(least) else min(0.0, np.floor(float(least) * 5) / 5)
    axes.set(xlim=(lower, 1), ylim=(len(rows), 0), yticks=[], xlabel="Krippendorff's alpha")
    axes.set_xticks(np.round(np.arange(lower, 1.01, 0.2), 1))
    axes.spines["left"].set_color(layout.PALE)
    axes.hlines(np.arange(len(rows)) + 0.5, lower, 1, color=layout.PALE, linewidth=0.5, zorder=0)
    _draw_borders(axes)
    for number, row in enumerate(layout.list_rows(rows)):
        _draw_alpha(axes, number + 0.5, row)
        layout.write_beside(axes, number + 0.5, names[number], notes[number])
    return figure


def _draw_borders(axes: Axes) -> None:
    for border, word in zip(_BORDERS, ("tentative", "reliable"), strict=True):
        axes.axvline(border, color=layout.GREY, linewidth=0.8, linestyle=":", zorder=1)
        style: layout.Style = {
            "size": layout.SMALL_SIZE,
            "color": layout.GREY,
            "ha": "center",
            "va": "bottom",
        }
        axes.annotate(word, (border, 0), (0, 3), textcoords="offset points", **style)


def _draw_alpha(axes: Axes, y: float, row: Mapping[str, Any]) -> None:
    """Draw one frame: point, interval and the number at the right, or the words that there are too few."""
    if pd.isna(row["alpha"]):
        patch = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        axes.text(
            0.01,
            y,
            row.get("method") or TOO_FEW,
            color=layout.GREY,
            size=layout.SMALL_SIZE,
            va="center_baseline",
            bbox=patch,
        )
        return
    if pd.notna(row.get("low")) and pd.notna(row.get("high")):
        axes.hlines(y, row["low"], row["high"], color=layout.COLOURS[0], linewidth=1.6)
    axes.plot(
        row["alpha"],
        y,
        "o",
        color=layout.COLOURS[0],
        markeredgecolor="black",
        markeredgewidth=0.6,
        zorder=3,
        clip_on=False,
    )
    axes.annotate(
        f"{row['alpha']:.2f}",
        (1, y),
        (8, 0),
        textcoords="offset points",
        size=layout.TEXT_SIZE,
        va="center",
        annotation_clip=False,
    )

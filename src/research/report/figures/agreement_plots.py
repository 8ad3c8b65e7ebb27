"""How far two coders agree on each frame."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from research.report.figures import layout
from research.report.figures.figure_inputs import (
    CSV_ROW,
    check_figure_table,
    format_group_size,
    label_code,
    list_records,
    order_codes,
)
from research.report.figures.interval_plots import Point, Row, Scale, plot_intervals

# Krippendorff, Content Analysis (4th ed., 2018), chapter 12: rely on 0.800 and above; 0.667 is the lowest for tentative
# conclusions.
_BORDERS = {0.667: "tentative", 0.8: "reliable"}


@layout.draw_rows
def plot_agreement(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw Krippendorff's alpha of each frame as a point, on its interval where there is one.

    Parameters
    ----------
    table
        One row a frame: frame, alpha (empty where there are too few to say), statements (coded by both), and, where
        they are known, documents, low, high and method, whose words are shown where alpha is empty
        (coding.measure_agreement gives them all).
    labels
        Words for frames, which are drawn in its order.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        The axis begins at 0.6, or lower where a frame does; n is said once where it is the same for all.

    Raises
    ------
    InputError
        Where a column is missing or a frame has two rows.

    Examples
    --------
    >>> table = pd.DataFrame({"frame": ["sanctions"], "alpha": [0.91], "statements": [1375]})
    >>> [text.get_text() for text in plot_agreement(table).axes[0].texts]
    ['alpha', '0.91', 'Sanctions', 'tentative', 'reliable']
    """
    check_figure_table(table, ("frame", "alpha", "statements"), key=("frame",))
    order = table.set_index("frame").loc[order_codes(table["frame"], labels)].reset_index()
    records = list_records(order)
    sizes = [format_group_size(row) for row in records]
    same = len(set(sizes)) == 1
    rows = [
        Row(label_code(row["frame"], labels), "" if same else size) for row, size in zip(records, sizes, strict=True)
    ]
    points = [
        Point(
            *(number, row["alpha"], row.get("low", float("nan")), row.get("high", float("nan")), _write_alpha(row)),
            csv_row=row[CSV_ROW],
        )
        for number, row in enumerate(records)
    ]
    drawn = order[[name for name in ("alpha", "low") if name in order.columns]].min().min()
    start = 0.6 if pd.isna(drawn) else min(0.6, float(drawn) - 0.02)
    scale = Scale("Krippendorff's alpha", start, 1, "{:.2g}".format, beside="alpha")
    note = (
        "Alpha (nominal): 1 where the coders always agree, 0 where chance would do as well; from 0.667 on tentative, "
    )
    note += f"from 0.8 on reliable (Krippendorff 2018).{f' Each frame: {sizes[0]}.' if same else ''}"
    intervals = "low" in order.columns
    if intervals and (order["alpha"].notna() & order["low"].isna()).any():
        note += " No bar: under five documents hold the frame."
    words = layout.make_caption(note, caption, layout.INTERVALS if intervals else layout.NO_INTERVALS)
    figure = plot_intervals(rows, {"": points}, scale, title="Agreement of the two coders, by frame", caption=words)
    for border, word in _BORDERS.items():
        figure.axes[0].axvline(border, color=layout.GREY, linewidth=0.8, linestyle=":", zorder=1)
        layout.annotate(figure.axes[0], word, (border, 1), (0, 6), along=True, ha="center", color=layout.GREY)
    return figure


def _write_alpha(row: Mapping[str, Any]) -> str:
    return str(row.get("method") or "") if pd.isna(row["alpha"]) else f"{row['alpha']:.2f}"

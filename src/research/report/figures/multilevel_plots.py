"""The multilevel model's estimates beside the shares as they were counted."""

from collections.abc import Mapping

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
from research.report.figures.interval_plots import Point, Row, plot_intervals, scale_shares
from research.report.words.study_labels import name_column

_COLUMNS = (
    *("grouping", "group", "frame", "statements", "documents", "observed_share", "share", "low", "high"),
    *("mean_share", "pooling"),
)
_INTERVALS = "95 % intervals of the model, documents as units."
# Inches that the two points of a row lie above and below its middle.
_SHIFT = 0.05


@layout.draw_rows
def plot_multilevel(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw the model's estimate of each share on its interval, and the share as counted under it.

    Parameters
    ----------
    table
        Rows of the table multilevel, of one grouping, of compare.fit_multilevel.
    labels
        Words for frames, groups and the grouping; frames and groups are drawn in its order, the others after them.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        One panel a frame, one row a group, and a last row for the mean of the groups.

    Raises
    ------
    InputError
        Where columns are missing, a group and frame have two rows, or there are several groupings.

    Examples
    --------
    >>> table = pd.DataFrame({"grouping": "island", "group": ["Bali", "Jawa"], "frame": "f", "statements": [9, 90],
    ...     "documents": [2, 9], "observed_share": [0, 0.2], "share": [0.1, 0.2], "low": [0.05, 0.18],
    ...     "high": [0.15, 0.22], "mean_share": 0.15, "pooling": [0.8, 0.1]})
    >>> [text.get_text() for text in plot_multilevel(table).axes[0].texts if "," not in text.get_text()]
    ['Bali', 'Jawa', 'Mean of the groups']
    """
    check_figure_table(table, _COLUMNS, key=("group", "frame"), single=("grouping",))
    sizes = {row["group"]: format_group_size(row) for row in list_records(table.drop_duplicates("group"))}
    groups = order_codes(table["group"], labels)
    rows = [*(Row(label_code(group, labels), sizes[group]) for group in groups), Row("Mean of the groups")]
    places = {group: number for number, group in enumerate(groups)}
    panels = {}
    for frame in order_codes(table["frame"], labels):
        records = list_records(table[table["frame"] == frame])
        points = [
            Point(
                *(places[row["group"]], row["share"], row["low"], row["high"]),
                shift=-_SHIFT,
                csv_row=row[CSV_ROW],
            )
            for row in records
        ]
        counted = [Point(places[row["group"]], row["observed_share"], series=1, shift=_SHIFT) for row in records]
        panels[label_code(frame, labels)] = [*points, *counted, Point(len(groups), records[0]["mean_share"])]
    series = ("Partially pooled, with its interval", "As counted")
    scale = scale_shares(
        table, ("share", "high", "observed_share"), "Share of officials\u2019 statements (%)", series=series
    )
    grouping = str(table["grouping"].iloc[0])
    word = name_column(grouping, labels)
    least, most = (f"{100 * table['pooling'].agg(name):.0f}" for name in ("min", "max"))
    note = "A multilevel model draws each group towards the mean of the groups, the more the less is known of it "
    note += f"(by {least} to {most} % here)."
    title = f"Share of officials\u2019 statements with each frame, partially pooled by {word}"
    return plot_intervals(rows, panels, scale, title=title, caption=layout.make_caption(note, caption, _INTERVALS))

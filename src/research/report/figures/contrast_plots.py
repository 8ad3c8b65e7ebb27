"""Declared contrasts: the difference of two shares with its interval, and what the data say of it."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from research.compare import SUPPORTED
from research.report.figures import layout
from research.report.figures.figure_inputs import check_figure_table, label_code, list_records, order_codes
from research.report.figures.interval_plots import Point, Row, plot_intervals, scale_differences
from research.report.words.contrast_words import describe_caution

_COLUMNS = (
    *("contrast", "label", "frame", "documents_a", "documents_b", "difference", "difference_low", "difference_high"),
    *("method", "n_tests", "verdict"),
)
_AGAINST = " against "


@layout.apply_style()
def plot_contrasts(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "Differences between shares of reported statements",
    caption: str = "",
) -> Figure:
    """Draw each contrast as a point on its interval, one row a contrast, one panel a frame.

    Parameters
    ----------
    table
        Rows of the table contrasts, of compare.measure_contrasts.
    labels
        Words for frames, which are drawn in its order.
    title
        Words above the figure.
    caption
        What the corpus says of itself, under what is drawn; how many comparisons were tried is always said.

    Returns
    -------
    Figure
        Differences in percentage points; to the right of 0 the group named first has the larger share.

    Raises
    ------
    InputError
        Where columns are missing or a contrast and frame have two rows.

    Examples
    --------
    >>> table = pd.DataFrame({"contrast": ["a-b"], "label": ["A against B"], "frame": ["sanctions"], "n_tests": [1],
    ...     "documents_a": [20], "documents_b": [30], "difference": [0.1], "difference_low": [-0.02],
    ...     "difference_high": [0.2], "method": ["intervals of both shares joined"], "verdict": ["not supported"]})
    >>> plot_contrasts(table).axes[0].get_title(loc="left")
    'Sanctions'
    """
    check_figure_table(table, _COLUMNS, key=("contrast", "frame"))
    pairs = {row["contrast"]: row for row in list_records(table.drop_duplicates("contrast"))}
    others = {str(row["label"]).partition(_AGAINST)[2] for row in pairs.values()}
    # What all contrasts are against is said once, at the axis.
    (other,) = others if len(others) == 1 and len(pairs) > 1 else ("",)
    rows = [
        Row(
            str(row["label"]).removesuffix(f"{_AGAINST}{other}" if other else ""),
            f"{row['documents_a']:,} and {row['documents_b']:,} documents",
        )
        for row in pairs.values()
    ]
    places = {contrast: number for number, contrast in enumerate(pairs)}
    panels = {
        label_code(frame, labels): [
            Point(
                *(places[row["contrast"]], row["difference"], row["difference_low"], row["difference_high"]),
                filled=row["verdict"] == SUPPORTED,
            )
            for row in list_records(table[table["frame"] == frame])
        ]
        for frame in order_codes(table["frame"], labels)
    }
    ends = (f"more in {other}", "more in the group named") if other else ("more in the second", "more in the first")
    label = f"\u2190 {ends[0]}     Difference (percentage points)     {ends[1]} \u2192"
    note = "Point: difference of the two shares; bar: its 95 % interval. Filled: supported; hollow: not supported. "
    scale = scale_differences(table, ("difference", "difference_low", "difference_high"), label)
    caption = layout.make_caption(note + describe_caution(table), caption, layout.INTERVALS)
    return plot_intervals(rows, panels, scale, title=title, caption=caption)

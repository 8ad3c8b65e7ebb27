"""Claims under all combinations of choices: the range of each difference, and the verdict."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from research.compare import HOLDS
from research.report.figures import layout
from research.report.figures.figure_inputs import check_figure_table, label_code, list_records
from research.report.figures.interval_plots import Point, Row, plot_intervals, scale_differences
from research.report.words.number_formats import count_noun
from research.tables import TOO_FEW

_COLUMNS = (
    *(
        "contrast",
        "label",
        "frame",
        "specifications",
        "too_few",
        "median_difference",
        "lowest_difference",
        "highest_difference",
        "verdict",
    ),
    *(
        "share_same_sign",
        "share_excluding_zero",
        "q",
        "n_tests",
        "required_same_sign",
        "required_excluding_zero",
        "maximum_q",
    ),
)


@layout.apply_style()
def plot_claims(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw, for each claim, the median and the range of its difference over all specifications.

    Parameters
    ----------
    table
        Rows of the table verdicts, one a contrast and frame, of compare.assess_claims.
    labels
        Words for frames.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Differences in percentage points; at the right, in how many specifications the difference has the sign of the
        median, in how many the interval excludes 0, and q. Filled: the claim holds.

    Raises
    ------
    InputError
        Where a column is missing or a claim has two rows.

    Examples
    --------
    >>> row = {"contrast": "b-a", "label": "B against A", "frame": "sanctions", "specifications": 200, "too_few": 2,
    ...        "median_difference": -0.04, "lowest_difference": -0.1, "highest_difference": 0.02,
    ...        "verdict": "not supported", "share_same_sign": 0.9, "share_excluding_zero": 0.4, "q": 0.6, "n_tests": 52,
    ...        "required_same_sign": 0.9, "required_excluding_zero": 0.8, "maximum_q": 0.05}
    >>> [text.get_text() for text in plot_claims(pd.DataFrame([row])).axes[0].texts]
    ['same sign, excludes 0, q', '90 %, 40 %, 0.600', 'Sanctions: B against A', '198 specifications']
    """
    check_figure_table(table, _COLUMNS, key=("contrast", "frame"))
    records = list_records(table)
    rows = [
        Row(
            f"{label_code(row['frame'], labels)}: {row['label']}",
            count_noun(int(row["specifications"] - row["too_few"]), "specification"),
        )
        for row in records
    ]
    points = [
        Point(
            *(
                number,
                row["median_difference"],
                row["lowest_difference"],
                row["highest_difference"],
                _write_numbers(row),
            ),
            filled=row["verdict"] == HOLDS,
        )
        for number, row in enumerate(records)
    ]
    label = "\u2190 more in the second     Difference (percentage points)     more in the first \u2192"
    scale = scale_differences(
        table,
        ("median_difference", "lowest_difference", "highest_difference"),
        label,
        beside="same sign, excludes 0, q",
    )
    words = layout.make_caption(_describe(records[0]), caption, layout.NO_INTERVALS)
    return plot_intervals(
        rows, {"": points}, scale, title="Differences under all combinations of choices", caption=words
    )


def _write_numbers(row: Mapping[str, Any]) -> str:
    if pd.isna(row["median_difference"]):
        return TOO_FEW
    return f"{100 * row['share_same_sign']:.0f} %, {100 * row['share_excluding_zero']:.0f} %, {row['q']:.3f}"


def _describe(row: Mapping[str, Any]) -> str:
    borders = f"{100 * row['required_same_sign']:.0f} % and {100 * row['required_excluding_zero']:.0f} %"
    return (
        "Point: median of the differences under all combinations of choices; bar: from the lowest to the highest. "
        "Right: specifications with the sign of the median; specifications whose 95 % interval excludes 0; q of the "
        f"median (documents permuted, {row['n_tests']:,} claims tried). A claim holds, and is filled, from {borders} "
        f"on with q of at most {row['maximum_q']:g}."
    )

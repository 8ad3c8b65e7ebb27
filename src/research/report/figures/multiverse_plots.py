"""Claims under all combinations of choices: the range of each difference, and the verdict."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from research.compare import HOLDS
from research.report.figures import layout
from research.report.figures.figure_inputs import CSV_ROW, check_figure_table, label_code, list_records
from research.report.figures.interval_plots import Point, Row, plot_intervals, scale_differences
from research.report.words.multiverse_words import label_level
from research.report.words.study_labels import order_samples
from research.tables import TOO_FEW

_COLUMNS = (
    *(
        "contrast",
        "label",
        "frame",
        "base",
        "median_difference",
        "lowest_difference",
        "highest_difference",
        "verdict",
    ),
    *(
        "share_excluding_zero",
        "q",
        "n_tests",
        "required_same_sign",
        "required_excluding_zero",
        "maximum_q",
    ),
)


@layout.draw_rows
def plot_claims(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw, for each claim, the median and the range of its difference over the specifications of each panel.

    Parameters
    ----------
    table
        Rows of the table verdicts, of compare.assess_claims.
    labels
        Words for frames; samples stand under each other in their order here.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Differences in percentage points, one panel for each quantity; at the right, in how many specifications the
        interval leaves out 0, and q. Filled: the claim holds.

    Raises
    ------
    InputError
        Where a column is missing or a claim of a panel and sample has two rows.

    Examples
    --------
    >>> row = {"contrast": "b-a", "label": "B against A", "frame": "sanctions", "base": "statements",
    ...        "median_difference": -0.04, "lowest_difference": -0.1, "highest_difference": 0.02,
    ...        "verdict": "not supported", "share_excluding_zero": 0.4, "q": 0.6,
    ...        "n_tests": 52, "required_same_sign": 0.9, "required_excluding_zero": 0.8, "maximum_q": 0.05}
    >>> [text.get_text() for text in plot_claims(pd.DataFrame([row])).axes[0].texts]
    ['excludes 0, q', '40 %, 0.60', 'Sanctions: B against A']
    """
    named = ["sample"] if "sample" in table else []
    check_figure_table(table, _COLUMNS, key=("contrast", "frame", "base", *named))
    samples = order_samples(table, labels)
    table = table if named else table.assign(sample="")
    claims = list(dict.fromkeys(zip(table["contrast"], table["frame"], strict=True)))
    places = [(*claim, sample) for claim in claims for sample in samples]
    label_of = dict(zip(table["contrast"], table["label"], strict=True))
    rows = [
        Row(f"{label_code(frame, labels)}: {label_of[contrast]}", label_code(sample, labels) if sample else "")
        for contrast, frame, sample in places
    ]
    panels = {
        label_level("base", base, labels).capitalize(): [
            _make_point(row, places.index((row["contrast"], row["frame"], row["sample"])))
            for row in list_records(table[table["base"] == base])
        ]
        for base in dict.fromkeys(table["base"])
    }
    label = "\u2190 more in the second     Difference (percentage points)     more in the first \u2192"
    columns = ("median_difference", "lowest_difference", "highest_difference")
    scale = scale_differences(table, columns, label, beside="excludes 0, q")
    words = layout.make_caption(_describe(list_records(table)[0]), caption, layout.NO_INTERVALS)
    return plot_intervals(rows, panels, scale, title="Differences under all combinations of choices", caption=words)


def _make_point(row: Mapping[str, Any], number: int) -> Point:
    ends = row["lowest_difference"], row["highest_difference"]
    look = {"filled": row["verdict"] == HOLDS, "csv_row": row[CSV_ROW]}
    return Point(number, row["median_difference"], *ends, _write_numbers(row), **look)


def _write_numbers(row: Mapping[str, Any]) -> str:
    if pd.isna(row["median_difference"]):
        return TOO_FEW
    return f"{100 * row['share_excluding_zero']:.0f} %, {row['q']:.2f}"


def _describe(row: Mapping[str, Any]) -> str:
    borders = f"{100 * row['required_same_sign']:.0f} % and {100 * row['required_excluding_zero']:.0f} %"
    return (
        "Point: median of the differences under all combinations of choices; bar: from the lowest to the highest. "
        "Right: specifications whose 95 % interval excludes 0; q of the median (documents permuted, "
        f"{row['n_tests']:,} claims tried, each quantity counted). A claim holds, and is filled, where {borders} of "
        f"the specifications have the sign of the median and exclude 0, with q of at most {row['maximum_q']:g}."
    )

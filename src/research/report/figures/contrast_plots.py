"""Declared contrasts: the difference of two shares with its interval, and what the data say of it."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
from matplotlib.figure import Figure

from research.compare import DECLARED, NO_GROUP, NO_TEST, SUPPORTED
from research.report.figures import layout
from research.report.figures.figure_inputs import (
    CSV_ROW,
    check_figure_table,
    label_code,
    list_records,
    order_codes,
)
from research.report.figures.interval_plots import Point, Row, make_coder_caption, plot_intervals, scale_differences
from research.report.words.contrast_words import describe_caution, label_contrast
from research.report.words.corrected_words import take_corrected
from research.report.words.study_labels import order_samples

_COLUMNS = (
    *("sample", "origin", "contrast", "label", "a", "b", "frame", "documents_a", "documents_b"),
    *("difference", "difference_low", "difference_high", "method", "p", "verdict"),
)
_AGAINST = " against "
_TESTED = (
    "Point: difference of the two shares, with documents of both groups compared with themselves; bar: its 95 % "
    "interval. Filled: supported; hollow: not supported, or not tested since the groups of its factor do not differ."
)
_CORRECTED = "Point: difference of the two corrected shares; bar: its 95 % interval."
# Inches between the points of two samples in one row.
_APART = 0.13


@layout.draw_rows
def plot_contrasts(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "Differences between shares of officials\u2019 statements",
    caption: str = "",
) -> Figure:
    """Draw each contrast as a point on its interval, one row a contrast, one panel a frame, one mark a sample.

    The declared contrasts are drawn, and of the pairs of groups that were explored those that are supported.

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
    >>> table = pd.DataFrame({"sample": "", "origin": "declared", "contrast": ["a-b"], "label": ["A against B"],
    ...     "a": "a", "b": "b", "frame": ["sanctions"], "p": 0.2, "documents_a": [20], "documents_b": [30],
    ...     "difference": [0.1], "difference_low": [-0.02], "difference_high": [0.2],
    ...     "method": ["intervals of both shares joined"], "verdict": ["not supported"]})
    >>> plot_contrasts(table).axes[0].get_title(loc="left")
    'Sanctions'
    """
    coded, table = table, take_corrected(table)
    check_figure_table(table, _COLUMNS, key=("sample", "contrast", "frame"))
    drawn = table[(table["origin"] == DECLARED) | (table["verdict"] == SUPPORTED)]
    samples = order_samples(drawn, labels)
    names = {row["contrast"]: label_contrast(row, labels) for row in list_records(drawn)}
    others = {name.partition(_AGAINST)[2] for name in names.values()}
    # What all contrasts are against is said once, at the axis.
    (other,) = others if len(others) == 1 and len(names) > 1 else ("",)
    rows = [
        Row(name.removesuffix(f"{_AGAINST}{other}" if other else ""), _count_documents(drawn, contrast, samples))
        for contrast, name in names.items()
    ]
    places = {contrast: number for number, contrast in enumerate(names)}
    panels = {
        label_code(frame, labels): [
            Point(
                *(places[row["contrast"]], row["difference"], row["difference_low"], row["difference_high"]),
                filled=row["verdict"] == SUPPORTED,
                series=samples.index(row["sample"]),
                shift=_APART * (samples.index(row["sample"]) - (len(samples) - 1) / 2),
                csv_row=row[CSV_ROW],
            )
            for row in list_records(drawn[drawn["frame"] == frame])
        ]
        for frame in order_codes(drawn["frame"], labels)
    }
    ends = (f"more in {other}", "more in the group named") if other else ("more in the second", "more in the first")
    label = f"\u2190 {ends[0]}     Difference (percentage points)     {ends[1]} \u2192"
    note = f"{_CORRECTED if table['verdict'].eq(NO_TEST).any() else _TESTED} {describe_caution(table, labels=labels)}"
    scale = scale_differences(drawn, ("difference", "difference_low", "difference_high"), label)
    if samples not in ([""], [NO_GROUP]):
        scale = replace(scale, series=[label_code(sample, labels) for sample in samples])
    return plot_intervals(rows, panels, scale, title=title, caption=make_coder_caption(note, caption, coded))


def _count_documents(table: pd.DataFrame, contrast: str, samples: list[str]) -> str:
    """The documents of both groups, a sample after the other."""
    first = table[table["contrast"] == contrast].drop_duplicates("sample")
    sizes = {row["sample"]: f"{row['documents_a']:,} and {row['documents_b']:,}" for row in list_records(first)}
    counts = [sizes[sample] for sample in samples if sample in sizes]
    return f"{'; '.join(counts)} documents"

"""A coder's predictions of each frame's share, their correction, and the share by the codes of all documents."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from research.compare import BY_STATEMENT
from research.report.figures import layout
from research.report.figures.figure_inputs import CSV_ROW, check_figure_table, label_code, list_records, order_codes
from research.report.figures.interval_plots import Point, Row, plot_intervals, scale_shares
from research.report.words.number_formats import count_noun

_COLUMNS = (
    *("grouping", "group", "frame", "target", "documents", "coded_documents", "coded_hits"),
    *("predicted_share", "share", "low", "high"),
)
_GOLD = ("gold_share", "gold_share_low", "gold_share_high")
_OF_STATEMENTS = "95 % intervals: over the drawn statements where corrected, else over documents."
# Inches between the shares of a row, so that none hides another.
_APART = 0.13
_TARGETS = {
    "corpus": "the share that coding all of these documents would find",
    "population": "the share in all such documents",
}


@layout.draw_rows
def plot_corrections(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw each frame's share as corrected, as predicted and, where known, as gold codes of all have it.

    Parameters
    ----------
    table
        Rows of compare.correct_shares or compare_with_gold, of one grouping and one target. Where it has them,
        predicted_low and predicted_high are the interval of predictions taken as true, and gold_share, gold_share_low
        and gold_share_high the share and interval by the gold codes of all documents.
    labels
        Words for frames and groups, which are drawn in its order.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        One panel a group, one row a frame; at the right, the hits among the coded statements.

    Raises
    ------
    InputError
        Where columns are missing, a group and frame have two rows, or there are several groupings or targets.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "grouping": "all", "group": "all", "frame": ["sanctions", "conflict_risk"], "target": "corpus",
    ...     "documents": 135, "coded_documents": 27, "coded_hits": [44, 7], "predicted_share": [0.22, 0.08],
    ...     "share": [0.19, None], "low": [0.15, None], "high": [0.24, None]})
    >>> [text.get_text() for text in plot_corrections(table).axes[0].texts]
    ['coded hits', '44', '7', 'too few to say', 'Sanctions', 'Conflict risk']
    """
    check_figure_table(table, _COLUMNS, key=("grouping", "group", "frame", "target"), single=("grouping", "target"))
    frames = order_codes(table["frame"], labels)
    has_gold = _GOLD[0] in table.columns
    panels = {}
    for group in order_codes(table["group"], labels):
        part = table[table["group"] == group]
        panels[_name_panel(part, str(group), labels)] = [
            point for row in list_records(part) for point in _list_points(row, frames.index(row["frame"]))
        ]
    rows = [Row(label_code(frame, labels)) for frame in frames]
    drawn = [name for name in ("predicted_share", "share", "high", "predicted_high", *_GOLD) if name in table.columns]
    series = ("Corrected", "Predicted", *(["All documents coded"] if has_gold else []))
    scale = scale_shares(table, drawn, "Share of officials\u2019 statements (%)", beside="coded hits", series=series)
    end = layout.INTERVALS if table["share"].notna().any() else layout.NO_INTERVALS
    end = _OF_STATEMENTS if _find_drawn(table) else end
    words = layout.make_caption(_describe(table, has_gold=has_gold), caption, end)
    title = "Share of officials\u2019 statements with each frame, predicted and corrected"
    return plot_intervals(rows, panels, scale, title=title, caption=words)


def _list_points(row: Mapping[str, Any], number: int) -> list[Point]:
    empty = float("nan")
    hits = f"{row['coded_hits']:,}"
    predicted = Point(
        number,
        row["predicted_share"],
        row.get("predicted_low", empty),
        row.get("predicted_high", empty),
        hits,
        series=1,
    )
    few = pd.isna(row["share"])
    look = {"filled": not few, "shift": _APART, "csv_row": row[CSV_ROW]}
    points = [predicted, Point(number, row["share"], row["low"], row["high"], **look)]
    if _GOLD[0] in row:
        gold, low, high = (row.get(name, empty) for name in _GOLD)
        points.append(Point(number, gold, low, high, series=2, shift=-_APART))
    return points


def _describe(table: pd.DataFrame, *, has_gold: bool) -> str:
    target = str(table["target"].iloc[0])
    note = f"Corrected: {_TARGETS.get(target, target)}, from predictions for all and gold codes of a part. Predicted: "
    note += "as the coder says, its error left in."
    if has_gold:
        note += " All coded: its bar is for other documents of the kind."
    return note


def _find_drawn(table: pd.DataFrame) -> bool:
    """Whether single statements were drawn."""
    return "method" in table.columns and bool(table["method"].isin(list(BY_STATEMENT.values())).any())


def _name_panel(part: pd.DataFrame, group: str, labels: Mapping[str, str] | None) -> str:
    # Where statements were drawn, documents are coded in part.
    unit = "statement" if _find_drawn(part) else "document"
    coded, number = int(part[f"coded_{unit}s"].iloc[0]), int(part[f"{unit}s"].iloc[0])
    size = f"{coded:,} of {count_noun(number, unit)} coded"
    return size if str(part["grouping"].iloc[0]) == "all" else f"{label_code(group, labels)}: {size}"

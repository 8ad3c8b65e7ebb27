"""The regression as a forest plot: the odds ratio of each level against its reference, on a log scale."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from research.report.figures import layout
from research.report.figures.figure_inputs import CSV_ROW, check_figure_table, label_code, list_records
from research.report.figures.interval_plots import Point, Row, plot_intervals, scale_ratios
from research.tables import TOO_FEW

_COLUMNS = (
    *("frame", "term", "level", "reference", "statements", "documents", "hits", "odds_ratio", "low", "high", "p"),
    *("joint_p", "method", "note"),
)
_JOIN = " + "


@layout.draw_rows
def plot_coefficients(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw the odds ratio of each level on its interval, under the term and the reference that it is compared with.

    Parameters
    ----------
    table
        Rows of the table coefficients, of one frame, of compare.fit_regression.
    labels
        Words for the frame, terms and levels; a merged level is named after all in it.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Odds ratios on a logarithmic axis, the p of the joint test beside each term. Filled: p of a level of at most
        0.05, whatever the number of levels.

    Raises
    ------
    InputError
        Where columns are missing, a level has two rows, or there are several frames.

    Examples
    --------
    >>> table = pd.DataFrame({"frame": "sanctions", "term": "kind", "level": ["news", "press_release"],
    ...     "reference": "news", "statements": [100, 40], "documents": [20, 8], "hits": [30, 5],
    ...     "odds_ratio": [1, 0.4], "low": [None, 0.2], "high": [None, 0.9], "p": [None, 0.03], "method": "GEE",
    ...     "note": ["reference", ""], "joint_p": 0.03})
    >>> plot_coefficients(table).texts[0].get_text()
    'Odds of sanctions, all terms at once'
    """
    check_figure_table(table, _COLUMNS, key=("frame", "term", "level"), single=("frame",))
    rows: list[Row] = []
    points: list[Point] = []
    for term, part in table.groupby("term", sort=False):
        records = list_records(part)
        references = [row for row in records if row["level"] == row["reference"]]
        against = "".join(f"against {_name_level(row['level'], labels)}: {_count_row(row)}" for row in references)
        rows.append(Row(f"{label_code(str(term), labels)}{_say_joint(records[0])}", against, heading=True))
        for row in records:
            if row not in references:
                points.append(_make_point(row, len(rows)))
                rows.append(Row(_name_level(row["level"], labels)))
    word = label_code(str(table["frame"].iloc[0]), labels)
    name = word[0].lower() + word[1:]
    label = "\u2190 less than the reference     Odds ratio (logarithmic)     more \u2192"
    return plot_intervals(
        rows,
        {"": points},
        scale_ratios(table, ("odds_ratio", "low", "high"), label, beside="odds ratio (95 %)     hits of n (documents)"),
        title=f"Odds of {name}, all terms at once",
        caption=layout.make_caption(_describe(table), caption, layout.INTERVALS),
    )


def _name_level(level: str, labels: Mapping[str, str] | None) -> str:
    parts = [label_code(part, labels) for part in level.split(_JOIN)]
    return ", ".join([parts[0], *(part[0].lower() + part[1:] if part not in level else part for part in parts[1:])])


def _say_joint(row: Mapping[str, Any]) -> str:
    p = row["joint_p"]
    return "" if pd.isna(p) else ": p < 0.001" if p < 0.001 else f": p = {p:.3f}"


def _count_row(row: Mapping[str, Any]) -> str:
    return f"{row['hits']:,} of {row['statements']:,} ({row['documents']:,})"


def _make_point(row: Mapping[str, Any], number: int) -> Point:
    if pd.isna(row["odds_ratio"]):
        words = TOO_FEW if row["method"] == TOO_FEW else "not in the model"
        return Point(number, float("nan"), words=words, csv_row=row[CSV_ROW])
    words = f"{row['odds_ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})    {_count_row(row)}"
    look = {"filled": bool(row["p"] <= 0.05), "csv_row": row[CSV_ROW]}
    return Point(number, row["odds_ratio"], row["low"], row["high"], words, **look)


def _describe(table: pd.DataFrame) -> str:
    note = "Point: odds of the frame against those of the reference, all other terms alike; bar: its 95 % interval. "
    note += "p beside a term: joint test that none of its levels differs. "
    note += f"Filled: p of at most 0.05 by itself, whatever the number of levels ({table['p'].notna().sum()} here)."
    if table["level"].str.contains(_JOIN, regex=False).any():
        note += " Levels of under 10 documents are merged."
    left_out = sorted(
        {str(row["term"]).replace("_", " ") for row in list_records(table) if "not in the model" in row["note"]}
    )
    note += f" Not in the model for want of hits or difference: {', '.join(left_out)}." if left_out else ""
    return f"{note} Method: {table['method'].iloc[0]}."

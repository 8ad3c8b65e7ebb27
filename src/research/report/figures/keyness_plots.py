"""The words that set two groups of statements apart."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from research.compare import MINIMUM_SPREAD, SUPPORTED, TOO_NARROW
from research.report.figures import layout
from research.report.figures.figure_inputs import (
    CSV_ROW,
    check_figure_table,
    format_group_size,
    label_code,
    list_records,
)
from research.report.figures.interval_plots import Point, Row, Scale, plot_intervals
from research.report.words.number_formats import count_noun
from research.tables import TOO_FEW

# Words drawn of each group, and the widest word, in inches.
_WORDS, _WORD_WIDTH = 10, 2.2
_GROUPS = ("target", "reference")


@layout.draw_rows
def plot_keyness(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw the ten words of each group with the largest z, filled where they are supported.

    Parameters
    ----------
    table
        The table keyness of one comparison, of compare.measure_keyness. Each word is written in its commonest form;
        words in too few documents of the group that they mark are left out.
    labels
        Words for the groups' values.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        z of the log-odds ratio; at the right, how often each word comes, and in how many documents, in both groups. A
        comparison with too few documents is a figure that says so.

    Raises
    ------
    InputError
        Where a column is missing, a word has two rows or the table holds several comparisons.

    Examples
    --------
    >>> row = {"target": "2018", "reference": "2020", "stem": "sanksi", "term": "sanksi", "z": 2.5,
    ...        "verdict": SUPPORTED, "n_tests": 90, "count_target": 12, "count_reference": 3,
    ...        "document_frequency_target": 6, "document_frequency_reference": 2, "documents_target": 9,
    ...        "documents_reference": 8, "statements_target": 80, "statements_reference": 70}
    >>> [text.get_text() for text in plot_keyness(pd.DataFrame([row])).axes[0].texts]
    ['times (documents)', '12 : 3 (6 : 2)', 'More in 2018', '9 documents, 80 statements', 'sanksi']
    """
    counts = [
        f"{count}_{group}" for count in ("count", "document_frequency", "documents", "statements") for group in _GROUPS
    ]
    columns = ("target", "reference", "stem", "term", "z", "verdict", "n_tests", *counts)
    check_figure_table(table, columns, key=("stem",))
    first = list_records(table.head(1))[0]
    names = {group: _name_group(str(first[group]), labels) for group in _GROUPS}
    rows: list[Row] = []
    points: list[Point] = []
    for group, part in _pick_words(table).items():
        rows.append(Row(f"More in {names[group]}", _count_group(first, group), heading=True))
        for row in list_records(part):
            points.append(_make_point(row, len(rows)))
            rows.append(Row(layout.shorten_text(str(row["term"]), _WORD_WIDTH)))
    title = f"Words of {names['target']} and of {names['reference']}"
    if not points:
        return _plot_nothing(first, names, title=title, caption=caption)
    reach = 1.06 * max(abs(point.value) for point in points)
    ends = (f"\u2190 more in {names['reference']}", f"more in {names['target']} \u2192")
    scale = Scale(
        f"{ends[0]}     z of the log-odds ratio     {ends[1]}",
        *(-reach if min(point.value for point in points) < 0 else 0, reach),
        lambda value: f"{value:g}".replace("-", "\u2212"),
        reference=0,
        beside="times (documents)",
    )
    words = layout.make_caption(_describe(names, int(first["n_tests"]), labels), caption, layout.NO_INTERVALS)
    return plot_intervals(rows, {"": points}, scale, title=title, caption=words)


def _pick_words(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The words to draw by the group that they mark, those with the largest z first."""
    known = table[table["z"].notna() & (table["verdict"] != TOO_NARROW)]
    parts = {
        "target": known[known["z"] > 0].sort_values(["z", "stem"], ascending=[False, True]).head(_WORDS),
        "reference": known[known["z"] < 0].sort_values(["z", "stem"]).head(_WORDS),
    }
    return {group: part for group, part in parts.items() if len(part)}


def _make_point(row: Mapping[str, Any], number: int) -> Point:
    """A word's z, with a line from 0 to it, and its counts in the target and in the reference."""
    times, documents = (
        f"{row[f'{count}_target']} : {row[f'{count}_reference']}" for count in ("count", "document_frequency")
    )
    low, high = sorted((0.0, float(row["z"])))
    series = 0 if row["z"] > 0 else 1
    look = {"filled": row["verdict"] == SUPPORTED, "series": series, "csv_row": row[CSV_ROW]}
    return Point(number, row["z"], low, high, words=f"{times} ({documents})", **look)


def _name_group(values: str, labels: Mapping[str, str] | None) -> str:
    """Name a group by the words for its values: 2018, 2019; all others."""
    if values.startswith("not "):
        return "all others"
    # Within a line, words of labels keep their small letters.
    return ", ".join((labels or {}).get(code) or label_code(code, labels) for code in values.split(", "))


def _count_group(row: Mapping[str, Any], group: str) -> str:
    return format_group_size({noun: row[f"{noun}_{group}"] for noun in ("documents", "statements")})


def _describe(names: Mapping[str, str], tested: int, labels: Mapping[str, str] | None) -> str:
    # Where the periods of a corpus are no elections, nobody asks for their names.
    masked = "people, places and outlets" if "period" in (labels or {}) else "people, places, outlets and elections"
    return (
        "Point: z of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008); its "
        "line is no interval. Filled: supported by a permutation of documents (false discovery rate at most 5 % over "
        f"{count_noun(tested, 'word')} tested); hollow: not supported. Counts: {names['target']} : "
        f"{names['reference']}. Words in under {MINIMUM_SPREAD} documents of their group are not drawn; names of "
        f"{masked} are not counted."
    )


def _plot_nothing(first: Mapping[str, Any], names: Mapping[str, str], *, title: str, caption: str) -> Figure:
    caption = layout.make_caption("Words are counted and not compared.", caption, layout.NO_INTERVALS)
    figure, floor = layout.open_figure(0.6, title=title, caption=caption)
    sizes = "; ".join(f"{names[group]}: {_count_group(first, group)}" for group in _GROUPS)
    words = first["verdict"] if first["verdict"] == TOO_FEW else "no word to draw"
    text = layout.wrap_text(f"{words} ({sizes})", layout.WIDTH - 2 * layout.MARGIN)
    layout.write_text(figure, (layout.MARGIN, floor + 0.3), text, color=layout.GREY, va="center")
    return figure

"""Which laws, instruments, acts or addressees are named in which year, and what the years' statements are made of."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.report.figures import layout
from research.report.figures.heatmaps import fill_cell, measure_grid, open_grid
from research.report.figures.stacked_bars import Room, draw_mixes, list_counts, plan_mixes
from research.tables import TOO_FEW

# A reference in fewer documents has no row; of the others the commonest have one, ties of the last of them included.
_LEAST, _MOST = 3, 10
# Room between the words beside the bars and the bars, for the marks of their axis; and the least left of the bars.
_MARKS, _LEFT = 0.45, 1.5


@layout.apply_style()
def plot_references(
    table: pd.DataFrame,
    *,
    composition: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    title: str = "Which laws officials cite, by election year",
    caption: str = "",
) -> Figure:
    """Draw, reference by group, how many documents name the reference, with the share and its interval.

    table: one row a group and reference: group, frame (the code of the reference), documents (in the group), hits
    (documents that name it), share, low and high (empty where there are too few to say), as
    compare.measure_shares(references.mark_references(...), base="documents") gives them. The ten that most documents
    name are drawn, the most often named first, and those that tie with the tenth; those in fewer than three documents
    have no row. What is not drawn is named in the caption. composition: rows of composition of the same groups, of one
    column or several (compare.measure_composition), drawn as bars under the columns of their groups. labels: words for
    codes. Raises InputError where a column is missing, a place has two rows, the composition is of other groups, or no
    reference has documents enough.

    >>> table = pd.DataFrame({"group": ["2018"], "frame": ["UU 5/2014"], "documents": [29], "hits": [5],
    ...                       "share": [0.17], "low": [0.07], "high": [0.37]})
    >>> [text.get_text() for text in plot_references(table).axes[0].texts][-1].split()
    ['5', 'of', '29', '7', 'to', '37', '%']
    >>> parts = pd.DataFrame({"grouping": "election_year", "group": ["2018"], "composition": "office", "part": "head",
    ...                       "statements": 40, "share": 1.0})
    >>> [axes.get_title(loc="left") for axes in plot_references(table, composition=parts).axes]
    ['', 'Reported statements by office']
    """
    columns = ("group", "frame", "documents", "hits", "share", "low", "high")
    layout.check_columns(table, columns, key=("group", "frame"))
    totals = table.groupby("frame", sort=True)["hits"].sum().sort_values(ascending=False, kind="stable")
    layout.check_columns(table[table["frame"].map(totals) >= _LEAST], columns)
    kept = totals[totals >= _LEAST].nlargest(_MOST, keep="all").index.tolist()
    groups = sorted(set(table["group"]))
    sizes = table.drop_duplicates("group").set_index("group")["documents"]
    rows = [(layout.label_code(code, labels), layout.count_words(int(totals[code]), "document")) for code in kept]
    heads = [f"{group} (n\u00a0{sizes[group]})" for group in groups]
    grid = measure_grid(rows, heads, least=0.0 if composition is None else _LEFT)
    mixes = None
    if composition is not None:
        room = Room(grid.left, grid.cell * len(groups), layout.MARGIN, grid.left - layout.MARGIN - _MARKS)
        mixes = plan_mixes(table, composition, groups, room, labels)
    note = _write_note([layout.label_code(code, labels) for code in sorted(set(totals.index[totals > 0]) - set(kept))])
    if mixes:
        note += f" Below: what each year's reported statements are made of; under the last bars: {list_counts(mixes)}."
    whole = layout.join_caption(note, caption, layout.INTERVALS)
    figure, axes = open_grid(grid, title=title, caption=whole, below=mixes.height if mixes else 0.0)
    drawn = table[table["frame"].isin(kept)]
    upper = float(drawn["share"].max())
    for cell in layout.list_rows(drawn):
        _write_cell(axes, (groups.index(cell["group"]), kept.index(cell["frame"])), cell, upper)
    if mixes:
        draw_mixes(figure, mixes, top=float(axes.get_position().y0 * figure.get_size_inches()[1]))
    return figure


def _write_note(rest: list[str]) -> str:
    note = (
        "In each cell: documents that name it, of all documents of the year, and the 95 % interval of the share. The "
        "darker, the larger the share."
    )
    if rest:
        note += f" In fewer than {_LEAST} documents, or after the {_MOST} commonest, and not drawn: {'; '.join(rest)}."
    return note


def _write_cell(axes: Axes, corner: tuple[int, int], cell: Mapping[str, Any], upper: float) -> None:
    counted = f"{cell['hits']} of {cell['documents']}"
    if pd.isna(cell["share"]):
        fill_cell(axes, corner, "#ffffff", f"{counted}\n{TOO_FEW}", ink=layout.GREY)
        return
    reach = f"{100 * cell['low']:.0f} to {100 * cell['high']:.0f} %"
    colour = layout.shade_value(cell["share"], upper) if cell["hits"] else "#ffffff"
    fill_cell(axes, corner, colour, f"{counted}\n{reach}", **({} if cell["hits"] else {"ink": layout.GREY}))

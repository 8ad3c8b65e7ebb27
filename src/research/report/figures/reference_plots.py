"""Which laws, instruments, acts or addressees are named in which year."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from research.report.figures import layout
from research.report.figures.figure_inputs import check_figure_table, label_code, list_records
from research.report.figures.heatmaps import SHARE_KEY, fill_cell, open_grid, shade_share
from research.report.words.number_formats import count_noun
from research.tables import TOO_FEW

# A reference in fewer documents has no row; of the others the commonest have one, ties of the last of them included.
_LEAST, _MOST = 3, 10


@layout.draw_rows
def plot_references(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "Which laws officials cite, by year",
    caption: str = "",
) -> Figure:
    """Draw, reference by group, how many documents name the reference, with the interval of the share.

    Parameters
    ----------
    table
        One row a group and reference: group, frame (the code of the reference), documents (in the group), hits
        (documents that name it), share, low and high (empty where there are too few to say), as
        compare.measure_shares(references.mark_references(...), base="documents") gives them.
    labels
        Words for codes.
    title
        Words above the figure.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        The ten references that most documents name, the most often named first, and those that tie with the tenth;
        those in fewer than three documents are left out. Cells are shaded by share, on the same scale in all figures.

    Raises
    ------
    InputError
        Where a column is missing, a group and reference have two rows, or no reference has documents enough.

    Examples
    --------
    >>> table = pd.DataFrame({"group": ["2018"], "frame": ["UU 5/2014"], "documents": [29], "hits": [5],
    ...                       "share": [0.17], "low": [0.07], "high": [0.37]})
    >>> [text.get_text() for text in plot_references(table).axes[0].texts][-1]
    '5 (17 %)\\n7 to 37 %'
    """
    columns = ("group", "frame", "documents", "hits", "share", "low", "high")
    check_figure_table(table, columns, key=("group", "frame"))
    totals = table.groupby("frame", sort=True)["hits"].sum().sort_values(ascending=False, kind="stable")
    check_figure_table(table[table["frame"].map(totals) >= _LEAST], columns)
    kept = totals[totals >= _LEAST].nlargest(_MOST, keep="all").index.tolist()
    groups = sorted(set(table["group"]))
    sizes = table.drop_duplicates("group").set_index("group")["documents"]
    rest = int((totals > 0).sum()) - len(kept)
    note = "In each cell: documents that name it; their share of the year's documents, "
    note += "which the shade shows; its 95 % interval."
    if rest:
        note += f" Not drawn: {count_noun(rest, 'other')}, in fewer than {_LEAST} documents or after the "
        note += f"{_MOST} commonest."
    figure, axes = open_grid(
        [(label_code(code, labels), count_noun(int(totals[code]), "document")) for code in kept],
        [f"{group} (n\u00a0{sizes[group]})" for group in groups],
        key=SHARE_KEY,
        title=title,
        caption=layout.make_caption(note, caption, layout.INTERVALS),
    )
    for cell in list_records(table[table["frame"].isin(kept)]):
        ends = TOO_FEW if pd.isna(cell["share"]) else f"{100 * cell['low']:.0f} to {100 * cell['high']:.0f} %"
        corner = (groups.index(cell["group"]), kept.index(cell["frame"]))
        colour = shade_share(cell["share"]) if cell["hits"] and pd.notna(cell["share"]) else None
        share = "" if pd.isna(cell["share"]) else f" ({100 * cell['share']:.0f} %)"
        fill_cell(axes, cell, corner, colour, f"{cell['hits']}{share}\n{ends}")
    return figure

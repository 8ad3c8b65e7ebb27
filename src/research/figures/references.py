"""Which laws, instruments, acts or addressees are named in which year."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from research.compare import TOO_FEW
from research.figures.grids import _fill_cell, _open_grid
from research.figures.sheet import (
    GREY,
    INTERVALS,
    apply_style,
    check_columns,
    count_words,
    join_caption,
    label_code,
    list_rows,
    shade_value,
)


@apply_style()
def plot_references(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    least: int = 3,
    title: str = "Which laws officials cite, by election year",
    caption: str = "",
) -> Figure:
    """Draw, reference by group, how many documents name the reference, with the share and its interval.

    table: one row a group and reference: group, frame (the code of the reference), documents (in the group), hits
    (documents that name it), share, low and high (empty where there are too few to say), as
    compare.measure_shares(references.mark_references(...), base="documents") gives them. References in fewer than least
    documents have no row and are named in the caption. labels: words for codes. The most often named stands first.
    Raises InputError where a column is missing, a place has two rows or no
    reference has documents enough.

    >>> table = pd.DataFrame({"group": ["2018"], "frame": ["UU 5/2014"], "documents": [29], "hits": [5],
    ...                       "share": [0.17], "low": [0.07], "high": [0.37]})
    >>> [text.get_text() for text in plot_references(table).axes[0].texts][-1].split()
    ['5', 'of', '29', '7', 'to', '37', '%']
    """
    columns = ("group", "frame", "documents", "hits", "share", "low", "high")
    check_columns(table, columns, key=("group", "frame"))
    totals = table.groupby("frame", sort=True)["hits"].sum().sort_values(ascending=False, kind="stable")
    check_columns(table[table["frame"].map(totals) >= least], columns)
    kept = totals.index[totals >= least].tolist()
    rare = [label_code(code, labels) for code in sorted(totals.index[(totals < least) & (totals > 0)])]
    groups = sorted(set(table["group"]))
    sizes = table.drop_duplicates("group").set_index("group")["documents"]
    note = (
        "In each cell: documents that name it, of all documents of the year, and the 95 % interval of the share. The "
    )
    note += "darker, the larger the share."
    if rare:
        note += f" In fewer than {least} documents, and not drawn: {'; '.join(rare)}."
    figure, axes = _open_grid(
        [(label_code(code, labels), count_words(int(totals[code]), "document")) for code in kept],
        [f"{group} (n\u00a0{sizes[group]})" for group in groups],
        title=title,
        caption=join_caption(note, caption, INTERVALS),
    )
    drawn = table[table["frame"].isin(kept)]
    upper = float(drawn["share"].max())
    for cell in list_rows(drawn):
        corner = (groups.index(cell["group"]), kept.index(cell["frame"]))
        counted = f"{cell['hits']} of {cell['documents']}"
        if pd.isna(cell["share"]):
            _fill_cell(axes, corner, "#ffffff", f"{counted}\n{TOO_FEW}", ink=GREY)
            continue
        reach = f"{100 * cell['low']:.0f} to {100 * cell['high']:.0f} %"
        colour = shade_value(cell["share"], upper) if cell["hits"] else "#ffffff"
        _fill_cell(axes, corner, colour, f"{counted}\n{reach}", **({} if cell["hits"] else {"ink": GREY}))
    return figure

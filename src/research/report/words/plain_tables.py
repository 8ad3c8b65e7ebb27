"""Tables for people: the columns that matter, with heads in words, words for codes, and parts in per cent."""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from research.report.words.number_formats import format_percent
from research.tables import Fault, InputError, returns_table

# Tables of a notebook are read at a glance; the whole of one is in the .csv beside its figure.
LONGEST = 8


@returns_table("display")
def table(
    rows: pd.DataFrame,
    *,
    columns: Mapping[str, str],
    labels: Mapping[str, str] | None = None,
    percent: Collection[str] = (),
    number: int | None = LONGEST,
) -> pd.DataFrame:
    """Pick columns of a table, give them heads in words, and put words for codes.

    Parameters
    ----------
    rows : DataFrame
        Any table.
    columns : mapping of str to str
        The columns that are shown, in this order, and their heads.
    labels : mapping of str to str, optional
        Words for the codes in columns of text, such as label_study gives. Codes without words stay; true is yes.
    percent : collection of str, optional
        Columns that hold parts of one, shown in per cent.
    number : int, optional
        How many rows are shown, from the first; 8 by default; None shows all.

    Returns
    -------
    DataFrame
        The table display, with the heads as its columns.

    Raises
    ------
    InputError
        Where rows lack a column.

    Examples
    --------
    >>> rows = pd.DataFrame({"office": ["head", "agency"], "share": [0.1, 0.25]})
    >>> heads = {"office": "Office", "share": "Share"}
    >>> table(rows, columns=heads, labels={"head": "Head of a region"}, percent=["share"]).to_numpy().tolist()
    [['Head of a region', '10.0 %'], ['agency', '25.0 %']]
    """
    if missing := [name for name in columns if name not in rows.columns]:
        found = "no such column; the table has " + ", ".join(map(str, rows.columns))
        raise InputError([Fault("table of a notebook", name, found, f"a column {name}") for name in missing])
    words: dict[Any, str] = {True: "yes", False: "no", **(labels or {})}
    shown = rows.head(len(rows) if number is None else number)
    cells = {}
    for name, head in columns.items():
        values = shown[name]
        if name in percent:
            cells[head] = values.map(format_percent)
        elif pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            cells[head] = values
        else:
            cells[head] = values.map(lambda value: words.get(value, value))
    return pd.DataFrame(cells).reset_index(drop=True)

"""The table that a figure is drawn from: what it must be, and the words for its codes and sizes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from research.compare import NATIONAL_GROUP, NO_GROUP
from research.report.words.number_formats import count_noun
from research.report.words.study_labels import name_column
from research.tables import Fault, InputError, drop_controls

# The column that holds, while a figure is drawn, the number of each row, counted from 1 as in the csv beside the figure
# (FILE.csv:ROW).
CSV_ROW = "csv_row"

# Letters: no name of a frame, an office or a person in a figure is longer, but by mistake.
LONGEST_NAME = 80


def check_figure_table(
    table: pd.DataFrame, columns: Sequence[str], *, key: Sequence[str] = (), single: Sequence[str] = ()
) -> None:
    """Refuse a table that cannot be drawn as one figure, with every fault of it.

    Parameters
    ----------
    table
        What the figure is drawn from.
    columns
        Columns that it must have.
    key
        Columns that no two rows may share the values of.
    single
        Columns that must have one value throughout.

    Raises
    ------
    InputError
        Where a column is missing, there are no rows, a key has two rows, or a single column has several values.

    Examples
    --------
    >>> check_figure_table(pd.DataFrame({"frame": ["sanctions"]}), ["frame", "alpha"])
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    table of the figure: alpha: found no such column, expected one of frame, alpha; add the column
    """
    where = "table of the figure"
    expected = f"one of {', '.join(columns)}"
    missing = [name for name in columns if name not in table.columns]
    faults = [Fault(where, name, "no such column", expected, "add the column") for name in missing]
    if not faults and table.empty:
        remedy = "the corpus has nothing of the kind, or a filter left nothing"
        faults = [Fault(where, "rows", "none", "at least one", remedy)]
    if not faults:
        several = {name: values for name in single if len(values := table[name].unique()) > 1}
        faults = [
            Fault(where, name, ", ".join(map(str, values)), f"one {name}", "filter the table")
            for name, values in several.items()
        ]
    if not faults and key:
        repeated = table.loc[table.duplicated(list(key)), list(key)].drop_duplicates()
        faults = [
            Fault(where, ", ".join(key), f"{', '.join(map(str, row))} more than once", "one row", "filter the table")
            for row in repeated.itertuples(index=False, name=None)
        ]
    if faults:
        raise InputError(faults)


def name_kind(kind: str, labels: Mapping[str, str] | None) -> str:
    """Name a kind of period.

    Parameters
    ----------
    kind : str
        Kind of period, such as regional; empty for none.
    labels : mapping of str to str, optional
        Has the word period where the periods of a corpus are no elections.

    Returns
    -------
    str
        Such as "Regional election".

    Examples
    --------
    >>> name_kind("regional", None), name_kind("dry season", {"period": "period"}), name_kind("none", None)
    ('Regional election', 'Dry season period', 'No election')
    """
    word = name_column("election", labels)
    return f"No {word}" if kind in ("", NO_GROUP) else f"{label_code(kind, labels)} {word}"


def check_elections(codes: Iterable[str], elections: pd.DataFrame) -> None:
    """Refuse periods that are not listed; documents may have none.

    Parameters
    ----------
    codes : iterable of str
        Codes of periods.
    elections : DataFrame
        The table elections.

    Raises
    ------
    InputError
        With a fault for each such period.

    Examples
    --------
    >>> check_elections(["pilkada-2018"], pd.DataFrame({"election": ["pemilu-2019"]}))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    table of the figure: election: found 'pilkada-2018', expected one of pemilu-2019; add it to elections
    """
    known = ", ".join(elections["election"])
    faults = [
        Fault("table of the figure", "election", repr(code), f"one of {known}", "add it to elections")
        for code in dict.fromkeys(codes)
        if code not in {*elections["election"], "", NO_GROUP}
    ]
    if faults:
        raise InputError(faults)


def label_code(code: str, labels: Mapping[str, str] | None) -> str:
    """Return the words for a code: those of labels, else the code itself made readable.

    The first letter is made a capital; what is longer than LONGEST_NAME is cut.

    Parameters
    ----------
    code : str
        The code; empty for the national group.
    labels : mapping of str to str, optional
        Words for codes.

    Returns
    -------
    str
        The words.

    Examples
    --------
    >>> label_code("sanctions", {"sanctions": "consequences"}), label_code("conflict_risk", None)
    ('Consequences', 'Conflict risk')
    >>> label_code("pilkada-2020", None), label_code("Bali-Nusa Tenggara", None), label_code("", None)
    ('Pilkada 2020', 'Bali-Nusa Tenggara', 'National')
    """
    code = code or NATIONAL_GROUP
    words = (labels or {}).get(code) or re.sub(r"-(\d{4})$", r" \1", code).replace("_", " ")
    words = drop_controls(words) or "?"
    words = words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1].rstrip()}…"
    return words[0].upper() + words[1:]


def order_codes(codes: Iterable[str], labels: Mapping[str, str] | None) -> list[str]:
    """Return each code once: first those with a label, in the order of labels, then the others as they come.

    Parameters
    ----------
    codes : iterable of str
        Codes, in any number.
    labels : mapping of str to str, optional
        Words for codes.

    Returns
    -------
    list of str
        The codes in their order.

    Examples
    --------
    >>> order_codes(["b", "c", "a", "b"], {"a": "A", "b": "B"})
    ['a', 'b', 'c']
    """
    order = {code: number for number, code in enumerate(labels or {})}
    return sorted(dict.fromkeys(codes), key=lambda code: order.get(code or NATIONAL_GROUP, len(order)))


def list_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a dictionary of its columns.

    Parameters
    ----------
    table : DataFrame
        Any table.

    Returns
    -------
    list of dict
        The rows in their order.

    Examples
    --------
    >>> list_records(pd.DataFrame({"frame": ["sanctions"], "hits": [3]}))
    [{'frame': 'sanctions', 'hits': 3}]
    """
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def keep_frame(table: pd.DataFrame, frame: str) -> pd.DataFrame:
    """Return a table of provinces with the columns frame, share, low and high of the one frame that is drawn of it.

    >>> keep_frame(pd.DataFrame({"x": [0.5], "x_low": [0.1], "x_high": [0.8]}), "x")[["frame", "share", "low"]]
      frame  share  low
    0     x    0.5  0.1
    """
    ends = {"share": frame, "low": f"{frame}_low", "high": f"{frame}_high"}
    known = {new: table[column] for new, column in ends.items() if column in table.columns}
    return table.assign(frame=frame, **known) if known else table


def format_group_size(row: Mapping[str, Any]) -> str:
    """Write the n of a group: its documents, where the row has them, and its statements.

    Parameters
    ----------
    row : mapping
        Has documents, statements or both.

    Returns
    -------
    str
        Such as "7 documents, 40 statements".

    Examples
    --------
    >>> format_group_size({"statements": 40, "documents": 7}), format_group_size({"statements": 40})
    ('7 documents, 40 statements', '40 statements')
    """
    return ", ".join(count_noun(int(row[f"{n}s"]), n) for n in ("document", "statement") if f"{n}s" in row)

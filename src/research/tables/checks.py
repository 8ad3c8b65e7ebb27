"""The check at the door of a function that takes a table: the columns it needs, each of its type, nothing missing."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from research.tables.faults import Fault, InputError
from research.tables.schemas import SCHEMAS

_TABLES = ("documents", "statements", "frames")
_DECLARED = {
    name: str(column.dtype).partition("[")[0]
    for table in reversed(_TABLES)
    for name, column in SCHEMAS[table].columns.items()
    if not column.nullable
}


def check_columns(table: pd.DataFrame, columns: Iterable[str], *, where: str) -> None:
    """Check that a table has columns, with a value in every row and of the type that documents and statements declare.

    Parameters
    ----------
    table
        What a caller handed in.
    columns
        The columns that are needed. Those that no table of documents, statements or frames declares, and the columns
        that comparisons group by, may be of any one type.
    where
        What the table is called in a fault.

    Raises
    ------
    InputError
        With one fault a column, which names the first row and counts the others.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a", None], "present": ["yes", "no"]})
    >>> check_columns(rows, ["document", "present", "frame"], where="rows")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 3 faults:
    rows, row 1: document: found no value, expected a text in every row; leave such rows out, or give them a value
    rows, row 0: present: found 'yes' (and in 1 more), expected true or false in every row
    rows: frame: found no such column, expected a column frame; the table has document, present
    """
    if not isinstance(table, pd.DataFrame):
        raise InputError([Fault(where, "table", type(table).__name__, "a table (pandas.DataFrame)")])
    faults = [fault for column in dict.fromkeys(columns) if (fault := _check_column(table, column, where))]
    if faults:
        raise InputError(faults)


def _check_column(table: pd.DataFrame, name: str, where: str) -> Fault | None:
    if not isinstance(name, str) or name not in table.columns:
        told = ", ".join(map(str, table.columns[:40])) or "no column"
        return Fault(where, str(name), "no such column", f"a column {name}", f"the table has {told}")
    column = table[name]
    if isinstance(column, pd.DataFrame):
        return Fault(where, name, f"{column.shape[1]} columns of that name", "one")
    # The year of an election is a text where it is a group.
    kind, expected, fits = _KINDS.get("" if name == "election_year" else _DECLARED.get(name, ""), _ANY)
    empty = column.isna()
    if empty.any():
        remedy = "leave such rows out, or give them a value"
        return _name_row(empty, Fault(where, name, "no value", f"{expected} in every row", remedy))
    if kind == "any" or fits(column):
        return None
    wrong = ~column.map(lambda value: fits(pd.Series([value])))
    if not wrong.any():
        return Fault(where, name, f"a column of type {column.dtype}", expected)
    return _name_row(wrong, Fault(where, name, f"{column[wrong].iloc[0]!r:.80}", f"{expected} in every row"))


def _name_row(marked: "pd.Series[bool]", fault: Fault) -> Fault:
    """The fault at the first row that is marked, with the number of the others."""
    others = int(marked.sum()) - 1
    more = f" (and in {others:,} more)" if others else ""
    return replace(fault, where=f"{fault.where}, row {marked[marked].index[0]}", found=fault.found + more)


def _is_text(column: "pd.Series[Any]") -> bool:
    if isinstance(column.dtype, pd.StringDtype):
        return True
    return pd.api.types.infer_dtype(column, skipna=False) in ("string", "empty", "categorical")


def _is_true_or_false(column: "pd.Series[Any]") -> bool:
    return pd.api.types.is_bool_dtype(column) or pd.api.types.infer_dtype(column, skipna=False) in ("boolean", "empty")


def _is_number(column: "pd.Series[Any]") -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


_ANY: tuple[str, str, Callable[..., bool]] = ("any", "a value", lambda column: True)
_KINDS: dict[str, tuple[str, str, Callable[..., bool]]] = {
    "string": ("text", "a text", _is_text),
    "bool": ("truth", "true or false", _is_true_or_false),
    "int64": ("whole", "a whole number", pd.api.types.is_integer_dtype),
    "float64": ("number", "a number", _is_number),
    "datetime64": ("day", "a day", pd.api.types.is_datetime64_any_dtype),
}

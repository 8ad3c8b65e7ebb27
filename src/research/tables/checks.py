"""The check at the door of a function: a table's columns, each of its type with nothing missing; numbers in bounds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from research.tables.faults import Fault, InputError
from research.tables.schemas import SCHEMAS

MOST_DRAWS = 1_000_000


def check_columns(
    table: pd.DataFrame, columns: Iterable[str], *, where: str, groups: Iterable[str] = (), key: Sequence[str] = ()
) -> None:
    """Check that a table has columns, with a value in every row and of the type that the declared tables give them.

    Parameters
    ----------
    table
        What a caller handed in.
    columns
        The columns that are needed. Those that no table declares, or that tables declare differently, may be of any
        type.
    where
        What the table is called in a fault.
    groups
        Columns that are needed to form groups: of any type, with a value in every row, so that none is left out.
    key
        The columns that tell the rows apart: no two rows have the same.

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
    wanted = {column: _KINDS.get(_DECLARED.get(column, ""), _ANY) for column in _list_names(columns)}
    wanted = dict.fromkeys(_list_names(groups), _GROUP) | wanted
    faults = [fault for column, kind in wanted.items() if (fault := _check_column(table, column, kind, where))]
    if not faults and key and (twice := table.duplicated(list(key))).any():
        named = " ".join(str(value) for value in table.loc[twice, list(key)].iloc[0])
        remedy = "keep one of them"
        faults.append(_name_row(twice, Fault(where, " and ".join(key), f"{named} twice", "one row for each", remedy)))
    if faults:
        raise InputError(faults)


def check_number(
    value: float, *, where: str, field: str, bounds: tuple[float, float] = (1, MOST_DRAWS), whole: bool = True
) -> None:
    """Check that a number is one, whole unless said otherwise, and within bounds.

    Raises
    ------
    InputError
        For anything else, a text, true, nothing and infinity included.

    Examples
    --------
    >>> check_number(3.0, where="fit_topics", field="topics", bounds=(2, 9))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    fit_topics: topics: found 3.0, expected a whole number from 2 to 9
    """
    least, most = bounds
    kinds = (int, np.integer) if whole else (int, float, np.integer, np.floating)
    if not isinstance(value, kinds) or isinstance(value, bool) or not least <= value <= most:
        told = f"a {'whole ' if whole else ''}number from {least:,} to {most:,}"
        raise InputError([Fault(where, field, f"{value!r:.80}", told)])


def _list_names(columns: Iterable[str]) -> list[Any]:
    """The names once each; what cannot be a name stays, to be told of."""
    return list(dict.fromkeys(name if isinstance(name, str) else repr(name) for name in columns))


_Kind = tuple[str, Callable[..., bool]]


def _check_column(table: pd.DataFrame, name: str, kind: _Kind, where: str) -> Fault | None:
    if name not in table.columns:
        told = ", ".join(map(str, table.columns[:40])) or "no column"
        return Fault(where, name, "no such column", f"a column {name}", f"the table has {told}")
    column = table[name]
    if isinstance(column, pd.DataFrame):
        return Fault(where, name, f"{column.shape[1]} columns of that name", "one")
    expected, fits = kind
    empty = column.isna()
    if empty.any():
        remedy = "leave such rows out, or give them a value"
        return _name_row(empty, Fault(where, name, "no value", f"{expected} in every row", remedy))
    if column.empty or fits(column):
        return None
    wrong = ~column.map(lambda value: fits(pd.Series([value]))).astype("bool")
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
    plain = column.astype("object") if isinstance(column.dtype, pd.CategoricalDtype) else column
    return pd.api.types.infer_dtype(plain, skipna=False) == "string"


def _is_true_or_false(column: "pd.Series[Any]") -> bool:
    return pd.api.types.is_bool_dtype(column) or pd.api.types.infer_dtype(column, skipna=False) == "boolean"


def _is_number(column: "pd.Series[Any]") -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _read_declared() -> dict[str, str]:
    """The type of each column that every table declares alike and without gaps."""
    found: dict[str, set[str]] = {}
    for schema in SCHEMAS.values():
        for name, column in schema.columns.items():
            kind = "" if column.nullable else str(column.dtype).partition("[")[0]
            found.setdefault(name, set()).add(kind)
    return {name: kinds.pop() for name, kinds in found.items() if len(kinds) == 1}


_DECLARED = _read_declared()
_ANY: _Kind = ("a value", lambda column: True)
_GROUP: _Kind = ("a value that can name a group", lambda column: pd.api.types.infer_dtype(column) != "mixed")
_KINDS: dict[str, _Kind] = {
    "string": ("a text", _is_text),
    "bool": ("true or false", _is_true_or_false),
    "int64": ("a whole number", pd.api.types.is_integer_dtype),
    "float64": ("a number", _is_number),
    "datetime64": ("a day", pd.api.types.is_datetime64_any_dtype),
}

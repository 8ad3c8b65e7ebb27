"""Check of the values of a column against its declared type."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from research.tables.faults import Fault

# The expected type in words, and the function that tests a column without missing values.
Kind = tuple[str, Callable[..., bool]]


def check_column(table: pd.DataFrame, name: str, kind: Kind, where: str, *, empty: bool = False) -> Fault | None:
    """Check one column of a table.

    Parameters
    ----------
    table
        The table.
    name
        The name of the column.
    kind
        The expected type in words, and the function that tests it.
    where
        The name of the table in the fault.
    empty
        Whether values may be missing.

    Returns
    -------
    Fault or None
        A fault if the column is missing or repeated, has missing values, or has values of another type.
    """
    if name not in table.columns:
        told = ", ".join(map(str, table.columns[:40])) or "no column"
        return Fault(where, name, "no such column", f"a column {name}", f"the table has {told}")
    column = table[name]
    if isinstance(column, pd.DataFrame):
        return Fault(where, name, f"{column.shape[1]} columns of that name", "one")
    expected, fits = kind
    missing = column.isna()
    if missing.any() and not empty:
        remedy = "leave such rows out, or give them a value"
        return name_row(missing, Fault(where, name, "no value", f"{expected} in every row", remedy))
    column = column[~missing]
    if column.empty or fits(column):
        return None
    wrong = ~column.map(lambda value: fits(pd.Series([value]))).astype("bool")
    if not wrong.any():
        return Fault(where, name, f"a column of type {column.dtype}", expected)
    return name_row(wrong, Fault(where, name, f"{column[wrong].iloc[0]!r:.80}", f"{expected} in every row"))


def find_duplicate_keys(table: pd.DataFrame, key: Sequence[str], where: str) -> Fault | None:
    """Check that no two rows have the same key.

    Parameters
    ----------
    table
        A table that has the key columns, without missing values.
    key
        The columns that identify a row.
    where
        The name of the table in the fault.

    Returns
    -------
    Fault or None
        A fault that names the first repeated key, or None.
    """
    twice = table.duplicated(list(key))
    if not twice.any():
        return None
    named = " ".join(str(value) for value in table.loc[twice, list(key)].iloc[0])
    fault = Fault(where, " and ".join(key), f"{named} twice", "one row for each", "keep one of them")
    return name_row(twice, fault)


def name_row(marked: "pd.Series[bool]", fault: Fault) -> Fault:
    """Add to a fault the first marked row and the number of the other marked rows.

    Parameters
    ----------
    marked
        For each row, whether the fault applies to it; at least one row is marked.
    fault
        The fault of the table.

    Returns
    -------
    Fault
        The fault with the row.
    """
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


ANY: Kind = ("a value", lambda column: True)
GROUP: Kind = ("a value that can name a group", lambda column: pd.api.types.infer_dtype(column) != "mixed")
TYPES: dict[str, Kind] = {
    "text": ("a text", _is_text),
    "yes or no": ("true or false", _is_true_or_false),
    "whole": ("a whole number", pd.api.types.is_integer_dtype),
    "number": ("a number", _is_number),
    "day": ("a day", pd.api.types.is_datetime64_any_dtype),
}

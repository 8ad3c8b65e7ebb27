"""Checks of the arguments of public functions: columns of tables and bounds of numbers."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from research.tables.column_types import ANY, GROUP, check_column, find_duplicate_keys
from research.tables.faults import Fault, InputError
from research.tables.schemas import find_kinds

MAXIMUM_DRAWS = 1_000_000


def check_columns(
    table: pd.DataFrame, columns: Iterable[str], *, where: str, groups: Iterable[str] = (), key: Sequence[str] = ()
) -> None:
    """Check that a table has the needed columns, with a value of the declared type in every row.

    Parameters
    ----------
    table
        The table that the caller passed.
    columns
        The needed columns. A column that no table declares, or that tables declare with different types, may be of any
        type.
    where
        The name of the table in a fault. If its last word is the name of a declared table, the types are those of that
        table.
    groups
        The columns that form groups: of any type, with a value in every row, so that no row is lost.
    key
        The columns that identify a row: no two rows have the same values in them.

    Raises
    ------
    InputError
        With one fault for each wrong column; the fault names the first row and counts the others.

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
    kinds = find_kinds(where.rpartition(" ")[2])
    wanted = {column: kinds.get(column, ANY) for column in _list_names(columns)}
    wanted = dict.fromkeys(_list_names(groups), GROUP) | wanted
    faults = [fault for column, kind in wanted.items() if (fault := check_column(table, column, kind, where))]
    if not faults and key and (fault := find_duplicate_keys(table, key, where)):
        faults.append(fault)
    if faults:
        raise InputError(faults)


def check_documents(statements: pd.DataFrame, documents: pd.DataFrame) -> None:
    """Check that each document of a table of statements is in the table documents.

    Parameters
    ----------
    statements
        A table with the column document.
    documents
        A table with the column document.

    Raises
    ------
    InputError
        With one fault for each unknown document.

    Examples
    --------
    >>> check_documents(pd.DataFrame({"document": ["a", "b"]}), pd.DataFrame({"document": ["a"]}))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    table statements: document: found 'b', expected a document of the table documents
    """
    unknown = sorted(set(statements["document"]) - set(documents["document"]))
    if unknown:
        expected = "a document of the table documents"
        raise InputError([Fault("table statements", "document", repr(name), expected) for name in unknown])


def check_number(
    value: float, *, where: str, field: str, bounds: tuple[float, float] = (1, MAXIMUM_DRAWS), whole: bool = True
) -> None:
    """Check that a value is a number within bounds.

    Parameters
    ----------
    value
        The value that the caller passed.
    where
        The name of the function in a fault.
    field
        The name of the parameter in a fault.
    bounds
        The smallest and the largest allowed value.
    whole
        Whether the number must be a whole number.

    Raises
    ------
    InputError
        If the value is not such a number; a text, a bool, None, NaN and infinity are refused too.

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


def run_checks(*checks: Callable[[], None]) -> None:
    """Run several checks and raise the faults of all of them together.

    Parameters
    ----------
    checks
        Functions without parameters that raise InputError.

    Raises
    ------
    InputError
        With the faults of all checks, if any check raises InputError.

    Examples
    --------
    >>> bounds = {"where": "f", "bounds": (1, 9)}
    >>> run_checks(lambda: check_number(0, field="a", **bounds), lambda: check_number(99, field="b", **bounds))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 2 faults:
    f: a: found 0, expected a whole number from 1 to 9
    f: b: found 99, expected a whole number from 1 to 9
    """
    faults: list[Fault] = []
    for check in checks:
        try:
            check()
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)


def _list_names(columns: Iterable[str]) -> list[Any]:
    """List the names, each once; a value that is not a text becomes its repr, so that a fault can name it."""
    return list(dict.fromkeys(name if isinstance(name, str) else repr(name) for name in columns))

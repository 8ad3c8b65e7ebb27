"""The check at the door of a function: a table's columns, each of its type with nothing missing; numbers in bounds."""

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
    """Check that a table has columns, with a value in every row and of the type that the declared tables give them.

    Parameters
    ----------
    table
        What a caller handed in.
    columns
        The columns that are needed. Those that no table declares, or that tables declare differently, may be of any
        type.
    where
        What the table is called in a fault. Where its last word is a declared table, its columns are that table's.
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
    kinds = find_kinds(where.rpartition(" ")[2])
    wanted = {column: kinds.get(column, ANY) for column in _list_names(columns)}
    wanted = dict.fromkeys(_list_names(groups), GROUP) | wanted
    faults = [fault for column, kind in wanted.items() if (fault := check_column(table, column, kind, where))]
    if not faults and key and (fault := find_duplicate_keys(table, key, where)):
        faults.append(fault)
    if faults:
        raise InputError(faults)


def check_number(
    value: float, *, where: str, field: str, bounds: tuple[float, float] = (1, MAXIMUM_DRAWS), whole: bool = True
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


def run_checks(*checks: Callable[[], None]) -> None:
    """Run several checks, and raise the faults of all of them in one report.

    Raises
    ------
    InputError
        Where any of them does.

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
    """The names once each; what cannot be a name stays, to be told of."""
    return list(dict.fromkeys(name if isinstance(name, str) else repr(name) for name in columns))

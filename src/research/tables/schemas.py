"""The schema of every table, as tables.csv declares it, and the check of a table against its schema."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from inspect import getdoc
from itertools import groupby
from pathlib import Path
from typing import Any, ParamSpec

import pandas as pd

from research.tables.column_types import TYPES, Kind, check_column, find_duplicate_keys, name_row
from research.tables.faults import Fault, InputError, merge_faults
from research.tables.formulas import unescape_formulas
from research.tables.word_lists import read_data_rows

# The separator between the two frames of a pair, in conditions.
JOINT = " + "
_TYPES = {"text": "str", "yes or no": "bool", "whole": "int64", "number": "float64", "day": "datetime64[s]"}
_WORDS = {name: TYPES[words] for words, name in _TYPES.items()} | {"Int64": TYPES["whole"]}
# A column may be stored in another way, and days may have another unit.
_STORED = {
    "bool": re.compile(r"bool|boolean|bool\[pyarrow\]"),
    **dict.fromkeys(("int64", "Int64"), re.compile(r"[iI]nt64(\[pyarrow\])?")),
    "float64": re.compile(r"[fF]loat64|double\[pyarrow\]"),
    "datetime64[s]": re.compile(r"datetime64\[[a-z]+\]"),
    "str": re.compile(r"str|string|string\[[a-z]+\]|object"),
}
_Parameters = ParamSpec("_Parameters")


@dataclass(frozen=True)
class Column:
    """A column as tables.csv declares it.

    Attributes
    ----------
    dtype
        The type of pandas.
    values
        The only values, as in tables.csv: a list apart by ;, a range, or a regular expression; any where empty.
    empty
        Whether there may be no value: an empty text, or a missing one of another type.
    required
        Whether a table must have the column.
    meaning
        What the column holds.
    """

    dtype: str
    values: str
    empty: bool
    required: bool
    meaning: str

    @property
    def nullable(self) -> bool:
        """Whether values may be missing; a missing text is an empty text."""
        return self.empty and self.dtype != "str"


@dataclass(frozen=True)
class Schema:
    """A declared table.

    Attributes
    ----------
    columns
        The declared columns by name, in their order.
    strict
        Whether a table may have no other column.
    key
        The columns in which no two rows have the same values.
    """

    columns: Mapping[str, Column]
    strict: bool
    key: tuple[str, ...]


def _make_column(row: dict[str, str]) -> Column:
    kind, empty = _TYPES[row["type"]], row["empty"] == "yes"
    dtype = "Int64" if empty and kind == "int64" else kind
    return Column(dtype, row["values"], empty, row["use"] != "optional", row["meaning"])


@cache
def _group_rows() -> dict[str, list[dict[str, str]]]:
    return {name: list(rows) for name, rows in groupby(read_data_rows("tables.csv"), key=lambda row: row["table"])}


TABLES = tuple(_group_rows())


@cache
def find_schema(name: str) -> Schema:
    """Return the schema of a declared table.

    Parameters
    ----------
    name
        The name of the table, one of TABLES.

    Returns
    -------
    Schema
        The columns with their types and values, and the key.

    Raises
    ------
    KeyError
        If no table of this name is declared.

    Examples
    --------
    >>> find_schema("codings").key
    ('document', 'sentence', 'coder', 'frame')
    """
    rows = _group_rows()[name]
    columns = {row["column"]: _make_column(row) for row in rows if row["column"] != "*"}
    key = tuple(row["column"] for row in rows if row["use"] == "key")
    return Schema(columns, len(columns) == len(rows), key)


def list_columns(name: str) -> list[str]:
    """List the declared columns of a table in their order.

    Parameters
    ----------
    name
        The name of the table, one of TABLES.

    Returns
    -------
    list of str
        The names of the columns.

    Examples
    --------
    >>> list_columns("codings")
    ['document', 'sentence', 'coder', 'frame']
    """
    return list(find_schema(name).columns)


@cache
def find_kinds(table: str = "") -> dict[str, Kind]:
    """Return the types of columns without missing values, as one table or most tables declare them.

    Parameters
    ----------
    table
        The name of a table. Its columns have the types that it declares; any other column has the type that more than
        half of the tables with this column declare.

    Returns
    -------
    dict of str to (str, function)
        For each column the type in words and the function that tests it. Columns whose type is not clear, and columns
        with missing values, are left out.

    Examples
    --------
    >>> find_kinds()["present"][0], "low" in find_kinds(), find_kinds("matches")["text"][0]
    ('true or false', False, 'a whole number')
    """
    counts: dict[str, Counter[str]] = {}
    for row in read_data_rows("tables.csv"):
        counts.setdefault(row["column"], Counter())[_read_kind(row)] += 1
    kinds = {name: kind for name, found in counts.items() for kind, count in found.items() if 2 * count > found.total()}
    kinds |= {row["column"]: _read_kind(row) for row in _group_rows().get(table, ())}
    return {name: TYPES[kind] for name, kind in kinds.items() if kind}


def _read_kind(row: dict[str, str]) -> str:
    """Return the declared type of a column; empty if values may be missing (a missing text is an empty text)."""
    return "" if row["empty"] and row["type"] != "text" else row["type"]


def _list_values(table: str, column: str) -> tuple[str, ...]:
    (row,) = (row for row in read_data_rows("tables.csv") if (row["table"], row["column"]) == (table, column))
    return tuple(row["values"].split("; "))


DATE_PRECISIONS = _list_values("documents", "date_precision")
RENDITIONS = _list_values("documents", "rendition")
MODES = _list_values("statements", "mode")
# The offices that the rules of attribution distinguish; a codebook may have others.
OFFICES = _list_values("attributions", "office")
REFERENCE_KINDS = _list_values("references", "kind")
COOCCURRENCE_UNITS = _list_values("cooccurrence", "within")
BASES = _list_values("shares", "base")
# What a pair of coders compares.
COMPARISONS = _list_values("pair_agreement", "compared")
# The choices of a multiverse and their levels; the tables of shares use the first level. Each study gives its codes.
CHOICES = {
    name: () if name == "codes" else _list_values("specifications", name)
    for name in ("base", "weighting", "duplicates", "codes", "mode", "national", "incomplete")
}


def describe_table(name: str) -> pd.DataFrame:
    """Describe the columns of a declared table.

    Parameters
    ----------
    name
        The name of the table, one of TABLES.

    Returns
    -------
    pandas.DataFrame
        One row for each column: column, type, meaning.

    Examples
    --------
    >>> describe_table("codings")["column"].tolist()
    ['document', 'sentence', 'coder', 'frame']
    """
    columns = find_schema(name).columns.items()
    return pd.DataFrame(
        [(column, declared.dtype, declared.meaning) for column, declared in columns],
        columns=["column", "type", "meaning"],
    )


def check_table(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Check a table against its declaration and return it unchanged.

    Parameters
    ----------
    table
        The table.
    name
        The name of the declared table, one of TABLES.

    Returns
    -------
    pandas.DataFrame
        The same table.

    Raises
    ------
    InputError
        With all faults together: missing or undeclared columns, values of another type or outside the declared values,
        and repeated keys.

    Examples
    --------
    >>> good = pd.DataFrame({"document": ["a"], "sentence": [1], "coder": ["gold"], "frame": ["none"]})
    >>> check_table(good, "codings") is good
    True
    >>> check_table(good.assign(sentence=0).drop(columns="frame"), "codings")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 2 faults:
    table codings, row 0: sentence: found 0, expected a number from 1
    table codings: frame: found no such column, expected a column of type str
    """
    schema = find_schema(name)
    where = f"table {name}"
    if not isinstance(table, pd.DataFrame):
        raise InputError([Fault(where, "table", type(table).__name__, "a table (pandas.DataFrame)")])
    faults = [
        fault
        for column, declared in schema.columns.items()
        if (fault := _check_declared(table, column, declared, where))
    ]
    faults += [
        Fault(where, str(column), "a column nobody declared", "only " + ", ".join(schema.columns))
        for column in (table.columns if schema.strict else ())
        if column not in schema.columns
    ]
    key, unfit = list(schema.key), {fault.field for fault in faults}
    if key and not unfit & set(key) and (fault := find_duplicate_keys(table, key, where)):
        faults.append(fault)
    if faults:
        raise InputError(faults)
    return table


def _check_declared(table: pd.DataFrame, name: str, declared: Column, where: str) -> Fault | None:
    """Check one column: that it is there, its type and its values; of several faults the first."""
    if name not in table.columns:
        missing = Fault(where, name, "no such column", f"a column of type {declared.dtype}")
        return missing if declared.required else None
    if fault := check_column(table, name, _WORDS[declared.dtype], where, empty=declared.nullable):
        return fault
    column = table[name]
    if not _STORED[declared.dtype].fullmatch(stored := str(column.dtype)) or (column.empty and stored == "object"):
        return Fault(where, name, f"a column of type {stored}", f"a column of type {declared.dtype}")
    if not declared.values:
        return None
    expected, fits = _read_values(column, declared)
    unfit = column.notna() & ~fits.astype("bool")
    return name_row(unfit, Fault(where, name, _show(column[unfit].iloc[0]), expected)) if unfit.any() else None


def _read_values(column: "pd.Series[Any]", declared: Column) -> tuple[str, "pd.Series[bool]"]:
    """Return what the values of a column must be, in words, and which of them are; a missing value is none of them."""
    values = declared.values
    if values.startswith("^"):
        return f"a text of the form {values}", column.str.fullmatch(values)
    if bounds := re.fullmatch(r"(\d+) to (\d+)", values):
        least, most = map(int, bounds.groups())
        return f"a number from {values}", column.between(least, most).fillna(value=False)
    if values.startswith("from "):
        return f"a number {values}", column.ge(int(values.removeprefix("from "))).fillna(value=False)
    allowed = [*values.split("; "), *([""] if declared.empty else [])]
    return "one of " + ", ".join(value or "(empty)" for value in allowed), column.isin(allowed)


def _show(value: object) -> str:
    return f"{value!r:.80}" if isinstance(value, str) else str(value)


def make_table(data: Any, name: str) -> pd.DataFrame:
    """Make a declared table: its columns in the declared order, with the declared types, checked.

    Parameters
    ----------
    data
        A DataFrame or the data of one, such as a list of dicts. Columns that are not declared are kept, at the position
        of column *, if the table allows other columns; otherwise they are left out.
    name
        The name of the table, one of TABLES.

    Returns
    -------
    pandas.DataFrame
        The table of that name.

    Raises
    ------
    InputError
        In the cases of check_table.

    Examples
    --------
    >>> made = make_table([{"frame": "none", "coder": "gold", "sentence": 1.0, "document": "a"}], "codings")
    >>> made.columns.tolist(), made["sentence"].tolist()
    (['document', 'sentence', 'coder', 'frame'], [1])
    """
    schema = find_schema(name)
    table = data if isinstance(data, pd.DataFrame) else pd.DataFrame(data)
    if table.empty and not len(table.columns):
        table = pd.DataFrame(columns=[column for column, declared in schema.columns.items() if declared.required])
    order: list[str] = []
    for row in _group_rows()[name]:
        column = row["column"]
        order += [column] if column != "*" else [other for other in table.columns if other not in schema.columns]
    types = {column: declared.dtype for column, declared in schema.columns.items() if column in table.columns}
    return check_table(table[[column for column in order if column in table.columns]].astype(types), name)


def returns_table(
    name: str,
) -> Callable[[Callable[_Parameters, pd.DataFrame]], Callable[_Parameters, pd.DataFrame]]:
    """Declare which table a function returns, and check each returned table.

    Parameters
    ----------
    name
        The name of the table, one of TABLES.

    Returns
    -------
    function
        A decorator. The decorated function has the name of the table in its attribute table, and the columns of the
        table in its docstring.

    Examples
    --------
    >>> @returns_table("codings")
    ... def code_nothing() -> pd.DataFrame:
    ...     return pd.DataFrame({"document": ["a"], "sentence": [0], "coder": ["gold"], "frame": ["none"]})
    >>> code_nothing.table
    'codings'
    >>> code_nothing()
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    table codings, row 0: sentence: found 0, expected a number from 1
    """

    def declare(function: Callable[_Parameters, pd.DataFrame]) -> Callable[_Parameters, pd.DataFrame]:
        @wraps(function)
        def checked(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> pd.DataFrame:
            return make_table(function(*args, **kwargs), name)

        columns = ", ".join(row["column"] for row in _group_rows()[name])
        checked.__doc__ = f"{getdoc(function) or ''}\n\nReturns the table `{name}`: {columns}."
        setattr(checked, "table", name)  # noqa: B010 (a function has no such attribute for mypy)
        return checked

    return declare


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read a declared table from a .csv or .parquet file, and check it.

    Parameters
    ----------
    path
        The file.
    name
        The name of the table, one of TABLES.

    Returns
    -------
    pandas.DataFrame
        The table of that name.

    Raises
    ------
    InputError
        If the file is missing, has another ending, or does not match the declaration.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise InputError([Fault(str(path), "file ending", repr(path.suffix), ".csv or .parquet")])
    if not path.is_file():
        raise InputError([Fault(str(path), "file", "nothing there", f"a table of {name}")])
    if path.suffix == ".parquet":
        return check_table(pd.read_parquet(path), name)
    kinds = {column: declared.dtype for column, declared in find_schema(name).columns.items()}
    empty = {column: [""] for column, kind in kinds.items() if kind != "str"}
    # Whole numbers are read as texts, as a number that is too long or has decimals would become another one.
    texts = {column: "str" for column, kind in kinds.items() if kind in ("str", "int64", "Int64")}
    table = unescape_formulas(pd.read_csv(path, keep_default_na=False, na_values=empty, dtype=texts))
    present = {column: kind for column, kind in kinds.items() if column in table.columns and kind != "str"}
    if faults := [fault for column in present if column in texts for fault in _find_unfit_numbers(table[column], path)]:
        raise InputError(merge_faults(faults))
    try:
        table = table.astype(present)
    except (TypeError, ValueError) as error:
        raise InputError([Fault(str(path), "a column", str(error), f"the types of table {name}")]) from None
    return check_table(table, name)


def _find_unfit_numbers(column: "pd.Series[str]", path: Path) -> list[Fault]:
    unfit = column[column.notna() & ~column.str.fullmatch("-?[0-9]{1,18}", na=False)]
    return [
        Fault(f"{path}, row {row + 2}", str(column.name), repr(value), "a whole number", "correct the row")
        for row, value in zip(unfit.index, unfit, strict=True)
    ]

"""The schema of a CSV file, in the form of Frictionless Table Schema, from the declared table that it is."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from research.tables import read_data_rows, unescape_formula

Row = dict[str, str]
_TYPES = {"text": "string", "yes or no": "boolean", "whole": "integer", "number": "number", "day": "date"}
_WHOLE, _NUMBER = re.compile(r"[+-]?\d+"), re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
# Of the columns of a file, the part that a declared table must have for the file to be that table.
_SHARED = 0.6
# Tables that must give a column the same meaning for it to be that of any table.
_AGREED = 3
_FILTER = "the query that finds the statements behind the row: research evidence FILE:ROW lists them"


@dataclass(frozen=True)
class CsvTable:
    """A CSV file as read.

    Attributes
    ----------
    names : tuple of str
        Its header.
    columns : tuple of tuple of str
        The cells of each column.
    delimiter : str
        What stands between cells.
    commented : bool
        Whether lines that begin with # are comments.
    marked : bool
        Whether it begins with a byte order mark.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    delimiter: str
    commented: bool
    marked: bool


def read_csv_table(content: bytes) -> CsvTable | None:
    r"""Read a CSV file whose cells are all kept as texts.

    Parameters
    ----------
    content : bytes
        The file.

    Returns
    -------
    CsvTable or None
        None for what is no table: not in UTF-8, without a header, with two columns of a name, or with rows of several
        lengths.

    Examples
    --------
    >>> read_csv_table(b"# of 2026\na;b\n1;2\n").columns
    (('1',), ('2',))
    >>> read_csv_table(b"a,b\n1\n") is None
    True
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    marked, text = text.startswith("\ufeff"), text.removeprefix("\ufeff")
    commented = text.startswith("#")
    head = next((line for line in text.splitlines() if line and not (commented and line.startswith("#"))), "")
    delimiter = max(",;\t", key=head.count)
    try:
        read = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return None
    rows = [row for row in read if not (commented and row[0].startswith("#"))]
    if not rows or len(set(rows[0])) < len(rows[0]) or not all(rows[0]) or {len(row) for row in rows} != {len(rows[0])}:
        return None
    columns = tuple(zip(*rows[1:], strict=True)) if len(rows) > 1 else tuple(() for _ in rows[0])
    return CsvTable(tuple(rows[0]), columns, delimiter, commented, marked)


@cache
def _list_tables() -> dict[str, list[Row]]:
    rows = read_data_rows("tables.csv")
    declared = {name: list(group) for name, group in groupby(rows, key=lambda row: row["table"])}
    return {name: group for name, group in declared.items() if any(row["column"] != "*" for row in group)}


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


_TESTS: dict[str, Callable[[str], bool]] = {
    "integer": lambda text: bool(_WHOLE.fullmatch(text)),
    "number": lambda text: bool(_NUMBER.fullmatch(text)),
    "boolean": lambda text: text in ("True", "False", "true", "false"),
    "date": _is_date,
    "string": lambda text: True,
}


def _list_constraints(values: str) -> dict[str, Any]:
    """The declared values as constraints of a field."""
    if values.startswith("^"):
        return {"pattern": values}
    if bounds := re.fullmatch(r"(\d+) to (\d+)", values):
        return {"minimum": int(bounds[1]), "maximum": int(bounds[2])}
    if values.startswith("from "):
        return {"minimum": int(values.removeprefix("from "))}
    return {"enum": values.split("; ")} if values else {}


def _meets(text: str, constraints: dict[str, Any]) -> bool:
    if "pattern" in constraints:
        return bool(re.fullmatch(constraints["pattern"], text))
    if "enum" in constraints:
        return text in constraints["enum"]
    lowest, highest = constraints.get("minimum", float("-inf")), constraints.get("maximum", float("inf"))
    return bool(lowest <= float(text) <= highest)


def _fits(cells: Collection[str], row: Row) -> bool:
    """Whether the cells of a column are of the declared type, and of the declared values."""
    test, filled = _TESTS[_TYPES[row["type"]]], {cell for cell in cells if cell}
    if row["type"] != "text" and row["empty"] != "yes" and "" in cells:
        return False
    constraints = _list_constraints(row["values"])
    return all(map(test, filled)) and (not constraints or all(_meets(cell, constraints) for cell in filled))


def _find_declared(table: CsvTable) -> tuple[str, list[Row]]:
    """The declared table that has most of the columns, whose own the file has (but for texts), and whose values fit."""
    best: tuple[str, list[Row]] = ("", [])
    cells = dict(zip(table.names, table.columns, strict=True))
    for name, rows in _list_tables().items():
        needed = {row["column"] for row in rows if row["use"] != "optional"} - {"*", "text"}
        shared = [row for row in rows if row["column"] in cells]
        if len(shared) <= max(len(best[1]), _SHARED * len(cells)) or not needed <= cells.keys():
            continue
        if all(_fits(cells[row["column"]], row) for row in shared):
            best = (name, shared)
    return best


def _describe_other(name: str, cells: Sequence[str]) -> dict[str, Any]:
    """A field that the declared table does not have: its meaning in other tables, its type from its values."""
    known = [row for rows in _list_tables().values() for row in rows if row["column"] == name]
    fitting = Counter(
        (row["type"], row["meaning"]) for row in known if _fits(cells, {**row, "empty": "yes", "values": ""})
    )
    if name == "filter":
        return {"name": name, "type": "string", "description": _FILTER}
    ((kind, meaning), count) = fitting.most_common(1)[0] if fitting else (("", ""), 0)
    # A name that few tables have, or that means several things, says nothing of what it means here.
    if count >= _AGREED and 2 * count > fitting.total():
        return {"name": name, "type": _TYPES[kind], "description": meaning}
    filled = [cell for cell in cells if cell]
    kinds = (kind for kind in ("boolean", "integer", "number", "date") if filled and all(map(_TESTS[kind], filled)))
    return {"name": name, "type": next(kinds, "string")}


def _describe_declared(row: Row) -> dict[str, Any]:
    constraints = _list_constraints(row["values"])
    if row["type"] != "text" and row["empty"] != "yes":
        constraints = {"required": True, **constraints}
    field = {"name": row["column"], "type": _TYPES[row["type"]], "description": row["meaning"]}
    return field | ({"constraints": constraints} if constraints else {})


def _find_key(table: CsvTable, rows: Sequence[Row]) -> list[str]:
    """The declared key, or it with the sample, where no cell of it is empty and no two rows have the same."""
    declared = [row["column"] for row in rows if row["use"] == "key"]
    cells = dict(zip(table.names, table.columns, strict=True))
    for key in [declared, ["sample", *declared]] if "sample" in cells and "sample" not in declared else [declared]:
        values = list(zip(*(cells[name] for name in key), strict=True))
        if declared and len(set(values)) == len(values) and all(map(all, values)):
            return key
    return []


def describe_schema(table: CsvTable) -> tuple[str, dict[str, Any]]:
    """Describe the columns of a CSV file.

    Parameters
    ----------
    table : CsvTable
        Of read_csv_table.

    Returns
    -------
    name : str
        The declared table that it is; empty where it is none.
    schema : dict
        A Table Schema: fields with names, types, meanings and constraints, and the key. Columns that the declared table
        does not have take their meaning from tables that do, and their type from their values.

    Examples
    --------
    >>> made = read_csv_table(b"document,sentence,coder,frame\\na,1,gold,none\\n")
    >>> name, schema = describe_schema(made)
    >>> name, [field["type"] for field in schema["fields"]], schema["primaryKey"]
    ('codings', ['string', 'integer', 'string', 'string'], ['document', 'sentence', 'coder', 'frame'])
    """
    escaped = tuple(tuple(map(unescape_formula, cells)) for cells in table.columns)
    plain = CsvTable(table.names, escaped, table.delimiter, table.commented, table.marked)
    name, rows = _find_declared(plain)
    declared = {row["column"]: row for row in rows}
    fields = [
        _describe_declared(declared[column]) if column in declared else _describe_other(column, cells)
        for column, cells in zip(plain.names, plain.columns, strict=True)
    ]
    key = _find_key(plain, rows)
    return name, {"fields": fields, "missingValues": [""]} | ({"primaryKey": key} if key else {})

"""Reader of tables written by programs: the rows of .json, .jsonl and .parquet files, value by value."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from research.tables.bounds import iter_lines, open_file, read_bytes
from research.tables.faults import Fault, InputError
from research.tables.notations import parse_json

Row = tuple[int, dict[str, Any] | Fault]
_LINE = ("a JSON object on each line", "give a file that is one JSON list or object the ending .json")
_BATCH = 1000


def iter_json_lines(path: Path) -> Iterator[Row]:
    """Read the objects of a .jsonl file line by line.

    Parameters
    ----------
    path
        The file.

    Yields
    ------
    tuple of int and (dict or Fault)
        The number of the line and its object, or a fault if the line has no object; empty lines are left out.

    Raises
    ------
    InputError
        If the file cannot be read or is not in UTF-8.
    """
    where = path.as_posix()
    try:
        for number, line in enumerate(iter_lines(path), start=1):
            if line.strip():
                yield number, _parse_line(line, f"{where}, line {number}")
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x}"
        raise InputError([Fault(where, "encoding", found, "UTF-8", "save the file as UTF-8")]) from None


def _parse_line(line: str, where: str) -> dict[str, Any] | Fault:
    try:
        value = parse_json(line, where, expected=_LINE[0], remedy=_LINE[1])
    except InputError as error:
        return error.faults[0]
    return value if isinstance(value, dict) else Fault(where, "JSON", repr(line.strip()[:30]), *_LINE)


def read_json(path: Path) -> tuple[list[Row], list[str]]:
    """Read the rows of a file with one JSON list of objects, one object that contains such a list, or one object.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    rows : list of tuple of int and (dict or Fault)
        The number of each row, from 1, and its object, or a fault if the row is not an object.
    notes : list of str
        How the rows were found, if the file is not a list.

    Raises
    ------
    InputError
        If the file cannot be read, is not in UTF-8, or contains any other JSON value.
    """
    where = path.as_posix()
    expected = "a JSON list of objects"
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x} at offset {error.start}"
        raise InputError([Fault(where, "encoding", found, "UTF-8", "save the file as UTF-8")]) from None
    remedy = "export it again; a file with an object on each line has the ending .jsonl"
    value = parse_json(text, where, expected=expected, remedy=remedy)
    notes = list[str]()
    if isinstance(value, dict):
        lists = {name: held for name, held in value.items() if isinstance(held, list) and held}
        held = [name for name, rows in lists.items() if all(isinstance(row, dict) for row in rows)]
        if len(held) == 1 and not any(isinstance(other, str) and len(other) > 200 for other in value.values()):
            notes.append(f"the rows are those of its list {held[0]!r}")
            value = value[held[0]]
        else:
            notes.append("one object, taken for one row")
            value = [value]
    if not isinstance(value, list):
        raise InputError([Fault(where, "content", repr(value)[:40], expected, "export it again")])
    rows: list[Row] = []
    for number, row in enumerate(value, start=1):
        fault = Fault(f"{where}, row {number}", "row", repr(row)[:40], "an object of named values", "export it again")
        rows.append((number, row if isinstance(row, dict) else fault))
    return rows, notes


def iter_parquet(path: Path) -> Iterator[tuple[tuple[str, ...], list[dict[str, Any]]]]:
    """Read a parquet file in pieces of at most 1,000 rows.

    Parameters
    ----------
    path
        The file.

    Yields
    ------
    tuple of tuple of str and list of dict
        The names of the columns and some rows; a file without rows gives the names and an empty list.

    Raises
    ------
    InputError
        If the file cannot be read or is not a parquet file.
    """
    try:
        with open_file(path) as raw, pq.ParquetFile(raw) as file:
            names = tuple(map(str, file.schema_arrow.names))
            empty = True
            for batch in file.iter_batches(_BATCH):
                empty = False
                yield names, batch.to_pylist()
            if empty:
                yield names, []
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        found = " ".join(str(error).split())[:100]
        raise InputError([Fault(path.as_posix(), "file", found, "a parquet table", "export it again")]) from None

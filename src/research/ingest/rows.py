"""A csv, jsonl or parquet table -> rows of fields, and which column is taken for which field."""

import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from research.ingest.decoding import decode_bytes
from research.ingest.fields import read_fields
from research.ingest.words import join_faults, read_words
from research.records import FIELDS
from research.tables import Fault, InputError

TABLE_FIELDS = ("text", "title", *FIELDS)
Row = tuple[str, str, dict[str, str], tuple[str, ...], str]  # name, text, fields, notes, fault
_DELIMITERS = ",;\t|"


def read_rows(path: Path, content: bytes, columns: Mapping[str, str], today: date) -> tuple[list[Row], str]:
    """Read every row of a table, and say which column is taken for which field; a bad row becomes a fault of its own.

    Raises InputError where a column named in columns is not there, or none holds the text.
    """
    suffix, notes = path.suffix.lower(), tuple[str, ...]()
    if suffix == ".parquet":
        table = pq.read_table(io.BytesIO(content))
        records: list[dict[str, Any] | str] = table.to_pylist()
        names = list(table.column_names)
    else:
        text, notes = decode_bytes(content, str(path))
        records = _read_jsonl(text) if suffix == ".jsonl" else _read_csv(text, str(path))
        names = list(dict.fromkeys(name for record in records if isinstance(record, dict) for name in record))
    mapping = map_columns(names, columns, str(path))
    table = {
        name: [_render(record.get(name)) if isinstance(record, dict) else "" for record in records] for name in names
    }
    found = read_fields(table, mapping, where=str(path), today=today, given=columns)
    rows: list[Row] = []
    for number, (record, fields, told) in enumerate(zip(records, found.rows, found.notes, strict=True), start=1):
        name = f"{path}, row {number}"
        if isinstance(record, str):
            fault = join_faults([Fault(name, "row", record, "an object of named values")])
            rows.append((name, "", {}, notes, fault))
            continue
        rows.append((name, fields.pop("text"), {"complete": "true", **fields}, (*notes, *told), ""))
    return rows, "; ".join([_describe_mapping(path, found.mapping, names), *found.remarks])


def map_columns(names: Iterable[str], columns: Mapping[str, str], where: str) -> dict[str, str]:
    """Choose the column of each field: the one named in columns, else that of the field's name, else a known synonym.

    >>> map_columns(["Isi", "link", "nomor"], {}, "a.csv")
    {'text': 'Isi', 'url': 'link'}
    >>> map_columns(["nomor"], {}, "a.csv")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    a.csv: columns: found nomor, expected one that holds the text; name it with --column text=...
    """
    names = list(names)
    folded = {name.strip().lower(): name for name in reversed(names)}
    listed = ", ".join(names)
    if missing := [f"{column!r} for {field}" for field, column in columns.items() if column not in names]:
        raise InputError([Fault(where, "columns", listed, "also " + ", ".join(missing), "mend --column")])
    mapping = {}
    for field in TABLE_FIELDS:
        known = [field, *read_words()["columns"].get(field, [])]
        chosen = columns.get(field) or next((folded[name] for name in known if name in folded), None)
        if chosen:
            mapping[field] = chosen
    if "text" not in mapping:
        remedy = "name it with --column text=..."
        raise InputError([Fault(where, "columns", listed, "one that holds the text", remedy)])
    return mapping


def _describe_mapping(path: Path, mapping: Mapping[str, str], names: list[str]) -> str:
    unused = [name for name in names if name not in mapping.values()]
    rest = f"; not used: {', '.join(unused)}" if unused else ""
    line = f"{path}: columns " + ", ".join(f"{field}={column}" for field, column in mapping.items()) + rest
    return " ".join(line.splitlines())


def _read_csv(text: str, where: str) -> list[dict[str, Any] | str]:
    header = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        table = pd.read_csv(io.StringIO(text), sep=delimiter, dtype="str", keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        found = " ".join(str(error).split())
        raise InputError([Fault(where, "content", found, "a table with one header row", "export it again")]) from None
    return [{str(name): value for name, value in row.items()} for row in table.fillna("").to_dict("records")]


def _read_jsonl(text: str) -> list[dict[str, Any] | str]:
    rows: list[dict[str, Any] | str] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            rows.append(f"no JSON ({error})")
            continue
        rows.append(value if isinstance(value, dict) else f"{type(value).__name__} {line[:20]}")
    return rows


def _render(value: Any) -> str:
    """A cell as text, a day in ISO form, a list as paragraphs, nothing where it is empty."""
    if isinstance(value, list):
        return "\n\n".join(map(_render, value))
    if value is None or value != value:  # not a number is unequal to itself
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

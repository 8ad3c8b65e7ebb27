"""The way from corpus/ to the documents table; the only reader of corpus/documents."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import yaml

from research.tables import DATE_PRECISIONS, KINDS, RENDITIONS, SCHEMAS, Fault, InputError, check_table

NATIONAL = "Nasional"
FIELDS = (
    "id",
    "outlet",
    "url",
    "published",
    "date_precision",
    "election",
    "region",
    "province",
    "kind",
    "rendition",
    "complete",
)
FILE_FIELDS = {"document": "id", **{field: field for field in FIELDS if field != "id"}}
Record = dict[str, Any]
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ELECTION = re.compile(r"[a-z]+(-[a-z]+)*-(\d{4})")
_FRONT_MATTER = re.compile(r"---\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class _Rules:
    """What a record is checked against: the last allowed day, the provinces, the elections that the corpus lists."""

    today: date
    islands: dict[str, str]
    elections: frozenset[str] | None


@cache
def _read_data(name: str) -> pd.DataFrame:
    with resources.files("research.data").joinpath(name).open(encoding="utf-8") as file:
        return pd.read_csv(file, comment="#")


def read_provinces() -> pd.DataFrame:
    """List the 38 provinces: province, island, code (ISO 3166-2:ID), row and column in the tile map.

    >>> read_provinces().set_index("province").loc["Bali", "island"]
    'Bali and Nusa Tenggara'
    """
    return _read_data("provinces.csv").copy()


def read_elections(path: Path) -> pd.DataFrame:
    """Read elections.csv of the corpus folder: election, label, kind (regional or general), voting_day.

    Raises InputError where the file is missing or lacks a column.
    """
    file = Path(path) / "elections.csv"
    columns = ["election", "label", "kind", "voting_day"]
    if not file.is_file():
        raise InputError([Fault(str(file), "file", "nothing there", "a table of " + ", ".join(columns))])
    table = pd.read_csv(file, comment="#")
    if missing := [column for column in columns if column not in table.columns]:
        raise InputError([Fault(str(file), "columns", ", ".join(table.columns), "also " + ", ".join(missing))])
    table["voting_day"] = pd.to_datetime(table["voting_day"])
    return table.sort_values("voting_day", ignore_index=True)


def read_documents(path: Path, *, today: date | None = None) -> pd.DataFrame:
    """Read a corpus folder, or a parquet file of the same columns, as the documents table, sorted by document.

    A verbatim copy in originals/<id>.txt of the folder takes the place of the text of the document with that id. A
    document of rendition metadata has no text until its verbatim copy is there. Raises InputError with every fault of
    every file: front matter, dates after today (the day of the call where none is given), unknown provinces, empty
    bodies, ids that are not the file's name, urls used twice.

    >>> read_documents(Path("no/such/corpus"))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    no/such/corpus: corpus: found nothing there, expected a folder with documents/*.md, or a parquet file; ...
    """
    return pd.concat(_read_chunks(Path(path), _make_rules(Path(path), today), chunk=1000), ignore_index=True)


def iter_documents(path: Path, *, chunk: int = 1000, today: date | None = None) -> Iterator[pd.DataFrame]:
    """Yield the documents table in pieces of at most chunk documents, in the order of the sources.

    Everything is checked before the first piece is yielded, so that a fault in the last file stops the run at its
    start; memory stays that of one piece, and the ids and urls seen. Raises InputError as read_documents does.
    """
    path, rules = Path(path), _make_rules(Path(path), today)
    for _ in _read_chunks(path, rules, chunk=chunk):
        pass
    yield from _read_chunks(path, rules, chunk=chunk)


def find_warnings(documents: pd.DataFrame) -> pd.DataFrame:
    """List what is allowed but worth knowing: document, field, warning; an empty url, a missing text."""
    no_url = documents.loc[documents["url"] == "", ["document"]].assign(field="url", warning="no address")
    no_text = documents.loc[documents["text"] == "", ["document"]].assign(field="text", warning="verbatim copy missing")
    return pd.concat([no_url, no_text]).sort_values(["document", "field"], ignore_index=True)


def _make_rules(path: Path, today: date | None) -> _Rules:
    provinces = read_provinces()
    listed = (path / "elections.csv").is_file()
    return _Rules(
        today=today or date.today(),
        islands={**dict(zip(provinces["province"], provinces["island"], strict=True)), NATIONAL: ""},
        elections=frozenset(read_elections(path)["election"]) if listed else None,
    )


def _read_chunks(path: Path, rules: _Rules, *, chunk: int) -> Iterator[pd.DataFrame]:
    if path.suffix == ".parquet" and path.is_file():
        records = _read_parquet(path, rules, chunk)
    elif (path / "documents").is_dir():
        records = _read_folder(path, rules)
    else:
        expected = "a folder with documents/*.md, or a parquet file"
        raise InputError([Fault(str(path), "corpus", "nothing there", expected, "check the path")])
    faults: list[Fault] = []
    piece: list[Record] = []
    seen: dict[tuple[str, str], str] = {}
    for where, record, found in records:
        faults += [*found, *_find_repeated(where, record, seen)]
        piece.append(record)
        if faults:
            piece = []
        elif len(piece) == chunk:
            yield _make_table(piece)
            piece = []
    if faults:
        raise InputError(faults)
    if not seen:
        raise InputError([Fault(str(path), "corpus", "no document", "at least one", "add documents/<id>.md")])
    if piece:
        yield _make_table(piece)


def _find_repeated(where: str, record: Record, seen: dict[tuple[str, str], str]) -> list[Fault]:
    """Faults of an id or url that an earlier record has; remembers where this record's stand."""
    faults = []
    for field in ("document", "url"):
        value = record.get(field)
        if value and (first := seen.setdefault((field, value), where)) != where:
            expected = "a value no other document has"
            faults.append(Fault(where, FILE_FIELDS[field], repr(value), expected, f"{first} has it; keep one"))
    return faults


def _make_table(records: list[Record]) -> pd.DataFrame:
    columns = SCHEMAS["documents"].columns
    kinds = {name: "str" for name, column in columns.items() if str(column.dtype).startswith("string")}
    table = pd.DataFrame(records, columns=list(columns)).astype(kinds)
    table = table.astype({"published": "datetime64[s]", "election_year": "int64", "complete": "bool"})
    return check_table(table.sort_values("document", ignore_index=True), "documents")


def _read_folder(path: Path, rules: _Rules) -> Iterator[tuple[str, Record, list[Fault]]]:
    files = sorted((path / "documents").glob("*.md"), key=lambda file: file.stem)
    originals = {file.stem: file for file in (path / "originals").glob("*.txt")}
    for file in files:
        record, faults = _read_file(file, originals.pop(file.stem, None))
        yield str(file), record, faults or _check_record(record, str(file), rules)
    for file in originals.values():
        expected = f"a document {file.stem}.md that it stands in for"
        yield str(file), {}, [Fault(str(file), "file", "no such document", expected, "rename or remove it")]


def _read_file(file: Path, original: Path | None) -> tuple[Record, list[Fault]]:
    text, faults = _decode(file)
    if faults:
        return {}, faults
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, [Fault(str(file), "front matter", repr(text[:20]), "a block between two lines ---")]
    try:
        # BaseLoader keeps every value as the text that stands there: no, 2018-01-09 and 1e3 stay what they are.
        fields = yaml.load(match[1], Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 2}" if mark else "front matter"
        found = str(getattr(error, "problem", None) or error)
        return {}, [Fault(str(file), line, found, "YAML of the form field: value", "quote values that hold a colon")]
    faults = _check_fields(file, fields)
    if faults:
        return {}, faults
    body = text[match.end() :]
    if original:
        body, faults = _decode(original)
        fields["rendition"] = "verbatim"
    return _make_record(fields, body), faults


def _decode(file: Path) -> tuple[str, list[Fault]]:
    try:
        return file.read_bytes().decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x} at offset {error.start}"
        return "", [Fault(str(file), "encoding", found, "UTF-8", "save the file as UTF-8")]


def _check_fields(file: Path, fields: Any) -> list[Fault]:
    if not isinstance(fields, dict):
        return [Fault(str(file), "front matter", repr(fields)[:40], "lines of the form field: value")]
    faults = [
        Fault(str(file), name, "no such field", "a value, or nothing after the colon")
        for name in FIELDS
        if name not in fields
    ]
    faults += [
        Fault(str(file), str(name), "a field nobody declared", "only " + ", ".join(FIELDS))
        for name in fields
        if name not in FIELDS
    ]
    faults += [
        Fault(str(file), str(name), repr(value)[:40], "one value on one line")
        for name, value in fields.items()
        if not isinstance(value, str)
    ]
    if isinstance(fields.get("id"), str) and fields["id"] != file.stem:
        remedy = "rename the file or mend the id"
        faults.append(Fault(str(file), "id", repr(fields["id"]), f"{file.stem!r}, the file's name", remedy))
    return faults


def _make_record(fields: dict[str, str], text: str) -> Record:
    record: Record = {column: fields[field] for column, field in FILE_FIELDS.items()}
    return {**record, "text": text if text.strip() else "", "sha256": _hash(text if text.strip() else "")}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read_parquet(path: Path, rules: _Rules, chunk: int) -> Iterator[tuple[str, Record, list[Fault]]]:
    file = pq.ParquetFile(path)
    declared = list(SCHEMAS["documents"].columns)
    if missing := [name for name in declared if name not in file.schema_arrow.names]:
        raise InputError(
            [Fault(str(path), "columns", ", ".join(file.schema_arrow.names), "also " + ", ".join(missing))]
        )
    row = 0
    for batch in file.iter_batches(batch_size=chunk, columns=declared):
        for record in batch.to_pylist():
            row += 1
            where = f"{path}, row {row}"
            record["published"] = str(record["published"])[:10]
            record["complete"] = str(record["complete"]).lower()
            yield where, record, _check_record(record, where, rules)


def _check_record(record: Record, where: str, rules: _Rules) -> list[Fault]:
    """Check the values of one document, whatever it was read from, and give them their types in place."""
    faults = [
        Fault(where, FILE_FIELDS.get(field, field), repr(value), expected, remedy)
        for field, value, expected, remedy in _find_unfit(record, rules)
    ]
    election = _ELECTION.fullmatch(record["election"])
    given = {name: record[name] for name in ("island", "election_year", "sha256") if name in record}
    derived = {
        "island": rules.islands.get(record["province"], ""),
        "election_year": int(election[2]) if election else 0,
        "sha256": _hash(record["text"]),
    }
    for name, value in given.items():
        if not faults and value != derived[name]:
            faults.append(Fault(where, name, repr(value), repr(derived[name]), "mend it or the field it follows from"))
    record.update(derived, complete=record["complete"] == "true", published=record["published"])
    return faults


def _find_unfit(record: Record, rules: _Rules) -> Iterator[tuple[str, str, str, str]]:
    """Yield field, value, what was expected and the remedy for each value that does not fit."""
    allowed = {
        "province": (tuple(rules.islands), "one of the 38 provinces of 2022, or Nasional", "write the full name"),
        "kind": (KINDS, " or ".join(KINDS), ""),
        "rendition": (RENDITIONS, " or ".join(RENDITIONS), ""),
        "date_precision": (DATE_PRECISIONS, " or ".join(DATE_PRECISIONS), ""),
        "complete": (("true", "false"), "true or false", ""),
    }
    for field, (values, expected, remedy) in allowed.items():
        if record[field] not in values:
            yield field, record[field], expected, remedy
    for field in ("outlet", "region"):
        if not record[field].strip():
            yield field, record[field], "a name", ""
    if not _ID.fullmatch(record["document"]):
        yield "document", record["document"], "lower-case letters, digits and single hyphens", "rename the document"
    if not _ELECTION.fullmatch(record["election"]):
        yield "election", record["election"], "kind and year, such as pilkada-2020", ""
    elif rules.elections is not None and record["election"] not in rules.elections:
        yield "election", record["election"], "one of those in elections.csv", "mend it, or add the election there"
    yield from _find_unfit_text(record)
    yield from _find_unfit_date(record["published"], rules.today)


def _find_unfit_text(record: Record) -> Iterator[tuple[str, str, str, str]]:
    if not record["text"] and record["rendition"] != "metadata":
        yield "text", "", "a body below the front matter", "add it, or set rendition: metadata"
    elif record["text"] and record["rendition"] == "metadata":
        yield "text", record["text"][:20], "no body, as the rendition is metadata", "move it to originals/"
    if "\0" in record["text"]:
        yield "text", "NUL", "text without NUL characters", "export the file again"


def _find_unfit_date(published: str, today: date) -> Iterator[tuple[str, str, str, str]]:
    try:
        day = date.fromisoformat(published)
    except ValueError:
        day = None
    if day is None or len(published) != 10:
        yield "published", published, "a day of the calendar, as 2020-12-31", ""
    elif day > today:
        yield "published", published, f"no day after {today}", "mend the date, or name another day with --today"

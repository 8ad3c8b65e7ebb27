"""One document as it is written down: a file of front matter and body, or a row; read and checked field by field."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from research.tables import DATE_PRECISIONS, KINDS, RENDITIONS, Fault

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
class Rules:
    """What a record is checked against: the last allowed day, the provinces, the elections that the corpus lists."""

    today: date
    islands: dict[str, str]
    elections: frozenset[str] | None


def read_file(file: Path, original: Path | None) -> tuple[Record, list[Fault]]:
    """Read a document's file, its text from original where there is one; an empty record where there are faults."""
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


def check_record(record: Record, where: str, rules: Rules) -> list[Fault]:
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


def _find_unfit(record: Record, rules: Rules) -> Iterator[tuple[str, str, str, str]]:
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

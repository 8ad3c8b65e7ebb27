"""One document as it is written down: a file of front matter and body, or a row; read and checked field by field."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from research.tables import (
    DATE_PRECISIONS,
    KINDS,
    RENDITIONS,
    Fault,
    InputError,
    check_characters,
    check_length,
    read_bytes,
    split_front_matter,
)

FIELDS = (
    "id",
    "title",
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
# What a restated document does not have, since it would be the original's own words.
OPTIONAL = {"title"}
FILE_FIELDS = {"document": "id", **{field: field for field in FIELDS if field != "id"}}
Record = dict[str, Any]
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ELECTION = re.compile(r"[a-z]+(-[a-z]+)*-(\d{4})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Nothing but pages: javascript: and data: addresses would run where a list of evidence is clicked.
_ADDRESS = re.compile(r"https?://[^\s/\"'<>\\]+(?:[/?#][^\s\"<>\\]*)?", re.IGNORECASE)


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
    try:
        fields, body = split_front_matter(text, file.as_posix())
    except InputError as error:
        return {}, list(error.faults)
    if fields is None:
        return {}, [Fault(file.as_posix(), "front matter", repr(text[:20]), "a block between two lines ---")]
    faults = _check_fields(file, fields)
    if not isinstance(fields, dict):
        return {}, faults
    if original:
        body, unread = _decode(original)
        if not unread and not body.strip():
            unread = [Fault(original.as_posix(), "text", "nothing", "the verbatim text", "add it or remove the file")]
        faults += unread
        fields["rendition"] = "verbatim"
    return _make_record(fields, body), faults


def _decode(file: Path) -> tuple[str, list[Fault]]:
    try:
        text = read_bytes(file).decode("utf-8-sig")
        fault = check_length(text, file.as_posix()) or check_characters(text, file.as_posix(), "text")
        return ("", [fault]) if fault else (text, [])
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x} at offset {error.start}"
        return "", [Fault(file.as_posix(), "encoding", found, "UTF-8", "save the file as UTF-8")]
    except InputError as error:
        return "", list(error.faults)


def _check_fields(file: Path, fields: Any) -> list[Fault]:
    if not isinstance(fields, dict):
        return [Fault(file.as_posix(), "front matter", repr(fields)[:40], "lines of the form field: value")]
    faults = [
        Fault(file.as_posix(), name, "no such field", "a value, or nothing after the colon")
        for name in FIELDS
        if name not in fields and name not in OPTIONAL
    ]
    faults += [
        Fault(file.as_posix(), str(name), "a field nobody declared", "only " + ", ".join(FIELDS))
        for name in fields
        if name not in FIELDS
    ]
    faults += [
        Fault(file.as_posix(), str(name), repr(value)[:40], "one value on one line")
        for name, value in fields.items()
        if not isinstance(value, str)
    ]
    if isinstance(fields.get("id"), str) and fields["id"] != file.stem:
        remedy = "rename the file or mend the id"
        faults.append(Fault(file.as_posix(), "id", repr(fields["id"]), f"{file.stem!r}, the file's name", remedy))
    return faults


def _make_record(fields: dict[str, str], text: str) -> Record:
    record: Record = {c: fields[f] for c, f in FILE_FIELDS.items() if isinstance(fields.get(f), str)}
    record = {**dict.fromkeys(OPTIONAL, ""), **record}
    return {**record, "text": text if text.strip() else "", "sha256": _hash(text if text.strip() else "")}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def is_address(url: str) -> bool:
    """Whether a url is that of a page.

    >>> is_address("https://kabar.example/berita/1"), is_address("javascript:alert(1)")
    (True, False)
    """
    return bool(_ADDRESS.fullmatch(url))


def is_election(name: str) -> bool:
    """Whether a name is that of an election: kind and year.

    >>> is_election("pilkada-2020"), is_election("2020")
    (True, False)
    """
    return _ELECTION.fullmatch(name) is not None


def check_record(record: Record, where: str, rules: Rules) -> list[Fault]:
    """Check the values that a record has, whatever it was read from, and give a sound one its types in place."""
    if unusable := _find_unusable(record, where):
        return unusable
    faults = [
        Fault(where, FILE_FIELDS.get(field, field), repr(value), expected, remedy)
        for field, value, expected, remedy in _find_unfit(record, rules)
    ]
    if faults or not set(FILE_FIELDS) <= set(record):
        return faults
    derived = {
        "island": rules.islands[record["province"]],
        "election_year": int(record["election"][-4:]),
        "sha256": _hash(record["text"]),
    }
    for name, value in derived.items():
        if record.get(name, value) != value:
            remedy = "mend it or the field it follows from"
            faults.append(Fault(where, name, repr(record[name]), repr(value), remedy))
    record.update(derived, complete=record["complete"] == "true")
    return faults


def _find_unusable(record: Record, where: str) -> list[Fault]:
    """Values that are no text, or hold characters that no text may: nothing further can be said of them."""
    faults = []
    for field in ("text", *FILE_FIELDS):
        value, name = record.get(field, ""), FILE_FIELDS.get(field, field)
        if not isinstance(value, str):
            found = f"{type(value).__name__} {str(value)[:20]!r}"
            faults.append(Fault(where, name, found, "text", "turn the column into text"))
        elif fault := check_characters(value, where, name) or check_length(value, where, name):
            faults.append(fault)
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
        if field in record and record[field] not in values:
            yield field, record[field], expected, remedy
    for field in ("outlet", "region"):
        if field in record and not record[field].strip():
            yield field, record[field], "a name", ""
    if "document" in record and not _ID.fullmatch(record["document"]):
        yield "document", record["document"], "lower-case letters, digits and single hyphens", "rename the document"
    if record.get("url") and not is_address(record["url"]):
        yield "url", record["url"], "an address that begins with http:// or https://", "leave it empty or mend it"
    election = record.get("election")
    if election is not None and not _ELECTION.fullmatch(election):
        yield "election", election, "kind and year, such as pilkada-2020", ""
    elif election is not None and rules.elections is not None and election not in rules.elections:
        yield "election", election, "one of those in elections.csv", "mend it, or add the election there"
    yield from _find_unfit_text(record)
    if "published" in record:
        yield from _find_unfit_date(record["published"], rules.today)


def _find_unfit_text(record: Record) -> Iterator[tuple[str, str, str, str]]:
    text, rendition = record.get("text", ""), record.get("rendition")
    if not text and rendition in ("restated", "verbatim"):
        yield "text", "", "a body below the front matter", "add it, or set rendition: metadata"
    elif text and rendition == "metadata":
        yield "text", text[:20], "no body, as the rendition is metadata", "move it to originals/"


def _find_unfit_date(published: str, today: date) -> Iterator[tuple[str, str, str, str]]:
    try:
        # Python also reads weeks (2018-W02-2) and days without hyphens.
        day = date.fromisoformat(published) if _DAY.fullmatch(published) else None
    except ValueError:
        day = None
    if day is None:
        yield "published", published, "a day of the calendar, as 2020-12-31", ""
    elif day > today:
        yield "published", published, f"no day after {today}", "mend the date, or name another day with --today"

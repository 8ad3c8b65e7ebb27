"""Reading and checking of one document: a file with front matter and text, or one row of a table."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from research.corpus.declarations import Declarations
from research.corpus.lists import PERIOD, find_year
from research.tables import (
    DATE_PRECISIONS,
    NATIONAL,
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
    "sample",
    "complete",
)
# Optional: a restated document has no headline, as it would repeat the words of the original, and a corpus need not
# declare samples.
OPTIONAL = {"title", "sample"}
FILE_FIELDS = {"document": "id", **{field: field for field in FIELDS if field != "id"}}
Record = dict[str, Any]
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Only web pages: javascript: and data: addresses would run when a reader clicks on them in a list of evidence.
_ADDRESS = re.compile(r"https?://[^\s/\"'<>\\]+(?:[/?#][^\s\"<>\\]*)?", re.IGNORECASE)


@dataclass(frozen=True)
class RecordRules:
    """The rules against which a record is checked.

    Attributes
    ----------
    today
        The last allowed day of publication.
    declared
        The content of corpus.toml.
    elections
        The year of each period that the corpus lists, by its id; None if it has no such list, so that any period is
        allowed.
    period
        The name of the field of front matter with the period of a document.
    samples
        The codes of the samples that the corpus declares; any is allowed if it declares none.
    """

    today: date
    declared: Declarations
    elections: Mapping[str, int | None] | None = None
    period: str = "election"
    samples: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields of front matter in their order."""
        return (*(self.period if name == "election" else name for name in FIELDS), *self.declared.fields)

    def name_field(self, column: str) -> str:
        """Return the name of the field of front matter that fills a column."""
        return self.period if column == "election" else FILE_FIELDS.get(column, column)

    @cached_property
    def optional(self) -> set[str]:
        """The columns that a record may lack."""
        return {
            *OPTIONAL,
            *self.declared.fields,
            *(["election"] if self.elections is None else []),
            *([] if self.declared.places else ["region", "province"]),
        }

    @cached_property
    def islands(self) -> Mapping[str, str]:
        """The allowed values of province, each with its group."""
        return {**self.declared.places, NATIONAL: ""} if self.declared.places else {"": ""}

    @cached_property
    def allowed(self) -> Mapping[str, tuple[Collection[str], str, str]]:
        """The allowed values of each field that has a list of them, in words, and the remedy for others."""
        kinds = tuple(self.declared.kinds)
        own = {name: field.values for name, field in self.declared.fields.items() if field.values}
        allowed: dict[str, tuple[Collection[str], str, str]] = {
            "province": (tuple(self.islands), *_expect_place(self.declared)),
            "kind": (kinds, " or ".join(kinds), "mend it, or declare it in corpus.toml"),
            "rendition": (RENDITIONS, " or ".join(RENDITIONS), ""),
            "date_precision": (DATE_PRECISIONS, " or ".join(DATE_PRECISIONS), ""),
            "complete": (("true", "false"), "true or false", ""),
            **{name: (("", *values), " or ".join(values), "") for name, values in own.items()},
        }
        if self.samples:
            expected = "one of those in samples.toml: " + ", ".join(self.samples)
            allowed["sample"] = (self.samples, expected, "write it, or declare the sample there")
        return allowed


def read_file(file: Path, original: Path | None, rules: RecordRules | None = None) -> tuple[Record, list[Fault]]:
    """Read the file of a document.

    Parameters
    ----------
    file
        The .md file with front matter and text.
    original
        The verbatim copy that replaces its text, or None.
    rules
        The rules for the fields; the defaults for news from Indonesia if None.

    Returns
    -------
    record : dict
        The values of the document by column; empty if its front matter cannot be read.
    faults : list of Fault
        The faults of the file and of its fields; check_record checks the values.
    """
    rules = rules or RecordRules(date.today(), Declarations())
    text, faults = _decode(file)
    if faults:
        return {}, faults
    try:
        fields, body = split_front_matter(text, file.as_posix())
    except InputError as error:
        return {}, list(error.faults)
    if fields is None:
        return {}, [Fault(file.as_posix(), "front matter", repr(text[:20]), "a block between two lines ---")]
    faults = _check_fields(file, fields, rules)
    if not isinstance(fields, dict):
        return {}, faults
    if original:
        body, unread = read_original(original)
        faults += unread
        fields["rendition"] = "verbatim"
    return _make_record(fields, body, rules), faults


def read_original(file: Path) -> tuple[str, list[Fault]]:
    """Read a verbatim copy: its text, empty if it is blank or cannot be read, and its faults."""
    text, faults = _decode(file)
    if not faults and not text.strip():
        text, faults = "", [Fault(file.as_posix(), "text", "nothing", "the verbatim text", "add it or remove the file")]
    return text, faults


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


def _check_fields(file: Path, fields: Any, rules: RecordRules) -> list[Fault]:
    if not isinstance(fields, dict):
        return [Fault(file.as_posix(), "front matter", repr(fields)[:40], "lines of the form field: value")]
    faults = [
        Fault(file.as_posix(), name, "no such field", "a value, or nothing after the colon")
        for name in rules.fields
        if name not in fields and ("election" if name == rules.period else name) not in rules.optional
    ]
    faults += [
        Fault(
            file.as_posix(),
            str(name),
            "a field nobody declared",
            "only " + ", ".join(rules.fields),
            "declare it in corpus.toml, or rename or remove it",
        )
        for name in fields
        if name not in rules.fields
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


def _make_record(fields: dict[str, str], text: str, rules: RecordRules) -> Record:
    names = {column: rules.name_field(column) for column in (*FILE_FIELDS, *rules.declared.fields)}
    record: Record = {column: fields[name] for column, name in names.items() if isinstance(fields.get(name), str)}
    record = {**dict.fromkeys(rules.optional, ""), **record}
    return {**record, "text": text if text.strip() else "", "sha256": _hash(text if text.strip() else "")}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def is_url(url: str) -> bool:
    """Return whether a text is an http or https address of a web page.

    Parameters
    ----------
    url
        The text.

    Returns
    -------
    bool
        False also for addresses of other schemes, such as javascript: and data:.

    Examples
    --------
    >>> is_url("https://kabar.example/berita/1"), is_url("javascript:alert(1)")
    (True, False)
    """
    return bool(_ADDRESS.fullmatch(url))


def check_record(record: Record, where: str, rules: RecordRules) -> list[Fault]:
    """Check the values of a record; convert those of a valid record to their types in place.

    Parameters
    ----------
    record
        The values of a document by column, from a file or a row of a table. If they are valid and complete, island,
        election_year, sha256 and complete are set in it.
    where
        The file or the row, as the faults name it.
    rules
        The rules for the values.

    Returns
    -------
    list of Fault
        The faults; empty for a valid record.
    """
    if unusable := _find_unusable(record, where, rules):
        return unusable
    faults = [
        Fault(where, rules.name_field(field), repr(value), expected, remedy)
        for field, value, expected, remedy in _find_unfit(record, rules)
    ]
    if faults or not set(FILE_FIELDS) <= set(record):
        return faults
    derived = {
        "island": rules.islands[record["province"]],
        "election_year": find_year(record["election"])
        if rules.elections is None
        else rules.elections.get(record["election"]),
        "sha256": _hash(record["text"]),
    }
    for name, value in derived.items():
        # A row of a table has an empty text for a missing value.
        if (record.get(name, value) or None) != (value or None):
            remedy = "mend it or the field it follows from"
            faults.append(Fault(where, name, repr(record[name]), repr(value), remedy))
    record.update(derived, complete=record["complete"] == "true")
    return faults


def _find_unusable(record: Record, where: str, rules: RecordRules) -> list[Fault]:
    """Find values that are not texts, are too long, or contain characters that a text must not contain."""
    faults = []
    for field in ("text", *FILE_FIELDS, *rules.declared.fields):
        value, name = record.get(field, ""), rules.name_field(field)
        if not isinstance(value, str):
            found = f"{type(value).__name__} {str(value)[:20]!r}"
            faults.append(Fault(where, name, found, "text", "turn the column into text"))
        elif fault := check_characters(value, where, name) or check_length(value, where, name):
            faults.append(fault)
    return faults


def _find_unfit(record: Record, rules: RecordRules) -> Iterator[tuple[str, str, str, str]]:
    """Yield field, value, expectation and remedy for each value that is not allowed."""
    declared = rules.declared
    for field, (values, expected, remedy) in rules.allowed.items():
        if field in record and record[field] not in values:
            yield field, record[field], expected, remedy
    for field in ("outlet", "region") if declared.places else ("outlet",):
        if field in record and not record[field].strip():
            yield field, record[field], "a name", ""
    if "document" in record and not _ID.fullmatch(record["document"]):
        yield "document", record["document"], "lower-case letters, digits and single hyphens", "rename the document"
    if record.get("url") and not is_url(record["url"]):
        yield "url", record["url"], "an address that begins with http:// or https://", "leave it empty or mend it"
    yield from _find_unfit_period(record.get("election", ""), rules)
    yield from _find_unfit_text(record)
    if "published" in record:
        yield from _find_unfit_date(record["published"], rules.today)


def _find_unfit_period(period: str, rules: RecordRules) -> Iterator[tuple[str, str, str, str]]:
    if period and not PERIOD.fullmatch(period):
        yield "election", period, "lower-case letters, digits and single hyphens, such as pilkada-2020", ""
    elif period and rules.elections is not None and period not in rules.elections:
        remedy = f"mend it, or add the {rules.period} there"
        yield "election", period, f"one of those in {rules.period}s.csv", remedy


def _expect_place(declared: Declarations) -> tuple[str, str]:
    if not declared.places:
        return "nothing, as corpus.toml declares no places", "leave it empty, or declare places"
    if declared.places == Declarations().places:
        return "one of the 38 provinces of 2022, or Nasional", "write the full name"
    return "one of the places in corpus.toml, or Nasional", "mend it, or add the place there"


def _find_unfit_text(record: Record) -> Iterator[tuple[str, str, str, str]]:
    text, rendition = record.get("text", ""), record.get("rendition")
    if not text and rendition in ("restated", "verbatim"):
        yield "text", "", "a body below the front matter", "add it, or set rendition: metadata"
    elif text and rendition == "metadata":
        yield "text", text[:20], "no body, as the rendition is metadata", "move it to originals/"


def _find_unfit_date(published: str, today: date) -> Iterator[tuple[str, str, str, str]]:
    try:
        # Python also accepts weeks (2018-W02-2) and days without hyphens.
        day = date.fromisoformat(published) if _DAY.fullmatch(published) else None
    except ValueError:
        day = None
    if day is None:
        yield "published", published, "a day of the calendar, as 2020-12-31", ""
    elif day > today:
        yield "published", published, f"no day after {today}", "mend the date, or name another day with --today"

"""Reader of delimited files: encoding, delimiter, quotation and header row are detected and reported."""

import codecs
import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from research.tables.bounds import MAXIMUM_TEXT, iter_lines, open_file
from research.tables.faults import Fault, InputError
from research.tables.headers import fold_name

DELIMITERS = ",;\t|"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # the first bytes of .xlsx (and of every zip) and .xls
_SAMPLE, _TITLES, _BLOCK = 500, 10, 1 << 20
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}


@dataclass(frozen=True)
class Dialect:
    """The format of a delimited file.

    Attributes
    ----------
    encoding
        The encoding of the file.
    delimiter
        The character between two cells.
    escape
        The character before a quotation mark inside a cell; empty if such a mark is doubled.
    header
        The index of the header among the records of the file, from 0.
    spare
        The number of empty cells at the end of every row that are left out.
    notes
        What was detected, for the report.
    """

    encoding: str
    delimiter: str
    escape: str
    header: int
    spare: int
    notes: tuple[str, ...]


def find_dialect(path: Path, known: Collection[str], *, lenient: bool, comments: bool = False) -> Dialect:
    """Detect the format of a delimited file from its bytes and first rows.

    Parameters
    ----------
    path
        The file.
    known
        Folded column names. The header is the first of ten rows that has one of them, otherwise the first row that is
        not empty.
    lenient
        Whether bytes that are not UTF-8 are read as cp1252, and an empty cell at the end of every row is left out;
        notes report both. Without it, both are faults.
    comments
        Whether rows that begin with # are comments; a comment is never the header.

    Returns
    -------
    Dialect
        The detected format.

    Raises
    ------
    InputError
        If the file cannot be read, is a workbook or another archive, or is neither UTF-8 nor UTF-16 and lenient is
        false.
    """
    encoding, notes = _find_encoding(path, lenient)
    lines = list(islice(_iter_text(path, encoding), _SAMPLE))
    skipped = 0
    named = ""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].rstrip("\r\n")) == 5:
        named, skipped = lines[0][4], 1
    candidates = [
        (delimiter, escape)
        for delimiter in ([named] if named else DELIMITERS)
        for escape in (("", "\\") if any('\\"' in line for line in lines) else ("",))
    ]
    records = {pair: _try_records(lines, *pair, comments=comments) for pair in candidates}
    delimiter, escape = max(candidates, key=lambda pair: _rate(records[pair], known, skipped))
    rows = records[delimiter, escape]
    header = _find_header(rows, known, skipped)
    spare = _count_spare(rows[header:]) if lenient and header < len(rows) else 0
    several = header < len(rows) and len(rows[header]) > 1
    notes += [f"cells separated by {_NAMES.get(delimiter, repr(delimiter))}"] if several and delimiter != "," else []
    notes += ["its first line, sep=, skipped"] if named else []
    notes += ["quotation marks escaped by a backslash"] if escape else []
    titles = [row for row in rows[skipped:header] if any(row)]
    notes += [f"{len(titles)} row{'s' if len(titles) > 1 else ''} above the header left out"] if titles else []
    notes += ["an empty cell at the end of every row left out"] if spare else []
    return Dialect(encoding, delimiter, escape, header, spare, tuple(notes))


def is_comment(record: Sequence[str]) -> bool:
    """Return whether a record begins with #."""
    return bool(record) and record[0].startswith("#")


def iter_csv(path: Path, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of a delimited file from the header on, without empty ones.

    Parameters
    ----------
    path
        The file.
    dialect
        Its format, from find_dialect.

    Yields
    ------
    tuple of int and list of str
        The number of the record, as a spreadsheet counts rows, and its cells.

    Raises
    ------
    InputError
        If a quotation mark is not closed, or is followed by anything but the delimiter, or if a cell is too long; the
        records before it have been yielded.
    """
    number = 0
    reader = _read(_iter_text(path, dialect.encoding), dialect.delimiter, dialect.escape)
    error: csv.Error | None = None
    while error is None:
        block, error = _take(reader, 200)
        for record in block:
            number += 1
            if number > dialect.header and any(record):
                yield number, record
        if not block:
            break
    if error is not None:
        raise InputError([_describe_error(error, f"{path.as_posix()}, row {number + 1}")])


def _iter_text(path: Path, encoding: str) -> Iterator[str]:
    try:
        yield from iter_lines(path, encoding=encoding, newline="")
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x}"
        raise InputError([Fault(path.as_posix(), "encoding", found, "UTF-8", "save it as CSV UTF-8")]) from None


def _describe_error(error: Exception, where: str) -> Fault:
    expected, remedy = "a table whose quotation marks close, and stand twice inside a cell", "mend the row"
    known = {
        "unexpected end of data": "a quotation mark that is never closed",
        "field larger than field limit": f"a cell of more than {MAXIMUM_TEXT:,} characters",
    }
    found = next((words for begin, words in known.items() if str(error).startswith(begin)), str(error))
    return Fault(where, "cells", found, expected, f"{remedy}; nothing after it was read")


def _read(lines: Iterable[str], delimiter: str, escape: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, strict=True, escapechar=escape or None, doublequote=not escape)


def _take(reader: Iterator[list[str]], number: int) -> tuple[list[list[str]], csv.Error | None]:
    """Return the next records, with long cells allowed, and the error at their end, if any.

    The limit of the module csv is restored, since it is global.
    """
    block: list[list[str]] = []
    before = csv.field_size_limit(MAXIMUM_TEXT)
    try:
        block.extend(islice(reader, number))
    except csv.Error as error:
        return block, error
    finally:
        csv.field_size_limit(before)
    return block, None


def _find_encoding(path: Path, lenient: bool) -> tuple[str, list[str]]:
    with open_file(path) as file:
        start = file.read(400)
        if start.startswith(_WORKBOOKS):
            remedy = "open it in a spreadsheet and save it as .xlsx or CSV UTF-8"
            raise InputError(
                [Fault(path.as_posix(), "file", "a workbook or another archive", "delimited text", remedy)]
            )
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", ["read as UTF-16"]
        if len(start) > 3 and start[1::2].count(0) > len(start) // 4:
            return "utf-16-le", ["read as UTF-16"]
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        block, offset = start, 0
        try:
            while block:
                decoder.decode(block)
                offset += len(block)
                block = file.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            if not lenient:
                found = f"byte 0x{error.object[error.start]:02x} near offset {offset + error.start}"
                raise InputError([Fault(path.as_posix(), "encoding", found, "UTF-8", "save it as CSV UTF-8")]) from None
            return "cp1252", ["read as cp1252"]
    return "utf-8-sig", []


def _try_records(lines: list[str], delimiter: str, escape: str, *, comments: bool) -> list[list[str]]:
    """Return the readable records of the first lines, without a last one that may be cut; comments become empty."""
    records, error = _take(_read(lines, delimiter, escape), _SAMPLE)
    if comments:
        records = [[] if is_comment(record) else record for record in records]
    return records if error or len(lines) < _SAMPLE else records[:-1]


def _rate(records: list[list[str]], known: Collection[str], skipped: int) -> tuple[int, int, int, int]:
    """Rate a dialect: known names in the header, cells of the header, records of its length, records read."""
    header = _find_header(records, known, skipped)
    if header >= len(records):
        return (0, 0, 0, 0)
    names = records[header]
    body = [record for record in records[header + 1 :] if record]
    fitting = sum(len(record) == len(names) for record in body)
    return len({fold_name(name) for name in names} & set(known)), len(names), fitting, len(records)


def _find_header(records: list[list[str]], known: Collection[str], skipped: int) -> int:
    filled = [place for place, record in enumerate(records[: _TITLES + skipped]) if place >= skipped and any(record)]
    wanted = [place for place in filled if {fold_name(name) for name in records[place]} & set(known)]
    return next(iter(wanted), next(iter(filled), len(records)))


def _count_spare(records: list[list[str]]) -> int:
    """Count the empty cells at the end of every row that the header lacks: each line ends with a delimiter."""
    width = len(records[0])
    body = [record for record in records[1:] if any(record)]
    extra = {len(record) - width for record in body}
    (only,) = extra if len(extra) == 1 else (0,)
    return only if only > 0 and not any(any(record[width:]) for record in body) else 0

"""A source file -> what it holds: one reading for a page, a PDF, a Word file or a text, one a row for a table."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import docx
import pypdf
from docx.table import Table

from research.cleaning import clean_markup, describe_notes
from research.ingest.pages import read_page
from research.ingest.rows import read_rows
from research.ingest.words import join_faults
from research.tables import TABLE_ENDINGS, Fault, InputError, decode_bytes, join_lines, repair_text, tidy_text

LARGEST = 300_000_000
# What the first bytes of a file say it is, and the endings that may begin so.
_BEGINNINGS = (
    (b"PK\x03\x04", "a zip archive", (".docx", ".xlsx")),
    (b"%PDF", "a PDF", (".pdf",)),
    (b"PAR1", "a parquet table", (".parquet",)),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)", ()),
    (b"\x1f\x8b", "a gzip archive", ()),
    (b"\x89PNG", "a picture", ()),
    (b"\xff\xd8\xff", "a picture", ()),
)
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # half a character of JSON cannot be written as UTF-8
_PAGES = (".html", ".htm", ".xhtml")
ENDINGS = (*_PAGES, ".pdf", ".docx", ".txt", *TABLE_ENDINGS)


@dataclass(frozen=True)
class Reading:
    """One document as a source gives it: its name in reports, text, fields found with it, and what was done to it."""

    name: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Content:
    """The readings of one source, and for a table the line that says which column is taken for which field."""

    readings: tuple[Reading, ...]
    mapping: str = ""


def read_source(path: Path, *, columns: Mapping[str, str], today: date) -> Content:
    """Read a file by its ending; columns names the table's column for a field. A fault is a reading with no text.

    >>> print(read_source(Path("no/page.html"), columns={}, today=date(2026, 1, 1)).readings[0].fault)
    no/page.html: file: found nothing there, expected a file
    """
    try:
        content = _load(path)
        with _without_log():
            if path.suffix.lower() in TABLE_ENDINGS:
                rows, mapping = read_rows(path, columns, today)
                return Content(tuple(_finish(Reading(*row)) for row in rows), mapping)
            return Content((_finish(_read_one(path, content)),))
    except InputError as error:
        return Content((Reading(str(path), "", fault=join_faults(error.faults)),))
    # The parsers raise whatever a broken file makes them meet; the other sources must still be read.
    except Exception as error:
        words = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        fault = Fault(str(path), "content", f"a broken file ({words})", f"a sound {path.suffix}", "export it again")
        return Content((Reading(str(path), "", fault=join_faults([fault])),))


@contextmanager
def _without_log() -> Iterator[None]:
    """Keep the parsers' own words about odd files off the screen: what matters of them is in the report."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _load(path: Path) -> bytes:
    """The bytes of path, once its place, ending, size and first bytes are those of a source."""
    suffix = path.suffix.lower()
    if not path.is_file():
        raise _refuse(path, "file", "no plain file" if path.exists() else "nothing there", "a file")
    if not path.resolve().is_relative_to(path.parent.resolve()):
        raise _refuse(path, "file", "a link that leads out of its folder", "a file", "copy the file itself there")
    if suffix not in ENDINGS:
        raise _refuse(path, "file ending", repr(path.suffix), "one of " + ", ".join(ENDINGS))
    if (size := path.stat().st_size) > LARGEST:
        raise _refuse(path, "size", f"{size / 1e6:.0f} MB", f"at most {LARGEST / 1e6:.0f} MB", "divide the file")
    content = path.read_bytes()
    if not content.strip():
        raise _refuse(path, "content", "an empty file", "a text")
    _check_beginning(path, content, suffix)
    return content


def _check_beginning(path: Path, content: bytes, suffix: str) -> None:
    for beginning, what, endings in _BEGINNINGS:
        if content.startswith(beginning) and suffix not in endings:
            raise _refuse(path, "content", what, f"what {suffix} files hold", "give it the ending of what it is")
        if suffix in endings and beginning not in content[:1024]:
            raise _refuse(path, "content", repr(content[:8]), f"what {suffix} files begin with", "export it again")


def _refuse(path: Path, *words: str) -> InputError:
    return InputError([Fault(str(path), *words)])


def _read_one(path: Path, content: bytes) -> Reading:
    suffix, name = path.suffix.lower(), str(path)
    if suffix == ".pdf":
        return _read_pdf(name, content)
    if suffix == ".docx":
        return _read_docx(name, content)
    text, notes = decode_bytes(content, name, html=suffix in _PAGES)
    if suffix in _PAGES:
        text, fields = read_page(text, name)
        return Reading(name, text, fields, notes)
    return Reading(name, text, {"complete": "true"}, notes)


def _read_pdf(name: str, content: bytes) -> Reading:
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not _open(reader):
        remedy = "print it to a new PDF"
        raise InputError([Fault(name, "content", "a PDF behind a password or cipher", "an open PDF", remedy)])
    pages = [_drop_number(page.extract_text(), number) for number, page in enumerate(reader.pages, start=1)]
    empty = [str(number) for number, page in enumerate(pages, start=1) if not page.strip()]
    if len(empty) == len(pages):
        found, remedy = "a scan without a text layer", "recognise its text (OCR) and add it as .txt"
        raise InputError([Fault(name, "content", found, "a PDF with text", remedy)])
    notes = (f"no text on page {', '.join(empty)} of {len(pages)}",) if empty else ()
    return Reading(name, join_lines("\n".join(pages)), {"complete": "" if empty else "true"}, notes)


def _open(reader: pypdf.PdfReader) -> bool:
    """Whether the empty password opens it, and with a cipher that needs no further library."""
    try:
        return bool(reader.decrypt(""))
    except pypdf.errors.DependencyError:
        return False


def _drop_number(text: str, number: int) -> str:
    """A page's text without the line that holds nothing but its number, which would stand inside a sentence."""
    lines = text.strip().split("\n")
    return "\n".join(line for place, line in enumerate(lines) if not _is_number(line, number, place, len(lines)))


def _is_number(line: str, number: int, place: int, lines: int) -> bool:
    return place in (0, lines - 1) and line.strip(" -–") == str(number)


def _read_docx(name: str, content: bytes) -> Reading:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > LARGEST:
        raise InputError([Fault(name, "size", f"{size / 1e6:.0f} MB unpacked", f"at most {LARGEST / 1e6:.0f} MB")])
    document = docx.Document(io.BytesIO(content))
    parts = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            parts += [" ".join(cell.text.strip() for cell in row.cells) for row in block.rows]
        else:
            parts.append(block.text.strip())
    title = document.core_properties.title or ""
    return Reading(name, "\n\n".join(part for part in parts if part), {"complete": "true", "title": title})


def _finish(reading: Reading) -> Reading:
    """Repair and tidy the text and the fields, take mark-up out, say so, and refuse a reading without a letter."""
    if reading.fault:
        return reading
    text, lines = repair_text(tidy_text(reading.text))
    fields = {name: " ".join(repair_text(value)[0].split()) for name, value in reading.fields.items()}
    if "title" in fields:
        fields["title"] = " ".join(clean_markup(fields["title"]).text.split())
    notes = list(reading.notes)
    cleaned = clean_markup(text)
    if cleaned.notes:
        text = tidy_text(cleaned.text)
        notes.append(f"mark-up taken out of the text: {describe_notes(cleaned.notes)}")
    if lines:
        notes.append(f"mojibake repaired in {lines} line{'s' if lines > 1 else ''}")
    if lost := text.count("\N{REPLACEMENT CHARACTER}"):
        notes.append(f"{lost} characters lost before (U+FFFD)")
    fault = ""
    if odd := _NO_TEXT.search("\n".join([text, *fields.values()])):
        fault = join_faults([Fault(reading.name, "text", f"the character {odd[0]!a}", "text", "export the file again")])
    elif not any(character.isalpha() for character in text):
        fault = join_faults([Fault(reading.name, "text", "no words", "the text of a document")])
    return replace(reading, text=text, fields=fields, notes=tuple(notes), fault=fault)

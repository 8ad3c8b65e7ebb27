"""Reader of a source file: one document from a page, a PDF, a Word file or a text, one for each row of a table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from research.corpus.front_matter import FIELDS
from research.corpus.ingest.ingest_words import format_faults
from research.corpus.ingest.page_dates import find_page_day
from research.corpus.ingest.table_rows import read_table_rows
from research.tables import TABLE_ENDINGS, TEXT_ENDINGS, Fault, InputError, read_text, repair_text, tidy_text
from research.text import clean_markup, describe_notes

_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # a surrogate from JSON cannot be written as UTF-8
ENDINGS = (*(ending for ending in TEXT_ENDINGS if ending != ".md"), *TABLE_ENDINGS)


@dataclass(frozen=True)
class SourceDocument:
    """One document as its source gives it.

    Attributes
    ----------
    name
        The name in reports: the file, and the row in a table.
    text
        The text.
    fields
        The fields that the source gives.
    notes
        What was done to read and clean the text.
    fault
        Why the document cannot be used; empty if it can.
    """

    name: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Content:
    """The documents of one source, and for a table the line that says which column is used for which field."""

    documents: tuple[SourceDocument, ...]
    mapping: str = ""


def read_source(path: Path, *, columns: Mapping[str, str], today: date, fields: Sequence[str] = FIELDS) -> Content:
    """Read a source file by the ending of its name.

    Parameters
    ----------
    path
        The file.
    columns
        The column of a table for a field, by field.
    today
        The last possible day of publication.
    fields
        The fields of front matter.

    Returns
    -------
    Content
        The documents. A file that cannot be read gives one document with a fault and without text.

    Examples
    --------
    >>> print(read_source(Path("no/page.html"), columns={}, today=date(2026, 1, 1)).documents[0].fault)
    no/page.html: file: found nothing there, expected a file that can be read; check the path
    """
    try:
        _check_place(path)
        if path.suffix.lower() in TABLE_ENDINGS:
            rows, mapping = read_table_rows(path, columns, today, fields=fields)
            if not rows:
                found, expected = "none below the header", "a document in each"
                raise InputError([Fault(str(path), "rows", found, expected, "check the file")])
            return Content(tuple(_finish(SourceDocument(*row)) for row in rows), mapping)
        return Content((_finish(_read_one(path)),))
    except InputError as error:
        return Content((SourceDocument(str(path), "", fault=format_faults(error.faults)),))


def _read_one(path: Path) -> SourceDocument:
    read = read_text(path)
    fields = dict(read.fields)
    if read.tree is not None:
        fields["published"] = find_page_day(read.tree, fields["title"])
    return SourceDocument(str(path), read.text, fields, read.notes)


def _check_place(path: Path) -> None:
    """Refuse a file with an unknown ending, and a link to a file outside its folder, which the user did not name."""
    if path.suffix.lower() not in ENDINGS:
        found, expected = repr(path.suffix), "one of " + ", ".join(ENDINGS)
        raise InputError([Fault(str(path), "file ending", found, expected, "convert the file")])
    if path.is_file() and not path.resolve().is_relative_to(path.parent.resolve()):
        found, remedy = "a link that leads out of its folder", "copy the file itself there"
        raise InputError([Fault(str(path), "file", found, "a file", remedy)])


def _finish(reading: SourceDocument) -> SourceDocument:
    """Repair and tidy the text and fields, remove mark-up, with notes, and refuse a document without a letter."""
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
        fault = format_faults(
            [Fault(reading.name, "text", f"the character {odd[0]!a}", "text", "export the file again")]
        )
    elif not any(character.isalpha() for character in text):
        fault = format_faults([Fault(reading.name, "text", "no words", "the text of a document")])
    return replace(reading, text=text, fields=fields, notes=tuple(notes), fault=fault)

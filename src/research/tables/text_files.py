"""Reader of input texts: .md files with front matter, .txt, .html, .pdf and .docx files, and folders of them."""

import logging
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from research.tables.bounds import check_length, describe_failure, read_bytes
from research.tables.decoding import decode_bytes
from research.tables.faults import Fault, InputError
from research.tables.html_files import read_article
from research.tables.notations import parse_fields
from research.tables.pdf_files import read_pdf
from research.tables.word_files import read_docx

TEXT_ENDINGS = (".md", ".txt", ".html", ".htm", ".xhtml", ".docx", ".pdf")
# The first bytes of a file, the type that they show, and the endings of this type.
_BEGINNINGS = (
    (b"PK\x03\x04", "a zip archive", (".docx", ".xlsx")),
    (b"%PDF", "a PDF", (".pdf",)),
    (b"PAR1", "a parquet table", (".parquet",)),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)", ()),
    (b"\x1f\x8b", "a gzip archive", ()),
    (b"\x89PNG", "a picture", ()),
    (b"\xff\xd8\xff", "a picture", ()),
)
# Files that operating systems add to folders.
_OF_PROGRAMS = ("thumbs.db", "desktop.ini", "__macosx")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """A text as it was read from a file.

    Attributes
    ----------
    where
        The path of the file.
    text
        The text.
    fields
        The fields that the file gives with the text, such as title.
    notes
        How the file was read, such as its encoding.
    tree
        The lxml tree of an html page, otherwise None.
    """

    where: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    tree: Any = None


def split_front_matter(text: str, where: str) -> tuple[Any, str]:
    r"""Split a file into the fields between its first two lines --- and the text below them.

    Parameters
    ----------
    text
        The decoded file.
    where
        The path of the file, for messages.

    Returns
    -------
    fields : object
        Usually a dict of texts; None if the file does not begin with a line ---.
    body : str
        The text below the fields, unchanged.

    Raises
    ------
    InputError
        In the cases of parse_fields.

    Examples
    --------
    >>> split_front_matter("---\nid: a # catatan\n---\nSanksi menanti.\n", "a.md")
    ({'id': 'a'}, 'Sanksi menanti.\n')
    >>> split_front_matter("Sanksi menanti.\n", "a.md")
    (None, 'Sanksi menanti.\n')
    """
    match = _FRONT_MATTER.match(text)
    if not match:
        return None, text
    fields = parse_fields(match[1].rstrip("\r\n"), where, first_line=2)
    return {} if fields is None else fields, text[match.end() :]


def read_text(path: Path) -> Text:
    """Read one text file (.md, .txt, .html, .pdf or .docx) by the ending of its name.

    A .txt or .md file is read as UTF-8, as UTF-16 with a byte order mark, or else as cp1252, with a note. The fields
    above the text of an .md file are separated from the text. From an html page the article is read, from a Word file
    the body, and from a PDF its text layer.

    Parameters
    ----------
    path
        The file; upper and lower case of its ending are the same.

    Returns
    -------
    Text
        The text, its fields and notes, and the tree of an html page.

    Raises
    ------
    InputError
        If the file cannot be read, has another ending or other content than its ending says, or has no text or a text
        that is too long.
    """
    where, ending = path.as_posix(), path.suffix.lower()
    if ending not in TEXT_ENDINGS:
        found, expected = repr(path.suffix), "one of " + ", ".join(TEXT_ENDINGS)
        raise InputError([Fault(where, "file ending", found, expected, "convert the file")])
    content = read_bytes(path)
    if not content.strip():
        raise InputError([Fault(where, "text", "nothing", "a text", "leave the file out, or add its text")])
    check_beginning(content, where)
    with _without_log():
        read = _READERS.get(ending, _read_plain)(content, where)
    if fault := check_length(read.text, where):
        raise InputError([fault])
    if not read.text.strip():
        raise InputError([Fault(where, "text", "nothing", "a text", "leave the file out, or add its text")])
    return read


def check_beginning(content: bytes, where: str) -> None:
    """Check that the first bytes of a file agree with the ending of its name.

    Parameters
    ----------
    content
        The bytes of the file.
    where
        The path of the file.

    Raises
    ------
    InputError
        If the file begins like a file of another type, or does not begin like a file of its type.
    """
    ending = Path(where).suffix.lower()
    for beginning, what, endings in _BEGINNINGS:
        if content.startswith(beginning) and ending not in endings:
            remedy = "give it the ending of what it is"
            raise InputError([Fault(where, "content", what, f"what {ending} files hold", remedy)])
        if ending in endings and beginning not in content[:1024]:
            expected = f"what {ending} files begin with"
            raise InputError([Fault(where, "content", repr(content[:8]), expected, "export it again")])


def _read_plain(content: bytes, where: str) -> Text:
    text, notes = decode_bytes(content, where)
    fields: Any = None
    if where.lower().endswith(".md"):
        fields, text = split_front_matter(text, where)
    if fields is not None and not isinstance(fields, dict):
        expected = "lines of the form field: value"
        raise InputError([Fault(where, "front matter", repr(fields)[:40], expected, "correct them")])
    named = {name: value for name, value in (fields or {}).items() if isinstance(value, str)}
    return Text(where, text, {"complete": "true", **named}, notes)


def _read_page(content: bytes, where: str) -> Text:
    html, notes = decode_bytes(content, where, html=True)
    text, fields, tree = read_article(html, where)
    if left_out := fields.pop("left_out", ""):
        notes += (f"left out: {left_out}",)
    return Text(where, text, fields, notes, tree)


def _read_word(content: bytes, where: str) -> Text:
    return Text(where, *read_docx(content, where))


def _read_pdf(content: bytes, where: str) -> Text:
    return Text(where, *read_pdf(content, where))


_READERS = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), _read_page),
    ".docx": _read_word,
    ".pdf": _read_pdf,
}


@contextmanager
def _without_log() -> Iterator[None]:
    """Turn off the log messages of the parsers; the notes report what matters of them."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def list_files(sources: Iterable[Path], endings: Collection[str]) -> tuple[list[Path], list[Fault]]:
    """List the files of the given paths, including those in subfolders, and report what is left out.

    Hidden files and folders, and temporary files of other programs, are left out without a report.

    Parameters
    ----------
    sources
        Files and folders. A file is listed whatever its ending.
    endings
        The endings of file names, in lower case, to list from folders.

    Returns
    -------
    files : list of Path
        The files in the order of the sources, those of a folder by name.
    faults : list of Fault
        Files with other endings, folders that cannot be read, links to folders, empty folders, and names that are not
        UTF-8.
    """
    files: list[Path] = []
    faults: list[Fault] = []
    for source in sources:
        if source.is_dir():
            found, left = _walk(source, endings)
            files += found
            faults += left
        else:
            files.append(source)
    odd = [path for path in files if not _is_text(str(path))]
    faults += [
        Fault(_show(path), "name", "bytes that are no UTF-8", "a name in UTF-8", "rename the file or folder")
        for path in odd
    ]
    return [path for path in files if path not in odd], faults


def _walk(folder: Path, endings: Collection[str]) -> tuple[list[Path], list[Fault]]:
    files: list[Path] = []
    others: list[str] = []
    faults: list[Fault] = []

    def refuse(error: OSError) -> None:
        faults.append(describe_failure(_show(Path(error.filename)), error, expected="a folder that can be read"))

    for place, folders, names in os.walk(folder, onerror=refuse):
        links = [name for name in sorted(folders) if _counts(name) and (Path(place) / name).is_symlink()]
        faults += [
            Fault(
                _show(Path(place) / name), "folder", "a link to another folder", "a folder", "name that folder itself"
            )
            for name in links
        ]
        folders[:] = [name for name in sorted(folders) if _counts(name) and name not in links]
        for path in (Path(place) / name for name in sorted(names) if _counts(name)):
            if path.suffix.lower() in endings:
                files.append(path)
            else:
                others.append(_show(path.relative_to(folder)))
    if others:
        shown = ", ".join(others[:10]) + (f", ... ({len(others)} in all)" if len(others) > 10 else "")
        remedy = "left out; save what is text with one of these endings"
        faults.append(Fault(_show(folder), "file ending", shown, "one of " + ", ".join(endings), remedy))
    elif not files and not faults:
        faults.append(Fault(_show(folder), "folder", "no file", "files " + ", ".join(endings), "check the path"))
    return files, faults


def _counts(name: str) -> bool:
    return not name.startswith((".", "~$")) and name.lower() not in _OF_PROGRAMS


def _is_text(words: str) -> bool:
    return words.isprintable() or not re.search("[\ud800-\udfff]", words)


def _show(path: Path) -> str:
    """Return a path as printable text, even if its name is not UTF-8."""
    return os.fsencode(path).decode("utf-8", errors="backslashreplace")

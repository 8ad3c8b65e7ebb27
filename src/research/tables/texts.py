"""The one reader of texts that people hand in, and of the fields above them: .md and .txt files, folders of files."""

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from research.tables.bounds import check_length, describe_failure, read_bytes
from research.tables.decoding import decode_bytes
from research.tables.faults import Fault, InputError
from research.tables.notations import parse_fields

# Files that programs keep beside those of a person.
_OF_PROGRAMS = ("thumbs.db", "desktop.ini", "__macosx")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """A text as handed over: where it stands, its words, the fields found with it, and what was done to read it."""

    where: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def split_front_matter(text: str, where: str) -> tuple[Any, str]:
    r"""Divide a file into the fields between its first two lines --- and the text below them.

    Parameters
    ----------
    text
        The file, decoded.
    where
        Its path.

    Returns
    -------
    fields
        As a rule a dict of texts; None where the file does not begin with a line ---.
    body
        The text below them, to the letter.

    Raises
    ------
    InputError
        The lines are no fields; see parse_fields.

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
    """Read a .md or .txt file: UTF-8, UTF-16 with its mark, or else cp1252, told; the fields above an .md file apart.

    Raises InputError where the file cannot be read, holds no text, one that is too long, or fields that are none.
    """
    where = path.as_posix()
    text, notes = decode_bytes(read_bytes(path), where)
    fields: Any = None
    if path.suffix.lower() == ".md":
        fields, text = split_front_matter(text, where)
    if fields is not None and not isinstance(fields, dict):
        expected = "lines of the form field: value"
        raise InputError([Fault(where, "front matter", repr(fields)[:40], expected, "correct them")])
    if fault := check_length(text, where):
        raise InputError([fault])
    if not text.strip():
        raise InputError([Fault(where, "text", "nothing", "a text", "leave the file out, or add its text")])
    named = {name: value for name, value in (fields or {}).items() if isinstance(value, str)}
    return Text(where, text, named, notes)


def list_files(sources: Iterable[Path], endings: Collection[str]) -> tuple[list[Path], list[Fault]]:
    """List the files that sources name, those of a folder and its subfolders by name, and say what is left out.

    Hidden files and folders, and what programs leave beside files they hold open, do not count.
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
    """A path as it can be printed, whatever bytes its name has."""
    return os.fsencode(path).decode("utf-8", errors="backslashreplace")

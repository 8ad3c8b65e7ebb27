"""Texts with their ids from files and folders in several formats."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from research.tables import (
    RENDITIONS,
    TABLE_ENDINGS,
    TEXT_ENDINGS,
    Fault,
    Grid,
    InputError,
    describe_mapping,
    fold_synonyms,
    iter_grids,
    list_files,
    match_columns,
    read_synonyms,
    read_text,
    render_texts,
)

ENDINGS = (*TEXT_ENDINGS, *TABLE_ENDINGS)
_RENDITION = "rendition"
_ROWS_AT_A_TIME = 200
_ROW = re.compile(r", [a-z]+ \d+\Z")  # as Grid.name_row writes it


@dataclass(frozen=True)
class Document:
    """A text with its id.

    Attributes
    ----------
    where
        Its file, and its row in a table.
    document, text
        Its id and its text.
    rendition
        Whose wording the text is: verbatim or restated.
    """

    where: str
    document: str
    text: str
    rendition: str = "verbatim"

    @property
    def file(self) -> str:
        """The file of the text."""
        return _ROW.sub("", self.where)


@dataclass(frozen=True)
class Note:
    """A note on how a file was read."""

    words: str


def iter_inputs(sources: Iterable[Path], columns: Mapping[str, str]) -> Iterator[Document | Note | Fault]:
    """Read the texts of files and folders.

    Parameters
    ----------
    sources
        Files and folders.
    columns
        A field (id, text) and the column of the tables for it.

    Yields
    ------
    Document or Note or Fault
        Each text, each note on how a file was read, and a fault for what cannot be read. A text of a table without ids
        is named by file and row.
    """
    files, faults = list_files(sources, ENDINGS)
    yield from faults
    for path in files:
        try:
            yield from _read_table(path, columns) if path.suffix.lower() in TABLE_ENDINGS else _read_one(path)
        except InputError as error:
            yield from error.faults


def _read_one(path: Path) -> Iterator[Document | Note | Fault]:
    if path.suffix.lower() not in ENDINGS:
        expected = "one of " + ", ".join(ENDINGS)
        yield Fault(path.as_posix(), "file ending", repr(path.suffix), expected, "convert the file")
        return
    read = read_text(path)
    if read.notes:
        yield Note(f"{read.where}: {'; '.join(read.notes)}")
    yield _make_document(read.where, read.fields.get("id", "").strip() or path.stem, read.text, read.fields)


def _read_table(path: Path, columns: Mapping[str, str]) -> Iterator[Document | Note | Fault]:
    where = path.as_posix()
    mapping: dict[str, str] = {}
    synonyms = read_synonyms("id", "text")
    for grid in iter_grids(path, known=fold_synonyms(synonyms), size=_ROWS_AT_A_TIME):
        yield from grid.list_faults()
        if not grid.columns:
            continue
        if not mapping:
            mapping = match_columns(grid.columns, synonyms, given=columns, where=where)
            notes = [describe_mapping(where, mapping, grid.columns), *grid.notes]
            if "id" not in mapping:
                notes.append("no column of ids: texts are named by row")
            yield Note("; ".join(notes))
        yield from _read_rows(grid, mapping, path.stem)


def _read_rows(grid: Grid, mapping: Mapping[str, str], stem: str) -> Iterator[Document | Fault]:
    used = [column for column in mapping.values() if column in grid.columns]
    used += [_RENDITION] * (_RENDITION in grid.columns and _RENDITION not in used)
    texts, faults = render_texts(grid, used)
    yield from faults
    for number, row in zip(texts.index, texts.to_dict("records"), strict=True):
        where = grid.name_row(int(number))
        name = row.get(mapping["id"], "").strip() if "id" in mapping else f"{stem}-{number}"
        text = row.get(mapping["text"], "")
        for field, value in (("id", name), ("text", text)):
            if not value.strip():
                yield Fault(where, field, "nothing", "a text that is not empty", "fill the cell, or remove the row")
                break
        else:
            yield _make_document(where, str(name), str(text), row)


def _make_document(where: str, name: str, text: str, fields: Mapping[Any, Any]) -> Document | Fault:
    """Make the document of a text; one that does not say what its rendition is, is as published."""
    rendition = str(fields.get(_RENDITION, "")).strip() or "verbatim"
    if rendition not in RENDITIONS:
        return Fault(where, _RENDITION, repr(rendition), "restated or verbatim, or nothing", "correct it")
    return Document(where, name, text, rendition)

"""Files and folders as people hand them over -> texts with their ids, one at a time."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from research.tables import (
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
_ROWS = 200
_ROW = re.compile(r", [a-z]+ \d+\Z")  # as Grid.name_row writes it


@dataclass(frozen=True)
class Document:
    """A text and its id, and where it stands."""

    where: str
    document: str
    text: str

    @property
    def file(self) -> str:
        """The file it stands in."""
        return _ROW.sub("", self.where)


@dataclass(frozen=True)
class Note:
    """How a file was read."""

    words: str


def iter_inputs(sources: Iterable[Path], columns: Mapping[str, str]) -> Iterator[Document | Note | Fault]:
    """Read the texts of files and folders; what cannot be read is a fault, and the rest goes on.

    columns names a table's column for id or text. A table without ids names each text by file and row, and says so.
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
    yield Document(read.where, read.fields.get("id", "").strip() or path.stem, read.text)


def _read_table(path: Path, columns: Mapping[str, str]) -> Iterator[Document | Note | Fault]:
    where = path.as_posix()
    mapping: dict[str, str] = {}
    synonyms = read_synonyms("id", "text")
    for grid in iter_grids(path, known=fold_synonyms(synonyms), size=_ROWS):
        yield from grid.list_faults()
        if not grid.columns:
            continue
        if not mapping:
            mapping = match_columns(grid.columns, synonyms, given=columns, where=where)
            notes = [describe_mapping(where, mapping, grid.columns), *grid.notes]
            yield Note(
                "; ".join([*notes, *(["no column of ids: texts are named by row"] if "id" not in mapping else [])])
            )
        yield from _read_rows(grid, mapping, path.stem)


def _read_rows(grid: Grid, mapping: Mapping[str, str], stem: str) -> Iterator[Document | Fault]:
    used = [column for column in mapping.values() if column in grid.columns]
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
            yield Document(where, str(name), str(text))

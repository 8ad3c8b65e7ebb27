"""Attribution of files of texts in chunks and in several processes; memory does not grow with their number."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from research.attribution.checkpoint import Checkpoints
from research.attribution.input_report import TextQuality, measure_text_quality
from research.attribution.input_texts import Document, Note, iter_inputs
from research.attribution.segments import make_source
from research.attribution.statements import attribute_sources
from research.tables import Fault, InputError, escape_formulas, map_chunks, open_atomic_file, refuse_replacing

_MAXIMUM_TEXTS = 200
_MAXIMUM_CHARACTERS = 1_000_000


@dataclass(frozen=True)
class Batch:
    """The attributions of some texts.

    Attributes
    ----------
    table
        The table attributions.
    faults
        What could not be read.
    notes
        How the files were read.
    text_quality
        The quality of the texts of each file.
    """

    table: pd.DataFrame
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    text_quality: Mapping[str, TextQuality] = field(default_factory=dict)


@dataclass(frozen=True)
class _Chunk:
    texts: tuple[Document, ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def iter_attributions(
    paths: Sequence[Path],
    *,
    columns: Mapping[str, str] | None = None,
    checkpoints: Checkpoints | None = None,
) -> Generator[Batch, None, None]:
    r"""Attribute the texts of files and folders in chunks; tables.map_chunks says where these are done.

    Parameters
    ----------
    paths
        Files .md (front matter optional), .txt or tables (.csv, .tsv, .xlsx, .json, .jsonl, .parquet), or folders of
        them. The id of a text is that of its front matter, the name of its file, or the cell of its row. A text is one
        as published, unless its front matter or the column rendition says restated.
    columns
        A field (id, text) and the column of the tables for it; else columns are found by their names.
    checkpoints
        Where finished chunks are saved and loaded from.

    Yields
    ------
    Batch
        The attributions of some texts. Offsets are code points of the text as given: the body of an .md file behind
        its front matter, a .txt file without a byte order mark, the cell of a table. What cannot be read is a fault of
        its batch.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "a.txt"
    ...     _ = file.write_text("Bupati Lebong Ani Rahma meminta ASN netral.", encoding="utf-8")
    ...     [batch.table["speaker"].tolist() for batch in iter_attributions([file])]
    [['Ani Rahma']]
    """
    inputs = iter_inputs([Path(path) for path in paths], columns or {})
    waiting: deque[_Chunk] = deque()

    def load_chunks() -> Iterator[tuple[_Chunk, pd.DataFrame | None]]:
        for chunk in _split_chunks(_drop_duplicates(inputs)):
            waiting.append(chunk)
            yield chunk, checkpoints.load(chunk.texts) if checkpoints else None

    for batch in map_chunks(_attribute_chunk, load_chunks()):
        chunk = waiting.popleft()
        if checkpoints:
            checkpoints.save(chunk.texts, batch.table)
        yield batch


def write_attributions(
    batches: Iterable[Batch], path: Path, *, inputs: Sequence[Path] = (), force: bool = False
) -> None:
    """Write the attributions of batches to one file, completely or not at all.

    Parameters
    ----------
    batches
        As iter_attributions yields them.
    path
        The file to write, .csv or .parquet.
    inputs
        The files that were read.
    force
        Whether a file that is no earlier output is replaced.

    Raises
    ------
    InputError
        For any other ending, with every fault where no text could be read, and where path is one of the inputs or,
        without force, a file with other columns.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise InputError([Fault(str(path), "file ending", repr(path.suffix), ".csv or .parquet")])
    faults: list[Fault] = []
    batches = iter(batches)
    for batch in batches:
        faults += batch.faults
        if len(batch.table):
            refuse_replacing(path, columns=list(batch.table.columns), inputs=inputs, force=force)
            with open_atomic_file(path) as temporary:
                write = _write_csv if path.suffix == ".csv" else _write_parquet
                write(temporary, chain((batch.table,), (later.table for later in batches)))
            return
    raise InputError(faults or [Fault("the input", "text", "none", "at least one text with a sentence")])


def _write_csv(path: Path, tables: Iterable[pd.DataFrame]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, table in enumerate(tables):
            escape_formulas(table).to_csv(
                file, index=False, header=number == 0, lineterminator="\n", float_format="%.6f"
            )


def _write_parquet(path: Path, tables: Iterable[pd.DataFrame]) -> None:
    writer: pq.ParquetWriter | None = None
    for table in tables:
        rows = pa.Table.from_pandas(table, schema=writer.schema if writer else None, preserve_index=False)
        writer = writer or pq.ParquetWriter(path, rows.schema)
        writer.write_table(rows)
    if writer:
        writer.close()


def _attribute_chunk(loaded: tuple[_Chunk, pd.DataFrame | None]) -> Batch:
    """Attribute a chunk, or take its statements where they were saved."""
    chunk, table = loaded
    sources = [make_source(text.document, text.text, text.rendition) for text in chunk.texts]
    table = attribute_sources(sources) if table is None else table
    files = {text.document: text.file for text in chunk.texts}
    quality = measure_text_quality(files, [source.cleaned for source in sources], table)
    return Batch(table, chunk.faults, chunk.notes, quality)


def _split_chunks(items: Iterable[Document | Note | Fault]) -> Iterator[_Chunk]:
    texts: list[Document] = []
    faults: list[Fault] = []
    notes: list[str] = []
    size = 0
    for item in items:
        if isinstance(item, Fault):
            faults.append(item)
        elif isinstance(item, Note):
            notes.append(item.words)
        else:
            texts.append(item)
            size += len(item.text)
        if len(texts) >= _MAXIMUM_TEXTS or size >= _MAXIMUM_CHARACTERS:
            yield _Chunk(tuple(texts), tuple(faults), tuple(notes))
            texts, faults, notes, size = [], [], [], 0
    if texts or faults or notes:
        yield _Chunk(tuple(texts), tuple(faults), tuple(notes))


def _drop_duplicates(items: Iterable[Document | Note | Fault]) -> Iterator[Document | Note | Fault]:
    """Replace each text whose id occurred before by a fault; of an id only its hash is kept."""
    seen: set[int] = set()
    for item in items:
        if not isinstance(item, Document):
            yield item
        elif hash(item.document) in seen:
            found, expected = f"{item.document!r} a second time", "an id of its own"
            yield Fault(item.where, "id", found, expected, "rename one of the two, or attribute each file by itself")
        else:
            seen.add(hash(item.document))
            yield item

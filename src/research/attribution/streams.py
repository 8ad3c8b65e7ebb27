"""Files of texts -> attributions, chunk by chunk, in several processes: memory does not grow with the texts."""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from research.attribution.statements import attribute_documents
from research.tables import Fault, InputError, lend_file

ENDINGS = (".md", ".txt", ".jsonl", ".csv", ".parquet")
_CHUNK_TEXTS = 200
_CHUNK_CHARACTERS = 1_000_000
_AHEAD = 2
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?\n)?---[ \t]*(?:\r?\n|$)", re.DOTALL)
_ID = re.compile(r"^id:[ \t]*(\S[^\r\n]*?)[ \t]*\r?$", re.MULTILINE)

Text = tuple[str, str]


@dataclass(frozen=True)
class Batch:
    """The attributions of some texts, and what could not be read before them."""

    table: pd.DataFrame
    faults: tuple[Fault, ...] = ()


def iter_attributions(paths: Sequence[Path], *, workers: int = 1) -> Iterator[Batch]:
    r"""Attribute the texts of files: .md (front matter optional), .txt, .jsonl, .csv, .parquet; folders of .md, .txt.

    The id of a text is the front matter's id or the file's stem; the tables have columns id and text. Offsets are code
    points into the text as given: the body of an .md file behind its front matter, a .txt file without a byte order
    mark, the column text of a table. What cannot be read is a fault of its batch, and the rest goes on. The batches are
    the same, and in the same order, for any number of workers (processes).

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "a.txt"
    ...     _ = file.write_text("Bupati Lebong Ani Rahma meminta ASN netral.", encoding="utf-8")
    ...     [batch.table["speaker"].tolist() for batch in iter_attributions([file], workers=1)]
    [['Ani Rahma']]
    """
    chunks = _cut_chunks(_drop_repeated(chain.from_iterable(_read_path(Path(path)) for path in paths)))
    # No more processes than there are chunks for.
    first = list(islice(chunks, workers))
    ahead = chain(first, chunks)
    if len(first) < 2:
        yield from map(_attribute_chunk, ahead)
        return
    with get_context("spawn").Pool(len(first)) as pool:
        waiting: list[Any] = []
        for chunk in ahead:
            waiting.append(pool.apply_async(_attribute_chunk, (chunk,)))
            if len(waiting) >= _AHEAD * len(first):
                yield waiting.pop(0).get()
        for result in waiting:
            yield result.get()


def write_attributions(batches: Iterable[Batch], path: Path) -> None:
    """Write the attributions of batches as .csv or .parquet, whole or not at all; nothing where no text was read.

    Raises InputError for any other ending, and with every fault where no text could be read.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise InputError([Fault(str(path), "file ending", repr(path.suffix), ".csv or .parquet")])
    faults: list[Fault] = []
    batches = iter(batches)
    for batch in batches:
        faults += batch.faults
        if len(batch.table):
            with lend_file(path) as temporary:
                write = _write_csv if path.suffix == ".csv" else _write_parquet
                write(temporary, chain((batch.table,), (later.table for later in batches)))
            return
    raise InputError(faults or [Fault("the input", "text", "none", "at least one text with a sentence")])


def _write_csv(path: Path, tables: Iterable[pd.DataFrame]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, table in enumerate(tables):
            table.to_csv(file, index=False, header=number == 0, lineterminator="\n", float_format="%.6f")


def _write_parquet(path: Path, tables: Iterable[pd.DataFrame]) -> None:
    writer: pq.ParquetWriter | None = None
    for table in tables:
        rows = pa.Table.from_pandas(table, schema=writer.schema if writer else None, preserve_index=False)
        writer = writer or pq.ParquetWriter(path, rows.schema)
        writer.write_table(rows)
    if writer:
        writer.close()


def _attribute_chunk(chunk: tuple[list[Text], list[Fault]]) -> Batch:
    texts, faults = chunk
    return Batch(attribute_documents(pd.DataFrame(texts, columns=["document", "text"])), tuple(faults))


def _cut_chunks(items: Iterable[Text | Fault]) -> Iterator[tuple[list[Text], list[Fault]]]:
    texts: list[Text] = []
    faults: list[Fault] = []
    size = 0
    for item in items:
        if isinstance(item, Fault):
            faults.append(item)
            continue
        texts.append(item)
        size += len(item[1])
        if len(texts) >= _CHUNK_TEXTS or size >= _CHUNK_CHARACTERS:
            yield texts, faults
            texts, faults, size = [], [], 0
    if texts or faults:
        yield texts, faults


def _drop_repeated(items: Iterable[tuple[str, Text | Fault]]) -> Iterator[Text | Fault]:
    """Make a fault of a text whose id another had; of an id nothing but its hash is kept."""
    seen: set[int] = set()
    for where, item in items:
        if isinstance(item, Fault):
            yield item
        elif hash(item[0]) in seen:
            yield Fault(where, "id", f"{item[0]!r} a second time", "an id of its own", "rename one of the two")
        elif "\x00" in item[1]:
            yield Fault(where, "text", "a NUL byte", "text", "take the byte out")
        else:
            seen.add(hash(item[0]))
            yield item


def _read_path(path: Path) -> Iterator[tuple[str, Text | Fault]]:
    where = path.as_posix()
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in (".md", ".txt") and file.is_file())
        if not files:
            yield where, Fault(where, "folder", "no text", "files .md or .txt")
        for file in files:
            yield from _read_path(file)
        return
    if path.suffix not in ENDINGS:
        yield where, Fault(where, "file ending", repr(path.suffix), "one of " + ", ".join(ENDINGS))
        return
    readers = {".jsonl": _read_lines, ".csv": _read_csv, ".parquet": _read_parquet}
    try:
        yield from readers.get(path.suffix, _read_text)(path)
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x} at offset {error.start}"
        yield where, Fault(where, "encoding", found, "UTF-8", "save the file as UTF-8")
    except OSError as error:
        yield where, Fault(where, "file", str(error.strerror or error), "a file that can be read")
    except (csv.Error, pa.ArrowException) as error:
        yield where, Fault(where, "content", str(error).splitlines()[0][:100], f"a {path.suffix} file")


def _read_text(path: Path) -> Iterator[tuple[str, Text | Fault]]:
    text = path.read_bytes().decode("utf-8-sig")
    name = path.stem
    front = _FRONT_MATTER.match(text) if path.suffix == ".md" else None
    if front:
        named = _ID.search(front[1] or "")
        name = named[1].strip("\"'") if named else name
        text = text[front.end() :]
    if text.strip():
        yield path.as_posix(), (name, text)
    else:
        yield path.as_posix(), Fault(path.as_posix(), "text", "nothing", "a text")


def _read_lines(path: Path) -> Iterator[tuple[str, Text | Fault]]:
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            where = f"{path.as_posix()}, line {number}"
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                yield where, Fault(where, "line", repr(line[:30]), "a JSON object with id and text")
                continue
            yield where, _make_text(row if isinstance(row, dict) else {}, where)


def _read_csv(path: Path) -> Iterator[tuple[str, Text | Fault]]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in ("id", "text") if column not in (reader.fieldnames or [])]
        for column in missing:
            yield path.as_posix(), Fault(path.as_posix(), column, "no such column", "columns id and text")
        for number, row in enumerate(reader if not missing else (), start=2):
            where = f"{path.as_posix()}, row {number}"
            yield where, _make_text(row, where)


def _read_parquet(path: Path) -> Iterator[tuple[str, Text | Fault]]:
    with pq.ParquetFile(path) as file:
        missing = [column for column in ("id", "text") if column not in file.schema_arrow.names]
        for column in missing:
            yield path.as_posix(), Fault(path.as_posix(), column, "no such column", "columns id and text")
        number = 0
        for rows in file.iter_batches(_CHUNK_TEXTS, columns=["id", "text"]) if not missing else ():
            for row in rows.to_pylist():
                number += 1
                where = f"{path.as_posix()}, row {number}"
                yield where, _make_text(row, where)


def _make_text(row: dict[str, Any], where: str) -> Text | Fault:
    """Take id and text from a row; a number stands as an id too."""
    name, text = row.get("id"), row.get("text")
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    for field, value in (("id", name), ("text", text)):
        if not isinstance(value, str) or not value.strip():
            return Fault(
                where, field, "nothing" if value in (None, "") else repr(value)[:30], "a text that is not empty"
            )
    return str(name), str(text)

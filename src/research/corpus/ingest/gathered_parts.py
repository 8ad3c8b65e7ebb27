"""New documents gathered into one parquet file, and documents replaced in the parquet file that has them."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from research.corpus.document_parts import format_part, list_parts
from research.corpus.ingest.existing import ExistingDocuments
from research.corpus.ingest.ingest_options import Entry

# A call that adds more documents than these writes one parquet file of them instead of a file for each.
MOST_FILES = 2000
_PART = re.compile(r"part-[0-9]{1,9}")


def gather_parts(
    entries: Sequence[Entry], existing: ExistingDocuments, corpus: Path, fields: Sequence[str]
) -> tuple[tuple[Entry, ...], dict[Path, bytes]]:
    """Take the files of documents that are rows of parquet files out of the entries, and make those parquet files.

    Parameters
    ----------
    entries
        The entries with their files.
    existing
        The documents of the corpus.
    corpus
        The corpus folder.
    fields
        The names of the fields of front matter in their order.

    Returns
    -------
    entries : tuple of Entry
        The entries in the same order.
    parts : dict of Path to bytes
        The content of each parquet file to write: documents/part-N.parquet of the new documents if they are more than
        MOST_FILES, and each file of which a document is replaced.
    """
    folder = corpus / "documents"
    stored = {book.document: book.part for book in existing.documents if book.part}
    written = {place: path for place, entry in enumerate(entries) if (path := _find_document(entry, folder))}
    rows_there = [place for place, path in written.items() if path.stem in stored]
    new = [place for place, path in written.items() if path.stem not in stored and not path.is_file()]
    gathered = {*rows_there, *(new if len(new) > MOST_FILES else ())}
    rows: dict[Path, dict[str, Mapping[str, str]]] = defaultdict(dict)
    new_part = _name_part(corpus)
    for place in sorted(gathered):
        name, entry = written[place].stem, entries[place]
        if not entry.standing:
            rows[stored.get(name, new_part)][name] = _make_row(entry)
    for book in existing.documents:
        if book.part in rows:
            rows[book.part].setdefault(book.document, {**book.fields, "text": book.body})
    placed = list(entries)
    for place in gathered:
        kept = tuple((path, content) for path, content in entries[place].files if path.parent != folder)
        placed[place] = replace(entries[place], files=kept)
    return tuple(placed), {
        part: format_part([found[name] for name in sorted(found)], fields) for part, found in rows.items()
    }


def _find_document(entry: Entry, folder: Path) -> Path | None:
    """The file in documents/ of an entry, if it has one to write."""
    return next((path for path, _ in entry.files if path.parent == folder), None) if not entry.fault else None


def _make_row(entry: Entry) -> dict[str, str]:
    copied = any(path.parent.name == "originals" for path, _ in entry.files)
    return {**entry.fields, "text": "" if copied else entry.text}


def _name_part(corpus: Path) -> Path:
    """Name the next part after those in documents/."""
    numbers = [int(part.stem.removeprefix("part-")) for part in list_parts(corpus) if _PART.fullmatch(part.stem)]
    return corpus / "documents" / f"part-{max(numbers, default=0) + 1:04}.parquet"

"""Existing documents of the corpus, complete or not, and the search for copies of them among new texts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from research.corpus.document_parts import iter_rows, list_parts
from research.corpus.duplicates import find_matches
from research.corpus.front_matter import FILE_FIELDS, Record, RecordRules, read_file
from research.tables import glob_files, read_bytes

COPY = 0.5  # the smallest containment of two copies
_THROUGHOUT, _LENGTHS = 0.8, 0.5  # the smallest containment and ratio of words of texts that are the same throughout


@dataclass(frozen=True)
class ExistingDocument:
    """A document of the corpus.

    Attributes
    ----------
    document
        The id.
    fields
        The fields of front matter.
    body
        The text in documents/.
    original
        The verbatim copy in originals/.
    invalid
        Whether its front matter cannot be read.
    part
        The parquet file in which it is a row; None for a file of its own.
    """

    document: str
    fields: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    original: str = ""
    invalid: bool = False
    part: Path | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The text and the verbatim copy, without empty ones."""
        return tuple(text for text in (self.body, self.original) if text)


@dataclass(frozen=True)
class ExistingDocuments:
    """All documents of the corpus, sorted by id."""

    documents: tuple[ExistingDocument, ...]


def read_existing(corpus: Path, rules: RecordRules) -> ExistingDocuments:
    """Read all documents and verbatim copies of a corpus; fields may be empty.

    A document whose front matter cannot be read keeps its id but matches no text.

    Parameters
    ----------
    corpus
        The corpus folder.
    rules
        The rules for the fields.

    Returns
    -------
    ExistingDocuments
        The documents, sorted by id.

    Raises
    ------
    InputError
        If a file cannot be opened or is not a regular file, or a parquet file has no columns of documents.
    """
    originals = {file.stem: read_bytes(file) for file in glob_files(corpus / "originals", "*.txt")}
    books = []
    for file in glob_files(corpus / "documents", "*.md"):
        read_bytes(file)
        record, faults = read_file(file, None, rules)
        copy = originals.pop(file.stem, b"").decode("utf-8-sig", errors="replace")
        if faults:
            books.append(ExistingDocument(file.stem, original=copy, invalid=True))
            continue
        books.append(ExistingDocument(file.stem, _name_fields(record, rules), record["text"], copy))
    for part in list_parts(corpus):
        for _, record in iter_rows(part, rules):
            name = record["document"]
            copy = originals.pop(name, b"").decode("utf-8-sig", errors="replace")
            books.append(ExistingDocument(name, _name_fields(record, rules), record["text"], copy, part=part))
    books += [
        ExistingDocument(stem, original=text.decode("utf-8-sig", errors="replace")) for stem, text in originals.items()
    ]
    return ExistingDocuments(tuple(sorted(books, key=lambda book: book.document)))


def _name_fields(record: Record, rules: RecordRules) -> dict[str, str]:
    return {rules.name_field(column): record[column] for column in (*FILE_FIELDS, *rules.declared.fields)}


def is_same_throughout(new: str, old: str) -> bool:
    """Return whether two texts are the same text except for some words or a part of its length.

    Parameters
    ----------
    new, old
        The two texts.

    Returns
    -------
    bool
        True if at least 0.8 of the shingles of the shorter one are in both, and it has at least half as many words as
        the longer one.

    Examples
    --------
    >>> text = "Wali Kota Bontang meminta semua lurah menolak undangan makan malam dari tim pemenangan calon mana pun."
    >>> is_same_throughout(text + " Ia berharap netral.", text), is_same_throughout(text, "Warga setuju. " * 9)
    (True, False)
    """
    lengths = sorted(len(text.split()) for text in (new, old))
    if lengths[0] < _LENGTHS * lengths[1]:
        return False
    found = find_matches([new], pd.DataFrame({"document": ["old"], "text": [old]}), threshold=_THROUGHOUT)
    return len(found) > 0


def find_copies(texts: Sequence[str], existing: ExistingDocuments) -> list[dict[str | int, float]]:
    """Find for each text the documents and earlier texts of which it is a copy, by the rule of duplicates.find_matches.

    Parameters
    ----------
    texts
        The new texts.
    existing
        The documents of the corpus.

    Returns
    -------
    list of dict
        For each text, the containment (0 to 1) by the id of a document or the position of an earlier text.
    """
    first = {text: place for place, text in reversed(list(enumerate(texts))) if text}
    places = sorted(first.values())  # each text once: a table may repeat the same text ten thousand times
    keys: list[str | int] = [book.document for book in existing.documents for _ in book.texts]
    known = [text for book in existing.documents for text in book.texts]
    new = [texts[place] for place in places]
    found: list[dict[str | int, float]] = [{} for _ in texts]
    if not new:
        return found
    keys += places
    table = pd.DataFrame({"document": [str(place) for place in range(len(keys))], "text": [*known, *new]})
    matches = find_matches(new, table)
    for number, document, share in matches[["text", "document", "containment"]].itertuples(index=False, name=None):
        place, key = places[number], keys[int(document)]
        if isinstance(key, str) or key < place:
            found[place][key] = max(share, found[place].get(key, 0.0))
    for place, text in enumerate(texts):
        if text and (earliest := first[text]) != place:
            found[place] = {**found[earliest], earliest: 1.0}
    return found


_SAME_ITEM = re.compile(r"(?:utm_\w+|fbclid|gclid|amp)(?:=|$)|page(?:=(?:all|1)?)?$", re.IGNORECASE)


def normalise_url(url: str) -> str:
    """Normalise an address for comparison: without scheme, www., m., fragment, campaign parameters and final slash.

    A later page of an article, ?page=2, has its own text; ?page=all and ?page=1 are the article.

    Parameters
    ----------
    url
        The address.

    Returns
    -------
    str
        The normalised address.

    Examples
    --------
    >>> normalise_url("https://www.Example.id/Berita/1/?utm_source=x#atas") == normalise_url("http://example.id/Berita/1")
    True
    >>> normalise_url("https://example.id/?p=1") == normalise_url("https://example.id/?p=2")
    False
    """
    address = re.sub(r"^https?://(?:www\.|m\.)?", "", url.strip(), flags=re.IGNORECASE).split("#")[0]
    address, _, query = address.partition("?")
    kept = [part for part in query.split("&") if part and not _SAME_ITEM.match(part)]
    host, slash, path = address.partition("/")
    return host.lower() + (slash + path).rstrip("/") + ("?" + "&".join(kept) if kept else "")

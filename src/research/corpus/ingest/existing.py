"""Existing documents of the corpus, complete or not, and the search for copies of them among new texts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from research.corpus.document_parts import iter_rows, list_parts
from research.corpus.duplicates import find_matches
from research.corpus.front_matter import FILE_FIELDS, Record, RecordRules, read_file
from research.corpus.shingles import find_identical, read_shingles
from research.tables import glob_files, read_bytes

COPY = 0.5  # the smallest containment of two copies
_LISTED = 20  # documents with the same words that are named
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


@dataclass(frozen=True, eq=False)
class Copies:
    """The documents and earlier texts of which each new text is a copy; texts with the same words are of one kind.

    A kind is named after its first new text. Texts are linked to kinds, so that the work grows with the number of texts
    and not with its square where a table has the same words in each row.

    Attributes
    ----------
    kinds
        For each new text the position of the first new text with the same words.
    shares
        For each kind the containment (0 to 1) by the id of a document or by earlier kind. Of documents with the same
        words at most 20 are listed.
    exact
        The first document that has a text to the letter, by text.
    """

    kinds: Sequence[int]
    shares: Mapping[int, Mapping[str | int, float]]
    exact: Mapping[str, str]

    def list_shares(self, place: int, text: str) -> dict[str | int, float]:
        """List the containment by the id of a document or by kind for a new text, that of its own kind included."""
        kind = self.kinds[place]
        same: dict[str | int, float] = {self.exact[text]: 1.0} if text in self.exact else {}
        return {**same, **self.shares.get(kind, {}), **({kind: 1.0} if text else {})}


def find_copies(texts: Sequence[str], existing: ExistingDocuments, *, named: str = "") -> Copies:
    """Find for each text the documents and earlier texts of which it is a copy, by the rule of duplicates.find_matches.

    Parameters
    ----------
    texts
        The new texts.
    existing
        The documents of the corpus.
    named
        The id of a document that is listed among any number of documents with the same words.

    Returns
    -------
    Copies
        The documents and earlier texts of each text.
    """
    keys = [book.document for book in existing.documents for _ in book.texts]
    known = [text for book in existing.documents for text in book.texts]
    same = find_identical(read_shingles([*known, *texts])).tolist()
    names: dict[int, list[str]] = {}
    for key, own in zip(keys, same, strict=False):
        listed = names.setdefault(own, [])
        if key not in listed[-1:] and (len(listed) < _LISTED or key == named):
            listed.append(key)
    firsts: dict[int, int] = {}
    kinds = [firsts.setdefault(own, place) for place, own in enumerate(same[len(known) :])]
    new = [place for place, kind in enumerate(kinds) if place == kind and texts[place]]
    shares: dict[int, dict[str | int, float]] = {place: {} for place in new}
    sources: list[list[str] | int] = [*names.values(), *new]
    every = [*(known[own] for own in names), *(texts[place] for place in new)]
    table = pd.DataFrame({"document": [f"{place:012d}" for place in range(len(every))], "text": every})
    matches = find_matches([texts[place] for place in new], table)
    for number, document, share in matches.itertuples(index=False, name=None):
        place, source = new[number], sources[int(document)]
        if isinstance(source, int) and source >= place:
            continue
        for key in [source] if isinstance(source, int) else source:  # type: ignore[assignment]
            shares[place][key] = max(share, shares[place].get(key, 0.0))
    return Copies(kinds, shares, dict(zip(reversed(known), reversed(keys), strict=True)))


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

"""What stands in the corpus already, finished or not, and which new text is a copy of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from research.duplicates import find_matches
from research.records import read_file


@dataclass(frozen=True)
class Book:
    """A document that stands in the corpus; texts are its body and its verbatim copy, those that are there."""

    document: str
    url: str = ""
    outlet: str = ""
    rendition: str = ""
    texts: tuple[str, ...] = ()
    has_original: bool = False


@dataclass(frozen=True)
class Shelf:
    """Every document of the corpus, sorted by id."""

    books: tuple[Book, ...]


def read_shelf(corpus: Path) -> Shelf:
    """Read documents/ and originals/ file by file, without asking that fields be filled, as research check does.

    A file that cannot be read keeps its id taken, and matches nothing.
    """
    originals = {file.stem: file for file in (corpus / "originals").glob("*.txt")}
    books = []
    for file in sorted((corpus / "documents").glob("*.md")):
        record, faults = read_file(file, None)
        original = originals.pop(file.stem, None)
        copy = original.read_bytes().decode("utf-8-sig", errors="replace") if original else ""
        told = {} if faults else {name: record[name] for name in ("url", "outlet", "rendition")}
        texts = tuple(text for text in ("" if faults else record["text"], copy) if text)
        books.append(Book(file.stem, **told, texts=texts, has_original=bool(original)))
    books += [Book(stem, has_original=True) for stem in originals]
    return Shelf(tuple(sorted(books, key=lambda book: book.document)))


def find_copies(texts: Sequence[str], shelf: Shelf) -> list[dict[str | int, float]]:
    """For each text, the documents (by id) and earlier texts (by place) it is nearly a copy of, with the containment.

    Near means what it means to duplicates.find_matches.
    """
    first = {text: place for place, text in reversed(list(enumerate(texts))) if text}
    places = sorted(first.values())  # of equal texts one is enough: a table may hold the same words ten thousand times
    keys: list[str | int] = [book.document for book in shelf.books for _ in book.texts]
    known = [text for book in shelf.books for text in book.texts]
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


def normalise_url(url: str) -> str:
    """An address as compared: without scheme, www., m., fragment, campaign parameters and a slash at its end.

    >>> normalise_url("https://www.Example.id/Berita/1/?utm_source=x#atas") == normalise_url("http://example.id/Berita/1")
    True
    >>> normalise_url("https://example.id/?p=1") == normalise_url("https://example.id/?p=2")
    False
    """
    address = re.sub(r"^https?://(?:www\.|m\.)?", "", url.strip(), flags=re.IGNORECASE).split("#")[0]
    address, _, query = address.partition("?")
    kept = [
        part for part in query.split("&") if part and not re.match(r"(?:utm_\w+|fbclid|gclid|amp|page)(?:=|$)", part)
    ]
    host, slash, path = address.partition("/")
    return host.lower() + (slash + path).rstrip("/") + ("?" + "&".join(kept) if kept else "")

"""Ids and files of planned documents: which documents are copies, which may be replaced, and which are refused."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from research.corpus.ingest.document_files import render_document
from research.corpus.ingest.existing import (
    COPY,
    ExistingDocument,
    ExistingDocuments,
    find_copies,
    is_same_throughout,
    normalise_url,
)
from research.corpus.ingest.ingest_options import Entry, Request
from research.corpus.ingest.ingest_words import format_faults
from research.tables import Fault

_EXPECTED = "a new document"
_COPY = "a text of which "
_WITHOUT_TEXT = ("", "metadata")  # renditions of a document whose text may be in originals/


@dataclass
class _Placed:
    """The documents of the corpus, and the ids, addresses and numbers behind ids that this call has assigned."""

    books: Mapping[str, ExistingDocument]
    urls: dict[str, str]
    new: set[str] = field(default_factory=set)
    numbers: Counter[str] = field(default_factory=Counter)

    def has(self, name: str) -> bool:
        return name in self.books or name in self.new

    def number(self, stem: str) -> str:
        """Return the stem, or the stem with the next free number if the stem is in use."""
        chosen = stem
        while self.has(chosen):
            self.numbers[stem] += 1
            chosen = f"{stem}-{self.numbers[stem] + 1}"
        return chosen


def assign_files(
    entries: list[Entry], existing: ExistingDocuments, corpus: Path, request: Request
) -> tuple[Entry, ...]:
    """Assign ids and files to the entries, comparing each with the corpus and with the entries before it.

    Parameters
    ----------
    entries
        The planned documents.
    existing
        The documents of the corpus.
    corpus
        The corpus folder.
    request
        The options of the call.

    Returns
    -------
    tuple of Entry
        The entries in the same order, with ids, files and notes; a refused entry has a fault.
    """
    urls = {normalise_url(book.fields["url"]): book.document for book in existing.documents if book.fields.get("url")}
    known = _Placed({book.document: book for book in existing.documents}, urls)
    copies = find_copies([entry.text for entry in entries], existing, named=request.fields.get("id", ""))
    ids: dict[int, str] = {}
    placed: list[Entry] = []
    for number, entry in enumerate(entries):
        if not entry.fault:
            found = copies.list_shares(number, entry.text)
            same = {key if isinstance(key, str) else ids.get(key, ""): share for key, share in found.items()}
            shares = {name: share for name, share in same.items() if name}
            standing = _find_standing(entry, shares, known, corpus, copyrighted=request.copyrighted)
            entry = standing or _place_entry(entry, shares, known, request)
        if not entry.fault:
            name = entry.fields["id"]
            ids.setdefault(copies.kinds[number], name)  # later texts with the same words are copies of this one
            known.new.add(name)
            if entry.fields["url"]:
                known.urls[normalise_url(entry.fields["url"])] = name
            entry = _make_files(entry, known.books.get(name), corpus, copyrighted=request.copyrighted)
        placed.append(entry)
    return tuple(placed)


def _find_standing(
    entry: Entry, shares: Mapping[str, float], known: _Placed, corpus: Path, *, copyrighted: bool
) -> Entry | None:
    """Return the entry as an existing document with exactly the same files, if there is one."""
    same_url = known.urls.get(normalise_url(entry.fields["url"]), "") if entry.fields["url"] else ""
    for name in dict.fromkeys([*shares, same_url]):
        if name in known.books and entry.fields["id"] in ("", name):
            made = replace(entry, fields={**entry.fields, "id": name})
            made = _make_files(made, known.books[name], corpus, copyrighted=copyrighted)
            if all(_holds(known.books[name], path, content) for path, content in made.files):
                return replace(made, standing=True)
    return None


def _holds(book: ExistingDocument, path: Path, content: bytes) -> bool:
    """Return whether a document of the corpus has a file, or a row of a parquet file that gives the same file."""
    if book.part and path.parent.name == "documents":
        return render_document(book.fields, book.body) == content
    return path.is_file() and path.read_bytes() == content


def _place_entry(entry: Entry, shares: Mapping[str, float], known: _Placed, request: Request) -> Entry:
    """Choose the id, or refuse the entry because of a copy, of its address, or of an id that another text has."""
    same_url = known.urls.get(normalise_url(entry.fields["url"]), "") if entry.fields["url"] else ""
    alike = {name: f"{_COPY}{share:.0%} stands in {name}" for name, share in shares.items() if share >= COPY}
    near = [
        f"{share:.0%} in common with {name}" for name, share in shares.items() if name not in alike and name != same_url
    ]
    if same_url:
        alike.setdefault(same_url, f"the url of {same_url}")
    asked = entry.fields["id"]
    named = asked if asked and "id" in request.fields and known.has(asked) else ""
    entry = replace(entry, notes=(*entry.notes, *near))
    if request.copies == "replace" and (alike or named):
        return _replace_book(entry, {**({named: f"the id of {named}"} if named else {}), **alike}, known, request)
    if same_url or (alike and request.copies == "refuse"):
        return _refuse(entry, "text or url", "; ".join(alike.values()), _advise(entry, alike, same_url, known))
    if named:
        remedy = (
            "choose another id" if not _may_replace(entry, named, known, request) else "choose another id, or --replace"
        )
        return _refuse(entry, "id", f"{asked!r}, which stands in the corpus", remedy, expected="a new one")
    kept = [f"kept, though {words.removeprefix(_COPY)}" for words in alike.values()]
    chosen = known.number(asked or entry.fields["stem"])
    if asked and chosen != asked:
        kept.append(f"id {asked} is that of another text")
    return replace(entry, fields={**entry.fields, "id": chosen}, notes=(*entry.notes, *kept))


def _refuse(entry: Entry, field_: str, found: str, remedy: str, *, expected: str = _EXPECTED) -> Entry:
    fault = Fault(entry.name, field_, found, expected, remedy)
    return replace(entry, fault=format_faults([fault]), duplicate=True)


def _advise(entry: Entry, alike: Mapping[str, str], same_url: str, known: _Placed) -> str:
    """Say what can be done with a copy without losing a text."""
    advice = ["leave it out"]
    if not same_url:
        advice.append("--keep adds it all the same")
    name = next(iter(alike))
    book = known.books.get(name)
    replaceable = len(alike) == 1 and book is not None and not book.invalid and name not in known.new
    if book and replaceable and all(is_same_throughout(entry.text, text) for text in book.texts):
        advice.append("--replace puts it in its place")
    return ", or ".join(advice) if len(advice) < 3 else f"{advice[0]}, {advice[1]}, or {advice[2]}"


def _may_replace(entry: Entry, name: str, known: _Placed, request: Request) -> bool:
    """Return whether only texts with the same words would be lost."""
    book = known.books.get(name)
    if book is None or book.invalid or name in known.new:
        return False
    emptied = book.fields.get("rendition", "") in _WITHOUT_TEXT
    lost = [book.original, book.body if emptied else ""] if request.copyrighted else [book.body]
    return all(is_same_throughout(entry.text, text) for text in lost if text)


def _replace_book(entry: Entry, alike: Mapping[str, str], known: _Placed, request: Request) -> Entry:
    """Replace the one existing document of which the entry is a copy throughout, or refuse the entry."""
    asked = entry.fields["id"] if "id" in request.fields else ""
    fit = [name for name in alike if asked in ("", name) and _may_replace(entry, name, known, request)]
    if len(fit) != 1:
        found = "; ".join(alike.values())
        if not fit and all(name in known.new for name in alike):
            return _refuse(entry, "text or url", f"{found}, which this call adds", "leave one out")
        if fit or (asked and asked not in alike):
            remedy = "name the one with --set id"
            return _refuse(entry, "text or url", found, remedy, expected="a copy of the one document to replace")
        remedy = "leave it out" if "the url of" in found else "leave out --replace"
        found = f"{found}, which is another text"
        return _refuse(entry, "text or url", found, remedy, expected="a copy of it throughout, to replace it")
    name = fit[0]
    book = known.books[name]
    kept = {key: value for key, value in book.fields.items() if value and not entry.fields[key] and key != "id"}
    old, new = len((book.original if request.copyrighted else book.body).split()), len(entry.text.split())
    notes = [f"replaces what stood there ({old} words, now {new})"]
    if kept:
        notes.append("kept of it: " + ", ".join(f"{key}={value}" for key, value in kept.items()))
    notes += [f"kept, though {words.removeprefix(_COPY)}" for other, words in alike.items() if other != name]
    empty = tuple(key for key in entry.empty if key not in kept)
    return replace(entry, fields={**entry.fields, **kept, "id": name}, notes=(*entry.notes, *notes), empty=empty)


def _make_files(entry: Entry, book: ExistingDocument | None, corpus: Path, *, copyrighted: bool) -> Entry:
    name, fields = entry.fields["id"], {key: value for key, value in entry.fields.items() if key != "stem"}
    document, original = corpus / "documents" / f"{name}.md", corpus / "originals" / f"{name}.txt"
    if not copyrighted:
        notes = (*entry.notes, *([f"{original} still stands in for it"] if book and book.original else []))
        return replace(entry, files=((document, render_document(fields, entry.text)),), notes=notes)
    verbatim = (original, entry.text.encode("utf-8"))
    if book and book.fields.get("rendition", "") not in _WITHOUT_TEXT:
        # The document is a restatement: the copy replaces its text on this machine, and no text is lost.
        return replace(entry, files=(verbatim,), empty=(), notes=(*entry.notes, f"{document} is left as it is"))
    # The document first: a verbatim copy without a document is a fault of the corpus, a document without a copy is not.
    return replace(entry, files=((document, render_document(fields, "")), verbatim))

"""Sources -> a plan of new documents: what would be written where, what is refused, and what a person must fill."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from research.corpus import read_elections, read_provinces
from research.ingest.proposing import NATIONAL, Background, find_host, make_id, propose_fields
from research.ingest.reading import Reading, list_files, read_source
from research.ingest.rendering import render_document
from research.ingest.rows import TABLE_FIELDS
from research.ingest.shelf import Book, Shelf, find_copies, normalise_url, read_shelf
from research.ingest.words import join_faults
from research.records import FIELDS, Rules, check_record
from research.tables import Fault, InputError


@dataclass(frozen=True)
class Request:
    """How to add: address, fields to set, whether the text is copyrighted, whether to replace, a table's columns."""

    url: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    copyrighted: bool = False
    force: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One document to be: its id, front matter, files with their content, notes, empty fields; or why it is refused.

    standing: whether the corpus holds just these files already.
    """

    name: str
    text: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[tuple[Path, bytes], ...] = ()
    notes: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    fault: str = ""
    duplicate: bool = False
    standing: bool = False


@dataclass(frozen=True)
class Taken:
    """The ids of the corpus, those given in this run, and how often each stem was numbered."""

    known: Collection[str]
    new: set[str]
    numbers: Counter[str]


@dataclass(frozen=True)
class Plan:
    """The entries in the order of the sources, and for each table the line that names its columns."""

    entries: tuple[Entry, ...]
    mappings: tuple[str, ...]


def read_pairs(option: str, pairs: Sequence[str]) -> dict[str, str]:
    """Read the values of an option of the form field=value, each field once.

    >>> read_pairs("--set", ["region=Kota Bontang", "url=https://example.id/?p=1"])
    {'region': 'Kota Bontang', 'url': 'https://example.id/?p=1'}
    >>> read_pairs("--set", ["region"])
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    --set: value: found 'region', expected field=value, each field once
    """
    split = [pair.partition("=") for pair in pairs]
    names = [name for name, _, _ in split]
    wrong = [pair for pair, part in zip(pairs, split, strict=True) if not part[1] or names.count(part[0]) > 1]
    if wrong:
        raise InputError([Fault(option, "value", repr(pair), "field=value, each field once") for pair in wrong])
    return {name: value for name, _, value in split}


def plan_documents(sources: Sequence[Path], corpus: Path, request: Request, *, today: date | None = None) -> Plan:
    """Read every source and plan its documents; nothing is written. today is the last day one may be dated.

    A source that cannot be used becomes an entry with a fault. Raises InputError where the call itself cannot be used:
    no corpus, an unknown field, one address or id for several documents.

    >>> plan_documents([Path("a.html")], Path("no/corpus"), Request())
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    no/corpus: corpus: found nothing there, expected a folder with documents/ and elections.csv; check the path
    """
    _check_request(corpus, request)
    shelf, elections, day = read_shelf(corpus), read_elections(corpus), today or date.today()
    background = Background(elections, _find_outlets(shelf), day)
    contents = [read_source(file, columns=request.columns) for file in list_files(list(sources))]
    readings = [reading for content in contents for reading in content.readings]
    given = {**request.fields, **({"url": request.url} if request.url else {})}
    if len(readings) > 1 and (single := [name for name in ("url", "id") if name in given]):
        found = f"one {' and '.join(single)} for {len(readings)} documents"
        raise InputError([Fault("the call", "sources", found, "one document", "add each by itself, or give a table")])
    provinces = read_provinces()
    islands = {**dict(zip(provinces["province"], provinces["island"], strict=True)), NATIONAL[1]: ""}
    rules = Rules(day, islands, frozenset(elections["election"]))
    entries = [_draft(reading, given, background, copyrighted=request.copyrighted) for reading in readings]
    entries = [_check_entry(entry, rules) for entry in entries]
    return Plan(_place_entries(entries, shelf, corpus, request), tuple(c.mapping for c in contents if c.mapping))


def _check_request(corpus: Path, request: Request) -> None:
    faults = []
    if not (corpus / "documents").is_dir():
        expected = "a folder with documents/ and elections.csv"
        faults.append(Fault(str(corpus), "corpus", "nothing there", expected, "check the path"))
    for name in ("documents", "originals"):
        if not (corpus / name).resolve().is_relative_to(corpus.resolve()):
            faults.append(Fault(str(corpus / name), "folder", "a link that leads out of the corpus", "a folder in it"))
    for option, names, known in (("--set", request.fields, FIELDS), ("--column", request.columns, TABLE_FIELDS)):
        faults += [
            Fault(option, "field", repr(name), "one of " + ", ".join(known)) for name in names if name not in known
        ]
    if request.url and not find_host(request.url):
        faults.append(Fault("--url", "address", repr(request.url), "one that begins with https:// or http://"))
    if request.url and request.fields.get("url", request.url) != request.url:
        faults.append(Fault("--url", "address", repr(request.url), "the address that --set url names", "keep one"))
    if request.copyrighted and request.fields.get("rendition", "metadata") != "metadata":
        found = repr(request.fields["rendition"])
        faults.append(Fault("--set", "rendition", found, "metadata, as --copyrighted is given", "leave one out"))
    if faults:
        raise InputError(faults)


def _find_outlets(shelf: Shelf) -> dict[str, str]:
    outlets: dict[str, set[str]] = defaultdict(set)
    for book in shelf.books:
        if book.url and book.outlet:
            outlets[find_host(book.url)].add(book.outlet)
    return {host: names.pop() for host, names in outlets.items() if len(names) == 1}


def _draft(reading: Reading, given: Mapping[str, str], background: Background, *, copyrighted: bool) -> Entry:
    if reading.fault:
        return Entry(reading.name, fault=reading.fault)
    fields, notes = propose_fields(reading, given, background)
    rendition = "metadata" if copyrighted else fields["rendition"] or "verbatim"
    stem = "" if fields["id"] else make_id(fields, reading)
    notes = (*reading.notes, *notes)
    return Entry(reading.name, reading.text, {**fields, "rendition": rendition, "stem": stem}, notes=notes)


def _check_entry(entry: Entry, rules: Rules) -> Entry:
    """Refuse an entry for values that do not fit; a value that is not there is for a person to fill."""
    if entry.fault:
        return entry
    fields = {**entry.fields, "document": entry.fields["id"] or entry.fields["stem"]}
    record = {**fields, "text": "" if fields["rendition"] == "metadata" else entry.text}
    faults = check_record(record, entry.name, rules)
    wrong = [fault for fault in faults if fields.get(fault.field, "-")]
    empty = tuple(name for name in FIELDS if name in {fault.field for fault in faults} and not fields[name])
    return replace(entry, empty=empty, fault=join_faults(wrong))


def _place_entries(entries: list[Entry], shelf: Shelf, corpus: Path, request: Request) -> tuple[Entry, ...]:
    """Give every entry its id and files, one after the other, each against the corpus and the entries before it."""
    books = {book.document: book for book in shelf.books}
    urls = {normalise_url(book.url): book.document for book in shelf.books if book.url}
    copies = find_copies([entry.text for entry in entries], shelf)
    ids: dict[int, str] = {}
    taken = Taken(books.keys(), set(), Counter())
    placed: list[Entry] = []
    for number, entry in enumerate(entries):
        if not entry.fault:
            url = normalise_url(entry.fields["url"])
            same = {key if isinstance(key, str) else ids.get(key, ""): share for key, share in copies[number].items()}
            matches = {name: f"a text of which {share:.0%} stands in {name}" for name, share in same.items() if name}
            if url in urls:
                matches.setdefault(urls[url], f"the url of {urls[url]}")
            known = [books[name] for name in matches if name in books and entry.fields["id"] in ("", name)]
            standing = _find_standing(entry, known, corpus, copyrighted=request.copyrighted)
            entry = standing or _choose_id(entry, matches, taken, force=request.force)
        if not entry.fault:
            ids[number] = entry.fields["id"]
            taken.new.add(ids[number])
            if entry.fields["url"]:
                urls[normalise_url(entry.fields["url"])] = ids[number]
            entry = _make_files(entry, books.get(ids[number]), corpus, copyrighted=request.copyrighted)
        placed.append(entry)
    return tuple(placed)


def _find_standing(entry: Entry, known: Sequence[Book], corpus: Path, *, copyrighted: bool) -> Entry | None:
    """The entry as a document of which it is a copy to the byte, if there is one: adding it again changes nothing."""
    for book in known:
        made = replace(entry, fields={**entry.fields, "id": book.document})
        made = _make_files(made, book, corpus, copyrighted=copyrighted)
        if all(path.is_file() and path.read_bytes() == content for path, content in made.files):
            return replace(made, standing=True)
    return None


def _choose_id(entry: Entry, matches: Mapping[str, str], taken: Taken, *, force: bool) -> Entry:
    """Settle the id, or refuse the entry where it is a copy or its id is taken and nothing may be replaced."""
    asked, fault = entry.fields["id"], None
    chosen = asked or next(iter(matches), "") or _number_stem(entry.fields["stem"], taken)
    replaceable = chosen in taken.known and chosen not in taken.new
    remedy = "--force replaces it" if replaceable and set(matches) <= {chosen} else "leave one out"
    if matches and not (force and replaceable and set(matches) == {chosen}):
        fault = Fault(entry.name, "text or url", "; ".join(matches.values()), "a new document", remedy)
    elif chosen in taken.new or (replaceable and not force):
        fault = Fault(entry.name, "id", f"{chosen!r}, which stands in the corpus", "a new one", remedy)
    if fault:
        return replace(entry, fault=join_faults([fault]), duplicate=True)
    notes = (*entry.notes, *(["replaces what stood there"] if replaceable else []))
    return replace(entry, fields={**entry.fields, "id": chosen}, notes=notes)


def _number_stem(stem: str, taken: Taken) -> str:
    """The stem, or where that is taken with the next free number."""
    chosen = stem
    while chosen in taken.known or chosen in taken.new:
        taken.numbers[stem] += 1
        chosen = f"{stem}-{taken.numbers[stem] + 1}"
    return chosen


def _make_files(entry: Entry, book: Book | None, corpus: Path, *, copyrighted: bool) -> Entry:
    name = entry.fields["id"]
    document, original = corpus / "documents" / f"{name}.md", corpus / "originals" / f"{name}.txt"
    if not copyrighted:
        notes = (*entry.notes, *([f"{original} still stands in for it"] if book and book.has_original else []))
        return replace(entry, files=((document, render_document(entry.fields, entry.text)),), notes=notes)
    verbatim = (original, entry.text.encode("utf-8"))
    if book and book.rendition not in ("", "metadata"):
        # The document is someone's restatement: the copy takes its place on this machine, and nothing is lost.
        return replace(entry, files=(verbatim,), empty=(), notes=(*entry.notes, f"{document} is left as it is"))
    # The document first: an original without one is a fault of the corpus, the other way round it is not.
    return replace(entry, files=((document, render_document(entry.fields, "")), verbatim))

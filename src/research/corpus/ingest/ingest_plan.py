"""Planning of new documents: which files would be written, what is refused, and which fields are empty."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from research.corpus.document_parts import has_documents
from research.corpus.documents import read_rules
from research.corpus.front_matter import RecordRules, check_record, is_url
from research.corpus.ingest.copies import assign_files
from research.corpus.ingest.existing import ExistingDocuments, read_existing
from research.corpus.ingest.gathered_parts import gather_parts
from research.corpus.ingest.ingest_options import Entry, Request
from research.corpus.ingest.ingest_words import format_faults
from research.corpus.ingest.outlets import find_host
from research.corpus.ingest.proposals import CorpusContext, make_id, propose_fields
from research.corpus.ingest.sources import ENDINGS, SourceDocument, read_source
from research.corpus.lists import read_elections
from research.tables import Fault, InputError, check_characters, hash_file, list_files


@dataclass(frozen=True)
class Plan:
    """The planned documents of some sources.

    Attributes
    ----------
    entries
        The documents in the order of the sources, then the sources that were left out.
    mappings
        Lines for the report: existing documents that cannot be read, and the columns of each table.
    standing
        The hash of each file of the plan when it was made; empty for no file.
    parts
        The content of each parquet file of documents to write.
    """

    entries: tuple[Entry, ...]
    mappings: tuple[str, ...]
    standing: Mapping[Path, str] = field(default_factory=dict)
    parts: Mapping[Path, bytes] = field(default_factory=dict)


def plan_documents(sources: Sequence[Path], corpus: Path, request: Request, *, today: date | None = None) -> Plan:
    """Read the sources and plan their documents; no file is written.

    A source that cannot be used becomes an entry with a fault.

    Parameters
    ----------
    sources
        Files and folders.
    corpus
        The corpus folder.
    request
        The options.
    today
        The last allowed day of publication; the current day if None.

    Returns
    -------
    Plan
        The planned documents.

    Raises
    ------
    InputError
        If the call itself is invalid: no corpus, an unknown field, an invalid address, contradictory options, or one
        address or id for several documents.

    Examples
    --------
    >>> plan_documents([Path("a.html")], Path("no/corpus"), Request())
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    no/corpus: corpus: found nothing there, expected a folder with documents/; check the path, or make documents/ there
    """
    rules = read_rules(corpus, today)
    _check_request(corpus, request, rules)
    shelf = read_existing(corpus, rules)
    background = CorpusContext(read_elections(corpus), _find_outlets(shelf), rules)
    files, faults = list_files(sources, ENDINGS)
    contents = [read_source(file, columns=request.columns, today=rules.today, fields=rules.fields) for file in files]
    readings = [reading for content in contents for reading in content.documents]
    given = {**request.fields, **({"url": request.url} if request.url else {})}
    if len(readings) > 1 and (single := [name for name in ("url", "id") if name in given]):
        found = f"one {' and '.join(single)} for {len(readings)} documents"
        raise InputError([Fault("the call", "sources", found, "one document", "add each by itself, or give a table")])
    entries = [_draft(reading, given, background, copyrighted=request.copyrighted) for reading in readings]
    entries = [_check_entry(entry, rules) for entry in entries]
    unread = [
        f"{book.document} cannot be read: copies of it are not found (see research check)"
        for book in shelf.documents
        if book.invalid
    ]
    mappings = (*unread, *(content.mapping for content in contents if content.mapping))
    left_out = tuple(Entry(fault.where, fault=format_faults([fault])) for fault in faults)
    placed, parts = gather_parts(assign_files(entries, shelf, corpus, request), shelf, corpus, rules.fields)
    standing = {path: hash_file(path) for path in [*parts, *(path for entry in placed for path, _ in entry.files)]}
    return Plan((*placed, *left_out), mappings, standing, parts)


def _check_request(corpus: Path, request: Request, rules: RecordRules) -> None:
    faults = []
    if not has_documents(corpus):
        remedy = "check the path, or make documents/ there"
        faults.append(Fault(str(corpus), "corpus", "nothing there", "a folder with documents/", remedy))
    for name in ("documents", "originals"):
        if not (corpus / name).resolve().is_relative_to(corpus.resolve()):
            faults.append(Fault(str(corpus / name), "folder", "a link that leads out of the corpus", "a folder in it"))
    options = (("--set", request.fields, rules.fields), ("--column", request.columns, ("text", *rules.fields)))
    for option, names, known in options:
        faults += [
            Fault(option, "field", repr(name), "one of " + ", ".join(known)) for name in names if name not in known
        ]
    values = [("--set", name, value) for name, value in request.fields.items()]
    values += [("--column", name, value) for name, value in request.columns.items()] + [
        ("--url", "address", request.url)
    ]
    faults += [fault for option, name, value in values if (fault := check_characters(value, option, name))]
    if request.url and not is_url(request.url):
        faults.append(Fault("--url", "address", repr(request.url), "one that begins with https:// or http://"))
    if request.url and request.fields.get("url", request.url) != request.url:
        faults.append(Fault("--url", "address", repr(request.url), "the address that --set url names", "keep one"))
    if request.copyrighted and request.fields.get("rendition", "metadata") != "metadata":
        found = repr(request.fields["rendition"])
        faults.append(Fault("--set", "rendition", found, "metadata, as --copyrighted is given", "leave one out"))
    if faults:
        raise InputError(faults)


def _find_outlets(shelf: ExistingDocuments) -> dict[str, str]:
    outlets: dict[str, set[str]] = defaultdict(set)
    for book in shelf.documents:
        if book.fields.get("url") and book.fields.get("outlet"):
            outlets[find_host(book.fields["url"])].add(book.fields["outlet"])
    return {host: names.pop() for host, names in outlets.items() if len(names) == 1}


def _draft(reading: SourceDocument, given: Mapping[str, str], background: CorpusContext, *, copyrighted: bool) -> Entry:
    if reading.fault:
        return Entry(reading.name, fault=reading.fault)
    fields, notes = propose_fields(reading, given, background)
    rendition = "metadata" if copyrighted else fields["rendition"] or "verbatim"
    stem = "" if fields["id"] else make_id(fields, reading)
    notes = (*reading.notes, *notes)
    return Entry(reading.name, reading.text, {**fields, "rendition": rendition, "stem": stem}, notes=notes)


def _check_entry(entry: Entry, rules: RecordRules) -> Entry:
    """Refuse an entry with values that are not allowed; an empty value is to be completed by the user."""
    if entry.fault:
        return entry
    fields = {**entry.fields, "document": entry.fields["id"] or entry.fields["stem"]}
    record = {
        **fields,
        "election": fields[rules.period],
        "text": "" if fields["rendition"] == "metadata" else entry.text,
    }
    faults = check_record(record, entry.name, rules)
    wrong = [fault for fault in faults if fields.get(fault.field, "-")]
    asked = {fault.field for fault in faults} | ({rules.period} if rules.elections else set())
    empty = tuple(name for name in rules.fields if name in asked and not fields[name])
    return replace(entry, empty=empty, fault=format_faults(wrong))

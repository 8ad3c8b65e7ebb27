"""Reader of the documents of a corpus folder, or of a parquet file, as the table documents."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from research.corpus.declarations import read_declarations
from research.corpus.document_parts import has_documents, iter_rows, list_parts
from research.corpus.front_matter import (
    FILE_FIELDS,
    Record,
    RecordRules,
    check_record,
    read_file,
    read_original,
)
from research.corpus.lists import PERIOD_FILES, find_period_file, read_elections
from research.corpus.samples import read_samples
from research.tables import (
    Fault,
    InputError,
    find_cache,
    glob_files,
    hash_code,
    list_columns,
    load_cached,
    make_key,
    make_table,
    read_bytes,
    returns_table,
    save_cached,
)

_Found = tuple[str, Record, list[Fault]]
# Files that are read before any of their records is given on.
_AT_ONCE = 500


@returns_table("documents")
def read_documents(path: Path, *, today: date | None = None) -> pd.DataFrame:
    """Read the documents of a corpus folder, or of a parquet file with the same columns.

    A folder has them in documents/, a file <id>.md for each or in parquet files, or in documents.parquet, or in several
    of these. If the folder has a verbatim copy originals/<id>.txt, it replaces the text of the document with this id.
    A document of rendition metadata has no text unless there is such a copy.

    Parameters
    ----------
    path
        The corpus folder, or the parquet file.
    today
        The last allowed day of publication; the current day if None.

    Returns
    -------
    pandas.DataFrame
        The table documents, one row for each document, sorted by document.

    Raises
    ------
    InputError
        With all faults of all files together: invalid front matter, days after today, unknown provinces, missing texts,
        ids that differ from the name of the file, and repeated ids or urls.

    Examples
    --------
    >>> read_documents(Path("no/such/corpus"))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    no/such/corpus: corpus: found nothing there, expected a folder with documents/*.md or parquet files ...
    """
    table = pd.concat(_read_chunks(Path(path), read_rules(Path(path), today), chunk=1000))
    return table.sort_values("document", ignore_index=True)


def iter_documents(path: Path, *, chunk: int = 1000, today: date | None = None) -> Iterator[pd.DataFrame]:
    """Read the documents in pieces of at most chunk documents.

    All documents are checked before the first piece is yielded, so that a fault in the last file stops the run at its
    start. Only one piece, and the ids and urls of all documents, are kept in memory.

    Parameters
    ----------
    path
        The corpus folder, or the parquet file.
    chunk
        The largest number of documents in one piece.
    today
        The last allowed day of publication; the current day if None.

    Yields
    ------
    pandas.DataFrame
        The table documents of one piece, sorted by document; the pieces have the order of the files or rows.

    Raises
    ------
    InputError
        In the cases of read_documents, and if chunk is below 1.
    """
    if chunk < 1:
        raise InputError([Fault("iter_documents", "chunk", str(chunk), "1 or more")])
    path, rules = Path(path), read_rules(Path(path), today)
    for _ in _read_chunks(path, rules, chunk=chunk):
        pass
    yield from _read_chunks(path, rules, chunk=chunk)


def find_replaced_texts(path: Path) -> frozenset[str]:
    """Find the documents whose verbatim copy differs from the text that was coded.

    A copy originals/<id>.txt replaces the text of documents/<id>.md; codes of that text are not codes of the copy. If
    documents/<id>.md has no text (rendition metadata), or the same text, the copy is the text that was coded.

    Parameters
    ----------
    path
        A corpus folder. A folder without originals, or a parquet file, has no replaced texts.

    Returns
    -------
    frozenset of str
        The ids of these documents.

    Raises
    ------
    InputError
        If corpus.toml or the file of periods is invalid.

    Examples
    --------
    >>> find_replaced_texts(Path("no/such/corpus"))
    frozenset()
    """
    copies = {copy.stem: copy for copy in glob_files(Path(path) / "originals", "*.txt")}
    texts = read_replaced_texts(Path(path))
    return frozenset(name for name, text in texts.items() if text and text != read_original(copies[name])[0])


def read_replaced_texts(path: Path) -> dict[str, str]:
    """Read what documents/ itself has as the text of each document with a verbatim copy in originals/.

    Parameters
    ----------
    path
        The corpus folder.

    Returns
    -------
    dict of str to str
        The text by id, empty for none.

    Raises
    ------
    InputError
        If corpus.toml, the file of periods or a parquet file is invalid.
    """
    copies = {copy.stem for copy in glob_files(path / "originals", "*.txt")}
    if not copies:
        return {}
    rules = read_rules(path, None)
    files = {name: path / "documents" / f"{name}.md" for name in sorted(copies)}
    texts = {name: read_file(file, None, rules)[0].get("text", "") for name, file in files.items() if file.is_file()}
    rows = (record for part in list_parts(path) for _, record in iter_rows(part, rules))
    return texts | {record["document"]: record["text"] for record in rows if record["document"] in copies}


@returns_table("warnings")
def find_warnings(documents: pd.DataFrame) -> pd.DataFrame:
    """List what is allowed but should be known: an empty url, a missing text, and a missing period.

    A missing period is listed only if other documents have a period.

    Parameters
    ----------
    documents
        The table documents.

    Returns
    -------
    pandas.DataFrame
        The table warnings, sorted by document and field: document, field, warning.
    """
    no_url = documents.loc[documents["url"] == "", ["document"]].assign(field="url", warning="no address")
    no_text = documents.loc[documents["text"] == "", ["document"]].assign(field="text", warning="verbatim copy missing")
    field = "period" if "period" in documents else "election"
    no_period = documents.loc[documents["election"] == "", ["document"]].assign(field=field, warning=f"in no {field}")
    no_period = no_period if len(no_period) < len(documents) else no_period.iloc[:0]
    return pd.concat([no_url, no_text, no_period]).sort_values(["document", "field"], ignore_index=True)


@returns_table("document_counts")
def count_documents(documents: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Count the documents in each group of a column.

    Parameters
    ----------
    documents
        The table documents.
    by
        The column whose values form the groups.

    Returns
    -------
    pandas.DataFrame
        The table document_counts, largest group first: the column by, and the numbers of documents, press_releases and
        incomplete (documents of which only a part was seen).

    Examples
    --------
    >>> table = pd.DataFrame({"island": ["Jawa", "", "Jawa"], "kind": ["news", "press_release", "news"],
    ...                       "complete": [True, True, False]})
    >>> count_documents(table, by="island").to_numpy().tolist()
    [['Jawa', 2, 0, 1], ['', 1, 1, 0]]
    """
    flags = documents.assign(press_release=documents["kind"] == "press_release", incomplete=~documents["complete"])
    counts = flags.groupby(flags[by].rename("group"), sort=True).agg(
        documents=("kind", "size"), press_releases=("press_release", "sum"), incomplete=("incomplete", "sum")
    )
    counts = counts.rename_axis(by).sort_values("documents", ascending=False, kind="stable")
    return counts.reset_index()


def read_rules(path: Path, today: date | None) -> RecordRules:
    """Read the rules against which documents are checked.

    Parameters
    ----------
    path
        The corpus folder, or a parquet file with corpus.toml beside it.
    today
        The last allowed day of publication; the current day if None.

    Returns
    -------
    RecordRules
        The rules.

    Raises
    ------
    InputError
        If corpus.toml or the file of periods is invalid.
    """
    folder = path if path.is_dir() else path.parent
    declared, samples = read_declarations(folder), read_samples(folder).codes
    file = find_period_file(path)
    if file is None:
        return RecordRules(today or date.today(), declared, samples=samples)
    listed = read_elections(path)[["election", "election_year"]].itertuples(index=False, name=None)
    years = {name: None if pd.isna(year) else int(year) for name, year in listed}
    return RecordRules(today or date.today(), declared, years, PERIOD_FILES[file.name][0], samples)


def _read_chunks(path: Path, rules: RecordRules, *, chunk: int) -> Iterator[pd.DataFrame]:
    if path.suffix == ".parquet" and path.is_file():
        records = _read_parquet(path, rules)
    elif has_documents(path):
        records = _read_folder(path, rules)
    else:
        expected = "a folder with documents/*.md or parquet files of documents, or a parquet file"
        remedy = "make documents/, which research add fills" if path.is_dir() else "check the path"
        raise InputError([Fault(path.as_posix(), "corpus", "nothing there", expected, remedy)])
    faults: list[Fault] = []
    piece: list[Record] = []
    seen: dict[tuple[str, str], str] = {}
    for where, record, found in records:
        faults += [*found, *_find_repeated(where, record, seen)]
        piece.append(record)
        if faults:
            piece = []
        elif len(piece) == chunk:
            yield _make_table(piece, rules)
            piece = []
    if faults:
        raise InputError(faults)
    if not seen:
        raise InputError([Fault(path.as_posix(), "corpus", "no document", "at least one", "add documents/<id>.md")])
    if piece:
        yield _make_table(piece, rules)


def _find_repeated(where: str, record: Record, seen: dict[tuple[str, str], str]) -> list[Fault]:
    """Find an id or url that an earlier record has, and remember those of this record."""
    faults = []
    for field in ("document", "url"):
        value = record.get(field)
        if value and (first := seen.setdefault((field, value), where)) != where:
            expected = "a value no other document has"
            faults.append(Fault(where, FILE_FIELDS[field], repr(value), expected, f"{first} has it; keep one"))
    return faults


def _make_table(records: list[Record], rules: RecordRules) -> pd.DataFrame:
    table = pd.DataFrame(records, columns=[*list_columns("documents"), *rules.declared.fields])
    if rules.period != "election":
        table = table.assign(**{rules.period: table["election"], f"{rules.period}_year": table["election_year"]})
    return make_table(table.sort_values("document", ignore_index=True), "documents")


def _read_folder(path: Path, rules: RecordRules) -> Iterator[_Found]:
    originals = {file.stem: file for file in glob_files(path / "originals", "*.txt")}
    files = sorted(glob_files(path / "documents", "*.md"), key=lambda file: file.stem)
    names = {file.stem for file in files}
    for first in range(0, len(files), _AT_ONCE):
        yield from _read_files(files[first : first + _AT_ONCE], originals, rules)
    for part in list_parts(path):
        for where, record in iter_rows(part, rules):
            names.add(record["document"])
            faults: list[Fault] = []
            if original := originals.get(record["document"]):
                record["text"], faults = read_original(original)
                record["rendition"] = "verbatim"
                record.pop("sha256", None)
            yield where, record, faults or check_record(record, where, rules)
    for file in glob_files(path / "originals", "*.[ct][sx][vt]"):
        if file.stem not in names:
            expected = f"a document {file.stem}.md that it stands in for"
            yield (
                file.as_posix(),
                {},
                [Fault(file.as_posix(), "file", "no such document", expected, "rename or remove it")],
            )


def _read_files(files: Sequence[Path], originals: Mapping[str, Path], rules: RecordRules) -> Iterator[_Found]:
    """Read the files of documents; the records of those that were sound before are kept on disk by their bytes."""
    keys = _make_keys(files, originals, rules) if find_cache() else {}
    kept, new = load_cached("documents", keys.values()), {}
    for file in files:
        content = kept.get(keys.get(file.stem, ""))
        record: Record = json.loads(content) if content else {}
        # What day it is is no part of the key.
        if record and record["published"] <= rules.today.isoformat():
            yield file.as_posix(), record, []
            continue
        record, faults = read_file(file, originals.get(file.stem), rules)
        # An empty verbatim copy gives one fault, and not also that of a document without text.
        faults += check_record(record, file.as_posix(), rules) if record.get("text") or not faults else []
        if not faults and file.stem in keys:
            new[keys[file.stem]] = json.dumps(record).encode()
        yield file.as_posix(), record, faults
    save_cached("documents", new)


def _make_keys(files: Sequence[Path], originals: Mapping[str, Path], rules: RecordRules) -> dict[str, str]:
    """Make the key of each file that can be read, from its name, its bytes, its copy's and the rules."""
    mark = make_key(hash_code("corpus"), repr((rules.declared, rules.elections, rules.period, rules.samples)))
    keys = {}
    for file in files:
        copy = originals.get(file.stem)
        try:
            keys[file.stem] = make_key(mark, file.stem, read_bytes(file), *([read_bytes(copy)] if copy else []))
        except InputError:
            continue  # read_file says why
    return keys


def _read_parquet(path: Path, rules: RecordRules) -> Iterator[_Found]:
    for where, record in iter_rows(path, rules):
        yield where, record, check_record(record, where, rules)

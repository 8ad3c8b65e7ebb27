"""Check of a corpus: every part is read and checked against the others, with all faults in one report."""

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from research.codebook import NO_FRAME, Codebook, list_examples, read_codebook, read_themes
from research.coding import (
    CodedStatements,
    find_framed_narration,
    find_identical_coders,
    list_run_names,
    read_coded,
    read_codings,
    read_frozen,
)
from research.compare import NATIONAL_GROUP, find_unknown_names, read_contrasts, read_multiverse
from research.corpus import (
    find_warnings,
    read_declarations,
    read_documents,
    read_elections,
    read_officials,
    read_search_log,
)
from research.frames import make_frames
from research.study.corpus_study import read_texts
from research.study.run_checks import find_lost_records, find_run_changes
from research.tables import (
    MODES,
    NATIONAL,
    Fault,
    InputError,
    check_characters,
    glob_files,
    read_bytes,
    read_cells,
)
from research.topics import read_topic_labels

Part = TypeVar("Part")
_UNITS = ["document", "sentence"]
# Codings of the frames besides those of people: see the room frames.
_READINGS = ("cue",)
_DOCUMENTS_AT_A_TIME = 5000
_LARGEST_FILE = 1_000_000_000  # bytes: codes of a million documents, which are read in pieces


def check_corpus(path: Path, *, today: str = "", coded: bool = False) -> list[str]:
    """Check a corpus folder and report what it contains.

    Parameters
    ----------
    path : Path
        The corpus folder.
    today : str
        The last day a document may be dated, in ISO form; the day of the call where empty.
    coded : bool
        Whether a corpus that is not coded, or has no gold, is a fault.

    Returns
    -------
    list of str
        One line for each fact; warnings begin with the word. The last line is "sound" where the notebooks can run; for
        a corpus that nobody has coded, or that has no gold, it says so and names the next step.

    Raises
    ------
    InputError
        With the faults of every part that could be read: documents, codebook, coders' files, gold, frozen ids,
        themes, contrasts, multiverse, labels of topics and the log of the search.
    """
    # Files that cannot be opened, or contain invalid characters, are reported alone.
    faults = _check_files(path)
    if faults:
        raise InputError(faults)
    day = _collect_faults(lambda: _read_day(today), faults)
    documents = _collect_faults(lambda: read_documents(path, today=day), faults)
    codebook = _collect_faults(lambda: read_codebook(path / "codebook.toml"), faults)
    elections = _collect_faults(lambda: read_elections(path), faults)
    officials = _collect_faults(lambda: read_officials(path), faults)
    frozen = _collect_faults(lambda: read_frozen(path / "coding" / "frozen.txt"), faults)
    values = None
    if documents is not None and codebook is not None and elections is not None:
        values = _collect_faults(lambda: _list_values(path, documents, codebook, elections), faults)
    _check_declared(path, codebook, values, faults)
    if documents is None or codebook is None or frozen is None or officials is None:
        if glob_files(path / "coding", "*.csv"):
            _collect_faults(lambda: read_codings(path / "coding", codebook=codebook, documents=documents), faults)
        raise InputError(faults)
    _collect_faults(lambda: read_texts(path / "text.toml"), faults)
    _check_topic_labels(path / "topics.toml", documents, faults)
    ids = set(documents["document"])
    where = (path / "coding" / "frozen.txt").as_posix()
    faults += [Fault(where, "id", repr(name), "a document of the corpus") for name in frozen if name not in ids]
    faults += _find_read_examples(codebook, frozen, path / "codebook.toml")
    file = path / "themes.toml"
    themes = _collect_faults(lambda: read_themes(file, codebook), faults) if file.is_file() else None
    faults += _find_read_examples(themes, frozen, file) if themes else []
    coding = _check_coding(path, documents, codebook, officials, faults)
    search = _check_search(path, documents, faults)
    if faults or elections is None:
        raise InputError(faults)
    renditions = ", ".join(f"{count} {name}" for name, count in sorted(documents["rendition"].value_counts().items()))
    if coded and coding[2][-1] != "sound":
        found, _, remedy = coding[2][-1].partition(": ")
        raise InputError([Fault(path.as_posix(), "coding", found, "a coded corpus", remedy)])
    warnings = find_warnings(documents)
    return [
        f"documents: {len(documents)} ({renditions}), {coding[0]} of them uncoded",
        *coding[1],
        *search,
        f"frozen documents: {len(frozen)}",
        *(f"warning: {row.document}: {row.field}: {row.warning}" for row in warnings.itertuples()),
        *coding[2],
    ]


def _check_files(path: Path) -> list[Fault]:
    """Faults of files that cannot be opened, or contain characters that no text may contain."""
    faults: list[Fault] = []
    for folder in (path, path / "coding"):
        for file in [found for found in glob_files(folder, "*.*") if found.suffix in (".csv", ".toml", ".txt")]:
            content = _collect_faults(partial(read_bytes, file, limit=_LARGEST_FILE), faults)
            # Another encoding is reported by the reader of the file.
            text = (content or b"").decode("utf-8", errors="replace")
            if fault := check_characters(text, file.as_posix(), "text"):
                faults.append(fault)
    return faults


def _check_topic_labels(file: Path, documents: pd.DataFrame, faults: list[Fault]) -> None:
    """Check the labels of topics: each is for all samples, or for one that documents are of."""
    labels = _collect_faults(lambda: read_topic_labels(file), faults) or ()
    samples = set(documents["sample"]) if "sample" in documents else set()
    faults += [
        Fault(file.as_posix(), f"{label.label_en}: sample", repr(label.sample), "a sample of the documents")
        for label in labels
        if label.sample and label.sample not in samples
    ]


def _check_search(path: Path, documents: pd.DataFrame, faults: list[Fault]) -> list[str]:
    """Check the log of the search, where there is one: each page taken is a document, by its address."""
    file = path / "search_log.csv"
    log = _collect_faults(lambda: read_search_log(path), faults) if file.is_file() else None
    if log is None:
        return []
    pages = log[log["taken"]]
    expected, remedy = "the address of a document", "add the document, or write no and the reason"
    faults += [
        Fault(
            file.as_posix(),
            f"url of a page taken for {page.province} {page.election}",
            repr(page.url),
            expected,
            remedy,
        )
        for page in pages[~pages["url"].isin(documents["url"])].itertuples()
    ]
    return [f"search log: {len(log)} pages shown, {len(pages)} taken"]


def _check_coding(
    path: Path, documents: pd.DataFrame, codebook: Codebook, officials: pd.DataFrame, faults: list[Fault]
) -> tuple[int, list[str], list[str]]:
    """Check what people coded: the number of uncoded documents, facts, and warnings with the verdict."""
    gold = path / "coding" / "gold.csv"
    if not glob_files(path / "coding", "*.csv"):
        step = "research code sample -o FILE.xlsx writes a sheet for a coder"
        return len(documents), ["coders: none"], [f"nobody has coded the documents yet: {step}"]
    codings = _collect_faults(lambda: read_codings(path / "coding", codebook=codebook, documents=documents), faults)
    coded = None
    if gold.is_file():
        coded = _collect_faults(lambda: read_coded(path, documents, codebook=codebook), faults)
    lost = find_lost_records(path / "coding")
    # Such a file is not that of a person who is to be listed.
    files = {fault.where for fault in lost}
    faults[:] = [fault for fault in faults if fault.field != "coder" or fault.where not in files]
    faults += lost
    if coded is not None:
        _check_frames(coded, codebook, faults)
        faults += _find_unknown_officials(officials, coded, path / "officials.csv")
        faults += _find_framed(coded, coded.codings, gold.as_posix())
    if codings is None or (coded is None and gold.is_file()):
        return len(documents), [], []
    runs = list_run_names(path / "coding")
    changes = [f"warning: {line}" for line in find_run_changes(path / "coding", codebook)]
    people = codings[~codings["coder"].isin(runs)]
    names, programs = _count_coded(people), _count_coded(codings[codings["coder"].isin(runs)])
    ran = [f"programs that coded: {programs}"] if programs else []
    if coded is None and not names:
        step = "research code sample -o FILE.xlsx writes a sheet for a coder"
        return len(documents), ["coders: none", *ran], [*changes, f"nobody has coded the documents yet: {step}"]
    if coded is None:
        step = "research code adjudicate brings two coders' files together"
        return len(documents), [f"coders: {names}, no gold", *ran], [*changes, f"there is no gold yet: {step}"]
    reported = int(coded.statements["reported"].sum())
    facts = [
        f"statements: {len(coded.statements)} coded, {reported} of them reported",
        f"coders: {names or 'none'}, and gold",
        *ran,
    ]
    coders = sorted(set(codings["coder"]))
    framed = [fault for coder in coders for fault in _find_framed(coded, codings[codings["coder"] == coder], coder)]
    # Two runs of one program may well give the same codes.
    warnings = [*(f"{fault.where}: {fault.found}" for fault in framed), *find_identical_coders(people)]
    unreported = "nobody is reported as speaking in what was coded: have documents coded in which officials speak"
    verdict = "sound" if reported else unreported
    return len(coded.uncoded), facts, [*(f"warning: {line}" for line in warnings), *changes, verdict]


def _count_coded(codings: pd.DataFrame) -> str:
    """Name the coders, each with the number of statements that are coded."""
    counts = codings.drop_duplicates([*_UNITS, "coder"])["coder"].value_counts().to_dict()
    return ", ".join(f"{coder} ({count} statements)" for coder, count in sorted(counts.items()))


def _check_frames(coded: CodedStatements, codebook: Codebook, faults: list[Fault]) -> None:
    """Make the frames, of which only the faults are kept, of some documents at a time."""
    names = coded.statements["document"].unique()
    for start in range(0, len(names), _DOCUMENTS_AT_A_TIME):
        some = set(names[start : start + _DOCUMENTS_AT_A_TIME])
        statements, codings = (table[table["document"].isin(some)] for table in (coded.statements, coded.codings))
        _collect_faults(partial(make_frames, statements, codings, codebook), faults)


def _find_framed(coded: CodedStatements, codings: pd.DataFrame, where: str) -> list[Fault]:
    """Frames in sentences that are narration in gold."""
    rows = codings.assign(frames=codings["frame"].replace(NO_FRAME, "")).drop_duplicates([*_UNITS, "frames"])
    rows = rows[rows["frames"].ne("")].drop_duplicates(_UNITS)
    remedy = "take the frames out, or give the sentence its mode, speaker and office"
    return find_framed_narration(rows, coded.statements, where=where, remedy=remedy)


def _check_declared(
    path: Path, codebook: Codebook | None, values: dict[str, set[str]] | None, faults: list[Fault]
) -> None:
    """Read the contrasts and the multiverse, where there are any, and check every name in them."""
    file, multiverse = path / "contrasts.toml", path / "multiverse.toml"
    if not file.is_file() and not multiverse.is_file():
        return
    contrasts = _collect_faults(lambda: read_contrasts(file), faults)
    frames = [frame.code for frame in codebook.frames] if codebook else []
    if contrasts is not None and frames and values:
        faults += find_unknown_names(contrasts, frames=frames, values=values, where=file.as_posix())
    if contrasts is not None and multiverse.is_file():
        codes = (*_READINGS, *sorted(coding.stem for coding in glob_files(path / "coding", "*.csv")))
        _collect_faults(lambda: read_multiverse(multiverse, contrasts, frames=frames, codes=codes), faults)


def _list_values(
    path: Path, documents: pd.DataFrame, codebook: Codebook, elections: pd.DataFrame
) -> dict[str, set[str]]:
    """For each column that a contrast may name, the values that this corpus has, or could have."""
    declared = read_declarations(path)
    named = sorted(set(documents["election"]) - {""})
    if elections.empty and named:
        found, expected = "nothing there", "a list of the periods that documents name: " + ", ".join(named)
        remedy = "make it, with the columns election, label, kind and voting_day"
        raise InputError([Fault((path / "elections.csv").as_posix(), "file", found, expected, remedy)])
    periods = {"election": set(elections["election"]), "election_year": set(elections["election_year"].astype("str"))}
    field_values = {name: set(field.values) or set(documents[name]) for name, field in declared.fields.items()}
    gold = path / "coding" / "gold.csv"
    speakers = read_cells(gold).get("speaker", pd.Series(dtype="str")) if gold.is_file() else ()
    return {
        **periods,
        **{name.replace("election", "period"): values for name, values in periods.items() if "period" in documents},
        **field_values,
        "island": {*declared.places.values(), NATIONAL_GROUP},
        "province": {*declared.places, NATIONAL},
        "region": set(documents["region"]),
        "outlet": set(documents["outlet"]),
        "kind": set(declared.kinds),
        "speaker": set(speakers),
        "office": {label.code for label in codebook.offices},
        "mode": set(MODES),
    }


def _find_read_examples(codebook: Codebook, frozen: Collection[str], path: Path) -> list[Fault]:
    """Examples of the codebook that are sentences of frozen documents, which nobody is to read."""
    expected, remedy = "a document that is not in coding/frozen.txt", "take an example of another document"
    return [
        Fault(f"{path.as_posix()}, {one.place}", "document", one.example.document, expected, remedy)
        for one in list_examples(codebook)
        if one.example.document in frozen
    ]


def _find_unknown_officials(officials: pd.DataFrame, coded: CodedStatements, where: Path) -> list[Fault]:
    """Officials who are not speakers of their document in the coding; uncoded documents are no fault."""
    speakers = set(coded.statements[["document", "speaker"]].itertuples(index=False, name=None))
    return [
        Fault(where.as_posix(), "speaker", f"{speaker} in {document}", "a speaker that the coding names there")
        for document, speaker in officials[["document", "speaker"]].itertuples(index=False, name=None)
        if document not in coded.uncoded and (document, speaker) not in speakers
    ]


def _collect_faults(read: Callable[[], Part], faults: list[Fault]) -> Part | None:
    """Call read; where it raises InputError, add its faults and return None."""
    try:
        return read()
    except InputError as error:
        faults += [fault for fault in error.faults if fault not in faults]
        return None


def _read_day(today: str) -> date | None:
    try:
        return date.fromisoformat(today) if today else None
    except ValueError:
        raise InputError([Fault("--today", "day", repr(today), "a day of the calendar, as 2024-12-31")]) from None

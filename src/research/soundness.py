"""Is the corpus sound: every part read and checked against the others, all faults in one report."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from research.attribution import find_statements
from research.codebook import read_codebook
from research.coding import Coded, find_alike, read_coded, read_codings, read_frozen
from research.compare import read_contrasts
from research.corpus import find_warnings, read_documents, read_elections, read_officials
from research.frames import table_codings
from research.robustness import read_multiverse
from research.tables import Fault, InputError

Part = TypeVar("Part")


def check_corpus(path: Path, *, today: str = "") -> list[str]:
    """Read all of a corpus folder and say what is in it, one line a fact; warnings begin with the word.

    today is the last day a document may be dated, in ISO form, the day of the call where empty. Raises InputError with
    the faults of every part that could be read at all: documents, codebook, coders' files, gold, frozen ids,
    contrasts and multiverse.
    """
    faults: list[Fault] = []
    day = _keep(lambda: _read_day(today), faults)
    documents = _keep(lambda: read_documents(path, today=day), faults)
    codebook = _keep(lambda: read_codebook(path / "codebook.toml"), faults)
    codings = _keep(lambda: read_codings(path / "coding", codebook=codebook, documents=documents), faults)
    elections = _keep(lambda: read_elections(path), faults)
    officials = _keep(lambda: read_officials(path), faults)
    frozen = _keep(lambda: read_frozen(path / "coding" / "frozen.txt"), faults)
    _check_declared(path, faults)
    if documents is None or codebook is None or codings is None or frozen is None or officials is None:
        raise InputError(faults)
    statements = find_statements(documents)
    coded = _keep(lambda: read_coded(path, documents, statements, codebook=codebook), faults)
    if coded:
        _keep(lambda: table_codings(coded.statements, coded.codings, codebook), faults)
        faults += _find_strangers(officials, coded, path / "officials.csv")
    # The coders read the restated texts: what they saw in a document says nothing of its verbatim copy.
    restated = documents.loc[documents["rendition"] != "verbatim", "document"]
    read = coded.statements if coded else statements
    read, own = read[read["document"].isin(restated)], codings[codings["document"].isin(restated)]
    units = ["document", "sentence"]
    for coder in sorted(set(codings["coder"])):
        # Whoever coded a sample has read no more than that.
        mine = read.merge(own.loc[own["coder"] == coder, units].drop_duplicates(), on=units)
        _keep(partial(table_codings, mine, own, codebook, coder=coder), faults)
    known = set(documents["document"])
    where = (path / "coding" / "frozen.txt").as_posix()
    faults += [Fault(where, "id", repr(name), "a document of the corpus") for name in frozen if name not in known]
    if faults or coded is None or elections is None:
        raise InputError(faults)
    renditions = ", ".join(f"{count} {name}" for name, count in sorted(documents["rendition"].value_counts().items()))
    reported = int(coded.statements["reported"].sum())
    counts = codings.drop_duplicates([*units, "coder"])["coder"].value_counts().to_dict()
    warnings = find_warnings(documents)
    return [
        f"documents: {len(documents)} ({renditions}), {len(coded.uncoded)} of them uncoded",
        f"statements: {len(coded.statements)} coded, {reported} of them reported",
        f"coders: {', '.join(f'{coder} ({count} statements)' for coder, count in sorted(counts.items()))}, and gold",
        f"frozen documents: {len(frozen)}",
        *(f"warning: {row.document}: {row.field}: {row.warning}" for row in warnings.itertuples()),
        *(f"warning: {line}" for line in find_alike(codings)),
        "sound",
    ]


def _check_declared(path: Path, faults: list[Fault]) -> None:
    """Read the contrasts and the multiverse: a corpus may declare none, but what it declares must be readable."""
    multiverse = path / "multiverse.toml"
    if (path / "contrasts.toml").is_file() or multiverse.is_file():
        contrasts = _keep(lambda: read_contrasts(path / "contrasts.toml"), faults)
        if contrasts is not None and multiverse.is_file():
            _keep(lambda: read_multiverse(multiverse, contrasts), faults)


def _find_strangers(officials: pd.DataFrame, coded: Coded, where: Path) -> list[Fault]:
    """Officials whom the coding does not name as speakers of their document; uncoded documents are no fault."""
    speakers = set(coded.statements[["document", "speaker"]].itertuples(index=False, name=None))
    return [
        Fault(where.as_posix(), "speaker", f"{speaker} in {document}", "a speaker that the coding names there")
        for document, speaker in officials[["document", "speaker"]].itertuples(index=False, name=None)
        if document not in coded.uncoded and (document, speaker) not in speakers
    ]


def _keep(read: Callable[[], Part], faults: list[Fault]) -> Part | None:
    """Call read; where it refuses, keep its faults and return nothing."""
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

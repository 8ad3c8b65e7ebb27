"""The choices of a multiverse and the claims that it tries, kept as data."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from research.compare.declared_contrasts import Contrasts
from research.tables import CHOICES as CHOICES, Fault, InputError, read_toml
from research.text import STEMS


@dataclass(frozen=True)
class Choices:
    """The levels of each choice that are tried; a choice of one level is held fixed.

    base: what is counted: reported statements, those framed (with any frame), or documents (with the frame at least
    once). weighting: each of the statements counts alike, or each of the documents. duplicates: include all documents
    of a family, the first of each, or all weighted so that a family counts once. codes: readings of the rows
    (join_readings), all of them, sorted, where none are named. mode: all speech, or direct speech alone. national: with
    or without officials of the central government and all documents of no province. incomplete: with or without the
    documents of which only a part is there.

    >>> Choices(base=("statements",), mode=("quoted",))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    choices: mode: found 'quoted', expected some of all, direct, each once
    """

    base: tuple[str, ...] = CHOICES["base"]
    weighting: tuple[str, ...] = CHOICES["weighting"]
    duplicates: tuple[str, ...] = CHOICES["duplicates"]
    codes: tuple[str, ...] = ()
    mode: tuple[str, ...] = CHOICES["mode"]
    national: tuple[str, ...] = CHOICES["national"]
    incomplete: tuple[str, ...] = CHOICES["incomplete"]

    def __post_init__(self) -> None:
        """Refuse levels that nobody knows, none at all, and those given twice."""
        faults = []
        for field in fields(self):
            levels, known = getattr(self, field.name), CHOICES[field.name]
            wrong = [level for level in levels if known and level not in known]
            if wrong or len(set(levels)) < len(levels) or (known and not levels):
                expected = f"some of {', '.join(known)}, each once" if known else "readings, each once"
                found = ", ".join(map(repr, wrong or levels)) or "none"
                faults.append(Fault("choices", field.name, found, expected))
        if faults:
            raise InputError(faults)


@dataclass(frozen=True)
class Word:
    """A word said to set the sides of a declared contrast apart."""

    contrast: str
    word: str


@dataclass(frozen=True)
class Multiverse:
    """What a study tries: the choices, the headline claims (contrast, frame), the words and how they are stemmed."""

    choices: Choices
    headlines: tuple[tuple[str, str], ...]
    words: tuple[Word, ...] = ()
    stems: tuple[str, ...] = ()


def read_multiverse(
    path: Path, contrasts: Contrasts, *, frames: Collection[str] = (), codes: Collection[str] = ()
) -> Multiverse:
    """Read the choices and claims of a study: TOML with [choices], [[headline]], [[word]] and stems.

    choices names levels by choice (what it leaves out has all levels); a headline has contrast and frame, a word
    contrast and word, and stems lists the levels of preprocess.build_terms. Contrasts must be among those declared,
    headlines' frames among those that the contrasts are tried for, or among frames where they are tried for all.
    codes are the readings that the corpus has, where the caller knows them. Raises InputError with every fault of the
    file, among them a file that claims nothing.
    """
    path = Path(path)
    where = path.as_posix()
    raw = read_toml(path, expected="a TOML file of choices and claims")
    fields_known = ("choices", "headline", "word", "stems")
    faults = [
        Fault(where, name, "a field nobody declared", "only " + ", ".join(fields_known))
        for name in raw
        if name not in fields_known
    ]
    choices, found = _read_choices(raw.get("choices", {}), where)
    faults += found
    stems = raw.get("stems", [])
    if not _is_texts(stems) or set(stems) - set(STEMS):
        faults.append(Fault(where, "stems", repr(stems), "some of " + ", ".join(STEMS), "correct it"))
    faults += [
        Fault(where, "choices, codes", repr(code), "some of " + ", ".join(codes), "correct it")
        for code in choices.codes
        if codes and code not in codes
    ]
    headlines, found = _read_claims(raw, "headline", "frame", contrasts, where)
    faults += found
    if not headlines and not found:
        faults.append(Fault(where, "headline", "none", "one [[headline]] at least", "add one, or remove the file"))
    known = set(contrasts.frames or frames)
    faults += [
        Fault(where, "headline", repr(frame), "a frame that the contrasts are tried for: " + ", ".join(sorted(known)))
        for _, frame in headlines
        if known and frame not in known
    ]
    words, found = _read_claims(raw, "word", "word", contrasts, where)
    faults += found
    if words and not stems:
        faults.append(Fault(where, "stems", "none", "ways to stem, where there are words"))
    if faults:
        raise InputError(faults)
    return Multiverse(choices, headlines, tuple(Word(*pair) for pair in words), tuple(stems))


def keep_headlines(specifications: pd.DataFrame, multiverse: Multiverse) -> pd.DataFrame:
    """Keep the rows of the headline claims, in the order in which they are declared.

    Works on the tables specifications and verdicts. Raises InputError for a headline that the table has not.
    """
    claims = pd.MultiIndex.from_frame(specifications[["contrast", "frame"]])
    wanted = pd.MultiIndex.from_tuples(multiverse.headlines, names=["contrast", "frame"])
    missing = [claim for claim in wanted if claim not in claims]
    if missing:
        expected, where = "a claim of the table", "keep_headlines"
        raise InputError([Fault(where, "headline", f"{contrast}, {frame}", expected) for contrast, frame in missing])
    places = wanted.get_indexer(claims)
    kept = specifications.assign(place=places)[places >= 0].sort_values("place", kind="stable", ignore_index=True)
    return kept.drop(columns="place")


def _read_choices(raw: Any, where: str) -> tuple[Choices, list[Fault]]:
    if not isinstance(raw, dict):
        return Choices(), [Fault(where, "choices", repr(raw), "a table of levels by choice")]
    faults = [
        Fault(where, f"choices, {name}", "a choice nobody knows", "one of " + ", ".join(CHOICES))
        for name in raw
        if name not in CHOICES
    ]
    faults += [
        Fault(where, f"choices, {name}", repr(levels), "a list of texts")
        for name, levels in raw.items()
        if not _is_texts(levels)
    ]
    if faults:
        return Choices(), faults
    try:
        return Choices(**{name: tuple(levels) for name, levels in raw.items()}), []
    except InputError as error:
        return Choices(), [Fault(where, f"choices, {f.field}", f.found, f.expected) for f in error.faults]


def _read_claims(
    raw: dict[str, Any], kind: str, field: str, contrasts: Contrasts, where: str
) -> tuple[tuple[tuple[str, str], ...], list[Fault]]:
    entries = raw.get(kind, [])
    names = [contrast.contrast for contrast in contrasts.declared]
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and set(entry) == {"contrast", field} and _is_texts(list(entry.values()))
        for entry in entries
    ):
        return (), [Fault(where, kind, "other fields", f"[[{kind}]] with contrast and {field}, both texts")]
    faults = [
        Fault(where, f"{kind} {entry[field]}", repr(entry["contrast"]), "a declared contrast: " + ", ".join(names))
        for entry in entries
        if entry["contrast"] not in names
    ]
    claims = tuple((entry["contrast"], entry[field]) for entry in entries)
    if len(set(claims)) < len(claims):
        faults.append(Fault(where, kind, "a claim given twice", "each claim once"))
    return claims, faults


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(part, str) and part for part in value)

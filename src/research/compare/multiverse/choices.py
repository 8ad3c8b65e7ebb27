"""The choices of a multiverse and the claims that it tries, kept as data."""

from collections.abc import Collection
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from research.compare.declared_contrasts import Contrasts
from research.tables import CHOICES as CHOICES, SHAPE, Fault, FilledText, InputError, read_shape, read_toml
from research.text import STEMS

_Levels = Annotated[tuple[FilledText, ...], Field(description="a list of texts")]


@dataclass(frozen=True)
class Choices:
    """The levels of each choice that are tried; a choice of one level is held fixed.

    base: what is counted: reported statements, those framed (with any frame), or documents (with the frame at least
    once). weighting: each of the statements counts alike, or each of the documents. duplicates: include all documents
    of a family, the first of each, or all weighted so that a family counts once. codes: readings of the rows
    (stack_codings), all of them, sorted, where none are named. mode: all speech, or direct speech alone. national: with
    or without officials of the central government and all documents of no province. incomplete: with or without the
    documents of which only a part is there.

    >>> Choices(base=("statements",), mode=("quoted",))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    choices: mode: found 'quoted', expected some of all, direct, each once
    """

    base: _Levels = CHOICES["base"]
    weighting: _Levels = CHOICES["weighting"]
    duplicates: _Levels = CHOICES["duplicates"]
    codes: _Levels = ()
    mode: _Levels = CHOICES["mode"]
    national: _Levels = CHOICES["national"]
    incomplete: _Levels = CHOICES["incomplete"]

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
class Headline:
    """A frame said to set the sides of a declared contrast apart."""

    contrast: FilledText
    frame: FilledText


@dataclass(frozen=True)
class Word:
    """A word said to set the sides of a declared contrast apart."""

    contrast: FilledText
    word: FilledText


@dataclass(frozen=True)
class Multiverse:
    """What a study tries: the choices, the headline claims, the words and how they are stemmed."""

    headlines: Annotated[
        tuple[Headline, ...], Field(alias="headline", min_length=1, description="one [[headline]] at least")
    ]
    choices: Choices = Choices()
    words: Annotated[tuple[Word, ...], Field(alias="word", description="[[word]] with contrast and word")] = ()
    stems: _Levels = ()
    __pydantic_config__ = SHAPE


def read_multiverse(
    path: Path, contrasts: Contrasts, *, frames: Collection[str] = (), codes: Collection[str] = ()
) -> Multiverse:
    """Read the choices and claims of a study: TOML with [choices], [[headline]], [[word]] and stems.

    choices names levels by choice (what it leaves out has all levels); a headline has contrast and frame, a word
    contrast and word, and stems lists the levels of preprocess.count_terms. Contrasts must be among those declared,
    headlines' frames among those that the contrasts are tried for, or among frames where they are tried for all.
    codes are the readings that the corpus has, where the caller knows them. Raises InputError with every fault of the
    file, among them a file that claims nothing.
    """
    path = Path(path)
    where = path.as_posix()
    found = read_shape(read_toml(path, expected="a TOML file of choices and claims"), Multiverse, where=where)
    tried = sorted(contrasts.frames or frames)
    named = [contrast.contrast for contrast in contrasts.declared]
    used = (
        ("stems", found.stems, STEMS, "some of"),
        ("choices, codes", found.choices.codes, codes, "some of"),
        ("headline", [claim.frame for claim in found.headlines], tried, "a frame that the contrasts are tried for:"),
        ("headline", [claim.contrast for claim in found.headlines], named, "a declared contrast:"),
        ("word", [claim.contrast for claim in found.words], named, "a declared contrast:"),
    )
    faults = [
        Fault(where, field, repr(value), f"{words} {', '.join(known)}", "correct it")
        for field, values, known, words in used
        for value in values
        if known and value not in known
    ]
    faults += [
        Fault(where, kind, "a claim given twice", "each claim once")
        for kind, claims in (("headline", found.headlines), ("word", found.words))
        if len(set(claims)) < len(claims)
    ]
    if found.words and not found.stems:
        faults.append(Fault(where, "stems", "none", "ways to stem, where there are words"))
    if faults:
        raise InputError(faults)
    return found


def keep_headlines(specifications: pd.DataFrame, multiverse: Multiverse) -> pd.DataFrame:
    """Keep the rows of the headline claims, in the order in which they are declared.

    Works on the tables specifications and verdicts. Raises InputError for a headline that the table has not.
    """
    claims = pd.MultiIndex.from_frame(specifications[["contrast", "frame"]])
    wanted = pd.MultiIndex.from_tuples(map(astuple, multiverse.headlines), names=["contrast", "frame"])
    missing = [claim for claim in wanted if claim not in claims]
    if missing:
        expected, where = "a claim of the table", "keep_headlines"
        raise InputError([Fault(where, "headline", f"{contrast}, {frame}", expected) for contrast, frame in missing])
    places = wanted.get_indexer(claims)
    kept = specifications.assign(place=places)[places >= 0].sort_values("place", kind="stable", ignore_index=True)
    return kept.drop(columns="place")

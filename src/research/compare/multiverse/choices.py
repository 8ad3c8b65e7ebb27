"""The choices of a multiverse analysis and the claims that it assesses."""

from collections.abc import Collection
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from research.compare.declared_contrasts import Contrasts
from research.tables import CHOICES as CHOICES, SHAPE, Fault, FilledText, InputError, read_shape, read_toml

_Levels = Annotated[tuple[FilledText, ...], Field(description="a list of texts")]


@dataclass(frozen=True)
class Choices:
    """The levels of each choice that are combined; a choice with one level is fixed.

    Parameters
    ----------
    base : tuple of str
        What is counted: reported statements, those framed (with any frame), or documents (with the frame at least
        once).
    weighting : tuple of str
        Whether each statement counts once, or each document.
    duplicates : tuple of str
        Documents of a family: include all, the first of each, or all weighted so that a family counts once.
    codes : tuple of str
        Readings of the rows (stack_codings); all of them, sorted, by default.
    mode : tuple of str
        All speech, or direct speech only.
    national : tuple of str
        With or without officials of the central government and documents of no province.
    incomplete : tuple of str
        With or without documents of which only a part is available.

    Raises
    ------
    InputError
        For unknown or repeated levels, and for a choice without a level.

    Examples
    --------
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
        """Raise InputError for unknown levels, no level and repeated levels."""
        faults = []
        for field in fields(self):
            levels, allowed = getattr(self, field.name), CHOICES[field.name]
            wrong = [level for level in levels if allowed and level not in allowed]
            if wrong or len(set(levels)) < len(levels) or (allowed and not levels):
                expected = f"some of {', '.join(allowed)}, each once" if allowed else "readings, each once"
                given = ", ".join(map(repr, wrong or levels)) or "none"
                faults.append(Fault("choices", field.name, given, expected))
        if faults:
            raise InputError(faults)


@dataclass(frozen=True)
class Headline:
    """A claim that a frame differs between the groups of a declared contrast.

    Parameters
    ----------
    contrast, frame : str
        The id of the contrast and the code of the frame.
    """

    contrast: FilledText
    frame: FilledText


@dataclass(frozen=True)
class Word:
    """A word that was picked in one sample because it differs there between the groups of a declared contrast.

    Parameters
    ----------
    contrast, word : str
        The id of the contrast and the word.
    sample : str
        The sample that it was picked in.
    """

    contrast: FilledText
    word: FilledText
    sample: FilledText


@dataclass(frozen=True)
class Multiverse:
    """What a study combines and claims: choices, headline claims and words.

    Parameters
    ----------
    headlines : tuple of Headline
        The headline claims.
    choices : Choices
        The levels of each choice.
    words : tuple of Word
        The words that carry_words judges in the other samples.
    """

    headlines: Annotated[
        tuple[Headline, ...], Field(alias="headline", min_length=1, description="one [[headline]] at least")
    ]
    choices: Choices = Choices()
    words: Annotated[tuple[Word, ...], Field(alias="word", description="[[word]] with contrast, word and sample")] = ()
    __pydantic_config__ = SHAPE


def read_multiverse(
    path: Path, contrasts: Contrasts, *, frames: Collection[str] = (), codes: Collection[str] = ()
) -> Multiverse:
    """Read the choices and claims of a study from a TOML file.

    Parameters
    ----------
    path : Path
        A file with [choices] (levels by choice; all levels of a choice that is left out), [[headline]] (contrast and
        frame) and [[word]] (contrast, word and the sample that it was picked in).
    contrasts : Contrasts
        The declared contrasts, which the claims refer to.
    frames : collection of str
        Codes that a headline may have where the contrasts do not limit their frames.
    codes : collection of str
        Readings that the corpus has, where they are known.

    Returns
    -------
    Multiverse
        The choices and claims.

    Raises
    ------
    InputError
        With every fault of the file, such as an undeclared contrast, an unknown frame, a repeated claim or no claim.
    """
    path = Path(path)
    where = path.as_posix()
    multiverse = read_shape(read_toml(path, expected="a TOML file of choices and claims"), Multiverse, where=where)
    tested_frames = sorted(contrasts.frames or frames)
    named = [contrast.contrast for contrast in contrasts.declared]
    used = (
        ("choices, codes", multiverse.choices.codes, codes, "some of"),
        (
            "headline",
            [claim.frame for claim in multiverse.headlines],
            tested_frames,
            "a frame that the contrasts are tried for:",
        ),
        ("headline", [claim.contrast for claim in multiverse.headlines], named, "a declared contrast:"),
        ("word", [claim.contrast for claim in multiverse.words], named, "a declared contrast:"),
    )
    faults = [
        Fault(where, field, repr(value), f"{words} {', '.join(allowed)}", "correct it")
        for field, values, allowed, words in used
        for value in values
        if allowed and value not in allowed
    ]
    faults += [
        Fault(where, kind, "a claim given twice", "each claim once")
        for kind, claims in (("headline", multiverse.headlines), ("word", multiverse.words))
        if len(set(claims)) < len(claims)
    ]
    if faults:
        raise InputError(faults)
    return multiverse


def keep_headlines(specifications: pd.DataFrame, multiverse: Multiverse) -> pd.DataFrame:
    """Keep the rows of the headline claims, of all panels and samples, in the order of their declaration.

    Parameters
    ----------
    specifications : DataFrame
        The table specifications or verdicts.
    multiverse : Multiverse
        The declared claims.

    Returns
    -------
    DataFrame
        The rows of those claims.

    Raises
    ------
    InputError
        For a headline that the table does not have.
    """
    claims = pd.MultiIndex.from_frame(specifications[["contrast", "frame"]])
    wanted = pd.MultiIndex.from_tuples(map(astuple, multiverse.headlines), names=["contrast", "frame"])
    missing = [claim for claim in wanted if claim not in claims]
    if missing:
        expected, where = "a claim of the table", "keep_headlines"
        raise InputError([Fault(where, "headline", f"{contrast}, {frame}", expected) for contrast, frame in missing])
    positions = wanted.get_indexer(claims)
    kept = specifications.assign(position=positions)[positions >= 0].sort_values(
        "position", kind="stable", ignore_index=True
    )
    return kept.drop(columns="position")

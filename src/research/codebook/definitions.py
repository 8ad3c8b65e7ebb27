"""The codebook: its frames with their cues and examples, its rules, its codes of offices and its coders."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

import pandas as pd
from pydantic import BeforeValidator, Field

from research.codebook.cue_patterns import Cue, Patterns
from research.tables import (
    SHAPE,
    FilledText,
    FilledTexts,
    Flag,
    OptionalText,
)

# The code of a sentence that was read and carries no frame.
NO_FRAME = "none"
# The office of a speaker whose office is not in the codebook.
OTHER = "other"
# Names of coders must be valid file names on all systems; gold is the result, the other words are Windows devices.
_CODER = re.compile(
    r"(?!(?:gold|con|prn|aux|nul|(?:com|lpt)[0-9])\Z)(?=.{1,40}\Z)[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*", re.DOTALL
)


def _read_day(value: Any) -> str:
    """Read a day, month or year in ISO form from a text or a date of TOML."""
    text = value.isoformat() if isinstance(value, date) else value
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
        raise ValueError("rewrite it")
    date.fromisoformat(text + "2000-01-01"[len(text) :])
    return text


_Part = TypeVar("_Part")
_Tables = Annotated[tuple[_Part, ...], Field(min_length=1, description="one or more tables")]
_Day = Annotated[
    str, BeforeValidator(_read_day), Field(description='a day, month or year, as "2026-12-31", "2026-12" or "2026"')
]
_Count = Annotated[int, Field(strict=True, ge=0, description="a whole number, 0 or more")]


@dataclass(frozen=True)
class Example:
    """A sentence that carries a frame (present), or does not carry it.

    cue_misses says that the cue coder is known to be wrong about it, why gives the reason. document and sentence are
    filled (not empty and 0) for a sentence of the corpus. before is the sentence before it, where it is needed.
    """

    text: FilledText
    present: Flag
    cue_misses: Flag = False
    why: FilledText = ""
    document: FilledText = ""
    sentence: _Count = 0
    before: FilledText = ""


@dataclass(frozen=True, kw_only=True)
class RuleExample(Example):
    """An example of a rule; frame is the code of the frame that it carries (present), or does not carry."""

    frame: FilledText


@dataclass(frozen=True)
class Frame:
    """A frame or, where parent is the code of a frame, a subcode of that frame.

    label_en and label_id are its names; question is what a coder asks of a sentence; entman is the code of Entman's
    function; include and exclude are rules on what carries the frame. A frame with subcodes has no cues.
    """

    code: FilledText
    parent: OptionalText
    label_en: FilledText
    label_id: FilledText
    question: FilledText
    definition: FilledText
    entman: FilledText
    include: FilledTexts
    exclude: FilledTexts
    cues: Annotated[_Tables[Cue], Field(default=())]
    examples: _Tables[Example]


@dataclass(frozen=True)
class Label:
    """A code of an office, a mode or a function of Entman, with its names and, where it needs one, its definition."""

    code: FilledText
    label_en: FilledText
    label_id: FilledText
    definition: FilledText = ""


@dataclass(frozen=True)
class OfficeLabel(Label):
    """A code of an office; official says whether who speaks in it is an official, whose statements are counted."""

    official: Flag = True


@dataclass(frozen=True)
class FrameRule:
    """A rule on one kind of sentence for which it is in doubt whether it carries a frame.

    frames are the codes of the frames that it decides; without any, it decides all of them.
    """

    code: FilledText
    name: FilledText
    rule: FilledText
    examples: _Tables[RuleExample]
    frames: FilledTexts = ()


@dataclass(frozen=True)
class SpeakerRule:
    """A rule on who says a sentence where that is in doubt, with an example."""

    code: FilledText
    rule: FilledText
    example: FilledText = ""


@dataclass(frozen=True)
class Coder:
    """A person or program that codes.

    name is the name of the coder's file in corpus/coding; since is a year (2026), a month (2026-12) or a day
    (2026-12-31).
    """

    name: FilledText
    who: FilledText
    since: _Day


@dataclass(frozen=True)
class Codebook:
    """The codebook: the instructions for coders, the frames, and the words by which the rules recognise negation.

    unit is what is coded; rules apply to all frames, frame_rules decide the sentences in doubt; speaker is how the
    speaker is named, speaker_order and speaker_rules decide who speaks where that is in doubt; sample and coders are
    cautions that are shown with figures; coder lists all coders who may have a file in corpus/coding.

    negators and the fields from modals to wide_negations are words and patterns by which frames.list_hits recognises
    what is negated and what is modal; codebook.toml explains each of them.
    """

    title: FilledText
    unit: FilledText
    rules: FilledTexts
    speaker: FilledText
    sample: OptionalText
    coders: OptionalText
    negators: FilledTexts
    functions: _Tables[Label]
    offices: _Tables[OfficeLabel]
    modes: _Tables[Label]
    frames: _Tables[Frame]
    modals: FilledTexts = ()
    clause_words: FilledTexts = ()
    coordinators: FilledTexts = ()
    adverbs: FilledTexts = ()
    fresh_starts: FilledTexts = ()
    false_negations: Patterns = ()
    wide_negations: Patterns = ()
    frame_rules: Annotated[tuple[FrameRule, ...], Field(description="tables [[frame_rules]]")] = ()
    speaker_order: FilledText = ""
    speaker_rules: Annotated[tuple[SpeakerRule, ...], Field(description="tables [[speaker_rules]]")] = ()
    coder: _Tables[Coder] = ()
    __pydantic_config__ = SHAPE


def map_offices(statements: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Replace offices that the codebook does not list, as the attribution rules may give them, by other.

    Parameters
    ----------
    statements : DataFrame
        A table with the columns reported and office (empty for narration).
    codebook : Codebook
        The codebook that lists the offices.

    Returns
    -------
    DataFrame
        The table with the new columns office and official (mark_officials).

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> book = read_codebook(Path("corpus/codebook.toml"))
    >>> statements = pd.DataFrame({"reported": [True, False, True], "office": ["head", "", "bishop"]})
    >>> map_offices(statements, book)["office"].tolist()
    ['head', '', 'other']
    """
    known = {"", *(label.code for label in codebook.offices)}
    mapped = statements["office"].where(statements["office"].isin(known), OTHER)
    return mark_officials(statements.assign(office=mapped), codebook)


def mark_officials(statements: pd.DataFrame, codebook: Codebook | None) -> pd.DataFrame:
    """Mark the statements of officials: those reported of a speaker whose office is one of an official.

    Parameters
    ----------
    statements : DataFrame
        A table with the columns reported and office.
    codebook : Codebook or None
        The codebook, whose offices say by official who is an official; without it, all offices but other are.

    Returns
    -------
    DataFrame
        The table with the new column official.

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> book = read_codebook(Path("corpus/codebook.toml"))
    >>> statements = pd.DataFrame({"reported": [True, False, True], "office": ["head", "", "other"]})
    >>> mark_officials(statements, book)["official"].tolist()
    [True, False, False]
    """
    others = {label.code for label in codebook.offices if not label.official} if codebook else {OTHER}
    return statements.assign(official=statements["reported"] & ~statements["office"].isin(others))


def is_coder_name(name: str) -> bool:
    """Return whether a text can be the name of a coder.

    Parameters
    ----------
    name : str
        The text.

    Returns
    -------
    bool
        Whether it has small letters and digits, a letter first, with single - or _ between them, at most 40 characters,
        and is neither gold nor the name of a device on Windows, such as con.

    Examples
    --------
    >>> is_coder_name("siti_aminah"), is_coder_name("siti copy"), is_coder_name("gold")
    (True, False, False)
    """
    return bool(_CODER.fullmatch(name))


def check_codes(codes: Iterable[str], codebook: Codebook) -> list[tuple[str, str, str]]:
    """Check the codes that one coder gave to one sentence.

    Parameters
    ----------
    codes : iterable of str
        Codes of frames and subcodes, or none alone.
    codebook : Codebook
        The codebook that lists the codes.

    Returns
    -------
    list of (str, str, str)
        Found, expected and remedy of each fault: a code that is not in the codebook, none together with a frame, a
        frame that has subcodes without any of them, a subcode without its frame.

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> check_codes(["sanctions", "none"], read_codebook(Path("corpus/codebook.toml")))
    [('none beside sanctions', 'one or the other', 'remove one of them')]
    """
    given = set(codes)
    parents = {frame.code: frame.parent for frame in codebook.frames}
    known = ", ".join([*parents, NO_FRAME])
    found = [
        (repr(code), f"one of {known}", "correct the code") for code in sorted(given - parents.keys() - {NO_FRAME})
    ]
    if NO_FRAME in given and len(given) > 1:
        found.append(("none beside " + ", ".join(sorted(given - {NO_FRAME})), "one or the other", "remove one of them"))
    for code in sorted(given & parents.keys()):
        children = [child for child, parent in parents.items() if parent == code]
        if children and not given & set(children):
            found.append((f"{code} alone", f"one of {', '.join(sorted(children))} with it", "add it"))
        if parents[code] and parents[code] not in given:
            found.append((f"{code} alone", f"{parents[code]} with it", "add it"))
    return found

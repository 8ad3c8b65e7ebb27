"""Hypotheses that were written down before the sample that tests them was drawn."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

from pydantic import Field

from research.compare.declared_contrasts import Contrast, Contrasts
from research.tables import (
    SHAPE,
    Fault,
    InputError,
    OptionalText,
    read_bytes,
    read_shape,
    read_toml,
)

FILE = "hypotheses.toml"
_PAIR_SIZE = 2
_Number = Annotated[float | None, Field(description="a number, as -0.0929")]


class FirstDifference(Protocol):
    """The first difference of a hypothesis, as samples.toml has it."""

    @property
    def hypothesis(self) -> str:
        """The contrast, or the pair of frames."""

    @property
    def frame(self) -> str:
        """The frame of a contrast; empty for a pair."""

    @property
    def difference(self) -> float:
        """The difference, of the quantity that is tested."""

    @property
    def source(self) -> str:
        """Where it comes from."""


class Confirmation(Protocol):
    """What samples.toml says of the hypotheses: corpus.Confirmation."""

    @property
    def sample(self) -> str:
        """The sample that tests them."""

    @property
    def date(self) -> str:
        """The day on which they were written."""

    @property
    def first(self) -> Sequence[FirstDifference]:
        """The first differences where hypotheses.toml has others."""


@dataclass(frozen=True)
class Hypothesis:
    """One hypothesis: a difference between two groups, or how often two frames stand in one statement.

    Attributes
    ----------
    hypothesis : str
        Its name: contrast and frame, or the two frames.
    contrast : Contrast or None
        The contrast; None for a pair of frames.
    frames : tuple of str
        The frame, or both frames of a pair.
    direction : str
        less or more: the sign that the difference should have.
    first, source : float, str
        The difference in the sample that suggested it, of the quantity that is tested, and where that is written.
    """

    hypothesis: str
    contrast: Contrast | None
    frames: tuple[str, ...]
    direction: str
    first: float
    source: str


@dataclass(frozen=True)
class Hypotheses:
    """All hypotheses of a corpus: one family of tests.

    Attributes
    ----------
    declared : tuple of Hypothesis
        The hypotheses, in order.
    level : float
        The level of the family, after Holm.
    sample : str
        The sample that tests them.
    date : str
        The day on which they were written.
    sha256 : str
        That of the file.
    """

    declared: tuple[Hypothesis, ...] = ()
    level: float = 0.05
    sample: str = ""
    date: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class _First:
    """What the file says of the first sample."""

    difference: _Number = None
    p: _Number = None
    together: _Number = None
    expected: _Number = None
    q: _Number = None


@dataclass(frozen=True)
class _Entry:
    """A hypothesis as the file has it."""

    direction: Annotated[Literal["less", "more"], Field(description="less or more")]
    first: _First
    contrast: OptionalText = ""
    frame: OptionalText = ""
    pair: OptionalText = ""
    within: OptionalText = ""

    @property
    def name(self) -> str:
        return self.pair or f"{self.contrast}, {self.frame}"


@dataclass(frozen=True)
class _File:
    """The content of hypotheses.toml."""

    sample: Annotated[Literal["confirmation"], Field(description="confirmation, which samples.toml says the sample of")]
    family: Annotated[Literal["holm"], Field(description="holm")]
    level: Annotated[float, Field(gt=0, lt=1, description="a level between 0 and 1")]
    hypothesis: Annotated[tuple[_Entry, ...], Field(min_length=1, description="one [[hypothesis]] at least")]
    __pydantic_config__ = SHAPE


def read_hypotheses(path: Path, *, contrasts: Contrasts, confirmation: Confirmation | None) -> Hypotheses:
    """Read the hypotheses of a corpus.

    Parameters
    ----------
    path : Path
        The file hypotheses.toml.
    contrasts : Contrasts
        The declared contrasts, which hypotheses name.
    confirmation : corpus.Confirmation or None
        What samples.toml says of them, from corpus.read_samples.

    Returns
    -------
    Hypotheses
        The hypotheses. The first difference of one is that of samples.toml; where it has none, that of the file.

    Raises
    ------
    InputError
        With every fault: no such file, a field that is missing, unknown or of another kind, an unknown contrast, what
        is neither contrast nor pair, a hypothesis given twice, no first difference, or one of no hypothesis.

    Examples
    --------
    >>> from research.compare import read_contrasts
    >>> from research.corpus import read_samples
    >>> contrasts, samples = read_contrasts(Path("corpus/contrasts.toml")), read_samples(Path("corpus"))
    >>> path = Path("corpus/hypotheses.toml")
    >>> found = read_hypotheses(path, contrasts=contrasts, confirmation=samples.confirmation)
    >>> len(found.declared), found.sample, found.date, found.declared[0].hypothesis, found.declared[0].first
    (13, 'systematic', '2026-11-26', 'general-regional, sanctions', -0.0929)
    """
    path = Path(path)
    where = path.as_posix()
    content = read_shape(read_toml(path, expected="a TOML file of hypotheses"), _File, where=where)
    if confirmation is None:
        place = path.with_name("samples.toml").as_posix()
        expected = "[confirmation] with the sample that tests the hypotheses and their date"
        raise InputError([Fault(place, "confirmation", "no such entry", expected, "add it")])
    known = {contrast.contrast: contrast for contrast in contrasts.declared}
    faults = [fault for entry in content.hypothesis for fault in _check_entry(entry, known, where)]
    faults += _check_names([entry.name for entry in content.hypothesis], confirmation, where)
    if faults:
        raise InputError(faults)
    declared = tuple(_make_hypothesis(entry, known, confirmation, where) for entry in content.hypothesis)
    digest = hashlib.sha256(read_bytes(path)).hexdigest()
    return Hypotheses(declared, content.level, confirmation.sample, confirmation.date, digest)


def _check_entry(entry: _Entry, known: dict[str, Any], where: str) -> list[Fault]:
    place = f"{where}, hypothesis {entry.name}"
    if entry.pair:
        faults = []
        if len(set(_split_pair(entry.pair))) != _PAIR_SIZE:
            faults.append(Fault(place, "pair", repr(entry.pair), "two frames, as sanctions + conflict_risk"))
        if entry.contrast or entry.frame:
            faults.append(Fault(place, "pair", "a contrast or a frame too", "either a pair or a contrast"))
        if entry.within != "statement":
            faults.append(Fault(place, "within", repr(entry.within), "statement"))
        return faults
    if entry.contrast not in known:
        return [Fault(place, "contrast", repr(entry.contrast), "a declared contrast: " + ", ".join(known))]
    return [] if entry.frame else [Fault(place, "frame", "no such field", "a frame", "add frame")]


def _check_names(names: list[str], confirmation: Confirmation, where: str) -> list[Fault]:
    faults = [
        Fault(where, "hypothesis", f"{name} twice", "each hypothesis once", "remove one of the two")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    firsts = _name_firsts(confirmation)
    return faults + [
        Fault("samples.toml, confirmation", "first", repr(name), "a hypothesis: " + "; ".join(names), "correct it")
        for name in firsts
        if name not in names
    ]


def _name_firsts(confirmation: Confirmation) -> dict[str, tuple[float, str]]:
    """The first differences of samples.toml and their sources, by the name of the hypothesis."""
    return {
        f"{first.hypothesis}, {first.frame}" if first.frame else first.hypothesis: (first.difference, first.source)
        for first in confirmation.first
    }


def _make_hypothesis(entry: _Entry, known: dict[str, Any], confirmation: Confirmation, where: str) -> Hypothesis:
    difference, source = _name_firsts(confirmation).get(entry.name, (entry.first.difference, FILE))
    if difference is None:
        expected = "a [[confirmation.first]] in samples.toml with its difference and source"
        raise InputError([Fault(f"{where}, hypothesis {entry.name}", "first", "no difference", expected, "add it")])
    frames = _split_pair(entry.pair) if entry.pair else (entry.frame,)
    return Hypothesis(entry.name, known.get(entry.contrast), frames, entry.direction, difference, source)


def _split_pair(pair: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in pair.split("+") if part.strip())

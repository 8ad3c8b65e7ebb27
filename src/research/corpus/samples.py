"""Reader of samples.toml: how the documents of a corpus were drawn, and which sample tests its hypotheses."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from research.tables import SHAPE, Fault, FilledText, InputError, read_shape, read_toml

_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_Number = Annotated[float, Field(description="a number, as 0.0478")]


@dataclass(frozen=True)
class Sample:
    """A sample of documents.

    Attributes
    ----------
    code
        The value of the field sample of its documents.
    label_en, label_id
        Its name.
    drawn
        How it was drawn, in a sentence.
    """

    code: FilledText
    label_en: FilledText
    label_id: FilledText
    drawn: FilledText


@dataclass(frozen=True)
class FirstDifference:
    """The difference that suggested a hypothesis, of the quantity that is tested, where hypotheses.toml has another.

    Attributes
    ----------
    hypothesis
        The contrast, or the pair of frames, as hypotheses.toml names it.
    frame
        The frame of a contrast; empty for a pair.
    difference
        The difference; for a pair, statements with both frames less those expected, as a share of statements.
    source
        Where it comes from.
    """

    hypothesis: FilledText
    difference: _Number
    source: FilledText
    frame: FilledText = ""


@dataclass(frozen=True)
class Confirmation:
    """What tests the hypotheses in hypotheses.toml.

    Attributes
    ----------
    sample
        The sample that tests them; hypotheses.toml calls it confirmation.
    date
        The day on which they were written.
    first
        The differences of the sample that suggested them, where hypotheses.toml has others.
    """

    sample: FilledText
    date: FilledText
    first: Annotated[tuple[FirstDifference, ...], Field(description="tables [[confirmation.first]]")] = ()


@dataclass(frozen=True)
class Samples:
    """The samples of a corpus; none where it has no samples.toml.

    Attributes
    ----------
    sample
        The samples, in the order in which they are told.
    confirmation
        What tests the hypotheses of the corpus; None where it has none.
    """

    sample: Annotated[tuple[Sample, ...], Field(description="one [[sample]] at least")] = ()
    confirmation: Confirmation | None = None
    __pydantic_config__ = SHAPE

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the samples."""
        return tuple(sample.code for sample in self.sample)


def read_samples(path: Path) -> Samples:
    """Read samples.toml of a corpus folder.

    Parameters
    ----------
    path
        The corpus folder.

    Returns
    -------
    Samples
        The content of the file; no samples where there is no such file.

    Raises
    ------
    InputError
        With all faults together: an unknown entry, a code given twice or that is no code, a confirmation by a sample
        that is not declared.

    Examples
    --------
    >>> read_samples(Path("corpus")).codes
    ('systematic', 'purposive')
    >>> read_samples(Path("no/such/corpus"))
    Samples(sample=(), confirmation=None)
    """
    file = Path(path) / "samples.toml"
    if not file.is_file():
        return Samples()
    where = file.as_posix()
    samples = read_shape(read_toml(file, expected="the samples of the corpus"), Samples, where=where)
    codes = samples.codes
    expected = "small letters, digits and single _, from a letter on"
    faults = [Fault(where, "code", repr(code), expected, "rename it") for code in codes if not _CODE.fullmatch(code)]
    faults += [
        Fault(where, "code", f"{code!r} twice", "each sample once", "remove one of the two")
        for code, count in Counter(codes).items()
        if count > 1
    ]
    if not codes:
        faults.append(Fault(where, "sample", "none", "one [[sample]] at least", "declare one, or remove the file"))
    if samples.confirmation and samples.confirmation.sample not in codes:
        found, expected = repr(samples.confirmation.sample), "one of the samples: " + ", ".join(codes)
        faults.append(Fault(f"{where}, confirmation", "sample", found, expected, "correct it"))
    if faults:
        raise InputError(faults)
    return samples

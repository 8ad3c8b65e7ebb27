"""Give the names of codes, and list the frames and their examples."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from research.codebook.definitions import Codebook, Example, Frame, FrameRule, Label
from research.tables import returns_table


@dataclass(frozen=True)
class Labels:
    """The names of the codes of a codebook in one language, in the order of the codebook.

    Attributes
    ----------
    frames, subcodes, offices, modes, functions : dict of str
        The name of each code; frames are those without a parent, functions are Entman's.
    """

    frames: dict[str, str]
    subcodes: dict[str, str]
    offices: dict[str, str]
    modes: dict[str, str]
    functions: dict[str, str]


@dataclass(frozen=True)
class PlacedExample:
    """An example of the codebook and its place there.

    Attributes
    ----------
    frame : str
        The code of the frame that it carries or does not carry.
    rule : str
        The code of the rule that it explains; empty for an example of the frame itself.
    number : int
        Its number in the frame or the rule, from 1.
    example : Example
        The example.
    """

    frame: str
    rule: str
    number: int
    example: Example

    @property
    def place(self) -> str:
        """Its place in words, such as "frame sanctions, example 2"."""
        return f"{f'rule {self.rule}' if self.rule else f'frame {self.frame}'}, example {self.number}"


def list_labels(codebook: Codebook, *, language: str = "en") -> Labels:
    """List the names of all codes of a codebook in one language.

    Parameters
    ----------
    codebook : Codebook
        The codebook.
    language : str
        id for Indonesian; any other value for English.

    Returns
    -------
    Labels
        The names by their codes.
    """

    def read(items: Iterable[Frame | Label]) -> dict[str, str]:
        return {item.code: item.label_id if language == "id" else item.label_en for item in items}

    return Labels(
        frames=read(frame for frame in codebook.frames if not frame.parent),
        subcodes=read(frame for frame in codebook.frames if frame.parent),
        offices=read(codebook.offices),
        modes=read(codebook.modes),
        functions=read(codebook.functions),
    )


@returns_table("codebook_frames")
def list_frames(codebook: Codebook) -> pd.DataFrame:
    """List the frames and subcodes of the codebook.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Returns
    -------
    DataFrame
        The table codebook_frames, in the order of the codebook: code, parent (empty for a frame), label_en, label_id,
        entman, question, definition, and the numbers of cues and of examples, those of rules included.
    """
    fields = ["code", "parent", "label_en", "label_id", "entman", "question", "definition"]
    counts = Counter(placed.frame for placed in list_examples(codebook))
    rows = [
        [*(getattr(frame, field) for field in fields), len(frame.cues), counts[frame.code]] for frame in codebook.frames
    ]
    return pd.DataFrame(rows, columns=[*fields, "cues", "examples"])


def list_examples(codebook: Codebook) -> Iterator[PlacedExample]:
    """List the examples of the codebook, those of its frames, then those of its rules.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Yields
    ------
    PlacedExample
        Each example with its place, in the order of the codebook.

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> next(list_examples(read_codebook(Path("corpus/codebook.toml")))).place
    'frame service_priority, example 1'
    """
    for frame in codebook.frames:
        for number, example in enumerate(frame.examples, 1):
            yield PlacedExample(frame.code, "", number, example)
    for rule in codebook.frame_rules:
        for number, one in enumerate(rule.examples, 1):
            yield PlacedExample(one.frame, rule.code, number, one)


def list_frame_rules(codebook: Codebook, frame: str = "") -> list[FrameRule]:
    """List the rules that decide one frame in particular, or those that decide every frame.

    Parameters
    ----------
    codebook : Codebook
        The codebook.
    frame : str
        The code of a frame or subcode; empty for the rules on every frame.

    Returns
    -------
    list of FrameRule
        The rules, in the order of the codebook.

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> book = read_codebook(Path("corpus/codebook.toml"))
    >>> [rule.code for rule in list_frame_rules(book, "social_conflict")]
    ['G', 'H']
    """
    return [rule for rule in codebook.frame_rules if frame in rule.frames or not (frame or rule.frames)]

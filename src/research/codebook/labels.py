"""Give the names of codes, and list the frames and their examples."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from research.codebook.definitions import Codebook, Frame, Label
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
        entman, question, definition, and the numbers of cues and of examples.
    """
    fields = ["code", "parent", "label_en", "label_id", "entman", "question", "definition"]
    rows = [
        [*(getattr(frame, field) for field in fields), len(frame.cues), len(frame.examples)]
        for frame in codebook.frames
    ]
    return pd.DataFrame(rows, columns=[*fields, "cues", "examples"])

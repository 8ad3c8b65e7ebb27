"""Read the themes, talk without a frame of its own that recurs, from themes.toml, as a codebook for the cue coder."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from research.codebook.codebook_checks import check_codebook
from research.codebook.cue_patterns import Cue
from research.codebook.definitions import Codebook, Example, Frame
from research.tables import SHAPE, Fault, FilledText, InputError, read_shape, read_toml


@dataclass(frozen=True)
class Theme:
    """A theme: its code and names, what it is, its cues, and examples that carry it or do not."""

    code: FilledText
    label_en: FilledText
    label_id: FilledText
    definition: FilledText
    cues: Annotated[tuple[Cue, ...], Field(min_length=1, description="one or more tables")]
    examples: Annotated[tuple[Example, ...], Field(min_length=1, description="one or more tables")]


@dataclass(frozen=True)
class _Themes:
    title: FilledText
    themes: Annotated[tuple[Theme, ...], Field(min_length=1, description="one or more tables")]
    __pydantic_config__ = SHAPE


def read_themes(path: Path, codebook: Codebook) -> Codebook:
    """Read themes.toml as a codebook whose frames are the themes; all else is of the codebook of the corpus.

    The cue coder then codes themes as it codes frames (frames.code_with_cues). Nobody codes them by hand, so that a
    theme needs no question, no function of Entman and no rules.

    Parameters
    ----------
    path : Path
        The file.
    codebook : Codebook
        The codebook of the corpus, of which offices, modes and words of negation are taken.

    Returns
    -------
    Codebook
        The codebook of themes.

    Raises
    ------
    InputError
        As read_codebook, for the cues and examples of themes, and for the code of a frame.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> book = read_codebook(Path("corpus/codebook.toml"))
    >>> [theme.code for theme in read_themes(Path("corpus/themes.toml"), book).frames][:2]
    ['right_to_vote', 'circular']
    """
    where = path.as_posix()
    raw = read_toml(path, expected="the themes", remedy="write it, or give its path")
    read = read_shape(raw, _Themes, where=where)
    frames = tuple(
        Frame(
            code=theme.code,
            parent="",
            label_en=theme.label_en,
            label_id=theme.label_id,
            question=theme.definition,
            definition=theme.definition,
            entman="",
            include=(),
            exclude=(),
            cues=theme.cues,
            examples=theme.examples,
        )
        for theme in read.themes
    )
    themes = replace(codebook, title=read.title, frames=frames, rules=(), frame_rules=(), coder=())
    try:
        check_codebook(themes, where)
    except InputError as error:
        faults = [replace(fault, where=fault.where.replace(", frame ", ", theme ")) for fault in error.faults]
        raise InputError(faults) from None
    taken = {"all", *(frame.code for frame in codebook.frames)} & {theme.code for theme in read.themes}
    if taken:
        expected = "a code that no frame of codebook.toml has, and not all"
        raise InputError([Fault(where, "code", repr(code), expected, "rename the theme") for code in sorted(taken)])
    return themes

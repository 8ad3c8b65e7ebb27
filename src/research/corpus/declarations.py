"""Declarations of a corpus in its file corpus.toml: kinds of document, metadata fields and places."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from research.tables import (
    SHAPE,
    Fault,
    FilledText,
    FilledTexts,
    InputError,
    list_columns,
    read_provinces,
    read_shape,
    read_toml,
)

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@cache
def _read_islands() -> tuple[tuple[str, str], ...]:
    return tuple(read_provinces()[["province", "island"]].itertuples(index=False, name=None))


def _list_islands() -> dict[str, str]:
    return dict(_read_islands())


@dataclass(frozen=True)
class OwnField:
    """A metadata field that a corpus adds: its meaning, and its allowed values if they are a closed list."""

    meaning: FilledText
    values: FilledTexts = ()


@dataclass(frozen=True)
class Declarations:
    """The content of corpus.toml; the defaults are those for news from Indonesia.

    Parameters
    ----------
    kinds
        The kinds of document, each with its name in words.
    fields
        The fields of front matter that this corpus adds.
    places
        The allowed values of province, each with its group of places (island). If there are none, documents need no
        region and have no province.
    """

    kinds: Annotated[dict[str, FilledText], Field(min_length=1, description="kinds with their names in words")] = field(
        default_factory=lambda: {"news": "News items", "press_release": "Press releases"}
    )
    fields: Annotated[dict[str, OwnField], Field(description="tables, one a field")] = field(default_factory=dict)
    places: Annotated[dict[str, FilledText], Field(description="places with their groups")] = field(
        default_factory=_list_islands
    )
    __pydantic_config__ = SHAPE


def read_declarations(path: Path) -> Declarations:
    """Read corpus.toml of a corpus folder.

    Parameters
    ----------
    path
        The corpus folder.

    Returns
    -------
    Declarations
        The content of the file; if there is no such file, the defaults for news from Indonesia.

    Raises
    ------
    InputError
        With all faults together: an unknown entry, a name that cannot be a column name, or a field that has the name of
        a column of the declared tables.

    Examples
    --------
    >>> sorted(read_declarations(Path("no/such/corpus")).kinds)
    ['news', 'press_release']
    """
    file = Path(path) / "corpus.toml"
    if not file.is_file():
        return Declarations()
    raw = read_toml(file, expected="what the corpus declares", remedy="remove it, or write it again")
    declared = read_shape(raw, Declarations, where=file.as_posix())
    expected = "small letters, digits and single _, from a letter on"
    names = [("kinds", name) for name in declared.kinds] + [("fields", name) for name in declared.fields]
    faults = [
        Fault(f"{file.as_posix()}, {part}", "name", repr(name), expected, "rename it")
        for part, name in names
        if not _NAME.fullmatch(name)
    ]
    faults += [
        Fault(f"{file.as_posix()}, fields", "name", repr(name), "a name that no table has", "rename it")
        for name in declared.fields
        if name in _list_taken()
    ]
    if faults:
        raise InputError(faults)
    return declared


def _list_taken() -> set[str]:
    """Return the column names of the tables that are joined with documents."""
    own = {"id", "period", "period_year", "family", "weight", "group", "grouping", "by", "all", "none"}
    return own.union(*map(list_columns, ("documents", "statements", "frames", "codings")))

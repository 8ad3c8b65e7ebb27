"""What is asked of the way in, and what becomes of each document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Request:
    """How to add: address, fields to set, whether the text is copyrighted, what to do with copies, a table's columns.

    A copy is refused, kept beside the document it is a copy of, or put in its place.
    """

    url: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    copyrighted: bool = False
    copies: Literal["refuse", "keep", "replace"] = "refuse"
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One document to be: its id, front matter, files with their content, notes, empty fields; or why it is refused.

    standing: whether the corpus holds just these files already.
    """

    name: str
    text: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[tuple[Path, bytes], ...] = ()
    notes: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    fault: str = ""
    duplicate: bool = False
    standing: bool = False

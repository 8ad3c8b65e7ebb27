"""Options of adding documents, and the entry of each planned document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Request:
    """The options of adding documents.

    Attributes
    ----------
    url
        The address of the one document.
    fields
        Values of front matter for all documents.
    copyrighted
        Whether to keep the text only as a verbatim copy in originals/.
    copies
        What to do with a copy of an existing document: refuse it, keep it as a further document, or replace the
        existing document by it.
    columns
        The column of a table for a field, by field.
    """

    url: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    copyrighted: bool = False
    copies: Literal["refuse", "keep", "replace"] = "refuse"
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One planned document, or the reason why it is refused.

    Attributes
    ----------
    name
        The name of the source: its file, and the row in a table.
    text
        The text of the document.
    fields
        The fields of front matter.
    files
        The path and the content of each file to write.
    notes
        Notes for the report.
    empty
        The required fields that are empty.
    fault
        Why the document is refused; empty if it is not.
    duplicate
        Whether it is refused because the corpus has its text, address or id.
    standing
        Whether the corpus already has exactly these files.
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

"""A .pdf file with a text layer -> its words, without the heads, feet and page numbers that stand on every page."""

import io
import re
from collections import Counter
from typing import Any

from research.tables.decoding import join_lines
from research.tables.faults import Fault, InputError

# Lines at either end of a page among which heads and feet are sought.
_EDGE = 3
_LEAST = 0.4  # left and right pages may have heads of their own
# The end of a sentence or clause, or a beginning that goes on with one: a page's own words, however often they stand.
_PROSE = re.compile(r"[.!?,;:\"\u201d\u2019]$|^[a-z(]")
_NUMBER = re.compile(
    r"[\W_]*(?:(?:hal(?:aman)?|page|hlm)\W*)?\d{1,4}(?:\s*(?:/|dari|of)\s*\d{1,4})?[\W_]*", re.IGNORECASE
)


def read_pdf(content: bytes, where: str) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """Read the words of a PDF, lines joined to paragraphs.

    A line at the top or bottom that stands on two pages and more, and on two fifths of all, whatever its numbers, is a
    head or a foot, unless it ends or begins as a sentence does; it is left out, and told. So is a line that holds
    nothing but the number of the page.

    Parameters
    ----------
    content
        The file's bytes.
    where
        Its path, for messages.

    Returns
    -------
    text
        The paragraphs, a blank line between two.
    fields
        complete: false where a page has no text layer.
    notes
        The heads and feet left out, and the pages without text.

    Raises
    ------
    InputError
        The file is no PDF, is behind a password, or has no text on any page.
    """
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not _open(reader):
            remedy = "print it to a new PDF"
            raise InputError([Fault(where, "content", "a PDF behind a password or cipher", "an open PDF", remedy)])
        pages = [page.extract_text().strip().split("\n") for page in reader.pages]
    except InputError:
        raise
    # A damaged file can fail anywhere.
    except Exception as error:
        found = f"a broken file ({' '.join(f'{type(error).__name__}: {error}'.split())[:100]})"
        raise InputError([Fault(where, "content", found, "a sound .pdf", "print it to a new PDF")]) from None
    empty = [str(number) for number, lines in enumerate(pages, start=1) if not any(map(str.strip, lines))]
    if len(empty) == len(pages):
        found, remedy = "a scan without a text layer", "recognise its text (OCR) and add it as .txt"
        raise InputError([Fault(where, "content", found, "a PDF with text", remedy)])
    kept, dropped = _drop_edges(pages)
    notes: tuple[str, ...] = (f"no text on page {', '.join(empty)} of {len(pages)}",) if empty else ()
    if dropped:
        notes += (f"heads and feet left out: {'; '.join(dropped)}",)
    return join_lines("\n".join(kept)), {"complete": "false" if empty else "true"}, notes


def _open(reader: Any) -> bool:
    """Whether the empty password opens it, and with a cipher that needs no further library."""
    import pypdf

    try:
        return bool(reader.decrypt(""))
    except pypdf.errors.DependencyError:
        return False


def _drop_edges(pages: list[list[str]]) -> tuple[list[str], list[str]]:
    """The lines of all pages without heads, feet and numbers, and the heads and feet, each once."""
    filled = [[line for line in lines if line.strip()] for lines in pages]
    places: Counter[tuple[bool, str]] = Counter()
    for lines in filled:
        top, bottom = lines[:_EDGE], lines[-_EDGE:]
        places.update({(True, _fold(line)) for line in top} | {(False, _fold(line)) for line in bottom})
    least = max(2, _LEAST * sum(map(bool, filled)))
    repeated = {(top, line) for (top, line), count in places.items() if count >= least and any(map(str.isalpha, line))}
    kept: list[str] = []
    dropped: dict[str, str] = {}
    for number, lines in enumerate(filled, start=1):
        first, last = _find_body(lines, repeated, number)
        for line in [*lines[:first], *lines[last:]]:
            if not _NUMBER.fullmatch(line):
                dropped.setdefault(_fold(line), " ".join(line.split()))
        kept += lines[first:last]
    return kept, list(dropped.values())


def _find_body(lines: list[str], repeated: set[tuple[bool, str]], number: int) -> tuple[int, int]:
    """Where a page's own lines begin and end: only lines at its very edges are heads and feet."""
    first, last = 0, len(lines)
    while first < min(last, _EDGE) and _is_edge(lines[first], True, repeated, number):
        first += 1
    while last > max(first, len(lines) - _EDGE) and _is_edge(lines[last - 1], False, repeated, number):
        last -= 1
    return first, last


def _is_edge(line: str, top: bool, repeated: set[tuple[bool, str]], number: int) -> bool:
    if _PROSE.search(line.strip()):
        return False
    return (top, _fold(line)) in repeated or line.strip(" -\u2013\u2014") == str(number)


def _fold(line: str) -> str:
    return " ".join(re.sub(r"\d+", "#", line).casefold().split())

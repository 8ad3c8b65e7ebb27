"""Reader of .pdf files with a text layer, without the headers, footers and page numbers of the pages."""

import io
import re
from collections import Counter
from typing import Any

from research.tables.decoding import join_lines
from research.tables.faults import Fault, InputError

# The number of lines at the top and bottom of a page that may be headers and footers.
_EDGE = 3
_LEAST = 0.4  # left and right pages may have different headers
# The end of a sentence or clause, or the continuation of one: text of the page, even if it is repeated.
_PROSE = re.compile(r"[.!?,;:\"\u201d\u2019]$|^[a-z(]")
_NUMBER = re.compile(
    r"[\W_]*(?:(?:hal(?:aman)?|page|hlm)\W*)?\d{1,4}(?:\s*(?:/|dari|of)\s*\d{1,4})?[\W_]*", re.IGNORECASE
)


def read_pdf(content: bytes, where: str) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """Read the text of a PDF, with its lines joined into paragraphs.

    A line among the first or last three lines of a page is a header or footer if it occurs there on at least two pages
    and on at least two fifths of all pages (its digits make no difference), unless it begins or ends like a sentence.
    Headers and footers are left out and reported. A line that contains only the page number is left out too.

    Parameters
    ----------
    content
        The bytes of the file.
    where
        The path of the file, for messages.

    Returns
    -------
    text : str
        The paragraphs, with a blank line between two paragraphs.
    fields : dict of str to str
        complete: "false" if a page has no text layer.
    notes : tuple of str
        The headers and footers that were left out, and the pages without text.

    Raises
    ------
    InputError
        If the file is not a valid PDF, is protected by a password, or has no text on any page.
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
    """Return whether the file opens with an empty password and without a further library for its cipher."""
    import pypdf

    try:
        return bool(reader.decrypt(""))
    except pypdf.errors.DependencyError:
        return False


def _drop_edges(pages: list[list[str]]) -> tuple[list[str], list[str]]:
    """Return the lines of all pages without headers, footers and page numbers, and the headers and footers."""
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
    """Return the start and stop of the lines between headers and footers, which are at the edges of the page."""
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

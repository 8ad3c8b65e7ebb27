"""What is printed: text alone. A terminal obeys characters that it should show, and lacks others.

Colour, and lines fitted to the width, are for a terminal; files and other programs get the same bytes as ever.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    import pandas as pd

_CONTEXT = 60
_HIT = "\x1b[1;31m", "\x1b[0m"


class _Shown:
    """A stream that shows control characters, and those its encoding lacks, by their codes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        length, encoding = len(text), self._stream.encoding or "utf-8"
        if not text.replace("\n", "").isprintable():
            # Loads pandas, which help and most messages have no need of.
            from research.tables import escape_controls

            text = escape_controls(text)
        shown = text.encode(encoding, errors="backslashreplace").decode(encoding)
        self._stream.write(shown)
        return length

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def escape_terminal_controls() -> Iterator[None]:
    r"""Print control characters, in texts and in names, by their codes.

    Yields
    ------
    None
        What is printed inside is escaped.

    Examples
    --------
    >>> with escape_terminal_controls():
    ...     print("Sanksi \x1b[31mmenanti")
    Sanksi \u001b[31mmenanti
    """
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Shown(before[0]), _Shown(before[1])
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def unwrap(stream: Any) -> TextIO:
    """Return the stream itself, to which only colours and bars are written, never words of a text.

    Parameters
    ----------
    stream : file
        A stream, escaped or not.

    Returns
    -------
    file
        The stream that it was made from.
    """
    raw: TextIO = getattr(stream, "_stream", stream)
    return raw


def shows_colour(stream: Any) -> bool:
    """Return whether a stream is a terminal whose user wants colour (https://no-color.org).

    Parameters
    ----------
    stream : file
        A stream.

    Returns
    -------
    bool
        True where colour may be written.
    """
    if not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return os.name != "nt" or "WT_SESSION" in os.environ


def print_lines(lines: "pd.DataFrame") -> None:
    """Print keyword-in-context lines; a terminal shows the hit in colour, and as much beside it as there is room for.

    Parameters
    ----------
    lines
        The table of report.find_keyword: document, sentence, left, keyword, right.
    """
    name, room = 45, {"left": _CONTEXT, "right": _CONTEXT}
    if sys.stdout.isatty() and len(lines):
        name = int(lines["document"].str.len().max())
        width = shutil.get_terminal_size().columns - name - int(lines["keyword"].str.len().max()) - len("  123    ") - 1
        room = dict.fromkeys(room, min(_CONTEXT, max(10, width // 2)))
    marks = _HIT if shows_colour(sys.stdout) else ("", "")
    for line in lines.to_dict("records"):
        left, right = line["left"][-room["left"] :], line["right"][: room["right"]]
        sys.stdout.write(f"{line['document']:<{name}} {line['sentence']:>3}  {left:>{room['left']}}  ")
        unwrap(sys.stdout).write(marks[0])
        sys.stdout.write(line["keyword"])
        unwrap(sys.stdout).write(marks[1])
        print(f"  {right}")

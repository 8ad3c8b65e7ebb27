"""What is printed: text alone. A terminal obeys characters that it should show, and lacks others."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO


class _Shown:
    """A stream that shows control characters, and those its encoding lacks, by their codes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        length, encoding = len(text), self._stream.encoding or "utf-8"
        if not text.replace("\n", "").isprintable():
            # Loads pandas, which help and most messages have no need of.
            from research.tables import show_controls

            text = show_controls(text)
        shown = text.encode(encoding, errors="backslashreplace").decode(encoding)
        self._stream.write(shown)
        return length

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def show_text_alone() -> Iterator[None]:
    r"""Have everything that is printed show control characters by their codes, those of texts and of names alike.

    >>> with show_text_alone():
    ...     print("Sanksi \x1b[31mmenanti")
    Sanksi \u001b[31mmenanti
    """
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Shown(before[0]), _Shown(before[1])
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before

"""What is printed: text alone. A terminal obeys characters that it should show, and lacks others.

Colour, and lines fitted to the width, are for a terminal; files and other programs get the same bytes as ever.
"""

import json
import math
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from research.study import Study

# Lines for people are no longer, at a terminal and in a file.
WIDTH = 100
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


class _AboveBar:
    """A stream whose lines go above the bar that is shown on the same terminal."""

    def __init__(self, console: "Console", stream: TextIO) -> None:
        self._console, self._stream, self._begun = console, stream, ""

    def write(self, text: str) -> int:
        from rich.text import Text

        from research.tables import escape_controls

        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._console.print(Text(escape_controls(line)), soft_wrap=True)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def show_progress(step: str, *, total: int | None = None) -> Iterator[Callable[[], None]]:
    """Show on a terminal how far a step has come; where stderr is none, write nothing.

    Nothing is to be printed on stdout meanwhile; what is printed on stderr stands above the bar.

    Parameters
    ----------
    step : str
        What is done, in a few words.
    total : int, optional
        How many parts the step has; without it the time is shown that it takes.

    Yields
    ------
    callable
        To be called when a part is done.
    """
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    before = sys.stderr
    console = Console(file=unwrap(before))
    known = [] if total is None else [BarColumn(), MofNCompleteColumn()]
    columns = [SpinnerColumn(), TextColumn("{task.description}", markup=False), *known, TimeElapsedColumn()]
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as progress:
        task = progress.add_task(step, total=total)
        sys.stderr = _AboveBar(console, before)
        try:
            yield lambda: progress.advance(task)
        finally:
            sys.stderr = before


def print_json(value: "pd.DataFrame | Mapping[str, Any]") -> None:
    """Print a table, or tables and other values by name, as JSON in UTF-8, whatever the encoding of the terminal.

    Parameters
    ----------
    value
        A table is printed as a list of its rows. What is missing is null, and a day is YYYY-MM-DD.
    """
    text = json.dumps(_simplify(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    # What a terminal would obey is written by its code, which JSON has for every character.
    text = "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)
    stream = unwrap(sys.stdout)
    if hasattr(stream, "buffer"):
        stream.flush()
        stream.buffer.write(text.encode("utf-8"))
        stream.flush()
    else:
        stream.write(text)


def _simplify(value: Any) -> Any:
    """The value in the types of JSON."""
    if hasattr(value, "to_dict"):
        return [_simplify(row) for row in value.to_dict("records")]
    if isinstance(value, Mapping):
        return {str(name): _simplify(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_simplify(part) for part in value]
    if hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    # A moment of pandas without a value is no day.
    return value.strftime("%Y-%m-%d") if value == value and hasattr(value, "strftime") else None


def print_text(markdown: str) -> None:
    """Print sentences that were made for a notebook: without marks of Markdown, in lines of at most 100 characters.

    Parameters
    ----------
    markdown : str
        Paragraphs and lists.
    """
    for line in markdown.replace("**", "").replace("`", "").split("\n"):
        # A number stays beside its unit, and p or q beside its value.
        kept = re.sub(r"(?<=\d) (?=%|points)|(?<=\b[pq]) (?=[=<])|(?<=\b[pq] [=<]) ", "\xa0", line)
        further = "  " if line.startswith("- ") else ""
        lines = textwrap.wrap(kept, WIDTH, subsequent_indent=further, break_long_words=False, break_on_hyphens=False)
        print("\n".join(lines).replace("\xa0", " "))


def print_table(table: "pd.DataFrame", *, width: int = WIDTH) -> None:
    """Print a table with its index; columns for which there is no room stand below, beside the index again.

    Parameters
    ----------
    table : DataFrame
        Any table.
    width : int
        The longest line, where the index and one column leave a choice.
    """
    rest = list(table.columns)
    while rest:
        number = len(rest)
        while number > 1 and len(table[rest[:number]].to_string().partition("\n")[0]) > width:
            number -= 1
        part, rest = rest[:number], rest[number:]
        print(table[part].to_string(float_format="%.3f", na_rep="") + ("\n" if rest else ""))


def open_corpus(corpus: Path, *, sample: str = "") -> "Study":
    """Open a corpus folder as study.open_study does, and show on a terminal that it takes a while.

    Parameters
    ----------
    corpus : Path
        The corpus folder.
    sample : str
        The code of a sample; all documents where empty.

    Returns
    -------
    Study
        The corpus.
    """
    with show_progress("reading the corpus"):
        from research.study import open_study

        return open_study(corpus, sample=sample)

"""What a terminal shows: the hit in colour, lines as wide as it is, and no character that it would obey."""

import io
import sys

import pandas as pd
import pytest

from research.cli import terminal

LINES = pd.DataFrame(
    {
        "document": ["2018-01-09-denpasar-balipost", "2020-02-03-solo"],
        "sentence": [3, 12],
        "left": ["a" * 70, "ancaman"],
        "keyword": ["sanksi", "sanksi"],
        "right": ["b" * 70, "berat \x1b[31mmerah"],
    }
)


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def show(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, columns: int) -> list[str]:
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("COLUMNS", str(columns))
    with terminal.escape_terminal_controls():
        terminal.print_lines(LINES)
    return stream.getvalue().splitlines()


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_a_file_gets_wide_lines_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    first, second = show(monkeypatch, io.StringIO(), 80)
    assert first == "2018-01-09-denpasar-balipost" + " " * 20 + "3  " + "a" * 60 + "  sanksi  " + "b" * 60
    assert second == "2020-02-03-solo" + " " * 32 + "12  " + " " * 53 + "ancaman  sanksi  berat \\u001b[31mmerah"


@pytest.mark.parametrize("columns", [80, 100, 140])
def test_a_terminal_gets_lines_that_fit_with_the_hit_in_colour(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    lines = show(monkeypatch, Terminal(), columns)
    for line in lines:
        assert line.count("\x1b[1;31msanksi\x1b[0m") == 1
        plain = line.replace("\x1b[1;31m", "").replace("\x1b[0m", "")
        # What a text holds is shown, never obeyed.
        assert "\x1b" not in plain
    # Each side takes half of what the id, the number and the word leave.
    side = (columns - 1 - len(f"{LINES['document'][0]}  123    sanksi")) // 2
    assert lines[0].endswith("\x1b[0m  " + "b" * side) and "b" * (side + 1) not in lines[0]
    assert columns - 2 <= len(plain_text := lines[0].replace("\x1b[1;31m", "").replace("\x1b[0m", "")) <= columns
    assert plain_text.startswith("2018-01-09-denpasar-balipost   3  aaa")


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_colour_where_the_user_wants_none(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert "\x1b" not in "".join(show(monkeypatch, Terminal(), 80))


def test_the_bar_of_a_run_is_drawn_by_the_terminal_and_not_spelled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.console import Console
    from rich.progress import Progress

    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with terminal.escape_terminal_controls():
        console = Console(file=terminal.unwrap(sys.stderr), force_terminal=True)
        with Progress(console=console, transient=True) as progress:
            progress.advance(progress.add_task("notebooks", total=1))
    assert "\x1b[" in stream.getvalue()
    assert "\\u001b" not in stream.getvalue()

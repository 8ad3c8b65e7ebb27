"""The tutorial says what happens: its own blocks are run in their order, and what it shows is compared."""

import csv
import os
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from research.cli import application
from research.cli.compendium import new_folder

DATA = Path(__file__).resolve().parents[1] / "data" / "tutorial"
PAGE = "docs/guide/tutorial.md"
PEOPLE = ("siti", "ani", "rahma")
# Commands that run notebooks or build pages, for which the slow test is there.
SLOW = ("research reproduce", "research report")


@dataclass(frozen=True)
class Block:
    """A fenced block of the page: its language, its lines, and the last line of text before it."""

    language: str
    text: str
    before: str


def read_blocks(page: str) -> list[Block]:
    blocks, before = [], ""
    parts = re.split(r"^```(\w*)\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    for text, language, content in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
        before = " ".join(text.split())
        blocks.append(Block(language, content, before))
    return blocks


def write_file(block: Block) -> None:
    """Do to a file what the line before its block says."""
    named = re.search(r"(?:Write|in) `([^`]+)`[^`]*:$", block.before)
    more = re.search(r"Add to `([^`]+)`:$", block.before)
    rest = re.search(r"In `([^`]+)`, replace everything from `([^`]+)` on by:$", block.before)
    lines = re.search(r"In `([^`]+)`, change the lines?:$", block.before)
    if rest:
        path = Path(rest[1])
        head = path.read_text(encoding="utf-8").partition(f"\n{rest[2]}\n")[0]
        path.write_text(f"{head}\n{block.text}", encoding="utf-8")
    elif lines:
        path = Path(lines[1])
        text = path.read_text(encoding="utf-8")
        for line in block.text.splitlines():
            text, count = re.subn(rf"^{line.split()[0]} = .*$", line, text, flags=re.MULTILINE)
            assert count == 1, line
        path.write_text(text, encoding="utf-8")
    elif more:
        with Path(more[1]).open("a", encoding="utf-8") as file:
            file.write(block.text)
    else:
        assert named, block.before
        Path(named[1]).write_text(block.text, encoding="utf-8")


def run(command: str) -> str:
    """Run a line of the page in this process; what it prints."""
    words = shlex.split(command)
    if words[0] == "cd":
        os.chdir(words[1])
    elif words[0] == "rm":
        for word in words[1:]:
            Path(word).unlink()
    else:
        assert words[0] == "research", command
        for name in words[1:]:
            fill_sheet(Path(name))
        done = CliRunner().invoke(application, words[1:])
        assert done.exit_code == 0, (command, done.output, done.exception)
        return done.output
    return ""


def fill_sheet(path: Path) -> None:
    """Fill a sheet as the person whose name it bears, as codes.csv has it, where the page says that it comes back."""
    sheet, _, name = path.stem.rpartition("-")
    source = path.with_name(f"{sheet}.xlsx")
    if path.suffix != ".xlsx" or name not in PEOPLE or not source.is_file():
        return
    with (DATA / "codes.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["text"]: row[name] for row in csv.DictReader(file)}
    book = openpyxl.load_workbook(source)
    page = book["coding"]
    head = [cell.value for cell in page[2]]
    for row in page.iter_rows(min_row=3):
        text = str(row[head.index("text")].value)
        given = {code for start, code in codes.items() if text.startswith(start)}
        for frame in ("rain", "waste", "relief"):
            row[head.index(frame)].value = "yes" if frame in given else "no"
    book.save(path)


def compare_output(shown: str, printed: str) -> None:
    """Each line that is shown is printed, in this order; three dots stand for any lines, or any words of one."""
    pattern = ""
    for line in shown.splitlines():
        words = ".*".join(map(re.escape, line.rstrip().split("...")))
        pattern += r"(?:.*\n)*?" if line.strip() == "..." else rf"{words} *\n"
    assert re.fullmatch(pattern, printed if printed.endswith("\n") else printed + "\n"), f"{shown}\n----\n{printed}"


def walk(page: str, folder: Path, *, leave_out: tuple[str, ...] = ()) -> list[str]:
    """Run the blocks of the page in a folder beside which the pages are; the commands that were run."""
    shutil.copytree(DATA, folder / "pages")
    printed, commands = "", []
    for block in read_blocks(page):
        if block.language == "text":
            compare_output(block.text, printed)
        elif block.language in ("toml", "csv"):
            write_file(block)
        else:
            assert block.language == "", block
            lines = [line.split("  #")[0].strip() for line in block.text.splitlines()]
            kept = [line for line in lines if line and not line.startswith(leave_out)]
            printed = "".join(map(run, kept))
            commands += kept
    return commands


@pytest.fixture
def page(root: Path) -> str:
    return (root / PAGE).read_text(encoding="utf-8")


def test_the_tutorial_does_what_it_shows(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(new_folder, "find_reason", lambda lock: "left out here")
    walk(page, tmp_path, leave_out=SLOW)
    # The shares of step 7, counted by hand from what people decided.
    with (tmp_path / "floods" / "corpus" / "coding" / "gold.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["document"].startswith("2024")]
    told = {name: [row["frames"] == "rain" for row in rows if row["office"] == name] for name in ("head", "agency")}
    heads, agencies = told["head"], told["agency"]
    assert (sum(heads), len(heads), sum(agencies), len(agencies)) == (2, 16, 5, 13)  # 12.5 % and 38.5 %
    assert "Rain and tide from 12.5 % (Head of a region) to 38.5 % (Regional agency)" in " ".join(page.split())


@pytest.mark.notebooks
def test_the_first_figure(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(new_folder, "find_reason", lambda lock: "left out here")
    commands = walk(page, tmp_path)
    assert set(SLOW) <= set(commands)
    named = re.findall(r"`(figures/[^`]+)`", page)
    assert len(named) > 1
    for name in named:
        assert (tmp_path / "floods" / name).is_file(), name


def test_another_output_than_the_one_shown_is_a_failure() -> None:
    printed = "4 new\nwarning: a\nwarning: b\nsound\n"
    compare_output("4 new\n...\nsound\n", printed)
    compare_output("4 new\nwarning: ...\nwarning: b\nsound\n", printed)
    for shown in ("4 new\nsound\n", "3 new\n...\n", "...\nwarning: b\n", "4 new\nwarning: ...\nsound\n"):
        with pytest.raises(AssertionError):
            compare_output(shown, printed)


def test_a_line_that_tells_no_file_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_file(Block("csv", "a,b\n", "Write `a.csv`:"))
    assert Path("a.csv").read_text(encoding="utf-8") == "a,b\n"
    write_file(Block("toml", "c\n", "Add to `a.csv`:"))
    assert Path("a.csv").read_text(encoding="utf-8") == "a,b\nc\n"
    with pytest.raises(AssertionError):
        write_file(Block("csv", "a,b\n", "A table:"))

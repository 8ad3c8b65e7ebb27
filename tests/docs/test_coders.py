"""The page on programs that code does what it shows, on the eight items of tests/long_haze.py."""

import re
import shlex
import sys
from pathlib import Path

import long_haze
import pytest
from typer.testing import CliRunner

from research.cli import application

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def run(command: str) -> str:
    """Run a line of the page; a sheet that is imported was filled before."""
    words = [sys.executable if word == "python" else word for word in shlex.split(command)]
    assert words[0] == "research", command
    if words[1:3] == ["code", "import"]:
        long_haze.fill_sheet(Path(words[3]))
    done = CliRunner().invoke(application, words[1:])
    assert done.exit_code == 0, (command, done.output, done.exception)
    return done.output


def join(text: str) -> str:
    return " ".join(text.split())


def read_difference(said: str) -> float:
    """The shares of heads less that of agencies, of the contrast of burning."""
    found = re.search(r"Burning, Heads of regions against agencies:[a-z ]* ([\d.]+) % against ([\d.]+) %", said)
    assert found, said
    return float(found[1]) - float(found[2])


def test_the_page_goes_from_codebook_to_corrected_share(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (root / "docs" / "guide" / "coders.md").read_text(encoding="utf-8")
    long_haze.make_corpus(tmp_path)
    monkeypatch.chdir(tmp_path)
    printed: dict[str, str] = {}
    last = ""
    for language, text in BLOCK.findall(page):
        if language == "python":
            assert len(text.splitlines()) <= 22
            Path("coder.py").write_text(text, encoding="utf-8")
        elif language == "sh":
            printed |= {line: join(run(line)) for line in text.splitlines()}
            last = " ".join(printed[line] for line in text.splitlines())
        else:
            # What the page shows is what the commands before it print; a line that goes on is indented.
            for part in re.split(r"\n(?=\S)", text.strip()):
                assert join(part) in last, part
    check_statements(page, printed)
    trail = Path("trail.md").read_text(encoding="utf-8")
    assert "### words_id" in trail
    assert "| coding/sheets/check.key.csv | drawn | 50 |" in trail


def check_statements(page: str, printed: dict[str, str]) -> None:
    """Check the sentences of the page with what was printed, and that the correction finds what people decide."""
    naive, corrected, gold = (said for command, said in printed.items() if "compare office" in command)
    beginning = join(page[: page.index("## The door")])
    shown = re.search(r"corrected, a difference of (\S+) points \((\S+) to (\S+)\)", corrected)
    assert shown
    difference, low, high = map(float, shown.groups())
    assert f"{read_difference(naive):.0f} points, q = 0.015" in beginning
    assert f"the difference is {difference:.0f} points, with an interval from {low:.0f} to {high:+.0f}" in beginning
    assert f"when two people code all, it is {read_difference(gold):.0f}." in beginning
    # The truth is in the corrected interval, and not in that of the program.
    naive_interval = re.search(r"difference of \S+ points \((\S+) to (\S+)\)", naive)
    assert naive_interval
    assert low < read_difference(gold) < high < float(naive_interval[1])
    overall = next(said for command, said in printed.items() if "code correct" in command)
    harm = re.search(r"all harm 70 8 50 8 \d+ ([\d.]+) % \S+ to \S+ ([\d.]+) % ([\d.]+) to ([\d.]+)", overall)
    assert harm
    predicted, share, least, most = map(float, harm.groups())
    assert f"it is {share} %, where the program says {predicted} %" in join(page)
    seen = [codes for codes in long_haze.TRUTH.values() if "harm" in codes]
    assert predicted < least < 100 * len(seen) / 70 < most
    assert "1 not coded: the program declined them" in " ".join(printed.values())

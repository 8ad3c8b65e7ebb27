"""The page on programs that code does what it shows, on the eight items of tests/haze.py."""

import re
import shlex
import sys
from pathlib import Path

import haze
import pytest
from typer.testing import CliRunner

from research.cli import application


def run(command: str) -> str:
    """Run a line of the page; a sheet that is imported was filled before."""
    words = [sys.executable if word == "python" else word for word in shlex.split(command)]
    assert words[0] == "research", command
    if words[1:3] == ["code", "import"]:
        haze.fill_sheet(Path(words[3]))
    done = CliRunner().invoke(application, words[1:])
    assert done.exit_code == 0, (command, done.output, done.exception)
    return done.output


def test_the_page_goes_from_codebook_to_corrected_share(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (root / "docs" / "guide" / "coders.md").read_text(encoding="utf-8")
    haze.make_coded(tmp_path)
    monkeypatch.chdir(tmp_path)
    printed: dict[str, str] = {}
    for language, text in re.findall(r"^```(\w+)\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL):
        if language == "python":
            assert len(text.splitlines()) <= 22
            Path("coder.py").write_text(text, encoding="utf-8")
        else:
            printed |= {line: run(line) for line in text.splitlines()}
    said = " ".join(" ".join(printed.values()).split())
    assert "1 not coded: the program declined them" in said
    assert "too few to say whether it errs more in one group than in another" in said
    # Two runs of a program that does not heed its prompt are alike.
    assert "words and words_id coded all" in said
    corrected = next(text for command, text in printed.items() if "code correct" in command)
    assert re.search(r"all +burning +\d+ +8 +9 ", corrected), corrected
    assert "too few to say" in corrected
    trail = Path("trail.md").read_text(encoding="utf-8")
    assert "### words_id" in trail
    assert "| coding/sheets/check.key.csv | drawn | 9 |" in trail

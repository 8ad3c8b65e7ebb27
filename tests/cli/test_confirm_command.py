"""research confirm: what it prints, what it writes, and what it refuses."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from research import cli, study
from research.tables import InputError


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few draws: what is printed is tested here, not the p."""
    slow = study.test_confirmation
    monkeypatch.setattr("research.study.test_confirmation", lambda *args, **options: slow(*args, **options, draws=99))


def call(root: Path, *words: str) -> str:
    found = CliRunner().invoke(cli.application, ["confirm", "--corpus", str(root / "corpus"), *words])
    if found.exception:
        raise found.exception
    return found.output


@pytest.mark.usefixtures("quick")
def test_each_hypothesis_has_a_line_under_the_date_and_hash_of_its_file(root: Path) -> None:
    text = call(root)
    known = study.open_study(root / "corpus").hypotheses
    assert text.startswith("By gold, in the sample systematic. 13 hypotheses were written on 2026-11-26")
    assert known.sha256 in text
    assert sum(line.startswith("- ") for line in text.splitlines()) == 13


@pytest.mark.usefixtures("quick")
def test_the_whole_table_is_written_and_printed(root: Path, tmp_path: Path) -> None:
    """Gold, which decides, comes first, named or not."""
    call(root, "--codes", "coder_a", "-o", str(tmp_path / "tests.csv"))
    table = pd.read_csv(tmp_path / "tests.csv")
    assert table["codes"].tolist() == ["gold"] * 13 + ["coder_a"] * 13
    assert len(json.loads(call(root, "--json"))) == 13


def test_unknown_codes_and_no_codes_are_refused(root: Path) -> None:
    with pytest.raises(InputError, match="found 'lina', expected one of gold, coder_a, coder_b"):
        call(root, "--codes", "lina")
    with pytest.raises(InputError, match="'cues', a program, expected one of gold, coder_a, coder_b; hypotheses are"):
        call(root, "--codes", "cues")
    with pytest.raises(InputError, match="--codes: value: found ','"):
        call(root, "--codes", ",")

import json
import re
from pathlib import Path
from typing import Any

import haze
import long_haze
import pandas as pd
import pytest
from typer.testing import CliRunner

from research.cli import application


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return haze.make_coded(tmp_path_factory.mktemp("plan"))


def call(folder: Path, *words: object) -> Any:
    return CliRunner().invoke(application, [*map(str, words), "--corpus", str(folder)])


def test_a_small_pilot_is_said_to_be_too_small(folder: Path, tmp_path: Path) -> None:
    at = ("code", "plan", "ani", "--strata", "theme", "--draws", 2)
    shown = call(folder, *at)
    assert shown.exit_code == 0, shown.output
    assert "too few to say" in shown.output
    assert "simulation made before coding" in shown.output
    rows = json.loads(call(folder, *at, "--json").output)
    assert {row["method"] for row in rows} == {"too few to say"}
    file = tmp_path / "plan.csv"
    assert call(folder, *at, "-o", file).exit_code == 0
    assert pd.read_csv(file)["enough"].eq("no").all()


def test_a_width_that_too_few_hits_may_spoil_is_said(tmp_path: Path) -> None:
    folder = long_haze.make_corpus(tmp_path)
    sheet = folder / "coding" / "sheets" / "all.csv"
    haze.call(folder, "code", "sample", "-o", sheet, "--all")
    long_haze.fill_sheet(sheet)
    haze.call(folder, "code", "import", sheet, "--coder", "ani")
    at = ("code", "plan", "cue", "--pilot", sheet.with_name("all.key.csv"), "--people", "ani", "--strata", "theme")
    shown = call(folder, *at, "--by", "office", "--groups", "head,agency", "--width", 0.6, "--draws", 20).output
    assert re.search(r"head - agency +harm .* too few hits", shown), shown
    assert "under 10 coded hits" in shown


def test_a_sheet_of_whole_documents_can_be_the_pilot(folder: Path) -> None:
    key = folder / "coding" / "sheets" / "ani.key.csv"
    done = call(folder, "code", "plan", "cue", "--pilot", key, "--people", "ani", "--strata", "frame", "--draws", 2)
    assert done.exit_code == 0, done.output


def test_a_sample_by_disagreement(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "apart.csv"
    done = call(folder, "code", "sample", "-o", sheet, "--number", 4, "--by", "disagreement", "--coders", "ani,cue")
    assert done.exit_code == 0, done.output
    strata = set(pd.read_csv(tmp_path / "apart.key.csv")["stratum"])
    assert strata <= {"agree", "disagree", "not coded by all"}
    alone = call(folder, "code", "sample", "-o", sheet, "--number", 4, "--by", "frame", "--coders", "ani,cue")
    assert "--by disagreement with --coders" in str(alone.exception)

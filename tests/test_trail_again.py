"""A reader takes the page and the corpus, and comes to the same prompts, keys, codes and corrected shares."""

import re
import shlex
import shutil
import sys
from pathlib import Path

import haze
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from research import study
from research.cli import application
from research.tables import InputError

# It goes by words, forgets, and heeds the sentence before.
PROGRAM = """
import json, sys
for line in sys.stdin:
    statement = json.loads(line)
    text = statement["text"].lower()
    frames = ["burning"] * ("api" in text or "bakar" in statement.get("before", ""))
    frames += ["harm"] * ("asap" in text)
    print(json.dumps({"id": statement["id"], "frames": frames}), flush=True)
"""
WORDS = (
    "lahan kebun hutan sungai desa pasar jalan sekolah rumah kapal ladang muara pelabuhan posko regu warga petani "
    "nelayan guru dokter perawat camat lurah hujan angin malam siang pagi musim tahun bulan minggu bantuan laporan "
    "rapat aturan denda izin patroli peta"
)


def write_items() -> list[tuple[str, str, str, str, str]]:
    """Thirty items of three statements; every third statement speaks of fire, every fourth of smoke."""
    generator = np.random.default_rng(7)
    items = []
    for number in range(1, 31):
        said = []
        for place in range(3):
            cues = ["api", "dibakar"][number % 2 : number % 2 + 1] * ((number + place) % 3 == 0)
            cues += ["asap", "masker"][place % 2 : place % 2 + 1] * ((number + place) % 4 == 0)
            words = [*generator.choice(WORDS.split(), 9, replace=False), *cues]
            said.append(f"“{' '.join(generator.permutation(words))},” kata Bupati Arman Sasmita.")
        theme = "fire" if number % 2 else "health"
        items.append((str(number), "news", theme, "haze-2019" if number < 10 else "late-haze", "\n\n".join(said)))
    return items


def call(line: str) -> str:
    """Run a line in the project's folder; a sheet that is imported was filled by its coder before."""
    words = shlex.split(line, comments=True)
    if words[1:3] == ["code", "import"]:
        haze.fill_sheet(Path(words[3]))
    done = CliRunner().invoke(application, words[1:])
    # The check of a corpus may find something; it says so with 1.
    assert done.exit_code == 0 or (words[1] == "check" and done.exit_code == 1), (line, done.output, done.exception)
    return done.output


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six documents with gold; two runs of a program; two drawn sheets, coded by ani; the page."""
    base = tmp_path_factory.mktemp("first")
    run = f"-- {shlex.quote(sys.executable)} coder.py"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(base)
        patch.setattr(haze, "ITEMS", write_items())
        haze.write_folder(base / "corpus")
        (base / "coder.py").write_text(PROGRAM)
        call(f"research add {haze.write_table(base / 'items.jsonl')}")
        named = " ".join(f"--documents item-{number}" for number in range(1, 7))
        for name in ("ani", "budi"):
            call(f"research code sample -o corpus/coding/sheets/{name}.csv {named}")
            call(f"research code import corpus/coding/sheets/{name}.csv --coder {name}")
        call("research code adjudicate --coders ani,budi -o apart.csv")
        call("research code sample -o corpus/coding/sheets/check.xlsx --number 45 --by theme,frame --seed 11")
        call(f"research code run words --seed 3 --batch 7 --context --shots 4 {run}")
        key = "corpus/coding/sheets/check.key.csv"
        call(f"research code run words_check --language id --key {key} {run}")
        by = "--number 12 --by disagreement --coders words,cue"
        call(f"research code sample -o corpus/coding/sheets/apart.csv {by}")
        # The sheet as a workbook is filled in the form of a table.
        call("research code sample -o check.csv --number 45 --by theme,frame --seed 11")
        for sheet, of in (("check.csv", key), ("corpus/coding/sheets/apart.csv", "corpus/coding/sheets/apart.key.csv")):
            call(f"research code import {sheet} --key {of} --coder ani")
        call("research code trail -o trail.md")
    return base


@pytest.fixture(scope="module")
def page(project: Path) -> str:
    return (project / "trail.md").read_text(encoding="utf-8")


def list_lines(page: str) -> list[str]:
    (block,) = re.findall(r"^```sh\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    return block.splitlines()


@pytest.fixture(scope="module")
def again(project: Path, page: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with people's codes and gold alone, in which the commands of the page were run."""
    base = tmp_path_factory.mktemp("second")
    shutil.copytree(project / "corpus", base / "corpus")
    shutil.copy(project / "coder.py", base)
    coding = base / "corpus" / "coding"
    shutil.rmtree(coding / "runs")
    shutil.rmtree(coding / "sheets")
    for file in coding.glob("words*"):
        file.unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(base)
        for line in list_lines(page):
            call(line)
    return base


@pytest.fixture(scope="module")
def trails(project: Path, again: Path) -> list[study.Trail]:
    return [study.read_trail(base / "corpus") for base in (project, again)]


def test_the_same_prompts_codes_and_keys_come_out(trails: list[study.Trail]) -> None:
    first, second = (trail.files.set_index("file")["sha256"] for trail in trails)
    files = [f"coding/{name}.csv" for name in ("words", "words_check", "ani", "gold")]
    files += [f"coding/runs/{name}.prompt.md" for name in ("words", "words_check")]
    files += [f"coding/sheets/{name}.key.csv" for name in ("check", "apart")]
    files += ["codebook.toml", "documents", "coder.py"]
    assert first[files].to_dict() == second[files].to_dict()
    assert first["coding/runs/words.prompt.md"] != first["coding/runs/words_check.prompt.md"]


def test_the_record_has_the_statements_that_the_prompt_showed(trails: list[study.Trail]) -> None:
    # Four were asked for; a run over a sheet showed none.
    assert [len(run.shots) for run in trails[0].runs.values()] == [4, 0]


def test_the_same_corrected_shares_come_out(trails: list[study.Trail]) -> None:
    first, second = (trail.corrections for trail in trails)
    pd.testing.assert_frame_equal(first, second)
    whole = first[first["coder"].eq("words") & first["sheet"].eq("coding/sheets/check.key.csv")].set_index("frame")
    assert whole["people"].unique().tolist() == ["ani"]
    assert whole.loc["burning", ["statements", "coded_statements", "uncoded"]].tolist() == [90, 45, 0]
    # The program sees part of the fires and takes some sentences for others: its share is wrong, and is corrected.
    assert whole.loc["burning", "low"] < 30 / 90 < whole.loc["burning", "high"]
    few = first[first["sheet"].eq("coding/sheets/apart.key.csv")]
    assert set(few["method"]) == {"too few to say"}
    assert "words_check" not in set(first["coder"])


def test_a_run_over_a_sheet_alone_has_no_shares(project: Path) -> None:
    """Zeros for all statements that were not drawn would pull its corrected shares down."""
    with pytest.raises(InputError, match=r"words_check.run.toml: key: found the statements of coding/sheets/check.key"):
        study.open_by_coder(project / "corpus", "words_check")


def test_the_page_has_the_shares_that_the_command_gives(project: Path, page: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        line = next(line for line in list_lines(page) if "correct" in line and "check.key" in line)
        printed = call(line)
    corrected = re.search(r"burning +90 .*? (\d+\.\d %) +(\d+\.\d to \d+\.\d)$", printed, flags=re.MULTILINE)
    assert corrected, printed
    section = page.partition("### words, corrected by coding/sheets/check.key.csv")[2].partition("###")[0]
    assert f"| {corrected[1]} ({corrected[2]}) |" in section

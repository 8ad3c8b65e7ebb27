"""research code agreement over people and several runs of programs."""

import json
import sys
from pathlib import Path
from typing import Any

import haze
import pandas as pd
import pytest
from typer.testing import CliRunner

from research.cli import application
from research.tables import InputError

# A program that goes by one word, and hears less where its prompt is Indonesian.
PROGRAM = """
import json, os, sys
from pathlib import Path
prompt = Path(os.environ["RESEARCH_PROMPT"]).read_text(encoding="utf-8")
words = ("asap",) if "daftar kode" in prompt else ("asap", "masker")
for line in sys.stdin:
    statement = json.loads(line)
    frames = ["harm"] if any(word in statement["text"].lower() for word in words) else []
    print(json.dumps({"id": statement["id"], "frames": frames, "model": sys.argv[-1]}), flush=True)
"""
RUNS = {
    "first": ([], ["--model", "m"]),
    "again": (["--seed", "7"], ["--model", "m"]),
    "indonesian": (["--language", "id"], ["--model", "m"]),
    "larger": ([], ["--model", "n"]),
}


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The haze corpus, coded by two people and by four runs of one program."""
    base = tmp_path_factory.mktemp("agreement")
    haze.make_coded(base)
    (base / "coder.py").write_text(PROGRAM, encoding="utf-8")
    for name, (options, arguments) in RUNS.items():
        done = call(base, "run", name, *options, behind=[sys.executable, str(base / "coder.py"), *arguments])
        assert done.exit_code == 0, (done.output, done.exception)
    return base


def call(base: Path, *words: str, behind: list[str] | None = None) -> Any:
    given = [*words, "--corpus", str(base / "corpus"), *(["--", *behind] if behind else [])]
    return CliRunner().invoke(application, ["code", *given])


def test_runs_enter_only_where_they_are_named(coded: Path) -> None:
    people = json.loads(call(coded, "agreement", "--json").stdout)
    assert (people["coders"], people["runs"]) == (["ani", "budi"], [])
    assert people["not_measured"] == sorted(RUNS)
    assert people["frames"] == json.loads(call(coded, "agreement", "--coders", "ani,budi", "--json").stdout)["frames"]
    printed = call(coded, "agreement").stdout
    assert "Coders: ani, budi. Of those" in printed
    assert "Not compared, as --coders does not name them: again, first, indonesian, larger." in printed


def test_one_person_alone_is_compared_with_the_runs(coded: Path, tmp_path: Path) -> None:
    folder = coded / "corpus" / "coding"
    other = (folder / "budi.csv").rename(tmp_path / "budi.csv")
    try:
        printed = call(coded, "agreement").stdout
    finally:
        other.rename(folder / "budi.csv")
    assert "Coders: again, ani, first, indonesian, larger. Runs of programs among them: again, first, ind" in printed


def test_pairs_stand_under_what_they_compare(coded: Path) -> None:
    names = ",".join(["ani", "budi", *RUNS])
    found = json.loads(call(coded, "agreement", "--coders", names, "--json").stdout)
    told = {(row["coder_a"], row["coder_b"]): row["compared"] for row in found["pairs"]}
    assert told[("ani", "budi")] == "two listed coders"
    assert {told[(person, run)] for person in ("ani", "budi") for run in RUNS} == {"listed coder and run"}
    assert told[("first", "again")] == "repeated runs"
    assert told[("first", "indonesian")] == "two prompts"
    assert told[("first", "larger")] == "two models"
    assert told[("indonesian", "larger")] == "two models and prompts"
    harm = {(row["coder_a"], row["coder_b"]): row for row in found["pairs"] if row["frame"] == "harm"}
    assert harm[("first", "again")]["alpha"] == harm[("first", "larger")]["alpha"] == 1
    # By hand: one statement has asap, another masker; of the 2 N codings 3 have the frame, and one pair differs.
    codings = 2 * harm[("first", "indonesian")]["statements"]
    assert harm[("first", "indonesian")]["alpha"] == pytest.approx(1 - (codings - 1) / (3 * (codings - 3)), abs=1e-6)
    printed = call(coded, "agreement", "--coders", names).stdout
    heads = ["Two listed coders", "Listed coder and run", "Repeated runs", "Two prompts", "Two models\n"]
    places = [printed.index(head) for head in [*heads, "Two models and prompts"]]
    assert places == sorted(places)
    assert "one value only" in printed[places[2] :], "no run sees the frame burning"


def test_examples_of_a_prompt_are_no_evidence_of_agreement(coded: Path) -> None:
    done = call(coded, "run", "shown", "--shots", "4", behind=[sys.executable, str(coded / "coder.py"), "m"])
    assert done.exit_code == 0, (done.output, done.exception)
    try:
        found = json.loads(call(coded, "agreement", "--coders", "ani,shown,first", "--json").stdout)
        printed = call(coded, "agreement", "--coders", "ani,shown").stdout
    finally:
        for file in (coded / "corpus" / "coding").glob("shown.*"):
            file.unlink()
    sizes = {(row["coder_a"], row["coder_b"]): row["statements"] for row in found["pairs"]}
    assert found["examples_left_out"] == 4
    assert sizes[("ani", "shown")] == sizes[("ani", "first")] - 4
    assert "Left out: 4 statements that a run's own prompt showed as coded examples." in printed


def test_the_figure_is_written_with_its_table(coded: Path, tmp_path: Path) -> None:
    file = tmp_path / "alpha.svg"
    words = ("agreement", "--coders", "ani,first,indonesian", "--figure", str(file))
    done = call(coded, *words)
    assert done.exit_code == 0 and f"{file}: alpha of every two coders" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"alpha.svg", "alpha.png", "alpha.csv"}
    found = json.loads(call(coded, *words[:3], "--json").stdout)["pairs"]
    assert pd.read_csv(file.with_suffix(".csv"))["compared"].tolist() == [row["compared"] for row in found]
    first = file.read_bytes()
    assert call(coded, *words).exit_code == 0, "an earlier figure is replaced"
    assert file.read_bytes() == first


def test_a_figure_replaces_nothing_and_is_no_coder(coded: Path, tmp_path: Path) -> None:
    mine = tmp_path / "alpha.svg"
    mine.write_text("mine", encoding="utf-8")
    apart = tmp_path / "apart.csv"
    for file, words in (
        (mine, "another file there already"),
        (coded / "corpus" / "coding" / "alpha.svg", "a folder without codings"),
        (tmp_path / "alpha.pdf", "a name that ends in .svg"),
    ):
        done = call(coded, "agreement", "--figure", str(file), "--disagreements", str(apart))
        assert isinstance(done.exception, InputError) and words in str(done.exception)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["alpha.svg"], "nothing is half written"
    assert call(coded, "agreement", "--figure", str(mine), "--force").exit_code == 0

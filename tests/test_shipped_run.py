"""The run of the shipped corpus: the package's own cue coder, through the same door as any other program."""

import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from research import codebook, coding, frames, study
from research.cli import application
from research.report.site.explorer_data import list_statement_data, list_states
from research.tables import InputError, hash_file

NAME = "cues"
SCRIPT = "src/research/tables/data/coder_cues.py"
Codes = set[tuple[str, int, str]]


@pytest.fixture(scope="module")
def known(root: Path) -> study.Study:
    return study.open_study(root / "corpus")


def list_codes(table: pd.DataFrame) -> Codes:
    return set(table[[*frames.KEY, "frame"]].itertuples(index=False, name=None))


def find_carried(known: study.Study) -> Codes:
    """The frames that a statement has through cues that count only after the sentence before."""
    carried = {cue.name for frame in known.codebook.frames for cue in frame.cues if cue.carried}
    alone = known.statements.assign(document=[f"d{row}" for row in range(len(known.statements))])
    marked = frames.code_with_cues(known.statements, known.codebook)
    lost = marked[marked["present"].to_numpy() & ~frames.code_with_cues(alone, known.codebook)["present"].to_numpy()]
    assert set(lost["cue"]) <= carried
    return list_codes(lost)


def test_its_codes_are_those_of_the_cue_coder_today(known: study.Study) -> None:
    """All but one: a sentence before it is another speaker's, which the program is not told."""
    codings = known.coder_codings
    run = list_codes(codings[codings["coder"].eq(NAME) & codings["frame"].ne("none")])
    marked = frames.code_with_cues(known.statements, known.codebook)
    cue = list_codes(marked[marked["present"]])
    assert not cue - run
    assert len(run - cue) == 1
    assert len({code[:2] for code in find_carried(known)}) == 27, "statements that would lose a code without --context"
    read = codings.loc[codings["coder"].eq(NAME), frames.KEY].drop_duplicates()
    assert len(read) == known.statements["reported"].sum()


def test_the_program_gives_these_codes_again(known: study.Study, root: Path, tmp_path: Path) -> None:
    record = coding.read_run(root / "corpus" / "coding" / f"{NAME}.run.toml")
    assert record.command == ("python", SCRIPT, "corpus/codebook.toml")
    items = coding.list_run_items(known.statements, context=record.context, seed=record.seed)
    command = (sys.executable, str(root / SCRIPT), str(root / "corpus" / "codebook.toml"))
    task = coding.CoderTask("no prompt", known.codebook, tmp_path / "answers.jsonl")
    settings = coding.RunSettings(command, len(items), 300, 0, 1, record.context)
    result = coding.ask_coder(items, task, settings=settings)
    assert not result.problems
    coding.write_run(tmp_path / f"{NAME}.csv", items, result, prompt="no prompt", record=record)
    made, kept = (
        pd.read_csv(folder / f"{NAME}.csv", keep_default_na=False)[[*frames.KEY, "frames", "sha256"]]
        for folder in (tmp_path, root / "corpus" / "coding")
    )
    pd.testing.assert_frame_equal(made, kept)


def test_its_record_holds_today(root: Path) -> None:
    """Where this fails, move the run's files away and run it again, as corpus/README.md says."""
    corpus = root / "corpus"
    record = coding.read_run(corpus / "coding" / f"{NAME}.run.toml")
    prompt = corpus / "coding" / "runs" / f"{NAME}.prompt.md"
    assert record.codebook_sha256 == hash_file(corpus / "codebook.toml")
    assert record.codes_sha256 == hash_file(corpus / "coding" / f"{NAME}.csv")
    assert record.prompt_sha256 == hash_file(prompt)
    assert prompt.read_text("utf-8") == coding.make_prompt(codebook.read_codebook(corpus / "codebook.toml"))
    assert {file.file: file.sha256 for file in record.files} == {
        name: hash_file(root / name) for name in (SCRIPT, "corpus/codebook.toml")
    }
    assert (record.statements, record.not_coded, record.unanswered, record.shots) == (4440, 0, 0, ())


def test_other_codes_than_those_of_the_run_are_refused(root: Path, tmp_path: Path, known: study.Study) -> None:
    text = (root / "corpus" / "codebook.toml").read_text("utf-8")
    other = tmp_path / "codebook.toml"
    other.write_text(text.replace('"social_media"', '"social"'), encoding="utf-8")
    items = coding.list_run_items(known.statements.head(9))
    task = coding.CoderTask("", known.codebook, tmp_path / "answers.jsonl")
    command = (sys.executable, str(root / SCRIPT), str(other))
    result = coding.ask_coder(items, task, settings=coding.RunSettings(command, 20, 60, 0, 1, False))
    assert any("other codes than those of the run" in problem.found for problem in result.problems)


def test_the_explorer_shows_the_codes_of_people(known: study.Study) -> None:
    shown = list_statement_data(known, "en", states=list_states(known), figures=())
    assert [coder["name"] for coder in shown["coders"]] == ["coder_a", "coder_b"]


def test_the_check_tells_people_and_programs_apart(root: Path) -> None:
    lines = study.check_corpus(root / "corpus")
    assert "coders: coder_a (4999 statements), coder_b (4999 statements), and gold" in lines
    assert "programs that coded: cues (4440 statements)" in lines
    assert not [line for line in lines if line.startswith("warning") and NAME in line]


def test_gold_is_what_people_decide(root: Path, tmp_path: Path) -> None:
    words = ["code", "adjudicate", "--coders", f"coder_a,{NAME}", "-o", str(tmp_path / "sheet.csv")]
    done = CliRunner().invoke(application, [*words, "--corpus", str(root / "corpus")])
    assert isinstance(done.exception, InputError)
    assert "'cues', a program, expected two people" in str(done.exception)
    assert not list(tmp_path.iterdir())

from pathlib import Path

import pytest
from typer.testing import CliRunner

from research import frames, study
from research.cli import application
from research.codebook import Codebook, list_examples


def test_the_trained_coder_is_shown_beside_the_cues_and_fails_no_check(
    root: Path, book: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A coder that sees every frame everywhere stands for the trained one: it errs where the codebook says absent."""
    examples = list(list_examples(book))

    def code(statements: object, coder: object) -> object:
        return frames.code_with_cues(statements, book).assign(present=True)

    monkeypatch.setattr(study, "fit_on_corpus", lambda corpus: type("Coder", (), {"codebook": book}))
    monkeypatch.setattr(frames, "code_with_model", code)
    done = CliRunner().invoke(application, ["codebook", "check", "--trained", "--corpus", str(root / "corpus")])
    assert done.exit_code == 0, done.output
    told = done.output.splitlines()
    head = told.index("examples coded otherwise than the codebook says:") + 1
    assert told[head].split() == ["frame", "rule", "example", "cue", "trained", "text"]
    absent = [one for one in examples if not one.example.present]
    wrong = [one for one in examples if one.example.cue_misses or not one.example.present]
    shared = next(number for number, line in enumerate(told) if line.startswith("shared and excused"))
    rows = told[head + 1 : shared]
    assert len(rows) == len(wrong)
    assert sum("false alarm" in line for line in rows) == len(absent)
    both = [line for line in rows if "false alarm false alarm" in " ".join(line.split())]
    assert len(both) == sum(one.example.cue_misses for one in absent)

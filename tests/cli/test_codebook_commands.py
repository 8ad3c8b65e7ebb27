from pathlib import Path

from typer.testing import CliRunner

from research.cli import application
from research.codebook import Codebook, list_examples


def test_examples_that_the_cues_get_wrong_are_listed_with_their_error(root: Path, book: Codebook) -> None:
    examples = list(list_examples(book))
    done = CliRunner().invoke(application, ["codebook", "check", "--corpus", str(root / "corpus")])
    assert done.exit_code == 0, done.output
    told = done.output.splitlines()
    head = told.index("examples coded otherwise than the codebook says:") + 1
    assert told[head].split() == ["frame", "rule", "example", "cue", "text"]
    wrong = [one for one in examples if one.example.cue_misses]
    shared = next(number for number, line in enumerate(told) if line.startswith("shared and excused"))
    rows = told[head + 1 : shared]
    assert len(rows) == len(wrong)
    assert sum("false alarm" in line for line in rows) == sum(not one.example.present for one in wrong)

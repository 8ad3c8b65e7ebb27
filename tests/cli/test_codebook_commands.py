import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from research.cli import application
from research.codebook import Codebook, list_examples
from research.tables import InputError


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


@pytest.mark.parametrize("kept", [(), ("other",)])
def test_a_corpus_that_nobody_has_coded_has_no_examples_to_compare(
    root: Path, tmp_path: Path, kept: tuple[str, ...]
) -> None:
    """The codebook is taken over from another corpus, whose documents its examples name."""
    shutil.copy(root / "corpus" / "codebook.toml", tmp_path)
    (tmp_path / "documents").mkdir()
    for name in kept:
        (tmp_path / "documents" / f"{name}.md").write_text("", encoding="utf-8")
    done = CliRunner().invoke(application, ["codebook", "check", "--corpus", str(tmp_path)])
    assert done.exit_code == 0, done.output
    told = done.output.splitlines()
    drawn = (root / "corpus" / "codebook.toml").read_text(encoding="utf-8").count("document = ")
    assert f"not checked: {drawn} examples drawn from documents of another corpus" in done.output
    assert told[-1] == "sound"


def test_examples_from_documents_that_are_not_coded_are_refused(root: Path, book: Codebook, tmp_path: Path) -> None:
    shutil.copy(root / "corpus" / "codebook.toml", tmp_path)
    (tmp_path / "documents").mkdir()
    name = next(one.example.document for one in list_examples(book) if one.example.document)
    shutil.copy(root / "corpus" / "documents" / f"{name}.md", tmp_path / "documents")
    done = CliRunner().invoke(application, ["codebook", "check", "--corpus", str(tmp_path)])
    assert isinstance(done.exception, InputError)
    assert "gold.csv" in str(done.exception)


def test_examples_of_themes_are_coded_too(root: Path, tmp_path: Path) -> None:
    for name in ("codebook.toml", "themes.toml"):
        shutil.copy(root / "corpus" / name, tmp_path)
    (tmp_path / "documents").mkdir()
    path = tmp_path / "themes.toml"
    text = path.read_text(encoding="utf-8").replace("bukan berarti golput", "bukan berarti diam")
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(application, ["codebook", "check", "--corpus", str(tmp_path)])
    assert done.exit_code == 1
    assert "theme right_to_vote, example 3: 'Netral, tegas sekda, bukan berarti diam.'" in done.output
    assert "present = true, but no cue fires" in done.output

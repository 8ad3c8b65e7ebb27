"""research export: what it writes, and where it refuses to."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from research.cli import application, notebook_commands
from research.cli.reproduce.recipe import Run
from research.tables import InputError

MADE = {"years.pdf": b"%PDF", "years.tex": b"\\begin{table}"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("corpus", "notebooks", "figures"):
        (tmp_path / "project" / name).mkdir(parents=True)
    run = Run({}, {}, {}, {}, MADE)
    monkeypatch.setattr(notebook_commands, "_run", lambda project, workers, manuscript: run)
    return tmp_path / "project"


def call(*words: object) -> object:
    done = CliRunner().invoke(application, ["export", *map(str, words)])
    return done.exception or done.output


def test_all_files_are_written_and_written_again(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    told = call(folder, "--project", project)
    assert told == f"{folder / 'years.pdf'}\n{folder / 'years.tex'}\n"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == MADE
    assert call(folder, "--project", project) == told


def test_a_table_that_somebody_changed_is_not_replaced_unless_that_is_asked_for(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "years.tex").write_text("mine")
    refused = call(folder, "--project", project)
    assert isinstance(refused, InputError) and "years.tex: file: found another file there already" in str(refused)
    assert [path.name for path in folder.iterdir()] == ["years.tex"]
    assert not isinstance(call(folder, "--project", project, "--force"), InputError)
    assert (folder / "years.tex").read_bytes() == MADE["years.tex"]


@pytest.mark.parametrize("name", ["figures", "corpus/paper", "notebooks", "file"])
def test_folders_of_the_project_and_files_are_refused(project: Path, name: str) -> None:
    (project / "file").write_text("")
    refused = call(project / name, "--project", project)
    assert isinstance(refused, InputError)
    assert "folder: found a" in str(refused)

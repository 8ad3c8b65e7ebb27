"""research archive: what is packed, what never is, and that it can be checked and run where it is unpacked."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import frictionless
import haze
import pandas as pd
import pytest
from typer.testing import CliRunner

from research.cli import application
from research.cli.project_files import list_project_files
from research.tables import InputError

CITATION = """cff-version: 1.2.0
title: "Smoke: how officials speak of haze"
message: "Please cite it."
authors: [{name: "Citra"}]
version: 0.2.0
license: MIT
references: [{type: data, title: "Items", authors: [{name: "Citra"}], license: CC-BY-4.0}]
"""
SHARES = "grouping,group,frame,statements,documents\nall,all,burning,8,8\n"
COPY = "Salinan utuh yang dilindungi hak cipta."


def call(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(application, [str(word) for word in words])
    if isinstance(done.exception, InputError):
        return 2, str(done.exception)
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project on another subject, outside git, with files beside it that nobody else should have."""
    project = tmp_path_factory.mktemp("haze") / "project"
    corpus = haze.write_folder(project / "corpus")
    assert call("add", haze.write_table(project.parent / "items.jsonl"), "--corpus", corpus)[0] == 0
    files = {
        "CITATION.cff": CITATION,
        "README.md": "# Smoke\n",
        ".gitignore": "*.log\nbuild/\ncorpus/originals/\n",
        "figures/shares.csv": SHARES,
        "figures/notes [draft] & more.csv": "a,b\n1\n",
        "notebooks/notes.txt": "",
        # What must stay at home.
        "corpus/originals/item-1.txt": COPY,
        ".env": "PASSWORD=x",
        "server.pem": "x",
        "run.log": "x",
        "build/made.bin": "x",
        ".venv/pyvenv.cfg": "x",
        ".hidden/x": "x",
        "src/__pycache__/a.pyc": "x",
        "dist/old.zip": "x",
        "a-siti.key.csv": "id\n1\n",
        "drafts/interview.docx": "x",
    }
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    (project / "link.txt").symlink_to("/etc/hostname")
    return project


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "project", symlinks=True)


@pytest.fixture(scope="module")
def unpacked(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    code, told = call("archive", folder / "a.zip", "--project", made)
    assert code == 0, told
    assert "left out: .env: named as a password or key is" in told
    assert "left out: server.pem: named as a password or key is" in told
    assert "left out: a-siti.key.csv: not known as a part of a project" in told
    assert "left out: drafts/interview.docx: not known as a part of a project" in told
    assert "left out: link.txt: a link" in told
    with zipfile.ZipFile(folder / "a.zip") as archive:
        archive.extractall(folder)
    return folder / "smoke-0.2.0"


def list_names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_all_that_belongs_to_it_is_packed_and_nothing_else(unpacked: Path) -> None:
    names = list_names(unpacked)
    documents = {f"corpus/documents/item-{number}.md" for number in range(1, 9)}
    assert documents | {"README.md", "CITATION.cff", ".gitignore", "figures/shares.csv", "data/documents.csv"} <= names
    assert {"ARCHIVE.md", "SHA256SUMS", ".zenodo.json", "datapackage.json", "environment/installed.txt"} <= names
    kept = {".env", "server.pem", "run.log", "build/made.bin", ".venv/pyvenv.cfg", ".hidden/x", "link.txt"}
    kept |= {"corpus/originals/item-1.txt", "src/__pycache__/a.pyc", "dist/old.zip"}
    assert not names & kept
    texts = [path.read_bytes() for path in unpacked.rglob("*") if path.is_file()]
    assert not any(COPY.encode() in text for text in texts)


def test_the_checksums_are_right(unpacked: Path) -> None:
    lines = (unpacked / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = dict(reversed(line.split("  ", 1)) for line in lines)
    assert set(sums) == list_names(unpacked) - {"SHA256SUMS"}
    assert all(hashlib.sha256((unpacked / name).read_bytes()).hexdigest() == told for name, told in sums.items())
    if shutil.which("sha256sum"):
        done = subprocess.run(
            ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=unpacked, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout


def test_it_can_be_checked_where_it_is_unpacked(unpacked: Path) -> None:
    command = [sys.executable, "-m", "research", "check"]
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "documents: 8" in done.stdout


def test_its_data_package_is_valid_and_would_not_be_with_other_data(unpacked: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(unpacked, tmp_path / "copy")
    report = frictionless.validate(str(copy / "datapackage.json"))
    assert report.valid, report.to_summary()
    package = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    tables = {name for name in list_names(copy) if name.endswith(".csv")}
    # Its rows have several lengths: it is packed, and is no table.
    tables.remove("figures/notes [draft] & more.csv")
    assert {resource["path"] for resource in package["resources"]} == tables
    by_path = {resource["path"]: resource for resource in package["resources"]}
    assert by_path["data/documents.csv"]["licenses"][0]["name"] == "CC-BY-4.0"
    assert by_path["figures/shares.csv"]["licenses"][0]["name"] == "MIT"
    file = copy / "data" / "documents.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("Kabar Hulu", "Kabar Hilir", 1), encoding="utf-8")
    assert not frictionless.validate(str(copy / "datapackage.json")).valid


def test_the_metadata_for_zenodo_names_title_authors_and_licence(unpacked: Path) -> None:
    told = json.loads((unpacked / ".zenodo.json").read_text(encoding="utf-8"))
    assert (told["title"], told["creators"], told["license"]) == (
        "Smoke: how officials speak of haze",
        [{"name": "Citra"}],
        "mit",
    )
    documents = pd.read_csv(unpacked / "data" / "documents.csv")
    assert len(documents) == 8


def test_two_calls_and_two_places_give_the_same_bytes(made: Path, project: Path, tmp_path: Path) -> None:
    for path in project.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (1, 1))
            path.chmod(0o600)
    assert call("archive", tmp_path / "a.zip", "--project", made)[0] == 0
    assert call("archive", tmp_path / "b.zip", "--project", project)[0] == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize("name", ["figures/a:b.txt", "figures/a\nb.txt", "figures/a\\b.txt", "figures/end. "])
def test_names_that_not_every_system_can_unpack_are_refused_whole(project: Path, tmp_path: Path, name: str) -> None:
    (project / name).write_text("x")
    code, told = call("archive", tmp_path / "a.zip", "--project", project)
    assert code == 2
    assert "expected a name that every system can unpack; rename it" in told
    assert not (tmp_path / "a.zip").exists()


def test_names_that_differ_in_case_alone_are_refused(project: Path) -> None:
    (project / "notebooks" / "NOTES.txt").write_text("x")
    with pytest.raises(InputError, match="names that differ in more than case"):
        list_project_files(project)


def test_an_unsound_corpus_or_notebook_is_not_packed(project: Path, tmp_path: Path) -> None:
    cell = {"cell_type": "code", "execution_count": 7, "id": "a", "metadata": {}, "outputs": [], "source": "1"}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (project / "notebooks" / "one.ipynb").write_text(json.dumps(notebook))
    code, told = call("archive", tmp_path / "a.zip", "--project", project)
    assert code == 1
    assert "one.ipynb: cell 1: found execution count 7, expected 1; run research reproduce" in told
    (project / "corpus" / "codebook.toml").unlink()
    code, told = call("archive", tmp_path / "a.zip", "--project", project)
    assert (code, "codebook.toml" in told) == (2, True)
    assert not (tmp_path / "a.zip").exists()


def test_another_file_is_not_replaced_and_another_ending_is_refused(project: Path, tmp_path: Path) -> None:
    assert call("archive", tmp_path / "a.tar", "--project", project)[0] == 2
    (tmp_path / "a.zip").write_text("mine")
    code, told = call("archive", tmp_path / "a.zip", "--project", project)
    assert (code, "found another file there already" in told) == (2, True)
    assert (tmp_path / "a.zip").read_text() == "mine"


@pytest.mark.skipif(shutil.which("git") is None, reason="no git on this machine")
def test_in_git_what_it_tracks_is_packed(project: Path) -> None:
    def git(*words: str) -> None:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.id", *words]
        subprocess.run(command, cwd=project, check=True, capture_output=True)

    git("init", "-q")
    git("add", "-f", "README.md", "CITATION.cff", "corpus", ".env")
    git("commit", "-qm", "first")
    listed = list_project_files(project)
    assert {"README.md", "corpus/codebook.toml"} <= set(listed.paths)
    # Even where somebody made git track them.
    assert not {".env", "corpus/originals/item-1.txt", "figures/shares.csv"} & set(listed.paths)
    assert "figures/: not tracked by git" in listed.left_out
    assert len(listed.commit) == 40
    (project / "README.md").write_text("changed")
    assert list_project_files(project).commit.endswith("+")
    (project / "README.md").unlink()
    with pytest.raises(InputError, match=r"README\.md: file: found nothing there"):
        list_project_files(project)

"""A new compendium: its files are sound, whatever its subject; its commands pass in an environment made anew."""

import ast
import base64
import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from html import unescape
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from research import codebook, study
from research.cli import application
from research.cli.compendium import new_folder, package_wheel

SUBJECT = "How officials speak of household waste"
# What this study is about, and no other need be.
OTHER = re.compile(r"\belect|pemilu|pilkada|neutral|netralitas(?!-\d)|\bASN\b|vote|voting|civil serv", re.IGNORECASE)


def call(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(application, [str(word) for word in words])
    return done.exit_code, done.output


@pytest.fixture(autouse=True)
def not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notebooks take long to run, and the package to pack: here all else is laid out."""
    monkeypatch.setattr(new_folder, "find_reason", lambda lock: "not in this test")
    monkeypatch.setattr(new_folder, "pack_package", lambda: ("package.whl", b""))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("new") / "my-study"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(new_folder, "find_reason", lambda lock: "not in this test")
        code, said = call("new", made, "--subject", SUBJECT, "--author", "Ani Rahma")
    assert code == 0, said
    assert "not in this test" in said
    return made


def read_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_corpus_and_codebook_are_sound(folder: Path) -> None:
    code, said = call("check", "--corpus", folder / "corpus")
    assert (code, said.splitlines()[-1]) == (0, "sound"), said
    assert "warning" not in said
    code, said = call("codebook", "check", "--corpus", folder / "corpus")
    assert (code, said.splitlines()[-1]) == (0, "sound"), said
    known = study.open_study(folder / "corpus")
    assert len(known.documents) == 2
    assert len(known.codebook.frames) == 1
    assert [contrast.column for contrast in known.contrasts.declared] == ["period", "setting"]


def test_the_folder_holds_what_its_readme_names(folder: Path, root: Path) -> None:
    files = read_files(folder)
    assert files["run.py"] == (root / "run.py").read_bytes()
    named = re.findall(r"`([\w./-]+/[\w./*-]*|[A-Z]\w+(?:\.cff)?)`", files["README.md"].decode())
    left_out = {"corpus/originals/", "site/", "dist/"}
    assert [name for name in named if name not in left_out and not list(folder.glob(name.rstrip("/")))] == []
    assert {".gitignore", ".gitattributes", ".github/workflows/test.yml", ".jupyterlab/overrides.json"} <= set(files)
    steps = tomllib.loads(files["pyproject.toml"].decode())["tool"]["netralitas"]
    assert [step.split()[0] for step in steps["test"]] == ["research", "research", "pytest", "research"]
    jobs = yaml.safe_load(files[".github/workflows/test.yml"])["jobs"]
    assert jobs["test"]["steps"][-1]["run"] == "python run.py test"
    assert b"Copyright (c) Ani Rahma\n" in files["LICENSE"]


def test_no_file_speaks_of_another_study(folder: Path) -> None:
    files = {name: content for name, content in read_files(folder).items() if not name.endswith((".whl", ".lock"))}
    # The name of the package, its table in pyproject.toml and the files by which run.py knows its environment.
    texts = {
        name: re.sub(r"netralitas(?=[\].-]|\"\]|\.stamp)", "", content.decode()) for name, content in files.items()
    }
    assert {name: found[0] for name, text in texts.items() if (found := OTHER.search(text))} == {}
    assert OTHER.search("Regional election"), "the test must be able to fail"


def run_cells(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the cells of a notebook here; return what they show, pictures aside."""
    shown: list[str] = []
    monkeypatch.setattr(
        "IPython.display.display", lambda *parts: shown.extend(str(getattr(p, "data", p)) for p in parts)
    )
    monkeypatch.chdir(folder / "notebooks")
    cells = json.loads((folder / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    # What a notebook holds is the template's own.
    exec(compile(ast.parse("\n".join(code)), name, "exec"), {})
    return "\n".join(part for part in shown if not part.startswith("b'"))


def test_notebooks_run_and_say_what_is_too_few(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = sorted(path.name for path in (folder / "notebooks").glob("*.ipynb"))
    shown = {name: run_cells(folder, name, monkeypatch) for name in names}
    assert list(shown) == ["00_start.ipynb", "01_coding.ipynb", "02_comparisons.ipynb"]
    assert "Not shown" not in "".join(shown.values())
    assert f"**{SUBJECT}**" in shown["00_start.ipynb"]
    assert (
        "Of 7 officials' statements in 2 documents, too few to say how many carry a frame." in shown["00_start.ipynb"]
    )
    assert "No factor has two groups of five documents." in shown["02_comparisons.ipynb"]
    assert "is tested, since their groups have too few documents." in shown["02_comparisons.ipynb"]
    figures = {path.name: path.read_text(encoding="utf-8") for path in (folder / "figures").glob("*.*v*")}
    assert "None" not in figures["contrasts.svg"], "there are no samples to be named"
    assert len(figures) == 10, "the tables and the pictures of five figures"
    said = shown | figures
    assert {name: found[0] for name, text in said.items() if (found := OTHER.search(text))} == {}


def test_the_same_call_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    call("new", tmp_path / "my-study", "--subject", f"  {SUBJECT}\n", "--author", "Ani Rahma")
    made = read_files(tmp_path / "my-study")
    left_out = ("figures/", "wheels/", "requirements.lock")
    assert {n: c for n, c in made.items() if not n.startswith(left_out)} == {
        n: c for n, c in read_files(folder).items() if not n.startswith(left_out)
    }
    assert package_wheel.pack_package() == package_wheel.pack_package()


HOSTILE = [
    "\"quoted\" and 'quoted'",
    "back\\slash \\n \\u0041 \\textbf{x} \\",
    "{{ subject }} {% raw %} {# no #} {0} %s",
    "# *a* _b_ `c` [d](e) <b>f</b> ![g](h) | ~~i~~ $x^2$ &amp; @j = k",
    "- a: b, [c] # d ! & * ? | > % ` ---",
    "lines\nof\r\ntwo\u2028and\x85a\ttab",
    "'''\"\"\" ]]> -->",
    "Banjir “besar” é 水 🌊",
    "=1+1",
    "yes",
    "x" * 200,
]


@pytest.mark.parametrize("subject", HOSTILE)
def test_a_hostile_subject_comes_out_as_it_was_given(tmp_path: Path, subject: str) -> None:
    line = " ".join(subject.split())
    values = {"subject": line, "author": line}
    files = {name: content.decode() for name, content in new_folder.render_files(values).items()}
    assert tomllib.loads(files["corpus/codebook.toml"])["title"] == f"Codebook: {line}"
    citation = yaml.safe_load(files["CITATION.cff"])
    assert citation["title"] == citation["authors"][0]["name"] == line
    assert f"Copyright (c) {line}\n" in files["LICENSE"]
    question = tomllib.loads(files["corpus/text.toml"])["00_start"]["question"]
    for text, tag in ((files["README.md"].splitlines()[0], "h1"), (question, "strong")):
        page = MarkdownIt("gfm-like", {"linkify": False}).render(text)
        found = re.search(f"<{tag}>(.*)</{tag}>", page)
        assert found and unescape(found[1]) == line
    code, said = call("new", tmp_path / "s", "--subject", subject)
    assert code == 0, said
    assert codebook.read_codebook(tmp_path / "s" / "corpus" / "codebook.toml").title == f"Codebook: {line}"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["made", "--subject", "x"], "folder: found one that holds a.txt, expected one that is empty or not there"),
        (["file", "--subject", "x"], "folder: found a file or a link"),
        (["link", "--subject", "x"], "folder: found a file or a link"),
        (["file/inside", "--subject", "x"], "file/inside"),
        (["a b", "--subject", "x"], "name of the folder: found 'a b', expected letters"),
        (["a\nb", "--subject", "x"], "name of the folder"),
        (["-a", "--subject", "x"], "No such option"),
        ([".hidden", "--subject", "x"], "name of the folder"),
        (["a.", "--subject", "x"], "name of the folder"),
        (["Con.txt", "--subject", "x"], "name of the folder"),
        (["x" * 81, "--subject", "x"], "name of the folder"),
        (["/", "--subject", "x"], "name of the folder"),
        (["new", "--subject", ""], "--subject: subject: found nothing, expected 1 to 200 characters"),
        (["new", "--subject", " \n "], "--subject: subject: found nothing"),
        (["new", "--subject", "x" * 201], "found 201 characters"),
        (["new", "--subject", "a\x1b[31mb"], "control character U+001B"),
        (["new", "--subject", "a\ud800b"], "--subject: subject"),
        (["new", "--subject", "x", "--author", ""], "--author: author: found nothing"),
        (["new"], "Missing option"),
    ],
)
def test_what_cannot_be_laid_out_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], told: str
) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "a.txt").touch()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    done = CliRunner().invoke(application, ["new", *words])
    assert done.exit_code in (1, 2)
    assert told in " ".join(f"{done.output} {done.exception}".split())
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_folder_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    assert call("new", tmp_path / "empty", "--subject", "x")[0] == 0
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert call("new", ".", "--subject", "x")[0] == 0
    assert read_files(tmp_path / "here") == read_files(tmp_path / "empty")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_all_or_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr(Path, "rename", stop)
    code, _ = call("new", tmp_path / "my-study", "--subject", "x")
    assert code
    assert list(tmp_path.iterdir()) == []


def test_notebooks_run_only_where_the_lock_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert new_folder.find_reason("") == ""
    assert new_folder.find_reason("no-such-package==1\n") == ""
    assert "pyyaml is installed as" in new_folder.find_reason("pyyaml==0.1 \\\n    --hash=sha256:0\n")
    monkeypatch.setattr(new_folder.util, "find_spec", lambda name: None)
    assert new_folder.find_reason("") == "nbclient, ipykernel, nbformat are not installed"


def test_a_notebook_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_folder, "find_reason", lambda lock: "")
    monkeypatch.setattr(new_folder, "_run_notebooks", lambda folder: "cell 3: found KeyError")
    code, said = call("new", tmp_path / "my-study", "--subject", "x")
    assert code == 1
    assert "cell 3: found KeyError" in said
    assert (tmp_path / "my-study" / "run.py").is_file()


def split_lock(text: str) -> list[str]:
    return re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]


def test_the_lock_is_a_part_of_the_projects(folder: Path, root: Path) -> None:
    pins = split_lock((folder / "requirements.lock").read_text(encoding="utf-8"))
    known = set(split_lock((root / "requirements.lock").read_text(encoding="utf-8")))
    assert set(pins[:-1]) < known
    names = {pin.partition("==")[0] for pin in pins}
    assert {"pandas", "jupyterlab", "sphinx", "myst-nb", "furo", "pytest", "nbval"} <= names
    assert not {"ruff", "mypy", "playwright", "krippendorff", "hypothesis"} & names
    wheel = next((folder / "wheels").iterdir())
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert pins[-1] == f"./wheels/{wheel.name} \\\n    --hash=sha256:{digest}\n"


def test_the_wheel_is_that_of_the_builder(folder: Path, root: Path, tmp_path: Path) -> None:
    """Packed from what is installed here, it holds what flit packs from the sources."""
    made = zipfile.ZipFile(next((folder / "wheels").iterdir()))
    code = f"import flit_core.buildapi as build; print(build.build_wheel({str(tmp_path)!r}))"
    built = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    peer = zipfile.ZipFile(tmp_path / built.stdout.strip())
    assert Path(str(peer.filename)).name == Path(str(made.filename)).name
    assert sorted(made.namelist()) == sorted(peer.namelist())
    modules = [name for name in made.namelist() if name.startswith("research/")]
    assert [name for name in modules if made.read(name) != peer.read(name)] == []
    record = next(name for name in made.namelist() if name.endswith("/RECORD"))
    for name, digest, size in csv.reader(io.StringIO(made.read(record).decode())):
        if name != record:
            content = made.read(name)
            wanted = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            assert (digest, int(size)) == (f"sha256={wanted}", len(content))


@pytest.fixture(scope="module")
def study_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new compendium whose notebooks have been run here."""
    made = tmp_path_factory.mktemp("laid-out") / "my-study"
    code, said = call("new", made, "--subject", SUBJECT, "--author", "Ani Rahma")
    assert code == 0, said
    assert "have not run here" not in said
    return made


def read_study(folder: Path) -> dict[str, bytes]:
    """The files of a compendium, without its environment."""
    files: dict[str, bytes] = {}
    for path in folder.iterdir():
        if path.is_dir() and path.name != ".venv":
            files |= {f"{path.name}/{name}": content for name, content in read_files(path).items()}
        elif path.is_file():
            files[path.name] = path.read_bytes()
    return files


def call_outside(folder: Path, *words: str | Path) -> str:
    """Call a program with nothing of this environment; what it says, where it succeeds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    # Most of what is installed is not imported: compiling all of it takes longer than the test.
    kept |= {"PIP_NO_COMPILE": "1"}
    done = subprocess.run([*map(str, words)], cwd=folder, env=kept, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def index(tmp_path: Path) -> None:
    """An index of packages from which pip can download."""
    asked = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", tmp_path / "x", "nbval"]
    try:
        call_outside(tmp_path, *asked)
    except AssertionError:
        if os.environ.get("CI"):
            pytest.fail("needs an index of packages")
        pytest.skip("needs an index of packages")


@pytest.mark.install
@pytest.mark.usefixtures("index")
@pytest.mark.skipif(sys.platform == "win32", reason="commands are in another folder")
def test_both_commands_pass_in_an_environment_made_anew(study_folder: Path, tmp_path: Path) -> None:
    """Its package comes from the wheel that the compendium carries, and lays out another compendium."""
    before = read_study(study_folder)
    call_outside(study_folder, sys.executable, "run.py", "test")
    made = read_study(study_folder)
    assert {name: made[name] for name in before} == before
    # The package as it was installed from the wheel: all is the same to the byte, its own wheel and the lock too.
    commands = study_folder / ".venv" / "bin"
    words = [commands / "research", "new", "second", "--subject", SUBJECT, "--author", "Ani Rahma"]
    assert "have not run here" not in call_outside(tmp_path, *words)
    assert read_study(tmp_path / "second") == before
    call_outside(study_folder, sys.executable, "run.py", "reproduce")
    made = read_study(study_folder)
    assert {name: made[name] for name in before} == before


@pytest.mark.install
def test_the_site_speaks_of_no_other_study(study_folder: Path, tmp_path: Path) -> None:
    """Its pages, not the table of documents to be downloaded: that has a column election, whatever the periods are."""
    made = tmp_path / "my-study"
    shutil.copytree(study_folder, made, ignore=shutil.ignore_patterns(".venv"))
    code, said = call("report", "--project", made)
    assert code == 0, said
    pages = {path.name: path.read_text(encoding="utf-8") for path in (made / "site").rglob("*.html")}
    assert len(pages) > 4
    assert {name: found[0] for name, text in pages.items() if (found := OTHER.search(text))} == {}

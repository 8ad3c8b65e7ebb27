"""The package as a wheel, outside a copy of the project, in an environment made anew by each Python that is here."""

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

PYTHONS = ("3.11", "3.12", "3.13")
# The frame of the example that research new lays out asks residents to sort their waste.
TEXT = "SAMPIT - Bupati Arman Sasmita mengatakan warga wajib memilah sampah.\n\nHujan belum turun di hulu.\n"


def find_python(version: str) -> str:
    """A Python of this version that runs; a name on the path may be a stand-in that does not."""
    folder = Path(sys.base_prefix).parent
    named = [shutil.which(f"python{version}"), *map(str, sorted(folder.glob(f"{version}.*/bin/python3")))]
    for path in filter(None, named):
        called = subprocess.run(
            [path, "-c", "import ensurepip, sys; print(sys.version)"], capture_output=True, text=True
        )
        if called.returncode == 0 and called.stdout.startswith(version):
            return path
    return ""


def call(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run([*map(str, arguments)], cwd=folder, env=kept, capture_output=True, text=True, timeout=900)


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    code = f"import flit_core.buildapi as build; print(build.build_wheel({str(folder)!r}))"
    built = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    return folder / built.stdout.strip()


@pytest.fixture(scope="module", params=PYTHONS)
def installed(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An environment with the wheel alone, and the folder of its commands."""
    found = find_python(request.param)
    if not found:
        if os.environ.get("CI") and request.param == f"{sys.version_info[0]}.{sys.version_info[1]}":
            pytest.fail(f"needs a Python {request.param} with ensurepip")
        pytest.skip(f"needs a Python {request.param}")
    folder = tmp_path_factory.mktemp("environment")
    assert call(found, "-m", "venv", folder / "venv", folder=folder).returncode == 0
    commands = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    # The pip that this Python brings: it is not renewed first. What is not imported need not be compiled.
    options = ["--disable-pip-version-check", "--quiet", "--no-compile"]
    pip = call(commands / "python", "-m", "pip", "install", *options, wheel, folder=folder)
    assert pip.returncode == 0, pip.stderr
    yield commands
    shutil.rmtree(folder)


def test_the_wheel_holds_the_package_its_data_and_no_corpus(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {"research/py.typed", "research/tables/data/tables.csv", "research/report/__init__.pyi"} <= set(names)
    outside = [name for name in names if not name.startswith(("research/", "netralitas-"))]
    assert outside == [] and not [name for name in names if "__pycache__" in name or "documents/20" in name]


@pytest.mark.install
def test_commands_work_outside_a_copy_of_the_project(installed: Path, root: Path, tmp_path: Path) -> None:
    """No module is imported from here: the folder is another, and PYTHONPATH is not set."""

    def research(*arguments: str | Path, status: int = 0) -> str:
        called = call(installed / "research", *arguments, folder=tmp_path)
        assert called.returncode == status, called.stderr
        assert "Traceback" not in called.stderr
        return called.stdout

    def python(code: str) -> str:
        called = call(installed / "python", "-W", "error", "-c", code, folder=tmp_path)
        assert called.returncode == 0, called.stderr
        return called.stdout.strip()

    assert call(installed / "python", "-m", "pip", "check", folder=tmp_path).returncode == 0
    version = python("import research; assert research.__doc__; print(research.__version__)")
    assert research("--version").split() == ["research", version]
    assert str(root) not in python("import research; print(research.__file__)")
    # Every room with every public name, but those of notebooks.
    python(
        "import importlib, pkgutil, research\n"
        "for room in pkgutil.iter_modules(research.__path__):\n"
        "    module = importlib.import_module('research.' + room.name)\n"
        "    [getattr(module, name) for name in getattr(module, '__all__', [])]"
    )
    (tmp_path / "news.txt").write_text(TEXT, encoding="utf-8")
    research("attribute", "news.txt", "-o", "statements.csv")
    assert "Arman Sasmita,head" in (tmp_path / "statements.csv").read_text(encoding="utf-8")
    research("new", "my-study", "--subject", "Smoke of peat fires")
    study = tmp_path / "my-study"
    assert "sound" in research("check", "--corpus", study / "corpus")
    research(
        "add", "news.txt", "--set", "outlet=Kabar Hulu", "--set", "published=2023-10-04", "--corpus", study / "corpus"
    )
    research("frames", "statements.csv", "-o", "frames.csv", "--corpus", study / "corpus")
    with (tmp_path / "frames.csv").open(encoding="utf-8", newline="") as file:
        present = [(row["sentence"], row["frame"], row["present"]) for row in csv.DictReader(file)]
    assert present == [("1", "sorting", "1"), ("2", "sorting", "0")]
    lines = json.loads(research("kwic", "sampah", "--json", "--corpus", study / "corpus"))
    assert "2023-10-04-kabarhulu" in {line["document"] for line in lines}


@pytest.mark.install
def test_a_command_that_needs_an_extra_says_which_packages_to_install(
    installed: Path, root: Path, tmp_path: Path
) -> None:
    called = call(installed / "research", "reproduce", "--project", root, folder=tmp_path)
    assert called.returncode == 2
    assert "run: pip install" in called.stderr and "nbclient" in called.stderr and "Traceback" not in called.stderr

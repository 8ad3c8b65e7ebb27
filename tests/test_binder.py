"""The files that repo2docker reads. No image is built here: this only holds that they name what is there."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def lines(root: Path) -> list[list[str]]:
    text = (root / ".binder" / "postBuild").read_text(encoding="utf-8")
    assert text.startswith("#!/bin/bash\n")
    return [shlex.split(line, comments=True) for line in text.splitlines() if line and not line.startswith("#")]


def test_the_lock_is_installed_by_its_hashes_and_then_the_project(root: Path, lines: list[list[str]]) -> None:
    assert lines[0] == ["set", "-euo", "pipefail"]
    (lock, project) = lines[1:]
    assert lock[:2] == project[:2] == ["pip", "install"]
    assert {"--require-hashes", "--no-deps"} <= set(lock)
    assert (root / lock[lock.index("-r") + 1]).is_file()
    assert project[-2:] == ["--editable", "."] and "--no-build-isolation" in project


def test_what_builds_the_project_and_runs_notebooks_is_in_the_lock(root: Path) -> None:
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    for name in ("flit-core", "ipykernel", "jupyterlab", "itables"):
        assert re.search(rf"(?im)^{name}==", lock), name


def test_its_python_is_one_that_the_package_supports(root: Path) -> None:
    told = (root / ".binder" / "runtime.txt").read_text(encoding="utf-8")
    version = re.fullmatch(r"python-(\d+)\.(\d+)\n", told)
    assert version
    needed = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    lowest = tuple(int(part) for part in needed.removeprefix(">=").split("."))
    assert (int(version[1]), int(version[2])) >= lowest


def test_no_address_is_named_and_it_can_be_run(root: Path) -> None:
    for path in (root / ".binder").iterdir():
        assert "://" not in path.read_text(encoding="utf-8")
    assert (root / ".binder" / "postBuild").stat().st_mode & 0o100

"""Extras: which module belongs to which, what is missing, and the message of a command that lacks one."""

import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from research import cli
from research.cli import extras


def test_the_extras_are_those_of_the_project(root: Path) -> None:
    told = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert extras.list_extras().keys() == told.keys()
    for name, packages in extras.list_extras().items():
        assert len(packages) == len(told[name])


@pytest.mark.parametrize(
    ("module", "extra"),
    [
        ("nbformat", "notebooks"),
        ("IPython.display", "notebooks"),
        ("jupyter_server.services.contents", "notebooks"),
        ("myst_nb", "report"),
        ("sphinx.application", "report"),
        ("playwright.sync_api", "browser"),
        ("axe_playwright_python", "browser"),
        ("pandas", ""),
        ("research.nothing", ""),
        ("", ""),
    ],
)
def test_a_module_is_found_in_its_extra(module: str, extra: str) -> None:
    assert extras.find_extra(module) == extra


def test_what_is_not_installed_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert extras.list_missing("report") == []

    def find(name: str) -> str:
        if name == "furo":
            raise metadata.PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(extras.metadata, "version", find)
    assert extras.list_missing("report") == ["furo"]
    assert extras.list_missing("no such extra") == []


def call(monkeypatch: pytest.MonkeyPatch, error: ImportError) -> None:
    def refuse(prog_name: str) -> None:
        raise error

    monkeypatch.setattr(cli, "application", refuse)
    cli.main()


def test_a_command_that_lacks_an_extra_names_it_and_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(extras, "list_missing", lambda extra: ["nbclient", "nbformat"])
    with pytest.raises(SystemExit) as ended:
        call(monkeypatch, ModuleNotFoundError("No module named 'nbformat'", name="nbformat"))
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith("research: nbformat: found no such module, expected one of the extra notebooks; run: pip ")
    # Never the project's own name, which an index of packages may give to somebody else.
    assert "pip install nbclient nbformat;" in told and "install netralitas" not in told and "Traceback" not in told


def test_a_module_of_no_extra_is_an_error_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModuleNotFoundError, match="nothing"):
        call(monkeypatch, ModuleNotFoundError("No module named 'nothing'", name="nothing"))

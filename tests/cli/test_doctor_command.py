"""research doctor: each lack is told with its remedy, and only what every command needs ends with exit code 1."""

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from research import cli

FIELDS = ["part", "state", "found", "needed_for", "remedy"]


def call(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.application, ["doctor", *words])
    return done.exit_code, done.output


def find(part: str) -> dict[str, str]:
    findings = json.loads(call("--json")[1])["findings"]
    return next(finding for finding in findings if finding["part"] == part)


def hide(monkeypatch: pytest.MonkeyPatch, *, gone: tuple[str, ...] = (), added: tuple[str, ...] = ()) -> None:
    known = metadata.version

    def version(name: str) -> str:
        if name in gone:
            raise metadata.PackageNotFoundError(name)
        return "1.0" if name in added else known(name)

    monkeypatch.setattr(metadata, "version", version)


def test_every_line_says_what_was_found_and_what_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "notebooks")
    code, text = call("--json")
    findings = json.loads(text)["findings"]
    assert code == 0
    assert all(list(finding) == FIELDS and finding["found"] and finding["needed_for"] for finding in findings)
    assert all((finding["state"] == "fine") == (finding["remedy"] == "") for finding in findings)
    assert find("corpus")["found"] == (root / "corpus").as_posix()
    lines = call()[1].splitlines()
    assert lines[0].startswith("All that every command needs is there")
    assert sum(line.startswith("- ") for line in lines) == len(findings)
    assert max(map(len, lines)) <= 100 or any(" " not in line.strip("- ") for line in lines)


def test_a_package_that_every_command_needs_ends_with_1_and_the_call_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hide(monkeypatch, gone=("pandas",))
    code, text = call()
    assert code == 1
    assert text.startswith("missing: netralitas\n")
    assert "pandas>=3.0: not installed" in text
    assert "pip install 'pandas>=3.0'" in text


def test_an_extra_that_is_missing_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, gone=("sphinx", "furo"))
    assert call()[0] == 0
    found = find("extra report")
    assert (found["state"], found["found"]) == ("optional", "without furo, sphinx")
    assert "pip install furo sphinx" in found["remedy"]


def test_the_twin_of_the_stemmer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both packages write a folder of the name Sastrawi."""
    hide(monkeypatch, added=("Sastrawi",))
    found = find("stemmer")
    assert (found["state"], found["found"]) == ("missing", "PySastrawi and Sastrawi")
    assert "pip uninstall Sastrawi" in found["remedy"]


def test_what_stands_in_the_way_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "research").mkdir()
    (tmp_path / "matplotlibrc").write_text("font.size: 30\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:8080")
    monkeypatch.setenv("NO_PROXY", "example.id")
    assert find("PYTHONPATH")["found"] == (tmp_path / "research").as_posix()
    assert find("matplotlibrc")["found"] == "matplotlibrc"
    assert find("proxy") | {"needed_for": ""} == {
        "part": "proxy",
        "state": "optional",
        "found": "HTTP_PROXY",
        "needed_for": "",
        "remedy": "add 127.0.0.1,localhost to NO_PROXY",
    }
    monkeypatch.setenv("NO_PROXY", "localhost, 127.0.0.1")
    assert find("proxy")["state"] == "fine"
    assert find("corpus")["found"].startswith("none, here or in a folder above")
    code, text = call("--corpus", "nowhere")
    assert (code, text.partition("\n")[0]) == (1, "missing: corpus, PYTHONPATH")
    assert "none at nowhere" in text


def test_it_loads_nothing_heavy_and_help_loads_no_metadata(root: Path) -> None:
    code = (
        "import sys\nsys.argv[1:] = {words}\nfrom research import cli\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "print(sorted(set({names}) & set(sys.modules)), file=sys.stderr)"
    )
    heavy = ["pandas", "numpy", "matplotlib", "sklearn"]
    # The module that finds the folder of what is kept loads pandas.
    for words, names in (
        (["doctor"], heavy[2:]),
        (["--help"], [*heavy, "importlib.metadata", "psutil", "rich.progress"]),
    ):
        command = [sys.executable, "-c", code.format(words=words, names=names)]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
        assert done.stderr == "[]\n", done.stderr


def test_the_folder_of_what_is_kept_is_named_with_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "computed.sqlite").write_bytes(b"x" * 2_500_000)
    monkeypatch.setenv("NETRALITAS_CACHE", str(tmp_path))
    assert find("kept on disk")["found"] == f"{tmp_path.as_posix()}, 2.5 MB; the folder may be deleted"
    monkeypatch.setenv("NETRALITAS_CACHE", str(tmp_path / "none"))
    assert ", 0.0 MB;" in find("kept on disk")["found"]
    monkeypatch.setenv("NETRALITAS_CACHE", "off")
    assert find("kept on disk")["found"] == "nothing is kept, as NETRALITAS_CACHE is off"

import importlib.util
import os
import signal
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def run(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py over an empty project in which every command that it would start is only noted."""
    spec = importlib.util.spec_from_file_location("run", root / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "requirements.lock").write_text("requirements.lock")
    (tmp_path / "pyproject.toml").write_bytes((root / "pyproject.toml").read_bytes())
    (tmp_path / "src").mkdir()
    python = tmp_path / ".venv" / "bin" / "python"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", python)
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(module, "MARK", tmp_path / ".venv" / "mark")
    module.calls = []
    module.status = {}

    def make(*_: object, **__: object) -> None:
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    def note(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        module.calls.append(" ".join(command[2:]))
        return subprocess.CompletedProcess(command, module.status.get(command[2], 0))

    monkeypatch.setattr(venv, "create", make)

    def replace(path: str, command: list[str]) -> None:
        """Stand in for os.execv, which does not come back."""
        assert (path, Path.cwd()) == (str(python), tmp_path)
        raise SystemExit(note(command).returncode)

    monkeypatch.setattr(subprocess, "run", note)
    monkeypatch.setattr(os, "execv", replace)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.chdir(tmp_path)
    return module


def start(run: ModuleType, *arguments: str) -> int:
    """The exit code of run.py, which another process may have taken the place of."""
    try:
        return run.main(list(arguments))
    except SystemExit as stopped:
        return stopped.code


def test_the_first_call_installs_from_the_hashed_lock_and_the_next_does_not(run: ModuleType) -> None:
    assert run.main(["setup"]) == 0
    lock, project = run.calls
    assert "--require-hashes -r requirements.lock" in lock
    assert "--no-deps" in lock
    assert "--no-build-isolation --editable ." in project
    run.calls.clear()
    assert run.main(["setup"]) == 0
    assert run.calls == []


def test_without_sources_the_lock_alone_is_installed(run: ModuleType) -> None:
    (run.ROOT / "src").rmdir()
    assert run.main(["setup"]) == 0
    assert len(run.calls) == 1 and "-r requirements.lock" in run.calls[0]


def test_a_list_of_steps_that_is_missing_is_told(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    (run.ROOT / "pyproject.toml").write_text('[tool.netralitas]\ntest = ["ruff check ."]\n')
    assert run.list_steps("test", []) == [["ruff", "check", "."]]
    with pytest.raises(SystemExit) as stopped:
        run.main(["test", "--all"])
    assert stopped.value.code == 2
    assert "lists nothing under test-all" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed_anew(run: ModuleType, name: str) -> None:
    run.main(["setup"])
    (run.ROOT / name).write_text("changed")
    run.calls.clear()
    run.main(["setup"])
    assert len(run.calls) == 2


def test_a_failed_installation_leaves_no_stamp_and_says_what_to_do(
    run: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    run.status["pip"] = 1
    with pytest.raises(SystemExit) as stopped:
        run.main(["reproduce"])
    assert stopped.value.code == 2
    assert not run.STAMP.exists()
    assert "Setting up failed: pip install --only-binary" in capsys.readouterr().err


def test_an_environment_of_somebody_else_is_left_alone(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    own = run.ROOT / ".venv" / "own.txt"
    own.parent.mkdir()
    own.touch()
    with pytest.raises(SystemExit) as stopped:
        run.main(["setup"])
    assert stopped.value.code == 2
    assert ".venv is there and is not this project's" in capsys.readouterr().err
    assert own.exists()
    assert run.calls == []


def test_an_environment_that_is_a_link_is_not_emptied(
    run: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "mark").touch()
    run.ENVIRONMENT.symlink_to(other, target_is_directory=True)
    with pytest.raises(SystemExit) as stopped:
        run.main(["setup"])
    assert stopped.value.code == 2
    assert "is a link to another folder" in capsys.readouterr().err
    assert (other / "mark").exists()
    assert run.calls == []


def test_commands_start_what_they_say(run: ModuleType) -> None:
    run.main(["setup"])
    run.calls.clear()
    assert start(run, "research", "kwic", "netral") == 0
    assert start(run, "lab") == 0
    assert start(run, "test", "-k", "words") == 0
    assert start(run, "test", "--all") == 0
    assert run.calls == [
        "research kwic netral",
        " ".join(run.LAB),
        "pytest -k words",
        "pytest --numprocesses=2 -m kill or browser or cluster or install or notebooks",
    ]


def test_terminals_of_lab_know_the_command_research(run: ModuleType) -> None:
    assert start(run, "lab") == 0
    assert os.environ["PATH"] == f"{run.PYTHON.parent}{os.pathsep}/usr/bin"


@pytest.mark.parametrize(
    ("arguments", "added"),
    [
        ([], " --allow-root --ServerApp.ip=127.0.0.1"),
        (["--no-browser"], " --allow-root --ServerApp.ip=127.0.0.1 --no-browser"),
        (["--ip=0.0.0.0"], " --ip=0.0.0.0"),
        (["--allow-root"], " --allow-root"),
    ],
)
def test_root_may_start_lab_on_this_machine_alone(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, arguments: list[str], added: str
) -> None:
    """In a container the user is root, and JupyterLab would refuse; to any other address root must agree by name."""
    run.main(["setup"])
    run.calls.clear()
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert start(run, "lab", *arguments) == 0
    assert run.calls == [" ".join(run.LAB) + added]


@pytest.mark.parametrize("system", ["posix", "nt"])
def test_a_command_takes_the_place_of_this_process_and_its_exit_code_is_handed_on(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    """On POSIX what ends run.py ends JupyterLab: there is no other process."""
    run.main(["setup"])
    monkeypatch.setattr(run.os, "name", system)
    run.status["research"] = 3
    assert start(run, "research", "check") == 3


def test_ctrl_c_ends_the_tests_with_130(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    run.main(["setup"])

    def interrupt(*_: object, **__: object) -> None:
        run.stop(15, None)

    monkeypatch.setattr(subprocess, "run", interrupt)
    assert start(run, "test") == 130


def test_the_tests_that_test_leaves_out_are_those_of_all(run: ModuleType, root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]
    marks = [line.partition(":")[0] for line in settings["markers"]]
    assert run.list_steps("test", ["--all"])[0][-1].split(" or ") == marks
    assert " and ".join(f"not {mark}" for mark in marks) in settings["addopts"]


def test_every_step_of_the_tests_runs_though_one_fails(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    run.main(["setup"])
    run.calls.clear()
    run.status["mypy"] = 1
    assert run.main(["test"]) == 1
    assert [call.split()[0] for call in run.calls] == ["ruff", "ruff", "mypy", "pytest", "pytest", "research"]
    assert capsys.readouterr().out.splitlines()[-1] == "FAILED: mypy"


@pytest.mark.parametrize("arguments", [[], ["fly"]])
def test_unusable_calls_show_the_usage(
    run: ModuleType, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run.main(arguments) == 2
    assert "usage: python run.py COMMAND" in capsys.readouterr().err
    assert run.calls == []


def test_an_old_python_is_refused(
    run: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    assert run.main(["reproduce"]) == 2
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err


def test_run_needs_nothing_but_the_standard_library(root: Path) -> None:
    code = f"import runpy; runpy.run_path({str(root / 'run.py')!r})"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_several_processes_share_no_file_out_whoever_calls_pytest(root: Path) -> None:
    """Else the cells of one notebook run in several kernels, and all fail that need a name of another."""
    options = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["addopts"]
    assert "--dist=loadfile" in options

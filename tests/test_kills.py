"""Killed calls leave all or nothing, and the next call ends the same: a few of the kills of benchmarks/kills.py."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pandas as pd
import psutil
import pytest

COMMANDS = ("reproduce", "add", "add many", "code import", "code adjudicate", "code sample", "study", "attribute")


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_killed_call_leaves_all_or_nothing_and_the_next_one_ends_the_same(root: Path, command: str) -> None:
    script = root / "benchmarks" / "kills.py"
    call = [sys.executable, script, "--number", "5", "--seed", "7", command]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_attribution_of_a_parquet_corpus_goes_on_where_it_stopped(tmp_path: Path) -> None:
    texts = (f"Bupati Lebong Ani Rahma meminta pegawai netral, kata yang ke-{number}. " * 20 for number in range(1500))
    rows = [{"id": f"d{number:04}", "text": text} for number, text in enumerate(texts)]
    (tmp_path / "documents").mkdir()
    pd.DataFrame(rows).to_parquet(tmp_path / "documents" / "part-0001.parquet", index=False)
    call = [sys.executable, "-m", "research", "attribute", "documents", "--workers", "1", "-o"]
    with subprocess.Popen([*call, "killed.csv"], cwd=tmp_path, stderr=subprocess.DEVNULL) as run:
        while len(list(tmp_path.glob(".killed.csv.parts/*.parquet"))) < 2:
            assert run.poll() is None
            time.sleep(0.05)
        run.kill()
    assert not (tmp_path / "killed.csv").exists()
    for name in ("killed.csv", "whole.csv"):
        done = subprocess.run([*call, name], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert ("going on from" in done.stderr) == (name == "killed.csv")
    assert (tmp_path / "killed.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents", "killed.csv", "whole.csv"]


@pytest.fixture
def kills(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("kills", root / "benchmarks" / "kills.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["kills"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a group")
@pytest.mark.parametrize("moment", ["Ctrl-C", "kill"])
def test_what_a_stopped_reproduce_started_ends_with_it(kills: ModuleType, tmp_path: Path, moment: str) -> None:
    project = kills.make_project(tmp_path / "project")
    (tmp_path / "tmp").mkdir()
    notebook = project / "notebooks" / "one.ipynb"
    text = notebook.read_text(encoding="utf-8")
    text = text.replace('"from pathlib', '"import time\\n", "time.sleep(60)\\n", "from pathlib')
    notebook.write_text(text, encoding="utf-8")
    before = kills.read_tree(project)
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp"), kills.MARK: str(tmp_path)}
    call = [sys.executable, "-m", "research", "reproduce"]
    with subprocess.Popen(
        call, cwd=project, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as run:
        while not any("ipykernel" in " ".join(process.cmdline()) for process in list_family(run.pid)):
            assert run.poll() is None, run.communicate()
            time.sleep(0.1)
        if moment == "kill":
            run.kill()
        else:
            os.killpg(run.pid, signal.SIGINT)
        _, said = run.communicate()
    assert run.returncode == (-9 if moment == "kill" else 130)
    assert b"Traceback" not in said
    assert kills._count_processes(str(tmp_path)) == 0
    assert kills.read_tree(project) == before
    assert moment == "kill" or list((tmp_path / "tmp").iterdir()) == []


def list_family(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def test_the_table_that_is_kept_breaks_no_promise(root: Path) -> None:
    lines = (root / "benchmarks" / "kills.csv").read_text(encoding="utf-8").splitlines()
    head, *rows = [line.split(",") for line in lines]
    assert len(rows) > 3
    assert {row[0] for row in rows} <= set(COMMANDS)
    for row in rows:
        found = dict(zip(head, row, strict=True))
        assert found["calls"] == found["next_exit_0"] == found["same_bytes"]
        assert {found[name] for name in ("mixed", "stray_files", "processes_left")} == {"0"}

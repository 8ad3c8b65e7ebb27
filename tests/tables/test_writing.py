"""Files are written whole or not at all, alone and together."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from research import tables
from research.tables import InputError, journal, writing

TREE = {"figures/a.csv": b"old a", "figures/b.csv": b"old b", "notebooks/n.ipynb": b"old n"}
NEW: dict[str, bytes | None] = {
    "figures/a.csv": b"new a",
    "figures/b.csv": None,
    "figures/c.csv": b"new c",
    "notebooks/n.ipynb": b"new n",
    "results/deep/r.csv": b"new r",
}
AFTER = {name: content for name, content in NEW.items() if content is not None}


def make_tree(root: Path) -> Path:
    for name, content in TREE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def read_tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def write(root: Path) -> list[Path]:
    return tables.write_files({root / name: content for name, content in NEW.items()}, root)


def test_files_are_written_together_and_only_those_that_change(tmp_path: Path) -> None:
    make_tree(tmp_path)
    assert len(write(tmp_path)) == len(NEW)
    assert read_tree(tmp_path) == AFTER
    before = (tmp_path / "figures" / "a.csv").stat().st_mtime_ns
    assert write(tmp_path) == []
    assert (tmp_path / "figures" / "a.csv").stat().st_mtime_ns == before


# Calls that die at a step of the system: each counts its steps, and kills itself at the one that is its number.
DYING = """
import os, signal, sys
from pathlib import Path
from research import tables

def write(root, last):
    steps = iter(range(1, last))
    def count(step):
        def call(*args, **options):
            if next(steps, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*args, **options)
        return call
    for name in ("replace", "link", "unlink", "open", "fsync"):
        setattr(os, name, count(getattr(os, name)))
    tables.write_files({root / name: content for name, content in NEW.items()}, root)

for last, root in enumerate(map(Path, sys.argv[1:]), start=1):
    child = os.fork()
    if not child:
        write(root, last)
        os._exit(0)
    print(os.waitpid(child, 0)[1])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_at_any_step_the_next_call_finds_all_or_nothing_and_ends_the_same(tmp_path: Path) -> None:
    roots = [make_tree(tmp_path / str(step)) for step in range(1, 60)]
    command = [sys.executable, "-c", f"NEW = {NEW!r}\n{DYING}", *roots]
    ends = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    killed = [root for root, end in zip(roots, ends, strict=True) if end == "9"]
    assert 20 < len(killed) < len(roots), "the last ones go through"
    seen = set()
    for root in killed:
        tables.finish_writing(root)
        (state,) = [name for name, tree in (("old", TREE), ("new", AFTER)) if read_tree(root) == tree]
        seen.add(state)
        write(root)
        assert read_tree(root) == AFTER, root
    assert seen == {"old", "new"}


def break_off(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave root as a call does that is killed between two renames."""

    class Killed(BaseException):
        pass

    def apply(step: object, root: Path, real: object = journal._apply) -> None:
        if len([path for path in root.rglob("*.new")]) < 3:
            raise Killed
        real(step, root)  # type: ignore[operator]

    with monkeypatch.context() as patch:
        patch.setattr(journal, "_apply", apply)
        with pytest.raises(Killed):
            write(root)
    assert (root / journal.JOURNAL).exists()


def test_a_file_that_somebody_changed_since_is_left_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_tree(tmp_path)
    break_off(tmp_path, monkeypatch)
    (tmp_path / "notebooks" / "n.ipynb").write_bytes(b"mine")
    with pytest.raises(InputError, match=r"n.ipynb: file: found changed after a call broke off.*left as it is"):
        tables.finish_writing(tmp_path)
    assert read_tree(tmp_path) == {**AFTER, "notebooks/n.ipynb": b"mine"}
    tables.finish_writing(tmp_path)


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"state": "renaming"}', '{"state": "gone", "steps": []}', '{"state": "renaming", "steps": [1]}']
    + [
        json.dumps({"state": "renaming", "steps": [{"path": path, "new": new, "old": "", "before": "", "after": ""}]})
        for path, new in (("../x", ""), ("/x", ""), ("a/../../x", ""), ("x", "y"), ("x", "a/.research.1.new"))
    ],
)
def test_a_journal_of_somebody_else_is_refused_and_nothing_is_touched(tmp_path: Path, content: str) -> None:
    (tmp_path / "x").write_bytes(b"kept")
    root = make_tree(tmp_path / "project")
    (root / "x").write_bytes(b"kept")
    (root / journal.JOURNAL).write_text(content)
    before = read_tree(tmp_path)
    with pytest.raises(InputError, match=r"research-journal.json: file: found something else.*move it away"):
        write(root)
    assert read_tree(tmp_path) == before


def test_where_one_file_cannot_take_its_place_all_stay_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tree(tmp_path)
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == "n.ipynb" and self.suffix == ".new":
            raise PermissionError(13, "Permission denied", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(InputError, match=r"notebooks/n.ipynb: file: found Permission denied"):
        write(tmp_path)
    assert read_tree(tmp_path) == TREE


def test_ctrl_c_between_two_renames_ends_them_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_tree(tmp_path)
    real, calls = journal._apply, []

    def apply(step: journal._Step, root: Path) -> None:
        calls.append(step)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(step, root)

    monkeypatch.setattr(journal, "_apply", apply)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path)
    assert read_tree(tmp_path) == AFTER


def test_what_was_saved_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    make_tree(tmp_path)
    path = tmp_path / "figures" / "a.csv"
    known = {path: tables.hash_file(path), tmp_path / "figures" / "c.csv": ""}
    path.write_bytes(b"mine")
    with pytest.raises(InputError, match=r"a.csv: file: found changed while this ran.*nothing was written"):
        tables.write_files({tmp_path / name: content for name, content in NEW.items()}, tmp_path, expected=known)
    assert read_tree(tmp_path) == {**TREE, "figures/a.csv": b"mine"}


@pytest.mark.skipif(sys.platform == "win32", reason="no modes")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_new_files_follow_the_umask_and_old_ones_keep_their_mode(tmp_path: Path, mask: int, mode: int) -> None:
    (tmp_path / "old.csv").write_bytes(b"old")
    (tmp_path / "old.csv").chmod(0o640)
    before = os.umask(mask)
    try:
        tables.replace_file(tmp_path / "alone.csv", b"x")
        tables.replace_file(tmp_path / "old.csv", b"x")
        tables.write_files({tmp_path / name: b"y" for name in ("one.csv", "two.csv", "old.csv")}, tmp_path)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"alone.csv": mode, "one.csv": mode, "two.csv": mode, "old.csv": 0o640}


LIMITED = """
import resource, sys
from pathlib import Path
from research import tables

resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
root = Path(sys.argv[1])
try:
    tables.write_files({root / "figures/a.csv": b"x", root / "figures/new/big.csv": b"x" * 9000}, root)
except tables.InputError as error:
    print(error)
try:
    tables.replace_file(root / "more/big.csv", b"x" * 9000)
except tables.InputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_no_room_is_told_with_the_file_and_changes_nothing(tmp_path: Path) -> None:
    make_tree(tmp_path)
    done = subprocess.run([sys.executable, "-c", LIMITED, tmp_path], capture_output=True, text=True, check=True)
    told = "file: found File too large, expected room for it; free some space, then run it again"
    assert done.stdout.splitlines()[1::2] == [f"{tmp_path}/{name}/big.csv: {told}" for name in ("figures/new", "more")]
    assert read_tree(tmp_path) == TREE
    assert {path.name for path in tmp_path.rglob("*") if path.is_dir()} == {"figures", "notebooks"}


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_tree(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path / "figures", tmp_path / "file" / "x.csv"):
        for call in (
            lambda place=place: tables.replace_file(place, b"x"),
            lambda place=place: tables.write_files({place: b"x", tmp_path / "figures/a.csv": b"x"}, tmp_path),
        ):
            with pytest.raises(InputError, match=rf"{place}: file: found .*expected (a|the) .*another"):
                call()
    (tmp_path / "file").unlink()
    assert read_tree(tmp_path) == TREE


def test_what_a_killed_call_left_is_swept_and_what_a_running_one_writes_is_not(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    machine = writing._name_machine()
    left = [
        tmp_path / f".research.{machine}.{ended.pid}.0a1b.part",
        tmp_path / f".research.00000000.{ended.pid}.0a1b.part",
    ]
    kept = [
        tmp_path / f".research.{machine}.{os.getpid()}.0a1b.part",
        tmp_path / f".research.00000000.{ended.pid}.0a1c.part",
        tmp_path / f".mine.{ended.pid}.part",
    ]
    for path in (*left, *kept):
        path.touch()
    os.utime(left[1], (0, 0))
    tables.replace_file(tmp_path / "a.csv", b"a")
    assert sorted(tmp_path.iterdir()) == sorted([*kept, tmp_path / "a.csv"])


def test_a_number_that_was_given_to_a_later_process_is_no_running_one() -> None:
    assert tables.is_abandoned(tables.name_process(), 0.0)


HOLDER = """
import sys, time
from pathlib import Path
from research import tables

with tables.lock_folder(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_keeps_another_call_waiting_and_ends_with_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tree(tmp_path)
    monkeypatch.setattr(journal, "_WAIT", 0.2)
    with subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path], stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        with pytest.raises(InputError, match=r"research.lock: lock: found another call that writes"):
            write(tmp_path)
        holder.kill()
        holder.wait()
    write(tmp_path)
    assert read_tree(tmp_path) == AFTER


class TestReplacing:
    def test_an_input_is_never_replaced(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("document\n")
        (tmp_path / "same.csv").hardlink_to(path)
        for output in (path, tmp_path / "same.csv", tmp_path / "." / "a.csv"):
            with pytest.raises(InputError, match="found a file that is read"):
                tables.refuse_replacing(output, inputs=[tmp_path / "gone.csv", path], columns=["document"], force=True)

    @pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.xlsx"])
    def test_a_file_of_somebody_is_replaced_with_force_alone(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        tables.refuse_replacing(path, columns=["document"])
        path.write_bytes(b"\xff, my notes")
        with pytest.raises(InputError, match=r"found another file there already.*--force"):
            tables.refuse_replacing(path, columns=["document"])
        with pytest.raises(InputError, match="another file there already"):
            tables.refuse_replacing(path, content=b"other")
        tables.refuse_replacing(path, content=b"\xff, my notes")
        tables.refuse_replacing(path, force=True)

    @pytest.mark.parametrize("ending", [".csv", ".parquet"])
    def test_an_earlier_output_is_replaced(self, tmp_path: Path, ending: str) -> None:
        import pandas as pd

        path = tmp_path / f"a{ending}"
        tables.write_table(pd.DataFrame({"document": ["a"], "share": [0.5]}), path)
        tables.refuse_replacing(path, columns=["document", "share"])
        with pytest.raises(InputError):
            tables.refuse_replacing(path, columns=["document"])

    @pytest.mark.skipif(sys.platform == "win32", reason="no pipes with names")
    def test_a_device_or_folder_is_no_place_for_a_file(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        for path in (tmp_path, tmp_path / "pipe", Path("/dev/null")):
            with pytest.raises(InputError, match=r"found (a folder|no ordinary file), expected the name of a file"):
                tables.refuse_replacing(path, force=True)

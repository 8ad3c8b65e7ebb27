"""Writing of several files together: either all of them are written or none, even if the process is killed.

The new files are first written under temporary names beside the files that they replace. A journal in their common
folder lists them, and one pass of renames puts them into place. If a call is killed, the next call reads the journal
and completes or undoes the work: before the renames it removes the temporary files, during the renames it continues
them. A lock makes a second call for the same folder wait.
"""

import errno
import hashlib
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from research.tables.faults import Fault, InputError
from research.tables.writing import (
    check_output_path,
    create_like,
    describe_unwritable,
    make_folders,
    remove_folders,
    remove_stale_files,
    replace_file,
    sync_file,
)

JOURNAL, LOCK = ".research-journal.json", ".research.lock"
_WAIT = 60.0
_STAGING, _RENAMING, _UNDOING = "staging", "renaming", "undoing"


@dataclass(frozen=True)
class _Step:
    """A file that a journal puts into place; all paths are relative to the folder of the journal.

    new is the temporary file, empty if path is to be removed; old is a second name of the earlier file, empty if there
    was none; before and after are the hashes of the content, empty for no file.
    """

    path: str
    new: str
    old: str
    before: str
    after: str


def write_files(
    files: Mapping[Path, bytes | None], root: Path, *, expected: Mapping[Path, str] | None = None
) -> list[Path]:
    """Write several files, either all of them or none.

    Parameters
    ----------
    files
        The content of each file, by path; None removes the file. Every path is inside root.
    root
        The folder that contains all files, such as the corpus; the lock and the journal are made in it.
    expected
        The hash_file of some files when they were read: if one of them has changed since, no file is written.

    Returns
    -------
    list of Path
        The files that were changed; a file that already had its content is not written.

    Raises
    ------
    InputError
        If a file cannot be written or has changed since it was read; then no file has been changed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     root = Path(folder)
    ...     written = write_files({root / "a.csv": b"a", root / "b.csv": b"b"}, root)
    ...     again = write_files({root / "a.csv": b"a", root / "b.csv": None}, root)
    ...     sorted(path.name for path in written), [path.name for path in again], (root / "b.csv").exists()
    (['a.csv', 'b.csv'], ['b.csv'], False)
    """
    root = Path(root)
    finish_writing(root)
    for path in files:
        check_output_path(path)
    _check_unchanged(expected or {})
    if not _find_changes(files):
        return []
    with lock_folder(root):
        _finish(root)
        _check_unchanged(expected or {})
        changes = _find_changes(files)
        if len(changes) == 1 and (content := files[changes[0]]) is not None:
            replace_file(changes[0], content)
        elif changes:
            _write_together({path: files[path] for path in changes}, root)
    return changes


def finish_writing(root: Path) -> None:
    """Complete or undo the writing of an earlier call that was killed.

    Parameters
    ----------
    root
        The folder of the earlier call; without a journal or lock in it, no file is changed.

    Raises
    ------
    InputError
        If a file was changed after that call (the fault names the file, which is not changed), or if a file cannot be
        written.
    """
    root = Path(root)
    if any((root / name).exists() for name in (JOURNAL, f"{JOURNAL}.part", LOCK)):
        with lock_folder(root):
            _finish(root)


def hash_file(path: Path) -> str:
    """Compute the SHA-256 of a file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        The hash as 64 hexadecimal digits; empty if there is no such file.
    """
    if not path.is_file():
        return ""
    # In parts, as the file may be a model that is larger than the memory.
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def lock_folder(root: Path, *, notify: Path | None = None) -> Iterator[None]:
    """Lock a folder against other calls that write in it; the lock ends with the process.

    Parameters
    ----------
    root
        The folder; it is made if it does not exist.
    notify
        The path that the fault names if root cannot be written; root if None.

    Raises
    ------
    InputError
        If root cannot be written, or if another call has held the lock for one minute.
    """
    place = root / LOCK
    try:
        made = make_folders(root)
        handle = _take_lock(place, time.monotonic() + _WAIT)
    except OSError as error:
        raise InputError([describe_unwritable(notify or root, error)]) from None
    try:
        yield
    finally:
        # Except on Windows, removed while still locked: a waiting call then notices that its file is gone.
        if sys.platform != "win32":
            with suppress(OSError):
                place.unlink()
        os.close(handle)
        if sys.platform == "win32":
            with suppress(OSError):
                place.unlink()
        remove_folders(made)


def _take_lock(place: Path, until: float) -> int:
    while True:
        handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if _try_lock(handle):
                if place.exists() and os.path.samestat(os.fstat(handle), place.stat()):
                    return handle
            elif time.monotonic() > until:
                remedy = "wait until it has ended, then run this again"
                raise InputError([Fault(place.as_posix(), "lock", "another call that writes", "none", remedy)])
            else:
                time.sleep(0.05)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _try_lock(handle: int) -> bool:
    """Lock an open file unless another process has locked it; a disk without locks counts as locked."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)
    return True


def _find_changes(files: Mapping[Path, bytes | None]) -> list[Path]:
    return [
        path
        for path, content in files.items()
        if (path.read_bytes() != content if path.is_file() else content is not None)
    ]


def _check_unchanged(expected: Mapping[Path, str]) -> None:
    remedy = "nothing was written: keep what was saved, and run this again"
    faults = [
        Fault(path.as_posix(), "file", "changed while this ran", "as it was when it was read", remedy)
        for path, known in expected.items()
        if hash_file(path) != known
    ]
    if faults:
        raise InputError(faults)


def _write_together(files: Mapping[Path, bytes | None], root: Path) -> None:
    steps = [_plan_step(path, content, root) for path, content in files.items()]
    made: list[Path] = []
    path = root
    try:
        _write_journal(_STAGING, steps, root)
        for step, (path, content) in zip(steps, files.items(), strict=True):
            made += make_folders(path.parent)
            remove_stale_files(path.parent)
            _stage(step, path, content, root)
        path = root
        _write_journal(_RENAMING, steps, root)
    except BaseException as error:
        _clear(steps, root)
        remove_folders(made)
        if isinstance(error, OSError):
            raise InputError([describe_unwritable(path, error)]) from None
        raise
    _rename(steps, root)


def _plan_step(path: Path, content: bytes | None, root: Path) -> _Step:
    place = PurePosixPath(path.relative_to(root).as_posix())
    token = secrets.token_hex(8)
    new = "" if content is None else place.with_name(f".research.{token}.new").as_posix()
    old = place.with_name(f".research.{token}.old").as_posix() if path.exists() else ""
    after = "" if content is None else hashlib.sha256(content).hexdigest()
    return _Step(place.as_posix(), new, old, hash_file(path), after)


def _stage(step: _Step, path: Path, content: bytes | None, root: Path) -> None:
    if step.old:
        try:
            os.link(path, root / step.old)
        except OSError:  # a disk without hard links
            shutil.copy2(path, root / step.old)
    if content is not None:
        staged = root / step.new
        create_like(staged, path)
        staged.write_bytes(content)
        sync_file(staged)


def _rename(steps: Sequence[_Step], root: Path) -> None:
    """Put every temporary file into place; if one rename fails, restore the earlier files."""
    try:
        for step in steps:
            path = root / step.path
            _apply(step, root)
    except OSError as error:
        _write_journal(_UNDOING, steps, root)
        _undo(steps, root)
        raise InputError([describe_unwritable(path, error)]) from None
    except BaseException:  # Ctrl-C: complete the renames, then stop
        _finish(root)
        raise
    _clear(steps, root)


def _apply(step: _Step, root: Path) -> None:
    if not step.new:
        (root / step.path).unlink(missing_ok=True)
    elif (root / step.new).exists():
        (root / step.new).replace(root / step.path)


def _undo(steps: Sequence[_Step], root: Path) -> None:
    for step in steps:
        path = root / step.path
        if step.old and (root / step.old).exists():
            if hash_file(path) in (step.after, ""):
                (root / step.old).replace(path)
        elif not step.old and hash_file(path) == step.after:
            path.unlink(missing_ok=True)
    _clear(steps, root)


def _finish(root: Path) -> None:
    """Complete what the journal of root lists; the caller holds the lock."""
    place = root / JOURNAL
    if not place.exists():
        _clear([], root)
        return
    state, steps = _read_journal(place)
    faults = []
    path = root
    try:
        if state == _UNDOING:
            _undo(steps, root)
            return
        for step in steps if state == _RENAMING else ():
            path = root / step.path
            if hash_file(path) in (step.before, step.after):
                _apply(step, root)
            else:
                remedy = "it was left as it is: run the command again that made it before"
                found = "changed after a call broke off that was writing it"
                faults.append(Fault(path.as_posix(), "file", found, "as that call left it", remedy))
        _clear(steps, root)
    except OSError as error:
        raise InputError([describe_unwritable(path, error)]) from None
    if faults:
        raise InputError(faults)


def _clear(steps: Sequence[_Step], root: Path) -> None:
    """Remove the temporary files, and the journal last, since only the journal lists them."""
    for name in (name for step in steps for name in (step.new, step.old) if name):
        with suppress(FileNotFoundError, NotADirectoryError):
            (root / name).unlink()
    (root / f"{JOURNAL}.part").unlink(missing_ok=True)
    (root / JOURNAL).unlink(missing_ok=True)


def _write_journal(state: str, steps: Sequence[_Step], root: Path) -> None:
    staged = root / f"{JOURNAL}.part"
    text = json.dumps({"state": state, "steps": [asdict(step) for step in steps]}, indent=1)
    staged.write_text(text + "\n", encoding="ascii")
    sync_file(staged)
    staged.replace(root / JOURNAL)


def _read_journal(place: Path) -> tuple[str, list[_Step]]:
    """Read a journal; raise InputError for any other content, since a journal names files to replace and remove."""
    try:
        told: Any = json.loads(place.read_text(encoding="ascii"))
        state, steps = told["state"], [_Step(**step) for step in told["steps"]]
        sound = state in (_STAGING, _RENAMING, _UNDOING) and all(_is_sound(step) for step in steps)
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        remedy = "move it away, then run the last command again"
        raise InputError([Fault(place.as_posix(), "file", "something else", "a journal of this package", remedy)])
    return state, steps


def _is_sound(step: _Step) -> bool:
    """Return whether a step stays inside the folder of its journal and uses only temporary files of this package."""
    if not all(isinstance(value, str) for value in asdict(step).values()):
        return False
    path = PurePosixPath(step.path)
    inside = not path.is_absolute() and ".." not in path.parts and not Path(step.path).is_absolute()
    names = [(PurePosixPath(name), ending) for name, ending in ((step.new, ".new"), (step.old, ".old")) if name]
    own = all(
        name.parent == path.parent and name.name.startswith(".research.") and name.suffix == ending
        for name, ending in names
    )
    return inside and own

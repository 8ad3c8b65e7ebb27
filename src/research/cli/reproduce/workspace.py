"""The copy of the project in which notebooks run, and what stood in the project when it was made."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from research.tables import Fault, InputError, is_abandoned, name_process

# The code is copied too: the tables of studies carry its hash.
COPIED_FOLDERS = ("corpus", "results", "benchmarks", "src")
_PREFIX = "research-"
_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", ".git"}


@contextmanager
def open_workspace() -> Iterator[Path]:
    """Make a temporary folder for a run, and remove it afterwards.

    Folders of runs that were killed are removed at the beginning.

    Yields
    ------
    Path
        The folder.

    Raises
    ------
    InputError
        Where there is no room for it.
    """
    asked = next((value for name in ("TMPDIR", "TEMP", "TMP") if (value := os.environ.get(name))), "")
    place = Path(tempfile.gettempdir())
    if asked and place.resolve() != Path(asked).resolve():
        remedy = "free some space there, or let TMPDIR name another folder"
        raise InputError([Fault(asked, "TMPDIR", "no folder that can be written", "one for the copy", remedy)])
    for left in place.glob(f"{_PREFIX}*"):
        process = left.name.removeprefix(_PREFIX).rpartition(".")[0]
        if left.is_dir() and not left.is_symlink() and is_abandoned(process, left.stat().st_mtime):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{name_process()}.", dir=place))
    try:
        yield folder
    except OSError as error:
        if not Path(error.filename or folder).is_relative_to(folder):
            raise
        remedy = "free some space there, or let TMPDIR name another folder"
        found = error.strerror or str(error)
        raise InputError(
            [Fault(folder.as_posix(), "folder", found, "room for a copy of the project", remedy)]
        ) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copy_project(root: Path, copy: Path) -> dict[str, str]:
    """Copy the files that notebooks read, beside an empty folder for their figures.

    Parameters
    ----------
    root : Path
        The project folder.
    copy : Path
        The folder of the copy.

    Returns
    -------
    dict of str to str
        The hash of each file by its path.
    """
    (copy / "figures").mkdir(parents=True)
    hashes = {}
    for name, path in _list_files(root):
        content = path.read_bytes()
        hashes[name] = hashlib.sha256(content).hexdigest()
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(content)
    return hashes


def hash_project(root: Path) -> dict[str, str]:
    """Hash the files that copy_project copies.

    Parameters
    ----------
    root : Path
        The project folder.

    Returns
    -------
    dict of str to str
        The hash of each file by its path.
    """
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in _list_files(root)}


def list_changes(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """List the files that were added, removed or changed.

    Parameters
    ----------
    before, after : dict of str to str
        Hashes by path, of hash_project.

    Returns
    -------
    list of str
        The paths, sorted.
    """
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _list_files(root: Path) -> Iterator[tuple[str, Path]]:
    """The files that notebooks may read, by their path from root; a link to a folder is followed once."""
    for part in ("notebooks", *COPIED_FOLDERS):
        seen: set[Path] = set()
        for folder, below, names in os.walk(root / part, followlinks=True):
            place = Path(folder).resolve()
            below[:] = sorted(name for name in below if name not in _LEFT_OUT)
            if place in seen:
                below.clear()
                continue
            seen.add(place)
            for name in sorted(names):
                path = Path(folder) / name
                if path.is_file() and not name.startswith(".research"):
                    yield path.relative_to(root).as_posix(), path

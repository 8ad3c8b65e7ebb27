"""Writing of one file completely or not at all, tables with identical bytes, and protection of existing files."""

import csv
import errno
import hashlib
import os
import platform
import re
import secrets
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd

from research.tables.faults import Fault, InputError
from research.tables.formulas import escape_formulas
from research.tables.latex_files import format_latex
from research.tables.word_tables import format_docx

# What write_table can write.
OUTPUT_ENDINGS = (".csv", ".parquet", ".tex", ".docx")

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PART = re.compile(r"\.research\.([0-9a-f]{8}\.[0-9]+)\.[0-9a-f]+\.part")
_PROCESS = re.compile(r"([0-9a-f]{8})\.([0-9]{1,10})")
# The age in seconds at which a temporary file of another machine is removed: its process cannot be checked.
_FOREIGN_AGE = 24 * 60 * 60


@contextmanager
def open_atomic_file(path: Path) -> Iterator[Path]:
    """Open a temporary file beside path that replaces path at the end, or is removed after an error.

    A replaced file keeps its mode; a new file has the mode of the umask. Temporary files of killed calls in the same
    folder are removed.

    Parameters
    ----------
    path
        The file to write; its folders are made if they do not exist.

    Yields
    ------
    Path
        The temporary file, which exists and is empty.

    Raises
    ------
    InputError
        If path cannot be written, or is a folder or a device; then no file has been changed.
    """
    path = Path(path)
    check_output_path(path)
    made: list[Path] = []
    temporary = path.with_name(f".research.{name_process()}.{secrets.token_hex(4)}.part")
    try:
        made = make_folders(path.parent)
        remove_stale_files(path.parent)
        create_like(temporary, path)
        yield temporary
        sync_file(temporary)
        temporary.replace(path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        remove_folders(made)
        if isinstance(error, OSError) and _is_of(error, temporary, path):
            raise InputError([describe_unwritable(path, error)]) from None
        raise


def replace_file(path: Path, content: bytes) -> None:
    """Write the content of a file completely or not at all.

    Parameters
    ----------
    path
        The file to write.
    content
        Its new content.

    Raises
    ------
    InputError
        In the cases of open_atomic_file.
    """
    with open_atomic_file(path) as temporary:
        temporary.write_bytes(content)


def format_csv(table: pd.DataFrame) -> bytes:
    r"""Format a table as CSV with fixed decimals and line ends, so that equal tables give equal bytes.

    Texts that a spreadsheet would read as formulas are escaped (see escape_formula).

    Parameters
    ----------
    table
        Any table.

    Returns
    -------
    bytes
        The CSV in UTF-8: numbers with six decimals, days in ISO form, lines that end with a line feed.

    Examples
    --------
    >>> format_csv(pd.DataFrame({"group": ["2018"], "share": [1 / 3]}))
    b'group,share\n2018,0.333333\n'
    """
    text = escape_formulas(table).to_csv(index=False, lineterminator="\n", float_format="%.6f", date_format="%Y-%m-%d")
    return text.encode("utf-8")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table by the ending of path: .csv or .parquet, or for a manuscript .tex or .docx.

    Parameters
    ----------
    table
        Any table.
    path
        The file to write.

    Raises
    ------
    InputError
        If path has another ending, or cannot be written.
    """
    if path.suffix == ".csv":
        replace_file(path, format_csv(table))
    elif path.suffix == ".parquet":
        replace_file(path, table.to_parquet(index=False))
    elif path.suffix == ".tex":
        replace_file(path, format_latex(table).encode("utf-8"))
    elif path.suffix == ".docx":
        replace_file(path, format_docx(table))
    else:
        raise InputError([Fault(str(path), "file ending", repr(path.suffix), " or ".join(OUTPUT_ENDINGS))])


def refuse_replacing(
    path: Path,
    content: bytes | None = None,
    *,
    columns: Sequence[str] = (),
    inputs: Iterable[Path] = (),
    force: bool = False,
) -> None:
    """Refuse to replace a file that has other content, such as a completed coding sheet or a gold standard.

    Writing the same bytes again is allowed. An input of the command is never replaced, even with force.

    Parameters
    ----------
    path
        The file to write.
    content
        What would be written, if it is known beforehand.
    columns
        The columns of the table that would be written: a file with exactly these columns is an earlier output and may
        be replaced.
    inputs
        The files that the command reads.
    force
        Whether the user asked to replace the file.

    Raises
    ------
    InputError
        If path is one of the inputs, a folder or a device, or if it has other content and force is false.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> file = Path(mkdtemp()) / "may.csv"
    >>> refuse_replacing(file, b"item")
    >>> _ = file.write_bytes(b"item,filled in")
    >>> refuse_replacing(file, b"item")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    .../may.csv: file: found another file there already, expected a new name; name another, move that file away, ...
    >>> refuse_replacing(file, b"item", force=True)
    """
    where = path.as_posix()
    check_output_path(path)
    if not path.exists():
        return
    if any(Path(file).exists() and path.samefile(file) for file in inputs):
        raise InputError([Fault(where, "file", "a file that is read", "a new name", "name another file to write")])
    same = content is not None and path.read_bytes() == content
    if not (force or same or (columns and _read_header(path) == list(columns))):
        remedy = "name another, move that file away, or replace it with --force"
        raise InputError([Fault(where, "file", "another file there already", "a new name", remedy)])


def check_output_path(path: Path) -> None:
    """Check that path is not a folder, a device or another thing that a file cannot replace.

    Parameters
    ----------
    path
        The file to write; it need not exist.

    Raises
    ------
    InputError
        If path exists and is not a regular file.
    """
    kind = "a folder" if path.is_dir() else "no ordinary file" if path.exists() and not path.is_file() else ""
    if kind:
        raise InputError([Fault(path.as_posix(), "file", kind, "the name of a file", "name another")])


def create_like(temporary: Path, path: Path) -> None:
    """Create an empty file with the mode of path, or with the mode of the umask if path does not exist."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666 if mode is None else mode))
    if mode is not None:
        temporary.chmod(mode)


def sync_file(path: Path) -> None:
    """Wait until the content of a file is written to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def make_folders(folder: Path) -> list[Path]:
    """Make a folder and its parent folders.

    Parameters
    ----------
    folder
        The folder.

    Returns
    -------
    list of Path
        The new folders, from the top.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def remove_folders(folders: Sequence[Path]) -> None:
    """Remove the folders that make_folders made, if they are still empty."""
    for folder in reversed(folders):
        with suppress(OSError):
            folder.rmdir()


def remove_stale_files(folder: Path) -> None:
    """Remove the temporary files in a folder whose process has ended."""
    with os.scandir(folder) as entries:
        found = [(Path(entry.path), match[1]) for entry in entries if (match := _PART.fullmatch(entry.name))]
    for path, process in found:
        with suppress(OSError):
            if is_abandoned(process, path.stat().st_mtime):
                path.unlink()


def name_process() -> str:
    """Return a name for this process: the machine and the process number.

    Returns
    -------
    str
        The name, which is_abandoned can read.
    """
    return f"{_name_machine()}.{os.getpid()}"


def is_abandoned(process: str, since: float) -> bool:
    """Return whether the process that wrote a file has ended.

    A process on another machine cannot be checked; it counts as ended after one day.

    Parameters
    ----------
    process
        The name of the process, from name_process.
    since
        When the process wrote the file, in seconds since 1970.

    Returns
    -------
    bool
        True if the process has ended; False for any other text than the name of a process.

    Examples
    --------
    >>> is_abandoned(name_process(), time.time()), is_abandoned("notes", 0.0)
    (False, False)
    """
    import psutil

    match = _PROCESS.fullmatch(process)
    if not match:
        return False
    machine, pid = match[1], int(match[2])
    if machine != _name_machine():
        return time.time() - since > _FOREIGN_AGE
    try:
        # A process that started later is another one with the same number.
        return bool(psutil.Process(pid).create_time() > since + 2)
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False


def describe_unwritable(path: Path, error: OSError) -> Fault:
    """Make the fault of a file that cannot be written.

    Parameters
    ----------
    path
        The file.
    error
        The error of the operating system.

    Returns
    -------
    Fault
        The fault, with the reason and a remedy.
    """
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return Fault(path.as_posix(), "file", reason, "room for it", "free some space, then run it again")
    remedy = "give another path, or make this one writable and close programs that have it open"
    return Fault(path.as_posix(), "file", reason, "a place that can be written", remedy)


def _is_of(error: OSError, temporary: Path, path: Path) -> bool:
    """Return whether an error is from writing path, and not from reading another file."""
    if error.filename is None:
        return error.errno in _FULL
    return Path(os.fsdecode(error.filename)) in (temporary, path, *path.parents)


def _name_machine() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _read_header(path: Path) -> list[str]:
    """Return the columns of a table file, or an empty list if the file is not a table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if path.suffix == ".parquet":
            return [str(name) for name in pq.read_schema(path).names]
        with path.open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException):
        return []

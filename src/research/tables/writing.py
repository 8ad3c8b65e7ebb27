"""Writing files whole or not at all, and tables to the same bytes."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from research.tables.faults import Fault, InputError


@contextmanager
def lend_file(path: Path) -> Iterator[Path]:
    """Lend a temporary file beside path, which takes its name in the end, or goes where that is not reached."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def replace_file(path: Path, content: bytes) -> None:
    """Write content to path whole or not at all."""
    with lend_file(path) as temporary:
        temporary.write_bytes(content)


def refuse_replacing(path: Path, content: bytes, *, inputs: Iterable[Path] = (), force: bool = False) -> None:
    """Refuse to write over a file that holds something else: a filled sheet, gold, anything of a person's own.

    Writing the same bytes again is no fault. An input of the command is never written over, whatever force says.

    Parameters
    ----------
    path
        The file to write.
    content
        What would be written.
    inputs
        Files that the command reads.
    force
        Whether the person asked for the file to be replaced.

    Raises
    ------
    InputError
        Where path is one of the inputs, a folder, or holds other bytes and force is false.

    Examples
    --------
    >>> file = Path(tempfile.mkdtemp()) / "may.csv"
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
    if any(path.resolve() == Path(file).resolve() for file in inputs):
        raise InputError([Fault(where, "file", "a file that is read", "a new name", "name another file to write")])
    if path.is_dir():
        raise InputError([Fault(where, "file", "a folder", "the name of a file", "add a file name")])
    if path.exists() and not force and not (path.is_file() and path.read_bytes() == content):
        remedy = "name another, move that file away, or replace it with --force"
        raise InputError([Fault(where, "file", "another file there already", "a new name", remedy)])


def format_csv(table: pd.DataFrame) -> bytes:
    r"""Render a table as CSV with fixed digits and line ends, so that equal tables give equal bytes.

    >>> format_csv(pd.DataFrame({"group": ["2018"], "share": [1 / 3]}))
    b'group,share\n2018,0.333333\n'
    """
    text = table.to_csv(index=False, lineterminator="\n", float_format="%.6f", date_format="%Y-%m-%d")
    return text.encode("utf-8")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as .csv or .parquet, by the ending of path.

    Raises InputError for any other ending.
    """
    if path.suffix == ".csv":
        replace_file(path, format_csv(table))
    elif path.suffix == ".parquet":
        replace_file(path, table.to_parquet(index=False))
    else:
        raise InputError([Fault(str(path), "file ending", repr(path.suffix), ".csv or .parquet")])

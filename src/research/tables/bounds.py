"""Opening files that people hand in: regular files alone, of a size that fits into memory, with every failure named.

A named pipe never ends, a device has no end, an archive of a megabyte may unpack to a terabyte: each would hang the
command or fill the memory. Nothing in the package opens somebody's file in another way.
"""

import errno
import io
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from research.tables.faults import Fault, InputError

# A file that is read as a whole: a novel is about one megabyte, a year of a newspaper about forty.
MAXIMUM_FILE = 100_000_000
# One text, or one line of a table: the longest court decisions and minutes stay below a million characters.
MAXIMUM_TEXT = 5_000_000
# What an archive (docx, xlsx, qdpx) may unpack to: office formats pack text to a tenth, bombs to a thousandth.
MAXIMUM_UNPACKED = 100_000_000

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}
_REASONS = {
    errno.ENOENT: ("nothing there", "check the path"),
    errno.EACCES: ("no right to read it", "ask its owner for the right to read it"),
    errno.EPERM: ("no right to read it", "ask its owner for the right to read it"),
    errno.ELOOP: ("links that lead round in a circle", "put the file itself there"),
    errno.ENAMETOOLONG: ("a name too long for this disk", "check the path"),
}


def open_file(path: Path) -> BinaryIO:
    r"""Open a regular file for reading bytes, without waiting for one that is none.

    Parameters
    ----------
    path
        The file, or a link to one.

    Returns
    -------
    The open file; wrap it in io.TextIOWrapper to read text.

    Raises
    ------
    InputError
        One fault with the path, where nothing is there, where it is a folder, a pipe, a device or a socket, or where
        it cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> open_file(Path(tempfile.mkdtemp()))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    ...: file: found a folder, expected a file; give a file in it
    """
    where = Path(path).as_posix()
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        kind = stat.S_IFMT(Path(path).stat().st_mode)
        if kind == stat.S_IFREG:
            handle = os.open(path, flags)
            # Looked at again once it is open: another process may have put a pipe into its place.
            if (kind := stat.S_IFMT(os.fstat(handle).st_mode)) == stat.S_IFREG:
                return os.fdopen(handle, "rb")
            os.close(handle)
    except (OSError, ValueError) as error:
        raise InputError([describe_failure(where, error)]) from None
    remedy = "give a file in it" if kind == stat.S_IFDIR else "save its content to a file, and give that one"
    raise InputError([Fault(where, "file", _KINDS.get(kind, "something else"), "a file", remedy)])


def glob_files(folder: Path, pattern: str) -> list[Path]:
    """List the files of a folder that a pattern finds, sorted, without those that other programs leave beside them.

    Parameters
    ----------
    folder
        The folder; one that is not there has no files.
    pattern
        A pattern of names, such as "*.md".

    Returns
    -------
    list of Path
        Without names that begin with a point (hidden files, ._ files of a Mac's archive, .~lock. files of LibreOffice)
        and those that begin with ~$ (lock files of Office).

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("b.md", "a.md", "._a.md", "~$a.md", ".~lock.a.md#"):
    ...     (folder / name).touch()
    >>> [path.name for path in glob_files(folder, "*.md")]
    ['a.md', 'b.md']
    """
    return sorted(path for path in folder.glob(pattern) if not path.name.startswith((".", "~$")))


def read_bytes(path: Path, *, limit: int = MAXIMUM_FILE) -> bytes:
    r"""Read a file as a whole, where it is a regular one of at most limit bytes.

    Parameters
    ----------
    path
        The file, or a link to one.
    limit
        The most bytes it may have.

    Returns
    -------
    What stands in it.

    Raises
    ------
    InputError
        As open_file, and where the file is larger than limit.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = file.write_bytes(b"Sanksi menanti.")
    >>> read_bytes(file)
    b'Sanksi menanti.'
    >>> read_bytes(file, limit=10)
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    .../a.txt: size: found more than 10 bytes, expected at most 10; split it into several files
    """
    where = Path(path).as_posix()
    with open_file(path) as file:
        try:
            content = file.read(limit + 1)
        except OSError as error:
            raise InputError([describe_failure(where, error)]) from None
    if len(content) > limit:
        size = f"{limit:,}"
        remedy = "split it into several files"
        raise InputError([Fault(where, "size", f"more than {size} bytes", f"at most {size}", remedy)])
    return content


def iter_lines(path: Path, *, encoding: str = "utf-8-sig", newline: str = "\n") -> Iterator[str]:
    r"""Read a file of text line by line, however long the file, where no line is longer than MAXIMUM_TEXT.

    Parameters
    ----------
    path
        The file, or a link to one.
    encoding
        How its characters are written.
    newline
        Where its lines end: at "\n" alone, or with "" at any of the three ends, kept as they are (what csv needs).

    Yields
    ------
    Each line with its end.

    Raises
    ------
    InputError
        As open_file, and at a line that is too long.
    UnicodeDecodeError
        At bytes that the encoding does not have: the caller knows what to advise.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.jsonl"
    >>> _ = file.write_bytes(b"1\n2\n")
    >>> list(iter_lines(file))
    ['1\n', '2\n']
    """
    where = Path(path).as_posix()
    with open_file(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline=newline) as file:
        number = 0
        while line := file.readline(MAXIMUM_TEXT + 2):
            number += 1
            if fault := check_length(line.rstrip("\r\n"), f"{where}, line {number}", "line"):
                raise InputError([fault])
            yield line


def check_length(text: str, where: str, field: str = "text") -> Fault | None:
    """Say that a text is too long to be one text, or nothing.

    Parameters
    ----------
    text
        One document, one statement, one cell or one line.
    where
        The file and the row.
    field
        What it is called there.

    Returns
    -------
    A fault, or None where the text has at most MAXIMUM_TEXT characters.

    Examples
    --------
    >>> check_length("Sanksi menanti.", "a.csv, row 1")
    >>> print(check_length("a" * (MAXIMUM_TEXT + 1), "a.csv, row 1"))
    a.csv, row 1: text: found more than 5,000,000 characters, expected at most 5,000,000; split it into several texts
    """
    if len(text) <= MAXIMUM_TEXT:
        return None
    size = f"{MAXIMUM_TEXT:,}"
    return Fault(where, field, f"more than {size} characters", f"at most {size}", "split it into several texts")


def check_archive(content: bytes, where: str) -> None:
    """Refuse an archive (docx, xlsx, qdpx) that would unpack to more than MAXIMUM_UNPACKED bytes.

    Parameters
    ----------
    content
        The bytes of the file.
    where
        The path of the file, as the fault names it.

    Raises
    ------
    InputError
        Where it is no archive, or unpacks to too much.

    Examples
    --------
    >>> check_archive(b"no archive", "a.docx")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    a.docx: file: found File is not a zip file, expected a .docx file; save it again in the program that made it
    """
    ending = Path(where).suffix or "zip"
    remedy = "save it again in the program that made it"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # The sizes that the archive states; zipfile itself stops reading a member at its stated size.
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise InputError([Fault(where, "file", str(error), f"a {ending} file", remedy)]) from None
    if unpacked > MAXIMUM_UNPACKED:
        found, expected = f"one that unpacks to {unpacked:,} bytes", f"at most {MAXIMUM_UNPACKED:,}"
        raise InputError([Fault(where, "size", found, expected, "split it into several files")])


def describe_failure(where: str, error: Exception, *, expected: str = "a file that can be read") -> Fault:
    """Put into words why a file could not be read.

    Parameters
    ----------
    where
        Its path.
    error
        What the system said.
    expected
        What the caller wanted to find.

    Returns
    -------
    One fault with a remedy that is safe to follow.

    Examples
    --------
    >>> print(describe_failure("a.csv", FileNotFoundError(2, "No such file or directory")))
    a.csv: file: found nothing there, expected a file that can be read; check the path
    """
    found, remedy = str(error), "check the path and the disk"
    if isinstance(error, OSError):
        found, remedy = _REASONS.get(error.errno or 0, (error.strerror or str(error), remedy))
    return Fault(where, "file", found, expected, remedy)

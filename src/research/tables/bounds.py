"""Opening of input files: only regular files, of a limited size, with a clear message for every failure.

A named pipe never ends, a device has no end, and an archive of one megabyte may unpack to a terabyte: each of them
would hang the command or fill the memory. The package opens input files only with the functions of this module.
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

# Bytes of one file: a novel has about one megabyte, a year of a newspaper about forty.
MAXIMUM_FILE = 100_000_000
# Characters of one text or one line: the longest court decisions and minutes have fewer than a million.
MAXIMUM_TEXT = 5_000_000
# Bytes of an unpacked archive (docx, xlsx, qdpx): office formats compress to a tenth, zip bombs to a thousandth.
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
    r"""Open a regular file for reading bytes.

    A path that is not a regular file is refused at once, so that the call never waits for a named pipe.

    Parameters
    ----------
    path
        The file, or a link to one.

    Returns
    -------
    BinaryIO
        The open file; wrap it in io.TextIOWrapper to read text.

    Raises
    ------
    InputError
        One fault with the path, if it does not exist, if it is a folder, a pipe, a device or a socket, or if it cannot
        be read.

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
            # Checked again after opening: another process may have replaced it by a pipe.
            if (kind := stat.S_IFMT(os.fstat(handle).st_mode)) == stat.S_IFREG:
                return os.fdopen(handle, "rb")
            os.close(handle)
    except (OSError, ValueError) as error:
        raise InputError([describe_failure(where, error)]) from None
    remedy = "give a file in it" if kind == stat.S_IFDIR else "save its content to a file, and give that one"
    raise InputError([Fault(where, "file", _KINDS.get(kind, "something else"), "a file", remedy)])


def glob_files(folder: Path, pattern: str) -> list[Path]:
    """List the files of a folder that match a pattern, sorted, without temporary files of other programs.

    Parameters
    ----------
    folder
        The folder. If it does not exist, the list is empty.
    pattern
        A pattern of file names, such as "*.md".

    Returns
    -------
    list of Path
        The files, without names that begin with a point (hidden files, ._ files of macOS archives, .~lock. files of
        LibreOffice) and without names that begin with ~$ (lock files of Office).

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
    r"""Read a whole regular file of at most limit bytes.

    Parameters
    ----------
    path
        The file, or a link to one.
    limit
        The largest allowed size, in bytes.

    Returns
    -------
    bytes
        The content of the file.

    Raises
    ------
    InputError
        In the cases of open_file, and if the file is larger than limit.

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
    r"""Read a text file line by line; no line may be longer than MAXIMUM_TEXT characters.

    The file may be of any length, since only one line is kept in memory.

    Parameters
    ----------
    path
        The file, or a link to one.
    encoding
        The encoding of the file.
    newline
        The line end: only "\n", or with "" any of the three line ends, kept unchanged (the csv module needs this).

    Yields
    ------
    str
        Each line with its line end.

    Raises
    ------
    InputError
        In the cases of open_file, and if a line is too long.
    UnicodeDecodeError
        If bytes are not valid in the encoding; the caller gives the message.

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
    """Check that a text has at most MAXIMUM_TEXT characters.

    Parameters
    ----------
    text
        One document, one statement, one cell or one line.
    where
        The file and the row, as the fault names them.
    field
        The name of the text in the fault.

    Returns
    -------
    Fault or None
        A fault if the text is too long, otherwise None.

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
    """Check that an archive (docx, xlsx, qdpx) unpacks to at most MAXIMUM_UNPACKED bytes.

    Parameters
    ----------
    content
        The bytes of the file.
    where
        The path of the file, as the fault names it.

    Raises
    ------
    InputError
        If the file is not a zip archive, or if it unpacks to more than MAXIMUM_UNPACKED bytes.

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
            # The sizes declared in the archive; zipfile stops reading a member at its declared size.
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise InputError([Fault(where, "file", str(error), f"a {ending} file", remedy)]) from None
    if unpacked > MAXIMUM_UNPACKED:
        found, expected = f"one that unpacks to {unpacked:,} bytes", f"at most {MAXIMUM_UNPACKED:,}"
        raise InputError([Fault(where, "size", found, expected, "split it into several files")])


def describe_failure(where: str, error: Exception, *, expected: str = "a file that can be read") -> Fault:
    """Make the fault of a file that could not be read.

    Parameters
    ----------
    where
        The path of the file.
    error
        The error of the operating system.
    expected
        What the caller expected, in words.

    Returns
    -------
    Fault
        The fault, with a remedy that is safe to follow.

    Examples
    --------
    >>> print(describe_failure("a.csv", FileNotFoundError(2, "No such file or directory")))
    a.csv: file: found nothing there, expected a file that can be read; check the path
    """
    found, remedy = str(error), "check the path and the disk"
    if isinstance(error, OSError):
        found, remedy = _REASONS.get(error.errno or 0, (error.strerror or str(error), remedy))
    return Fault(where, "file", found, expected, remedy)

"""What was computed from an input, kept on disk between runs and found again by the hash of that input."""

import hashlib
import os
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import cache
from importlib import metadata
from pathlib import Path

from platformdirs import user_cache_path

_PACKAGE = Path(__file__).resolve().parent.parent
_FILE = "computed.sqlite"
_SETTING = "NETRALITAS_CACHE"
_LARGEST = 4 * 1024**3
_WAIT = 10.0
_TABLE = (
    "CREATE TABLE IF NOT EXISTS computed "
    "(kind TEXT, key TEXT, checksum INTEGER, content BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID"
)
_AT_ONCE = 500


def find_cache() -> Path | None:
    """Find the folder where computed tables are kept between runs.

    Returns
    -------
    Path or None
        The folder that the environment variable NETRALITAS_CACHE names, else the user's own folder for caches; None
        where the variable is "off", in any case. It may be deleted at any time.
    """
    setting = os.environ.get(_SETTING, "").strip()
    if setting.casefold() == "off":
        return None
    return Path(setting).expanduser() if setting else user_cache_path("netralitas")


def make_key(*parts: str | bytes) -> str:
    """Make the key of something computed from several inputs.

    Parameters
    ----------
    parts
        The inputs, or their hashes, in an order of the caller's.

    Returns
    -------
    str
        A SHA-256 in hexadecimal digits; ("ab", "c") and ("a", "bc") have different ones.

    Examples
    --------
    >>> make_key("ab", "c") == make_key("a", "bc")
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "little") + content)
    return digest.hexdigest()


@cache
def hash_code(*rooms: str) -> str:
    """Hash the code of rooms of the package with its word lists, so that what another version computed is not used.

    Parameters
    ----------
    rooms
        Names of rooms (folders of the package).

    Returns
    -------
    str
        A SHA-256 in hexadecimal digits, over the files of the rooms and the word lists, and the versions of Python,
        numpy and pandas.
    """
    folders = [_PACKAGE / room for room in sorted({*rooms, "tables"})]
    files = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    kept = (path for path in files if path.suffix != ".pyc")
    parts = ((path.relative_to(_PACKAGE).as_posix(), path.read_bytes()) for path in kept)
    versions = (sys.version, metadata.version("numpy"), metadata.version("pandas"))
    return make_key(*versions, *(part for pair in parts for part in pair))


def load_cached(kind: str, keys: Iterable[str]) -> dict[str, bytes]:
    """Load what is kept under keys.

    Parameters
    ----------
    kind
        What it is: statements, stems.
    keys
        Keys of make_key.

    Returns
    -------
    dict
        The content of each key that is there and undamaged; the caller computes the others.
    """
    folder, wanted = find_cache(), list(keys)
    if folder is None or not (folder / _FILE).is_file():
        return {}
    found: dict[str, bytes] = {}
    try:
        with closing(sqlite3.connect(folder / _FILE, timeout=_WAIT)) as connection:
            for first in range(0, len(wanted), _AT_ONCE):
                some = wanted[first : first + _AT_ONCE]
                places = ",".join("?" * len(some))
                query = f"SELECT key, checksum, content FROM computed WHERE kind = ? AND key IN ({places})"
                rows = connection.execute(query, [kind, *some])
                for key, checksum, content in rows:
                    if isinstance(content, bytes) and checksum == zlib.crc32(content):
                        found[key] = content
    except sqlite3.Error:
        # A file that is damaged or locked is as good as none: everything in it can be computed again.
        return found
    return found


def save_cached(kind: str, contents: Mapping[str, bytes]) -> None:
    """Keep what was computed; where that is impossible (a full disk, a folder without rights), nothing is kept.

    Parameters
    ----------
    kind
        What it is: statements, stems.
    contents
        The content of each key of make_key.
    """
    folder = find_cache()
    if folder is None or not contents:
        return
    rows = [(kind, key, zlib.crc32(content), content) for key, content in contents.items()]
    try:
        _write_rows(folder, rows)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            return  # locked, read-only or full
        (folder / _FILE).unlink(missing_ok=True)  # damaged: begun anew at the next call
    except OSError:
        return


def _write_rows(folder: Path, rows: list[tuple[str, str, int, bytes]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _FILE
    if path.is_file() and path.stat().st_size > _LARGEST:
        path.unlink()
    with closing(sqlite3.connect(path, timeout=_WAIT)) as connection, connection:
        connection.execute(_TABLE)
        connection.executemany("INSERT OR REPLACE INTO computed VALUES (?, ?, ?, ?)", rows)

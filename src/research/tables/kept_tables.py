"""Tables that took long to compute, kept on disk by the hash of what they were computed from."""

import secrets
from collections.abc import Callable, Sequence

import pandas as pd
import pyarrow as pa

from research.tables.content_cache import find_cache, load_cached, make_key, save_cached


def hash_table(table: pd.DataFrame) -> str:
    """Hash a table with the names and types of its columns.

    Parameters
    ----------
    table
        Any table of texts, numbers, days and yes or no.

    Returns
    -------
    str
        A SHA-256 in hexadecimal digits. The same values may have several, where a table was made in another way, and a
        column of mixed types has another each time: what is computed from these is then computed again.

    Examples
    --------
    >>> one, other = pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1, 3]})
    >>> hash_table(one) == hash_table(one.copy()), hash_table(one) == hash_table(other)
    (True, False)
    """
    try:
        return make_key(_write_arrow(table.reset_index(drop=True)))
    except pa.ArrowException:
        return secrets.token_hex(32)


def keep_tables(kind: str, key: str, compute: Callable[[], Sequence[pd.DataFrame]]) -> list[pd.DataFrame]:
    """Take tables from those kept on disk, or compute and keep them.

    Parameters
    ----------
    kind
        What the tables are, such as contrasts.
    key
        The key of make_key: of all that the tables are computed from, the code among it.
    compute
        Computes the tables.

    Returns
    -------
    list of pandas.DataFrame
        The tables, the same with and without what is kept: those that Arrow does not give back as they were are not
        kept.
    """
    if find_cache() is None:
        return list(compute())
    content = load_cached(kind, [key]).get(key)
    if content is not None:
        return _read_arrow(content)
    tables = list(compute())
    content = b"".join(map(_write_arrow, tables))
    if all(_is_same(*pair) for pair in zip(_read_arrow(content), tables, strict=True)):
        save_cached(kind, {key: content})
    return tables


def _write_arrow(table: pd.DataFrame) -> bytes:
    rows = pa.Table.from_pandas(table)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return bytes(sink.getvalue())


def _read_arrow(content: bytes) -> list[pd.DataFrame]:
    reader, tables = pa.BufferReader(content), list[pd.DataFrame]()
    while reader.tell() < reader.size():
        # What Arrow gives shares its memory, which cannot be written to.
        tables.append(pa.ipc.open_stream(reader).read_all().to_pandas().copy())
    return tables


def _is_same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one.equals(other) and one.dtypes.equals(other.dtypes) and one.index.equals(other.index)

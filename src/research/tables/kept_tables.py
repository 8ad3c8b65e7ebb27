"""Tables that took long to compute, kept on disk by the hash of what they were computed from."""

from collections.abc import Callable
from typing import Any

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
        A SHA-256 in hexadecimal digits. The same values may have several, where a table was made in another way: it is
        then computed from again.

    Examples
    --------
    >>> one, other = pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1, 3]})
    >>> hash_table(one) == hash_table(one.copy()), hash_table(one) == hash_table(other)
    (True, False)
    """
    return make_key(_write_arrow(table.reset_index(drop=True)))


def keep_table(kind: str, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Take a table from those kept on disk, or compute it and keep it.

    Parameters
    ----------
    kind
        What the table is, such as contrasts.
    key
        The key of make_key: of all that the table is computed from, the code among it.
    compute
        Computes the table.

    Returns
    -------
    pandas.DataFrame
        The table, the same with and without what is kept: a table that Arrow does not give back as it was is not kept.
    """
    if find_cache() is None:
        return compute()
    content = load_cached(kind, [key]).get(key)
    if content is not None:
        return _read_arrow(content)
    table = compute()
    content = _write_arrow(table)
    if _is_same(_read_arrow(content), table):
        save_cached(kind, {key: content})
    return table


def _write_arrow(table: pd.DataFrame) -> bytes:
    rows = pa.Table.from_pandas(table)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return bytes(sink.getvalue())


def _read_arrow(content: bytes) -> pd.DataFrame:
    table: Any = pa.ipc.open_stream(content).read_all().to_pandas()
    return pd.DataFrame(table)


def _is_same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one.equals(other) and one.dtypes.equals(other.dtypes) and one.index.equals(other.index)

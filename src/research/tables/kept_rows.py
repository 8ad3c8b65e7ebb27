"""Tables that were computed, kept on disk: the rows of each document, and tables as a whole."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from research.tables.content_cache import find_cache, load_cached, make_key, save_cached


def keep_rows(kind: str, keys: Mapping[str, str], compute: Callable[[Sequence[str]], pd.DataFrame]) -> pd.DataFrame:
    """Take the rows of documents from those kept on disk, and compute and keep the others.

    Parameters
    ----------
    kind
        What the rows are: statements, references.
    keys
        The key of each document, of make_key: of all that its rows are computed from, its id and the code among it.
    compute
        Computes the rows of some documents, given their ids: a table with the column document, of texts, numbers and
        yes or no.

    Returns
    -------
    pandas.DataFrame
        The rows in the order of keys. The types of columns are those that pandas finds: make_table gives the declared
        ones.
    """
    if find_cache() is None:
        return compute(list(keys))
    found = load_cached(kind, keys.values())
    if missing := [document for document, key in keys.items() if key not in found]:
        made = {keys[document]: content for document, content in _split_rows(compute(missing), missing).items()}
        save_cached(kind, made)
        found |= made
    columns: dict[str, list[Any]] = {}
    for key in keys.values():
        for name, values in json.loads(found[key]).items():
            columns.setdefault(name, []).extend(values)
    return pd.DataFrame(columns)


def _split_rows(table: pd.DataFrame, documents: Sequence[str]) -> dict[str, bytes]:
    """The columns of each document's rows in JSON; a missing value is null."""
    places = table.groupby("document", sort=False).indices if len(table) else {}
    columns = {name: values.astype("object").where(values.notna(), None).tolist() for name, values in table.items()}
    return {
        document: json.dumps({name: [values[place] for place in rows] for name, values in columns.items()}).encode()
        for document in documents
        for rows in [places.get(document, ())]
    }


def keep_tables(
    kind: str, inputs: Sequence[str | bytes | pd.DataFrame], compute: Callable[[], Sequence[pd.DataFrame]]
) -> list[pd.DataFrame]:
    """Take tables as a whole from those kept on disk, or compute and keep them.

    Parameters
    ----------
    kind
        What the tables are: coded, cooccurrence.
    inputs
        All that they are computed from, the hash of the code among it.
    compute
        Computes the tables.

    Returns
    -------
    list of pandas.DataFrame
        The tables with their types. Where an input is a table of mixed types, which has no hash, they are computed.
    """
    if find_cache() is None:
        return list(compute())
    try:
        key = make_key(*(_pack_tables([part]) if isinstance(part, pd.DataFrame) else part for part in inputs))
    except pa.ArrowException:
        return list(compute())
    content = load_cached(kind, [key]).get(key)
    if content is None:
        content = _pack_tables(compute())
        save_cached(kind, {key: content})
    reader, tables = pa.BufferReader(content), []
    while reader.tell() < reader.size():
        # What Arrow gives shares its memory, which cannot be written to.
        tables.append(pa.ipc.open_stream(reader).read_all().to_pandas().copy())
    return tables


def _pack_tables(tables: Iterable[pd.DataFrame]) -> bytes:
    """Tables in the stream format of Arrow, one after the other."""
    sink = pa.BufferOutputStream()
    for table in map(pa.Table.from_pandas, tables):
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed

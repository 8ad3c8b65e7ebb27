"""Rows that were computed from documents, kept on disk for each document."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from research.tables.content_cache import find_cache, load_cached, save_cached


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

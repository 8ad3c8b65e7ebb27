"""Numbers of statements, documents, families and speakers in each group of a table."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from research.tables.checks import check_columns
from research.tables.schemas import returns_table

Codes = npt.NDArray[np.int64]


@returns_table("size_counts")
def count_sizes(rows: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Count the statements, documents, families and speakers of each group.

    A speaker is a name in one document, since the same name in another document may be another person. Statements
    without a name have no speaker.

    Parameters
    ----------
    rows
        One row for each statement (or for each statement and frame, if frame is in by), with column document and the
        columns of by; columns family and speaker are optional.
    by
        The columns whose values form the groups.

    Returns
    -------
    pandas.DataFrame
        The table size_counts, one row for each group: the columns of by, and the numbers of statements, documents,
        families (of documents if the rows have no column family) and speakers (missing if the rows have no column
        speaker).

    Raises
    ------
    InputError
        If the rows lack a column or have missing values in it.

    Examples
    --------
    >>> rows = pd.DataFrame({"year": "2018", "document": ["a", "a", "b"], "speaker": ["Rai", "Rai", "Rai"]})
    >>> count_sizes(rows, by=["year"]).to_dict("records")
    [{'year': '2018', 'statements': 3, 'documents': 2, 'families': 2, 'speakers': 2}]
    """
    optional = [name for name in ("speaker", "family") if name in getattr(rows, "columns", ())]
    check_columns(rows, ["document", *optional], where="rows", groups=by)
    cells, names, places = number_cells([rows[key] for key in by])
    number = len(places[0])
    counts = pd.DataFrame({key: name.take(place) for key, name, place in zip(by, names, places, strict=True)})
    counts["statements"] = np.bincount(cells, minlength=number)
    counts["documents"] = _count_distinct(cells, number, [rows["document"]])
    counts["families"] = counts["documents"]
    if "family" in rows.columns:
        counts["families"] = _count_distinct(cells, number, [rows["family"]])
    counts["speakers"] = pd.NA
    if "speaker" in rows.columns:
        said = (rows["speaker"] != "").to_numpy()
        speakers = [rows.loc[said, name] for name in ("document", "speaker")]
        counts["speakers"] = _count_distinct(cells[said], number, speakers)
    return counts


def _count_distinct(cells: Codes, number: int, keys: Sequence["pd.Series[Any]"]) -> Codes:
    """How many combinations of the keys each cell has."""
    _, names, (of_cell, *_) = number_cells([pd.Series(cells), *keys])
    return np.bincount(np.asarray(names[0], dtype=np.int64)[of_cell], minlength=number)


def number_cells(keys: Sequence["pd.Series[Any]"]) -> tuple[Codes, list["pd.Index[Any]"], list[Codes]]:
    """Number the combinations of several keys that occur, in their order.

    Parameters
    ----------
    keys : sequence of Series
        The keys of the rows.

    Returns
    -------
    tuple
        The number of each row's combination; the values of each key, sorted; for each key the place among them of each
        combination's value.

    Examples
    --------
    >>> cells, names, places = number_cells([pd.Series(["b", "a", "b"]), pd.Series(["x", "y", "x"])])
    >>> cells.tolist(), [name.take(place).tolist() for name, place in zip(names, places)]
    ([1, 0, 1], [['a', 'b'], ['y', 'x']])
    """
    joined, names = np.zeros(len(keys[0]), dtype=np.int64), []
    for key in keys:
        codes, values = pd.factorize(key, sort=True)
        joined *= len(values)
        joined += codes
        names.append(pd.Index(values))
    # Numbering in the order of appearance, then sorting the few, is faster than sorting all.
    cells, found = pd.factorize(joined)
    order = np.argsort(found)
    rank = np.empty(len(found), dtype=np.int64)
    rank[order] = np.arange(len(found))
    rest, places = found[order], []
    for name in reversed(names):
        rest, place = np.divmod(rest, max(len(name), 1))
        places.append(place)
    return rank[cells], names, places[::-1]

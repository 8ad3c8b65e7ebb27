"""Statements, speakers and hits of each document, by group and frame: what shares are made of."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from research.compare.rows import check_rows, keep_framed
from research.tables import BASES, Fault, InputError, number_cells, returns_table

Codes = npt.NDArray[np.int64]


@returns_table("counts_by_document")
def count_by_document(rows: pd.DataFrame, *, by: str, base: str = "statements") -> pd.DataFrame:
    """Count the statements, speakers and hits of each document in each group and for each frame.

    The counts of a document depend on its own rows alone: the tables of chunks of whole documents, one under the other,
    are the table of all. measure_counted_shares makes shares of it.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames, of whole documents.
    by : str
        The column whose values form the groups, or all for one group.
    base : str
        What is counted, as in measure_shares.

    Returns
    -------
    DataFrame
        The table counts_by_document, sorted by group, frame, family and document: statements and speakers (a name each;
        empty where the rows name none); totals, the statements, documents or speakers that are counted; hits, those of
        them with the frame.

    Raises
    ------
    InputError
        Where the column or the base is unknown, or the rows are none.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": list("aab"), "frame": "f", "present": [True, False, True], "year": "2018"})
    >>> count_by_document(rows, by="year")[["document", "statements", "totals", "hits"]].to_numpy().tolist()
    [['a', 2, 2, 1], ['b', 1, 1, 1]]
    """
    rows = keep_counted(rows, by, base, where="count_by_document")
    keys = {"group": rows[by].astype("str") if by != "all" else pd.Series("all", index=rows.index, dtype="str")}
    keys |= {name: rows[name] for name in ("frame", "family", "document") if name in rows.columns}
    cells, names, places = number_cells(list(keys.values()))
    number, present = len(places[0]), rows["present"].to_numpy(dtype=bool)
    table = pd.DataFrame({key: name.take(place) for key, name, place in zip(keys, names, places, strict=True)})
    table.insert(0, "grouping", by)
    table.insert(1, "base", base)
    table["statements"] = np.bincount(cells, minlength=number)
    speakers = _find_speakers(rows, cells) if "speaker" in rows.columns else None
    table["speakers"] = pd.NA if speakers is None else np.bincount(speakers[1], minlength=number)
    if base == "speakers" and speakers is not None:
        named, of_cell = speakers
        spoken = named >= 0
        carrying = np.zeros(len(of_cell), dtype=bool)
        carrying[named[spoken & present]] = True
        totals, hits = np.bincount(of_cell, minlength=number), np.bincount(of_cell[carrying], minlength=number)
    else:
        totals, hits = table["statements"].to_numpy(), np.bincount(cells[present], minlength=number)
    if base == "documents":
        totals, hits = np.ones_like(totals), np.minimum(hits, 1)
    return table.assign(totals=totals, hits=hits)


def _find_speakers(rows: pd.DataFrame, cells: Codes) -> tuple[Codes, Codes]:
    """The number of each row's speaker in its cell (-1 where nobody is named), and the cell of each speaker."""
    codes, names = pd.factorize(rows["speaker"])
    joined = np.where(np.asarray(names == "")[codes], -1, cells * max(len(names), 1) + codes)
    spoken = joined >= 0
    numbers = np.full(len(joined), -1, dtype=np.int64)
    numbers[spoken], found = pd.factorize(joined[spoken])
    return numbers, found // max(len(names), 1)


def keep_counted(rows: pd.DataFrame, by: str, base: str, *, where: str) -> pd.DataFrame:
    """Check the rows and the call of measure_shares, and keep the rows that the base counts."""
    check_rows(rows, where=f"{where}: rows")
    rows = keep_framed(rows) if base == "framed" else rows
    faults = []
    if not isinstance(by, str) or (by != "all" and by not in rows.columns):
        expected = "all, or a column of the rows: " + ", ".join(rows.columns)
        faults.append(Fault(where, "by", repr(by), expected))
    if base not in BASES:
        faults.append(Fault(where, "base", repr(base), " or ".join(BASES)))
    elif base == "speakers" and "speaker" not in rows.columns:
        faults.append(Fault(where, "speaker", "no such column", "rows that name the speakers"))
    if rows.empty and not faults:
        faults.append(Fault(where, "rows", "none", "reported statements, from merge_frames"))
    if faults:
        raise InputError(faults)
    check_rows(rows, where=f"{where}: rows", groups=[] if by == "all" else [by])
    return rows

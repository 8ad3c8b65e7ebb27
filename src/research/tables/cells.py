"""CSV files that people keep and send back: every cell as text, every row as long as the first."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pandas as pd

from research.tables.faults import Fault, InputError

_EXPECTED, _REMEDY = "a CSV table in UTF-8", "save it again"
_MEND = "quote cells that hold commas, or mend the row"


def read_cells(path: Path, *, expected: str = _EXPECTED, remedy: str = _REMEDY, comments: bool = False) -> pd.DataFrame:
    r"""Read a CSV file as a table of texts: the columns of its first row, empty rows left out.

    pandas would take the first cell of a row that is too long for the row's name, and fill up one that is too short.
    Rows are counted as records, the first is 1. expected and remedy are the words for a file that is no such table.
    With comments, rows that begin with # are left out. Raises InputError: a fault for each row with too many or too few
    cells and each column given twice, or one where the file is missing, in another encoding, empty, or ends inside
    quotation marks.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "gold.csv"
    >>> _ = file.write_text("document,sentence\na,1\n", encoding="utf-8")
    >>> read_cells(file).to_dict("records")
    [{'document': 'a', 'sentence': '1'}]
    >>> _ = file.write_text("document,sentence\na,1,2\nb\n", encoding="utf-8")
    >>> read_cells(file)
    Traceback (most recent call last):
        ...
    research.tables.InputError: 2 faults:
    .../gold.csv, row 2: cells: found 3, expected 2, as row 1 has; quote cells that hold commas, or mend the row
    .../gold.csv, row 3: cells: found 1, expected 2, as row 1 has; quote cells that hold commas, or mend the row
    """
    (table,) = _iter_parts(path, None, (expected, remedy), comments=comments)
    return table


def iter_cells(path: Path, *, size: int, expected: str = _EXPECTED, remedy: str = _REMEDY) -> Iterator[pd.DataFrame]:
    """Read a CSV file as read_cells does, size rows at a time; the index counts the rows of all parts from 0.

    A file of a header alone gives one part without rows. Faults are those of one part at a time.
    """
    return _iter_parts(path, size, (expected, remedy), comments=False)


def _iter_parts(path: Path, size: int | None, words: tuple[str, str], *, comments: bool) -> Iterator[pd.DataFrame]:
    where, (expected, remedy) = Path(path).as_posix(), words
    if not Path(path).is_file():
        raise InputError([Fault(where, "file", "nothing there", expected, "check the path")])
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            records = (record for record in csv.reader(file, strict=True) if record)
            numbered = ((n, record) for n, record in enumerate(records, 1) if not (comments and record[0][:1] == "#"))
            first = next(numbered, None)
            if first is None:
                raise InputError([Fault(where, "file", "no row", expected, remedy)])
            head, done = first[1], 0
            while (rows := list(islice(numbered, size))) or not done:
                _check_rows(head, rows, where)
                index = pd.RangeIndex(done, done + len(rows))
                yield pd.DataFrame([row for _, row in rows], columns=head, index=index, dtype="str")
                done += len(rows)
                if not rows:
                    return
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise InputError([Fault(where, "file", str(error), expected, remedy)]) from None


def _check_rows(head: list[str], rows: Iterable[tuple[int, list[str]]], where: str) -> None:
    twice = [name for name, count in Counter(head).items() if count > 1]
    faults = [Fault(f"{where}, row 1", "columns", f"{name!r} twice", "each column once") for name in twice]
    faults += [
        Fault(f"{where}, row {number}", "cells", str(len(row)), f"{len(head)}, as row 1 has", _MEND)
        for number, row in rows
        if len(row) != len(head)
    ]
    if faults:
        raise InputError(faults)

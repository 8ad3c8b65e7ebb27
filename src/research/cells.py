"""CSV files that people keep and send back: every cell as text, every row as long as the first."""

import csv
from collections import Counter
from pathlib import Path

import pandas as pd

from research.tables import Fault, InputError

_MEND = "quote cells that hold commas, or mend the row"


def read_cells(path: Path, *, expected: str = "a CSV table in UTF-8", remedy: str = "save it again") -> pd.DataFrame:
    r"""Read a CSV file as a table of texts: the columns of its first row, empty rows left out.

    pandas would take the first cell of a row that is too long for the row's name, and fill up one that is too short.
    Rows are counted as records, the first is 1. expected and remedy are the words for a file that is no such table.
    Raises InputError: a fault for each row with too many or too few cells and each column given twice, or one where the
    file is missing, in another encoding, empty, or ends inside quotation marks.

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
    where = Path(path).as_posix()
    if not Path(path).is_file():
        raise InputError([Fault(where, "file", "nothing there", expected, "check the path")])
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            records = [record for record in csv.reader(file, strict=True) if record]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError([Fault(where, "file", str(error), expected, remedy)]) from None
    if not records:
        raise InputError([Fault(where, "file", "no row", expected, remedy)])
    head, rows = records[0], records[1:]
    twice = [name for name, count in Counter(head).items() if count > 1]
    faults = [Fault(f"{where}, row 1", "columns", f"{name!r} twice", "each column once") for name in twice]
    faults += [
        Fault(f"{where}, row {number}", "cells", str(len(row)), f"{len(head)}, as row 1 has", _MEND)
        for number, row in enumerate(rows, start=2)
        if len(row) != len(head)
    ]
    if faults:
        raise InputError(faults)
    return pd.DataFrame(rows, columns=head, dtype="str")

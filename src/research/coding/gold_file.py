"""Read gold.csv record by record, so that records which do not change keep their bytes."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from research.coding.coded_texts import HASH
from research.coding.gold import GOLD_COLUMNS
from research.tables import Fault, InputError


@dataclass(frozen=True)
class GoldFile:
    """The header, the records and the format of gold.csv.

    Attributes
    ----------
    head : str
        The header, as it is in the file.
    columns : tuple of str
        The names of the columns.
    lines : mapping of int to str
        The records, as they are in the file, by the row that a spreadsheet shows for them.
    delimiter : str
        The character between two cells.
    newline : str
        The characters at the end of a record.
    """

    head: str
    columns: tuple[str, ...]
    lines: Mapping[int, str]
    delimiter: str = ","
    newline: str = "\n"

    def parse(self, row: int) -> dict[str, str]:
        """Return the cells of a record, by column."""
        (cells,) = csv.reader(io.StringIO(self.lines[row], newline=""), delimiter=self.delimiter)
        return dict(zip(self.columns, cells, strict=True))

    def render(self, cells: Mapping[str, Any]) -> str:
        """Write cells as a record in the format of the file, without cells of other columns."""
        line = io.StringIO()
        writer = csv.writer(line, delimiter=self.delimiter, lineterminator=self.newline)
        writer.writerow([cells.get(column, "") for column in self.columns])
        return line.getvalue()


def split_gold(path: Path) -> GoldFile:
    """Split gold.csv into its header and its records.

    Parameters
    ----------
    path : Path
        The file gold.csv; it may be missing.

    Returns
    -------
    GoldFile
        The header and the records; for a missing file a new header and no records.

    Raises
    ------
    InputError
        Where the first row does not have the names of all columns.
    """
    if not path.is_file():
        new = (*GOLD_COLUMNS, HASH)
        return GoldFile(",".join(new) + "\n", new, {})
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = file.readlines()
    delimiter = max(",;\t|", key=lines[0].count) if lines else ","
    # Only a CSV reader finds the records: a quotation mark inside a cell, as for inches, does not begin a quoted cell.
    reader = csv.reader(lines, delimiter=delimiter)
    records, first = [], 0
    for _ in reader:
        record = "".join(lines[first : reader.line_num])
        records.append(record if record.endswith("\n") else f"{record}\n")
        first = reader.line_num
    columns = tuple(name.strip() for name in next(csv.reader(records[:1], delimiter=delimiter), []))
    if missing := [name for name in GOLD_COLUMNS if name not in columns]:
        found, expected = ", ".join(columns)[:160] or "nothing", "the names of its columns, also " + ", ".join(missing)
        raise InputError([Fault(f"{path.as_posix()}, row 1", "columns", found, expected, "save it as CSV UTF-8")])
    newline = "\r\n" if records[0].endswith("\r\n") else "\n"
    numbered = {number: record for number, record in enumerate(records[1:], start=2) if record.strip()}
    return GoldFile(records[0], columns, numbered, delimiter, newline)

"""gold.csv record by record as it stands, so that what is not decided anew keeps its bytes."""

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
    """gold.csv: its header and records as they stand, by the row that a spreadsheet counts them by; and their form."""

    head: str
    columns: tuple[str, ...]
    lines: Mapping[int, str]
    delimiter: str = ","
    newline: str = "\n"

    def parse(self, row: int) -> dict[str, str]:
        """The cells of a record."""
        (cells,) = csv.reader(io.StringIO(self.lines[row], newline=""), delimiter=self.delimiter)
        return dict(zip(self.columns, cells, strict=True))

    def render(self, cells: Mapping[str, Any]) -> str:
        """A record in the form of the file; cells of no column are left out."""
        line = io.StringIO()
        writer = csv.writer(line, delimiter=self.delimiter, lineterminator=self.newline)
        writer.writerow([cells.get(column, "") for column in self.columns])
        return line.getvalue()


def split_gold(path: Path) -> GoldFile:
    """Split gold.csv into its records; where it is not there yet, one without records.

    Raises InputError where its first row is not the names of its columns.
    """
    if not path.is_file():
        new = (*GOLD_COLUMNS, HASH)
        return GoldFile(",".join(new) + "\n", new, {})
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = file.readlines()
    delimiter = max(",;\t|", key=lines[0].count) if lines else ","
    # What a record is only the reader of CSV can say: a mark in the middle of a cell, as of inches, opens no cell.
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

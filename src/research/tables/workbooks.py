"""Reader of spreadsheet workbooks (.xlsx): the rows of the sheet that contains the table."""

import io
import warnings
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from research.tables.bounds import check_archive, read_bytes
from research.tables.cell_values import UnfitValue, render_value
from research.tables.faults import Fault, InputError
from research.tables.headers import fold_name

_TITLES = 10


def read_workbook_rows(path: Path, known: Collection[str]) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Read the rows of the table in a workbook, from its header on.

    The table is on the first sheet whose header has a name of known, otherwise on the first sheet that is not empty.
    The header is the first of ten rows with such a name, otherwise the first row that is not empty. A formula gives the
    value that was saved with it.

    Parameters
    ----------
    path
        The file.
    known
        Folded column names (see fold_name).

    Returns
    -------
    rows : list of tuple of int and list of str
        The number of each row on the sheet, and its cells.
    notes : list of str
        Which sheet was read, which sheets were not, and how many rows above the header were left out.

    Raises
    ------
    InputError
        If the file is not a workbook, unpacks to too many bytes, or has no row.
    """
    where = path.as_posix()
    content = read_bytes(path)
    check_archive(content, where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on styles and drop-down lists that openpyxl does not read
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            pages = {sheet.title: list(_list_rows(sheet)) for sheet in book.worksheets}
    # A damaged workbook can fail anywhere in its zip, its XML or the objects made from it.
    except Exception as error:
        found = f"{type(error).__name__}: {error}".splitlines()[0][:120]
        raise InputError([Fault(where, "file", found, "an .xlsx workbook", "save it again as .xlsx")]) from None
    filled = {name: rows for name, rows in pages.items() if rows}
    if not filled:
        raise InputError([Fault(where, "pages", "no filled cell", "a table with a header", "export it again")])
    fitting = [name for name, rows in filled.items() if _find_header(rows, known) is not None]
    chosen = next(iter(fitting or filled))
    rows = filled.pop(chosen)
    header = _find_header(rows, known) or 0
    notes = [f"page {chosen}"] if len(pages) > 1 else []
    notes += [f"pages not read: {', '.join(filled)} (give each as a file of its own)"] if filled else []
    if header:
        notes.append(f"{header} row{'s' if header > 1 else ''} above the header left out")
    return _trim(rows[header:]), notes


def _list_rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = [_render(cell) for cell in cells]
        if any(row):
            yield number, row


def _render(value: Any) -> str:
    try:
        return render_value(value)
    except UnfitValue:
        return str(value)


def _find_header(rows: list[tuple[int, list[str]]], known: Collection[str]) -> int | None:
    for place, (_, row) in enumerate(rows[:_TITLES]):
        if {fold_name(name) for name in row} & set(known):
            return place
    return None


def _trim(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Cut the rows after the last column with a value: a sheet may have thousands of formatted empty columns."""
    width = max((place for _, row in rows for place, cell in enumerate(row, start=1) if cell), default=0)
    return [(number, [*row[:width], *[""] * (width - len(row))]) for number, row in rows]

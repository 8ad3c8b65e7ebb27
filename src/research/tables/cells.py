"""Reader of input tables: .csv, .tsv, .xlsx, .json, .jsonl and .parquet files, row by row, as texts."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pandas as pd

from research.tables.bounds import check_length
from research.tables.cell_values import UnfitValue, render_value
from research.tables.csv_files import Dialect, find_dialect, is_comment, iter_csv
from research.tables.faults import Fault, InputError, merge_faults
from research.tables.formulas import unescape_formulas
from research.tables.headers import check_names, fold_name
from research.tables.objects import iter_json_lines, iter_parquet, read_json

TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".parquet")
_EXPECTED, _REMEDY = "a CSV table in UTF-8", "save it again"
_LARGE, _ROWS_AT_A_TIME = 10_000_000, 50_000  # bytes, rows
_MEND = "quote cells that hold {}, or mend the row"


@dataclass(frozen=True)
class Grid:
    """Rows of an input table, as they were read from the file.

    Attributes
    ----------
    where
        The path of the file.
    columns
        The names of the columns, as the file has them.
    rows
        The values of each row, unchanged.
    numbers
        The number of each row in the file.
    ragged
        The number and the cells of each row with more or fewer cells than the header.
    faults
        The faults of the rows that could not be read.
    notes
        How the file was read, such as its encoding.
    unit
        The name of a row in messages: row, or line for a .jsonl file.
    header
        The number of the header row.
    separator
        The name of the cell separator in messages.
    """

    where: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    ragged: tuple[tuple[int, tuple[str, ...]], ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    unit: str = "row"
    header: int = 1
    separator: str = "commas"

    def name_row(self, number: int) -> str:
        """Return the file and the number of a row, as messages name it."""
        return f"{self.where}, {self.unit} {number}"

    def list_faults(self) -> list[Fault]:
        """List the faults of unreadable rows and of rows with a wrong number of cells; equal faults are merged."""
        expected, remedy = f"{len(self.columns)}, as row {self.header} has", _MEND.format(self.separator)
        ragged = [
            Fault(self.name_row(number), "cells", str(len(cells)), expected, remedy) for number, cells in self.ragged
        ]
        return merge_faults([*self.faults, *ragged])


def iter_grids(
    path: Path, *, known: Collection[str] = (), size: int | None = None, lenient: bool = True, comments: bool = False
) -> Iterator[Grid]:
    """Read a table by the ending of its file name, in pieces of size rows.

    Parameters
    ----------
    path
        The file; upper and lower case of its ending are the same.
    known
        Folded column names (see fold_name). They identify a header below title lines, and the sheet of a workbook.
    size
        The number of rows in one grid; with None, one grid has all rows.
    lenient
        Whether bytes that are not UTF-8 may be read as cp1252, and empty cells at the ends of all rows may be left out;
        a note reports both.
    comments
        Whether to leave out rows of a delimited file that begin with #.

    Yields
    ------
    Grid
        The rows in their order. A table without rows gives one grid without rows. The first grid has the notes.

    Raises
    ------
    InputError
        If the file cannot be read, if it is not a table, or if it has two columns of the same name.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending in (".csv", ".tsv"):
        return _iter_delimited(path, size, find_dialect(path, known, lenient=lenient, comments=comments), comments)
    if ending == ".xlsx":
        from research.tables.workbooks import read_workbook_rows

        rows, notes = read_workbook_rows(path, known)
        return _iter_records(path.as_posix(), iter(rows), size, tuple(notes))
    if ending == ".json":
        found, notes = read_json(path)
        return _iter_objects(path.as_posix(), iter(found), size, tuple(notes), "row")
    if ending == ".jsonl":
        return _iter_objects(path.as_posix(), iter_json_lines(path), size, (), "line")
    if ending == ".parquet":
        return _iter_batches(path, size)
    raise InputError([Fault(path.as_posix(), "file ending", repr(path.suffix), "one of " + ", ".join(TABLE_ENDINGS))])


def read_grid(path: Path, *, known: Collection[str] = ()) -> Grid:
    """Read a whole table by the ending of its file name.

    Parameters
    ----------
    path
        The file.
    known
        Folded column names, as for iter_grids.

    Returns
    -------
    Grid
        All rows of the table.

    Raises
    ------
    InputError
        In the cases of iter_grids.
    """
    (grid,) = iter_grids(path, known=known)
    return grid


def render_texts(grid: Grid, columns: Sequence[str]) -> tuple[pd.DataFrame, list[Fault]]:
    """Convert columns of a grid to texts.

    Parameters
    ----------
    grid
        The rows as they were read.
    columns
        The columns to convert; each must be a column of the grid.

    Returns
    -------
    table : pandas.DataFrame
        The columns as texts; the index is the number of each row in the file. Rows with a value that cannot be
        converted, or that is too long, are left out.
    faults : list of Fault
        The faults of the rows that were left out; equal faults are merged.
    """
    places = [grid.columns.index(column) for column in columns]
    rows: list[list[str]] = []
    numbers: list[int] = []
    faults: list[Fault] = []
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        texts = []
        for column, place in zip(columns, places, strict=True):
            try:
                texts.append(_check_text(render_value(row[place])))
            except UnfitValue as error:
                faults.append(Fault(grid.name_row(number), column, str(error), "a text", "correct it"))
        if len(texts) == len(places):
            rows.append(texts)
            numbers.append(number)
    return pd.DataFrame(rows, columns=list(columns), index=pd.Index(numbers, dtype="int64"), dtype="str"), merge_faults(
        faults
    )


def _check_text(text: str) -> str:
    if fault := check_length(text, ""):
        raise UnfitValue(fault.found)
    return text


def read_cells(
    path: Path,
    *,
    columns: Sequence[str] = (),
    expected: str = _EXPECTED,
    remedy: str = _REMEDY,
    comments: bool = False,
) -> pd.DataFrame:
    r"""Read a table of a corpus, or one that a command wrote, as texts.

    The cells of a delimited file may be separated by commas, semicolons, tabs or vertical bars; the file may begin with
    a byte order mark or a line sep=. Workbooks, JSON and parquet files are read too. Rows are numbered as in a
    spreadsheet: the header is row 1, and the index of the table is the row number minus 2.

    Parameters
    ----------
    path
        The file.
    columns
        The column names of the returned table; in the file, case, blanks and underscores make no difference.
    expected, remedy
        The words of the fault for a file that is not such a table.
    comments
        Whether to leave out rows that begin with #.

    Returns
    -------
    pandas.DataFrame
        The columns of the header, without blanks around their names; empty rows are left out.

    Raises
    ------
    InputError
        If the file is missing, is in another encoding, is empty, has two columns of the same name, or has rows with too
        many or too few cells.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "gold.csv"
    >>> _ = file.write_text("document,sentence\na,1\n", encoding="utf-8")
    >>> read_cells(file).to_dict("records")
    [{'document': 'a', 'sentence': '1'}]
    >>> _ = file.write_text("document,sentence\na,1,2\nb\n", encoding="utf-8")
    >>> read_cells(file)
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    .../gold.csv, row 2, 3: cells: found 3, 1, expected 2, as row 1 has; quote cells that hold commas, or mend the row
    """
    path = Path(path)
    # A large file is read in pieces, as rows of Python's texts take ten times the memory of their table.
    large = path.suffix.lower() in (".csv", ".tsv") and path.is_file() and path.stat().st_size > _LARGE
    pieces = _iter_strict(path, columns, _ROWS_AT_A_TIME if large else None, (expected, remedy), comments=comments)
    return pd.concat(list(pieces)) if large else next(pieces)


def _iter_strict(
    path: Path, columns: Sequence[str], size: int | None, words: tuple[str, str], *, comments: bool
) -> Iterator[pd.DataFrame]:
    known = {fold_name(name): name for name in columns}
    try:
        for grid in iter_grids(path, known=known, size=size, lenient=False, comments=comments):
            table, faults = render_texts(grid, grid.columns)
            if faults := [*grid.list_faults(), *faults]:
                raise InputError(faults)
            table.index = table.index - 2
            table = unescape_formulas(table) if path.suffix.lower() in (".csv", ".tsv") else table
            named = {name: known.get(fold_name(name), name) for name in table.columns}
            yield table.rename(columns=named) if len(set(named.values())) == len(named) else table
    except InputError as error:
        # The fault of a whole file has the words of the caller; the fault of a row is not changed.
        where = Path(path).as_posix()
        whole = [fault for fault in error.faults if fault.where == where and fault.field in ("file", "encoding")]
        reworded = {id(fault): replace(fault, expected=words[0], remedy=fault.remedy or words[1]) for fault in whole}
        raise InputError([reworded.get(id(fault), fault) for fault in error.faults]) from None


def _iter_delimited(path: Path, size: int | None, dialect: Dialect, comments: bool) -> Iterator[Grid]:
    separator = {",": "commas", ";": "semicolons", "\t": "tabs"}.get(dialect.delimiter, repr(dialect.delimiter))
    records = (row for row in iter_csv(path, dialect) if not (comments and is_comment(row[1])))
    head = next(records, None)
    if head is None:
        raise InputError([Fault(path.as_posix(), "file", "no row", _EXPECTED, _REMEDY)])
    trimmed = ((number, row[: len(row) - dialect.spare]) for number, row in records) if dialect.spare else records
    for grid in _iter_records(path.as_posix(), chain([head], trimmed), size, dialect.notes):
        yield replace(grid, separator=separator)


def _iter_records(
    where: str, records: Iterator[tuple[int, list[str]]], size: int | None, notes: tuple[str, ...]
) -> Iterator[Grid]:
    """Yield the grids of records, the first of which is the header."""
    number, head = next(records)
    blank = [place for place, name in enumerate(head) if not name.strip()]
    names = check_names(head, f"{where}, row {number}")
    first = True
    while (block := list(islice(records, size))) or first:
        whole = [(place, row) for place, row in block if len(row) == len(names)]
        ragged = tuple((place, tuple(row)) for place, row in block if len(row) != len(names))
        rows, numbers = tuple(tuple(row) for _, row in whole), tuple(place for place, _ in whole)
        grid = Grid(where, names, rows, numbers, ragged, notes=notes if first else (), header=number)
        yield _drop_blank(grid, blank) if size is None else grid
        first = False
        if not block or size is None:
            return


def _drop_blank(grid: Grid, blank: Iterable[int]) -> Grid:
    """Remove columns without name and values, such as formatted empty columns of a spreadsheet."""
    empty = {place for place in blank if not any(row[place] for row in grid.rows)}
    if not empty or grid.ragged:
        return grid
    kept = [place for place in range(len(grid.columns)) if place not in empty]
    rows = tuple(tuple(row[place] for place in kept) for row in grid.rows)
    return replace(grid, columns=tuple(grid.columns[place] for place in kept), rows=rows)


def _iter_objects(
    where: str, rows: Iterator[tuple[int, dict[str, Any] | Fault]], size: int | None, notes: tuple[str, ...], unit: str
) -> Iterator[Grid]:
    first = True
    while (block := list(islice(rows, size))) or first:
        good = [(number, row) for number, row in block if not isinstance(row, Fault)]
        faults = tuple(row for _, row in block if isinstance(row, Fault))
        if first and faults and not good:
            # No row could be read: the file itself is invalid.
            raise InputError(merge_faults(faults))
        names = tuple(dict.fromkeys(name for _, row in good for name in row))
        values = tuple(tuple(row.get(name) for name in names) for _, row in good)
        numbers = tuple(number for number, _ in good)
        yield Grid(where, names, values, numbers, faults=faults, notes=notes if first else (), unit=unit)
        first = False
        if not block or size is None:
            return


def _iter_batches(path: Path, size: int | None) -> Iterator[Grid]:
    """Yield the grids of a parquet file: one grid if size is None, otherwise one for each batch of the reader."""
    where, done = path.as_posix(), 0
    rows: list[tuple[Any, ...]] = []
    names: tuple[str, ...] = ()
    for names, batch in iter_parquet(path):
        rows += [tuple(row.values()) for row in batch]
        if size is not None:
            yield Grid(where, check_names(names, where), tuple(rows), tuple(range(done + 1, done + len(rows) + 1)))
            done, rows = done + len(rows), []
    if size is None:
        yield Grid(where, check_names(names, where), tuple(rows), tuple(range(1, len(rows) + 1)))

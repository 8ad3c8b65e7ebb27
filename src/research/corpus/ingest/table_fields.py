"""Fields of the rows of a table; the meaning of a cell can depend on its whole column."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from research.corpus.ingest.date_columns import find_day_column, is_missing, read_days
from research.corpus.ingest.date_formats import find_days
from research.corpus.ingest.publication_dates import find_url_day
from research.tables import InputError

_LONGEST_NOTHING = 40  # characters of a cell with a phrase for a missing value
_SMALL = 10_000  # a smaller number counts rows; a larger one may be the id of a page


@dataclass(frozen=True)
class TableFields:
    """The fields of the rows of a table.

    Attributes
    ----------
    rows
        The fields of each row.
    notes
        The notes on each row.
    mapping
        The column of each field.
    remarks
        Notes on whole columns.
    """

    rows: tuple[dict[str, str], ...]
    notes: tuple[tuple[str, ...], ...]
    mapping: dict[str, str]
    remarks: tuple[str, ...]


def read_fields(
    table: Mapping[str, Sequence[str]],
    mapping: Mapping[str, str],
    *,
    rows: Sequence[str],
    today: date,
    given: Collection[str] = (),
) -> TableFields:
    """Read the fields of all rows: days by column, empty fields for missing values, and no ids that only count rows.

    Parameters
    ----------
    table
        The cells of each column, by the name of the column; all columns have the same length.
    mapping
        The column of each field that has one.
    rows
        The name of each row in faults: the file and the row.
    today
        The last possible day of publication.
    given
        The fields whose column the user chose; ids in such a column are used even if they only count rows.

    Returns
    -------
    TableFields
        The fields, notes and remarks.

    Raises
    ------
    InputError
        If a column of days needs two orders of day and month.

    Examples
    --------
    >>> table = {"ID": ["1", "2"], "isi": ["Camat ...", "Lurah ..."], "tgl": ["NaN", "10/23/2024"]}
    >>> mapping = {"text": "isi", "id": "ID", "published": "tgl"}
    >>> found = read_fields(table, mapping, rows=["a.csv, row 2", "a.csv, row 3"], today=date(2026, 1, 1))
    >>> found.rows[1]
    {'text': 'Lurah ...', 'published': '2024-10-23'}
    >>> found.remarks
    ('id: column ID only counts rows; names are made of day, region and outlet',)
    """
    columns, remarks = _settle_columns(table, mapping, given)
    cells = {field: [_clear(cell) for cell in table[column]] for field, column in columns.items()}
    addresses = [find_url_day(url, today=today) for url in cells.get("url", [])]
    near = [found.day if found else None for found in addresses]
    where = rows[0].rpartition(", ")[0] if rows else ""
    days = read_days(cells.get("published", [""] * len(rows)), where=where, today=today, near=near, rows=rows)
    if days.faults:
        raise InputError(days.faults)
    if "published" in cells:
        cells["published"] = list(days.days)
    remarks += days.remarks
    notes = [(note,) if note else () for note in days.notes]
    fields = [{field: column[row] for field, column in cells.items()} for row in range(len(rows))]
    return TableFields(tuple(fields), tuple(notes), columns, tuple(remarks))


def _settle_columns(
    table: Mapping[str, Sequence[str]], mapping: Mapping[str, str], given: Collection[str]
) -> tuple[dict[str, str], list[str]]:
    """Choose the column of each field: remove ids that count rows, add a column of days; with remarks on both."""
    columns, remarks = dict(mapping), list[str]()
    if "id" in columns and "id" not in given and is_row_number(table[columns["id"]]):
        remarks.append(f"id: column {columns.pop('id')} only counts rows; names are made of day, region and outlet")
    # A column of this name without days, such as one of weekdays, does not exclude another column with days.
    named = columns.get("published", "")
    if "published" not in given and not (named and any(map(find_days, table[named]))):
        used = set(columns.values())
        chosen, remark = find_day_column({name: cells for name, cells in table.items() if name not in used})
        columns |= {"published": chosen} if chosen else {}
        remarks += [remark] if remark else []
    return columns, remarks


def _clear(cell: str) -> str:
    return "" if len(cell) <= _LONGEST_NOTHING and is_missing(cell) else cell


def is_row_number(cells: Sequence[str]) -> bool:
    """Return whether a column only counts rows: its numbers are below 10,000, or more than half of their range is used.

    Parameters
    ----------
    cells
        The column, as texts.

    Returns
    -------
    bool
        False if a cell is not a whole number, or if all cells are empty.

    Examples
    --------
    >>> is_row_number(["1", "2.0", ""]), is_row_number(["7604321", "7604322"]), is_row_number(["7604321", "7611007"])
    (True, True, False)
    >>> is_row_number(["2024-camat", "2024-lurah"])
    False
    """
    numbers = [cell.strip().removesuffix(".0").removesuffix(",0") for cell in cells if cell.strip()]
    if not numbers or not all(number.isdecimal() and len(number) < 19 for number in numbers):
        return False
    values = {int(number) for number in numbers}
    return max(values) < _SMALL or (len(values) > 1 and max(values) - min(values) < 2 * len(values))

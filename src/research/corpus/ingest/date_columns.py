"""Reading of a column of publication dates, with one order of day and month for the whole column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from research.corpus.ingest.date_formats import (
    DAY_FIRST,
    EARLIEST,
    MONTH_FIRST,
    ORDERS,
    DateExpression,
    find_days,
    pick_day,
    tidy_cell,
)
from research.corpus.ingest.ingest_words import read_day_words
from research.tables import Fault

_MOSTLY = 0.8  # the share of days among the cells with a value, in a column of days
_LONGEST = 80  # characters of a cell with a day; a longer cell is text that mentions a day
_FEW = 3  # cells of a kind that are not a coincidence
_LOOKED_AT = 1000  # cells that are tested for days


@dataclass(frozen=True)
class Days:
    """The days of a column.

    Attributes
    ----------
    days
        The day of each cell in ISO form; empty if there is none.
    notes
        A note on each cell; empty if there is none.
    remarks
        Notes on the whole column.
    faults
        The faults of the column.
    """

    days: tuple[str, ...]
    notes: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def is_missing(cell: str) -> bool:
    """Return whether a cell has no value: no letter or digit, or a phrase for a missing value from data/days.toml.

    Parameters
    ----------
    cell
        The text of the cell.

    Returns
    -------
    bool
        Whether the value is missing.

    Examples
    --------
    >>> is_missing(" Tidak Ditemukan "), is_missing("-"), is_missing("NaN"), is_missing("Tidak Ada Sanksi")
    (True, True, True, False)
    """
    cell = tidy_cell(cell).casefold()
    plain = cell.strip(" .,;:!?*\"'")
    return not any(map(str.isalnum, cell)) or cell in _list_nothing() or plain in _list_nothing()


def _list_nothing() -> frozenset[str]:
    return frozenset(read_day_words()["words"]["none"])


def read_days(
    cells: Sequence[str], *, where: str, today: date, near: Sequence[date | None] = (), rows: Sequence[str] = ()
) -> Days:
    """Read a column of days, with one order of day and month for the whole column.

    Cells such as 10/05/2024 have two readings; the order is that of the cells with one reading. If all cells have two,
    the order is the one with fewer days after today, else the one that agrees with near, else day first, with a remark.

    Parameters
    ----------
    cells
        The column, as texts.
    where
        The table, as the faults name it.
    today
        The last possible day of publication.
    near
        For each cell a day that is known from another source, such as the address in its row, or None.
    rows
        The names of the rows in faults, with or without the file; if empty, rows are counted from 1.

    Returns
    -------
    Days
        days are empty if a cell is empty, cannot be read, or has a day before 1995 or after today; notes say why, for a
        cell that is not empty; remarks are on the order; faults has one fault if the cells need both orders, with an
        example of each.

    Examples
    --------
    >>> column = read_days(["10/23/2024", "10/05/2024", "-", "3 hari lalu"], where="a.csv", today=date(2026, 1, 1))
    >>> column.days
    ('2024-10-23', '2024-10-05', '', '')
    >>> column.notes[3]
    "published: found '3 hari lalu', no day; left empty"
    >>> print(read_days(["10/23/2024", "23/10/2024"], where="a.csv", today=date(2026, 1, 1)).faults[0])
    a.csv: published: found 23/10/2024 (row 2), day first, and 10/23/2024 (row 1), month first, expected one order of
    day and month in a column; write its days as 2024-10-23, or give the rows of each order as a table of their own
    """
    picked = [(None, "") if is_missing(cell) else pick_day(cell) for cell in cells]
    written = [day for day, _ in picked]
    order, remarks, faults = _choose_order(written, near, today, (where, rows))
    remarks += _suspect_spreadsheet(written)
    days, notes = [], []
    for cell, (day, reason) in zip(cells, picked, strict=True):
        found = day.dates.get(order) if day else None
        if found is not None and not EARLIEST <= found <= today:
            reason = f"a day before {EARLIEST}" if found < EARLIEST else f"a day after {today}"
            found = None
        days.append(found.isoformat() if found else "")
        notes.append(f"published: found {cell[:_LONGEST]!r}, {reason}; left empty" if reason else "")
    return Days(tuple(days), tuple(notes), tuple(remarks), tuple(faults))


def _choose_order(
    written: Sequence[DateExpression | None], near: Sequence[date | None], today: date, place: tuple[str, Sequence[str]]
) -> tuple[str, list[str], list[Fault]]:
    """Choose the order in which all cells can be read; a remark if it is uncertain, a fault if there is none."""
    open_cells = [(row, day) for row, day in enumerate(written) if day and not day.is_unambiguous]
    orders = [order for order in ORDERS if all(order in day.dates for _, day in open_cells)]
    if not orders:
        return DAY_FIRST, [], [_describe_orders(open_cells, *place)]
    if len(orders) == 1 or not open_cells:
        return orders[0], [], []
    late = {order: sum(day.dates[order] > today for _, day in open_cells) for order in orders}
    known = [(day, other) for row, day in open_cells if row < len(near) and (other := near[row])]
    agree = {order: sum(abs((day.dates[order] - other).days) <= 1 for day, other in known) for order in orders}
    best = min(orders, key=lambda order: (late[order], -agree[order], orders.index(order)))
    rivals = [o for o in (DAY_FIRST, MONTH_FIRST) if o in orders and (late[o], agree[o]) == (late[best], agree[best])]
    doubtful = [day.words for _, day in open_cells if any(day.dates[o] != day.dates[best] for o in rivals)]
    if not doubtful:
        return best, [], []
    return best, [f"days such as {doubtful[0]} are read {best}: nothing in the column tells the order"], []


def _suspect_spreadsheet(written: Sequence[DateExpression | None]) -> list[str]:
    """Warn that a spreadsheet may have swapped day and month: it converts what it can to days, month first.

    In this case no converted day is later than the 12th of its month, and all cells left as text are later.
    """
    turned = [day for day in written if day and day.is_unambiguous and not any(map(str.isalpha, day.words))]
    left = [day for day in written if day and set(day.dates) == {DAY_FIRST}]
    if min(len(turned), len(left)) < _FEW or len(turned) + len(left) < sum(day is not None for day in written):
        return []
    if any(day.dates[DAY_FIRST].day > 12 for day in turned):
        return []
    first = turned[0].words
    return [f"a spreadsheet may have swapped day and month in {len(turned)} cells such as {first}: compare them"]


def _describe_orders(cells: Sequence[tuple[int, DateExpression]], where: str, rows: Sequence[str]) -> Fault:
    """Make the fault of a column that needs two orders, with one cell of each."""
    examples = []
    for order, other in ((DAY_FIRST, MONTH_FIRST), (MONTH_FIRST, DAY_FIRST)):
        row, day = next(((row, day) for row, day in cells if order in day.dates and other not in day.dates), cells[0])
        place = rows[row].rpartition(", ")[2] if rows else f"row {row + 1}"
        examples.append(f"{day.words} ({place}), {order}")
    remedy = "write its days as 2024-10-23, or give the rows of each order as a table of their own"
    return Fault(where, "published", ", and ".join(examples), "one order of day and month in a column", remedy)


def find_day_column(table: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Choose the column of a table whose cells are mostly days.

    A column named for another day than that of publication (tanggal_kejadian, updated_at) is not chosen. If several
    columns have days, the one named for publication is chosen, else the one named for a day; if there is still more
    than one, none is chosen.

    Parameters
    ----------
    table
        The cells of each column, by the name of the column.

    Returns
    -------
    column : str
        The name of the column; empty if none is chosen.
    remark : str
        Which column was chosen, or which columns with days were not chosen and why; empty if no column has days.

    Examples
    --------
    >>> find_day_column({"nomor": ["1"], "waktu_muat": ["Rabu, 23 Okt 2024 14:05"]})
    ('waktu_muat', 'published=waktu_muat, as its cells are days')
    >>> find_day_column({"tanggal_kejadian": ["23/10/2024"]})[0]
    ''
    """
    columns = [name for name, cells in table.items() if _holds_days(cells)]
    groups = {name: _rank_name(name) for name in columns}
    best = max(groups.values(), default=0)
    chosen = [name for name in columns if groups[name] == best]
    if best > 0 and len(chosen) == 1:
        return chosen[0], f"published={chosen[0]}, as its cells are days"
    if not columns:
        return "", ""
    listed, advice = ", ".join(columns), "name it with --column published=..."
    why = "named for another day than that of publication" if best == 0 else "more than one holds days"
    return "", f"not taken for published: {listed} ({why}; {advice} if it is)"


def _holds_days(cells: Sequence[str]) -> bool:
    """Return whether the cells of a column are mostly days; bare numbers do not count as days."""
    full = [cell for cell in cells[:_LOOKED_AT] if not is_missing(cell)]
    days = sum(
        len(cell) <= _LONGEST and "://" not in cell and not _is_number(cell) and bool(find_days(cell)) for cell in full
    )
    return bool(full) and days >= _MOSTLY * len(full)


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace(",", "", 1).strip().isdigit() and len(cell.strip()) != len("20241023")


def _rank_name(name: str) -> int:
    """3 for a column named for publication, 2 for one named for a day, 0 for one of another day, 1 for any other."""
    words, known = set(re.findall(r"[^\W_]+", name.casefold())), read_day_words()["words"]
    if words & set(known["columns_of_other_days"]):
        return 0
    if words & set(known["columns_of_publication"]):
        return 3
    return 2 if words & set(known["columns_of_days"]) else 1

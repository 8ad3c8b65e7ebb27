"""Days in cells and columns. The right days of data/days.csv were written down by hand, with a calendar."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from research.corpus.ingest.date_columns import find_day_column, is_missing, read_days
from research.corpus.ingest.date_formats import DAY_FIRST, MONTH_FIRST, find_days, parse_day, pick_day

TODAY = date(2031, 1, 1)
DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
SHORT = ["Jan", "Peb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nop", "Des"]
ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WEEKDAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jum'at", "Sabtu", "Minggu"]
WIB = timezone(timedelta(hours=7))


def at_night(day: date) -> datetime:
    """Half past one at night in Jakarta, which is the day before in UTC."""
    return datetime(day.year, day.month, day.day, 1, 30, tzinfo=WIB)


# Each writes a day so that no other reading of the cell is possible.
FORMS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "iso with slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "compact": lambda d: f"{d:%Y%m%d}",
    "compact with hour": lambda d: f"{d:%Y%m%d}140533",
    "iso, local hour": lambda d: f"{d.isoformat()} 23:59:59",
    "iso in UTC": lambda d: at_night(d).astimezone(UTC).isoformat().replace("+00:00", "Z"),
    "iso in Jayapura": lambda d: at_night(d).astimezone(timezone(timedelta(hours=9))).isoformat(),
    "rfc 2822": lambda d: format_datetime(at_night(d).astimezone(UTC)),
    "javascript": lambda d: f"{ENGLISH[d.month - 1]} {d.day:02} {d.year} 01:30:00 GMT+0700 (WIB)",
    "seconds": lambda d: str(int(at_night(d).timestamp())),
    "milliseconds": lambda d: str(int(at_night(d).timestamp()) * 1000),
    "seconds as float": lambda d: f"{at_night(d).timestamp():.1f}",
    "excel": lambda d: str((d - date(1899, 12, 30)).days),
    "excel with hour": lambda d: f"{(d - date(1899, 12, 30)).days}.75",
    "indonesian": lambda d: f"{WEEKDAYS[d.weekday()]}, {d.day} {MONTHS[d.month - 1]} {d.year} | 23:10 WIB",
    "indonesian, short": lambda d: f"{d.day:02}-{SHORT[d.month - 1]}-{d.year % 100:02}",
    "english": lambda d: f"{ENGLISH[d.month - 1]} {d.day}, {d.year}",
    "with words before": lambda d: f"Diperbarui {d.day} {SHORT[d.month - 1]} {d.year}, 14:05 WIB",
    "capitals": lambda d: f"KABAR.COM - {d.day} {MONTHS[d.month - 1].upper()} {d.year}",
    "weekday and numbers": lambda d: f"{WEEKDAYS[d.weekday()]} ({d.day}/{d.month}/{d.year})",
}
# These leave a choice where the day is 12 or less.
DAY_FIRST_FORMS: dict[str, Callable[[date], str]] = {
    "slashes": lambda d: f"{d.day}/{d.month}/{d.year}",
    "padded, with hour": lambda d: f"{d:%d/%m/%Y} 14:05",
    "dots": lambda d: f"{d:%d.%m.%Y}",
    "hyphens": lambda d: f"{d:%d-%m-%Y}",
    "two digits": lambda d: f"{d:%d/%m/%y}",
    "no marks": lambda d: f"{d:%d%m%Y}",
}
MONTH_FIRST_FORMS: dict[str, Callable[[date], str]] = {
    "slashes": lambda d: f"{d.month}/{d.day}/{d.year}",
    "padded, with hour": lambda d: f"{d:%m/%d/%Y} 2:05 PM",
    "two digits": lambda d: f"{d:%m/%d/%y}",
}


def cells_of(root: Path) -> list[tuple[str, str]]:
    with (root / "tests" / "data" / "days.csv").open(encoding="utf-8", newline="") as file:
        return [(row["cell"], row["day"]) for row in csv.DictReader(file)]


def read_one(cell: str) -> str:
    return read_days([cell], where="a.csv", today=TODAY).days[0]


def test_every_form_that_people_and_programs_write_is_read(root: Path) -> None:
    cells = cells_of(root)
    assert len(cells) == 133
    assert {cell: read_one(cell) for cell, _ in cells} == dict(cells)


def test_a_cell_that_cannot_be_read_is_told_and_one_that_says_nothing_is_not(root: Path) -> None:
    unread = [cell for cell, day in cells_of(root) if not day]
    silent = {cell for cell in unread if not any(read_days([cell], where="a.csv", today=TODAY).notes)}
    assert silent == {cell for cell in unread if is_missing(cell)}
    assert {"Tidak Ditemukan", "NaN", "-", "NULL", "N/A", "NaT", "#N/A", "(kosong)", "\\N", "0000-00-00"} <= silent
    assert {"kemarin", "31/02/2024", "2018-W02-2", "Senin, 23 Oktober 2024", "Oktober 2024"}.isdisjoint(silent)


@settings(max_examples=60, deadline=None)
@given(form=st.sampled_from(sorted(FORMS)), days=st.lists(DAYS, min_size=1, max_size=12))
def test_a_column_in_one_form_is_read_back(form: str, days: list[date]) -> None:
    found = read_days([FORMS[form](day) for day in days], where="a.csv", today=TODAY)
    assert found.days == tuple(day.isoformat() for day in days)
    assert (found.faults, found.remarks, set(found.notes)) == ((), (), {""})


@settings(max_examples=60, deadline=None)
@given(form=st.sampled_from(sorted(DAY_FIRST_FORMS)), days=st.lists(DAYS, min_size=1, max_size=12))
def test_a_column_of_numbers_is_read_day_first_where_nothing_speaks_against_it(form: str, days: list[date]) -> None:
    days = [*days, date(2020, 1, 31)]
    found = read_days([DAY_FIRST_FORMS[form](day) for day in days], where="a.csv", today=TODAY)
    assert found.days == tuple(day.isoformat() for day in days)
    assert (found.faults, found.remarks) == ((), ())


@settings(max_examples=60, deadline=None)
@given(form=st.sampled_from(sorted(MONTH_FIRST_FORMS)), days=st.lists(DAYS, min_size=1, max_size=12), data=st.data())
def test_one_cell_that_leaves_no_choice_gives_the_order_of_all(
    form: str, days: list[date], data: st.DataObject
) -> None:
    days.insert(data.draw(st.integers(0, len(days))), date(2020, 1, 31))
    found = read_days([MONTH_FIRST_FORMS[form](day) for day in days], where="a.csv", today=TODAY)
    assert found.days == tuple(day.isoformat() for day in days)
    assert (found.faults, found.remarks) == ((), ())


@settings(max_examples=60, deadline=None)
@given(days=st.lists(DAYS, min_size=1, max_size=8), other=st.lists(DAYS, min_size=1, max_size=8))
def test_a_column_in_both_orders_is_a_fault_with_a_row_of_each(days: list[date], other: list[date]) -> None:
    cells = [f"{day:%d/%m/%Y}" for day in [*days, date(2020, 1, 31)]]
    cells += [f"{day:%m/%d/%Y}" for day in [*other, date(2020, 1, 30)]]
    (fault,) = read_days(cells, where="a.csv", today=TODAY).faults
    assert "day first, and" in fault.found
    assert "month first" in fault.found
    assert "write its days as 2024-10-23" in fault.remedy


@given(st.text(max_size=60))
def test_no_cell_makes_it_fail(cell: str) -> None:
    found = read_days([cell], where="a.csv", today=TODAY)
    assert found.days[0] == "" or date.fromisoformat(found.days[0]) <= TODAY
    assert found.faults == ()


def test_a_cell_of_running_text_or_of_thousands_of_days_gives_none() -> None:
    assert read_one("23 Oktober 2024 " * 100_000) == ""
    assert read_one("Rapat itu digelar pada 23 Oktober 2024. " * 20) == ""


def test_the_rows_of_both_orders_are_named() -> None:
    cells = ["", "10/23/2024", "10/05/2024", "23/10/2024"]
    (fault,) = read_days(cells, where="a.csv", today=TODAY, rows=["row 5", "row 6", "row 7", "row 8"]).faults
    assert str(fault).startswith(
        "a.csv: published: found 23/10/2024 (row 8), day first, and 10/23/2024 (row 6), month first, expected one order"
    )


def test_a_column_that_could_be_either_says_how_it_was_read() -> None:
    found = read_days(["10/05/2024", "11/05/2024"], where="a.csv", today=TODAY)
    assert found.days == ("2024-05-10", "2024-05-11")
    assert found.remarks == ("days such as 10/05/2024 are read day first: nothing in the column tells the order",)


def test_days_after_today_and_days_known_from_elsewhere_tell_the_order() -> None:
    late = read_days(["10/05/2024", "10/12/2024"], where="a.csv", today=date(2024, 11, 1))
    assert late.days == ("2024-10-05", "2024-10-12")
    near = [date(2024, 10, 5), None]
    known = read_days(["10/05/2024", "11/05/2024"], where="a.csv", today=TODAY, near=near)
    assert (known.days, known.remarks) == (("2024-10-05", "2024-11-05"), ())


def test_a_weekday_tells_the_order() -> None:
    found = read_days(["Sat 10/05/2024", "11/05/2024"], where="a.csv", today=TODAY)  # 5 October 2024 was a Saturday
    assert found.days == ("2024-10-05", "2024-11-05")


def test_years_of_two_digits_may_come_first_where_nothing_else_fits() -> None:
    found = read_days(["24-10-23", "24-12-31", "25-01-02"], where="a.csv", today=date(2025, 6, 1))
    assert found.days == ("2024-10-23", "2024-12-31", "2025-01-02")


def test_a_column_in_which_a_spreadsheet_may_have_swapped_day_and_month_is_told() -> None:
    # 3 to 5 and 13 to 15 October, day first, as a spreadsheet that expects the month first leaves them.
    cells = ["2024-03-10", "2024-04-10", "45422", "13/10/2024", "14/10/2024", "15/10/2024"]
    (remark,) = read_days(cells, where="a.csv", today=TODAY).remarks
    assert remark == "a spreadsheet may have swapped day and month in 3 cells such as 2024-03-10: compare them"
    assert read_days([*cells, "2024-10-16"], where="a.csv", today=TODAY).remarks == ()
    assert read_days(cells[2:], where="a.csv", today=TODAY).remarks == ()


def test_days_after_today_and_before_newspapers_went_online_are_left_empty_with_a_note() -> None:
    found = read_days(["2024-10-23", "2031-05-01", "1970-01-01"], where="a.csv", today=TODAY)
    assert found.days == ("2024-10-23", "", "")
    assert found.notes[1] == "published: found '2031-05-01', a day after 2031-01-01; left empty"
    assert found.notes[2] == "published: found '1970-01-01', a day before 1995-01-01; left empty"


@pytest.mark.parametrize(
    ("table", "chosen"),
    [
        ({"waktu_muat": ["Rabu, 23 Okt 2024 14:05", "-", "24 Okt 2024"]}, "waktu_muat"),
        ({"x": ["Diperbarui 23 Okt 2024, 14:05 WIB"], "y": ["23 orang"]}, "x"),
        ({"tgl_muat": ["23/10/2024"], "catatan": ["24/10/2024"]}, "tgl_muat"),
        ({"tanggal_kejadian": ["23/10/2024"], "waktu_tayang": ["24/10/2024"]}, "waktu_tayang"),
        ({"tanggal_kejadian": ["23/10/2024"]}, ""),
        ({"updated_at": ["2024-10-23T10:00:00Z"]}, ""),
        ({"tanggal_scraping": ["2024-10-23"]}, ""),
        ({"a": ["23/10/2024"], "b": ["24/10/2024"]}, ""),
        ({"jumlah_pembaca": ["45588", "45589"]}, ""),
        ({"tautan": ["https://kabar.example/2024/10/23/judul"]}, ""),
        ({"kutipan": ["Rapat itu digelar 23 Oktober 2024. " * 4]}, ""),
        ({"catatan": ["23 Okt 2024", "dikutip", "lihat", "kosong saja"]}, ""),
        ({}, ""),
    ],
)
def test_the_column_that_holds_days_is_found_by_its_cells(table: dict[str, list[str]], chosen: str) -> None:
    assert find_day_column(table)[0] == chosen


def test_a_column_not_taken_is_named_with_what_takes_it() -> None:
    _, remark = find_day_column({"updated_at": ["2024-10-23T10:00:00Z"]})
    assert "not taken for published: updated_at" in remark
    assert "--column published=..." in remark


def test_a_day_alone_is_read_day_first_and_a_wrong_weekday_not_at_all() -> None:
    assert parse_day("10/05/2024") == date(2024, 5, 10)
    assert parse_day("Senin, 23 Oktober 2024") is None
    assert pick_day("Senin, 23 Oktober 2024")[1] == "no day of the calendar, or not on that weekday"
    (found,) = find_days("10/05/2024")
    assert found.dates == {DAY_FIRST: date(2024, 5, 10), MONTH_FIRST: date(2024, 10, 5)}

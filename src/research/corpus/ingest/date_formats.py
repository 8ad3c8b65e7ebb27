"""Recognition of days in a cell or a line, in Indonesian and English, with the day first or the month first."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache

from research.corpus.ingest.ingest_words import read_day_words

# The orders of numbers; the year is first only if it has two digits (24-10-23).
DAY_FIRST, MONTH_FIRST, YEAR_FIRST = ORDERS = ("day first", "month first", "year first")
EARLIEST = date(1995, 1, 1)
LATEST = date(2050, 1, 1)
WIB = timezone(timedelta(hours=7), "WIB")  # the time zone of Jakarta, which decides the day of a time with an offset
_LONGEST = 500  # characters; a longer text mentions a day but is not one
_FIRST_OF_EXCEL = date(1899, 12, 30)
# Zones that feeds name by letters (RFC 2822); with WIB, WITA and WIT the printed day is correct as it is.
_ZONES = {"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
_YEAR, _SHORT_YEAR = (
    r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])",
    r"['’]?(?P<year>[0-9]{2})(?![0-9]|[:.][0-9]|\s[0-9]{1,2}(?![0-9:.]))",
)
_BETWEEN, _ORDINAL = r"[\s./,_-]{0,3}(?:(?:of|bulan|tahun)\s+)?", r"(?:st|nd|rd|th)?"
_ALONE = r"(?<![0-9])(?<![0-9][/.–-])"  # not part of a longer number, nor the second day of 23-24 Oktober
_ZONE = (
    r"(?:(?P<zone>z|utc|gmt|" + "|".join(_ZONES) + r")(?![a-z]))?(?:\s?(?P<sign>[+-])(?P<ahead>[0-9]{1,2}):?"
    r"(?P<rest>[0-9]{2})?(?![0-9:.]))?"
)
_TIME = (
    r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?(?![0-9])\s*"
    r"(?P<half>[ap]\.?m\.?(?![a-z]))?\s*" + _ZONE
)
_AFTER = re.compile(r"(?:t|pukul|jam|pkl|at|[\s,|;:().–—-])*" + _TIME, re.IGNORECASE)
_BEFORE = re.compile(_TIME + r"[\s,|;()–—-]*$", re.IGNORECASE)
_COMPACT_TIME = re.compile(r"t?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?:[0-9]{2})?(?P<half>)" + _ZONE, re.IGNORECASE)
# Also the forms in which JSON of databases and of .NET encloses a number of milliseconds.
_NUMBER = re.compile(
    r"(?:/Date\(|\{\s*['\"]?\$date['\"]?\s*:\s*)?(?P<whole>[0-9]{5}|[0-9]{9,19})(?:[.,][0-9]+)?(?:\)/|\s*\})?"
)


@dataclass(frozen=True)
class DateExpression:
    """A day as it is written.

    Attributes
    ----------
    words
        The words of the day.
    start, stop
        The positions of the words in the tidied text; stop is the position after the last character.
    dates
        The day in each possible order of day, month and year; empty if it is not a day of the calendar.
    """

    words: str
    start: int
    stop: int
    dates: Mapping[str, date]

    @property
    def is_unambiguous(self) -> bool:
        """Whether the expression is the same day in every order."""
        return len(self.dates) == len(ORDERS) and len(set(self.dates.values())) == 1


@dataclass(frozen=True)
class _Forms:
    """The patterns, strongest first in groups, with the numbers of months and weekdays."""

    patterns: tuple[tuple[re.Pattern[str], ...], ...]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]


@cache
def _make_forms() -> _Forms:
    words = read_day_words()
    months = {name: int(number) for number, names in words["months"].items() for name in names}
    weekdays = {name: int(number) for number, names in words["weekdays"].items() for name in names}
    month = r"(?P<month>" + _join(months) + r")(?![a-z])"
    market = _join(words["words"]["market"])
    weekday = rf"(?:(?<![a-z])(?P<weekday>{_join(weekdays)})(?![a-z])\.?(?:[\s/]+(?:{market})(?![a-z]))?[\s,/(|–-]*)?"
    day, full, short = r"(?P<day>[0-9]{1,2})", _YEAR, _SHORT_YEAR
    numbers = r"(?P<one>[0-9]{1,2})\s?(?P<mark>[/.|_-])\s?(?P<other>[0-9]{1,2})\s?(?P=mark)\s?"
    clock = r"(?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:\s+(?:[+-][0-9]{4}|[a-z]{3,4}))?)"
    groups = (
        (
            rf"{_ALONE}(?P<year>(?:19|20)[0-9]{{2}})(?P<mark>[-/._])(?P<month>[0-9]{{1,2}})(?P=mark){day}(?![0-9])",
            rf"{_ALONE}{day}{_ORDINAL}{_BETWEEN}{month}{_BETWEEN}{full}",
            rf"(?<![a-z]){month}{_BETWEEN}{day}{_ORDINAL}[\s,./-]{{1,3}}{full}",
            rf"(?<![a-z]){month}\s+{day}\s+{clock}\s+{full}",
            rf"{_ALONE}(?P<year>(?:19|20)[0-9]{{2}}){_BETWEEN}{month}{_BETWEEN}{day}(?![0-9])",
            rf"{_ALONE}{numbers}{full}",
            r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])"
            r"(?=(?:t?(?:[0-9]{4}|[0-9]{6}))?(?![0-9]))",
        ),
        (
            rf"{_ALONE}{day}{_BETWEEN}{month}{_BETWEEN}{short}",
            rf"(?<![a-z]){month}{_BETWEEN}{day}{_ORDINAL}(?:\s?,\s?|[./-]|\s(?=')){short}",
            rf"{_ALONE}{numbers}{short}(?![/-][0-9])(?!\s*(?:wib|wita|wit)\b)",
            rf"(?<![0-9])(?P<one>[0-9]{{2}})(?P<other>[0-9]{{2}}){full}",
            rf"^(?P<one>[0-9]{{1,2}})\s(?P<other>[0-9]{{1,2}})\s{full}",
            rf"^(?P<year>(?:19|20)[0-9]{{2}})\s(?P<month>[0-9]{{1,2}})\s{day}(?![0-9])",
        ),
    )
    compiled = tuple(tuple(re.compile(weekday + form, re.IGNORECASE) for form in group) for group in groups)
    return _Forms(compiled, months, weekdays)


def _join(names: object) -> str:
    return "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))  # type: ignore[call-overload]


def find_days(text: str) -> tuple[DateExpression, ...]:
    """Find the days in a cell or a line, in their order.

    A year of two digits counts only if no day has four digits in its year. A number (seconds or milliseconds since
    1970, or a day of Excel) counts only if it is the whole text. A time with an offset is converted to the day in
    Jakarta. A day that is not in the calendar, or is not on the given weekday, has no reading.

    Parameters
    ----------
    text
        The cell or the line; in more than 500 characters no day is searched.

    Returns
    -------
    tuple of DateExpression
        The days with their readings.

    Examples
    --------
    >>> [str(found.dates[DAY_FIRST]) for found in find_days("Diperbarui 23 Okt 2024, 14:05 WIB")]
    ['2024-10-23']
    >>> [{order: str(day) for order, day in found.dates.items()} for found in find_days("10/05/2024")]
    [{'day first': '2024-05-10', 'month first': '2024-10-05'}]
    >>> [found.dates for found in find_days("Senin, 23 Oktober 2024")], find_days("3 hari lalu")
    ([{}], ())
    """
    return () if len(text) > _LONGEST else _find_days(tidy_cell(text))


@lru_cache(maxsize=65_536)
def _find_days(text: str) -> tuple[DateExpression, ...]:
    if number := _NUMBER.fullmatch(text):
        day = _read_number(int(number["whole"]))
        if day:
            return (DateExpression(text, 0, len(text), dict.fromkeys(ORDERS, day)),)
    for group in _make_forms().patterns:
        found: list[DateExpression] = []
        for pattern in group:
            for match in pattern.finditer(text):
                if all(match.end() <= other.start or match.start() >= other.stop for other in found):
                    found.append(_read_match(match))
        if found:
            return tuple(sorted(found, key=lambda day: day.start))
    return ()


def tidy_cell(text: str) -> str:
    r"""Normalise the blanks, digits and hyphens of a cell.

    Parameters
    ----------
    text
        The text of the cell.

    Returns
    -------
    str
        The text in Unicode form NFKC, with single blanks.

    Examples
    --------
    >>> tidy_cell(" 23\u00a0Okt\n2024 "), tidy_cell("23\u201110\u20112024")
    ('23 Okt 2024', '23-10-2024')
    """
    return " ".join(unicodedata.normalize("NFKC", text).replace("\u2010", "-").split())


def _read_number(number: int) -> date | None:
    """Convert a number to a day: days of Excel (since 1899), or seconds down to nanoseconds since 1970."""
    if number < 100_000:
        day = _FIRST_OF_EXCEL + timedelta(days=number)
    else:
        while number >= 100_000_000_000:
            number //= 1000
        day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=number)).astimezone(WIB).date()
    return day if EARLIEST <= day < LATEST else None


def _read_match(match: re.Match[str]) -> DateExpression:
    parts = match.groupdict()
    year = _read_year(parts["year"])
    if "one" in parts:
        one, other = int(parts["one"]), int(parts["other"])
        wanted = {DAY_FIRST: (year, other, one), MONTH_FIRST: (year, one, other)}
        if len(parts["year"]) == 2:
            wanted[YEAR_FIRST] = (_read_year(parts["one"]), other, int(parts["year"]))
    else:
        month = parts["month"].lower()
        wanted = dict.fromkeys(ORDERS, (year, _make_forms().months.get(month) or int(month), int(parts["day"])))
    readings = {order: day for order, numbers in wanted.items() if (day := _make_day(*numbers))}
    if parts["weekday"]:
        number = _make_forms().weekdays[parts["weekday"].lower()]
        readings = {order: day for order, day in readings.items() if day.weekday() == number}
    start, stop = match.span()
    found = DateExpression(match[0].strip(" ("), start, stop, readings)
    clock = _find_clock(match)
    return found if clock is None else replace(found, dates={o: _move(day, clock) for o, day in readings.items()})


def _read_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < 70 else 1900)


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _find_clock(match: re.Match[str]) -> re.Match[str] | None:
    """Find the time inside, after or before a day, if it has a time zone outside Indonesia."""
    if match.groupdict().get("clock"):
        clocks: Iterator[re.Match[str] | None] = iter((re.match(_TIME, match["clock"], re.IGNORECASE),))
    else:
        behind = match.string[match.end() :]
        clocks = iter(
            (_COMPACT_TIME.match(behind), _AFTER.match(behind), _BEFORE.search(match.string[: match.start()]))
        )
    return next((clock for clock in clocks if clock and (clock["zone"] or clock["sign"])), None)


def _move(day: date, clock: re.Match[str]) -> date:
    """Return the day in Jakarta at this time of this zone; the same day if the time or the offset is impossible."""
    hour, minute, half = int(clock["hour"]), int(clock["minute"]), (clock["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    hours = _ZONES.get((clock["zone"] or "").lower(), 0) if not clock["sign"] else int(clock["ahead"])
    minutes = (60 * hours + int(clock["rest"] or 0)) * (-1 if clock["sign"] == "-" else 1)
    if hour > 23 or minute > 59 or abs(minutes) > 14 * 60:
        return day
    zone = timezone(timedelta(minutes=minutes))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(WIB).date()


def pick_day(text: str) -> tuple[DateExpression | None, str]:
    """Choose the day of a cell, or say why there is none.

    Of several days the one described as the day of publication is chosen, else those not described as the day of a
    change; if they still differ, none is chosen.

    Parameters
    ----------
    text
        The text of the cell.

    Returns
    -------
    day : DateExpression or None
        The chosen day.
    reason : str
        Why no day is chosen; empty if one is.

    Examples
    --------
    >>> str(pick_day("Terbit 22 Okt 2024, diperbarui 23 Okt 2024")[0].dates[DAY_FIRST])
    '2024-10-22'
    >>> pick_day("22 Okt 2024 dan 23 Okt 2024")[1], pick_day("kemarin")[1], pick_day("Senin, 23 Oktober 2024")[1]
    ('several days', 'no day', 'no day of the calendar, or not on that weekday')
    """
    text = tidy_cell(text[: _LONGEST + 1])
    found = find_days(text)
    if len(found) > 1:
        places = zip((0, *(day.stop for day in found)), found, strict=False)
        called = [(day, _call(text[before : day.start])) for before, day in places]
        best = max(kind for _, kind in called)
        found = tuple(day for day, kind in called if kind == best)
    if not found:
        return None, "no day"
    if len({tuple(sorted(day.dates.items())) for day in found}) > 1:
        return None, "several days"
    return (found[0], "") if found[0].dates else (None, "no day of the calendar, or not on that weekday")


def _call(before: str) -> int:
    """Classify the words before a day: 1 for the day of publication, -1 for the day of a change, 0 for neither."""
    words, known = re.findall(r"[a-z]+", before.lower()), read_day_words()["words"]
    kinds = [
        1 if word in known["published"] else -1 for word in words if word in (*known["published"], *known["updated"])
    ]
    return kinds[-1] if kinds else 0


def parse_day(text: str) -> date | None:
    """Read the day of one cell, day first if both orders are possible.

    Parameters
    ----------
    text
        The text of the cell.

    Returns
    -------
    datetime.date or None
        The day, or None if the cell has no day or several.

    Examples
    --------
    >>> print(parse_day("Rabu, 23 Oktober 2024"), parse_day("(10/23/2024)"), parse_day("Senin (23/10/2024)"))
    2024-10-23 2024-10-23 None
    >>> print(parse_day("2024-10-22T18:30:00Z"), parse_day("2018-W02-2"))
    2024-10-23 None
    """
    found, _ = pick_day(text)
    return next((found.dates[order] for order in ORDERS if order in found.dates), None) if found else None

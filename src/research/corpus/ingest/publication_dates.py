"""The day of publication in an address, a byline, a dateline or a signature, without days of events and comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from research.corpus.ingest.date_formats import (
    DAY_FIRST,
    EARLIEST,
    ORDERS,
    DateExpression,
    find_days,
    parse_day,
    pick_day,
    tidy_cell,
)
from research.corpus.ingest.ingest_words import read_day_words
from research.tables import read_data_rows
from research.text import find_dateline, read_gazetteer

_LONGEST, _LINES = 120, 8  # a byline, or the place and day of a signature, is a short line near the start or end
_NAME = 3  # the most words in the name of a reporter or a site
_IN_ADDRESS = (
    re.compile(r"/(?P<day>(?:19|20)[0-9]{2}/[0-9]{1,2}/[0-9]{1,2})(?=[/?#]|$)"),
    re.compile(r"/(?P<day>(?:19|20)[0-9]{2}/[a-z]{3,9}/[0-9]{1,2})(?=[/?#]|$)", re.IGNORECASE),
    re.compile(r"/(?P<day>(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})(?=[/?#-]|$)"),
    re.compile(r"/(?P<day>[0-9]{1,2}[/-][0-9]{1,2}[/-](?:19|20)[0-9]{2})(?=[/?#]|$)"),
    re.compile(r"/(?P<day>[0-9]{4}(?:19|20)[0-9]{2})(?=[/?#]|$)"),
    re.compile(r"/(?P<day>(?:19|20)[0-9]{6})(?:[0-9]{4}|[0-9]{6})?(?=[/?#-]|$)"),
    re.compile(r"[?&](?:date|tanggal|tgl|published|day)=(?P<day>[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4})(?=[&#]|$)"),
)
_MONTH_IN_ADDRESS = re.compile(r"/(?P<year>(?:19|20)[0-9]{2})/(?P<month>0[1-9]|1[0-2])/")
_EVENT = re.compile(r"\(\s*[0-9]{1,2}\s*[/.-]\s*[0-9]{1,2}\s*[/.-]\s*(?:[0-9]{4}|[0-9]{2})\s*\)")
_TIME = re.compile(r"\b[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?\b")
# Counts that sites show beside the day: minutes to read, readers.
_COUNTS = re.compile(
    r"\b[0-9.,]+\s*(?:menit|min|minutes?)(?:\s(?:membaca|baca|read))?\b|"
    r"\b(?:dibaca|dilihat|views?|hits?)\b\W{0,3}[0-9.,]*(?:\s*(?:kali|x)\b)?|\b[0-9.,]+\s*(?:kali|views?|hits?)\b",
    re.IGNORECASE,
)
_DAY = "\x01"  # replaces a day that was removed from a line
_WORD = re.compile(r"[^\W_][\w.'’&-]*")


@dataclass(frozen=True)
class DateEvidence:
    """A day of publication and its evidence.

    Attributes
    ----------
    day
        The day.
    source
        Where the day was found: column, page, address, byline, dateline or signature.
    words
        The words of the day.
    """

    day: date
    source: str
    words: str


def find_url_day(url: str, *, today: date) -> DateEvidence | None:
    """Find the day in the path of an address; a day in the words of a title does not count.

    Parameters
    ----------
    url
        The address.
    today
        The last possible day of publication.

    Returns
    -------
    DateEvidence or None
        The day, or None if the address has none between 1995 and today.

    Examples
    --------
    >>> find_url_day("https://kabar.example/read/2025/06/18/201/profil", today=date(2026, 1, 1)).day
    datetime.date(2025, 6, 18)
    >>> find_url_day("https://kabar.example/jadwal-27-11-2024", today=date(2026, 1, 1)) is None
    True
    """
    for pattern in _IN_ADDRESS:
        for match in pattern.finditer(url.partition("://")[2]):
            if (day := parse_day(match["day"])) and EARLIEST <= day <= today:
                return DateEvidence(day, "address", match["day"])
    return None


def agrees_with_url(day: date, url: str) -> bool:
    """Return whether a day is in the month of an address, or at most one day outside it.

    Parameters
    ----------
    day
        The day.
    url
        The address.

    Returns
    -------
    bool
        True also if the address has no month.

    Examples
    --------
    >>> agrees_with_url(date(2020, 2, 13), "https://kabar.example/2025/06/profil/")
    False
    """
    match = _MONTH_IN_ADDRESS.search(url)
    if not match:
        return True
    months = 12 * int(match["year"]) + int(match["month"])
    return any(12 * near.year + near.month == months for near in (day, *_neighbours(day)))


def _neighbours(day: date) -> tuple[date, date]:
    return date.fromordinal(day.toordinal() - 1), date.fromordinal(day.toordinal() + 1)


def find_text_day(text: str, *, today: date, title: str = "") -> DateEvidence | None:
    """Find the day in a byline or a dateline, or else with the place above a signature; running text is not searched.

    Parameters
    ----------
    text
        The text of the document.
    today
        The last possible day of publication.
    title
        The title, in which no day is searched.

    Returns
    -------
    DateEvidence or None
        The day, or None if there is none between 1995 and today.

    Examples
    --------
    >>> told = find_text_day("Reporter: Sinta | Rabu, 23 Oktober 2024 10:15 WIB", today=date(2025, 1, 1))
    >>> told.day, told.source, told.words
    (datetime.date(2024, 10, 23), 'byline', 'Rabu, 23 Oktober 2024')
    >>> find_text_day("Ia menegaskannya di Bontang, Rabu (23/10/2024).", today=date(2025, 1, 1)) is None
    True
    """
    lines = _drop_comments([line for line in map(tidy_cell, text.split("\n")) if line])
    for line in lines[:_LINES]:
        if line.casefold() != title.casefold() and (found := _read_byline(line)):
            return _weigh(found, "byline", today)
    if lines and (head := find_dateline(lines[0])) and (found := _read_byline(head)):
        return _weigh(found, "dateline", today)
    for line in reversed(lines[_LINES:][-_LINES:]):
        if found := _read_signature(line):
            return _weigh(found, "signature", today)
    return None


def _weigh(found: DateExpression, source: str, today: date) -> DateEvidence | None:
    day = next(found.dates[order] for order in ORDERS if order in found.dates)
    return DateEvidence(day, source, found.words) if EARLIEST <= day <= today else None


def _drop_comments(lines: list[str]) -> list[str]:
    """Return the lines before the heading of the readers' comments."""
    headings = set(read_day_words()["words"]["comments"])
    for place, line in enumerate(lines):
        if place and re.sub(r"[\W\d]+", " ", line).strip().casefold() in headings:
            return lines[:place]
    return lines


def _read_byline(line: str) -> DateExpression | None:
    """Return the day of a line that otherwise has only names, a place, times and the words of a byline."""
    if len(line) > _LONGEST or not find_days(line):
        return None
    found, _ = pick_day(line)
    if found is None:
        return None
    segments = list(_split_rest(line))
    words = [word for segment, _ in segments for word in segment]
    known = read_day_words()["words"]
    if any(word.lower() in known["not_byline"] for word in words):
        return None
    if _EVENT.search(line):  # the day of an event, unless only a place is with it
        return found if all(_is_place(segment) for segment, _ in segments) else None
    return found if all(_is_named(segment, touching=touching) for segment, touching in segments) else None


def _split_rest(line: str) -> Iterator[tuple[list[str], bool]]:
    """Yield the words of a line beside its days and times, in segments, and whether a day follows without a mark."""
    for day in reversed(find_days(line)):
        line = line[: day.start] + f"{_DAY}|" + line[day.stop :]
    for segment in re.split(r"[|,/()•·]|\s[-–—]+\s|:", _COUNTS.sub("|", _TIME.sub("|", line))):
        if words := _WORD.findall(segment):
            yield words, segment.rstrip().endswith(_DAY)


def _is_named(segment: list[str], *, touching: bool) -> bool:
    """Return whether words are those of a byline, a place, or at most _NAME words in capitals that name no office.

    A name follows a word of a byline (oleh Sinta), or a mark separates it from the day.
    """
    known = read_day_words()["words"]
    plain = {*known["byline"], *known["published"], *known["updated"]}
    rest = [word for word in segment if word.lower().rstrip(".") not in plain]
    if not rest or _is_place(rest):
        return True
    if segment[0].lower().rstrip(".") not in plain and (touching or len(rest) < len(segment)):
        return False
    return len(rest) <= _NAME and all(word[0].isupper() or "." in word for word in rest) and not _names_office(rest)


def _is_place(words: list[str]) -> bool:
    name = " ".join(words).lower()
    name = re.sub(r"^(?:kabupaten|kab\.?|kota|provinsi)\s+", "", name)
    return name in read_gazetteer().places or name == "jakarta"


def _names_office(words: list[str]) -> bool:
    """Return whether the words name an office: then they are a headline and not the name of a reporter."""
    return any(
        " ".join(words[a:b]).lower() in _list_posts() for a in range(len(words)) for b in range(a + 1, len(words) + 1)
    )


@cache
def _list_posts() -> frozenset[str]:
    return frozenset(row["office"] for row in read_data_rows("offices.csv")) | {"asn", "pns", "bawaslu", "kpu"}


def _read_signature(line: str) -> DateExpression | None:
    """Return the day of a line at the end that has only a place beside it, or words such as ditetapkan."""
    found = _read_byline(line)
    if found is None:
        return None
    segments = [segment for segment, _ in _split_rest(line)]
    known = read_day_words()["words"]
    labels = {*known["published"], "ditetapkan", "dikeluarkan", "tanggal"}
    labelled = any(word.lower() in labels for segment in segments for word in segment)
    return found if segments and (labelled or all(map(_is_place, segments))) else None


def find_event_words(text: str) -> str:
    """Find the words in brackets with which a news item dates an event, for a note.

    Parameters
    ----------
    text
        The text of the document.

    Returns
    -------
    str
        The words; empty unless the text dates events on exactly one day.

    Examples
    --------
    >>> find_event_words("Ia menegaskannya di Bontang, Rabu (23/10/2024).")
    'Rabu (23/10/2024)'
    """
    found = [
        day for match in _EVENT.finditer(text) for day in find_days(text[max(0, match.start() - 12) : match.end()])
    ]
    known = {day.dates.get(DAY_FIRST): day.words for day in found if day.dates.get(DAY_FIRST)}
    return f"{next(iter(known.values()))})" if len(known) == 1 else ""

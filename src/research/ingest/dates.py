"""Indonesian dates: a day from its words, and the day of publication that a text tells of itself."""

import re
from datetime import date

import dateparser  # type: ignore[import-untyped]

_WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
_MONTHS = (
    r"jan(?:uari)?|[fp]eb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|juni?|juli?|agu(?:st|stus)?|agt|ags|sep(?:t|tember)?|"
    r"okt(?:ober)?|no[vp](?:ember)?|des(?:ember)?"
)
_WEEKDAY = r"(?P<weekday>senin|selasa|rabu|kamis|jum['’`]?at|sabtu|minggu|ahad)"
_WRITTEN = re.compile(
    rf"(?:\b{_WEEKDAY}\b[,/]?\s*\(?)?\b(?P<day>\d{{1,2}}\s+(?:{_MONTHS})\.?\s+\d{{4}})\b", re.IGNORECASE
)
_NUMERIC = re.compile(
    rf"(?:\b{_WEEKDAY}\b,?\s*)?\((?P<day>\d{{1,2}}(?P<mark>[/.-])\d{{1,2}}(?P=mark)(?:\d{{4}}|\d{{2}}))\)",
    re.IGNORECASE,
)
_SETTINGS = {"DATE_ORDER": "DMY", "STRICT_PARSING": True}
_HOUR = re.compile(r"[\s|,-]*(?:pukul|jam)?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:wib|wita|wit)?$", re.IGNORECASE)
_PLAIN = re.compile(
    rf"\d{{1,2}}\s+(?:{_MONTHS})\.?\s+\d{{4}}|\d{{1,2}}([/.-])\d{{1,2}}\1(?:\d{{4}}|\d{{2}})", re.IGNORECASE
)
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.DOTALL)
EARLIEST = date(1995, 1, 1)


def parse_day(words: str) -> date | None:
    """Read a day in ISO form or as Indonesians write it, day first; nothing where a part or the weekday does not fit.

    An hour after it is left aside.

    >>> print(parse_day("Rabu, 23 Oktober 2024"), parse_day("(23/10/2024)"), parse_day("Senin (23/10/2024)"))
    2024-10-23 2024-10-23 None
    """
    words = " ".join(words.split()).strip("() ,")
    if iso := _ISO.fullmatch(words):
        try:
            return date.fromisoformat(iso[1])
        except ValueError:
            return None
    weekday = re.match(_WEEKDAY, words, re.IGNORECASE)
    rest = words[weekday.end() :].strip("(),/ ") if weekday else words
    rest = rest if _PLAIN.fullmatch(rest) else _HOUR.sub("", rest)
    if not _PLAIN.fullmatch(rest):
        return None  # dateparser would take kemarin (yesterday) for a day, too
    found = dateparser.parse(re.sub(r"\b(?:agt|ags)\b", "agustus", rest.lower()), languages=["id"], settings=_SETTINGS)
    if found is None:
        return None
    return found.date() if not weekday or _weekday_number(weekday[0]) == found.weekday() else None


def _weekday_number(word: str) -> int:
    plain = re.sub(r"['’`]", "", word.lower())
    return _WEEKDAYS.index("minggu" if plain == "ahad" else plain)


def find_byline_day(text: str, *, today: date) -> tuple[date, str] | None:
    """Find the first day written out in text, such as a byline, and the words that say it; nothing after today.

    >>> find_byline_day("Reporter: Sinta | Rabu, 23 Oktober 2024 10:15 WIB", today=date(2025, 1, 1))
    (datetime.date(2024, 10, 23), 'Rabu, 23 Oktober 2024')
    """
    for match in _WRITTEN.finditer(text):
        day = parse_day(match[0])
        if day and EARLIEST <= day <= today:
            return day, match[0]
    return None


def find_event_day(text: str, *, today: date) -> tuple[date, str] | None:
    """Find the day in brackets on which what text tells took place; nothing where it names several, or none.

    News in Indonesia dates its events so, mostly of the day of publication or the day before: of 49 development
    documents of the corpus that name one, it is the day of publication in 35, one or two days before it in 13.

    >>> find_event_day("Ia menegaskannya di Bontang, Rabu (23/10/2024).", today=date(2025, 1, 1))
    (datetime.date(2024, 10, 23), 'Rabu (23/10/2024)')
    >>> find_event_day("Rapat (3/10/2024) disusul apel (9/10/2024).", today=date(2025, 1, 1)) is None
    True
    """
    found = [(day, match[0]) for match in _NUMERIC.finditer(text) if (day := parse_day(match[0]))]
    found = [(day, words) for day, words in found if EARLIEST <= day <= today]
    return found[0] if len({day for day, _ in found}) == 1 else None

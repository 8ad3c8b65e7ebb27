"""Lines of a page -> what is no sentence of its news item: headline, date, bylines, links, labels."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from research.tables import read_data_rows

FURNITURE_RULES = ("headline", "boilerplate")
_LONGEST_FURNITURE = 300
_LONGEST_HEADLINE = 200
_FEWEST_WORDS = 3
_CAPITALISED = 0.6
_SMALL_WORDS = 4
_LETTERS = re.compile(r"[^\W\d_]+")
_SAID = re.compile("[.,]\\s*[\"'\u201d\u2019\u00bb]")
_DATELINE = re.compile(r"[A-Z][A-Z .,/()]{2,40}(?:[\w.]{2,30}\s?)?(?:\([^()\n]{2,30}\))?\s*[-\u2013\u2014]")
_REPORTING = re.compile(r"\b(?:me(?:ng|ny|m|n)[a-z]{4,}|berharap|berpesan|berujar|berkata)\b")
_ENDING = ".,:;\u2026"
_CLOSING = "\"'\u201d\u2019\u00bb)]* "


def is_boilerplate(text: str, start: int, stop: int, paragraph: tuple[int, int]) -> bool:
    """Whether a sentence is furniture of the page: the pattern is looked for in its paragraph where that is short.

    >>> line = "Baca juga: Jadwal kampanye"
    >>> is_boilerplate(line, 0, len(line), (0, len(line)))
    True
    """
    if paragraph[1] - paragraph[0] > _LONGEST_FURNITURE:
        return stop - start <= _LONGEST_FURNITURE and _find_boilerplate("sentence").match(text, start, stop) is not None
    return is_furniture_line(text, *paragraph) or _find_boilerplate("sentence").match(text, start, stop) is not None


def is_furniture_line(text: str, start: int, stop: int) -> bool:
    """Whether a line or a paragraph is furniture as a whole: a date, a byline, a label."""
    short = stop - start <= _LONGEST_FURNITURE
    return short and _find_boilerplate("paragraph").match(text, start, stop) is not None


@cache
def _find_boilerplate(place: str) -> re.Pattern[str]:
    rows = [row["pattern"] for row in read_data_rows("boilerplate.csv") if row["place"] == place]
    return re.compile("|".join(f"(?:{row})" for row in rows), re.IGNORECASE)


def is_headline(text: str, start: int, stop: int) -> bool:
    """Whether a line that opens a text is its headline: short, without full stop, dateline or what somebody says.

    Where most words are in small letters, as in the headlines of agencies, a reporting verb in its full form
    (mengatakan) tells a sentence that lost its full stop.

    >>> lines = ["Bupati Imbau ASN Netral", "Bupati Ani mengimbau ASN netral", "Bupati imbau ASN netral", "Rapat usai."]
    >>> [is_headline(line, 0, len(line)) for line in lines]
    [True, False, True, False]
    """
    line = text[start:stop]
    words = _LETTERS.findall(line)
    if stop - start > _LONGEST_HEADLINE or len(words) < _FEWEST_WORDS or "\n" in line:
        return False
    if line.rstrip(_CLOSING)[-1:] in _ENDING or _SAID.search(line) or _DATELINE.match(line):
        return False
    return is_capitalised(line) or not _REPORTING.search(line)


def is_capitalised(line: str) -> bool:
    """Whether most of the longer words of a line have a capital, as in a headline.

    >>> is_capitalised("Bupati Imbau ASN agar Netral"), is_capitalised("Bupati Ani mengimbau pegawai netral")
    (True, False)
    """
    words = [word for word in _LETTERS.findall(line) if len(word) >= _SMALL_WORDS]
    return bool(words) and sum(word[0].isupper() for word in words) >= _CAPITALISED * len(words)


def find_headlines(text: str, paragraphs: list[tuple[int, int]]) -> frozenset[int]:
    """The numbers of the paragraphs that are the text's headline and, right below, a second one in capitals.

    Furniture may stand before and between them; a text always has something after its headline.

    >>> text = "Bupati Imbau ASN Netral\\n\\nRabu, 4 Oktober 2023\\n\\nRapat usai."
    >>> sorted(find_headlines(text, [(0, 23), (25, 45), (47, 58)]))
    [0]
    """
    found: list[int] = []
    for number, (start, stop) in enumerate(paragraphs[:-1]):
        if is_furniture_line(text, start, stop) or is_boilerplate(text, start, stop, (start, stop)):
            continue
        second = bool(found) and not is_capitalised(text[start:stop])
        if second or len(found) > 1 or not is_headline(text, start, stop):
            break
        found.append(number)
    return frozenset(found)


def name_furniture(
    text: str, sentences: Sequence[tuple[int, int]], paragraphs: list[tuple[int, int]]
) -> list[tuple[int, str]]:
    """The paragraph of each sentence, and headline or boilerplate where it is no sentence of the news item, else empty.

    >>> name_furniture("Rapat usai.\\n\\nBaca juga: Jadwal", [(0, 11), (13, 30)], [(0, 11), (13, 30)])
    [(0, ''), (1, 'boilerplate')]
    """
    starts = [start for start, _ in paragraphs]
    headlines = find_headlines(text, paragraphs)
    named = []
    for start, stop in sentences:
        paragraph = bisect_right(starts, start) - 1
        boilerplate = is_boilerplate(text, start, stop, paragraphs[paragraph])
        named.append((paragraph, "headline" if paragraph in headlines else "boilerplate" if boilerplate else ""))
    return named

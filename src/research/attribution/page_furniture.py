"""Page furniture: headlines, date lines, bylines, links and labels, which are no sentences of a news item."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from research.tables import read_data_rows

FURNITURE_RULES = ("headline", "boilerplate")
_MAXIMUM_FURNITURE = 300
_MAXIMUM_HEADLINE = 200
_MINIMUM_WORDS = 3
_MINIMUM_CAPITALISED = 0.6
_MINIMUM_LETTERS = 4
_LETTERS = re.compile(r"[^\W\d_]+")
_QUOTATION_END = re.compile("[.,]\\s*[\"'\u201d\u2019\u00bb]")
_DATELINE = re.compile(r"[A-Z][A-Z .,/()]{2,40}(?:[\w.]{2,30}\s?)?(?:\([^()\n]{2,30}\))?\s*[-\u2013\u2014]")
_LEAD = re.compile(r"(?:[A-Z(][\w.()/,]*\s+){1,7}[-\u2013\u2014]+\s*[A-Z\"\u201c]")  # also Kendari - Wali Kota ...
_REPORTING = re.compile(r"\b(?:me(?:ng|ny|m|n)[a-z]{4,}|berharap|berpesan|berujar|berkata)\b")
_ENDING = ".,:;\u2026"
_FINAL = ".,:;?!\u2026"
_LABEL = re.compile(
    r"(?:(?:baca|simak|lihat|tonton)(?: berita| artikel)? (?:juga|pula|lainnya)|"
    r"(?:berita|artikel|pos|topik|video) terkait|jangan lewatkan|pilihan editor|rekomendasi|terpopuler|"
    r"related (?:posts?|news|articles?))\s*:?\s*\Z",
    re.IGNORECASE,
)
_MAXIMUM_LABELLED = 5  # titles of other items below a label
_MAXIMUM_HEAD = 6  # paragraphs before the date line
_MAXIMUM_SUBHEADING = 8  # words
_OPENING_MARK = re.compile('["\u201c\u201d\u00ab:;]')
_CLOSING = "\"'\u201d\u2019\u00bb)]* "


def is_boilerplate(text: str, start: int, stop: int, paragraph: tuple[int, int]) -> bool:
    """Whether a sentence is boilerplate of the page, by itself or as part of a short paragraph.

    Parameters
    ----------
    text
        The text of a document.
    start, stop
        Span of the sentence.
    paragraph
        Span of its paragraph.

    Returns
    -------
    bool
        By the patterns of data/boilerplate.csv.

    Examples
    --------
    >>> line = "Baca juga: Jadwal kampanye"
    >>> is_boilerplate(line, 0, len(line), (0, len(line)))
    True
    """
    if paragraph[1] - paragraph[0] > _MAXIMUM_FURNITURE:
        return (
            stop - start <= _MAXIMUM_FURNITURE
            and _make_boilerplate_pattern("sentence").match(text, start, stop) is not None
        )
    return (
        is_furniture_line(text, *paragraph)
        or _make_boilerplate_pattern("sentence").match(text, start, stop) is not None
    )


def is_furniture_line(text: str, start: int, stop: int) -> bool:
    """Whether a line or a paragraph as a whole is page furniture: a date, a byline, a label."""
    short = stop - start <= _MAXIMUM_FURNITURE
    return short and _make_boilerplate_pattern("paragraph").match(text, start, stop) is not None


@cache
def _make_boilerplate_pattern(place: str) -> re.Pattern[str]:
    rows = [row["pattern"] for row in read_data_rows("boilerplate.csv") if row["place"] == place]
    return re.compile("|".join(f"(?:{row})" for row in rows), re.IGNORECASE)


def is_headline(text: str, start: int, stop: int) -> bool:
    """Whether a line at the start of a text is its headline: short, without full stop, dateline or quotation.

    Parameters
    ----------
    text
        The text of a document.
    start, stop
        Span of the line.

    Returns
    -------
    bool
        False also for a line mostly in lower case, as in headlines of agencies, with a reporting verb in its full form
        (mengatakan): that is a sentence without its full stop.

    Examples
    --------
    >>> lines = ["Bupati Imbau ASN Netral", "Bupati Ani mengimbau ASN netral", "Bupati imbau ASN netral", "Rapat usai."]
    >>> [is_headline(line, 0, len(line)) for line in lines]
    [True, False, True, False]
    """
    line = text[start:stop]
    words = _LETTERS.findall(line)
    if stop - start > _MAXIMUM_HEADLINE or len(words) < _MINIMUM_WORDS or "\n" in line:
        return False
    if line.rstrip(_CLOSING)[-1:] in _ENDING or _QUOTATION_END.search(line) or _DATELINE.match(line):
        return False
    return is_capitalised(line) or not _REPORTING.search(line)


def is_capitalised(line: str) -> bool:
    """Whether most of the longer words of a line are capitalised, as in a headline.

    Parameters
    ----------
    line
        A line of a text.

    Returns
    -------
    bool
        True for at least 60 per cent of the words of four or more letters.

    Examples
    --------
    >>> is_capitalised("Bupati Imbau ASN agar Netral"), is_capitalised("Bupati Ani mengimbau pegawai netral")
    (True, False)
    """
    words = [word for word in _LETTERS.findall(line) if len(word) >= _MINIMUM_LETTERS]
    return bool(words) and sum(word[0].isupper() for word in words) >= _MINIMUM_CAPITALISED * len(words)


def find_headlines(text: str, paragraphs: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Find the headline of a text and a capitalised second headline right below it.

    Parameters
    ----------
    text
        The text of a document.
    paragraphs
        Spans of its paragraphs.

    Returns
    -------
    frozenset of int
        Indices of the paragraphs, never the last one; other furniture may precede and separate them.

    Examples
    --------
    >>> text = "Bupati Imbau ASN Netral\\n\\nRabu, 4 Oktober 2023\\n\\nRapat usai."
    >>> sorted(find_headlines(text, [(0, 23), (25, 45), (47, 58)]))
    [0]
    """
    headlines: list[int] = []
    for index, (start, stop) in enumerate(paragraphs[:-1]):
        if is_furniture_line(text, start, stop) or is_boilerplate(text, start, stop, (start, stop)):
            continue
        is_body = bool(headlines) and not is_capitalised(text[start:stop])
        if is_body or len(headlines) > 1 or not is_headline(text, start, stop):
            break
        headlines.append(index)
    return frozenset(headlines)


def find_asides(
    text: str, paragraphs: Sequence[tuple[int, int]], headlines: frozenset[int] = frozenset()
) -> frozenset[int]:
    r"""Find paragraphs that are no sentences of the item by their place: titles of others, captions, sub-headings.

    Parameters
    ----------
    text
        The text of a document.
    paragraphs
        Spans of its paragraphs.
    headlines
        Indices of those that are headlines.

    Returns
    -------
    frozenset of int
        Indices of the paragraphs: titles below a bare label (Baca juga:), lines without a final mark before the date
        line, and short capitalised lines without a final mark between two paragraphs.

    Examples
    --------
    >>> text = "Foto bersama\n\nKENDAL - Rapat usai.\n\nBaca juga:\n\nJadwal Kampanye di Kendal"
    >>> sorted(find_asides(text, [(0, 12), (14, 34), (36, 46), (48, 73)]))
    [0, 3]
    """
    lines = [text[start:stop] for start, stop in paragraphs]
    is_open = [len(line) <= _MAXIMUM_HEADLINE and line.rstrip(_CLOSING)[-1:] not in _FINAL for line in lines]
    asides: set[int] = set()
    labelled = 0
    for index, line in enumerate(lines):
        if _LABEL.match(line):
            labelled = _MAXIMUM_LABELLED
        elif labelled and is_open[index] and is_capitalised(line):
            asides.add(index)
            labelled -= 1
        else:
            labelled = 0
    dated = next(
        (index for index, line in enumerate(lines[:_MAXIMUM_HEAD]) if _LEAD.match(line) or _DATELINE.match(line)), 0
    )
    asides.update(index for index in range(dated) if is_open[index] and index not in headlines)
    for index in range(1, len(lines) - 1):
        if is_open[index] and lines[index - 1].rstrip(_CLOSING)[-1:] in ".?!" and _is_subheading(lines[index]):
            asides.add(index)
    return frozenset(asides)


def _is_subheading(line: str) -> bool:
    words = line.split()
    is_short = 1 < len(words) <= _MAXIMUM_SUBHEADING and "\n" not in line
    return is_short and line[0].isupper() and is_capitalised(line) and not _OPENING_MARK.search(line)


def find_furniture(
    text: str, sentences: Sequence[tuple[int, int]], paragraphs: Sequence[tuple[int, int]]
) -> list[tuple[int, str]]:
    """Find the sentences that are page furniture.

    Parameters
    ----------
    text
        The text of a document.
    sentences, paragraphs
        Spans of its sentences and paragraphs.

    Returns
    -------
    list of tuple
        For each sentence the index of its paragraph, and headline or boilerplate where it is no sentence of the news
        item, else an empty text.

    Examples
    --------
    >>> find_furniture("Rapat usai.\\n\\nBaca juga: Jadwal", [(0, 11), (13, 30)], [(0, 11), (13, 30)])
    [(0, ''), (1, 'boilerplate')]
    """
    starts = [start for start, _ in paragraphs]
    headlines = find_headlines(text, paragraphs)
    asides = find_asides(text, paragraphs, headlines)
    rules = []
    for start, stop in sentences:
        paragraph = bisect_right(starts, start) - 1
        boilerplate = paragraph in asides or is_boilerplate(text, start, stop, paragraphs[paragraph])
        rules.append((paragraph, "headline" if paragraph in headlines else "boilerplate" if boilerplate else ""))
    return rules

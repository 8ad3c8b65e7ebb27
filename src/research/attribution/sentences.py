"""Text -> paragraphs and sentences, as spans of code points; abbreviations from data/abbreviations.csv."""

import re
from functools import cache
from itertools import pairwise

from research.attribution.page_furniture import is_capitalised, is_furniture_line, is_headline
from research.tables import read_data_rows

_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINE_END = re.compile(r"\n[^\S\n]*")
_WIDEST_LINE = 120
_BYLINE = re.compile(r"\([^()\n]{1,40}(?<![.?!])\)\W?")
_WORD = re.compile(r"\S+")
_CLOSING = "\"'”’»)]"
_OPENING = "\"'“‘«([„"
_ENDING = ".?!…"
_LAST = frozenset(_ENDING + _CLOSING)
_INITIAL = re.compile(r"[A-Z]|[A-Z][a-z]?-[A-Z]")
_LIST_MARK = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])\.")
_POINT = re.compile(
    r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|[-\u2013\u2022*\u00b7\u25aa\u25cf\u25cb\u2023])[^\S\n]+(?=\S)"
)
_NUMBERED = re.compile(r"([:;.!?])\s+(?:(?:dan|serta)\s+)?\(?(\d{1,2}|[a-z])[.)]\s")
_AGE = re.compile(r"\(\d{1,2}\)\W*")
_DASHES = "-\u2012\u2013\u2014\u2015\u2212~"
_ELLIPSIS = ("..", "…")
# A capital alone before a full stop is an initial (A. Helmi), unless the next word can only open a sentence.
_OPENERS = frozenset(
    [
        "ia",
        "dia",
        "menurut",
        "menurutnya",
        "namun",
        "karena",
        "selain",
        "pada",
        "dalam",
        "hal",
        "itu",
        "ini",
        "kami",
        "mereka",
        "saya",
        "kita",
    ]
)


@cache
def _read_abbreviations() -> dict[str, str]:
    return {row["abbreviation"]: row["use"] for row in read_data_rows("abbreviations.csv")}


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return the spans between blank lines, without white space around them.

    Where a line is longer than 120 code points the lines between two blank ones are not broken to a width: each that
    does not go on in lower case is then a paragraph of its own.

    >>> text = "Satu.\nDua.\n\n\nTiga.\n"
    >>> [text[start:stop] for start, stop in find_paragraphs(text)]
    ['Satu.\nDua.', 'Tiga.']
    """
    edges = [0]
    for gap in _BLANK_LINE.finditer(text):
        edges += [gap.start(), gap.end()]
    edges.append(len(text))
    spans: list[tuple[int, int]] = []
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        for begin, end in _cut_lines(text, start, stop, opening=not spans):
            inner = text[begin:end]
            if stripped := inner.strip():
                begin += len(inner) - len(inner.lstrip())
                spans.append((begin, begin + len(stripped)))
    return spans


def _cut_lines(text: str, start: int, stop: int, *, opening: bool) -> list[tuple[int, int]]:
    """Cut a text without blank lines at its line ends where its lines are paragraphs, else at lines of the page."""
    ends = [start, *(end.end() for end in _LINE_END.finditer(text, start, stop)), stop]
    if max(after - before for before, after in pairwise(ends)) <= _WIDEST_LINE:
        return list(pairwise([start, *_find_page_lines(text, ends, opening=opening), stop]))
    edges = [start, *(end for end in ends[1:-1] if not text[end : end + 1].islower()), stop]
    return list(pairwise(edges))


def _find_page_lines(text: str, ends: list[int], *, opening: bool) -> list[int]:
    """The line ends in a block of short lines where the headline, the line of the date or other furniture ends.

    They count alone where the line was ended on purpose: the next line's first word would still have fitted. opening
    says that the block opens the text; a headline stands nowhere else.
    """
    lines = [(start, start + len(text[start:stop].rstrip())) for start, stop in pairwise(ends)]
    widest = max(stop - start for start, stop in lines)
    found = []
    heading = opening
    for (start, stop), (after, end) in pairwise(lines):
        first = _WORD.match(text, after, end)
        fits = first is None or stop - start + 1 + len(first[0]) <= widest or text[stop - 1 : stop] in _LAST
        furniture = is_furniture_line(text, start, stop)
        heading = heading and (furniture or (is_headline(text, start, stop) and is_capitalised(text[start:stop])))
        if (
            fits
            and not text[after : after + 1].islower()
            and (heading or furniture or is_furniture_line(text, after, end))
        ):
            found.append(after)
    return found


def find_sentences(text: str) -> list[tuple[int, int]]:
    r"""Return the spans of the sentences: code points, half-open, in order, without overlap.

    A paragraph always ends a sentence and a line end inside one never does by itself. A full stop, question mark,
    exclamation mark or ellipsis, with the quotation marks and brackets that close after it, ends one before white
    space, unless the next word goes on in lower case, a dash with the speaker's name follows a quotation, or the mark
    belongs to an abbreviation, an initial or a list number. The points of a list behind a colon are sentences.

    >>> text = 'Pjs. Bupati A. Helmi mengutip UU No. 5. "Netral!" ujarnya. Ia\nmenolak.'
    >>> [text[start:stop] for start, stop in find_sentences(text)]
    ['Pjs. Bupati A. Helmi mengutip UU No. 5.', '"Netral!" ujarnya.', 'Ia\nmenolak.']
    """
    spans = []
    for start, stop in find_paragraphs(text):
        begin = start
        points = _find_points(text, start, stop)
        for word, following in pairwise(_WORD.finditer(text, start, stop)):
            if following.start() in points:
                spans.append((begin, word.end()))
                begin = following.start()
            if (
                text[word.end() - 1] not in _LAST
                or following.start() in points
                or _is_signed(text, word.end(), following.start(), stop)
            ):
                continue
            if _is_end(word[0], following[0], first=word.start() == begin) and not (
                following[0][0] == "(" and _BYLINE.fullmatch(text, following.start(), stop)
            ):
                spans.append((begin, word.end()))
                begin = following.start()
        spans.append((begin, stop))
    return spans


def _is_signed(text: str, end: int, start: int, stop: int) -> bool:
    """Whether a quotation ends at end, and a line with a dash and the name of who said it starts at start."""
    if text[end - 1] not in _CLOSING[:5] or text[start] not in _DASHES:
        return False
    line = text.find("\n", start, stop)
    return (stop if line < 0 else line) - start <= _WIDEST_LINE


def starts_list_item(text: str, start: int, stop: int) -> bool:
    """Whether a point of a list starts there: 1. or 2) or (a) or a bullet.

    >>> [starts_list_item(text, 0, len(text)) for text in ("1. ASN netral", "(b) ASN netral", "A. Helmi")]
    [True, True, False]
    """
    return _POINT.match(text, start, stop) is not None


def _find_points(text: str, start: int, stop: int) -> set[int]:
    """Where the points of lists behind a colon start: lines of their own, or numbers one after another in a line."""
    found = set()
    opened = starts_list_item(text, start, stop)
    for end in _LINE_END.finditer(text, start, stop):
        opened = opened or text[end.start() - 1 : end.start()] == ":"
        if opened and starts_list_item(text, end.end(), stop):
            found.add(end.end())
    row: list[int] = []
    wanted: tuple[str, ...] = ("1", "a")
    for mark in _NUMBERED.finditer(text, start, stop):
        if mark[2] in ("1", "a") and mark[1] == ":":
            found.update(row if len(row) > 1 else ())
            row = [mark.start(2) - (text[mark.start(2) - 1] == "(")]
        elif row and mark[2] in wanted and mark[1] != ":":
            row.append(mark.start(2) - (text[mark.start(2) - 1] == "("))
        else:
            continue
        wanted = (str(int(mark[2]) + 1),) if mark[2].isdigit() else (chr(ord(mark[2]) + 1),)
    return found | set(row if len(row) > 1 else ())


def _is_end(word: str, following: str, *, first: bool) -> bool:
    """Decide whether a sentence ends between two words; first says whether word opens the sentence."""
    core = word.rstrip(_CLOSING)
    if not core or core[-1] not in _ENDING:
        return False
    opener = following.lstrip(_OPENING)
    if opener[:1].islower() or (not opener and len(following) == 1 and following in _CLOSING):
        return False
    if core[-1] == "." and _AGE.fullmatch(following):
        return False
    if core[-1] != "." or core.endswith(_ELLIPSIS):
        return core.strip(_ENDING + _OPENING) != ""
    if first and _LIST_MARK.fullmatch(core):
        return False
    return not _is_abbreviated(core.lstrip(_OPENING)[:-1], opener)


def _is_abbreviated(stem: str, following: str) -> bool:
    """Whether stem, which stood before a full stop, is short for something that goes on in following."""
    if _INITIAL.fullmatch(stem):
        return following.rstrip(".,").lower() not in _OPENERS
    abbreviations = _read_abbreviations()
    use = abbreviations.get(stem.lower())
    if use == "either":
        return following.rstrip(".,").lower() in abbreviations
    return use == "inside" or (use == "number" and any(map(str.isdigit, following)))

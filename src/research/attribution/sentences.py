"""Paragraphs and sentences of a text, as spans of code points."""

import re
from functools import cache, lru_cache
from itertools import pairwise

from research.attribution.page_furniture import is_boilerplate, is_capitalised, is_furniture_line, is_headline
from research.tables import read_data_rows
from research.text import read_word_group

_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINE_END = re.compile(r"\n[^\S\n]*")
_MAXIMUM_LINE = 120  # characters
_MINIMUM_LINES = 3
_MINIMUM_OPEN_LINE = 40  # characters of a line that lacks its full stop
_MINIMUM_FINAL = 0.6  # share of the lines of a block that end with a final mark
_BYLINE = re.compile(r"\([^()\n]{1,40}(?<![.?!])\)\W?")
_WORD = re.compile(r"\S+")
_CLOSING = "\"'”’»)]"
_OPENING = "\"'“‘«([„"
_ENDING = ".?!…"
_FINAL = frozenset(_ENDING + _CLOSING)
_INITIAL = re.compile(r"[A-Z]|[A-Z][a-z]?-[A-Z]")
_LIST_MARK = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])\.")
_LIST_ITEM = re.compile(
    r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|[-\u2013\u2022*\u00b7\u25aa\u25cf\u25cb\u2023])[^\S\n]+(?=\S)"
)
_NUMBERED_ITEM = re.compile(r"([:;.!?])\s+(?:(?:dan|serta)\s+)?\(?(\d{1,2}|[a-z])[.)]\s")
_AGE = re.compile(r"\(\d{1,2}\)\W*")
_DASHES = "-\u2012\u2013\u2014\u2015\u2212~"
_ELLIPSIS = ("..", "…")
# A single capital before a full stop is an initial (A. Helmi), unless the next word can only start a sentence.
_SENTENCE_OPENERS = {"ia", "dia", "kami", "mereka", "saya", "kita", "hal", "itu", "ini", "menurut", "menurutnya"}
_SENTENCE_OPENERS |= {"namun", "karena", "selain", "pada", "dalam"}


@cache
def _read_abbreviations() -> dict[str, str]:
    return {row["abbreviation"]: row["use"] for row in read_data_rows("abbreviations.csv")}


# Quotations, sentences and page furniture need the paragraphs of the same text one after the other.
@lru_cache(maxsize=4)
def find_paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    r"""Find the paragraphs of a text.

    Parameters
    ----------
    text
        The text of a document.

    Returns
    -------
    tuple of tuple
        Start and stop of each paragraph: code points, half-open, without the white space around it.

    Notes
    -----
    Blank lines separate paragraphs. Between two blank lines with a line of more than 120 characters, where lines are
    not broken at a width, each line that does not start in lower case is a paragraph too.

    Examples
    --------
    >>> text = "Satu.\nDua.\n\n\nTiga.\n"
    >>> [text[start:stop] for start, stop in find_paragraphs(text)]
    ['Satu.\nDua.', 'Tiga.']
    """
    boundaries = [0]
    for blank in _BLANK_LINE.finditer(text):
        boundaries += [blank.start(), blank.end()]
    boundaries.append(len(text))
    spans: list[tuple[int, int]] = []
    for start, stop in zip(boundaries[::2], boundaries[1::2], strict=True):
        for line_start, line_stop in _split_lines(text, start, stop, opening=not spans):
            line = text[line_start:line_stop]
            if stripped := line.strip():
                line_start += len(line) - len(line.lstrip())
                spans.append((line_start, line_start + len(stripped)))
    return tuple(spans)


def _split_lines(text: str, start: int, stop: int, *, opening: bool) -> list[tuple[int, int]]:
    """Split a block at its line ends where its lines are paragraphs, else at lines of page furniture."""
    ends = [start, *(end.end() for end in _LINE_END.finditer(text, start, stop)), stop]
    if max(after - previous for previous, after in pairwise(ends)) <= _MAXIMUM_LINE:
        inner = ends[1:-1] if _are_paragraphs(text, ends) else _find_furniture_ends(text, ends, opening=opening)
        return list(pairwise([start, *inner, stop]))
    boundaries = [start, *(end for end in ends[1:-1] if not text[end : end + 1].islower()), stop]
    return list(pairwise(boundaries))


def _are_paragraphs(text: str, ends: list[int]) -> bool:
    """Whether short lines are paragraphs: three or more, of which none breaks a sentence and none is in a list."""
    lines = [text[start:stop].strip() for start, stop in pairwise(ends)]
    if len(lines) < _MINIMUM_LINES or any(starts_list_item(line, 0, len(line)) for line in lines):
        return False
    n_final = sum(line[-1:] in _FINAL for line in lines)
    return n_final >= _MINIMUM_FINAL * len(lines) and not any(line[:1].islower() for line in lines)


def _find_furniture_ends(text: str, ends: list[int], *, opening: bool) -> list[int]:
    """Find the line ends in a block of short lines where a headline, a date line or other page furniture ends.

    A line counts only where it was ended on purpose, with room for the first word of the next line. A headline occurs
    only in the opening block of a text.
    """
    lines = [(start, start + len(text[start:stop].rstrip())) for start, stop in pairwise(ends)]
    widest = max(stop - start for start, stop in lines)
    furniture_ends = []
    in_head = opening
    for (start, stop), (next_start, next_stop) in pairwise(lines):
        first_word = _WORD.match(text, next_start, next_stop)
        beside_furniture = is_furniture_line(text, start, stop) or is_furniture_line(text, next_start, next_stop)
        ends_on_purpose = beside_furniture or text[stop - 1 : stop] in _FINAL
        fits = first_word is None or ends_on_purpose or stop - start + 1 + len(first_word[0]) <= widest
        furniture = _is_furniture(text, start, stop)
        in_head = in_head and (furniture or (is_headline(text, start, stop) and is_capitalised(text[start:stop])))
        is_border = in_head or furniture or _is_furniture(text, next_start, next_stop)
        is_border = is_border or (stop - start >= _MINIMUM_OPEN_LINE and text[stop - 1].isalnum())
        if fits and is_border and not text[next_start : next_start + 1].islower():
            furniture_ends.append(next_start)
    return furniture_ends


def _is_furniture(text: str, start: int, stop: int) -> bool:
    return is_boilerplate(text, start, stop, (start, stop))


def find_sentences(text: str) -> list[tuple[int, int]]:
    r"""Segment a text into sentences.

    Parameters
    ----------
    text
        The text of a document.

    Returns
    -------
    list of tuple
        Start and stop of each sentence: code points, half-open, in order, without overlap.

    Notes
    -----
    The end of a paragraph ends a sentence; a line end within one does not. A full stop, question mark, exclamation mark
    or ellipsis, with the closing marks and brackets behind it, ends a sentence before white space, unless the next word
    is in lower case, a dash and the speaker's name follow a quotation, or the mark belongs to an abbreviation
    (data/abbreviations.csv), an initial or a list number. The items of a list behind a colon are sentences.

    Examples
    --------
    >>> text = 'Pjs. Bupati A. Helmi mengutip UU No. 5. "Netral!" ujarnya. Ia\nmenolak.'
    >>> [text[start:stop] for start, stop in find_sentences(text)]
    ['Pjs. Bupati A. Helmi mengutip UU No. 5.', '"Netral!" ujarnya.', 'Ia\nmenolak.']
    """
    spans = []
    for start, stop in find_paragraphs(text):
        sentence_start = start
        items = _find_list_items(text, start, stop)
        for word, following in pairwise(_WORD.finditer(text, start, stop)):
            if items and following.start() in items:
                spans.append((sentence_start, word.end()))
                sentence_start = following.start()
                continue
            if text[word.end() - 1] not in _FINAL:
                continue
            if not _is_sentence_end(word[0], following[0], is_first=word.start() == sentence_start):
                continue
            before_byline = following[0][0] == "(" and _BYLINE.fullmatch(text, following.start(), stop)
            if not before_byline and not _is_before_signature(text, word.end(), following.start(), stop):
                spans.append((sentence_start, word.end()))
                sentence_start = following.start()
        spans.append((sentence_start, stop))
    return spans


def _is_before_signature(text: str, stop: int, start: int, paragraph_stop: int) -> bool:
    """Whether a quotation stops, and a line with a dash and the speaker's name starts."""
    if text[stop - 1] not in _CLOSING[:5] or text[start] not in _DASHES:
        return False
    line_stop = text.find("\n", start, paragraph_stop)
    return (paragraph_stop if line_stop < 0 else line_stop) - start <= _MAXIMUM_LINE


def starts_list_item(text: str, start: int, stop: int) -> bool:
    """Whether an item of a list starts at the start of a span: 1. or 2) or (a) or a bullet.

    Parameters
    ----------
    text
        The text of a document.
    start, stop
        The span: code points, half-open.

    Returns
    -------
    bool
        True for an item of a list.

    Examples
    --------
    >>> [starts_list_item(text, 0, len(text)) for text in ("1. ASN netral", "(b) ASN netral", "A. Helmi")]
    [True, True, False]
    """
    return _LIST_ITEM.match(text, start, stop) is not None


def _find_list_items(text: str, start: int, stop: int) -> set[int]:
    """Find where the items of lists behind a colon start: on separate lines, or numbered within a line."""
    items = set()
    in_list = starts_list_item(text, start, stop)
    for end in _LINE_END.finditer(text, start, stop):
        in_list = in_list or text[end.start() - 1 : end.start()] == ":"
        if in_list and starts_list_item(text, end.end(), stop):
            items.add(end.end())
    numbered: list[int] = []
    expected: tuple[str, ...] = ("1", "a")
    for mark in _NUMBERED_ITEM.finditer(text, start, stop):
        if mark[2] in ("1", "a") and mark[1] == ":":
            items.update(numbered if len(numbered) > 1 else ())
            numbered = [mark.start(2) - (text[mark.start(2) - 1] == "(")]
        elif numbered and mark[2] in expected and mark[1] != ":":
            numbered.append(mark.start(2) - (text[mark.start(2) - 1] == "("))
        else:
            continue
        expected = (str(int(mark[2]) + 1),) if mark[2].isdigit() else (chr(ord(mark[2]) + 1),)
    return items.union(numbered if len(numbered) > 1 else ())


def _is_sentence_end(word: str, following: str, *, is_first: bool) -> bool:
    """Whether a sentence ends between two words; is_first says that the word is the first of the sentence."""
    core = word.rstrip(_CLOSING)
    if not core or core[-1] not in _ENDING:
        return False
    next_word = following.lstrip(_OPENING)
    if next_word[:1].islower() or (not next_word and len(following) == 1 and following in _CLOSING):
        return False
    if (core[-1] == "." and _AGE.fullmatch(following)) or (core != word and _is_cue(following)):
        return False
    if core[-1] != "." or core.endswith(_ELLIPSIS):
        return core.strip(_ENDING + _OPENING) != ""
    if is_first and _LIST_MARK.fullmatch(core):
        return False
    return not _is_abbreviated(core.lstrip(_OPENING)[:-1], next_word)


def _is_cue(word: str) -> bool:
    """Whether a word behind a quotation is a capitalised reporting verb that belongs to it: "..." Ujarnya."""
    verb = word.rstrip(".").lower().removesuffix("nya")
    return verb in read_word_group("speech_verb") or verb in read_word_group("adjective_verb")


def _is_abbreviated(word: str, following: str) -> bool:
    """Whether a word before a full stop is an abbreviation in a sentence that continues with the following word."""
    if _INITIAL.fullmatch(word):
        return following.rstrip(".,").lower() not in _SENTENCE_OPENERS
    abbreviations = _read_abbreviations()
    use = abbreviations.get(word.lower())
    if use == "either":
        return following.rstrip(".,").lower() in abbreviations
    return use == "inside" or (use == "number" and any(map(str.isdigit, following)))

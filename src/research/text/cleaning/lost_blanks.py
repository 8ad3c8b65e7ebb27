"""Blanks that were lost behind the end of a sentence, and between a title and the name behind it."""

import re
from re import Match

from research.text.cleaning.edits import Draft, Edit
from research.text.cleaning.vocabulary import read_abbreviations, read_titles

# These begin with what is rare in a text, so that looking through one costs little.
_STOP = re.compile(r"[.?!\u2026]+(?=[^\s\w.?!\u2026,;:/@&=#-]{0,2}[A-Z])")
_QUOTES = re.compile(r"[\"'\u201c\u201d\u2018\u2019\u00ab\u00bb(\[]*")
_OPENING, _CLOSING = "\u201c\u2018\u00ab([", "\u201d\u2019\u00bb"
_NEXT = re.compile(r"[A-Z][a-z]+|[A-Z]{2,}(?![A-Za-z.])|[A-Z](?=\s)")
_LONGEST_WORD = 80
_TAIL = re.compile(r"(?:[A-Za-z]*[a-z]{2}|[A-Z]{2,}|\d|[)\]%\u201d\u2019\"])\Z")
_LETTERS = re.compile(r"[A-Za-z.]+\Z")
_TITLE = re.compile(r"(?<![\w/@.-])[A-Za-z.]{1,24}\Z")
_NAME = re.compile(r"([A-Z][a-z]{0,3})\.|[A-Z][a-z]{2}")
_LONGEST_TITLE = 24
_LIST_NUMBER = re.compile(r"\(?\d{1,2}\Z")
# What follows a full stop in the name of a host or a file.
_DOMAINS = re.compile(
    r"(?:ac|app|co|com|desa|docx?|edu|gov?|html?|id|info|jpe?g|js|mil|my|net|news|or|org|pdf|php|png|sch|site|tv|web|"
    r"xlsx?)\Z",
    re.IGNORECASE,
)
_HOST = re.compile(r"[\w-]*(?:\.[\w-]+)*\.(?:ac|co|com|go|id|info|net|org|sch|tv)\b", re.IGNORECASE)
_SHORTEST_PART = 3


def insert_missing_spaces(draft: Draft) -> None:
    """Put lost blanks into a draft."""
    draft.apply(_part_sentences(draft.text), "lost blanks put in")


def _part_sentences(text: str) -> list[Edit]:
    edits: list[Edit] = []
    for stop in _STOP.finditer(text):
        if (place := _find_end(text, stop)) is not None:
            edits.append((place, place, " "))
        elif stop[0] == "." and (title := _TITLE.search(text, max(stop.start() - _LONGEST_TITLE, 0), stop.start())):
            edits += _part_title(text, stop.end(), title[0])
    return edits


def _part_title(text: str, stop: int, title: str) -> list[Edit]:
    """Part a title from the name it is glued to (H.Ahmad, Dr.H.Ahmad, AKBP.Budi); initials and degrees stay as written.

    Where the title is no abbreviation of data/, a full stop behind it would end a sentence, and goes.
    """
    following = _NAME.match(text, stop)
    pieces = title.lower().split(".")
    if following is None or not read_titles().issuperset(pieces):
        return []
    if following[1] and following[1].lower() not in read_titles():
        return []
    low = pieces[-1]
    if title[0].islower() and low not in read_abbreviations():
        return []
    short = len(low) == 1 or low in read_abbreviations()
    return [(stop, stop, " ")] if short else [(stop - 1, stop, " ")]


def _find_end(text: str, stop: Match[str]) -> int | None:
    """Where the sentence that ends with a stop ends, and its next one begins at once; None where it goes on."""
    marks = _QUOTES.match(text, stop.end())
    first = marks.end() if marks else stop.end()
    following = _NEXT.match(text, first)
    if following is None or _DOMAINS.match(following[0]) or _HOST.match(text, first, first + _LONGEST_WORD):
        return None
    start = max(stop.start() - _LONGEST_WORD, 0)
    word = text[start : stop.start()].split(" ")[-1].split()[-1:]
    if (
        not word
        or text[stop.start() - 1].isspace()
        or not _TAIL.search(word[0])
        or (stop[0] == "." and _goes_on(word[0], following[0]))
    ):
        return None
    return _place_blank(text, stop.end(), first)


def _goes_on(word: str, following: str) -> bool:
    """Whether a full stop between two words ends no sentence: addresses, numbers of a list, what is short for more."""
    if "://" in word or "@" in word or word.lower().startswith("www.") or ("/" in word and "." in word):
        return True
    if word[-1].isdigit():
        return _LIST_NUMBER.fullmatch(word) is not None or not following[1:].islower()
    letters = _LETTERS.search(word)
    if letters is None:
        return False
    written = letters[0].rpartition(".")[2]
    last = written.lower()
    if letters[0].lower() in read_abbreviations() or last in read_abbreviations():
        return True
    return (last in read_titles() and written[0].isupper()) or len(last) < _SHORTEST_PART or len(following) == 1


def _place_blank(text: str, stop: int, first: int) -> int:
    """Before a mark that opens a quotation, behind one that closes it; straight marks by their number in the line."""
    line = text.rfind("\n", 0, stop) + 1
    for place in range(stop, first):
        mark = text[place]
        if mark in _OPENING or (mark not in _CLOSING and text.count(mark, line, place) % 2 == 0):
            return place
    return first

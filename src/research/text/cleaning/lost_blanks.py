"""Missing spaces behind the end of a sentence, and between a title and a name."""

import re
from re import Match

from research.text.cleaning.edits import Draft, Edit
from research.text.cleaning.vocabulary import read_abbreviations, read_titles

# These start with what is rare in a text, so that a search is fast.
_SENTENCE_END = re.compile(r"[.?!\u2026]+(?=[^\s\w.?!\u2026,;:/@&=#-]{0,2}[A-Z])")
_QUOTES = re.compile(r"[\"'\u201c\u201d\u2018\u2019\u00ab\u00bb(\[]*")
_OPENING, _CLOSING = "\u201c\u2018\u00ab([", "\u201d\u2019\u00bb"
_NEXT = re.compile(r"[A-Z][a-z]+|[A-Z]{2,}(?![A-Za-z.])|[A-Z](?=\s)")
_MAXIMUM_WORD = 80
_WORD_END = re.compile(r"(?:[A-Za-z]*[a-z]{2}|[A-Z]{2,}|\d|[)\]%\u201d\u2019\"])\Z")
_LETTERS = re.compile(r"[A-Za-z.]+\Z")
_TITLE = re.compile(r"(?<![\w/@.-])[A-Za-z.]{1,24}\Z")
_NAME = re.compile(r"([A-Z][a-z]{0,3})\.|[A-Z][a-z]{2}")
_MAXIMUM_TITLE = 24
_LIST_NUMBER = re.compile(r"\(?\d{1,2}\Z")
# What follows a full stop in the name of a web site or a file.
_DOMAINS = re.compile(
    r"(?:ac|app|co|com|desa|docx?|edu|fm|gov?|html?|id|info|jpe?g|js|mil|my|net|news|or|org|pdf|php|png|sch|site|tv|web|"
    r"xlsx?)\Z",
    re.IGNORECASE,
)
_HOST = re.compile(r"[\w-]*(?:\.[\w-]+)*\.(?:ac|co|com|go|id|info|net|org|sch|tv)\b", re.IGNORECASE)
_MINIMUM_PART = 3


def insert_missing_spaces(draft: Draft) -> None:
    """Insert the missing spaces of a text."""
    draft.apply(_separate_sentences(draft.text), "missing spaces inserted")


def _separate_sentences(text: str) -> list[Edit]:
    edits: list[Edit] = []
    for end in _SENTENCE_END.finditer(text):
        if (offset := _find_missing_space(text, end)) is not None:
            edits.append((offset, offset, " "))
        elif end[0] == "." and (title := _TITLE.search(text, max(end.start() - _MAXIMUM_TITLE, 0), end.start())):
            edits += _separate_title(text, end.end(), title[0])
    return edits


def _separate_title(text: str, stop: int, title: str) -> list[Edit]:
    """Separate a title from the name behind it (H.Ahmad, Dr.H.Ahmad, AKBP.Budi), but no initials or degrees.

    Where the title is no listed abbreviation its full stop would end a sentence, and is removed.
    """
    following = _NAME.match(text, stop)
    parts = title.lower().split(".")
    if following is None or not read_titles().issuperset(parts):
        return []
    if following[1] and following[1].lower() not in read_titles():
        return []
    last_part = parts[-1]
    if title[0].islower() and last_part not in read_abbreviations():
        return []
    is_abbreviation = len(last_part) == 1 or last_part in read_abbreviations()
    return [(stop, stop, " ")] if is_abbreviation else [(stop - 1, stop, " ")]


def _find_missing_space(text: str, end: Match[str]) -> int | None:
    """Find where a sentence is followed by the next one without a space; None where the sentence goes on."""
    quotation_marks = _QUOTES.match(text, end.end())
    next_start = quotation_marks.end() if quotation_marks else end.end()
    following = _NEXT.match(text, next_start)
    if following is None or _DOMAINS.match(following[0]) or _HOST.match(text, next_start, next_start + _MAXIMUM_WORD):
        return None
    start = max(end.start() - _MAXIMUM_WORD, 0)
    last_word = text[start : end.start()].split(" ")[-1].split()[-1:]
    if not last_word or text[end.start() - 1].isspace() or not _WORD_END.search(last_word[0]):
        return None
    if end[0] == "." and _is_sentence_internal(last_word[0], following[0]):
        return None
    return _choose_offset(text, end.end(), next_start)


def _is_sentence_internal(word: str, following: str) -> bool:
    """Whether a full stop between two words ends no sentence: in addresses, list numbers and abbreviations."""
    if "://" in word or "@" in word or word.lower().startswith("www.") or ("/" in word and "." in word):
        return True
    if word[-1].isdigit():
        return _LIST_NUMBER.fullmatch(word) is not None or not following[1:].islower()
    letters = _LETTERS.search(word)
    if letters is None:
        return False
    last_part = letters[0].rpartition(".")[2]
    lower = last_part.lower()
    if letters[0].lower() in read_abbreviations() or lower in read_abbreviations():
        return True
    return (lower in read_titles() and last_part[0].isupper()) or len(lower) < _MINIMUM_PART or len(following) == 1


def _choose_offset(text: str, stop: int, next_start: int) -> int:
    """Choose the offset before an opening mark or behind a closing one; straight marks by their number in the line."""
    line = text.rfind("\n", 0, stop) + 1
    for offset in range(stop, next_start):
        mark = text[offset]
        if mark in _OPENING or (mark not in _CLOSING and text.count(mark, line, offset) % 2 == 0):
            return offset
    return next_start

"""Words -> the name of a person, without the titles before it and the degrees after it."""

import re
from dataclasses import dataclass
from functools import cache

from research.tables import read_data_rows
from research.text.lexicon import (
    Phrases,
    Words,
    index_bodies,
    index_offices,
    index_phrases,
    match_phrase,
    read_word_group,
    read_word_list,
    skip_full_stop,
    skip_short_brackets,
    slice_text,
)

_LONGEST_NAME = 8
_MOST_TITLES = 8
_HOST = re.compile(r"\w[\w.-]*\.(?:com|id|net|org|news|tv)\Z")


@dataclass(frozen=True)
class Office:
    """A post: its key (sekda), the category of tables.OFFICES, the key and name of its body (bawaslu), its region."""

    key: str
    category: str
    body: str = ""
    region: str = ""
    body_name: str = ""


@dataclass(frozen=True)
class Mention:
    """What is named from word first up to word stop: a person, a title without name, a body, a place, or a pronoun."""

    kind: str
    start: int
    stop: int
    name: str = ""
    alias: str = ""
    office: Office | None = None


@cache
def _index_titles() -> Phrases:
    return index_phrases((row["title"], row) for row in read_data_rows("titles.csv") if row["place"] == "before")


@cache
def _read_degrees() -> frozenset[str]:
    return frozenset(row["title"] for row in read_data_rows("titles.csv") if row["place"] == "after")


def find_title_stop(words: Words, position: int) -> int | None:
    """Where the title that stands before a name and starts at place stops; None where there is none."""
    match = match_phrase(_index_titles(), words.lowers, position)
    return match[0] if match else None


def parse_name(words: Words, text: str, position: int) -> Mention | None:
    """Read a person's name that starts at place, with a short form in brackets after it; None where there is none.

    >>> from research.text import split_words
    >>> text = "Dr. H. Ahmad Heryawan, Lc., M.Si. (Aher) hadir"
    >>> found = parse_name(split_words(text, 0, len(text)), text, 0)
    >>> found.name, found.alias
    ('Ahmad Heryawan', 'Aher')
    """
    begin = _skip_titles(words, position)
    stop = begin
    while stop < len(words.texts) and stop - begin < _LONGEST_NAME and _is_name(words, stop):
        stop += 1
        if stop < len(words.texts) - 1 and words.texts[stop] == "." and words.texts[stop + 1][0].isupper():
            stop += words.starts[stop] == words.stops[stop - 1] and len(words.texts[stop - 1]) < 5
        if (
            words.lowers[stop : stop + 1]
            and words.lowers[stop] in read_word_group("name_particle")
            and _is_name(words, stop + 1)
        ):
            stop += 1
    last = stop
    while last > begin + 1 and (_is_degree(words, last - 1) or words.texts[last - 1] == "."):
        last -= 1
    if last == begin or (last == begin + 1 and len(words.texts[begin]) < 2):
        return None
    name = slice_text(text, words, begin, last)
    stop = _skip_degrees(words, stop)
    bracket = skip_short_brackets(words, stop)
    inside = words.texts[stop + 1 : bracket - 1]
    short = bracket > stop and 0 < len(inside) < 4 and match_phrase(index_offices(), words.lowers, stop + 1) is None
    if short and all(word[0].isupper() and word.isalpha() for word in inside):
        return Mention("person", position, bracket, name, slice_text(text, words, stop + 1, bracket - 1))
    return Mention("person", position, stop, name)


def _is_name(words: Words, place: int) -> bool:
    if place >= len(words.texts) or not words.texts[place][0].isupper():
        return False
    low = words.lowers[place]
    if low in read_word_list("common_capitals.txt") or low in read_word_group("pronoun") or any(map(str.isdigit, low)):
        return False
    if is_host(low):
        return False
    bodies, offices = index_bodies(), index_offices()
    return not (match_phrase(bodies, words.lowers, place) or match_phrase(offices, words.lowers, place))


def is_host(word: str) -> bool:
    """Whether a word in small letters is the name of a site, and so of an outlet (detik.com).

    >>> is_host("kabar.co.id"), is_host("s.sos"), is_host("rina")
    (True, False, False)
    """
    return "." in word and _HOST.match(word) is not None


def _is_degree(words: Words, place: int) -> bool:
    word = words.texts[place]
    return words.lowers[place] in _read_degrees() and not (len(word) > 2 and word[1:].islower())


def _skip_degrees(words: Words, place: int) -> int:
    """Step over academic titles after a name: , S.Sos., M.Si."""
    for _ in range(_MOST_TITLES):
        ahead = place + (words.texts[place : place + 1] in ((",",), (".",)))
        if ahead >= len(words.texts) or not _is_degree(words, ahead):
            return place
        place = skip_full_stop(words, ahead + 1) if words.texts[ahead + 2 : ahead + 3] else ahead + 1
    return place


def _skip_titles(words: Words, place: int) -> int:
    """Step over what stands before a name: Dr. H., Mayjen TNI (Purn), Komisaris Besar."""
    for _ in range(_MOST_TITLES):
        opened = words.texts[place : place + 1] == ("(",)
        title = find_title_stop(words, place + opened)
        if title is None:
            return place
        stop = skip_short_brackets(words, place) if opened else skip_full_stop(words, title)
        if stop == place:
            return place
        place = stop
    return place

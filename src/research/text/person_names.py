"""Names of persons, with the titles before them and the degrees after them taken off."""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from research.tables import read_data_rows
from research.text.lexicon import (
    Phrases,
    Words,
    has_capital,
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
from research.text.stemming import read_root_words

_KEPT_WORDS = 20_000  # answers on single words that are kept, since texts repeat their words
_MAXIMUM_NAME = 8  # words
_MAXIMUM_TITLES = 8
_MAXIMUM_DEGREE = 4  # letters
_ACTIVE_VERB = re.compile(r"me(?:m[bp]|n[dj]|ng[aeiouhgk]|ny)[a-z]{4,}")  # memberikan, mengimbau, menyebut
_HOST = re.compile(r"\w[\w.-]*\.(?:com|id|net|org|news|tv)\Z")


@dataclass(frozen=True)
class Office:
    """A post, or a public body as a whole.

    Attributes
    ----------
    key
        The post (sekda); empty for a body.
    category
        One of tables.OFFICES.
    body, body_name
        Key and name of the body that it belongs to (bawaslu, Bawaslu Kota Ambon); empty where none is named.
    region
        The region in lower case; empty where none is named.
    """

    key: str
    category: str
    body: str = ""
    region: str = ""
    body_name: str = ""


@dataclass(frozen=True)
class Mention:
    """A mention of somebody or something in a sentence.

    Attributes
    ----------
    kind
        person, title (a post without a name), body, place or pronoun.
    start, stop
        Words of the mention, half-open.
    name, alias
        The name, and a short form of it in brackets.
    office
        The office that the mention names.
    is_apposed
        Whether the office stands behind the name: Rudi yang juga Ketua Korpri.
    """

    kind: str
    start: int
    stop: int
    name: str = ""
    alias: str = ""
    office: Office | None = None
    is_apposed: bool = False


@cache
def _index_titles() -> Phrases:
    return index_phrases((row["title"], row) for row in read_data_rows("titles.csv") if row["place"] == "before")


@cache
def _read_degrees() -> frozenset[str]:
    return frozenset(row["title"] for row in read_data_rows("titles.csv") if row["place"] == "after")


@cache
def read_active_verbs() -> frozenset[str]:
    """Read the reporting verbs in their active form."""
    return frozenset(row["active"] for row in read_data_rows("reporting_verbs.csv") if row["active"])


def find_title_stop(words: Words, position: int) -> int | None:
    """Find where a title before a name stops; None where none starts at position."""
    match = match_phrase(_index_titles(), words.lowers, position)
    return match[0] if match else None


def parse_name(words: Words, text: str, position: int) -> Mention | None:
    """Parse a person's name with the titles before it and the degrees and the alias behind it.

    Parameters
    ----------
    words
        The words of the sentence.
    text
        The document's text.
    position
        Index of the first word.

    Returns
    -------
    Mention or None
        None where no name starts at position.

    Examples
    --------
    >>> from research.text import split_words
    >>> text = "Dr. H. Ahmad Heryawan, Lc., M.Si. (Aher) hadir"
    >>> mention = parse_name(split_words(text, 0, len(text)), text, 0)
    >>> mention.name, mention.alias
    ('Ahmad Heryawan', 'Aher')
    """
    start = stop = _skip_titles(words, position)
    while stop < len(words.texts) and stop - start < _MAXIMUM_NAME and _goes_on(words, start, stop):
        if stop > start and _is_headline_verb(words.lowers[stop]):
            break
        if stop > start and words.lowers[stop] in read_word_group("leading_title") and has_capital(words, stop + 1):
            start = stop = _skip_titles(words, stop)  # what stood before the title was no name: NU Kendal KH Danial
            continue
        stop += 1
        if stop < len(words.texts) - 1 and words.texts[stop] == "." and has_capital(words, stop + 1):
            stop += words.starts[stop] == words.stops[stop - 1] and len(words.texts[stop - 1]) < 5
        stop += _is_name(words, stop + 1) and words.lowers[stop] in read_word_group("name_particle")
    name_stop = stop
    while name_stop > start + 1 and (_is_degree(words, name_stop - 1) or words.texts[name_stop - 1] == "."):
        name_stop -= 1
    if name_stop == start or (name_stop == start + 1 and len(words.texts[start]) < 2):
        return None
    name = slice_text(text, words, start, name_stop)
    stop = _skip_degrees(words, stop)
    if nickname := _parse_bracketed_nickname(words, text, stop) or _parse_nickname(words, text, stop):
        return Mention("person", position, nickname.stop, name, nickname.name)
    bracket_stop = skip_short_brackets(words, stop)
    inside = words.texts[stop + 1 : bracket_stop - 1]
    capitals = 0 < len(inside) < 4 and all(word[0].isupper() and word.isalpha() for word in inside)
    if bracket_stop > stop and capitals and match_phrase(index_offices(), words.lowers, stop + 1) is None:
        return Mention("person", position, bracket_stop, name, slice_text(text, words, stop + 1, bracket_stop - 1))
    return Mention("person", position, stop, name)


def _goes_on(words: Words, start: int, position: int) -> bool:
    """Whether a name that starts at start goes on: with a name, or with an office that is a surname, too (Hakim)."""
    is_surname = position > start and words.lowers[position] == "hakim" and has_capital(words, position)
    return is_surname or _is_name(words, position)


def _parse_bracketed_nickname(words: Words, text: str, position: int) -> Mention | None:
    """Parse a nickname in a bracket behind a name: (akrab disapa Pak Ed)."""
    if words.text_at(position) != "(":
        return None
    for marker in range(position + 1, min(position + 1 + _MAXIMUM_TITLES, len(words.texts))):
        if words.lowers[marker] in read_word_group("nickname") and has_capital(words, marker + 1):
            nickname = parse_name(words, text, marker + 1) if marker + 1 < len(words.texts) else None
            is_closed = nickname is not None and words.text_at(nickname.stop) == ")"
            return replace(nickname, stop=nickname.stop + 1) if nickname and is_closed else None
        if words.texts[marker] == ")":
            break
    return None


def _parse_nickname(words: Words, text: str, position: int) -> Mention | None:
    """Parse a nickname right behind a name: Hevearita Rahayu atau akrab disapa Ita."""
    stop = position
    while words.lower_at(stop) in read_word_group("before_nickname"):
        stop += 1
    if read_word_group("nickname").isdisjoint(words.lowers[position:stop]) or not has_capital(words, stop):
        return None
    return parse_name(words, text, stop)


@lru_cache(maxsize=_KEPT_WORDS)
def _is_headline_verb(word: str) -> bool:
    """Whether a word with a capital is the verb of a headline, and no part of the name before it: Sunarko Minta ..."""
    listed = word in read_active_verbs() or word in read_word_group("headline_verb")
    is_causative = word.endswith("kan") and word.removesuffix("kan") in read_root_words()  # resmikan, bagikan
    return listed or is_causative or _ACTIVE_VERB.fullmatch(word) is not None


def _is_name(words: Words, position: int) -> bool:
    if not has_capital(words, position):
        return False
    if not _may_be_name(words.texts[position]):
        return False
    opens_body = match_phrase(index_bodies(), words.lowers, position)
    return not (opens_body or match_phrase(index_offices(), words.lowers, position))


@lru_cache(maxsize=_KEPT_WORDS)
def _may_be_name(text: str) -> bool:
    """Whether a word with a capital is no common one, no pronoun, no host and no number."""
    word = text.lower()
    if (word in read_word_list("common_capitals.txt") and text != "Uu") or word in read_word_group("pronoun"):
        return False  # UU is a law, Uu a name
    return not is_host(word) and not any(map(str.isdigit, word))


def is_host(word: str) -> bool:
    """Whether a word is the host name of a web site, and so the name of an outlet (detik.com).

    Parameters
    ----------
    word
        A word in lower case.

    Returns
    -------
    bool
        True for a host name.

    Examples
    --------
    >>> is_host("kabar.co.id"), is_host("s.sos"), is_host("rina")
    (True, False, False)
    """
    return "." in word and _HOST.match(word) is not None


def _is_degree(words: Words, position: int) -> bool:
    word = words.texts[position]
    return words.lowers[position] in _read_degrees() and not (len(word) > 2 and word[1:].islower())


def _skip_degrees(words: Words, position: int) -> int:
    """Skip academic degrees behind a name: , S.Sos., M.Si."""
    for _ in range(_MAXIMUM_TITLES):
        ahead = position + (words.texts[position : position + 1] in ((",",), (".",)))
        is_degree = ahead < len(words.texts) and (_is_degree(words, ahead) or _is_unlisted_degree(words, ahead))
        if not is_degree:
            return position
        position = skip_full_stop(words, ahead + 1) if words.texts[ahead + 2 : ahead + 3] else ahead + 1
    return position


def _is_unlisted_degree(words: Words, position: int) -> bool:
    """Whether two to four capitals between marks are a degree that no list has, and no body: , ME., MM,"""
    word, following = words.texts[position], words.text_at(position + 1)
    is_short = word.isupper() and word.isalpha() and 1 < len(word) <= _MAXIMUM_DEGREE
    if not is_short or words.texts[position - 1] != "," or following not in (",", "."):
        return False
    listed = any(match_phrase(index, words.lowers, position) for index in (index_bodies(), index_offices()))
    return not listed and words.lowers[position] not in read_word_list("common_capitals.txt")


def _skip_titles(words: Words, position: int) -> int:
    """Skip titles before a name: Dr. H., Mayjen TNI (Purn), Komisaris Besar."""
    for _ in range(_MAXIMUM_TITLES):
        bracketed = words.texts[position : position + 1] == ("(",)
        title_stop = find_title_stop(words, position + bracketed)
        if title_stop is None:
            return position
        stop = skip_short_brackets(words, position) if bracketed else skip_full_stop(words, title_stop)
        if words.texts[stop : stop + 1] == ("(",) and len(words.text_at(stop + 1)) == 1:
            stop = skip_short_brackets(words, stop)  # the corps behind a rank: Letkol Laut (P)
        if stop == position:
            return position
        position = stop
    return position

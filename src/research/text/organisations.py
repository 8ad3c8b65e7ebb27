"""Names of organisations, and where the name of a person behind one may start."""

import re
from itertools import pairwise

from research.text.lexicon import (
    MAXIMUM_LOOK_AHEAD,
    Words,
    has_capital,
    index_offices,
    index_regions,
    match_phrase,
    read_word_group,
    read_word_list,
    skip_short_brackets,
)
from research.text.person_names import Mention, find_title_stop

_PERSON_NAME = 2  # words; most names have two
_MAXIMUM_LIST = 16  # words
_CONJUNCTIONS = ("dan", "serta", "&")
_FIELD_NOUN = re.compile(r"(?:ke|pe)[a-z]{4,}an|[a-z]+(?:logi|tika|si)")
_MINIMUM_ACRONYM = 3


def find_organisation_stop(words: Words, position: int) -> int:
    """Find where the name of an organisation stops and that of a person may start.

    Parameters
    ----------
    words
        The words of the sentence.
    position
        Index of the first word of the organisation's name: PT Maju Jaya, Universitas Airlangga.

    Returns
    -------
    int
        One past the last word: behind an acronym or a region, else before the last two of three or more capitalised
        words, since most names of persons have two.

    Examples
    --------
    >>> from research.text import split_words
    >>> find_organisation_stop(split_words("Universitas Airlangga Surabaya Budi Santoso", 0, 43), 0)
    3
    """
    stop = name_stop = position + 1
    unmarked = True
    while stop < min(position + MAXIMUM_LOOK_AHEAD, len(words.texts)):
        word, lower = words.texts[stop], words.lowers[stop]
        if word == "(" and (bracket_stop := skip_short_brackets(words, stop)) > stop:
            return bracket_stop
        if lower in read_word_group("organisation_link") and has_capital(words, stop + 1):
            stop = name_stop = stop + 2
            continue
        if stop > position + 1 and lower in read_word_group("given_name"):
            is_second = not has_capital(words, stop + 1) and stop > max(name_stop, position + 2)
            return stop - is_second  # Nusantara Dwiyana Slamet
        if word.isdigit() and has_capital(words, stop + 1):
            stop += 1
            continue
        if not word[0].isupper() or match_phrase(index_offices(), words.lowers, stop) or find_title_stop(words, stop):
            break
        is_mark, stop = _ends_name(words, stop), skip_region(words, stop) or stop + 1
        if stop > position + 1 and is_mark:
            name_stop, unmarked = stop, False
    if not unmarked:
        return name_stop
    if _has_name_after_comma(words, stop) or stop - name_stop < _PERSON_NAME:
        return stop
    initial = len(words.texts[stop - _PERSON_NAME]) == 1
    return max(name_stop, stop - _PERSON_NAME - initial)


def _ends_name(words: Words, position: int) -> bool:
    """Whether the name of an organisation ends with a word: Indonesia, an acronym, a region behind its kind."""
    word, lower = words.texts[position], words.lowers[position]
    is_region = words.lowers[position - 1] in read_word_group("region_kind") and skip_region(words, position)
    return lower == "indonesia" or bool(is_region) or (word.isupper() and len(word) > len("RI"))


def _has_name_after_comma(words: Words, position: int) -> bool:
    """Whether a comma and a capitalised word follow that is no day of the week."""
    capital = words.texts[position : position + 1] == (",",) and has_capital(words, position + 1)
    return capital and words.lowers[position + 1] not in read_word_list("common_capitals.txt")


def skip_region(words: Words, position: int) -> int | None:
    """Find where a region, or the country, that starts at a word stops; None where none starts there."""
    region = match_phrase(index_regions(), words.lowers, position)
    if region:
        return region[0]
    return position + 1 if words.lowers[position : position + 1] == ("indonesia",) else None


def is_acronym(mention: Mention) -> bool:
    """Whether the alias of a name is an acronym of its words, as for organisations: Pantau Suara Rakyat (PSR)."""
    return len(mention.alias) > 1 and mention.alias == "".join(part[0] for part in mention.name.split(" "))


def find_enumerated_body(words: Words, position: int) -> tuple[int, str] | None:
    """Find where the name of a body that enumerates its fields stops.

    Parameters
    ----------
    words
        The words of the sentence.
    position
        Index of the first word of the name.

    Returns
    -------
    tuple of int and str, or None
        One past the last word, and the acronym in brackets, if any; None where no such name starts at position.

    Notes
    -----
    Such a name has a comma. Without an acronym the first word of each field must be a known one, since an enumeration
    of persons or of bodies may look the same.

    Examples
    --------
    >>> from research.text import split_words
    >>> text = "Badan Meteorologi, Klimatologi, dan Geofisika (BMKG) menyatakan"
    >>> find_enumerated_body(split_words(text, 0, len(text)), 0)
    (10, 'BMKG')
    """
    if words.lowers[position] not in read_word_group("body_head") or not has_capital(words, position):
        return None
    stop = position + 1
    while stop < min(position + _MAXIMUM_LIST, len(words.texts)) and _is_list_word(words, stop):
        stop += 1
    stop -= words.lowers[stop - 1] in (*_CONJUNCTIONS, ",")
    inside = words.texts[position + 1 : stop]
    if "," not in inside:
        return None
    following = words.texts[stop : stop + 3]
    if len(following) == len("(X)") and following[0] == "(" and following[2] == ")" and following[1].isupper():
        matches = len(following[1]) >= _MINIMUM_ACRONYM and following[1][0] == words.texts[position][0]
        return (stop + 3, following[1]) if matches else None
    pairs = pairwise(words.texts[position:stop])
    are_fields = all(_is_field(word.lower()) for previous, word in pairs if previous in (",", *_CONJUNCTIONS))
    return (stop, "") if are_fields and not set(_CONJUNCTIONS).isdisjoint(inside) else None


def _is_field(word: str) -> bool:
    in_lists = word in _CONJUNCTIONS or word in read_word_list("office_words.txt")
    return in_lists or _FIELD_NOUN.fullmatch(word) is not None


def _is_list_word(words: Words, position: int) -> bool:
    """Whether a word continues the enumeration: a capitalised word that starts no office, or a conjunction."""
    if words.lowers[position] in (*_CONJUNCTIONS, ","):
        return True
    if words.lowers[position] in read_word_group("region_kind"):
        return False
    return has_capital(words, position) and not match_phrase(index_offices(), words.lowers, position)

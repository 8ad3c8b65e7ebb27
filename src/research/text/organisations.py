"""Words -> the name of an organisation that a post belongs to, and where that of the person behind it may begin."""

import re
from itertools import pairwise

from research.text.lexicon import (
    Words,
    index_offices,
    index_regions,
    match_phrase,
    read_word_group,
    read_word_list,
    skip_short_brackets,
)
from research.text.person_names import Mention, find_title_stop

_LOOK_AHEAD = 12
_NAME_LENGTH = 2
_LONGEST_LIST = 16
_JOINERS = ("dan", "serta", "&")
_FIELD = re.compile(r"(?:ke|pe)[a-z]{4,}an|[a-z]+(?:logi|tika|si)")
_SHORTEST_ACRONYM = 3


def find_organisation_stop(words: Words, position: int) -> int:
    """Where the name of an organisation (PT Maju Jaya, Universitas Airlangga) ends and that of a person may begin.

    That is after a short form in brackets or in capitals or a region, else before the last two of three capitalised
    words and more, since most names have two words.
    """
    stop = edge = position + 1
    loose = True
    while stop < min(position + _LOOK_AHEAD, len(words.texts)):
        word, low = words.texts[stop], words.lowers[stop]
        if word == "(" and (closed := skip_short_brackets(words, stop)) > stop:
            return closed
        if (
            low in read_word_group("organisation_link")
            and words.texts[stop + 1 : stop + 2]
            and _is_capital(words, stop + 1)
        ):
            stop = edge = stop + 2
            continue
        if stop > position + 1 and low in read_word_group("given_name"):
            return stop
        if not word[0].isupper():
            break
        if match_phrase(index_offices(), words.lowers, stop) or find_title_stop(words, stop):
            break
        stop = skip_region(words, stop) or stop + 1
        if stop > position + 1 and (words.lowers[stop - 1] == "indonesia" or (word.isupper() and len(word) > 2)):
            edge, loose = stop, False
    if not loose:
        return edge
    if _names_after_comma(words, stop) or stop - edge < _NAME_LENGTH:
        return stop
    initial = len(words.texts[stop - _NAME_LENGTH]) == 1
    return max(edge, stop - _NAME_LENGTH - initial)


def _names_after_comma(words: Words, place: int) -> bool:
    """Whether a comma with a capitalised word behind it follows, which is no day of the week."""
    after = words.texts[place + 1 : place + 2]
    return (
        words.texts[place : place + 1] == (",",)
        and bool(after)
        and after[0][0].isupper()
        and (words.lowers[place + 1] not in read_word_list("common_capitals.txt"))
    )


def _is_capital(words: Words, place: int) -> bool:
    return words.texts[place][0].isupper()


def skip_region(words: Words, position: int) -> int | None:
    """Where a region or the country that starts at place stops; None where there is none."""
    region = match_phrase(index_regions(), words.lowers, position)
    if region:
        return region[0]
    return position + 1 if words.lowers[position : position + 1] == ("indonesia",) else None


def is_acronym(named: Mention) -> bool:
    """Whether a name and the short form behind it are those of an organisation: Pantau Suara Rakyat (PSR)."""
    return len(named.alias) > 1 and named.alias == "".join(part[0] for part in named.name.split(" "))


def find_enumerated_body(words: Words, position: int) -> tuple[int, str] | None:
    """Where the name of a body that lists its fields stops, and the short form in brackets behind it, if any.

    That is a name with a comma (Badan Meteorologi, Klimatologi, dan Geofisika (BMKG)); without a short form the first
    words of its fields must be known as such, since a list of persons or of bodies may look the same.

    >>> from research.text import split_words
    >>> text = "Badan Meteorologi, Klimatologi, dan Geofisika (BMKG) menyatakan"
    >>> find_enumerated_body(split_words(text, 0, len(text)), 0)
    (10, 'BMKG')
    """
    if words.lowers[position] not in read_word_group("body_head") or not _is_capital(words, position):
        return None
    stop = position + 1
    while stop < min(position + _LONGEST_LIST, len(words.texts)) and _goes_on(words, stop):
        stop += 1
    stop -= words.lowers[stop - 1] in (*_JOINERS, ",")
    inside = words.texts[position + 1 : stop]
    if "," not in inside:
        return None
    behind = words.texts[stop : stop + 3]
    if len(behind) == len("(X)") and behind[0] == "(" and behind[2] == ")" and behind[1].isupper():
        fits = len(behind[1]) >= _SHORTEST_ACRONYM and behind[1][0] == words.texts[position][0]
        return (stop + 3, behind[1]) if fits else None
    firsts = [after.lower() for before, after in pairwise(words.texts[position:stop]) if before in (",", *_JOINERS)]
    known = all(
        word in _JOINERS or word in read_word_list("office_words.txt") or _FIELD.fullmatch(word) for word in firsts
    )
    return (stop, "") if known and not set(_JOINERS).isdisjoint(inside) else None


def _goes_on(words: Words, place: int) -> bool:
    """Whether the list of fields goes on: a word with a capital that opens no office, or what joins two of them."""
    if words.lowers[place] in (*_JOINERS, ","):
        return True
    if words.lowers[place] in read_word_group("region_kind"):
        return False
    return _is_capital(words, place) and not match_phrase(index_offices(), words.lowers, place)

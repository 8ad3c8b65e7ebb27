"""What follows a post or a public body and belongs to it: parts, conjunctions, brackets, the body, the region."""

import re
from dataclasses import dataclass, replace

from research.text.lexicon import (
    MAXIMUM_LOOK_AHEAD,
    Words,
    has_capital,
    index_bodies,
    index_offices,
    index_regions,
    is_activity_noun,
    match_phrase,
    read_word_group,
    read_word_list,
    skip_full_stop,
    skip_short_brackets,
)
from research.text.organisations import find_organisation_stop
from research.text.person_names import find_title_stop

_UNIT_NUMBER = re.compile(r"\d+/\w+")
_MAXIMUM_OFFICE = 60  # words


@dataclass(frozen=True)
class Complement:
    """What follows a post or a public body and belongs to it.

    Attributes
    ----------
    stop
        One past its last word.
    body, category
        Key and category of the body that it names, empty where it names none.
    region
        The region that it names, in lower case.
    body_start, body_stop
        Words of the body's name, half-open.
    """

    stop: int
    body: str = ""
    category: str = ""
    region: str = ""
    body_start: int = 0
    body_stop: int = 0


def parse_complement(words: Words, position: int, *, permissive: bool) -> Complement:
    """Parse what follows a post or a body.

    Parameters
    ----------
    words
        The words of the sentence.
    position
        Index of the first word behind the post or the body.
    permissive
        Whether several parts may be joined and unknown acronyms belong to it.

    Returns
    -------
    Complement
        It stops at position where nothing belongs to the post or the body.

    Examples
    --------
    >>> from research.text import split_words
    >>> complement = parse_complement(split_words("Ketua Bawaslu Kota Ambon hadir", 0, 30), 1, permissive=True)
    >>> complement.stop, complement.body, complement.region
    (4, 'bawaslu', 'ambon')
    """
    complement = Complement(position)
    post = match_phrase(index_offices(), words.lowers, position) if permissive else None
    if post is not None and post[1]["use"] == "post":
        complement = Complement(post[0], category="central" if post[1]["category"] == "central" else "")
    previous = "part"
    while complement.stop < min(position + _MAXIMUM_OFFICE, len(words.texts)):
        longer, previous = _parse_step(words, complement, previous, permissive=permissive)
        if longer.stop == complement.stop:
            break
        complement = longer
    return complement


def _parse_step(words: Words, complement: Complement, previous: str, *, permissive: bool) -> tuple[Complement, str]:
    """Extend the complement by one element: a kind of region, a region, a bracket, a part or a conjunction."""
    position, word = complement.stop, words.lowers[complement.stop]
    region = match_phrase(index_regions(), words.lowers, position)
    if previous == "bracket" and word in read_word_group("given_name"):
        region = None
    if region is None and word in read_word_group("region_kind"):
        return _extend(complement, skip_full_stop(words, position + 1), word), "kind"
    takes_region = previous == "kind" or not (complement.region or complement.category == "central")
    if region is not None and takes_region and has_capital(words, position):
        name = f"{complement.region} {region[1]['region']}".strip().lower()
        return replace(_extend(complement, region[0], word), region=name), "region"
    if (stop := skip_short_brackets(words, position)) > position:
        return _extend(complement, stop, word), "bracket"
    if (stop := _find_part_stop(words, position, permissive=permissive and not complement.region)) > position:
        return _add_part(words, complement, stop), "part"
    if permissive and previous != "region":
        stop = _skip_conjunction(words, position, has_body=bool(complement.body))
        return replace(complement, stop=stop), "conjunction"
    return complement, previous


def _extend(complement: Complement, stop: int, word: str) -> Complement:
    """Move the end; the name of the body grows with it until a part of the body (Divisi) is named."""
    grows = complement.body_stop == complement.stop and word not in read_word_group("body_part")
    return replace(complement, stop=stop, body_stop=stop if grows else complement.body_stop)


def _add_part(words: Words, complement: Complement, stop: int) -> Complement:
    position = complement.stop
    body = match_phrase(index_bodies(), words.lowers, position)
    if body is None or (complement.body and complement.category not in ("agency", "government", "other")):
        return _extend(complement, stop, words.lowers[position])
    key, category = body[1]["key"], body[1]["category"]
    return replace(complement, stop=stop, body=key, category=category, body_start=position, body_stop=stop)


def _find_part_stop(words: Words, position: int, *, permissive: bool) -> int:
    """Find where a part of an office stops: a body, a word of offices, an acronym; position where none starts."""
    if position >= len(words.texts):
        return position
    word, lower = words.texts[position], words.lowers[position]
    body = match_phrase(index_bodies(), words.lowers, position)
    names_organisation = word[0].isupper() and lower in read_word_group("organisation")
    if permissive and names_organisation and (body is None or body[0] == position + 1):
        return find_organisation_stop(words, position)
    if body:
        return body[0]
    if lower == "lembaga" and words.lowers[position + 1 : position + 2] in (("itu",), ("tersebut",)):
        return position + 2
    if _is_office_word(words, position) and (word[0].isupper() or (permissive and lower not in ("dalam", "luar"))):
        return position + 1
    if lower in read_word_group("numeral") and words.lowers[position - 1] in read_word_group("numbered"):
        return position + 1
    if _UNIT_NUMBER.fullmatch(word):
        return position + 1
    if not permissive or not word[0].isupper():
        return position
    if is_activity_noun(lower) or (word.isupper() and len(word) > 2 and find_title_stop(words, position) is None):
        return position + 1
    return _find_capitals_stop(words, position)


def _is_office_word(words: Words, position: int) -> bool:
    """Whether a word belongs to offices and does not start a name (Satuan Lalu Lintas, but Lalu Wirawan)."""
    following = position + 1
    if words.lowers[position] not in read_word_list("office_words.txt"):
        return False
    starts_name = words.lowers[position] in read_word_group("given_name") and has_capital(words, following)
    return not starts_name or words.lowers[following] in read_word_list("office_words.txt")


def _find_capitals_stop(words: Words, position: int) -> int:
    """Find where a kind of region or a body follows in the same sequence of capitalised words."""
    for stop in range(position, min(position + MAXIMUM_LOOK_AHEAD, len(words.texts))):
        word = words.lowers[stop]
        names_organisation = word in read_word_group("organisation") and has_capital(words, stop)
        names_body = word in read_word_group("region_kind") or (word != "dan" and _starts_body(words, stop))
        if stop > position and (names_organisation or names_body):
            return stop
        if word != "dan" and not has_capital(words, stop):
            return position
        if match_phrase(index_offices(), words.lowers, stop):
            return position
    return position


def _starts_body(words: Words, position: int) -> bool:
    return has_capital(words, position) and match_phrase(index_bodies(), words.lowers, position) is not None


def _skip_conjunction(words: Words, position: int, *, has_body: bool) -> int:
    """Skip dan, a comma or pada where another part of the office follows."""
    conjunction = words.lowers[position]
    if conjunction not in read_word_group("office_joiner"):
        return position
    next_position = position + 1
    if conjunction == "," and words.lowers[next_position : next_position + 1] in (("dan",), ("serta",)):
        next_position += 1
    if next_position >= len(words.texts) or not (has_capital(words, next_position) or conjunction == "dan"):
        return position
    body = match_phrase(index_bodies(), words.lowers, next_position)
    if match_phrase(index_offices(), words.lowers, next_position) or (has_body and body):
        return position
    return next_position if body or words.lowers[next_position] in read_word_list("office_words.txt") else position

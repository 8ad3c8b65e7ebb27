"""What follows a post or a public body and belongs to it: parts, conjunctions, brackets, the body, the region."""

import re
from dataclasses import dataclass, replace
from functools import cache

from research.tables import read_data_rows
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
    skip_parenthesis,
    skip_short_brackets,
)
from research.text.organisations import find_organisation_stop
from research.text.person_names import find_title_stop

_UNIT_NUMBER = re.compile(r"(?:\d+|[IVX]+)/\w+")
_ROMAN = re.compile(r"I{2,3}|I?V|VI{1,3}|IX|XI*V?")
_AGENCY = re.compile(r"(?:Dis|Din[dksp]|Bakes|Bappe|Baper)[a-z]{4,}")
_PERSON_NAME = 2  # words; most names have two
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
    is_given_name = complement.category == "central" and word in read_word_group("given_name")
    takes_region = previous == "kind" or not (complement.region or is_given_name)
    if region is not None and takes_region and has_capital(words, position):
        name = f"{complement.region} {_name_region(region[1]['region'])}".strip().lower()
        return replace(_extend(complement, _skip_directions(words, region[0]), word), region=name), "region"
    is_local = previous == "kind" and words.lowers[position - 1] in read_word_group("local_kind")
    if is_local and has_capital(words, position) and not _is_other_capital(words, position):
        return _extend(complement, _skip_directions(words, position + 1), word), "place"
    skip_brackets = skip_parenthesis if permissive else skip_short_brackets
    if (stop := skip_brackets(words, position)) > position and not words.texts[position + 1].isdigit():
        return _extend(complement, stop, word), "bracket"
    in_division = permissive and (previous == "division" or word in read_word_group("body_part"))
    if (
        stop := _find_part_stop(words, position, permissive=in_division or (permissive and not complement.region))
    ) > position:
        return _add_part(words, complement, stop), "division" if in_division and complement.region else "part"
    before_division = words.lower_at(position + 1) in read_word_group("body_part")
    if permissive and (previous != "region" or before_division):
        stop = _skip_conjunction(words, position, has_body=bool(complement.body))
        return replace(
            complement, stop=stop
        ), "division" if previous == "division" or before_division else "conjunction"
    return complement, previous


def _skip_directions(words: Words, position: int) -> int:
    """Skip the point of the compass or the like behind a place: Ternate Utara, Ulu Talo Hilir."""
    while has_capital(words, position) and words.lowers[position] in read_word_group("direction"):
        position += 1
    return position


def skip_local_place(words: Words, position: int) -> int:
    """Skip the name of a place smaller than a regency, which no list has, behind a post or a body of such a place.

    Parameters
    ----------
    words
        The words of the sentence.
    position
        Index of the first word that may be the place.

    Returns
    -------
    int
        Behind one capitalised word and the points of the compass behind it, where a title, no name or a name of two
        words follows; position elsewhere, since a person's name may start there (Camat Rudi Hartono).

    Examples
    --------
    >>> from research.text import split_words
    >>> texts = ("Camat Bawen Rudi Hartono", "Camat Andi Wijaya")
    >>> [skip_local_place(split_words(text, 0, len(text)), 1) for text in texts]
    [2, 1]
    """
    stop = position
    while has_capital(words, stop) and not _is_other_capital(words, stop):
        stop += 1
    if stop == position:
        return position
    place_stop = max(_skip_directions(words, position + 1), position + 1)
    n_left = stop - place_stop
    is_given_name = words.lowers[position] in read_word_group("given_name") | read_word_group("first_name")
    if is_given_name and place_stop == position + 1:
        return position
    before_name = n_left >= _PERSON_NAME or n_left <= 0 or place_stop > position + 1
    return place_stop if before_name else position


def parse_region_behind(words: Words, position: int, complement: Complement) -> Complement:
    """Extend the complement of a local post by the region behind its place: Lurah Pakembaran Slawi."""
    region = match_phrase(index_regions(), words.lowers, position) if position > complement.stop else None
    if region is None or not has_capital(words, position):
        return Complement(position, region=complement.region)
    return Complement(region[0], region=_name_region(region[1]["region"]).lower())


def _is_other_capital(words: Words, position: int) -> bool:
    """Whether a capitalised word is no part of a place or a name: a title, an office, a body, a day."""
    if words.lowers[position] in read_word_list("common_capitals.txt") or find_title_stop(words, position):
        return True
    return any(match_phrase(index, words.lowers, position) for index in (index_offices(), index_bodies()))


@cache
def _read_short_regions() -> dict[str, str]:
    return {row["name"]: row["region"] for row in read_data_rows("regencies.csv") if row["use"] == "short"}


def _name_region(region: str) -> str:
    """Name a region by its full name: Sultra, Sulawesi Tenggara."""
    return _read_short_regions().get(region, region)


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
    if key in read_word_group("local_body") and not match_phrase(index_regions(), words.lowers, stop):
        stop = skip_local_place(words, stop)
    return replace(complement, stop=stop, body=key, category=category, body_start=position, body_stop=stop)


def _find_part_stop(words: Words, position: int, *, permissive: bool) -> int:
    """Find where a part of an office stops: a body, a word of offices, an acronym; position where none starts."""
    if position >= len(words.texts):
        return position
    word, lower = words.texts[position], words.lowers[position]
    if lower == "indonesia" and words.lowers[position - 1] == "republik":
        return position + 1
    body = match_phrase(index_bodies(), words.lowers, position)
    names_organisation = word[0].isupper() and lower in read_word_group("organisation")
    is_numbered = _ROMAN.fullmatch(words.text_at(position + 1)) or words.text_at(position + 1) == "I"
    is_part = is_numbered or (lower in read_word_list("office_words.txt") and _starts_body(words, position + 1))
    if permissive and names_organisation and not is_part and (body is None or body[0] == position + 1):
        return find_organisation_stop(words, position)
    if body:
        return body[0]
    if lower == "lembaga" and words.lowers[position + 1 : position + 2] in (("itu",), ("tersebut",)):
        return position + 2
    if _is_office_word(words, position) and (word[0].isupper() or (permissive and lower not in ("dalam", "luar"))):
        return position + 1
    if (stop := _find_number_stop(words, position, permissive=permissive)) > position:
        return stop
    return _find_name_stop(words, position) if permissive and word[0].isupper() else position


def _find_number_stop(words: Words, position: int, *, permissive: bool) -> int:
    """Find where the number of an office or a unit stops: Asisten II, Danrem 162/Wira Bhakti."""
    word, previous = words.texts[position], words.lower_at(position - 1)
    if words.lowers[position] in read_word_group("numeral") and previous in read_word_group("numbered"):
        return position + 1
    if word.isdigit() and permissive and previous in read_word_group("numbered") and has_capital(words, position + 1):
        return position + 1
    if _ROMAN.fullmatch(word) and (permissive or previous in read_word_list("office_words.txt")):
        return position + 1
    if not _UNIT_NUMBER.fullmatch(word):
        return position
    # The name of the unit goes on up to a title: Danrem 162/Wira Bhakti Brigjen TNI X.
    goes_on = has_capital(words, position + 1) and find_title_stop(words, position + 2)
    return position + 1 + bool(goes_on and not find_title_stop(words, position + 1))


def _find_name_stop(words: Words, position: int) -> int:
    """Find where a capitalised part of an office that no list has stops: an agency, an acronym, words before a body."""
    word, lower = words.texts[position], words.lowers[position]
    is_agency = _AGENCY.fullmatch(word) is not None and lower not in read_word_group("given_name")
    if is_agency and has_capital(words, position + 1):
        return position + 1
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
    if conjunction in ("asal", "dari"):
        is_region = match_phrase(index_regions(), words.lowers, position + 1) is not None
        return position + (is_region or words.lower_at(position + 1) in read_word_group("membership"))
    if conjunction not in read_word_group("office_joiner"):
        return position
    next_position = position + 1
    if conjunction == "," and words.lower_at(next_position) in read_word_group("region_kind"):
        return position
    if conjunction == "," and words.lowers[next_position : next_position + 1] in (("dan",), ("serta",)):
        next_position += 1
    lower_case = conjunction in ("dan", "di", "pada", "serta")
    if next_position >= len(words.texts) or not (has_capital(words, next_position) or lower_case):
        return position
    body = match_phrase(index_bodies(), words.lowers, next_position)
    if match_phrase(index_offices(), words.lowers, next_position) or (has_body and body):
        return position
    return next_position if body or words.lowers[next_position] in read_word_list("office_words.txt") else position

"""Posts with the body and the region that they belong to, and public bodies as a whole, with their names."""

import re
from functools import cache

from research.text.complements import Complement, parse_complement, parse_region_behind, skip_local_place
from research.text.lexicon import (
    MAXIMUM_LOOK_AHEAD,
    Words,
    has_capital,
    index_bodies,
    index_offices,
    index_regions,
    match_phrase,
    read_word_group,
    skip_full_stop,
    skip_short_brackets,
    slice_text,
)
from research.text.organisations import find_enumerated_body
from research.text.person_names import Mention, Office, find_title_stop, parse_name

_BRACKET = re.compile(r"\s*\(([^()]*)\)")
_TICKET = re.compile(r"[A-Z][a-z]+[-/&][A-Z]\w*")
_HEADS_OF_UNITS = tuple(("kepala", unit) for unit in ("dinas", "badan", "bidang", "bagian", "seksi", "biro"))
_PREFIXES = ("acting", "unseated")
_BODIES_OF_PLACES = ("pemkot", "pemkab", "pemprov", "setda")
_POSTS_OF_VILLAGES = ("wali", "kepala", "sekretaris", "perangkat", "bendahara")
_MAXIMUM_PLACE = 3  # words


def parse_post(words: Words, text: str, position: int) -> tuple[Office, int] | None:
    """Parse a post, acting, sought or former, with its body and region.

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
    tuple of Office and int, or None
        The post, and one past its last word; None where no post starts at position.

    Examples
    --------
    >>> from research.text import split_words
    >>> text = "Plt. Kepala BKD Kota Ambon hadir"
    >>> office, stop = parse_post(split_words(text, 0, len(text)), text, 0)
    >>> office.key, office.category, office.body_name, stop
    ('kepala', 'agency', 'BKD Kota Ambon', 6)
    """
    if words.lowers[position] not in index_offices():
        return None
    start, prefixes, match = _skip_prefixes(words, position)
    if match is None or match[1]["use"] in _PREFIXES or (find_title_stop(words, start) or 0) > match[0]:
        return None
    post_stop, row, key = *match, match[1]["key"]
    deputised = match_phrase(index_offices(), words.lowers, post_stop) if key in ("asisten", "wakil") else None
    if deputised and (deputised[1]["key"] in ("deputi", "komisioner") or (key == "wakil" and _is_post(deputised[1]))):
        post_stop, row, key = *deputised, f"wakil {deputised[1]['key']}"
    if enumerated := _parse_enumerated_body(words, post_stop - 1):
        complement = parse_complement(words, enumerated[0], permissive=False)
        category = row["category"] if enumerated[1]["category"] == "other" else enumerated[1]["category"]
        name = name_body(slice_text(text, words, post_stop - 1, enumerated[0]))
        return Office(key, category, enumerated[1]["key"], complement.region, name), complement.stop
    complement = _parse_post_complement(words, post_stop, row)
    if row["use"] == "role" and words.texts[position][0].islower() and not _is_specified(words, post_stop, complement):
        return None
    body, body_name = "", ""
    if row["use"] == "role" and complement.body:
        body = complement.body
        body_name = name_body(slice_text(text, words, complement.body_start, complement.body_stop))
    is_former = "unseated" in prefixes
    category = "other" if is_former else _choose_category(row, complement, is_acting="acting" in prefixes)
    stop = _skip_ticket(words, complement.stop) if category == "other" else complement.stop
    return Office(f"no {key}" if is_former else key, category, body, complement.region, body_name), stop


def _is_post(row: dict[str, str]) -> bool:
    return row["use"] in ("post", "role")


def _skip_prefixes(words: Words, position: int) -> tuple[int, set[str], tuple[int, dict[str, str]] | None]:
    """Skip what stands before a post and makes it an acting, a sought or a former one: Plt., calon, mantan."""
    start, prefixes = position, set()
    match = match_phrase(index_offices(), words.lowers, start)
    while match and match[1]["use"] in _PREFIXES and start < position + MAXIMUM_LOOK_AHEAD:
        prefixes.add(match[1]["use"])
        start = skip_short_brackets(words, skip_full_stop(words, match[0]))
        match = match_phrase(index_offices(), words.lowers, start)
    return start, prefixes, match


def _parse_post_complement(words: Words, post_stop: int, row: dict[str, str]) -> Complement:
    """Parse what follows a post; a national post has no region that is a given name as well (Wamendagri Bima Arya)."""
    if row["category"] == "central" and _is_given_name(words.lower_at(post_stop)):
        return Complement(post_stop)
    start = skip_short_brackets(words, post_stop)
    if words.lower_at(start) in read_word_group("after_office") and _is_region(words, start + 1):
        start += 1  # Bupati nonaktif Kendal
    if row["use"] == "role" and row["category"] == "other":
        start = _skip_ticket(words, start)
    complement = parse_complement(words, start, permissive=row["use"] == "role")
    if row["use"] == "local":
        stop = complement.stop if complement.region else skip_local_place(words, complement.stop)
        return parse_region_behind(words, stop, complement)
    return complement


def _is_region(words: Words, position: int) -> bool:
    return match_phrase(index_regions(), words.lowers, position) is not None


def _is_given_name(word: str) -> bool:
    return len(word) > 1 and word in read_word_group("given_name")  # I numbers offices


def _is_specified(words: Words, post_stop: int, complement: Complement) -> bool:
    """Whether a role in small letters is a post: with a body or a name in it, or before a name of two words."""
    inside = range(post_stop, complement.stop)
    if complement.body or any(words.texts[position][0].isupper() for position in inside):
        return True
    if words.lowers[post_stop - 2 : post_stop] in _HEADS_OF_UNITS:
        return True
    following = complement.stop + (words.text_at(complement.stop) == ",")
    return has_capital(words, following) and has_capital(words, following + 1)


def _skip_ticket(words: Words, position: int) -> int:
    """Skip the candidates whom a person stands for, or the number of a candidate: pasangan Ani-Budi, nomor urut 2."""
    start = position
    while words.lower_at(position) in read_word_group("ticket"):
        position = skip_full_stop(words, position + 1)
        if _TICKET.fullmatch(words.text_at(position)) or words.text_at(position).isdigit():
            position += 1
    is_ticket = _TICKET.fullmatch(words.text_at(position)) is not None
    return position + is_ticket if position > start or is_ticket else start


def _choose_category(row: dict[str, str], complement: Complement, *, is_acting: bool) -> str:
    """Choose the category of a post: its own or, for a role, that of its body."""
    category = row["category"]
    if row["use"] == "role" and (category == "other" or complement.category not in ("agency", "government", "other")):
        category = complement.category or category
    return "acting_head" if is_acting and category == "head" else category


def parse_body(words: Words, text: str, position: int) -> Mention | None:
    """Parse a public body with its region.

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
        A mention of kind body; None where no known body starts at position.

    Examples
    --------
    >>> from research.text import split_words
    >>> text = "Panitia Pengawas Pemilu (Panwaslu) Kota Ambon hadir"
    >>> parse_body(split_words(text, 0, len(text)), text, 0).name
    'Panwaslu Kota Ambon'
    """
    match = match_phrase(index_bodies(), words.lowers, position)
    enumerated = _parse_enumerated_body(words, position)
    if enumerated and (match is None or match[0] < enumerated[0]):
        match = enumerated
    if match is None:
        return None
    complement = parse_complement(words, match[0], permissive=False)
    stop = complement.stop
    if not complement.region and match[1]["key"] in read_word_group("local_body"):
        stop = skip_local_place(words, stop)
    region = complement.region
    if not region and is_behind_kind(words, stop) and (place := parse_name(words, text, stop)):
        is_place = place.stop - stop == len(place.name.split()) <= _MAXIMUM_PLACE
        if is_place and not has_capital(words, place.stop):
            stop, region = place.stop, place.name.lower()
    name = name_body(slice_text(text, words, position, stop))
    office = Office("", match[1]["category"], match[1]["key"], region, name)
    return Mention("body", position, stop, name, office=office)


def is_behind_kind(words: Words, position: int) -> bool:
    """Whether a capitalised word stands right behind a kind of region or the government of one: Kota, Pemkot.

    Parameters
    ----------
    words
        The words of the sentence.
    position
        Index of the word.

    Returns
    -------
    bool
        False where the kind is a part of a post (Wali Kota, Kepala Desa), behind which a person may be named.

    Examples
    --------
    >>> from research.text import split_words
    >>> texts = ("Bawaslu Kota Anyar", "Kepala Desa Rudi")
    >>> [is_behind_kind(split_words(text, 0, len(text)), 2) for text in texts]
    [True, False]
    """
    kind, before = words.lower_at(position - 1), words.lower_at(position - 2)
    is_kind = kind in read_word_group("region_kind") and kind != "daerah" and before not in _POSTS_OF_VILLAGES
    return position > 0 and has_capital(words, position) and (is_kind or kind in _BODIES_OF_PLACES)


def _parse_enumerated_body(words: Words, position: int) -> tuple[int, dict[str, str]] | None:
    """Find where a body whose name enumerates its fields stops, and its row in institutions.csv."""
    enumerated = find_enumerated_body(words, position)
    if enumerated is None:
        return None
    stop, acronym = enumerated
    match = match_phrase(index_bodies(), (acronym.lower(),), 0) if acronym else None
    match = match or match_phrase(index_bodies(), words.lowers, position)
    return stop, match[1] if match else {"key": acronym.lower(), "category": "other"}


@cache
def name_body(name: str) -> str:
    """Name a body by the short form that a bracket gives it, without the brackets.

    Parameters
    ----------
    name
        The name as written.

    Returns
    -------
    str
        The name without the long form before a bracket with an acronym, and without other brackets.

    Examples
    --------
    >>> name_body("Badan Pengawas Pemilu (Bawaslu) Provinsi Sulawesi Utara (Sulut)")
    'Bawaslu Provinsi Sulawesi Utara'
    """
    while match := _BRACKET.search(name):
        before, inside, after = name[: match.start()], match[1].strip(), name[match.end() :]
        lowers = (inside.lower(),)
        is_region = match_phrase(index_regions(), lowers, 0) is not None
        is_body = match_phrase(index_bodies(), lowers, 0) is not None or (inside.isupper() and inside.isalpha())
        name = (inside if is_body and not is_region and " " in before else before) + after
    return " ".join(name.split())

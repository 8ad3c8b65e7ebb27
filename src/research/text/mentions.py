"""Sentence -> the persons, posts and bodies it names, read off files of posts, bodies, regions and titles in data/."""

import re
from dataclasses import replace
from functools import cache

from research.tables import read_data_rows
from research.text.complements import Complement, parse_complement
from research.text.lexicon import (
    Words,
    index_bodies,
    index_offices,
    index_regions,
    match_phrase,
    read_word_group,
    read_word_list,
    skip_age,
    skip_full_stop,
    skip_parenthesis,
    skip_short_brackets,
    slice_text,
)
from research.text.organisations import find_enumerated_body, is_acronym, skip_region
from research.text.person_names import Mention, Office, find_title_stop, parse_name

_DERIVED = re.compile(
    r"(?:ke|pe|ber|ter)[a-z]{5,}(?:an|nya)|se[a-z]{5,}nya|di[a-z]{4,}(?:kan|nya)|me(?:m|n|ng|ny)[a-z]{5,}"
)
_LOOK_AHEAD = 12
_LONGEST_NYA = 6


def find_mentions(words: Words, text: str) -> list[Mention]:
    """List the mentions of a sentence in order, without overlap.

    >>> from research.text import split_words
    >>> text = "Kepala Dinas Sosial Kota Ambon, Dra. Rina Salim, M.Si., dan Sekda bertemu."
    >>> for found in find_mentions(split_words(text, 0, len(text)), text):
    ...     print(found.kind, found.name, found.office.key, found.office.category, found.office.region)
    person Rina Salim kepala dinas agency ambon
    title Sekda sekda secretary
    """
    mentions = []
    place = 0
    while place < len(words.texts):
        mention = _read_mention(words, text, place)
        if mention is None:
            place += 1
        else:
            mentions.append(mention)
            place = mention.stop
    return mentions


def _read_mention(words: Words, text: str, place: int) -> Mention | None:
    first = words.texts[place][0]
    if not first.isalpha():
        return None
    if words.lowers[place] in read_word_group("pronoun"):
        return Mention("pronoun", place, place + 1)
    if words.lowers[place] in read_word_group("person_noun") and (stop := _read_description(words, place)):
        return Mention("pronoun", place, stop)
    found = _read_office(words, text, place)
    if found is None and first.isupper():
        found = _read_body(words, text, place) or _read_person(words, text, place)
    return found


def _read_description(words: Words, place: int) -> int | None:
    """Where a description that stands for a person stops: Pria kelahiran Solo itu; None where it is not closed."""
    for stop in range(place, min(place + _LOOK_AHEAD, len(words.texts))):
        if words.lowers[stop] in ("itu", "tersebut"):
            return stop + 1
        if words.texts[stop] in ",.":
            return None
    return None


def _read_office(words: Words, text: str, place: int, *, second: bool = False) -> Mention | None:
    """Read a post with what belongs to it and its holder; second stands inside another post and looks for no third."""
    if (found := _read_post(words, text, place)) is None:
        return None
    office, stop = found
    name = slice_text(text, words, place, stop)
    if stop < len(words.texts) and words.lowers[stop] in read_word_group("after_office"):
        stop += 1
    noted = skip_age(words, skip_parenthesis(words, stop))
    named = _read_holder(words, text, _skip_province(words, noted), loose=_opens_clause(words, place))
    if named is None:
        named = _read_bracketed(words, text, stop)
    stop = noted
    if named is None and not second:
        named = _read_second(words, text, stop, office)
    if named is not None and office.key in _list_local() and " " not in named.name:
        return Mention("title", place, named.stop, slice_text(text, words, place, named.stop), office=office)
    if named is None:
        return Mention("title", place, stop, name, office=office)
    return replace(named, start=place, office=office)


def _read_bracketed(words: Words, text: str, place: int) -> Mention | None:
    """Read the name of the holder that fills a bracket right behind a post: Wali Kota Bontang (Rina Wulandari)."""
    before = words.texts[max(place - _LOOK_AHEAD, 0) : place]
    if before[-1:] == (")",) and "(" in before:
        place -= 1 + before[::-1].index("(")
    if words.texts[place : place + 1] != ("(",):
        return None
    named = parse_name(words, text, place + 1)
    if named is None or " " not in named.name or words.texts[named.stop : named.stop + 1] != (")",):
        return None
    return replace(named, stop=named.stop + 1)


@cache
def _list_local() -> frozenset[str]:
    return frozenset(row["key"] for row in read_data_rows("offices.csv") if row["use"] == "local")


def _read_post(words: Words, text: str, place: int) -> tuple[Office, int] | None:
    """Read a post, acting or not, with its body and region, and where it stops."""
    post, acting = place, False
    match = match_phrase(index_offices(), words.lowers, post)
    while match and match[1]["use"] == "acting" and post < place + _LOOK_AHEAD:
        acting = True
        post = skip_short_brackets(words, skip_full_stop(words, match[0]))
        match = match_phrase(index_offices(), words.lowers, post)
    if match is None or match[1]["use"] == "acting" or (find_title_stop(words, post) or 0) > match[0]:
        return None
    start, row = match
    if listed := _read_listed(words, start - 1):
        rest = parse_complement(words, listed[0], permissive=False)
        category = row["category"] if listed[1]["category"] == "other" else listed[1]["category"]
        name = slice_text(text, words, start - 1, listed[0])
        return Office(row["key"], category, listed[1]["key"], rest.region, name), rest.stop
    role = row["use"] == "role"
    complement = parse_complement(words, skip_short_brackets(words, start), permissive=role)
    named = complement.stop > start and words.lowers[start] in read_word_group("organisation")
    if role and words.texts[place][0].islower() and not (complement.body or named):
        return None
    body, body_name = "", ""
    if role and complement.body:
        body, body_name = complement.body, slice_text(text, words, complement.body_start, complement.body_stop)
    unseated = place > 0 and words.lowers[place - 1] in read_word_group("unseated")
    category = "other" if unseated else _choose_category(row, complement, acting=acting)
    return Office(row["key"], category, body, complement.region, body_name), complement.stop


def _choose_category(row: dict[str, str], complement: Complement, *, acting: bool) -> str:
    """The category of a post: its own or, for a role, that of its body."""
    category = row["category"]
    if row["use"] == "role" and (category == "other" or complement.category not in ("agency", "other")):
        category = complement.category or category
    return "acting_head" if acting and category == "head" else category


def _skip_province(words: Words, place: int) -> int:
    """Step over a province between commas after the region of an office: Bupati Jember, Jawa Timur, ..."""
    if words.texts[place : place + 1] != (",",):
        return place
    region = match_phrase(index_regions(), words.lowers, place + 1)
    return region[0] + 1 if region and words.texts[region[0] : region[0] + 1] == (",",) else place


def _read_second(words: Words, text: str, place: int, office: Office) -> Mention | None:
    """Read the name after a second post of the same holder: Anggota Bawaslu Solok, Koordinator Divisi Hukum, ..."""
    links = range(place, min(place + 3, len(words.texts)))
    place = next((link for link in links if words.lowers[link] not in read_word_group("office_link")), len(words.texts))
    if place >= len(words.texts) or not match_phrase(index_offices(), words.lowers, place):
        return None
    other = _read_office(words, text, place, second=True)
    if other is None or other.kind != "person" or other.office is None or not office.body:
        return None
    return other if other.office.body in ("", office.body) else None


def _read_holder(words: Words, text: str, place: int, *, loose: bool) -> Mention | None:
    """Read the name after an office: straight on, between commas, or after a clause (anggota yang ..., Zainul Aziz,).

    After a comma a name must be closed by a mark, unless loose, since a list may go on there.
    """
    if place < len(words.texts) and words.lowers[place] in ("yang", "dari"):
        ahead = words.lowers[place : place + _LOOK_AHEAD]
        if "," not in ahead:
            return None
        place += ahead.index(",")
    comma = place < len(words.texts) and words.texts[place] == ","
    if comma and match_phrase(index_regions(), words.lowers, place + 1):
        return None
    named = parse_name(words, text, place + comma)
    if named is not None and not comma and is_acronym(named):
        named = parse_name(words, text, skip_region(words, named.stop) or named.stop) or named
    if named is None or not comma or named.stop >= len(words.texts):
        return named
    if loose and words.lowers[named.stop] not in ("dan", "serta"):
        return named
    return named if words.texts[named.stop] in ",.()" else None


def _opens_clause(words: Words, place: int) -> bool:
    return place == 0 or words.lowers[place - 1] in (",", "itu", "tersebut", "\u201d", '"')


def _read_listed(words: Words, place: int) -> tuple[int, dict[str, str]] | None:
    """Where a body whose name lists its fields stops, and its row: of its short form, its first word, or none."""
    listed = find_enumerated_body(words, place)
    if listed is None:
        return None
    stop, short = listed
    known = match_phrase(index_bodies(), (short.lower(),), 0) if short else None
    known = known or match_phrase(index_bodies(), words.lowers, place)
    return stop, known[1] if known else {"key": short.lower(), "category": "other"}


def _read_body(words: Words, text: str, place: int) -> Mention | None:
    match = match_phrase(index_bodies(), words.lowers, place)
    listed = _read_listed(words, place)
    if listed and (match is None or match[0] < listed[0]):
        match = listed
    if match is None:
        return None
    complement = parse_complement(words, match[0], permissive=False)
    row, name = match[1], slice_text(text, words, place, complement.stop)
    office = Office("", row["category"], row["key"], complement.region, name)
    return Mention("body", place, complement.stop, name, office=office)


def _read_person(words: Words, text: str, place: int) -> Mention | None:
    """Read a name with, where it follows, its office: X, Kasi Intel Kejari Depok, ...; X dari Panwaslu."""
    if region := match_phrase(index_regions(), words.lowers, place):
        return Mention("place", place, region[0], slice_text(text, words, place, region[0]))
    low = words.lowers[place]
    if (
        low in read_word_list("office_words.txt")
        or low in read_word_group("never_name")
        or (place == 0 and _is_opener(low))
    ):
        return None
    named = parse_name(words, text, place)
    if (
        named
        and place
        and words.lowers[place - 1] in read_word_group("place_kind")
        and words.texts[place - 1][0].isupper()
    ):
        return replace(named, kind="place")
    if named is None or named.stop >= len(words.texts):
        return named
    return _add_office(words, text, named)


def _add_office(words: Words, text: str, named: Mention) -> Mention:
    """Give a name the office that follows it: behind a comma, in brackets, behind a bracket with an age or a party."""
    if words.texts[named.stop] == "(" and named.stop + 1 < len(words.texts):
        office = _read_office(words, text, named.stop + 1)
        if office and office.kind == "title" and words.texts[office.stop : office.stop + 1] == (")",):
            return replace(named, stop=office.stop + 1, office=office.office)
    place = skip_age(words, skip_parenthesis(words, named.stop))
    after = words.lowers[place] if place < len(words.texts) else ""
    if after in (",", "selaku", "sebagai", "yang"):
        further = _skip_links(words, place + 1)
        office = _read_office(words, text, further) if further < len(words.texts) else None
        if office and after == "," and _is_apposition(words, office):
            return replace(named, stop=office.stop, office=office.office)
        closed = office and (office.stop >= len(words.texts) or words.texts[office.stop] in ",.():-\u2013\u2014")
        if office and office.kind == "title" and (closed or after != ","):
            pointed = words.lowers[office.stop : office.stop + 1] in (("itu",), ("tersebut",))
            return replace(named, stop=office.stop + pointed, office=office.office)
    if after == "dari" and place + 1 < len(words.texts) and words.texts[place + 1][0].isupper():
        body = _read_body(words, text, place + 1)
        if body:
            return replace(named, stop=body.stop, office=body.office)
    return named


def _skip_links(words: Words, place: int) -> int:
    """Step over what may stand between a name and its post: X yang saat ini juga menjabat Wali Kota Bontang"""
    for _ in range(_LOOK_AHEAD):
        if words.lowers[place : place + 2] in (("saat", "ini"), ("saat", "itu")):
            place += 2
        elif words.lowers[place : place + 1] in (("juga",), ("kini",), ("menjabat",), ("sebagai",)):
            place += 1
        else:
            break
    return place


def _is_opener(low: str) -> bool:
    """Whether the first word of a sentence is a common word, by the list or by its affixes, and begins no name."""
    attached = len(low) > _LONGEST_NYA and low.endswith("nya")  # Artinya, Intinya; not Sonya
    return attached or low in read_word_list("sentence_openers.txt") or _DERIVED.fullmatch(low) is not None


def _is_apposition(words: Words, office: Mention) -> bool:
    """Whether what reads as a post and its holder is a post in an organisation: X, Koordinator Bahari Jaya untuk ..."""
    if office.kind != "person" or office.office is None or office.office.body or office.office.category != "other":
        return False
    return office.stop < len(words.texts) and words.lowers[office.stop] in (",", ".", "untuk", "di", "yang", "dan")

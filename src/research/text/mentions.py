"""The persons, posts and public bodies that a sentence mentions, found with the word lists of the package."""

import re
from dataclasses import replace
from functools import cache

from research.tables import read_data_rows
from research.text.complements import Complement, parse_complement
from research.text.lexicon import (
    MAXIMUM_LOOK_AHEAD,
    Words,
    has_capital,
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

_AFFIXED = re.compile(
    r"(?:ke|pe|ber|ter)[a-z]{5,}(?:an|nya)|se[a-z]{5,}nya|di[a-z]{4,}(?:kan|nya)|me(?:m|n|ng|ny)[a-z]{5,}"
)
_MAXIMUM_NAME_IN_NYA = 6  # letters: Sonya, Anya


def find_mentions(words: Words, text: str) -> list[Mention]:
    """Find the persons, titles, bodies, places and pronouns of a sentence.

    Parameters
    ----------
    words
        The words of the sentence.
    text
        The document's text.

    Returns
    -------
    list of Mention
        In order, without overlap.

    Examples
    --------
    >>> from research.text import split_words
    >>> text = "Kepala Dinas Sosial Kota Ambon, Dra. Rina Salim, M.Si., dan Sekda bertemu."
    >>> for mention in find_mentions(split_words(text, 0, len(text)), text):
    ...     print(mention.kind, mention.name, mention.office.key, mention.office.category, mention.office.region)
    person Rina Salim kepala dinas agency ambon
    title Sekda sekda secretary
    """
    mentions = []
    position = 0
    while position < len(words.texts):
        mention = _parse_mention(words, text, position)
        if mention is None:
            position += 1
        else:
            mentions.append(mention)
            position = mention.stop
    return mentions


def _parse_mention(words: Words, text: str, position: int) -> Mention | None:
    first = words.texts[position][0]
    if not first.isalpha():
        return None
    if words.lowers[position] in read_word_group("pronoun"):
        return Mention("pronoun", position, position + 1)
    if words.lowers[position] in read_word_group("person_noun") and (stop := _find_description_stop(words, position)):
        return Mention("pronoun", position, stop)
    mention = _parse_office(words, text, position)
    if mention is None and first.isupper():
        mention = _parse_body(words, text, position) or _parse_person(words, text, position)
    return mention


def _find_description_stop(words: Words, position: int) -> int | None:
    """Find where a description used as a pronoun (Pria kelahiran Solo itu) stops; None without a demonstrative."""
    for stop in range(position, min(position + MAXIMUM_LOOK_AHEAD, len(words.texts))):
        if words.lowers[stop] in ("itu", "tersebut"):
            return stop + 1
        if words.texts[stop] in ",.":
            return None
    return None


def _parse_office(words: Words, text: str, position: int, *, is_second: bool = False) -> Mention | None:
    """Parse a post with its complement and its holder; a second post of the same holder has no third one behind it."""
    if (post := _parse_post(words, text, position)) is None:
        return None
    office, stop = post
    title = slice_text(text, words, position, stop)
    if stop < len(words.texts) and words.lowers[stop] in read_word_group("after_office"):
        stop += 1
    after_notes = skip_age(words, skip_parenthesis(words, stop))
    holder = _parse_holder(
        words, text, _skip_province(words, after_notes), open_ended=_is_clause_start(words, position)
    )
    if holder is None:
        holder = _parse_bracketed_name(words, text, stop)
    stop = after_notes
    if holder is None and not is_second:
        holder = _parse_second_office(words, text, stop, office)
    if holder is not None and office.key in _read_local_offices() and " " not in holder.name:
        return Mention("title", position, holder.stop, slice_text(text, words, position, holder.stop), office=office)
    if holder is None:
        return Mention("title", position, stop, title, office=office)
    return replace(holder, start=position, office=office)


def _parse_bracketed_name(words: Words, text: str, position: int) -> Mention | None:
    """Parse the holder's name in a bracket right behind a post: Wali Kota Bontang (Rina Wulandari)."""
    before = words.texts[max(position - MAXIMUM_LOOK_AHEAD, 0) : position]
    if before[-1:] == (")",) and "(" in before:
        position -= 1 + before[::-1].index("(")
    if words.texts[position : position + 1] != ("(",):
        return None
    holder = parse_name(words, text, position + 1)
    if holder is None or " " not in holder.name or words.texts[holder.stop : holder.stop + 1] != (")",):
        return None
    return replace(holder, stop=holder.stop + 1)


@cache
def _read_local_offices() -> frozenset[str]:
    return frozenset(row["key"] for row in read_data_rows("offices.csv") if row["use"] == "local")


def _parse_post(words: Words, text: str, position: int) -> tuple[Office, int] | None:
    """Parse a post, acting or not, with its body and region; the int is one past its last word."""
    post_start, is_acting = position, False
    match = match_phrase(index_offices(), words.lowers, post_start)
    while match and match[1]["use"] == "acting" and post_start < position + MAXIMUM_LOOK_AHEAD:
        is_acting = True
        post_start = skip_short_brackets(words, skip_full_stop(words, match[0]))
        match = match_phrase(index_offices(), words.lowers, post_start)
    if match is None or match[1]["use"] == "acting" or (find_title_stop(words, post_start) or 0) > match[0]:
        return None
    post_stop, row = match
    if enumerated := _parse_enumerated_body(words, post_stop - 1):
        complement = parse_complement(words, enumerated[0], permissive=False)
        category = row["category"] if enumerated[1]["category"] == "other" else enumerated[1]["category"]
        name = slice_text(text, words, post_stop - 1, enumerated[0])
        return Office(row["key"], category, enumerated[1]["key"], complement.region, name), complement.stop
    is_role = row["use"] == "role"
    complement = parse_complement(words, skip_short_brackets(words, post_stop), permissive=is_role)
    has_organisation = complement.stop > post_stop and words.lowers[post_stop] in read_word_group("organisation")
    if is_role and words.texts[position][0].islower() and not (complement.body or has_organisation):
        return None
    body, body_name = "", ""
    if is_role and complement.body:
        body, body_name = complement.body, slice_text(text, words, complement.body_start, complement.body_stop)
    is_former = position > 0 and words.lowers[position - 1] in read_word_group("unseated")
    category = "other" if is_former else _choose_category(row, complement, is_acting=is_acting)
    return Office(row["key"], category, body, complement.region, body_name), complement.stop


def _choose_category(row: dict[str, str], complement: Complement, *, is_acting: bool) -> str:
    """Choose the category of a post: its own or, for a role, that of its body."""
    category = row["category"]
    if row["use"] == "role" and (category == "other" or complement.category not in ("agency", "government", "other")):
        category = complement.category or category
    return "acting_head" if is_acting and category == "head" else category


def _skip_province(words: Words, position: int) -> int:
    """Skip a province between commas behind the region of an office: Bupati Jember, Jawa Timur, ..."""
    if words.texts[position : position + 1] != (",",):
        return position
    region = match_phrase(index_regions(), words.lowers, position + 1)
    return region[0] + 1 if region and words.texts[region[0] : region[0] + 1] == (",",) else position


def _parse_second_office(words: Words, text: str, position: int, office: Office) -> Mention | None:
    """Parse the name behind a second post of the same holder: Anggota Bawaslu Solok, Koordinator Divisi Hukum, ..."""
    links = range(position, min(position + 3, len(words.texts)))
    start = next((link for link in links if words.lowers[link] not in read_word_group("office_link")), None)
    if start is None or not match_phrase(index_offices(), words.lowers, start):
        return None
    second = _parse_office(words, text, start, is_second=True)
    if second is None or second.kind != "person" or second.office is None or not office.body:
        return None
    return second if second.office.body in ("", office.body) else None


def _parse_holder(words: Words, text: str, position: int, *, open_ended: bool) -> Mention | None:
    """Parse the name behind an office: directly, between commas, or behind a clause (anggota yang ..., Zainul Aziz,).

    Behind a comma punctuation must follow the name, unless open_ended, since it may be the next item of a list.
    """
    if position < len(words.texts) and words.lowers[position] in ("yang", "dari"):
        ahead = words.lowers[position : position + MAXIMUM_LOOK_AHEAD]
        if "," not in ahead:
            return None
        position += ahead.index(",")
    comma = position < len(words.texts) and words.texts[position] == ","
    if comma and match_phrase(index_regions(), words.lowers, position + 1):
        return None
    holder = parse_name(words, text, position + comma)
    if holder is not None and not comma and is_acronym(holder):
        holder = parse_name(words, text, skip_region(words, holder.stop) or holder.stop) or holder
    if holder is None or not comma or holder.stop >= len(words.texts):
        return holder
    if open_ended and words.lowers[holder.stop] not in ("dan", "serta"):
        return holder
    return holder if words.texts[holder.stop] in ",.()" else None


def _is_clause_start(words: Words, position: int) -> bool:
    return position == 0 or words.lowers[position - 1] in (",", "itu", "tersebut", "\u201d", '"')


def _parse_enumerated_body(words: Words, position: int) -> tuple[int, dict[str, str]] | None:
    """Find where a body whose name enumerates its fields stops, and its row in institutions.csv."""
    enumerated = find_enumerated_body(words, position)
    if enumerated is None:
        return None
    stop, acronym = enumerated
    match = match_phrase(index_bodies(), (acronym.lower(),), 0) if acronym else None
    match = match or match_phrase(index_bodies(), words.lowers, position)
    return stop, match[1] if match else {"key": acronym.lower(), "category": "other"}


def _parse_body(words: Words, text: str, position: int) -> Mention | None:
    match = match_phrase(index_bodies(), words.lowers, position)
    enumerated = _parse_enumerated_body(words, position)
    if enumerated and (match is None or match[0] < enumerated[0]):
        match = enumerated
    if match is None:
        return None
    complement = parse_complement(words, match[0], permissive=False)
    row, name = match[1], slice_text(text, words, position, complement.stop)
    office = Office("", row["category"], row["key"], complement.region, name)
    return Mention("body", position, complement.stop, name, office=office)


def _parse_person(words: Words, text: str, position: int) -> Mention | None:
    """Parse a name with the office behind it, if any: X, Kasi Intel Kejari Depok, ...; X dari Panwaslu."""
    if region := match_phrase(index_regions(), words.lowers, position):
        return Mention("place", position, region[0], slice_text(text, words, position, region[0]))
    word = words.lowers[position]
    if word in read_word_list("office_words.txt") or word in read_word_group("never_name"):
        return None
    if position == 0 and _is_sentence_opener(word):
        return None
    mention = parse_name(words, text, position)
    behind_kind = position > 0 and words.lowers[position - 1] in read_word_group("place_kind")
    if mention and behind_kind and has_capital(words, position - 1):
        return replace(mention, kind="place")
    if mention is None or mention.stop >= len(words.texts):
        return mention
    return _add_office(words, text, mention)


def _add_office(words: Words, text: str, mention: Mention) -> Mention:
    """Add the office behind a name: in brackets, behind a comma, or behind a bracket with an age or a party."""
    if words.texts[mention.stop] == "(" and mention.stop + 1 < len(words.texts):
        office = _parse_office(words, text, mention.stop + 1)
        if office and office.kind == "title" and words.texts[office.stop : office.stop + 1] == (")",):
            return replace(mention, stop=office.stop + 1, office=office.office)
    position = skip_age(words, skip_parenthesis(words, mention.stop))
    next_word = words.lowers[position] if position < len(words.texts) else ""
    if next_word in (",", "selaku", "sebagai", "yang"):
        office_start = _skip_linking_words(words, position + 1)
        office = _parse_office(words, text, office_start) if office_start < len(words.texts) else None
        if office and next_word == "," and _is_apposition(words, office):
            return replace(mention, stop=office.stop, office=office.office)
        is_closed = office and (office.stop >= len(words.texts) or words.texts[office.stop] in ",.():-\u2013\u2014")
        if office and office.kind == "title" and (is_closed or next_word != ","):
            has_demonstrative = words.lowers[office.stop : office.stop + 1] in (("itu",), ("tersebut",))
            return replace(mention, stop=office.stop + has_demonstrative, office=office.office)
    if next_word == "dari" and has_capital(words, position + 1) and (body := _parse_body(words, text, position + 1)):
        return replace(mention, stop=body.stop, office=body.office)
    return mention


def _skip_linking_words(words: Words, position: int) -> int:
    """Skip linking words between a name and its post: X yang saat ini juga menjabat Wali Kota Bontang."""
    for _ in range(MAXIMUM_LOOK_AHEAD):
        if words.lowers[position : position + 2] in (("saat", "ini"), ("saat", "itu")):
            position += 2
        elif words.lowers[position : position + 1] in (("juga",), ("kini",), ("menjabat",), ("sebagai",)):
            position += 1
        else:
            break
    return position


def _is_sentence_opener(word: str) -> bool:
    """Whether the first word of a sentence is a common word, by the list or by its affixes, and starts no name."""
    has_clitic = len(word) > _MAXIMUM_NAME_IN_NYA and word.endswith("nya")  # Artinya, Intinya; not Sonya
    return has_clitic or word in read_word_list("sentence_openers.txt") or _AFFIXED.fullmatch(word) is not None


def _is_apposition(words: Words, mention: Mention) -> bool:
    """Whether a post and its holder are really a post in an organisation: X, Koordinator Bahari Jaya untuk ..."""
    if mention.kind != "person" or mention.office is None or mention.office.body or mention.office.category != "other":
        return False
    return mention.stop < len(words.texts) and words.lowers[mention.stop] in (",", ".", "untuk", "di", "yang", "dan")

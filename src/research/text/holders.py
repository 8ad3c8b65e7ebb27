"""Posts with the names of their holders: behind the post, in a bracket, before it, or behind a second post."""

from dataclasses import replace

from research.text.complements import skip_local_place
from research.text.lexicon import (
    MAXIMUM_LOOK_AHEAD,
    Words,
    has_capital,
    index_bodies,
    index_offices,
    index_regions,
    match_phrase,
    read_bare_verbs,
    read_word_group,
    skip_age,
    skip_full_stop,
    skip_parenthesis,
    slice_text,
)
from research.text.organisations import is_acronym, skip_region
from research.text.person_names import Mention, Office, parse_name, read_active_verbs
from research.text.posts import is_behind_kind, parse_body, parse_post

_AS = ("selaku", "sebagai")
_NAME = 2  # words; most names have two
_MAXIMUM_LINKS = 5  # words
_MAXIMUM_PLACES = 3
_MAXIMUM_INITIALS = 3  # letters
_MAXIMUM_CLAUSE = 30  # words
_PLACED = ("head", "acting_head", "secretary", "subdistrict")
_MAXIMUM_PLACE = 3  # words
_CLOSING = ',.():;-\u2013\u2014\u201d"'


def parse_office(words: Words, text: str, position: int, *, is_second: bool = False) -> Mention | None:
    """Parse a post with its complement and its holder.

    Parameters
    ----------
    words
        The words of the sentence.
    text
        The document's text.
    position
        Index of the first word; Pak or Bu may stand before the post.
    is_second
        Whether it is the second post of a holder, behind which no third one is looked for.

    Returns
    -------
    Mention or None
        A mention of kind person, or title where no name is found; None where no post starts at position.

    Examples
    --------
    >>> from research.text import split_words
    >>> text = "KENDAL - Bupati Kendal, Rudi Hartono meminta pegawai netral."
    >>> mention = parse_office(split_words(text, 0, len(text)), text, 2)
    >>> mention.name, mention.office.key
    ('Rudi Hartono', 'bupati')
    """
    word = words.lowers[position]
    start, post = position, parse_post(words, text, position)
    if post is None and word in read_word_group("address") and position + 1 < len(words.texts):
        start, post = position + 1, parse_post(words, text, position + 1)
    if post is None:
        return None
    office, stop = post
    if (place_stop := _find_unknown_place(words, text, start, post)) > stop:
        place = slice_text(text, words, stop, place_stop)
        is_of_body = office.body_name.endswith(words.texts[stop - 1])
        body_name = f"{office.body_name} {place}" if office.body_name and is_of_body else office.body_name
        office = replace(office, region=f"{office.region} {place}".strip().lower(), body_name=body_name)
        stop = place_stop
    title = slice_text(text, words, start, stop)
    if words.lower_at(stop) in read_word_group("after_office"):
        stop += 1
    after_notes = skip_age(words, skip_parenthesis(words, stop))
    holder = _parse_holder(words, text, _skip_province(words, after_notes), position, office)
    if holder is None:
        holder = _parse_bracketed_name(words, text, stop)
    stop = after_notes
    if holder is None and not is_second:
        holder = _parse_second_office(words, text, stop, office)
    if holder is None:
        return Mention("title", position, stop, title, office=office)
    stop = holder.stop if is_second else _skip_second_post(words, text, holder.stop)
    return replace(holder, start=position, stop=stop, office=office)


def _find_unknown_place(words: Words, text: str, post_start: int, post: tuple[Office, int]) -> int:
    """Find where a place that no list has stops behind a post; the post's end where none is sure.

    Capitalised words before a comma and a name are a place (Bupati Toluwa, Rina Salim, ...). Behind a kind of region
    one word at least is a place, and the last two or those from a given name on are the holder's.
    """
    office, position = post
    behind_kind = is_behind_kind(words, position)
    if not behind_kind and office.category not in _PLACED:
        return position
    if (office.region and office.category != "subdistrict") or not has_capital(words, position):
        return position
    place = parse_name(words, text, position)
    if place is None or place.alias or place.stop - position != len(place.name.split()):
        return position
    given_names = read_word_group("given_name") | read_word_group("first_name")
    named = next((i for i in range(position, place.stop) if words.lowers[i] in given_names), place.stop)
    if words.text_at(place.stop) == "," and has_capital(words, place.stop + 1):
        is_place = place.stop - position <= _MAXIMUM_PLACE and named == place.stop
        holder = _parse_holder(words, text, place.stop, post_start, replace(office, region=place.name))
        if not is_place or holder is None or " " not in holder.name:
            return position
        opens = post_start == 0 or words.texts[post_start - 1] in _CLOSING
        is_sure = behind_kind or opens or words.text_at(holder.stop) in (",", "(")
        return place.stop if is_sure else position
    if behind_kind and place.stop - position > _NAME:
        return max(min(named, place.stop - 1) if named < place.stop else place.stop - _NAME, position + 1)
    return position


def _parse_holder(words: Words, text: str, position: int, post_start: int, office: Office) -> Mention | None:
    """Parse the name behind an office: directly, behind a comma or behind a clause (anggota yang ..., Zainul Aziz)."""
    if words.lower_at(position) in ("yang", "dari", "asal"):
        ahead = words.lowers[position : position + MAXIMUM_LOOK_AHEAD]
        if "," not in ahead:
            return None
        position += ahead.index(",")
    comma = words.text_at(position) == ","
    if comma and post_start > 0 and words.lowers[post_start - 1] in read_word_group("relative"):
        return None
    if comma and match_phrase(index_regions(), words.lowers, position + 1) and not _is_named(words, position + 1):
        return None
    if comma and words.text_at(position + 1) == "(":
        return _parse_bracketed_name(words, text, position + 1)
    holder = parse_name(words, text, position + comma)
    if holder is not None and not comma and is_acronym(holder):
        holder = parse_name(words, text, skip_region(words, holder.stop) or holder.stop) or holder
    if holder is None or not comma:
        return holder
    if holder.name.isupper() and len(holder.name) <= _MAXIMUM_INITIALS:
        return None  # initials hide somebody who does not speak for the office
    if holder.stop >= len(words.texts) or words.texts[holder.stop] in ",.()":
        return holder
    return holder if _is_apposed(words, holder, post_start, office) else None


def _is_named(words: Words, position: int) -> bool:
    """Whether a region behind a comma is a given name with another name behind it: Bima Arya."""
    return words.lowers[position] in read_word_group("given_name") and has_capital(words, position + 1)


def _is_apposed(words: Words, holder: Mention, post_start: int, office: Office) -> bool:
    """Whether a name behind a comma without a second one is the holder's: Bupati Kendal, Rudi Hartono meminta ...

    It is somebody else's behind a post that opens an adverbial (Didampingi Sekda, Rudi Hartono ...) and may be
    somebody else's in a list.
    """
    if words.lowers[holder.stop] in ("dan", "serta"):
        return match_phrase(index_offices(), words.lowers, holder.stop + 1) is not None
    if words.texts[post_start][0].islower():
        return False
    opens_adverbial = post_start > 0 and words.lowers[post_start - 1] in read_word_group("before_other_person")
    return not opens_adverbial and bool(office.region or office.body or " " in holder.name)


def _parse_bracketed_name(words: Words, text: str, position: int) -> Mention | None:
    """Parse the holder's name in a bracket right behind a post: Wali Kota Bontang (Rina Wulandari)."""
    before = words.texts[max(position - MAXIMUM_LOOK_AHEAD, 0) : position]
    if before[-1:] == (")",) and "(" in before:
        position -= 1 + before[::-1].index("(")
    if words.text_at(position) != "(":
        return None
    holder = parse_name(words, text, position + 1)
    if holder is None or " " not in holder.name or words.text_at(holder.stop) != ")":
        return None
    return replace(holder, stop=holder.stop + 1)


def _skip_province(words: Words, position: int) -> int:
    """Skip places between commas behind the region of an office: Bupati Jember, Jawa Timur, ..."""
    for _ in range(_MAXIMUM_PLACES):
        if words.text_at(position) != "," or (stop := _find_place_stop(words, position + 1)) is None:
            break
        position = stop
    return position


def _find_place_stop(words: Words, position: int) -> int | None:
    """Find the comma behind a region, or behind a place and its kind (Kecamatan Talang); None where no place starts."""
    start = position
    if words.lower_at(start) in read_word_group("region_kind") and has_capital(words, start):
        start = skip_full_stop(words, start + 1)
    region = match_phrase(index_regions(), words.lowers, start)
    stop = region[0] if region else start
    if start > position and not region:
        stop = skip_local_place(words, start)
    return stop if stop > start and words.text_at(stop) == "," else None


def _find_second_post(words: Words, position: int) -> tuple[int, bool] | None:
    """Find where a second post of one holder starts, and whether a word (sekaligus, juga) says that it is one."""
    stop = min(position + _MAXIMUM_LINKS, len(words.texts))
    start = next((i for i in range(position, stop) if words.lowers[i] not in read_word_group("office_link")), None)
    if start is None or start == position or not match_phrase(index_offices(), words.lowers, start):
        return None
    return start, not read_word_group("second_post").isdisjoint(words.lowers[position:start])


def _parse_second_office(words: Words, text: str, position: int, office: Office) -> Mention | None:
    """Parse the name behind a second post of the same holder: Sekda Solok sekaligus Ketua Korpri, Rudi Hartono."""
    if (found := _find_second_post(words, position)) is None:
        return None
    start, is_marked = found
    second = parse_office(words, text, start, is_second=True)
    if second is None or second.kind != "person" or second.office is None:
        return None
    return second if is_marked or (office.body and second.office.body in ("", office.body)) else None


def _skip_second_post(words: Words, text: str, position: int) -> int:
    """Skip a second post behind the name of its holder, which names nobody else: Rudi yang juga Ketua Korpri."""
    if words.lower_at(position) in ("dan", "serta") or (found := _find_second_post(words, position)) is None:
        return position
    second = parse_office(words, text, found[0], is_second=True) if found[1] else None
    return second.stop if second is not None and second.kind == "title" else position


def add_office(words: Words, text: str, mention: Mention) -> Mention:
    """Add the office behind a name: in brackets, behind a comma, or behind a bracket with an age or a party.

    Parameters
    ----------
    words
        The words of the sentence.
    text
        The document's text.
    mention
        A mention of kind person that does not end the sentence.

    Returns
    -------
    Mention
        With the office, up to its last word; is_apposed where the office is behind the name.

    Examples
    --------
    >>> from research.text import split_words
    >>> text = "Rina Salim, Kepala BKD Ambon yang baru, hadir."
    >>> words = split_words(text, 0, len(text))
    >>> add_office(words, text, Mention("person", 0, 2, "Rina Salim")).office.category
    'agency'
    """
    if words.text_at(mention.stop) == "(" and mention.stop + 1 < len(words.texts):
        office = parse_office(words, text, mention.stop + 1)
        if office and office.kind == "title" and words.text_at(office.stop) == ")":
            return replace(mention, stop=office.stop + 1, office=office.office, is_apposed=True)
    position = _skip_day(words, skip_age(words, skip_parenthesis(words, mention.stop)))
    next_word = words.lower_at(position)
    if next_word in read_word_group("before_post") and (found := _parse_post_behind(words, text, position, mention)):
        return found
    has_clause = next_word == "," and words.lower_at(position + 1) == "yang"
    if has_clause and (described := _find_described_office(words, text, position + 2)):
        return replace(mention, office=described, is_apposed=True)
    if next_word == "," and (found := _parse_coordinated_post(words, text, position + 1)):
        return replace(mention, stop=found.stop, office=found.office, is_apposed=True)
    if next_word == "dari":
        is_part = words.lower_at(position + 1) in read_word_group("body_part")
        start = _find_body_start(words, position + 1) if is_part else position + 1
        if start and has_capital(words, start) and (body := parse_body(words, text, start)):
            return replace(mention, stop=body.stop, office=body.office, is_apposed=True)
    return mention


def _skip_day(words: Words, position: int) -> int:
    """Skip a day between commas before selaku: kata Rina, Senin (12/9), selaku ..."""
    if words.text_at(position) != "," or words.lower_at(position + 1) not in read_word_group("weekday"):
        return position
    stop = skip_parenthesis(words, position + 2)
    return stop if words.text_at(stop) == "," and words.lower_at(stop + 1) in _AS else position


def _parse_post_behind(words: Words, text: str, position: int, mention: Mention) -> Mention | None:
    """Parse the post behind a name and a comma, selaku, sebagai, sekaligus or yang."""
    next_word = words.lower_at(position)
    if next_word == "," and words.lower_at(position + 1) in _AS:
        position, next_word = position + 1, words.lower_at(position + 1)
    office_start = _skip_linking_words(words, position + (next_word not in read_word_group("second_post")))
    office = parse_office(words, text, office_start) if office_start < len(words.texts) else None
    if office is None:
        return None
    mention = replace(mention, office=office.office, is_apposed=True)
    stop = office.stop
    if next_word == "," and (_is_apposition(words, office) or _is_place(words, mention, office)):
        return replace(mention, stop=stop)
    is_closed = stop >= len(words.texts) or words.texts[stop] in _CLOSING
    is_said = mention.start > 0 and words.lowers[mention.start - 1] in read_bare_verbs()
    if not is_closed and (" " in mention.name or next_word != "," or is_said):
        before_verb = words.lowers[stop] in read_active_verbs() and mention.start == 0
        in_pair = words.lowers[stop] == "dan" and "," in words.texts[stop : stop + _MAXIMUM_LINKS]
        is_closed = words.lowers[stop] in read_word_group("after_post") or before_verb or in_pair
    if office.kind != "title" or not (is_closed or next_word != ","):
        return None
    stop += words.lower_at(stop) in ("itu", "tersebut")
    return replace(mention, stop=_skip_second_post(words, text, stop))


def _parse_coordinated_post(words: Words, text: str, position: int) -> Mention | None:
    """Parse the post that ends an apposition behind another description: X, Raja Keraton dan Gubernur DIY, ..."""
    for start in range(position + 1, min(position + MAXIMUM_LOOK_AHEAD, len(words.texts))):
        if words.texts[start] in ",.":
            return None
        if words.lowers[start - 1] in read_word_group("apposition_link"):
            post = parse_office(words, text, start, is_second=True)
            if post is not None and post.kind == "title" and words.text_at(post.stop) == ",":
                return post
    return None


def _skip_linking_words(words: Words, position: int) -> int:
    """Skip linking words between a name and its post: X yang saat ini juga menjabat Wali Kota Bontang."""
    for _ in range(MAXIMUM_LOOK_AHEAD):
        if words.lowers[position : position + 2] in (("saat", "ini"), ("saat", "itu")):
            position += 2
        elif words.lower_at(position) in read_word_group("post_link"):
            position += 1
        else:
            break
    return position


def _find_described_office(words: Words, text: str, position: int) -> Office | None:
    """Find the office that a clause between commas describes: X, yang memimpin BKD Ambon, ..."""
    stop = next(
        (i for i in range(position, min(position + _MAXIMUM_CLAUSE, len(words.texts))) if words.texts[i] == ","), None
    )
    if stop is None:
        stop = min(position + _MAXIMUM_CLAUSE, len(words.texts))
    if read_word_group("leads").isdisjoint(words.lowers[position:stop]):
        return None
    end = min(position + _MAXIMUM_CLAUSE, len(words.texts))
    bodies = (parse_body(words, text, i) for i in range(position, end) if match_phrase(index_bodies(), words.lowers, i))
    return next((body.office for body in bodies if body and body.office), None)


def _find_body_start(words: Words, position: int) -> int | None:
    """Find where the body starts to which a part belongs: Divisi Hukum Bawaslu Ambon."""
    for start in range(position, min(position + 2 * MAXIMUM_LOOK_AHEAD, len(words.texts))):
        if match_phrase(index_bodies(), words.lowers, start) and has_capital(words, start):
            return start
        if words.texts[start] == ",":
            return None
    return None


def _is_apposition(words: Words, mention: Mention) -> bool:
    """Whether a post and its holder are really a post in an organisation: X, Koordinator Bahari Jaya untuk ..."""
    if mention.kind != "person" or mention.office is None or mention.office.body or mention.office.category != "other":
        return False
    return words.lower_at(mention.stop) in (",", ".", "untuk", "di", "yang", "dan")


def _is_place(words: Words, mention: Mention, office: Mention) -> bool:
    """Whether the word behind a post is an unknown place, since the holder stands before it: X, Kepala BKD Babar,"""
    is_single = office.kind == "person" and " " not in office.name
    return is_single and " " in mention.name and words.text_at(office.stop) in (",", ".", ")")

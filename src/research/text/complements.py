"""Words -> what follows a post or a body and belongs to it: parts, joiners, brackets, the body and the region."""

import re
from dataclasses import dataclass, replace

from research.text.lexicon import (
    Words,
    index_bodies,
    index_offices,
    index_regions,
    match_phrase,
    read_word_group,
    read_word_list,
    skip_full_stop,
    skip_short_brackets,
)
from research.text.organisations import find_organisation_stop
from research.text.person_names import find_title_stop

_UNIT_NUMBER = re.compile(r"\d+/\w+")
# Long enough in the middle that Setiawan, Mentari and other names do not fit.
_ACTIVITY = re.compile(r"(?:ke|pe)[a-z]{5,}an")
_LOOK_AHEAD = 12
_LONGEST_OFFICE = 60


@dataclass(frozen=True)
class Complement:
    """What follows a post or a body and belongs to it: where it stops, and the body and region it names."""

    stop: int
    body: str = ""
    category: str = ""
    region: str = ""
    body_start: int = 0
    body_stop: int = 0


def parse_complement(words: Words, position: int, *, permissive: bool) -> Complement:
    """Read on through an office or a body; wide lets it join several parts and take unknown short forms."""
    found = Complement(position)
    post = match_phrase(index_offices(), words.lowers, position) if permissive else None
    if post is not None and post[1]["use"] == "post":
        found = Complement(post[0], category="central" if post[1]["category"] == "central" else "")
    before = "part"
    while found.stop < min(position + _LONGEST_OFFICE, len(words.texts)):
        longer, before = _read_further(words, found, before, wide=permissive)
        if longer.stop == found.stop:
            break
        found = longer
    return found


def _read_further(words: Words, found: Complement, before: str, *, wide: bool) -> tuple[Complement, str]:
    """Take one step more, and say over what (kind, region, bracket, part, joiner); before is what the last was over."""
    here, low = found.stop, words.lowers[found.stop]
    region = match_phrase(index_regions(), words.lowers, here)
    if before == "bracket" and low in read_word_group("given_name"):
        region = None
    if region is None and low in read_word_group("region_kind"):
        return _extend(found, skip_full_stop(words, here + 1), low), "kind"
    takes_region = before == "kind" or not (found.region or found.category == "central")
    if region is not None and takes_region and words.texts[here][0].isupper():
        return replace(_extend(found, region[0], low), region=_fold(found.region, region[1]["region"])), "region"
    if (stop := skip_short_brackets(words, here)) > here:
        return _extend(found, stop, low), "bracket"
    if (stop := _read_part(words, here, wide=wide and not found.region)) > here:
        return _take_part(words, found, stop), "part"
    if wide and before != "region":
        return replace(found, stop=_skip_joiner(words, here, bound=bool(found.body))), "joiner"
    return found, before


def _extend(found: Complement, stop: int, low: str) -> Complement:
    """Move the end on; the name of the body grows with it until a part of the body (Divisi) is named."""
    grows = found.body_stop == found.stop and low not in read_word_group("body_part")
    return replace(found, stop=stop, body_stop=stop if grows else found.body_stop)


def _take_part(words: Words, found: Complement, stop: int) -> Complement:
    here = found.stop
    body = match_phrase(index_bodies(), words.lowers, here)
    if body is None or (found.body and found.category not in ("agency", "other")):
        return _extend(found, stop, words.lowers[here])
    row = body[1]
    return replace(found, stop=stop, body=row["key"], category=row["category"], body_start=here, body_stop=stop)


def _fold(region: str, addition: str) -> str:
    return f"{region} {addition}".strip().lower()


def _read_part(words: Words, place: int, *, wide: bool) -> int:
    """Where one part of an office that starts at place stops: a body, a word of offices, a short form; else place."""
    if place >= len(words.texts):
        return place
    word, low = words.texts[place], words.lowers[place]
    body = match_phrase(index_bodies(), words.lowers, place)
    if wide and word[0].isupper() and low in read_word_group("organisation") and (body is None or body[0] == place + 1):
        return find_organisation_stop(words, place)
    if body:
        return body[0]
    if low == "lembaga" and words.lowers[place + 1 : place + 2] in (("itu",), ("tersebut",)):
        return place + 2
    if _is_office_word(words, place) and (word[0].isupper() or (wide and low not in ("dalam", "luar"))):
        return place + 1
    if low in read_word_group("numeral") and words.lowers[place - 1] in read_word_group("numbered"):
        return place + 1
    if _UNIT_NUMBER.fullmatch(word):
        return place + 1
    if not wide or not word[0].isupper():
        return place
    if _ACTIVITY.fullmatch(low) or (word.isupper() and len(word) > 2 and find_title_stop(words, place) is None):
        return place + 1
    return _look_ahead(words, place)


def _is_office_word(words: Words, place: int) -> bool:
    """Whether a word is one of offices and not the first of a name (Satuan Lalu Lintas, but Lalu Wirawan)."""
    if words.lowers[place] not in read_word_list("office_words.txt"):
        return False
    after = words.texts[place + 1 : place + 2]
    named = words.lowers[place] in read_word_group("given_name") and bool(after) and after[0][0].isupper()
    return not named or words.lowers[place + 1] in read_word_list("office_words.txt")


def _look_ahead(words: Words, place: int) -> int:
    """Where a kind of region or a body follows in the same run of capitals: the unknown words before it go with it."""
    for stop in range(place, min(place + _LOOK_AHEAD, len(words.texts))):
        low = words.lowers[stop]
        if stop > place and low in read_word_group("organisation") and words.texts[stop][0].isupper():
            return stop
        if stop > place and (low in read_word_group("region_kind") or (low != "dan" and _opens_body(words, stop))):
            return stop
        if low != "dan" and not words.texts[stop][0].isupper():
            return place
        if match_phrase(index_offices(), words.lowers, stop):
            return place
    return place


def _opens_body(words: Words, place: int) -> bool:
    return words.texts[place][0].isupper() and match_phrase(index_bodies(), words.lowers, place) is not None


def _skip_joiner(words: Words, place: int, *, bound: bool) -> int:
    """Step over dan, a comma or pada where a further part of the office follows; bound says a body has been named."""
    joiner = words.lowers[place]
    if joiner not in read_word_group("office_joiner"):
        return place
    after = place + 1
    if joiner == "," and words.lowers[after : after + 1] in (("dan",), ("serta",)):
        after += 1
    if after >= len(words.texts) or not (words.texts[after][0].isupper() or joiner == "dan"):
        return place
    body = match_phrase(index_bodies(), words.lowers, after)
    if match_phrase(index_offices(), words.lowers, after) or (bound and body):
        return place
    return after if body or words.lowers[after] in read_word_list("office_words.txt") else place

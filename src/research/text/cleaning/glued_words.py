"""Words that a scraper glued together where a link began or ended, parted by what data/ and the text itself know."""

import re
from functools import lru_cache
from re import Match

from research.text.cleaning.edits import Draft
from research.text.cleaning.vocabulary import (
    make_office_pattern,
    read_long_reporting_verbs,
    read_non_final_words,
    read_office_last_words,
    read_passive_verbs,
    read_regions,
)

# These begin with what is rare in a text, so that looking through one costs little.
_JOINT = re.compile(r"[A-Z](?:(?<=[a-z]{2}[A-Z])|(?<=[A-Z]{3})|(?<=\)[A-Z]))(?=[a-z]{2})")
_LONG_WORD = re.compile(r"[A-Z][a-z]{6,}\b")
_DATE_LINE = re.compile(r"^[A-Z][A-Za-z .,()/]{2,50}-(?=[A-Z])", re.MULTILINE)
_NAME_HERE = re.compile(r"[A-Z][a-z]{2,}")
_NAME = re.compile(r"[A-Z](?<![A-Za-z][A-Z])[a-z]{2,}(?![A-Za-z])")
_SMALL_WORD = re.compile(r"[a-z]{3,}\b")
_WORDS_BEFORE = re.compile(r"(?:(?:(\S+)\s+)?(?:(\S+)\s+))?([\w)]+)\Z")
_VERB = re.compile(r"(?:di|me|ber|ter)[a-z]{4,}")
_REGION_KINDS = frozenset(["kota", "kabupaten", "provinsi", "kecamatan"])
_CLITICS = frozenset(["nya", "lah", "kah", "pun", "kan"])
# Words behind a name that no name ends with (Wulandari ends with dari, Ramadan with dan).
_BEHIND_NAMES = frozenset(
    ["yang", "saat", "juga", "untuk", "kepada", "dengan", "bahwa", "ketika", "kembali", "sudah", "telah", "bersama"]
)
_HEAD = 400  # how far into a text its date line may stand
_LONGEST_WORD = 80
_SHORTEST_PART = 3


def split_glued_words(draft: Draft) -> None:
    """Put a blank between words that are glued together in a draft."""
    text = draft.text
    capitals = list(_JOINT.finditer(text))
    longs = [match for match in _LONG_WORD.finditer(text) if _may_hold_more(match[0])]
    places = {place for match in capitals if (place := _find_joint(text, match)) is not None}
    places.update(place for match in longs if (place := _find_verb(match)) is not None)
    dated = (match.end() for match in _DATE_LINE.finditer(text, 0, _HEAD))
    places.update(place for place in dated if make_office_pattern().match(text, place))
    if capitals or longs:
        places |= _part_names(text, capitals, longs)
    draft.apply(((place, place, " ") for place in sorted(places)), "words glued together parted")


def _find_joint(text: str, capital: Match[str]) -> int | None:
    """Where two words meet at a capital, before it (BontangRina) or, behind letters in capitals, after it (ASNagar)."""
    if _is_label(text, capital.start()):
        return None
    if not text[capital.start() - 1].isupper():
        return capital.start() if _is_joint(text, capital.start()) else None
    right = _SMALL_WORD.match(text, capital.end())
    if (
        right
        and right[0] not in _CLITICS
        and (right[0] in read_non_final_words() or right[0] in read_long_reporting_verbs())
    ):
        return capital.end()
    return capital.start() if _is_joint(text, capital.start()) else None


def _is_label(text: str, place: int) -> bool:
    """Whether place stands in a label, an account or an address, whose words are glued on purpose."""
    word = text[max(place - _LONGEST_WORD, 0) : place].rpartition(" ")[2]
    return not {"#", "@", "/"}.isdisjoint(word)


def _is_joint(text: str, place: int) -> bool:
    """Whether two words meet at place, by what the files of data/ know: offices, bodies, regions, function words."""
    found = _WORDS_BEFORE.search(text, max(place - _LONGEST_WORD, 0), place)
    if found is None:
        return False
    left, low = found[3], found[3].lower()
    if left in read_non_final_words() or low in read_passive_verbs():
        return True
    if make_office_pattern().match(text, place):
        return len(left) >= _SHORTEST_PART
    if left.islower() or left.endswith(")"):
        return False
    return low in read_office_last_words() or _ends_region([found[1] or "", found[2] or "", left])


def _ends_region(words: list[str]) -> bool:
    """Whether the last words are a region behind a post, a body or its short form: (Bawaslu) Kalimantan Barat."""
    for width in (1, 2):
        region, before = " ".join(words[-width:]).lower(), words[-width - 1]
        low = before.strip("()").lower()
        if region in read_regions() and (
            before.endswith(")") or low in read_office_last_words() or low in _REGION_KINDS
        ):
            return True
    return False


def _find_verb(word: Match[str]) -> int | None:
    """Where a verb of reporting begins that is glued to the name before it: Wulandarimengatakan."""
    text = word[0]
    cut = next((cut for cut in range(_SHORTEST_PART, len(text)) if text[cut:] in read_long_reporting_verbs()), 0)
    return word.start() + cut if cut and not _is_label(word.string, word.start()) else None


@lru_cache(maxsize=100_000)
def _may_hold_more(word: str) -> bool:
    return any(
        _is_tail(word[cut:]) or word[cut:] in read_long_reporting_verbs() for cut in range(_SHORTEST_PART, len(word))
    )


def _is_tail(rest: str) -> bool:
    return rest in _BEHIND_NAMES or _VERB.fullmatch(rest) is not None


def _part_names(text: str, capitals: list[Match[str]], longs: list[Match[str]]) -> set[int]:
    """Part names that stand elsewhere in the text on their own from a verb before and from what follows them."""
    names = set(_NAME.findall(text))
    places = set()
    for match in capitals:
        name = _NAME_HERE.match(text, match.start())
        left = _WORDS_BEFORE.search(text, max(match.start() - _LONGEST_WORD, 0), match.start())
        if name and name[0] in names and left and _VERB.fullmatch(left[3].lower()):
            places.add(match.start())
    for match in longs:
        word = match[0]
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART):
            if word[:cut] in names and _is_tail(word[cut:]) and not _is_label(text, match.start()):
                places.add(match.start() + cut)
    return places

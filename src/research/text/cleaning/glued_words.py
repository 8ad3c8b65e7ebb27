"""Words that a scraper joined where a link started or stopped, split with the word lists and the text itself."""

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

# These start with what is rare in a text, so that a search is fast.
_CAPITAL_IN_WORD = re.compile(r"[A-Z](?:(?<=[a-z]{2}[A-Z])|(?<=[A-Z]{3})|(?<=\)[A-Z]))(?=[a-z]{2})")
_LONG_WORD = re.compile(r"[A-Z][a-z]{6,}\b")
_DATE_LINE = re.compile(r"^[A-Z][A-Za-z .,()/]{2,50}-(?=[A-Z])", re.MULTILINE)
_NAME_START = re.compile(r"[A-Z][a-z]{2,}")
_NAME = re.compile(r"[A-Z](?<![A-Za-z][A-Z])[a-z]{2,}(?![A-Za-z])")
_LOWER_CASE_WORD = re.compile(r"[a-z]{3,}\b")
_WORDS_BEFORE = re.compile(r"(?:(?:(\S+)\s+)?(?:(\S+)\s+))?([\w)]+)\Z")
_PREFIXED_VERB = re.compile(r"(?:di|me|ber|ter)[a-z]{4,}")
_REGION_KINDS = frozenset(["kota", "kabupaten", "provinsi", "kecamatan"])
_CLITICS = frozenset(["nya", "lah", "kah", "pun", "kan"])
# Words behind a name with which no name ends (Wulandari ends with dari, Ramadan with dan).
_WORDS_BEHIND_NAMES = frozenset(
    ["yang", "saat", "juga", "untuk", "kepada", "dengan", "bahwa", "ketika", "kembali", "sudah", "telah", "bersama"]
)
_LEAD_LENGTH = 400  # characters in which a date line may start
_MAXIMUM_WORD = 80
_MINIMUM_PART = 3


def split_glued_words(draft: Draft) -> None:
    """Insert a space between words that are glued together."""
    text = draft.text
    capitals = list(_CAPITAL_IN_WORD.finditer(text))
    long_words = [match for match in _LONG_WORD.finditer(text) if _may_be_glued(match[0])]
    offsets = {offset for match in capitals if (offset := _find_boundary(text, match)) is not None}
    offsets.update(offset for match in long_words if (offset := _find_verb(match)) is not None)
    dated = (match.end() for match in _DATE_LINE.finditer(text, 0, _LEAD_LENGTH))
    offsets.update(offset for offset in dated if make_office_pattern().match(text, offset))
    if capitals or long_words:
        offsets |= _split_names(text, capitals, long_words)
    draft.apply(((offset, offset, " ") for offset in sorted(offsets)), "glued words split")


def _find_boundary(text: str, capital: Match[str]) -> int | None:
    """Find the boundary of two words at a capital: before it (BontangRina), or after it in capitals (ASNagar)."""
    if _is_label(text, capital.start()):
        return None
    if not text[capital.start() - 1].isupper():
        return capital.start() if _is_boundary(text, capital.start()) else None
    right = _LOWER_CASE_WORD.match(text, capital.end())
    known = read_non_final_words() | read_long_reporting_verbs()
    if right and right[0] not in _CLITICS and right[0] in known:
        return capital.end()
    return capital.start() if _is_boundary(text, capital.start()) else None


def _is_label(text: str, offset: int) -> bool:
    """Whether an offset is in a hashtag, an account or an address, whose words are joined on purpose."""
    word = text[max(offset - _MAXIMUM_WORD, 0) : offset].rpartition(" ")[2]
    return not {"#", "@", "/"}.isdisjoint(word)


def _is_boundary(text: str, offset: int) -> bool:
    """Whether two words meet at an offset, by the lists of offices, bodies, regions and function words."""
    match = _WORDS_BEFORE.search(text, max(offset - _MAXIMUM_WORD, 0), offset)
    if match is None:
        return False
    left, lower = match[3], match[3].lower()
    if left in read_non_final_words() or lower in read_passive_verbs():
        return True
    if make_office_pattern().match(text, offset):
        return len(left) >= _MINIMUM_PART
    if left.islower() or left.endswith(")"):
        return False
    return lower in read_office_last_words() or _ends_with_region([match[1] or "", match[2] or "", left])


def _ends_with_region(words: list[str]) -> bool:
    """Whether the last words are a region behind a post, a body or an acronym: (Bawaslu) Kalimantan Barat."""
    for width in (1, 2):
        region, previous = " ".join(words[-width:]).lower(), words[-width - 1]
        lower = previous.strip("()").lower()
        is_office = previous.endswith(")") or lower in read_office_last_words()
        if region in read_regions() and (is_office or lower in _REGION_KINDS):
            return True
    return False


def _find_verb(word: Match[str]) -> int | None:
    """Find the offset of a reporting verb that is joined to the name before it: Wulandarimengatakan."""
    text = word[0]
    splits = range(_MINIMUM_PART, len(text))
    split = next((split for split in splits if text[split:] in read_long_reporting_verbs()), 0)
    return word.start() + split if split and not _is_label(word.string, word.start()) else None


@lru_cache(maxsize=100_000)
def _may_be_glued(word: str) -> bool:
    parts = (word[split:] for split in range(_MINIMUM_PART, len(word)))
    return any(_is_right_part(part) or part in read_long_reporting_verbs() for part in parts)


def _is_right_part(part: str) -> bool:
    return part in _WORDS_BEHIND_NAMES or _PREFIXED_VERB.fullmatch(part) is not None


def _split_names(text: str, capitals: list[Match[str]], long_words: list[Match[str]]) -> set[int]:
    """Find where names that also occur alone in the text are joined to a verb before or a word behind them."""
    names = set(_NAME.findall(text))
    offsets = set()
    for match in capitals:
        name = _NAME_START.match(text, match.start())
        left = _WORDS_BEFORE.search(text, max(match.start() - _MAXIMUM_WORD, 0), match.start())
        if name and name[0] in names and left and _PREFIXED_VERB.fullmatch(left[3].lower()):
            offsets.add(match.start())
    for match in long_words:
        word = match[0]
        for split in range(_MINIMUM_PART, len(word) - _MINIMUM_PART):
            if word[:split] in names and _is_right_part(word[split:]) and not _is_label(text, match.start()):
                offsets.add(match.start() + split)
    return offsets

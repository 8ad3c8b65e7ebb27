"""The persons, posts and public bodies that a sentence mentions, found with the word lists of the package."""

import re
from dataclasses import replace
from functools import cache, lru_cache

from research.tables import read_data_rows
from research.text.holders import add_office, parse_office
from research.text.lexicon import (
    MAXIMUM_LOOK_AHEAD,
    Words,
    has_capital,
    index_offices,
    index_regions,
    match_phrase,
    read_word_group,
    read_word_list,
    slice_text,
)
from research.text.person_names import Mention, is_host, parse_name, read_active_verbs
from research.text.posts import parse_body

_AFFIXED = re.compile(
    r"(?:ke|pe|ber|ter)[a-z]{5,}(?:an|nya)|se[a-z]{5,}nya|di[a-z]{4,}(?:kan|nya)|me(?:m|n|ng|ny)[a-z]{5,}"
)
_VERB = re.compile(r"(?:me[mnrlwy]|di|ber)[a-z]{4,}")
_KEPT_WORDS = 20_000  # answers on single words that are kept, since texts repeat their words
_MAXIMUM_NAME_IN_NYA = 6  # letters: Sonya, Anya
_MAXIMUM_DATELINE = 12  # words
_DASHES = ("-", "–", "—")
_BEFORE_SENTENCE = ('"', "\u201c", "\u2018", "'", "\u00ab", "\u2013", "\u2014", "-", ":", "(", ".", "\u2022", "*")


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
    mentions: list[Mention] = []
    first_words = _read_first_words()
    both = enumerate(zip(words.lowers, words.texts, strict=True))
    stop = _find_dateline_stop(words)
    for position in [place for place, (lower, word) in both if lower in first_words or word[0].isupper()]:
        if position >= stop and (mention := _parse_mention(words, text, position)):
            mentions.append(mention)
            stop = mention.stop
    return mentions


def _find_dateline_stop(words: Words) -> int:
    """Find where a dateline of places and an outlet stops, which has no speaker: KENDAL, KABAR - ..."""
    for position, word in enumerate(words.texts[:_MAXIMUM_DATELINE]):
        if word in _DASHES:
            return position
        is_name = not word[0].islower() or is_host(words.lowers[position])
        if not is_name or match_phrase(index_offices(), words.lowers, position):
            break
    return 0


def _parse_mention(words: Words, text: str, position: int) -> Mention | None:
    word, mention = words.lowers[position], None
    if word in _read_first_words():
        if word in read_word_group("pronoun"):
            return Mention("pronoun", position, position + 1)
        if word in read_word_group("person_noun") and (stop := _find_description_stop(words, position)):
            return Mention("pronoun", position, stop)
        mention = parse_office(words, text, position)
    if mention is None and words.texts[position][0].isupper():
        mention = parse_body(words, text, position) or _parse_person(words, text, position)
    return mention


@cache
def _read_first_words() -> frozenset[str]:
    """Read the words in small letters that may open a mention."""
    groups = (read_word_group(group) for group in ("pronoun", "person_noun", "address"))
    return frozenset(index_offices()).union(*groups)


def _find_description_stop(words: Words, position: int) -> int | None:
    """Find where a description used as a pronoun (Pria kelahiran Solo itu) stops; None without a demonstrative."""
    in_clause = False
    for stop in range(position + 1, min(position + MAXIMUM_LOOK_AHEAD, len(words.texts))):
        word = words.lowers[stop]
        if word in read_word_group("demonstrative"):
            return stop + 1
        if words.texts[stop] in ",.:" or word == "hal":
            return None
        if not in_clause and (word in read_active_verbs() or _VERB.fullmatch(words.texts[stop])):
            return None
        in_clause = in_clause or word == "yang"
    return None


@cache
def _read_passive_verbs() -> frozenset[str]:
    return frozenset(row["passive"] for row in read_data_rows("reporting_verbs.csv") if row["passive"])


def _parse_person(words: Words, text: str, position: int) -> Mention | None:
    """Parse a name with the office behind it, if any: X, Kasi Intel Kejari Depok, ...; X dari Panwaslu."""
    word = words.lowers[position]
    region = match_phrase(index_regions(), words.lowers, position)
    starts_name = word in read_word_group("given_name") and has_capital(words, position + 1)
    if region and not (starts_name and region[0] == position + 1):
        return Mention("place", position, region[0], slice_text(text, words, position, region[0]))
    if word in read_word_group("never_name") or _is_month(words, position):
        return None
    if word in read_word_list("office_words.txt") and not _opens_compound_name(words, position):
        return None
    if _starts_sentence(words, position) and _is_sentence_opener(word) and not _has_post_behind(words, position):
        return None
    mention = parse_name(words, text, position)
    behind_kind = position > 0 and words.lowers[position - 1] in read_word_group("place_kind")
    if mention and behind_kind and has_capital(words, position - 1):
        return replace(mention, kind="place")
    if mention is None or mention.stop >= len(words.texts):
        return mention
    return add_office(words, text, mention)


def _is_month(words: Words, position: int) -> bool:
    """Whether a month that is a name as well stands beside a number: 27 Mei 2024."""
    is_dated = words.text_at(position - 1).isdigit() or words.text_at(position + 1).isdigit()
    return is_dated and words.lowers[position] in ("april", "mei", "juni", "juli")


def _opens_compound_name(words: Words, position: int) -> bool:
    """Whether a word of offices opens a name together with the next word: Anak Agung."""
    return f"{words.lowers[position]}_{words.lower_at(position + 1)}" in read_word_group("compound_name")


def _starts_sentence(words: Words, position: int) -> bool:
    return position == 0 or words.texts[position - 1] in _BEFORE_SENTENCE


@lru_cache(maxsize=_KEPT_WORDS)
def _is_sentence_opener(word: str) -> bool:
    """Whether the first word of a sentence is a common word, by the lists or by its affixes, and starts no name."""
    has_clitic = len(word) > _MAXIMUM_NAME_IN_NYA and word.endswith("nya")  # Artinya, Intinya; not Sonya
    listed = word in read_word_list("sentence_openers.txt") or word in read_word_group("private_role")
    is_verb = word in read_active_verbs() or word in _read_passive_verbs()
    return has_clitic or listed or is_verb or _AFFIXED.fullmatch(word) is not None


def _has_post_behind(words: Words, position: int) -> bool:
    """Whether a name of two words or more and a comma stand before a post: Persadaan Harahap, Ketua Bawaslu ..."""
    stop = position
    while has_capital(words, stop):
        stop += 1
    is_name = stop - position > 1 and words.text_at(stop) == ","
    return is_name and match_phrase(index_offices(), words.lowers, stop + 1) is not None

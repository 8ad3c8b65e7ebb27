"""Mentions -> the same without the words of an organisation that stand before a name and look like a part of it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from research.text import Mention, Words, index_regions, match_phrase, read_word_group, read_word_list

_MINIMUM_ACRONYM = 3
# Two candidates on one ticket (Ani Rahma-Dedi Yusuf): the first of them is meant where only one speaks.
_TICKET = re.compile(r"(?<=[a-z]{3})[-\u2013](?=[A-Z][a-z]{2})")
_ACTIVITY = re.compile(r"(?:ke|pe)[a-z]{5,}an")


@dataclass(frozen=True)
class WordUsage:
    """How a document uses its words: the capitalised ones and their pairs, the others, and what persons go by.

    short are the names of one word; spoken those of them that a bare verb names (kata Budi). places are the places it
    names, in words; located the words that stand right behind di.
    """

    words: Counter[str]
    pairs: Counter[tuple[str, str]]
    common: frozenset[str]
    short: frozenset[str]
    spoken: frozenset[str]
    places: frozenset[tuple[str, ...]] = frozenset()
    located: frozenset[str] = frozenset()


def count_word_usage(sentences: Iterable[tuple[Words, Sequence[Mention], Iterable[Mention]]]) -> WordUsage:
    """Count the words of a document; each sentence is its words, its mentions and whom its bare verbs name."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    common: set[str] = set()
    short: set[str] = set()
    spoken: set[str] = set()
    places: set[tuple[str, ...]] = set()
    located: set[str] = set()
    for sentence, mentions, speaking in sentences:
        common.update(word for word in sentence.texts if word.islower())
        words.update(word for word in sentence.texts if word[0].isupper())
        capitals = (
            (first, second) for first, second in pairwise(sentence.texts) if first[0].isupper() and second[0].isupper()
        )
        pairs.update((first, _TICKET.split(second)[0] if "-" in second else second) for first, second in capitals)
        short.update(mention.name for mention in mentions if mention.kind == "person" and " " not in mention.name)
        spoken.update(mention.name for mention in speaking if mention.kind == "person" and " " not in mention.name)
        places.update(tuple(mention.name.split(" ")) for mention in mentions if mention.kind == "place")
        located.update(second for first, second in pairwise(sentence.texts) if first == "di" and second[0].isupper())
    return WordUsage(
        words, pairs, frozenset(common), frozenset(short), frozenset(spoken), frozenset(places), frozenset(located)
    )


def trim_name(mention: Mention, usage: WordUsage) -> Mention:
    """Cut what stands before the name proper: news repeats a person by one word of the name, mostly the first.

    A name starts at such a word where the word before it is known to be no name or is used elsewhere on its own, as
    the names of organisations are; after a short form in capitals that does not open it; and, where two words remain,
    after a word that is common or a region. Where two words remain it also starts at the word that a bare verb names
    (kata Budi), if none before it is one a person goes by, after a place, and after a word that stands behind di.

    >>> from research.text import split_words
    >>> text = "Direktur Warung Rakyat Budi Santoso hadir. Warung Rakyat tutup, kata Budi."
    >>> words = split_words(text, 0, len(text))
    >>> usage = count_word_usage([(words, [Mention("person", 13, 14, "Budi")], [])])
    >>> trim_name(Mention("person", 1, 5, "Warung Rakyat Budi Santoso"), usage).name
    'Budi Santoso'
    """
    parts = _TICKET.split(mention.name)[0].split(" ")
    if len(parts) < len(mention.name.split(" ")):
        mention = replace(mention, name=" ".join(parts))
    start = 0
    for position in range(1, len(parts)):
        previous, word = parts[position - 1], parts[position]
        if position > 1 and word.lower() in read_word_group("first_name"):
            return replace(mention, name=" ".join(parts[position:]))
        if _is_given_name(previous, usage):
            continue
        after_acronym = position > 1 and previous.isupper() and len(previous) >= _MINIMUM_ACRONYM
        is_repeated = word in usage.short and usage.words[previous] > usage.pairs[previous, word]
        after_region = len(parts) - position > 1 and position > 1 and _is_region(previous)
        if (
            after_acronym
            or is_repeated
            or after_region
            or (_is_common(previous, usage) and (word in usage.short or len(parts) - position > 1))
        ):
            start = position
    start += _count_foreign_words(parts[start:], usage)
    return replace(mention, name=" ".join(parts[start:])) if start else mention


def _count_foreign_words(parts: Sequence[str], usage: WordUsage) -> int:
    """How many words before a name of two words and more are those of a place or an organisation."""
    for count in range(len(parts) - 2, 0, -1):
        leading = parts[:count]
        if any(_is_given_name(word, usage) for word in leading):
            continue
        is_unnamed = usage.short.isdisjoint(leading)
        if (
            (is_unnamed and parts[count] in usage.spoken)
            or tuple(leading) in usage.places
            or leading[-1] in usage.located
        ):
            return count
    return 0


def _is_given_name(word: str, usage: WordUsage) -> bool:
    return word.lower() in read_word_group("given_name") or word in usage.spoken or len(word) < _MINIMUM_ACRONYM


def _is_region(word: str) -> bool:
    return match_phrase(index_regions(), (word.lower(),), 0) is not None


def _is_common(word: str, usage: WordUsage) -> bool:
    """Whether a word is no part of a name: the document has it in lower case too, or offices and bodies do."""
    lower = word.lower()
    if _ACTIVITY.fullmatch(lower):
        return True
    return (
        lower in usage.common or lower in read_word_list("office_words.txt") or lower in read_word_group("organisation")
    )

"""Boundaries of names: capitalised words before a person's name that are no part of it are cut off."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from research.text import (
    Mention,
    Words,
    index_regions,
    is_activity_noun,
    match_phrase,
    read_word_group,
    read_word_list,
)

_MINIMUM_ACRONYM = 3
_OPENING_NAMES = (("la", "ode"), ("wa", "ode"), ("anak", "agung"))
_MAXIMUM_PLACE = 3  # words
_MAXIMUM_DATELINE = 8  # words
_DASHES = ("-", "\u2013", "\u2014")
# Two candidates on one ticket (Ani Rahma-Dedi Yusuf): the first one is the speaker.
_TICKET = re.compile(r"(?<=[a-z]{3})[-\u2013](?=[A-Z][a-z]{2})")


@dataclass(frozen=True)
class WordUsage:
    """How a document uses its words.

    Attributes
    ----------
    words, pairs
        Counts of the capitalised words, and of pairs of them.
    common
        The words in lower case.
    single_names
        The names of one word.
    speakers
        Those of them that a bare verb names (kata Budi).
    places
        The places that it names, in datelines and behind di too, each as a tuple of words in lower case.
    located
        The words right behind di.
    """

    words: Counter[str]
    pairs: Counter[tuple[str, str]]
    common: Set[str]
    single_names: Set[str]
    speakers: Set[str]
    places: Set[tuple[str, ...]]
    located: Set[str]


def count_word_usage(sentences: Iterable[tuple[Words, Sequence[Mention], Iterable[Mention]]]) -> WordUsage:
    """Count how a document uses its words.

    Parameters
    ----------
    sentences
        For each sentence its words, its mentions, and the mentions that bare verbs name.

    Returns
    -------
    WordUsage
        The counts and sets of words.
    """
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    single_names: set[str] = set()
    speakers: set[str] = set()
    places: set[tuple[str, ...]] = set()
    located: set[str] = set()
    for sentence, mentions, speaking in sentences:
        counts.update(sentence.texts)
        capitals = [position for position, word in enumerate(sentence.texts) if word[0].isupper()]
        before_capital = [(sentence.texts[place - 1], sentence.texts[place]) for place in capitals if place]
        pairs.update((first, _TICKET.split(second)[0]) for first, second in before_capital if first[0].isupper())
        single_names.update(_list_single_names(mentions))
        speakers.update(_list_single_names(speaking))
        places.update(tuple(one.name.lower().split(" ")) for one in mentions if one.kind == "place")
        places.update(_list_places(sentence))
        bodies = (one.name.lower().split(" ") for one in mentions if one.kind == "body")
        places.update(tuple(body[1:]) for body in bodies)
        located.update(second for first, second in before_capital if first == "di")
    words = Counter({word: count for word, count in counts.items() if word[0].isupper()})
    common = {word for word in counts if word.islower()}
    return WordUsage(words, pairs, common, single_names, speakers, places, located)


def _list_places(sentence: Words) -> list[tuple[str, ...]]:
    """List the capitalised words of a dateline (KUALA ANYAR -) and behind di, with the last words of each."""
    places = []
    starts = [position + 1 for position, word in enumerate(sentence.texts) if word == "di"]
    has_dateline = not set(_DASHES).isdisjoint(sentence.texts[:_MAXIMUM_DATELINE])
    for start in [0, *starts] if has_dateline else starts:
        stop = start
        while stop < len(sentence.texts) and sentence.texts[stop][0].isupper():
            stop += 1
        is_place = 0 < stop - start <= _MAXIMUM_PLACE
        if is_place and (start or sentence.text_at(stop) in (",", "(", *_DASHES)):
            places += [sentence.lowers[first:stop] for first in range(start, stop)]
    return places


def _list_single_names(mentions: Iterable[Mention]) -> list[str]:
    return [mention.name for mention in mentions if mention.kind == "person" and " " not in mention.name]


def trim_name(mention: Mention, usage: WordUsage) -> Mention:
    """Cut off the words before a person's name that belong to an organisation or a place.

    Parameters
    ----------
    mention
        A mention of kind person.
    usage
        How the document uses its words.

    Returns
    -------
    Mention
        The mention with the shorter name.

    Notes
    -----
    News repeats a person by one word of the name, mostly the first. A name starts at such a word where the word before
    it is no name or also occurs without it, as in names of organisations; behind an acronym; and, with two words left,
    behind a common word or a region. With two words left it also starts behind a place, behind a word that follows di,
    and, where a post precedes, at the word that a bare verb names (kata Budi), unless a name of one word precedes it.

    Examples
    --------
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
        opens_name = tuple(one.lower() for one in parts[position : position + 2]) in _OPENING_NAMES
        if opens_name or (position > 1 and word.lower() in read_word_group("first_name")):
            return replace(mention, name=" ".join(parts[position:]))
        if _is_given_name(previous, usage):
            continue
        after_acronym = position > 1 and previous.isupper() and len(previous) >= _MINIMUM_ACRONYM
        is_repeated = word in usage.single_names and usage.words[previous] > usage.pairs[previous, word]
        two_left = len(parts) - position > 1
        after_region = two_left and position > 1 and _is_region(previous)
        after_common = (two_left or word in usage.single_names) and _is_common(previous, usage)
        if after_acronym or is_repeated or after_region or after_common:
            start = position
    behind_post = mention.office is not None and not mention.is_apposed
    start += _count_foreign_words(parts[start:], usage, behind_post=behind_post)
    return replace(mention, name=" ".join(parts[start:])) if start else mention


def _count_foreign_words(parts: Sequence[str], usage: WordUsage, *, behind_post: bool) -> int:
    """Count the words of a place or an organisation before a name of two or more words."""
    for count in range(len(parts) - 2, 0, -1):
        leading = parts[:count]
        if any(_is_given_name(word, usage) for word in leading):
            continue
        before_speaker = behind_post and parts[count] in usage.speakers and usage.single_names.isdisjoint(leading)
        is_place = tuple(word.lower() for word in leading) in usage.places or leading[-1] in usage.located
        if before_speaker or is_place:
            return count
    return 0


def _is_given_name(word: str, usage: WordUsage) -> bool:
    lower = word.lower()
    if lower in read_word_group("given_name") or lower in read_word_group("first_name"):
        return True
    return word in usage.speakers or len(word) < _MINIMUM_ACRONYM


def _is_region(word: str) -> bool:
    return match_phrase(index_regions(), (word.lower(),), 0) is not None


def _is_common(word: str, usage: WordUsage) -> bool:
    """Whether a word is no part of a name: it occurs in lower case too, or in offices and bodies."""
    lower = word.lower()
    lists = (usage.common, read_word_list("office_words.txt"), read_word_group("organisation"))
    return is_activity_noun(lower) or any(lower in words for words in lists)

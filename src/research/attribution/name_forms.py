"""Names of one person in several forms: parts of it, blends, initials, other spellings."""

import re
from functools import lru_cache
from itertools import takewhile

from research.text import read_word_group

_MAXIMUM_CACHED = 65536  # comparisons
_MINIMUM_SIMILAR = 5  # letters
_MINIMUM_SHORT = 4
_MINIMUM_HEAD = 3
_MUHAMMAD = "muhammad"
_DOUBLED_LETTER = re.compile(r"(\w)\1")


@lru_cache(maxsize=_MAXIMUM_CACHED)
def split_name(name: str) -> frozenset[str]:
    """Split a name into its words, in lower case; the spellings of Muhammad are one word."""
    words = name.lower().replace(".", " ").split()
    return frozenset(_MUHAMMAD if word in read_word_group("first_name") else word for word in words)


@lru_cache(maxsize=_MAXIMUM_CACHED)
def is_same_name(words: frozenset[str], name_words: frozenset[str]) -> bool:
    """Whether words are a part, another spelling or a longer form of a name.

    Parameters
    ----------
    words
        The words of a name, as split_name returns them.
    name_words
        The words of all names of a person.

    Returns
    -------
    bool
        True for a part of the name, a beginning of one of its words (Yuri, Achmad Yurian), a blend of two of them, a
        similar spelling, and for a name that has all its words.

    Examples
    --------
    >>> [is_same_name(split_name(name), split_name("Achmad Yurian")) for name in ("Yuri", "Ahmad Yurian", "Budi")]
    [True, True, False]
    """
    if words <= name_words:
        return True
    if len(words) == 1:
        (word,) = words
        if len(word) >= _MINIMUM_SHORT and any(_is_cut(word, other) for other in name_words):
            return True
        return len(word) >= _MINIMUM_SIMILAR and (_is_blend(word, name_words) or is_variant(words, name_words))
    return name_words <= words or is_variant(words, name_words) or is_variant(name_words, words)


def _is_cut(word: str, other: str) -> bool:
    """Whether a word is the beginning or the end of another one: Yuri, Yurian; Nato, Nonato."""
    return other.startswith(word) or other.endswith(word)


@lru_cache(maxsize=_MAXIMUM_CACHED)
def _is_blend(word: str, name_words: frozenset[str]) -> bool:
    """Whether a word is a blend of the beginnings of two words of a name: Jokdri for Joko Driyono."""
    splits = ((word[:split], word[split:]) for split in range(_MINIMUM_HEAD, len(word) - 1))
    return any(
        first_word.startswith(head) and second_word.startswith(tail)
        for head, tail in splits
        for first_word in name_words
        for second_word in name_words - {first_word}
    )


def is_fuller_name(name: str, known_name: str) -> bool:
    """Whether a name has more words than a known one, among them its words or variants of them."""
    words, known_words = split_name(name), split_name(known_name)
    return known_words < words or (len(words) > len(known_words) and is_variant(known_words, words))


@lru_cache(maxsize=_MAXIMUM_CACHED)
def list_initials(words: frozenset[str]) -> frozenset[str]:
    """List the first letters of words."""
    return frozenset(word[0] for word in words)


@lru_cache(maxsize=_MAXIMUM_CACHED)
def is_variant(words: frozenset[str], name_words: frozenset[str]) -> bool:
    """Whether every word is one of a name or similar to one, and not all are initials."""
    if not list_initials(words) <= list_initials(name_words):
        return False  # similar words start with the same letter
    not_initials = any(len(word) > 1 for word in words)
    return not_initials and all(
        word in name_words or any(_is_similar_word(word, other) for other in name_words) for word in words
    )


@lru_cache(maxsize=_MAXIMUM_CACHED)
def _is_similar_word(word: str, other: str) -> bool:
    """Whether a word is the initial of another one, or both have five or more letters and are nearly the same.

    That is, the word starts the other one (Rahma, Rahmawati), or they differ in doubled letters alone, or in one
    letter that is not the first, or two letters changed places.
    """
    if len(word) == 1:
        return other.startswith(word)
    if min(len(word), len(other)) < _MINIMUM_SIMILAR or word[0] != other[0]:
        return False
    if other.startswith(word) or _DOUBLED_LETTER.sub(r"\1", word) == _DOUBLED_LETTER.sub(r"\1", other):
        return True
    if abs(len(word) - len(other)) > 1:
        return False
    n_same = len(list(takewhile(lambda letters: letters[0] == letters[1], zip(word, other, strict=False))))
    shorter, longer = sorted((word, other), key=len)
    substituted = len(shorter) == len(longer)
    if substituted and sorted(word) == sorted(other):
        return shorter[n_same + 2 :] == longer[n_same + 2 :]  # two letters that changed places
    return shorter[n_same + substituted :] == longer[n_same + 1 :]

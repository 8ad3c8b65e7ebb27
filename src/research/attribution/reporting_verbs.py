"""Reporting verbs in a sentence: active and passive ones, and the one behind the subject of a clause."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from research.tables import read_data_rows
from research.text import Phrases, Words, index_phrases, match_phrase, read_word_group

_FINITE_VERB = re.compile(r"(?:mem|men|mel|mer|mew|mey|ber|di)[a-z]{4}[a-z-]*")
_PREFIXED = re.compile(r"(?:me|ber|di)[a-z]{4}[a-z-]*")
_KEPT_WORDS = 20_000  # answers on single words that are kept, since texts repeat their words
_MAXIMUM_VERB_DISTANCE = 45
_MAXIMUM_ADVERB = 3  # words behind dengan
_MAXIMUM_NOUN_DISTANCE = 2
_OPENING_MARKS = ('"', "\u201c", "\u2018", "\u00ab", "'")


@cache
def _index_active_verbs() -> Phrases:
    return index_phrases((row["active"], row) for row in read_data_rows("reporting_verbs.csv") if row["active"])


@cache
def _index_passives() -> Phrases:
    return index_phrases((row["passive"], row) for row in read_data_rows("reporting_verbs.csv") if row["passive"])


@cache
def _read_short_verbs() -> frozenset[str]:
    """Read the reporting verbs without prefix that headlines put behind a subject: ingatkan, imbau, minta."""
    rows = read_data_rows("reporting_verbs.csv")
    stems = {row["passive"].removeprefix("di") for row in rows if row["passive"].isalpha()}
    asking = {row["bare"] for row in rows if row["bare"] and row["kind"] == "ask" and row["active"].startswith("me")}
    return frozenset(stems | asking)


def match_verb(words: Words, position: int) -> dict[str, str] | None:
    """Match an active reporting verb, also with -nya, or a verb that gives or issues what somebody says.

    Parameters
    ----------
    words
        The words of a sentence.
    position
        Index of a word.

    Returns
    -------
    dict or None
        The row of the verb in reporting_verbs.csv; for memberi arahan agar ... its kind alone.

    Examples
    --------
    >>> from research.text import split_words
    >>> text = "Ia memberi arahan agar ASN netral."
    >>> match_verb(split_words(text, 0, len(text)), 1)
    {'kind': 'ask'}
    """
    word = words.lower_at(position)
    if not _may_report(word):
        return None
    match = match_phrase(_index_active_verbs(), words.lowers, position)
    if match is None and word.endswith("nya"):
        match = match_phrase(_index_active_verbs(), (word.removesuffix("nya"),), 0)
    if match is None and _precedes_speech(words, position + 1):
        # Menulis, melaporkan: verbs of saying before bahwa, and so before a comma or a quotation too.
        match = match_phrase(_index_active_verbs(), (word, "bahwa"), 0)
    if match:
        wants = word in ("mau", "sudi", "menolak") or words.lower_at(position + 1) in ("mau", "sudi")
        return None if wants and _PREFIXED.fullmatch(words.lower_at(match[0])) else match[1]
    return {"kind": "ask"} if _gives_speech(words, position) else None


@lru_cache(maxsize=_KEPT_WORDS)
def _may_report(word: str) -> bool:
    """Whether a word may be an active reporting verb, or give one, wherever it stands."""
    return word in _index_active_verbs() or word.endswith("nya") or word in read_word_group("giving")


def _precedes_speech(words: Words, position: int) -> bool:
    """Whether a comma or a colon and no list of verbs follows."""
    if words.text_at(position) not in (",", ":"):
        return False
    following = words.text_at(position + 1)
    return following in _OPENING_MARKS or not _FINITE_VERB.fullmatch(following)


def _gives_speech(words: Words, position: int) -> bool:
    """Whether a verb gives or issues an instruction, a warning, a letter, and its content follows: agar, supaya."""
    if words.lower_at(position) not in read_word_group("giving"):
        return False
    if _issues_letter(words, position):
        return not {"agar", "supaya", "bahwa"}.isdisjoint(words.lowers[position + 2 :])
    is_utterance = words.lower_at(position + 1) in read_word_group("utterance")
    return is_utterance and not read_word_group("content_opener").isdisjoint(words.lowers[position + 2 :])


def match_passive(words: Words, position: int) -> int | None:
    """Match a passive reporting verb.

    Parameters
    ----------
    words
        The words of a sentence.
    position
        Index of a word.

    Returns
    -------
    int or None
        One past its last word.

    Examples
    --------
    >>> from research.text import split_words
    >>> match_passive(split_words("Dikatakan Bupati", 0, 16), 0)
    1
    """
    match = match_phrase(_index_passives(), words.lowers, position)
    return match[0] if match else None


def is_passive(word: str) -> bool:
    """Whether a word alone is a passive reporting verb."""
    return match_phrase(_index_passives(), (word,), 0) is not None


def find_verb(words: Words, start: int, is_quoted: Sequence[bool]) -> int | None:
    """Find the reporting verb behind a subject.

    Parameters
    ----------
    words
        The words of the sentence.
    start
        Index of the word behind the subject.
    is_quoted
        For each word whether it is inside a quotation.

    Returns
    -------
    int or None
        Index of the verb; None where the clause has another verb or none.

    Notes
    -----
    Adverbs may precede the verb (dengan tegas, tak henti-hentinya, sejak lama), and so may subordinate clauses with
    verbs of their own. A verb behind another one of the same subject must be joined to it (membuka rapat dan meminta).

    Examples
    --------
    >>> from research.text import split_words
    >>> text = "Ia saat memimpin apel dengan tegas meminta ASN netral."
    >>> find_verb(split_words(text, 0, len(text)), 1, [False] * 12)
    6
    """
    subordinate = other_verb = issued = False
    position, limit = start - 1, min(start + _MAXIMUM_VERB_DISTANCE, len(words.texts))
    while (position := _skip_adverbial(words, position + 1)) < limit:
        word = words.lowers[position]
        if is_quoted[position] or word in read_word_group("clause_end"):
            return None
        issued = issued or _issues_letter(words, position)
        if word in (",", "\u2013", "\u2014") or word in read_word_group("demonstrative"):
            subordinate = False
        elif word in read_word_group("subordinator") and not (other_verb and word in read_word_group("coordinator")):
            subordinate = True
        elif verb := match_verb(words, position):
            if issued and verb["kind"] == "ask":
                return position
            joined = read_word_group("coordinator") | read_word_group("demonstrative")
            if other_verb and words.lowers[position - 1] not in joined:
                continue
            if not subordinate:
                return position if _is_affirmed(words, position, verb) else None
            subordinate = False
        elif _FINITE_VERB.fullmatch(words.texts[position]) and word not in read_word_group("not_finite"):
            other_verb = other_verb or not subordinate
            subordinate = False
    return None


def is_short_verb(words: Words, position: int) -> bool:
    """Whether a word is a reporting verb without prefix, as headlines put it behind a subject: Bupati ingatkan ASN."""
    return words.lower_at(position) in _read_short_verbs()


@cache
def _read_openers() -> frozenset[str]:
    return read_word_group("adverbial_opener") | {"sementara", "sebab"}


@cache
def _read_closers() -> frozenset[str]:
    return read_word_group("anaphor") | read_word_group("event_noun")


def _skip_adverbial(words: Words, position: int) -> int:
    """Skip an adverbial that would look like the start of a clause: karena itu, sejak lama, saat apel, dengan tegas."""
    while (word := words.lower_at(position)) in _read_openers() and words.lower_at(position + 1) in _read_closers():
        position += 2
    if word != "dengan":
        return position
    for verb in range(position + 2, position + 2 + _MAXIMUM_ADVERB):
        adverb = words.lower_at(verb - 1)
        if not adverb.isalpha() or _PREFIXED.fullmatch(adverb):
            break
        if match_verb(words, verb):
            return verb
    return position


def _issues_letter(words: Words, position: int) -> bool:
    """Whether a verb issues a letter (menerbitkan surat edaran), whose own verb then tells what it asks."""
    nouns = words.lowers[position + 1 : position + 1 + _MAXIMUM_NOUN_DISTANCE]
    return words.lowers[position] in read_word_group("issuing") and not read_word_group("letter").isdisjoint(nouns)


def _is_affirmed(words: Words, position: int, verb: dict[str, str]) -> bool:
    """Whether no negation precedes a verb, other than in tak henti-hentinya, tidak lupa, tidak hanya."""
    before = words.lowers[max(position - 2, 0) : position]
    is_negated = not read_word_group("negation").isdisjoint(before)
    return verb["kind"] == "hold" or not is_negated or not read_word_group("affirming").isdisjoint(before)

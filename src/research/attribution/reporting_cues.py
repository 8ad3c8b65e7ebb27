"""The cues of a sentence that report speech: verbs with a subject, bare verbs, menurut, passives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from research.tables import read_data_rows
from research.text import (
    Mention,
    Phrases,
    Words,
    index_phrases,
    is_host,
    match_phrase,
    read_bare_verbs,
    read_word_group,
)

_FINITE_VERB = re.compile(r"(?:mem|men|mel|mer|mew|mey|ber|di)[a-z]{4}[a-z-]*")
_MAXIMUM_VERB_DISTANCE = 45
# Speech follows, so that a name before the verb is its subject even behind a heading that lost its line end.
_BEFORE_SPEECH = (",", ":", "bahwa")
_OPENING_MARKS = ('"', "\u201c", "\u2018", "\u00ab", "'")
_CLOSING_MARKS = ('"', "\u201d", "\u00bb", "'", "\u2019")
_SUBJECT_RULES = {"person": "name_verb", "pronoun": "pronoun_verb", "title": "title_verb", "body": "body_verb"}
_ACCORDING_RULES = {"person": "according_name", "pronoun": "according_pronoun"}


@dataclass(frozen=True)
class ReportingCue:
    """A word that reports speech.

    Attributes
    ----------
    rule
        The rule of data/attribution_rules.csv that found it.
    position
        Index of the word.
    mention
        Whom it names as the speaker; None for the person spoken of last.
    """

    rule: str
    position: int
    mention: Mention | None = None


@cache
def _index_active_verbs() -> Phrases:
    return index_phrases((row["active"], row) for row in read_data_rows("reporting_verbs.csv") if row["active"])


@cache
def _index_passives() -> Phrases:
    return index_phrases((row["passive"], row) for row in read_data_rows("reporting_verbs.csv") if row["passive"])


def find_cues(words: Words, mentions: Sequence[Mention], is_quoted: Sequence[bool]) -> list[ReportingCue]:
    """Find the reporting cues of a sentence.

    Parameters
    ----------
    words
        The words of the sentence.
    mentions
        Its mentions.
    is_quoted
        For each word whether it is inside a quotation.

    Returns
    -------
    list of ReportingCue
        In the order of their words.

    Examples
    --------
    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = "Sanksi, kata Bupati Lebong, menanti."
    >>> words = split_words(text, 0, len(text))
    >>> [(cue.rule, cue.mention.name) for cue in find_cues(words, find_mentions(words, text), [False] * 20)]
    [('kata_title', 'Bupati Lebong')]
    """
    mention_at = {
        mention.start: mention for mention in mentions if not is_quoted[mention.start] and mention.kind != "place"
    }
    cues = {}
    for mention in mention_at.values():
        if _may_be_subject(words, mention) and (position := _find_verb(words, mention.stop, is_quoted)) is not None:
            cues[position] = ReportingCue(_SUBJECT_RULES[mention.kind], position, mention)
    for position in range(len(words.texts)):
        if not is_quoted[position] and (cue := _parse_cue(words, position, mention_at)):
            cues.setdefault(position, cue)
    return [cues[position] for position in sorted(cues)]


def is_clause_subject(words: Words, mention: Mention) -> bool:
    """Whether a mention is in the position of the subject of a clause, and not a possessor or an object.

    Parameters
    ----------
    words
        The words of the sentence.
    mention
        One of its mentions.

    Returns
    -------
    bool
        By the word before the mention.

    Examples
    --------
    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = "Menurut edaran Bupati Lebong, Bawaslu mengawasi."
    >>> words = split_words(text, 0, len(text))
    >>> [is_clause_subject(words, mention) for mention in find_mentions(words, text)]
    [False, True]
    """
    if mention.start == 0 or mention.kind == "pronoun":
        return True
    previous, previous_lower = words.texts[mention.start - 1], words.lowers[mention.start - 1]
    if previous_lower in read_word_group("clause_opener"):
        return previous_lower != "dan" or not _ends_apposition(words, mention)
    if previous_lower in read_word_group("taker"):
        return False
    if previous == ")":
        return mention.kind == "person" or words.texts[mention.start - 2][0].isdigit()
    if previous[0].isupper():
        return mention.kind == "person"
    return not previous[0].isalpha() or previous_lower.endswith("nya")


def _ends_apposition(words: Words, mention: Mention) -> bool:
    """Whether a name behind dan ends an apposition to another name: Ani, kuasa hukum X dan Y, ..."""
    conjunction = mention.start - 1
    if words.text_at(mention.stop) != "," or "," not in words.texts[:conjunction]:
        return False
    comma = conjunction - 1 - words.texts[:conjunction][::-1].index(",")
    role = words.texts[comma + 1 : conjunction]
    return comma > 0 and words.texts[comma - 1][0].isupper() and bool(role) and role[0].islower()


def _may_be_subject(words: Words, mention: Mention) -> bool:
    if mention.start and mention.kind == "person" and words.lowers[mention.start - 1] in read_word_group("former"):
        mention = replace(mention, start=mention.start - 1)
    if is_clause_subject(words, mention):
        return True
    previous = words.lowers[mention.start - 1]
    verb = _match_verb(words, mention.stop)
    if verb is None or previous in read_word_group("taker"):
        return False
    if verb["kind"] == "say" and words.lower_at(mention.stop + 1) in _BEFORE_SPEECH:
        return True
    return words.lowers[0] in read_word_group("adverbial_opener") and previous.isalpha()


def _find_verb(words: Words, start: int, is_quoted: Sequence[bool]) -> int | None:
    """Find the reporting verb behind a subject; None where the clause has another verb or none."""
    subordinate = other_verb = False
    for position in range(start, min(start + _MAXIMUM_VERB_DISTANCE, len(words.texts))):
        word = words.lowers[position]
        if is_quoted[position] or word in read_word_group("clause_end"):
            return None
        if word == "," or word in read_word_group("demonstrative"):
            subordinate = False
        elif word in read_word_group("subordinator") and not (other_verb and word in read_word_group("coordinator")):
            subordinate = True
        elif verb := _match_verb(words, position):
            if other_verb and words.lowers[position - 1] not in read_word_group("coordinator"):
                continue
            if not subordinate:
                return position if _is_affirmed(words, position, verb) else None
            subordinate = False
        elif _FINITE_VERB.fullmatch(words.texts[position]) and word not in read_word_group("not_finite"):
            other_verb = other_verb or not subordinate
            subordinate = False
    return None


def _match_verb(words: Words, position: int) -> dict[str, str] | None:
    match = match_phrase(_index_active_verbs(), words.lowers, position)
    word = words.lower_at(position)
    if match is None and word.endswith("nya"):
        match = match_phrase(_index_active_verbs(), (word.removesuffix("nya"),), 0)
    if match is None and words.text_at(position + 1) in (",", ":") and words.text_at(position + 2) in _OPENING_MARKS:
        # Menulis, melaporkan: verbs of saying before bahwa, and so before a quotation too.
        match = match_phrase(_index_active_verbs(), (word, "bahwa"), 0)
    return match[1] if match else None


def _is_affirmed(words: Words, position: int, verb: dict[str, str]) -> bool:
    before = words.lowers[max(position - 2, 0) : position]
    return verb["kind"] == "hold" or read_word_group("negation").isdisjoint(before)


def _parse_cue(words: Words, position: int, mention_at: dict[int, Mention]) -> ReportingCue | None:
    """Parse a cue that is no subject with its verb: kata X, katanya, menurut X, dikatakan X, ia sampaikan."""
    word, following = words.lowers[position], mention_at.get(position + 1)
    if word in ("menurutnya", "baginya"):
        return ReportingCue("according_pronoun", position)
    if word == "menurut" or (following and _is_view(words, position)):
        return _parse_according(words, position, following)
    if word == "datang" and read_word_group("utterance").intersection(words.lowers[:3]) and position + 2 in mention_at:
        return ReportingCue("passive", position, mention_at[position + 2])
    if (position == 0 or not words.texts[position - 1].isalnum()) and (
        cue := _parse_bare_verb(words, position, following)
    ):
        return cue
    if word.startswith("di"):
        return _parse_passive(words, position, mention_at)
    previous = mention_at.get(position - 1)
    if previous and previous.kind == "pronoun" and match_phrase(_index_passives(), ("di" + word,), 0):
        return ReportingCue("pronoun_passive", position, previous)
    return None


def _is_view(words: Words, position: int) -> bool:
    before = words.lower_at(position - 1) in read_word_group("before_view")
    return before and words.lowers[position] in read_word_group("view")


def _parse_bare_verb(words: Words, position: int, following: Mention | None) -> ReportingCue | None:
    """Parse a bare verb behind punctuation: kata X, katanya."""
    word = words.lowers[position]
    is_bare = word in read_bare_verbs()
    if following and is_bare and (position or _is_verb_with_subject(words, following)):
        return ReportingCue(f"kata_{following.kind}", position, following)
    if word.endswith("nya") and word.removesuffix("nya") in read_bare_verbs():
        if following and following.kind in ("person", "title") and words.texts[position - 1] in _CLOSING_MARKS:
            return ReportingCue(f"kata_{following.kind}", position, following)
        return ReportingCue("katanya", position)
    # Kata X kepada detik.com: the outlet is the addressee.
    return ReportingCue("katanya", position) if is_bare and is_host(words.lower_at(position + 1)) else None


def _is_verb_with_subject(words: Words, mention: Mention) -> bool:
    """Whether a sentence starts with a verb and its subject (Doa Bupati, ...), not a noun and its possessor."""
    if words.lowers[0] in read_word_group("statement_noun") and words.texts[-1] == ":":
        return False  # Pesan Bupati: introduces speech and is none itself
    before_speech = words.lower_at(mention.stop) in _BEFORE_SPEECH
    return before_speech or words.lowers[0] not in read_word_group("noun_or_verb")


def _parse_according(words: Words, position: int, following: Mention | None) -> ReportingCue | None:
    if words.lower_at(position + 1) in read_word_group("account"):
        return ReportingCue("according_pronoun", position)
    if following:
        return ReportingCue(_ACCORDING_RULES.get(following.kind, f"according_{following.kind}"), position, following)
    if words.lower_at(position + 1) == "lembaga" and words.lower_at(position + 2) in ("itu", "tersebut"):
        return ReportingCue("according_body", position, Mention("body", position + 1, position + 3))
    return None


def _parse_passive(words: Words, position: int, mention_at: dict[int, Mention]) -> ReportingCue | None:
    word = words.lowers[position]
    if word.endswith("nya"):
        match = match_phrase(_index_passives(), (word.removesuffix("nya"),), 0)
        return ReportingCue("passive_nya", position) if match else None
    match = match_phrase(_index_passives(), words.lowers, position)
    if match is None:
        return None
    agent = match[0] + (words.lower_at(match[0]) == "oleh")
    return ReportingCue("passive", position, mention_at[agent]) if agent in mention_at else None

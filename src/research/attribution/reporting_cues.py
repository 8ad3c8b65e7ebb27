"""Sentence -> the cues that report speech, and whom each cue names; reporting verbs from data/reporting_verbs.csv."""

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

_FINITE = re.compile(r"(?:mem|men|mel|mer|mew|mey|ber|di)[a-z]{4}[a-z-]*")
_FARTHEST_VERB = 45
# What is said follows: a subject whatever stands before it, such as a heading that lost its line end.
_SAID = ((",",), (":",), ("bahwa",))
_CLOSING_MARKS = ('"', "\u201d", "\u00bb", "'", "\u2019")
_SUBJECT_RULES = {"person": "name_verb", "pronoun": "pronoun_verb", "title": "title_verb", "body": "body_verb"}
_ACCORDING_RULES = {"person": "according_name", "pronoun": "according_pronoun"}


@dataclass(frozen=True)
class ReportingCue:
    """A word that reports speech: its rule, its place, and whom it names; who is None for the person spoken of last."""

    rule: str
    position: int
    mention: Mention | None = None


@cache
def _index_verbs() -> Phrases:
    return index_phrases((row["active"], row) for row in read_data_rows("reporting_verbs.csv") if row["active"])


@cache
def _index_passives() -> Phrases:
    return index_phrases((row["passive"], row) for row in read_data_rows("reporting_verbs.csv") if row["passive"])


def find_cues(words: Words, mentions: Sequence[Mention], is_quoted: Sequence[bool]) -> list[ReportingCue]:
    """List the cues of a sentence, the first first; quoted says for each word whether it stands inside a quotation.

    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = "Sanksi, kata Bupati Lebong, menanti."
    >>> words = split_words(text, 0, len(text))
    >>> [(cue.rule, cue.mention.name) for cue in find_cues(words, find_mentions(words, text), [False] * 20)]
    [('kata_title', 'Bupati Lebong')]
    """
    starting = {
        mention.start: mention for mention in mentions if not is_quoted[mention.start] and mention.kind != "place"
    }
    cues = {}
    for mention in starting.values():
        if _may_be_subject(words, mention) and (place := _find_verb(words, mention.stop, is_quoted)) is not None:
            cues[place] = ReportingCue(_SUBJECT_RULES[mention.kind], place, mention)
    for place in range(len(words.texts)):
        if not is_quoted[place] and (cue := _read_cue(words, place, starting)):
            cues.setdefault(place, cue)
    return [cues[place] for place in sorted(cues)]


def is_clause_subject(words: Words, mention: Mention) -> bool:
    """Whether a mention stands where the subject of a clause stands, and is not the possessor or object of a word.

    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = "Menurut edaran Bupati Lebong, Bawaslu mengawasi."
    >>> words = split_words(text, 0, len(text))
    >>> [is_clause_subject(words, mention) for mention in find_mentions(words, text)]
    [False, True]
    """
    if mention.start == 0 or mention.kind == "pronoun":
        return True
    before, low = words.texts[mention.start - 1], words.lowers[mention.start - 1]
    if low in read_word_group("clause_opener"):
        return low != "dan" or not _ends_apposition(words, mention)
    if low in read_word_group("taker"):
        return False
    if before == ")":
        return mention.kind == "person" or words.texts[mention.start - 2][0].isdigit()
    if before[0].isupper():
        return mention.kind == "person"
    return not before[0].isalpha() or low.endswith("nya")


def _ends_apposition(words: Words, mention: Mention) -> bool:
    """Whether a name after dan ends what is said of another person between commas: Ani, kuasa hukum X dan Y, ..."""
    joint = mention.start - 1
    if words.texts[mention.stop : mention.stop + 1] != (",",) or "," not in words.texts[:joint]:
        return False
    comma = joint - 1 - words.texts[:joint][::-1].index(",")
    role = words.texts[comma + 1 : joint]
    return comma > 0 and words.texts[comma - 1][0].isupper() and bool(role) and role[0].islower()


def _may_be_subject(words: Words, mention: Mention) -> bool:
    if mention.start and mention.kind == "person" and words.lowers[mention.start - 1] in read_word_group("former"):
        mention = replace(mention, start=mention.start - 1)
    if is_clause_subject(words, mention):
        return True
    before = words.lowers[mention.start - 1]
    verb = _match_verb(words, mention.stop) if mention.stop < len(words.texts) else None
    direct = verb is not None
    if verb and verb["kind"] == "say" and words.lowers[mention.stop + 1 : mention.stop + 2] in _SAID:
        return before not in read_word_group("taker")
    return (
        direct
        and words.lowers[0] in read_word_group("adverbial_opener")
        and before not in read_word_group("taker")
        and before.isalpha()
    )


def _find_verb(words: Words, place: int, quoted: Sequence[bool]) -> int | None:
    """Find the reporting verb of a subject that ends at place; None where the clause has another verb or none."""
    pending = other = False
    for here in range(place, min(place + _FARTHEST_VERB, len(words.texts))):
        low = words.lowers[here]
        if quoted[here] or low in read_word_group("clause_end"):
            return None
        if low == "," or low in read_word_group("demonstrative"):
            pending = False
        elif low in read_word_group("subordinator") and not (other and low in read_word_group("coordinator")):
            pending = True
        elif verb := _match_verb(words, here):
            if other and words.lowers[here - 1] not in read_word_group("coordinator"):
                continue
            if not pending:
                return here if _is_affirmed(words, here, verb) else None
            pending = False
        elif _FINITE.fullmatch(words.texts[here]) and low not in read_word_group("not_finite"):
            other = other or not pending
            pending = False
    return None


def _match_verb(words: Words, place: int) -> dict[str, str] | None:
    match = match_phrase(_index_verbs(), words.lowers, place)
    if match is None and words.lowers[place].endswith("nya"):
        match = match_phrase(_index_verbs(), (words.lowers[place].removesuffix("nya"),), 0)
    if match is None and words.texts[place + 1 : place + 2] in ((",",), (":",)) and _opens_marks(words, place + 2):
        # Menulis, melaporkan: verbs of saying before bahwa, and so before a quotation too.
        match = match_phrase(_index_verbs(), (words.lowers[place], "bahwa"), 0)
    return match[1] if match else None


def _opens_marks(words: Words, place: int) -> bool:
    return words.texts[place : place + 1] in (('"',), ("“",), ("‘",), ("«",), ("'",))


def _is_affirmed(words: Words, place: int, verb: dict[str, str]) -> bool:
    return verb["kind"] == "hold" or read_word_group("negation").isdisjoint(words.lowers[max(place - 2, 0) : place])


def _read_cue(words: Words, place: int, starting: dict[int, Mention]) -> ReportingCue | None:
    """Read a cue without subject and verb: kata X, katanya, menurut X, dikatakan X, ia sampaikan."""
    low = words.lowers[place]
    detached = place == 0 or not words.texts[place - 1].isalnum()
    follower = starting.get(place + 1)
    if low in ("menurutnya", "baginya") or (
        low == "menurut" and words.lowers[place + 1 : place + 2] in _account_tuples()
    ):
        return ReportingCue("according_pronoun", place)
    if (
        low in read_word_group("view")
        and follower
        and place
        and words.lowers[place - 1] in read_word_group("before_view")
    ):
        return _read_according(words, place, follower)
    if low == "datang" and read_word_group("utterance").intersection(words.lowers[:3]) and place + 2 in starting:
        return ReportingCue("passive", place, starting[place + 2])
    if low == "menurut":
        return _read_according(words, place, follower)
    if detached and follower and low in read_bare_verbs() and (place or _introduces(words, follower)):
        return ReportingCue(f"kata_{follower.kind}", place, follower)
    if detached and low.endswith("nya") and low.removesuffix("nya") in read_bare_verbs():
        named = follower and follower.kind in ("person", "title") and words.texts[place - 1] in _CLOSING_MARKS
        return (
            ReportingCue(f"kata_{follower.kind}", place, follower)
            if follower and named
            else ReportingCue("katanya", place)
        )
    if detached and low in read_bare_verbs() and any(map(is_host, words.lowers[place + 1 : place + 2])):
        return ReportingCue("katanya", place)  # ... kata (kepada) detik.com: the outlet is who was told
    if low.startswith("di"):
        return _read_passive(words, place, starting)
    before = starting.get(place - 1)
    if before and before.kind == "pronoun" and match_phrase(_index_passives(), ("di" + low,), 0):
        return ReportingCue("pronoun_passive", place, before)
    return None


def _introduces(words: Words, who: Mention) -> bool:
    """Whether what opens a sentence is a verb with its subject (Doa Bupati, ...), not a noun with its possessor."""
    if words.lowers[0] in read_word_group("statement_noun") and words.texts[-1] == ":":
        return False  # Pesan Bupati: brings in what follows and says nothing
    return words.lowers[0] not in read_word_group("noun_or_verb") or words.lowers[who.stop : who.stop + 1] in _SAID


@cache
def _account_tuples() -> frozenset[tuple[str, ...]]:
    return frozenset((account,) for account in read_word_group("account"))


def _read_according(words: Words, place: int, follower: Mention | None) -> ReportingCue | None:
    if follower:
        return ReportingCue(_ACCORDING_RULES.get(follower.kind, f"according_{follower.kind}"), place, follower)
    if words.lowers[place + 1 : place + 3] in (("lembaga", "itu"), ("lembaga", "tersebut")):
        return ReportingCue("according_body", place, Mention("body", place + 1, place + 3))
    return None


def _read_passive(words: Words, place: int, starting: dict[int, Mention]) -> ReportingCue | None:
    if words.lowers[place].endswith("nya"):
        known = match_phrase(_index_passives(), (words.lowers[place].removesuffix("nya"),), 0)
        return ReportingCue("passive_nya", place) if known else None
    match = match_phrase(_index_passives(), words.lowers, place)
    if match is None:
        return None
    after = match[0] + (words.lowers[match[0] : match[0] + 1] == ("oleh",))
    return ReportingCue("passive", place, starting[after]) if after in starting else None

"""Whether a sentence forbids an act that it names, in so many words.

An act is forbidden

1. where a word of prohibition is before it in its clause (dilarang berkampanye, larangan mengunggah, tidak boleh
   berfoto, jangan memihak, menjauhi politik praktis): the clause ends at a clause word, a new subject (ia, dia), "dan
   meminta", a word of permission or duty, a fresh start (tetap) or a colon; commas are passed, since prohibitions come
   in lists;
2. where a negation governs it, by the rules of codebook.find_governors, and the sentence has a directive before it
   (meminta ASN tidak memihak); belum, and a negation without a directive, only report what happened;
3. where a word of prohibition is after it and closes its clause (berfoto dengan calon pun terlarang; ... terhitung
   pelanggaran);
4. where the act before it in the clause is forbidden and a word of example or choice joins the two (tidak berpolitik,
   misalnya membantu kampanye).

A word of prohibition that is itself negated (tidak dilarang) counts for nothing; nor does a sanction that is only
threatened. The words are data (data/references.csv, kind prohibition).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from research.codebook import Grammar, MarkedSentence, Pattern, find_governors, find_match_stop, parse_pattern
from research.tables import read_data_rows
from research.text import find_separators

DIRECTIVE_REACH = 40
_NO_NORM = {"belum", "tiada", "bukan", "bukanlah", "enggan"}
_HARD = (":", ";", "?", "!", "\n")
_SUBJECTS = {"ia", "dia", "beliau", "pihaknya"}
_AND = {"dan", "serta"}
# What may lie between an act and the word that forbids it afterwards: politik uang harus dihindari.
_PASSED = {"akan", "bakal", "harus", "wajib", "mesti", "perlu", "hendaknya", "sebaiknya", "seharusnya"}
# What may follow such a word: whom it binds, or what for.
_CLOSERS = {"bagi", "untuk", "oleh", "kepada", "netralitas", "pula", "bersama", "dipakai", "digunakan", "jika", "bila"}

Token = tuple[int, int, str]


@dataclass(frozen=True)
class Prohibitions:
    """The words of prohibition of data/references.csv.

    Attributes
    ----------
    before, after : tuple of Pattern
        Patterns that forbid an act before and after it.
    before_reach, after_reach : int
        How many tokens they reach.
    directives : frozenset of str
        Words of direction, such as meminta, which make a negation a prohibition.
    links : frozenset of str
        Words that join an act to the one before it.
    """

    before: tuple[Pattern, ...]
    before_reach: int
    after: tuple[Pattern, ...]
    after_reach: int
    directives: frozenset[str]
    links: frozenset[str]


@dataclass(frozen=True)
class _Reading:
    """A sentence with its marks, the signs before each of its tokens, and the words to judge it by."""

    sentence: MarkedSentence
    signs: Sequence[str]
    grammar: Grammar
    words: Prohibitions


@cache
def read_prohibitions() -> Prohibitions:
    """Read the words of prohibition from data/references.csv.

    Returns
    -------
    Prohibitions
        Read once and kept.
    """
    rows = {row["reference"]: row for row in read_data_rows("references.csv") if row["kind"] == "prohibition"}
    patterns = {name: tuple(parse_pattern(text) for text in row["patterns"].split(";")) for name, row in rows.items()}
    reach = {name: int(row["within"]) for name, row in rows.items()}
    first = {name: frozenset().union(*(p.elements[0].words for p in found)) for name, found in patterns.items()}
    ends = patterns["before"], reach["before"], patterns["after"], reach["after"]
    return Prohibitions(*ends, first["directive"], first["link"])


def find_prohibitions(
    text: str, tokens: Sequence[Token], sentence: MarkedSentence, acts: Sequence[tuple[int, int]], grammar: Grammar
) -> dict[tuple[int, int], str]:
    """Find the words that forbid each act of a sentence.

    Parameters
    ----------
    text : str
        The sentence.
    tokens : sequence of (int, int, str)
        Its tokens, of text.find_tokens.
    sentence : MarkedSentence
        Its marks, of codebook.mark_sentence.
    acts : sequence of (int, int)
        The first token of each act and the position after its last, in their order.
    grammar : Grammar
        Words of negation and modality, of codebook.read_grammar.

    Returns
    -------
    dict of (int, int) to str
        The words by act, empty where it is not forbidden.
    """
    signs = find_separators(text, tokens)
    reading = _Reading(sentence, signs, grammar, read_prohibitions())
    forbidding: dict[tuple[int, int], str] = {}
    previous = 0, 0
    for act in acts:
        words = _find_before(reading, act[0]) or _find_negation(reading, act) or _find_after(reading, act[1])
        if not words and forbidding.get(previous) and _is_joined(reading, previous[1], act[0]):
            words = forbidding[previous]
        forbidding[act] = words
        previous = act
    return forbidding


def _find_negation(reading: _Reading, act: tuple[int, int]) -> str:
    negators, modals = find_governors(reading.sentence, *act, reading.grammar)
    norm = [negator for negator in negators if negator not in _NO_NORM]
    before = reading.sentence.tokens[max(0, act[0] - DIRECTIVE_REACH) : act[0]]
    forbids = len(negators) % 2 == 1 and norm and reading.words.directives & set(before)
    return " ".join([*norm, *modals]) if forbids else ""


def _ends_clause(reading: _Reading, place: int) -> bool:
    """Whether a new clause begins with the token."""
    token, grammar = reading.sentence.tokens[place], reading.grammar
    if any(sign in reading.signs[place] for sign in _HARD) or token in grammar.clause_words | _SUBJECTS:
        return True
    return token in grammar.reports and place > 0 and reading.sentence.tokens[place - 1] in _AND


def _turns(reading: _Reading, place: int) -> bool:
    """Whether the token begins a predicate that what stands before it does not forbid."""
    token, grammar = reading.sentence.tokens[place], reading.grammar
    return token in grammar.fresh_starts or token in grammar.modals - {"bakal", "akan"}


def _is_negated(reading: _Reading, place: int) -> bool:
    if reading.sentence.tokens[place] in reading.grammar.negators:
        return False
    negators, _ = find_governors(reading.sentence, place, place + 1, reading.grammar)
    return len(negators) % 2 == 1


def _match(reading: _Reading, patterns: Sequence[Pattern], place: int) -> int | None:
    sentence = reading.sentence
    stops = [find_match_stop(pattern, sentence.tokens, sentence.stems, place) for pattern in patterns]
    return max((stop for stop in stops if stop is not None), default=None)


def _find_before(reading: _Reading, start: int) -> str:
    sentence, words = reading.sentence, reading.words
    if _ends_clause(reading, start):
        return ""
    turned = False
    for place in range(start - 1, max(-1, start - 1 - words.before_reach), -1):
        if sentence.asides[place]:
            continue
        end = _match(reading, words.before, place)
        if end is not None and end <= start and not _is_negated(reading, place):
            # A word of permission inside the pattern (tidak boleh) is no turn, one after it is.
            if not any(_turns(reading, other) for other in range(end, start)):
                return " ".join(sentence.tokens[place:end])
            turned = True
        if turned or _ends_clause(reading, place):
            return ""
    return ""


def _find_after(reading: _Reading, stop: int) -> str:
    sentence, words = reading.sentence, reading.words
    for place in range(stop, min(len(sentence.tokens), stop + words.after_reach)):
        end = _match(reading, words.after, place)
        # A prohibition of something else goes on after it: "..., dilarang mengunggah".
        if end is not None and _closes(reading, end) and not _is_negated(reading, place):
            return " ".join(sentence.tokens[place:end])
        permits = _turns(reading, place) and sentence.tokens[place] not in _PASSED
        if not sentence.asides[place] and (permits or _ends_clause(reading, place)):
            return ""
    return ""


def _closes(reading: _Reading, end: int) -> bool:
    """Whether what forbids is the end of its clause, or followed by whom it binds or why: terlarang bagi ASN."""
    if end >= len(reading.sentence.tokens) or "," in reading.signs[end] or _ends_clause(reading, end):
        return True
    return reading.sentence.tokens[end] in _CLOSERS | reading.grammar.coordinators


def _is_joined(reading: _Reading, stop: int, start: int) -> bool:
    between = range(stop, start)
    parted = any(_ends_clause(reading, place) or _turns(reading, place) for place in between)
    return not parted and any(reading.sentence.tokens[place] in reading.words.links for place in between)

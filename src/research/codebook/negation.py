"""Find the negators and modals that govern a hit: those before it in its clause, or inside it.

The rules, in order; the words that they mention are lists of the codebook.

1. A governor is a negator or a modal. The nearest one before the hit counts, at most GOVERNED tokens away, with those
   directly before it ("tidak boleh", "bukan tidak mungkin"). A governor inside the hit that governs its last word comes
   first ("jabatan tidak boleh dipakai").
2. Borders end the search: a colon, a semicolon, a dash, a bracket, a full stop, a clause word (karena, agar, tetapi),
   a comma that is not the comma of a list, dan or serta before a verb of saying or asking, the relative yang. An aside
   (", kata dia,") is skipped, unless the sentence begins with a subordinate clause: there the comma separates two
   clauses. A list whose last item has its own governor ("tidak memihak, bijak, dan tidak mencela") shares none.
3. A fresh start (tetap, justru) after another predicate begins a new one: "tidak memihak dan tetap melayani".
4. A complete predicate ends the scope of its governor: "pegawai yang tidak netral dikenai sanksi".
5. A wide negation (tidak ada, jangan sampai) reaches WIDE tokens, beyond yang and beyond other predicates.
6. A false negation (tidak hanya, tidak segan) does not negate.
7. Two negators cancel each other: "tidak boleh tidak melayani" is not negated; both are still listed.

The search never goes back more than MAXIMUM_DISTANCE tokens, asides included, so that the work for a hit is limited.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from research.codebook.cue_patterns import Pattern, find_match_stop
from research.codebook.definitions import Codebook
from research.tables import read_data_rows
from research.text import find_separators, read_stop_words

GOVERNED = 8
WIDE = 12
MAXIMUM_DISTANCE = 30
MAXIMUM_ASIDE = 6
MAXIMUM_LIST_ITEM = 5

_HARD = re.compile(r"[;:!?()\[\]\u2013\u2014\n]|\s-+\s")
_VERB = re.compile(r"(?:me|di|ber|ter)")
_RELATIVE = "yang"
_FRONTED = {"dengan", "tanpa"}
_AND = {"dan", "serta"}


@dataclass(frozen=True)
class Grammar:
    """The words and patterns by which the rules recognise negation, modality and clauses.

    Attributes
    ----------
    negators, modals, clause_words, fresh_starts, coordinators : frozenset of str
        Words of the codebook.
    false_negations, wide_negations : tuple of Pattern
        Patterns of the codebook.
    tags : frozenset of str
        Words that begin an aside, such as katanya.
    reports : frozenset of str
        Verbs of saying and asking.
    function_words : frozenset of str
        Words that are no content: stop words and the adverbs of the codebook.
    """

    negators: frozenset[str]
    modals: frozenset[str]
    clause_words: frozenset[str]
    fresh_starts: frozenset[str]
    coordinators: frozenset[str]
    false_negations: tuple[Pattern, ...]
    wide_negations: tuple[Pattern, ...]
    tags: frozenset[str]
    reports: frozenset[str]
    function_words: frozenset[str]


@dataclass(frozen=True)
class MarkedSentence:
    """The tokens of a sentence, with what the rules need about each of them.

    Attributes
    ----------
    tokens, stems : sequence of str
        The tokens and the stem of each.
    borders : sequence of bool
        Whether a clause ends before the token.
    asides : sequence of bool
        Whether the token is in an aside.
    places : sequence of int
        How many tokens outside asides come before the token.
    silent : frozenset of int
        Positions of negators that negate no word (false negations).
    wide : mapping of int to int
        For the first token of each wide negation, the position after its last token.
    """

    tokens: Sequence[str]
    stems: Sequence[str]
    borders: Sequence[bool]
    asides: Sequence[bool]
    places: Sequence[int]
    silent: frozenset[int]
    wide: Mapping[int, int]


def read_grammar(codebook: Codebook) -> Grammar:
    """Collect the words of the rules from the codebook, the reporting verbs and the stop words.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Returns
    -------
    Grammar
        The words and patterns.
    """
    verbs = read_data_rows("reporting_verbs.csv")
    bare = {row["bare"] for row in verbs if row["bare"]}
    return Grammar(
        frozenset(codebook.negators),
        frozenset(codebook.modals),
        frozenset(codebook.clause_words),
        frozenset(codebook.fresh_starts),
        frozenset(codebook.coordinators),
        codebook.false_negations,
        codebook.wide_negations,
        frozenset({*bare, *(f"{verb}nya" for verb in bare), "menurut"}),
        frozenset(row["active"] for row in verbs if row["active"]),
        read_stop_words() | set(codebook.adverbs),
    )


def mark_sentence(
    text: str, found: Sequence[tuple[int, int, str]], stems: Sequence[str], grammar: Grammar
) -> MarkedSentence:
    """Mark the tokens of a sentence for the rules of negation.

    Parameters
    ----------
    text : str
        The sentence.
    found : sequence of (int, int, str)
        Its tokens, as text.find_tokens gives them.
    stems : sequence of str
        The stem of each token.
    grammar : Grammar
        The words of the rules.

    Returns
    -------
    MarkedSentence
        The tokens with their marks.
    """
    tokens = [token for *_, token in found]
    gaps = ["", *find_separators(text, found)[1:]][: len(tokens)]
    before = ["", *tokens]
    reports = [token in grammar.reports and before[i] in _AND for i, token in enumerate(tokens)]
    hard = [
        reports[i] or token in grammar.clause_words or _is_hard(gaps[i], before[i]) for i, token in enumerate(tokens)
    ]
    commas = ["," in gap for gap in gaps]
    asides, passed = _find_asides(tokens, hard, commas, grammar)
    places, count = [], 0
    for aside in asides:
        places.append(count)
        count += not aside
    listed = _find_list_commas(tokens, hard, commas, grammar)
    borders = [hard[i] or (commas[i] and i not in passed and not listed[i]) for i in range(len(tokens))]
    silent = {
        place
        for first, last in _find_spans(grammar.false_negations, tokens, stems)
        for place in range(first, last)
        if tokens[place] in grammar.negators
    }
    spans = _find_spans(grammar.wide_negations, tokens, stems)
    wide = {first: last for first, last in spans if not silent & set(range(first, last))}
    return MarkedSentence(tokens, stems, borders, asides, places, frozenset(silent), wide)


def _is_hard(gap: str, before: str) -> bool:
    # The text is split into sentences already: a full stop after a short word ends an abbreviation.
    return bool(_HARD.search(gap)) or ("." in gap and len(before) > 4)


def _find_spans(patterns: Sequence[Pattern], tokens: Sequence[str], stems: Sequence[str]) -> list[tuple[int, int]]:
    spans = []
    for place in range(len(tokens)):
        stops = [find_match_stop(pattern, tokens, stems, place) for pattern in patterns]
        spans += [(place, max(stop for stop in stops if stop))] if any(stops) else []
    return spans


def _find_asides(
    tokens: Sequence[str], hard: Sequence[bool], commas: Sequence[bool], grammar: Grammar
) -> tuple[list[bool], set[int]]:
    """Find the tokens in asides, and the tokens whose comma separates only an aside from its clause."""
    asides, passed = [False] * len(tokens), set()
    opened = first = 0
    ends = [i for i in range(1, len(tokens)) if hard[i] or commas[i]]
    for end in [*ends, len(tokens)] if tokens else []:
        if tokens[first] in grammar.tags and commas[first] and end - first <= MAXIMUM_ASIDE:
            asides[first:end] = [True] * (end - first)
            # Bila pegawai memihak, katanya, warga terpecah: here the comma separates two clauses as well.
            if opened or tokens[0] not in grammar.clause_words | _FRONTED:
                passed |= {first, end}
        elif hard[first] or first not in passed:
            opened = first
        first = end
    return asides, passed


def _find_list_commas(
    tokens: Sequence[str], hard: Sequence[bool], commas: Sequence[bool], grammar: Grammar
) -> list[bool]:
    """Find the commas of lists: a comma before dan or atau, and one before a short item that leads to such a comma."""
    listed = [False] * len(tokens)
    following = len(tokens)
    for place in range(len(tokens) - 1, 0, -1):
        if commas[place]:
            short = following < len(tokens) and following - place <= MAXIMUM_LIST_ITEM and listed[following]
            own = tokens[min(place + 1, len(tokens) - 1)] in grammar.negators | grammar.modals
            listed[place] = (tokens[place] in grammar.coordinators and not own) or short
        if commas[place] or hard[place]:
            following = place
    return listed


def find_governors(sentence: MarkedSentence, start: int, stop: int, grammar: Grammar) -> tuple[list[str], list[str]]:
    """Find the negators and the modals that govern a hit, by the rules at the top of this module.

    Parameters
    ----------
    sentence : MarkedSentence
        The sentence.
    start, stop : int
        The first token of the hit, and the token after its last.
    grammar : Grammar
        The words of the rules.

    Returns
    -------
    negators, modals : list of str
        The words in their order. The hit is negated if the number of negators is odd.

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> from research.text import find_tokens
    >>> grammar = read_grammar(read_codebook(Path("corpus/codebook.toml")))
    >>> text = "Pegawai tidak boleh memihak dan harus melayani warga."
    >>> from research.text import find_tokens
    >>> found = find_tokens(text)
    >>> sentence = mark_sentence(text, found, [token for *_, token in found], grammar)
    >>> find_governors(sentence, 3, 4, grammar), find_governors(sentence, 6, 7, grammar)
    ((['tidak'], ['boleh']), ([], ['harus']))
    """
    inside = [place for place in _find_chain(sentence, stop - 1, grammar) if place >= start]
    governors = inside or _find_chain(sentence, start, grammar)
    for first in range(max(0, start - MAXIMUM_DISTANCE), start):
        last = sentence.wide.get(first, stop)
        if last <= start and _reaches(sentence, first, last, start, grammar):
            governors = sorted({*governors, *range(first, last)})
    tokens = [sentence.tokens[place] for place in sorted(governors) if place not in sentence.silent]
    negators = [token for token in tokens if token in grammar.negators]
    return negators, [token for token in tokens if token in grammar.modals]


def _governs(sentence: MarkedSentence, place: int, grammar: Grammar) -> bool:
    token = sentence.tokens[place]
    return token in grammar.modals or (token in grammar.negators and place not in sentence.silent)


def _is_content(sentence: MarkedSentence, place: int, grammar: Grammar) -> bool:
    light = grammar.function_words | grammar.fresh_starts | grammar.coordinators | {_RELATIVE}
    token = sentence.tokens[place]
    return not sentence.asides[place] and token not in light and place not in sentence.silent


def _find_chain(sentence: MarkedSentence, start: int, grammar: Grammar) -> list[int]:
    """Find the nearest governors before start, next to one another; none beyond a border or a complete predicate."""
    place, content, fresh = start - 1, [start], False
    while place >= max(0, start - MAXIMUM_DISTANCE) and sentence.places[start] - sentence.places[place] <= GOVERNED:
        token = sentence.tokens[place]
        if sentence.borders[place + 1] or token == _RELATIVE:
            return []
        if not sentence.asides[place] and _governs(sentence, place, grammar):
            chain = _extend_chain(sentence, place, grammar)
            return [] if _is_complete(sentence, chain, content[::-1], grammar) else chain
        fresh = fresh or token in grammar.fresh_starts
        if _is_content(sentence, place, grammar):
            if fresh:
                return []
            content.append(place)
        place -= 1
    return []


def _extend_chain(sentence: MarkedSentence, place: int, grammar: Grammar) -> list[int]:
    chain = [place]
    farthest = max(0, place - GOVERNED)
    while place > farthest and not sentence.borders[place]:
        place -= 1
        token = sentence.tokens[place]
        if _governs(sentence, place, grammar) and not sentence.asides[place]:
            chain.append(place)
        elif _is_content(sentence, place, grammar) or token in grammar.coordinators or token == _RELATIVE:
            break
    return chain[::-1]


def _is_complete(sentence: MarkedSentence, chain: list[int], content: list[int], grammar: Grammar) -> bool:
    """Return whether the predicate that the chain governs is complete before the hit, the last item of content."""

    def is_verb(place: int) -> bool:
        token = sentence.tokens[place]
        return token != sentence.stems[place] and bool(_VERB.match(token))

    between = sentence.tokens[chain[-1] + 1 : content[-1]]
    joined = any(token in grammar.coordinators for token in between)
    if len(content) == 1 or joined:
        return False
    before = chain[0] - 1
    while before > 0 and sentence.tokens[before] in grammar.function_words - {_RELATIVE}:
        before -= 1
    another = any(is_verb(place) for place in content[1:])
    if before >= 0 and sentence.tokens[before] == _RELATIVE:
        return another or not is_verb(content[0])
    bare = all(sentence.tokens[place] in grammar.negators for place in chain)
    return bare and another and not is_verb(content[0])


def _reaches(sentence: MarkedSentence, first: int, last: int, start: int, grammar: Grammar) -> bool:
    """Return whether the wide negation on the tokens first to last reaches the hit that begins at start."""
    if sentence.places[start] - sentence.places[last - 1] > WIDE or any(sentence.borders[first + 1 : start + 1]):
        return False
    content = [place for place in range(last, start) if _is_content(sentence, place, grammar)]
    fresh = [place for place in range(last, start) if sentence.tokens[place] in grammar.fresh_starts]
    return not (content and fresh and content[0] < fresh[-1])

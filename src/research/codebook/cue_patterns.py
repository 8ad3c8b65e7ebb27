"""Read cue patterns and find them in a sentence, in a time that grows linearly with its length.

A pattern has at most MAXIMUM_PATTERN words and gaps of at most MAXIMUM_GAP tokens; a window is at most MAXIMUM_WINDOW
tokens wide on the left and on the right. A pattern is tried once at each token, and each of its elements keeps the set
of tokens that it can have reached, so that no attempt is repeated: the work for a token has a limit that depends only
on the cues, and no text can make the search slow.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from research.tables import FilledText, Flag, hash_code, make_key
from research.text import strip_clitic

MAXIMUM_GAP = 12
MAXIMUM_PATTERN = 8
MAXIMUM_WINDOW = 40

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True)
class Element:
    """One element of a pattern.

    Attributes
    ----------
    words, stems : frozenset of str
        The tokens and the stems that match; a word matches too with -nya, -lah, -kah or -pun after it.
    low, high : int
        How many other tokens may come before it, at least and at most.
    """

    words: frozenset[str]
    stems: frozenset[str]
    low: int = 0
    high: int = 0

    def fits(self, token: str, stem: str) -> bool:
        """Return whether a token or its stem matches the element."""
        return token in self.words or stem in self.stems or strip_clitic(token) in self.words


@dataclass(frozen=True)
class Pattern:
    """A pattern of tokens and stems, as parse_pattern reads it.

    Attributes
    ----------
    text : str
        The pattern as it is written in codebook.toml.
    elements : tuple of Element
        Its elements in order.
    """

    text: str
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class OverlapReason:
    """The reason why a cue may share words with a cue of another frame.

    Attributes
    ----------
    frame : str
        Code of the other frame.
    cue : str
        Name of the other cue.
    reason : str
        The reason.
    """

    frame: FilledText
    cue: FilledText
    reason: FilledText


def _read_pattern(text: Any) -> Pattern:
    try:
        return parse_pattern(text if isinstance(text, str) else "")
    except ValueError as error:
        raise ValueError(f"it has {error}") from None


Patterns = Annotated[
    tuple[
        Annotated[
            Pattern,
            BeforeValidator(_read_pattern),
            WithJsonSchema({"type": "string", "description": "a pattern as codebook.toml explains"}),
        ],
        ...,
    ],
    Field(min_length=1, description="a list of patterns, none of them empty"),
]


@dataclass(frozen=True)
class Cue:
    """Patterns that indicate a frame, with conditions on the words near them.

    Attributes
    ----------
    name : str
        Name of the cue.
    patterns : tuple of Pattern
        The patterns; each match is a hit if the conditions are met.
    unless : tuple of Pattern
        Patterns of which none may be in the window around the match.
    requires : tuple of Pattern
        Patterns of which one must be in the window; empty for no such condition. The field is called with in
        codebook.toml.
    within : int
        Width of the window in tokens, before and after the match.
    shared : tuple of OverlapReason
        Reasons for words that the cue shares with cues of other frames.
    carried : bool
        Whether the cue stands for the sentence before ("aturan itu"): it counts only where that sentence is of the same
        speaker and carries the frame.
    """

    name: FilledText
    patterns: Patterns
    unless: Patterns = ()
    requires: Annotated[Patterns, Field(alias="with")] = ()
    within: Annotated[
        int, Field(strict=True, ge=0, le=MAXIMUM_WINDOW, description=f"a whole number, 0 to {MAXIMUM_WINDOW} tokens")
    ] = 0
    shared: Annotated[tuple[OverlapReason, ...], Field(min_length=1, description="one or more tables")] = ()
    carried: Flag = False


def make_cues_key(owned: Iterable[tuple[str, Cue]], *words: str) -> str:
    """Make the key of cues, each with the code of its frame, and of words, for what is kept on disk of them."""
    parts = []
    for code, cue in owned:
        patterns = [[one.text for one in kind] for kind in (cue.patterns, cue.unless, cue.requires)]
        parts.append(repr((code, cue.name, cue.within, cue.carried, cue.shared, patterns)))
    return make_key(hash_code("codebook", "text"), *parts, "words", *words)


@dataclass(frozen=True)
class Hit:
    """A match of a cue in a sentence.

    Attributes
    ----------
    owner : str
        The owner of the cue, such as the code of a frame.
    cue : Cue
        The cue.
    start, stop : int
        The first token of the match, and the token after its last.
    """

    owner: str
    cue: Cue
    start: int
    stop: int


CueIndex = Mapping[str, Sequence[tuple[str, Cue, Pattern]]]


def parse_pattern(text: str) -> Pattern:
    """Read a pattern from its text.

    Parameters
    ----------
    text : str
        Elements separated by spaces. An element is a word, or alternatives separated by |; ~ before an alternative
        makes it a stem. [low-high] between two elements is a gap of so many tokens.

    Returns
    -------
    Pattern
        The pattern.

    Raises
    ------
    ValueError
        Where the text is no pattern; the message names the fault.

    Examples
    --------
    >>> pattern = parse_pattern("diberi|~jatuh [0-2] sanksi")
    >>> [(sorted(e.words), sorted(e.stems), e.low, e.high) for e in pattern.elements]
    [(['diberi'], ['jatuh'], 0, 0), (['sanksi'], [], 0, 2)]
    >>> parse_pattern("sanksi [0-90] berat")
    Traceback (most recent call last):
        ...
    ValueError: the gap [0-90], where [low-high] with low <= high <= 12 is wanted
    """
    elements: list[Element] = []
    gap = (0, 0)
    pieces = text.split()
    for place, piece in enumerate(pieces):
        if not piece.startswith("["):
            elements.append(_parse_element(piece, gap))
            gap = (0, 0)
        elif place in (0, len(pieces) - 1) or pieces[place - 1].startswith("["):
            raise ValueError(f"the gap {piece} with no word on one side, where a gap stands between two words")
        else:
            gap = _parse_gap(piece)
    if not 1 <= len(elements) <= MAXIMUM_PATTERN:
        raise ValueError(f"{len(elements)} words, where 1 to {MAXIMUM_PATTERN} are wanted")
    return Pattern(text, tuple(elements))


def _parse_gap(piece: str) -> tuple[int, int]:
    low, _, high = piece.removeprefix("[").removesuffix("]").partition("-")
    whole = low.isdecimal() and high.isdecimal() and piece.endswith("]")
    if not whole or not int(low) <= int(high) <= MAXIMUM_GAP:
        raise ValueError(f"the gap {piece}, where [low-high] with low <= high <= {MAXIMUM_GAP} is wanted")
    return int(low), int(high)


def _parse_element(piece: str, gap: tuple[int, int]) -> Element:
    alternatives = piece.split("|")
    for alternative in alternatives:
        if not _WORD.fullmatch(alternative.removeprefix("~")):
            raise ValueError(f"{alternative!r}, where one word of the letters a to z is wanted, ~ before a stem")
    words = frozenset(alternative for alternative in alternatives if not alternative.startswith("~"))
    stems = frozenset(alternative.removeprefix("~") for alternative in alternatives if alternative.startswith("~"))
    return Element(words, stems, *gap)


def find_match_stop(pattern: Pattern, tokens: Sequence[str], stems: Sequence[str], start: int) -> int | None:
    """Find the end of the shortest match of a pattern that begins at a token.

    Parameters
    ----------
    pattern : Pattern
        The pattern.
    tokens : sequence of str
        The tokens of the sentence.
    stems : sequence of str
        The stem of each token.
    start : int
        The token at which the match begins, from 0.

    Returns
    -------
    int or None
        The token after the last one of the match; None where no match begins at start.

    Examples
    --------
    >>> tokens = ["sanksi", "paling", "berat"]
    >>> find_match_stop(parse_pattern("sanksi [0-1] berat"), tokens, tokens, 0)
    3
    """
    reached = [start]  # in order, each once
    for element in pattern.elements:
        places = reached
        if element.high:
            places = sorted({place + gap for place in reached for gap in range(element.low, element.high + 1)})
        reached = [p + 1 for p in places if p < len(tokens) and element.fits(tokens[p], stems[p])]
        if not reached:
            return None
    return reached[0]


def find_shared_words(one: Pattern, other: Pattern, stems: Mapping[str, str]) -> str:
    """Find the words that two patterns share, where all elements of the shorter one match in the longer one.

    Parameters
    ----------
    one, other : Pattern
        The patterns; gaps are ignored.
    stems : mapping of str to str
        The stem of each word of the two patterns, so that ~layan matches melayani.

    Returns
    -------
    str
        The shared words of each element; empty where an element of the shorter pattern shares none.

    Examples
    --------
    >>> parse = parse_pattern
    >>> find_shared_words(parse("konflik|berkonflik"), parse("konflik|benturan [0-1] kepentingan"), {
    ...     "konflik": "konflik", "berkonflik": "konflik", "benturan": "bentur", "kepentingan": "penting"})
    'konflik'
    >>> find_shared_words(parse("jabatan dicopot"), parse("~copot jabatan"), {"jabatan": "jabatan", "dicopot": "copot"})
    ''
    """
    short, long = sorted((one.elements, other.elements), key=len)
    for first in range(len(long) - len(short) + 1):
        pairs = zip(short, long[first:], strict=False)
        common = ["|".join(sorted(_list_common(left, right, stems))) for left, right in pairs]
        if all(common):
            return " ".join(common)
    return ""


def _list_common(one: Element, other: Element, stems: Mapping[str, str]) -> set[str]:
    met = {word for word in one.words if stems[word] in other.stems}
    met |= {word for word in other.words if stems[word] in one.stems}
    met |= {word for word in one.words if strip_clitic(word) in other.words}
    met |= {word for word in other.words if strip_clitic(word) in one.words}
    return met | (one.words & other.words) | {f"~{stem}" for stem in one.stems & other.stems}


def index_cues(cues: Iterable[tuple[str, Cue]]) -> CueIndex:
    """Index the patterns of cues by the words and stems with which they can begin.

    Parameters
    ----------
    cues : iterable of (str, Cue)
        The owner of each cue, such as the code of a frame, and the cue.

    Returns
    -------
    CueIndex
        For each word, and each stem with ~ before it, the owner, cue and pattern of the patterns that can begin with
        it.
    """
    index: dict[str, list[tuple[str, Cue, Pattern]]] = {}
    for owner, cue in cues:
        for pattern in cue.patterns:
            first = pattern.elements[0]
            for key in sorted(first.words) + [f"~{stem}" for stem in sorted(first.stems)]:
                index.setdefault(key, []).append((owner, cue, pattern))
    return index


def _list_beginnings(index: CueIndex, token: str, stem: str) -> Iterator[tuple[str, Cue, Pattern]]:
    """The patterns that can begin with a token, each once."""
    base = strip_clitic(token)
    yield from index.get(token, ())
    if base != token:
        yield from index.get(base, ())
    yield from index.get(f"~{stem}", ())


def _index_places(tokens: Sequence[str], stems: Sequence[str]) -> dict[str, list[int]]:
    """Index the places of a sentence by token, by token without clitic, and by stem with ~ before it."""
    places: dict[str, list[int]] = {}
    for place, (token, stem) in enumerate(zip(tokens, stems, strict=True)):
        for key in {token, strip_clitic(token), f"~{stem}"}:
            places.setdefault(key, []).append(place)
    return places


def find_hits(index: CueIndex, tokens: Sequence[str], stems: Sequence[str]) -> Iterator[Hit]:
    """Find all hits of the indexed cues in one sentence.

    Parameters
    ----------
    index : CueIndex
        The index of the cues (index_cues).
    tokens : sequence of str
        The tokens of the sentence.
    stems : sequence of str
        The stem of each token.

    Yields
    ------
    Hit
        The hits, in the order of their first tokens.

    Examples
    --------
    >>> cue = Cue("sanction", (parse_pattern("sanksi"),), (parse_pattern("belum"),), (), 2)
    >>> tokens = "belum ada sanksi yang jelas tetapi sanksi menunggu".split()
    >>> [(hit.start, hit.stop) for hit in find_hits(index_cues([("sanctions", cue)]), tokens, tokens)]
    [(6, 7)]
    """
    places = cache(partial(_index_places, tokens, stems))

    @cache
    def find_matches(pattern: Pattern) -> list[tuple[int, int]]:
        """Find where the matches of a pattern begin and end, tried only where its first element fits."""
        first = pattern.elements[0]
        keys = [*first.words, *(f"~{stem}" for stem in first.stems)]
        starts = sorted({place for key in keys for place in places().get(key, ())})
        stops = ((start, find_match_stop(pattern, tokens, stems, start)) for start in starts)
        return [(start, stop) for start, stop in stops if stop is not None]

    def is_near(patterns: tuple[Pattern, ...], first: int, last: int) -> bool:
        spans = (span for pattern in patterns for span in find_matches(pattern))
        return any(first <= start and stop <= last for start, stop in spans)

    for start, (token, stem) in enumerate(zip(tokens, stems, strict=True)):
        for owner, cue, pattern in _list_beginnings(index, token, stem):
            stop = find_match_stop(pattern, tokens, stems, start)
            if stop is None:
                continue
            window = max(0, start - cue.within), min(len(tokens), stop + cue.within)
            if not is_near(cue.unless, *window) and (not cue.requires or is_near(cue.requires, *window)):
                yield Hit(owner, cue, start, stop)

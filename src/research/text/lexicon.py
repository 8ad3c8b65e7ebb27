"""Sentence -> words; and the files of data/ as phrases that are looked up word by word."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from research.tables import read_data_rows, read_lines

_WORD = re.compile(r"\w+(?:[.'’/&-]\w+)*|[^\w\s]")

_LONGEST_NOTE = 8

Phrases = Mapping[str, tuple[tuple[tuple[str, ...], dict[str, str]], ...]]


@dataclass(frozen=True)
class Words:
    """The words and marks of one sentence, with their places in the document's text."""

    texts: tuple[str, ...]
    lowers: tuple[str, ...]
    starts: tuple[int, ...]
    stops: tuple[int, ...]


def split_words(text: str, start: int, stop: int) -> Words:
    """Cut the text from start to stop into words and single marks.

    >>> split_words("Kata A. Helmi, S.Sos.", 5, 21).texts
    ('A', '.', 'Helmi', ',', 'S.Sos', '.')
    """
    found = list(_WORD.finditer(text, start, stop))
    texts = tuple(match[0] for match in found)
    return Words(
        texts,
        tuple(word.lower() for word in texts),
        tuple(match.start() for match in found),
        tuple(match.end() for match in found),
    )


def slice_text(text: str, words: Words, start: int, stop: int) -> str:
    """The text of the words from first up to last, white space folded."""
    return " ".join(text[words.starts[start] : words.stops[stop - 1]].split())


@cache
def read_word_list(name: str) -> frozenset[str]:
    """Read a .txt of data/, one word a line, without its comment lines."""
    return frozenset(read_lines(name))


@cache
def read_word_group(group: str) -> frozenset[str]:
    """The words of a group of grammar_words.csv.

    >>> "yang" in read_word_group("subordinator")
    True
    """
    return next(frozenset(row["words"].split()) for row in read_data_rows("grammar_words.csv") if row["group"] == group)


def index_phrases(rows: Iterable[tuple[str, dict[str, str]]]) -> Phrases:
    """Arrange phrases by their first word, the longest first, so that match_phrase finds the longest."""
    index: dict[str, dict[tuple[str, ...], dict[str, str]]] = {}
    for phrase, row in rows:
        words = tuple(_WORD.findall(phrase.lower()))
        index.setdefault(words[0], {}).setdefault(words, row)
    return {first: tuple(sorted(found.items(), key=lambda item: -len(item[0]))) for first, found in index.items()}


def match_phrase(index: Phrases, lowers: tuple[str, ...], position: int) -> tuple[int, dict[str, str]] | None:
    """Return where the longest phrase that starts at place stops, and its row; None where none does."""
    for phrase, row in index.get(lowers[position], ()) if position < len(lowers) else ():
        stop = position + len(phrase)
        if lowers[position:stop] == phrase:
            return stop, row
    return None


@cache
def index_offices() -> Phrases:
    """The posts of offices.csv as phrases; those that need no body also with -nya."""
    rows = read_data_rows("offices.csv")
    plain = [(row["office"], row) for row in rows]
    return index_phrases(plain + [(row["office"] + "nya", row) for row in rows if row["use"] == "post"])


@cache
def index_bodies() -> Phrases:
    """The bodies of institutions.csv as phrases."""
    return index_phrases((row["institution"], row) for row in read_data_rows("institutions.csv"))


@cache
def index_regions() -> Phrases:
    """The regions of regions.csv as phrases."""
    return index_phrases((row["region"], row) for row in read_data_rows("regions.csv"))


@cache
def read_bare_verbs() -> frozenset[str]:
    """The verbs that report what stands before them: the bare forms, and the passive ones without di-.

    >>> {"kata", "bilang", "sampaikan", "akui"} <= read_bare_verbs()
    True
    """
    rows = read_data_rows("reporting_verbs.csv")
    passives = {row["passive"].removeprefix("di") for row in rows if row["passive"].isalpha()}
    return frozenset({row["bare"] for row in rows if row["bare"]} | passives)


@cache
def make_bare_verb_pattern() -> str:
    """The bare verbs, with or without -nya, as a regular expression; the longest stand first."""
    verbs = sorted(read_bare_verbs(), key=lambda verb: (-len(verb), verb))
    return rf"(?:{'|'.join(map(re.escape, verbs))})(?:nya)?\b"


def skip_full_stop(words: Words, position: int) -> int:
    """Step over the full stop of an abbreviation."""
    return position + (words.texts[position : position + 1] == (".",))


def skip_short_brackets(words: Words, position: int) -> int:
    """Step over a short bracket without digits: (Pj), (Sekda), (Plt.)."""
    if words.texts[position : position + 1] != ("(",):
        return position
    inside = words.texts[position + 1 : position + 5]
    if ")" not in inside or any(word[0].isdigit() for word in inside[: inside.index(")")]):
        return position
    return skip_full_stop(words, position + inside.index(")") + 2)


def skip_parenthesis(words: Words, position: int) -> int:
    """Step over a short bracket whatever is in it: (52), (Partai Maju), (periode 2021-2026)."""
    if words.texts[position : position + 1] != ("(",):
        return position
    inside = words.texts[position + 1 : position + 2 + _LONGEST_NOTE]
    return position + inside.index(")") + 2 if ")" in inside else position


def skip_age(words: Words, position: int) -> int:
    """Step over an age between commas up to the second comma: Rina, 52 tahun, Wali Kota."""
    ahead = words.lowers[position : position + 4]
    if ahead[:1] != (",",) or len(ahead) < 3 or not (ahead[1].isdigit() and len(ahead[1]) == 2):
        return position
    return position + 2 + (ahead[2] in ("tahun", "thn", "th")) if "," in ahead[2:] else position

"""Citations of laws in a sentence: kind, number, year and article, in the many ways they are written.

Words, numbers and signs are read from left to right by a fixed grammar; the words that begin a citation, the names of
laws and their days are data (data/laws.csv). A citation is a kind (undang-undang, PP, SKB), perhaps its abbreviation in
brackets, and then a number and a year ("Nomor 5 Tahun 2014", "No. 5/2014", "18 dan 53 tahun 2018"), a year alone, a
name ("tentang ASN"), "itu" or "tersebut", or nothing. Articles (Pasal 71 ayat (2)) belong to the citation that follows
or, where none does, to the one before them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from research.tables import read_data_rows

_PIECE = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*|[0-9]+|[^\sA-Za-z0-9]")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})
_NUMBER = {"nomor", "no", "nomer"}
_YEAR = {"tahun", "thn", "th"}
_LINKS = {"dan", "serta", "jo", "juncto", "maupun", ","}
_POINTERS = {"itu", "tersebut"}
_PARTS = {"ayat", "huruf", "angka"}
_TO_LAW = {"dari", "dalam", "pada", "menurut", "(", ","}
FIRST_YEAR, LAST_YEAR = 1945, 2100


@dataclass(frozen=True)
class Citation:
    """A law that a sentence cites.

    Attributes
    ----------
    kind : str
        Such as UU or PP; empty where an article is cited alone.
    number, year : str
        As far as the citation gives them.
    name : str
        Name of the law in small letters, such as asn; empty where it has none.
    article : str
        Articles cited, such as 71 ayat (2).
    start, stop : int
        Offsets in the sentence.
    rule : str
        Form of the citation: numbered, dated (a year alone), named, back (that law), unnamed, article (an article
        alone).
    """

    kind: str
    number: str
    year: str
    name: str
    article: str
    start: int
    stop: int
    rule: str


@dataclass(frozen=True)
class Lexicon:
    """The words of data/laws.csv by which citations are found.

    Attributes
    ----------
    kinds : mapping of tuple of str to str
        Words that begin a citation, each with its kind; empty for any kind.
    general : frozenset of tuple of str
        Those of them that cite a law only with a number, a name, or "itu" or "tersebut" behind them.
    names : mapping of str to frozenset of tuple of str
        Names of laws by kind.
    longest : int
        Number of words of the longest writing of a kind.
    """

    kinds: Mapping[tuple[str, ...], str]
    general: frozenset[tuple[str, ...]]
    names: Mapping[str, frozenset[tuple[str, ...]]]
    longest: int


@cache
def read_lexicon() -> Lexicon:
    """Read data/laws.csv for the grammar.

    Returns
    -------
    Lexicon
        Read once and kept.

    Examples
    --------
    >>> read_lexicon().kinds["surat", "keputusan", "bersama"]
    'SKB'
    """
    kinds: dict[tuple[str, ...], str] = {}
    general: set[tuple[str, ...]] = set()
    names: dict[str, set[tuple[str, ...]]] = {}
    for row in read_data_rows("laws.csv"):
        words = tuple(row["writing"].split())
        if row["use"] in ("kind", "general"):
            kinds[words] = row["code"]
            if row["use"] == "general":
                general.add(words)
        elif row["use"] == "name":
            names.setdefault(words[0], set()).add(words[1:])
    longest = max(map(len, kinds))
    return Lexicon(kinds, frozenset(general), {kind: frozenset(found) for kind, found in names.items()}, longest)


def find_citations(text: str) -> list[Citation]:
    """Find the citations of laws in a sentence.

    Parameters
    ----------
    text : str
        The sentence.

    Returns
    -------
    list of Citation
        In the order of the sentence; start and stop are offsets in it.

    Examples
    --------
    >>> [(c.kind, c.number, c.year, c.article, c.rule) for c in find_citations("PP No. 53/2010 pasal 4 ayat 15")]
    [('PP', '53', '2010', '4 ayat (15)', 'numbered')]
    >>> [(c.kind, c.name, c.rule) for c in find_citations("diatur undang-undang tentang ASN dan SKB itu")]
    [('UU', 'asn', 'named'), ('SKB', '', 'back')]
    """
    pieces = list(_PIECE.finditer(text.translate(_HYPHENS)))
    words = [piece.group().lower() for piece in pieces]
    found: list[Citation] = []
    place = 0
    while place < len(words):
        read, after = _read_citation(words, place)
        for citation in read:
            start, stop = pieces[citation.start].start(), pieces[citation.stop - 1].end()
            values = vars(citation) | {"start": start, "stop": stop}
            found.append(Citation(**values))
        place = max(after, place + 1)
    return found


def _read_citation(words: Sequence[str], place: int) -> tuple[list[Citation], int]:
    """Read the citations that begin at a place, all of one kind; places instead of offsets."""
    articles, after = _read_articles(words, place)
    if articles:
        law = after + (after < len(words) and words[after] in _TO_LAW)
        read, end = _read_laws(words, law)
        if read and (law == after or words[after] != ","):
            first = vars(read[0]) | {"article": articles, "start": place}
            return [Citation(**first), *read[1:]], end
        return [Citation("", "", "", "", articles, place, after, "article")], after
    read, end = _read_laws(words, place)
    # In 6/SKB/KASN/9/2020 the letters are part of a number.
    if not read or words[place - 1 : place] == ["/"]:
        return [], place
    behind = end + (end < len(words) and words[end] in (",", "(", "pada", "dalam"))
    articles, after = _read_articles(words, behind)
    if articles and not _begins_law(words, after):
        last = vars(read[-1]) | {"article": articles, "stop": after}
        return [*read[:-1], Citation(**last)], after
    return read, end


def _begins_law(words: Sequence[str], place: int) -> bool:
    place += place < len(words) and words[place] in _TO_LAW - {","}
    return _match_kind(words, place)[1] > place


def _match_kind(words: Sequence[str], place: int) -> tuple[tuple[str, ...], int]:
    """Match the longest writing of a kind; the place itself where none begins there."""
    lexicon = read_lexicon()
    for length in range(lexicon.longest, 0, -1):
        writing = tuple(words[place : place + length])
        if len(writing) == length and writing in lexicon.kinds:
            return writing, place + length
    return (), place


def _read_laws(words: Sequence[str], place: int) -> tuple[list[Citation], int]:
    writing, after = _match_kind(words, place)
    if after == place:
        return [], place
    lexicon = read_lexicon()
    kind = lexicon.kinds[writing]
    after = _skip_brackets(words, after)
    numbers, end = _read_numbers(words, after)
    if numbers:
        read = [
            Citation(kind, number, year, "", "", place if not done else first, last, "numbered" if number else "dated")
            for done, (number, year, first, last) in enumerate(numbers)
        ]
        return (read, end) if kind else ([], place)
    name, end = _read_name(words, after, lexicon.names.get(kind, frozenset()))
    if name:
        return [Citation(kind, "", "", name, "", place, end, "named")], end
    if after < len(words) and words[after] in _POINTERS:
        return [Citation(kind, "", "", "", "", place, after + 1, "back")], after + 1
    if writing in lexicon.general:
        return [], place
    return [Citation(kind, "", "", "", "", place, after, "unnamed")], after


def _skip_brackets(words: Sequence[str], place: int) -> int:
    """Step over (UU), RI and the like between a kind and its number."""
    if place + 2 < len(words) and words[place] == "(" and words[place + 2] == ")":
        writing, after = _match_kind(words, place + 1)
        place = place + 3 if writing and after == place + 2 else place
    for long in (("republik", "indonesia"), ("ri",)):
        if tuple(words[place : place + len(long)]) == long:
            return place + len(long)
    return place


def _read_numbers(words: Sequence[str], place: int) -> tuple[list[tuple[str, str, int, int]], int]:
    """Read numbers and years, several of one kind where they are joined: number, year, first and last place."""
    found: list[tuple[str, str, int, int]] = []
    end = place
    while True:
        numbers, year, after = _read_number(words, place)
        if not year:
            return found, end
        found += [(number, year, first, after if number == numbers[-1][0] else first + 1) for number, first in numbers]
        end = after
        place = after
        while place < min(after + 2, len(words)) and words[place] in _LINKS:
            place += 1
        if place == after:
            return found, end


def _read_number(words: Sequence[str], place: int) -> tuple[list[tuple[str, int]], str, int]:
    """Read one number, or several of one year, and the year; a year alone has the number ""."""
    first = place
    marked = place < len(words) and words[place] in _NUMBER
    place += marked
    place += marked and place < len(words) and words[place] in (".", ":")
    numbers: list[tuple[str, int]] = []
    while place < len(words) and words[place].isdecimal():
        numbers.append((words[place].lstrip("0") or "0", place))
        place += 1
        if place + 1 < len(words) and words[place] in _LINKS and words[place + 1].isdecimal():
            place += 1
        else:
            break
    year_marked = place < len(words) and words[place] in {*_YEAR, "/"}
    year = words[place + year_marked] if place + year_marked < len(words) else ""
    if numbers and year_marked and _is_year(year):
        return numbers, year, place + 2
    if not numbers and words[first : first + 1] and words[first] in _YEAR and _is_year(year):
        return [("", first)], year, place + 2
    if len(numbers) == 1 and not marked and not year_marked and _is_year(numbers[0][0]):
        return [("", first)], numbers[0][0], place
    return [], "", first


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and FIRST_YEAR <= int(word) <= LAST_YEAR


def _read_name(words: Sequence[str], place: int, names: frozenset[tuple[str, ...]]) -> tuple[str, int]:
    place += place < len(words) and words[place] in ("tentang", "mengenai")
    for length in range(max(map(len, names), default=0), 0, -1):
        name = tuple(words[place : place + length])
        if len(name) == length and name in names:
            return " ".join(name), place + length
    return "", place


def _read_articles(words: Sequence[str], place: int) -> tuple[str, int]:
    """Read "pasal 71 ayat (2) huruf a", several where they are joined; the text in one form, and where it ends."""
    if place + 1 >= len(words) or words[place] != "pasal" or not words[place + 1].isdecimal():
        return "", place
    parts = [words[place + 1]]
    place += 2
    while place < len(words):
        value, after = _read_part(words, place)
        if value:
            parts[-1] += f" {words[place]} {value}"
            place = after
            continue
        again = place + (words[place] in _LINKS)
        again += again < len(words) and words[again] == "pasal"
        year_follows = again + 1 < len(words) and words[again + 1] in {*_YEAR, "/"}
        if again == place or again >= len(words) or not words[again].isdecimal() or year_follows:
            break
        parts.append(words[again])
        place = again + 1
    return ", ".join(parts), place


def _read_part(words: Sequence[str], place: int) -> tuple[str, int]:
    if words[place] not in _PARTS or place + 1 >= len(words):
        return "", place
    if words[place + 1] == "(" and words[place + 3 : place + 4] == [")"]:
        return f"({words[place + 2]})", place + 4
    value = words[place + 1]
    if value.isdecimal():
        return f"({value})" if words[place] == "ayat" else value, place + 2
    return (value, place + 2) if len(value) == 1 and value.isalpha() else ("", place)

"""Names of people, places, outlets and elections in sentences: found, and masked before words are counted.

A name tells which document a sentence is from and not how its speaker talks. Names are found in the text as it stands,
by its capitals, before anything is stemmed; common words that are also names (Batu, Agung, Serang) stay where the text
does not show that a name is meant.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from research.tables import Fault, InputError, check_columns, read_data_rows, run_checks
from research.text.gazetteer import read_gazetteer
from research.text.lexicon import read_word_group, read_word_list, split_words
from research.text.mentions import find_mentions
from research.text.tokens import find_tokens, read_phrases, tokenise

NAME_KINDS = ("people", "places", "outlets", "elections")
FILLER = "*"
_SHIELD = ""
_STATEMENT = ("document", "sentence", "text", "speaker")
_DOCUMENT = ("document", "outlet", "region")
_JOINED = re.compile(r"\s*|\.|\s?-\s?")
_SITE = re.compile(r"\.(?:com|co|id|net|news|tv)\b.*$", re.IGNORECASE)
_ENDED = re.compile(r"(?:^|[.!?:;\u201c\"(])[\s\u201c\u2018\"'(]*$")
_TYPED = re.compile(r"^(?:Kabupaten|Kota|Provinsi)\s+")

Names = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True)
class _Token:
    """A word of a sentence: opens where a sentence or quotation starts with it, joined to the word before it."""

    start: int
    stop: int
    word: str
    capital: bool
    opens: bool
    joined: bool


def find_names(
    statements: pd.DataFrame, documents: pd.DataFrame, *, kinds: Collection[str] = NAME_KINDS
) -> pd.DataFrame:
    """Find the names in sentences: document, sentence, start, stop (in the sentence's text), text, kind.

    statements: document, sentence, text, speaker; give all sentences, narration too, since it introduces people and
    shows which words are common ones. documents: document, outlet, region. kinds: people (the speakers of the document
    and whom it names beside an office or in full), places (regions, their short names and seats, islands), outlets,
    elections (data/election_words.csv). People, places and outlets need their capitals. A name of one word that also
    stands in small letters somewhere in the texts counts as a name only where no other capitalised word stands beside
    it, save an office or a kind of place (Mahkamah Agung, but kata Agung), and a place or outlet not at the start of a
    sentence. Words of offices, bodies and kinds of regions are no part of a name, and phrases of data/phrases.csv and
    names of bodies stay whole. Raises InputError for an unknown kind.

    >>> statements = pd.DataFrame({"document": "a", "sentence": [1, 2], "speaker": ["Budi Rai", ""], "text": [
    ...     "Bupati Kapuas Hulu Budi Rai meminta ASN Kota Batu netral.", "Budi pekerti dan batu itu milik Bupati."]})
    >>> documents = pd.DataFrame({"document": ["a"], "outlet": ["Kompas.com"], "region": ["Kabupaten Kapuas Hulu"]})
    >>> find_names(statements, documents)[["sentence", "text", "kind"]].values.tolist()
    [[1, 'Kapuas Hulu', 'places'], [1, 'Budi', 'people'], [1, 'Rai', 'people'], [1, 'Batu', 'places'],
     [2, 'Budi', 'people']]
    >>> find_names(statements, documents, kinds=["parties"])
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    find_names: kinds: found 'parties', expected among people, places, outlets, elections
    """
    known = "among " + ", ".join(NAME_KINDS)
    faults = [Fault("find_names", "kinds", repr(kind), known) for kind in kinds if kind not in NAME_KINDS]
    if faults:
        raise InputError(faults)
    run_checks(
        lambda: check_columns(statements, _STATEMENT, where="find_names: statements", key=["document", "sentence"]),
        lambda: check_columns(documents, _DOCUMENT, where="find_names: documents", key=["document"]),
    )
    ordered = statements.sort_values(["document", "sentence"], ignore_index=True)
    common = _list_common(ordered["text"])
    names = _index_names(documents, kinds)
    rows = []
    for document, part in ordered.groupby("document", sort=True):
        cast = _list_cast(part, common) if "people" in kinds else frozenset()
        for sentence, text in part[["sentence", "text"]].itertuples(index=False):
            for start, stop, kind in _find_spans(_read_tokens(text), names, cast, common):
                rows.append((document, sentence, start, stop, text[start:stop], kind))
    table = pd.DataFrame(rows, columns=["document", "sentence", "start", "stop", "text", "kind"])
    return table.astype({"document": "str", "text": "str", "kind": "str"})


def mask_names(
    statements: pd.DataFrame, documents: pd.DataFrame, *, kinds: Collection[str] = NAME_KINDS
) -> pd.DataFrame:
    """Return the statements with the names in their text overwritten by asterisks, so that no place in it moves.

    Arguments as of find_names. Nothing is counted where a name stood, and no phrase is joined across it.

    >>> statements = pd.DataFrame({"document": ["a"], "sentence": [1], "speaker": ["Budi Rai"],
    ...                            "text": ["Budi Rai meminta ASN Kota Bontang netral."]})
    >>> documents = pd.DataFrame({"document": ["a"], "outlet": ["Kompas.com"], "region": ["Kota Bontang"]})
    >>> mask_names(statements, documents)["text"].item()
    '**** *** meminta ASN Kota ******* netral.'
    """
    found = find_names(statements, documents, kinds=kinds)
    texts = dict(zip(zip(statements["document"], statements["sentence"], strict=True), statements["text"], strict=True))
    for document, sentence, start, stop in found[["document", "sentence", "start", "stop"]].itertuples(index=False):
        text = texts[document, sentence]
        texts[document, sentence] = text[:start] + FILLER * (stop - start) + text[stop:]
    keys = zip(statements["document"], statements["sentence"], strict=True)
    return statements.assign(text=pd.Series([texts[key] for key in keys], index=statements.index, dtype="str"))


def _read_tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    end = 0
    for start, stop, word in find_tokens(text):
        opens = _ENDED.search(text[:start]) is not None
        joined = bool(tokens) and _JOINED.fullmatch(text[end:start]) is not None
        tokens.append(_Token(start, stop, word, text[start].isupper(), opens, joined))
        end = stop
    return tokens


def _list_common(texts: Iterable[str]) -> frozenset[str]:
    """The words that stand in small letters somewhere in the texts."""
    return frozenset(token.word for text in texts for token in _read_tokens(text) if not token.capital)


@cache
def _list_titles() -> frozenset[str]:
    """Words of offices, bodies and kinds of regions."""
    words = {word for title in _read_titles() for word in tokenise(title)}
    return frozenset(words) | read_word_group("region_kind") | read_word_group("organisation")


@cache
def _list_heads() -> frozenset[str]:
    """The words that offices, bodies and kinds of regions begin with, which no person's name holds."""
    heads = {tokenise(title)[0] for title in _read_titles()}
    return frozenset(heads) | read_word_group("region_kind") | read_word_group("organisation")


def _read_titles() -> list[str]:
    files = (("offices.csv", "office"), ("institutions.csv", "institution"))
    return [row[column] for name, column in files for row in read_data_rows(name)]


@cache
def _list_honorifics() -> frozenset[str]:
    return frozenset(word for row in read_data_rows("titles.csv") for word in tokenise(row["title"]))


def _list_cast(part: pd.DataFrame, common: frozenset[str]) -> frozenset[str]:
    """The words of the names of the people in one document: who speaks, and whom it names with an office or in full."""
    names = [name for name in part["speaker"].unique() if not _list_heads() & set(tokenise(name)[:1])]
    for text in part["text"]:
        for mention in find_mentions(split_words(text, 0, len(text)), text):
            words = tokenise(mention.name)
            full = len(words) > 1 and not common & set(words)
            if mention.kind == "person" and (mention.office or full):
                names += [mention.name, mention.alias]
    never = _list_heads() | read_word_list("common_capitals.txt")
    # An initial is a letter, and so is a number such as the I of Komisi I; beside names it is the former.
    return frozenset(word for name in names for word in tokenise(name) if len(word) == 1 or word not in never)


def _index_names(documents: pd.DataFrame, kinds: Collection[str]) -> Names:
    """Arrange the names of all kinds but people, and what no name may be cut out of, by first word, longest first."""
    shields = [*read_phrases(), *(row["institution"] for row in read_data_rows("institutions.csv"))]
    found = {words: _SHIELD for name in shields if len(words := tuple(tokenise(name))) > 1}
    lists = {
        "outlets": _list_outlets(documents["outlet"]),
        "places": [*read_gazetteer().places, *_list_islands(), *(_TYPED.sub("", name) for name in documents["region"])],
        "elections": [row["words"] for row in read_data_rows("election_words.csv")],
    }
    for kind, listed in lists.items():
        found |= {words: kind for name in listed if kind in kinds and (words := tuple(tokenise(name)))}
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, kind in sorted(found.items(), key=lambda item: (-len(item[0]), item[0])):
        index.setdefault(words[0], []).append((words, kind))
    return index


def _list_islands() -> list[str]:
    return sorted({part for row in read_data_rows("provinces.csv") for part in row["island"].split(" and ")})


def _list_outlets(outlets: Iterable[str]) -> Iterator[str]:
    """The outlets' names, those of sites without their ending too; press offices are bodies, and stay."""
    for outlet in sorted(set(outlets)):
        words = tokenise(outlet)
        if outlet[:1].isupper() and not _list_titles() & set(words):
            yield from (outlet, _SITE.sub("", outlet))


def _find_spans(
    tokens: Sequence[_Token], names: Names, cast: Collection[str], common: Collection[str]
) -> Iterator[tuple[int, int, str]]:
    """Find names from left to right, the longest that starts at a word before the shorter ones: start, stop, kind."""
    place = 0
    while place < len(tokens):
        width, kind = 1, _SHIELD
        match = next((found for found in names.get(tokens[place].word, ()) if _stands(tokens, place, *found)), None)
        if match is not None and (len(match[0]) > 1 or match[1] == "elections"):
            width, kind = len(match[0]), match[1]
        elif _is_single(tokens, place, cast, common, opening=True) and tokens[place].word in cast:
            kind = "people"
        elif match is not None and _is_single(tokens, place, cast, common, opening=False):
            kind = match[1]
        if kind != _SHIELD:
            yield tokens[place].start, tokens[place + width - 1].stop, kind
        place += width


def _stands(tokens: Sequence[_Token], place: int, words: tuple[str, ...], kind: str) -> bool:
    """Whether the words of a name stand here, one after another, with the capitals that a name of its kind has."""
    here = tokens[place : place + len(words)]
    if tuple(token.word for token in here) != words or not all(token.joined for token in here[1:]):
        return False
    return kind in (_SHIELD, "elections") or (here[0].capital and (here[-1].capital or kind == "outlets"))


def _is_single(
    tokens: Sequence[_Token], place: int, cast: Collection[str], common: Collection[str], *, opening: bool
) -> bool:
    """Whether a capitalised word is a name by itself and not a common word, at the start of a sentence or in a title.

    opening takes a common word that opens a sentence for a name.
    """
    token = tokens[place]
    if not token.capital or token.word not in common:
        return token.capital
    if token.opens and not opening:
        return False
    before = tokens[place - 1] if token.joined else None
    after = tokens[place + 1] if place + 1 < len(tokens) and tokens[place + 1].joined else None
    beside = [other for other in (before, after) if other and other.capital and not other.opens]
    known = _list_titles() | _list_honorifics()
    return all(other.word in known or other.word in cast for other in beside)

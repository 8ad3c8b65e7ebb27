"""Names of people, places, outlets and elections in sentences, found and masked.

A name says from which document a sentence is and not how its speaker talks, so names are masked before words are
counted.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from research.tables import Fault, InputError, check_columns, read_data_rows, returns_table, run_checks
from research.text.gazetteer import read_gazetteer
from research.text.lexicon import read_word_group, read_word_list, split_words
from research.text.mentions import find_mentions
from research.text.tokens import find_tokens, read_phrases, tokenise

NAME_KINDS = ("people", "places", "outlets", "elections")
_FILLER = "*"
_NO_NAME = ""
_STATEMENT = ("document", "sentence", "text", "speaker")
_DOCUMENT = ("document", "outlet", "region")
_WORD_JOIN = re.compile(r"\s*|\.|\s?-\s?")
_HOST_ENDING = re.compile(r"\.(?:com|co|id|net|news|tv)\b.*$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?:^|[.!?:;\u201c\"(])[\s\u201c\u2018\"'(]*$")
_REGION_KIND = re.compile(r"^(?:Kabupaten|Kota|Provinsi)\s+")

Names = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True)
class _Token:
    """A word: whether it has a capital, starts a sentence or a quotation, and directly follows the previous word."""

    start: int
    stop: int
    word: str
    capital: bool
    starts_sentence: bool
    follows: bool


@returns_table("names")
def find_names(
    statements: pd.DataFrame, documents: pd.DataFrame, *, kinds: Collection[str] = NAME_KINDS
) -> pd.DataFrame:
    """Find the names in sentences.

    Parameters
    ----------
    statements
        Columns document, sentence, text and speaker: all sentences, narration too, since it introduces people and
        shows which words are common ones.
    documents
        Columns document, outlet and region.
    kinds
        people (the speakers of the document, and whom it names with an office or in full), places (regions, their
        short names and capitals, islands), outlets, elections (data/election_words.csv).

    Returns
    -------
    pandas.DataFrame
        One row a name: document, sentence, start and stop (in the sentence's text), text, kind.

    Raises
    ------
    InputError
        For an unknown kind, and where a column is missing or a key occurs twice.

    Notes
    -----
    People, places and outlets need their capitals. A name of one word that occurs in lower case too counts only where
    no other capitalised word is next to it, except an office or a kind of place (Mahkamah Agung, but kata Agung), and
    a place or an outlet not at the start of a sentence. Words of offices, bodies and kinds of regions belong to no
    name; phrases of data/phrases.csv and names of bodies stay whole.

    Examples
    --------
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
    expected = "among " + ", ".join(NAME_KINDS)
    faults = [Fault("find_names", "kinds", repr(kind), expected) for kind in kinds if kind not in NAME_KINDS]
    if faults:
        raise InputError(faults)
    run_checks(
        lambda: check_columns(statements, _STATEMENT, where="find_names: statements", key=["document", "sentence"]),
        lambda: check_columns(documents, _DOCUMENT, where="find_names: documents", key=["document"]),
    )
    ordered = statements.sort_values(["document", "sentence"], ignore_index=True)
    common_words = _find_common_words(ordered["text"])
    names = _index_names(documents, kinds)
    rows = []
    for document, group in ordered.groupby("document", sort=True):
        people = _find_people(group, common_words) if "people" in kinds else frozenset()
        for sentence, text in group[["sentence", "text"]].itertuples(index=False):
            for start, stop, kind in _find_spans(_find_word_tokens(text), names, people, common_words):
                rows.append((document, sentence, start, stop, text[start:stop], kind))
    table = pd.DataFrame(rows, columns=["document", "sentence", "start", "stop", "text", "kind"])
    return table.astype({"document": "str", "text": "str", "kind": "str"})


def mask_names(
    statements: pd.DataFrame, documents: pd.DataFrame, *, kinds: Collection[str] = NAME_KINDS
) -> pd.DataFrame:
    """Replace the names in statements by asterisks of the same length.

    Parameters
    ----------
    statements, documents, kinds
        As in find_names.

    Returns
    -------
    pandas.DataFrame
        The statements with the names in column text masked; offsets stay those of the text as given. Nothing is
        counted where a name was, and no phrase is joined across it.

    Raises
    ------
    InputError
        As find_names does.

    Examples
    --------
    >>> statements = pd.DataFrame({"document": ["a"], "sentence": [1], "speaker": ["Budi Rai"],
    ...                            "text": ["Budi Rai meminta ASN Kota Bontang netral."]})
    >>> documents = pd.DataFrame({"document": ["a"], "outlet": ["Kompas.com"], "region": ["Kota Bontang"]})
    >>> mask_names(statements, documents)["text"].item()
    '**** *** meminta ASN Kota ******* netral.'
    """
    names = find_names(statements, documents, kinds=kinds)
    texts = dict(zip(zip(statements["document"], statements["sentence"], strict=True), statements["text"], strict=True))
    for document, sentence, start, stop in names[["document", "sentence", "start", "stop"]].itertuples(index=False):
        text = texts[document, sentence]
        texts[document, sentence] = text[:start] + _FILLER * (stop - start) + text[stop:]
    keys = zip(statements["document"], statements["sentence"], strict=True)
    return statements.assign(text=pd.Series([texts[key] for key in keys], index=statements.index, dtype="str"))


def _find_word_tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    previous_stop = 0
    for start, stop, word in find_tokens(text):
        starts_sentence = _SENTENCE_END.search(text[:start]) is not None
        follows = bool(tokens) and _WORD_JOIN.fullmatch(text[previous_stop:start]) is not None
        tokens.append(_Token(start, stop, word, text[start].isupper(), starts_sentence, follows))
        previous_stop = stop
    return tokens


def _find_common_words(texts: Iterable[str]) -> frozenset[str]:
    """Find the words that occur in lower case somewhere in the texts."""
    return frozenset(token.word for text in texts for token in _find_word_tokens(text) if not token.capital)


@cache
def _read_title_words() -> frozenset[str]:
    """Read the words of offices, bodies and kinds of regions."""
    words = {word for title in _read_titles() for word in tokenise(title)}
    return frozenset(words) | read_word_group("region_kind") | read_word_group("organisation")


@cache
def _read_first_words() -> frozenset[str]:
    """Read the first words of offices, bodies and kinds of regions, which occur in no person's name."""
    heads = {tokenise(title)[0] for title in _read_titles()}
    return frozenset(heads) | read_word_group("region_kind") | read_word_group("organisation")


def _read_titles() -> list[str]:
    files = (("offices.csv", "office"), ("institutions.csv", "institution"))
    return [row[column] for name, column in files for row in read_data_rows(name)]


@cache
def _read_honorifics() -> frozenset[str]:
    return frozenset(word for row in read_data_rows("titles.csv") for word in tokenise(row["title"]))


def _find_people(statements: pd.DataFrame, common_words: frozenset[str]) -> frozenset[str]:
    """Find the words of the names of a document: of its speakers, and of people with an office or a full name."""
    names = [name for name in statements["speaker"].unique() if not _read_first_words() & set(tokenise(name)[:1])]
    for text in statements["text"]:
        for mention in find_mentions(split_words(text, 0, len(text)), text):
            words = tokenise(mention.name)
            is_full = len(words) > 1 and not common_words & set(words)
            if mention.kind == "person" and (mention.office or is_full):
                names += [mention.name, mention.alias]
    never_names = _read_first_words() | read_word_list("common_capitals.txt")
    # A single letter may be a number, as in Komisi I; next to a name it is an initial.
    return frozenset(word for name in names for word in tokenise(name) if len(word) == 1 or word not in never_names)


def _index_names(documents: pd.DataFrame, kinds: Collection[str]) -> Names:
    """Index the names of all kinds but people, and the phrases kept whole, by first word, the longest first."""
    kept_whole = [*read_phrases(), *(row["institution"] for row in read_data_rows("institutions.csv"))]
    kind_of_name = {words: _NO_NAME for name in kept_whole if len(words := tuple(tokenise(name))) > 1}
    names_of_kind = {
        "outlets": _name_outlets(documents["outlet"]),
        "places": [
            *read_gazetteer().places,
            *_read_islands(),
            *(_REGION_KIND.sub("", name) for name in documents["region"]),
        ],
        "elections": [row["words"] for row in read_data_rows("election_words.csv")],
    }
    for kind, names in names_of_kind.items():
        kind_of_name |= {words: kind for name in names if kind in kinds and (words := tuple(tokenise(name)))}
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, kind in sorted(kind_of_name.items(), key=lambda item: (-len(item[0]), item[0])):
        index.setdefault(words[0], []).append((words, kind))
    return index


def _read_islands() -> list[str]:
    return sorted({part for row in read_data_rows("provinces.csv") for part in row["island"].split(" and ")})


def _name_outlets(outlets: Iterable[str]) -> Iterator[str]:
    """Yield the names of outlets, those of web sites also without their ending; press offices are bodies."""
    for outlet in sorted(set(outlets)):
        words = tokenise(outlet)
        if outlet[:1].isupper() and not _read_title_words() & set(words):
            yield from (outlet, _HOST_ENDING.sub("", outlet))


def _find_spans(
    tokens: Sequence[_Token], names: Names, people: Collection[str], common_words: Collection[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and kind of the names from left to right, the longest that starts at a word."""
    position = 0
    while position < len(tokens):
        width, kind = 1, _NO_NAME
        match = next(
            (name for name in names.get(tokens[position].word, ()) if _is_name_at(tokens, position, *name)), None
        )
        if match is not None and (len(match[0]) > 1 or match[1] == "elections"):
            width, kind = len(match[0]), match[1]
        elif _is_single_name(tokens, position, people, common_words, at_start=True) and tokens[position].word in people:
            kind = "people"
        elif match is not None and _is_single_name(tokens, position, people, common_words, at_start=False):
            kind = match[1]
        if kind != _NO_NAME:
            yield tokens[position].start, tokens[position + width - 1].stop, kind
        position += width


def _is_name_at(tokens: Sequence[_Token], position: int, words: tuple[str, ...], kind: str) -> bool:
    """Whether the words of a name occur at a position, one after another, with the capitals of its kind."""
    span = tokens[position : position + len(words)]
    if tuple(token.word for token in span) != words or not all(token.follows for token in span[1:]):
        return False
    return kind in (_NO_NAME, "elections") or (span[0].capital and (span[-1].capital or kind == "outlets"))


def _is_single_name(
    tokens: Sequence[_Token], position: int, people: Collection[str], common_words: Collection[str], *, at_start: bool
) -> bool:
    """Whether a capitalised word is a name of one word; at_start takes a common word at a sentence's start for one."""
    token = tokens[position]
    if not token.capital or token.word not in common_words:
        return token.capital
    if token.starts_sentence and not at_start:
        return False
    previous = tokens[position - 1] if token.follows else None
    following = tokens[position + 1] if position + 1 < len(tokens) and tokens[position + 1].follows else None
    neighbours = [other for other in (previous, following) if other and other.capital and not other.starts_sentence]
    titles = _read_title_words() | _read_honorifics()
    return all(other.word in titles or other.word in people for other in neighbours)

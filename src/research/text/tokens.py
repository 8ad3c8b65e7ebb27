"""From text to tokens to stems to term matrices, with offsets that stay those of the text as given."""

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import pandas as pd
import scipy.sparse as sp

from research.tables import Fault, InputError, check_columns, check_number, read_data_rows, read_lines
from research.text import stemming
from research.text.cleaning.cleaned_text import Cleaned, clean_markup

TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*")
_TOKEN_OR_NUMBER = re.compile(rf"{TOKEN.pattern}|[0-9]+(?:[.,][0-9]+)*")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|\bwww\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|id|net|org)/\S*",
    re.IGNORECASE,
)
STEMS = ("protected", "sastrawi", "none")
_MAPPED = {"\u2010": "-", "\u2011": "-", "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"'}

Matrix: TypeAlias = "sp.csr_array[np.int64, tuple[int, int]]"


@cache
def _fold(character: str) -> str:
    if character in _MAPPED:
        return _MAPPED[character]
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(_MAPPED.get(c, c) for c in folded if unicodedata.category(c) not in ("Mn", "Me", "Cf"))


def normalise(text: str) -> str:
    """Fold text for matching: compatibility forms, lower case, no accents, straight quotes, plain hyphens and spaces.

    The result may be shorter or longer than the text; find_tokens keeps the offsets of the text as given.

    >>> normalise("\u201cKAMI\u201d men\u00e9gaskan\u00a0netralitas")
    '"kami" menegaskan netralitas'
    """
    if text.isascii():
        return text.lower()
    return text.translate({ord(c): _fold(c) for c in set(text) if not c.isascii()}).lower()


def find_tokens(text: str, *, numbers: bool = False) -> list[tuple[int, int, str]]:
    """Find the words of a text: start, stop (code points of the text as given, half-open) and normalised token.

    A token is a run of the letters a to z, or several such runs joined by single hyphens. With numbers, a run of
    digits is one too, with the points and commas inside it. Tags, entities, other mark-up and addresses hold no words.

    >>> find_tokens("ASN ikut-ikutan, 2024")
    [(0, 3, 'asn'), (4, 15, 'ikut-ikutan')]
    >>> find_tokens("Rp500.000.", numbers=True)
    [(0, 2, 'rp'), (2, 9, '500.000')]
    >>> find_tokens("<p>ASN&nbsp;netral</p> https://contoh.id")
    [(3, 6, 'asn'), (12, 18, 'netral')]
    """
    cleaned = _read_prose(text)
    found = _find_tokens(cleaned.text, _TOKEN_OR_NUMBER if numbers else TOKEN)
    if not cleaned.notes:
        return found
    return [(*cleaned.map_span(start, stop), token) for start, stop, token in found]


def _read_prose(text: str) -> Cleaned:
    """The text without mark-up, with blanks in the place of addresses."""
    cleaned = clean_markup(text)
    if "://" in text or "www." in text or "@" in text or "/" in text:
        return replace(cleaned, text=_ADDRESS.sub(lambda match: " " * len(match[0]), cleaned.text))
    return cleaned


def find_separators(text: str, tokens: Sequence[tuple[int, int, str]]) -> list[str]:
    """List what stands before each token, from the one before it on: blanks and marks, mark-up aside.

    found is what find_tokens gives for text.

    >>> find_separators("ASN, <b>netral</b>", find_tokens("ASN, <b>netral</b>"))
    ['', ', ']
    """
    stops = [0, *(stop for _, stop, _ in tokens)]
    gaps = (text[stop:start] for stop, (start, *_) in zip(stops, tokens, strict=False))
    return [clean_markup(gap).text for gap in gaps]


def _find_tokens(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int, str]]:
    matches = pattern.finditer(normalise(text))
    if all(c.isascii() or len(_fold(c)) == 1 for c in set(text)):
        return [(match.start(), match.end(), match.group()) for match in matches]
    starts, stops = _align(text)
    return [(starts[match.start()], stops[match.end() - 1], match.group()) for match in matches]


def _align(text: str) -> tuple[list[int], list[int]]:
    """Find where each character of the normalised text starts and stops in the text as given."""
    starts: list[int] = []
    stops: list[int] = []
    for place, character in enumerate(text):
        width = 1 if character.isascii() else len(_fold(character))
        if not width and stops and unicodedata.category(character).startswith("M"):
            stops[-1] = place + 1  # an accent of its own belongs to the letter before it
        starts.extend([place] * width)
        stops.extend([place + 1] * width)
    return starts, stops


def tokenise(text: str) -> list[str]:
    """List the tokens of a text, normalised, in order.

    >>> tokenise("Pegawai negeri TIDAK boleh memihak.")
    ['pegawai', 'negeri', 'tidak', 'boleh', 'memihak']
    """
    return TOKEN.findall(normalise(_read_prose(text).text))


def stem_types(types: Iterable[str], *, protect: bool = True) -> dict[str, str]:
    """Stem each distinct word type once; the types are tokens as find_tokens gives them.

    protect applies data/stem_overrides.csv and data/protected_names.csv before the stemmer, and the rules of
    stemming.repair_stem behind it; without it the answer is PySastrawi's own. A stem may hold a space where the word is
    short for a joined term. A token of more than 64 letters is its own stem. Raises InputError for what is no token.

    >>> stem_types(["relawan", "kerawanan", "netralitas", "netral"])
    {'kerawanan': 'rawan', 'netral': 'netral', 'netralitas': 'netral', 'relawan': 'relawan'}
    >>> stem_types(["relawan", "kerawanan"], protect=False)
    {'kerawanan': 'rawan', 'relawan': 'rawan'}
    >>> stem_types(["Relawan!"])
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    word types: type: found 'Relawan!', expected letters a to z and single hyphens; tokenise the text first
    """
    words = sorted(set(types))
    expected = "letters a to z and single hyphens"
    faults = [
        Fault("word types", "type", repr(word), expected, "tokenise the text first")
        for word in words
        if not TOKEN.fullmatch(word)
    ]
    if faults:
        raise InputError(faults)
    stems = stemming.stem_words(words)
    if protect:
        overrides = {word: stemming.find_override(word) or stemming.repair_stem(word) for word in words}
        stems |= {word: override.stem for word, override in overrides.items() if override}
    return stems


@cache
def read_stop_words() -> frozenset[str]:
    """Read data/stop_words.txt: words, and joined terms, that tell no topic or group from another.

    >>> "yang" in read_stop_words(), "tidak" in read_stop_words(), "boleh" in read_stop_words()
    (True, False, False)
    """
    words = " ".join(read_lines("stop_words.txt")).split()
    return frozenset(word.replace("_", " ") for word in words)


@cache
def read_phrases() -> Mapping[str, str]:
    """Read data/phrases.csv: words as written, with single spaces, to the term they count as.

    >>> read_phrases()["benturan kepentingan"]
    'konflik kepentingan'
    """
    return MappingProxyType({row["surface"]: row["term"] for row in read_data_rows("phrases.csv")})


def _find_phrase(surface: str) -> str | None:
    phrases = read_phrases()
    return phrases.get(surface, phrases.get(surface.removesuffix("nya")))


def join_phrases(text: str) -> list[str]:
    """List the tokens of a text with the words of a phrase joined by a space, longest phrase first, left to right.

    Words are joined only where nothing but space stands between them.

    >>> join_phrases("Konflik kepentingan di media sosialnya, konflik, kepentingan")
    ['konflik kepentingan', 'di', 'media sosialnya', 'konflik', 'kepentingan']
    """
    text = _read_prose(text).text
    tokens = _find_tokens(text, TOKEN)
    longest = max(phrase.count(" ") for phrase in read_phrases()) + 1
    firsts = {phrase.partition(" ")[0] for phrase in read_phrases()}
    joined: list[str] = []
    place = 0
    while place < len(tokens):
        width = 1
        if tokens[place][2] in firsts:
            reach = place + 1
            while reach < min(place + longest, len(tokens)) and text[tokens[reach - 1][1] : tokens[reach][0]].isspace():
                reach += 1
            surfaces = (" ".join(token for _, _, token in tokens[place:end]) for end in range(reach, place + 1, -1))
            width = next((surface.count(" ") + 1 for surface in surfaces if _find_phrase(surface)), 1)
        joined.append(" ".join(token for _, _, token in tokens[place : place + width]))
        place += width
    return joined


@dataclass(frozen=True, eq=False)
class Terms:
    """How often each stem stands in each statement, and the surface forms that a stem stands for.

    matrix: statements x stems, counts, canonical (no zeros stored, columns of a row sorted, none twice)
    rows: document and sentence of each row of matrix, sorted
    stems: stem or joined term of each column, sorted
    surfaces: for each stem its commonest surface form, the alphabetically first of equals
    forms: stem, surface, count: every surface form a stem stands for, commonest first
    """

    matrix: Matrix
    rows: pd.DataFrame
    stems: tuple[str, ...]
    surfaces: tuple[str, ...]
    forms: pd.DataFrame


def count_terms(
    statements: pd.DataFrame,
    *,
    stems: str = "protected",
    stop_words: bool = True,
    phrases: bool = True,
    minimum_documents: int = 2,
) -> Terms:
    """Count the stems of each statement (columns document, sentence, text; in any row order).

    stems: protected (overrides, names and merges before PySastrawi), sastrawi (its own), none (surface forms).
    stop_words leaves out data/stop_words.txt, phrases joins data/phrases.csv, minimum_documents leaves out stems of
    fewer documents. Surface forms are counted once and collapsed by a sparse product. Raises InputError.

    >>> table = pd.DataFrame({"document": ["b", "a"], "sentence": [1, 1], "text": ["Pelayanan!", "melayani, layanan"]})
    >>> terms = count_terms(table)
    >>> terms.matrix.toarray().tolist(), terms.stems, terms.surfaces
    ([[2], [1]], ('layan',), ('layanan',))
    >>> count_terms(table, stems="porter")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    count_terms: stems: found 'porter', expected one of protected, sastrawi, none
    """
    check_number(minimum_documents, where="count_terms", field="minimum_documents")
    if stems not in STEMS:
        raise InputError([Fault("count_terms", "stems", repr(stems), f"one of {', '.join(STEMS)}")])
    ordered = _sort_statements(statements)
    split = join_phrases if phrases else tokenise
    types, counts = _count_types([split(text) for text in ordered["text"]])
    named = _name_stems(types, stems, read_stop_words() if stop_words else frozenset())
    columns = sorted(set(named.values()))
    matrix: Matrix = sp.csr_array(counts @ _collapse(types, named, columns))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    kept = np.flatnonzero(_count_documents(matrix, ordered["document"]) >= minimum_documents)
    matrix = sp.csr_array(matrix[:, kept])
    matrix.sort_indices()
    names = tuple(columns[column] for column in kept)
    forms = _list_forms(types, counts.sum(axis=0), named, set(names))
    surfaces = forms.drop_duplicates("stem").sort_values("stem")["surface"]
    return Terms(matrix, ordered[["document", "sentence"]], names, tuple(surfaces), forms)


def _sort_statements(statements: pd.DataFrame) -> pd.DataFrame:
    wanted = ["document", "sentence", "text"]
    check_columns(statements, wanted, where="statements")
    repeated = statements.loc[statements.duplicated(["document", "sentence"]), ["document", "sentence"]]
    if len(repeated):
        rows = repeated.drop_duplicates().itertuples(index=False)
        raise InputError([Fault("statements", "sentence", f"{d} {s} twice", "one row a sentence") for d, s in rows])
    return statements[wanted].sort_values(["document", "sentence"], ignore_index=True)


def _count_types(texts: list[list[str]]) -> tuple[list[str], Matrix]:
    """Count the surface types of each text: the types, sorted, and a matrix of texts x types."""
    types = sorted({token for tokens in texts for token in tokens})
    place = {name: number for number, name in enumerate(types)}
    columns = array("q", (place[token] for tokens in texts for token in tokens))
    borders = np.cumsum([0, *map(len, texts)])
    ones = np.ones(len(columns), dtype=np.int64)
    counts = sp.csr_array((ones, np.asarray(columns, dtype=np.int64), borders), shape=(len(texts), len(types)))
    counts.sum_duplicates()
    return types, counts


def _name_stems(types: list[str], stems: str, stopped: frozenset[str]) -> dict[str, str]:
    """Map each surface type that isn't stopped to its stem, a joined phrase to its term."""
    joined = {name: _find_phrase(name) or name for name in types if " " in name}
    words = [name for name in types if name not in joined and name not in stopped]
    named = {word: word for word in words} if stems == "none" else stem_types(words, protect=stems == "protected")
    return named | {name: term for name, term in joined.items() if term not in stopped}


def _collapse(types: list[str], named: Mapping[str, str], columns: list[str]) -> Matrix:
    """Make the matrix of surface types x stems that adds the forms of a stem up."""
    place = {stem: number for number, stem in enumerate(columns)}
    pairs = [(row, place[named[name]]) for row, name in enumerate(types) if name in named]
    rows, stems = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return sp.csr_array((np.ones(len(pairs), dtype=np.int64), (rows, stems)), shape=(len(types), len(columns)))


def _count_documents(matrix: Matrix, documents: "pd.Series[str]") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Count for each column the documents that have it in any of their rows."""
    codes, names = pd.factorize(documents)
    ones = np.ones(len(codes), dtype=np.int64)
    members = sp.csr_array((ones, (codes, np.arange(len(codes)))), shape=(len(names), len(codes)))
    return np.bincount((members @ matrix).nonzero()[1], minlength=matrix.shape[1])


def _list_forms(types: list[str], totals: Iterable[int], named: Mapping[str, str], kept: set[str]) -> pd.DataFrame:
    rows = [
        (named[name], name, int(count))
        for name, count in zip(types, totals, strict=True)
        if name in named and named[name] in kept
    ]
    table = pd.DataFrame(rows, columns=["stem", "surface", "count"]).astype({"stem": "str", "surface": "str"})
    return table.sort_values(["stem", "count", "surface"], ascending=[True, False, True], ignore_index=True)


def report_collisions(statements: pd.DataFrame) -> pd.DataFrame:
    """Report what PySastrawi's stems merge, split and break in these statements (columns document, sentence, text).

    Columns as in stemming.compare_stems: kind, sastrawi_stem, protected_stem, forms, count (tokens), reason. Words are
    taken singly, before phrases are joined and stop words left out. Raises InputError.

    >>> text = "Relawan itu rawan. Netralitas pegawai netral."
    >>> report = report_collisions(pd.DataFrame({"document": ["a"], "sentence": [1], "text": [text]}))
    >>> report[["kind", "sastrawi_stem", "protected_stem"]].values.tolist()
    [['merged', 'rawan', 'rawan | relawan'], ['split', 'netral | netralitas', 'netral']]
    """
    counts = Counter(token for text in _sort_statements(statements)["text"] for token in tokenise(text))
    return stemming.compare_stems(counts, ours=stem_types(counts))

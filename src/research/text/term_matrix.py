"""Statement-term matrices: how often each stem occurs in each statement."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
import pandas as pd
import scipy.sparse as sp

from research.tables import Fault, InputError, check_columns, check_number, map_chunks, returns_table
from research.text.stem_collisions import compare_stems
from research.text.tokens import find_phrase, read_stop_words, stem_types, tokenise
from research.text.type_counts import Integers, TypeCounts, count_types, merge_counts

# Characters, or cells of the matrix, that are worked on at once.
_CHUNK = 1_000_000
STEMS = ("protected", "sastrawi", "none")

Matrix: TypeAlias = "sp.csr_array[np.int64, tuple[int, int]]"


@dataclass(frozen=True, eq=False)
class Terms:
    """The counts of stems in statements, and the surface forms of the stems.

    Attributes
    ----------
    matrix
        Statements x stems, counts: no zeros stored, the columns of a row sorted and unique.
    rows
        Columns document and sentence of each row of matrix, sorted.
    stems
        Stem, or term of a phrase, of each column, sorted.
    surfaces
        The commonest surface form of each stem; the alphabetically first of equally common ones.
    forms
        Columns stem, surface, count: every surface form of each stem, the commonest first.
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
    """Count the stems of each statement; tables.map_chunks says where chunks of the texts are counted.

    Parameters
    ----------
    statements
        Columns document, sentence and text, in any order of rows.
    stems
        protected (reviewed stems and names before PySastrawi's), sastrawi (PySastrawi's alone) or none (surface forms).
    stop_words
        Whether the words of data/stop_words.txt are left out.
    phrases
        Whether the phrases of data/phrases.csv are counted as one term.
    minimum_documents
        Stems of fewer documents are left out.

    Returns
    -------
    Terms
        The statement-term matrix with its rows, stems and surface forms.

    Raises
    ------
    InputError
        Where a column is missing, a sentence occurs twice, or an option has no such value.

    Examples
    --------
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
    texts = ordered["text"].to_list()
    chunks = (texts[part] for part in _split_texts(texts))
    counted = merge_counts(map_chunks(partial(count_types, phrases=phrases), chunks))
    types = counted.list_types()
    stem_of_type = _map_types(types, stems, read_stop_words() if stop_words else frozenset())
    names = sorted(set(stem_of_type.values()))
    number_of_name = {name: number for number, name in enumerate(names)}
    numbers = np.array([number_of_name[stem_of_type[name]] if name in stem_of_type else -1 for name in types], np.int64)
    matrix = _sum_stems(counted, numbers, len(names))
    is_kept = _count_documents(matrix, ordered["document"]) >= minimum_documents
    kept_names = [name for name, kept in zip(names, is_kept, strict=True) if kept]
    totals = np.bincount(counted.columns, weights=counted.counts, minlength=len(types)).astype(np.int64)
    shown = np.where(np.append(is_kept, False)[numbers], numbers, -1)  # a type of stem -1 reads the False at the end
    forms = _list_forms(types, totals, shown, names)
    surfaces = forms["surface"][~forms["stem"].duplicated()]
    if not is_kept.all():
        matrix = sp.csr_array(matrix[:, np.flatnonzero(is_kept)])
    return Terms(matrix, ordered[["document", "sentence"]], tuple(kept_names), tuple(surfaces), forms)


def _split_texts(texts: Sequence[str]) -> Iterator[slice]:
    """Split texts into chunks of about a million characters."""
    sizes = np.cumsum([0, *map(len, texts)])
    numbers = sizes[1:] // _CHUNK
    starts = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(texts)]
    yield from map(slice, starts, starts[1:])


def _sort_statements(statements: pd.DataFrame) -> pd.DataFrame:
    key = ["document", "sentence"]
    check_columns(statements, [*key, "text"], where="statements", key=key)
    return statements[[*key, "text"]].sort_values(key, ignore_index=True)


def _map_types(types: list[str], stems: str, stop_words: frozenset[str]) -> dict[str, str]:
    """Map each surface type that is no stop word to its stem, a phrase to its term."""
    phrases = {name: find_phrase(name) or name for name in types if " " in name}
    words = [name for name in types if name not in phrases and name not in stop_words]
    stem_of_type = dict(zip(words, words, strict=True))
    if stems != "none":
        stem_of_type = stem_types(words, protect=stems == "protected")
    return stem_of_type | {name: term for name, term in phrases.items() if term not in stop_words}


def _sum_stems(counted: TypeCounts, stems: Integers, width: int) -> Matrix:
    """Sum the counts of the types of each stem, in canonical form; a type of stem -1 is left out."""
    columns, counts, offsets = counted.columns, counted.counts, counted.offsets
    if not np.array_equal(stems, np.arange(width)):
        parts = [_sum_rows(counted, rows, stems, width) for rows in _split_rows(offsets)]
        columns, counts, sizes = (np.concatenate(some) for some in zip(*parts, strict=True))
        offsets = np.cumsum(sizes)
    if offsets[-1] <= np.iinfo(np.int32).max:
        offsets = offsets.astype(np.int32)
    matrix: Matrix = sp.csr_array((counts.astype(np.int64), columns, offsets), shape=(len(offsets) - 1, width))
    matrix.has_canonical_format = True
    return matrix


def _sum_rows(counted: TypeCounts, rows: slice, stems: Integers, width: int) -> tuple[Integers, Integers, Integers]:
    """Sum the counts of some rows by stem; return columns, counts and the sizes of the rows, after a 0 in the first."""
    offsets = counted.offsets[rows.start : rows.stop + 1]
    some = slice(offsets[0], offsets[-1])
    columns, counts = stems[counted.columns[some]], counted.counts[some].astype(np.int64)
    is_kept = columns >= 0
    starts = np.repeat(np.arange(len(offsets) - 1) * width, np.diff(offsets))
    # One sort of integers, each a cell and, in its last bits, a count.
    bits = int(counts.max(initial=0)).bit_length()
    keys = ((starts + columns)[is_kept] << bits) + counts[is_kept]
    keys.sort()
    cells = keys >> bits
    firsts = np.flatnonzero(np.diff(cells, prepend=-1))
    sums = np.add.reduceat(keys & ((1 << bits) - 1), firsts) if len(firsts) else firsts
    cells = cells[firsts]
    sizes = np.diff(np.searchsorted(cells, np.arange(len(offsets)) * width), prepend=0)
    return (cells % max(width, 1)).astype(np.int32), sums.astype(np.int32), sizes if not rows.start else sizes[1:]


def _split_rows(offsets: Integers) -> Iterator[slice]:
    """Split rows, of which offsets tells where each begins, into groups of about a million cells."""
    starts = [0, *(np.flatnonzero(np.diff(offsets[1:] // _CHUNK)) + 1).tolist(), len(offsets) - 1]
    yield from map(slice, starts, starts[1:])


def _count_documents(matrix: Matrix, documents: "pd.Series[str]") -> Integers:
    """Count the documents of each column: those with a count in any of their rows, which follow each other."""
    height, width = matrix.shape
    firsts = np.flatnonzero(np.diff(pd.factorize(documents)[0], prepend=-1))
    if len(firsts) == height:
        return np.bincount(matrix.indices, minlength=width)
    offsets = matrix.indptr[[*firsts, height]].astype(np.int64)
    total = np.zeros(width, dtype=np.int64)
    for part in _split_rows(offsets):
        some = offsets[part.start : part.stop + 1]
        starts = np.repeat(np.arange(len(some) - 1) * width, np.diff(some))
        cells = np.unique(starts + matrix.indices[some[0] : some[-1]])
        total += np.bincount(cells % max(width, 1), minlength=width)
    return total


def _list_forms(types: list[str], totals: Integers, stems: Integers, names: list[str]) -> pd.DataFrame:
    """List the types whose stem has a number, by stem, the commonest first."""
    shown = np.flatnonzero(stems >= 0)
    shown = shown[np.lexsort((shown, -totals[shown], stems[shown]))]
    columns = {"stem": [names[n] for n in stems[shown]], "surface": [types[n] for n in shown], "count": totals[shown]}
    return pd.DataFrame(columns).astype({"stem": "str", "surface": "str"})


@returns_table("stem_collisions")
def report_collisions(statements: pd.DataFrame) -> pd.DataFrame:
    """Report the words of statements that PySastrawi's stems merge, split or break.

    Parameters
    ----------
    statements
        Columns document, sentence and text.

    Returns
    -------
    pandas.DataFrame
        The columns of compare_stems: kind, sastrawi_stem, protected_stem, forms, count (tokens), reason. Words are
        counted before phrases are joined, stop words included.

    Raises
    ------
    InputError
        Where a column is missing or a sentence occurs twice.

    Examples
    --------
    >>> text = "Relawan itu rawan. Netralitas pegawai netral."
    >>> report = report_collisions(pd.DataFrame({"document": ["a"], "sentence": [1], "text": [text]}))
    >>> report[["kind", "sastrawi_stem", "protected_stem"]].values.tolist()
    [['merged', 'rawan', 'rawan | relawan'], ['split', 'netral | netralitas', 'netral']]
    """
    counts = Counter(token for text in _sort_statements(statements)["text"] for token in tokenise(text))
    return compare_stems(counts, ours=stem_types(counts))

"""Statement-term matrices: how often each stem occurs in each statement."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
import scipy.sparse as sp

from research.tables import Fault, InputError, check_columns, check_number, returns_table
from research.text.stemming import compare_stems
from research.text.tokens import find_phrase, join_phrases, read_stop_words, stem_types, tokenise

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
    """Count the stems of each statement.

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
    tokenise_text = join_phrases if phrases else tokenise
    types, type_counts = _count_types([tokenise_text(text) for text in ordered["text"]])
    stem_of_type = _map_types(types, stems, read_stop_words() if stop_words else frozenset())
    names = sorted(set(stem_of_type.values()))
    matrix: Matrix = sp.csr_array(type_counts @ _make_stem_matrix(types, stem_of_type, names))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    columns = np.flatnonzero(_count_documents(matrix, ordered["document"]) >= minimum_documents)
    matrix = sp.csr_array(matrix[:, columns])
    matrix.sort_indices()
    kept_stems = tuple(names[column] for column in columns)
    forms = _list_forms(types, type_counts.sum(axis=0), stem_of_type, set(kept_stems))
    surfaces = forms.drop_duplicates("stem").sort_values("stem")["surface"]
    return Terms(matrix, ordered[["document", "sentence"]], kept_stems, tuple(surfaces), forms)


def _sort_statements(statements: pd.DataFrame) -> pd.DataFrame:
    key = ["document", "sentence"]
    check_columns(statements, [*key, "text"], where="statements", key=key)
    return statements[[*key, "text"]].sort_values(key, ignore_index=True)


def _count_types(texts: list[list[str]]) -> tuple[list[str], Matrix]:
    """Count the surface types of each text; return the types, sorted, and the matrix of texts x types."""
    types = sorted({token for tokens in texts for token in tokens})
    column_of_type = {name: number for number, name in enumerate(types)}
    indices = array("q", (column_of_type[token] for tokens in texts for token in tokens))
    row_offsets = np.cumsum([0, *map(len, texts)])
    ones = np.ones(len(indices), dtype=np.int64)
    counts = sp.csr_array((ones, np.asarray(indices, dtype=np.int64), row_offsets), shape=(len(texts), len(types)))
    counts.sum_duplicates()
    return types, counts


def _map_types(types: list[str], stems: str, stop_words: frozenset[str]) -> dict[str, str]:
    """Map each surface type that is no stop word to its stem, a phrase to its term."""
    phrases = {name: find_phrase(name) or name for name in types if " " in name}
    words = [name for name in types if name not in phrases and name not in stop_words]
    stem_of_type = dict(zip(words, words, strict=True))
    if stems != "none":
        stem_of_type = stem_types(words, protect=stems == "protected")
    return stem_of_type | {name: term for name, term in phrases.items() if term not in stop_words}


def _make_stem_matrix(types: list[str], stem_of_type: Mapping[str, str], columns: list[str]) -> Matrix:
    """Make the indicator matrix of surface types x stems, which sums the forms of a stem in a sparse product."""
    column_of_stem = {stem: number for number, stem in enumerate(columns)}
    pairs = [(row, column_of_stem[stem_of_type[name]]) for row, name in enumerate(types) if name in stem_of_type]
    rows, stems = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return sp.csr_array((np.ones(len(pairs), dtype=np.int64), (rows, stems)), shape=(len(types), len(columns)))


def _count_documents(matrix: Matrix, documents: "pd.Series[str]") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Count the documents of each column: those with a count in any of their rows."""
    codes, names = pd.factorize(documents)
    ones = np.ones(len(codes), dtype=np.int64)
    membership = sp.csr_array((ones, (codes, np.arange(len(codes)))), shape=(len(names), len(codes)))
    return np.bincount((membership @ matrix).nonzero()[1], minlength=matrix.shape[1])


def _list_forms(
    types: list[str], totals: Iterable[int], stem_of_type: Mapping[str, str], stems: set[str]
) -> pd.DataFrame:
    rows = [
        (stem_of_type[name], name, int(count))
        for name, count in zip(types, totals, strict=True)
        if name in stem_of_type and stem_of_type[name] in stems
    ]
    table = pd.DataFrame(rows, columns=["stem", "surface", "count"]).astype({"stem": "str", "surface": "str"})
    return table.sort_values(["stem", "count", "surface"], ascending=[True, False, True], ignore_index=True)


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

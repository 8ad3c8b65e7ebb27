"""Shingles (runs of three words) of texts as a sparse matrix, and the exact join of texts that share many of them."""

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

CAP = 50
CROWDED = 0.6  # the share of shingles over CAP in a mass-produced text, and the containment of its matches
MINIMUM_SHARED = 8  # a set phrase or the title of a law is not a copy, even in a short text
_WORK = 20_000_000  # multiplications in one block of the product; each needs at most 12 bytes

Matrix: TypeAlias = "sp.csr_array[np.int32, tuple[int, int]]"
Whole: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class NumberedTokens:
    """The tokens of all texts as numbers.

    Attributes
    ----------
    numbers
        The tokens of all texts, one text after the other; types are numbered from 0 in the order in which they first
        occur.
    lengths
        The number of tokens of each text.
    types
        The number of different tokens.
    """

    numbers: Whole
    lengths: Whole
    types: int


def number_tokens(texts: Iterable[Sequence[str]]) -> NumberedTokens:
    """Number the tokens of each text, in one pass over the texts.

    Parameters
    ----------
    texts
        The tokens of each text.

    Returns
    -------
    NumberedTokens
        The numbered tokens.

    Examples
    --------
    >>> tokens = number_tokens([["aman", "dan", "aman"], ["dan"]])
    >>> tokens.numbers.tolist(), tokens.lengths.tolist(), tokens.types
    ([0, 1, 0, 1], [3, 1], 2)
    """
    place: defaultdict[str, int] = defaultdict(count().__next__)
    numbers, lengths = array("q"), array("q")
    for text in texts:
        before = len(numbers)
        numbers.extend(map(place.__getitem__, text))
        lengths.append(len(numbers) - before)
    return NumberedTokens(np.asarray(numbers, dtype=np.int64), np.asarray(lengths, dtype=np.int64), len(place))


def find_identical(tokens: NumberedTokens, labels: Sequence[Hashable] | None = None) -> Whole:
    """Find for each text the first text with the same tokens, and the same label if labels are given.

    A text without tokens is identical only to itself.

    Parameters
    ----------
    tokens
        The tokens of all texts.
    labels
        A label of each text.

    Returns
    -------
    numpy.ndarray of int64
        For each text, the position of the first identical text.

    Examples
    --------
    >>> find_identical(number_tokens([["aman"], [], ["aman"], [], ["aman", "damai"]])).tolist()
    [0, 1, 0, 3, 4]
    """
    seen: dict[Hashable, int] = {}
    stops = np.cumsum(tokens.lengths)
    found = np.arange(len(stops))
    for text, (length, stop) in enumerate(zip(tokens.lengths.tolist(), stops.tolist(), strict=True)):
        if length:
            own = tokens.numbers[stop - length : stop].tobytes()
            found[text] = seen.setdefault(own if labels is None else (own, labels[text]), text)
    return found


def count_shingles(tokens: NumberedTokens, same: Whole, *, groups: Whole | None = None) -> tuple[Matrix, Whole]:
    """Make the sparse matrix of texts and shingles, and count the shingles of each text that the matrix leaves out.

    The matrix leaves out most shingles that occur once, since they cannot join two texts. Of identical texts only the
    first has shingles.

    Parameters
    ----------
    tokens
        The tokens of all texts.
    same
        For each text the first identical text, from find_identical.
    groups
        A group of each text, from 0: equal shingles of different groups count as different.

    Returns
    -------
    matrix : scipy.sparse.csr_array
        One row for each text and one column for each shingle: 1 if the text has the shingle.
    alone : numpy.ndarray of int64
        For each text, the number of its shingles that are not in the matrix.

    Examples
    --------
    >>> tokens = number_tokens(["a b c d".split(), "x a b c".split()])
    >>> matrix, alone = count_shingles(tokens, find_identical(tokens))
    >>> (matrix @ matrix.T).toarray().tolist(), alone.tolist()
    ([[1, 1], [1, 1]], [1, 1])
    """
    owners = np.repeat(np.arange(len(same)), tokens.lengths)
    inside = (owners[2:] == owners[:-2]) & (same[owners[2:]] == owners[2:])
    one, two, three = (tokens.numbers[start : len(owners) - 2 + start][inside] for start in range(3))
    owners = owners[2:][inside]
    keys = _combine(_combine(one, two, tokens.types), three, tokens.types)
    if groups is not None:
        keys = _combine(keys, groups[owners], int(groups.max(initial=0)) + 1)
    often = _find_frequent(keys)
    alone = np.bincount(owners[~often], minlength=len(same))
    owners, codes = owners[often], pd.factorize(keys[often])[0]
    shape = (len(same), int(codes.max(initial=-1)) + 1)
    matrix: Matrix = sp.csr_array((np.ones(len(codes), dtype=np.int32), (owners, codes)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix, alone


def _combine(left: Whole, right: Whole, kinds: int) -> Whole:
    """Combine two numbers, the second below kinds, into one, so that only equal pairs give equal numbers."""
    if (int(left.max(initial=0)) + 1) * kinds >= 2**63:
        left = pd.factorize(left)[0].astype(np.int64)
    return left * kinds + right


def _find_frequent(keys: Whole) -> npt.NDArray[np.bool_]:
    """Mark the keys that may occur twice or more, without missing any: most keys occur once and cannot join two texts.

    A key that is alone in its bucket (multiplicative hashing by Knuth, about four buckets for each key) occurs once.
    """
    bits = min(len(keys).bit_length() + 2, 24)
    buckets = (keys.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(64 - bits)).view(np.int64)
    return np.bincount(buckets)[buckets] > 1


def match_texts(matrix: Matrix, alone: Whole, rows: Whole, *, threshold: float) -> pd.DataFrame:
    """Match texts with all texts by the shingles that occur in 2 to 50 texts.

    Mass-produced texts, of which more than 60 percent of the shingles occur in more than 50 texts, are also matched
    with each other by all their shingles, at a containment of at least 60 percent.

    Parameters
    ----------
    matrix, alone
        The shingles of the texts, from count_shingles.
    rows
        The positions of the texts to match.
    threshold
        The smallest containment.

    Returns
    -------
    pandas.DataFrame
        The pairs, as join_texts returns them, each pair once.
    """
    spread = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rare: Matrix = sp.csr_array(matrix[:, np.flatnonzero((spread > 1) & (spread <= CAP))])
    every = alone + np.diff(matrix.indptr)
    over = matrix @ (spread > CAP).astype(np.int64)
    pairs = join_texts(rare, rare.T.tocsr(), every - over, rows, least=(MINIMUM_SHARED, threshold))
    crowded = over > CROWDED * every
    if not crowded.any():
        return pairs
    columns = _keep_first(matrix, crowded)
    least = (MINIMUM_SHARED, max(threshold, CROWDED))
    pairs = pd.concat([pairs, join_texts(matrix, columns, every, rows[crowded[rows]], least=least)])
    return pairs.sort_values("containment", kind="stable").drop_duplicates(["one", "other"], keep="last")


def _keep_first(matrix: Matrix, chosen: npt.NDArray[np.bool_]) -> Matrix:
    """Make columns of the chosen texts, and keep for each shingle the first 50 of them.

    The first text of a family keeps all its shingles, so that each later text is found with it; the work grows with the
    number of texts and not with its square.
    """
    texts = sp.coo_array(matrix)
    entries = chosen[texts.row]
    columns = sp.csr_array((texts.data[entries], (texts.col[entries], texts.row[entries])), shape=matrix.shape[::-1])
    columns.sort_indices()
    places = np.arange(columns.nnz) - np.repeat(columns.indptr[:-1], np.diff(columns.indptr))
    columns.data[places >= CAP] = 0
    columns.eliminate_zeros()
    return columns


def join_texts(matrix: Matrix, columns: Matrix, sizes: Whole, rows: Whole, *, least: tuple[int, float]) -> pd.DataFrame:
    """Find the pairs of texts that share enough shingles.

    The product of the matrices is computed in blocks of rows with bounded work, so that memory does not grow with the
    square of the number of texts.

    Parameters
    ----------
    matrix
        One row for each text, one column for each shingle.
    columns
        The texts to compare with, as columns; one row for each shingle.
    sizes
        The number of shingles of each text.
    rows
        The positions of the texts to compare.
    least
        The smallest number of common shingles, and the smallest containment.

    Returns
    -------
    pandas.DataFrame
        One row for each pair: one and other (positions of the texts), containment (the share of the shingles of the
        shorter text that both texts have).
    """
    minimum, threshold = least
    work = np.cumsum((matrix @ np.diff(columns.indptr))[rows], dtype=np.int64)
    found = [pd.DataFrame({"one": rows[:0], "other": rows[:0], "containment": np.zeros(0)})]
    for block in np.split(rows, np.flatnonzero(np.diff(work // _WORK)) + 1):
        shared = (matrix[block] @ columns).tocoo()
        enough = shared.data >= minimum
        one, other, both = block[shared.row[enough]], shared.col[enough].astype(np.int64), shared.data[enough]
        contained = both / np.minimum(sizes[one], sizes[other])
        near = (contained >= threshold) & (one != other)
        found.append(pd.DataFrame({"one": one[near], "other": other[near], "containment": contained[near]}))
    return pd.concat(found, ignore_index=True)


def find_first(one: npt.ArrayLike, other: npt.ArrayLike, same: Whole) -> Whole:
    """Find for each text the first text of its connected group.

    Parameters
    ----------
    one, other
        The positions of the texts of each pair.
    same
        For each text the first identical text; identical texts are connected too.

    Returns
    -------
    numpy.ndarray of int64
        For each text, the smallest position in its group.

    Examples
    --------
    >>> find_first([3, 2], [2, 1], np.arange(4)).tolist()
    [0, 1, 1, 1]
    """
    rows = np.concatenate([np.asarray(one, dtype=np.int64), np.arange(len(same))])
    columns = np.concatenate([np.asarray(other, dtype=np.int64), same])
    links = sp.csr_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(len(same), len(same)))
    labels = connected_components(links, directed=False)[1]
    return pd.Series(np.arange(len(same))).groupby(labels).transform("min").to_numpy()

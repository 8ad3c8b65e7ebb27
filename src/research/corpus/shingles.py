"""Runs of three words as a sparse matrix, and the exact join of the texts that share many of them."""

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
CROWDED = 0.6  # a text of so many shingles over the cap is mass-produced itself, and matched at so large a share
MINIMUM_SHARED = 8  # a set phrase or the title of a law is no copy, however short the text that holds it
_WORK = 20_000_000  # multiplications in one block of the product, each at most 12 bytes of the result

Matrix: TypeAlias = "sp.csr_array[np.int32, tuple[int, int]]"
Whole: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class NumberedTokens:
    """The tokens of all texts, numbered as they first come, one text after the other; lengths says where one ends."""

    numbers: Whole
    lengths: Whole
    types: int


def number_tokens(texts: Iterable[Sequence[str]]) -> NumberedTokens:
    """Number the tokens of each text, in one pass over the texts.

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
    """Find for each text the first of the same tokens (and label); a text without a token is only like itself.

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
    """Make the matrix of texts x shingles, one where a text has it, and count the shingles that no other place has.

    The matrix leaves out most of those that stand once, which can join nothing; the count, by text, is of them. Only
    the first of identical texts has shingles. groups, where given, keep equal shingles of different groups apart.

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
    """Make one number of two, the second under kinds, so that equal numbers come of equal pairs alone."""
    if (int(left.max(initial=0)) + 1) * kinds >= 2**63:
        left = pd.factorize(left)[0].astype(np.int64)
    return left * kinds + right


def _find_frequent(keys: Whole) -> npt.NDArray[np.bool_]:
    """Tell which keys may stand twice or more, and miss none: most stand once and can join nothing.

    A key that is alone in its bucket (Knuth's multiplicative hash, about four buckets a key) stands once.
    """
    bits = min(len(keys).bit_length() + 2, 24)
    buckets = (keys.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(64 - bits)).view(np.int64)
    return np.bincount(buckets)[buckets] > 1


def match_texts(matrix: Matrix, alone: Whole, rows: Whole, *, threshold: float) -> pd.DataFrame:
    """Match rows with all texts by shingles of 2 to 50 texts, and what has few of these by all; as join_texts."""
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
    """Turn the chosen texts into columns and keep, for each shingle, the first 50 of them.

    The first of a family keeps all its shingles, so that each later one is found with it, in work that grows with the
    texts and not with their square.
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
    """Join rows of matrix with columns: one, other, containment, where at least so many and such a share are shared.

    The product is taken in blocks of rows of bounded work, so that memory does not grow with the square of the texts.
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
    """Find for each text the first of all that pairs, and being the same, connect it with.

    >>> find_first([3, 2], [2, 1], np.arange(4)).tolist()
    [0, 1, 1, 1]
    """
    rows = np.concatenate([np.asarray(one, dtype=np.int64), np.arange(len(same))])
    columns = np.concatenate([np.asarray(other, dtype=np.int64), same])
    links = sp.csr_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(len(same), len(same)))
    labels = connected_components(links, directed=False)[1]
    return pd.Series(np.arange(len(same))).groupby(labels).transform("min").to_numpy()

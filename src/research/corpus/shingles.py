"""Shingles (runs of three words) of texts as a sparse matrix, and the exact join of texts that share many of them."""

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from research.tables import map_chunks
from research.text import number_tokens

CAP = 50
MOSTLY = 0.6  # the share of shingles over CAP in a mass-produced text, and the containment of its matches
MINIMUM_SHARED = 8  # a set phrase or the title of a law is not a copy, even in a short text
LONGEST_PASSAGE = 40  # shingles of the longest standard passage, such as a closing paragraph or the article of a law
_WORK = 20_000_000  # multiplications in one block of the product; each needs at most 12 bytes
_TEXTS = 1000  # texts whose words are numbered at once

Matrix: TypeAlias = "sp.csr_array[np.int32, tuple[int, int]]"
Whole: TypeAlias = npt.NDArray[np.int64]
Hashes: TypeAlias = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class TextShingles:
    """The shingles of texts as hashes of their words, which are the same in any chunk of texts, process and machine.

    Attributes
    ----------
    hashes
        The shingles of all texts in the order of their words, one text after the other.
    lengths
        The number of shingles of each text, repeated ones included.
    words
        A hash of all words of each text in order; empty for a text without words.
    """

    hashes: Hashes
    lengths: Whole
    words: tuple[bytes, ...]


@dataclass(frozen=True, eq=False)
class ShingleCounts:
    """Which text has which shingle.

    Attributes
    ----------
    matrix
        One row for each text and one column for each shingle: 1 if the text has the shingle.
    alone
        For each text, the number of its shingles that are not in the matrix.
    columns
        The column of each shingle of all texts in the order of their words; -1 if it is not in the matrix.
    stops
        For each text, where its shingles end in columns.
    """

    matrix: Matrix
    alone: Whole
    columns: npt.NDArray[np.int32]
    stops: Whole

    @property
    def sizes(self) -> Whole:
        """The number of different shingles of each text."""
        return self.alone + np.diff(self.matrix.indptr)

    @property
    def spread(self) -> Whole:
        """The number of texts of each shingle."""
        return np.bincount(self.matrix.indices, minlength=self.matrix.shape[1])


def hash_shingles(texts: Sequence[str]) -> TextShingles:
    """Hash the shingles of a chunk of texts; the hashes of a text do not depend on the other texts.

    Two different shingles have the same hash of 64 bits with a probability of 5e-20, so that among a thousand million
    shingles a confusion of two is to be expected in one corpus of forty.

    Parameters
    ----------
    texts
        The texts.

    Returns
    -------
    TextShingles
        The shingles of each text.

    Examples
    --------
    >>> one, other = hash_shingles(["Aman dan damai di Bali", "netral"]), hash_shingles(["", "DAN damai: di"])
    >>> one.lengths.tolist(), one.hashes[1] == other.hashes[0], other.words[0]
    ([3, 0], np.True_, b'')
    """
    types, numbers, lengths = number_tokens(texts)
    words = pd.util.hash_array(np.array(types, dtype=object), categorize=False)[numbers]
    stops = np.cumsum(lengths)
    spans = zip((stops - lengths).tolist(), stops.tolist(), strict=True)
    whole = tuple(hashlib.blake2b(words[a:b].tobytes(), digest_size=16).digest() if a < b else b"" for a, b in spans)
    inside = np.ones(max(len(words) - 2, 0), dtype=np.bool_)
    for back in (1, 2):  # the shingle that begins with the last word of a text, or the one before it, would leave it
        inside[(stops - back)[(lengths >= back) & (stops - back < len(inside))]] = False
    mixed = _mix(_mix(words[:-2], words[1:-1]), words[2:])
    return TextShingles(mixed[inside], np.maximum(lengths - 2, 0), whole)


def _mix(left: Hashes, right: Hashes) -> Hashes:
    """Mix two hashes into one that depends on their order (the finaliser of splitmix64)."""
    mixed = left * np.uint64(0x9E3779B97F4A7C15) + right
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def read_shingles(texts: Sequence[str]) -> TextShingles:
    """Hash the shingles of texts chunk by chunk; tables.map_chunks says where.

    Parameters
    ----------
    texts
        The texts.

    Returns
    -------
    TextShingles
        What hash_shingles returns for all texts at once.
    """
    chunks = (texts[start : start + _TEXTS] for start in range(0, len(texts), _TEXTS))
    return merge_shingles(map_chunks(hash_shingles, chunks))


def merge_shingles(chunks: Iterable[TextShingles]) -> TextShingles:
    """Merge the shingles of chunks into those of all their texts.

    Parameters
    ----------
    chunks
        What hash_shingles returned, in the order of the texts.

    Returns
    -------
    TextShingles
        What hash_shingles returns for all texts at once.

    Examples
    --------
    >>> merge_shingles(map(hash_shingles, (["aman dan damai"], ["", "aman dan netral"]))).lengths.tolist()
    [1, 0, 1]
    """
    parts = [TextShingles(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64), ()), *chunks]
    words = tuple(text for part in parts for text in part.words)
    return TextShingles(
        np.concatenate([part.hashes for part in parts]), np.concatenate([part.lengths for part in parts]), words
    )


def find_identical(shingles: TextShingles, labels: Sequence[Hashable] | None = None) -> Whole:
    """Find for each text the first text with the same words, and the same label if labels are given.

    A text without words is identical only to itself.

    Parameters
    ----------
    shingles
        The shingles of all texts.
    labels
        A label of each text.

    Returns
    -------
    numpy.ndarray of int64
        For each text, the position of the first identical text.

    Examples
    --------
    >>> find_identical(hash_shingles(["aman", "", "Aman!", "", "aman, damai"])).tolist()
    [0, 1, 0, 3, 4]
    """
    seen: dict[Hashable, int] = {}
    found = np.arange(len(shingles.words))
    for text, own in enumerate(shingles.words):
        if own:
            found[text] = seen.setdefault(own if labels is None else (own, labels[text]), text)
    return found


def count_shingles(shingles: TextShingles, same: Whole, *, groups: Whole | None = None) -> ShingleCounts:
    """Make the sparse matrix of texts and shingles, and count the shingles of each text that the matrix leaves out.

    The matrix leaves out most shingles that occur once, since they cannot join two texts. Of identical texts only the
    first has shingles.

    Parameters
    ----------
    shingles
        The shingles of the texts.
    same
        For each text the first identical text, from find_identical.
    groups
        A group of each text, from 0: equal shingles of different groups count as different.

    Returns
    -------
    ShingleCounts
        The matrix, and the shingles outside it.

    Examples
    --------
    >>> shingles = hash_shingles(["a b c d", "x a b c"])
    >>> counts = count_shingles(shingles, find_identical(shingles))
    >>> (counts.matrix @ counts.matrix.T).toarray().tolist(), counts.sizes.tolist()
    ([[1, 1], [1, 1]], [2, 2])
    """
    lengths = np.where(same == np.arange(len(same)), shingles.lengths, 0)
    keys = shingles.hashes[np.repeat(lengths == shingles.lengths, shingles.lengths)]
    owners = np.repeat(np.arange(len(same), dtype=np.int32), lengths)
    if groups is not None:
        keys = _mix(groups[owners].view(np.uint64), keys)
    often = _find_frequent(keys)
    alone = np.bincount(owners[~often], minlength=len(same))
    codes = pd.factorize(keys[often])[0].astype(np.int32)
    columns = np.full(len(keys), -1, dtype=np.int32)
    columns[often] = codes
    indptr = np.concatenate([[0], np.cumsum(np.bincount(owners[often], minlength=len(same)))])
    shape = (len(same), int(codes.max(initial=-1)) + 1)
    matrix: Matrix = sp.csr_array((np.ones(len(codes), dtype=np.int32), codes, indptr), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return ShingleCounts(matrix, alone, columns, np.cumsum(lengths))


def _find_frequent(keys: Hashes) -> npt.NDArray[np.bool_]:
    """Mark the keys that may occur twice or more, without missing any: most keys occur once and cannot join two texts.

    A key that is alone in its bucket (about four buckets for each key, by its first bits) occurs once.
    """
    buckets = (keys >> np.uint64(64 - min(len(keys).bit_length() + 2, 24))).view(np.int64)
    return np.bincount(buckets)[buckets] > 1


def match_texts(counts: ShingleCounts, rows: Whole, *, threshold: float) -> pd.DataFrame:
    """Match texts with all texts by the shingles that occur in 2 to 50 texts.

    Mass-produced texts, of which more than 60 percent of the shingles occur in more than 50 texts, are also matched
    with each other by all their shingles, at a containment of at least 60 percent.

    Parameters
    ----------
    counts
        The shingles of the texts.
    rows
        The positions of the texts to match.
    threshold
        The smallest containment.

    Returns
    -------
    pandas.DataFrame
        The pairs, as join_texts returns them, each pair once.
    """
    matrix, spread, every = counts.matrix, counts.spread, counts.sizes
    rare: Matrix = sp.csr_array(matrix[:, np.flatnonzero((spread > 1) & (spread <= CAP))])
    over = matrix @ (spread > CAP).astype(np.int64)
    pairs = join_texts(rare, rare.T.tocsr(), every - over, rows, least=(MINIMUM_SHARED, threshold))
    crowded = over > MOSTLY * every
    if not crowded.any():
        return pairs
    columns = _keep_first(matrix, crowded)
    least = (MINIMUM_SHARED, max(threshold, MOSTLY))
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
        One row for each pair: one and other (positions of the texts), shared (the number of shingles that both texts
        have), containment (their share of the shingles of the shorter text).
    """
    minimum, threshold = least
    work = np.cumsum((matrix @ np.diff(columns.indptr))[rows], dtype=np.int64)
    found = [pd.DataFrame({"one": rows[:0], "other": rows[:0], "shared": rows[:0], "containment": np.zeros(0)})]
    for block in np.split(rows, np.flatnonzero(np.diff(work // _WORK)) + 1):
        shared = (matrix[block] @ columns).tocoo()
        enough = shared.data >= minimum
        one, other, both = block[shared.row[enough]], shared.col[enough].astype(np.int64), shared.data[enough]
        contained = both / np.minimum(sizes[one], sizes[other])
        near = (contained >= threshold) & (one != other)
        columns_ = {"one": one, "other": other, "shared": both.astype(np.int64), "containment": contained}
        found.append(pd.DataFrame({name: values[near] for name, values in columns_.items()}))
    return pd.concat(found, ignore_index=True)


def find_passages(counts: ShingleCounts, pairs: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Mark the pairs of texts that have a standard passage in common and little else.

    Parameters
    ----------
    counts
        The shingles of the texts.
    pairs
        Pairs of texts, from match_texts.

    Returns
    -------
    numpy.ndarray of bool
        True for a containment under 60 percent where all but 7 of the common shingles are in one passage of at most 40
        shingles. Shingles of more than 50 texts do not count, but do not end a passage either.
    """
    found = np.zeros(len(pairs), dtype=np.bool_)
    unsure = np.flatnonzero(pairs["containment"] < MOSTLY)
    one, other = (pairs[name].to_numpy()[unsure] for name in ("one", "other"))
    longest = np.maximum(_measure_passages(counts, one, other), _measure_passages(counts, other, one))
    rest = pairs["shared"].to_numpy()[unsure] - longest
    found[unsure] = (rest < MINIMUM_SHARED) & (longest <= LONGEST_PASSAGE)
    return found


def _measure_passages(counts: ShingleCounts, one: Whole, other: Whole) -> Whole:
    """Count the shingles of the longest passage of each first text that the second has too, block by block."""
    width = max(counts.matrix.shape[1], 1)
    rows = np.repeat(np.arange(counts.matrix.shape[0]), np.diff(counts.matrix.indptr))
    entries, rare = rows * width + counts.matrix.indices, counts.spread <= CAP
    lengths = np.diff(counts.stops, prepend=0)[one]
    starts, longest = counts.stops[one] - lengths, np.zeros(len(one), dtype=np.int64)
    blocks = np.cumsum(lengths) // (_WORK // 10)
    for block in np.split(np.arange(len(one)), np.flatnonzero(np.diff(blocks)) + 1):
        sizes = lengths[block]
        pair = np.repeat(block, sizes)
        places = np.arange(len(pair)) + np.repeat(starts[block] - np.cumsum(sizes) + sizes, sizes)
        columns = counts.columns[places].astype(np.int64)
        sought = other[pair] * width + columns
        held = (columns >= 0) & (entries[np.searchsorted(entries, sought).clip(max=len(entries) - 1)] == sought)
        begins = held & np.concatenate([[True], ~held[:-1] | (pair[1:] != pair[:-1])])[: len(held)]
        run = np.cumsum(begins)[held] - 1
        np.maximum.at(longest, pair[begins], np.bincount(run, weights=rare[columns[held]]).astype(np.int64))
    return longest


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

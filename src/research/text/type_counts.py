"""Counts of word types in texts: whole arrays of letters at a time, one chunk of texts apart from the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from research.text.tokens import clean_tokens_text, find_phrase, fold_character, read_phrases, split_plain

Integers: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.int64]]"

# Every byte of a folded text is a letter, a hyphen inside a word, or one of these, which all come before the hyphen.
_END, _SPACE, _OTHER, _HYPHEN = b"\0 !-"
_LETTERS = bytes(range(ord("a"), ord("z") + 1))
_SPACES = bytes(code for code in range(128) if chr(code).isspace())
_TABLE = bytearray(bytes([_OTHER]) * 256)
_TABLE[ord("a") : ord("z") + 1] = _TABLE[ord("A") : ord("Z") + 1] = _LETTERS
_TABLE[_END], _TABLE[_HYPHEN] = _END, _HYPHEN
for _code in _SPACES:
    _TABLE[_code] = _SPACE
_WORD = pa.large_binary()
_ASCII = bytes(range(128))


@dataclass(frozen=True, eq=False)
class TypeCounts:
    r"""How often each word type occurs in each text of a chunk.

    Three arrays and one string of bytes, since a list of words costs a scheduler of several processes twelve times as
    much to send as the words in one piece.

    Attributes
    ----------
    types
        The types that occur, sorted and joined by \n; words of the letters a to z and hyphens, in phrases with spaces.
    offsets
        Where the counts of each text begin, and the number of all counts.
    columns
        Number of the type of each count, ascending within a text.
    counts
        How often the type occurs in the text, 1 or more.
    """

    types: bytes
    offsets: Integers
    columns: "np.ndarray[tuple[int], np.dtype[np.int32]]"
    counts: "np.ndarray[tuple[int], np.dtype[np.int32]]"

    def list_types(self) -> list[str]:
        """List the types."""
        return self.types.decode("ascii").split("\n") if self.types else []


def count_types(texts: Sequence[str], *, phrases: bool = True) -> TypeCounts:
    """Count the word types of a chunk of texts.

    A pure function of the chunk: it can be called in any process, on any machine, for chunks of any size, and
    merge_counts puts what it returns together. About 1 MB of text at once is fast and needs some 30 MB.

    Parameters
    ----------
    texts
        The texts of whole documents.
    phrases
        Whether the phrases of data/phrases.csv count as one type, as in join_phrases; else the tokens of tokenise do.

    Returns
    -------
    TypeCounts
        One row a text, in the order given.

    Examples
    --------
    >>> counted = count_types(["Media sosial, media", "netral", ""])
    >>> counted.list_types(), counted.offsets.tolist(), counted.columns.tolist(), counted.counts.tolist()
    (['media', 'media sosial', 'netral'], [0, 2, 3, 3], [0, 1, 2], [1, 1, 1])
    """
    words, tokens, offsets, spans = _find_words(texts)
    if phrases:
        words, tokens, offsets = _join_phrases(words, tokens, offsets, spans)
    return _sum_tokens(words, tokens, offsets)


def number_tokens(texts: Sequence[str]) -> tuple[list[str], Integers, Integers]:
    """Number the tokens of a chunk of texts by their types, in the order of the texts.

    Parameters
    ----------
    texts
        The texts.

    Returns
    -------
    types : list of str
        The types, in the order in which they first occur.
    tokens : array of int
        The number of the type of each token of tokenise, one text after the other.
    lengths : array of int
        The number of tokens of each text.

    Examples
    --------
    >>> types, tokens, lengths = number_tokens(["ASN netral", "", "netral, warga"])
    >>> types, tokens.tolist(), lengths.tolist()
    (['asn', 'netral', 'warga'], [0, 1, 1, 2], [2, 0, 2])
    """
    words, tokens, offsets, _ = _find_words(texts)
    return [word.decode("ascii") for word in words.to_pylist()], tokens, np.diff(offsets)


def _find_words(texts: Sequence[str]) -> tuple[Any, Integers, Integers, tuple[bytes, Integers, Integers]]:
    """Find the words of texts: their types, the type of each token, where each text begins, and their places."""
    folded = _fold_texts(texts)
    is_letter = folded >= _HYPHEN
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1
    starts, stops = edges[::2], edges[1::2]
    offsets = np.searchsorted(starts, np.flatnonzero(folded == _END))
    data = folded.tobytes()
    words, tokens = _number_words(data.translate(None, bytes([_END, _SPACE, _OTHER])), stops - starts)
    return words, tokens, offsets, (data, starts, stops)


def merge_counts(chunks: Iterable[TypeCounts]) -> TypeCounts:
    """Merge the counts of chunks, which may have other types each, into those of all their texts.

    Parameters
    ----------
    chunks
        What count_types returned, in the order of the texts.

    Returns
    -------
    TypeCounts
        What count_types returns for all texts at once.

    Examples
    --------
    >>> merged = merge_counts([count_types(["warga netral"]), count_types(["asn netral"])])
    >>> merged.list_types(), merged.columns.tolist()
    (['asn', 'netral', 'warga'], [1, 2, 0, 1])
    """
    parts = list(chunks)
    if not parts:
        return TypeCounts(b"", np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))
    listed = [_split_blob(part.types) for part in parts]
    encoded = pa.concat_arrays(listed).dictionary_encode()
    places, types = _sort_words(encoded.dictionary, np.ones(len(encoded.dictionary), dtype=bool))
    numbers = places[encoded.indices.to_numpy()]
    firsts = np.cumsum([0, *map(len, listed)])
    columns = [numbers[first:][part.columns] for part, first in zip(parts, firsts, strict=False)]
    sizes = np.cumsum([0, *(len(part.columns) for part in parts)])
    offsets = [part.offsets[:-1] + size for part, size in zip(parts, sizes, strict=False)]
    counts = np.concatenate([part.counts for part in parts])
    return TypeCounts(types, np.concatenate([*offsets, sizes[-1:]]), np.concatenate(columns), counts)


@cache
def _read_letters(character: str) -> str | None:
    """Read a character that is not ASCII: its letters and hyphens, a space, or "!"; None where its width matters."""
    if character.isspace():
        return " "
    folded = fold_character(character).lower()
    letters = [letter for letter in folded if "a" <= letter <= "z" or letter == "-"]
    if folded and not letters:
        return "!"
    return folded if folded and len(letters) == len(folded) else None


def _fold_texts(texts: Sequence[str]) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    """Fold texts to one array of bytes: lower-case letters, hyphens inside words, spaces, "!", and 0 around each."""
    kept = [clean_tokens_text(text).replace("\0", "!") for text in texts]
    joined = "\0".join(["", *kept, ""]) if kept else "\0"
    if not joined.isascii():
        found = _find_others(joined)
        odd = {character for character in found if _read_letters(character) is None}
        if odd:
            kept = [text if text.isascii() or odd.isdisjoint(text) else split_plain(text) for text in kept]
            joined = "\0".join(["", *kept, ""])
        for character in found - odd:
            if (letters := _read_letters(character)) and letters != "!":  # encode makes the others "?"
                joined = joined.replace(character, letters)
    folded = np.frombuffer(bytearray(joined.encode("ascii", "replace").translate(_TABLE)), dtype=np.uint8)
    hyphens = np.flatnonzero(folded == _HYPHEN)
    is_inside = (folded[hyphens - 1] > _HYPHEN) & (folded[hyphens + 1] > _HYPHEN)
    folded[hyphens[~is_inside]] = _OTHER
    return folded


def _find_others(text: str) -> set[str]:
    """Find the characters of a text that are not ASCII."""
    return set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))


def _make_words(data: bytes, lengths: Integers) -> Any:
    """Make an Arrow array of words from their letters, without anything between them, and their lengths."""
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.LargeBinaryArray.from_buffers(_WORD, len(lengths), buffers)


def _number_words(data: bytes, lengths: Integers) -> tuple[Any, Integers]:
    encoded = _make_words(data, lengths).dictionary_encode()
    return encoded.dictionary, encoded.indices.to_numpy()


def _split_blob(types: bytes) -> Any:
    if not types:
        return _make_words(b"", np.zeros(0, dtype=np.int64))
    ends = np.flatnonzero(np.frombuffer(types + b"\n", dtype=np.uint8) == ord("\n"))
    return _make_words(types.translate(None, b"\n"), np.diff(ends, prepend=-1) - 1)


def _sort_words(words: Any, is_kept: "np.ndarray[tuple[int], np.dtype[np.bool]]") -> tuple[Any, bytes]:
    """Sort the words that are kept; return the place of each and the words joined by line ends."""
    order = pc.array_sort_indices(words).to_numpy()
    order = order[is_kept[order]]
    places = np.full(len(words), -1, dtype=np.int32)
    places[order] = np.arange(len(order))
    return places, b"\n".join(words.take(pa.array(order)).to_pylist())


@cache
def _read_phrase_words() -> tuple[Any, Any, int]:
    """Read the words that begin a phrase, those that follow them, and the number of words of the longest phrase."""
    phrases = [phrase.split(" ") for phrase in read_phrases()]
    firsts = sorted({words[0] for words in phrases})
    seconds = sorted({f"{words[1]}{end}" for words in phrases for end in ("", "nya")})
    longest = max(map(len, phrases))
    return pa.array(firsts, pa.string()).cast(_WORD), pa.array(seconds, pa.string()).cast(_WORD), longest


def _join_phrases(words: Any, tokens: Integers, offsets: Integers, spans: tuple[bytes, Integers, Integers]) -> Any:
    """Join the tokens of phrases, from left to right the longest one first, where spaces alone separate them."""
    firsts, seconds, longest = _read_phrase_words()
    is_first, is_second = (pc.is_in(words, value_set=each).to_numpy(zero_copy_only=False) for each in (firsts, seconds))
    candidates = np.flatnonzero(is_first[tokens[:-1]] & is_second[tokens[1:]])
    data, starts, stops = spans
    surfaces: dict[str, int] = {}
    joined, is_kept, done = tokens.copy(), np.ones(len(tokens), dtype=bool), 0
    for position in candidates.tolist():
        if position < done:
            continue
        names = [words[int(token)].as_py().decode("ascii") for token in tokens[position : position + longest]]
        surface = _find_longest(names, starts[position + 1 :], stops[position:], data)
        if surface:
            joined[position] = len(words) + surfaces.setdefault(surface, len(surfaces))
            done = position + surface.count(" ") + 1
            is_kept[position + 1 : done] = False
    before = np.zeros(len(tokens) + 1, dtype=np.int64)
    np.cumsum(is_kept, out=before[1:])
    all_words = pa.concat_arrays([words, pa.array(list(surfaces), pa.string()).cast(_WORD)])
    return all_words, joined[is_kept], before[offsets]


def _find_longest(words: list[str], starts: Integers, stops: Integers, data: bytes) -> str:
    """Find the longest phrase that words begin with, with spaces alone between its words; empty where there is none."""
    width = 1
    while width < len(words) and data[stops[width - 1] : starts[width - 1]].isspace():
        width += 1
    surfaces = (" ".join(words[:stop]) for stop in range(width, 1, -1))
    return next((surface for surface in surfaces if find_phrase(surface)), "")


def _sum_tokens(words: Any, tokens: Integers, offsets: Integers) -> TypeCounts:
    """Sum the tokens of each type in each text, from the numbers of the words in the order of the texts."""
    places, types = _sort_words(words, np.bincount(tokens, minlength=len(words)) > 0)
    width = max(len(words), 1)
    rows = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    keys = rows * width + places[tokens]
    keys.sort()
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(firsts, append=len(keys)).astype(np.int32)
    keys = keys[firsts]
    starts = np.searchsorted(keys, np.arange(len(offsets)) * width)
    return TypeCounts(types, starts, (keys % width).astype(np.int32), counts)

"""Stems by word, kept in this process and on disk, so that each word is stemmed once."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from Sastrawi.Stemmer import StemmerFactory as factory_module

from research.tables import hash_code, load_cached, make_key, save_cached

_KIND = "stems"
# Words are spread over so many rows of the file on disk: a process with few words reads and writes few of them.
_ROWS = 1024
# Fewer words than these are stemmed faster than the file is opened.
_FEWEST = 8
_MOST = 1_000_000


@cache
def find_known(rules: str) -> dict[str, str]:
    """Find the stems that this process knows, by word, for the stems that some rules make."""
    return {}


def keep_stems(
    rules: str, words: Iterable[str], make_stems: Callable[[list[str]], Mapping[str, str]]
) -> dict[str, str]:
    """Look stems up in this process, then on disk, and make and keep those that are in neither.

    Parameters
    ----------
    rules
        Which rules make the stems.
    words
        Words of the letters a to z and single hyphens.
    make_stems
        The stems of words.

    Returns
    -------
    dict
        The stem of each word.
    """
    known, wanted = find_known(rules), list(words)
    if len(known) > _MOST:
        known.clear()
    missing = [word for word in wanted if word not in known]
    is_worth = len(missing) >= _FEWEST
    rows = _load_rows(rules, missing) if is_worth else {}
    if rows:
        listed = set(missing)
        lines = (line for content in rows.values() for line in content.decode("ascii").split("\n"))
        pairs = (line.partition("\t") for line in lines)
        known.update((word, stem) for word, _, stem in pairs if word in listed)
        missing = [word for word in missing if word not in known]
    made = make_stems(missing) if missing else {}
    known.update(made)
    if is_worth and made:
        _save_rows(rules, made, rows)
    return {word: known[word] for word in wanted}


@cache
def _make_row_keys(rules: str) -> list[str]:
    dictionary = Path(factory_module.__file__).parent / "data" / "kata-dasar.txt"
    makers = (hash_code("text"), metadata.version("PySastrawi"), dictionary.read_bytes(), rules)
    maker = make_key(*makers)
    return [make_key(maker, str(row)) for row in range(_ROWS)]


def _find_row(rules: str, word: str) -> str:
    return _make_row_keys(rules)[zlib.crc32(word.encode("ascii")) % _ROWS]


def _load_rows(rules: str, words: Iterable[str]) -> dict[str, bytes]:
    return load_cached(_KIND, sorted({_find_row(rules, word) for word in words}))


def _save_rows(rules: str, made: Mapping[str, str], rows: Mapping[str, bytes]) -> None:
    """Save stems behind those of the same rows; what another process saved in the meantime can be made again."""
    lines: dict[str, list[str]] = defaultdict(list)
    for word, stem in made.items():
        lines[_find_row(rules, word)].append(f"{word}\t{stem}\n")
    save_cached(_KIND, {key: rows.get(key, b"") + "".join(new).encode("ascii") for key, new in lines.items()})

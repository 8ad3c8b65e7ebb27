"""Planted news items to a matrix of stems: ours, and scikit-learn's CountVectorizer over a dictionary of stems."""

import hashlib
import random
import re
import sys
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import scipy.sparse as sp
import side_by_side
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory
from sklearn.feature_extraction.text import CountVectorizer

from research.text import count_terms, read_root_words

WORDS, TYPES = 300, 20
ZIPF = 1.02
PREFIXES = ("", "", "di", "me", "mem", "men", "meng", "ber", "ter", "pe", "pem", "ke", "se")
SUFFIXES = ("", "", "", "an", "kan", "i", "nya", "lah")
TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*")


def draw_types(number: int, draw: random.Random) -> list[str]:
    """Draw words: roots with affixes, some of them doubled, and names that no dictionary has."""
    roots = sorted(word for word in read_root_words() if re.fullmatch("[a-z]{3,}", word))
    found: dict[str, None] = {}
    while len(found) < number:
        kind, root = draw.random(), draw.choice(roots)
        word = f"{draw.choice(PREFIXES)}{root}{draw.choice(SUFFIXES)}"
        if kind < 0.05:
            word = f"{root}-{root}"
        elif kind < 0.45:
            word = "".join(draw.choice("bdgjklmnprst") + draw.choice("aeiou") for _ in range(draw.randint(2, 4)))
        found[word] = None
    return list(found)


@cache
def make_statements(size: int) -> pd.DataFrame:
    """Make news items of 300 words, Zipf-distributed; every second one has curly quotation marks."""
    types = np.array(draw_types(min(200_000, max(50_000, TYPES * size)), random.Random(1)), dtype=object)
    weights = np.cumsum(np.arange(1, len(types) + 1) ** -ZIPF)
    generator = np.random.default_rng(1)
    texts = []
    for number in range(size):
        words = types[np.searchsorted(weights, generator.random(WORDS) * weights[-1])]
        lines = [" ".join(words[first : first + 15]).capitalize() for first in range(0, WORDS, 15)]
        text = ". ".join(lines) + "."
        quoted = "\u201c" + text.replace(". ", ".\u201d \u201c", 4)
        texts.append(quoted if number % 2 else text)
    names = [f"d{number:07}" for number in range(size)]
    return pd.DataFrame({"document": names, "sentence": 1, "text": texts})


def hash_matrix(names: list[str], matrix: sp.csr_array) -> str:
    """Hash the names of the columns and the counts."""
    parts = [" ".join(names).encode(), *(a.astype(np.int64).tobytes() for a in (matrix.indptr, matrix.indices))]
    digest = hashlib.sha256(b"\n".join([*parts, matrix.data.astype(np.int64).tobytes()]))
    return digest.hexdigest()


def count_ours(statements: pd.DataFrame, stems: str) -> str:
    """Count with our package, every stem kept."""
    terms = count_terms(statements, stems=stems, stop_words=False, phrases=False, minimum_documents=1)
    return hash_matrix(list(terms.stems), terms.matrix)


def count_theirs(statements: pd.DataFrame, stem_of_word: Callable[[str], str] | None) -> str:
    """Count with CountVectorizer, whose analyser looks each token up."""

    def analyse(text: str) -> list[str]:
        words = TOKEN.findall(text.lower())
        return list(map(stem_of_word, words)) if stem_of_word else words

    vectoriser = CountVectorizer(analyzer=analyse, dtype=np.int64)
    matrix = vectoriser.fit_transform(statements["text"])
    matrix.sort_indices()
    return hash_matrix(vectoriser.get_feature_names_out().tolist(), matrix)


class Memo(dict[str, str]):
    """Stems of PySastrawi, each word stemmed once."""

    def __init__(self) -> None:
        self.stemmer = StemmerFactory().create_stemmer().delegatedStemmer

    def __missing__(self, word: str) -> str:
        stem: str = self.stemmer.stem_word(word)
        self[word] = stem
        return stem


def first(size: int) -> Callable[[], str]:
    """Stem and count, with no stem known before."""
    statements = make_statements(size)
    return lambda: count_ours(statements, "sastrawi")


def first_peer(size: int) -> Callable[[], str]:
    """CountVectorizer over a dictionary of stems, empty at first."""
    statements, memo = make_statements(size), Memo()
    return lambda: count_theirs(statements, memo.__getitem__)


def second(size: int) -> Callable[[], str]:
    """Stem and count the same texts a second time in one process."""
    timed = first(size)
    timed()
    return timed


def second_peer(size: int) -> Callable[[], str]:
    """CountVectorizer over a dictionary that has all the stems."""
    timed = first_peer(size)
    timed()
    return timed


def count(size: int) -> Callable[[], str]:
    """Count words as they are."""
    statements = make_statements(size)
    return lambda: count_ours(statements, "none")


def count_peer(size: int) -> Callable[[], str]:
    """CountVectorizer over the same tokens."""
    statements = make_statements(size)
    return lambda: count_theirs(statements, None)


TABLES = {
    "Texts to a matrix of stems, first call": {"ours": first, "CountVectorizer, stems in a dictionary": first_peer},
    "Texts to a matrix of stems, second call": {"ours again": second, "CountVectorizer, stems known": second_peer},
    "Texts to a matrix of words": {"ours, words": count, "CountVectorizer, words": count_peer},
}

if __name__ == "__main__":
    if "--side" in sys.argv:
        every = {name: side for sides in TABLES.values() for name, side in sides.items()}
        sys.exit(side_by_side.main(__file__, "", every, sizes=(), small=0))
    found = [
        side_by_side.main(__file__, title, sides, sizes=(2_000, 10_000), small=40) for title, sides in TABLES.items()
    ]
    sys.exit(max(found))

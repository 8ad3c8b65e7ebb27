"""How much of known topics do fits of topics find, by number of documents, length of sentences and number of topics?

The corpora are made here. Each topic is a distribution over 2,600 words, drawn around one base of Zipf's law: likeness
25 gives topics with a mean cosine of about .3 to one another, likeness 60 of about .5. Topics are of uneven sizes, down
to 2 %. A document has a few topics; a sentence is of one topic, in 15 % of cases any; 8 % of its words are the
document's own. Sentences have Poisson numbers of words, 9 in the mean, as reported statements have without stop words.

Counted for seeds 1 to 5, each by itself: the mean and the lowest cosine of the true topics with those found, matched
one to one, and the part of the sentences whose largest topic is the right one. Sentences are the units of lda (best of
five starts; one start from 500,000 words on) and nmf, documents those of online.
Run it with: research study topic_recovery
"""

from pathlib import Path
from typing import Any, NamedTuple

import joblib
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.optimize import linear_sum_assignment

from research import topics
from research.text import Terms

SEED = 2026
MINUTES = 13
INPUTS = ()
SEEDS = (1, 2, 3, 4, 5)
VOCABULARY = 2600
OWN, JUMP, PURITY, SMALLEST = 0.08, 0.15, 0.25, 0.02

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


class Cell(NamedTuple):
    """A kind of corpus: how many documents, topics and sentences, how long these are, how much the topics are alike."""

    documents: int = 135
    topics: int = 8
    words: int = 9
    likeness: int = 25
    sentences: int = 12


class Planted(NamedTuple):
    """A corpus with its truth: counts of sentences x words, topic and document of each sentence, topics x words."""

    counts: Any
    topic: Codes
    document: Codes
    truth: Numbers


SIZES = [Cell(documents=number) for number in (25, 50, 100, 135, 317)]
ALIKE = [Cell(documents=number, likeness=60) for number in (50, 135, 317)]
LENGTHS = [Cell(words=number) for number in (5, 25)]
NUMBERS = [Cell(topics=number) for number in (4, 20)]
LONG = Cell(documents=1000, words=12, sentences=20)
LARGE = Cell(documents=5000, topics=20, words=12, sentences=20)


def run(project: Path, *, workers: int = 1, seeds: tuple[int, ...] = SEEDS) -> dict[str, pd.DataFrame]:
    """Return the table topic_recovery: a row for each kind of corpus, method and seed."""
    tasks = [(cell, method, "sentence") for cell in SIZES + ALIKE + LENGTHS + NUMBERS for method in ("lda", "nmf")]
    tasks += [(LARGE, "lda", "sentence"), (LONG, "online", "document")]
    found = joblib.Parallel(n_jobs=workers)(
        joblib.delayed(measure_recovery)(cell, seed, method=method, unit=unit)
        for cell, method, unit in tasks
        for seed in seeds
    )
    return {"topic_recovery": pd.DataFrame(found)}


def measure_recovery(cell: Cell, seed: int, *, method: str, unit: str) -> dict[str, Any]:
    """Plant a corpus, fit topics to it and compare them with the truth."""
    planted = plant_corpus(cell, seed)
    counts = planted.counts if unit == "sentence" else sum_documents(planted)
    terms = make_terms(counts, planted.document if unit == "sentence" else np.arange(cell.documents))
    fitted = topics.fit_topics(terms, topics=cell.topics, method=method, seed=SEED)
    weights, shares = read_found(fitted, planted.counts.shape[1])
    right = measure_right(shares, weights, planted) if unit == "sentence" else np.nan
    cosines = match_topics(weights, planted.truth)[1]
    row = {"method": method, "unit": unit, **cell._asdict(), "seed": seed}
    scores = {"cosine": cosines.mean(), "lowest": cosines.min(), "right": right}
    return row | {name: round(float(score), 4) for name, score in scores.items()}


def plant_corpus(cell: Cell, seed: int) -> Planted:
    """Make a corpus with known topics."""
    generator = np.random.default_rng(seed)
    number = cell.topics
    truth = draw_topics(generator, number, VOCABULARY, cell.likeness)
    sizes = np.maximum(generator.dirichlet(np.full(number, 2.0)), SMALLEST)
    sizes /= sizes.sum()
    rows: list[Codes] = []
    columns: list[Codes] = []
    topic: list[int] = []
    document: list[int] = []
    for place in range(cell.documents):
        mixture = generator.dirichlet(sizes * number * PURITY)
        own = generator.choice(VOCABULARY, 6, replace=False)
        for _ in range(max(3, generator.poisson(cell.sentences))):
            theme = int(generator.choice(number, p=mixture if generator.random() > JUMP else sizes))
            length = max(2, int(generator.poisson(cell.words)))
            drawn = generator.choice(VOCABULARY, length, p=truth[theme])
            private = generator.random(length) < OWN
            drawn[private] = generator.choice(own, private.sum())
            rows.append(np.full(length, len(topic)))
            columns.append(drawn)
            topic.append(theme)
            document.append(place)
    where = (np.concatenate(rows), np.concatenate(columns))
    counts = sp.csr_array((np.ones(len(where[0]), dtype=np.int64), where), shape=(len(topic), VOCABULARY))
    return Planted(counts, np.array(topic), np.array(document), truth)


def draw_topics(generator: np.random.Generator, number: int, vocabulary: int, likeness: float) -> Numbers:
    """Draw distributions over the words around one base of Zipf's law."""
    base = 1 / np.arange(1, vocabulary + 1) ** 0.95
    base = (base / base.sum())[generator.permutation(vocabulary)]
    return np.array([generator.dirichlet(np.maximum(base * likeness, 1e-3)) for _ in range(number)])


def sum_documents(planted: Planted) -> Any:
    """Add up the sentences of each document: counts of documents x words."""
    sentences = np.arange(len(planted.document))
    return sp.csr_array((np.ones(len(sentences), dtype=np.int64), (planted.document, sentences))) @ planted.counts


def make_terms(counts: Any, documents: Codes) -> Terms:
    """Make the term matrix that counting the words of such sentences would give; word 17 is the stem w00017."""
    matrix = sp.csr_array(counts, dtype=np.int64)
    columns = np.flatnonzero(matrix.sum(axis=0))
    matrix = sp.csr_array(matrix[:, columns])
    matrix.sum_duplicates()
    stems = tuple(f"w{column:05d}" for column in columns)
    rows = pd.DataFrame({"document": [f"d{document:06d}" for document in documents]})
    rows["sentence"] = rows.groupby("document").cumcount() + 1
    forms = pd.DataFrame({"stem": stems, "surface": stems, "count": np.asarray(matrix.sum(axis=0)).ravel()})
    return Terms(matrix, rows, stems, stems, forms)


def read_found(fitted: topics.Topics, columns: int) -> tuple[Numbers, Numbers]:
    """Read the weights of fitted topics: topics x words, and rows x topics."""
    weights = np.zeros((fitted.number, columns))
    table = fitted.topic_terms
    weights[table["topic"].to_numpy() - 1, table["stem"].str[1:].astype("int")] = table["weight"]
    return weights, fitted.topic_statements["weight"].to_numpy().reshape(-1, fitted.number)


def match_topics(found: Numbers, truth: Numbers) -> tuple[Codes, Numbers]:
    """Match topics one to one, by the highest sum of cosines: the topic found for each true one, and their cosines."""
    lengths = [np.linalg.norm(part, axis=1, keepdims=True) for part in (truth, found)]
    cosines = (truth / lengths[0]) @ (found / np.where(lengths[1] > 0, lengths[1], 1)).T
    rows, columns = linear_sum_assignment(-cosines)
    return np.asarray(columns), cosines[rows, columns]


def measure_right(shares: Numbers, found: Numbers, planted: Planted) -> float:
    """The part of the sentences whose largest topic is matched with the true one; a sentence without topic is wrong."""
    matched, _ = match_topics(found, planted.truth)
    main = np.where(np.isnan(shares).any(axis=1), -1, np.nan_to_num(shares).argmax(axis=1))
    return float((main == matched[planted.topic]).mean())

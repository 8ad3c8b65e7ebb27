"""Statements coded by the cues of the shipped codebook, beside a plain pipeline of scikit-learn.

    python benchmarks/frames.py [--sizes 5000 20000] [--before FOLDER] [--small] [--write]

Sizes are statements, ten a document: each is the beginning of one example of the codebook and the end of another, drawn
with a seed. The peer is what a researcher would train: TfidfVectorizer on n-grams of 3 to 5 characters and a
LogisticRegression for each frame, fitted on the examples before the time is taken. The result that must be the same is
the number of decisions, one for each statement and frame that has cues; which frames are found is no matter of speed.
"""

import random
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import side_by_side
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from research.codebook import Codebook, list_examples, read_codebook
from research.frames import code_with_cues

CODEBOOK = Path(__file__).resolve().parent.parent / "corpus" / "codebook.toml"
SEED = 2026


def list_coded(book: Codebook) -> list[str]:
    """List the codes of the frames that have cues."""
    return [frame.code for frame in book.frames if frame.cues]


def make_texts(book: Codebook, number: int) -> list[str]:
    """Make statements, each from the beginning of one example and the end of another."""
    examples = [one.example.text.split() for one in list_examples(book)]
    draw = random.Random(SEED)
    texts = []
    for _ in range(number):
        first, last = draw.choice(examples), draw.choice(examples)
        texts.append(" ".join([*first[: -(len(first) // 2)], *last[len(last) // 2 :]]))
    return texts


def cues(size: int) -> Callable[[], str]:
    """Code with the cues; a first statement, which loads the word lists, is not timed."""
    book = read_codebook(CODEBOOK)
    texts, places = make_texts(book, size), np.arange(size)
    statements = pd.DataFrame(
        {"document": [f"d{place:08}" for place in places // 10], "sentence": places % 10 + 1, "start": 0, "text": texts}
    ).assign(stop=lambda table: table["text"].str.len(), reported=True, speaker="Sekda", office="secretary")
    statements = statements.assign(mode="indirect", rule="coded", confidence=1.0)
    coded = list_coded(book)
    code_with_cues(statements.head(1), book)
    return lambda: str(code_with_cues(statements, book)["frame"].isin(coded).sum())


def peer(size: int) -> Callable[[], str]:
    """Code with the fitted pipeline."""
    book = read_codebook(CODEBOOK)
    coded, texts = list_coded(book), make_texts(book, size)
    examples = [one for one in list_examples(book) if one.frame in coded]
    carried = [[one.frame == code and one.example.present for code in coded] for one in examples]
    pipeline = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True),
        OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear")),
    )
    pipeline.fit([one.example.text for one in examples], np.array(carried, dtype=int))
    return lambda: str(pipeline.predict_proba(texts).size)


if __name__ == "__main__":
    sides = {"cues": cues, "scikit-learn": peer}
    sys.exit(side_by_side.main(__file__, "Frames of statements by cues", sides, sizes=(5_000, 20_000), small=200))

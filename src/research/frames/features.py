"""Features of the trained coder: words, characters, cues that fired, and cues of the sentence before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from research.codebook import Codebook
from research.frames.statement_tokens import TokenisedStatement

# Minimum numbers of statements: for a stem or pair of stems two, for a sequence of characters three.
_WORD_MINIMUM, _CHARACTER_MINIMUM = 2, 3

Matrix: TypeAlias = "sparse.csr_array[np.float64, tuple[int, int]]"

# A cue that fired: its frame, its name, and the first and the last stem of the hit.
Firing = tuple[str, str, str, str]


@dataclass(frozen=True)
class RawFeatures:
    """Texts, stems and cues of statements, row by row, before fitting; previous is -1 for a document's first."""

    documents: npt.NDArray[np.str_]
    stems: tuple[str, ...]
    texts: tuple[str, ...]
    firings: tuple[tuple[Firing, ...], ...]
    previous: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Features:
    """Fitted features, which turn raw features into a matrix.

    words and characters give tf-idf weights; columns has the position of each cue, frames those of each frame, in the
    last block.
    """

    words: CountVectorizer
    word_weights: TfidfTransformer
    characters: CountVectorizer
    character_weights: TfidfTransformer
    columns: dict[tuple[str, str], int]
    frames: dict[str, tuple[int, ...]]


def extract_raw_features(statements: pd.DataFrame, tokenised: Sequence[TokenisedStatement]) -> RawFeatures:
    """Extract texts, stems and cues from statements sorted by document and sentence.

    tokenised is from tokenise_statements. Narration has no cues, neither for itself nor for the sentence after it.
    """
    documents = statements["document"].to_numpy(dtype="U")
    rows = np.arange(len(documents))
    first = np.ones(len(documents), dtype=bool)
    first[1:] = documents[1:] != documents[:-1]
    return RawFeatures(
        documents=documents,
        stems=tuple(" ".join(statement.stems) for statement in tokenised),
        texts=tuple(text.lower() for text in statements["text"]),
        firings=tuple(map(_list_firings, tokenised)),
        previous=np.where(first, -1, rows - 1),
    )


def _list_firings(statement: TokenisedStatement) -> tuple[Firing, ...]:
    stems = statement.stems
    return tuple(sorted({(hit.owner, hit.cue.name, stems[hit.start], stems[hit.stop - 1]) for hit in statement.hits}))


def drop_unsupported(raw: RawFeatures, rows: npt.NDArray[np.int64]) -> RawFeatures:
    """Drop each cue that fires with the same words in no other document among rows.

    Cues were written with coded documents at hand, so that in those documents they fire better than in new ones. A cue
    that another document supports could have been written without this one.
    """
    documents_of: dict[Firing, set[str]] = {}
    for row in rows:
        for firing in raw.firings[row]:
            documents_of.setdefault(firing, set()).add(raw.documents[row])
    supported = [
        tuple(firing for firing in firings if documents_of.get(firing, set()) - {document})
        for document, firings in zip(raw.documents, raw.firings, strict=True)
    ]
    return RawFeatures(raw.documents, raw.stems, raw.texts, tuple(supported), raw.previous)


def fit_features(raw: RawFeatures, rows: npt.NDArray[np.int64], codebook: Codebook) -> Features:
    """Fit the vocabularies and inverse document frequencies on some rows."""
    words = CountVectorizer(ngram_range=(1, 2), token_pattern=r"\S+", min_df=_WORD_MINIMUM)
    characters = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=_CHARACTER_MINIMUM)
    word_counts = words.fit_transform([raw.stems[row] for row in rows])
    character_counts = characters.fit_transform([raw.texts[row] for row in rows])
    names = [(frame.code, cue.name) for frame in codebook.frames for cue in frame.cues]
    position = {frame.code: len(names) + number for number, frame in enumerate(codebook.frames)}
    return Features(
        words=words,
        word_weights=TfidfTransformer(sublinear_tf=True).fit(word_counts),
        characters=characters,
        character_weights=TfidfTransformer(sublinear_tf=True).fit(character_counts),
        columns={name: number for number, name in enumerate(names)},
        frames={
            frame.code: tuple(position[code] for code in (frame.code, frame.parent) if code)
            for frame in codebook.frames
        },
    )


def make_feature_matrix(features: Features, raw: RawFeatures, rows: npt.NDArray[np.int64]) -> Matrix:
    """Make the matrix of rows: tf-idf of stems and of characters, cues that fired, frames of the sentence before."""
    words = features.words.transform([raw.stems[row] for row in rows])
    characters = features.characters.transform([raw.texts[row] for row in rows])
    return sparse.csr_array(
        sparse.hstack(
            [
                features.word_weights.transform(words),
                features.character_weights.transform(characters),
                _mark_cues(features, raw, rows),
            ]
        )
    )


def _mark_cues(features: Features, raw: RawFeatures, rows: npt.NDArray[np.int64]) -> Matrix:
    width = len(features.columns) + len(features.frames)
    marks: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        for frame, name, *_ in raw.firings[row]:
            columns = (features.columns[frame, name], *features.frames[frame])
            marks += [(number, column) for column in columns]
        previous = raw.previous[row]
        for frame, *_ in raw.firings[previous] if previous >= 0 else ():
            # The last columns are for the sentence before, one for each frame.
            marks.append((number, features.frames[frame][0] + len(features.frames)))
    positions = np.array(sorted(set(marks)), dtype="int64").reshape(-1, 2)
    shape = (len(rows), width + len(features.frames))
    return sparse.csr_array((np.ones(len(positions)), (positions[:, 0], positions[:, 1])), shape=shape)

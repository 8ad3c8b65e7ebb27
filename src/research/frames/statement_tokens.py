"""Statements read once for all that looks at their words: tokens with their places, stems, and the cues that fire."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from research.codebook import Codebook, Hit, find_hits, index_cues
from research.text import find_tokens, stem_types


@dataclass(frozen=True)
class TokenisedStatement:
    """One statement: its tokens as preprocess.find_tokens gives them, the stem of each, and its hits by their start."""

    tokens: Sequence[tuple[int, int, str]]
    stems: Sequence[str]
    hits: Sequence[Hit]


def tokenise_statements(statements: pd.DataFrame, codebook: Codebook) -> Iterator[TokenisedStatement]:
    """Read each statement, in the table's order, one at a time; narration (reported is False) has no hits."""
    found = [find_tokens(text) for text in statements["text"]]
    stems = stem_types({token for tokens in found for *_, token in tokens})
    index = index_cues((frame.code, cue) for frame in codebook.frames for cue in frame.cues)
    for tokens, reported in zip(found, statements["reported"], strict=True):
        words = [token for *_, token in tokens]
        own = [stems[word] for word in words]
        yield TokenisedStatement(tokens, own, list(find_hits(index, words, own)) if reported else ())

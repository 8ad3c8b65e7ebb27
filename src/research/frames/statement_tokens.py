"""Statements tokenised and stemmed, with the cues that fire."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from research.codebook import Codebook, Hit, find_hits, index_cues
from research.text import find_tokens, stem_types


@dataclass(frozen=True)
class TokenisedStatement:
    """One statement: its tokens (text.find_tokens), the stem of each, and its hits by their start."""

    tokens: Sequence[tuple[int, int, str]]
    stems: Sequence[str]
    hits: Sequence[Hit]


def tokenise_statements(statements: pd.DataFrame, codebook: Codebook) -> Iterator[TokenisedStatement]:
    """Tokenise each statement, in the table's order, one at a time; narration (reported is False) has no hits."""
    tokenised = [find_tokens(text) for text in statements["text"]]
    stems = stem_types({token for tokens in tokenised for *_, token in tokens})
    index = index_cues((frame.code, cue) for frame in codebook.frames for cue in frame.cues)
    for tokens, reported in zip(tokenised, statements["reported"], strict=True):
        words = [token for *_, token in tokens]
        statement_stems = [stems[word] for word in words]
        yield TokenisedStatement(
            tokens, statement_stems, list(find_hits(index, words, statement_stems)) if reported else ()
        )

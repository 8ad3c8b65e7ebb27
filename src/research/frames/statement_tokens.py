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
    """Tokenise each statement, in the table's order, one at a time; narration (reported is False) has no hits.

    A hit of a cue that is carried counts only where the sentence before, of the same known speaker, has a hit of the
    frame.
    """
    tokenised = [find_tokens(text) for text in statements["text"]]
    stems = stem_types({token for tokens in tokenised for *_, token in tokens})
    index = index_cues((frame.code, cue) for frame in codebook.frames for cue in frame.cues)
    hits: list[list[Hit]] = []
    for tokens, reported in zip(tokenised, statements["reported"], strict=True):
        words = [token for *_, token in tokens]
        hits.append(list(find_hits(index, words, [stems[word] for word in words])) if reported else [])
    for tokens, kept in zip(tokenised, _drop_uncarried(statements, hits), strict=True):
        yield TokenisedStatement(tokens, [stems[token] for *_, token in tokens], kept)


def _drop_uncarried(statements: pd.DataFrame, hits: Sequence[Sequence[Hit]]) -> list[Sequence[Hit]]:
    """Drop the hits of carried cues where the sentence before does not carry the frame."""
    rows = list(zip(*(statements[name] for name in ("document", "sentence", "speaker")), strict=True))
    kept: list[Sequence[Hit]] = list(hits)
    # The speaker of each sentence and the frames of its hits, from the first sentence of a document to its last.
    known: dict[tuple[str, int], tuple[str, set[str]]] = {}
    for row in sorted(range(len(rows)), key=rows.__getitem__):
        document, sentence, speaker = rows[row]
        speaker_before, frames_before = known.get((document, sentence - 1), ("", set()))
        carried = frames_before if speaker and speaker == speaker_before else set()
        kept[row] = [hit for hit in hits[row] if not hit.cue.carried or hit.owner in carried]
        known[document, sentence] = speaker, {hit.owner for hit in kept[row]}
    return kept

"""Statements to frames: by cue, by a trained coder, from people's codings, and one scored against the other.

A room of several modules; its public names are these. Inside it filling and scoping stand at the bottom, then cueing,
features and people, then training, then predicting; scores, examples, streams (files from elsewhere) and whole (a
corpus folder in one piece) stand apart.
"""

from research.frames.cueing import list_hits, match_cues
from research.frames.examples import check_sources, code_examples, count_examples
from research.frames.people import table_codings
from research.frames.predicting import code_statements, code_unseen, cross_code
from research.frames.scores import compare_coders, compare_scores, score_frames, score_groups
from research.frames.training import TooFewError, TrainedCoder, fit_coder
from research.frames.whole import CodedCorpus, join_corpus, read_coded_corpus

__all__ = [
    "CodedCorpus",
    "TooFewError",
    "TrainedCoder",
    "check_sources",
    "code_examples",
    "code_statements",
    "code_unseen",
    "compare_coders",
    "compare_scores",
    "count_examples",
    "cross_code",
    "fit_coder",
    "join_corpus",
    "list_hits",
    "match_cues",
    "read_coded_corpus",
    "score_frames",
    "score_groups",
    "table_codings",
]

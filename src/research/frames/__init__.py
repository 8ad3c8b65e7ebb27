"""Statements to frames: by cue, from people's codings, and one scored against the other.

A room of several modules; its public names are these. filling stands at the bottom.
"""

from research.frames.cueing import match_cues
from research.frames.people import table_codings
from research.frames.scores import compare_scores, score_frames

__all__ = ["compare_scores", "match_cues", "score_frames", "table_codings"]

"""Documents -> statements: who says it, in which office, in which mode; and the score of that against gold.

A room of several modules, since one would outgrow it; its public names are these. Inside it, lexicon and sentences
stand at the bottom, then names, mentions, reporting and speakers, then statements; scores stands apart.
"""

from research.attribution.scores import compare_scores, score_statements
from research.attribution.statements import find_statements

__all__ = ["compare_scores", "find_statements", "score_statements"]

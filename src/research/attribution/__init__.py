"""Documents -> statements: who says it, in which office, in which mode; and the score of that against gold.

A room of several modules, since one would outgrow it; its public names are these. Inside it, lexicon and sentences
stand at the bottom, with furniture, then names, mentions, quotations, reporting, introductions and speakers, then
reading, trimming, deciding, statements, condition and streams; scores stands apart.
reading, trimming, deciding, statements, parts and streams; scores stands apart.
stand at the bottom, with furniture, then names, complements, mentions, quotations, reporting, introductions and
speakers, then reading, trimming, deciding, statements, condition and streams; scores stands apart.
"""

from research.attribution.condition import Condition, add_conditions, describe_conditions
from research.attribution.furniture import FURNITURE_RULES
from research.attribution.parts import Parts, open_parts
from research.attribution.scores import compare_scores, score_statements
from research.attribution.statements import attribute_documents, find_statements
from research.attribution.streams import Batch, iter_attributions, write_attributions

__all__ = [
    "FURNITURE_RULES",
    "Batch",
    "Condition",
    "Parts",
    "add_conditions",
    "attribute_documents",
    "compare_scores",
    "describe_conditions",
    "find_statements",
    "iter_attributions",
    "open_parts",
    "score_statements",
    "write_attributions",
]

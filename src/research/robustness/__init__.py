"""The multiverse of a claim: the same contrast under every defensible choice, and how much of it then holds.

Steegen, Tuerlinckx, Gelman and Vanpaemel 2016, Perspectives on Psychological Science 11:702-712; Simonsohn, Simmons and
Nelson 2020, Nature Human Behaviour 4:1208-1214. A room of several modules; its public names are these.
"""

from research.robustness.declaring import CHOICES, Choices, Multiverse, Word, keep_headlines, read_multiverse
from research.robustness.judging import HOLDS, IN_PART, judge_claims
from research.robustness.reading import join_readings, mark_words
from research.robustness.specifying import measure_specifications
from research.robustness.telling import describe_claims, name_choice, name_level, say_claim, table_claims

__all__ = [
    "CHOICES",
    "HOLDS",
    "IN_PART",
    "Choices",
    "Multiverse",
    "Word",
    "describe_claims",
    "join_readings",
    "judge_claims",
    "keep_headlines",
    "mark_words",
    "measure_specifications",
    "name_choice",
    "name_level",
    "read_multiverse",
    "say_claim",
    "table_claims",
]

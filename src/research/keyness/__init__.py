"""The words that set one group's statements apart from another's, with the documents that they come from.

In a corpus of restated texts the words are those of the restatement, not of the officials. A room of several modules,
since one would outgrow it: naming finds and masks names, siding says which statements are compared, moving lets
documents change sides, measuring counts and tests, marking says which statements hold a word. Its public names are
these.
"""

from research.keyness.marking import count_words, mark_stems
from research.keyness.measuring import (
    MINIMUM_SPREAD,
    ONE_PLACE,
    find_log_odds,
    locate_term,
    measure_keyness,
)
from research.keyness.naming import KINDS, find_names, mask_names
from research.keyness.siding import pick_sides
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW

__all__ = [
    "KINDS",
    "MINIMUM_DOCUMENTS",
    "MINIMUM_SPREAD",
    "ONE_PLACE",
    "TOO_FEW",
    "count_words",
    "find_log_odds",
    "find_names",
    "locate_term",
    "mark_stems",
    "mask_names",
    "measure_keyness",
    "pick_sides",
]

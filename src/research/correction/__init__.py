"""Some documents coded by people, all of them by a coder that errs: shares corrected for its error.

What the coder's predictions get wrong is measured on the documents that people coded, and taken off the share that they
give over all documents. The interval says how much of that error the coded documents could not show. What was drawn to
be coded, whole documents or single statements, is the unit of every variance here. A room of several modules; its
public names are these.
"""

from research.correction.estimates import (
    Correction,
    estimate_correction,
    estimate_population,
)
from research.correction.groups import correct_differences, correct_shares, subtract_corrections
from research.tables import MINIMUM_HITS, TOO_FEW

__all__ = [
    "MINIMUM_HITS",
    "TOO_FEW",
    "Correction",
    "correct_differences",
    "correct_shares",
    "estimate_correction",
    "estimate_population",
    "subtract_corrections",
]

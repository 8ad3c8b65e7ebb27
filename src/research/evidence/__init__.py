"""From a word or a number back to the sentences.

A room of several modules: showing puts words, samples and documents before a reader, gathering makes the rows that a
condition speaks of, listing finds those that meet it. Its public names are these.
"""

from research.evidence.gathering import JOINT, gather_rows
from research.evidence.listing import list_evidence, read_condition
from research.evidence.showing import find_keyword, render_document, sample_errors, sample_statements

__all__ = [
    "JOINT",
    "find_keyword",
    "gather_rows",
    "list_evidence",
    "read_condition",
    "render_document",
    "sample_errors",
    "sample_statements",
]

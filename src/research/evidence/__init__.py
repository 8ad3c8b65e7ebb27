"""From a word or a number back to the sentences.

A room of several modules: showing puts words, samples and documents before a reader, gathering makes the rows that a
condition speaks of, listing finds those that meet it. Its public names are these, and gathering.gather_rows, which
stands apart since it brings the coders and the topic model with it: a second that a look at a word need not wait.
"""

from research.evidence.listing import list_evidence, read_condition
from research.evidence.showing import find_keyword, render_document, sample_errors, sample_statements

__all__ = [
    "find_keyword",
    "list_evidence",
    "read_condition",
    "render_document",
    "sample_errors",
    "sample_statements",
]

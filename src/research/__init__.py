"""Content analysis of reported speech: who says what in the news, in which frame, and the evidence behind it.

One package for each step: tables, text, corpus, attribution, codebook, coding, frames, topics, compare, references,
study, report, cli. Nothing is imported until it is asked for.
"""

__version__ = "0.1.0"

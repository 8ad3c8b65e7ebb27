"""Text as handed over -> the same text as it reads, with a map back: the text as given is never altered.

A room of several modules, since one would outgrow it; its public names are these. Inside it, draft stands at the
bottom, with vocabulary, then markup, symbols, breaks, gaps and joints, then cleaned.
"""

from research.cleaning.cleaned import Cleaned, clean_markup, clean_text, describe_notes

__all__ = ["Cleaned", "clean_markup", "clean_text", "describe_notes"]

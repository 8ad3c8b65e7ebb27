"""Text as handed over -> the same text as it reads, with a map back: the text as given is never altered.

A room of several modules, since one would outgrow it; its public names are these. Inside it, draft stands at the
bottom, then markup, symbols, breaks and gaps, then cleaned; nested stands apart.
"""

from research.cleaning.cleaned import Cleaned, clean_markup, clean_text, describe_notes
from research.cleaning.nested import join_tokens

__all__ = ["Cleaned", "clean_markup", "clean_text", "describe_notes", "join_tokens"]

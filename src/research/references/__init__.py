"""Legal bases, instruments, acts and addressees that statements name, and how often.

A room of several modules; its public names are these. laws stands at the bottom.
"""

from research.references.counting import count_references, label_references, list_anachronisms, mark_references
from research.references.finding import find_references

__all__ = ["count_references", "find_references", "label_references", "list_anachronisms", "mark_references"]

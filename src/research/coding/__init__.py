"""What coders wrote down, and how far they agree.

A room of several modules; its public names are these.
"""

from research.coding.agreement import list_disagreements, measure_agreement
from research.coding.reading import Coded, read_coded, read_codings, read_frozen, read_gold

__all__ = [
    "Coded",
    "list_disagreements",
    "measure_agreement",
    "read_coded",
    "read_codings",
    "read_frozen",
    "read_gold",
]

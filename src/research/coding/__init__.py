"""What coders wrote down, and how far they agree.

A room of several modules; its public names are these.
"""

from research.coding.adjudicating import (
    Decisions,
    Merged,
    NothingToDecideError,
    merge_decisions,
    name_coders,
    open_disagreements,
)
from research.coding.agreement import list_disagreements, measure_agreement, measure_pairs, measure_units
from research.coding.codes import NO_FRAME, NOT_SAID, enter_coder, find_alike, judge_codes
from research.coding.drift import measure_drift, measure_trend, read_dates, read_reported
from research.coding.importing import Reading, add_codings, check_current, check_day, check_name, read_returned
from research.coding.labels import Choice
from research.coding.outgoing import choose_path, find_key, name_key, read_key, read_sheet, write_sheet
from research.coding.reading import Coded, read_coded, read_codings, read_frozen, read_gold, read_modes
from research.coding.sampling import Design, draw_sample, find_statement_families, hash_text, take_documents
from research.coding.sheets import build_sheet
from research.coding.texts import find_framed_narration, keep_codable

__all__ = [
    "NOT_SAID",
    "NO_FRAME",
    "Choice",
    "Coded",
    "Decisions",
    "Design",
    "Merged",
    "NothingToDecideError",
    "Reading",
    "add_codings",
    "build_sheet",
    "check_current",
    "check_day",
    "check_name",
    "choose_path",
    "draw_sample",
    "enter_coder",
    "find_alike",
    "find_framed_narration",
    "find_key",
    "find_statement_families",
    "hash_text",
    "judge_codes",
    "keep_codable",
    "list_disagreements",
    "measure_agreement",
    "measure_drift",
    "measure_pairs",
    "measure_trend",
    "measure_units",
    "merge_decisions",
    "name_coders",
    "name_key",
    "open_disagreements",
    "read_coded",
    "read_codings",
    "read_dates",
    "read_frozen",
    "read_gold",
    "read_key",
    "read_modes",
    "read_reported",
    "read_returned",
    "read_sheet",
    "take_documents",
    "write_sheet",
]

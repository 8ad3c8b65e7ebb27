"""A coded sheet is restricted to the statements of some rows; gold is not corrected."""

import pandas as pd
import pytest

from research.compare import CodedSheet, correct_contrasts, measure_sample_shares, read_contrasts
from research.compare.correction.coded_sheets import refuse_gold
from research.tables import InputError


def make_sheet() -> CodedSheet:
    units = pd.DataFrame({"document": ["a", "a", "b"], "sentence": [1, 2, 1]})
    return CodedSheet(units.assign(probability=[0.5, 0.25, 1.0]), units.assign(frame="f", coder="ani", present=True))


def test_a_sheet_keeps_the_statements_of_the_rows_with_their_probabilities() -> None:
    rows = pd.DataFrame({"document": ["a", "a", "c"], "sentence": [2, 2, 1], "frame": ["f", "g", "f"]})
    kept = make_sheet().restrict(rows)
    assert kept.drawn[["document", "sentence", "probability"]].to_numpy().tolist() == [["a", 2, 0.25]]
    assert kept.coded[["document", "sentence"]].to_numpy().tolist() == [["a", 2]]
    assert (make_sheet().people, make_sheet().restrict(rows[2:]).people) == ("ani", "")


def test_a_sheet_without_probabilities_or_with_a_statement_twice_is_refused() -> None:
    sheet = make_sheet()
    rows = sheet.drawn[["document", "sentence"]]
    with pytest.raises(InputError, match="CodedSheet: drawn: probability: found no such column"):
        CodedSheet(sheet.drawn.drop(columns="probability"), sheet.coded).restrict(rows)
    with pytest.raises(InputError, match="CodedSheet: drawn"):
        CodedSheet(pd.concat([sheet.drawn, sheet.drawn]), sheet.coded).restrict(rows)


def test_gold_needs_no_correction() -> None:
    rows = pd.DataFrame({"document": ["a"], "sentence": [1], "frame": ["f"], "present": [True], "year": ["2018"]})
    refuse_gold(rows.assign(coder="words"), where="here")
    for call in (
        lambda: measure_sample_shares(rows.assign(sample="none"), by="year", corrected_by=make_sheet()),
        lambda: correct_contrasts(rows, read_contrasts("corpus/contrasts.toml"), corrected_by=make_sheet()),
    ):
        with pytest.raises(InputError, match="corrected_by: found a sheet, and rows of gold, expected rows of merge_f"):
            call()

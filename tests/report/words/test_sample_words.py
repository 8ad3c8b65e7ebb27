from dataclasses import replace
from pathlib import Path

import pandas as pd

from research import compare, report, study

LABELS = {"f": "Sanctions", "g": "Service", "drawn": "Drawn items"}


def make_rows(sample: str, *, documents: int, number: int = 4) -> pd.DataFrame:
    """Of the statements of each document the first carries f, the second g, the others nothing."""
    keys = [(f"{sample}{d:02}", n, frame) for d in range(documents) for n in range(1, number + 1) for frame in "fg"]
    rows = pd.DataFrame(keys, columns=["document", "sentence", "frame"]).assign(sample=sample, speaker="Rai")
    return rows.assign(present=[n == "fg".index(frame) + 1 for _, n, frame in keys])


def measure(rows: pd.DataFrame) -> pd.DataFrame:
    return compare.measure_sample_shares(compare.add_unframed(rows), by="all")


def test_each_sample_is_told_by_itself_with_its_statements_without_frames() -> None:
    rows = pd.concat([make_rows("found", documents=8, number=2), make_rows("drawn", documents=12)])
    drawn, found = report.describe_frames(measure(rows), labels=LABELS).split("\n\n")
    # Of four statements of a document two carry nothing, of two none; one carries f and one g.
    assert drawn.startswith("**Drawn items.** Of 48 officials' statements in 12 documents, 50.0 % (")
    assert "carry none of the 2 frames; Sanctions is in 25.0 % (" in drawn
    assert "Service in 25.0 % (" in drawn
    assert found.startswith("**found.** Of 16 officials' statements in 8 documents, 0.0 % (")


def test_too_few_documents_are_said_and_a_corpus_without_samples_has_no_name_before_its_sentence() -> None:
    text = report.describe_frames(measure(make_rows("none", documents=3)), labels=LABELS)
    assert text == "Of 12 officials' statements in 3 documents, too few to say how many carry a frame."


def test_the_shares_of_two_samples_have_a_row_each() -> None:
    rows = pd.concat([make_rows("found", documents=8, number=2), make_rows("drawn", documents=12)])
    table = report.table_shares(measure(rows), labels={**LABELS, "unframed": "No frame"})
    assert list(table.index) == ["Drawn items", "found"]
    assert table["statements"].tolist() == [48, 16]
    assert table.loc["Drawn items", "No frame"].startswith("50.0 % (")
    by_half = compare.measure_sample_shares(rows.assign(half="1st"), by="half")
    assert set(report.table_shares(by_half, labels=LABELS).index) == {"1st, Drawn items", "1st, found"}


def test_each_sample_says_how_it_was_drawn(tmp_path: Path, root: Path) -> None:
    known = study.open_study(root / "corpus")
    first, second = report.describe_samples(known).split("\n\n")
    # The numbers of documents are those that the protocol and the first sample's README name.
    assert first.startswith("**Systematic sample** (316 documents). Every province was crossed with")
    assert second.startswith("**Purposive sample** (135 documents). ")
    bare = replace(known, folder=tmp_path)
    assert report.describe_samples(bare) == ""


def test_the_documents_of_each_group_are_counted_by_sample() -> None:
    documents = pd.DataFrame(
        {"sample": ["drawn", "drawn", "found"], "election": ["b-2019", "", "a-2018"], "island": ""}
    )
    labels = {"election": "Election commission", "a-2018": "Year 2018", "b-2019": "Year 2019", **LABELS}
    table = report.table_samples(documents, by="election", labels={**labels, "none": "None"})
    assert table.to_dict("records") == [
        {"Election": "Year 2018", "Drawn items": 0, "found": 1},
        {"Election": "Year 2019", "Drawn items": 1, "found": 0},
        {"Election": "None", "Drawn items": 1, "found": 0},
    ]
    plain = report.table_samples(
        documents.assign(sample="", island=""), by="island", labels={"national": "National bodies"}
    )
    assert plain.to_dict("records") == [{"Island": "National bodies", "Documents": 3}]

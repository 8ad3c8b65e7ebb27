"""Frozen documents: their ids are read, and their words are taken out of what is shown."""

from pathlib import Path

import pandas as pd
import pytest

from research import coding
from research.tables import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "coding").mkdir()
    (tmp_path / "coding" / "frozen.txt").write_text("# why\nb\n\n  a\n", encoding="utf-8")
    return tmp_path


def test_ids_are_read_sorted_without_comments(folder: Path) -> None:
    assert coding.read_frozen(folder / "coding" / "frozen.txt") == ("a", "b")


def test_a_missing_list_is_a_fault_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"frozen.txt: file: found nothing there, expected .*; make it; where no"):
        coding.read_frozen(tmp_path / "frozen.txt")


def test_words_of_frozen_documents_are_left_out_and_all_else_stays(folder: Path) -> None:
    lines = pd.DataFrame(
        {
            "document": ["c", "a"],
            "start": [3, 7],
            "left": "Para",
            "keyword": "ASN",
            "right": "netral",
            "speaker": "Rai",
        }
    )
    hidden = coding.hide_frozen(lines, folder)
    assert hidden.to_numpy().tolist() == [
        ["c", 3, "Para", "ASN", "netral", "Rai"],
        ["a", 7, "", "(kept unread)", "", "Rai"],
    ]
    assert lines["keyword"].tolist() == ["ASN", "ASN"], "the table that was given is not changed"
    statements = pd.DataFrame({"document": ["b", "c"], "text": ["Satu.", "Dua."]})
    assert coding.hide_frozen(statements, folder)["text"].tolist() == ["(kept unread)", "Dua."]
    assert coding.hide_frozen(statements[["document"]], folder).columns.tolist() == ["document"]


def test_a_corpus_without_frozen_documents_shows_everything(folder: Path) -> None:
    statements = pd.DataFrame({"document": ["b", "c"], "text": ["Satu.", "Dua."]})
    (folder / "coding" / "frozen.txt").write_text("# none\n", encoding="utf-8")
    pd.testing.assert_frame_equal(coding.hide_frozen(statements, folder), statements)
    (folder / "coding" / "frozen.txt").unlink()
    pd.testing.assert_frame_equal(coding.hide_frozen(statements, folder), statements)


def test_a_table_that_does_not_name_its_documents_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="document"):
        coding.hide_frozen(pd.DataFrame({"text": ["Satu."]}), folder)

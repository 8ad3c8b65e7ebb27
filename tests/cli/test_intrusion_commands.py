"""Commands of intrusion tests: sheets of a planted corpus out, and made answers scored."""

import json
from pathlib import Path

import pandas as pd
import pytest
from intrusion import answer_sheet, draw_items, find_truth
from typer.testing import CliRunner

from research import cli, topics
from research.tables import InputError


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    topics.write_intrusion_sheet(draw_items(), tmp_path / "may.csv")
    return tmp_path / "may.csv"


def call(*words: object) -> str:
    done = CliRunner().invoke(cli.application, ["intrusion", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_scores_of_two_raters_are_printed_with_what_was_left_out(sheet: Path) -> None:
    items = draw_items()
    truth, arms = find_truth(items), items.drop_duplicates("item").set_index("item")["arm"]
    seen = {item: place if arms[item] == "topics" else place % 5 + 1 for item, place in truth.items()}
    first = answer_sheet(sheet, "siti", lambda item: seen[item])
    second = answer_sheet(sheet, "ani", lambda item: "" if item == 7 else truth[item])
    said = call("score", first, second)
    assert "Topics that every rater tells apart: 1, 2, 3, 4 of 4" in said
    assert "Not answered: 1 of 100" in said
    assert "may-ani found more intruders than by chance in shuffled text" in said and "may-siti found more" not in said
    both = json.loads(call("score", first, second, "--json"))
    assert [row["hits"] for row in both["scores"] if row["rater"] == "may-siti"] == [10, 10, 10, 10, 0]
    assert both["agreement"][0]["alpha"] == 1


def test_a_rater_of_one_answer_tells_nothing_apart(sheet: Path) -> None:
    said = call("score", answer_sheet(sheet, "siti", lambda _: 1), "--key", sheet.with_name("may.key.csv"))
    assert "Topics that every rater tells apart: none of 4" in said and "alpha" not in said


def test_a_sheet_without_its_key_is_unusable(sheet: Path) -> None:
    sheet.with_name("may.key.csv").unlink()
    done = CliRunner().invoke(cli.application, ["intrusion", "score", str(sheet)])
    assert isinstance(done.exception, InputError) and "give it with --key" in str(done.exception)


@pytest.mark.slow
def test_sheets_of_the_shipped_sample_show_no_frozen_document(root: Path, tmp_path: Path) -> None:
    corpus = root / "corpus"
    sheet = tmp_path / "may.csv"
    said = call("sample", "-o", sheet, "--topics", 4, "--sample", "purposive", "--corpus", corpus)
    assert "50 items, of 4 of 4 topics" in said
    key = pd.read_csv(tmp_path / "may.key.csv")
    frozen = [
        line
        for line in (corpus / "coding" / "frozen.txt").read_text(encoding="utf-8").splitlines()
        if line and line[0] != "#"
    ]
    assert frozen and not set(frozen) & set(key["document"]) and not key["document"].isna().any()
    assert (key.groupby("item")["document"].nunique() == 5).all()
    words = tmp_path / "kata.xlsx"
    assert "items, of " in call(
        "sample", "-o", words, "--words", "--topics", 4, "--sample", "purposive", "--corpus", corpus
    )

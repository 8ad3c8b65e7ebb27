"""research topics: what is printed of topics that are there, of none, and as JSON or a table."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from planted_themes import plant
from typer.testing import CliRunner

from research import compare, report, study
from research.cli import application
from research.text import Terms, count_terms
from research.topics import shuffle_terms


@dataclass(frozen=True)
class Known:
    """What the command takes of a study."""

    documents: pd.DataFrame
    statements: pd.DataFrame
    families: None = None


@pytest.fixture(params=["planted", "shuffled"])
def terms(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Terms:
    statements, _ = plant(seed=3)
    documents = statements[["document"]].drop_duplicates()
    counted = count_terms(statements)
    counted = counted if request.param == "planted" else shuffle_terms(counted, seed=4)
    monkeypatch.setattr(study, "open_study", lambda *_, **__: Known(documents, statements))
    monkeypatch.setattr(compare, "count_words", lambda *_, **__: counted)
    monkeypatch.setattr(report, "label_study", lambda known: {})
    return counted


def call(*words: object) -> str:
    options = ("--topics", "4", "--resamples", "5", "--workers", "1")
    done = CliRunner().invoke(application, ["topics", *options, *(str(word) for word in words)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def test_planted_topics_are_listed_and_shuffled_ones_are_not(
    terms: Terms, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    is_planted = "[planted]" in request.node.name
    told = call()
    assert ("No topics can be told from chance" in told) != is_planted
    assert ("topic 1: " in told) == is_planted
    assert "30 documents, fewer than 100" in told
    made = json.loads(call("--json"))
    assert made["finding"] == told.split("\n")[0]
    assert [row["topics"] for row in made["support"]] == [4]
    assert bool(made["topics"]) == is_planted
    call("-o", tmp_path / "main.csv")
    assert (tmp_path / "main.csv").exists() == is_planted
    if is_planted:
        table = pd.read_csv(tmp_path / "main.csv")
        assert table.columns.tolist() == ["document", "sentence", "topic", "weight"]
        assert len(table) == len(terms.rows)

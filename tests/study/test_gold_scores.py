"""The least that the attribution scores on each text: data/attribution_floors.csv."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from research.attribution import evaluate_attribution_files
from research.study import evaluate_attribution

DATA = Path(__file__).parents[1] / "data"
FLOORS = pd.read_csv(DATA / "attribution_floors.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def corpus_scores(root: Path) -> pd.DataFrame:
    return evaluate_attribution(root / "corpus")


def find_low(scores: pd.DataFrame, floors: pd.DataFrame) -> list[str]:
    """What is lower than its floor."""
    by = ["text", "part", "attribution", "measure"]
    both = floors.merge(scores, on=by, how="left", validate="one_to_one")
    low = both[~both["value"].ge(both["floor"])]
    return [f"{' '.join(row[by])}: {row['value']:.3f} < {row['floor']}" for _, row in low.iterrows()]


def test_the_corpus_scores_no_less(corpus_scores: pd.DataFrame) -> None:
    scores = corpus_scores.rename(columns={"sample": "text"})
    assert find_low(scores, FLOORS[FLOORS["text"].isin(("systematic", "purposive"))]) == []
    assert scores.loc[scores["measure"].eq("border_f1"), "value"].eq(1).all()


@pytest.mark.parametrize("text", ["twins", "originals", "pfsa-id"])
def test_files_score_no_less(text: str, request: pytest.FixtureRequest) -> None:
    places = {"originals": "originals", "pfsa-id": "pfsa-id/dev.jsonl"}
    path = request.getfixturevalue("shared") / places[text] if text in places else DATA / text
    scores = evaluate_attribution_files([path]).assign(text=text, part="", attribution="rules")
    assert find_low(scores, FLOORS[FLOORS["text"].eq(text)]) == []
    if text == "pfsa-id":
        bare = scores.set_index("measure").loc["bare_f1", "value"]
        assert bare == pytest.approx(0.89, abs=0.005)


def test_every_floor_is_read() -> None:
    assert set(FLOORS["text"]) == {"systematic", "purposive", "twins", "originals", "pfsa-id"}


def test_the_second_coding_is_scored_beside_the_rules(corpus_scores: pd.DataFrame, root: Path) -> None:
    """Counted from the two files alone, over the documents that are not frozen."""
    folder = root / "corpus" / "coding"
    frozen = {line.split("#")[0].strip() for line in (folder / "frozen.txt").read_text().splitlines()}
    with (folder / "gold.csv").open() as one, (folder / "attribution" / "attribution_b.csv").open() as other:
        second = {(row["document"], row["sentence"]): row for row in csv.DictReader(other)}
        pairs = [(row, second.get((row["document"], row["sentence"]))) for row in csv.DictReader(one)]
    pairs = [(row, mine) for row, mine in pairs if mine and row["document"] not in frozen]
    alike = sum((row["mode"] == "narration") == (mine["mode"] == "narration") for row, mine in pairs if mine)
    table = corpus_scores[corpus_scores["part"].eq("development") & corpus_scores["attribution"].eq("attribution_b")]
    rows = table[table["measure"].eq("reported")]
    assert round(float((rows["value"] * rows["n"]).sum())) == alike
    assert rows["n"].sum() == len(pairs)
    assert "border_f1" not in set(table["measure"])

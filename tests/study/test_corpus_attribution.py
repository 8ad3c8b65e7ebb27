"""The least that the attribution scores on each text: data/attribution_floors.csv."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from research import study

DATA = Path(__file__).parents[1] / "data"
FLOORS = pd.read_csv(DATA / "attribution_floors.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def corpus_scores(root: Path) -> pd.DataFrame:
    return study.evaluate_attribution(root / "corpus")


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
def test_files_score_no_less(text: str, root: Path, request: pytest.FixtureRequest) -> None:
    places = {"originals": "originals", "pfsa-id": "pfsa-id/dev.jsonl"}
    path = request.getfixturevalue("shared") / places[text] if text in places else DATA / text
    scores = study.evaluate_attribution_texts([path], root / "corpus").assign(text=text, part="")
    assert find_low(scores, FLOORS[FLOORS["text"].eq(text)]) == []
    if text == "pfsa-id":
        assert scores.loc[scores["measure"].eq("bare_f1"), "value"].tolist() == pytest.approx([0.89, 0.89], abs=0.005)


def test_files_may_have_any_name(root: Path, tmp_path: Path) -> None:
    """The name decides the fold, so that learnt decisions may differ; what is scored does not."""
    first = min((DATA / "twins").glob("*.txt"))
    scores = []
    for name in ("berita", "dua_jabatan", "Berita 1"):
        folder = tmp_path / name
        folder.mkdir()
        for path in (first, first.with_suffix(".csv")):
            (folder / f"{name}{path.suffix}").write_bytes(path.read_bytes())
        scores.append(study.evaluate_attribution_texts([folder], root / "corpus"))
    plain, *others = scores
    for other in others:
        rules = other["attribution"].eq("rules")
        pd.testing.assert_frame_equal(other[rules], plain[rules])
        learnt = ["attribution", "measure"]
        assert other[learnt].equals(plain[learnt])
        assert other.loc[other["measure"].eq("reported"), "n"].eq(len(pd.read_csv(first.with_suffix(".csv")))).all()


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


def test_learnt_decisions_are_scored_beside_the_rules(corpus_scores: pd.DataFrame) -> None:
    kinds = corpus_scores.groupby(["sample", "part"])["attribution"].unique().map(list).tolist()
    assert kinds == [["rules", "learnt", "attribution_b"]] * 4
    assert {"mode", "whole"}.isdisjoint(corpus_scores["measure"]), "restated texts do not show the mode"


def test_the_confidence_of_each_part_is_in_ten_bins(root: Path) -> None:
    attributed = study.attribute_corpus(root / "corpus")
    table = study.measure_corpus_reliability(attributed)
    sizes = table.groupby(["sample", "part"])["n"].agg(["size", "min", "max", "sum"])
    assert sizes["size"].eq(10).all() and (sizes["max"] - sizes["min"]).le(1).all()
    assert sizes["sum"].sum() == len(attributed.gold)
    assert table.groupby(["sample", "part"])["confidence"].is_monotonic_increasing.all()
    scores = study.score_corpus(attributed)
    errors = scores[scores["measure"].eq("calibration_error") & scores["attribution"].eq("learnt")]
    distances = (table["confidence"] - table["right"]).abs() * table["n"]
    by_hand = distances.groupby([table["sample"], table["part"]]).sum() / sizes["sum"]
    assert errors.set_index(["sample", "part"])["value"].to_dict() == pytest.approx(by_hand.to_dict())

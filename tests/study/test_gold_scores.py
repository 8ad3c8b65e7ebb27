"""The least that the attribution scores on each text: data/attribution_floors.csv."""

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from research.attribution import evaluate_attribution_files
from research.study import evaluate_attribution, evaluate_coders, evaluate_frames

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


Rows = list[dict[str, str]]
CODERS = {"cue", "trained"}


def copy_corpus(root: Path, folder: Path, number: int, change: Callable[[Rows], Rows] = list) -> Path:
    """A corpus of the first documents that are not frozen, of no sample, with changed gold."""
    whole, coding = root / "corpus", folder / "coding"
    (folder / "documents").mkdir(parents=True)
    coding.mkdir()
    with (whole / "coding" / "gold.csv").open(encoding="utf-8") as file:
        gold = list(csv.DictReader(file))
    frozen = {line.split("#")[0].strip() for line in (whole / "coding" / "frozen.txt").read_text().splitlines()}
    kept = sorted({row["document"] for row in gold} - frozen)[:number]
    for name in kept:
        text = (whole / "documents" / f"{name}.md").read_text(encoding="utf-8")
        (folder / "documents" / f"{name}.md").write_text(re.sub("(?m)^sample: .*\n", "", text), encoding="utf-8")
    with (coding / "gold.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(gold[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(change([row for row in gold if row["document"] in kept]))
    (coding / "frozen.txt").write_text("# none\n")
    for name in ("codebook.toml", "elections.csv"):
        shutil.copy(whole / name, folder / name)
    return folder


def keep_sanctions(gold: Rows) -> Rows:
    return [{**row, "frames": "sanctions" if "sanctions" in row["frames"].split(";") else ""} for row in gold]


@pytest.mark.parametrize(
    ("number", "change", "found"),
    [
        (4, list, "gold: documents: found 4, expected at least 5"),
        (40, keep_sanctions, "gold: service_priority: found 0 coded statements with it"),
    ],
    ids=["too few documents", "gold of one frame"],
)
def test_cues_are_scored_alone_on_a_corpus_too_small_to_fit(
    root: Path, tmp_path: Path, number: int, change: Callable[[Rows], Rows], found: str
) -> None:
    scores, faults = evaluate_coders(copy_corpus(root, tmp_path / "corpus", number, change))
    assert set(scores["coder"]) == {"cue"}
    assert found in str(faults[0])
    assert scores.set_index("frame").loc["sanctions", "recall"] > 0


def test_a_codebook_without_cues_leaves_the_trained_coder_its_scores(root: Path, tmp_path: Path) -> None:
    folder = copy_corpus(root, tmp_path / "corpus", 60)
    parts = re.split(r"(?m)^(?=\[\[)", (folder / "codebook.toml").read_text(encoding="utf-8"))
    kept = "".join(part for part in parts if not part.startswith("[[frames.cues"))
    (folder / "codebook.toml").write_text(kept, encoding="utf-8")
    scores, faults = evaluate_coders(folder)
    recall = scores.set_index(["coder", "frame"])["recall"]
    assert (set(scores["coder"]), faults) == (CODERS, ())
    assert recall["cue", "sanctions"] == 0 < recall["trained", "sanctions"]


@pytest.mark.parametrize("gold", ["none", "empty", "small", "enough"])
def test_statements_are_scored_by_the_cues_alone_where_the_corpus_is_too_small(
    gold: str, root: Path, tmp_path: Path
) -> None:
    folder = copy_corpus(
        root, tmp_path / "corpus", 60 if gold == "enough" else 4, lambda rows: rows[: len(rows) * (gold != "empty")]
    )
    if gold == "none":
        (folder / "coding" / "gold.csv").unlink()
    said = ["ASN yang melanggar dikenai sanksi.", "Jangan menyebar hoaks di media sosial.", "Rapat usai."]
    pd.DataFrame({"document": "a", "sentence": [1, 2, 3], "text": said, "speaker": ["Ani", "Ani", ""]}).to_csv(
        tmp_path / "in.csv", index=False
    )
    pd.DataFrame({"document": "a", "sentence": [1, 2, 3], "frames": ["sanctions", "social_media", ""]}).to_csv(
        tmp_path / "gold.csv", index=False
    )
    scores, faults = evaluate_frames(tmp_path / "in.csv", tmp_path / "gold.csv", folder)
    assert set(scores["coder"]) == (CODERS if gold == "enough" else {"cue"})
    assert len(faults) == 0 if gold == "enough" else str(faults[0]).split(": ")[0].endswith(("gold", "gold.csv"))
    assert scores.set_index(["coder", "frame"]).loc[("cue", "sanctions"), "f1"] == 1

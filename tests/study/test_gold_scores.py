"""The cue coder is scored on gold of any size."""

import csv
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from research.study import evaluate_coders, evaluate_frames


def copy_corpus(root: Path, folder: Path, number: int) -> Path:
    """A corpus of the first documents that are not frozen, of no sample."""
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
        table.writerows(row for row in gold if row["document"] in kept)
    (coding / "frozen.txt").write_text("# none\n")
    for name in ("codebook.toml", "elections.csv"):
        shutil.copy(whole / name, folder / name)
    return folder


def test_gold_of_few_documents_is_scored(root: Path, tmp_path: Path) -> None:
    scores = evaluate_coders(copy_corpus(root, tmp_path / "corpus", 4))
    assert set(scores["coder"]) == {"cue"}
    assert scores.set_index("frame").loc["sanctions", "recall"] > 0
    assert scores["recall_low"].isna().all(), "no interval for under five documents"


@pytest.mark.parametrize("gold", [True, False], ids=["a corpus with gold", "a corpus without gold"])
def test_statements_are_scored_whatever_the_corpus_has_of_gold(gold: bool, root: Path, tmp_path: Path) -> None:
    folder = copy_corpus(root, tmp_path / "corpus", 4)
    if not gold:
        (folder / "coding" / "gold.csv").unlink()
    said = ["ASN yang melanggar dikenai sanksi.", "Jangan menyebar hoaks di media sosial.", "Rapat usai."]
    pd.DataFrame({"document": "a", "sentence": [1, 2, 3], "text": said, "speaker": ["Ani", "Ani", ""]}).to_csv(
        tmp_path / "in.csv", index=False
    )
    pd.DataFrame({"document": "a", "sentence": [1, 2, 3], "frames": ["sanctions", "social_media", ""]}).to_csv(
        tmp_path / "gold.csv", index=False
    )
    scores = evaluate_frames(tmp_path / "in.csv", tmp_path / "gold.csv", folder)
    assert set(scores["coder"]) == {"cue"}
    assert scores.set_index("frame").loc["sanctions", "f1"] == 1

"""Each coder of frames is scored alone where the other cannot be fitted."""

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from research.study import evaluate_coders, evaluate_frames

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

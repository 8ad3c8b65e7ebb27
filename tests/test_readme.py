"""The figures that the README prints are those that the corpus gives."""

from pathlib import Path

import pandas as pd
import pytest

from research import attribution, coding, frames
from research.codebook import Codebook

CODERS = ("coder_a", "coder_b")


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def frozen(root: Path) -> list[str]:
    return list(coding.read_frozen(root / "corpus" / "coding" / "frozen.txt"))


def test_scores_of_the_attribution(readme: str, found: pd.DataFrame, coded: coding.Coded, frozen: list[str]) -> None:
    scores = attribution.compare_scores(found, coded.statements, frozen=frozen).set_index("measure")
    for measure in ("border_f1", "reported", "narration_f1", "speaker", "office"):
        row = scores.loc[measure]
        assert f"| {measure} | {row['development']:.3f} | {row['frozen']:.3f} | {row['all']:.3f} |" in readme


def test_scores_of_the_cue_coder(readme: str, coded: coding.Coded, book: Codebook, frozen: list[str]) -> None:
    gold = frames.table_codings(coded.statements, coded.codings, book)
    cue = frames.match_cues(coded.statements, book)
    development = set(gold["document"]) - set(frozen)
    sides = [frames.score_frames(cue, gold, book, documents=ids).set_index("frame") for ids in (development, frozen)]
    for frame in sides[0].index:
        cells = [f"{side.loc[frame, rate]:.3f}" for side in sides for rate in ("precision", "recall", "f1")]
        assert f"| {frame} | {' | '.join(cells)} |" in readme


def test_agreement_of_the_coders(readme: str, root: Path, book: Codebook) -> None:
    codings = coding.read_codings(root / "corpus" / "coding")
    table = coding.measure_agreement(codings, frames=[frame.code for frame in book.frames], coders=CODERS)
    for row in table.itertuples():
        assert f"| {row.frame} | {row.prevalence:.3f} | {row.agreement:.3f} | {row.alpha:.3f} |" in readme

"""The numbers of docs/validation.md and of the guide are those that the corpus and results/ give."""

from pathlib import Path

import pytest

from research import coding
from research.codebook import Codebook
from research.study import evaluate_attribution, evaluate_coders, read_study

CODERS = ("coder_a", "coder_b")


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "validation.md").read_text(encoding="utf-8")


def test_scores_of_the_attribution(page: str, root: Path) -> None:
    scores = evaluate_attribution(root / "corpus")
    shown = scores[scores["measure"].isin(("border_f1", "reported", "narration_f1", "speaker", "office"))]
    assert len(shown) == 10
    for row in shown.to_dict("records"):
        values = " | ".join(f"{row[part]:.3f}" for part in ("development", "frozen", "all"))
        assert f"| {row['sample']} | {row['measure']} | {values} |" in page


def test_scores_of_the_coders(page: str, root: Path) -> None:
    scores, faults = evaluate_coders(root / "corpus")
    assert faults == ()
    table = scores.set_index(["coder", "sample", "part", "frame"])
    shown = scores[scores["part"].eq("frozen") & (scores["coder"].ne("transferred") | scores["frame"].eq("macro"))]
    assert len(shown) == 2 * (7 + 7 + 1)
    for row in shown.to_dict("records"):
        own = table.loc[(row["coder"], row["sample"], "development", row["frame"]), "f1"]
        rates = " | ".join(f"{row[rate]:.3f}" for rate in ("precision", "recall", "f1"))
        interval = f"{row['f1_low']:.3f} to {row['f1_high']:.3f}"
        assert f"| {row['sample']} | {row['coder']} | {row['frame']} | {own:.3f} | {rates} | {interval} |" in page


def test_coverage_of_the_corrections(page: str, root: Path) -> None:
    study = read_study(root, "correction")
    coverages = ("coverage_all_draws", "coverage", "coverage_naive", "coverage_coded")
    for row in study[study["group"].eq("all")].to_dict("records"):
        part = round(100 * row["sample_size"] / 135)
        cells = " | ".join(f"{row[column]:.3f}" for column in ("too_few", *coverages, "width_corrected", "width_coded"))
        assert f"| {part} % | {row['frame']} | {cells} |" in page


def test_coverage_of_the_corrections_by_sheets(page: str, root: Path) -> None:
    study = read_study(root, "sheets")
    shares = study[study["group"].eq("all")]
    assert len(shares) == 12 and shares["too_few"].eq(0).all() and shares["coverage_naive"].eq(1).all()
    columns = ("coverage", "coverage_coded", "width_corrected", "width_coded")
    for row in shares.to_dict("records"):
        cells = " | ".join(f"{row[column]:.3f}" for column in columns)
        assert f"| {100 * row['sampling_fraction']:.0f} % | {row['frame']} | {cells} |" in page
    ratios = shares["rmse_corrected"] / shares["rmse_coded"]
    assert f"({ratios.min():.2f} to {ratios.max():.2f} times the root mean squared error" in page
    gaps = study[study["group"].ne("all") & study["estimated"].gt(500)]
    few, many = (
        gaps.loc[gaps["sampling_fraction"] < 0.5, "coverage"],
        gaps.loc[gaps["sampling_fraction"] > 0.5, "coverage"],
    )
    assert f"({few.min():.3f} to {few.max():.3f} where most sheets had ten coded hits in both groups" in page
    assert f"{many.min():.3f} to {many.max():.3f} at 60 %)" in page


def test_agreement_of_the_coders(page: str, root: Path, book: Codebook) -> None:
    codings = coding.read_codings(root / "corpus" / "coding")
    table = coding.measure_agreement(codings, frames=[frame.code for frame in book.frames], coders=CODERS)
    for row in table.itertuples():
        measures = " | ".join(f"{value:.3f}" for value in (row.prevalence, row.percent_agreement, row.alpha))
        others = " | ".join(f"{value:.3f}" for value in (row.kappa, row.ac1, row.positive_agreement))
        assert f"| {row.frame} | {measures} | {row.low:.3f} to {row.high:.3f} | {others} |" in page


def test_coverage_of_the_intervals(page: str, root: Path) -> None:
    summary = read_study(root, "coverage", table="coverage_summary")
    for row in summary.to_dict("records"):
        kinds = ("share", "percentile", "difference", "ratio")
        ranges = " | ".join(f"{100 * row[f'{kind}_low']:.1f} to {100 * row[f'{kind}_high']:.1f}" for kind in kinds)
        assert f"| {row['layout']} | {ranges} | {100 * row['type_one']:.1f} | " in page

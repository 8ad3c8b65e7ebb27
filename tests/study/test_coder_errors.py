"""Errors of a coder by group: counted by hand, tested against all arrangements; what its prompt showed is left out."""

import csv
import json
from itertools import permutations
from pathlib import Path
from typing import Any

import haze
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from research import coding, study
from research.cli import application
from research.coding.runs.run_records import render_run
from research.study.coder_errors import compare_group_errors, measure_group_errors
from research.tables import InputError


def make_errors(counts: dict[str, list[tuple[int, int, int]]]) -> pd.DataFrame:
    """By group and cluster: statements without an error, missed, false alarms."""
    rows = []
    for group, clusters in counts.items():
        for number, (right, missed, false) in enumerate(clusters):
            for kind, size in (("right", right), ("missed", missed), ("false_alarms", false)):
                name = f"{group}{number}"
                row: dict[str, Any] = {
                    "part": "development",
                    "group": group,
                    "cluster": name,
                    "document": name,
                    "frame": "f",
                }
                row |= {"gold": int(kind == "missed"), "missed": int(kind == "missed")}
                rows += [row | {"false_alarms": int(kind == "false_alarms")}] * size
    return pd.DataFrame(rows)


def test_errors_are_counted_and_few_documents_have_no_rate() -> None:
    found = measure_group_errors(make_errors({"a": [(6, 1, 3)] * 5, "b": [(9, 1, 0)] * 4}))
    assert found[["documents", "statements", "gold", "missed", "false_alarms"]].to_numpy().tolist() == [
        [5, 50, 5, 5, 15],
        [4, 40, 4, 4, 0],
    ]
    assert found["error_rate"].tolist() == pytest.approx([0.4, np.nan], nan_ok=True)
    assert found["bias"].tolist() == pytest.approx([0.2, np.nan], nan_ok=True)


def test_the_p_is_that_of_all_arrangements() -> None:
    wrong, size = [3, 2, 4, 1, 3, 0, 1, 2, 0, 1], [9, 8, 9, 5, 7, 6, 9, 8, 5, 9]
    both = [(n - k, k, 0) for k, n in zip(wrong, size, strict=True)]
    found = compare_group_errors(make_errors({"a": both[:5], "b": both[5:]}), draws=9_999).iloc[0]

    def spread(order: tuple[int, ...]) -> float:
        mean = sum(wrong) / sum(size)
        total = 0.0
        for part in (order[:5], order[5:]):
            here = sum(size[place] for place in part)
            total += here * (sum(wrong[place] for place in part) / here - mean) ** 2
        return total

    halves = {tuple(sorted(order[:5])) for order in permutations(range(10), 5)}
    observed = spread(tuple(range(10)))
    all_spreads = [spread((*half, *(set(range(10)) - set(half)))) for half in halves]
    exact = sum(value >= observed - 1e-9 for value in all_spreads) / len(all_spreads)
    assert found["error_p"] == pytest.approx(exact, abs=4 * np.sqrt(exact / 9_999))
    assert found["error_range"] == pytest.approx(13 / 38 - 4 / 37)
    # Here all errors are misses, so that the bias is the error rate with the other sign.
    assert found["bias_p"] == found["error_p"]


def test_equal_rates_with_other_bias_differ_in_bias_alone() -> None:
    """A coder that misses in one group and sees too much in the other: the same accuracy, and a false difference."""
    found = compare_group_errors(make_errors({"a": [(8, 2, 0)] * 8, "b": [(8, 0, 2)] * 8})).iloc[0]
    assert found["error_range"] == 0
    assert found["error_p"] == 1
    assert found["bias_range"] == pytest.approx(0.4)
    assert found["bias_q"] < 0.01


def test_one_group_of_enough_documents_is_too_few() -> None:
    found = compare_group_errors(make_errors({"a": [(5, 5, 0)] * 9, "b": [(9, 1, 0)] * 4})).iloc[0]
    assert (found["groups"], found["method"]) == (1, "too few to say")
    assert found[["error_p", "bias_p", "bias_q"]].isna().all()


def test_the_order_of_rows_does_not_matter() -> None:
    generator = np.random.default_rng(5)
    drawn = [tuple(int(k) for k in generator.integers(1, 6, 3)) for _ in range(14)]
    errors = make_errors({"a": drawn[:7], "b": drawn[7:]})  # type: ignore[dict-item]
    shuffled = errors.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(compare_group_errors(errors), compare_group_errors(shuffled))


def test_a_test_of_equal_coders_keeps_its_level() -> None:
    """Errors cluster in documents, and do not depend on the group: p is below .1 in a tenth of samples at most."""
    generator, small = np.random.default_rng(11), 0
    for _ in range(60):
        chance = generator.beta(1, 4, 16)
        sizes = generator.integers(2, 20, 16)
        wrong = generator.binomial(sizes, chance)
        rows = [(int(n - k), int(k), 0) for n, k in zip(sizes, wrong, strict=True)]
        small += compare_group_errors(make_errors({"a": rows[:6], "b": rows[6:]}), draws=99)["error_p"].iloc[0] <= 0.1
    assert small <= 60 * 0.1 + 3 * np.sqrt(60 * 0.1 * 0.9)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The haze corpus with a coder who misses what speaks of masks, and one item kept unread."""
    base = tmp_path_factory.mktemp("errors")
    folder = Path(haze.make_coded(base))
    path = folder / "coding" / "budi.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    place = head.index("frames")
    for row in rows:
        row[place] = {"burning": "harm", "harm": ""}.get(row[place], row[place])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
    (folder / "coding" / "frozen.txt").write_text("item-1\n")
    return folder


def call(corpus: Path, *words: str) -> Any:
    return CliRunner().invoke(application, ["evaluate", "frames", *words, "--corpus", str(corpus)])


def test_confusion_has_a_typical_statement_that_is_not_frozen(corpus: Path) -> None:
    found = study.evaluate_coder(study.open_study(corpus), "budi").confusion.set_index(["missed", "instead"])
    gold = pd.read_csv(corpus / "coding" / "gold.csv")
    assert found.loc[("burning", "harm"), "statements"] == gold["frames"].eq("burning").sum()
    assert found.loc[("harm", "none"), "statements"] == gold["frames"].eq("harm").sum()
    assert "item-1" not in set(found["document"])
    (corpus / "coding" / "frozen.txt").write_text("".join(f"item-{number}\n" for number in range(1, 9)))
    try:
        hidden = study.evaluate_coder(study.open_study(corpus), "budi").confusion
    finally:
        (corpus / "coding" / "frozen.txt").write_text("item-1\n")
    assert set(hidden["text"]) == {"(kept unread)"}


def test_what_the_prompt_showed_is_left_out_and_counted(corpus: Path) -> None:
    everything = study.evaluate_coder(study.open_study(corpus), "budi")
    assert everything.shots == 0
    shown = pd.read_csv(corpus / "coding" / "budi.csv").iloc[:3]
    shots = tuple(coding.Shot(str(row[0]), int(row[1])) for row in shown[["document", "sentence"]].to_numpy().tolist())
    record = coding.RunRecord(
        *(("x",), "2026-01-01", "0" * 64, "en", False, 1, 1), shots, prompt_sha256="0" * 64, codes_sha256="0" * 64
    )
    path = corpus / "coding" / "budi.run.toml"
    path.write_bytes(render_run(record))
    try:
        kept = study.evaluate_coder(study.open_study(corpus), "budi")
        said = call(corpus, "--coder", "budi").output
    finally:
        path.unlink()
    assert (kept.shots, kept.statements) == (3, everything.statements - 3)
    assert "3 statements that its prompt showed are left out" in said


def test_what_a_program_declined_counts_as_missed_by_group(corpus: Path) -> None:
    """As in its shares: true codes for what it coded are no bias of zero, where it declined what carries a frame."""
    folder = corpus / "coding"
    gold = pd.read_csv(folder / "gold.csv", keep_default_na=False)
    hearings = {f"item-{number}" for number, (_, kind, *_) in enumerate(haze.ITEMS, start=1) if kind == "hearing"}
    declined = gold["frames"].ne("") & gold["document"].isin(hearings)
    assert declined.any()
    table = gold.assign(frames=gold["frames"].where(~declined, "not coded"))
    table[["document", "sentence", "frames"]].to_csv(folder / "shy.csv", index=False)
    record = coding.RunRecord(
        ("x",), "2026-01-01", "0" * 64, "en", False, 1, 1, prompt_sha256="0" * 64, codes_sha256="0" * 64
    )
    (folder / "shy.run.toml").write_bytes(render_run(record))
    try:
        errors = study.evaluate_coder(study.open_study(corpus), "shy", by="kind")
        said = call(corpus, "--coder", "shy", "--by", "kind").output
    finally:
        for file in folder.glob("shy.*"):
            file.unlink()
    assert errors.declined == declined.sum() and errors.statements == (~declined).sum()
    groups = errors.groups.groupby("group")[["gold", "missed", "false_alarms"]].sum()
    assert groups.loc["hearing", "missed"] == groups.loc["hearing", "gold"] > 0
    assert groups.loc["news", "missed"] == 0 == groups["false_alarms"].sum()
    assert "more statements (not coded): in errors by group they count as without a frame, as in shares" in said


def test_the_command_says_too_few_and_knows_every_coder(corpus: Path) -> None:
    done = call(corpus, "--coder", "budi", "--by", "kind", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert "too few to say whether it errs more" in found["said"]
    assert {row["group"] for row in found["groups"]} == {"news", "hearing"}
    assert call(corpus, "--coder", "cue", "--by", "office").exit_code == 0
    for words in (("--coder", "gold"), ("--coder", "nobody"), ("--coder", "budi", "--by", "colour")):
        assert isinstance(call(corpus, *words).exception, InputError), words

"""Scores of the attribution: those of score.py of the twins, worked by hand, and their intervals."""

import csv
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from research.attribution import (
    evaluate_attribution_files,
    iter_attributions,
    measure_reliability,
    score_statements,
    write_attributions,
)
from research.attribution.attribution_scores import rate_counts
from research.attribution.sentence_pairs import fold_name, pair_by_text

ITEMS = {
    "a": (
        "KENDAL – Bupati Kendal, Rudi Hartono meminta ASN netral. “Awas,” ujar Bupati.\n\nRapat usai.",
        [
            ("KENDAL – Bupati Kendal, Rudi Hartono meminta ASN netral.", "Rudi Hartono", "head", "indirect"),
            ("“Awas,” ujar Bupati.", "Rudi Hartono", "head", "direct"),
            ("Rapat usai.", "", "", "narration"),
        ],
    ),
    "b": (
        "Panitia Pengawas Pemilu Kendal mengimbau guru netral. Ketua RT Budi menyebut sanksi. Warga takut. Ia pergi.",
        [
            (
                "Panitia Pengawas Pemilu Kendal mengimbau guru netral.",
                "Panwaslu Kendal",
                "oversight",
                "indirect",
            ),
            # The item's second and third sentence, of which the rules make two.
            ("Ketua RT Budi menyebut sanksi. Warga takut.", "Budi", "subdistrict", "direct"),
            ("Ia pergi.", "", "", "narration"),
        ],
    ),
}


def write_items(folder: Path) -> Path:
    folder.mkdir()
    for name, (text, rows) in ITEMS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("sentence", "sentence_text", "speaker", "office", "mode"))
            writer.writerows((number, *row) for number, row in enumerate(rows, start=1))
    return folder


# score.py's names of the measures.
NAMES = {"reported": "reported", "narrF1": "narration_f1", "speaker": "speaker", "office": "office_folded"}
NAMES |= {"mode": "mode", "whole": "whole"}


@pytest.fixture(scope="module")
def score(shared: Path):  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("score", shared / "twins" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("items", ["made", "twins"])
def test_scores_are_those_of_score_py(items: str, shared: Path, root: Path, tmp_path: Path) -> None:
    folder = write_items(tmp_path / "items") if items == "made" else root / "tests" / "data" / "twins"
    write_attributions(iter_attributions(sorted(folder.glob("*.txt"))), tmp_path / "statements.csv")
    call = [sys.executable, shared / "twins" / "score.py", tmp_path / "statements.csv", folder]
    said = subprocess.run(call, capture_output=True, text=True, check=True).stdout
    theirs = {name: float(value) for name, value in re.findall(r"(\w+) ([01]\.\d+)", said)}
    scores = evaluate_attribution_files([folder]).set_index("measure")["value"]
    assert {name: round(scores[ours], 3) for name, ours in NAMES.items()} == {name: theirs[name] for name in NAMES}


def test_scores_worked_by_hand() -> None:
    rows = [(name, *row) for name, (_, codes) in ITEMS.items() for row in codes]
    gold = pd.DataFrame(rows, columns=["document", "text", "speaker", "office", "mode"])
    found = pd.DataFrame(
        [
            ("a", gold["text"][0], "rudi  hartono.", "other", "indirect"),
            ("a", "“Awas,”  ujar Bupati.", "Bupati", "head", "direct"),
            # The third sentence of a has no statement.
            ("b", gold["text"][3], "PANITIA Pengawas Pemilu Kendal", "oversight", "indirect"),
            # Two where gold has one: the first of more than 20 characters stands for it.
            ("b", "Ketua RT Budi menyebut sanksi.", "Budi", "other", "indirect"),
            ("b", "Warga takut.", "", "", "narration"),
            ("b", "Ia pergi.", "", "", "narration"),
        ],
        columns=gold.columns,
    )
    tables = [table.assign(reported=table["mode"].ne("narration"), start=0, stop=1) for table in (found, gold)]
    scores = score_statements(tables[0], tables[1], pair=pair_by_text).set_index("measure").drop("border_f1")
    assert scores["value"].to_dict() == pytest.approx(
        {
            "reported": 5 / 6,
            "narration_f1": 1,
            "speaker": 3 / 4,
            "office": 2 / 4,
            "office_folded": 3 / 4,
            "mode": 3 / 4,
            "attributed": 3 / 6,
            "whole": 2 / 6,
        }
    )
    assert scores["n"].tolist() == [6, 2, 4, 4, 4, 4, 6, 6]


@given(st.lists(st.sampled_from(["Badan Pengawas Pemilu", "(Bawaslu)", "KPU", "Komisi Pemilihan Umum,", "S.H.", "x"])))
def test_names_are_folded_as_score_py_folds_them(score, words: list[str]) -> None:  # type: ignore[no-untyped-def]
    name = " ".join(words)
    assert fold_name(name) == score.fold(name)


def test_every_short_name_is_that_of_score_py(score) -> None:  # type: ignore[no-untyped-def]
    assert {long: fold_name(long) for long in score.LONG} == score.LONG


def test_intervals_are_those_of_scipy() -> None:
    draw = np.random.default_rng(7)
    total = draw.integers(1, 20, 60)
    right = draw.binomial(total, draw.beta(4, 2, 60))
    names = [f"d{number:02}" for number in range(60)]
    row = rate_counts({"m": pd.DataFrame({"right": right, "total": total, "n": total}, index=names)}).iloc[0]
    peer = stats.bootstrap(
        (right, total),
        lambda r, t, axis=-1: r.sum(axis) / t.sum(axis),
        paired=True,
        method="percentile",
        n_resamples=20_000,
        rng=1,
    ).confidence_interval
    assert row["value"] == right.sum() / total.sum()
    assert (row["low"], row["high"]) == pytest.approx((peer.low, peer.high), abs=0.006)


def test_few_documents_and_rates_without_a_case_have_no_interval() -> None:
    counts = pd.DataFrame({"right": 1, "total": 2, "n": 2}, index=list("abcd"))
    assert rate_counts({"m": counts})[["low", "high"]].isna().all(axis=None)
    rare = pd.DataFrame({"right": 0, "total": [3, 0, 0, 0, 0, 0, 0], "n": 1}, index=list("abcdefg"))
    assert rate_counts({"m": rare})[["low", "high"]].isna().all(axis=None)


def test_reliability_worked_by_hand() -> None:
    """Five sentences in two bins: two of the lower are right of three, and both of the upper."""
    gold = pd.DataFrame({"document": "a", "start": range(5), "stop": range(1, 6), "reported": True})
    gold = gold.assign(speaker="Ani", office="head")
    found = gold.assign(speaker=["Ani", "Budi", "ANI", "Ani", "Ani"], confidence=[0.9, 0.2, 0.3, 0.8, 0.4])
    table = measure_reliability(found, gold, bins=2)
    assert table["n"].tolist() == [3, 2]
    assert table["confidence"].tolist() == pytest.approx([0.3, 0.85])
    assert table["right"].tolist() == pytest.approx([2 / 3, 1])
    error = score_statements(found, gold).set_index("measure").loc["calibration_error", "value"]
    # Five bins of one sentence each.
    assert error == pytest.approx((0.1 + 0.2 + 0.7 + 0.2 + 0.6) / 5)
    assert len(measure_reliability(found, gold)) == 5


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_bins_hold_every_sentence_once_and_nearly_as_many_each(sentences: list[tuple[float, bool]]) -> None:
    size = len(sentences)
    gold = pd.DataFrame({"document": "a", "start": range(size), "stop": range(1, size + 1), "reported": True})
    gold = gold.assign(speaker="Ani", office="head")
    speakers = ["Ani" if right else "Budi" for _, right in sentences]
    found = gold.assign(speaker=speakers, confidence=[confidence for confidence, _ in sentences])
    table = measure_reliability(found, gold)
    assert table["n"].sum() == size and len(table) == min(size, 10)
    assert table["n"].max() - table["n"].min() <= 1
    assert (table["right"] * table["n"]).sum() == pytest.approx(sum(right for _, right in sentences))

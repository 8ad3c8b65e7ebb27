"""Shares and contrasts of a coder beside what a coded sheet makes of them."""

import math

import numpy as np
import pandas as pd
import pytest

from research import compare
from research.compare import CodedSheet, Contrast, Contrasts
from research.tables import InputError, format_csv

DECLARED = Contrasts(
    (
        Contrast("side", "Left against right", "side", ("left",), ("right",)),
        Contrast("office", "Heads against agencies", "office", ("head",), ("agency",)),
    )
)


def make_study(
    documents: int = 60, *, seed: int = 5, extra: float = 0.3, drawn: int = 240
) -> tuple[pd.DataFrame, pd.DataFrame, CodedSheet]:
    """Rows of a coder with false alarms on the left alone, the truth, and a sheet drawn with two probabilities."""
    generator = np.random.default_rng(seed)
    units = pd.DataFrame({"document": np.repeat([f"d{n:02}" for n in range(documents)], 8)})
    units["sentence"] = np.tile(np.arange(1, 9), documents)
    units["side"] = np.where(units["document"].str[1:].astype(int) % 2, "left", "right")
    units["office"] = np.where(units["sentence"] % 2, "head", "agency")
    truth = generator.random(len(units)) < 0.3
    labels = truth | ((generator.random(len(units)) < extra) & units["side"].eq("left").to_numpy())
    rows = units.assign(frame="f", present=labels, coder="words", sample="none", speaker="X")
    chances = np.where(labels, 1.5, 0.75) * drawn / (np.where(labels, 1.5, 0.75).sum())
    chosen = generator.random(len(units)) < chances
    key = units.loc[chosen, ["document", "sentence"]].assign(probability=chances[chosen])
    gold = key[["document", "sentence"]].assign(frame="f", coder="ani", present=truth[chosen])
    return rows, rows.assign(present=truth).drop(columns="coder"), CodedSheet(key, gold)


def horvitz_thompson(rows: pd.DataFrame, sheet: CodedSheet, group: pd.Series, tuning: float) -> float:
    """The difference estimator of a share by hand, with the weights' own total (Hajek)."""
    own = rows[group].merge(sheet.drawn, on=["document", "sentence"])
    gold = own.merge(sheet.coded[["document", "sentence", "present"]], on=["document", "sentence"])["present_y"]
    weights = 1 / own["probability"]
    error = (weights * (gold.astype(float) - tuning * own["present"])).sum() / weights.sum()
    return float(tuning * rows.loc[group, "present"].mean() + error)


def test_the_corrected_share_stands_beside_the_coder_s_own() -> None:
    rows, truth, sheet = make_study()
    found = compare.measure_sample_shares(rows, by="side", corrected_by=sheet).set_index("group")
    naive = compare.measure_sample_shares(rows, by="side").set_index("group")
    pd.testing.assert_frame_equal(found[naive.columns], naive)
    assert set(found["coder"]) == {"words"}
    assert found["corrected_method"].str.startswith("prediction-powered, jackknife by statement").all()
    assert found.loc["left", "low"] > truth[truth["side"] == "left"]["present"].mean(), "the coder's own is off"
    same = compare.correct_shares(rows, sheet.coded, by="side", sample=sheet.drawn).set_index("group")
    for name in ("share", "low", "high"):
        assert found[f"corrected_{name}"].tolist() == same[name].tolist()
    assert found["coded_statements"].sum() == len(sheet.drawn)


def test_the_corrected_share_is_the_difference_estimator_by_hand() -> None:
    rows, _, sheet = make_study()
    same = compare.correct_shares(rows, sheet.coded, by="side", sample=sheet.drawn).set_index("group")
    for side in ("left", "right"):
        expected = horvitz_thompson(rows, sheet, rows["side"] == side, same.loc[side, "lambda"])
        assert same.loc[side, "share"] == pytest.approx(expected)


def test_contrasts_are_corrected_and_not_tested() -> None:
    rows, truth, sheet = make_study()
    found = compare.correct_contrasts(rows, DECLARED, corrected_by=sheet).set_index("contrast")
    assert set(found["verdict"]) == {compare.NO_TEST} == {"no test: corrected"}
    assert found[["p", "q", "p_error"]].isna().all(axis=None)
    assert (found["draws"].tolist(), found["n_tests"].tolist(), found["opened"].tolist()) == (
        [0] * 2,
        [0] * 2,
        [False] * 2,
    )
    side = found.loc["side"]
    shares = compare.measure_sample_shares(rows, by="side", corrected_by=sheet).set_index("group")["corrected_share"]
    assert side["corrected_difference"] == pytest.approx(shares["left"] - shares["right"])
    true = truth.groupby("side")["present"].mean()
    assert side["difference_low"] > true["left"] - true["right"], "the coder's own interval is off"
    assert (side["coded_statements_a"] + side["coded_statements_b"]) == len(sheet.drawn)


def test_offices_that_share_documents_are_corrected_since_statements_were_drawn() -> None:
    rows, truth, sheet = make_study()
    office = compare.correct_contrasts(rows, DECLARED, corrected_by=sheet).set_index("contrast").loc["office"]
    true = truth.groupby("office")["present"].mean()
    assert office["corrected_low"] <= true["head"] - true["agency"] <= office["corrected_high"]
    # What is corrected is the difference of both shares, whichever documents they come from.
    raw = rows.groupby("office")["present"].mean()
    assert office["raw_difference"] == pytest.approx(raw["head"] - raw["agency"])


def test_a_difference_of_five_points_is_ruled_out_by_the_corrected_interval_alone() -> None:
    rows, _, sheet = make_study()
    found = compare.correct_contrasts(rows, DECLARED, corrected_by=sheet)
    inside = found["corrected_low"].gt(-0.05) & found["corrected_high"].lt(0.05)
    assert found["equivalent"].tolist() == inside.tolist()


def test_over_many_draws_corrected_intervals_hold_the_truth_and_the_coder_s_own_do_not() -> None:
    """The coder errs on the left alone. 30 made corpora: 28 or 29 are expected."""
    held = {"share": 0, "own share": 0, "difference": 0, "own difference": 0}
    for seed in range(30):
        rows, truth, sheet = make_study(seed=seed)
        true = truth.groupby("side")["present"].mean()
        left = compare.measure_sample_shares(rows, by="side", corrected_by=sheet).set_index("group").loc["left"]
        held["share"] += left["corrected_low"] <= true["left"] <= left["corrected_high"]
        held["own share"] += left["low"] <= true["left"] <= left["high"]
        side = compare.correct_contrasts(rows, Contrasts(DECLARED.declared[:1]), corrected_by=sheet).iloc[0]
        difference = true["left"] - true["right"]
        held["difference"] += side["corrected_low"] <= difference <= side["corrected_high"]
        held["own difference"] += side["difference_low"] <= difference <= side["difference_high"]
    assert min(held["share"], held["difference"]) >= 26, held
    assert max(held["own share"], held["own difference"]) <= 3, held


def test_too_few_drawn_is_said() -> None:
    rows, _, sheet = make_study(drawn=30)
    few = compare.correct_contrasts(rows, DECLARED, corrected_by=sheet)
    assert set(few["corrected_method"]) == {"too few to say"}
    assert few[["corrected_difference", "corrected_low", "corrected_high"]].isna().all(axis=None)
    none = CodedSheet(sheet.drawn.assign(document="x" + sheet.drawn["document"]), sheet.coded)
    shares = compare.measure_sample_shares(rows, by="side", corrected_by=none)
    assert shares["coded_statements"].tolist() == [0, 0]
    assert set(shares["corrected_method"]) == {"too few to say"}
    contrasts = compare.correct_contrasts(rows, DECLARED, corrected_by=none)
    assert contrasts["coded_statements_a"].tolist() == [0, 0]


def test_rows_in_any_order_give_the_same_bytes() -> None:
    rows, _, sheet = make_study()
    mixed = CodedSheet(sheet.drawn.sample(frac=1, random_state=1), sheet.coded.sample(frac=1, random_state=2))
    shuffled = rows.sample(frac=1, random_state=3)
    for measure in (
        lambda rows, sheet: compare.measure_sample_shares(rows, by="office", corrected_by=sheet),
        lambda rows, sheet: compare.correct_contrasts(rows, DECLARED, corrected_by=sheet),
    ):
        assert format_csv(measure(rows, sheet)) == format_csv(measure(shuffled, mixed))


def test_each_sample_is_corrected_apart() -> None:
    rows, _, sheet = make_study()
    parted = rows.assign(sample=np.where(rows["document"] < "d30", "one", "two"))
    found = compare.measure_sample_shares(parted, by="side", corrected_by=sheet).set_index(["sample", "group"])
    alone = compare.measure_sample_shares(parted[parted["sample"] == "one"], by="side", corrected_by=sheet).set_index(
        "group"
    )
    assert found.loc["one"]["corrected_share"].tolist() == alone["corrected_share"].tolist()


def test_what_cannot_be_corrected_is_refused() -> None:
    rows, _, sheet = make_study()
    with pytest.raises(InputError, match="base: found 'documents', expected statements, where shares are corrected"):
        compare.measure_sample_shares(rows, by="side", base="documents", corrected_by=sheet)
    with pytest.raises(InputError, match="weight: found weighted rows"):
        compare.measure_sample_shares(rows.assign(weight=1.0), by="side", corrected_by=sheet)
    with pytest.raises(InputError, match="contrast side: column: found 'side'"):
        compare.correct_contrasts(rows.drop(columns="side"), DECLARED, corrected_by=sheet)


def test_rows_of_gold_name_no_coder() -> None:
    _, truth, _ = make_study()
    assert "coder" not in compare.measure_shares(truth, by="side").columns
    assert math.isclose(truth["present"].mean(), compare.measure_shares(truth, by="all")["share"].item())

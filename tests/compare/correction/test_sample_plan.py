from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from research.compare import PlanSettings, plan_sample
from research.tables import InputError

UNITS = ["document", "sentence"]
SETTINGS = PlanSettings(width=0.15)


def make_rows(precision: float, omission: float, *, documents: int = 150) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ten statements a document, of which a coder says yes to 30 %, and what people say; the first 60 are the pilot."""
    generator = np.random.default_rng(8)
    names = [f"d{number:03}" for number in range(documents)]
    units = pd.MultiIndex.from_product([names, range(1, 11)], names=UNITS).to_frame(index=False)
    rows = units.assign(frame="f", present=generator.random(len(units)) < 0.3)
    rows["half"] = np.where(rows["document"] < "d075", "one", "two")
    gold = generator.random(len(rows)) < np.where(rows["present"], precision, omission)
    pilot = rows[[*UNITS, "frame"]].assign(coder="gold", present=gold)
    return rows, pilot[pilot["document"] < "d060"]


def draw_keys(rows: pd.DataFrame, numbers: list[int], draws: int) -> list[pd.DataFrame]:
    """Simple random draws."""
    units = rows[UNITS].drop_duplicates()
    return [
        units.sample(number, random_state=seed).assign(probability=number / len(units))
        for number in numbers
        for seed in range(draws)
    ]


def test_without_the_coder_the_width_is_that_of_a_simple_random_sample() -> None:
    """2 * 1.96 * sqrt(p (1 - p) / n * (1 - n / N)), of p = .3 * .9 + .7 * .05 = .305 and N = 1,500."""
    rows, pilot = make_rows(0.9, 0.05)
    plan = plan_sample(rows, pilot, draw_keys(rows, [100, 400], 60), settings=SETTINGS).set_index("coded")
    expected = [2 * 1.96 * np.sqrt(0.305 * 0.695 / number * (1 - number / 1500)) for number in (100, 400)]
    assert plan["width_random"].tolist() == pytest.approx(expected, rel=0.06)
    assert plan["share"].tolist() == pytest.approx([0.305] * 2, abs=0.03)
    assert (plan["width"] < 0.75 * plan["width_random"]).all(), "a good coder spares people work"
    assert plan[["coverage", "coverage_random"]].min(axis=None) >= 0.88
    assert plan["enough"].tolist() == ["yes" if width <= 0.15 else "no" for width in plan["width"]] == ["yes", "yes"]
    assert plan[["draws", "too_few", "documents", "statements"]].iloc[0].tolist() == [60, 0, 150, 1500]


def test_a_coder_who_guesses_spares_nothing() -> None:
    rows, pilot = make_rows(0.3, 0.3)
    plan = plan_sample(rows, pilot, draw_keys(rows, [300], 40), settings=SETTINGS).iloc[0]
    assert plan["width"] == pytest.approx(plan["width_random"], rel=0.05)


def test_a_difference_of_two_halves_is_as_wide_as_both_together() -> None:
    rows, pilot = make_rows(0.9, 0.05)
    keys = draw_keys(rows, [300], 40)
    halves = plan_sample(rows, pilot, keys, settings=replace(SETTINGS, by="half"))
    assert halves["group"].tolist() == ["one", "two"]
    contrast = plan_sample(rows, pilot, keys, settings=replace(SETTINGS, by="half", groups=("two", "one"))).iloc[0]
    assert contrast[["group", "other", "statements"]].tolist() == ["two", "one", 1500]
    assert contrast["width"] == pytest.approx(np.hypot(*halves["width"]), rel=0.05)
    assert contrast["predicted_share"] == pytest.approx(np.diff(halves["predicted_share"])[0])
    assert abs(contrast["share"]) < 0.05


def test_groups_may_share_documents_since_statements_are_drawn() -> None:
    """As for offices: each statement is in one group alone, and the width is that of groups of documents."""
    rows, pilot = make_rows(0.9, 0.05)
    rows["speaker"] = np.where(rows["sentence"] % 2, "head", "agency")
    keys = draw_keys(rows, [300], 40)
    offices, halves = (
        plan_sample(rows, pilot, keys, settings=replace(SETTINGS, by=by, groups=groups)).iloc[0]
        for by, groups in (("speaker", ("head", "agency")), ("half", ("one", "two")))
    )
    assert offices["statements"] == 1500
    assert offices["width"] == pytest.approx(halves["width"], rel=0.05)
    assert offices["coverage"] >= 0.88


def test_rows_in_any_order_give_the_same_plan() -> None:
    rows, pilot = make_rows(0.8, 0.1)
    keys = draw_keys(rows, [100], 5)
    plan = plan_sample(rows, pilot, keys, settings=SETTINGS)
    mixed = [table.sample(frac=1, random_state=3) for table in (rows, pilot)]
    pd.testing.assert_frame_equal(plan_sample(*mixed, keys, settings=SETTINGS), plan)
    other = plan_sample(rows, pilot, keys, settings=replace(SETTINGS, seed=1))
    assert other["width"].tolist() != plan["width"].tolist()


def test_too_little_is_said() -> None:
    rows, pilot = make_rows(0.9, 0.05)
    keys = draw_keys(rows, [20], 10)
    few = plan_sample(rows, pilot[pilot["document"] < "d004"], keys, settings=SETTINGS).iloc[0]
    assert (few["method"], few["enough"]) == ("too few to say", "no")
    assert np.isnan(few["width"])
    drawn = plan_sample(rows, pilot, keys, settings=replace(SETTINGS, width=1.0)).iloc[0]
    assert drawn["too_few"] > 0.5, "about 6 hits in 20 statements, where 10 are needed"
    assert drawn["enough"] == "no"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"by": "colour"}, "colour"),
        ({"by": "half", "groups": ("one", "three")}, "two different groups of one, two"),
        ({"by": "half", "groups": ("one", "one")}, "two different groups of one, two"),
    ],
)
def test_what_cannot_be_planned_is_refused(change: dict[str, object], told: str) -> None:
    rows, pilot = make_rows(0.9, 0.05)
    with pytest.raises(InputError, match=told):
        plan_sample(rows, pilot, draw_keys(rows, [20], 1), settings=replace(SETTINGS, **change))


def test_draws_must_be_of_the_corpus() -> None:
    rows, pilot = make_rows(0.9, 0.05)
    with pytest.raises(InputError, match="one draw or more"):
        plan_sample(rows, pilot, [], settings=SETTINGS)
    stranger = pd.DataFrame({"document": ["z"], "sentence": [1], "probability": [0.5]})
    with pytest.raises(InputError, match="found z 1, expected a statement of the rows"):
        plan_sample(rows, pilot, [stranger], settings=SETTINGS)

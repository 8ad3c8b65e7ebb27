import json
import shutil
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest
from coders import list_coders
from hypothesis import given, settings, strategies as st
from scipy import stats
from sklearn.metrics import cohen_kappa_score, f1_score
from typer.testing import CliRunner

from research import cli, coding, study
from research.coding import reliability
from research.coding.agreement import make_reliability_data
from research.coding.drift import BY_DATE, BY_DOCUMENT, NO_DISAGREEMENT, WEIGHTED, fit_trend
from research.tables import TOO_FEW, InputError

FRAMES = ["service_priority", "sanctions", "social_media", "conflict_risk", "social_conflict", "interest_conflict"]
CODERS = ("coder_a", "coder_b")

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability: section A (binary data, two observers), alpha 0.095;
# B (nominal, two observers), 0.692; C (nominal, four observers, gaps), 0.743.
MEG = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
OWEN = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
SECTION_B = ("aabbdcccedda", "babbbccceddd")
SECTION_C = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def codings_of(values: dict[str, list[int]], *, size: int = 100) -> pd.DataFrame:
    """Codings of the frame f, in documents of size statements; nan is a statement that the coder did not read."""
    rows = [
        (f"d{place // size:03d}", place % size + 1, coder, "f" if value else "none")
        for coder, codes in values.items()
        for place, value in enumerate(codes)
        if not np.isnan(value)
    ]
    return pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])


def codings_of_letters(lines: tuple[str, ...]) -> pd.DataFrame:
    """Codings with a letter for each statement, a dot where the coder did not read it."""
    rows = [
        ("d", place, f"coder{number}", code)
        for number, line in enumerate(lines)
        for place, code in enumerate(line, start=1)
        if code != "."
    ]
    return pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])


def draw_pairs(generator: np.random.Generator, size: int, *, apart: float = 0.1) -> np.ndarray:
    """Counts of both, first, second and neither in documents of ten statements in which the frame clusters."""
    frame = generator.beta(0.4, 3.6, size)
    chances = np.stack([frame * (1 - apart), frame * apart / 2, frame * apart / 2, 1 - frame], axis=1)
    return generator.multinomial(10, chances).astype(float)


def codings_of_counts(counts: np.ndarray) -> pd.DataFrame:
    cells = [(1, 1), (1, 0), (0, 1), (0, 0)]
    values = [cells[cell] for row in counts.astype(int) for cell in np.repeat(np.arange(4), row)]
    return codings_of({"x": [first for first, _ in values], "y": [second for _, second in values]}, size=10)


@pytest.fixture(scope="module")
def shipped(root: Path) -> pd.DataFrame:
    codings = coding.read_codings(root / "corpus" / "coding")
    return codings[codings["coder"].isin(CODERS)]


def test_the_shipped_codings_agree_as_published(shipped: pd.DataFrame, root: Path) -> None:
    """The alphas that corpus/coding/INSTRUCTIONS.md gives, of the sentences that were reported before adjudication."""
    known = study.open_study(root / "corpus", sample="systematic")
    reported = known.statements.loc[known.statements["reported"], ["document", "sentence"]]
    table = coding.measure_agreement(shipped.merge(reported), frames=FRAMES, coders=CODERS)
    published = [0.946, 0.947, 0.996, 0.888, 0.908, 0.869]
    # 3,161 sentences are reported now, 3,114 were then.
    assert table["alpha"].tolist() == pytest.approx(published, abs=0.004)
    assert set(table["statements"]) == {3161} and set(table["documents"]) == {316}
    for point, low, high in (("alpha", "low", "high"), ("kappa", "kappa_low", "kappa_high")):
        assert (table[low] < table[point]).all() and (table[point] < table[high]).all()


def test_alpha_of_the_published_binary_example() -> None:
    table = coding.measure_agreement(codings_of({"meg": MEG, "owen": OWEN}), frames=["f"], coders=("meg", "owen"))
    assert round(table.loc[0, "alpha"], 3) == 0.095
    assert table.loc[0, "percent_agreement"] == 0.6


@pytest.mark.parametrize(("lines", "published"), [(SECTION_B, 0.692), (SECTION_C, 0.743)])
def test_counts_of_each_code_add_up_to_the_published_alpha(lines: tuple[str, ...], published: float) -> None:
    """Every coincidence of two unlike codes is counted once at either code; gaps and four observers included."""
    codings = codings_of_letters(lines)
    codes = sorted(set(codings["frame"]))
    readings = make_reliability_data(codings, frames=codes, coders=sorted(set(codings["coder"])))
    counts = [
        reliability.count_values(seen, readings.coded, readings.documents)[0] for seen in readings.present.values()
    ]
    apart, ones, zeros = np.sum(counts, axis=0)[0], np.array(counts)[:, 1], np.array(counts)[:, 2]
    total = (ones + zeros)[0]
    assert round(1 - (total - 1) * apart / (ones * zeros).sum(), 3) == published


def test_each_code_of_the_published_example_agrees_with_the_library_under_gaps() -> None:
    codings = codings_of_letters(SECTION_C)
    coders = sorted(set(codings["coder"]))
    table = coding.measure_agreement(codings, frames=list("12345"), coders=coders).set_index("frame")
    for code in "12345":
        values = [[np.nan if cell == "." else float(cell == code) for cell in line] for line in SECTION_C]
        alpha = krippendorff.alpha(reliability_data=np.array(values), level_of_measurement="nominal")
        assert table.loc[code, "alpha"] == pytest.approx(alpha)
        readings = make_reliability_data(codings, frames=[code], coders=coders)
        counts = reliability.count_values(readings.present[code], readings.coded, readings.documents)
        assert reliability.measure_alpha(counts.sum(axis=0)) == pytest.approx(alpha)
    assert set(table["statements"]) == {11}, "the unit that one observer alone coded is no unit"
    assert table[["kappa", "ac1", "positive_agreement"]].isna().all().all()


@pytest.mark.parametrize(
    ("table", "kappa", "ac1"),
    [
        # Kappa published in Feinstein and Cicchetti 1990, Journal of Clinical Epidemiology 43:543-549; AC1 by hand:
        # agreement 0.85 in both, chance 2 * 0.475 * 0.525 = 0.49875 and 2 * 0.875 * 0.125 = 0.21875.
        ([40, 9, 6, 45], 0.70, 0.70),
        ([80, 10, 5, 5], 0.32, 0.81),
        # Gwet 2002, Kappa statistic is not satisfactory; by hand: agreement 118/125, chance 2 * 0.972 * 0.028.
        ([118, 5, 2, 0], -0.02, 0.94),
    ],
)
def test_kappa_and_ac1_of_published_tables(table: list[int], kappa: float, ac1: float) -> None:
    counts = np.array(table, dtype=float)
    assert round(float(reliability.measure_kappa(counts)), 2) == kappa
    assert round(float(reliability.measure_ac1(counts)), 2) == ac1


PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=30)


@settings(max_examples=60, deadline=None)
@given(PAIRS)
def test_coefficients_are_those_of_the_libraries(pairs: list[tuple[bool, bool]]) -> None:
    """And alpha is 1 - (n - 1) * o01 / (n0 * n1), Krippendorff 2011, section A."""
    first, second = ([int(pair[side]) for pair in pairs] for side in (0, 1))
    table = coding.measure_agreement(codings_of({"x": first, "y": second}), frames=["f"], coders=("x", "y"))
    row = table.iloc[0]
    ones = sum(first) + sum(second)
    zeros = 2 * len(pairs) - ones
    if ones and zeros:
        apart = sum(a != b for a, b in pairs)
        assert row["alpha"] == pytest.approx(1 - (2 * len(pairs) - 1) * apart / (ones * zeros))
        assert row["kappa"] == pytest.approx(cohen_kappa_score(first, second))
    else:
        assert np.isnan(row["alpha"]) and np.isnan(row["kappa"])
        assert row["method"] == reliability.ONE_VALUE
    if ones:
        assert row["positive_agreement"] == pytest.approx(f1_score(first, second))
    assert row["percent_agreement"] == pytest.approx(np.mean([a == b for a, b in pairs]))


@settings(max_examples=30, deadline=None)
@given(PAIRS)
def test_no_coefficient_hangs_on_who_is_first_and_none_but_positive_on_what_is_called_a_hit(
    pairs: list[tuple[bool, bool]],
) -> None:
    places = np.arange(len(pairs)) // 3
    first, second = np.array(pairs).T
    counts = reliability.count_pairs(first, second, places)
    swapped = reliability.count_pairs(second, first, places)
    turned = reliability.count_pairs(~first, ~second, places)
    for measure in (reliability.measure_kappa, reliability.measure_ac1):
        ends = [reliability.estimate_interval(each, measure) for each in (counts, swapped, turned)]
        np.testing.assert_allclose([end[:2] for end in ends[1:]], [ends[0][:2]] * 2, atol=1e-9)
        assert len({end[2] for end in ends}) == 1


def test_the_interval_is_the_jackknife_of_the_library_on_fishers_scale() -> None:
    counts = draw_pairs(np.random.default_rng(3), 30)
    codings = codings_of_counts(counts)
    row = coding.measure_agreement(codings, frames=["f"], coders=("x", "y")).iloc[0]

    def alpha_of(kept: pd.DataFrame) -> float:
        wide = kept.assign(value=kept["frame"] == "f").pivot(
            index="coder", columns=["document", "sentence"], values="value"
        )
        return krippendorff.alpha(reliability_data=wide.to_numpy(float), level_of_measurement="nominal")

    without = np.array([alpha_of(codings[codings["document"] != name]) for name in sorted(set(codings["document"]))])
    error = np.sqrt(29 / 30 * ((without - without.mean()) ** 2).sum())
    holding = int((counts[:, :3].sum(axis=1) > 0).sum())
    reach = stats.t.ppf(0.975, holding - 1) * error / (1 - row["alpha"] ** 2)
    ends = np.tanh(np.arctanh(alpha_of(codings)) + np.array([-reach, reach]))
    assert holding < 30, "a document without the frame must be there"
    np.testing.assert_allclose([row["low"], row["high"]], ends, rtol=1e-9)


def test_the_bootstrap_is_that_of_the_library_on_documents_drawn_anew() -> None:
    counts = draw_pairs(np.random.default_rng(4), 12)
    values = reliability.pair_values(counts)
    times = reliability.draw_documents(12, seed=1, draws=40)
    cells = np.array([(1, 1), (1, 0), (0, 1), (0, 0)], dtype=float)
    alphas = [
        krippendorff.alpha(
            reliability_data=np.repeat(cells, (draw @ counts).astype(int), axis=0).T, level_of_measurement="nominal"
        )
        for draw in times
    ]
    np.testing.assert_allclose(reliability.measure_alpha(times @ values), alphas)
    ends = reliability.bootstrap_interval(values, reliability.measure_alpha, times=times)
    np.testing.assert_allclose(ends, np.quantile(alphas, [0.025, 0.975]))


def test_the_interval_covers_and_the_percentile_bootstrap_does_not() -> None:
    """Thirty documents, the frame in 10 % of statements; benchmarks/agreement.py has the whole table."""
    generator = np.random.default_rng(5)
    truth = reliability.measure_alpha(reliability.pair_values(draw_pairs(generator, 200_000).sum(axis=0)))
    times = reliability.draw_documents(30, seed=1, draws=500)
    held = []
    for _ in range(300):
        values = reliability.pair_values(draw_pairs(generator, 30))
        low, high, _ = reliability.estimate_interval(values, reliability.measure_alpha)
        percentiles = np.quantile(reliability.measure_alpha(times @ values), [0.025, 0.975])
        if not np.isnan(low):
            held.append((low <= truth <= high, percentiles[0] <= truth <= percentiles[1]))
    ours, percentile = np.mean(held, axis=0)
    assert len(held) > 250
    assert ours > 0.92
    assert percentile < ours


def test_coders_who_never_part_have_an_interval_by_the_documents() -> None:
    """Eight documents hold the frame: Clopper and Pearson's bound on the share unmatched is 1 - 0.025 ** (1 / 8)."""
    values = ([1, 1, 0, 0] * 8) + [0] * 8
    row = coding.measure_agreement(
        codings_of({"x": values, "y": values}, size=4), frames=["f"], coders=("x", "y")
    ).iloc[0]
    assert (row["alpha"], row["high"], row["method"]) == (1, 1, reliability.EXACT)
    assert row["positive_agreement_low"] == pytest.approx(0.025 ** (1 / 8))
    # Of 16 matches so many come apart, and as many at either coder alone; both coders give the frame 16 times still.
    moved = 16 * (1 - 0.025 ** (1 / 8))
    chance = 2 * (16 / 40) * (24 / 40)
    assert row["ac1_low"] == pytest.approx((1 - 2 * moved / 40 - chance) / (1 - chance))
    assert row["kappa_low"] == pytest.approx(1 - (2 * moved / 40) / chance)
    assert row["low"] == pytest.approx(1 - 79 * 2 * moved / (32 * 48))
    assert np.isnan(row["bootstrap_low"])


def test_what_cannot_be_said_is_empty_and_said() -> None:
    none = coding.measure_agreement(codings_of({"x": [0, 0], "y": [0, 0]}), frames=["f"], coders=("x", "y")).iloc[0]
    assert np.isnan(none[["alpha", "low", "high", "kappa", "positive_agreement"]].astype(float)).all()
    assert (none["percent_agreement"], none["ac1"], none["method"]) == (1, 1, reliability.ONE_VALUE)
    single = coding.measure_agreement(codings_of({"x": MEG, "y": OWEN}), frames=["f"], coders=("x", "y")).iloc[0]
    assert (single["documents"], single["method"]) == (1, TOO_FEW)
    alike = coding.measure_agreement(codings_of({"x": [1, 0] * 6, "y": [1, 1] * 6}, size=2), frames=["f"], coders="xy")
    assert alike.loc[0, "method"] == reliability.NO_SPREAD and np.isnan(alike.loc[0, "low"])
    assert np.isnan(single[["low", "high", "bootstrap_low", "kappa_low", "ac1_low"]].astype(float)).all()


@pytest.mark.parametrize(
    ("coders", "words"),
    [
        (("x", "z"), "coder: found 'z', expected one of w, x, y"),
        (("x",), "coder: found x, expected two coders or more"),
        (("x", "x"), "coder: found 'x' twice, expected each coder once"),
        (("x", "w"), "coder: found no statement that two of x, w read, expected statements in common"),
    ],
)
def test_coders_that_cannot_be_compared(coders: tuple[str, ...], words: str) -> None:
    gap = np.nan
    codings = codings_of({"x": [1, 0, gap], "y": [1, 1, 0], "w": [gap, gap, 1]})
    for measure in (
        coding.measure_agreement,
        coding.measure_pairwise_agreement,
        coding.measure_unitizing,
        coding.list_disagreements,
    ):
        with pytest.raises(InputError, match=words):
            measure(codings, frames=["f"], coders=coders)


def test_no_frames_are_refused() -> None:
    codings = codings_of({"x": [1], "y": [1]})
    for measure in (
        coding.measure_agreement,
        coding.measure_pairwise_agreement,
        coding.measure_unitizing,
        coding.measure_drift,
    ):
        with pytest.raises(InputError, match="frames: found none, expected one frame or more"):
            measure(codings, frames=[], coders=("x", "y"))


def test_pairs_of_three_coders_with_partial_coverage() -> None:
    gap = np.nan
    codings = codings_of({"x": [1, 0, 1, gap], "y": [1, 1, 0, 0], "z": [gap, gap, gap, 0]})
    table = coding.measure_pairwise_agreement(codings, frames=["f"], coders=("x", "y", "z"))
    assert table[["coder_a", "coder_b", "statements"]].to_numpy().tolist() == [
        ["x", "y", 3],
        ["x", "z", 0],
        ["y", "z", 1],
    ]
    assert table.loc[0, ["prevalence_a", "prevalence_b"]].tolist() == pytest.approx([2 / 3, 2 / 3])
    assert table.loc[1, "method"] == reliability.NO_COMMON_STATEMENTS
    together = coding.measure_agreement(codings, frames=["f"], coders=("x", "y", "z"))
    assert together.loc[0, "statements"] == 4


def test_rows_in_any_order_give_the_same_bytes(shipped: pd.DataFrame) -> None:
    mixed = shipped.sample(frac=1, random_state=1)
    for measure in (coding.measure_agreement, coding.measure_unitizing, coding.measure_drift, coding.measure_trend):
        tables = [measure(table, frames=FRAMES, coders=CODERS) for table in (shipped, mixed)]
        assert tables[0].to_csv() == tables[1].to_csv()


def test_disagreements_name_who_saw_the_frame_and_who_did_not() -> None:
    gap = np.nan
    codings = codings_of({"x": [1, 0, 1, 1], "y": [1, 1, 0, gap]})
    listed = coding.list_disagreements(codings, frames=["f"], coders=("x", "y"))
    assert listed[["sentence", "coder", "against"]].to_numpy().tolist() == [[2, "y", "x"], [3, "x", "y"]]
    three = codings_of({"x": [1, 0], "y": [1, 0], "z": [0, 0]})
    listed = coding.list_disagreements(three, frames=["f"], coders=("x", "y", "z"))
    assert listed[["sentence", "coder", "against"]].to_numpy().tolist() == [[1, "x;y", "z"]]
    nothing = coding.list_disagreements(codings, frames=["g"], coders=("x", "y"))
    assert nothing.empty and nothing.columns.tolist() == ["document", "sentence", "frame", "coder", "against"]


def test_finding_is_measured_apart_from_coding() -> None:
    """Ten documents of four statements: who finds a unit codes it alike, but for one; every third unit is missed."""
    rows = []
    for number in range(10):
        seen = [("a", "a"), ("b", "b"), ("a", "none") if number % 3 == 0 else ("none", "none"), ("none", "none")]
        if number == 0:
            seen[1] = ("b", "a")
        for sentence, codes in enumerate(seen, start=1):
            rows += [(f"d{number}", sentence, coder, code) for coder, code in zip("xy", codes, strict=True)]
    codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    table = coding.measure_unitizing(codings, frames=["a", "b"], coders=("x", "y")).set_index(
        ["step", "frame", "measure"]
    )
    # x finds 24 of 40, y 20 of them: 44 with, 36 without, 4 apart.
    assert table.loc[("finding", "any", "alpha"), "value"] == pytest.approx(1 - 79 * 4 / (44 * 36))
    kappa = cohen_kappa_score([1] * 24 + [0] * 16, [1] * 20 + [0] * 20)
    assert table.loc[("finding", "any", "kappa"), "value"] == pytest.approx(kappa)
    # Of the 20 units that both found one is coded apart: a 21 times, b 19 times.
    assert table.loc[("coding", "a", "alpha"), "value"] == pytest.approx(1 - 39 * 1 / (21 * 19))
    assert table.loc[("coding", "any", "identical sets"), "value"] == pytest.approx(19 / 20)
    assert table.loc["coding"]["statements"].tolist() == [20, 20, 20]


def test_units_that_nobody_shares_and_reported_speech_where_it_was_noted() -> None:
    codings = codings_of({"x": [1, 0, 0], "y": [0, 1, 0]})
    reported = codings.assign(reported=[True, True, False, True, True, True]).drop(columns="frame")
    table = coding.measure_unitizing(codings, frames=["f"], coders=("x", "y"), reported=reported)
    assert table[["step", "frame", "measure"]].to_numpy().tolist() == [
        ["finding", "any", "alpha"],
        ["finding", "any", "kappa"],
        ["finding", "reported", "alpha"],
        ["finding", "reported", "kappa"],
        ["coding", "any", "identical sets"],
    ]
    assert table.loc[2, "value"] == pytest.approx(1 - 5 * 1 / (5 * 1))
    last = table.iloc[-1]
    assert last["statements"] == 0 and np.isnan(last["value"]) and last["method"] == reliability.NO_COMMON_STATEMENTS


def drifting(generator: np.random.Generator, size: int, change: float) -> pd.DataFrame:
    """Codings of documents of ten statements whose share apart grows by change from the first to the last."""
    chances = np.repeat(0.03 + change * np.linspace(0, 1, size), 10)
    first = generator.random(size * 10) < 0.3
    second = first ^ (generator.random(size * 10) < chances)
    return codings_of({"x": first.astype(int).tolist(), "y": second.astype(int).tolist()}, size=10)


def test_a_known_drift_is_found_and_steadiness_is_not_taken_for_one() -> None:
    generator = np.random.default_rng(6)
    found = {change: [] for change in (0.0, 0.3)}
    for change, tests in found.items():
        for number in range(40):
            table = coding.measure_trend(drifting(generator, 40, change), frames=["f"], coders=("x", "y"), seed=number)
            assert table["frame"].tolist() == ["any", "f"]
            tests.append((table.loc[1, "p"] < 0.05, table.loc[1, "low"] <= change <= table.loc[1, "high"]))
    assert np.mean(found[0.3], axis=0)[0] > 0.9
    assert np.mean(found[0.0], axis=0)[0] < 0.2
    assert min(np.mean(found[change], axis=0)[1] for change in found) > 0.8


def test_the_line_is_that_of_weighted_least_squares() -> None:
    generator = np.random.default_rng(7)
    sizes, place = generator.integers(2, 20, 25).astype(float), np.linspace(0, 1, 25)
    counts = generator.binomial(sizes.astype(int), 0.2).astype(float)
    trend = fit_trend(place, counts, sizes)
    slope = np.polyfit(place, counts / sizes, 1, w=np.sqrt(sizes))[0]
    assert trend.change == pytest.approx(slope)
    assert trend.low < slope < trend.high and trend.method == WEIGHTED
    assert fit_trend(place, np.zeros(25), sizes).method == NO_DISAGREEMENT
    assert fit_trend(np.full(25, 0.5), counts, sizes).method == TOO_FEW


def test_blocks_follow_the_dates_of_coding_where_every_document_has_one() -> None:
    codings = drifting(np.random.default_rng(8), 12, 0.2)
    ids = sorted(set(codings["document"]))
    days = [f"2026-11-{30 - number:02d}" for number in range(12)]
    dates = pd.DataFrame({"document": ids, "coder": "x", "coded": days})
    names = {"frames": ["f"], "coders": ("x", "y")}
    dated = coding.measure_drift(codings, **names, dates=dates, blocks=3)
    assert dated[["block", "first", "last", "documents"]].to_numpy().tolist() == [
        [1, "2026-11-19", "2026-11-22", 4],
        [2, "2026-11-23", "2026-11-26", 4],
        [3, "2026-11-27", "2026-11-30", 4],
    ]
    assert set(dated["order"]) == {BY_DATE}
    plain = coding.measure_drift(codings, **names, dates=dates.iloc[1:], blocks=3)
    assert set(plain["order"]) == {BY_DOCUMENT} and plain.loc[0, "first"] == ids[0]
    np.testing.assert_allclose(plain["alpha"], dated["alpha"].iloc[::-1])
    there, back = (coding.measure_trend(codings, **names, dates=given).loc[0] for given in (None, dates))
    assert there["change"] == pytest.approx(-back["change"])
    with pytest.raises(InputError, match="blocks: found 0, expected 1 or more"):
        coding.measure_drift(codings, **names, blocks=0)


def test_dates_and_reported_speech_are_read_where_coders_noted_them(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        "document,sentence,frames,coded,reported\na,1,,2026-11-20,yes\na,2,,2026-11-22T10:00:00,0\nb,1,,,\n",
        encoding="utf-8",
    )
    (tmp_path / "y.csv").write_text("document,sentence,frames\na,1,\n", encoding="utf-8")
    (tmp_path / "gold.csv").write_text("document,sentence,coded\na,1,never\n", encoding="utf-8")
    assert coding.read_coding_dates(tmp_path).to_numpy().tolist() == [["a", "x", "2026-11-22"]]
    assert coding.read_reported(tmp_path).to_numpy().tolist() == [["a", 1, "x", True], ["a", 2, "x", False]]
    (tmp_path / "y.csv").write_text("document,sentence,coded,reported\na,1,soon,perhaps\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"y.csv, row 2: coded: found 'soon', expected a date"):
        coding.read_coding_dates(tmp_path)
    with pytest.raises(InputError, match=r"y.csv, row 2: reported: found 'perhaps'"):
        coding.read_reported(tmp_path)


def test_no_column_of_dates_gives_no_dates(root: Path) -> None:
    assert coding.read_coding_dates(root / "corpus" / "coding").columns.tolist() == ["document", "coder", "coded"]
    table = coding.read_reported(root / "corpus" / "coding")
    assert table.columns.tolist() == ["document", "sentence", "coder", "reported"]


@pytest.fixture
def small(root: Path, tmp_path: Path) -> Path:
    """A corpus of three coders: x and y read one document, z a part of it."""
    (tmp_path / "coding").mkdir()
    shutil.copy(root / "corpus" / "codebook.toml", tmp_path)
    list_coders(tmp_path, "x", "y", "z")
    (tmp_path / "documents").mkdir()
    text = (root / "corpus" / "documents" / "2018-01-09-denpasar-balipost.md").read_text(encoding="utf-8")
    (tmp_path / "documents" / "a.md").write_text(
        text.replace("id: 2018-01-09-denpasar-balipost", "id: a"), encoding="utf-8"
    )
    for coder, codes in {"x": ["sanctions", "", ""], "y": ["", "", ""], "z": ["sanctions"]}.items():
        lines = ["document,sentence,frames", *(f"a,{place},{code}" for place, code in enumerate(codes, start=1))]
        (tmp_path / "coding" / f"{coder}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def call(*arguments: str) -> str:
    done = CliRunner().invoke(cli.application, ["code", "agreement", *arguments])
    assert done.exception is None, done.exception
    return done.stdout


def test_the_command_survives_one_document_unused_frames_and_partial_coverage(small: Path) -> None:
    printed = call("--corpus", str(small), "--list", "--disagreements", str(small / "apart.csv"))
    told = "Of those who coded the corpus as it came, the codebook says: The coders were runs of one language model.\n"
    assert printed.startswith(f"Coders: x, y, z. {told}")
    assert "1 disagreements on 1 statements" not in printed and "1 disagreement on 1 statement" in printed
    assert "too few to say" in printed and "one value only" in printed
    assert pd.read_csv(small / "apart.csv").to_numpy().tolist() == [["a", 1, "sanctions", "x;z", "y"]]


def test_the_command_prints_json_and_the_same_bytes_twice(small: Path) -> None:
    printed = call("--corpus", str(small), "--coders", "x,y", "--json", "--list")
    assert printed == call("--corpus", str(small), "--coders", "x,y", "--json", "--list")
    found = json.loads(printed)
    assert found["coders"] == ["x", "y"] and found["caution"] == "The coders were runs of one language model."
    assert (found["disagreements"], found["statements_apart"], len(found["list"])) == (1, 1, 1)
    assert found["frames"][0]["low"] is None
    assert {"frames", "pairs", "units", "drift", "trend"} <= set(found)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--coders", "x,w"], "expected one of x, y, z"),
        (["--coders", "x"], "two coders or more"),
        (["--disagreements", "{corpus}/coding/apart.csv"], "expected a folder without codings"),
        (["--disagreements", "{corpus}/apart.txt"], "expected .csv or .parquet"),
        (["--disagreements", "{corpus}/codebook.toml/apart.csv"], "apart.csv: file: found "),
    ],
)
def test_the_command_refuses_what_it_cannot_do(small: Path, arguments: list[str], words: str) -> None:
    given = [argument.format(corpus=small) for argument in arguments]
    done = CliRunner().invoke(cli.application, ["code", "agreement", "--corpus", str(small), *given])
    assert isinstance(done.exception, InputError) and words in str(done.exception)
    assert sorted(path.name for path in (small / "coding").iterdir()) == ["x.csv", "y.csv", "z.csv"]


def test_the_command_tells_the_shipped_values(root: Path, shipped: pd.DataFrame) -> None:
    printed = call("--corpus", str(root / "corpus"), "--coders", ",".join(CODERS))
    table = coding.measure_agreement(shipped, frames=FRAMES, coders=CODERS)
    for row in table.itertuples():
        assert f"{row.alpha:.3f} [{row.low:.3f}, {row.high:.3f}]" in printed
    assert "In the order of documents." in printed

"""Correction: numbers worked by hand, numbers of ppi-python, all samples of a small corpus, and a known truth."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from research import coding, compare, frames
from research.codebook import Codebook
from research.tables import InputError, format_csv

NAN = float("nan")
# ppi-python 0.2.3, ppi_mean_pointestimate(Y, Yhat, Yhat_unlabeled, lam=lam) and ppi_mean_ci(..., alpha=0.05, lam=lam).
MORE = (
    [1, 0, 0, 1, 1, 0, 1, 0, 0, 0],
    [0.9, 0.2, 0.4, 0.7, 0.3, 0.1, 0.8, 0.35, 0.15, 0.05],
    [0.6, 0.1, 0.45, 0.8, 0.25, 0.05, 0.9, 0.3, 0.5, 0.2, 0.1, 0.65, 0.75, 0.3, 0.15],
)
SAME = (
    [1, 0, 1, 1, 0, 0, 1, 0],
    [0.8, 0.3, 0.6, 0.9, 0.4, 0.1, 0.5, 0.2],
    [0.7, 0.2, 0.35, 0.9, 0.15, 0.6, 0.05, 0.45],
)
PPI = [
    (MORE, None, 0.40978776529338323, 0.17415748217696372, 0.6454180484098028),
    (MORE, 0, 0.4, 0.0963636851484016, 0.7036363148515985),
    (MORE, 1, 0.4116666666666667, 0.17374121678553686, 0.6495921165477965),
    (MORE, 0.5, 0.4058333333333333, 0.1572649940342753, 0.6544016726323914),
    (SAME, None, 0.4639423076923077, 0.18404677166409772, 0.7438378437205178),
    (SAME, 0, 0.5, 0.15352404391258057, 0.8464759560874194),
    (SAME, 1, 0.44999999999999996, 0.16428860726294064, 0.7357113927370593),
    (SAME, 0.5, 0.475, 0.186154567697617, 0.7638454323023829),
]


def test_a_share_worked_by_hand() -> None:
    """Eight documents of four statements, six of them coded; predictions say 9 of 32, and 7 of 24 where gold says 4.

    Share: 4/24 + (9/32 - 7/24) = 5/32 at lambda 1. Residuals gold - predicted + 1/8 * 4 are three times 1/2 and three
    times -1/2, so that the variance is (1 - 6/8) * 6/5 * 1.5 / 24**2.
    """
    found = compare.estimate_correction([2, 0, 1, 0, 3, 1, 0, 2], [4] * 8, [1, 0, 1, 0, 2, 0, NAN, NAN], tuning=1)
    assert found.share == pytest.approx(5 / 32)
    assert found.standard_error == pytest.approx(math.sqrt(0.25 * 1.2 * 1.5) / 24)
    middle, reach = math.log(5 / 27), 2.570582 * found.standard_error / (5 / 32 * 27 / 32)
    assert found.low == pytest.approx(1 / (1 + math.exp(reach - middle)), abs=1e-6)
    assert found.high == pytest.approx(1 / (1 + math.exp(-reach - middle)), abs=1e-6)


def test_known_probabilities_weigh_the_coded_documents() -> None:
    """Drawn with 1/2 and 1/4: hits 1, 2 of 4 count twice, hits 4, 0, 1 of 4 four times: (2*3 + 4*5) / (2*8 + 4*12)."""
    gold, chances = [1, 2, 4, 0, 1, NAN, NAN], [0.5, 0.5, 0.25, 0.25, 0.25, 0.5, 0.25]
    found = compare.estimate_correction([0] * 7, [4] * 7, gold, probabilities=chances, tuning=0)
    assert found.share == pytest.approx(26 / 64)
    equal = compare.estimate_correction([0] * 7, [4] * 7, gold, probabilities=[5 / 7] * 7)
    assert equal == compare.estimate_correction([0] * 7, [4] * 7, gold)


@pytest.mark.parametrize("probabilities", [(0.0, 1.0), (0.1, 0.9), (0.02, 0.97)])
def test_a_coder_that_is_never_wrong_is_not_known_to_be_right(probabilities: tuple[float, float]) -> None:
    """Eight of sixteen statements coded, all as predicted: three errors are added, with the mean weight.

    v = (1/2) / (1/2)^2 = 2 and W = 16, so that the variance is 7/8 * 3 * 2 / 16^2, whether the coder gives labels or
    probabilities of two values, whose residuals are 0 but for rounding.
    """
    gold = np.array([1.0, 0, 0, 1, 1, 0, 1, 0] * 2)
    predicted = np.where(gold == 1, probabilities[1], probabilities[0])
    codes = np.where(np.arange(16) < 8, gold, NAN)
    found = compare.estimate_correction(predicted, [1] * 16, codes, probabilities=[0.5] * 16)
    assert found.share == pytest.approx(0.5)
    assert found.standard_error == pytest.approx(math.sqrt(7 / 8 * 6 / 256))
    assert found.degrees_of_freedom == 6
    twice = compare.subtract_corrections(found, found)
    assert float(twice["high"]) > 0.1, "a difference of two such shares has a width"


def test_predictions_that_are_all_alike_change_nothing() -> None:
    gold = np.where(np.arange(60) % 3 == 0, 1.0, 0.0)
    chances = np.where(np.arange(60) % 2 == 0, 0.3, 0.5)
    codes = np.where(np.arange(60) % 5 < 2, gold, NAN)
    alone = compare.estimate_correction([0.0] * 60, [1] * 60, codes, probabilities=chances)
    for probability in (0.1, 0.3, 0.7, 1 / 3, 1.0):
        found = compare.estimate_correction([probability] * 60, [1] * 60, codes, probabilities=chances)
        assert (found.share, found.low, found.high, found.tuning) == (alone.share, alone.low, alone.high, 0)


def test_a_corrected_share_of_0_but_for_rounding_has_an_interval_of_its_own_width() -> None:
    """1 hit of 10 coded, predictions of 3/10 there and 1/10 elsewhere: 1/10 + 2/10 - 3/10 is 0, with any sign."""
    gold = np.array([1.0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + [NAN] * 10)
    found = [
        compare.estimate_correction([0.3] * 10 + [0.1 + shift] * 10, [1] * 20, gold, tuning=1)
        for shift in (0, 1e-12, -1e-12)
    ]
    assert found[0].share == pytest.approx(0, abs=1e-12)
    assert found[0].high == pytest.approx(found[1].high) == pytest.approx(found[2].high)
    assert found[0].high < 0.5


def test_statements_that_were_certain_to_be_drawn_say_nothing_of_the_others() -> None:
    """Twelve statements drawn for certain, none of twenty others: no share; with one of the others there is one."""
    gold = np.array([1.0, 0, 1] * 4 + [0.0] * 20)
    chances = np.array([1.0] * 12 + [0.05] * 20)
    codes = np.where(np.arange(32) < 12, gold, NAN)
    assert compare.estimate_correction(gold, [1] * 32, codes, probabilities=chances).method == "too few to say"
    codes[-1] = 0.0
    assert compare.estimate_correction(gold, [1] * 32, codes, probabilities=chances).high > 0.25


@pytest.mark.parametrize(("data", "tuning", "share", "low", "high"), PPI)
def test_ppi_python_finds_the_same(data: tuple, tuning: float | None, share: float, low: float, high: float) -> None:
    """With a document a statement, PPI++ is theirs; they divide sums of squares by n, and we by n - 1."""
    gold, predicted, elsewhere = data
    coded, rest = len(gold), len(elsewhere)
    values = ([*predicted, *elsewhere], [1] * (coded + rest), [*gold, *[NAN] * rest])
    found = compare.estimate_population(*values, tuning=tuning)
    assert found.share == pytest.approx(share, abs=1e-9)
    theirs = ((high - low) / 2 / stats.norm.ppf(0.975)) ** 2
    part = found.tuning**2 * np.var(elsewhere) / rest
    expected = (theirs - part) * coded / (coded - 1) + part * rest / (rest - 1)
    assert found.standard_error**2 == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("tuning", [0.0, 0.5, 1.0])
def test_over_all_samples_share_and_variance_are_right_on_average(tuning: float) -> None:
    """All 91 ways to code twelve of fourteen documents: in a finite corpus nothing is left to chance.

    Every document is off the mean about as far, so that none has to be imagined.
    """
    gold = np.array([3.0, 1.0] * 7)
    predicted = np.array([2.5, 1.5] * 6 + [2.0, 2.0])
    found = []
    for chosen in itertools.combinations(range(14), 12):
        codes = np.full(14, NAN)
        codes[list(chosen)] = gold[list(chosen)]
        found.append(compare.estimate_correction(predicted, [5] * 14, codes, tuning=tuning))
    shares = np.array([one.share for one in found])
    assert shares.mean() == pytest.approx(gold.sum() / 70)
    assert np.mean([one.standard_error**2 for one in found]) == pytest.approx(shares.var())


@pytest.mark.parametrize(("sample_size", "least"), [(27, 0.93), (54, 0.91), (81, 0.87)])
def test_a_coder_that_seldom_errs_is_not_trusted_too_far(sample_size: int, least: float) -> None:
    """Six documents of 135 hold all the error; many draws show one or two of them, and say little of the others.

    Without the three documents imagined beside them 86 and 83 % of the intervals of 54 and 81 documents hold the truth.
    """
    generator = np.random.default_rng(13)
    totals = generator.integers(5, 14, 135)
    gold = generator.binomial(totals, generator.beta(2, 8, 135)).astype(float)
    predicted = gold.copy()
    predicted[np.argsort(-gold, kind="stable")[:6]] += [-1, -1, -1, -1, 2, 2]
    truth = gold.sum() / totals.sum()
    covered = []
    for _ in range(1000):
        codes = np.full(135, NAN)
        chosen = generator.permutation(135)[:sample_size]
        codes[chosen] = gold[chosen]
        found = compare.estimate_correction(predicted, totals, codes)
        covered.append(found.low <= truth <= found.high)
    assert np.mean(covered) >= least


def test_a_population_coded_whole_has_the_interval_of_a_share_by_documents() -> None:
    """Predictions taken for gold, as the study's naive intervals do: Korn and Graubard's logit interval of a ratio.

    Hits 1, 0, 2, 0, 1, 0 of 5 each: share 4/30, residuals 1/3, -2/3, 4/3, -2/3, 1/3, -2/3, whose squares times 6/5 over
    30**2 are the variance; Student's t with 5 degrees of freedom.
    """
    hits = [1, 0, 2, 0, 1, 0]
    found = compare.estimate_population(hits, [5] * 6, hits)
    error = math.sqrt(6 / 5 * (2 * (1 / 9) + 3 * (4 / 9) + 16 / 9) / 900)
    share, reach = 4 / 30, 2.570582 * error / (4 / 30 * 26 / 30)
    ends = [1 / (1 + math.exp(-math.log(share / (1 - share)) - side * reach)) for side in (-1, 1)]
    assert (found.share, found.standard_error) == pytest.approx((share, error))
    assert (found.low, found.high) == pytest.approx(tuple(ends), abs=1e-6)


def test_a_coder_that_is_blind_in_one_group_is_put_right() -> None:
    """Truth is known: the coder misses two thirds of the hits of every other document, and the naive share is off."""
    generator = np.random.default_rng(11)
    totals = generator.integers(4, 14, 150)
    gold = generator.binomial(totals, generator.beta(2, 6, 150)).astype(float)
    predicted = np.where(np.arange(150) % 2, generator.binomial(gold.astype(int), 1 / 3), gold)
    truth = gold.sum() / totals.sum()
    assert compare.estimate_population(predicted, totals, predicted).high < truth, "the naive interval misses it"
    shares, covered = [], []
    for _ in range(1000):
        codes = np.full(150, NAN)
        drawn = generator.permutation(150)[:45]
        codes[drawn] = gold[drawn]
        found = compare.estimate_correction(predicted, totals, codes)
        shares.append(found.share)
        covered.append(found.low <= truth <= found.high)
    assert np.mean(shares) == pytest.approx(truth, abs=4 * np.std(shares) / math.sqrt(1000) + 0.001)
    assert 0.93 <= np.mean(covered) <= 0.975


def test_the_population_is_covered_too() -> None:
    """Documents of a known population, 40 of 120 coded; its interval is wider than that of the corpus."""
    generator = np.random.default_rng(12)
    covered, wider = [], []
    for _ in range(1000):
        totals = generator.integers(4, 14, 120)
        gold = generator.binomial(totals, generator.beta(2, 6, 120)).astype(float)
        predicted = generator.binomial(gold.astype(int), 0.7)
        gold[40:] = NAN
        found = compare.estimate_population(predicted, totals, gold)
        covered.append(found.low <= 0.25 <= found.high)
        wider.append(found.standard_error > compare.estimate_correction(predicted, totals, gold).standard_error)
    assert 0.93 <= np.mean(covered) <= 0.975
    assert all(wider)


documents = st.lists(st.tuples(st.integers(1, 9), st.floats(0, 1)), min_size=8, max_size=30)


@given(documents, st.integers(5, 7))
def test_perfect_predictions_give_the_full_share(rows: list[tuple[int, float]], coded: int) -> None:
    totals = np.array([total for total, _ in rows])
    full = np.round(totals * np.array([share for _, share in rows]))
    gold = np.where(np.arange(len(rows)) < coded, full, NAN)
    truth = full.sum() / totals.sum()
    found = compare.estimate_correction(full, totals, gold, tuning=1)
    assert found.share == pytest.approx(truth)
    assert found.low - 1e-12 <= truth <= found.high + 1e-12
    assert found.high > found.low, "that no coded document was predicted wrong does not prove the others"
    own = full[:coded] - full[:coded].sum() / totals[:coded].sum() * totals[:coded]
    if (own**2).sum() > 1e-9:
        assert compare.estimate_correction(full, totals, gold).share == pytest.approx(truth)


@given(documents, st.integers(0, 2**32 - 1))
def test_with_every_document_coded_it_is_the_gold_share_whatever_was_predicted(
    rows: list[tuple[int, float]], seed: int
) -> None:
    totals = np.array([total for total, _ in rows])
    gold = np.round(totals * np.array([share for _, share in rows]))
    found = compare.estimate_correction(np.random.default_rng(seed).integers(0, 5, len(rows)), totals, gold)
    assert found.share == found.low == found.high == pytest.approx(gold.sum() / totals.sum())


@given(documents, st.integers(5, 8), st.integers(0, 2**32 - 1))
def test_a_corrected_share_lies_in_its_interval_and_both_between_0_and_1(
    rows: list[tuple[int, float]], coded: int, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    totals = np.array([total for total, _ in rows])
    gold = np.round(totals * np.array([share for _, share in rows]))
    gold[coded:] = NAN
    predicted = generator.integers(0, totals + 1)
    for found in (
        compare.estimate_correction(predicted, totals, gold),
        compare.estimate_population(predicted, totals, gold),
    ):
        assert 0 <= found.low <= found.share <= found.high <= 1
        assert found.tuning >= 0


def make_tables(count: int = 30, *, coded: int = 18, seed: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Predictions of two frames in count documents of two years, and gold of the first of them."""
    generator = np.random.default_rng(seed)
    rows = [
        (f"d{number:02}", sentence, frame, str(2020 + 4 * (number % 2)), generator.random())
        for number in range(count)
        for sentence in range(1, 7)
        for frame in ("rare", "sanctions")
    ]
    table = pd.DataFrame(rows, columns=["document", "sentence", "frame", "election_year", "probability"])
    truth = (generator.random(len(table)) < table["probability"]) & table["frame"].eq("sanctions")
    truth |= table["frame"].eq("rare") & (table["sentence"] == 1) & (table["document"] < "d09")
    table["present"] = table["probability"] > 0.5
    gold = table.assign(present=truth, coder="gold")[["document", "sentence", "frame", "coder", "present"]]
    narration = gold[gold["sentence"] == 1].assign(sentence=99, present=False)
    return table, pd.concat([gold, narration])[lambda all: all["document"] < f"d{coded:02}"]


def test_the_table_counts_what_its_numbers_come_from() -> None:
    rows, gold = make_tables()
    found = compare.correct_shares(rows, gold).set_index("frame")
    told = found.loc["sanctions"]
    assert (told["documents"], told["statements"], told["coded_documents"]) == (30, 180, 18)
    hits = gold[gold["frame"].eq("sanctions")].groupby("document")["present"].sum()
    assert told["coded_hits"] == hits.sum()
    own = rows[rows["frame"].eq("sanctions")]
    assert told["predicted_share"] == pytest.approx(own["present"].mean())
    alone = compare.estimate_correction(
        own.groupby("document")["probability"].sum(), [6] * 30, [*hits.tolist(), *[NAN] * 12]
    )
    assert told[["share", "low", "high", "standard_error", "lambda"]].tolist() == pytest.approx(
        [alone.share, alone.low, alone.high, alone.standard_error, alone.tuning]
    )
    assert told["method"] == alone.method


def test_under_ten_coded_hits_nothing_is_said() -> None:
    rows, gold = make_tables()
    nine = compare.correct_shares(rows, gold).set_index("frame").loc["rare"]
    assert (nine["coded_hits"], nine["method"]) == (9, "too few to say")
    assert nine[["share", "low", "high", "standard_error", "lambda"]].isna().all()
    tenth = gold["document"].eq("d09") & gold["frame"].eq("rare") & gold["sentence"].eq(1)
    ten = compare.correct_shares(rows, gold.assign(present=gold["present"] | tenth)).set_index("frame").loc["rare"]
    assert (ten["coded_hits"], ten["low"] < ten["share"] < ten["high"]) == (10, True)
    few = compare.correct_shares(rows, gold[gold["document"] < "d04"]).set_index("frame").loc["sanctions"]
    assert (few["coded_documents"], few["coded_hits"] >= 10, few["method"]) == (4, True, "too few to say")


def test_rows_in_any_order_give_the_same_bytes() -> None:
    rows, gold = make_tables()
    shuffled = rows.sample(frac=1, random_state=1), gold.sample(frac=1, random_state=2)
    for target in ("corpus", "population"):
        straight = compare.correct_shares(rows, gold, by="election_year", target=target)
        mixed = compare.correct_shares(*shuffled, by="election_year", target=target)
        assert format_csv(straight) == format_csv(mixed)
        pd.testing.assert_frame_equal(straight, mixed, check_exact=True)
    pair = {"by": "election_year", "groups": ("2024", "2020")}
    straight, mixed = (compare.correct_differences(*both, **pair) for both in ((rows, gold), shuffled))
    pd.testing.assert_frame_equal(straight, mixed, check_exact=True)


def test_a_sample_with_equal_chances_is_a_simple_random_sample() -> None:
    rows, gold = make_tables()
    names = sorted(set(gold["document"]))
    even = pd.DataFrame({"document": names, "probability": 18 / 30})
    pd.testing.assert_frame_equal(
        compare.correct_shares(rows, gold), compare.correct_shares(rows, gold, sample=even), rtol=1e-12
    )
    uneven = even.assign(probability=np.where(even["document"] < "d06", 0.2, 0.9))
    assert compare.correct_shares(rows, gold, sample=uneven)["share"].iloc[1] != pytest.approx(
        compare.correct_shares(rows, gold)["share"].iloc[1], abs=1e-4
    )


def test_a_difference_is_welch_s() -> None:
    """Two samples by hand: the interval of scipy's test of unequal variances."""
    one, other = np.array([0.2, 0.5, 0.3, 0.6, 0.4]), np.array([0.1, 0.15, 0.3, 0.05, 0.2, 0.1, 0.25])
    parts = [
        compare.Correction(x.mean(), 0, 1, x.std(ddof=1) / math.sqrt(len(x)), len(x) - 1, 1, "") for x in (one, other)
    ]
    found = compare.subtract_corrections(*parts)
    expected = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert (found["low"], found["high"]) == pytest.approx((expected.low, expected.high))


def test_differences_are_those_of_the_two_shares() -> None:
    rows, gold = make_tables(60, coded=40)
    shares = compare.correct_shares(rows, gold, by="election_year").set_index(["frame", "group"])
    found = compare.correct_differences(rows, gold, by="election_year", groups=("2024", "2020")).set_index("frame")
    one, other = shares.loc[("sanctions", "2024")], shares.loc[("sanctions", "2020")]
    told = found.loc["sanctions"]
    assert told["difference"] == pytest.approx(one["share"] - other["share"])
    assert told["predicted_share"] == pytest.approx(one["predicted_share"] - other["predicted_share"])
    assert told["standard_error"] == pytest.approx(math.hypot(one["standard_error"], other["standard_error"]))
    assert told["low"] < told["difference"] < told["high"]
    assert (told["coded_documents"], told["other_coded_documents"]) == (20, 20)
    assert found.loc["rare", "method"] == "too few to say" and math.isnan(found.loc["rare", "difference"])


def test_groups_that_share_documents_are_not_subtracted() -> None:
    rows, gold = make_tables()
    mixed = rows.assign(office=np.where(rows["sentence"] < 4, "head", "agency"))
    with pytest.raises(InputError, match=r"30 documents in both, such as d00, expected groups that share no document"):
        compare.correct_differences(mixed, gold, by="office", groups=("head", "agency"))
    assert len(compare.correct_shares(mixed, gold, by="office")) == 4
    with pytest.raises(InputError, match=r"'2024', '1999', expected two different groups of 2020, 2024"):
        compare.correct_differences(rows, gold, by="election_year", groups=("2024", "1999"))
    with pytest.raises(InputError, match="two different groups"):
        compare.correct_differences(rows, gold, by="election_year", groups=("2024", "2024"))


def test_every_fault_of_a_call_is_in_one_report() -> None:
    rows, gold = make_tables()
    names = sorted(set(gold["document"]))
    sample = pd.DataFrame({"document": [*names[1:], "d25"], "probability": [0.0, 1.5, *[0.6] * 16]})
    holes = rows.assign(present=rows["present"].astype(object).mask(rows["document"].eq("d20")))
    with pytest.raises(InputError) as caught:
        compare.correct_shares(holes, gold, by="colour", sample=sample, target="world")
    lines = str(caught.value).splitlines()
    assert lines[0] == "7 faults:"
    for words in (
        "correct_shares: by: found 'colour', expected all, or a column of the rows: document",
        "correct_shares: target: found 'world', expected corpus or population",
        "table of predictions, d20: present: found nothing, expected a value; let the coder read it",
        "table sample, d01: probability: found 0.0, expected over 0, at most 1",
        "table sample, d02: probability: found 1.5, expected over 0, at most 1",
        "table sample, d25: gold: found no row, expected the frames of every drawn document; code it",
        "table sample, d00: probability: found no row, expected the chance that each coded document had",
    ):
        assert sum(line.startswith(words) for line in lines) == 1, words


def test_codings_that_do_not_fit_the_predictions_are_refused() -> None:
    rows, gold = make_tables()
    half = gold[~(gold["document"].eq("d03") & (gold["sentence"] > 4))]
    with pytest.raises(InputError, match=r"table gold, d03: present: found 8 of 12 rows .* code the document whole"):
        compare.correct_shares(rows, half)
    more = gold.assign(present=gold["present"] | (gold["document"].eq("d02") & gold["sentence"].eq(99)))
    with pytest.raises(InputError, match="table of predictions, d02: sentence: found no row for sentence 99"):
        compare.correct_shares(rows, more)
    with pytest.raises(InputError, match=r"table gold, d00: document, sentence, frame: found more than one row"):
        compare.correct_shares(rows, pd.concat([gold, gold.head(1)]))
    with pytest.raises(InputError, match="table gold: coder: found gold, lina, expected one coder"):
        compare.correct_shares(rows, pd.concat([gold, gold.head(1).assign(coder="lina", sentence=98)]))
    with pytest.raises(InputError, match="table gold: present: found no such column"):
        compare.correct_shares(rows, gold.drop(columns="present"))
    with pytest.raises(InputError, match="chances of their own, expected none, for a population"):
        even = pd.DataFrame({"document": sorted(set(gold["document"])), "probability": 0.6})
        compare.correct_shares(rows, gold, sample=even, target="population")


def make_sheet(rows: pd.DataFrame, gold: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every second statement of the first 18 documents, as drawn for a sheet with chances of 1/2 and 1/4."""
    units = gold[gold["sentence"] < 99].drop_duplicates(["document", "sentence"])[["document", "sentence"]]
    sheet = units.iloc[::2].assign(probability=[0.5, 0.25] * 27)
    return sheet, gold.merge(sheet[["document", "sentence"]])


def test_statements_drawn_for_a_sheet_weigh_by_their_chances() -> None:
    """Ten drawn with 1/2, eight of them hits, and five with 1/4, two hits: (8*2 + 2*4) / (10*2 + 5*4)."""
    names = [f"d{number}" for number in range(10)]
    rows = pd.DataFrame(
        [(name, sentence) for name in names for sentence in (1, 2, 3)], columns=["document", "sentence"]
    )
    rows = rows.assign(frame="sanctions", present=False)
    first, second = rows[rows["sentence"] == 1], rows[(rows["sentence"] == 2) & (rows["document"] < "d5")]
    sample = pd.concat([first.assign(probability=0.5), second.assign(probability=0.25)])
    gold = sample.assign(coder="gold", present=[True] * 8 + [False] * 2 + [True] * 2 + [False] * 3)
    (told,) = compare.correct_shares(rows, gold, sample=sample).to_dict("records")
    assert told["share"] == pytest.approx(24 / 40)
    assert told["method"] == "prediction-powered, jackknife by statement, logit"
    counts = ("statements", "documents", "coded_statements", "coded_documents", "coded_hits")
    assert [told[name] for name in counts] == [30, 10, 15, 10, 10]


def test_a_sheet_s_statements_are_the_units() -> None:
    rows, gold = make_tables()
    sheet, coded = make_sheet(rows, gold)
    told = compare.correct_shares(rows, coded, sample=sheet).set_index("frame").loc["sanctions"]
    own = rows[rows["frame"] == "sanctions"].merge(sheet.rename(columns={"probability": "chance"}), how="left")
    own = own.merge(coded.rename(columns={"present": "gold"})[["document", "sentence", "frame", "gold"]], how="left")
    codes = own["gold"].map({True: 1.0, False: 0.0}).astype(float)
    alone = compare.estimate_correction(own["probability"], [1] * 180, codes, probabilities=own["chance"])
    assert told[["share", "low", "high", "standard_error", "lambda"]].tolist() == pytest.approx(
        [alone.share, alone.low, alone.high, alone.standard_error, alone.tuning]
    )
    assert (told["coded_statements"], told["coded_documents"]) == (54, 18)
    mixed = [table.sample(frac=1, random_state=5) for table in (rows, coded, sheet)]
    straight = compare.correct_shares(rows, coded, by="election_year", sample=sheet)
    shuffled = compare.correct_shares(*mixed[:2], by="election_year", sample=mixed[2])
    assert format_csv(straight) == format_csv(shuffled)
    gap = compare.correct_differences(rows, coded, by="election_year", groups=("2024", "2020"), sample=sheet)
    halves = straight[straight["frame"] == "sanctions"].set_index("group")["share"]
    assert gap.set_index("frame").loc["sanctions", "difference"] == pytest.approx(halves["2024"] - halves["2020"])


def test_few_documents_are_too_few_however_many_statements_were_drawn() -> None:
    rows, gold = make_tables()
    drawn = gold[(gold["document"] < "d04") & (gold["sentence"] < 99)]
    sheet = drawn.drop_duplicates(["document", "sentence"])[["document", "sentence"]].assign(probability=0.5)
    told = compare.correct_shares(rows, drawn, sample=sheet).set_index("frame").loc["sanctions"]
    assert (told["coded_statements"], told["coded_hits"] >= 10, told["method"]) == (24, True, "too few to say")


def test_a_sheet_that_is_no_sample_is_refused() -> None:
    rows, gold = make_tables()
    sheet, coded = make_sheet(rows, gold)
    half = coded[~(coded["document"].eq("d03") & coded["frame"].eq("rare"))]
    with pytest.raises(InputError, match=r"table gold, d03 1: present: found 1 of 2 rows .* code it or leave it out"):
        compare.correct_shares(rows, half, sample=sheet)
    with pytest.raises(
        InputError, match=r"table sample, d00 1: gold: found no row, .* code it; a drawn statement left"
    ):
        compare.correct_shares(rows, coded[~(coded["document"].eq("d00") & coded["sentence"].eq(1))], sample=sheet)
    with pytest.raises(
        InputError, match="table sample, d00 1: probability: found no row, expected the chance that each"
    ):
        compare.correct_shares(rows, coded, sample=sheet.iloc[1:])
    with pytest.raises(InputError, match="probability: found 1 for all, and 126 statements not coded"):
        compare.correct_shares(rows, coded, sample=sheet.assign(probability=1.0))
    texts = rows[["document", "sentence"]].drop_duplicates().assign(text="")
    chosen = coding.select_documents(texts, ["d00", "d01"])
    with pytest.raises(InputError, match="probability: found 1 for all, and 168 statements not coded"):
        compare.correct_shares(rows, gold.merge(chosen[["document", "sentence"]]), sample=chosen)
    part = compare.correct_shares(rows, coded, sample=sheet.assign(probability=1.0, stratum="Papua | rare"))
    assert (part["method"] == "too few to say").all(), "all that was drawn of a stratum, in a part of the corpus"
    with pytest.raises(InputError, match="table sample, d00: document, sentence: found more than one row"):
        compare.correct_shares(rows, coded, sample=pd.concat([sheet, sheet.head(1)]))


def test_sheets_drawn_from_the_corpus_find_its_shares(
    documents: pd.DataFrame, coded: coding.CodedStatements, book: Codebook
) -> None:
    """The coder of each sheet is gold, and the cues predict: over 20 sheets of 300 the truth is seldom missed."""
    statements = coded.statements
    gold = frames.make_frames(statements, coded.codings, book)
    predicted = frames.code_with_cues(statements, book)
    rows = compare.merge_frames(documents, statements, predicted)
    truth = compare.merge_frames(documents, statements, gold).groupby("frame")["present"].mean()
    held = []
    for seed in range(20):
        key = coding.draw_sample(statements, documents, predicted, design=coding.SamplingDesign(300, seed=seed))
        found = compare.correct_shares(rows, gold.merge(key[["document", "sentence"]]), sample=key)
        assert (found["coded_statements"] == 300).all()
        told = found.set_index("frame")
        held.append((told["low"] <= truth) & (truth <= told["high"]))
    assert 0.9 <= np.mean(held) < 1


def test_the_interval_of_the_predictions_is_that_of_shares_taken_as_true() -> None:
    """Twelve documents of four statements, all coded by a coder that calls every second document a hit."""
    documents = [f"d{number:02}" for number in range(24)]
    rows = pd.DataFrame({"document": np.repeat(documents, 4), "sentence": list(range(1, 5)) * 24, "frame": "f"})
    rows["present"] = rows["sentence"] <= np.repeat([1, 3] * 12, 4)
    gold = rows[rows["document"] < "d12"].assign(coder="gold", present=lambda part: part["sentence"] <= 2)
    table = compare.correct_shares(rows, gold).iloc[0]
    found = table[["predicted_share", "predicted_low", "predicted_high"]].tolist()
    hits = rows.groupby("document")["present"].sum()
    assert found == pytest.approx(compare.estimate_share(hits, [4] * 24)[:3])
    assert table["share"] == pytest.approx(0.5)

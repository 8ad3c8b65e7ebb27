import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

from research import compare
from research.compare.pooling import _compute_likelihood, integrate_shares
from research.tables import InputError


def make_rows(groups: dict[str, list[tuple[int, int]]]) -> pd.DataFrame:
    """For each province its documents as hits and totals."""
    return pd.DataFrame(
        [
            {"document": f"{name}-{n}", "sentence": s, "frame": "f", "present": s <= hits, "province": name}
            for name, documents in groups.items()
            for n, (hits, total) in enumerate(documents)
            for s in range(1, total + 1)
        ]
    )


def draw_groups(seed: int, *, groups: int = 20, spread: float = 0.6, correlation: float = 0.1) -> tuple[dict, list]:
    """Provinces of 1 to 12 documents with 9 statements each, from the very model."""
    generator = np.random.default_rng(seed)
    size = (1 - correlation) / correlation
    found, truths = {}, []
    for number in range(groups):
        truth = special.expit(-1.5 + spread * generator.normal())
        chances = generator.beta(truth * size, (1 - truth) * size, generator.integers(1, 13))
        found[f"p{number:02}"] = [(int(generator.binomial(9, chance)), 9) for chance in chances]
        truths.append(truth)
    return found, truths


def test_likelihoods_are_those_of_the_beta_binomial() -> None:
    """The peer: scipy.stats.betabinom, up to a constant."""
    hits, totals = np.array([2.0, 0, 5]), np.array([9.0, 4, 7])
    found = _compute_likelihood(hits, totals, np.array([0, 0, 0]))[3, 0]
    shares, size = special.expit(np.linspace(-8, 4, 241)), (1 - 0.08) / 0.08
    peer = sum(
        stats.betabinom.logpmf(h, n, shares * size, (1 - shares) * size) for h, n in zip(hits, totals, strict=True)
    )
    gap = found - peer
    assert gap.max() - gap.min() == pytest.approx(0, abs=1e-8)


def test_small_provinces_are_drawn_towards_the_mean_and_large_ones_hardly() -> None:
    """A document of two hits in two beside forty of half hits: the first moves, the second stays."""
    groups = {f"p{n}": [(1, 10)] * 6 for n in range(6)} | {"small": [(2, 2)], "large": [(5, 10)] * 40}
    table = compare.pool_shares(make_rows(groups), frame="f").set_index("group")
    small, large = table.loc["small"], table.loc["large"]
    assert small["observed_share"] == 1
    assert small["share"] < 0.75
    assert large["share"] == pytest.approx(0.5, abs=0.02)
    assert small["high"] - small["low"] > 4 * (large["high"] - large["low"])
    assert table.loc["p0", "share"] == pytest.approx(0.1, abs=0.03)
    assert set(table["method"]) == {"model's estimate: beta-binomial documents, logit-normal groups"}


def test_the_more_documents_the_less_is_drawn() -> None:
    others = {f"p{n}": [(1, 10)] * 8 for n in range(8)}
    shares = [
        compare.pool_shares(make_rows(others | {"x": [(5, 10)] * size}), frame="f").set_index("group").loc["x", "share"]
        for size in (1, 2, 4, 8, 16)
    ]
    assert shares == sorted(shares)
    assert shares[0] < 0.4 < shares[-1]


def test_intervals_hold_where_the_truth_is_known() -> None:
    """20 samples of 20 provinces: 400 intervals; raw shares with as few documents would have none."""
    held, raw, pooled = [], [], []
    for seed in range(20):
        groups, truths = draw_groups(seed)
        table = compare.pool_shares(make_rows(groups), frame="f")
        held += [low <= truth <= high for low, high, truth in zip(table["low"], table["high"], truths, strict=True)]
        raw += list((table["observed_share"] - truths) ** 2)
        pooled += list((table["share"] - truths) ** 2)
    assert 0.92 <= np.mean(held) <= 0.98
    assert np.mean(pooled) < 0.8 * np.mean(raw)


def test_families_count_once_as_clusters() -> None:
    groups, _ = draw_groups(3)
    rows = make_rows(groups)
    alone = rows.assign(family=rows["document"])
    pd.testing.assert_frame_equal(
        compare.pool_shares(alone, frame="f"), compare.pool_shares(rows, frame="f"), check_exact=True
    )
    one = rows.assign(family=rows["province"])
    wider = compare.pool_shares(one, frame="f")
    assert wider["families"].tolist() == [1] * 20
    assert (wider["high"] - wider["low"]).mean() > (lambda t: (t["high"] - t["low"]).mean())(
        compare.pool_shares(rows, frame="f")
    )


def test_the_order_of_rows_changes_nothing() -> None:
    groups, _ = draw_groups(5)
    rows = make_rows(groups)
    pd.testing.assert_frame_equal(
        compare.pool_shares(rows, frame="f"),
        compare.pool_shares(rows.sample(frac=1, random_state=1), frame="f"),
        check_exact=True,
    )


def test_where_no_hit_is_the_model_still_gives_a_bound() -> None:
    share, low, high, mean = integrate_shares(np.zeros(8), np.full(8, 9.0), np.arange(8))
    assert (low < share).all()
    assert (share < high).all()
    assert high.max() < 0.2
    assert mean < 0.1


def test_too_few_provinces_and_unknown_names_are_said() -> None:
    groups, _ = draw_groups(1, groups=4)
    table = compare.pool_shares(make_rows(groups), frame="f")
    assert set(table["method"]) == {"too few to say"}
    assert table[["share", "low", "high", "grand_mean"]].isna().all(axis=None)
    with pytest.raises(InputError, match="2 faults"):
        compare.pool_shares(make_rows(groups), frame="g", by="colour")

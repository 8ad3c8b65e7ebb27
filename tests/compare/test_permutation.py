import numpy as np
import pytest

from research import compare
from research.compare.permutation import compute_test_statistics, draw_permutations, draw_statistics


def test_a_test_stops_where_its_p_is_clearly_not_small() -> None:
    generator = np.random.default_rng(1)
    p, error, made = compare.settle_p(generator.random, 0.7, draws=99_999)
    assert made == 999
    assert p == pytest.approx(0.3, abs=4 * error)


def test_a_test_goes_on_where_its_p_may_be_small() -> None:
    """True p .04: the interval of 9,999 draws holds .05 or lies below it, so all draws are made."""
    generator = np.random.default_rng(2)
    p, error, made = compare.settle_p(generator.random, 0.96, draws=49_999)
    assert made == 49_999
    assert error == pytest.approx(np.sqrt(0.04 * 0.96 / made), rel=0.05)
    assert p == pytest.approx(0.04, abs=4 * error)


def test_p_is_never_nothing() -> None:
    """No draw reaches the observed value: 1 of 1,000, Phipson and Smyth 2010."""
    assert compare.settle_p(np.zeros, 1.0, draws=999)[0] == 0.001


def test_stops_do_not_change_verdicts() -> None:
    """200 true p between 0 and .2: never stopped below .05, and the p is that of all draws within its error."""
    generator = np.random.default_rng(3)
    for true in generator.uniform(0, 0.2, 200):
        p, error, made = compare.settle_p(generator.random, 1 - true, draws=9_999)
        assert made == 9_999 or true > 0.05
        assert abs(p - true) < 4.5 * max(error, 1 / made)


@pytest.mark.parametrize("matched", [0, 7, 40])
def test_statistics_drawn_in_parts_are_those_of_the_drawn_labels(matched: int) -> None:
    """Forty clusters, of which so many have statements in both groups; the same generator, all labels at once."""
    generator = np.random.default_rng(5)
    totals_a, totals_b = generator.integers(1, 9, (2, 40)).astype(float)
    totals_a[matched : (matched + 40) // 2], totals_b[(matched + 40) // 2 :] = 0, 0
    hits = [generator.binomial(totals.astype(int), 0.4).astype(float) for totals in (totals_a, totals_b)]
    groups = compare.TwoGroups(hits[0], totals_a, hits[1], totals_b)
    labels = draw_permutations(groups, draws=4_000, generator=np.random.default_rng(9))
    _, whole = compute_test_statistics(groups, labels[1:])
    parts = draw_statistics(groups, draws=4_000, generator=np.random.default_rng(9))
    np.testing.assert_allclose(parts, whole, rtol=1e-12, atol=1e-12)
    if not matched:
        assert (parts == whole).all()

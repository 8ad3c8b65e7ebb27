import numpy as np
import pytest
from scipy import stats

from research import compare
from research.compare.cluster_samples import list_chances


def make_clusters(correlation: float, *, both: int = 0) -> compare.Clusters:
    """Twelve clusters of 4, 9 or 14 statements in a, as many in b, and some in both."""
    sizes = np.array([4.0, 9, 14] * 4)
    none = np.zeros(12)
    shared = np.full((both, 2), 6.0)
    return compare.Clusters(
        np.concatenate([np.column_stack([sizes, none]), np.column_stack([none, sizes]), shared]), correlation
    )


def test_the_correlation_is_that_of_the_analysis_of_variance() -> None:
    """Three documents of two statements with 2, 1, 0 hits: between 1/2, within 1/6, so (1/2 - 1/6) / (1/2 + 1/6)."""
    assert compare.estimate_correlation(np.array([2.0, 1, 0]), np.array([2.0, 2, 2])) == pytest.approx(0.5)


def test_documents_more_alike_than_chance_have_no_correlation_below_zero() -> None:
    assert compare.estimate_correlation(np.full(4, 2.0), np.full(4, 4.0)) == 0
    assert compare.estimate_correlation(np.array([1.0, 0]), np.ones(2)) == 0, "one statement each tells nothing"


@pytest.mark.parametrize("correlation", [0.0, 0.05, 0.3, 1.0])
def test_samples_have_the_shares_and_the_correlation_that_they_should(correlation: float) -> None:
    """Beta-binomial: var of a document's hits is m p (1 - p) (1 + (m - 1) rho), here of m = 6 in documents of both."""
    clusters = make_clusters(correlation, both=10)
    sides = compare.draw_sample(clusters, (30, 20, 40), (0.1, 0.25), samples=1500, generator=np.random.default_rng(5))
    for (hits, totals), share, count in zip(sides.pair(), (0.1, 0.25), (70, 60), strict=True):
        assert ((totals > 0).sum(axis=1) == count).all()
        assert hits.sum() / totals.sum() == pytest.approx(share, abs=0.006)
        six = hits[:, 50:].ravel()
        assert six.var() == pytest.approx(6 * share * (1 - share) * (1 + 5 * correlation), rel=0.05)
        assert set(np.unique(totals[totals > 0])) == {4, 6, 9, 14}


def test_chances_are_those_of_the_beta_distribution() -> None:
    chances = list_chances(0.2, 0.12)
    peer = stats.beta(0.2 * 0.88 / 0.12, 0.8 * 0.88 / 0.12)
    assert chances.mean() == pytest.approx(0.2, abs=1e-3)
    assert chances.var() == pytest.approx(peer.var(), rel=0.01)
    assert (list_chances(0.0, 0.12) == 0).all()


def test_without_a_difference_the_test_finds_one_sign_in_half_of_five_per_cent() -> None:
    """The power at a hair's difference is the level of one of the two signs, 2.5 %; binomial error .0035."""
    found = compare.estimate_power(
        make_clusters(0.12), (25, 25, 0), (0.2 + 1e-9, 0.2), samples=2000, generator=np.random.default_rng(2)
    )
    assert found == pytest.approx(0.025, abs=0.011)


def test_the_power_is_that_of_student_s_test_where_documents_are_of_one_size() -> None:
    """Thirty documents of 10 statements a group: their shares are near normal, so Student's power is the peer's."""
    clusters = compare.Clusters(np.array([[10.0, 0]] * 3 + [[0, 10.0]] * 3), 0.1)
    shares = (0.45, 0.3)
    found = compare.estimate_power(clusters, (30, 30, 0), shares, samples=2000, generator=np.random.default_rng(4))
    spreads = [share * (1 - share) / 10 * (1 + 9 * 0.1) for share in shares]
    error = (sum(spreads) / 30) ** 0.5
    peer = stats.nct.sf(stats.t.ppf(0.975, 58), 58, 0.15 / error)
    assert found == pytest.approx(peer, abs=0.03)

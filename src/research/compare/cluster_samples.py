"""Samples of documents with known shares, drawn as the observed documents are, and the power of the test in them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from research.compare.intervals import Numbers
from research.compare.permutation import (
    SIGNIFICANCE_LEVEL,
    compute_p_value,
    compute_test_statistics,
    draw_permutations,
)
from research.compare.two_groups import TwoGroups

# 300 rows of permutations with the observed one, so that 5 % are 15 of them; one set serves so many samples.
_DRAWS, _BATCH = 299, 50
# The beta distribution of the documents' chances is drawn from so many of its quantiles.
_QUANTILES = 2000


@dataclass(frozen=True)
class Clusters:
    """What documents are drawn from: statements of each observed one in both groups, and how alike its statements are.

    Parameters
    ----------
    totals : array of float
        Clusters x 2: the statements of each document or family in group a and in group b.
    correlation : float
        Intra-cluster correlation of the frame, from 0 to below 1.
    """

    totals: Numbers
    correlation: float

    @property
    def kinds(self) -> tuple[Numbers, Numbers, Numbers]:
        """The clusters with statements in group a alone, in group b alone, and in both."""
        with_a, with_b = (self.totals > 0).T
        return self.totals[with_a & ~with_b], self.totals[with_b & ~with_a], self.totals[with_a & with_b]

    @property
    def counts(self) -> Numbers:
        """The number of clusters of each kind."""
        return np.array([len(kind) for kind in self.kinds], dtype=float)


def estimate_correlation(hits: Numbers, totals: Numbers) -> float:
    """Estimate the correlation of two statements of one cluster by the analysis of variance; 0 where it is negative.

    Parameters
    ----------
    hits, totals : array of float
        Statements with the frame, and all statements, of each cluster.

    Returns
    -------
    float
        The intra-cluster correlation, from 0 to 1.

    References
    ----------
    Ridout, M. S., Demetrio, C. G. B. and Firth, D. (1999), Estimating intraclass correlation for binary data.
    Biometrics 55, 137-148.

    Examples
    --------
    >>> estimate_correlation(np.array([4.0, 0, 4, 0]), np.full(4, 4.0))
    1.0
    """
    clusters, number, shares = len(totals), totals.sum(), hits / totals
    if clusters < 2 or number == clusters:
        return 0.0
    between = (totals * (shares - hits.sum() / number) ** 2).sum() / (clusters - 1)
    within = (totals * shares * (1 - shares)).sum() / (number - clusters)
    size = (number - (totals**2).sum() / number) / (clusters - 1)
    total = between + (size - 1) * within
    return float(np.clip((between - within) / total, 0.0, 1.0)) if total > 0 else 0.0


def draw_sample(
    clusters: Clusters,
    counts: Sequence[int],
    shares: tuple[float, float],
    *,
    samples: int,
    generator: np.random.Generator,
) -> TwoGroups:
    """Draw corpora with so many clusters of each kind (a alone, b alone, both) and these true shares."""
    drawn = [
        kind[generator.integers(0, len(kind), (samples, count))]
        for kind, count in zip(clusters.kinds, counts, strict=True)
        if count
    ]
    totals = np.concatenate(drawn, axis=1)
    place = generator.integers(0, _QUANTILES, totals.shape[:2])
    sides = []
    for position, share in enumerate(shares):
        side = totals[..., position]
        chances = list_chances(share, clusters.correlation)[place]
        sides += [generator.binomial(side.astype(int), chances).astype(float), side]
    return TwoGroups(*sides)


def list_chances(share: float, correlation: float) -> Numbers:
    """Quantiles of the beta distribution with this mean and this correlation of two draws from one value."""
    places = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    if share in (0.0, 1.0) or correlation < 1e-6:
        return np.full(_QUANTILES, share)
    if correlation > 1 - 1e-6:
        return (places > 1 - share).astype(float)
    size = (1 - correlation) / correlation
    return np.asarray(special.betaincinv(share * size, (1 - share) * size, places))


def estimate_power(
    clusters: Clusters,
    counts: Sequence[int],
    shares: tuple[float, float],
    *,
    samples: int,
    generator: np.random.Generator,
) -> float:
    """How often the permutation test finds the difference of two true shares, in samples of so many clusters.

    Parameters
    ----------
    clusters : Clusters
        What documents are drawn from.
    counts : sequence of int
        Clusters with statements in group a alone, in group b alone, and in both.
    shares : tuple of float
        The true shares of a and b.
    samples : int
        Number of samples.
    generator : numpy.random.Generator
        The source of random numbers.

    Returns
    -------
    float
        The part of the samples with p at most 0.05 and a difference of the right sign.
    """
    drawn = draw_sample(clusters, counts, shares, samples=samples, generator=generator)
    found = 0
    for start in range(0, samples, _BATCH):
        sides = drawn.select(slice(start, start + _BATCH))
        labels = draw_permutations(sides, draws=_DRAWS, generator=generator)
        differences, statistics = compute_test_statistics(sides, labels)
        right = differences[:, 0] * (shares[0] - shares[1]) > 0
        found += int((right & (compute_p_value(statistics) <= SIGNIFICANCE_LEVEL)).sum())
    return found / samples

"""Counts of two groups by cluster, and intervals of the difference and ratio of their shares."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from research.compare.intervals import (
    Interval,
    Numbers,
    estimate_difference_interval,
    estimate_ratio_interval,
    estimate_share_intervals,
)


@dataclass(frozen=True)
class TwoGroups:
    """Hits and totals of each cluster in two groups, a and b.

    Parameters
    ----------
    hits_a, totals_a, hits_b, totals_b : array of float
        Clusters run over the last axis, samples over those before it.
    """

    hits_a: Numbers
    totals_a: Numbers
    hits_b: Numbers
    totals_b: Numbers

    def pair(self) -> tuple[tuple[Numbers, Numbers], tuple[Numbers, Numbers]]:
        """Return the hits and totals of group a, and those of group b."""
        return (self.hits_a, self.totals_a), (self.hits_b, self.totals_b)

    def select(self, chosen: Any) -> "TwoGroups":
        """Return the counts of some samples or clusters, chosen as numpy chooses them."""
        return TwoGroups(*(part[chosen] for part in (self.hits_a, self.totals_a, self.hits_b, self.totals_b)))


def find_clusters(groups: TwoGroups) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which clusters have statements in group a, and which in group b."""
    with_a, with_b = (part[(0,) * (part.ndim - 1)] > 0 for part in (groups.totals_a, groups.totals_b))
    return with_a, with_b


def combine_intervals(groups: TwoGroups) -> tuple[Interval, Interval]:
    """Combine the intervals of two groups' shares to intervals of their difference and of their ratio.

    Parameters
    ----------
    groups : TwoGroups
        Counts of one or more samples, all with the same clusters in the same groups.

    Returns
    -------
    tuple of tuple of array
        Lower and upper ends of the difference a - b, and of the ratio a / b, one value for each sample.

    Notes
    -----
    The intervals of the shares are those of estimate_share_intervals; estimate_difference_interval and
    estimate_ratio_interval combine them. Clusters with statements in both groups correlate the two shares
    (correlate_shares).
    """
    one, other = (_bound_group(hits, totals) for hits, totals in groups.pair())
    correlation = correlate_shares(groups)
    return (
        estimate_difference_interval(one, other, correlation=correlation),
        estimate_ratio_interval(one, other, correlation=correlation),
    )


def _bound_group(hits: Numbers, totals: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    occupied = totals.reshape(-1, totals.shape[-1])[0] > 0
    share, low, high, _ = estimate_share_intervals(hits[..., occupied], totals[..., occupied])
    return share, low, high


def correlate_shares(groups: TwoGroups) -> Numbers:
    """Correlation of the two shares due to clusters with statements in both groups; 0 where there are none.

    Examples
    --------
    >>> halves = np.array([3.0, 0, 1, 2, 0]), np.full(5, 4.0)
    >>> float(correlate_shares(TwoGroups(*halves, *halves)))
    1.0
    """
    a, b = (
        hits - hits.sum(axis=-1, keepdims=True) / totals.sum(axis=-1, keepdims=True) * totals
        for hits, totals in groups.pair()
    )
    spread = np.sqrt((a**2).sum(axis=-1) * (b**2).sum(axis=-1))
    product = (a * b).sum(axis=-1)
    return np.asarray(np.clip(np.divide(product, spread, out=np.zeros_like(spread), where=spread > 0), -1.0, 1.0))

"""Two sides of a contrast by cluster, and the intervals of their shares joined."""

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
    """Hits and totals of each cluster on two sides; clusters run over the last axis, samples over those before it."""

    hits_a: Numbers
    totals_a: Numbers
    hits_b: Numbers
    totals_b: Numbers

    def pair(self) -> tuple[tuple[Numbers, Numbers], tuple[Numbers, Numbers]]:
        """Hits and totals of side a, and those of side b."""
        return (self.hits_a, self.totals_a), (self.hits_b, self.totals_b)

    def select(self, chosen: Any) -> "TwoGroups":
        """The same of some samples or clusters, chosen as numpy chooses them."""
        return TwoGroups(*(part[chosen] for part in (self.hits_a, self.totals_a, self.hits_b, self.totals_b)))


def find_clusters(sides: TwoGroups) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which clusters have statements on side a, and which on side b."""
    with_a, with_b = (part[(0,) * (part.ndim - 1)] > 0 for part in (sides.totals_a, sides.totals_b))
    return with_a, with_b


def combine_intervals(sides: TwoGroups) -> tuple[Interval, Interval]:
    """Combine the intervals of two groups' shares (estimate_share_intervals) to those of their difference and ratio.

    Works on many samples at once, all with the same clusters on the same sides: samples run over the axes before the
    last. Clusters with statements on both sides correlate the two shares.
    """
    one, other = (_bound_side(hits, totals) for hits, totals in sides.pair())
    correlation = correlate_shares(sides)
    return (
        estimate_difference_interval(one, other, correlation=correlation),
        estimate_ratio_interval(one, other, correlation=correlation),
    )


def _bound_side(hits: Numbers, totals: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    there = totals.reshape(-1, totals.shape[-1])[0] > 0
    share, low, high, _ = estimate_share_intervals(hits[..., there], totals[..., there])
    return share, low, high


def correlate_shares(sides: TwoGroups) -> Numbers:
    """Correlation of the two shares that comes of clusters with statements on both sides; 0 where there are none.

    >>> halves = np.array([3.0, 0, 1, 2, 0]), np.full(5, 4.0)
    >>> float(correlate_shares(TwoGroups(*halves, *halves)))
    1.0
    """
    a, b = (
        hits - hits.sum(axis=-1, keepdims=True) / totals.sum(axis=-1, keepdims=True) * totals
        for hits, totals in sides.pair()
    )
    spread = np.sqrt((a**2).sum(axis=-1) * (b**2).sum(axis=-1))
    product = (a * b).sum(axis=-1)
    return np.asarray(np.clip(np.divide(product, spread, out=np.zeros_like(spread), where=spread > 0), -1.0, 1.0))

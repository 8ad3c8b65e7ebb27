"""Intervals of shares and of differences between them, with the document or family as the unit.

The functions that begin with bound_ work on many samples at once: the last axis of an array runs over documents, so
that benchmarks/coverage.py can try the very functions that the tables use.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from research.tables import MINIMUM_DOCUMENTS, TOO_FEW

# Under FEW clusters a method for few is taken, and up to MANY for small shares; benchmarks/coverage.py tells why.
FEW_CLUSTERS, MANY_CLUSTERS, SMALL_SHARE = 15, 30, 0.1
LOGIT = "logit, clustered by document"
LOGIT_FAMILY = "logit, clustered by family"
WILSON = "Wilson, effective n, clustered by document"
WILSON_FAMILY = "Wilson, effective n, clustered by family"
EXACT = "exact, documents as trials"
_NOTHING = 1e-15

Numbers = npt.NDArray[np.float64]
Interval = tuple[Numbers, Numbers]


@dataclass(frozen=True)
class Moments:
    """A share, its linearised variance, the number of clusters, and all that was counted."""

    share: Numbers
    variance: Numbers
    clusters: int
    total: Numbers


def estimate_moments(hits: Numbers, totals: Numbers) -> Moments:
    """The share of all hits in all totals and its variance with clusters as units, over the last axis.

    The variance is the linearised one of a ratio, G/(G-1) * sum((hits - share * totals)^2) / sum(totals)^2.

    >>> moments = estimate_moments(np.array([1.0, 0, 2, 0, 1, 0]), np.full(6, 5.0))
    >>> round(float(moments.share), 4), round(float(1 / moments.variance), 4)
    (0.1333, 225.0)
    """
    clusters, total = totals.shape[-1], totals.sum(axis=-1)
    share = hits.sum(axis=-1) / total
    residuals = hits - share[..., None] * totals
    return Moments(share, clusters / (clusters - 1) * (residuals**2).sum(axis=-1) / total**2, clusters, total)


def estimate_logit_interval(moments: Moments) -> Interval:
    """Logit interval with clustered variance and t quantiles of G - 1 degrees of freedom.

    Korn and Graubard 1998, Survey Methodology 24:193-201; svyciprop(method="logit") of R's survey package.
    """
    share = moments.share
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = _quantile(moments) * np.sqrt(moments.variance) / (share * (1 - share))
        return special.expit(special.logit(share) - reach), special.expit(special.logit(share) + reach)


def estimate_wilson_interval(moments: Moments) -> Interval:
    """Wilson's interval for as many independent statements as would give the clustered variance, with t of G - 1.

    The effective number is share * (1 - share) / variance, at most the number counted (Korn and Graubard 1998, with
    Wilson's interval for Clopper and Pearson's: Franco, Little, Louis and Slud 2019, Journal of Survey Statistics and
    Methodology 7:334-364).
    """
    share, reach = moments.share, _quantile(moments)
    with np.errstate(divide="ignore", invalid="ignore"):
        number = np.minimum(share * (1 - share) / moments.variance, moments.total)
        centre = (share + reach**2 / (2 * number)) / (1 + reach**2 / number)
        width = reach / (1 + reach**2 / number) * np.sqrt(share * (1 - share) / number + reach**2 / (4 * number**2))
    return np.maximum(centre - width, 0.0), np.minimum(centre + width, 1.0)


def estimate_exact_interval(moments: Moments) -> Interval:
    """Clopper and Pearson's interval with clusters as the trials, wide on purpose, where the variance is nothing."""
    share, clusters = moments.share, moments.clusters
    with np.errstate(invalid="ignore"):
        low = np.where(share > 0, stats.beta.ppf(0.025, share * clusters, (1 - share) * clusters + 1), 0.0)
        high = np.where(share < 1, stats.beta.ppf(0.975, share * clusters + 1, (1 - share) * clusters), 1.0)
    return low, high


def estimate_share_intervals(
    hits: npt.ArrayLike, totals: npt.ArrayLike
) -> tuple[Numbers, Numbers, Numbers, npt.NDArray[np.str_]]:
    """Bound shares by the method that the simulation picks: share, low, high, method, over the last axis.

    Where all clusters have the same share, estimate_exact_interval; under 15 clusters, and under 30 where the share is
    under 10 %, estimate_wilson_interval; else estimate_logit_interval.

    >>> estimate_share_intervals(np.array([[1, 0, 2, 0, 1, 0]] * 2), np.full((2, 6), 5))[3].tolist() == [WILSON] * 2
    True
    """
    moments = estimate_moments(np.asarray(hits, dtype=float), np.asarray(totals, dtype=float))
    few = (moments.clusters < FEW_CLUSTERS) | ((moments.clusters < MANY_CLUSTERS) & (moments.share < SMALL_SHARE))
    none = moments.variance < _NOTHING
    method = np.where(none, EXACT, np.where(few, WILSON, LOGIT))
    ends = zip(
        estimate_exact_interval(moments),
        estimate_wilson_interval(moments),
        estimate_logit_interval(moments),
        strict=True,
    )
    low, high = (np.where(none, exact, np.where(few, wilson, logit)) for exact, wilson, logit in ends)
    return moments.share, low, high, method


def estimate_share(hits: npt.ArrayLike, totals: npt.ArrayLike) -> tuple[float, float, float, str]:
    """Estimate a share and its 95 % interval from the hits and totals of each document or family.

    Returns share, low, high, method. The share is that of all hits in all totals; the interval is
    estimate_share_intervals's. Where every document has the same share, as when there are no hits at all, the clustered
    variance is nothing; then the interval is Clopper and Pearson's with documents as the trials. Under 5 documents all
    three numbers are nan.

    >>> estimate_share([1, 0, 2, 0, 1, 0], [5, 5, 5, 5, 5, 5])[:3]
    (0.1333..., 0.0375..., 0.3777...)
    >>> estimate_share([0] * 10, [4] * 10)
    (0.0, 0.0, 0.3084..., 'exact, documents as trials')
    >>> estimate_share([1, 2], [3, 3])
    (nan, nan, nan, 'too few to say')
    """
    totals = np.asarray(totals, dtype=float)
    if len(totals) < MINIMUM_DOCUMENTS or totals.sum() <= 0:
        return np.nan, np.nan, np.nan, TOO_FEW
    share, low, high, method = estimate_share_intervals(hits, totals)
    return float(share), float(low), float(high), str(method)


def estimate_difference_interval(
    one: tuple[Numbers, ...], other: tuple[Numbers, ...], *, correlation: npt.ArrayLike = 0
) -> Interval:
    """Bound the difference of two shares by their own intervals (share, low, high of each).

    Zou and Donner 2008, Statistics in Medicine 27:1693-1702; correlation is that of the two estimates, which is not
    nothing where documents have statements on both sides.

    >>> one, other = (np.array(0.3), np.array(0.2), np.array(0.4)), (np.array(0.1), 0.0, 0.2)
    >>> low, high = estimate_difference_interval(one, other)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0586, 0.3414)
    """
    (first, low, high), (second, bottom, top) = (part[:3] for part in (one, other))
    down = _join_reaches(first - low, top - second, correlation)
    up = _join_reaches(high - first, second - bottom, correlation)
    return np.maximum(first - second - down, -1.0), np.minimum(first - second + up, 1.0)


def estimate_ratio_interval(
    one: tuple[Numbers, ...], other: tuple[Numbers, ...], *, correlation: npt.ArrayLike = 0
) -> Interval:
    """Bound the ratio of two shares by their own intervals, on the log scale; no upper end where the other may be 0.

    Donner and Zou 2012, Statistical Methods in Medical Research 21:347-359, on logarithms. Where the other share is
    nothing there is no ratio, and both ends are nan.

    >>> low, high = estimate_ratio_interval((np.array(0.2), np.array(0.1), np.array(0.4)), (np.array(0.1), 0.05, 0.2))
    >>> round(float(low), 3), round(float(high), 3)
    (0.75, 5.33)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        (first, low, high), (second, bottom, top) = (np.log(np.asarray(part[:3])) for part in (one, other))
        down = _join_reaches(first - low, top - second, correlation)
        up = _join_reaches(high - first, second - bottom, correlation)
        # Nothing on the first side has a logarithm of minus infinity, and its upper end alone says something.
        ends = np.exp(first - second - down), np.exp(np.where(np.isneginf(first), high - bottom, first - second + up))
    none = np.isneginf(second)
    low_end = np.where(np.isneginf(first), 0.0, ends[0])
    return np.where(none, np.nan, low_end), np.where(none, np.nan, ends[1])


def _join_reaches(one: Numbers, other: Numbers, correlation: npt.ArrayLike) -> Numbers:
    return np.sqrt(np.maximum(one**2 + other**2 - 2 * np.asarray(correlation) * one * other, 0.0))


def _quantile(moments: Moments) -> float:
    return float(stats.t.ppf(0.975, moments.clusters - 1))

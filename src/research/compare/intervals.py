"""Confidence intervals of shares and of differences and ratios of shares, with the document or family as the unit.

The functions work on many samples at once: the last axis of an array runs over documents, so that
benchmarks/coverage.py can test the same functions that the tables use.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import scipy

from research.tables import MINIMUM_DOCUMENTS, TOO_FEW

# Under FEW_CLUSTERS Wilson's interval is taken, and under MANY_CLUSTERS for small shares; see benchmarks/coverage.py.
FEW_CLUSTERS, MANY_CLUSTERS, SMALL_SHARE = 15, 30, 0.1
LOGIT = "logit, clustered by document"
LOGIT_FAMILY = "logit, clustered by family"
WILSON = "Wilson, effective n, clustered by document"
WILSON_FAMILY = "Wilson, effective n, clustered by family"
EXACT = "exact, documents as trials"
_TOLERANCE = 1e-15

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
    """Estimate the share of all hits in all totals and its variance, with clusters as units.

    Parameters
    ----------
    hits, totals : array of float
        Hits and totals of each cluster, over the last axis.

    Returns
    -------
    Moments
        Share, variance, number of clusters and sum of the totals, over the other axes.

    Notes
    -----
    The variance is the linearised one of a ratio, G / (G - 1) * sum((hits - share * totals)^2) / sum(totals)^2.

    Examples
    --------
    >>> moments = estimate_moments(np.array([1.0, 0, 2, 0, 1, 0]), np.full(6, 5.0))
    >>> round(float(moments.share), 4), round(float(1 / moments.variance), 4)
    (0.1333, 225.0)
    """
    clusters, total = totals.shape[-1], totals.sum(axis=-1)
    share = hits.sum(axis=-1) / total
    residuals = hits - share[..., None] * totals
    return Moments(share, clusters / (clusters - 1) * (residuals**2).sum(axis=-1) / total**2, clusters, total)


def estimate_logit_interval(moments: Moments) -> Interval:
    """Estimate 95 % intervals on the logit scale, with clustered variance and Student's t of G - 1 degrees of freedom.

    Parameters
    ----------
    moments : Moments
        Shares, variances and numbers of clusters, from estimate_moments.

    Returns
    -------
    tuple of array of float
        Lower and upper ends of the 95 % intervals.

    References
    ----------
    Korn, E. L. and Graubard, B. I. (1998), Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data. Survey Methodology 24, 193-201. (svyciprop(method="logit") of R's package
    survey.)
    """
    share = moments.share
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = _quantile(moments) * np.sqrt(moments.variance) / (share * (1 - share))
        middle = scipy.special.logit(share)
        return scipy.special.expit(middle - reach), scipy.special.expit(middle + reach)


def estimate_wilson_interval(moments: Moments) -> Interval:
    """Estimate Wilson's 95 % intervals with the effective number of statements and Student's t of G - 1.

    Parameters
    ----------
    moments : Moments
        Shares, variances and numbers of clusters, from estimate_moments.

    Returns
    -------
    tuple of array of float
        Lower and upper ends of the 95 % intervals.

    Notes
    -----
    The effective number, share * (1 - share) / variance, at most the number counted, is that of independent statements
    with the same variance (Korn and Graubard 1998, with Wilson's interval in place of Clopper and Pearson's).

    References
    ----------
    Franco, C., Little, R. J. A., Louis, T. A. and Slud, E. V. (2019), Comparative study of confidence intervals for
    proportions in complex sample surveys. Journal of Survey Statistics and Methodology 7, 334-364.
    """
    share, reach = moments.share, _quantile(moments)
    with np.errstate(divide="ignore", invalid="ignore"):
        number = np.minimum(share * (1 - share) / moments.variance, moments.total)
        centre = (share + reach**2 / (2 * number)) / (1 + reach**2 / number)
        width = reach / (1 + reach**2 / number) * np.sqrt(share * (1 - share) / number + reach**2 / (4 * number**2))
    return np.maximum(centre - width, 0.0), np.minimum(centre + width, 1.0)


def estimate_exact_interval(moments: Moments) -> Interval:
    """Estimate Clopper and Pearson's 95 % intervals with clusters as trials, for samples whose variance is 0.

    Parameters
    ----------
    moments : Moments
        Shares, variances and numbers of clusters, from estimate_moments.

    Returns
    -------
    tuple of array of float
        Lower and upper ends of the 95 % intervals.

    Notes
    -----
    The intervals are conservative: each cluster counts as one trial.
    """
    share, clusters = moments.share, moments.clusters
    with np.errstate(invalid="ignore"):
        low = np.where(share > 0, scipy.stats.beta.ppf(0.025, share * clusters, (1 - share) * clusters + 1), 0.0)
        high = np.where(share < 1, scipy.stats.beta.ppf(0.975, share * clusters + 1, (1 - share) * clusters), 1.0)
    return low, high


def estimate_share_intervals(
    hits: npt.ArrayLike, totals: npt.ArrayLike
) -> tuple[Numbers, Numbers, Numbers, npt.NDArray[np.str_]]:
    """Estimate shares and their 95 % intervals by the method that simulation showed to cover best.

    Parameters
    ----------
    hits, totals : array-like of float
        Hits and totals of each cluster, over the last axis.

    Returns
    -------
    tuple of array
        Share, lower end, upper end and name of the method.

    Notes
    -----
    estimate_exact_interval where all clusters have the same share; estimate_wilson_interval under 15 clusters, and
    under 30 where the share is under 10 %; else estimate_logit_interval.

    Examples
    --------
    >>> estimate_share_intervals(np.array([[1, 0, 2, 0, 1, 0]] * 2), np.full((2, 6), 5))[3].tolist() == [WILSON] * 2
    True
    """
    moments = estimate_moments(np.asarray(hits, dtype=float), np.asarray(totals, dtype=float))
    few = (moments.clusters < FEW_CLUSTERS) | ((moments.clusters < MANY_CLUSTERS) & (moments.share < SMALL_SHARE))
    none = moments.variance < _TOLERANCE
    method = np.where(none, EXACT, np.where(few, WILSON, LOGIT))
    # Most samples need no exact interval, which takes longest.
    blank = np.full_like(moments.share, np.nan)
    ends = zip(
        estimate_exact_interval(moments) if none.any() else (blank, blank),
        estimate_wilson_interval(moments),
        estimate_logit_interval(moments),
        strict=True,
    )
    low, high = (np.where(none, exact, np.where(few, wilson, logit)) for exact, wilson, logit in ends)
    return moments.share, low, high, method


def estimate_share(hits: npt.ArrayLike, totals: npt.ArrayLike) -> tuple[float, float, float, str]:
    """Estimate a share and its 95 % interval from the hits and totals of each document or family.

    Parameters
    ----------
    hits, totals : array-like of float
        Hits and totals of each document or family.

    Returns
    -------
    tuple
        Share (all hits over all totals), lower end, upper end and method, as estimate_share_intervals gives them. With
        fewer than 5 documents the three numbers are nan and the method is too few to say.

    Examples
    --------
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
    """Estimate the interval of the difference of two shares from their own intervals.

    Parameters
    ----------
    one, other : tuple of array
        Share, lower end and upper end of each group.
    correlation : array-like of float
        Correlation of the two estimates; not 0 where documents have statements in both groups.

    Returns
    -------
    tuple of array of float
        Lower and upper ends of one - other.

    References
    ----------
    Zou, G. Y. and Donner, A. (2008), Construction of confidence limits about effect measures. Statistics in Medicine
    27, 1693-1702.

    Examples
    --------
    >>> one, other = (np.array(0.3), np.array(0.2), np.array(0.4)), (np.array(0.1), 0.0, 0.2)
    >>> low, high = estimate_difference_interval(one, other)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0586, 0.3414)
    """
    (first, low, high), (second, bottom, top) = (part[:3] for part in (one, other))
    down = _combine_reaches(first - low, top - second, correlation)
    up = _combine_reaches(high - first, second - bottom, correlation)
    return np.maximum(first - second - down, -1.0), np.minimum(first - second + up, 1.0)


def estimate_ratio_interval(
    one: tuple[Numbers, ...], other: tuple[Numbers, ...], *, correlation: npt.ArrayLike = 0
) -> Interval:
    """Estimate the interval of the ratio of two shares from their own intervals, on the log scale.

    Parameters
    ----------
    one, other : tuple of array
        Share, lower end and upper end of each group.
    correlation : array-like of float
        Correlation of the two estimates.

    Returns
    -------
    tuple of array of float
        Lower and upper ends of one / other. The upper end is infinite where the interval of the other share contains 0;
        both ends are nan where the other share is 0.

    References
    ----------
    Donner, A. and Zou, G. Y. (2012), Closed-form confidence intervals for functions of the normal mean and standard
    deviation. Statistical Methods in Medical Research 21, 347-359 (here on logarithms).

    Examples
    --------
    >>> low, high = estimate_ratio_interval((np.array(0.2), np.array(0.1), np.array(0.4)), (np.array(0.1), 0.05, 0.2))
    >>> round(float(low), 3), round(float(high), 3)
    (0.75, 5.33)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        (first, low, high), (second, bottom, top) = (np.log(np.asarray(part[:3])) for part in (one, other))
        down = _combine_reaches(first - low, top - second, correlation)
        up = _combine_reaches(high - first, second - bottom, correlation)
        # A first share of 0 has a logarithm of minus infinity; then only the upper end is informative.
        ends = np.exp(first - second - down), np.exp(np.where(np.isneginf(first), high - bottom, first - second + up))
    none = np.isneginf(second)
    low_end = np.where(np.isneginf(first), 0.0, ends[0])
    return np.where(none, np.nan, low_end), np.where(none, np.nan, ends[1])


def _combine_reaches(one: Numbers, other: Numbers, correlation: npt.ArrayLike) -> Numbers:
    return np.sqrt(np.maximum(one**2 + other**2 - 2 * np.asarray(correlation) * one * other, 0.0))


def _quantile(moments: Moments) -> float:
    return _find_quantile(moments.clusters - 1)


@cache
def _find_quantile(freedom: int) -> float:
    return float(scipy.stats.t.ppf(0.975, freedom))

"""Permutation tests of a difference between two groups, and confidence intervals by test inversion.

The unit of permutation is a cluster (document or family). A cluster with statements in one group only is assigned
as a whole, and the number of such clusters in each group stays the same; in a cluster with statements in both groups
the two shares are exchanged with probability 1/2. Under the null hypothesis these are what is exchangeable.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import scipy

from research.compare.intervals import Numbers
from research.compare.two_groups import TwoGroups, find_clusters

SIGNIFICANCE_LEVEL = 0.05
_TOLERANCE = 1e-12
# A test looks at its p after so many draws and stops where the p is clearly not small.
_LOOKS = (999, 9_999)
# Draws made at once: more take memory and no less time.
_BATCH = 2500
# Labels of one part of the draws, few enough to stay in the processor's own memory.
_PART = 2**18
# Bisections towards an end of an interval; 12 give it to 1 in 4,096.
_HALVINGS = 12


def draw_permutations(groups: TwoGroups, *, draws: int, generator: np.random.Generator) -> Numbers:
    """Draw random assignments of clusters to two groups, the observed one first.

    Parameters
    ----------
    groups : TwoGroups
        Counts of one or more samples, all with the same clusters in the same groups.
    draws : int
        Number of permutations.
    generator : numpy.random.Generator
        The source of random numbers.

    Returns
    -------
    array of float
        draws + 1 rows, one column for each cluster: 1 where the cluster is as observed, 0 where it is exchanged.

    Examples
    --------
    >>> groups = TwoGroups(np.zeros(4), np.array([3.0, 4, 0, 0]), np.zeros(4), np.array([0, 0, 2.0, 5]))
    >>> labels = draw_permutations(groups, draws=3, generator=np.random.default_rng(1))
    >>> labels.shape, (labels[:, :2].sum(axis=1) == labels[:, 2:].sum(axis=1)).all().item()
    ((4, 4), True)
    """
    with_a, with_b = find_clusters(groups)
    both, single = with_a & with_b, np.flatnonzero(with_a != with_b)
    labels = np.ones((draws + 1, len(with_a)))
    if both.any():
        labels[1:, both] = generator.integers(0, 2, (draws, int(both.sum())), dtype=np.int8)
    in_a = with_a[single]
    as_observed = _draw_subsets(len(single), int(in_a.sum()), draws=draws, generator=generator) == in_a
    # All columns at once, where it can be, takes half the time.
    labels[1:, slice(None) if len(single) == len(with_a) else single] = as_observed
    return labels


def _draw_subsets(size: int, number: int, *, draws: int, generator: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Draw subsets of that number out of size, a row each: those with the smallest of size random numbers."""
    keys = generator.random((draws, size), dtype=np.float32)
    if number in (0, size):
        return np.full(keys.shape, number > 0)
    chosen = keys <= np.partition(keys, number - 1, axis=1)[:, number - 1 : number]
    # Equal numbers at the border are rare; which of them are chosen must not depend on the machine.
    repeated = np.count_nonzero(chosen) != number * draws
    for row in np.flatnonzero(chosen.sum(axis=1) != number) if repeated else ():
        chosen[row] = False
        chosen[row, np.argsort(keys[row], kind="stable")[:number]] = True
    return chosen


def compute_test_statistics(groups: TwoGroups, labels: Numbers) -> tuple[Numbers, Numbers]:
    """Compute the difference of the shares (a - b) and the studentised difference under each permutation.

    Parameters
    ----------
    groups : TwoGroups
        Counts of one or more samples, all with the same clusters in the same groups.
    labels : array of float
        The permutations, from draw_permutations.

    Returns
    -------
    tuple of array of float
        The difference and its studentised form; the permutations run over the last axis.

    Notes
    -----
    For clusters in one group only the difference is that of the two shares, with the linearised variance. A cluster in
    both groups gives the difference of its own two shares, with the weight of Mantel and Haenszel (n_a * n_b / n), so
    that an exchange changes its sign alone, however unequal its parts are in size. These differences and the one
    between the clusters in one group only are added with weights of the same form. A studentised test keeps its level
    in large samples even where the groups differ in variance and not in their shares (Chung and Romano 2013).

    References
    ----------
    Chung, E. and Romano, J. P. (2013), Exact and asymptotically robust permutation tests. Annals of Statistics 41,
    484-507.
    """
    with_a, with_b = find_clusters(groups)
    both = with_a & with_b
    sums = (labels[:, ~both] if both.any() else labels) @ _list_parts(groups.select((..., ~both)))[0]
    return _studentise(groups, sums, _match_clusters(groups, both)[0] @ (2 * labels[:, both].T - 1))


def draw_statistics(groups: TwoGroups, *, draws: int, generator: np.random.Generator) -> Numbers:
    """Draw studentised differences of random permutations, those of draw_permutations, a few permutations at a time.

    Parameters
    ----------
    groups : TwoGroups
        Counts of one or more samples, all with the same clusters in the same groups.
    draws : int
        Number of permutations.
    generator : numpy.random.Generator
        The source of random numbers.

    Returns
    -------
    array of float
        The statistic of compute_test_statistics, permutations over the last axis, without the observed one.
    """
    with_a, with_b = find_clusters(groups)
    both, in_a = with_a & with_b, with_a[with_a != with_b]
    exchanged = generator.integers(0, 2, (draws, int(both.sum())), dtype=np.int8) if both.any() else None
    parts, matched = _list_parts(groups.select((..., ~both)))[0], _match_clusters(groups, both)[0]
    sums, moved = np.empty((draws, parts.shape[1])), np.zeros((*matched.shape[:-1], draws))
    # Clusters in neither group have a column of zeros.
    parts = parts[(with_a | with_b)[~both]]
    size = max(8, _PART // max(len(with_a), 1) // 8 * 8)
    for start in range(0, draws, size):
        chosen = slice(start, min(start + size, draws))
        number = chosen.stop - start
        kept = _draw_subsets(len(in_a), int(in_a.sum()), draws=number, generator=generator) == in_a
        sums[chosen] = kept.astype(float) @ parts
        if exchanged is not None:
            moved[..., chosen] = matched @ (2.0 * exchanged[chosen].T - 1)
    return _studentise(groups, sums, moved)[1]


def _match_clusters(groups: TwoGroups, both: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """The weighted difference of each cluster in both groups, and its weight."""
    (hits_a, totals_a), (hits_b, totals_b) = groups.select((..., both)).pair()
    sizes = totals_a + totals_b
    return (hits_a * totals_b - hits_b * totals_a) / sizes, totals_a * totals_b / sizes


def _studentise(groups: TwoGroups, sums: Numbers, moved: Numbers) -> tuple[Numbers, Numbers]:
    """The difference and its studentised form from what the permutations add up to."""
    with_a, with_b = find_clusters(groups)
    both = with_a & with_b
    weight, difference, variance = _compare_single(groups.select((..., ~both)), sums)
    matched, weights = _match_clusters(groups, both)
    score = weight * difference + moved
    spread = np.sqrt(weight**2 * variance + (matched**2).sum(axis=-1)[..., None])
    difference = score / (weight + weights.sum(axis=-1)[..., None])
    zero = np.abs(score) < _TOLERANCE
    with np.errstate(divide="ignore", invalid="ignore"):
        studentised = score / spread
    return difference, np.where(zero, 0.0, np.where(spread < _TOLERANCE, np.copysign(np.inf, score), studentised))


def _list_parts(groups: TwoGroups) -> tuple[Numbers, Numbers]:
    """What a permutation adds up, clusters x the rest: signed by the group of the cluster, and without sign."""
    on_a, _ = find_clusters(groups)
    hits, totals = groups.hits_a + groups.hits_b, groups.totals_a + groups.totals_b
    parts = np.stack([hits, totals, hits**2, hits * totals, totals**2], axis=-1)
    # A cluster counts in group a where it is there and as observed, or in group b and exchanged.
    signed = np.moveaxis(np.where(on_a, 1.0, -1.0)[:, None] * parts, -2, 0)
    # One product for all samples: many thin ones take three times as long.
    return signed.reshape(len(signed), int(np.prod(signed.shape[1:]))), parts


def _compare_single(groups: TwoGroups, sums: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Weight, difference and variance for clusters in one group only, draws last; zeros where a group has none."""
    on_a, on_b = find_clusters(groups)
    clusters_a, clusters_b = int(on_a.sum()), int(on_b.sum())
    if not clusters_a or not clusters_b:
        zeros = np.zeros((*groups.totals_a.shape[:-1], len(sums)))
        return zeros, zeros, zeros
    _, parts = _list_parts(groups)
    sums = np.moveaxis(sums.reshape(-1, *parts.shape[:-2], parts.shape[-1]), 0, -2)
    sums = sums + parts[..., on_b, :].sum(axis=-2)[..., None, :]
    first, second = (
        _measure_group(part, clusters)
        for part, clusters in ((sums, clusters_a), (parts.sum(axis=-2)[..., None, :] - sums, clusters_b))
    )
    weight = first[2] * second[2] / (first[2] + second[2])
    return weight, first[0] - second[0], first[1] + second[1]


def _measure_group(sums: Numbers, clusters: int) -> tuple[Numbers, Numbers, Numbers]:
    """Share, its linearised variance and its totals from sums over clusters."""
    hits, totals, square, cross, size = (sums[..., position] for position in range(5))
    share = hits / totals
    residuals = np.maximum(square - 2 * share * cross + share**2 * size, 0.0)
    # Sums of products leave rounding errors where all clusters have the same share.
    residuals = np.where(residuals < _TOLERANCE * np.maximum(square, 1.0), 0.0, residuals)
    return share, clusters / max(clusters - 1, 1) * residuals / totals**2, totals


def compute_p_value(statistics: Numbers) -> Numbers:
    """Compute the two-sided permutation p-value, (1 + count) / (1 + draws).

    Parameters
    ----------
    statistics : array of float
        Test statistics from compute_test_statistics, permutations over the last axis, the observed one first.

    Returns
    -------
    array of float
        A p-value for each sample.

    References
    ----------
    Phipson, B. and Smyth, G. K. (2010), Permutation p-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology 9, 39.

    Examples
    --------
    >>> float(compute_p_value(np.array([2.0, 1.0, -2.0, 0.0])))
    0.5
    """
    size = np.abs(statistics)
    with np.errstate(invalid="ignore"):
        return np.asarray((size >= size[..., :1] * (1 - 1e-9) - _TOLERANCE).mean(axis=-1))


def settle_p(
    draw: Callable[[int], Numbers], observed: float, *, draws: int, level: float = SIGNIFICANCE_LEVEL
) -> tuple[float, float, int]:
    """Estimate a permutation p-value by draws that stop early where the p is clearly above the level.

    Parameters
    ----------
    draw : callable
        Gives so many statistics of random permutations, each the larger the farther from the null hypothesis.
    observed : float
        The observed statistic.
    draws : int
        The largest number of draws.
    level : float
        The level that the p is compared with.

    Returns
    -------
    tuple
        The p, (1 + count) / (1 + draws); its Monte Carlo standard error; the number of draws made.

    Notes
    -----
    After 999 and 9,999 draws the test stops where the 99.9 % Clopper-Pearson interval of the p lies above the level.
    That can't change a verdict after Benjamini and Hochberg, whose q is never less than p.

    References
    ----------
    Gandy, A. (2009), Sequential implementation of Monte Carlo tests with uniformly bounded resampling risk. JASA 104,
    1504-1511.

    Examples
    --------
    >>> generator = np.random.default_rng(1)
    >>> p, error, made = settle_p(generator.random, 0.5, draws=99_999)
    >>> made, 0.45 < p < 0.55
    (999, True)
    """
    count = made = 0
    for stop in [*(look for look in _LOOKS if look < draws), draws]:
        while made < stop:
            size = min(_BATCH, stop - made)
            count += int((draw(size) >= observed * (1 - 1e-9) - _TOLERANCE).sum())
            made += size
        if count and scipy.stats.beta.ppf(0.0005, count, made - count + 1) > level:
            break
    p = (1 + count) / (1 + made)
    return p, float(np.sqrt(p * (1 - p) / made)), made


def adjust_p(p: npt.ArrayLike) -> Numbers:
    """Adjust p-values for multiple testing: the false discovery rate (q) of Benjamini and Hochberg.

    Parameters
    ----------
    p : array-like of float
        p-values; nan where there was no test, which is not counted.

    Returns
    -------
    array of float
        A q for each p, nan where p is nan.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995), Controlling the false discovery rate. JRSS B 57, 289-300.

    Examples
    --------
    >>> adjust_p([0.01, np.nan, 0.04]).tolist()
    [0.02, nan, 0.04]
    """
    q = np.array(p, dtype=float)
    tested = ~np.isnan(q)
    if tested.any():
        q[tested] = scipy.stats.false_discovery_control(q[tested])
    return q


def shift_difference(groups: TwoGroups, value: float) -> TwoGroups:
    """Subtract a value from the share of group a, as the null hypothesis that the true difference is that value.

    Parameters
    ----------
    groups : TwoGroups
        Counts of the two groups.
    value : float
        The difference a - b under the null hypothesis.

    Returns
    -------
    TwoGroups
        Counts whose shares are equal if the hypothesis is true.
    """
    return replace(groups, hits_a=groups.hits_a - value * groups.totals_a)


def shift_ratio(groups: TwoGroups, value: float) -> TwoGroups:
    """Scale the two groups, as the null hypothesis that the logarithm of the true ratio is a value.

    Parameters
    ----------
    groups : TwoGroups
        Counts of the two groups.
    value : float
        The logarithm of a / b under the null hypothesis.

    Returns
    -------
    TwoGroups
        Counts whose shares are equal if the hypothesis is true.
    """
    return replace(groups, hits_a=groups.hits_a * np.exp(-value / 2), hits_b=groups.hits_b * np.exp(value / 2))


def invert_test(
    groups: TwoGroups,
    labels: Numbers,
    shift: Callable[[TwoGroups, float], TwoGroups],
    *,
    start: float,
    ends: tuple[float, float],
) -> tuple[float, float]:
    """Find the values that the permutation test does not reject: a 95 % confidence interval.

    Parameters
    ----------
    groups : TwoGroups
        Counts of one sample.
    labels : array of float
        The permutations, from draw_permutations.
    shift : callable
        shift_difference or shift_ratio: applies a hypothesised value to the counts.
    start : float
        The estimate, from which the search starts.
    ends : tuple of float
        The smallest and the largest value considered; one that is not rejected is the end of the interval.

    Returns
    -------
    tuple of float
        The lower and the upper end.

    References
    ----------
    Garthwaite, P. H. (1996), Confidence intervals from randomization tests. Biometrics 52, 1387-1393.
    """
    interval = []
    for end in ends:
        inside, outside = start, end
        if not _rejects(shift(groups, end), labels):
            interval.append(end)
            continue
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if _rejects(shift(groups, middle), labels) else (middle, outside)
        interval.append(outside)
    return interval[0], interval[1]


def _rejects(groups: TwoGroups, labels: Numbers) -> bool:
    _, statistics = compute_test_statistics(groups, labels)
    return bool(compute_p_value(statistics) <= SIGNIFICANCE_LEVEL)

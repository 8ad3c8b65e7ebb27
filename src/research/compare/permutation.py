"""Permutation of whole documents between two sides, and the intervals that a permutation test gives when turned round.

A cluster (document or family) that stands on one side alone changes sides as a whole, the number on each side staying
the same; one that has statements on both sides swaps its two shares, or not, as a coin falls. What is taken to be
exchangeable under no difference is thus: whole documents that have one side, and the two shares of a document that has
both.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from research.compare.intervals import Numbers
from research.compare.two_groups import TwoGroups, find_clusters

SIGNIFICANCE_LEVEL = 0.05
_NOTHING = 1e-12
# Halvings of the way to an end of an interval; 12 leave it known to 1 in 4,096.
_HALVINGS = 12


def draw_permutations(sides: TwoGroups, *, draws: int, generator: np.random.Generator) -> Numbers:
    """Draw which clusters stay as they are (1) and which change sides (0): draws + 1 rows, the first as observed.

    All samples of sides must have the same clusters on the same sides.

    >>> sides = TwoGroups(np.zeros(4), np.array([3.0, 4, 0, 0]), np.zeros(4), np.array([0, 0, 2.0, 5]))
    >>> labels = draw_permutations(sides, draws=3, generator=np.random.default_rng(1))
    >>> labels.shape, (labels[:, :2].sum(axis=1) == labels[:, 2:].sum(axis=1)).all().item()
    ((4, 4), True)
    """
    with_a, with_b = find_clusters(sides)
    both, alone = with_a & with_b, np.flatnonzero(with_a != with_b)
    labels = np.ones((draws + 1, len(with_a)))
    labels[1:, both] = generator.integers(0, 2, (draws, int(both.sum())))
    own = with_a[alone]
    shuffled = generator.permuted(np.tile(own, (draws, 1)), axis=1)
    labels[1:, alone] = shuffled == own
    return labels


def compute_test_statistics(sides: TwoGroups, labels: Numbers) -> tuple[Numbers, Numbers]:
    """Difference of the shares (a less b) and its studentised form under each row of labels: two arrays, draws last.

    Of clusters on one side alone the difference is that of the two shares, with the linearised variance. Of each
    cluster on both sides it is that of its own two shares, weighted as Mantel and Haenszel do (n_a * n_b / n), so that
    a swap turns its sign and nothing else, however unlike its halves are in size; those differences and the one between
    the clusters on one side alone add up with like weights. Studentised, the test keeps its level in the long run even
    where the sides differ in spread and not in their shares (Chung and Romano 2013, Annals of Statistics 41:484-507).
    """
    with_a, with_b = find_clusters(sides)
    both = with_a & with_b
    weight, difference, variance = _compare_alone(sides.select((..., ~both)), labels[:, ~both])
    (hits_a, totals_a), (hits_b, totals_b) = sides.select((..., both)).pair()
    sizes = totals_a + totals_b
    own = (hits_a * totals_b - hits_b * totals_a) / sizes
    score = weight * difference + own @ (2 * labels[:, both].T - 1)
    spread = np.sqrt(weight**2 * variance + (own**2).sum(axis=-1)[..., None])
    difference = score / (weight + (totals_a * totals_b / sizes).sum(axis=-1)[..., None])
    none = np.abs(score) < _NOTHING
    with np.errstate(divide="ignore", invalid="ignore"):
        studentised = score / spread
    return difference, np.where(none, 0.0, np.where(spread < _NOTHING, np.copysign(np.inf, score), studentised))


def _compare_alone(sides: TwoGroups, labels: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Weight, difference and its variance for clusters on one side alone, draws last; nothing where a side has none."""
    on_a, on_b = find_clusters(sides)
    clusters_a, clusters_b = int(on_a.sum()), int(on_b.sum())
    if not clusters_a or not clusters_b:
        none = np.zeros((*sides.totals_a.shape[:-1], len(labels)))
        return none, none, none
    hits, totals = sides.hits_a + sides.hits_b, sides.totals_a + sides.totals_b
    parts = np.stack([hits, totals, hits**2, hits * totals, totals**2], axis=-1)
    sums = np.where(labels > 0, on_a, ~on_a).astype(float) @ parts
    one, other = (
        _measure_side(part, clusters)
        for part, clusters in ((sums, clusters_a), (parts.sum(axis=-2)[..., None, :] - sums, clusters_b))
    )
    weight = one[2] * other[2] / (one[2] + other[2])
    return weight, one[0] - other[0], one[1] + other[1]


def _measure_side(sums: Numbers, clusters: int) -> tuple[Numbers, Numbers, Numbers]:
    """Share, its linearised variance and its totals from sums over clusters."""
    hits, totals, square, cross, size = (sums[..., place] for place in range(5))
    share = hits / totals
    residuals = np.maximum(square - 2 * share * cross + share**2 * size, 0.0)
    # Sums of products leave a rest of rounding where all clusters have one share.
    residuals = np.where(residuals < _NOTHING * np.maximum(square, 1.0), 0.0, residuals)
    return share, clusters / max(clusters - 1, 1) * residuals / totals**2, totals


def compute_p_value(statistics: Numbers) -> Numbers:
    """Two-sided permutation p from statistics as compute_test_statistics gives them: (1 + count) / (1 + draws).

    Phipson and Smyth 2010, Statistical Applications in Genetics and Molecular Biology 9:39.

    >>> float(compute_p_value(np.array([2.0, 1.0, -2.0, 0.0])))
    0.5
    """
    size = np.abs(statistics)
    with np.errstate(invalid="ignore"):
        return np.asarray((size >= size[..., :1] * (1 - 1e-9) - _NOTHING).mean(axis=-1))


def adjust_p(p: npt.ArrayLike) -> Numbers:
    """Adjust p-values for their number: Benjamini and Hochberg's false discovery rate (q).

    Parameters
    ----------
    p
        p-values; nan where nothing was tested, which counts for nothing.

    Returns
    -------
    array of float
        A q for each p, nan where p is.

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
        q[tested] = stats.false_discovery_control(q[tested])
    return q


def shift_difference(sides: TwoGroups, value: float) -> TwoGroups:
    """Take value off the share of side a: the two sides are then alike if that is the true difference."""
    return replace(sides, hits_a=sides.hits_a - value * sides.totals_a)


def shift_ratio(sides: TwoGroups, value: float) -> TwoGroups:
    """Scale the two sides so that they are alike if the logarithm of the true ratio a / b is value."""
    return replace(sides, hits_a=sides.hits_a * np.exp(-value / 2), hits_b=sides.hits_b * np.exp(value / 2))


def invert_test(
    sides: TwoGroups,
    labels: Numbers,
    shift: Callable[[TwoGroups, float], TwoGroups],
    *,
    start: float,
    ends: tuple[float, float],
) -> tuple[float, float]:
    """Find the values that the permutation test does not refuse, from start (the estimate) towards both ends.

    An end that is not refused is the end of the interval. Garthwaite 1996, Biometrics 52:1387-1393.
    """
    found = []
    for end in ends:
        inside, outside = start, end
        if not _refuses(shift(sides, end), labels):
            found.append(end)
            continue
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if _refuses(shift(sides, middle), labels) else (middle, outside)
        found.append(outside)
    return found[0], found[1]


def _refuses(sides: TwoGroups, labels: Numbers) -> bool:
    _, statistics = compute_test_statistics(sides, labels)
    return bool(compute_p_value(statistics) <= SIGNIFICANCE_LEVEL)

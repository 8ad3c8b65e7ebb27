"""The difference that the permutation test compares: its interval, and how often chance gives one as far out."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from research.compare.intervals import Numbers
from research.compare.permutation import compute_test_statistics, draw_permutations
from research.compare.two_groups import TwoGroups

INVERTED_TAILS = "permutation test inverted, 2.5 % at either end"
# Draws made at once, so that their labels take little memory.
_BATCH = 5_000
_TAIL = 0.025
# Bisections towards an end of an interval: 12 give it to 1 in 4,096 of its distance from the end of the scale.
_HALVINGS = 12
_TOLERANCE = 1e-9


def count_extreme(
    groups: TwoGroups, signs: Numbers, *, draws: int, generator: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Count the random permutations whose studentised difference is as far in the stated direction as the observed one.

    Parameters
    ----------
    groups : TwoGroups
        Counts of samples, all with the same clusters in the same groups.
    signs : array of float
        For each sample 1 where the difference should be more than 0, and -1 where it should be less.
    draws : int
        Number of permutations.
    generator : numpy.random.Generator
        The source of random numbers.

    Returns
    -------
    array of int
        A count for each sample.
    """
    counts = np.zeros(len(signs), dtype=np.int64)
    for start in range(0, draws, _BATCH):
        labels = draw_permutations(groups, draws=min(_BATCH, draws - start), generator=generator)
        _, statistics = compute_test_statistics(groups, labels)
        counts += _reach_observed(statistics * signs[:, None]).sum(axis=-1)
    return counts


def _reach_observed(statistics: Numbers) -> npt.NDArray[np.bool_]:
    """Which statistics after the first are at least as large as it, but for rounding."""
    first = statistics[:, :1]
    # A multiple, not a difference: the first may be infinite.
    bound = first * np.where(first > 0, 1 - _TOLERANCE, 1 + _TOLERANCE) - _TOLERANCE
    reached: npt.NDArray[np.bool_] = statistics[:, 1:] >= bound
    return reached


def estimate_matched_difference(groups: TwoGroups, labels: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Estimate the difference of compute_test_statistics with its 95 % interval.

    Parameters
    ----------
    groups : TwoGroups
        Counts of samples, all with the same clusters in the same groups.
    labels : array of float
        Permutations from draw_permutations.

    Returns
    -------
    tuple of array
        The difference a - b and the ends of its interval, one value for each sample.

    Notes
    -----
    The interval has the differences that the studentised permutation test does not reject at 2.5 % on either side. In
    simulated corpora it holds the truth in 93 to 98 % of the draws, with 16 documents on one side or all on both
    (benchmarks/hypothesis_intervals.py), where the linearised standard error with Student's t holds it in 87 to 95 %.

    References
    ----------
    Garthwaite, P. H. (1996), Confidence intervals from randomization tests. Biometrics 52, 1387-1393.
    """
    differences, _ = compute_test_statistics(groups, labels[:1])
    difference = differences[..., 0]
    ends = []
    for sign in (1.0, -1.0):
        inside, outside = difference.copy(), np.full(len(difference), -sign)
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            rejected = _reject(groups, labels, middle, sign)
            inside, outside = np.where(rejected, inside, middle), np.where(rejected, middle, outside)
        ends.append((inside + outside) / 2)
    return difference, ends[0], ends[1]


def _reject(groups: TwoGroups, labels: Numbers, values: Numbers, sign: float) -> npt.NDArray[np.bool_]:
    """Whether the test on one side rejects that the differences are those values."""
    moved = replace(groups, hits_a=groups.hits_a - values[:, None] * groups.totals_a)
    _, statistics = compute_test_statistics(moved, labels)
    share = (1 + _reach_observed(sign * statistics).sum(axis=-1)) / statistics.shape[-1]
    rejected: npt.NDArray[np.bool_] = share <= _TAIL
    return rejected

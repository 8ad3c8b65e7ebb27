"""Compute coefficients of agreement from counts by document, with intervals that take the document as the unit.

Two coders' codings of one frame are in four counts for each document: the statements to which both, only the first,
only the second, or neither gave the frame (PAIR). Those of any number of coders, with gaps, are in three counts
(VALUES). The coefficients are formulas of the sums over documents, so that leaving out a document or resampling
documents needs only sums.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import stats

from research.tables import MINIMUM_DOCUMENTS, TOO_FEW

Numbers = npt.NDArray[np.float64]
Measure = Callable[[Numbers], Numbers]

ONE_VALUE = "one value only"
NO_SPREAD = "documents all alike"
NO_COMMON_STATEMENTS = "nothing read in common"
JACKKNIFE = "jackknife over documents, Fisher's z, t"
EXACT = "exact, documents as trials"
PAIR = ("both", "first", "second", "neither")
VALUES = ("apart", "with", "without")


def count_values(seen: npt.ArrayLike, read: npt.ArrayLike, documents: npt.ArrayLike) -> Numbers:
    """Count the values apart, with and without (VALUES) for each document.

    With m readings of a statement, k of them with the frame, apart grows by k (m - k) / (m - 1), the off-diagonal entry
    of the coincidence matrix (Krippendorff 2011, section D). Statements with one reading are not counted.

    Parameters
    ----------
    seen : array of bool
        Whether a coder gave the frame to a statement: coders x statements.
    read : array of bool
        Whether a coder read a statement: coders x statements.
    documents : array of int
        For each statement the number of its document, from 0.

    Returns
    -------
    array of float
        The counts: documents x 3. with and without are the readings with the frame and without it.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability.

    Examples
    --------
    >>> count_values([[1, 0, 1]] + [[1, 1, 0]], [[1, 1, 1], [1, 1, 0]], [0, 0, 1])
    array([[1., 3., 1.],
           [0., 0., 0.]])
    """
    read, places = np.asarray(read, dtype=bool), np.asarray(documents)
    hits, readings = (np.asarray(seen, dtype=bool) & read).sum(axis=0), read.sum(axis=0)
    paired = readings > 1
    apart = np.where(paired, hits * (readings - hits) / np.maximum(readings - 1, 1), 0.0)
    return _add_up(np.stack([apart, np.where(paired, hits, 0), np.where(paired, readings - hits, 0)], axis=1), places)


def count_pairs(first: npt.ArrayLike, second: npt.ArrayLike, documents: npt.ArrayLike) -> Numbers:
    """Count the statements to which both, the first, the second and neither coder gave the frame, for each document.

    Parameters
    ----------
    first, second : array of bool
        Whether each coder gave the frame to a statement.
    documents : array of int
        For each statement the number of its document, from 0.

    Returns
    -------
    array of float
        The counts in the order of PAIR: documents x 4.

    Examples
    --------
    >>> count_pairs([1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1])
    array([[1., 1., 1., 0.],
           [0., 0., 0., 1.]])
    """
    one, other = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    cells = np.stack([one & other, one & ~other, ~one & other, ~one & ~other], axis=1)
    return _add_up(cells.astype(float), np.asarray(documents))


def _add_up(rows: Numbers, places: npt.NDArray[np.int64]) -> Numbers:
    sums = np.zeros((int(places.max()) + 1 if len(places) else 0, rows.shape[1]))
    np.add.at(sums, places, rows)
    return sums


def pair_values(pairs: Numbers) -> Numbers:
    """Convert counts in the order of PAIR to counts in the order of VALUES.

    Parameters
    ----------
    pairs : array of float
        Counts in the order of PAIR on the last axis.

    Returns
    -------
    array of float
        Counts in the order of VALUES on the last axis.
    """
    both, first, second, neither = np.moveaxis(pairs, -1, 0)
    apart = first + second
    return np.stack([apart, 2 * both + apart, 2 * neither + apart], axis=-1)


def measure_alpha(values: Numbers) -> Numbers:
    """Compute Krippendorff's alpha for two nominal values.

    Parameters
    ----------
    values : array of float
        Counts in the order of VALUES on the last axis.

    Returns
    -------
    array of float
        1 - (n - 1) apart / (with * without), where n is with + without; nan where only one value occurs.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability, sections A and D.

    Examples
    --------
    >>> float(measure_alpha(np.array([4.0, 6.0, 14.0])))
    0.0952...
    """
    apart, ones, zeros = np.moveaxis(values, -1, 0)
    return 1 - _divide((ones + zeros - 1) * apart, ones * zeros)


def measure_kappa(pairs: Numbers) -> Numbers:
    """Compute Cohen's kappa.

    Parameters
    ----------
    pairs : array of float
        Counts in the order of PAIR on the last axis.

    Returns
    -------
    array of float
        Kappa; nan where only one value occurs.

    References
    ----------
    Cohen, J. (1960), Educational and Psychological Measurement 20:37-46.

    Examples
    --------
    >>> round(float(measure_kappa(np.array([40.0, 9.0, 6.0, 45.0]))), 2)
    0.7
    """
    both, first, second, neither = np.moveaxis(pairs, -1, 0)
    total = pairs.sum(axis=-1)
    expected = (both + first) * (both + second) + (neither + first) * (neither + second)
    return _divide((both + neither) * total - expected, total**2 - expected)


def measure_ac1(pairs: Numbers) -> Numbers:
    """Compute Gwet's AC1 for two values.

    Chance agreement is 2 p (1 - p), where p is the mean of the two coders' prevalences. It is at most one half, and
    near zero where a frame is rare, so that the AC1 of a rare frame is near the raw agreement.

    Parameters
    ----------
    pairs : array of float
        Counts in the order of PAIR on the last axis.

    Returns
    -------
    array of float
        AC1; nan where no statement was read.

    References
    ----------
    Gwet, K. L. (2008), British Journal of Mathematical and Statistical Psychology 61:29-48.

    Examples
    --------
    >>> round(float(measure_ac1(np.array([118.0, 5.0, 2.0, 0.0]))), 4)
    0.9408
    """
    both, first, second, neither = np.moveaxis(pairs, -1, 0)
    prevalence = _divide(both + (first + second) / 2, pairs.sum(axis=-1))
    expected = 2 * prevalence * (1 - prevalence)
    return _divide(_divide(both + neither, pairs.sum(axis=-1)) - expected, 1 - expected)


def measure_positive_agreement(pairs: Numbers) -> Numbers:
    """Compute positive agreement, the share of the frames given by one coder that the other coder gave too.

    It is the F1 of one coder against the other, 2 both / (2 both + first + second).

    Parameters
    ----------
    pairs : array of float
        Counts in the order of PAIR on the last axis.

    Returns
    -------
    array of float
        Positive agreement from 0 to 1; nan where neither coder gave the frame.

    References
    ----------
    Hripcsak, G. and Rothschild, A. S. (2005), JAMIA 12:296-298.
    """
    both, first, second, _ = np.moveaxis(pairs, -1, 0)
    return _divide(2 * both, 2 * both + first + second)


def measure_share(counts: Numbers) -> Numbers:
    """Compute the share of the first of two counts in their sum.

    Parameters
    ----------
    counts : array of float
        The two counts on the last axis.

    Returns
    -------
    array of float
        The share from 0 to 1; nan where the sum is zero.
    """
    return _divide(counts[..., 0], counts.sum(axis=-1))


def _divide(top: Numbers, bottom: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom > 0, top / bottom, np.nan)


def estimate_interval(counts: Numbers, measure: Measure, *, floor: float = -1.0) -> tuple[float, float, str]:
    """Estimate the 95 % interval of a coefficient from counts by document.

    Parameters
    ----------
    counts : array of float
        The counts: documents x PAIR, documents x VALUES, or for a share documents x 2.
    measure : callable
        The coefficient, a function of such counts.
    floor : float
        The lower limit of the scale of the coefficient, -1 or 0.

    Returns
    -------
    low, high : float
        The interval; nan where fewer than 5 documents have the rarer value (for a share: have a count), where the
        coefficient does not exist, and where leaving out any document makes no difference.
    method : str
        How the interval was made, or why there is none.

    Notes
    -----
    The delete-one jackknife over documents gives the variance; the delta method transforms it to the scale of Fisher's
    z (atanh, for a floor of 0 the logit); the quantile is that of Student's t. Only the documents that have the rarer
    value carry much information, so that their number minus one is the degrees of freedom. Where the coders never
    disagree, the data show no variance, since no resample could differ: then low is the value of the coefficient if the
    share of unmatched frames were at Clopper and Pearson's limit, with the documents that have the rarer value as
    trials, and high is 1. For a value at the floor low is the floor, and high comes from the same limit.
    benchmarks/agreement.py measures the coverage of this interval and of the percentile bootstrap.

    Examples
    --------
    >>> apart = np.array([[2, 1, 0, 7], [1, 0, 0, 9], [0, 0, 1, 9], [3, 0, 0, 7], [1, 0, 0, 9], [1, 0, 0, 9.0]])
    >>> estimate_interval(apart, measure_kappa)
    (0.362..., 0.979..., "jackknife over documents, Fisher's z, t")
    >>> estimate_interval(apart[3:], measure_kappa)
    (nan, nan, 'too few to say')
    """
    total = counts.sum(axis=0)
    value, trials = float(measure(total)), _count_telling(counts)
    if np.isnan(value):
        return np.nan, np.nan, ONE_VALUE
    if trials < MINIMUM_DOCUMENTS:
        return np.nan, np.nan, TOO_FEW if _has_two_values(total) else ONE_VALUE
    bound = 1 - 0.025 ** (1 / trials)
    if value >= 1 - 1e-12:
        return float(measure(_worsen(total, bound))), 1.0, EXACT
    if value <= floor + 1e-12:
        return floor, floor + (1 - floor) * bound, EXACT
    without = measure(total - counts)
    size = len(counts)
    variance = (size - 1) / size * float(((without - without.mean()) ** 2).sum())
    if not variance > 1e-15:
        return np.nan, np.nan, NO_SPREAD
    place = 2 * (value - floor) / (1 - floor) - 1
    reach = stats.t.ppf(0.975, trials - 1) * np.sqrt(variance) * 2 / (1 - floor) / (1 - place**2)
    low, high = np.tanh(np.arctanh(place) + np.array([-reach, reach]))
    return float(floor + (low + 1) / 2 * (1 - floor)), float(floor + (high + 1) / 2 * (1 - floor)), JACKKNIFE


def _count_telling(counts: Numbers) -> int:
    """Count the documents that have the rarer of the two values; for a share, all documents with a count."""
    if counts.shape[-1] == 2:
        return int((counts.sum(axis=-1) > 0).sum())
    values = pair_values(counts) if counts.shape[-1] == 4 else counts
    return int((values[:, 1:] > 0).sum(axis=0).min())


def _has_two_values(total: Numbers) -> bool:
    values = pair_values(total) if len(total) == 4 else total
    return bool((values[-2:] > 0).all()) or len(total) == 2


def _worsen(total: Numbers, share: float) -> Numbers:
    """Turn a share of the rarer value's matches into differences; the prevalences of the coders do not change."""
    if len(total) == 2:
        return np.array([1 - share, share])
    if len(total) == 3:
        return np.array([share * total[1:].min(), total[1], total[2]])
    both, _, _, neither = total
    moved = share * min(both, neither)
    return np.array([both - moved, moved, moved, neither - moved])


def draw_documents(size: int, *, seed: int, draws: int) -> Numbers:
    """Resample documents: how often each document is in each resample.

    Parameters
    ----------
    size : int
        Number of documents.
    seed : int
        Seed of the resamples.
    draws : int
        Number of resamples.

    Returns
    -------
    array of float
        The numbers: draws x size.
    """
    times = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=draws)
    return times.astype(float)


def bootstrap_interval(counts: Numbers, measure: Measure, *, times: Numbers) -> tuple[float, float]:
    """Compute the 95 % percentile bootstrap interval of a coefficient over documents.

    Parameters
    ----------
    counts : array of float
        The counts by document, as for estimate_interval.
    measure : callable
        The coefficient, a function of such counts.
    times : array of float
        The resamples of draw_documents.

    Returns
    -------
    low, high : float
        The interval. It is too narrow where few documents have a disagreement; nan where the coefficient does not
        exist, the coders never disagree, or fewer than 5 documents have the rarer value.
    """
    value = float(measure(counts.sum(axis=0)))
    if np.isnan(value) or value >= 1 - 1e-12 or _count_telling(counts) < MINIMUM_DOCUMENTS:
        return np.nan, np.nan
    low, high = np.nanquantile(measure(times @ counts), [0.025, 0.975])
    return float(low), float(high)

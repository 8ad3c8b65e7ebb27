"""Measure how far raters agree in choosing one of several values."""

import numpy as np
import numpy.typing as npt

from research.coding.reliability import Numbers, count_values, draw_documents
from research.tables import MINIMUM_DOCUMENTS, Fault, InputError


def measure_nominal_alpha(choices: npt.ArrayLike, *, seed: int = 2026, draws: int = 2000) -> tuple[float, float, float]:
    """Compute Krippendorff's alpha for nominal values, with its interval over units.

    Parameters
    ----------
    choices : array of float
        The value that each rater chose for a unit: raters x units, nan where a rater chose none.
    seed : int
        Seed of the bootstrap.
    draws : int
        Number of resamples of units.

    Returns
    -------
    alpha, low, high : float
        Alpha, nan where only one value occurs among the units with two choices or more; and its 95 % percentile
        bootstrap interval over these units, nan for fewer than five of them, and where they are all alike.

    Raises
    ------
    InputError
        Where the choices are not an array of two raters or more.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability, sections C and D.

    Examples
    --------
    Section D of the reference: four observers, twelve units, gaps.

    >>> gap = np.nan
    >>> first, second = [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3]
    >>> third, fourth = [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap]
    >>> round(measure_nominal_alpha([first, second, third, fourth])[0], 3)
    0.743
    """
    values = np.asarray(choices, dtype=float)
    if values.ndim != 2 or len(values) < 2:
        raise InputError([Fault("measure_nominal_alpha", "raters", str(len(values)), "two raters or more")])
    read = ~np.isnan(values)
    values, read = values[:, read.sum(axis=0) > 1], read[:, read.sum(axis=0) > 1]
    units = np.arange(values.shape[1])
    kinds = np.unique(values[read])
    # With one value against all others, the off-diagonal entries and the margins of the coincidence matrix add up to
    # those of all values.
    counts = np.array([count_values(values == kind, read, units) for kind in kinds]).reshape(len(kinds), len(units), 3)
    alpha = float(_sum_alpha(counts.sum(axis=1)))
    if len(units) < MINIMUM_DOCUMENTS or not alpha < 1:
        return alpha, np.nan, np.nan
    times = draw_documents(len(units), seed=seed, draws=draws)
    low, high = np.nanquantile(_sum_alpha(np.stack([times @ count for count in counts])), [0.025, 0.975])
    return alpha, float(low), float(high)


def _sum_alpha(counts: Numbers) -> Numbers:
    """Compute alpha from the counts of each value against all others, values on the first axis."""
    if not len(counts):
        return np.array(np.nan)
    apart, ones, zeros = np.moveaxis(counts, -1, 0)
    total, expected = ones[0] + zeros[0], (ones * zeros).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - (total - 1) * apart.sum(axis=0) / expected, np.nan)

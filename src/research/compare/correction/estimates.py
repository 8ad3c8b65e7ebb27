"""A corrected share with its interval, from counts of documents or of statements that were drawn."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from research.tables import MINIMUM_DOCUMENTS, TOO_FEW

# Documents with an error of one hit that are added for errors not observed, and the effective number of documents
# with errors from which none is added.
ADDED_DOCUMENTS, ENOUGH_ERRORS = 3.0, 6.0
CORRECTED = "prediction-powered, jackknife by document, logit"
POPULATION = "prediction-powered (PPI++), clustered by document, logit"
EXACT = "exact, coded documents as trials"
ALL_CODED = "every document coded"

# A variance below this is a rounding error.
_TOLERANCE = 1e-15
# And so are a residual, in hits, a tuning and the distance of a share from 0 or 1 below this.
_ROUNDING = 1e-9
# A leverage of 1 would make the jackknife residual infinite.
_HIGHEST_LEVERAGE = 0.99

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Correction:
    """A corrected share with its 95 % interval.

    Parameters
    ----------
    share, low, high : float
        The corrected share and the ends of its interval, from 0 to 1.
    standard_error : float
        The standard error of the share.
    degrees_of_freedom : float
        Those of Student's t.
    tuning : float
        The lambda of prediction-powered inference: 0 ignores the predictions, 1 uses them in full.
    method : str
        How the interval was made.
    """

    share: float
    low: float
    high: float
    standard_error: float
    degrees_of_freedom: float
    tuning: float
    method: str


NOT_ESTIMATED = Correction(np.nan, np.nan, np.nan, np.nan, 0, np.nan, TOO_FEW)


def estimate_correction(
    predicted: npt.ArrayLike,
    totals: npt.ArrayLike,
    gold: npt.ArrayLike,
    *,
    probabilities: npt.ArrayLike | None = None,
    tuning: float | None = None,
) -> Correction:
    """Estimate the share that gold would give over these very documents if all of them were coded.

    Parameters
    ----------
    predicted : array-like of float
        Predicted hits of each document, or the sum of the probabilities of its statements.
    totals : array-like of float
        Statements of each document. Where single statements were drawn they take the place of documents, each with a
        total of 1; strata in the draw then make the interval conservative.
    gold : array-like of float
        Hits as coded, nan where the document is uncoded.
    probabilities : array-like of float, optional
        The probability that each document had of being coded; all equal by default, as in a simple random sample.
    tuning : float, optional
        The lambda; by default the regression of gold on predictions in the coded documents, never below 0, which
        minimises the variance (PPI++).

    Returns
    -------
    Correction
        The corrected share; that of gold, without width, where every document is coded. With fewer than 5 coded
        documents, or where all of these were certain to be coded and others are uncoded, its method is too few to say.

    Notes
    -----
    With predictions p, totals t, gold g and probabilities q of the n coded documents, weights w = 1 / q, and W the sum
    of w * t over them, the share is G + tuning * (sum(p) / sum(t) over all documents - P), where G = sum(w * g) / W and
    P = sum(w * p) / W: for surveys, the difference estimator of a ratio. A tuning that is estimated is sum(v * a * b) /
    sum(v * b^2), 0 where that is under 1e-9 or has no divisor, with residuals a = g - G * t and b = p - P * t, and
    v = (1 - q) / q^2, which has the finite population correction. Predictions that vary too little have a tuning over
    1. Predictions on coded documents must come from a coder that was not fitted on them, and those on the others from
    the same coders, averaged.

    The variance is the linearised jackknife: (n - 1) / n * sum(s), where s = v * ((a - tuning * b) / (1 - h) / W)^2. As
    in HC3 the residual is that of a share, and a tuning, made without the document: its leverage h is w * t / W, plus
    v * b^2 / sum(v * b^2) where a positive tuning was estimated, and at most 0.99. Where few coded documents have
    errors of prediction, the uncoded ones may have more: after the rule of three (Hanley and Lippman-Hand) three
    documents with an error of one hit are added to the coded ones, so that k * mean(v / W^2) is added to sum(s). Here
    k = 3 * (1 - E / 6), and at least 0, with E = sum(s)^2 / sum(s^2), the effective number of documents with errors (0
    without any; any residual under 1e-9 is 0). This weight was chosen by simulation for this package.

    The interval is made on the logit scale, share * (1 - share) being the derivative, with Student's t; where the share
    is not between 0 and 1, it is made without the logit and cut there, as the share is. The degrees of freedom are
    n - 1, or n - 2 where tuning is not given, but at most 2 * (E + k), those of the variance (Satterthwaite): where
    predictions are seldom wrong, few documents tell how often.

    Where statements were drawn, two of one family of repeated statements cannot both be coded. The variance does not
    know that: it is too large where members of a family are alike, as they mostly are.

    References
    ----------
    Angelopoulos, A. N. et al. (2023), Prediction-powered inference. Science 382, 669-674.

    Angelopoulos, A. N., Duchi, J. C. and Zrnic, T. (2023), PPI++: Efficient prediction-powered inference.
    arXiv:2311.01453.

    Egami, N. et al. (2023), Using imperfect surrogates for downstream inference: design-based supervised learning.
    NeurIPS 36.

    Hanley, J. A. and Lippman-Hand, A. (1983), If nothing goes wrong, is everything all right? JAMA 249, 1743-1745.

    MacKinnon, J. G. and White, H. (1985), Some heteroskedasticity-consistent covariance matrix estimators. Journal of
    Econometrics 29, 305-325.

    Satterthwaite, F. E. (1946), An approximate distribution of estimates of variance components. Biometrics Bulletin
    2, 110-114.

    Examples
    --------
    >>> result = estimate_correction([2, 0, 1, 0, 3, 1, 0, 2], [4] * 8, [1, 0, 1, 0, 2, 0, np.nan, np.nan], tuning=1)
    >>> round(result.share, 4), result.degrees_of_freedom
    (0.1562, 5)
    >>> estimate_correction([1, 2], [3, 3], [1, np.nan]).method
    'too few to say'
    """
    predictions, sizes, codes = (np.asarray(values, dtype=float) for values in (predicted, totals, gold))
    coded = ~np.isnan(codes)
    if coded.sum() < MINIMUM_DOCUMENTS or sizes[coded].sum() <= 0:
        return NOT_ESTIMATED
    if coded.all():
        share = float(codes.sum() / sizes.sum())
        return Correction(share, share, share, 0.0, len(codes) - 1, 0.0, ALL_CODED)
    chances = np.full(len(codes), coded.mean()) if probabilities is None else np.asarray(probabilities, dtype=float)
    if (chances[coded] == 1).all():
        return NOT_ESTIMATED
    weights, importance = 1 / chances[coded], (1 - chances[coded]) / chances[coded] ** 2
    weighted = weights * sizes[coded]
    coded_share, residuals = _linearise(codes[coded], sizes[coded], weights)
    predicted_share, predicted_residuals = _linearise(predictions[coded], sizes[coded], weights)
    leverage, variance = weighted / weighted.sum(), importance * predicted_residuals**2
    applied_tuning, tuning_leverage = (0.0 if tuning is None else float(tuning)), np.zeros_like(variance)
    if tuning is None and variance.sum() > 0:
        estimated = float((importance * residuals * predicted_residuals).sum() / variance.sum())
        # The leverage comes with a positive tuning, and whether one is positive must be no matter of rounding.
        if estimated > _ROUNDING:
            applied_tuning, tuning_leverage = estimated, variance / variance.sum()
    share = coded_share + applied_tuning * (float(predictions.sum() / sizes.sum()) - predicted_share)
    freedom = int(coded.sum()) - 1 - (tuning is None)
    scale = np.sqrt(importance) / weighted.sum()
    errors = residuals - applied_tuning * predicted_residuals
    standard_error, limit = _jackknife(scale, errors, leverage + tuning_leverage)
    correction = Correction(share, np.nan, np.nan, standard_error, min(freedom, limit), applied_tuning, CORRECTED)
    return _bound_correction(correction, coded_share, trials=freedom + 1)


def estimate_population(
    predicted: npt.ArrayLike, totals: npt.ArrayLike, gold: npt.ArrayLike, *, tuning: float | None = None
) -> Correction:
    """Estimate the share in all documents such as these, taken as a simple random sample of them.

    Parameters
    ----------
    predicted, totals, gold, tuning
        As in estimate_correction.

    Returns
    -------
    Correction
        The corrected share. With fewer than 5 coded documents its method is too few to say.

    Notes
    -----
    This is PPI++ with documents as units: tuning times the share predicted in the uncoded documents, plus the share of
    gold - tuning * predicted in the coded ones. tuning is between 0 and 1: the covariance of gold and predictions in
    the coded documents over (1 + n / N) times the variance of all predictions (n coded, N uncoded). The variances of
    the two parts are added; the interval is made on the logit scale with Student's t of the coded documents minus 1. It
    is wider than that of the corpus, since other documents could have been collected: there is no finite population
    correction.

    References
    ----------
    Angelopoulos, A. N., Duchi, J. C. and Zrnic, T. (2023), PPI++: Efficient prediction-powered inference.
    arXiv:2311.01453.

    Examples
    --------
    >>> result = estimate_population([1, 0, 1, 0, 1, 1, 0, 1, 0, 0], [1] * 10, [1, 0, 1, 0, 0] + [np.nan] * 5, tuning=1)
    >>> round(result.share, 4), round(result.standard_error, 4)
    (0.2, 0.3162)
    """
    predictions, sizes, codes = (np.asarray(values, dtype=float) for values in (predicted, totals, gold))
    coded = ~np.isnan(codes)
    if coded.sum() < MINIMUM_DOCUMENTS or sizes[coded].sum() <= 0:
        return NOT_ESTIMATED
    rest, count = ~coded, int(coded.sum())
    coded_share, residuals = _linearise(codes[coded], sizes[coded])
    predicted_share, predicted_residuals = _linearise(predictions[coded], sizes[coded])
    applied_tuning, rest_share, error_rest = 0.0, 0.0, 0.0
    if rest.sum() > 1 and sizes[rest].sum() > 0:
        rest_share, rest_residuals = _linearise(predictions[rest], sizes[rest])
        variance = float((_linearise(predictions, sizes)[1] ** 2).sum() / (len(codes) - 1)) * (
            1 + count / int(rest.sum())
        )
        applied_tuning = (
            float(np.clip((residuals * predicted_residuals).mean() / variance, 0, 1)) if variance > 0 else 0.0
        )
        applied_tuning = applied_tuning if tuning is None else float(tuning)
        error_rest = applied_tuning * _cluster(rest_residuals, sizes[rest])
    share = coded_share + applied_tuning * (rest_share - predicted_share)
    standard_error = float(
        np.hypot(_cluster(residuals - applied_tuning * predicted_residuals, sizes[coded]), error_rest)
    )
    correction = Correction(share, np.nan, np.nan, standard_error, count - 1, applied_tuning, POPULATION)
    return _bound_correction(correction, coded_share, trials=count)


def _linearise(hits: Numbers, totals: Numbers, weights: Numbers | float = 1.0) -> tuple[float, Numbers]:
    """The weighted share of hits in totals, and the residual of each document's hits."""
    share = float((weights * hits).sum() / (weights * totals).sum())
    return share, _drop_rounding(hits - share * totals)


def _drop_rounding(residuals: Numbers) -> Numbers:
    """Put 0 for residuals that are 0 but for rounding: of predictions all alike, or of a coder that is never wrong.

    They would pass for many small errors, and make a tuning of any size.
    """
    return np.where(np.abs(residuals) < _ROUNDING, 0.0, residuals)


def _jackknife(scale: Numbers, residuals: Numbers, leverage: Numbers) -> tuple[float, float]:
    """The standard error and the degrees of freedom of its square."""
    squares = (scale * _drop_rounding(residuals) / (1 - np.minimum(leverage, _HIGHEST_LEVERAGE))) ** 2
    effective = float(squares.sum() ** 2 / (squares**2).sum()) if (squares**2).sum() > 0 else 0.0
    added = ADDED_DOCUMENTS * max(0.0, 1 - effective / ENOUGH_ERRORS)
    variance = (len(squares) - 1) / len(squares) * (squares.sum() + added * float((scale**2).mean()))
    return float(np.sqrt(variance)), 2 * (effective + added)


def _cluster(residuals: Numbers, totals: Numbers) -> float:
    count = len(residuals)
    return float(np.sqrt(count / (count - 1) * (residuals**2).sum()) / totals.sum())


def _bound_correction(correction: Correction, coded_share: float, *, trials: int) -> Correction:
    """Add the interval to a correction, given the share of the coded documents by themselves and their number."""
    share, standard_error, method = correction.share, correction.standard_error, correction.method
    if standard_error**2 < _TOLERANCE:
        # Every document has the same share, so that there is no variance between documents.
        method = EXACT
        low = (
            float(stats.beta.ppf(0.025, coded_share * trials, (1 - coded_share) * trials + 1))
            if coded_share > 0
            else 0.0
        )
        high = (
            float(stats.beta.ppf(0.975, coded_share * trials + 1, (1 - coded_share) * trials))
            if coded_share < 1
            else 1.0
        )
    else:
        low, high = _bound_share(share, standard_error, correction.degrees_of_freedom)
    share = min(max(share, 0.0), 1.0)
    return Correction(
        share,
        min(low, share),
        max(high, share),
        standard_error,
        correction.degrees_of_freedom,
        correction.tuning,
        method,
    )


def _bound_share(share: float, standard_error: float, freedom: float) -> tuple[float, float]:
    """The 95 % interval on the logit scale; on the linear one where the share is outside 0 to 1."""
    reach = float(stats.t.ppf(0.975, freedom)) * standard_error
    if not _ROUNDING < share < 1 - _ROUNDING:
        return max(share - reach, 0.0), min(share + reach, 1.0)
    low, high = special.expit(special.logit(share) + np.array([-1, 1]) * reach / (share * (1 - share)))
    return float(low), float(high)

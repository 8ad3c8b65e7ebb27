"""One corrected share with its interval, from the counts of each document, or of each statement that was drawn."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from research.tables import MINIMUM_DOCUMENTS, TOO_FEW

# Documents, each a hit off, that stand for error nobody saw, and how many erring documents make them needless.
IMAGINED, ENOUGH_BEARERS = 3.0, 6.0
CORRECTED = "prediction-powered, jackknife by document, logit"
POPULATION = "prediction-powered (PPI++), clustered by document, logit"
EXACT = "exact, coded documents as trials"
ALL_CODED = "every document coded"

# A variance that only rounding has left.
_NOTHING = 1e-15
# A document whose residual nobody else could foretell would count without end.
_HIGHEST_LEVERAGE = 0.99

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Correction:
    """A corrected share with its 95 % interval, standard error and degrees of freedom, and how it was made.

    tuning is the lambda of prediction-powered inference: 0 leaves the predictions out, 1 takes them at their word.
    """

    share: float
    low: float
    high: float
    standard_error: float
    degrees_of_freedom: int
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
    """Estimate the share that gold would give over these very documents, had people coded all of them.

    One value a document: predicted hits (or the sum of its statements' probabilities), statements, and hits as coded,
    nan where nobody coded. probabilities: the chance that each document had of being coded, all equal by default, as
    in a simple random sample. Where single statements were drawn they take the place of documents, each with a total of
    1; strata, where the draw had them, then make the interval wider than it need be.

    The share is tuning * sum(predicted) / sum(totals) over all documents, plus the mean of gold - tuning * predicted
    over the coded ones, weighted by 1 / probability (Angelopoulos et al. 2023, Science 382:669-674; with known
    probabilities Egami et al. 2023, design-based supervised learning, NeurIPS 36; for surveys the difference estimator
    of a ratio). tuning is by default the regression of gold on predictions in the coded documents, never under 0,
    which makes the variance least (PPI++, Angelopoulos, Duchi and Zrnic 2023, arXiv:2311.01453); predictions that keep
    near the middle are worth more than 1. Predictions on coded documents must come from a coder that did not learn from
    them, those on the others from the same coders, averaged.

    The variance is the linearised jackknife over coded documents, each with the residual that the others leave it (as
    in HC3, MacKinnon and White 1985, Journal of Econometrics 29:305-325), times 1 - probability, the correction for a
    finite corpus. Where few coded documents bear the error of the predictions, the others may hide more of it; after
    the rule of three (Hanley and Lippman-Hand 1983, JAMA 249:1743-1745) three documents that err by one hit are
    imagined beside the coded ones, and fade as the number that bear it, (sum of squares)^2 / sum of fourth powers, goes
    from none to six; the fading is this package's own, chosen by simulation. The interval is made on the logit scale
    with Student's t of the coded documents less 1, less 2 where tuning is estimated. Under 5 coded documents nothing is
    estimated.

    >>> found = estimate_correction([2, 0, 1, 0, 3, 1, 0, 2], [4] * 8, [1, 0, 1, 0, 2, 0, np.nan, np.nan], tuning=1)
    >>> round(found.share, 4), found.degrees_of_freedom
    (0.1562, 5)
    >>> estimate_correction([1, 2], [3, 3], [1, np.nan]).method
    'too few to say'
    """
    guesses, sizes, codes = (np.asarray(values, dtype=float) for values in (predicted, totals, gold))
    coded = ~np.isnan(codes)
    if coded.sum() < MINIMUM_DOCUMENTS or sizes[coded].sum() <= 0:
        return NOT_ESTIMATED
    if coded.all():
        share = float(codes.sum() / sizes.sum())
        return Correction(share, share, share, 0.0, len(codes) - 1, 0.0, ALL_CODED)
    chances = np.full(len(codes), coded.mean()) if probabilities is None else np.asarray(probabilities, dtype=float)
    weights, importance = 1 / chances[coded], (1 - chances[coded]) / chances[coded] ** 2
    weighted = weights * sizes[coded]
    own, apart = _linearise(codes[coded], sizes[coded], weights)
    guessed, guessed_apart = _linearise(guesses[coded], sizes[coded], weights)
    leverage, spread = weighted / weighted.sum(), importance * guessed_apart**2
    used, pull = (0.0 if tuning is None else float(tuning)), np.zeros_like(spread)
    if tuning is None and spread.sum() > 0:
        used, pull = float((importance * apart * guessed_apart).sum() / spread.sum()), spread / spread.sum()
        used, pull = (used, pull) if used > 0 else (0.0, np.zeros_like(pull))
    share = own + used * (float(guesses.sum() / sizes.sum()) - guessed)
    freedom = int(coded.sum()) - 1 - (tuning is None)
    scale = np.sqrt(importance) / weighted.sum()
    error = _jackknife(scale, apart - used * guessed_apart, leverage + pull)
    return _bound_correction(Correction(share, np.nan, np.nan, error, freedom, used, CORRECTED), own)


def estimate_population(
    predicted: npt.ArrayLike, totals: npt.ArrayLike, gold: npt.ArrayLike, *, tuning: float | None = None
) -> Correction:
    """Estimate the share in all documents such as these, of which they are taken to be a simple random sample.

    The arguments are those of estimate_correction. This is PPI++ as published, with documents as its units: tuning
    times the share predicted in the uncoded documents, plus the share of gold - tuning * predicted in the coded ones;
    tuning between 0 and 1, the covariance of gold and predictions in the coded documents over (1 + n / N) times the
    variance of all predictions (n coded, N uncoded). The two parts' variances add up. Logit scale and Student's t with
    the coded documents less 1, as elsewhere in this package. This interval is wider than that of the corpus, since
    other documents could have been collected; it takes nothing off for a finite corpus.

    >>> found = estimate_population([1, 0, 1, 0, 1, 1, 0, 1, 0, 0], [1] * 10, [1, 0, 1, 0, 0] + [np.nan] * 5, tuning=1)
    >>> round(found.share, 4), round(found.standard_error, 4)
    (0.2, 0.3162)
    """
    guesses, sizes, codes = (np.asarray(values, dtype=float) for values in (predicted, totals, gold))
    coded = ~np.isnan(codes)
    if coded.sum() < MINIMUM_DOCUMENTS or sizes[coded].sum() <= 0:
        return NOT_ESTIMATED
    rest, count = ~coded, int(coded.sum())
    own, apart = _linearise(codes[coded], sizes[coded])
    guessed, guessed_apart = _linearise(guesses[coded], sizes[coded])
    used, elsewhere, error_rest = 0.0, 0.0, 0.0
    if rest.sum() > 1 and sizes[rest].sum() > 0:
        elsewhere, rest_apart = _linearise(guesses[rest], sizes[rest])
        spread = float((_linearise(guesses, sizes)[1] ** 2).sum() / (len(codes) - 1)) * (1 + count / int(rest.sum()))
        used = float(np.clip((apart * guessed_apart).mean() / spread, 0, 1)) if spread > 0 else 0.0
        used = used if tuning is None else float(tuning)
        error_rest = used * _cluster(rest_apart, sizes[rest])
    share = own + used * (elsewhere - guessed)
    error = float(np.hypot(_cluster(apart - used * guessed_apart, sizes[coded]), error_rest))
    return _bound_correction(Correction(share, np.nan, np.nan, error, count - 1, used, POPULATION), own)


def _linearise(hits: Numbers, totals: Numbers, weights: Numbers | float = 1.0) -> tuple[float, Numbers]:
    """The weighted share of hits in totals, and by how much each document's hits are off it."""
    share = float((weights * hits).sum() / (weights * totals).sum())
    return share, hits - share * totals


def _jackknife(scale: Numbers, residuals: Numbers, leverage: Numbers) -> float:
    squares = (scale * residuals / (1 - np.minimum(leverage, _HIGHEST_LEVERAGE))) ** 2
    bearers = float(squares.sum() ** 2 / (squares**2).sum()) if (squares**2).sum() > 0 else 0.0
    imagined = IMAGINED * max(0.0, 1 - bearers / ENOUGH_BEARERS) * float((scale**2).mean())
    return float(np.sqrt((len(squares) - 1) / len(squares) * (squares.sum() + imagined)))


def _cluster(residuals: Numbers, totals: Numbers) -> float:
    count = len(residuals)
    return float(np.sqrt(count / (count - 1) * (residuals**2).sum()) / totals.sum())


def _bound_correction(found: Correction, own: float) -> Correction:
    """Give a correction its interval; own is the share of the coded documents by themselves."""
    share, error, method = found.share, found.standard_error, found.method
    if error**2 < _NOTHING:
        # Every document has the same share, so that nothing measures how documents differ.
        trials, method = found.degrees_of_freedom + 1, EXACT
        low = float(stats.beta.ppf(0.025, own * trials, (1 - own) * trials + 1)) if own > 0 else 0.0
        high = float(stats.beta.ppf(0.975, own * trials + 1, (1 - own) * trials)) if own < 1 else 1.0
    else:
        low, high = _bound_share(share, error, found.degrees_of_freedom)
    share = min(max(share, 0.0), 1.0)
    return Correction(share, min(low, share), max(high, share), error, found.degrees_of_freedom, found.tuning, method)


def _bound_share(share: float, error: float, freedom: int) -> tuple[float, float]:
    """The 95 % interval on the logit scale; on the plain one where a correction left the scale of shares."""
    reach = float(stats.t.ppf(0.975, freedom)) * error
    if not 0 < share < 1:
        return max(share - reach, 0.0), min(share + reach, 1.0)
    low, high = special.expit(special.logit(share) + np.array([-1, 1]) * reach / (share * (1 - share)))
    return float(low), float(high)

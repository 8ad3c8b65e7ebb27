"""Fits of a logistic regression with clusters: GEE, or Firth's penalised likelihood where levels separate."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, optimize, special, stats

from research.compare.intervals import Numbers
from research.tables import Fault, InputError

GEE = "GEE, exchangeable within {unit}, bias-reduced variance, t"
FIRTH = "Firth's penalty, the larger of model and bias-reduced variance within {unit}, t"


@dataclass(frozen=True)
class Design:
    """The design of a regression: a column of ones and one for each level that is not a reference."""

    matrix: Numbers
    names: tuple[tuple[str, str], ...]
    outcome: Numbers
    clusters: npt.NDArray[np.int64]

    @property
    def freedom(self) -> int:
        """Clusters less parameters."""
        return len(set(self.clusters.tolist())) - int(self.matrix.shape[1])


@dataclass(frozen=True)
class Fit:
    """Coefficients, their covariance and the method that gave them."""

    values: Numbers
    covariance: Numbers
    method: str


def fit_design(design: Design) -> Fit:
    """Fit by GEE; by Firth's penalty where the columns separate hits from the rest or the GEE does not converge."""
    fitted = None if find_separation(design.matrix, design.outcome) else fit_gee(design)
    return fitted or fit_penalised(design)


def test_term(fit: Fit, positions: list[int], freedom: int) -> dict[str, float]:
    """Test that all coefficients of a term are 0: a joint Wald test with Hotelling's correction.

    Parameters
    ----------
    fit : Fit
        The fit.
    positions : list of int
        The places of the term's coefficients.
    freedom : int
        Clusters less parameters.

    Returns
    -------
    dict
        joint_f, joint_df, joint_df_denominator and joint_p; nan where the term has no coefficient.

    Notes
    -----
    W / q is referred to F after Hotelling's T-squared: with v degrees of freedom of the covariance, (v - q + 1) W /
    (v q) has F's distribution of q and v - q + 1 (Pan and Wall 2002; Pustejovsky and Tipton 2018 estimate v). Here v is
    clusters less parameters; benchmarks/regression.py shows the level that this keeps.

    References
    ----------
    Pan, W. and Wall, M. M. (2002), Small-sample adjustments in using the sandwich variance estimator in generalized
    estimating equations. Statistics in Medicine 21, 1429-1441.

    Pustejovsky, J. E. and Tipton, E. (2018), Small-sample methods for cluster-robust variance estimation and hypothesis
    testing in fixed effects models. Journal of Business and Economic Statistics 36, 672-683.
    """
    number, rest = len(positions), freedom - len(positions) + 1
    if not number or rest < 1:
        return dict.fromkeys(("joint_f", "joint_df", "joint_df_denominator", "joint_p"), np.nan)
    values = fit.values[positions]
    wald = float(values @ np.linalg.solve(fit.covariance[np.ix_(positions, positions)], values))
    ratio = wald * rest / (freedom * number)
    p = float(stats.f.sf(ratio, number, rest))
    return {"joint_f": ratio, "joint_df": number, "joint_df_denominator": rest, "joint_p": p}


def fit_gee(design: Design) -> Fit | None:
    """Fit by GEE with exchangeable correlation and bias-reduced covariance; None where the fit does not converge."""
    import warnings

    import statsmodels.api as sm  # type: ignore[import-untyped]

    structure = sm.cov_struct.Exchangeable()
    model = sm.GEE(design.outcome, design.matrix, design.clusters, family=sm.families.Binomial(), cov_struct=structure)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            fit = model.fit(cov_type="bias_reduced", maxiter=200)
        except (Warning, np.linalg.LinAlgError):
            return None
    values, covariance = np.asarray(fit.params, dtype=float), np.asarray(fit.cov_params(), dtype=float)
    settled = fit.converged and np.isfinite(covariance).all() and bool((np.diag(covariance) > 0).all())
    return Fit(values, covariance, GEE) if settled else None


def find_separation(matrix: Numbers, outcome: Numbers) -> bool:
    """Whether a linear combination of the columns separates hits from the rest, so that no fit is finite.

    A linear programme looks for a direction in which every row moves towards its own outcome or stays, and at least one
    moves (Konis 2007, Linear programming algorithms for detecting separated data in binary logistic regression models,
    Oxford).

    Examples
    --------
    >>> ones = np.ones(4)
    >>> find_separation(np.column_stack([ones, [0.0, 0, 1, 1]]), np.array([0.0, 1, 1, 1]))
    True
    >>> find_separation(np.column_stack([ones, [0.0, 0, 1, 1]]), np.array([0.0, 1, 0, 1]))
    False
    """
    signed = np.unique(matrix * (2 * outcome - 1)[:, None], axis=0)
    solution = optimize.linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=[(-1, 1)] * matrix.shape[1]
    )
    return solution.fun is not None and bool(solution.fun < -1e-6)


def fit_firth(matrix: Numbers, outcome: Numbers) -> Numbers:
    """Fit a logistic regression by Firth's penalised likelihood, which is finite even under separation.

    Parameters
    ----------
    matrix : array of float
        The design matrix, observations x parameters.
    outcome : array of float
        0 or 1 for each observation.

    Returns
    -------
    array of float
        The coefficients.

    Raises
    ------
    InputError
        Where the columns are linearly dependent, or 200 steps do not converge.

    Notes
    -----
    Newton's method on the modified score X'(y - m + h(1/2 - m)), with h the diagonal of the hat matrix, as in R's
    logistf.

    References
    ----------
    Firth, D. (1993), Bias reduction of maximum likelihood estimates. Biometrika 80, 27-38.

    Heinze, G. and Schemper, M. (2002), A solution to the problem of separation in logistic regression. Statistics in
    Medicine 21, 2409-2419.

    Examples
    --------
    >>> fit_firth(np.ones((10, 1)), np.zeros(10)).round(4).tolist()
    [-3.0445]
    """
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise InputError([Fault("fit_firth", "matrix", "columns that tell the same", "none that others tell")])
    values = np.zeros(matrix.shape[1])
    for _ in range(200):
        means = special.expit(matrix @ values)
        weights = means * (1 - means)
        inverse = linalg.inv((matrix * weights[:, None]).T @ matrix)
        hat = weights * np.einsum("ij,jk,ik->i", matrix, inverse, matrix)
        step = inverse @ (matrix.T @ (outcome - means + hat * (0.5 - means)))
        # Steps are limited to 5, so that the first ones do not overshoot.
        values = values + step * min(1.0, 5 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-8:
            return np.asarray(values)
    raise InputError([Fault("fit_firth", "fit", "no end after 200 steps", "one that settles", "merge small levels")])


def fit_penalised(design: Design) -> Fit:
    """Fit by Firth's penalised likelihood, with a covariance not below that of exchangeable statements in a cluster.

    Parameters
    ----------
    design : Design
        The design.

    Returns
    -------
    Fit
        Coefficients and covariance.

    Notes
    -----
    A level without a hit has residuals of almost 0, so that a covariance made from residuals, such as a sandwich or a
    jackknife over clusters, would be near 0 for it and every such level would differ. The covariance of the working
    model, B (X' W R W X) B, with B the inverse information, R exchangeable and the correlation the GEE's moment
    estimate from Pearson residuals (Liang and Zeger 1986), is a little too small by itself. Taken is the least
    covariance that is in no direction below either this or the bias-reduced one (Mancl and DeRouen).

    References
    ----------
    Liang, K.-Y. and Zeger, S. L. (1986), Longitudinal data analysis using generalized linear models. Biometrika 73,
    13-22.
    """
    values = fit_firth(design.matrix, design.outcome)
    means = special.expit(design.matrix @ values)
    roots = np.sqrt(means * (1 - means))
    scaled = design.matrix * roots[:, None]
    clusters = int(design.clusters.max()) + 1
    members = np.zeros((clusters, len(means)))
    members[design.clusters, np.arange(len(means))] = 1
    residuals, sizes = (design.outcome - means) / roots, members.sum(axis=1)
    products = math.fsum((members @ residuals) ** 2 - members @ residuals**2)
    pairs = math.fsum(sizes * (sizes - 1)) - 2 * len(values)
    correlation = float(np.clip(products / pairs, 0.0, 0.95)) if pairs > 0 else 0.0
    inverse = linalg.inv(scaled.T @ scaled)
    within = (members @ scaled).T @ (members @ scaled)
    model = inverse @ ((1 - correlation) * (scaled.T @ scaled) + correlation * within) @ inverse
    return Fit(values, _join_covariances(model, _reduce_bias(design, means, inverse)), FIRTH)


def _reduce_bias(design: Design, means: Numbers, inverse: Numbers) -> Numbers:
    """The bias-reduced covariance of Firth's coefficients, from the residuals of whole clusters."""
    weights = means * (1 - means)
    hat = weights * np.einsum("ij,jk,ik->i", design.matrix, inverse, design.matrix)
    residuals = design.outcome - means + hat * (0.5 - means)
    order = np.argsort(design.clusters, kind="stable")
    parts = []
    for rows in np.split(order, np.cumsum(np.bincount(design.clusters))[:-1]):
        matrix = design.matrix[rows]
        leverage = (weights[rows][:, None] * matrix) @ inverse @ matrix.T
        parts.append(inverse @ matrix.T @ np.linalg.solve(np.eye(len(rows)) - leverage, residuals[rows]))
    scores = np.array(parts)
    return np.asarray(scores.T @ scores)


def _join_covariances(one: Numbers, other: Numbers) -> Numbers:
    """The least covariance that is in no direction below either, in the coordinates in which the first is a sphere."""
    values, axes = np.linalg.eigh(one)
    root, inverse = (axes * values**0.5) @ axes.T, (axes * values**-0.5) @ axes.T
    ratios, directions = np.linalg.eigh(inverse @ other @ inverse)
    joined = (directions * np.maximum(ratios, 1.0)) @ directions.T
    return np.asarray(root @ joined @ root)

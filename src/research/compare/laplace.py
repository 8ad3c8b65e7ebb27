"""Maximum likelihood, by Laplace's approximation, of hits of frames in groups and in clusters of statements."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, optimize, special
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from research.compare.intervals import Numbers
from research.tables import Fault, InputError

_STEPS, _HALVINGS, _SETTLED = 100, 30, 1e-9
# The search for the maximum ends where no element of the gradient is larger than the first, and has failed where one is
# larger than the second: rounding may end it between the two.
_FLAT, _STEEP = 1e-6, 1e-3
_Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class FrameCounts:
    """Hits and totals of each frame (columns) in each pair of a group and a cluster (rows).

    Attributes
    ----------
    hits, totals : array of float
        Pairs x frames.
    groups, clusters : array of int
        The numbers of each pair's group and cluster, from 0; no pair twice.
    """

    hits: Numbers
    totals: Numbers
    groups: npt.NDArray[np.int64]
    clusters: npt.NDArray[np.int64]


@dataclass(frozen=True)
class MixedFit:
    """A fitted model.

    Attributes
    ----------
    means : array of float
        The intercept of each frame, a logit.
    covariance : array of float
        Of the frames' deviations between groups, frames x frames.
    spread : float
        The standard deviation between clusters.
    logits : array of float
        Groups x frames: the intercept plus the conditional mode of the group's deviation.
    errors : array of float
        Standard errors of the logits given the variances; the intercepts' own uncertainty is part of them.
    deviation_errors : array of float
        Standard errors of the deviations alone, given the variances.
    conditional_errors : array of float
        Those given the intercepts too: the conditional standard deviations.
    likelihood : float
        Its logarithm, without the binomial coefficients.
    """

    means: Numbers
    covariance: Numbers
    spread: float
    logits: Numbers
    errors: Numbers
    deviation_errors: Numbers
    conditional_errors: Numbers
    likelihood: float


@dataclass(frozen=True)
class _Modes:
    """The modes of the standardised effects, and the precision of all effects there.

    Attributes
    ----------
    groups, clusters : array of float
        The modes: groups x frames, and one for each cluster.
    residuals, weights, skews : array of float
        Pairs x frames: the first three derivatives of the log-likelihood by the logit, with the sign of the second
        turned, and of the third too.
    between, diagonal : array of float
        Blocks of the precision: groups x frames against clusters, and the clusters' diagonal.
    inverse : array of float
        The block of the groups in the inverse of the precision.
    value : float
        The logarithm of Laplace's approximation to the likelihood.
    """

    groups: Numbers
    clusters: Numbers
    residuals: Numbers
    weights: Numbers
    skews: Numbers
    between: Numbers
    diagonal: Numbers
    inverse: Numbers
    value: float

    def solve(self, group_side: Numbers, cluster_side: Numbers) -> tuple[Numbers, Numbers]:
        """Solve the precision for one right-hand side."""
        reduced = group_side.ravel() - self.between @ (cluster_side / self.diagonal)
        groups = self.inverse @ reduced
        return groups.reshape(group_side.shape), (cluster_side - groups @ self.between) / self.diagonal


def fit_mixed_model(counts: FrameCounts, *, penalty: float = 0.0) -> MixedFit:
    """Fit a binomial mixed model: frames by groups, with a random intercept for each cluster.

    Parameters
    ----------
    counts : FrameCounts
        With hits and misses of every frame.
    penalty : float
        How strongly the covariance is kept off its boundary; 0 gives maximum likelihood.

    Returns
    -------
    MixedFit
        The estimates.

    Raises
    ------
    InputError
        Where no maximum, or no mode of the effects, is found.

    Notes
    -----
    The logit of frame f in group g and cluster c is means[f] + u[g, f] + v[c], with u[g] normal with any covariance and
    v[c] normal: frame + (frame | group) + (1 | cluster) in the notation of lme4. It is written with standard normal
    effects z and w as u[g] = factor z[g] and v = spread w, so that a variance of 0 lies inside the parameters' space.
    Clusters, whose block of the precision is diagonal, are eliminated before its Cholesky decomposition. The gradient
    is exact: that of the modes comes from the implicit function theorem.

    The penalty is a multiple of the logarithm of the factor's determinant; 1 is the Wishart prior of Chung et al. with
    frames + 2 degrees of freedom and no scale.

    References
    ----------
    Bates, D., Maechler, M., Bolker, B. and Walker, S. (2015), Fitting linear mixed-effects models using lme4. Journal
    of Statistical Software 67(1).

    Chung, Y., Gelman, A., Rabe-Hesketh, S., Liu, J. and Dorie, V. (2015), Weakly informative prior for point estimation
    of covariance matrices in hierarchical models. Journal of Educational and Behavioral Statistics 40:136-157.

    Kristensen, K., Nielsen, A., Berg, C. W., Skaug, H. and Bell, B. M. (2016), TMB: automatic differentiation and
    Laplace approximation. Journal of Statistical Software 70(5).
    """
    hits, totals = counts.hits.sum(axis=0), counts.totals.sum(axis=0)
    rows, columns = np.tril_indices(len(hits))
    start: _Vector = np.concatenate(
        [special.logit((hits + 0.5) / (totals + 1)), np.where(rows == columns, 0.5, 0.0), [0.7]]
    )
    # The matrices are small: threads of BLAS would cost more than they save, and their number must not show in results.
    with threadpool_limits(1, user_api="blas"):
        found = optimize.minimize(
            _evaluate, start, args=(counts, penalty), jac=True, method="BFGS", options={"gtol": _FLAT, "maxiter": 1000}
        )
        if np.abs(found.jac).max() > _STEEP:
            raise InputError([Fault("fit_mixed_model", "fit", str(found.message), "a maximum of the likelihood")])
        return _describe_fit(counts, found.x, -float(found.fun))


def _describe_fit(counts: FrameCounts, parameters: Numbers, likelihood: float) -> MixedFit:
    """The estimates at the maximum, with their standard errors."""
    means, factor, spread = _unpack(parameters, counts.hits.shape[1])
    modes = _find_modes(counts, means, factor, spread)
    errors = _measure_errors(counts, factor, spread, modes)
    return MixedFit(
        means=means,
        covariance=factor @ factor.T,
        spread=abs(spread),
        logits=means + modes.groups @ factor.T,
        errors=errors[0],
        deviation_errors=errors[1],
        conditional_errors=errors[2],
        likelihood=likelihood,
    )


def _unpack(parameters: Numbers, frames: int) -> tuple[Numbers, Numbers, float]:
    """The frames' means, the factor of their covariance between groups, and the spread between clusters."""
    factor = np.zeros((frames, frames))
    factor[np.tril_indices(frames)] = parameters[frames:-1]
    return parameters[:frames], factor, float(parameters[-1])


def _evaluate(parameters: _Vector, counts: FrameCounts, penalty: float) -> tuple[float, _Vector]:
    """The negative logarithm of the approximate likelihood, less its penalty, and the gradient."""
    means, factor, spread = _unpack(parameters, counts.hits.shape[1])
    modes = _find_modes(counts, means, factor, spread)
    group, cluster = counts.groups, counts.clusters
    frames = len(means)
    # Blocks of the inverse of the precision: of each group, of each pair, of each cluster.
    places = np.arange(len(modes.groups))
    blocks = modes.inverse.reshape(len(places), frames, len(places), frames)[places, :, places, :][group]
    across = -(modes.inverse @ modes.between) / modes.diagonal
    pairs = across.reshape(len(places), frames, -1)[group, :, cluster]
    variance = ((1 - (modes.between * across).sum(axis=0)) / modes.diagonal)[cluster][:, None]
    by_group = factor @ blocks + spread * pairs[:, None, :]
    by_cluster = pairs @ factor.T + spread * variance
    variances = (by_group * factor).sum(axis=2) + spread * by_cluster
    # How the determinant changes with the modes, and these with the parameters.
    bent = modes.skews * variances
    group_side, cluster_side = _add_up(counts, bent, factor, spread)
    group_shift, cluster_shift = modes.solve(group_side, cluster_side)
    shift = group_shift[group] @ factor.T + spread * cluster_shift[cluster][:, None]
    slopes = modes.residuals - 0.5 * (bent - modes.weights * shift)
    by_factor = slopes[:, :, None] * modes.groups[group][:, None, :] - modes.weights[:, :, None] * by_group
    by_factor -= 0.5 * modes.residuals[:, :, None] * group_shift[group][:, None, :]
    by_spread = slopes * modes.clusters[cluster][:, None] - modes.weights * by_cluster
    by_spread -= 0.5 * modes.residuals * cluster_shift[cluster][:, None]
    by_factor = by_factor.sum(axis=0)
    value = modes.value
    if penalty:
        value += penalty * float(np.log(np.abs(np.diag(factor))).sum())
        by_factor[np.diag_indices(frames)] += penalty / np.diag(factor)
    factor_gradient = by_factor[np.tril_indices(frames)]
    return -value, -np.concatenate([slopes.sum(axis=0), factor_gradient, [by_spread.sum()]])


def _add_up(counts: FrameCounts, values: Numbers, factor: Numbers, spread: float) -> tuple[Numbers, Numbers]:
    """Values of pairs x frames, times the design of the standardised effects: sums by group and by cluster."""
    groups: Numbers = np.zeros((int(counts.groups.max()) + 1, values.shape[1]))
    np.add.at(groups, counts.groups, values @ factor)
    return groups, np.asarray(spread * np.bincount(counts.clusters, weights=values.sum(axis=1)), dtype=float)


def _find_modes(counts: FrameCounts, means: Numbers, factor: Numbers, spread: float) -> _Modes:
    """Newton's method on the joint log-density of hits and standardised effects, which is concave."""
    effects = np.zeros((int(counts.groups.max()) + 1, len(means))), np.zeros(int(counts.clusters.max()) + 1)
    modes, density = _expand(counts, means, factor, spread, effects)
    for _ in range(_STEPS):
        group_side, cluster_side = _add_up(counts, modes.residuals, factor, spread)
        group_side, cluster_side = group_side - modes.groups, cluster_side - modes.clusters
        group_step, cluster_step = modes.solve(group_side, cluster_side)
        if float((group_side * group_step).sum() + cluster_side @ cluster_step) < _SETTLED:
            return modes
        for halving in range(_HALVINGS):
            effects = modes.groups + group_step / 2**halving, modes.clusters + cluster_step / 2**halving
            moved, higher = _expand(counts, means, factor, spread, effects)
            if higher >= density:
                break
        modes, density = moved, higher
    raise InputError([Fault("fit_mixed_model", "modes", f"no end after {_STEPS} steps", "effects that settle")])


def _expand(
    counts: FrameCounts, means: Numbers, factor: Numbers, spread: float, effects: tuple[Numbers, Numbers]
) -> tuple[_Modes, float]:
    """The derivatives at some effects, with the precision and its inverse, and the joint log-density there."""
    groups, clusters = effects
    logits = means + groups[counts.groups] @ factor.T + spread * clusters[counts.clusters][:, None]
    shares = special.expit(logits)
    weights = counts.totals * shares * (1 - shares)
    by_group = np.zeros(groups.shape)
    np.add.at(by_group, counts.groups, weights)
    places, frames = np.arange(len(groups)), len(means)
    within = np.zeros((len(groups), frames, len(groups), frames))
    within[places, :, places, :] = np.eye(frames) + np.einsum("fk,gf,fl->gkl", factor, by_group, factor)
    between: Numbers = np.zeros((len(groups), frames, len(clusters)))
    between[counts.groups, :, counts.clusters] = spread * weights @ factor
    between = between.reshape(-1, len(clusters))
    diagonal: Numbers = np.asarray(1 + spread**2 * np.bincount(counts.clusters, weights=weights.sum(axis=1)))
    reduced = within.reshape(len(between), -1) - (between / diagonal) @ between.T
    triangle = linalg.cho_factor(reduced, lower=True)
    density = float((counts.hits * logits - counts.totals * np.logaddexp(0, logits)).sum())
    density -= 0.5 * float((groups**2).sum() + clusters @ clusters)
    determinant = float(np.log(np.diag(triangle[0])).sum() + 0.5 * np.log(diagonal).sum())
    modes = _Modes(
        groups=groups,
        clusters=clusters,
        residuals=counts.hits - counts.totals * shares,
        weights=weights,
        skews=weights * (1 - 2 * shares),
        between=between,
        diagonal=diagonal,
        inverse=linalg.cho_solve(triangle, np.eye(len(between))),
        value=density - determinant,
    )
    return modes, density


def _measure_errors(counts: FrameCounts, factor: Numbers, spread: float, modes: _Modes) -> list[Numbers]:
    """Standard errors of the groups' logits, of their deviations, and of these where the intercepts are known."""
    size, frames = modes.groups.shape
    clusters = np.zeros((frames, len(modes.clusters)))
    np.add.at(clusters.T, counts.clusters, spread * modes.weights)
    by_group = np.zeros((size, frames))
    np.add.at(by_group, counts.groups, modes.weights)
    crossed = (by_group[:, :, None] * factor).transpose(1, 0, 2).reshape(frames, -1)
    crossed -= (clusters / modes.diagonal) @ modes.between.T
    fixed = np.diag(by_group.sum(axis=0)) - (clusters / modes.diagonal) @ clusters.T
    # The intercepts' covariance by the Schur complement of the effects; the rest of the inverse follows.
    regressions = crossed @ modes.inverse
    covariance = linalg.inv(fixed - regressions @ crossed.T)
    places = np.arange(size)
    blocks = modes.inverse.reshape(size, frames, size, frames)[places, :, places, :]
    conditional = np.einsum("fk,gkl,fl->gf", factor, blocks, factor)
    # How far the deviations give back what the intercepts move.
    returned = np.einsum("fk,egk->gfe", factor, regressions.reshape(frames, size, frames))
    slopes = (np.eye(frames) - returned, returned, np.zeros(returned.shape))
    return [np.sqrt(conditional + np.einsum("gfe,eh,gfh->gf", slope, covariance, slope)) for slope in slopes]

"""The likelihood against one worked out in full, its gradient against differences, fits that are known beforehand."""

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from research.compare.laplace import FrameCounts, _evaluate, _find_modes, _measure_errors, fit_mixed_model


def draw_counts(seed: int, *, groups: int = 6, crossed: bool = False, frames: int = 3) -> FrameCounts:
    generator = np.random.default_rng(seed)
    clusters = np.arange(40)
    own = clusters % groups
    if crossed:
        clusters, own = np.tile(clusters, 2), np.concatenate([own, (own + 1) % groups])
    totals = np.repeat(generator.integers(3, 12, len(own))[:, None], frames, axis=1)
    effects = 0.6 * generator.normal(size=(groups, frames))
    logits = np.linspace(-2, -1, frames) + effects[own] + 0.5 * generator.normal(size=40)[clusters][:, None]
    hits = generator.binomial(totals, special.expit(logits))
    return FrameCounts(hits.astype(float), totals.astype(float), own, clusters)


def approximate_likelihood(parameters: np.ndarray, counts: FrameCounts) -> float:
    """Laplace's approximation as a textbook has it: a general optimiser, and the determinant of a dense matrix."""
    frames, groups = counts.hits.shape[1], counts.groups.max() + 1
    factor = np.zeros((frames, frames))
    factor[np.tril_indices(frames)] = parameters[frames:-1]
    design = np.zeros((counts.hits.size, groups * frames + counts.clusters.max() + 1))
    for pair, (group, cluster) in enumerate(zip(counts.groups, counts.clusters, strict=True)):
        for frame in range(frames):
            design[pair * frames + frame, group * frames : (group + 1) * frames] = factor[frame]
            design[pair * frames + frame, groups * frames + cluster] = parameters[-1]
    fixed = np.tile(parameters[:frames], len(counts.hits))
    hits, totals = counts.hits.ravel(), counts.totals.ravel()

    def measure(effects: np.ndarray) -> float:
        logits = fixed + design @ effects
        return -float(hits @ logits - totals @ np.logaddexp(0, logits) - 0.5 * effects @ effects)

    mode = optimize.minimize(measure, np.zeros(design.shape[1]), method="BFGS", options={"gtol": 1e-9}).x
    shares = special.expit(fixed + design @ mode)
    precision = np.eye(len(mode)) + (design.T * (totals * shares * (1 - shares))) @ design
    return -measure(mode) - 0.5 * float(np.linalg.slogdet(precision)[1])


@pytest.mark.parametrize("crossed", [False, True])
def test_the_value_is_laplace_s_and_its_gradient_that_of_the_value(crossed: bool) -> None:
    counts = draw_counts(1, crossed=crossed)
    point = np.array([-2.0, -1.4, -1.1, 0.5, 0.2, 0.6, -0.3, 0.1, 0.4, 0.7])
    value, gradient = _evaluate(point, counts, 0.0)
    assert -value == pytest.approx(approximate_likelihood(point, counts), abs=1e-5)
    for penalty in (0.0, 1.0):
        gradient = _evaluate(point, counts, penalty)[1]
        peer = optimize.approx_fprime(point, lambda at, k=penalty: _evaluate(at, counts, k)[0], 1e-6)
        assert gradient == pytest.approx(peer, abs=2e-3)


def test_one_group_is_close_to_the_integral_that_it_approximates() -> None:
    """Without clusters' spread and with one frame the likelihood of a group is an integral over one normal effect."""
    counts = FrameCounts(np.array([[30.0]]), np.array([[100.0]]), np.zeros(1, int), np.zeros(1, int))

    def weigh(effect: float) -> float:
        logit = -1 + 0.5 * effect
        return float(np.exp(30 * logit - 100 * np.logaddexp(0, logit))) * float(stats.norm.pdf(effect))

    exact = np.log(integrate.quad(weigh, -8, 8, epsabs=0)[0])
    assert -_evaluate(np.array([-1.0, 0.5, 0.0]), counts, 0.0)[0] == pytest.approx(exact, abs=0.005)


def test_equal_groups_have_no_spread_and_the_mean_of_all() -> None:
    """Every group and document has 2 hits of 10: both variances are 0 by symmetry, and the mean is logit(.2)."""
    own = np.repeat(np.arange(5), 4)
    counts = FrameCounts(np.full((20, 1), 2.0), np.full((20, 1), 10.0), own, np.arange(20))
    fit = fit_mixed_model(counts)
    assert np.sqrt(fit.covariance[0, 0]) < 1e-3
    assert fit.spread < 1e-3
    assert fit.logits == pytest.approx(np.full((5, 1), special.logit(0.2)), abs=1e-4)
    # The standard error of a binomial logit over 200 statements: 1 / sqrt(n p (1 - p)).
    assert fit.errors == pytest.approx(np.full((5, 1), 1 / np.sqrt(200 * 0.2 * 0.8)), abs=1e-3)
    wide = fit_mixed_model(counts, penalty=1)
    assert (wide.errors > 1.1 * fit.errors).all(), "kept off the boundary"


def test_errors_are_those_of_the_whole_precision_inverted() -> None:
    """Intercepts, groups and clusters in one dense matrix, at the modes that the fit found."""
    counts = draw_counts(2, crossed=True)
    frames, groups, clusters = 3, 6, 40
    means, spread = np.array([-2, -1.4, -1.1]), 0.7
    factor = np.array([[0.5, 0, 0], [0.2, 0.6, 0], [-0.3, 0.1, 0.4]])
    modes = _find_modes(counts, means, factor, spread)
    found = _measure_errors(counts, factor, spread, modes)
    design = np.zeros((counts.hits.size, frames + groups * frames + clusters))
    weights, places = np.zeros(counts.hits.size), np.zeros((groups * frames, design.shape[1]))
    for pair, (group, cluster) in enumerate(zip(counts.groups, counts.clusters, strict=True)):
        for frame in range(frames):
            row, own = pair * frames + frame, slice(frames + group * frames, frames + (group + 1) * frames)
            design[row, frame], design[row, own], design[row, frames + groups * frames + cluster] = (
                1,
                factor[frame],
                spread,
            )
            places[group * frames + frame, frame], places[group * frames + frame, own] = 1, factor[frame]
            logit = means[frame] + factor[frame] @ modes.groups[group] + spread * modes.clusters[cluster]
            weights[row] = counts.totals[pair, frame] * special.expit(logit) * special.expit(-logit)
    prior = np.concatenate([np.zeros(frames), np.ones(groups * frames + clusters)])
    covariance = np.linalg.inv((design.T * weights) @ design + np.diag(prior))
    deviations = places * (np.arange(places.shape[1]) >= frames)
    for rows, errors in zip((places, deviations), found, strict=False):
        assert errors.ravel() == pytest.approx(np.sqrt(np.diag(rows @ covariance @ rows.T)), rel=1e-9)


def test_estimates_come_close_to_a_known_truth() -> None:
    """Four times 60 groups of 8 documents: the mean of what is found, of the very model."""
    generator = np.random.default_rng(5)
    means, spread = np.array([-1.5, -1.0]), 0.6
    covariance = np.array([[0.5, -0.2], [-0.2, 0.3]])
    own, fits, held = np.repeat(np.arange(60), 8), [], []
    for _ in range(4):
        effects = generator.multivariate_normal([0, 0], covariance, size=60)
        logits = means + effects[own] + spread * generator.normal(size=(480, 1))
        hits = generator.binomial(12, special.expit(logits)).astype(float)
        fits.append(fit_mixed_model(FrameCounts(hits, np.full((480, 2), 12.0), own, np.arange(480))))
        held.append((np.abs(fits[-1].logits - means - effects) < 1.96 * fits[-1].errors).mean())
    assert np.mean([fit.means for fit in fits], axis=0) == pytest.approx(means, abs=0.12)
    assert np.mean([fit.covariance for fit in fits], axis=0) == pytest.approx(covariance, abs=0.12)
    assert np.mean([fit.spread for fit in fits]) == pytest.approx(spread, abs=0.05)
    assert 0.9 < np.mean(held) < 0.98

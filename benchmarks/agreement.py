"""Intervals of agreement and the test of drift, on coders whose agreement is known.

    python benchmarks/agreement.py [--seed 1] [--rounds 2000]

Two coders read documents of about ten statements. In each document the frame has a chance of its own (beta, so that a
frame clusters in documents, as it does in this corpus), and so has the coders' rate of missing a frame that is there;
false alarms make up for the misses, so that both coders give the frame as often as it is there. The true coefficients
are those of 400,000 such documents. Of `rounds` draws of so many documents, the first table says how often the 95 %
interval holds the true value: of alpha by the project's method, by the percentile bootstrap (2,000 draws) and by BCa,
and of positive agreement, kappa and AC1 by the project's. A bootstrap interval that shrinks to a point at 1, as where
the coders never disagree, counts as the interval that it is. Draws that are too few to say are left out and counted.

The second table lets the share of statements coded apart grow by a known change from the first document to the last
and says how often measure_trend finds a change (p under 0.05) and how often its interval holds the true one.

Coverage is not asserted. About 95 % is asked; over 2,000 draws the simulation's own error is 0.5 points.
"""

import argparse
import sys
import time

import numpy as np
import pandas as pd
from scipy import stats

from research.coding.drift import WEIGHTED, fit_trend
from research.coding.reliability import (
    Numbers,
    draw_documents,
    estimate_interval,
    measure_ac1,
    measure_alpha,
    measure_kappa,
    measure_positive_agreement,
    pair_values,
)

DOCUMENTS = (15, 30, 60, 135)
# Prevalence and the rate at which a coder misses a frame that is there; alpha falls as the second grows.
SETTINGS = ((0.05, 0.06), (0.06, 0.008), (0.1, 0.06), (0.1, 0.15), (0.2, 0.03), (0.2, 0.2))
FRAME_CLUSTERING, MISS_CLUSTERING = 0.3, 0.15
POPULATION = 400_000
CHANGES = (0.0, 0.05, 0.1, 0.2)
BASE_APART = 0.03
DRIFT_DRAWS = 999


def draw_beta(
    generator: np.random.Generator, mean: float | Numbers, clustering: float, shape: tuple[int, ...]
) -> Numbers:
    """Draw chances with a mean and an intraclass correlation."""
    size = (1 - clustering) / clustering
    return generator.beta(mean * size, (1 - mean) * size, shape)


def draw_counts(generator: np.random.Generator, prevalence: float, miss: float, shape: tuple[int, ...]) -> Numbers:
    """Draw both, first, second and neither for documents of 1 and more statements, ten in the mean."""
    statements = 1 + generator.poisson(9, shape)
    frame = draw_beta(generator, prevalence, FRAME_CLUSTERING, shape)
    missed = draw_beta(generator, miss, MISS_CLUSTERING, shape)
    alarm = np.minimum(missed * prevalence / (1 - prevalence), 1)
    both = frame * (1 - missed) ** 2 + (1 - frame) * alarm**2
    alone = frame * missed * (1 - missed) + (1 - frame) * alarm * (1 - alarm)
    chances = np.stack([both, alone, alone, np.maximum(1 - both - 2 * alone, 0)], axis=-1)
    drawn: Numbers = generator.multinomial(statements, chances / chances.sum(axis=-1, keepdims=True)).astype(float)
    return drawn


def find_bootstrap_ends(values: Numbers, times: Numbers) -> tuple[Numbers, Numbers]:
    """The percentile bootstrap's interval of alpha, and BCa's (Efron 1987, JASA 82:171-185)."""
    drawn = measure_alpha(times @ values)
    drawn = drawn[~np.isnan(drawn)]
    total = values.sum(axis=0)
    without = measure_alpha(total - values)
    apart = without.mean() - without
    skew = (apart**3).sum() / (6 * max((apart**2).sum(), 1e-12) ** 1.5)
    below = ((drawn < measure_alpha(total)).mean() + (drawn <= measure_alpha(total)).mean()) / 2
    shift = stats.norm.ppf(np.clip(below, 1e-4, 1 - 1e-4))
    reach = shift + stats.norm.ppf([0.025, 0.975])
    return np.quantile(drawn, [0.025, 0.975]), np.quantile(drawn, stats.norm.cdf(shift + reach / (1 - skew * reach)))


def simulate_coverage(
    generator: np.random.Generator, setting: tuple[float, float], rounds: int
) -> list[dict[str, float]]:
    """One row for each number of documents."""
    measures = {
        "positive_agreement": (measure_positive_agreement, 0.0),
        "kappa": (measure_kappa, -1.0),
        "AC1": (measure_ac1, -1.0),
    }
    population = draw_counts(generator, *setting, (POPULATION,)).sum(axis=0)
    truth = float(measure_alpha(pair_values(population)))
    rows = []
    for size in DOCUMENTS:
        times = draw_documents(size, seed=int(generator.integers(2**31)), draws=2000)
        held: dict[str, list[bool]] = {name: [] for name in ("alpha", "percentile", "BCa", *measures)}
        widths, few = [], 0
        for counts in draw_counts(generator, *setting, (rounds, size)):
            values = pair_values(counts)
            low, high, _ = estimate_interval(values, measure_alpha)
            if np.isnan(low):
                few += 1
                continue
            held["alpha"].append(low <= truth <= high)
            for name, ends in zip(("percentile", "BCa"), find_bootstrap_ends(values, times), strict=True):
                held[name].append(bool(ends[0] <= truth <= ends[1]))
            widths.append(high - low)
            for name, (measure, floor) in measures.items():
                low, high, _ = estimate_interval(counts, measure, floor=floor)
                held[name].append(low <= float(measure(population)) <= high)
        row = {"prevalence": setting[0], "true alpha": truth, "documents": size, "too few": few / rounds}
        shares = {name: float(np.mean(marks)) if marks else np.nan for name, marks in held.items()}
        rows.append(row | shares | {"width": float(np.mean(widths)) if widths else np.nan})
    return rows


def simulate_drift(generator: np.random.Generator, change: float, rounds: int) -> list[dict[str, float]]:
    """One row for each number of documents."""
    rows = []
    for size in DOCUMENTS:
        place, found, held, few = np.linspace(0, 1, size), [], [], 0
        for number in range(rounds):
            sizes = 1 + generator.poisson(9, size)
            rate = draw_beta(generator, BASE_APART + change * place, MISS_CLUSTERING, (size,))
            counts = generator.binomial(sizes, rate).astype(float)
            line = fit_trend(place, counts, sizes.astype(float), seed=number, draws=DRIFT_DRAWS)
            if line.method != WEIGHTED:
                few += 1
                continue
            found.append(line.p < 0.05)
            held.append(line.low <= change <= line.high)
        row = {"true change": change, "documents": size, "no interval": few / rounds}
        rows.append(row | {"found": float(np.mean(found)), "coverage": float(np.mean(held))})
    return rows


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=2000)
    options = parser.parse_args()
    generator = np.random.default_rng(options.seed)
    start = time.perf_counter()
    rows = [row for setting in SETTINGS for row in simulate_coverage(generator, setting, options.rounds)]
    print("How often the 95 % interval holds the true value")
    print(pd.DataFrame(rows).to_string(index=False, float_format="%.3f"))
    rows = [row for change in CHANGES for row in simulate_drift(generator, change, options.rounds // 2)]
    print("\nHow often a change is found (p under 0.05), and how often the interval holds the true one")
    print(pd.DataFrame(rows).to_string(index=False, float_format="%.3f"))
    print(f"\n{options.rounds} rounds, seed {options.seed}, {time.perf_counter() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How often do the intervals of hypotheses hold the truth? Documents are simulated with known shares.

For contrasts: documents on one side each, or on both, whose chance of a frame is drawn from a beta distribution
(correlation .12). The permutation test turned round is held against the linearised standard error with Student's t.
For pairs: two frames in one document, which repel or attract one another; the studentised bootstrap against the same.

Run it with: python benchmarks/hypothesis_intervals.py [SAMPLES]
"""

import sys

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from research import compare
from research.compare import TwoGroups
from research.compare.confirmation import frame_pairs, matched_differences

SEED = 5
SAMPLES, DRAWS, CORRELATION = 300, 499, 0.12
# Documents on side a alone, on side b alone, and on both: as the contrasts of the second sample are.
DESIGNS = ((16, 290, 0), (30, 280, 0), (60, 250, 0), (100, 200, 0), (40, 90, 12), (40, 40, 220), (0, 0, 60))
SHARES = ((0.05, 0.05), (0.02, 0.10), (0.12, 0.05), (0.20, 0.20), (0.10, 0.22))
PAIR_SHARES, REPELLED = ((0.2, 0.06), (0.2, 0.11)), (0.0, 0.2, 1.0, 2.0)
DOCUMENTS = 316

Numbers = npt.NDArray[np.float64]


def main() -> None:
    """Print coverage in per cent, a line a design."""
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    print(measure_contrasts(samples).to_string(index=False, float_format="%.1f"))
    print(measure_pairs(samples).to_string(index=False, float_format="%.1f"))


def measure_contrasts(samples: int) -> pd.DataFrame:
    """Return the coverage of a matched difference, by design and shares."""
    generator, rows = np.random.default_rng(SEED), []
    for design in DESIGNS:
        for shares in SHARES:
            groups = draw_groups(generator, samples, design, shares)
            labels = compare.draw_permutations(groups, draws=DRAWS, generator=generator)
            difference, low, high = matched_differences.estimate_matched_difference(groups, labels)
            truth = shares[0] - shares[1]
            _, studentised = compare.compute_test_statistics(groups, labels[:1])
            error = np.abs(difference / np.where(studentised[:, 0] == 0, np.inf, studentised[:, 0]))
            reach = stats.t.ppf(0.975, max(min(part for part in design if part), 2) - 1) * error
            rows.append(
                {
                    "only_a, only_b, both": design,
                    "shares": shares,
                    "inverted": 100 * ((low <= truth) & (high >= truth)).mean(),
                    "linearised": 100 * (np.abs(difference - truth) <= reach).mean(),
                }
            )
    return pd.DataFrame(rows)


def draw_groups(
    generator: np.random.Generator, samples: int, design: tuple[int, int, int], shares: tuple[float, float]
) -> TwoGroups:
    """Return the counts of so many samples of documents with 4 to 17 statements each."""
    documents, place = sum(design), np.arange(sum(design))
    size = generator.integers(4, 18, documents)
    both = place >= design[0] + design[1]
    half = np.maximum((size * generator.uniform(0.2, 0.8, documents)).astype(int), 1)
    total_a = np.where(both, half, np.where(place < design[0], size, 0))
    rank = generator.random((samples, documents))
    parts = []
    for share, total in zip(shares, (total_a, size - total_a), strict=True):
        spread = 1 / CORRELATION - 1
        chance = stats.beta.ppf(rank, share * spread, (1 - share) * spread)
        totals = np.broadcast_to(total, rank.shape)
        parts += [generator.binomial(totals, chance).astype(float), totals.astype(float)]
    return TwoGroups(*parts)


def measure_pairs(samples: int) -> pd.DataFrame:
    """Return the coverage of together less expected, by the shares of two frames and how they repel one another."""
    generator, rows = np.random.default_rng(SEED), []
    for shares in PAIR_SHARES:
        for factor in REPELLED:
            truth = np.mean([_measure(draw_pair(generator, shares, factor, 20_000)) for _ in range(50)])
            found = []
            for _ in range(samples):
                pair = draw_pair(generator, shares, factor, DOCUMENTS)
                _, low, high = frame_pairs.estimate_pair(pair, generator=generator)
                found.append(low <= truth <= high)
            rows.append({"shares": shares, "together": factor, "bootstrap": 100 * np.mean(found)})
    return pd.DataFrame(rows)


def draw_pair(
    generator: np.random.Generator, shares: tuple[float, float], factor: float, documents: int
) -> frame_pairs.PairCounts:
    """Return documents whose frames stand together so many times as often as they would by chance."""
    size, spread = generator.integers(4, 20, documents), 1 / CORRELATION - 1
    one, other = (generator.beta(share * spread, (1 - share) * spread, documents) for share in shares)
    both = np.minimum(factor * one * other, np.minimum(one, other))
    parts = np.stack([both, one - both, other - both], axis=1)
    parts /= np.maximum(parts.sum(axis=1, keepdims=True) * (1 + 1e-9), 1)
    counts = generator.multinomial(size, np.column_stack([parts, 1 - parts.sum(axis=1)]))
    together = counts[:, 0]
    return frame_pairs.PairCounts(
        size, together + counts[:, 1], together + counts[:, 2], together, np.arange(documents)
    )


def _measure(pair: frame_pairs.PairCounts) -> float:
    return float((pair.together - pair.expected).sum() / pair.totals.sum())


if __name__ == "__main__":
    main()

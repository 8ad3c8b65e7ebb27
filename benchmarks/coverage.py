"""Do the intervals hold the truth as often as they say, and do the tests refuse it no more often?

Samples with known shares are drawn again and again: documents have as many statements of officials as the systematic
sample's (drawn from them), and each document a chance of its own, beta about the true share with the correlation within
documents that the corpus's frames have (ANOVA estimator, Ridout, Demetrio and Firth 1999, Biometrics 55:137-148; the
smallest and the largest of the declared frames). Layouts are 8, 15, 30 and 60 documents a side, the corpus's own
imbalance (four of its declared contrasts), and documents that have statements on both sides, half of each.

For each layout, correlation and share (5, 10, 20 %), in 2,000 samples: how often 95 % intervals hold the share of side
a (logit, Wilson with effective n, percentile bootstrap, bootstrap-t, wild cluster test turned round, and the method
that compare.estimate_share_intervals picks), the difference of two equal shares (Welch's t, percentile bootstrap, the
shares' intervals joined, the permutation test turned round, and the one that compare.measure_contrasts picks), the
difference and the ratio where side b has twice the share; and in 20,000 samples with equal shares how often permutation
tests refuse that at the 5 % level: studentised, as measure_contrasts does it, plain, and studentised where side a's
documents are more alike than side b's. A test turned round holds the truth exactly where the test does not refuse it,
so no interval need be sought. Run it with: research study coverage
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import special, stats

from research import compare, study
from research.compare.intervals import Interval, Moments, Numbers

SEED = 2026
MINUTES = 13
INPUTS = (
    "corpus/documents/*.md",
    "corpus/elections.csv",
    "corpus/coding/gold.csv",
    "corpus/codebook.toml",
    "corpus/contrasts.toml",
    "corpus/samples.toml",
)
SAMPLE = "systematic"
SIZES = (8, 15, 30, 60)
IMBALANCES = ("2020-2018", "general-regional", "general-regional-2024", "bali-nusa-tenggara")
PAIRED = (15, 60)
SHARES = (0.05, 0.1, 0.2)
SAMPLES, TEST_SAMPLES = 2000, 20_000
# 100 rows with the observed one, so that 5 % are 5 of them.
DRAWS, BOOTSTRAPS = 99, 999
# One set of labels serves so many samples; more would let its own chance show in the rates.
BATCH = 25


@dataclass(frozen=True)
class Layout:
    """How many documents are on each side, and whether they are the same ones."""

    name: str
    a: int
    b: int
    paired: bool = False


def run(project: Path, *, samples: int = SAMPLES, test_samples: int = TEST_SAMPLES) -> dict[str, pd.DataFrame]:
    """Return the tables coverage (every cell) and coverage_summary (a row a layout)."""
    sizes, correlations, imbalances = read_corpus(project / "corpus")
    layouts = [Layout(f"{size} a side", size, size) for size in SIZES] + imbalances
    layouts += [Layout(f"{size}, both sides in each", size, size, paired=True) for size in PAIRED]
    found = []
    for layout in layouts:
        for number, correlation in enumerate(correlations):
            for share in SHARES:
                generator = np.random.default_rng([SEED, layout.a, layout.b, layout.paired, number, int(share * 100)])
                draw = Drawing(layout, sizes, correlation, generator)
                row: dict[str, Any] = {"layout": layout.name, "documents_a": layout.a, "documents_b": layout.b}
                row |= {"correlation": correlation, "share": share, "samples": samples, "test_samples": test_samples}
                row |= measure_shares(draw, share, samples) | measure_differences(draw, share, samples)
                found.append(row | measure_tests(draw, share, test_samples, correlations))
    table = pd.DataFrame(found)
    return {"coverage": table, "coverage_summary": summarise(table)}


def read_corpus(folder: Path) -> tuple[Numbers, list[float], list[Layout]]:
    """Statements of each document; smallest and largest correlation of a frame; the layouts of declared contrasts."""
    known_study = study.open_study(folder, sample=SAMPLE)
    contrasts = known_study.contrasts
    told = known_study.statements[known_study.statements["official"]]
    totals = told.groupby("document").size()
    hits: pd.Series = known_study.codings.merge(told[["document", "sentence"]]).groupby(["frame", "document"]).size()
    known = [
        compare.estimate_correlation(np.asarray(counts, dtype=float), np.asarray(totals, dtype=float))
        for counts in (hits.xs(frame).reindex(totals.index, fill_value=0) for frame in contrasts.frames)
    ]
    attributes = known_study.documents.set_index("document").loc[totals.index].astype({"election_year": "str"})
    layouts = []
    for contrast in contrasts.declared:
        if contrast.contrast in IMBALANCES:
            values = attributes[contrast.column]
            small, large = sorted(int(values.isin(side).sum()) for side in (contrast.a, contrast.b))
            layouts.append(Layout(f"{small} against {large}", small, large))
    return np.asarray(totals, dtype=float), [round(min(known), 3), round(max(known), 3)], layouts


@dataclass(frozen=True)
class Drawing:
    """What samples are drawn from: how many documents, their sizes, the correlation within them, and chance."""

    layout: Layout
    sizes: Numbers
    correlation: float
    generator: np.random.Generator


def draw_sides(drawing: Drawing, shares: tuple[float, float], samples: int) -> compare.TwoGroups:
    """Draw samples of both sides; the halves of a document that has both are at one place of their betas."""
    layout, generator, correlation = drawing.layout, drawing.generator, drawing.correlation
    if layout.paired:
        totals = generator.choice(drawing.sizes, (samples, layout.a))
        place = generator.random((samples, layout.a))
        first = np.maximum(1, np.floor(totals / 2))
        second = np.maximum(1, totals - first)
        one, other = (
            generator.binomial(half.astype(int), draw_chances(place, share, correlation)).astype(float)
            for half, share in zip((first, second), shares, strict=True)
        )
        return compare.TwoGroups(one, first, other, second)
    totals = generator.choice(drawing.sizes, (samples, layout.a + layout.b))
    side = np.arange(layout.a + layout.b) < layout.a
    place = generator.random(totals.shape)
    chances = np.where(side, *(draw_chances(place, share, correlation) for share in shares))
    hits = generator.binomial(totals.astype(int), chances).astype(float)
    return compare.TwoGroups(hits * side, totals * side, hits * ~side, totals * ~side)


def draw_chances(place: Numbers, share: float, correlation: float) -> Numbers:
    """Chances of documents: the beta's values at these places between 0 and 1."""
    size = (1 - correlation) / correlation
    return np.asarray(special.betaincinv(share * size, (1 - share) * size, place))


def measure_shares(drawing: Drawing, share: float, samples: int) -> dict[str, float]:
    """How often each interval holds the share of side a, and the mean width of the chosen one."""
    sides = draw_sides(drawing, (share, share), samples)
    hits, totals = sides.hits_a[:, : drawing.layout.a], sides.totals_a[:, : drawing.layout.a]
    moments = compare.estimate_moments(hits, totals)
    flat = moments.variance < 1e-15
    exact = compare.estimate_exact_interval(moments)
    chosen = compare.estimate_share_intervals(hits, totals)[1:3]
    intervals = {
        "logit": replace_flat(compare.estimate_logit_interval(moments), exact, flat),
        "wilson": replace_flat(compare.estimate_wilson_interval(moments), exact, flat),
        "percentile": bootstrap_percentile(hits, totals, drawing.generator),
        "bootstrap_t": replace_flat(bootstrap_t(hits, totals, drawing.generator), exact, flat),
        "chosen": chosen,
    }
    found = {f"share_{name}": cover(interval, share) for name, interval in intervals.items()}
    signs = drawing.generator.choice([-1.0, 1.0], (BOOTSTRAPS + 1, hits.shape[1]))
    signs[0] = 1
    sums = (hits - share * totals) @ signs.T
    found["share_wild"] = float((compare.compute_p_value(sums) > 0.05).mean())
    return found | {"width_chosen": float((chosen[1] - chosen[0]).mean())}


def replace_flat(interval: Interval, other: Interval, flat: np.ndarray) -> Interval:
    """The interval, and the other one where flat."""
    low, high = (np.where(flat, *pair) for pair in zip(other, interval, strict=True))
    return low, high


def cover(interval: Interval, truth: float) -> float:
    """How often the interval holds the truth."""
    return float(((interval[0] <= truth) & (truth <= interval[1])).mean())


def resample(hits: Numbers, totals: Numbers, generator: np.random.Generator) -> Moments:
    """Shares and variances of resamples of whole documents, the same resamples for each sample."""
    clusters = hits.shape[1]
    times = generator.multinomial(clusters, np.full(clusters, 1 / clusters), BOOTSTRAPS).T.astype(float)
    parts = (hits, totals, hits**2, hits * totals, totals**2)
    first, number, square, cross, size = (part @ times for part in parts)
    share = first / number
    variance = clusters / (clusters - 1) * (square - 2 * share * cross + share**2 * size) / number**2
    return Moments(share, np.maximum(variance, 0), clusters, number)


def bootstrap_percentile(hits: Numbers, totals: Numbers, generator: np.random.Generator) -> Interval:
    """The middle 95 % of resampled shares."""
    low, high = np.quantile(resample(hits, totals, generator).share, [0.025, 0.975], axis=1)
    return low, high


def bootstrap_t(hits: Numbers, totals: Numbers, generator: np.random.Generator) -> Interval:
    """Bootstrap-t on the logit scale; resamples without a hit count as far off as can be."""
    moments, again = compare.estimate_moments(hits, totals), resample(hits, totals, generator)
    with np.errstate(divide="ignore", invalid="ignore"):
        error, errors = (np.sqrt(m.variance) / (m.share * (1 - m.share)) for m in (moments, again))
        steps = (special.logit(again.share) - special.logit(moments.share)[:, None]) / errors
        low, high = np.quantile(np.where(np.isnan(steps), -np.inf, steps), [0.025, 0.975], axis=1, method="nearest")
        centre = special.logit(moments.share)
        return special.expit(centre - high * error), special.expit(centre - low * error)


def measure_differences(drawing: Drawing, share: float, samples: int) -> dict[str, float]:
    """How often each interval holds the difference of equal shares, and the chosen ones where b has twice the share."""
    few = min(drawing.layout.a, drawing.layout.b) < compare.FEW_CLUSTERS
    inverted = few or drawing.layout.paired
    found: dict[str, float] = {}
    for name, other in (("equal", share), ("double", 2 * share)):
        sides = draw_sides(drawing, (share, other), samples)
        difference, ratio = compare.combine_intervals(sides)
        joined = cover(difference, share - other)
        turned = 1 - refuse(compare.shift_difference(sides, share - other), drawing.generator)[0]
        found |= {f"difference_joined_{name}": joined, f"difference_permuted_{name}": turned}
        found[f"difference_chosen_{name}"] = turned if inverted else joined
        # A ratio with nothing below it is not given: such samples have no interval to hold anything.
        given = sides.hits_b.sum(axis=1) > 0
        told = sides.select(given)
        scaled = compare.shift_ratio(told, float(np.log(share / other)))
        held = cover((ratio[0][given], ratio[1][given]), share / other)
        found[f"ratio_chosen_{name}"] = 1 - refuse(scaled, drawing.generator)[0] if few else held
        if name == "equal":
            found["difference_welch"] = cover(bound_welch(sides), 0.0)
            found["difference_percentile"] = cover(bootstrap_difference(sides, drawing), 0.0)
    return found


def bound_welch(sides: compare.TwoGroups) -> Interval:
    """Difference less and more Welch's t times its clustered standard error."""
    one, other = (
        compare.estimate_moments(hits[:, totals[0] > 0], totals[:, totals[0] > 0]) for hits, totals in sides.pair()
    )
    total = one.variance + other.variance
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = one.variance**2 / (one.clusters - 1) + other.variance**2 / (other.clusters - 1)
        reach = np.where(total > 0, stats.t.ppf(0.975, total**2 / parts) * np.sqrt(total), 0.0)
    return one.share - other.share - reach, one.share - other.share + reach


def bootstrap_difference(sides: compare.TwoGroups, drawing: Drawing) -> Interval:
    """The middle 95 % of resampled differences."""
    shares = []
    state = drawing.generator.bit_generator.state
    for hits, totals in sides.pair():
        if drawing.layout.paired:
            # The same documents on both sides are resampled together.
            drawing.generator.bit_generator.state = state
        there = totals[0] > 0
        shares.append(resample(hits[:, there], totals[:, there], drawing.generator).share)
    low, high = np.quantile(shares[0] - shares[1], [0.025, 0.975], axis=1)
    return low, high


def refuse(sides: compare.TwoGroups, generator: np.random.Generator) -> tuple[float, float]:
    """How often the permutation test refuses that the sides are alike: studentised, plain."""
    found = []
    for start in range(0, len(sides.hits_a), BATCH):
        part = sides.select(slice(start, start + BATCH))
        labels = compare.draw_permutations(part, draws=DRAWS, generator=generator)
        differences, studentised = compare.compute_test_statistics(part, labels)
        found.append(
            np.column_stack([compare.compute_p_value(values) <= 0.05 for values in (studentised, differences)])
        )
    rates = np.concatenate(found).mean(axis=0)
    return float(rates[0]), float(rates[1])


def measure_tests(drawing: Drawing, share: float, samples: int, correlations: list[float]) -> dict[str, float]:
    """How often tests refuse equal shares at the 5 % level, also where the sides differ in their correlation."""
    studentised, plain = refuse(draw_sides(drawing, (share, share), samples), drawing.generator)
    found = {"type_one": studentised, "type_one_plain": plain, "type_one_unequal": np.nan}
    if not drawing.layout.paired and drawing.correlation == max(correlations):
        one, other = (
            draw_sides(replace(drawing, correlation=value), (share, share), samples)
            for value in (max(correlations), min(correlations))
        )
        mixed = compare.TwoGroups(one.hits_a, one.totals_a, *move_sizes(one, other))
        found["type_one_unequal"] = refuse(mixed, drawing.generator)[0]
    return found


def move_sizes(one: compare.TwoGroups, other: compare.TwoGroups) -> tuple[Numbers, Numbers]:
    """Side b of the second samples, whose documents stand in the same places as side b of the first."""
    return other.hits_b, np.where(one.totals_b > 0, other.totals_b, 0.0)


def summarise(table: pd.DataFrame) -> pd.DataFrame:
    """Lowest and highest coverage of the chosen intervals over shares and correlations, and the mean rate of refusals.

    The rate of refusals is the mean over 6 cells of 20,000 samples; its own standard error is 0.1 points.
    """
    found = []
    for layout, part in table.groupby("layout", sort=False):
        differences = part[["difference_chosen_equal", "difference_chosen_double"]].to_numpy()
        ratios = part[["ratio_chosen_equal", "ratio_chosen_double"]].to_numpy()
        row: dict[str, Any] = {"layout": layout}
        for name, values in (
            ("share", part["share_chosen"]),
            ("difference", differences),
            ("ratio", ratios),
            ("percentile", part["share_percentile"]),
        ):
            row |= {f"{name}_low": float(np.min(values)), f"{name}_high": float(np.max(values))}
        row |= {"type_one": part["type_one"].mean(), "type_one_highest": part["type_one"].max()}
        found.append(row | {"type_one_unequal": part["type_one_unequal"].mean()})
    return pd.DataFrame(found)

"""Do corrected intervals cover the share that full gold gives, where single statements were drawn for a coding sheet?

The systematic sample of the shipped corpus is coded whole, so the truth is known. Again and again a sheet is drawn from
it as research code sample draws one (coding.draw_sample: strata of year, island and frame as the cues see it, with
unequal chances), of 20, 40 or 60 % of its officials' statements, as if nobody had coded the rest. The predictions are
those of the cue coder; they are the same in every draw, since the sheet is all that chance decides.

Counted in each draw, for the share in the whole corpus and for the difference between two election years: whether the
corrected interval holds the full-gold value (correction.estimate_correction, statements as its units), and whether that
of the drawn statements' gold alone does, weighted by the chances. The predictions by themselves, taken as truth (naive:
clustered by document, as of shares that people coded), give one interval for all draws, which holds the value or not.

Run it with: research study sheets
"""

from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd

from research import coding, compare, frames, study, tables
from research.compare.correction import coverage_trials

SEED = 2026
MINUTES = 14
INPUTS = (
    "corpus/documents/*.md",
    "corpus/elections.csv",
    "corpus/coding/gold.csv",
    "corpus/codebook.toml",
    "corpus/samples.toml",
)
SAMPLE = "systematic"
FRAMES = ("service_priority", "sanctions", "social_media", "conflict_risk")
FRACTIONS = (0.2, 0.4, 0.6)
YEARS = (2024, 2020)
WHOLE, CONTRAST = "all", "2024 less 2020"
DRAWS = 1000
# Draws that one process works through before it hands over.
BATCH = 50
UNIT = ["document", "sentence"]

Corpus = dict[str, Any]


def run(project: Path, *, workers: int = 1, draws: int = DRAWS) -> dict[str, pd.DataFrame]:
    """Return the study's table, one row a fraction drawn, group and frame (trials.measure_coverage)."""
    known = read_corpus(project / "corpus")
    sizes = {round(fraction * len(known["units"])): fraction for fraction in FRACTIONS}
    batches = [(size, range(start, min(start + BATCH, draws))) for size in sizes for start in range(0, draws, BATCH)]
    found = joblib.Parallel(n_jobs=workers)(
        joblib.delayed(measure_draws)(known, size, numbers, seed=SEED) for size, numbers in batches
    )
    rows = pd.DataFrame([row for part in found for row in part])
    return {"sheets": coverage_trials.measure_coverage(rows.assign(sampling_fraction=rows["sample_size"].map(sizes)))}


def read_corpus(folder: Path) -> Corpus:
    """Return what sheets are drawn from, and by official's statement its unit, year, gold, predictions and labels."""
    known = study.open_study(folder, sample=SAMPLE)
    predicted = frames.code_with_cues(known.statements, known.codebook)
    told = known.statements[known.statements["official"]].sort_values(UNIT)
    units = pd.MultiIndex.from_frame(told[UNIT])
    years = known.documents.set_index("document")["election_year"]
    values = {
        name: table.pivot(index=UNIT, columns="frame", values="present").loc[units, list(FRAMES)].to_numpy(dtype=float)
        for name, table in (("gold", known.gold), ("labels", predicted))
    }
    return values | {
        "statements": known.statements,
        "documents": known.documents,
        "cues": predicted,
        "units": units,
        "years": years.loc[told["document"]].to_numpy(),
    }


def measure_draws(known: Corpus, size: int, numbers: range, *, seed: int) -> list[dict[str, Any]]:
    """Estimate everything in the draws of these numbers: a row for each draw, group and frame."""
    rows = []
    every = np.ones(len(known["units"]), dtype=bool)
    seeds = [int(np.random.default_rng([seed, size, number]).integers(2**31)) for number in numbers]
    designs = [coding.SamplingDesign(size, seed=drawn_seed) for drawn_seed in seeds]
    keys = coding.draw_samples(known["statements"], known["documents"], known["cues"], designs=designs)
    for number, key in zip(numbers, keys, strict=True):
        places = known["units"].get_indexer(pd.MultiIndex.from_frame(key[UNIT]))
        drawn = np.full(len(every), np.nan)
        drawn[places] = key["probability"].to_numpy()
        for place, frame in enumerate(FRAMES):
            head = {"sample_size": size, "frame": frame, "draw": number}
            truth, found, few = estimate_share(known, drawn, place, every)
            rows.append(head | {"group": WHOLE} | coverage_trials.make_draw_row(truth, found, too_few=few))
            one, other = (estimate_share(known, drawn, place, known["years"] == year) for year in YEARS)
            gap = coverage_trials.subtract_estimates(one[1], other[1])
            row = coverage_trials.make_draw_row(one[0] - other[0], gap, too_few=one[2] or other[2])
            rows.append(head | {"group": CONTRAST} | row)
    return rows


def estimate_share(
    known: Corpus, drawn: np.ndarray, place: int, kept: np.ndarray
) -> tuple[float, dict[str, compare.Correction], bool]:
    """The full-gold share of a frame in the statements kept, its estimates, and whether there are too few hits."""
    full, labels = (known[name][kept, place] for name in ("gold", "labels"))
    mine = drawn[kept]
    gold = np.where(np.isnan(mine), np.nan, full)
    ones = np.ones(len(full))
    documents = pd.factorize(known["units"].get_level_values("document")[kept])[0]
    by_document = [np.bincount(documents, weights=values) for values in (labels, ones, labels)]
    found = {
        "corrected": compare.estimate_correction(labels, ones, gold, probabilities=mine),
        "coded": compare.estimate_correction(labels, ones, gold, probabilities=mine, tuning=0.0),
        "naive": compare.estimate_population(*by_document),
    }
    return float(full.mean()), found, bool(np.nansum(gold) < tables.MINIMUM_HITS)

"""Do corrected intervals cover the share that full gold gives, and how often do the others?

The systematic sample of the shipped corpus is coded whole, so the truth is known. Again and again 20, 40 or 60 % of its
documents are drawn as if nobody had coded the rest; a coder of words and characters learns from the drawn documents
alone, by turns on four fifths of them, so that every drawn document is predicted by a coder that did not see it, and
every other one by the five together. It knows no cue of the codebook, since cues were written with the gold in view.
Its inverse document frequencies come from all texts; no code goes into them.

Counted in each draw, for the share in the whole corpus and for the difference between two election years: whether the
corrected interval holds the full-gold value (correction.estimate_correction), whether that of the predictions does when
they are taken as truth (naive: clustered by document, on the logit scale, as of shares that people coded, with a frame
called there at the probability that gives the best F1 in the drawn documents; it is meant for other documents too, and
so wider than the corpus asks for), and whether that of the drawn documents' gold alone does.

Run it with: research study correction
"""

from pathlib import Path
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve

from research import compare, study, tables
from research.compare.correction import coverage_trials

SEED = 2026
MINUTES = 10
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
FOLDS = 5
# Draws that one process works through before it hands over.
BATCH = 25

Numbers = npt.NDArray[np.float64]
Corpus = dict[str, Any]


def run(project: Path, *, workers: int = 1, draws: int = DRAWS) -> dict[str, pd.DataFrame]:
    """Return the study's table, one row a fraction drawn, group and frame (trials.measure_coverage)."""
    known = read_corpus(project / "corpus")
    sizes = {fraction: round(fraction * len(known["totals"])) for fraction in FRACTIONS}
    batches = [
        (size, range(start, min(start + BATCH, draws))) for size in sizes.values() for start in range(0, draws, BATCH)
    ]
    found = joblib.Parallel(n_jobs=workers)(
        joblib.delayed(measure_draws)(known, size, numbers, seed=SEED) for size, numbers in batches
    )
    rows = pd.DataFrame([row for part in found for row in part])
    rows["sampling_fraction"] = rows["sample_size"].map({size: fraction for fraction, size in sizes.items()})
    return {"correction": coverage_trials.measure_coverage(rows)}


def read_corpus(folder: Path) -> Corpus:
    """Return features and codes of officials' statements, the document of each, and statements and year by document.

    Statements stand in the order of document and sentence, documents in that of their ids.
    """
    known = study.open_study(folder, sample=SAMPLE)
    told = known.statements[known.statements["official"]].sort_values(["document", "sentence"])
    seen = set(known.codings[["document", "sentence", "frame"]].itertuples(index=False, name=None))
    units = list(told[["document", "sentence"]].itertuples(index=False, name=None))
    codes = np.array([[(*unit, frame) in seen for frame in FRAMES] for unit in units], dtype=float)
    names, places = np.unique(told["document"].to_numpy(dtype=str), return_inverse=True)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3)
    return {
        "features": sparse.hstack([coder.fit_transform(told["text"]) for coder in (words, characters)]).tocsr(),
        "codes": codes,
        "places": places,
        "totals": np.bincount(places).astype(float),
        "gold": _sum_documents(codes, places),
        "years": known.documents.set_index("document").loc[list(names), "election_year"].to_numpy(),
    }


def _sum_documents(values: Numbers, places: npt.NDArray[np.int64]) -> Numbers:
    return np.column_stack([np.bincount(places, weights=column) for column in values.T])


def predict_frames(known: Corpus, drawn: npt.NDArray[np.int64]) -> Numbers:
    """Probability of each frame in each statement; drawn documents stand in random order, and folds are cut of that."""
    places, codes, features = known["places"], known["codes"], known["features"]
    rest = ~np.isin(places, drawn)
    found = np.zeros(codes.shape)
    for fold in range(FOLDS):
        own = np.isin(places, drawn[np.arange(len(drawn)) % FOLDS == fold])
        taught, asked = ~rest & ~own, own | rest
        weight = np.where(own, 1.0, 1 / FOLDS)[asked]
        for number in range(len(FRAMES)):
            labels = codes[taught, number]
            if labels.min() == labels.max():
                found[asked, number] += weight * labels[0]
                continue
            coder = LogisticRegression(
                C=5, solver="liblinear", dual=True, class_weight="balanced", tol=1e-3, max_iter=1000, random_state=0
            ).fit(features[taught], labels)
            found[asked, number] += weight * coder.predict_proba(features[asked])[:, 1]
    return found


def label_frames(known: Corpus, drawn: npt.NDArray[np.int64], chances: Numbers) -> Numbers:
    """Call each frame there or not, at the probability that gives the best F1 in the drawn documents."""
    mine = np.isin(known["places"], drawn)
    found = np.zeros(chances.shape)
    for number in range(len(FRAMES)):
        if known["codes"][mine, number].any():
            precision, recall, borders = precision_recall_curve(known["codes"][mine, number], chances[mine, number])
            scores = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
            found[:, number] = chances[:, number] >= borders[scores[:-1].argmax()]
    return found


def measure_draws(known: Corpus, size: int, numbers: range, *, seed: int) -> list[dict[str, Any]]:
    """Estimate everything in the draws of these numbers: a row for each draw, group and frame."""
    rows = []
    for number in numbers:
        generator = np.random.default_rng([seed, size, number])
        drawn = generator.permutation(len(known["totals"]))[:size]
        chances = predict_frames(known, drawn)
        guesses = _sum_documents(chances, known["places"])
        labels = _sum_documents(label_frames(known, drawn, chances), known["places"])
        gold = np.full_like(known["gold"], np.nan)
        gold[drawn] = known["gold"][drawn]
        for place, frame in enumerate(FRAMES):
            columns = [table[:, place] for table in (guesses, labels, gold, known["gold"])]
            table = np.column_stack([*columns, known["totals"]])
            halves = [table[known["years"] == year] for year in YEARS]
            head = {"sample_size": size, "frame": frame, "draw": number}
            rows += [head | {"group": WHOLE} | estimate_share(table)]
            rows += [head | {"group": CONTRAST} | estimate_difference(*halves)]
    return rows


def estimate_share(table: Numbers) -> dict[str, Any]:
    """Estimate a share in each way; columns of table: probabilities, labels, gold of the drawn, gold of all, totals."""
    full, totals = table[:, 3], table[:, 4]
    return coverage_trials.make_draw_row(float(full.sum() / totals.sum()), _correct(table), too_few=_has_few(table))


def estimate_difference(one: Numbers, other: Numbers) -> dict[str, Any]:
    """Estimate the difference between two groups in each way."""
    found = coverage_trials.subtract_estimates(_correct(one), _correct(other))
    truth = [float(part[:, 3].sum() / part[:, 4].sum()) for part in (one, other)]
    return coverage_trials.make_draw_row(truth[0] - truth[1], found, too_few=_has_few(one) or _has_few(other))


def _correct(table: Numbers) -> dict[str, compare.Correction]:
    guesses, labels, gold, _, totals = table.T
    return {
        "corrected": compare.estimate_correction(guesses, totals, gold),
        "naive": compare.estimate_population(labels, totals, labels),
        "coded": compare.estimate_correction(guesses, totals, gold, tuning=0.0),
    }


def _has_few(table: Numbers) -> bool:
    return bool(np.nansum(table[:, 2]) < tables.MINIMUM_HITS)

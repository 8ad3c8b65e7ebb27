"""Do corrected intervals cover the share that full gold gives, and how often do the others?

The shipped corpus is coded whole, so the truth is known. Again and again 20, 40 or 60 % of its documents are drawn as
if nobody had coded the rest; a coder of words and characters learns from the drawn documents alone, by turns on four
fifths of them, so that every drawn document is predicted by a coder that did not see it, and every other one by the
five together. It knows no cue of the codebook, since cues were written with the gold in view. Its inverse document
frequencies come from all texts; no code goes into them.

Counted in each draw, for the share in the whole corpus and for the difference between two election years: whether the
corrected interval holds the full-gold value (correction.estimate_correction), whether that of the predictions does when
they are taken as truth (naive: clustered by document, on the logit scale, as of shares that people coded, with a frame
called there at the probability that gives the best F1 in the drawn documents; it is meant for other documents too, and
so wider than the corpus asks for), and whether that of the drawn documents' gold alone does.

Run it with: research study correction
"""

from pathlib import Path
from typing import Any

import joblib  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse, stats
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve

from research import attribution, coding, corpus, correction

SEED = 2026
INPUTS = (
    "corpus/documents/*.md",
    "corpus/coding/gold.csv",
    "src/research/correction/*.py",
)
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


def run(project: Path, *, jobs: int = 1, draws: int = DRAWS) -> dict[str, pd.DataFrame]:
    """Return the study's table: one row for each fraction drawn, each group and each frame (measure_coverage)."""
    known = read_corpus(project / "corpus")
    sizes = {fraction: round(fraction * len(known["totals"])) for fraction in FRACTIONS}
    batches = [
        (size, range(start, min(start + BATCH, draws))) for size in sizes.values() for start in range(0, draws, BATCH)
    ]
    found = joblib.Parallel(n_jobs=jobs)(
        joblib.delayed(measure_draws)(known, size, numbers, seed=SEED) for size, numbers in batches
    )
    rows = pd.DataFrame([row for part in found for row in part])
    rows["fraction"] = rows["drawn"].map({size: fraction for fraction, size in sizes.items()})
    return {"correction": measure_coverage(rows)}


def read_corpus(folder: Path) -> Corpus:
    """Return features and codes of the reported statements, the document of each, and statements and year by document.

    Statements stand in the order of document and sentence, documents in that of their ids.
    """
    documents = corpus.read_documents(folder)
    coded = coding.read_coded(folder, documents, attribution.find_statements(documents))
    told = coded.statements[coded.statements["reported"]].sort_values(["document", "sentence"])
    seen = set(coded.codings[["document", "sentence", "frame"]].itertuples(index=False, name=None))
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
        "years": documents.set_index("document").loc[list(names), "election_year"].to_numpy(),
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
            head = {"drawn": size, "frame": frame, "draw": number}
            rows += [head | {"group": WHOLE} | estimate_share(table)]
            rows += [head | {"group": CONTRAST} | estimate_difference(*halves)]
    return rows


def estimate_share(table: Numbers) -> dict[str, Any]:
    """Estimate a share in each way; columns of table: probabilities, labels, gold of the drawn, gold of all, totals."""
    full, totals = table[:, 3], table[:, 4]
    return _lay_out(float(full.sum() / totals.sum()), _correct(table), few=_has_few(table))


def estimate_difference(one: Numbers, other: Numbers) -> dict[str, Any]:
    """Estimate the difference between two groups in each way."""
    first, second = _correct(one), _correct(other)
    found = {}
    for way, half in first.items():
        gap = correction.subtract_corrections(half, second[way])
        share, low, high, error = (float(gap[name]) for name in ("difference", "low", "high", "error"))
        tuning = (half.tuning + second[way].tuning) / 2
        found[way] = correction.Correction(share, low, high, error, 0, tuning, str(gap["method"]))
    truth = [float(part[:, 3].sum() / part[:, 4].sum()) for part in (one, other)]
    return _lay_out(truth[0] - truth[1], found, few=_has_few(one) or _has_few(other))


def _correct(table: Numbers) -> dict[str, correction.Correction]:
    guesses, labels, gold, _, totals = table.T
    return {
        "corrected": correction.estimate_correction(guesses, totals, gold),
        "naive": correction.estimate_population(labels, totals, labels),
        "coded": correction.estimate_correction(guesses, totals, gold, tuning=0.0),
    }


def _has_few(table: Numbers) -> bool:
    return bool(np.nansum(table[:, 2]) < correction.MINIMUM_HITS)


def _lay_out(truth: float, found: dict[str, correction.Correction], *, few: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"truth": truth, "tuning": found["corrected"].tuning, "few": few}
    for way, told in found.items():
        row |= {f"error_{way}": told.share - truth, f"width_{way}": told.high - told.low}
        row |= {f"covered_{way}": told.low <= truth <= told.high}
    # Under 5 coded documents nothing was estimated at all.
    return row | {"possible": bool(np.isfinite(row["error_corrected"]))}


def measure_coverage(rows: pd.DataFrame) -> pd.DataFrame:
    """Sum the draws up by fraction, group and frame.

    Columns: fraction, drawn (documents), group, frame, truth (the full-gold value), draws, estimated (draws with enough
    coded hits to say), too_few (share of the draws without), coverage (of the corrected 95 % interval, over the
    estimated draws) with coverage_low and coverage_high (its own 95 % interval, Wilson's, for so many draws),
    coverage_always (had the draws with too few been estimated all the same), coverage_naive and coverage_coded (over
    the estimated draws too), then mean width, bias and root mean squared error of the three, and the mean lambda.
    """
    found = []
    for (fraction, drawn, group, frame), part in rows.groupby(["fraction", "drawn", "group", "frame"], sort=True):
        told = part[part["possible"] & ~part["few"]]
        row = {"fraction": fraction, "drawn": drawn, "group": group, "frame": frame, "truth": part["truth"].iloc[0]}
        row |= {"draws": len(part), "estimated": len(told), "too_few": 1 - len(told) / len(part)}
        row |= {"coverage": told["covered_corrected"].mean(), "coverage_low": np.nan, "coverage_high": np.nan}
        if len(told):
            rate = stats.binomtest(int(told["covered_corrected"].sum()), len(told)).proportion_ci(method="wilson")
            row |= {"coverage_low": rate.low, "coverage_high": rate.high}
        row |= {"coverage_always": part.loc[part["possible"], "covered_corrected"].mean()}
        row |= {f"coverage_{way}": told[f"covered_{way}"].mean() for way in ("naive", "coded")}
        for way in ("corrected", "naive", "coded"):
            row |= {f"width_{way}": told[f"width_{way}"].mean(), f"bias_{way}": told[f"error_{way}"].mean()}
            row |= {f"rmse_{way}": np.sqrt((told[f"error_{way}"] ** 2).mean())}
        found.append(row | {"lambda": told["tuning"].mean()})
    table = pd.DataFrame(found)
    order = {group: place for place, group in enumerate((WHOLE, CONTRAST))} | {f: n for n, f in enumerate(FRAMES)}
    return table.sort_values(
        ["fraction", "group", "frame"], key=lambda column: column.replace(order), ignore_index=True
    )

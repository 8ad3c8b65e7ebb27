"""Do corrected intervals hold the truth as often as they say where a coder errs, and do those of its labels?

Corpora are made whose truth is known: 200 documents of 4 to 12 statements, half of them of either year; each document
has a rate of its own (beta with the correlation 1/8 about 20 % in one year and 30 % in the other), and statements of
one office carry the frame half as often again. Offices are mixed within documents. A coder is right with the
probability 70, 80 or 90 %, and its errors are of one of four kinds:

    alike         the same in all statements
    by group      so, and 15 % of the statements without the frame are called hits in the year that has fewer true
                  ones, and as many in the office that has
    by document   documents have rates of error of their own (beta with the correlation 0.3)
    copies        alike; a fifth of the statements are copies, in families of 40, 20, 13 and so on down to 2, with the
                  same code and the same label

Of each corpus sheets of 300 statements are drawn by coding.draw_samples, with strata of year and predicted frame, and
corrected by compare.estimate_correction and subtract_corrections, statements as their units, as compare.correct_shares
and correct_differences do. Counted is how often the 95 % interval holds the truth of the very corpus, for the share of
either year, of all, the difference of the years, and of the offices. Naive is the interval of the coder's labels taken
as true, clustered by document; it is the same for all sheets of a corpus.

Table: corrected_coverage, a row for each accuracy, kind of error and estimand: corpora, draws, too_few (part of the
draws with under 10 coded hits), covered, standard_error (of covered, from the corpora), missed_below (part of draws
whose interval lies above the truth), width, bias, and for the naive interval covered, width and bias.

Run it with: research study corrected_coverage
"""

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import joblib
import numpy as np
import numpy.typing as npt
import pandas as pd

from research import coding, compare, tables

SEED = 2026
MINUTES = 8
INPUTS = ()
ACCURACIES = (0.7, 0.8, 0.9)
ALIKE, BY_GROUP, BY_DOCUMENT, COPIES = KINDS = ("alike", "by group", "by document", "copies")
CORPORA, DRAWS, CODED = 30, 40, 300
DOCUMENTS, CORRELATION, RATES = 200, 1 / 8, (0.2, 0.3)
MORE, ERROR_CORRELATION = 0.15, 0.3
FAMILIES = (40, 20, 13, 10, *[8] * 5, *[5] * 10, *[3] * 20, *[2] * 40)
YEARS, OFFICES = ("2020", "2024"), ("agency", "head")
UNIT = ["document", "sentence"]

Marks = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


class Bounds(NamedTuple):
    """An estimate and the ends of its interval; nan where there are too few hits."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Made:
    """A made corpus: its tables, and by statement document, year, office, truth and the coder's label."""

    documents: pd.DataFrame
    statements: pd.DataFrame
    places: npt.NDArray[np.int64]
    later: Marks
    head: Marks
    gold: Marks
    labels: Marks


def run(project: Path, *, workers: int = 1, corpora: int = CORPORA, draws: int = DRAWS) -> dict[str, pd.DataFrame]:
    """Return the table corrected_coverage."""
    cells = list(product(ACCURACIES, KINDS, range(corpora)))
    found = joblib.Parallel(n_jobs=workers)(joblib.delayed(measure_corpus)(*cell, draws=draws) for cell in cells)
    rows = pd.DataFrame([row for part in found for row in part])
    return {"corrected_coverage": summarise(rows)}


def make_corpus(accuracy: float, kind: str, generator: np.random.Generator) -> Made:
    """Make documents, statements, the truth and the labels of a coder."""
    sizes = generator.integers(4, 13, DOCUMENTS)
    places, later_documents = np.repeat(np.arange(DOCUMENTS), sizes), np.arange(DOCUMENTS) % 2 == 1
    later, head = later_documents[places], generator.random(len(places)) < 0.5
    means = np.where(later_documents, *RATES[::-1])
    rates = draw_rates(means, CORRELATION, generator)[places] * np.where(head, 1.5, 1.0)
    gold = generator.random(len(places)) < rates
    errors = np.full(DOCUMENTS, 1 - accuracy)
    errors = draw_rates(errors, ERROR_CORRELATION, generator) if kind == BY_DOCUMENT else errors
    wrong = generator.random(len(places)) < errors[places]
    families = np.arange(len(places))
    if kind == COPIES:
        families = draw_families(later, generator)
    labels = np.where(wrong, ~gold, gold)
    if kind == BY_GROUP:
        more = [side & (generator.random(len(places)) < MORE) for side in (~later, ~head)]
        labels |= ~gold & (more[0] | more[1])
    gold, labels = gold[families], labels[families]
    names = np.array([f"d{place:03}" for place in range(DOCUMENTS)])
    texts = [" ".join(spell(9 * family + word) for word in range(9)) for family in range(len(places))]
    documents = pd.DataFrame({"document": names, "published": pd.Timestamp("2024-01-01")})
    documents["election_year"] = np.where(later_documents, *YEARS[::-1])
    documents["text"] = [spell(10**7 + place) for place in range(DOCUMENTS)]
    statements = pd.DataFrame({"document": names[places]})
    statements["sentence"] = statements.groupby("document").cumcount() + 1
    statements["text"] = [texts[family] for family in families]
    statements["speaker"] = [spell(int(family)) for family in families]
    return Made(documents, statements.assign(reported=True), places, later, head, gold, labels)


def draw_rates(means: Numbers, correlation: float, generator: np.random.Generator) -> Numbers:
    """Rates of documents from beta distributions about the means."""
    size = (1 - correlation) / correlation
    return generator.beta(means * size, (1 - means) * size)


def draw_families(later: Marks, generator: np.random.Generator) -> npt.NDArray[np.int64]:
    """The first member of each statement's family; members are of one year."""
    families = np.arange(len(later))
    left = {side: generator.permutation(np.flatnonzero(later == side)).tolist() for side in (False, True)}
    for number, size in enumerate(FAMILIES):
        members = [left[number % 2 == 1].pop() for _ in range(size)]
        families[members] = min(members)
    return families


def spell(number: int) -> str:
    """A word of its own for each number."""
    letters = ""
    for _ in range(6):
        number, letter = divmod(number, 26)
        letters += chr(ord("a") + letter)
    return letters


def measure_corpus(accuracy: float, kind: str, number: int, *, draws: int = DRAWS) -> list[dict[str, Any]]:
    """Return a row for each estimand of one corpus: how many of the draws held the truth, and so on."""
    generator = np.random.default_rng([SEED, round(100 * accuracy), KINDS.index(kind), number])
    made = make_corpus(accuracy, kind, generator)
    predicted = made.statements[UNIT].assign(frame="frame", present=made.labels)
    strata = ("election_year", "frame")
    designs = [coding.SamplingDesign(CODED, strata, int(seed)) for seed in generator.integers(2**31, size=draws)]
    units = pd.MultiIndex.from_frame(made.statements[UNIT])
    found: dict[str, list[Bounds]] = {}
    for key in coding.draw_samples(made.statements, made.documents, predicted, designs=designs):
        chances = np.full(len(units), np.nan)
        chances[units.get_indexer(pd.MultiIndex.from_frame(key[UNIT]))] = key["probability"]
        for name, bounds in correct_all(made, chances).items():
            found.setdefault(name, []).append(bounds)
    truths, naive = tell_truth(made), take_as_true(made)
    header = {"accuracy": accuracy, "errors": kind}
    return [
        header | {"estimand": name} | count_held(bounds, truths[name], naive[name]) for name, bounds in found.items()
    ]


def list_sides(made: Made) -> dict[str, Marks]:
    """The statements of each share."""
    return {
        YEARS[1]: made.later,
        YEARS[0]: ~made.later,
        OFFICES[1]: made.head,
        OFFICES[0]: ~made.head,
        "all": np.ones(len(made.later), dtype=bool),
    }


def list_differences() -> dict[str, tuple[str, str]]:
    """The two shares of each difference."""
    return {f"{b} less {a}": (b, a) for a, b in (YEARS, OFFICES)}


def tell_truth(made: Made) -> dict[str, float]:
    """The true shares and differences of the corpus."""
    found = {name: float(made.gold[side].mean()) for name, side in list_sides(made).items()}
    return found | {name: found[one] - found[other] for name, (one, other) in list_differences().items()}


def correct_all(made: Made, chances: Numbers) -> dict[str, Bounds]:
    """The corrected shares and differences, given the probabilities of drawn statements, nan for the others."""
    codes = np.where(np.isnan(chances), np.nan, made.gold)
    parts = {}
    for name, side in list_sides(made).items():
        enough = np.nansum(codes[side]) >= tables.MINIMUM_HITS
        shown = codes[side] if enough else np.full(side.sum(), np.nan)
        parts[name] = compare.estimate_correction(
            made.labels[side], np.ones(side.sum()), shown, probabilities=chances[side]
        )
    found = {name: Bounds(part.share, part.low, part.high) for name, part in parts.items()}
    for name, (one, other) in list_differences().items():
        gap = compare.subtract_corrections(parts[one], parts[other])
        found[name] = Bounds(float(gap["difference"]), float(gap["low"]), float(gap["high"]))
    return found


def take_as_true(made: Made) -> dict[str, Bounds]:
    """The shares and differences of the coder's labels, with the intervals that they would have without errors."""
    counts: dict[str, tuple[Numbers, Numbers]] = {}
    for name, side in list_sides(made).items():
        shown = [np.bincount(made.places[part], minlength=DOCUMENTS) for part in (side & made.labels, side)]
        counts[name] = shown[0].astype(float), shown[1].astype(float)
    found = {}
    for name, (hits, totals) in counts.items():
        there = totals > 0
        found[name] = Bounds(*compare.estimate_share(hits[there], totals[there])[:3])
    for name, (one, other) in list_differences().items():
        (low, high), _ = compare.combine_intervals(compare.TwoGroups(*counts[one], *counts[other]))
        found[name] = Bounds(found[one].value - found[other].value, float(low), float(high))
    return found


def count_held(found: list[Bounds], truth: float, naive: Bounds) -> dict[str, Any]:
    """Count the draws that were estimated, those that held the truth, and sum widths and errors."""
    values = np.array(found)
    values = values[~np.isnan(values[:, 0])]
    value, low, high = values.T
    row: dict[str, float] = {"draws": len(found), "estimated": len(values)}
    row |= {"held": int(((low <= truth) & (truth <= high)).sum())}
    row |= {"below": int((low > truth).sum()), "width": float((high - low).sum()), "bias": float((value - truth).sum())}
    naive_row: dict[str, float] = {"held": naive.low <= truth <= naive.high, "width": naive.high - naive.low}
    naive_row["bias"] = naive.value - truth
    return row | {f"naive_{name}": float(number) for name, number in naive_row.items()}


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each accuracy, kind of error and estimand."""
    found = []
    for cell, part in rows.groupby(["accuracy", "errors", "estimand"], sort=False):
        estimated = part["estimated"].sum()
        told = part[part["estimated"] > 0]
        covered = told["held"] / told["estimated"]
        row = dict(zip(("accuracy", "errors", "estimand"), cell, strict=True))
        row |= {"corpora": len(part), "draws": part["draws"].sum(), "too_few": 1 - estimated / part["draws"].sum()}
        row |= {"covered": part["held"].sum() / estimated, "standard_error": covered.std() / np.sqrt(len(told))}
        row |= {"missed_below": part["below"].sum() / estimated}
        row |= {name: part[name].sum() / estimated for name in ("width", "bias")}
        row |= {"naive_covered": part["naive_held"].mean()}
        found.append(row | {f"naive_{name}": part[f"naive_{name}"].mean() for name in ("width", "bias")})
    return pd.DataFrame(found)

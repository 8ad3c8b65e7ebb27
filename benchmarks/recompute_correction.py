"""Corrected shares and their differences once more, from files alone, without the package.

Nothing of `research` is imported: the files of a corpus, of a drawn sheet and of a coder are read here, and the
statistics are written down anew from what the docstrings of correct_shares, correct_differences and estimate_correction
say.

Run it with: python benchmarks/recompute_correction.py CORPUS KEY PERSON PREDICTIONS COLUMN
KEY is the key of a drawn sheet, PERSON the coder in CORPUS/coding who coded it, PREDICTIONS a csv file of document,
sentence, frame and present, and COLUMN all, office or a field of the documents such as kind.
"""

import csv
import math
import re
import sys
import tomllib
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from scipy import stats

TOO_FEW = "too few to say"
LEAST_HITS, LEAST_DOCUMENTS = 10, 5
TINY = 1e-9

Row = dict[str, Any]
Statement = tuple[str, int]


@dataclass(frozen=True)
class Unit:
    """What was drawn or could have been: predicted hits, statements, probability and, where it was coded, its hits."""

    predicted: float
    total: float
    probability: float | None
    gold: float | None


@dataclass(frozen=True)
class Estimate:
    """A share with its 95 % interval; None in all places where there is too little to say."""

    share: float | None
    low: float | None = None
    high: float | None = None
    error: float | None = None
    freedom: float | None = None
    tuning: float | None = None


def main() -> None:
    """Print shares, and differences of each two groups."""
    corpus, key, person, predictions, column = (Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:6])
    statements = read_statements(corpus)
    sheet = read_sheet(corpus, key, person)
    rows = correct(statements, sheet, read_rows(Path(predictions)), column=column)
    for row in rows + subtract_all(rows):
        print(*row.values())


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a csv file without its lines of comment."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def read_statements(corpus: Path) -> list[Row]:
    """Return the statements of officials that gold.csv has, with office, election_year and the documents' fields."""
    codebook = tomllib.loads((corpus / "codebook.toml").read_text(encoding="utf-8"))
    others = {office["code"] for office in codebook["offices"] if not office.get("official", True)}
    documents = {}
    for path in (corpus / "documents").glob("*.md"):
        head = path.read_text(encoding="utf-8").split("---\n", 2)[1]
        documents[path.stem] = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    found = []
    for row in read_rows(corpus / "coding" / "gold.csv"):
        if row["mode"] == "narration" or row["office"] in others:
            continue
        fields = documents[row["document"]]
        year = re.search(r"\d{4}$", fields.get("election", ""))
        unit = {"document": row["document"], "sentence": int(row["sentence"]), "office": row["office"], "all": "all"}
        found.append(fields | unit | {"election_year": year.group() if year else ""})
    return found


def read_sheet(corpus: Path, key: Path, person: str) -> list[Row]:
    """Return the drawn statements: document, sentence, probability, and the frames that the person saw."""
    codes = {
        (row["document"], int(row["sentence"])): set(row["frames"].split(";"))
        for row in read_rows(corpus / "coding" / f"{person}.csv")
    }
    return [
        {
            "document": row["document"],
            "sentence": int(row["sentence"]),
            "probability": float(row["probability"]),
            "frames": codes[row["document"], int(row["sentence"])],
        }
        for row in read_rows(key)
    ]


def correct(statements: list[Row], sheet: list[Row], predictions: list[Row], *, column: str) -> list[Row]:
    """Return a row for each group and frame: both, counts, and the fields of Estimate."""
    drawn = {(row["document"], row["sentence"]): row for row in sheet}
    predicted: dict[str, dict[Statement, float]] = {}
    for row in predictions:
        value = float(row["probability"]) if "probability" in row else float(str(row["present"]) in ("1", "True"))
        predicted.setdefault(row["frame"], {})[row["document"], int(row["sentence"])] = value
    groups = sorted({row[column] for row in statements})
    found = []
    for group in groups:
        names = sorted((row["document"], row["sentence"]) for row in statements if row[column] == group)
        for frame in sorted(predicted):
            units = [make_unit(predicted[frame][name], drawn.get(name), frame) for name in names]
            coded = [(name, unit) for name, unit in zip(names, units, strict=True) if unit.gold is not None]
            hits = int(sum(unit.gold or 0 for _, unit in coded))
            documents = len({document for (document, _), _ in coded})
            enough = hits >= LEAST_HITS and documents >= LEAST_DOCUMENTS
            estimate = estimate_share(units) if enough else Estimate(None)
            found.append({"group": group, "frame": frame, "coded": len(coded), "hits": hits} | vars(estimate))
    return found


def make_unit(predicted: float, drawn: Row | None, frame: str) -> Unit:
    """A statement as a unit."""
    if drawn is None:
        return Unit(predicted, 1.0, None, None)
    return Unit(predicted, 1.0, drawn["probability"], float(frame in drawn["frames"]))


def estimate_share(units: list[Unit], *, tuning: float | None = None) -> Estimate:
    """The formulas in the notes of estimate_correction, in their order and with their letters."""
    coded = [unit for unit in units if unit.gold is not None]
    n = len(coded)
    q = [float(unit.probability or 0) for unit in coded]
    g, p, t = ([float(value or 0) for value in values] for values in _take(coded))
    if n < LEAST_DOCUMENTS:
        return Estimate(None)
    if n == len(units):
        share = sum(g) / sum(t)
        return Estimate(share, share, share, 0.0, n - 1, 0.0)
    if all(chance == 1 for chance in q):
        return Estimate(None)
    w = [1 / chance for chance in q]
    v = [(1 - chance) / chance**2 for chance in q]
    big_w = sum(weight * total for weight, total in zip(w, t, strict=True))
    big_g = sum(weight * gold for weight, gold in zip(w, g, strict=True)) / big_w
    big_p = sum(weight * guess for weight, guess in zip(w, p, strict=True)) / big_w
    a = [_round(gold - big_g * total) for gold, total in zip(g, t, strict=True)]
    b = [_round(guess - big_p * total) for guess, total in zip(p, t, strict=True)]
    below = sum(x * y**2 for x, y in zip(v, b, strict=True))
    h = [weight * total / big_w for weight, total in zip(w, t, strict=True)]
    applied = tuning or 0.0
    if tuning is None and below > 0:
        applied = _round(max(0.0, sum(x * y * z for x, y, z in zip(v, a, b, strict=True)) / below))
        if applied > 0:
            h = [leverage + x * y**2 / below for leverage, x, y in zip(h, v, b, strict=True)]
    share = big_g + applied * (sum(unit.predicted for unit in units) / sum(unit.total for unit in units) - big_p)
    s = [
        x * (_round(y - applied * z) / (1 - min(leverage, 0.99)) / big_w) ** 2
        for x, y, z, leverage in zip(v, a, b, h, strict=True)
    ]
    effective = sum(s) ** 2 / sum(x**2 for x in s) if sum(s) > 0 else 0.0
    k = max(0.0, 3 * (1 - effective / 6))
    error = math.sqrt((n - 1) / n * (sum(s) + k * sum(x / big_w**2 for x in v) / n))
    freedom = min(n - 1 if tuning is not None else n - 2, 2 * (effective + k))
    low, high = bound_share(share, error, freedom)
    share = min(max(share, 0.0), 1.0)
    return Estimate(share, low, high, error, freedom, applied)


def _take(units: list[Unit]) -> tuple[list[float | None], list[float], list[float]]:
    return [unit.gold for unit in units], [unit.predicted for unit in units], [unit.total for unit in units]


def _round(residual: float) -> float:
    return 0.0 if abs(residual) < TINY else residual


def bound_share(share: float, error: float, freedom: float) -> tuple[float, float]:
    """The 95 % interval on the logit scale, or cut at 0 and 1 where the share is not between them."""
    reach = float(stats.t.ppf(0.975, freedom)) * error
    if not TINY < share < 1 - TINY:
        return min(max(share - reach, 0.0), 1.0), max(min(share + reach, 1.0), 0.0)
    middle, half = math.log(share / (1 - share)), reach / (share * (1 - share))
    return _expit(middle - half), _expit(middle + half)


def _expit(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value > -700 else 0.0


def subtract_all(rows: list[Row]) -> list[Row]:
    """The differences of each two groups, by frame."""
    found = []
    for frame in sorted({row["frame"] for row in rows}):
        for one, other in combinations([row for row in rows if row["frame"] == frame], 2):
            header = {"group": one["group"], "other": other["group"], "frame": frame}
            found.append(header | subtract(one, other))
    return found


def subtract(one: Row, other: Row) -> Row:
    """Welch's interval: variances are added, with the degrees of freedom of Welch and Satterthwaite."""
    if one["share"] is None or other["share"] is None:
        return {"difference": None, "low": None, "high": None, "error": None}
    difference = one["share"] - other["share"]
    error = math.hypot(one["error"], other["error"])
    reach = 0.0
    if error > 0:
        parts = sum((part["error"] / error) ** 4 / part["freedom"] for part in (one, other))
        reach = float(stats.t.ppf(0.975, 1 / parts)) * error
    low, high = max(difference - reach, -1.0), min(difference + reach, 1.0)
    return {"difference": difference, "low": low, "high": high, "error": error}


if __name__ == "__main__":
    main()

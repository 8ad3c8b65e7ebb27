"""Every difference and p of hypotheses.toml once more, from the files of corpus/ alone, without the package.

Nothing of `research` is imported: files are read here, families of near-identical documents are found here, and the
statistics are written down anew. p of a contrast comes from random permutations; p of a pair of frames is exact, from
the convolution of hypergeometric distributions.

Run it with: python benchmarks/recompute_hypotheses.py [CODES] [DRAWS]
CODES is gold (without one), coder_a or coder_b; DRAWS is 99999 without a number.
"""

import csv
import re
import sys
import tomllib
from collections import Counter, defaultdict
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
SEED = 11
DRAWS = 99_999
BATCH = 2_000
# Two documents are of one family that share so many runs of three words, and so large a part of the shorter one's; runs
# that occur in more documents than CAP are set phrases.
SHARED, CONTAINED, CAP = 8, 0.25, 50

Numbers = npt.NDArray[np.float64]


def main() -> None:
    """Print the table."""
    codes = sys.argv[1] if len(sys.argv) > 1 else "gold"
    draws = int(sys.argv[2]) if len(sys.argv) > 2 else DRAWS
    print(recompute(ROOT, codes=codes, draws=draws).to_string(index=False, float_format="%.6f"))


def recompute(project: Path, *, codes: str = "gold", draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Return a row for each hypothesis: its name, raw_difference (of a contrast), difference, and one-sided p."""
    corpus = project / "corpus"
    declared = tomllib.loads((corpus / "hypotheses.toml").read_text(encoding="utf-8"))
    contrasts = tomllib.loads((corpus / "contrasts.toml").read_text(encoding="utf-8"))["contrast"]
    known = {contrast["id"]: contrast for contrast in contrasts}
    statements = read_statements(project, codes)
    rows = []
    for entry in declared["hypothesis"]:
        more = entry["direction"] == "more"
        if "pair" in entry:
            first, second = (part.strip() for part in entry["pair"].split("+"))
            difference, p = test_pair(statements, first, second, more=more)
            rows.append({"hypothesis": entry["pair"], "raw_difference": np.nan, "difference": difference, "p": p})
            continue
        generator = np.random.default_rng([seed, len(rows)])
        parts = split_sides(statements, known[entry["contrast"]], entry["frame"])
        raw, difference, p = test_contrast(parts, more=more, draws=draws, generator=generator)
        name = f"{entry['contrast']}, {entry['frame']}"
        rows.append({"hypothesis": name, "raw_difference": raw, "difference": difference, "p": p})
    return pd.DataFrame(rows)


def read_statements(project: Path, codes: str) -> pd.DataFrame:
    """Return officials' statements of the sample that tests the hypotheses: document, its fields, family, frames."""
    corpus = project / "corpus"
    sample = tomllib.loads((corpus / "samples.toml").read_text(encoding="utf-8"))["confirmation"]["sample"]
    codebook = tomllib.loads((corpus / "codebook.toml").read_text(encoding="utf-8"))
    others = {office["code"] for office in codebook["offices"] if not office.get("official", True)}
    islands = {row["province"]: row["island"] for row in read_rows(project / "src/research/tables/data/provinces.csv")}
    documents, texts = {}, {}
    for path in sorted((corpus / "documents").glob("*.md")):
        _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
        fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        if fields.get("sample") == sample:
            documents[path.stem], texts[path.stem] = fields, text
    families = find_families(texts)
    frames = {(row["document"], row["sentence"]): row["frames"] for row in read_rows(corpus / f"coding/{codes}.csv")}
    rows = []
    for row in read_rows(corpus / "coding/gold.csv"):
        found = documents.get(row["document"])
        if found is None or row["mode"] == "narration" or row["office"] in others:
            continue
        rows.append(
            {
                "document": row["document"],
                "family": families[row["document"]],
                "election": found.get("election", ""),
                "island": islands.get(found.get("province", ""), ""),
                "kind": found["kind"],
                "office": row["office"],
                "mode": row["mode"],
                "frames": set(frames[row["document"], row["sentence"]].split(";")),
            }
        )
    return pd.DataFrame(rows)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a csv file without its lines of comment."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def find_families(texts: dict[str, str]) -> dict[str, str]:
    """Return for each document the first of those that are joined to it by likeness."""
    runs = {}
    for name, text in texts.items():
        words = re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())
        runs[name] = set(zip(words, words[1:], words[2:], strict=False))
    often = {run for run, number in Counter(run for found in runs.values() for run in found).items() if number > CAP}
    runs = {name: found - often for name, found in runs.items()}
    names, family = list(runs), {name: name for name in runs}
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            shared = len(runs[one] & runs[other])
            if shared >= SHARED and shared >= CONTAINED * min(len(runs[one]), len(runs[other])):
                old, new = max(family[one], family[other]), min(family[one], family[other])
                family = {name: new if found == old else found for name, found in family.items()}
    return family


def split_sides(statements: pd.DataFrame, contrast: dict[str, Any], frame: str) -> Numbers:
    """Return for each family hits and statements of side a, and of side b, in four columns."""
    counts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for row in statements.to_dict("records"):
        value = row[contrast["column"]]
        if value in contrast["a"] or value in contrast["b"]:
            place = 0 if value in contrast["a"] else 2
            counts[row["family"]][place] += frame in row["frames"]
            counts[row["family"]][place + 1] += 1
    return np.array([counts[name] for name in sorted(counts)])


def test_contrast(
    parts: Numbers, *, more: bool, draws: int, generator: np.random.Generator
) -> tuple[float, float, float]:
    """Return the raw difference, the matched one, and the p of its studentised form."""
    hits_a, total_a, hits_b, total_b = parts.T
    raw = hits_a.sum() / total_a.sum() - hits_b.sum() / total_b.sum()
    both = (total_a > 0) & (total_b > 0)
    pairs, singles = parts[both], parts[~both]
    counts = np.stack([singles[:, 0] + singles[:, 2], singles[:, 1] + singles[:, 3]], axis=1)
    on_a = singles[:, 1] > 0
    observed = measure(counts, on_a[None, :], pairs, np.ones((1, len(pairs))))
    reached = 0
    for start in range(0, draws, BATCH):
        number = min(BATCH, draws - start)
        shuffled = np.stack([generator.permutation(on_a) for _ in range(number)])
        signs = generator.choice([-1.0, 1.0], size=(number, len(pairs)))
        _, statistics = measure(counts, shuffled, pairs, signs)
        near = 1e-9 * (1 + abs(observed[1][0]))
        reached += int((statistics >= observed[1][0] - near if more else statistics <= observed[1][0] + near).sum())
    return float(raw), float(observed[0][0]), (1 + reached) / (1 + draws)


def measure(counts: Numbers, on_a: npt.NDArray[np.bool_], pairs: Numbers, signs: Numbers) -> tuple[Numbers, Numbers]:
    """Return the matched difference and its studentised form for each row of on_a and signs.

    The families on one side are one stratum, and each family on both sides is another; Mantel and Haenszel's weight of
    a stratum is n_a * n_b / (n_a + n_b). The variance of the first is that of two ratios with families as units.
    """
    score, weights, square = np.zeros(len(on_a)), np.zeros(len(on_a)), np.zeros(len(on_a))
    if 0 < on_a[0].sum() < on_a.shape[1]:
        shares, sizes, variance = [], [], np.zeros(len(on_a))
        for side in (on_a, ~on_a):
            hits, totals = np.where(side, counts[:, 0], 0.0), np.where(side, counts[:, 1], 0.0)
            share, size, families = hits.sum(1) / totals.sum(1), totals.sum(1), side.sum(1)
            residuals = hits - share[:, None] * totals
            # A side of one family has no residual, whatever its factor.
            variance += families / np.maximum(families - 1, 1) * (residuals**2).sum(1) / size**2
            shares.append(share)
            sizes.append(size)
        weight = sizes[0] * sizes[1] / (sizes[0] + sizes[1])
        score, weights, square = weight * (shares[0] - shares[1]), weight, weight**2 * variance
    if len(pairs):
        n_a, n_b = pairs[:, 1], pairs[:, 3]
        own = n_a * n_b / (n_a + n_b)
        apart = own * (pairs[:, 0] / n_a - pairs[:, 2] / n_b)
        score, weights, square = score + signs @ apart, weights + own.sum(), square + (apart**2).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        return score / weights, np.where(np.abs(score) < 1e-12, 0.0, score / np.sqrt(square))


def test_pair(statements: pd.DataFrame, first: str, second: str, *, more: bool) -> tuple[float, float]:
    """Return together less expected as a share of statements, and the exact p of dealing one frame in each document."""
    chance, together, expected = np.ones(1), 0, 0.0
    for _, part in statements.groupby("document", sort=True):
        held = [(first in frames, second in frames) for frames in part["frames"]]
        size, one, other = len(held), sum(a for a, _ in held), sum(b for _, b in held)
        together += sum(a and b for a, b in held)
        expected += one * other / size
        ways = [comb(one, k) * comb(size - one, other - k) / comb(size, other) for k in range(min(one, other) + 1)]
        chance = np.convolve(chance, ways)
    p = chance[together:].sum() if more else chance[: together + 1].sum()
    return (together - expected) / len(statements), float(p)


if __name__ == "__main__":
    main()

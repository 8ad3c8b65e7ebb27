"""Three contrasts of eight frames with 1,999 permutations, against a vectorised numpy of the same statistic.

    python benchmarks/contrasts.py [--sizes 1375 100000] [--before FOLDER] [--small] [--write]

Rows are those of benchmarks/shares.py, with every frame of every factor opened, so that all are tested. The peer is
what a researcher would write: hits and totals by document with pandas, whole documents dealt anew between the groups,
once for all frames of a contrast, and the studentised difference by matrix products. measure_contrasts deals anew for
each frame, so that the p of a frame does not depend on which others there are; and gives intervals, counts and checks,
which the peer does not. The result that must be the same are the shares and the differences.
"""

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
import side_by_side
from shares import FRAMES, SEED, make_digest, make_rows

from research import compare
from research.compare.intervals import Numbers
from research.tables import list_columns

DRAWS = 1_999
PAIRS = (("kind", "article", "release"), ("period", "early", "late"), ("place", "east", "west"))


def make_pairs(size: int) -> pd.DataFrame:
    """Make rows with three columns of two groups, so that no other pair of groups is explored."""
    rows = make_rows(size)
    period = np.where(rows["election_year"] == "2018", "early", "late")
    place = np.where(rows["island"].isin(["bali", "sulawesi"]), "east", "west")
    return rows.assign(period=pd.Series(period, dtype="str"), place=pd.Series(place, dtype="str"))


def open_all() -> pd.DataFrame:
    """Make a table omnibus in which every factor passed for every frame."""
    cells = [{"factor": column, "frame": frame} for column, _, _ in PAIRS for frame in FRAMES]
    return pd.DataFrame(cells).assign(sample="", verdict="supported").reindex(columns=list_columns("omnibus"))


def run_ours(size: int) -> Callable[[], str]:
    """measure_contrasts."""
    rows, omnibus = make_pairs(size), open_all()
    declared = tuple(compare.Contrast(column, column, column, (a,), (b,)) for column, a, b in PAIRS)
    contrasts = compare.Contrasts(declared)
    # What is imported late is imported before.
    compare.measure_contrasts(make_pairs(200), contrasts, omnibus, draws=9)

    def run() -> str:
        table = compare.measure_contrasts(rows, contrasts, omnibus, seed=SEED, draws=DRAWS)
        return make_digest(table["share_a"], table["share_b"], table["raw_difference"])

    return run


def run_numpy(size: int) -> Callable[[], str]:
    """Counts by document, all frames of a contrast at once."""
    rows = make_pairs(size)

    def run() -> str:
        generator = np.random.default_rng(SEED)
        columns: tuple[list[Numbers], ...] = [], [], []
        for column, *names in PAIRS:
            part = rows[rows[column].isin(names)]
            counts = part.groupby(["document", column, "frame"])["present"].agg(["sum", "size"]).unstack()
            in_a = (counts.index.get_level_values(column) == names[0]).astype(float)
            hits, totals = counts["sum"].to_numpy(dtype=float), counts["size"].to_numpy(dtype=float)
            labels = generator.permuted(np.tile(in_a, (DRAWS, 1)), axis=1)
            labels = np.concatenate([in_a[None], labels])
            shares, statistics = compare_sides(labels, hits, totals)
            p = (np.abs(statistics) >= np.abs(statistics[0]) * (1 - 1e-9)).mean(axis=0)
            assert ((p > 0) & (p <= 1)).all()
            for place, found in enumerate((*shares, shares[0] - shares[1])):
                columns[place].append(found)
        return make_digest(*(np.concatenate(found) for found in columns))

    return run


def compare_sides(labels: Numbers, hits: Numbers, totals: Numbers) -> tuple[tuple[Numbers, Numbers], Numbers]:
    """Shares of both groups as observed, and the studentised difference under each dealing, by frame."""
    parts = np.concatenate([hits, totals, hits**2, hits * totals, totals**2], axis=1)
    sums = labels @ parts
    differences, variances, shares = [], [], []
    for side, number in ((sums, labels[0].sum()), (parts.sum(axis=0) - sums, (1 - labels[0]).sum())):
        hit, total, square, cross, size = np.split(side, 5, axis=1)
        share = hit / total
        variances.append(number / (number - 1) * (square - 2 * share * cross + share**2 * size) / total**2)
        differences.append(share)
        shares.append(share[0])
    return (shares[0], shares[1]), (differences[0] - differences[1]) / np.sqrt(variances[0] + variances[1])


SIDES = {"measure_contrasts": run_ours, "vectorised numpy": run_numpy}

if __name__ == "__main__":
    title = "Contrasts with 1,999 permutations"
    sys.exit(side_by_side.main(__file__, title, SIDES, sizes=(1_375, 100_000), small=500))

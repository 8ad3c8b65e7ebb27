"""Shares of eight frames in 34 groups with 2,000 bootstrap resamples, against a vectorised numpy of the same numbers.

    python benchmarks/shares.py [--sizes 1375 10000 100000] [--before FOLDER] [--small] [--write]

Sizes are statements, ten a document, from a seeded generator. The peer is what a researcher would write: hits and
totals by document with pandas, the resamples of a group drawn once for all frames, two matrix products. It gives no
intervals but the bootstrap's, no counts of families and speakers, and checks nothing. The result that must be the same
are the shares and the ends of the bootstrap, to the last bit.
"""

import sys
import zlib
from collections.abc import Callable
from hashlib import sha256

import numpy as np
import numpy.typing as npt
import pandas as pd
import side_by_side

from research import compare

FRAMES = tuple(f"frame_{number}" for number in range(8))
SEED, DRAWS = 2026, 2000


def make_rows(statements: int, *, seed: int = SEED) -> pd.DataFrame:
    """Make rows as merge_frames gives them: ten statements a document, documents of 34 provinces and three years."""
    generator = np.random.default_rng(seed)
    documents = -(-statements // 10)
    places = np.arange(statements) // 10
    attributes = pd.DataFrame(
        {
            "document": [f"{number:07}-paper" for number in range(documents)],
            "election_year": generator.choice(["2018", "2020", "2024"], documents),
            "island": generator.choice(["bali", "java", "sulawesi", "sumatra"], documents),
            "province": generator.choice([f"province {number}" for number in range(34)], documents),
            "kind": generator.choice(["article", "release"], documents, p=[0.8, 0.2]),
        }
    ).astype("str")
    table = attributes.loc[places].reset_index(drop=True)
    table["sentence"] = np.arange(statements) % 10 + 1
    table["speaker"] = pd.Series(
        generator.choice([f"Speaker {number}" for number in range(200)], statements), dtype="str"
    )
    table["office"] = pd.Series(generator.choice(["agency", "head", "minister"], statements), dtype="str")
    table["mode"] = pd.Series(generator.choice(["direct", "indirect"], statements), dtype="str")
    # A document's own level makes its statements alike.
    level = generator.beta(1.5, 6, (documents, len(FRAMES)))
    present = generator.random((statements, len(FRAMES))) < level[places]
    rows = table.loc[np.repeat(np.arange(statements), len(FRAMES))].reset_index(drop=True)
    rows["frame"] = pd.Series(np.tile(FRAMES, statements), dtype="str")
    return rows.assign(present=present.ravel(), reported=True)


def make_digest(*columns: npt.ArrayLike) -> str:
    """Make the digest of columns of numbers, to the last bit."""
    return sha256(b"".join(np.asarray(column, dtype=float).tobytes() for column in columns)).hexdigest()


def run_ours(size: int) -> Callable[[], str]:
    """measure_shares by province."""
    rows = make_rows(size)
    # What is imported late is imported before.
    compare.measure_shares(make_rows(100), by="province", draws=1)

    def run() -> str:
        table = compare.measure_shares(rows, by="province", seed=SEED, draws=DRAWS)
        table = table[table["bootstrap_low"].notna()]
        return make_digest(table["share"], table["bootstrap_low"], table["bootstrap_high"])

    return run


def run_numpy(size: int) -> Callable[[], str]:
    """Counts by document, all frames of a group at once."""
    rows = make_rows(size)

    def run() -> str:
        counts = rows.groupby(["province", "document", "frame"])["present"].agg(["sum", "size"]).unstack()
        ends = []
        for group, part in counts.groupby(level="province"):
            hits, totals = part["sum"].to_numpy(dtype=float), part["size"].to_numpy(dtype=float)
            generator = np.random.default_rng([SEED, zlib.crc32(f"province={group!s}".encode())])
            times = generator.multinomial(len(hits), np.full(len(hits), 1 / len(hits)), size=DRAWS).astype(float)
            share = hits.sum(axis=0) / totals.sum(axis=0)
            low, high = np.quantile((times @ hits) / (times @ totals), [0.025, 0.975], axis=0)
            ends.append((np.stack([share, low, high]), hits))
        # A group of fewer than five documents, or of documents that are all alike, has no resamples.
        kept = [end[:, (hits > 0).any(axis=0) & (len(hits) > 4)] for end, hits in ends]
        return make_digest(*np.concatenate(kept, axis=1))

    return run


SIDES = {"measure_shares": run_ours, "vectorised numpy": run_numpy}

if __name__ == "__main__":
    title = "Shares with 2,000 resamples by province"
    sys.exit(side_by_side.main(__file__, title, SIDES, sizes=(1_375, 100_000), small=500))

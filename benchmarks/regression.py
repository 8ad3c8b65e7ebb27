"""How often does the regression find something where there is nothing to find?

Years, island groups and kinds of document are permuted among the documents of each sample, each by itself, so that none
of them has to do with a frame; offices, modes, statements and codes stay as they are. In 100 permutations the
regression of compare.fit_regression is fitted to each of the declared frames; counted are the p of at most .05, of the
joint tests of the three terms and of their levels. A test that keeps its level has them in 5 %. A rate over the four
frames of a sample has a standard error of about 1 point for a term, more for its levels, which hang together.
Run it with: research study regression
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from research import compare
from research.study import Study, open_study

SEED = 2026
MINUTES = 8
INPUTS = (
    "corpus/documents/*.md",
    "corpus/elections.csv",
    "corpus/samples.toml",
    "corpus/coding/gold.csv",
    "corpus/codebook.toml",
    "corpus/contrasts.toml",
)
PERMUTED = ("election_year", "island", "kind")
PERMUTATIONS = 100


def run(project: Path, *, permutations: int = PERMUTATIONS) -> dict[str, pd.DataFrame]:
    """Return the table regression_null: a row for each sample, frame, term and kind of test, and one for all frames."""
    whole = open_study(project / "corpus")
    found = [
        measure_rates(whole.restrict(sample=code), permutations=permutations).assign(sample=code)
        for code in whole.samples.codes
    ]
    table = pd.concat(found, ignore_index=True)
    return {"regression_null": table[["sample", *table.columns.drop("sample")]]}


def measure_rates(known: Study, *, permutations: int) -> pd.DataFrame:
    """How many of the tests of a sample have p of at most .05, by frame, term and kind of test."""
    rows = known.rows[known.rows["frame"].isin(known.contrasts.frames)]
    values = rows.groupby("document", sort=True)[list(PERMUTED)].first()
    tests: list[pd.DataFrame] = []
    for number in range(permutations):
        generator = np.random.default_rng([SEED, number])
        dealt = pd.DataFrame({name: generator.permutation(values[name]) for name in PERMUTED}, index=values.index)
        dealt_rows = rows.drop(columns=list(PERMUTED)).merge(dealt, on="document")
        table = compare.fit_regressions(dealt_rows, frames=known.contrasts.frames)
        tests.append(table[table["term"].isin(PERMUTED)].assign(permutation=number))
    every = pd.concat(tests, ignore_index=True)
    joint = every.drop_duplicates(["permutation", "frame", "term"]).assign(test="joint", p=lambda part: part["joint_p"])
    every = pd.concat([joint, every.assign(test="levels")], ignore_index=True).dropna(subset=["p"])
    every = pd.concat([every, every.assign(frame="all")], ignore_index=True)
    return pd.DataFrame(
        [
            {"frame": frame, "term": term, "test": test, "permutations": permutations} | count(part)
            for (test, frame, term), part in every.groupby(["test", "frame", "term"], sort=True)
        ]
    )


def count(part: pd.DataFrame) -> dict[str, Any]:
    """The number of tests, the part with p of at most .05, and the part that Firth's penalty gave."""
    return {
        "tests": len(part),
        "rate": float((part["p"] <= 0.05).mean()),
        "firth": float(part["method"].str.startswith("Firth").mean()),
    }

"""The regression of one frame on five columns, around statsmodels' GEE of the same design.

    python benchmarks/regression_speed.py [--sizes 1375 100000] [--before FOLDER] [--small] [--write]

Rows are those of benchmarks/shares.py, with the islands, offices, modes, years and kinds as levels. The peer makes the
same columns of zeros and ones with pandas and calls the GEE (exchangeable, bias-reduced) alone: no merging of small
levels, no search for separation, no joint tests and no counts. The result that must be the same are the odds ratios, to
six places.
"""

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
import side_by_side
import statsmodels.api as sm  # type: ignore[import-untyped]
from shares import FRAMES, make_digest, make_rows

from research import compare
from research.compare.regression import TERMS


def run_ours(size: int) -> Callable[[], str]:
    """fit_regression."""
    rows = make_rows(size)
    # What is imported late is imported before.
    compare.fit_regression(make_rows(600), frame=FRAMES[0])

    def run() -> str:
        table = compare.fit_regression(rows, frame=FRAMES[0]).sort_values(["term", "level"])
        return make_digest(table["odds_ratio"].round(6))

    return run


def run_statsmodels(size: int) -> Callable[[], str]:
    """The GEE of the same design."""
    rows = make_rows(size)

    def run() -> str:
        selected = rows[rows["frame"] == FRAMES[0]]
        design, odds = {"one": pd.Series(1.0, index=selected.index)}, []
        for term in sorted(TERMS):
            counts = selected[term].value_counts().sort_index().sort_values(ascending=False, kind="stable")
            for level in sorted(counts.index):
                if level != counts.index[0]:
                    design[f"{term} {level}"] = (selected[term] == level).astype(float)
                odds.append(f"{term} {level}")
        outcome, clusters = selected["present"].astype(float), pd.factorize(selected["document"])[0]
        structure = sm.cov_struct.Exchangeable()
        model = sm.GEE(outcome, pd.DataFrame(design), clusters, family=sm.families.Binomial(), cov_struct=structure)
        fit = model.fit(cov_type="bias_reduced", maxiter=200)
        return make_digest(np.exp(fit.params).reindex(odds, fill_value=1.0).round(6))

    return run


SIDES = {"fit_regression": run_ours, "statsmodels GEE": run_statsmodels}

if __name__ == "__main__":
    title = "Regression around statsmodels' GEE"
    sys.exit(side_by_side.main(__file__, title, SIDES, sizes=(1_375, 100_000), small=600))

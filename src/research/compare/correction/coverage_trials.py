"""What repeated draws from a corpus coded whole show of the intervals: how often each way to estimate covers."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from research.compare.correction.corrected_shares import subtract_corrections
from research.compare.correction.estimates import Correction
from research.tables import returns_table

ESTIMATORS = ("corrected", "naive", "coded")


def subtract_estimates(one: Mapping[str, Correction], other: Mapping[str, Correction]) -> dict[str, Correction]:
    """Subtract two groups' estimates, each way to estimate by itself (correction.subtract_corrections).

    >>> half = {"coded": Correction(0.3, 0.2, 0.4, 0.05, 20, 0.0, "")}
    >>> subtract_estimates(half, half)["coded"].share
    0.0
    """
    found = {}
    for way, first in one.items():
        gap = subtract_corrections(first, other[way])
        share, low, high, error = (float(gap[name]) for name in ("difference", "low", "high", "error"))
        tuning = (first.tuning + other[way].tuning) / 2
        found[way] = Correction(share, low, high, error, 0, tuning, str(gap["method"]))
    return found


def make_draw_row(truth: float, estimates: Mapping[str, Correction], *, too_few: bool) -> dict[str, Any]:
    """Lay one draw out as a row: truth, tuning (of the way corrected), few, possible, and of each way its
    error, width and whether its interval covered. too_few: under ten coded hits; possible: whether there were documents
    enough to estimate anything.

    >>> row = make_draw_row(0.25, {"corrected": Correction(0.3, 0.2, 0.4, 0.05, 20, 1.0, "")}, too_few=False)
    >>> row["covered_corrected"], round(row["error_corrected"], 2), row["possible"]
    (True, 0.05, True)
    """
    row: dict[str, Any] = {"truth": truth, "tuning": estimates["corrected"].tuning, "few": too_few}
    for way, told in estimates.items():
        row |= {f"error_{way}": told.share - truth, f"width_{way}": told.high - told.low}
        row |= {f"covered_{way}": told.low <= truth <= told.high}
    return row | {"possible": bool(np.isfinite(row["error_corrected"]))}


@returns_table("coverage")
def measure_coverage(rows: pd.DataFrame) -> pd.DataFrame:
    """Sum the draws up by fraction, group and frame, in the order in which rows has these.

    rows: fraction, drawn (how many were), group, frame, and the columns of make_draw_row for the ways corrected, naive
    and coded. Columns: fraction, drawn, group, frame, truth (the full-gold value), draws, estimated (draws with enough
    coded hits to say), too_few (share of the draws without), coverage (of the corrected 95 % interval, over the
    estimated draws) with coverage_low and coverage_high (its own 95 % interval, Wilson's, for so many draws),
    coverage_always (had the draws with too few been estimated all the same), coverage_naive and coverage_coded (over
    the estimated draws too), then mean width, bias and root mean squared error of the three, and the mean lambda.

    >>> estimates = dict.fromkeys(ESTIMATORS, Correction(0.3, 0.2, 0.4, 0.05, 20, 1.0, ""))
    >>> draw = make_draw_row(0.25, estimates, too_few=False)
    >>> rows = pd.DataFrame([draw, draw]).assign(sampling_fraction=0.2, sample_size=27, group="all", frame="sanctions")
    >>> measure_coverage(rows)[["draws", "estimated", "coverage", "bias_coded"]].round(2).to_dict("records")
    [{'draws': 2, 'estimated': 2, 'coverage': 1.0, 'bias_coded': 0.05}]
    """
    found = []
    for (fraction, drawn, group, frame), part in rows.groupby(
        ["sampling_fraction", "sample_size", "group", "frame"], sort=False
    ):
        told = part[part["possible"] & ~part["few"]]
        row = {
            "sampling_fraction": fraction,
            "sample_size": drawn,
            "group": group,
            "frame": frame,
            "truth": part["truth"].iloc[0],
        }
        row |= {"draws": len(part), "estimated": len(told), "too_few": 1 - len(told) / len(part)}
        row |= {"coverage": told["covered_corrected"].mean(), "coverage_low": np.nan, "coverage_high": np.nan}
        if len(told):
            rate = stats.binomtest(int(told["covered_corrected"].sum()), len(told)).proportion_ci(method="wilson")
            row |= {"coverage_low": rate.low, "coverage_high": rate.high}
        row |= {"coverage_all_draws": part.loc[part["possible"], "covered_corrected"].mean()}
        row |= {f"coverage_{way}": told[f"covered_{way}"].mean() for way in ("naive", "coded")}
        for way in ESTIMATORS:
            row |= {f"width_{way}": told[f"width_{way}"].mean(), f"bias_{way}": told[f"error_{way}"].mean()}
            row |= {f"rmse_{way}": np.sqrt((told[f"error_{way}"] ** 2).mean())}
        found.append(row | {"lambda": told["tuning"].mean()})
    places = {name: {value: place for place, value in enumerate(rows[name].unique())} for name in ("group", "frame")}
    return pd.DataFrame(found).sort_values(
        ["sampling_fraction", "group", "frame"],
        key=lambda column: column.map(places[column.name]) if column.name in places else column,
        ignore_index=True,
    )

"""Coverage of the intervals over repeated draws from a corpus that is coded in full."""

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
    """Subtract two groups' estimates, each estimator by itself (subtract_corrections).

    Examples
    --------
    >>> half = {"coded": Correction(0.3, 0.2, 0.4, 0.05, 20, 0.0, "")}
    >>> subtract_estimates(half, half)["coded"].share
    0.0
    """
    differences = {}
    for estimator, first in one.items():
        difference = subtract_corrections(first, other[estimator])
        share, low, high, error = (float(difference[name]) for name in ("difference", "low", "high", "standard_error"))
        tuning = (first.tuning + other[estimator].tuning) / 2
        differences[estimator] = Correction(share, low, high, error, 0, tuning, str(difference["method"]))
    return differences


def make_draw_row(truth: float, estimates: Mapping[str, Correction], *, too_few: bool) -> dict[str, Any]:
    """Describe one draw in a row: truth, tuning, few, possible, and error, width and coverage of each estimator.

    too_few: fewer than 10 coded hits; possible: whether there were enough documents to estimate anything.

    Examples
    --------
    >>> row = make_draw_row(0.25, {"corrected": Correction(0.3, 0.2, 0.4, 0.05, 20, 1.0, "")}, too_few=False)
    >>> row["covered_corrected"], round(row["error_corrected"], 2), row["possible"]
    (True, 0.05, True)
    """
    row: dict[str, Any] = {"truth": truth, "tuning": estimates["corrected"].tuning, "few": too_few}
    for estimator, estimate in estimates.items():
        row |= {f"error_{estimator}": estimate.share - truth, f"width_{estimator}": estimate.high - estimate.low}
        row |= {f"covered_{estimator}": estimate.low <= truth <= estimate.high}
    return row | {"possible": bool(np.isfinite(row["error_corrected"]))}


@returns_table("coverage")
def measure_coverage(rows: pd.DataFrame) -> pd.DataFrame:
    """Summarise the draws by sampling fraction, group and frame, in the order of rows.

    Parameters
    ----------
    rows : DataFrame
        sampling_fraction, sample_size, group, frame, and the columns of make_draw_row for the estimators corrected,
        naive and coded.

    Returns
    -------
    DataFrame
        The table coverage: truth (the share in full gold), draws, estimated (draws with enough coded hits), too_few
        (the part of the draws without), coverage of the corrected 95 % interval over the estimated draws with its own
        95 % interval (Wilson's), coverage_all_draws (over all draws), coverage of the other estimators, then mean
        width, bias and root mean squared error of the three estimators, in shares, and the mean lambda.

    Examples
    --------
    >>> estimates = dict.fromkeys(ESTIMATORS, Correction(0.3, 0.2, 0.4, 0.05, 20, 1.0, ""))
    >>> draw = make_draw_row(0.25, estimates, too_few=False)
    >>> rows = pd.DataFrame([draw, draw]).assign(sampling_fraction=0.2, sample_size=27, group="all", frame="sanctions")
    >>> measure_coverage(rows)[["draws", "estimated", "coverage", "bias_coded"]].round(2).to_dict("records")
    [{'draws': 2, 'estimated': 2, 'coverage': 1.0, 'bias_coded': 0.05}]
    """
    records = []
    for (fraction, drawn, group, frame), part in rows.groupby(
        ["sampling_fraction", "sample_size", "group", "frame"], sort=False
    ):
        estimated = part[part["possible"] & ~part["few"]]
        row = {
            "sampling_fraction": fraction,
            "sample_size": drawn,
            "group": group,
            "frame": frame,
            "truth": part["truth"].iloc[0],
        }
        row |= {"draws": len(part), "estimated": len(estimated), "too_few": 1 - len(estimated) / len(part)}
        row |= {"coverage": estimated["covered_corrected"].mean(), "coverage_low": np.nan, "coverage_high": np.nan}
        if len(estimated):
            rate = stats.binomtest(int(estimated["covered_corrected"].sum()), len(estimated)).proportion_ci(
                method="wilson"
            )
            row |= {"coverage_low": rate.low, "coverage_high": rate.high}
        row |= {"coverage_all_draws": part.loc[part["possible"], "covered_corrected"].mean()}
        row |= {f"coverage_{estimator}": estimated[f"covered_{estimator}"].mean() for estimator in ("naive", "coded")}
        for estimator in ESTIMATORS:
            row |= {
                f"width_{estimator}": estimated[f"width_{estimator}"].mean(),
                f"bias_{estimator}": estimated[f"error_{estimator}"].mean(),
            }
            row |= {f"rmse_{estimator}": np.sqrt((estimated[f"error_{estimator}"] ** 2).mean())}
        records.append(row | {"lambda": estimated["tuning"].mean()})
    orders = {
        name: {value: position for position, value in enumerate(rows[name].unique())} for name in ("group", "frame")
    }
    return pd.DataFrame(records).sort_values(
        ["sampling_fraction", "group", "frame"],
        key=lambda column: column.map(orders[column.name]) if column.name in orders else column,
        ignore_index=True,
    )

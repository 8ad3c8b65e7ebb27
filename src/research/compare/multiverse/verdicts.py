"""What may be said of a claim: that it holds, that it holds in part, that it is not supported; and what it hangs on."""

from typing import Any

import numpy as np
import pandas as pd

from research.compare.contrasts import UNSUPPORTED
from research.compare.permutation import adjust_p
from research.tables import CHOICES, TOO_FEW, Fault, InputError, check_table, returns_table

HOLDS, IN_PART = "holds", "holds in part"
# A choice is named where the share of its levels differs by this much, a level where it has so many specifications.
_APART, _LEAST = 0.25, 8


@returns_table("verdicts")
def assess_claims(
    specifications: pd.DataFrame, *, same_sign: float = 0.9, excluding_zero: float = 0.8, level: float = 0.05
) -> pd.DataFrame:
    """Judge each claim (contrast and frame) by all its specifications: the table verdicts, in their order.

    A claim holds where the difference has the same sign in at least the part same_sign of the specifications, its 95 %
    interval leaves out 0 on that side in at least the part excludes, and q is at most level: p_median after Benjamini
    and Hochberg over all claims of the table. It holds in part where the sign and q are as asked and the intervals are
    not, or where both parts are reached among the specifications of some level of a choice (8 at least) or in all, q
    aside; holds_with names those levels. hangs_on gives, for each level of the choices where it differs by 25 points or
    more, the share of specifications whose interval leaves out 0. Specifications with too few documents count for
    neither; where they are more than half the verdict is too few to say. All else is not supported. Raises InputError
    for a part or level outside 0 to 1 and a table without rows.

    >>> assess_claims(pd.DataFrame(), same_sign=90)
    Traceback (most recent call last):
        ...
    research.tables.InputError: 2 faults:
    assess_claims: same_sign: found 90, expected a part from 0 to 1
    assess_claims: specifications: found no rows, expected the table specifications
    """
    where = "assess_claims"
    parts = {"same_sign": same_sign, "excluding_zero": excluding_zero, "level": level}
    faults = [Fault(where, name, str(part), "a part from 0 to 1") for name, part in parts.items() if not 0 <= part <= 1]
    if specifications.empty:
        faults.append(Fault(where, "specifications", "no rows", "the table specifications"))
    if faults:
        raise InputError(faults)
    check_table(specifications, "specifications")
    claims = specifications.groupby(["contrast", "frame"], sort=False)
    table = pd.DataFrame([_sum_up(claim, same_sign, excluding_zero) for _, claim in claims])
    tested = table["p"].notna()
    table["q"], table["n_tests"] = adjust_p(table["p"]), int(tested.sum())
    reached = (table["share_same_sign"] >= same_sign) & (table["share_excluding_zero"] >= excluding_zero)
    joint = table["q"] <= level
    partly = (table["holds_for"] != "") | (joint & (table["share_same_sign"] >= same_sign))
    words = np.where(reached & joint, HOLDS, np.where(partly, IN_PART, UNSUPPORTED))
    few = 2 * table["too_few"] > table["specifications"]
    table["verdict"] = np.where(few, TOO_FEW, words)
    table["required_same_sign"], table["required_excluding_zero"], table["maximum_q"] = same_sign, excluding_zero, level
    return table


def _sum_up(claim: pd.DataFrame, same_sign: float, excludes: float) -> dict[str, Any]:
    told = claim[claim["difference"].notna()]
    first = claim.iloc[0]
    row: dict[str, Any] = {name: first[name] for name in ("contrast", "label", "frame")}
    row |= {"specifications": len(claim), "too_few": len(claim) - len(told)}
    row |= {"fewest_documents": claim["documents"].min(), "most_documents": claim["documents"].max()}
    row |= {"p": first["p_median"], "p_share": first["p_share"], "holds_for": "", "depends_on": ""}
    numbers = (
        "median_difference",
        "lowest_difference",
        "highest_difference",
        "share_same_sign",
        "share_excluding_zero",
        "share_significant",
    )
    if told.empty:
        return row | {"direction": ""} | dict.fromkeys(numbers, np.nan)
    difference = told["difference"]
    row |= {
        "median_difference": difference.median(),
        "lowest_difference": difference.min(),
        "highest_difference": difference.max(),
    }
    sign = 1 if (difference > 0).sum() >= (difference < 0).sum() else -1
    row["direction"] = "more" if sign > 0 else "less"
    marks = told.assign(
        same=np.sign(difference) == sign,
        out=(told["low"] > 0) if sign > 0 else (told["high"] < 0),
        found=(told["p"] <= 0.05) & (np.sign(difference) == sign),
    )
    row |= {name: marks[mark].mean() for name, mark in zip(numbers[3:], ("same", "out", "found"), strict=True)}
    shares = {name: _share_levels(marks, name) for name in CHOICES if len(set(marks[name])) > 1}
    holding = [
        f"{name} {level}"
        for name, levels in shares.items()
        for level, (same, out, size) in levels.items()
        if same >= same_sign and out >= excludes and size >= _LEAST
    ]
    if row["share_same_sign"] >= same_sign and row["share_excluding_zero"] >= excludes:
        holding = ["all"]
    spread = {name: np.ptp([out for _, out, _ in levels.values()]) for name, levels in shares.items()}
    hanging = sorted((name for name in spread if spread[name] >= _APART), key=lambda name: -spread[name])
    return row | {
        "holds_for": "; ".join(holding),
        "depends_on": "; ".join(f"{name} ({_list_shares(shares[name])})" for name in hanging),
    }


def _share_levels(marks: pd.DataFrame, choice: str) -> dict[str, tuple[float, float, int]]:
    """For each level of a choice: part of the same sign, part whose interval leaves out 0, specifications."""
    groups = marks.groupby(choice, sort=False)
    return {str(level): (part["same"].mean(), part["out"].mean(), len(part)) for level, part in groups}


def _list_shares(levels: dict[str, tuple[float, float, int]]) -> str:
    return ", ".join(f"{level} {100 * out:.0f} %" for level, (_, out, _) in levels.items())

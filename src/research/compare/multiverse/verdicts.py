"""Verdicts on claims over all specifications, and the choices that they depend on."""

from typing import Any

import numpy as np
import pandas as pd

from research.compare.omnibus import UNSUPPORTED
from research.compare.permutation import adjust_p
from research.tables import CHOICES, TOO_FEW, Fault, InputError, check_table, returns_table

HOLDS, IN_PART = "holds", "holds in part"
# A choice is named where the share of its levels differs by this much, a level where it has so many specifications.
_SPREAD, _LEAST = 0.25, 8


@returns_table("verdicts")
def assess_claims(
    specifications: pd.DataFrame, *, same_sign: float = 0.9, excluding_zero: float = 0.8, level: float = 0.05
) -> pd.DataFrame:
    """Assess each claim (contrast and frame) over the specifications of each panel (what is counted).

    Parameters
    ----------
    specifications : DataFrame
        The table specifications.
    same_sign : float
        The part of the specifications, from 0 to 1, whose difference must have the same sign.
    excluding_zero : float
        The part of them whose 95 % interval must exclude 0 in that direction.
    level : float
        The largest q that counts as significant.

    Returns
    -------
    DataFrame
        The table verdicts, in the order of the claims, a row for each base: shares of statements, of framed statements
        and of documents are different quantities, and no number is over two of them. verdict is

        - holds, where both parts are reached and q is at most level (q: p_median after Benjamini and Hochberg over all
          rows of the sample);
        - holds in part, where the sign and q are as required and the intervals are not, or where both parts are reached
          within some level of a choice with at least 8 specifications (named in holds_for) or in all, whatever q;
        - too few to say, where more than half of the specifications have too few documents;
        - not supported otherwise.

        depends_on gives, for each choice whose levels differ by 25 percentage points or more, the percentage of
        specifications at each level whose interval excludes 0.

    Raises
    ------
    InputError
        For a part or level outside 0 to 1, and for a table without rows.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995), Controlling the false discovery rate. JRSS B 57, 289-300.

    Examples
    --------
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
    claims = specifications.groupby(["sample", "contrast", "frame", "base"], sort=False)
    table = pd.DataFrame([_summarise_claim(claim, same_sign, excluding_zero) for _, claim in claims])
    by_sample = table.groupby("sample")["p"]
    table["q"] = by_sample.transform(lambda p: adjust_p(p))
    table["n_tests"] = by_sample.transform("count").astype("int64")
    reached = (table["share_same_sign"] >= same_sign) & (table["share_excluding_zero"] >= excluding_zero)
    joint = table["q"] <= level
    partly = (table["holds_for"] != "") | (joint & (table["share_same_sign"] >= same_sign))
    words = np.where(reached & joint, HOLDS, np.where(partly, IN_PART, UNSUPPORTED))
    few = 2 * table["too_few"] > table["specifications"]
    table["verdict"] = np.where(few, TOO_FEW, words)
    table["required_same_sign"], table["required_excluding_zero"], table["maximum_q"] = same_sign, excluding_zero, level
    return table


def _summarise_claim(claim: pd.DataFrame, same_sign: float, excluding_zero: float) -> dict[str, Any]:
    estimated = claim[claim["difference"].notna()]
    first = claim.iloc[0]
    row: dict[str, Any] = {name: first[name] for name in ("sample", "contrast", "label", "frame", "base")}
    row |= {"specifications": len(claim), "too_few": len(claim) - len(estimated)}
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
    if estimated.empty:
        return row | {"direction": ""} | dict.fromkeys(numbers, np.nan)
    difference = estimated["difference"]
    row |= {
        "median_difference": difference.median(),
        "lowest_difference": difference.min(),
        "highest_difference": difference.max(),
    }
    sign = 1 if (difference > 0).sum() >= (difference < 0).sum() else -1
    row["direction"] = "more" if sign > 0 else "less"
    marks = estimated.assign(
        same=np.sign(difference) == sign,
        out=(estimated["low"] > 0) if sign > 0 else (estimated["high"] < 0),
        significant=(estimated["p"] <= 0.05) & (np.sign(difference) == sign),
    )
    row |= {name: marks[mark].mean() for name, mark in zip(numbers[3:], ("same", "out", "significant"), strict=True)}
    shares = {name: _share_levels(marks, name) for name in CHOICES if len(set(marks[name])) > 1}
    levels_holding = [
        f"{name} {level}"
        for name, levels in shares.items()
        for level, (same, out, size) in levels.items()
        if same >= same_sign and out >= excluding_zero and size >= _LEAST
    ]
    if row["share_same_sign"] >= same_sign and row["share_excluding_zero"] >= excluding_zero:
        levels_holding = ["all"]
    spread = {name: np.ptp([out for _, out, _ in levels.values()]) for name, levels in shares.items()}
    decisive = sorted((name for name in spread if spread[name] >= _SPREAD), key=lambda name: -spread[name])
    return row | {
        "holds_for": "; ".join(levels_holding),
        "depends_on": "; ".join(f"{name} ({_list_shares(shares[name])})" for name in decisive),
    }


def _share_levels(marks: pd.DataFrame, choice: str) -> dict[str, tuple[float, float, int]]:
    """For each level of a choice: the part of the same sign, the part whose interval excludes 0, the number."""
    groups = marks.groupby(choice, sort=False)
    return {str(level): (part["same"].mean(), part["out"].mean(), len(part)) for level, part in groups}


def _list_shares(levels: dict[str, tuple[float, float, int]]) -> str:
    return ", ".join(f"{level} {100 * out:.0f} %" for level, (_, out, _) in levels.items())

"""Verdicts in words made from their numbers, so that a sentence can't drift from its table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import HOLDS, IN_PART, UNSUPPORTED
from research.report.words.number_formats import (
    count_noun,
    format_percent,
    format_points,
    format_points_interval,
    format_range,
)
from research.tables import TOO_FEW, Fault, InputError

# Words for choices and, after a space, for their levels.
WORDS = {
    "base": "What is counted",
    "base statements": "reported statements",
    "base framed": "statements with any frame",
    "base documents": "documents",
    "weighting": "What counts alike",
    "weighting statements": "every statement",
    "weighting documents": "every document",
    "duplicates": "Near-identical documents",
    "duplicates include": "all of a family",
    "duplicates first": "the first of a family",
    "duplicates weighted": "a family counts once",
    "codes": "Codes",
    "mode": "Speech",
    "mode all": "direct and indirect",
    "mode direct": "direct alone",
    "national": "National officials",
    "national with": "with them",
    "national without": "without them",
    "incomplete": "Incomplete documents",
    "incomplete with": "with them",
    "incomplete without": "without them",
}


def label_level(choice: str, level: str, labels: Mapping[str, str] | None = None) -> str:
    """Return the words for a level of a choice.

    Parameters
    ----------
    choice : str
        Code of the choice, such as base.
    level : str
        Code of its level, such as framed.
    labels : mapping of str to str, optional
        Words for levels, by choice and level or by level; they come before those of WORDS.

    Returns
    -------
    str
        The words, or the code with spaces where there are none.

    Examples
    --------
    >>> label_level("base", "framed"), label_level("codes", "coder_a", {"coder_a": "coder A"})
    ('statements with any frame', 'coder A')
    """
    known = {**WORDS, **(labels or {})}
    return known.get(f"{choice} {level}") or known.get(level) or level.replace("_", " ")


def label_choice(choice: str, labels: Mapping[str, str] | None = None) -> str:
    """Return the words for a choice.

    Parameters
    ----------
    choice : str
        Code of the choice, such as base.
    labels : mapping of str to str, optional
        Words for choices; they come before those of WORDS.

    Returns
    -------
    str
        The words, or the code where there are none.

    Examples
    --------
    >>> label_choice("mode"), label_choice("codes", {"codes": "Stems"})
    ('Speech', 'Stems')
    """
    return {**WORDS, **(labels or {})}.get(choice, choice)


def describe_claim(row: Mapping[Any, Any], *, labels: Mapping[str, str] | None = None) -> str:
    """Describe how far the specifications support one claim.

    Parameters
    ----------
    row : mapping
        A row of the table verdicts.
    labels : mapping of str to str, optional
        Words for codes.

    Returns
    -------
    str
        The verdict, the median difference in points with the least and the largest, and what it depends on.

    Examples
    --------
    >>> row = {"label": "A against B", "frame": "sanctions", "verdict": "holds in part", "direction": "more",
    ...        "specifications": 72, "too_few": 2, "median_difference": 0.05, "lowest_difference": -0.01,
    ...        "highest_difference": 0.2, "share_same_sign": 0.97, "share_excluding_zero": 0.5,
    ...        "q": 0.004, "n_tests": 6, "fewest_documents": 20, "most_documents": 70,
    ...        "depends_on": "mode (all 75 %, direct 25 %)"}
    >>> print(describe_claim(row))
    Holds in part: more sanctions, A against B. Median difference +5.0 points (-1.0 to +20.0) in 72 specifications of 20
    to 70 documents, 2 of them with too few to say; 97 % of this sign, 50 % with an interval that leaves out 0; q =
    0.004, 6 claims tried. Intervals that leave out 0 by speech: direct and indirect 75 %, direct alone 25 %.
    """
    words = (labels or {}).get(str(row["frame"]), str(row["frame"]).replace("_", " "))
    what = f"{words[0].lower()}{words[1:]}, {row['label']}"
    sizes = f"{count_noun(row['specifications'], 'specification')} of {_count_documents(row)}"
    if row["verdict"] == TOO_FEW:
        return f"Too few to say: {what}. {sizes}."
    few = f", {row['too_few']} of them with too few to say" if row["too_few"] else ""
    ends = format_points_interval(row["lowest_difference"], row["highest_difference"])
    sign, excluded = (format_percent(row[name], 0) for name in ("share_same_sign", "share_excluding_zero"))
    numbers = (
        f"Median difference {format_points(row['median_difference'])} points ({ends}) in {sizes}{few}; {sign} of this "
        f"sign, {excluded} with an interval that leaves out 0; q = {row['q']:.3f}, "
        f"{count_noun(row['n_tests'], 'claim')} tried."
    )
    if row["verdict"] == UNSUPPORTED:
        return f"Not supported by these data: a difference in {what}. {numbers}"
    hangs = [_say_choice(part, labels) for part in str(row["depends_on"]).split("; ") if part]
    ending = f" Intervals that leave out 0 {'; '.join(hangs)}." if hangs and row["verdict"] == IN_PART else ""
    return f"{str(row['verdict']).capitalize()}: {row['direction']} {what}. {numbers}{ending}"


def describe_claims(verdicts: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Describe in Markdown how many claims hold, and list those that hold or hold in part.

    Parameters
    ----------
    verdicts : DataFrame
        The table verdicts, of compare.assess_claims.
    labels : mapping of str to str, optional
        Words for codes.

    Returns
    -------
    str
        Two sentences, and a list.

    Raises
    ------
    InputError
        Where the table has no rows.

    Examples
    --------
    >>> describe_claims(pd.DataFrame())
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    describe_claims: verdicts: found no rows, expected a table from assess_claims
    """
    if verdicts.empty:
        raise InputError([Fault("describe_claims", "verdicts", "no rows", "a table from assess_claims")])
    first = verdicts.iloc[0]
    counts = verdicts["verdict"].value_counts()
    parts = ", ".join(
        f"{counts.get(verdict, 0)} {words}"
        for verdict, words in (
            (HOLDS, "holding"),
            (IN_PART, "holding in part"),
            (UNSUPPORTED, "not supported by these data"),
            (TOO_FEW, "with too few documents to say"),
        )
        if counts.get(verdict, 0) or verdict == HOLDS
    )
    sizes = format_range(verdicts["specifications"].min(), verdicts["specifications"].max())
    lines = [
        f"{count_noun(len(verdicts), 'claim')}, each under {sizes} combinations of choices: {parts}. A claim holds "
        f"where {format_percent(first['required_same_sign'], 0)} of its differences have one sign, "
        f"{format_percent(first['required_excluding_zero'], 0)} of the intervals leave out 0 on that side and q is at "
        f"most {first['maximum_q']:g}."
    ]
    shown = verdicts[verdicts["verdict"].isin([HOLDS, IN_PART])]
    order = {HOLDS: 0, IN_PART: 1}
    shown = shown.assign(place=shown["verdict"].map(order).fillna(2)).sort_values(["place", "p"], kind="stable")
    lines += [f"- {describe_claim(row, labels=labels)}" for row in shown.to_dict("records")]
    return "\n".join([lines[0], "", *lines[1:]]) if len(lines) > 1 else lines[0]


def _say_choice(part: str, labels: Mapping[str, str] | None) -> str:
    """Put "mode (all 75 %, direct 25 %)" into words."""
    choice, levels = part.removesuffix(")").split(" (", 1)
    shares = []
    for level in levels.split(", "):
        name, share = level.removesuffix(" %").rsplit(" ", 1)
        shares.append(f"{label_level(choice, name, labels)} {share} %")
    return f"by {label_choice(choice, labels).lower()}: {', '.join(shares)}"


def _count_documents(row: Mapping[Any, Any]) -> str:
    noun = "document" if row["most_documents"] == 1 else "documents"
    return f"{format_range(row['fewest_documents'], row['most_documents'])} {noun}"

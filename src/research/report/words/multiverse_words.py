"""Verdicts in words made from their numbers, so that a sentence can't drift from its table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import HOLDS, IN_PART, SUPPORTED, UNSUPPORTED
from research.report.words.number_formats import (
    count_noun,
    format_percent,
    format_points,
    format_points_interval,
    format_q,
    format_range,
)
from research.report.words.study_labels import iter_samples
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
    """Describe how far the specifications of one panel support a claim.

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
    >>> row = {"label": "A against B", "frame": "sanctions", "base": "statements", "verdict": "holds in part",
    ...        "direction": "more", "specifications": 72, "too_few": 2, "median_difference": 0.05,
    ...        "lowest_difference": -0.01, "highest_difference": 0.2, "share_same_sign": 0.97,
    ...        "share_excluding_zero": 0.5, "q": 0.004, "n_tests": 6, "fewest_documents": 20, "most_documents": 70,
    ...        "depends_on": "mode (all 75 %, direct 25 %)"}
    >>> print(describe_claim(row))
    Holds in part: more sanctions, A against B. Share of reported statements: median difference +5.0 points (-1.0 to
    +20.0) in 72 specifications of 20 to 70 documents, 2 of them with too few to say; 97 % of this sign, 50 % with an
    interval that leaves out 0; q = 0.004, 6 claims tried. Intervals that leave out 0 by speech: direct and indirect
    75 %, direct alone 25 %.
    """
    words = (labels or {}).get(str(row["frame"]), str(row["frame"]).replace("_", " "))
    what = f"{words[0].lower()}{words[1:]}, {row['label']}"
    sizes = f"{count_noun(row['specifications'], 'specification')} of {_count_documents(row)}"
    if row["verdict"] == TOO_FEW:
        return f"Too few to say: {what}. {_name_base(row['base'])}: {sizes}."
    few = f", {row['too_few']} of them with too few to say" if row["too_few"] else ""
    ends = format_points_interval(row["lowest_difference"], row["highest_difference"])
    sign, excluded = (format_percent(row[name], 0) for name in ("share_same_sign", "share_excluding_zero"))
    numbers = (
        f"{_name_base(row['base'])}: median difference {format_points(row['median_difference'])} points ({ends}) in "
        f"{sizes}{few}; {sign} of this sign, {excluded} with an interval that leaves out 0; q = {row['q']:.3f}, "
        f"{count_noun(row['n_tests'], 'claim')} tried."
    )
    if row["verdict"] == UNSUPPORTED:
        return f"Not supported by these data: a difference in {what}. {numbers}"
    hangs = [_say_choice(part, labels) for part in str(row["depends_on"]).split("; ") if part]
    ending = f" Intervals that leave out 0 {'; '.join(hangs)}." if hangs and row["verdict"] == IN_PART else ""
    return f"{str(row['verdict']).capitalize()}: {row['direction']} {what}. {numbers}{ending}"


def describe_claims(verdicts: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Describe in Markdown how many claims hold in each sample and panel, and list those that hold or hold in part.

    Parameters
    ----------
    verdicts : DataFrame
        The table verdicts, of compare.assess_claims.
    labels : mapping of str to str, optional
        Words for codes; their order is that of the samples.

    Returns
    -------
    str
        For each sample a sentence on each panel, and a list; a sentence on what holding takes comes first.

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
    parts = [
        f"A claim holds where {format_percent(first['required_same_sign'], 0)} of its differences have one sign, "
        f"{format_percent(first['required_excluding_zero'], 0)} of the intervals leave out 0 on that side and q is at "
        f"most {first['maximum_q']:g}. Shares of statements, of statements with a frame and of documents are different "
        "quantities: each has its own verdict."
    ]
    for _, name, chosen in iter_samples(verdicts, labels):
        lines = [f"{name}:", ""] if name else []
        lines += [f"- {_count_verdicts(base, part)}" for base, part in chosen.groupby("base", sort=False)]
        shown = chosen[chosen["verdict"].isin([HOLDS, IN_PART])]
        shown = shown.assign(place=shown["verdict"].eq(IN_PART)).sort_values(["place", "p"], kind="stable")
        lines += [f"- {describe_claim(row, labels=labels)}" for row in shown.to_dict("records")]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _count_verdicts(base: object, part: pd.DataFrame) -> str:
    """One panel: claims, combinations of choices, and how many of the claims hold."""
    counts = part["verdict"].value_counts()
    words = ", ".join(
        f"{counts.get(verdict, 0)} {words}"
        for verdict, words in (
            (HOLDS, "holding"),
            (IN_PART, "holding in part"),
            (UNSUPPORTED, "not supported by these data"),
            (TOO_FEW, "with too few documents to say"),
        )
        if counts.get(verdict, 0) or verdict == HOLDS
    )
    sizes = format_range(part["specifications"].min(), part["specifications"].max())
    return f"{_name_base(base)}: {count_noun(len(part), 'claim')}, each under {sizes} combinations of choices: {words}."


def describe_carried_words(words: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Say in Markdown which words picked in one sample the other sample bears out.

    Parameters
    ----------
    words : DataFrame
        The table carried_words, of compare.carry_words.
    labels : mapping of str to str, optional
        Words for the samples, in the order in which these are told.

    Returns
    -------
    str
        A line for each sample that picked words: how many, how many of them the other sample supports, and which.

    Examples
    --------
    >>> row = {"contrast": "b-a", "label": "B against A", "stem": "sanksi", "term": "sanksi", "picked_in": "old",
    ...        "log_odds_picked": 1.5, "q_picked": 0.01, "judged_in": "new", "log_odds": 0.9, "p": 0.03, "q": 0.03,
    ...        "n_tests": 1, "verdict": "supported"}
    >>> print(describe_carried_words(pd.DataFrame([row])))
    - Of 1 word picked in old, new supports 1 (q at most 0.05, the same direction): *sanksi* (B against A: log-odds
    +1.50 where it was picked, +0.90 where it was judged, q = 0.030).
    """
    names = labels or {}
    lines = []
    for (picker, judge), part in words.groupby(["picked_in", "judged_in"], sort=False):
        found = part[part["verdict"] == SUPPORTED]
        untested = len(part) - int(part["n_tests"].iloc[0])
        text = f"- Of {count_noun(len(part), 'word')} picked in {names.get(str(picker), str(picker))}, "
        text += (
            f"{names.get(str(judge), str(judge))} supports {len(found) or 'none'} (q at most 0.05, the same direction"
        )
        text += f"; {count_noun(untested, 'word')} in too few documents there)" if untested else ")"
        described = [
            f"*{row['term']}* ({row['label']}: log-odds "
            f"{row['log_odds_picked']:+.2f} where it was picked, {row['log_odds']:+.2f} where it was judged, "
            f"{format_q(row['q'])})"
            for row in found.sort_values(["p", "contrast", "stem"]).to_dict("records")
        ]
        lines.append(text + (f": {'; '.join(described)}." if described else "."))
    return "\n".join(lines) or "No sample picked a word that another could judge."


def _name_base(base: object) -> str:
    return f"Share of {label_level('base', str(base))}"


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

"""What the contrasts say, in words made from their numbers, so that a sentence can't drift from its table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import EQUIVALENCE_MARGIN, FEW_CLUSTERS, SUPPORTED
from research.report.words.number_formats import count_noun, format_percent, format_points, format_points_interval
from research.report.words.plain_tables import LONGEST
from research.tables import TOO_FEW, returns_table

_MARGIN = f"{100 * EQUIVALENCE_MARGIN:.0f} points"


def describe_contrast(row: Mapping[Any, Any], *, labels: Mapping[str, str] | None = None) -> str:
    """Describe one row of the table contrasts in words.

    Parameters
    ----------
    row : mapping
        A row of the table contrasts.
    labels : mapping of str to str, optional
        Words for frames.

    Returns
    -------
    str
        A clause without a full stop: both shares in per cent, their difference in points with its interval, and q;
        where the interval rules out a difference of 5 points, this too.

    Examples
    --------
    >>> row = {"label": "2020 against 2018", "frame": "sanctions", "verdict": "not supported", "share_a": 0.198,
    ...        "share_b": 0.19, "difference": 0.008, "difference_low": -0.074, "difference_high": 0.098, "q": 0.946}
    >>> print(describe_contrast(row, labels={"sanctions": "Sanctions"}))
    Sanctions, 2020 against 2018: 19.8 % against 19.0 %, a difference of +0.8 points (-7.4 to +9.8), q = 0.946
    """
    what = f"{(labels or {}).get(row['frame'], row['frame'])}, {row['label']}"
    if row["verdict"] == TOO_FEW:
        return f"{what}: {TOO_FEW}"
    ends = format_points_interval(row["difference_low"], row["difference_high"])
    difference = f"a difference of {format_points(row['difference'])} points ({ends})"
    none = f", no difference of {_MARGIN}" if row.get("equivalent") else ""
    return f"{what}: {_say_both(row, ' against ')}, {difference}, q = {row['q']:.3f}{none}"


def describe_contrasts(contrasts: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Say in Markdown how many contrasts the data support and which these are, or which comes nearest to it.

    Parameters
    ----------
    contrasts : DataFrame
        The table contrasts, or some of its rows.
    labels : mapping of str to str, optional
        Words for frames.

    Returns
    -------
    str
        Two sentences, or one and a list of those that are supported; and one that names those in which a difference of
        5 points is ruled out.
    """
    if contrasts.empty:
        return "No comparison of this kind is declared."
    known = contrasts[contrasts["verdict"] != TOO_FEW].sort_values(["p", "contrast", "frame"])
    if known.empty:
        return f"In {count_noun(len(contrasts), 'comparison')} there are too few documents to say."
    supported = known[known["verdict"] == SUPPORTED]
    tried, here = int(contrasts["n_tests"].iloc[0]), count_noun(len(contrasts), "comparison")
    number = "None" if supported.empty else len(supported)
    verb = "are" if len(supported) > 1 else "is"
    of = here if tried == len(contrasts) else f"{here} here"
    all_tried = "" if tried == len(contrasts) else f"; {tried} were tried in all"
    few = len(contrasts) - len(known)
    small = f" {few} {'has' if few == 1 else 'have'} too few documents to say." if few else ""
    first = f"{number} of the {of} {verb} supported (q at most 0.05{all_tried}).{small}"
    none = _say_equivalent(known, labels)
    if supported.empty:
        return f"{first} Nearest to it comes {describe_contrast(known.iloc[0].to_dict(), labels=labels)}.{none}"
    lines = [f"- {describe_contrast(row, labels=labels)}." for row in supported.to_dict("records")]
    return "\n".join([first, "", *lines, *(["", none.lstrip()] if none else [])])


def _say_equivalent(known: pd.DataFrame, labels: Mapping[str, str] | None) -> str:
    """Name the contrasts in which a difference of 5 points is ruled out; empty where there is none."""
    rows = known[known["equivalent"]].sort_values(["contrast", "frame"]).to_dict("records")
    parts = [f"{(labels or {}).get(row['frame'], row['frame'])}, {row['label']}" for row in rows]
    return f" No difference of {_MARGIN} (95 % interval within {_MARGIN} of 0): {'; '.join(parts)}." if parts else ""


@returns_table("display")
def table_contrasts(contrasts: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Set out contrasts for reading, the rows with the least p first.

    Parameters
    ----------
    contrasts : DataFrame
        The table contrasts.
    labels : mapping of str to str, optional
        Words for frames; where they are given, they decide which frames are shown.

    Returns
    -------
    DataFrame
        The table display, of 8 rows at most: contrast, frame, documents and shares (per cent) of both groups,
        difference in points with its 95 % interval, p, q, and the verdict where it is not the same throughout.
    """
    rows = contrasts[contrasts["frame"].isin(list(labels))] if labels else contrasts
    rows = rows.sort_values("p", kind="stable").head(LONGEST)
    shown = []
    for row in rows.to_dict("records"):
        few = row["verdict"] == TOO_FEW
        ends = format_points_interval(row["difference_low"], row["difference_high"])
        shown.append(
            {
                "contrast": row["label"],
                "frame": (labels or {}).get(row["frame"], row["frame"]),
                "documents": f"{row['documents_a']} / {row['documents_b']}",
                "shares": "" if few else _say_both(row, " / "),
                "difference (points)": "" if few else f"{format_points(row['difference'])} ({ends})",
                "p": "" if few else f"{row['p']:.3f}",
                "q": "" if few else f"{row['q']:.3f}",
                "verdict": row["verdict"],
            }
        )
    table = pd.DataFrame(shown)
    return table.drop(columns="verdict") if len(set(rows["verdict"])) == 1 else table


def _say_both(row: Mapping[Any, Any], between: str) -> str:
    return f"{format_percent(row['share_a'])}{between}{format_percent(row['share_b'])}"


def describe_caution(contrasts: pd.DataFrame) -> str:
    """Describe what a figure of contrasts must say: the number tried and supported, and how intervals were made.

    Parameters
    ----------
    contrasts : DataFrame
        The table contrasts.

    Returns
    -------
    str
        One sentence, or two where an interval comes from a permutation test.

    Examples
    --------
    >>> row = {"n_tests": 52, "method": "intervals of both shares joined", "verdict": "not supported"}
    >>> describe_caution(pd.DataFrame([row]))
    '52 comparisons tried, q after Benjamini and Hochberg over all of them; none is supported.'
    """
    supported = int((contrasts["verdict"] == SUPPORTED).sum())
    word = {0: "none is supported", 1: "1 is supported"}.get(supported, f"{supported} are supported")
    text = f"{contrasts['n_tests'].iloc[0]} comparisons tried, q after Benjamini and Hochberg over all of them; {word}."
    turned = contrasts["method"].str.startswith("permutation").any()
    few = f" Under {FEW_CLUSTERS} clusters on a side the interval is a permutation test turned round."
    return text + (few if turned else "")

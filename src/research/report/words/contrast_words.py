"""What the contrasts say, in words made from their numbers, so that a sentence can't drift from its table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import DECLARED, EQUIVALENCE_MARGIN, EXPLORATION, FEW_CLUSTERS, NO_TEST, SUPPORTED
from research.report.words.corrected_words import take_corrected
from research.report.words.number_formats import (
    count_noun,
    format_p,
    format_percent,
    format_points,
    format_points_interval,
)
from research.report.words.plain_tables import LONGEST
from research.report.words.study_labels import iter_samples
from research.tables import TOO_FEW, returns_table

_CORRECTED_HEADS = {"shares": "by the coder", "difference (points)": "corrected difference (points)"}
_MARGIN = f"{100 * EQUIVALENCE_MARGIN:.0f} points"


def describe_contrast(row: Mapping[Any, Any], *, labels: Mapping[str, str] | None = None) -> str:
    """Describe one row of the table contrasts in words.

    Parameters
    ----------
    row : mapping
        A row of the table contrasts.
    labels : mapping of str to str, optional
        Words for frames and groups.

    Returns
    -------
    str
        A clause without a full stop: both shares in per cent, the difference that is tested in points with its
        interval, the raw one where it is another, q where the contrast was opened, and whether the interval rules out
        a difference of 5 points.

    Examples
    --------
    >>> row = {"label": "2020 against 2018", "frame": "sanctions", "origin": "declared", "verdict": "not supported",
    ...        "share_a": 0.198, "share_b": 0.19, "difference": 0.008, "difference_low": -0.074,
    ...        "difference_high": 0.098, "raw_difference": 0.008, "opened": True, "q": 0.946}
    >>> print(describe_contrast(row, labels={"sanctions": "Sanctions"}))
    Sanctions, 2020 against 2018: 19.8 % against 19.0 %, a difference of +0.8 points (-7.4 to +9.8), q = 0.946
    """
    what = f"{(labels or {}).get(row['frame'], row['frame'])}, {label_contrast(row, labels)}"
    if row["verdict"] == TOO_FEW:
        return f"{what}: {TOO_FEW}"
    if row["verdict"] == NO_TEST:
        return f"{what}: {_say_corrected(row)}"
    ends = format_points_interval(row["difference_low"], row["difference_high"])
    points, raw = format_points(row["difference"]), format_points(row["raw_difference"])
    difference = f"a difference of {points} points ({ends})"
    if points != raw:
        difference += f" with documents of both groups compared with themselves ({raw} without)"
    q = f", q = {format_p(row['q'])}" if row["opened"] else ""
    none = f", no difference of {_MARGIN}" if row.get("equivalent") else ""
    return f"{what}: {_say_both(row, ' against ')}, {difference}{q}{none}"


def label_contrast(row: Mapping[Any, Any], labels: Mapping[str, str] | None) -> str:
    """The words for a contrast: those declared, or those of the groups of a pair."""
    if row["origin"] != EXPLORATION:
        return str(row["label"])
    return " against ".join(str((labels or {}).get(row[side], row[side])) for side in ("a", "b"))


def describe_contrasts(contrasts: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Say in Markdown, for each sample, how many contrasts were opened and which of them the data support.

    Parameters
    ----------
    contrasts : DataFrame
        The table contrasts, or some of its rows.
    labels : mapping of str to str, optional
        Words for codes; their order is that of the samples.

    Returns
    -------
    str
        For each sample a sentence, and a list of the contrasts that are supported, each with how it came about, or the
        one that comes nearest; and the declared ones in which a difference of 5 points is ruled out.
    """
    if contrasts.empty:
        return "No comparison of this kind is declared."
    known = labels or {}
    texts = []
    for sample, name, part in iter_samples(contrasts, labels):
        text = _describe_opened(part, known)
        texts.append(f"{name}: {text}" if sample else text[0].upper() + text[1:])
        texts += [none] if (none := _say_equivalent(part, known)) else []
    return "\n\n".join(texts)


def _describe_opened(contrasts: pd.DataFrame, labels: Mapping[str, str]) -> str:
    if contrasts["verdict"].eq(NO_TEST).all():
        known = int(contrasts["corrected_method"].ne(TOO_FEW).sum())
        here = f"{known} of {count_noun(len(contrasts), 'declared contrast')} by frame"
        return f"nothing is tested, since a test would take the coder's labels as true; {here} have an interval."
    opened = contrasts[contrasts["opened"]]
    tested = opened[opened["p"].notna()].sort_values(["q", "p", "contrast", "frame"])
    declared = contrasts[contrasts["origin"] == DECLARED]
    if tested.empty:
        here = count_noun(len(declared), "declared contrast")
        few = len(declared) and declared["verdict"].eq(TOO_FEW).all()
        reason = "their groups have too few documents" if few else "the groups of their factors are not found to differ"
        return f"none of {here} by frame is tested, since {reason}."
    number = int((tested["origin"] == DECLARED).sum())
    of = f"{number} of {len(declared)} declared contrasts by frame {'is' if number == 1 else 'are'} tested"
    pairs = int((tested["origin"] == EXPLORATION).sum())
    of += f", and {count_noun(pairs, 'other pair')} of groups as exploration" if pairs else ""
    supported = tested[tested["verdict"] == SUPPORTED]
    verb = "is" if len(supported) == 1 else "are"
    first = f"{of}; {len(supported) or 'none'} {verb if len(supported) else 'is'} supported (q at most 0.05)"
    if supported.empty:
        return f"{first}. Nearest comes {_say_contrast(tested.iloc[0].to_dict(), labels)}."
    return "\n".join([f"{first}:", "", *(f"- {_say_contrast(row, labels)}." for row in supported.to_dict("records"))])


def _say_equivalent(contrasts: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Name the declared contrasts in which a difference of 5 points is ruled out; empty where there is none."""
    declared = contrasts[contrasts["origin"] == DECLARED]
    same = declared[declared["equivalent"]]
    parts = []
    for label, rows in same.groupby("label", sort=False):
        frames = [labels.get(code, code) for code in rows["frame"]]
        parts.append(f"{label} ({', '.join(frames)})")
    where = f"in {len(same)} of {len(declared)} declared contrasts by frame: {'; '.join(parts)}."
    return f"A difference of {_MARGIN} is ruled out (95 % interval within {_MARGIN} of 0) {where}" if parts else ""


def _say_corrected(row: Mapping[Any, Any]) -> str:
    """A contrast of a coder, corrected by a coded sheet."""
    labelled = f"by the coder {TOO_FEW if pd.isna(row['share_a']) else _say_both(row, ' against ')}"
    if row["corrected_method"] == TOO_FEW:
        return f"{labelled}; corrected {TOO_FEW}, {NO_TEST}"
    ends = format_points_interval(row["corrected_low"], row["corrected_high"])
    none = f", no difference of {_MARGIN}" if row.get("equivalent") else ""
    points = format_points(row["corrected_difference"])
    return f"{labelled}; corrected, a difference of {points} points ({ends}){none}, {NO_TEST}"


def _say_contrast(row: Mapping[Any, Any], labels: Mapping[str, str]) -> str:
    return f"{describe_contrast(row, labels=labels)} ({row['origin']})"


@returns_table("display")
def table_contrasts(contrasts: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Set out contrasts for reading, those that were opened first, the rows with the least p before others.

    Parameters
    ----------
    contrasts : DataFrame
        The table contrasts.
    labels : mapping of str to str, optional
        Words for codes; where they are given, they decide which frames are shown, and the order of the samples.

    Returns
    -------
    DataFrame
        The table display, of 8 rows at most a sample: sample (where there are several), contrast, frame, documents and
        shares (per cent) of both groups, difference in points with its 95 % interval, raw difference where it is
        another, p, q, and the verdict where it is not the same throughout. Corrected differences have no p and q; the
        shares beside them are the coder's.
    """
    contrasts = take_corrected(contrasts)
    rows = contrasts[contrasts["frame"].isin(list(labels))] if labels else contrasts
    rows = rows.assign(size=rows["difference"].abs()).sort_values(["p", "size"], ascending=[True, False], kind="stable")
    shown = []
    for sample, name, part in iter_samples(rows, labels):
        for row in part.head(LONGEST).to_dict("records"):
            head = {"sample": name} if sample else {}
            shown.append(head | _set_out(row, labels))
    table = pd.DataFrame(shown)
    if len(rows) and rows["verdict"].eq(NO_TEST).all():
        table = table.drop(columns=["p", "q"]).rename(columns=_CORRECTED_HEADS)
    same = [name for name in ("verdict", "raw (points)") if name in table and len(set(table[name])) == 1]
    return table.drop(columns=same)


def _set_out(row: Mapping[Any, Any], labels: Mapping[str, str] | None) -> dict[str, str]:
    few = row["verdict"] == TOO_FEW or pd.isna(row["difference"])
    ends = format_points_interval(row["difference_low"], row["difference_high"])
    points, raw = format_points(row["difference"]), format_points(row["raw_difference"])
    explored = f" ({EXPLORATION})" if row["origin"] == EXPLORATION else ""
    return {
        "contrast": label_contrast(row, labels) + explored,
        "frame": (labels or {}).get(row["frame"], row["frame"]),
        "documents": f"{row['documents_a']} / {row['documents_b']}",
        "shares": "" if few else _say_both(row, " / "),
        "difference (points)": "" if few else f"{points} ({ends})",
        "raw (points)": "" if few or raw == points else raw,
        "p": format_p(row["p"]),
        "q": format_p(row["q"]),
        "verdict": row["verdict"] if few or row["opened"] or row["verdict"] == NO_TEST else "not tested",
    }


def _say_both(row: Mapping[Any, Any], between: str) -> str:
    return f"{format_percent(row['share_a'])}{between}{format_percent(row['share_b'])}"


def describe_caution(contrasts: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Describe what a figure of contrasts must say: how many were tested and supported, and how intervals were made.

    Parameters
    ----------
    contrasts : DataFrame
        The table contrasts.
    labels : mapping of str to str, optional
        Words for samples.

    Returns
    -------
    str
        Sentences, one more where an interval comes from a permutation test.

    Examples
    --------
    >>> row = {"sample": "", "p": 0.02, "origin": "declared", "method": "joined", "verdict": "not supported"}
    >>> describe_caution(pd.DataFrame([row]))
    'Of 1 contrast 1 was tested, since the groups of its factor differ, and 0 are supported.'
    """
    parts = []
    for sample, name, chosen in iter_samples(contrasts, labels):
        tested, supported = int(chosen["p"].notna().sum()), int((chosen["verdict"] == SUPPORTED).sum())
        head = f"{name}: of" if sample else "Of"
        was = "1 was tested, since the groups of its factor differ" if tested == 1 else f"{tested} were tested"
        verb = "is" if supported == 1 else "are"
        if chosen["verdict"].eq(NO_TEST).any():
            parts.append(f"{head} {count_noun(len(chosen), 'contrast')} none was tested: they are corrected.")
            continue
        parts.append(f"{head} {count_noun(len(chosen), 'contrast')} {was}, and {supported} {verb} supported.")
    turned = contrasts.loc[contrasts["verdict"] != NO_TEST, "method"].str.startswith("permutation").any()
    few = f"Under {FEW_CLUSTERS} clusters on a side, or where documents have both sides, the interval inverts a "
    few += "permutation test."
    return " ".join([*parts, *([few] if turned else [])])

"""What the regressions say: terms tested jointly, levels that differ, and what it changes to hold others alike."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import adjust_p
from research.report.words.number_formats import count_noun, format_percent, format_points
from research.report.words.plain_tables import LONGEST
from research.tables import TOO_FEW, check_columns, returns_table

_FALSE_DISCOVERY = 0.05
# So many levels merged into one are not named one by one.
_MERGED = 4


def describe_coefficients(coefficients: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Describe in Markdown how many terms of the regressions matter, and which levels of these differ.

    A term matters where the q of its joint test is at most 0.05 after Benjamini and Hochberg over all terms and frames
    of the table. Levels are told below such a term alone, with q after Benjamini and Hochberg within the term, times
    the number of terms tested over the number of those that matter (Benjamini and Bogomolov 2014).

    Parameters
    ----------
    coefficients : DataFrame
        The table coefficients of compare.fit_regression, of one frame or of several put together.
    labels : mapping of str to str, optional
        Words for frames, terms and levels.

    Returns
    -------
    str
        One sentence, and a list of the terms that matter with the levels that differ.

    References
    ----------
    Benjamini, Y. and Bogomolov, M. (2014), Selective inference on multiple families of hypotheses. JRSS B 76, 297-318.

    Examples
    --------
    >>> rows = {"frame": "f", "term": "kind", "level": ["news", "release"], "reference": "news", "odds_ratio": [1, 0.5],
    ...         "low": [None, 0.2], "high": [None, 1.2], "p": [None, 0.12], "joint_f": 2.5, "joint_df": 1,
    ...         "joint_df_denominator": 80, "joint_p": 0.12, "method": "GEE"}
    >>> print(describe_coefficients(pd.DataFrame(rows)))
    Of 1 term tested jointly, all terms at once and codes taken as true, none matters (q at most 0.05); the least q is \
0.120, of f by kind.
    """
    joint = coefficients.dropna(subset=["joint_p"]).drop_duplicates(["frame", "term"])
    if joint.empty:
        return f"Regression: {TOO_FEW}."
    joint = joint.assign(q=adjust_p(joint["joint_p"])).sort_values(["joint_p", "frame", "term"])
    passed = joint[joint["q"] <= _FALSE_DISCOVERY]
    many = f"Of {count_noun(len(joint), 'term')} tested jointly, all terms at once and codes taken as true,"
    if passed.empty:
        least = joint.iloc[0].to_dict()
        name = _name_term(least, labels)
        return f"{many} none matters (q at most 0.05); the least q is {least['q']:.3f}, of {name}."
    lines = []
    for row in passed.to_dict("records"):
        levels = coefficients[coefficients["frame"].eq(row["frame"]) & coefficients["term"].eq(row["term"])]
        test = f"F({row['joint_df']:.0f}, {row['joint_df_denominator']:.0f}) = {row['joint_f']:.2f}, q = {row['q']:.3f}"
        said = _say_levels(levels, labels, factor=len(joint) / len(passed))
        lines.append(f"- {_name_term(row, labels)}: {test}; {said}.")
    verb = "matters" if len(passed) == 1 else "matter"
    return "\n".join([f"{many} {len(passed)} {verb} (q at most 0.05).", "", *lines])


def _name_term(row: Mapping[Any, Any], labels: Mapping[str, str] | None) -> str:
    frame, term = ((labels or {}).get(row[name], str(row[name]).replace("_", " ")) for name in ("frame", "term"))
    return f"{frame} by {term}"


def _say_levels(levels: pd.DataFrame, labels: Mapping[str, str] | None, *, factor: float) -> str:
    """The levels of a term that differ from its reference; factor corrects for the terms that were left unopened."""
    table = levels.dropna(subset=["p"])
    table = table.assign(q=(adjust_p(table["p"]) * factor).clip(max=1.0)).sort_values(["p", "level"])
    found = table[table["q"] <= _FALSE_DISCOVERY].to_dict("records")
    if not found:
        return "no level differs by itself"
    parts = [
        f"{_say_parts(str(row['level']), labels)} {row['odds_ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
        for row in found
    ]
    return f"odds ratios against {_say_parts(str(found[0]['reference']), labels)}: {', '.join(parts)}"


def describe_adjustment(
    rows: pd.DataFrame,
    coefficients: pd.DataFrame,
    *,
    frame: str,
    between: tuple[str, str] = ("kind", "office"),
    labels: Mapping[str, str] | None = None,
) -> str:
    """Put a difference as counted beside the odds ratio with all terms alike, and say what was mixed with it.

    Parameters
    ----------
    rows : DataFrame
        The rows that the regression was fitted to.
    coefficients : DataFrame
        The table coefficients.
    frame : str
        The code of the frame.
    between : tuple of str
        The term whose level is compared with its reference, and the column that may be mixed with it.
    labels : mapping of str to str, optional
        Words for frames and levels.

    Returns
    -------
    str
        One sentence on the level with the least p; empty where the term has none.

    Raises
    ------
    InputError
        Where the rows lack a column.
    """
    term, mixed = between
    check_columns(rows, ["document", "sentence", term, mixed], where="describe_adjustment: rows")
    levels = coefficients[coefficients["frame"].eq(frame) & coefficients["term"].eq(term)]
    known = levels.dropna(subset=["p"]).sort_values(["p", "level"])
    if known.empty:
        return ""
    level = known.iloc[0].to_dict()
    base = levels[levels["level"] == level["reference"]].iloc[0].to_dict()
    shares = [row["hits"] / row["statements"] for row in (level, base)]
    odds = [row["hits"] / (row["statements"] - row["hits"]) for row in (level, base)]
    raw = f", odds ratio {odds[0] / odds[1]:.2f}" if odds[1] else ""
    names = [_say_parts(str(row["level"]), labels) for row in (level, base)]
    adjusted = f"{level['odds_ratio']:.2f} ({level['low']:.2f} to {level['high']:.2f})"
    return (
        f"{(labels or {}).get(frame, frame)}, {names[0]} against {names[1]}: {format_points(shares[0] - shares[1])} "
        f"points as counted ({format_percent(shares[0])} against {format_percent(shares[1])}{raw}), odds ratio "
        f"{adjusted} with all other terms alike; {_say_mixture(rows, (level, base), between, labels)}."
    )


def _say_mixture(
    rows: pd.DataFrame, pair: tuple[Mapping[Any, Any], ...], between: tuple[str, str], labels: Mapping[str, str] | None
) -> str:
    """The value that the level has most of beyond its reference, as parts of their statements."""
    term, mixed = between
    statements = rows.drop_duplicates(["document", "sentence"])
    levels = [statements[statements[term].astype("str").isin(str(row["level"]).split(" + "))] for row in pair]
    parts = pd.concat([part[mixed].astype("str").value_counts(normalize=True) for part in levels], axis=1).fillna(0.0)
    parts = parts.set_axis(["level", "base"], axis=1).sort_index()
    place = int((parts["level"] - parts["base"]).to_numpy().argmax())
    code = str(parts.index[place])
    shares = [format_percent(float(parts[name].iloc[place])) for name in ("level", "base")]
    names = [_say_parts(str(row["level"]), labels) for row in pair]
    said = f"{shares[0]} of the statements of {names[0]}, {shares[1]} of those of {names[1]}"
    return f"the two are not of one mix ({(labels or {}).get(code, code)}: {said})"


@returns_table("display")
def table_coefficients(coefficients: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Set out regressions for reading, the rows with the least p first.

    Parameters
    ----------
    coefficients : DataFrame
        The table coefficients of compare.fit_regression; levels without a p, such as references, are left out.
    labels : mapping of str to str, optional
        Words for frames, terms and levels.

    Returns
    -------
    DataFrame
        The table display, of 8 rows at most: frame, term, level, against (the reference; empty where it has the same
        words), hits, odds ratio with its 95 % interval and any method other than the GEE, and p.

    Examples
    --------
    >>> row = {"frame": "f", "term": "kind", "level": "release", "reference": "news", "hits": 5, "statements": 40,
    ...        "documents": 8, "families": 8, "speakers": 6, "odds_ratio": 0.4, "low": 0.2, "high": 0.9, "p": 0.03,
    ...        "method": "GEE", "note": ""}
    >>> table_coefficients(pd.DataFrame([row]), labels={"f": "F", "kind": "Kind"}).iloc[0].tolist()[-3:]
    ['5 of 40', '0.40 (0.20 to 0.90)', '0.030']
    """
    table = coefficients[coefficients["p"].notna()].sort_values("p", kind="stable").head(LONGEST)
    shown = []
    for row in table.to_dict("records"):
        level, reference = (_say_parts(str(row[key]), labels) for key in ("level", "reference"))
        firth = ", Firth" if "Firth" in str(row["method"]) else ""
        ends = "" if pd.isna(row["low"]) else f"{row['odds_ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f}){firth}"
        shown.append(
            {
                "frame": (labels or {}).get(row["frame"], row["frame"]),
                "term": (labels or {}).get(row["term"], row["term"]),
                "level": level,
                "against": "" if level == reference else reference,
                "hits": f"{row['hits']} of {row['statements']}",
                "odds ratio": ends or row["note"] or row["method"],
                "p": "" if pd.isna(row["p"]) else f"{row['p']:.3f}",
            }
        )
    return pd.DataFrame(shown)


def _say_parts(merged: str, labels: Mapping[str, str] | None) -> str:
    """The words for a level, or for the first of those that were merged into one and how many others there are."""
    parts = [(labels or {}).get(part, part.replace("_", " ")) for part in merged.split(" + ")]
    return ", ".join(parts) if len(parts) < _MERGED else f"{parts[0]} and {len(parts) - 1} others"

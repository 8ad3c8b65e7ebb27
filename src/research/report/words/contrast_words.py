"""What the contrasts say, in words made from their numbers, so that a sentence can't drift from its table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import FEW, SUPPORTED, UNSUPPORTED, adjust_p
from research.report.words.number_formats import count_noun, format_interval, format_percent, format_points
from research.tables import TOO_FEW, Fault, InputError

# A number of documents above this says no more than that nobody will gather them.
_MANY = 10_000


def say_contrast(row: Mapping[Any, Any], *, labels: Mapping[str, str] | None = None) -> str:
    """Say what one row of the contrasts table supports, does not support, or has too few documents for.

    labels maps codes of frames to words.

    >>> row = {"label": "2020 against 2018", "frame": "sanctions", "verdict": "not supported", "share_a": 0.198,
    ...        "share_b": 0.19, "difference": 0.008, "difference_low": -0.074, "difference_high": 0.098, "p": 0.834,
    ...        "q": 0.946, "detectable": 0.129, "documents_needed": 16855, "documents": 69}
    >>> print(say_contrast(row, labels={"sanctions": "Sanctions"}))
    Not supported by these data: a difference in sanctions, 2020 against 2018. 19.8 % against 19.0 %, difference +0.8
    points (-7.4 to +9.8), p = 0.834, q = 0.946; 69 documents find a difference of 12.9 points with 80 % power in one
    test at the 5 % level, and one of 0.8 points would need more than 10,000.
    """
    frame = _word(str(row["frame"]), labels)
    what = f"{frame}, {row['label']}"
    if row["verdict"] == TOO_FEW:
        counts = f"{row['documents_a']} and {row['documents_b']} documents"
        return f"Too few to say: {what}. {counts}, {row['hits_a']} and {row['hits_b']} hits."
    shares = f"{format_percent(row['share_a'])} against {format_percent(row['share_b'])}"
    ends = f"({format_points(row['difference_low'])} to {format_points(row['difference_high'])})"
    numbers = (
        f"{shares}, difference {format_points(row['difference'])} points {ends}{_say_within(row)}, {_say_chance(row)}"
    )
    if row["verdict"] == SUPPORTED:
        word = "more" if row["difference"] > 0 else "less"
        return f"Supported: {word} {what}. {numbers}{_say_size(row)}."
    power = f"find a difference of {100 * row['detectable']:.1f} points with 80 % power in one test at the 5 % level"
    needed = f", and {_say_needed(row)}" if not pd.isna(row["documents_needed"]) else ""
    words = f"{numbers}; {row['documents']} documents {power}{needed}"
    return f"Not supported by these data: a difference in {what}. {words}."


def describe_contrasts(contrasts: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Say in Markdown which contrasts the data support, and which only look so where the number tried is forgotten.

    contrasts comes from compare.measure_contrasts. Every supported one has its sentence; of the others, those with p of
    at most 0.05 are told one by one as not supported, since they are what a reader would pick out. Raises InputError
    for a table without rows.

    >>> describe_contrasts(pd.DataFrame())
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    describe_contrasts: contrasts: found no rows, expected a table from compare.measure_contrasts
    """
    if contrasts.empty:
        expected = "a table from compare.measure_contrasts"
        raise InputError([Fault("describe_contrasts", "contrasts", "no rows", expected)])
    counts = contrasts["verdict"].value_counts()
    supported, unsupported, few = (int(counts.get(word, 0)) for word in (SUPPORTED, UNSUPPORTED, TOO_FEW))
    what = ", ".join(count_noun(contrasts[noun].nunique(), noun) for noun in ("contrast", "frame"))
    tried = count_noun(int(contrasts["tried"].iloc[0]), "comparison")
    first = f"{tried} tried in all. Of the {len(contrasts)} here ({what}), "
    first += f"{supported} supported, {unsupported} not supported by these data"
    lines = [first + (f", {few} with too few documents to say." if few else ".")]
    told = contrasts[(contrasts["verdict"] == SUPPORTED) | (contrasts["p"] <= 0.05)]
    told = told.sort_values(["p", "contrast", "frame"])
    lines += [f"- {say_contrast(row, labels=labels)}" for row in told.to_dict("records")]
    return "\n".join([lines[0], "", *lines[1:]]) if len(lines) > 1 else lines[0]


def table_contrasts(contrasts: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Set out contrasts for reading: contrast, frame, n of either side, shares, difference, ratio, p, q, verdict.

    contrasts comes from compare.measure_contrasts; labels maps codes of frames to words and, where given, picks them.
    n reads "40 of 368 statements, 40 documents, 40 families, 58 speakers": hits first.
    """
    rows = contrasts[contrasts["frame"].isin(list(labels))] if labels else contrasts
    found = []
    for row in rows.to_dict("records"):
        cells = {"contrast": row["label"], "frame": (labels or {}).get(row["frame"], row["frame"])}
        cells |= {f"n, side {side}": _say_counts(row, side) for side in ("a", "b")}
        if row["verdict"] == TOO_FEW:
            cells |= dict.fromkeys(("shares", "difference (points)", "ratio", "p", "q", "80 % power from"), "")
        else:
            cells["shares"] = f"{format_percent(row['share_a'])} / {format_percent(row['share_b'])}"
            ends = f"({format_points(row['difference_low'])} to {format_points(row['difference_high'])})"
            cells["difference (points)"] = f"{format_points(row['difference'])} {ends}"
            cells["ratio"] = _say_ratio(row)
            cells |= {"p": f"{row['p']:.3f}", "q": f"{row['q']:.3f}"}
            cells["80 % power from"] = f"{100 * row['detectable']:.1f}"
        found.append(cells | {"verdict": row["verdict"]})
    return pd.DataFrame(found)


def say_caution(contrasts: pd.DataFrame) -> str:
    """Say what a figure of contrasts must: how many were tried, how many hold, and what the intervals are.

    >>> row = {"tried": 52, "method": "intervals of both shares joined", "verdict": "not supported"}
    >>> say_caution(pd.DataFrame([row]))
    '52 comparisons tried, q after Benjamini and Hochberg over all of them; none is supported.'
    """
    supported = int((contrasts["verdict"] == SUPPORTED).sum())
    word = {0: "none is supported", 1: "1 is supported"}.get(supported, f"{supported} are supported")
    text = f"{contrasts['tried'].iloc[0]} comparisons tried, q after Benjamini and Hochberg over all of them; {word}."
    turned = contrasts["method"].str.startswith("permutation").any()
    few = f" Under {FEW} clusters on a side the interval is a permutation test turned round."
    return text + (few if turned else "")


def describe_coefficients(coefficients: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Say in Markdown which levels of the regressions the data set apart from their reference, and how many not.

    coefficients comes from compare.fit_regression, of one frame or of several put together. A level is set apart where
    its q is at most 0.05 after Benjamini and Hochberg over all levels of the table; those with p of at most 0.05 alone
    are told too, as not supported.

    >>> rows = {"frame": "f", "term": "kind", "level": ["news", "release"], "reference": "news",
    ...         "odds_ratio": [1, 0.5], "low": [None, 0.2], "high": [None, 1.2], "p": [None, 0.12], "method": "GEE"}
    >>> print(describe_coefficients(pd.DataFrame(rows)))
    1 level was held against its reference, all terms at once: none is set apart by these data.
    """
    table = coefficients.dropna(subset=["p"])
    if table.empty:
        return f"Regression: {TOO_FEW}."
    table = table.assign(q=adjust_p(table["p"]))
    apart = int((table["q"] <= 0.05).sum())
    many = "1 level was" if len(table) == 1 else f"{len(table)} levels were"
    word = "none is" if not apart else "1 is" if apart == 1 else f"{apart} are"
    references = "its reference" if len(table) == 1 else "their references"
    first = f"{many} held against {references}, all terms at once: {word} set apart by these data."
    told = table[table["p"] <= 0.05].sort_values(["p", "frame", "term", "level"])
    lines = [f"- {_say_level(row, labels)}" for row in told.to_dict("records")]
    return "\n".join([first, "", *lines]) if lines else first


def table_coefficients(coefficients: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Set regressions out for reading: frame, term, level, reference, n, odds ratio with interval, p; no references.

    coefficients comes from compare.fit_regression; labels maps codes of frames, terms and levels to words. A term of
    one level has no odds ratio, and says why. Methods other than the GEE stand beside the odds ratio.

    >>> row = {"frame": "f", "term": "kind", "level": "release", "reference": "news", "hits": 5, "statements": 40,
    ...        "documents": 8, "families": 8, "speakers": 6, "odds_ratio": 0.4, "low": 0.2, "high": 0.9, "p": 0.03,
    ...        "method": "GEE", "note": ""}
    >>> table_coefficients(pd.DataFrame([row]), labels={"f": "F", "kind": "Kind"}).iloc[0].tolist()[-2:]
    ['0.40 (0.20 to 0.90)', '0.030']
    """
    found = []
    for row in coefficients.to_dict("records"):
        if pd.isna(row["p"]) and "not in the model" not in row["note"]:
            continue
        level, reference = (_say_parts(str(row[key]), labels) for key in ("level", "reference"))
        sizes = ", ".join(f"{row[name]} {name}" for name in ("documents", "families", "speakers"))
        firth = ", Firth" if "Firth" in str(row["method"]) else ""
        told = "" if pd.isna(row["low"]) else f"{row['odds_ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f}){firth}"
        found.append(
            {
                **{"frame": _word(row["frame"], labels), "term": _word(row["term"], labels)},
                **{"level": level, "against": "" if level == reference else reference},
                "n": f"{row['hits']} of {row['statements']} statements, {sizes}",
                "odds ratio": told or row["note"] or row["method"],
                "p": "" if pd.isna(row["p"]) else f"{row['p']:.3f}",
            }
        )
    return pd.DataFrame(found)


def table_weightings(weightings: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Set shares out side by side: a row for each group and frame, its n, and a column for each weighting.

    weightings comes from compare.compare_weightings; labels maps codes of groups, frames and weightings to words and
    picks the frames. A cell reads "18.6 % (15.6 to 22.0)", and tells what part of all statements it stands for where
    that is under 95 %.
    """
    words = dict(labels or {})
    rows = weightings[weightings["frame"].isin(list(words))] if words else weightings
    names = list(dict.fromkeys(rows["weighting"]))
    cells = rows.assign(cell=[_say_weighted(row) for row in rows.to_dict("records")])
    wide = cells.pivot(index=["group", "frame"], columns="weighting", values="cell")[names]
    wide.columns = pd.Index([f"by {words.get(name, name)}" for name in names])
    counts = rows.drop_duplicates(["group", "frame"]).set_index(["group", "frame"])
    sizes = counts[["statements", "documents", "families", "speakers", "hits"]]
    table = sizes.join(wide).reset_index()
    for column in ("group", "frame"):
        table[column] = [words.get(code, code) for code in table[column]]
    return table


def _say_level(row: Mapping[Any, Any], labels: Mapping[str, str] | None) -> str:
    verdict = "Supported" if row["q"] <= 0.05 else "Not supported by these data, for all that p is small by itself"
    ends = f"{row['odds_ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
    level, reference = (_say_parts(str(row[name]), labels) for name in ("level", "reference"))
    what = f"{_word(str(row['frame']), labels)}, {level} against {reference}"
    return f"{verdict}: {what}, odds ratio {ends}, {_say_chance(row)}."


def _say_parts(merged: str, labels: Mapping[str, str] | None) -> str:
    """The words for a level, or for all that were merged into one."""
    return ", ".join((labels or {}).get(part, part.replace("_", " ")) for part in merged.split(" + "))


def _say_weighted(row: Mapping[Any, Any]) -> str:
    if row["method"] == TOO_FEW:
        return TOO_FEW
    part = f", of {100 * row['covered']:.0f} % of the mix" if row["covered"] < 0.95 else ""
    return f"{format_percent(row['share'])} ({format_interval(row['low'], row['high'])}){part}"


def _say_counts(row: Mapping[Any, Any], side: str) -> str:
    sizes = (f"{row[f'{name}_{side}']} {name}" for name in ("documents", "families", "speakers"))
    return f"{row[f'hits_{side}']} of {row[f'statements_{side}']} statements, " + ", ".join(sizes)


def _say_ratio(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["ratio"]):
        return "none: no hit on side b"
    high = "no end" if row["ratio_high"] == float("inf") else f"{row['ratio_high']:.2f}"
    return f"{row['ratio']:.2f} ({row['ratio_low']:.2f} to {high})"


def _say_chance(row: Mapping[Any, Any]) -> str:
    return f"p = {row['p']:.3f}, q = {row['q']:.3f}"


def _say_within(row: Mapping[Any, Any]) -> str:
    """The difference that p is about, where documents on both sides make it another."""
    within = row.get("within", row["difference"])
    same = abs(within - row["difference"]) < 0.0005
    return "" if same else f", {format_points(within)} with documents that have both held against themselves"


def _say_size(row: Mapping[Any, Any]) -> str:
    return f"; ratio {_say_ratio(row)}"


def _say_needed(row: Mapping[Any, Any]) -> str:
    needed = int(row["documents_needed"])
    number = f"more than {_MANY:,}" if needed > _MANY else f"about {needed:,} in all"
    return f"one of {100 * abs(row.get('within', row['difference'])):.1f} points would need {number}"


def _word(code: str, labels: Mapping[str, str] | None) -> str:
    words = (labels or {}).get(code, code.replace("_", " "))
    return words[0].lower() + words[1:]

"""Corrected shares of groups, and the differences between two of them."""

import dataclasses

import numpy as np
import pandas as pd
from scipy import stats

from research import tables
from research.compare.correction.correction_arguments import (
    UNITS,
    check_arguments,
    check_coding,
    check_predictions,
    list_unit_columns,
    raise_faults,
)
from research.compare.correction.estimates import (
    ALL_CODED,
    CORRECTED,
    EXACT,
    NOT_ESTIMATED,
    Correction,
    estimate_correction,
    estimate_population,
)
from research.tables import MINIMUM_DOCUMENTS, MINIMUM_HITS, TOO_FEW, Fault, InputError, returns_table

DIFFERENCE = "difference of corrected shares, Welch"
# What estimate_correction says of documents, where its units were statements.
BY_STATEMENT = {
    CORRECTED: "prediction-powered, jackknife by statement, logit",
    EXACT: "exact, coded statements as trials",
    ALL_CODED: "every statement coded",
}


@returns_table("corrected_shares")
def correct_shares(
    rows: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    by: str = "all",
    sample: pd.DataFrame | None = None,
    target: str = "corpus",
) -> pd.DataFrame:
    """Correct the share of reported statements that a coder gives to each frame in each group.

    rows comes from compare.merge_frames with the coder's frames; a column probability, where there is one, takes the
    place of present in the correction, which makes it sharper. gold: the frames table of what people coded: documents,
    each whole, or drawn statements. by is a column of rows, or all. sample: document, probability, one row for each
    document drawn to be coded, with the chance it had; or document, sentence, probability, one row for each drawn
    statement, as in the key of a sheet (coding.draw_sample). Without it documents were coded whole, and every one of a
    group is taken to have had the same chance. What was drawn is the unit of the variance: documents, or statements.
    target: corpus for these very documents (estimate_correction), population for all such documents
    (estimate_population, whole documents with equal chances alone).

    Returns grouping, group, frame, base (statements), target, statements, documents, coded_statements, coded_documents,
    coded_hits, raw (the predicted share), share (the corrected one), low, high, error (standard error), lambda, method;
    sorted by group and frame. With under 10 coded hits, or 5 coded documents, there is too few to say. Raises
    InputError with every fault.

    >>> rows = pd.DataFrame({"document": ["a"], "sentence": [1], "frame": ["f"], "present": [True]})
    >>> correct_shares(rows, rows.head(0).assign(coder="gold"), by="colour")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 2 faults:
    correct_shares: by: found 'colour', expected all, or a column of the rows: document, sentence, frame, present
    table gold: rows: found none, expected frames of the documents that people coded
    """
    counts = _count_units(rows, gold, by=by, sample=sample, target=target)
    found = []
    for (group, frame), part in counts.groupby(["group", "frame"], sort=True):
        result = _correct(part, target)
        row = {"grouping": by, "group": group, "frame": frame, "base": "statements", "target": target}
        row |= _describe(part)
        row |= {"share": result.share, "low": result.low, "high": result.high, "standard_error": result.standard_error}
        found.append(row | {"lambda": result.tuning, "method": result.method})
    return pd.DataFrame(found)


@returns_table("corrected_differences")
def correct_differences(
    rows: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    by: str,
    groups: tuple[str, str],
    sample: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Correct the difference between two groups' shares of each frame, in these very documents: first less other.

    The arguments are those of correct_shares; groups are two values of the column by that share no document. Each group
    is corrected by itself; the variances add up, and Student's t has Welch's degrees of freedom.

    Returns grouping, group, other, frame, base, target, then for the first group statements, documents,
    coded_statements, coded_documents, coded_hits, and the same for the other with other_ before; raw (of the
    predictions), difference (corrected), low, high, error, method. Where one of the two has too few, so has their
    difference. Raises InputError with every fault.
    """
    first, second = groups
    counts = _count_units(rows, gold, by=by, sample=sample, target="corpus")
    members = {name: set(part["document"]) for name, part in counts.groupby("group", sort=True)}
    if first == second or not {first, second} <= set(members):
        expected = "two different groups of " + ", ".join(map(str, members))
        raise InputError([Fault("correct_differences", "groups", f"{first!r}, {second!r}", expected)])
    if both := sorted(members[first] & members[second]):
        told = f"{len(both)} documents in both, such as {both[0]}"
        raise InputError([Fault("correct_differences", "groups", told, "groups that share no document")])
    found = []
    for frame, part in counts.groupby("frame", sort=True):
        halves = [part[part["group"] == name] for name in (first, second)]
        one, other = (_describe(half) for half in halves)
        row = {"grouping": by, "group": first, "other": second, "frame": frame}
        row |= {"base": "statements", "target": "corpus"}
        row |= {name: value for name, value in one.items() if name != "predicted_share"}
        row |= {f"other_{name}": value for name, value in other.items() if name != "predicted_share"}
        row |= {"predicted_share": one["predicted_share"] - other["predicted_share"]}
        found.append(row | subtract_corrections(*(_correct(half, "corpus") for half in halves)))
    return pd.DataFrame(found)


def subtract_corrections(one: Correction, other: Correction) -> dict[str, float | str]:
    """The difference between two corrections of different documents: difference, low, high, error, method.

    >>> one = Correction(0.3, 0.2, 0.4, 0.05, 20, 1.0, "")
    >>> subtract_corrections(one, Correction(0.1, 0.05, 0.2, 0.03, 30, 1.0, ""))["high"]
    0.3184...
    >>> subtract_corrections(one, NOT_ESTIMATED)["method"]
    'too few to say'
    """
    if TOO_FEW in (one.method, other.method):
        return {"difference": np.nan, "low": np.nan, "high": np.nan, "standard_error": np.nan, "method": TOO_FEW}
    parts = np.array([one.standard_error, other.standard_error]) ** 2
    difference, error = one.share - other.share, float(np.sqrt(parts.sum()))
    reach = 0.0
    if error > 0:
        # Shares of the sum, since squares of tiny variances would be rounded to nothing.
        freedom = 1 / ((parts / parts.sum()) ** 2 / np.array([one.degrees_of_freedom, other.degrees_of_freedom])).sum()
        reach = float(stats.t.ppf(0.975, freedom)) * error
    low, high = max(difference - reach, -1.0), min(difference + reach, 1.0)
    return {"difference": difference, "low": low, "high": high, "standard_error": error, "method": DIFFERENCE}


def _correct(part: pd.DataFrame, target: str) -> Correction:
    coded = part.loc[part["gold"].notna(), "document"].nunique()
    if part["gold"].sum() < MINIMUM_HITS or coded < MINIMUM_DOCUMENTS:
        return NOT_ESTIMATED
    predicted, totals, gold = (part[name].to_numpy(dtype=float) for name in ("predicted", "totals", "gold"))
    if target == "population":
        return estimate_population(predicted, totals, gold)
    chances = part["chance"].to_numpy(dtype=float) if "chance" in part.columns else None
    found = estimate_correction(predicted, totals, gold, probabilities=chances)
    if "sentence" not in part.columns:
        return found
    return dataclasses.replace(found, method=BY_STATEMENT.get(found.method, found.method))


def _describe(part: pd.DataFrame) -> dict[str, float]:
    coded = part["gold"].notna()
    return {
        "statements": int(part["totals"].sum()),
        "documents": part["document"].nunique(),
        "coded_statements": int(part.loc[coded, "totals"].sum()),
        "coded_documents": part.loc[coded, "document"].nunique(),
        "coded_hits": int(part["gold"].sum()),
        "predicted_share": float(part["present"].sum() / part["totals"].sum()),
    }


def _count_units(
    rows: pd.DataFrame, gold: pd.DataFrame, *, by: str, sample: pd.DataFrame | None, target: str
) -> pd.DataFrame:
    """Count by group, frame and unit: totals, present, predicted, gold (empty where uncoded), chance if known.

    A unit is what was drawn: a document, or with a sample of statements a statement, in the columns document, sentence.
    """
    raise_faults(check_predictions(rows, gold, sample))
    raise_faults(check_arguments(rows, gold, by=by, sample=sample, target=target))
    optional = ["probability"] if "probability" in rows.columns else []
    tables.check_columns(rows, [], where="table of predictions", groups=[*([] if by == "all" else [by]), *optional])
    units = list_unit_columns(sample)
    rows = rows.assign(group="all" if by == "all" else rows[by].astype("str"))
    coded = gold[[*UNITS, "present"]].rename(columns={"present": "gold"})
    # Sums run in one order, whatever the order of the rows, so that their last digits do not hang on it.
    joined = rows.merge(coded, on=UNITS, how="left", validate="one_to_one").sort_values(UNITS)
    raise_faults(check_coding(joined, gold, units=units))
    joined["predicted"] = (joined["probability"] if "probability" in rows.columns else joined["present"]).astype(float)
    joined = joined.assign(present=joined["present"].astype(float), gold=joined["gold"].astype(float))
    grouped = joined.groupby(["group", "frame", *units], sort=True)
    counts = grouped.agg(totals=("present", "size"), present=("present", "sum"), predicted=("predicted", "sum"))
    counts["gold"] = grouped["gold"].sum(min_count=1)
    counts = counts.reset_index()
    if sample is None:
        return counts
    chances = sample.rename(columns={"probability": "chance"})[[*units, "chance"]]
    return counts.merge(chances, on=units, how="left", validate="many_to_one")

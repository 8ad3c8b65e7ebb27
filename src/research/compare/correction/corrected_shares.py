"""Corrected shares of groups, and the differences between two of them."""

import dataclasses

import numpy as np
import pandas as pd
from scipy import stats

from research import tables
from research.compare.correction.coded_sheets import CodedSheet
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
    NOT_ESTIMATED,
    Correction,
    estimate_correction,
    estimate_population,
)
from research.compare.counts_by_document import count_by_document
from research.compare.share_estimates import measure_counted_shares
from research.tables import MINIMUM_DOCUMENTS, MINIMUM_HITS, TOO_FEW, Fault, InputError, returns_table

DIFFERENCE = "difference of corrected shares, Welch"
# The methods of estimate_correction where its units are statements.
BY_STATEMENT = {
    CORRECTED: "prediction-powered, jackknife by statement, logit",
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

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames with the coder's frames. A column probability, where there is one, replaces present in the
        correction, which makes it more precise.
    gold : DataFrame
        The table frames of what people coded: whole documents, or drawn statements.
    by : str
        The column whose values form the groups, or all.
    sample : DataFrame, optional
        The documents drawn to be coded, with their probabilities (document, probability), or the statements drawn
        (document, sentence, probability), as coding.draw_sample gives them. Without it documents were coded whole, and
        all documents of a group are taken to have had the same probability. What was drawn is the unit of the variance.
    target : str
        corpus for these very documents (estimate_correction), or population for all documents such as these
        (estimate_population; whole documents with equal probabilities only).

    Returns
    -------
    DataFrame
        The table corrected_shares, sorted by group and frame: numbers of statements and documents, all and coded, and
        of coded hits; predicted_share, the coder's share taken as true, with the interval that it would have then
        (predicted_low, predicted_high), which knows nothing of the coder's errors; share, the corrected share, with its
        95 % interval (low, high) and standard error (standard_error), all from 0 to 1; lambda, the tuning parameter;
        method. With fewer than 10 coded hits or 5 coded documents the method is too few to say.

    Raises
    ------
    InputError
        With every fault of the arguments: missing columns, several coders, documents coded in part, and statements
        without a prediction.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a"], "sentence": [1], "frame": ["f"], "present": [True]})
    >>> correct_shares(rows, rows.head(0).assign(coder="gold"), by="colour")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 2 faults:
    correct_shares: by: found 'colour', expected all, or a column of the rows: document, sentence, frame, present
    table gold: rows: found none, expected frames of the documents that people coded
    """
    counts = _count_units(rows, gold, by=by, sample=sample, target=target)
    naive = measure_counted_shares(count_by_document(rows, by=by), draws=1).set_index(["group", "frame"])
    records = []
    for (group, frame), part in counts.groupby(["group", "frame"], sort=True):
        result = _correct(part, target)
        row = {"grouping": by, "group": group, "frame": frame, "base": "statements", "target": target}
        row |= _describe_part(part)
        row |= {f"predicted_{end}": naive.loc[(str(group), str(frame)), end] for end in ("low", "high")}
        row |= {"share": result.share, "low": result.low, "high": result.high, "standard_error": result.standard_error}
        records.append(row | {"lambda": result.tuning, "method": result.method})
    return pd.DataFrame(records)


@returns_table("corrected_differences")
def correct_differences(
    rows: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    by: str,
    groups: tuple[str, str],
    sample: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Correct the difference between two groups' shares of each frame, in these very documents.

    Parameters
    ----------
    rows, gold, by, sample
        As in correct_shares.
    groups : tuple of str
        Two values of the column. Where whole documents were coded the groups share no document.

    Returns
    -------
    DataFrame
        The table corrected_differences: the counts of correct_shares for the first group, and for the other with other_
        before their names; predicted_share, the predicted difference; difference, the corrected one, with its 95 %
        interval (low, high) and standard error (standard_error), in shares; method. Where one group has too few coded
        hits or documents, so has the difference.

    Raises
    ------
    InputError
        As correct_shares, and where the groups are equal or unknown, or share a document that was coded whole.

    Notes
    -----
    Each group is corrected by itself; the variances are added, and Student's t has Welch's degrees of freedom. Where
    single statements were drawn, each is in one group alone, also in a document with statements of both.
    """
    first, second = groups
    counts = _count_units(rows, gold, by=by, sample=sample, target="corpus")
    members = {name: set(part["document"]) for name, part in counts.groupby("group", sort=True)}
    if first == second or not {first, second} <= set(members):
        expected = "two different groups of " + ", ".join(map(str, members))
        raise InputError([Fault("correct_differences", "groups", f"{first!r}, {second!r}", expected)])
    # What was drawn is in one group alone; where whole documents were, one with statements of both is in neither.
    both = sorted(members[first] & members[second]) if "sentence" not in counts.columns else []
    if both:
        shared = f"{len(both)} documents in both, such as {both[0]}"
        raise InputError([Fault("correct_differences", "groups", shared, "groups that share no document")])
    records = []
    for frame, part in counts.groupby("frame", sort=True):
        parts = [part[part["group"] == name] for name in (first, second)]
        one, other = (_describe_part(part_of_group) for part_of_group in parts)
        row = {"grouping": by, "group": first, "other": second, "frame": frame}
        row |= {"base": "statements", "target": "corpus"}
        row |= {name: value for name, value in one.items() if name != "predicted_share"}
        row |= {f"other_{name}": value for name, value in other.items() if name != "predicted_share"}
        row |= {"predicted_share": one["predicted_share"] - other["predicted_share"]}
        records.append(row | subtract_corrections(*(_correct(part_of_group, "corpus") for part_of_group in parts)))
    return pd.DataFrame(records)


def add_corrected_shares(shares: pd.DataFrame, rows: pd.DataFrame, sheet: CodedSheet) -> pd.DataFrame:
    """Add the corrected share of each group and frame to the table shares of a coder's rows.

    Parameters
    ----------
    shares : DataFrame
        The table shares of the rows, with one grouping.
    rows : DataFrame
        Rows of merge_frames, of a coder.
    sheet : CodedSheet
        What corrects the coder's frames.

    Returns
    -------
    DataFrame
        The table with coded_statements, coded_documents, coded_hits, corrected_share, corrected_low, corrected_high and
        corrected_method; too few to say where no statement of the rows was drawn.
    """
    sheet = sheet.restrict(rows)
    if sheet.drawn.empty:
        none = dict.fromkeys(("corrected_share", "corrected_low", "corrected_high"), np.nan)
        counts = dict.fromkeys(("coded_statements", "coded_documents", "coded_hits"), 0)
        return shares.assign(**counts, **none, corrected_method=TOO_FEW)
    by = str(shares["grouping"].iloc[0])
    found = correct_shares(rows, sheet.coded, by=by, sample=sheet.drawn)
    names = {name: f"corrected_{name}" for name in ("share", "low", "high", "method")}
    coded = ["coded_statements", "coded_documents", "coded_hits"]
    found = found[["group", "frame", *coded, *names]].rename(columns=names)
    return shares.merge(found, on=["group", "frame"], validate="one_to_one")


def subtract_corrections(one: Correction, other: Correction) -> dict[str, float | str]:
    """Subtract the correction of one set of documents from that of another.

    Parameters
    ----------
    one, other : Correction
        Corrections of different documents.

    Returns
    -------
    dict
        difference, low and high (95 % interval), standard_error and method.

    Notes
    -----
    Student's t has the degrees of freedom of Welch and Satterthwaite.

    Examples
    --------
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
        # Shares of the sum, since squares of tiny variances would underflow to 0.
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
    result = estimate_correction(predicted, totals, gold, probabilities=chances)
    if "sentence" not in part.columns:
        return result
    return dataclasses.replace(result, method=BY_STATEMENT.get(result.method, result.method))


def _describe_part(part: pd.DataFrame) -> dict[str, float]:
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
    """Count by group, frame and unit: totals, present, predicted, gold (nan where uncoded), chance if known.

    A unit is what was drawn: a document, or with a sample of statements a statement, in the columns document, sentence.
    """
    raise_faults(check_predictions(rows, gold, sample))
    raise_faults(check_arguments(rows, gold, by=by, sample=sample, target=target))
    optional = ["probability"] if "probability" in rows.columns else []
    tables.check_columns(rows, [], where="table of predictions", groups=[*([] if by == "all" else [by]), *optional])
    units = list_unit_columns(sample)
    rows = rows.assign(group="all" if by == "all" else rows[by].astype("str"))
    coded = gold[[*UNITS, "present"]].rename(columns={"present": "gold"})
    # Sums run in one order, whatever the order of the rows, so that their last digits do not depend on it.
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

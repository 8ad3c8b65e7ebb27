"""Corrected shares of groups, and the differences between two of them."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from scipy import stats

from research.correction.estimates import REFUSED, TOO_FEW, Correction, estimate_correction, estimate_population
from research.tables import Fault, InputError

MINIMUM_HITS = 10
TARGETS = ("corpus", "population")
DIFFERENCE = "difference of corrected shares, Welch"

_UNITS = ["document", "sentence", "frame"]


def correct_shares(
    rows: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    by: str = "all",
    sample: pd.DataFrame | None = None,
    target: str = "corpus",
) -> pd.DataFrame:
    """Correct the share of reported statements that a coder gives to each frame in each group.

    rows comes from compare.join_frames with the coder's frames; a column probability, where there is one, takes the
    place of present in the correction, which makes it sharper. gold: the frames table of the documents that people
    coded, each whole. by is a column of rows, or all. sample: document, probability, one row for each document drawn to
    be coded, with the chance it had; without it every document of a group is taken to have had the same. target: corpus
    for these very documents (estimate_correction), population for all such documents (estimate_population, equal
    chances alone).

    Returns grouping, group, frame, base (statements), target, statements, documents, coded_documents, coded_hits, raw
    (the predicted share), share (the corrected one), low, high, error (standard error), lambda, method; sorted by group
    and frame. With under 10 coded hits, or 5 coded documents, there is too few to say. Raises InputError with every
    fault.

    >>> rows = pd.DataFrame({"document": ["a"], "sentence": [1], "frame": ["f"], "present": [True]})
    >>> correct_shares(rows, rows.head(0).assign(coder="gold"), by="colour")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 2 faults:
    correct_shares: by: found 'colour', expected all, or a column of the rows: document, sentence, frame, present
    table gold: rows: found none, expected frames of the documents that people coded
    """
    counts = _count_documents(rows, gold, by=by, sample=sample, target=target)
    found = []
    for (group, frame), part in counts.groupby(["group", "frame"], sort=True):
        result = _correct(part, target)
        row = {"grouping": by, "group": group, "frame": frame, "base": "statements", "target": target}
        row |= _describe(part)
        row |= {"share": result.share, "low": result.low, "high": result.high, "error": result.error}
        found.append(row | {"lambda": result.tuning, "method": result.method})
    return pd.DataFrame(found)


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
    coded_documents, coded_hits, and the same for the other with other_ before; raw (of the predictions), difference
    (corrected), low, high, error, method. Where one of the two has too few, so has their difference. Raises InputError
    with every fault.
    """
    first, second = groups
    counts = _count_documents(rows, gold, by=by, sample=sample, target="corpus")
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
        row |= {name: value for name, value in one.items() if name != "raw"}
        row |= {f"other_{name}": value for name, value in other.items() if name != "raw"}
        row |= {"raw": one["raw"] - other["raw"]}
        found.append(row | subtract_corrections(*(_correct(half, "corpus") for half in halves)))
    return pd.DataFrame(found)


def subtract_corrections(one: Correction, other: Correction) -> dict[str, float | str]:
    """The difference between two corrections of different documents: difference, low, high, error, method.

    >>> one = Correction(0.3, 0.2, 0.4, 0.05, 20, 1.0, "")
    >>> subtract_corrections(one, Correction(0.1, 0.05, 0.2, 0.03, 30, 1.0, ""))["high"]
    0.3184...
    >>> subtract_corrections(one, REFUSED)["method"]
    'too few to say'
    """
    if TOO_FEW in (one.method, other.method):
        return {"difference": np.nan, "low": np.nan, "high": np.nan, "error": np.nan, "method": TOO_FEW}
    parts = np.array([one.error, other.error]) ** 2
    difference, error = one.share - other.share, float(np.sqrt(parts.sum()))
    reach = 0.0
    if error > 0:
        # Shares of the sum, since squares of tiny variances would be rounded to nothing.
        freedom = 1 / ((parts / parts.sum()) ** 2 / np.array([one.freedom, other.freedom])).sum()
        reach = float(stats.t.ppf(0.975, freedom)) * error
    low, high = max(difference - reach, -1.0), min(difference + reach, 1.0)
    return {"difference": difference, "low": low, "high": high, "error": error, "method": DIFFERENCE}


def _correct(part: pd.DataFrame, target: str) -> Correction:
    if part["gold"].sum() < MINIMUM_HITS:
        return REFUSED
    predicted, totals, gold = (part[name].to_numpy(dtype=float) for name in ("predicted", "totals", "gold"))
    if target == "population":
        return estimate_population(predicted, totals, gold)
    chances = part["chance"].to_numpy(dtype=float) if "chance" in part.columns else None
    return estimate_correction(predicted, totals, gold, probabilities=chances)


def _describe(part: pd.DataFrame) -> dict[str, float]:
    coded = part["gold"].notna()
    return {
        "statements": int(part["totals"].sum()),
        "documents": len(part),
        "coded_documents": int(coded.sum()),
        "coded_hits": int(part["gold"].sum()),
        "raw": float(part["present"].sum() / part["totals"].sum()),
    }


def _count_documents(
    rows: pd.DataFrame, gold: pd.DataFrame, *, by: str, sample: pd.DataFrame | None, target: str
) -> pd.DataFrame:
    """Count by group, frame and document: totals, present, predicted, gold (empty where uncoded), chance if known."""
    _refuse(_check_columns(rows, gold, sample))
    _refuse(_check_call(rows, gold, by=by, sample=sample, target=target))
    rows = rows.assign(group="all" if by == "all" else rows[by].astype("str"))
    coded = gold[[*_UNITS, "present"]].rename(columns={"present": "gold"})
    # Sums run in one order, whatever the order of the rows, so that their last digits do not hang on it.
    joined = rows.merge(coded, on=_UNITS, how="left", validate="one_to_one").sort_values(_UNITS)
    _refuse(_check_coding(joined, gold))
    joined["predicted"] = (joined["probability"] if "probability" in rows.columns else joined["present"]).astype(float)
    joined = joined.assign(present=joined["present"].astype(float), gold=joined["gold"].astype(float))
    grouped = joined.groupby(["group", "frame", "document"], sort=True)
    counts = grouped.agg(totals=("present", "size"), present=("present", "sum"), predicted=("predicted", "sum"))
    counts["gold"] = grouped["gold"].sum(min_count=1)
    counts = counts.reset_index()
    if sample is None:
        return counts
    return counts.merge(sample.rename(columns={"probability": "chance"})[["document", "chance"]], how="left")


def _refuse(faults: Iterable[Fault]) -> None:
    if found := list(faults):
        raise InputError(found)


def _check_columns(rows: pd.DataFrame, gold: pd.DataFrame, sample: pd.DataFrame | None) -> Iterator[Fault]:
    tables = {"table of predictions": (rows, [*_UNITS, "present"]), "table gold": (gold, [*_UNITS, "coder", "present"])}
    if sample is not None:
        tables["table sample"] = (sample, ["document", "probability"])
    for where, (table, columns) in tables.items():
        missing = [name for name in columns if name not in table.columns]
        yield from (Fault(where, name, "no such column", "one of " + ", ".join(columns)) for name in missing)
        key = [name for name in columns if name in _UNITS]
        twice = table.loc[table.duplicated(key), "document"] if not missing else []
        for who in sorted(set(twice)):
            yield Fault(f"{where}, {who}", ", ".join(key), "more than one row", "one row", "filter the table")


def _check_call(
    rows: pd.DataFrame, gold: pd.DataFrame, *, by: str, sample: pd.DataFrame | None, target: str
) -> Iterator[Fault]:
    if by != "all" and by not in rows.columns:
        yield Fault("correct_shares", "by", repr(by), "all, or a column of the rows: " + ", ".join(rows.columns))
    if target not in TARGETS:
        yield Fault("correct_shares", "target", repr(target), " or ".join(TARGETS))
    if sample is not None and target == "population":
        remedy = "leave out the sample, or take corpus for the target"
        yield Fault("correct_shares", "sample", "chances of their own", "none, for a population", remedy)
    if rows.empty:
        yield Fault("table of predictions", "rows", "none", "reported statements, from join_frames")
    if gold.empty:
        yield Fault("table gold", "rows", "none", "frames of the documents that people coded")
    elif len(coders := sorted(set(gold["coder"]))) > 1:
        yield Fault("table gold", "coder", ", ".join(coders), "one coder", "filter the table")
    for name in ("present", "probability"):
        empty = sorted(set(rows.loc[rows[name].isna(), "document"])) if name in rows.columns else []
        remedy = "let the coder read it" if name == "present" else "let the coder read it, or drop the column"
        yield from (Fault(f"table of predictions, {who}", name, "nothing", "a value", remedy) for who in empty)
    if sample is not None and not gold.empty:
        yield from _check_sample(sample, set(gold["document"]))


def _check_sample(sample: pd.DataFrame, coded: set[str]) -> Iterator[Fault]:
    where = "table sample"
    for who, chance in sample[["document", "probability"]].sort_values("document").itertuples(index=False):
        if not 0 < chance <= 1:
            yield Fault(f"{where}, {who}", "probability", f"{chance}", "over 0, at most 1")
        if who not in coded:
            remedy = "code it; a drawn document left out makes the sample another one"
            yield Fault(f"{where}, {who}", "gold", "no row", "the frames of every drawn document", remedy)
    for who in sorted(coded - set(sample["document"])):
        yield Fault(f"{where}, {who}", "probability", "no row", "the chance that each coded document had")


def _check_coding(joined: pd.DataFrame, gold: pd.DataFrame) -> Iterator[Fault]:
    """Refuse documents coded in part, and coded hits in statements that nobody predicted."""
    own = joined[joined["document"].isin(gold["document"])]
    read = own["gold"].notna().groupby(own["document"]).agg(["sum", "size"])
    for who, some, every in read[read["sum"] < read["size"]].itertuples():
        told = f"{some} of {every} rows (reported statement and frame)"
        yield Fault(f"table gold, {who}", "present", told, "all", "code the document whole, or leave it out")
    hits = gold.loc[gold["present"].fillna(False).astype(bool) & gold["document"].isin(joined["document"]), _UNITS]
    hits = hits[hits["frame"].isin(joined["frame"])]
    lost = hits.merge(joined[_UNITS], how="left", indicator="seen")
    lost = lost[lost["seen"] == "left_only"]
    for who in sorted(set(lost["document"])):
        numbers = sorted(set(lost.loc[lost["document"] == who, "sentence"]))
        told = f"no row for sentence {', '.join(map(str, numbers))}"
        yield Fault(f"table of predictions, {who}", "sentence", told, "a prediction for every coded hit")

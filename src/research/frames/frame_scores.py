"""One coder's frames scored against another's, which counts as gold, with intervals that resample documents."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from research.codebook import Codebook
from research.frames.frame_grid import KEY
from research.tables import MINIMUM_DOCUMENTS, Fault, InputError, check_table, returns_table

RATES = ["precision", "recall", "f1"]
# Where more than one resample in twenty has a rate that divides by 0, the interval would describe the others alone.
_DEFINED = 0.95

Numbers = npt.NDArray[np.float64]


@returns_table("frame_scores")
def score_frames(
    predicted: pd.DataFrame,
    gold: pd.DataFrame,
    codebook: Codebook,
    *,
    documents: Collection[str] | None = None,
    seed: int = 2026,
) -> pd.DataFrame:
    """Score one coder's frames against gold, over all statements, narration included.

    predicted and gold are frames tables of the same statements, each by one coder; documents narrows both to those ids.

    Columns: frame; parent; documents and statements; gold, predicted and both (statements that carry the frame by gold,
    by the coder, by both); precision = both / predicted, recall = both / gold, f1 = 2 both / (gold + predicted), each
    empty where it would divide by 0; then the ends of their 95 % intervals (precision_low, precision_high, ...): the
    percentiles over 2,000 resamples of whole documents, drawn by seed, empty under 5 documents and where too many
    resamples have no such rate. The last row, macro, holds the means of the three rates over the frames without a
    parent (empty if one of them is) and no counts of hits.

    Raises InputError where the tables differ in their statements, hold more than one coder, or lack one of the
    codebook's frames.
    """
    sides = [_pick_side(table, name, documents) for table, name in ((predicted, "predicted"), (gold, "gold"))]
    pairs = sides[0].merge(sides[1], on=[*KEY, "frame"], how="outer", suffixes=("_predicted", "_gold"))
    _check_pairs(pairs, codebook)
    counts = _count_documents(pairs)
    times = _draw_documents(counts.index.unique("document").size, seed)
    rows: list[dict[str, Any]] = []
    drawn: list[Numbers] = []
    for frame in codebook.frames:
        part = counts.loc[[frame.code]]
        hits = part[["gold", "predicted", "both"]].to_numpy(dtype=float)
        resampled = _rate(times @ hits)
        row: dict[str, Any] = {"frame": frame.code, "parent": frame.parent, "documents": len(part)}
        row |= {name: int(part[name].sum()) for name in ("statements", "gold", "predicted", "both")}
        row |= dict(zip(RATES, _rate(hits.sum(axis=0)), strict=True))
        rows.append(row | _find_ends(resampled, len(part)))
        if not frame.parent:
            drawn.append(resampled)
    scores = pd.DataFrame(rows)
    size = {name: rows[0][name] for name in ("documents", "statements")}
    tops = scores[scores["parent"].eq("")]
    means = {name: float(tops[name].mean(skipna=False)) for name in RATES}
    ends = _find_ends(np.mean(drawn, axis=0), size["documents"])
    macro = pd.DataFrame([{"frame": "macro", "parent": "", **size, **means, **ends}]).reindex(columns=scores.columns)
    kinds = dict.fromkeys(["gold", "predicted", "both"], "Int64")
    return pd.concat([scores.astype(kinds), macro.astype(kinds)], ignore_index=True)


@returns_table("frame_scores")
def score_frames_by_split(
    predicted: pd.DataFrame, gold: pd.DataFrame, codebook: Codebook, *, frozen: Collection[str]
) -> pd.DataFrame:
    """Score apart the documents a coder was written with, and those named in frozen.

    Columns: part (development or frozen), then those of score_frames. A part without documents is left out.
    """
    check_table(gold, "frames")
    if gold.empty:
        remedy = "code documents first: research code sample"
        raise InputError([Fault("gold", "rows", "no coded statement", "coded statements to score on", remedy)])
    known = set(gold["document"])
    parts = {"development": known - set(frozen), "frozen": known & set(frozen)}
    scores = {name: score_frames(predicted, gold, codebook, documents=ids) for name, ids in parts.items() if ids}
    return pd.concat(scores, names=["part"]).reset_index("part").reset_index(drop=True)


@returns_table("frame_scores")
def compare_coders(
    coders: Mapping[str, pd.DataFrame], gold: pd.DataFrame, codebook: Codebook, *, frozen: Collection[str]
) -> pd.DataFrame:
    """Score several coders, each by its name and its frames: coder, then the columns of compare_scores."""
    scores = {name: score_frames_by_split(table, gold, codebook, frozen=frozen) for name, table in coders.items()}
    return pd.concat(scores, names=["coder"]).reset_index("coder").reset_index(drop=True)


@returns_table("frame_scores")
def score_groups(
    predicted: pd.DataFrame,
    gold: pd.DataFrame,
    codebook: Codebook,
    groups: "pd.Series[Any] | pd.DataFrame",
    *,
    seed: int = 2026,
) -> pd.DataFrame:
    """Score one coder's frames against gold in each group of statements.

    groups names the group of each statement and is indexed by document and sentence; statements without one are left
    out. Where it has several columns, each forms groups, and a first column grouping names it.

    Columns: group, then those of score_frames. Groups with statements from under 5 documents have their counts and
    no rates: too few to say.

    Raises InputError as score_frames does.
    """
    if isinstance(groups, pd.DataFrame):
        tables = {name: score_groups(predicted, gold, codebook, groups[name], seed=seed) for name in groups.columns}
        return pd.concat(tables, names=["grouping"]).reset_index("grouping").reset_index(drop=True)
    parts = []
    for group, part in groups.dropna().groupby(groups, sort=True):
        keys = part.index.to_frame(index=False)[KEY]
        scores = score_frames(predicted.merge(keys, on=KEY), gold.merge(keys, on=KEY), codebook, seed=seed)
        few = scores["documents"].lt(MINIMUM_DOCUMENTS)
        scores.loc[few, RATES] = np.nan
        parts.append(scores.assign(group=str(group)))
    table = pd.concat(parts, ignore_index=True)
    return table[["group", *table.columns.drop("group")]]


def _pick_side(table: pd.DataFrame, name: str, documents: Collection[str] | None) -> pd.DataFrame:
    check_table(table, "frames")
    coders = sorted(table["coder"].unique())
    if len(coders) != 1:
        raise InputError([Fault(name, "coder", ", ".join(coders) or "no row", "one coder", "take one coder's rows")])
    kept = table if documents is None else table[table["document"].isin(list(documents))]
    return kept[[*KEY, "frame", "present"]]


def _check_pairs(pairs: pd.DataFrame, codebook: Codebook) -> None:
    faults = []
    for side, other in (("predicted", "gold"), ("gold", "predicted")):
        alone = pairs[pairs[f"present_{other}"].isna()]
        for document, part in alone.groupby("document"):
            numbers = ", ".join(map(str, sorted(set(part["sentence"]))))
            found, expected = f"no row for {numbers}", f"the rows that {side} has"
            faults.append(Fault(f"{other}, {document}", "sentence", found, expected, "code the same statements"))
    for code in sorted({frame.code for frame in codebook.frames} ^ set(pairs["frame"])):
        expected = "the codes of the codebook and no others"
        faults.append(Fault("predicted and gold", "frame", f"{code} on one side only", expected, "use one codebook"))
    if faults:
        raise InputError(faults)


def _count_documents(pairs: pd.DataFrame) -> pd.DataFrame:
    """Statements and hits of each frame in each document."""
    truth, ours = pairs["present_gold"].astype(bool), pairs["present_predicted"].astype(bool)
    hits = pairs.assign(statements=1, gold=truth, predicted=ours, both=truth & ours)
    columns = ["statements", "gold", "predicted", "both"]
    return hits.groupby(["frame", "document"])[columns].sum().astype("int64")


def _draw_documents(documents: int, seed: int) -> Numbers:
    """How often each document stands in each of 2,000 resamples."""
    chances = np.full(documents, 1 / documents)
    return np.random.default_rng(seed).multinomial(documents, chances, size=2000).astype("float64")


def _rate(counts: Numbers) -> Numbers:
    """Precision, recall and F1, one row each, from gold, predicted and both in the last axis."""
    gold, predicted, both = counts[..., 0], counts[..., 1], counts[..., 2]
    with np.errstate(invalid="ignore"):
        return np.stack([both / predicted, both / gold, 2 * both / (gold + predicted)])


def _find_ends(resampled: Numbers, documents: int) -> dict[str, float]:
    ends: dict[str, float] = {}
    for name, draws in zip(RATES, resampled, strict=True):
        defined = draws[~np.isnan(draws)]
        told = documents >= MINIMUM_DOCUMENTS and len(defined) >= _DEFINED * len(draws)
        low, high = np.quantile(defined, [0.025, 0.975]) if told else (np.nan, np.nan)
        ends |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return ends

"""Scores of one coder's frames against gold, with intervals by resampling documents."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from research.codebook import Codebook
from research.frames.frame_grid import KEY
from research.tables import MINIMUM_DOCUMENTS, Fault, InputError, check_columns, check_table, returns_table

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

    Parameters
    ----------
    predicted, gold : DataFrame
        Tables frames of the same statements, each by one coder.
    codebook : Codebook
        The frames.
    documents : collection of str, optional
        Ids of the documents to score; all by default.
    seed : int
        Seed of the resamples.

    Returns
    -------
    DataFrame
        The table frame_scores, a row for each frame: parent, numbers of documents and statements, of statements with
        the frame by gold, by the coder and by both; precision (both / predicted), recall (both / gold) and f1 (2 both /
        (gold + predicted)), from 0 to 1, empty where they would divide by 0; and the ends of their 95 % intervals
        (_low, _high): percentiles over 2,000 resamples of whole documents, empty under 5 documents and where over 5 %
        of the resamples lack the rate. The last row, macro, has the means of the rates over the frames without a parent
        (empty if one is).

    Raises
    ------
    InputError
        Where the tables differ in their statements, have several coders, or lack a frame of the codebook.
    """
    codings = [_select_coder(table, name, documents) for table, name in ((predicted, "predicted"), (gold, "gold"))]
    pairs = codings[0].merge(codings[1], on=[*KEY, "frame"], how="outer", suffixes=("_predicted", "_gold"))
    _check_pairs(pairs, codebook)
    counts = _count_documents(pairs)
    weights = _draw_documents(counts.index.unique("document").size, seed)
    rows: list[dict[str, Any]] = []
    resamples: list[Numbers] = []
    for frame in codebook.frames:
        part = counts.loc[[frame.code]]
        hits = part[["gold", "predicted", "both"]].to_numpy(dtype=float)
        resampled = _rate(weights @ hits)
        row: dict[str, Any] = {"frame": frame.code, "parent": frame.parent, "documents": len(part)}
        row |= {name: int(part[name].sum()) for name in ("statements", "gold", "predicted", "both")}
        row |= dict(zip(RATES, _rate(hits.sum(axis=0)), strict=True))
        rows.append(row | _find_ends(resampled, len(part)))
        if not frame.parent:
            resamples.append(resampled)
    scores = pd.DataFrame(rows)
    size = {name: rows[0][name] for name in ("documents", "statements")}
    top_frames = scores[scores["parent"].eq("")]
    means = {name: float(top_frames[name].mean(skipna=False)) for name in RATES}
    ends = _find_ends(np.mean(resamples, axis=0), size["documents"])
    macro = pd.DataFrame([{"frame": "macro", "parent": "", **size, **means, **ends}]).reindex(columns=scores.columns)
    types = dict.fromkeys(["gold", "predicted", "both"], "Int64")
    return pd.concat([scores.astype(types), macro.astype(types)], ignore_index=True)


@returns_table("frame_scores")
def score_frames_by_split(
    predicted: pd.DataFrame,
    gold: pd.DataFrame,
    codebook: Codebook,
    *,
    frozen: Collection[str],
    documents: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Score the development documents, with which a coder was written, apart from the frozen ones.

    Parameters
    ----------
    predicted, gold, codebook
        As in score_frames.
    frozen : collection of str
        Ids of the frozen documents.
    documents : DataFrame, optional
        The table documents; with it each sample is scored apart.

    Returns
    -------
    DataFrame
        The table frame_scores with the column part (development or frozen), and sample with documents; a part without
        documents is left out.

    Raises
    ------
    InputError
        As score_frames, and where gold is empty.
    """
    check_table(gold, "frames")
    if gold.empty:
        remedy = "code documents first: research code sample"
        raise InputError([Fault("gold", "rows", "no coded statement", "coded statements to score on", remedy)])
    coded_documents = set(gold["document"])
    samples = {"": coded_documents}
    if documents is not None:
        check_columns(documents, ["document", "sample"], where="documents")
        named = documents[documents["document"].isin(coded_documents)]
        samples = {str(sample): set(part["document"]) for sample, part in named.groupby("sample", sort=True)}
    scores = {
        (sample, name): score_frames(predicted, gold, codebook, documents=ids)
        for sample, members in samples.items()
        for name, ids in (("development", members - set(frozen)), ("frozen", members & set(frozen)))
        if ids
    }
    table = pd.concat(scores, names=["sample", "part"]).reset_index(["sample", "part"]).reset_index(drop=True)
    return table.drop(columns="sample") if documents is None else table


@returns_table("frame_scores")
def compare_coders(
    coders: Mapping[str, pd.DataFrame],
    gold: pd.DataFrame,
    codebook: Codebook,
    *,
    frozen: Collection[str],
    documents: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Score several coders against the same gold.

    Parameters
    ----------
    coders : mapping
        The table frames of each coder, by name.
    gold, codebook, frozen, documents
        As in score_frames_by_split.

    Returns
    -------
    DataFrame
        The table frame_scores of score_frames_by_split with the column coder.

    Raises
    ------
    InputError
        As score_frames_by_split.
    """
    scores = {
        name: score_frames_by_split(table, gold, codebook, frozen=frozen, documents=documents)
        for name, table in coders.items()
    }
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

    Parameters
    ----------
    predicted, gold, codebook, seed
        As in score_frames.
    groups : Series or DataFrame
        The group of each statement, indexed by document and sentence; statements without one are left out. Each column
        of a DataFrame forms groups of its own.

    Returns
    -------
    DataFrame
        The table frame_scores with the column group, and grouping (the column) for a DataFrame. Groups with fewer than
        5 documents have counts and no rates.

    Raises
    ------
    InputError
        As score_frames.
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


def _select_coder(table: pd.DataFrame, name: str, documents: Collection[str] | None) -> pd.DataFrame:
    check_table(table, "frames")
    coders = sorted(table["coder"].unique())
    if len(coders) != 1:
        raise InputError([Fault(name, "coder", ", ".join(coders) or "no row", "one coder", "take one coder's rows")])
    kept = table if documents is None else table[table["document"].isin(list(documents))]
    return kept[[*KEY, "frame", "present"]]


def _check_pairs(pairs: pd.DataFrame, codebook: Codebook) -> None:
    faults = []
    for name, other in (("predicted", "gold"), ("gold", "predicted")):
        unmatched = pairs[pairs[f"present_{other}"].isna()]
        for document, part in unmatched.groupby("document"):
            numbers = ", ".join(map(str, sorted(set(part["sentence"]))))
            given, expected = f"no row for {numbers}", f"the rows that {name} has"
            faults.append(Fault(f"{other}, {document}", "sentence", given, expected, "code the same statements"))
    for code in sorted({frame.code for frame in codebook.frames} ^ set(pairs["frame"])):
        expected = "the codes of the codebook and no others"
        faults.append(Fault("predicted and gold", "frame", f"{code} on one side only", expected, "use one codebook"))
    if faults:
        raise InputError(faults)


def _count_documents(pairs: pd.DataFrame) -> pd.DataFrame:
    """Statements and hits of each frame in each document."""
    truth, predicted = pairs["present_gold"].astype(bool), pairs["present_predicted"].astype(bool)
    hits = pairs.assign(statements=1, gold=truth, predicted=predicted, both=truth & predicted)
    columns = ["statements", "gold", "predicted", "both"]
    return hits.groupby(["frame", "document"])[columns].sum().astype("int64")


def _draw_documents(documents: int, seed: int) -> Numbers:
    """How often each document occurs in each of 2,000 resamples."""
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
        estimable = documents >= MINIMUM_DOCUMENTS and len(defined) >= _DEFINED * len(draws)
        low, high = np.quantile(defined, [0.025, 0.975]) if estimable else (np.nan, np.nan)
        ends |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return ends

"""Declared contrasts: differences between the shares of two groups, with intervals and permutation tests."""

import zlib
from typing import Any

import numpy as np
import pandas as pd

from research.compare.declared_contrasts import Contrast, Contrasts
from research.compare.intervals import FEW_CLUSTERS, Numbers
from research.compare.permutation import (
    adjust_p,
    compute_p_value,
    compute_test_statistics,
    draw_permutations,
    invert_test,
    shift_difference,
    shift_ratio,
)
from research.compare.rows import check_rows, keep_coded
from research.compare.two_groups import TwoGroups, combine_intervals
from research.tables import (
    MINIMUM_DOCUMENTS,
    TOO_FEW,
    Fault,
    InputError,
    check_number,
    count_sizes,
    list_columns,
    returns_table,
)

SUPPORTED, UNSUPPORTED = "supported", "not supported"
COMBINED = "intervals of both shares joined"
INVERTED = "permutation test inverted"
SIGNIFICANCE_LEVEL = 0.05
# The smallest difference of interest, 5 points: an interval inside it on both sides shows that there is none so large.
EQUIVALENCE_MARGIN = 0.05
COUNTS = ("statements", "documents", "families", "speakers", "hits")
# The columns whose values a coder decided for each statement; what a rule guessed does not support a contrast of modes.
_CODED_COLUMNS = ("mode",)


@returns_table("contrasts")
def measure_contrasts(rows: pd.DataFrame, contrasts: Contrasts, *, seed: int = 2026, draws: int = 1999) -> pd.DataFrame:
    """Measure the difference between the two groups of every declared contrast, for every frame.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames. Clusters are families where the rows have them, else documents. A contrast of mode uses
        coded rows alone (keep_coded).
    contrasts : Contrasts
        The declared contrasts, from read_contrasts.
    seed : int
        Seed of the permutations, together with the name of the contrast.
    draws : int
        Number of permutations.

    Returns
    -------
    DataFrame
        The table contrasts, in the order declared, frames sorted. For each of the groups a and b: statements,
        documents, families, speakers, hits and share (from 0 to 1); documents counts those of both groups once. Then

        - difference, share_a - share_b, and ratio, share_a / share_b, each with the ends of a 95 % interval; method
          names the interval: combined from those of the two shares (combine_intervals) from 15 clusters a group up, an
          inverted permutation test (invert_test) below that;
        - p, of a studentised permutation test that exchanges whole clusters between the groups;
          exchange_unit, what it exchanges; matched_difference, the difference that it tests, which compares a document
          of both groups with itself;
        - q, the false discovery rate of Benjamini and Hochberg over all tests of this call, and n_tests,
          their number;
        - equivalent, whether the interval of the difference lies within 5 points of 0 on both sides, so that a
          difference of 5 points is ruled out;
        - verdict: supported where q is at most 0.05 and the interval of the difference excludes 0; too few to say where
          a group has fewer than 5 clusters or no statement of either carries the frame; else not supported.

    Raises
    ------
    InputError
        With every column and frame that the rows do not have; where the rows are none, or draws or seed are out of
        bounds.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995), Controlling the false discovery rate. JRSS B 57, 289-300.

    Lakens, D. (2017), Equivalence tests. Social Psychological and Personality Science 8, 355-362. (Two one-sided tests;
    with a 95 % interval each at 2.5 %.)
    """
    check_number(draws, where="measure_contrasts", field="draws", bounds=(1, 100_000))
    check_number(seed, where="measure_contrasts", field="seed", bounds=(0, 2**32 - 1))
    frames = _check_call(rows, contrasts)
    chosen = rows[rows["frame"].isin(frames)]
    records: list[dict[str, Any]] = []
    for contrast in contrasts.declared:
        records += _measure_contrast(chosen, contrast, frames, seed=seed, draws=draws)
    if not records:
        return pd.DataFrame(columns=list_columns("contrasts"))
    table = pd.DataFrame(records)
    tested = table["p"].notna()
    table["q"], table["n_tests"] = adjust_p(table["p"]), int(tested.sum())
    apart = (table["difference_low"] > 0) | (table["difference_high"] < 0)
    inside = (table["difference_low"] > -EQUIVALENCE_MARGIN) & (table["difference_high"] < EQUIVALENCE_MARGIN)
    table["equivalent"] = tested & inside
    words = np.where((table["q"] <= SIGNIFICANCE_LEVEL) & apart, SUPPORTED, UNSUPPORTED)
    table["verdict"] = np.where(tested, words, TOO_FEW)
    return table


def _check_call(rows: pd.DataFrame, contrasts: Contrasts) -> list[str]:
    check_rows(rows, where="measure_contrasts: rows")
    codes = sorted(set(rows["frame"]))
    columns = ", ".join(rows.columns)
    faults = [
        Fault(f"contrast {contrast.contrast}", "column", repr(contrast.column), f"a column of the rows: {columns}")
        for contrast in contrasts.declared
        if contrast.column not in rows.columns
    ]
    faults += [
        Fault("contrasts", "frames", repr(code), "frames of the rows: " + ", ".join(codes))
        for code in contrasts.frames
        if code not in codes
    ]
    if rows.empty:
        faults.append(Fault("measure_contrasts", "rows", "none", "reported statements, from merge_frames"))
    if faults:
        raise InputError(faults)
    check_rows(rows, where="measure_contrasts: rows", groups=[contrast.column for contrast in contrasts.declared])
    return sorted(contrasts.frames or codes)


def _measure_contrast(
    rows: pd.DataFrame, contrast: Contrast, frames: list[str], *, seed: int, draws: int
) -> list[dict[str, Any]]:
    members = split_members(rows, contrast)
    header = {"contrast": contrast.contrast, "label": contrast.label, "column": contrast.column}
    header |= {"a": "; ".join(contrast.a), "b": "; ".join(contrast.b)}
    groups = count_groups(members, frames)
    clusters = [int((part[0] > 0).sum()) for part in (groups.totals_a, groups.totals_b)]
    generator = np.random.default_rng([seed, zlib.crc32(contrast.contrast.encode())])
    possible = min(clusters) >= MINIMUM_DOCUMENTS
    labels = draw_permutations(groups, draws=draws, generator=generator) if possible else np.empty((0, 0))
    both = ((groups.totals_a[0] > 0) & (groups.totals_b[0] > 0)).any()
    unit = "families" if "family" in rows.columns else "documents"
    exchanged = f"{unit}; sides within {unit} that have both" if both else unit
    records = []
    for position, frame in enumerate(frames):
        pair = groups.select(position)
        row: dict[str, Any] = header | {"frame": frame} | _describe_groups(members[members["frame"] == frame])
        tested = possible and pair.hits_a.sum() + pair.hits_b.sum() > 0
        numbers = _estimate(pair, labels) if tested else _make_empty(possible)
        records.append(row | numbers | {"exchange_unit": exchanged if tested else ""})
    return records


def split_members(rows: pd.DataFrame, contrast: Contrast) -> pd.DataFrame:
    """Keep the rows of both groups of a contrast, with the columns group (a or b) and cluster (family or document)."""
    rows = keep_coded(rows) if contrast.column in _CODED_COLUMNS else rows
    values = rows[contrast.column].astype("str")
    group = np.where(values.isin(contrast.a), "a", np.where(values.isin(contrast.b), "b", ""))
    members = rows.assign(group=group, cluster=rows["family"] if "family" in rows.columns else rows["document"])
    return members[members["group"] != ""]


def count_groups(rows: pd.DataFrame, frames: list[str]) -> TwoGroups:
    """Hits and totals by frame and cluster in each group; every cluster of the contrast has its column."""
    clusters = sorted(set(rows["cluster"]))
    grid = pd.MultiIndex.from_product([frames, clusters], names=["frame", "cluster"])
    parts = []
    for name in ("a", "b"):
        counts = rows[rows["group"] == name].groupby(["frame", "cluster"])["present"].agg(["sum", "size"])
        counts = counts.reindex(grid, fill_value=0)
        parts += [counts[part].to_numpy(dtype=float).reshape(len(frames), len(clusters)) for part in ("sum", "size")]
    return TwoGroups(*parts)


def _describe_groups(rows: pd.DataFrame) -> dict[str, Any]:
    sizes = count_sizes(rows, by=["group"]).set_index("group")
    sizes["hits"] = rows.groupby("group")["present"].sum()
    row: dict[str, Any] = {"documents": rows["document"].nunique()}
    for name in ("a", "b"):
        counts = sizes.loc[name] if name in sizes.index else pd.Series(0, index=sizes.columns)
        row |= {f"{count}_{name}": counts[count] for count in COUNTS}
    return row


def _make_empty(possible: bool) -> dict[str, Any]:
    """The numbers where a group has too few clusters, or where no statement has the frame and both shares are 0."""
    names = (
        "difference",
        "difference_low",
        "difference_high",
        "ratio",
        "ratio_low",
        "ratio_high",
        "matched_difference",
    )
    share = 0.0 if possible else np.nan
    blank: dict[str, Any] = {"share_a": share, "share_b": share, **dict.fromkeys(names, np.nan)}
    return blank | {"method": TOO_FEW, "p": np.nan}


def _estimate(groups: TwoGroups, labels: Numbers) -> dict[str, Any]:
    differences, statistics = compute_test_statistics(groups, labels)
    shares = [float(hits.sum() / totals.sum()) for hits, totals in groups.pair()]
    row: dict[str, Any] = {"share_a": shares[0], "share_b": shares[1]}
    clusters = min(int((part > 0).sum()) for part in (groups.totals_a, groups.totals_b))
    ratio = shares[0] / shares[1] if shares[1] > 0 else np.nan
    inverted = clusters < FEW_CLUSTERS
    if inverted:
        low, high = invert_test(groups, labels, shift_difference, start=float(differences[0]), ends=(-1.0, 1.0))
        ratio_low, ratio_high = _invert_ratio(groups, labels, ratio)
    else:
        ends = (float(end) for interval in combine_intervals(groups) for end in interval)
        low, high, ratio_low, ratio_high = ends
    difference = shares[0] - shares[1]
    row |= {"difference": difference, "difference_low": low, "difference_high": high, "ratio": ratio}
    row |= {"ratio_low": ratio_low, "ratio_high": ratio_high, "method": INVERTED if inverted else COMBINED}
    # The test compares matched_difference, which is not the plain difference where documents belong to both groups.
    return row | {"p": float(compute_p_value(statistics)), "matched_difference": float(differences[0])}


def _invert_ratio(groups: TwoGroups, labels: Numbers, ratio: float) -> tuple[float, float]:
    """Interval of the ratio, nan where group b has no hits; an end beyond 1 to 1,000 is given as 0 or infinity."""
    if not ratio >= 0:
        return np.nan, np.nan
    reach = float(np.log(1000))
    start = float(np.log(max(ratio, 1 / 1000)))
    low, high = invert_test(groups, labels, shift_ratio, start=start, ends=(-reach, reach))
    return float(np.exp(low)) if low > -reach else 0.0, float(np.exp(high)) if high < reach else np.inf

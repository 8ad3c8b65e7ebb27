"""Declared contrasts: how far apart the shares of two sides are, and whether chance alone could do that."""

import zlib
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

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
from research.compare.rows import check_rows, count_sizes, keep_coded
from research.compare.two_groups import TwoGroups, combine_intervals
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW, Fault, InputError, check_number, list_columns, returns_table

SUPPORTED, UNSUPPORTED = "supported", "not supported"
COMBINED = "intervals of both shares joined"
INVERTED = "permutation test inverted"
SIGNIFICANCE_LEVEL, POWER = 0.05, 0.8
COUNTS = ("statements", "documents", "families", "speakers", "hits")
# The columns whose values a coder decided for each statement; a rule's guess is no ground for a contrast of modes.
_CODED_COLUMNS = ("mode",)


@returns_table("contrasts")
def measure_contrasts(rows: pd.DataFrame, contrasts: Contrasts, *, seed: int = 2026, draws: int = 1999) -> pd.DataFrame:
    """Measure every declared contrast for every frame: the contrasts table, in the order declared, frames sorted.

    rows comes from merge_frames; contrasts from read_contrasts. Clusters are families where the rows have them, else
    documents. Of either side: statements, documents, families, speakers, hits, share; documents: on either, those on
    both counted once. difference is share_a - share_b, ratio share_a / share_b, each with a 95 % interval: those of the
    two shares joined (combine_intervals) from 15 clusters a side up, a permutation test turned round (invert_test)
    below that; method tells which. p is that of a studentised permutation test that moves whole clusters between the
    sides (draws, seeded by seed and the contrast's name); moved tells what moves. Where documents have both sides, p
    holds each against itself, as the difference of all statements does not; within is the difference that p is about. q
    is Benjamini and Hochberg's over all tests of this call, tried their number. detectable is the smallest difference
    that so many documents find with 80 % power at the 5 % level: (t(.975) + t(.8)) times the standard deviation of the
    permuted differences (Bloom 1995, Evaluation Review 19:547-556). documents_needed is how many documents, divided as
    now, would find a true difference as large as within with that power. verdict: supported where q is at most 0.05 and
    the interval of the difference leaves 0 out; too few to say where a side has under 5 clusters or no statement on
    either side carries the frame; else not supported.

    A contrast of mode uses coded rows alone (keep_coded). Raises InputError with every column and frame that the rows
    do not have.
    """
    check_number(draws, where="measure_contrasts", field="draws", bounds=(1, 100_000))
    check_number(seed, where="measure_contrasts", field="seed", bounds=(0, 2**32 - 1))
    frames = _check_call(rows, contrasts)
    chosen = rows[rows["frame"].isin(frames)]
    found: list[dict[str, Any]] = []
    for contrast in contrasts.declared:
        found += _measure_contrast(chosen, contrast, frames, seed=seed, draws=draws)
    if not found:
        return pd.DataFrame(columns=list_columns("contrasts"))
    table = pd.DataFrame(found)
    tested = table["p"].notna()
    table["q"], table["tried"] = adjust_p(table["p"]), int(tested.sum())
    apart = (table["difference_low"] > 0) | (table["difference_high"] < 0)
    words = np.where((table["q"] <= SIGNIFICANCE_LEVEL) & apart, SUPPORTED, UNSUPPORTED)
    table["verdict"] = np.where(tested, words, TOO_FEW)
    return table


def _check_call(rows: pd.DataFrame, contrasts: Contrasts) -> list[str]:
    check_rows(rows, where="measure_contrasts: rows")
    known = sorted(set(rows["frame"]))
    columns = ", ".join(rows.columns)
    faults = [
        Fault(f"contrast {contrast.contrast}", "column", repr(contrast.column), f"a column of the rows: {columns}")
        for contrast in contrasts.declared
        if contrast.column not in rows.columns
    ]
    faults += [
        Fault("contrasts", "frames", repr(code), "frames of the rows: " + ", ".join(known))
        for code in contrasts.frames
        if code not in known
    ]
    if rows.empty:
        faults.append(Fault("measure_contrasts", "rows", "none", "reported statements, from merge_frames"))
    if faults:
        raise InputError(faults)
    check_rows(rows, where="measure_contrasts: rows", groups=[contrast.column for contrast in contrasts.declared])
    return sorted(contrasts.frames or known)


def _measure_contrast(
    rows: pd.DataFrame, contrast: Contrast, frames: list[str], *, seed: int, draws: int
) -> list[dict[str, Any]]:
    rows = keep_coded(rows) if contrast.column in _CODED_COLUMNS else rows
    values = rows[contrast.column].astype("str")
    side = np.where(values.isin(contrast.a), "a", np.where(values.isin(contrast.b), "b", ""))
    told = rows.assign(side=side, cluster=rows["family"] if "family" in rows.columns else rows["document"])
    told = told[told["side"] != ""]
    head = {"contrast": contrast.contrast, "label": contrast.label, "column": contrast.column}
    head |= {"a": "; ".join(contrast.a), "b": "; ".join(contrast.b)}
    sides = _count_sides(told, frames)
    clusters = [int((part[0] > 0).sum()) for part in (sides.totals_a, sides.totals_b)]
    generator = np.random.default_rng([seed, zlib.crc32(contrast.contrast.encode())])
    possible = min(clusters) >= MINIMUM_DOCUMENTS
    labels = draw_permutations(sides, draws=draws, generator=generator) if possible else np.empty((0, 0))
    both = ((sides.totals_a[0] > 0) & (sides.totals_b[0] > 0)).any()
    unit = "families" if "family" in rows.columns else "documents"
    moved = f"{unit}; sides within {unit} that have both" if both else unit
    found = []
    for place, frame in enumerate(frames):
        own = sides.select(place)
        row: dict[str, Any] = head | {"frame": frame} | _describe_sides(told[told["frame"] == frame])
        tested = possible and own.hits_a.sum() + own.hits_b.sum() > 0
        numbers = _estimate(own, labels, row["documents"]) if tested else _say_nothing(possible)
        found.append(row | numbers | {"moved": moved if tested else ""})
    return found


def _count_sides(rows: pd.DataFrame, frames: list[str]) -> TwoGroups:
    """Hits and totals by frame and cluster on each side; every cluster of the contrast has its column."""
    clusters = sorted(set(rows["cluster"]))
    grid = pd.MultiIndex.from_product([frames, clusters], names=["frame", "cluster"])
    parts = []
    for name in ("a", "b"):
        counts = rows[rows["side"] == name].groupby(["frame", "cluster"])["present"].agg(["sum", "size"])
        counts = counts.reindex(grid, fill_value=0)
        parts += [counts[part].to_numpy(dtype=float).reshape(len(frames), len(clusters)) for part in ("sum", "size")]
    return TwoGroups(*parts)


def _describe_sides(rows: pd.DataFrame) -> dict[str, Any]:
    sizes = count_sizes(rows, by=["side"]).set_index("side")
    sizes["hits"] = rows.groupby("side")["present"].sum()
    found: dict[str, Any] = {"documents": rows["document"].nunique()}
    for name in ("a", "b"):
        counts = sizes.loc[name] if name in sizes.index else pd.Series(0, index=sizes.columns)
        found |= {f"{count}_{name}": counts[count] for count in COUNTS}
    return found


def _say_nothing(possible: bool) -> dict[str, Any]:
    """No number where a side has too few documents; where neither side has a hit the shares are 0 and say no more."""
    names = ("difference", "difference_low", "difference_high", "ratio", "ratio_low", "ratio_high", "within")
    share = 0.0 if possible else np.nan
    blank: dict[str, Any] = {"share_a": share, "share_b": share, **dict.fromkeys(names, np.nan)}
    return blank | {"method": TOO_FEW, "p": np.nan, "detectable": np.nan, "documents_needed": pd.NA}


def _estimate(sides: TwoGroups, labels: Numbers, documents: int) -> dict[str, Any]:
    differences, statistics = compute_test_statistics(sides, labels)
    shares = [float(hits.sum() / totals.sum()) for hits, totals in sides.pair()]
    row: dict[str, Any] = {"share_a": shares[0], "share_b": shares[1]}
    clusters = min(int((part > 0).sum()) for part in (sides.totals_a, sides.totals_b))
    ratio = shares[0] / shares[1] if shares[1] > 0 else np.nan
    turned = clusters < FEW_CLUSTERS
    if turned:
        low, high = invert_test(sides, labels, shift_difference, start=float(differences[0]), ends=(-1.0, 1.0))
        ratio_low, ratio_high = _invert_ratio(sides, labels, ratio)
    else:
        ends = (float(end) for interval in combine_intervals(sides) for end in interval)
        low, high, ratio_low, ratio_high = ends
    difference = shares[0] - shares[1]
    row |= {"difference": difference, "difference_low": low, "difference_high": high, "ratio": ratio}
    row |= {"ratio_low": ratio_low, "ratio_high": ratio_high, "method": INVERTED if turned else COMBINED}
    freedom = len(sides.totals_a) - 2
    multiplier = stats.t.ppf(1 - SIGNIFICANCE_LEVEL / 2, freedom) + stats.t.ppf(POWER, freedom)
    detectable = float(multiplier * differences[1:].std())
    # What the test is about: not the plain difference where documents have both sides.
    within = float(differences[0])
    needed = int(np.ceil(documents * (detectable / within) ** 2)) if abs(within) > 1e-6 else pd.NA
    row |= {"p": float(compute_p_value(statistics)), "detectable": min(detectable, 1.0)}
    return row | {"documents_needed": needed, "within": within}


def _invert_ratio(sides: TwoGroups, labels: Numbers, ratio: float) -> tuple[float, float]:
    """Ends of the ratio's interval, none where side b has no hits; beyond 1 to 1,000 an end is 0 or infinite."""
    if not ratio >= 0:
        return np.nan, np.nan
    reach = float(np.log(1000))
    start = float(np.log(max(ratio, 1 / 1000)))
    low, high = invert_test(sides, labels, shift_ratio, start=start, ends=(-reach, reach))
    return float(np.exp(low)) if low > -reach else 0.0, float(np.exp(high)) if high < reach else np.inf

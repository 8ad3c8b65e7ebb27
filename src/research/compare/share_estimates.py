"""Shares with their intervals from counts by document, by clusters of documents."""

import zlib

import numpy as np
import pandas as pd

from research.compare.intervals import (
    EXACT,
    LOGIT,
    LOGIT_FAMILY,
    WILSON,
    WILSON_FAMILY,
    Numbers,
    estimate_share,
)
from research.tables import (
    TOO_FEW,
    Fault,
    InputError,
    check_columns,
    check_number,
    number_cells,
    returns_table,
)

FAMILY_METHODS = {LOGIT: LOGIT_FAMILY, WILSON: WILSON_FAMILY}
# Numbers of one part of the resamples, few enough to stay in the processor's own memory.
_PART = 2**17
# By group and frame an array of a row a cluster: hits, totals, and hits without weights.
Clusters = dict[tuple[str, str], Numbers]
_ESTIMATES = ("hits", "share", "low", "high", "method", "bootstrap_low", "bootstrap_high")


@returns_table("shares")
def measure_counted_shares(counts: pd.DataFrame, *, seed: int = 2026, draws: int = 2000) -> pd.DataFrame:
    """Measure the shares of measure_shares from counts by document, which may come from many chunks of documents.

    Parameters
    ----------
    counts : DataFrame
        Tables of count_by_document with the same grouping and base, one under the other, in any order.
    seed : int
        Seed of the bootstrap, as in measure_shares.
    draws : int
        Number of bootstrap resamples.

    Returns
    -------
    DataFrame
        The table shares, as measure_shares gives it of the rows without weights.

    Raises
    ------
    InputError
        Where a document is counted twice, there are no counts or several groupings or bases, or draws or seed are out
        of bounds.

    Examples
    --------
    >>> from research.compare import count_by_document
    >>> rows = pd.DataFrame({"document": list("abcdef"), "frame": "f", "present": [True, False] * 3, "year": "2018"})
    >>> chunks = [count_by_document(rows[:3], by="year"), count_by_document(rows[3:], by="year")]
    >>> measure_counted_shares(pd.concat(chunks))[["documents", "hits", "share"]].to_numpy().tolist()
    [[6.0, 3.0, 0.5]]
    """
    where = "measure_counted_shares"
    key = ["grouping", "base", "group", "frame", "document"]
    check_columns(counts, [*key, "statements", "totals", "hits"], where="counts_by_document", key=key)
    for name in ("grouping", "base"):
        if len(found := sorted(counts[name].unique())) != 1:
            raise InputError([Fault(where, name, ", ".join(found) or "none", "one in all counts", "filter the table")])
    return estimate_shares(counts, None, seed=seed, draws=draws)


def estimate_shares(counts: pd.DataFrame, clusters: Clusters | None, *, seed: int, draws: int) -> pd.DataFrame:
    """Shares and intervals of the groups; clusters of weighted rows take the place of those of the counts."""
    check_number(draws, where="measure_shares", field="draws", bounds=(1, 100_000))
    check_number(seed, where="measure_shares", field="seed", bounds=(0, 2**32 - 1))
    clusters = _add_clusters(counts) if clusters is None else clusters
    by, by_family = str(counts["grouping"].iloc[0]), "family" in counts.columns
    sizes = _add_sizes(counts)
    found: dict[tuple[str, str], dict[str, object]] = {}
    for group in sizes["group"].unique():
        key = [seed, zlib.crc32(f"{by}={group}".encode())]
        of_group = {frame: part for (name, frame), part in clusters.items() if name == group}
        found |= {(group, frame): row for frame, row in _estimate_group(of_group, key, draws).items()}
    none = dict(zip(_ESTIMATES, (0, np.nan, np.nan, np.nan, TOO_FEW, np.nan, np.nan), strict=True))
    rows = [found.get(place, none) for place in zip(sizes["group"], sizes["frame"], strict=True)]
    table = pd.concat([sizes, pd.DataFrame(rows)], axis=1)
    table["method"] = table["method"].replace(FAMILY_METHODS) if by_family else table["method"]
    return table


def _add_sizes(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts of each group and frame, all documents together."""
    by = counts.groupby(["grouping", "group", "frame", "base"], sort=True)
    sizes = by["statements"].agg(statements="sum", documents="size")
    sizes["families"] = by["family"].nunique() if "family" in counts.columns else sizes["documents"]
    sizes["speakers"] = by["speakers"].sum(min_count=1)
    return sizes.reset_index()


def _add_clusters(counts: pd.DataFrame) -> Clusters:
    """The clusters of each group and frame, families or documents, in the order of their names."""
    keys = ["group", "frame", "family" if "family" in counts.columns else "document"]
    counted = counts[counts["totals"] > 0]
    cells, names, (groups, frames, _) = number_cells([counted[key] for key in keys])
    hits, totals = (np.bincount(cells, counted[name], minlength=len(groups)) for name in ("hits", "totals"))
    table: Numbers = np.column_stack([hits, totals, hits])
    starts = np.flatnonzero(np.diff(groups, prepend=-1) | np.diff(frames, prepend=-1))
    parts: list[Numbers] = np.split(table, starts[1:])
    places = zip(names[0][groups[starts]], names[1][frames[starts]], strict=True)
    return {(str(group), str(frame)): part for (group, frame), part in zip(places, parts, strict=True)}


def _estimate_group(clusters: dict[str, Numbers], key: list[int], draws: int) -> dict[str, dict[str, object]]:
    """The estimates of a group by frame; frames with equally many clusters are resampled at once."""
    found: dict[str, dict[str, object]] = {}
    drawn: dict[int, list[str]] = {}
    for frame, part in clusters.items():
        *numbers, method = estimate_share(part[:, 0], part[:, 1])
        row = (int(part[:, 2].sum()), *numbers, method, np.nan, np.nan)
        found[frame] = dict(zip(_ESTIMATES, row, strict=True))
        if method not in (EXACT, TOO_FEW):
            drawn.setdefault(len(part), []).append(frame)
    for frames in drawn.values():
        hits, totals, _ = np.moveaxis(np.stack([clusters[frame] for frame in frames]), -1, 0)
        ends = _bootstrap_shares(hits, totals, np.random.default_rng(key), draws)
        for frame, low, high in zip(frames, *ends.tolist(), strict=True):
            found[frame] |= {"bootstrap_low": low, "bootstrap_high": high}
    return found


def _bootstrap_shares(hits: Numbers, totals: Numbers, generator: np.random.Generator, draws: int) -> Numbers:
    """Percentile intervals of the shares of frames x clusters over resamples of whole clusters, the same for all."""
    number, alike = totals.shape[-1], bool((totals == totals[0]).all())
    chances, shares = np.full(number, 1 / number), np.empty((len(hits), draws))
    # A multiple of 8 resamples, so that products of weights are rounded alike in parts and in one.
    size = max(8, _PART // number // 8 * 8)
    for start in range(0, draws, size):
        times = generator.multinomial(number, chances, size=min(size, draws - start)).astype(float)
        found = np.stack([times @ part for part in hits])
        counted = np.stack([times @ part for part in (totals[:1] if alike else totals)])
        shares[:, start : start + size] = found / counted
    return np.quantile(shares, [0.025, 0.975], axis=-1)

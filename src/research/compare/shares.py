"""Shares of frames in groups, by statement, document or speaker, and the composition of the groups."""

import zlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from research.compare.counts_by_document import count_by_document, keep_counted
from research.compare.intervals import (
    EXACT,
    LOGIT,
    LOGIT_FAMILY,
    WILSON,
    WILSON_FAMILY,
    Numbers,
    estimate_share,
)
from research.compare.rows import check_rows
from research.tables import (
    TOO_FEW,
    Fault,
    InputError,
    check_columns,
    check_number,
    count_sizes,
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
def measure_shares(
    rows: pd.DataFrame, *, by: str, base: str | Sequence[str] = "statements", seed: int = 2026, draws: int = 2000
) -> pd.DataFrame:
    """Measure the share of reported statements, of documents or of speakers that carry each frame in each group.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames. Where they have a column family, families take the place of documents as clusters. A
        column weight (weight_families, weight_documents, weight_strata) weights the share; counts stay unweighted, and
        a document or speaker has the mean weight of its statements.
    by : str
        The column whose values form the groups, or all for one group.
    base : str or sequence of str
        What is counted: statements, documents, speakers, or framed for the statements with any frame of the rows.
        Several bases give their tables one under the other. A document, or a speaker of a document, carries a frame if
        one of its reported statements does. A speaker is a name in one document; statements without a name have no
        speaker.
    seed : int
        Seed of the bootstrap, together with the name of the group, so that the numbers of a group do not depend on
        which other groups there are.
    draws : int
        Number of bootstrap resamples.

    Returns
    -------
    DataFrame
        The table shares, sorted by group and frame: counts of statements, documents, families, speakers and hits; share
        from 0 to 1 with the ends of its 95 % interval (low, high) and its method, as estimate_share gives them; and the
        ends of a percentile bootstrap over clusters (bootstrap_low, bootstrap_high), which is too narrow for few
        documents and empty where no resample could differ. Groups with fewer than 5 clusters have counts and no
        estimate.

    Raises
    ------
    InputError
        Where the column or the base is unknown, the rows are none, or draws or seed are out of bounds.

    Examples
    --------
    >>> measure_shares(pd.DataFrame({"document": [], "frame": [], "present": []}), by="colour")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    measure_shares: by: found 'colour', expected all, or a column of the rows: document, frame, present
    """
    if not isinstance(base, str):
        parts = [measure_shares(rows, by=by, base=one, seed=seed, draws=draws) for one in base]
        return pd.concat(parts, ignore_index=True)
    rows = keep_counted(rows, by, base, where="measure_shares")
    clusters = _weigh_clusters(rows, by, base) if "weight" in rows.columns else None
    counts = count_by_document(rows, by=by, base=base)
    return _estimate(counts, clusters, seed=seed, draws=draws)


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
    return _estimate(counts, None, seed=seed, draws=draws)


def _estimate(counts: pd.DataFrame, clusters: Clusters | None, *, seed: int, draws: int) -> pd.DataFrame:
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


@returns_table("sample_shares")
def measure_sample_shares(
    rows: pd.DataFrame, *, by: str | Sequence[str], base: str | Sequence[str] = "statements", seed: int = 2026
) -> pd.DataFrame:
    """Measure the shares of each sample by itself: samples drawn in different ways are not pooled.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames, with the column sample.
    by : str or sequence of str
        The column whose values form the groups, or all for one group; several give their tables one under the other.
    base : str or sequence of str
        What is counted, as in measure_shares.
    seed : int
        Seed of measure_shares.

    Returns
    -------
    DataFrame
        The table sample_shares: sample (none where a corpus declares none), and the columns of the table shares.

    Raises
    ------
    InputError
        As measure_shares, and where the rows have no column sample.
    """
    check_rows(rows, where="measure_sample_shares: rows", groups=["sample"])
    parts = [
        measure_shares(part, by=column, base=base, seed=seed).assign(sample=str(sample))
        for column in ([by] if isinstance(by, str) else by)
        for sample, part in rows.groupby("sample", sort=True)
    ]
    if not parts:
        raise InputError([Fault("measure_sample_shares", "rows", "none", "officials' statements, from merge_frames")])
    return pd.concat(parts, ignore_index=True)


def _weigh_clusters(rows: pd.DataFrame, by: str, base: str) -> Clusters:
    """Weighted hits, weighted totals and unweighted hits of each cluster (a row each), by group and frame.

    A cluster is a family where the rows have families and a document otherwise. Weights are scaled to a mean of 1 in
    each group, so that a weighted total never exceeds the number counted.
    """
    units = rows.assign(
        group="all" if by == "all" else rows[by].astype("str"),
        cluster=rows["family"] if "family" in rows.columns else rows["document"],
        weight=rows["weight"].astype(float),
    )
    if base in ("documents", "speakers"):
        key = ["group", "frame", "cluster", "document", *(["speaker"] if base == "speakers" else [])]
        units = units[units["speaker"] != ""] if base == "speakers" else units
        units = units.groupby(key, sort=True).agg(present=("present", "any"), weight=("weight", "mean")).reset_index()
    scale = units["weight"] / units.groupby(["group", "frame"])["weight"].transform("mean")
    units = units.assign(
        hits=units["present"].astype(float) * scale, totals=scale, plain=units["present"].astype(float)
    )
    # Sums run in one order, whatever the order of the rows, so that their last digits do not depend on it.
    units = units.sort_values(["group", "frame", "cluster", "hits", "totals"])
    counts = units.groupby(["group", "frame", "cluster"], sort=True)[["hits", "totals", "plain"]].sum()
    parts = counts.groupby(level=["group", "frame"], sort=True)
    return {(str(group), str(frame)): part.to_numpy(dtype=float) for (group, frame), part in parts}


@returns_table("province_shares")
def measure_province_shares(rows: pd.DataFrame, provinces: pd.DataFrame, *, seed: int = 2026) -> pd.DataFrame:
    """Measure the shares of reported statements by province, with three columns for each frame.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    provinces : DataFrame
        The provinces, from tables.read_provinces; one without documents has a row too.
    seed : int
        Seed of measure_shares.

    Returns
    -------
    DataFrame
        The table province_shares: province, documents, statements, families, speakers, then for each frame its share
        (named as the frame) and the ends of its 95 % interval (the name with _low and _high). Documents of no province
        come last. A share is empty where measure_shares has too few documents.

    Raises
    ------
    InputError
        Where provinces lacks the column province or repeats a province, and as measure_shares.
    """
    check_columns(provinces, ["province"], where="provinces", key=["province"])
    shares = measure_shares(rows, by="province", seed=seed)
    counts = ["documents", "statements", "families", "speakers"]
    sizes = shares.groupby("group")[counts].first()
    ends = {"share": "", "low": "_low", "high": "_high"}
    parts = [shares.pivot(index="group", columns="frame", values=name).add_suffix(end) for name, end in ends.items()]
    wide = pd.concat([sizes, *parts], axis=1)
    order = [*provinces["province"], *sorted(set(wide.index) - set(provinces["province"]))]
    table = wide.reindex(order).rename_axis("province").reset_index()
    counted = counts if "speaker" in rows.columns else counts[:3]
    return table.fillna(dict.fromkeys(counted, 0))


@returns_table("composition")
def measure_composition(rows: pd.DataFrame, *, by: str, of: str | Sequence[str]) -> pd.DataFrame:
    """Count what each group's reported statements are made of, such as the offices of an election.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    by : str
        The column whose values form the groups.
    of : str or sequence of str
        The column whose values are counted in each group; several give their tables one under the other.

    Returns
    -------
    DataFrame
        The table composition, sorted: a row for each group and each value that occurs in it, with counts and share, the
        part of the group's statements from 0 to 1. The share describes the corpus and has no interval.

    Raises
    ------
    InputError
        Where the rows lack one of the columns.

    Examples
    --------
    >>> rows = pd.DataFrame({"year": ["2018"] * 4, "office": ["head", "head", "agency", "head"], "frame": "f",
    ...                      "document": list("aabb"), "sentence": [1, 2, 1, 2], "speaker": list("xyzz")})
    >>> measure_composition(rows, by="year", of="office")[["part", "statements", "share"]].to_numpy().tolist()
    [['agency', 1, 0.25], ['head', 3, 0.75]]
    """
    if not isinstance(of, str) and isinstance(of, Sequence):
        return pd.concat([measure_composition(rows, by=by, of=one) for one in of], ignore_index=True)
    check_columns(rows, ["document"], where="measure_composition: rows")
    expected = "a column of the rows: " + ", ".join(rows.columns)
    faults = [
        Fault("measure_composition", name, repr(column), expected)
        for name, column in (("by", by), ("of", of))
        if not isinstance(column, str) or column not in rows.columns
    ]
    if faults:
        raise InputError(faults)
    check_columns(rows, ["document", "sentence"], where="measure_composition: rows", groups=[by, of])
    statements = rows.drop_duplicates(["document", "sentence"])
    statements = statements.assign(group=statements[by].astype("str"), part=statements[of].astype("str"))
    table = count_sizes(statements, by=["group", "part"])
    table["share"] = table["statements"] / table.groupby("group")["statements"].transform("sum")
    table.insert(0, "grouping", by)
    table.insert(2, "composition", of)
    return table

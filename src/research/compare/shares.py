"""Shares of frames in groups, by statement, document or speaker, and the composition of the groups."""

from collections.abc import Sequence

import pandas as pd

from research.compare.correction.coded_sheets import CodedSheet, refuse_gold
from research.compare.correction.corrected_shares import add_corrected_shares
from research.compare.counts_by_document import count_by_document, keep_counted
from research.compare.rows import check_rows
from research.compare.share_estimates import Clusters, estimate_shares
from research.tables import (
    Fault,
    InputError,
    check_columns,
    count_sizes,
    returns_table,
)


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
        estimate. Where the rows are not gold's, coder says whose they are: these numbers are the coder's, with its
        errors, and their interval does not know of them (measure_sample_shares corrects them).

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
    table = estimate_shares(counts, clusters, seed=seed, draws=draws)
    return table.assign(coder=rows["coder"].iloc[0]) if "coder" in rows.columns else table


@returns_table("sample_shares")
def measure_sample_shares(
    rows: pd.DataFrame,
    *,
    by: str | Sequence[str],
    base: str | Sequence[str] = "statements",
    seed: int = 2026,
    corrected_by: CodedSheet | None = None,
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
    corrected_by : CodedSheet, optional
        A sheet of statements that were drawn from these, as a person coded them. It corrects the shares of a coder
        whose labels are not gold, in statements without weights.

    Returns
    -------
    DataFrame
        The table sample_shares: sample (none where a corpus declares none), and the columns of the table shares. With
        corrected_by the corrected share stands beside, with its own interval (corrected_share, corrected_low,
        corrected_high, corrected_method), as correct_shares gives it: of these very documents, where low and high are
        of documents such as these; and the numbers of coded statements, documents and hits.

    Raises
    ------
    InputError
        As measure_shares, where the rows have no column sample, and where what is counted cannot be corrected.
    """
    check_rows(rows, where="measure_sample_shares: rows", groups=["sample"])
    parts = [
        _measure_sample(part, column, base, seed, corrected_by).assign(sample=str(sample))
        for column in ([by] if isinstance(by, str) else by)
        for sample, part in rows.groupby("sample", sort=True)
    ]
    if not parts:
        raise InputError([Fault("measure_sample_shares", "rows", "none", "officials' statements, from merge_frames")])
    return pd.concat(parts, ignore_index=True)


def _measure_sample(
    rows: pd.DataFrame, by: str, base: str | Sequence[str], seed: int, sheet: CodedSheet | None
) -> pd.DataFrame:
    """The shares of one sample, with those that a sheet corrects beside them."""
    shares = measure_shares(rows, by=by, base=base, seed=seed)
    if sheet is None:
        return shares
    refuse_gold(rows, where="measure_sample_shares")
    faults, expected = [], "where shares are corrected"
    if base != "statements":
        faults.append(Fault("measure_sample_shares", "base", repr(base), f"statements, {expected}"))
    if "weight" in rows.columns:
        faults.append(Fault("measure_sample_shares", "weight", "weighted rows", f"rows without weights, {expected}"))
    if faults:
        raise InputError(faults)
    return add_corrected_shares(shares, rows, sheet)


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

"""Frames to shares: how often each frame is used in each group, with intervals that know what is independent."""

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

from research.tables import BASES, Fault, InputError, check_table

MINIMUM_DOCUMENTS = 5
NATIONAL_GROUP = "national"
TOO_FEW = "too few to say"
LOGIT = "logit, clustered by document"
LOGIT_FAMILY = "logit, clustered by family"
EXACT = "exact, documents as trials"
DOCUMENT_COLUMNS = ("election", "election_year", "island", "province", "region", "outlet", "kind")
STATEMENT_COLUMNS = ("speaker", "office", "mode")

Numbers = npt.NDArray[np.float64]


def join_frames(
    documents: pd.DataFrame, statements: pd.DataFrame, frames: pd.DataFrame, *, families: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Put every reported statement beside every frame: the table that all comparisons start from.

    frames must hold one coder. Returns document, sentence, frame, present, reported (true) and the columns to group by:
    election, election_year, island (national for the documents of no province), province, region, outlet, kind,
    speaker, office, mode; sorted by document, sentence, frame. A statement that carries no frame has its rows all the
    same. families (document, family; from duplicates.find_families) adds the column family, which measure_shares
    clusters by. Raises InputError for several coders, statements that the coder did not read, and documents without a
    family.
    """
    coders = sorted(set(frames["coder"]))
    if len(coders) != 1:
        raise InputError([Fault("table frames", "coder", ", ".join(coders) or "none", "one coder", "filter the table")])
    reported = statements.loc[statements["reported"], ["document", "sentence", "reported", *STATEMENT_COLUMNS]]
    rows = reported.merge(documents[["document", *DOCUMENT_COLUMNS]], on="document", validate="many_to_one")
    rows["island"] = rows["island"].replace("", NATIONAL_GROUP)
    codes = frames[["frame"]].drop_duplicates()
    grid = rows.merge(codes, how="cross")
    units = ["document", "sentence", "frame"]
    joined = grid.merge(frames[[*units, "present"]], on=units, how="left", validate="one_to_one")
    unread = joined.loc[joined["present"].isna(), units].head(1)
    for document, sentence, frame in unread.itertuples(index=False):
        found = f"no row for {document} {sentence} {frame}"
        raise InputError([Fault("table frames", "document and sentence", found, "a row for each statement and frame")])
    columns = [*units, "present", "reported", *DOCUMENT_COLUMNS, *STATEMENT_COLUMNS]
    joined = joined.astype({"present": "bool", "election_year": "str"})
    if families is not None:
        joined, columns = _join_families(joined, families), [*columns, "family"]
    return joined[columns].sort_values(units, ignore_index=True)


def _join_families(rows: pd.DataFrame, families: pd.DataFrame) -> pd.DataFrame:
    joined = rows.merge(families[["document", "family"]], on="document", how="left", validate="many_to_one")
    unknown = sorted(set(joined.loc[joined["family"].isna(), "document"]))
    if unknown:
        expected, remedy = "a family for each document", "find the families of all documents"
        raise InputError(
            [Fault("table families", "document", f"no row for {name}", expected, remedy) for name in unknown]
        )
    return joined


def weigh_families(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the column weight: one over the number of documents of the row's family in all rows: a release counts once.

    rows comes from join_frames with families. measure_shares weights by the column where it is there; its counts of
    statements, documents and hits stay those of the rows. Raises InputError where the rows have no families.

    >>> rows = pd.DataFrame({"document": ["a", "a", "b", "c"], "family": ["a", "a", "a", "c"]})
    >>> weigh_families(rows)["weight"].tolist()
    [0.5, 0.5, 0.5, 1.0]
    """
    if "family" not in rows.columns:
        remedy = "give join_frames the families"
        raise InputError([Fault("weigh_families", "family", "no such column", "rows with families", remedy)])
    return rows.assign(weight=1 / rows.groupby("family")["document"].transform("nunique"))


def measure_shares(
    rows: pd.DataFrame, *, by: str, base: str = "statements", seed: int = 2026, draws: int = 2000
) -> pd.DataFrame:
    """Measure the share of reported statements, or of documents, that carry each frame in each group.

    rows comes from join_frames; by is one of its columns, or all for one group. A document carries a frame if one of
    its reported statements does. Returns the shares table, sorted by group and frame. The interval is estimate_share's;
    beside it stands the percentile bootstrap over documents (draws resamples, seeded by seed and the group's name, so
    that a group's numbers do not hang on which other groups are there), which is too narrow for few documents and is
    left empty where no resample could differ. Where the rows have a column family, families take the place of documents
    in both intervals; a column weight (weigh_families) weights the share. Groups under 5 documents (or families) are
    counted and not estimated. Raises InputError for an unknown column or base.

    >>> measure_shares(pd.DataFrame({"document": [], "frame": [], "present": []}), by="colour")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    measure_shares: by: found 'colour', expected all, or a column of the rows: document, frame, present
    """
    if by != "all" and by not in rows.columns:
        expected = "all, or a column of the rows: " + ", ".join(rows.columns)
        raise InputError([Fault("measure_shares", "by", repr(by), expected)])
    if base not in BASES:
        raise InputError([Fault("measure_shares", "base", repr(base), " or ".join(BASES))])
    if rows.empty:
        raise InputError([Fault("measure_shares", "rows", "none", "reported statements, from join_frames")])
    grouped = rows.assign(group="all" if by == "all" else rows[by].astype("str"))
    counts = _count_clusters(grouped, base)
    found = []
    for (group, frame), part in counts.groupby(["group", "frame"], sort=True):
        hits, totals = part["weighted_hits"].to_numpy(dtype=float), part["weighted_totals"].to_numpy(dtype=float)
        row: dict[str, object] = {"grouping": by, "group": group, "frame": frame, "base": base}
        row |= {"statements": int(part["statements"].sum()), "documents": int(part["documents"].sum())}
        share, low, high, method = estimate_share(hits, totals)
        estimated = method == LOGIT
        if estimated and "family" in rows.columns:
            method = LOGIT_FAMILY
        row |= {"hits": int(part["hits"].sum()), "share": share, "low": low, "high": high, "method": method}
        generator = np.random.default_rng([seed, zlib.crc32(f"{by}={group}".encode())])
        lower, upper = _bootstrap_share(hits, totals, generator, draws) if estimated else (np.nan, np.nan)
        found.append(row | {"bootstrap_low": lower, "bootstrap_high": upper})
    return check_table(pd.DataFrame(found), "shares")


def _count_clusters(rows: pd.DataFrame, base: str) -> pd.DataFrame:
    """Count by group, frame and cluster, which is the family where the rows have one and the document otherwise."""
    units = rows.assign(
        cluster=rows["family"] if "family" in rows.columns else rows["document"],
        weight=rows["weight"] if "weight" in rows.columns else 1.0,
    )
    counts = units.groupby(["group", "frame", "cluster", "document"], sort=True).agg(
        hits=("present", "sum"), statements=("present", "size"), weight=("weight", "first")
    )
    totals = counts["statements"]
    if base == "documents":
        counts["hits"], totals = (counts["hits"] > 0).astype("int64"), pd.Series(1, index=counts.index)
    counts = counts.assign(
        documents=1, weighted_hits=counts["hits"] * counts["weight"], weighted_totals=totals * counts["weight"]
    )
    return counts.drop(columns="weight").groupby(level=["group", "frame", "cluster"], sort=True).sum().reset_index()


def estimate_share(hits: npt.ArrayLike, totals: npt.ArrayLike) -> tuple[float, float, float, str]:
    """Estimate a share and its 95 % interval from the hits and totals of each document or family.

    Returns share, low, high, method. The share is that of all hits in all totals. Its variance is the linearised one of
    a ratio with documents as clusters, G/(G-1) * sum((hits - share * totals)^2) / sum(totals)^2, carried to the logit
    scale by the delta method, with t quantiles of G-1 degrees of freedom (Korn and Graubard 1998, Survey Methodology
    24:193-201; svyciprop of R's survey package). Where every document has the same share, as when there are no hits at
    all, that variance is nothing; then the interval is Clopper and Pearson's with documents as the trials, which is
    wide on purpose. Under 5 documents all three numbers are nan.

    >>> estimate_share([1, 0, 2, 0, 1, 0], [5, 5, 5, 5, 5, 5])[:3]
    (0.1333..., 0.0337..., 0.4040...)
    >>> estimate_share([0] * 10, [4] * 10)
    (0.0, 0.0, 0.3084..., 'exact, documents as trials')
    >>> estimate_share([1, 2], [3, 3])
    (nan, nan, nan, 'too few to say')
    """
    hits, totals = np.asarray(hits, dtype=float), np.asarray(totals, dtype=float)
    clusters = len(totals)
    if clusters < MINIMUM_DOCUMENTS or totals.sum() <= 0:
        return np.nan, np.nan, np.nan, TOO_FEW
    share = float(hits.sum() / totals.sum())
    residuals = hits - share * totals
    variance = float(clusters / (clusters - 1) * (residuals**2).sum() / totals.sum() ** 2)
    if variance < 1e-15:
        low = float(stats.beta.ppf(0.025, share * clusters, (1 - share) * clusters + 1)) if share > 0 else 0.0
        high = float(stats.beta.ppf(0.975, share * clusters + 1, (1 - share) * clusters)) if share < 1 else 1.0
        return share, low, high, EXACT
    reach = stats.t.ppf(0.975, clusters - 1) * np.sqrt(variance) / (share * (1 - share))
    low, high = special.expit(special.logit(share) + np.array([-reach, reach]))
    return share, float(low), float(high), LOGIT


def count_hits(rows: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Count, without estimating: by, frame, statements, documents, hits. For single documents and small groups."""
    if unknown := [column for column in by if column not in rows.columns]:
        expected = "columns of the rows: " + ", ".join(rows.columns)
        raise InputError([Fault("count_hits", "by", ", ".join(unknown), expected)])
    groups = rows.groupby([*by, "frame"], sort=True)
    counts = groups.agg(statements=("present", "size"), documents=("document", "nunique"), hits=("present", "sum"))
    return counts.reset_index()


def measure_provinces(rows: pd.DataFrame, provinces: pd.DataFrame, *, seed: int = 2026) -> pd.DataFrame:
    """Lay the shares of reported statements out by province: province, documents, statements, three columns a frame.

    The three are the share, named as the frame, and the ends of its interval, named with _low and _high behind.
    provinces comes from corpus.read_provinces; one without documents has a row all the same, and documents of no
    province have theirs at the end. A share is empty where measure_shares has too few documents to say.
    """
    shares = measure_shares(rows, by="province", seed=seed)
    sizes = shares.groupby("group")[["documents", "statements"]].first()
    ends = {"share": "", "low": "_low", "high": "_high"}
    parts = [shares.pivot(index="group", columns="frame", values=name).add_suffix(end) for name, end in ends.items()]
    wide = pd.concat([sizes, *parts], axis=1)
    order = [*provinces["province"], *sorted(set(wide.index) - set(provinces["province"]))]
    table = wide.reindex(order).rename_axis("province").reset_index()
    return table.fillna({"documents": 0, "statements": 0}).astype({"documents": "int64", "statements": "int64"})


def count_pairs(rows: pd.DataFrame, *, frames: Sequence[str]) -> pd.DataFrame:
    """Count which frames travel together in one statement.

    Returns frame_a, frame_b, statements (all reported), with_a, with_b, together, expected (with_a * with_b /
    statements, what chance alone would give if the two were independent) and ratio (together / expected, empty where
    nothing is expected). A frame beside itself has no expectation. The statements of a document are not independent, so
    the ratio describes this corpus and is no test.
    """
    if unknown := [code for code in frames if code not in set(rows["frame"])]:
        known = "frames of the rows: " + ", ".join(sorted(set(rows["frame"])))
        raise InputError([Fault("count_pairs", "frames", ", ".join(unknown), known)])
    wide = rows.pivot(index=["document", "sentence"], columns="frame", values="present")[list(frames)]
    total = len(wide)
    found = []
    for first in frames:
        for second in frames:
            with_a, with_b = int(wide[first].sum()), int(wide[second].sum())
            together = int((wide[first] & wide[second]).sum())
            expected = with_a * with_b / total if first != second and total else np.nan
            ratio = together / expected if expected > 0 else np.nan
            found.append((first, second, total, with_a, with_b, together, expected, ratio))
    columns = ["frame_a", "frame_b", "statements", "with_a", "with_b", "together", "expected", "ratio"]
    return pd.DataFrame(found, columns=columns)


def _bootstrap_share(hits: Numbers, totals: Numbers, generator: np.random.Generator, draws: int) -> tuple[float, float]:
    """Percentile interval of the share over draws resamples of whole documents."""
    times = generator.multinomial(len(totals), np.full(len(totals), 1 / len(totals)), size=draws)
    shares = (times @ hits) / (times @ totals)
    low, high = np.quantile(shares, [0.025, 0.975])
    return float(low), float(high)

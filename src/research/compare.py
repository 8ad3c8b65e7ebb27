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
EXACT = "exact, documents as trials"
DOCUMENT_COLUMNS = ("election", "election_year", "island", "province", "region", "outlet", "kind")
STATEMENT_COLUMNS = ("speaker", "office", "mode")

Numbers = npt.NDArray[np.float64]


def join_frames(documents: pd.DataFrame, statements: pd.DataFrame, frames: pd.DataFrame) -> pd.DataFrame:
    """Put every reported statement beside every frame: the table that all comparisons start from.

    frames must hold one coder. Returns document, sentence, frame, present, reported (true) and the columns to group by:
    election, election_year, island (national for the documents of no province), province, region, outlet, kind,
    speaker, office, mode; sorted by document, sentence, frame. A statement that carries no frame has its rows all the
    same. Raises InputError for several coders, and for statements that the coder did not read.
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
    return joined[columns].sort_values(units, ignore_index=True)


def measure_shares(
    rows: pd.DataFrame, *, by: str, base: str = "statements", seed: int = 2026, draws: int = 2000
) -> pd.DataFrame:
    """Measure the share of reported statements, or of documents, that carry each frame in each group.

    rows comes from join_frames; by is one of its columns, or all for one group. A document carries a frame if one of
    its reported statements does. Returns the shares table, sorted by group and frame. The interval is estimate_share's;
    beside it stands the percentile bootstrap over documents (draws resamples, seeded by seed and the group's name, so
    that a group's numbers do not hang on which other groups are there), which is too narrow for few documents and is
    left empty where no resample could differ. Groups under 5 documents are counted and not estimated. Raises
    InputError for an unknown column or base.

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
    counts = grouped.groupby(["group", "frame", "document"], sort=True)["present"].agg(["sum", "size"]).reset_index()
    found = []
    for (group, frame), part in counts.groupby(["group", "frame"], sort=True):
        hits, totals = part["sum"].to_numpy(dtype=float), part["size"].to_numpy(dtype=float)
        row: dict[str, object] = {"grouping": by, "group": group, "frame": frame, "base": base}
        row |= {"statements": int(totals.sum()), "documents": len(part)}
        if base == "documents":
            hits, totals = (hits > 0).astype(float), np.ones(len(part))
        share, low, high, method = estimate_share(hits, totals)
        row |= {"hits": int(hits.sum()), "share": share, "low": low, "high": high, "method": method}
        generator = np.random.default_rng([seed, zlib.crc32(f"{by}={group}".encode())])
        lower, upper = _bootstrap_share(hits, totals, generator, draws) if method == LOGIT else (np.nan, np.nan)
        found.append(row | {"bootstrap_low": lower, "bootstrap_high": upper})
    return check_table(pd.DataFrame(found), "shares")


def estimate_share(hits: npt.ArrayLike, totals: npt.ArrayLike) -> tuple[float, float, float, str]:
    """Estimate a share and its 95 % interval from the hits and totals of each document.

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
    if clusters < MINIMUM_DOCUMENTS:
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

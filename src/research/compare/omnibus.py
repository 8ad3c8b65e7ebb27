"""One test for each factor and frame of whether the shares of the factor's groups differ at all."""

import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

from research.compare.intervals import Numbers
from research.compare.permutation import SIGNIFICANCE_LEVEL, adjust_p, settle_p
from research.compare.rows import NATIONAL_GROUP, NO_GROUP, check_rows, keep_coded
from research.tables import (
    MINIMUM_DOCUMENTS,
    TOO_FEW,
    check_number,
    hash_code,
    hash_table,
    keep_tables,
    list_columns,
    make_key,
    returns_table,
)

FACTORS = ("election", "island", "province", "kind", "office", "mode")
SUPPORTED, UNSUPPORTED = "supported", "not supported"
# Groups that vary inside a document are dealt anew there: an office to a speaker, a mode to a statement.
WITHIN = {"office": "speaker", "mode": "sentence"}
# The columns whose values a coder decided for each statement; what a rule guessed supports no comparison of modes.
CODED_COLUMNS = ("mode",)
_REGIONAL = ("island", "province")
# The variance of a group counts as its own documents and as so many of all groups; see test_factors.
_PRIOR_DOCUMENTS = 10
_FIRST_DRAWS = 9_999
# Tests of fewer rows take less time than it takes to find them.
_KEPT_ROWS = 5_000
_TINY = 1e-9
# Numbers of one part of the draws: more clusters are drawn fewer times at once, in bounded memory.
_PART = 2**24

Codes = npt.NDArray[np.intp]
Draw = Callable[[int], Numbers]
# The observed statistic and what draws it anew.
Test = tuple[float, Draw]
# Hits, totals and group of the blocks of one cluster.
Part = tuple[Numbers, Numbers, Codes]


@returns_table("omnibus")
def test_factors(
    rows: pd.DataFrame, *, factors: Sequence[str] = FACTORS, seed: int = 2026, draws: int = 99_999
) -> pd.DataFrame:
    """Test for every factor and frame whether the shares of the factor's groups differ.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames. Clusters are families where the rows have them, else documents. Where the rows have a
        column sample, each sample is tested apart.
    factors : sequence of str
        Columns whose values form the groups.
    seed : int
        Seed of the permutations, together with the names of sample, factor and frame.
    draws : int
        The largest number of permutations; fewer are made where q is clearly above .05 (settle_p).

    Returns
    -------
    DataFrame
        The table omnibus, samples and frames sorted, factors as given: how many groups were compared and which were
        left out (too_small: groups of fewer than 5 clusters; documents without a value and, for island and province,
        those of national bodies are in no group); statements, documents, clusters; exchange_unit, what the
        permutation moves; statistic, p, p_error (its Monte Carlo standard error), draws made; q after Benjamini and
        Hochberg over all tests of the sample, n_tests, their number; verdict.

    Raises
    ------
    InputError
        For a factor that the rows do not have, or draws or seed out of bounds.

    Notes
    -----
    Election, island, province, kind and any column of documents: whole clusters move. With p_k the share of group k,
    T = sum of w_k (p_k - m)^2, m the mean of the p_k weighted by w_k = 1 / V_k: Welch's statistic. V_k is the clustered
    variance of p_k, moderated: v_k, the group's own sum of squared residuals, counts with the group's number of
    clusters, and what all groups together would give it with 10 (Smyth 2004). Unmoderated, groups of few documents
    decide the test, since their variances are badly known; with a variance common to all groups a test refuses equal
    shares too often where groups differ in variance.

    Office and mode: inside each cluster the offices are dealt anew to the speakers and the modes to the statements, and
    d_k, the hits of group k less those expected from the cluster's share, are summed over clusters: S. The statistic
    is S' V^-1 S with V the sum of d d', the clustered form of Cochran, Mantel and Haenszel's test of general
    association. Clusters with one group only say nothing here; a group counts that 5 others have.

    A studentised statistic keeps the level of a permutation test in large samples where groups differ in variance and
    not in share (Chung and Romano 2013).

    References
    ----------
    Chung, E. and Romano, J. P. (2013), Exact and asymptotically robust permutation tests. Annals of Statistics 41,
    484-507.

    Landis, J. R., Heyman, E. R. and Koch, G. G. (1978), Average partial association in three-way contingency tables.
    International Statistical Review 46, 237-254.

    Smyth, G. K. (2004), Linear models and empirical Bayes methods for assessing differential expression. Statistical
    Applications in Genetics and Molecular Biology 3, 3.
    """
    check_number(draws, where="test_factors", field="draws", bounds=(1, 10_000_000))
    check_number(seed, where="test_factors", field="seed", bounds=(0, 2**32 - 1))
    check_rows(rows, where="test_factors: rows", columns=["sentence"], groups=factors)
    asked = (repr(list(factors)), str(seed), str(draws))
    return keep_tests("omnibus", rows, asked, lambda: _test_all(rows, factors, seed, draws))


def keep_tests(
    kind: str, rows: pd.DataFrame, asked: tuple[str, ...], compute: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """Take a table of tests of many rows from those kept on disk, or compute it and keep it.

    Parameters
    ----------
    kind : str
        What the table is.
    rows : DataFrame
        The rows that are tested.
    asked : tuple of str
        What else the table is computed from.
    compute : callable
        Computes the table.

    Returns
    -------
    DataFrame
        The table.
    """
    if len(rows) < _KEPT_ROWS:
        return compute()
    code = hash_code("text", "corpus", "attribution", "codebook", "coding", "frames", "compare")
    key = make_key(code, scipy.__version__, hash_table(rows), *asked)
    return keep_tables(kind, key, lambda: [compute()])[0]


def _test_all(rows: pd.DataFrame, factors: Sequence[str], seed: int, draws: int) -> pd.DataFrame:
    records: list[dict[str, Any]] = []
    tests: list[Test | None] = []
    for sample, part in split_samples(rows):
        for factor in factors:
            for frame, chosen in keep_groups(part, factor).groupby("frame", sort=True):
                key = zlib.crc32(f"{sample}\n{factor}\n{frame}".encode())
                header = {"sample": sample, "factor": factor, "frame": str(frame)}
                record, test = _prepare_test(chosen, factor, np.random.default_rng([seed, key]))
                records.append(header | record)
                tests.append(test)
    if not records:
        return pd.DataFrame(columns=list_columns("omnibus"))
    table = _settle(pd.DataFrame(records), tests, draws)
    by_sample = table.groupby("sample")["p"]
    table["q"] = by_sample.transform(lambda p: adjust_p(p))
    table["n_tests"] = by_sample.transform("count").astype(int)
    words = np.where(table["q"] <= SIGNIFICANCE_LEVEL, SUPPORTED, UNSUPPORTED)
    table["verdict"] = np.where(table["p"].notna(), words, TOO_FEW)
    return table


def split_samples(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The rows of each sample; one sample without a name where the rows have no such column."""
    if "sample" not in rows.columns:
        return [("", rows)]
    return [(str(name), part) for name, part in rows.groupby("sample", sort=True)]


def keep_groups(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows that belong to a group of the column, with the column cluster.

    Documents without a value are in no group, those of national bodies in no region; modes that a rule guessed are left
    out.
    """
    kept = keep_coded(rows) if column in CODED_COLUMNS else rows
    kept = kept[kept[column].astype("str") != NO_GROUP]
    if column in _REGIONAL and "island" in kept.columns:
        kept = kept[kept["island"] != NATIONAL_GROUP]
    return kept.assign(cluster=kept["family"] if "family" in kept.columns else kept["document"])


def _prepare_test(
    rows: pd.DataFrame, factor: str, generator: np.random.Generator
) -> tuple[dict[str, Any], Test | None]:
    """Counts and test of one factor, of the rows of one frame; no test where there are too few groups or hits."""
    kept = _drop_small(rows, factor)
    groups = sorted(kept[factor].astype("str").unique())
    small = sorted(set(rows[factor].astype("str").unique()) - set(groups))
    unit = "families" if "family" in rows.columns else "documents"
    inside = {"office": f"offices of speakers within {unit}", "mode": f"modes of statements within {unit}"}
    record: dict[str, Any] = {
        "groups": len(groups),
        "too_small": "; ".join(small),
        "statements": len(kept),
        "hits": int(kept["present"].sum()),
        "documents": kept["document"].nunique(),
        "clusters": kept["cluster"].nunique(),
        "exchange_unit": inside.get(factor, unit),
    }
    if len(groups) < 2 or not 0 < record["hits"] < len(kept):
        return record, None
    make = _make_within if factor in WITHIN else _make_between
    return record, make(kept, factor, generator)


def _settle(table: pd.DataFrame, tests: list[Test | None], draws: int) -> pd.DataFrame:
    """Add statistic and p: first by few draws, then by many where q may be .05 given how many p may be."""
    table = table.assign(statistic=np.nan, p=np.nan, p_error=np.nan, draws=0)
    for _, places in table.groupby("sample").groups.items():
        known = {place: test for place in places if (test := tests[place]) is not None}
        open_places, level = list(known), SIGNIFICANCE_LEVEL
        for limit in (min(_FIRST_DRAWS, draws), draws):
            for place in open_places:
                observed, draw = known[place]
                p, error, made = settle_p(draw, observed, draws=limit, level=level)
                table.loc[place, ["statistic", "p", "p_error"]] = observed, p, error
                table.loc[place, "draws"] = made
            # No q can be .05 or less but of a p that is .05 times the part of such p at most.
            open_places = [place for place in open_places if table.loc[place, "draws"] == limit]
            level = SIGNIFICANCE_LEVEL * len(open_places) / max(len(known), 1)
    return table


def list_groups(rows: pd.DataFrame, factor: str) -> list[str]:
    """The groups of a factor that test_factors compares, sorted."""
    return sorted(_drop_small(keep_groups(rows, factor), factor)[factor].astype("str").unique())


def _drop_small(rows: pd.DataFrame, factor: str) -> pd.DataFrame:
    """Without groups of fewer than 5 clusters; of clusters with one group only none counts where groups vary inside."""
    while True:
        kept = rows
        if factor in WITHIN:
            kept = rows[rows.groupby("cluster")[factor].transform("nunique") > 1]
        sizes = kept.groupby(factor)["cluster"].nunique()
        small = sizes.index[sizes < MINIMUM_DOCUMENTS]
        if not len(small):
            return kept
        rows = kept[~kept[factor].isin(small)]


def _make_between(rows: pd.DataFrame, factor: str, generator: np.random.Generator) -> Test:
    """The observed statistic, and what draws it anew with whole clusters moved between the groups."""
    counts = rows.groupby([factor, "cluster"], sort=True)["present"].agg(["sum", "size"]).reset_index()
    hits, totals = counts["sum"].to_numpy(dtype=float), counts["size"].to_numpy(dtype=float)
    sizes = counts.groupby(factor, sort=True).size().to_numpy()
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    order = np.arange(len(hits))

    def draw(number: int) -> Numbers:
        orders = generator.permuted(np.tile(order, (number, 1)), axis=1)
        return compute_between(hits[orders], totals[orders], starts)

    return float(compute_between(hits[None], totals[None], starts)[0]), _draw_in_parts(draw, len(hits))


def compute_between(hits: Numbers, totals: Numbers, starts: Codes) -> Numbers:
    """Compute Welch's statistic with moderated variances; clusters over the last axis, a group from each start on."""
    clusters = np.diff(np.append(starts, hits.shape[-1])).astype(float)

    def add(values: Numbers) -> Numbers:
        return np.asarray(np.add.reduceat(values, starts, axis=-1))

    hit, total = add(hits), add(totals)
    share = hit / total
    squares = np.maximum(add(hits**2) - 2 * share * add(hits * totals) + share**2 * add(totals**2), 0.0)
    common = squares.sum(axis=-1, keepdims=True) / total.sum(axis=-1, keepdims=True)
    variances = clusters / (clusters - 1) * squares
    moderated = (clusters * variances + _PRIOR_DOCUMENTS * common * total) / (clusters + _PRIOR_DOCUMENTS)
    weight = total**2 / np.maximum(moderated, _TINY)
    mean = (weight * share).sum(axis=-1, keepdims=True) / weight.sum(axis=-1, keepdims=True)
    return np.asarray((weight * (share - mean) ** 2).sum(axis=-1))


def _make_within(rows: pd.DataFrame, factor: str, generator: np.random.Generator) -> Test:
    """The observed statistic, and what draws it anew with the groups dealt inside each cluster."""
    speakers = WITHIN[factor] == "speaker"
    keys = ["cluster", *([] if speakers else ["document"]), WITHIN[factor], factor]
    blocks = rows.groupby(keys, sort=True)["present"].agg(["sum", "size"]).reset_index()
    codes = pd.Categorical(blocks[factor]).codes.astype(np.intp)
    groups = int(codes.max()) + 1
    parts = []
    for places in blocks.groupby("cluster", sort=True).indices.values():
        hits, totals = (blocks[name].to_numpy(dtype=float)[places] for name in ("sum", "size"))
        # Where all or none of a cluster's statements have the frame, no dealing moves a hit.
        if 0 < hits.sum() < totals.sum():
            parts.append((hits, totals, codes[places]))
    if not parts:
        return 0.0, np.zeros
    deal = _deal_speakers if speakers else _deal_statements
    observed = np.stack(
        [_sum_blocks(hits - totals * hits.sum() / totals.sum(), labels, groups) for hits, totals, labels in parts]
    )

    def draw(number: int) -> Numbers:
        return compute_within(deal(parts, groups, number, generator))

    return float(compute_within(observed[None])[0]), _draw_in_parts(draw, len(parts) * groups)


def _draw_in_parts(draw: Draw, width: int) -> Draw:
    """Draw in parts of at most _PART numbers, of which a draw has so many."""
    size = max(1, _PART // width)

    def draw_all(number: int) -> Numbers:
        return np.concatenate([draw(min(size, number - start)) for start in range(0, number, size)])

    return draw_all


def _deal_speakers(parts: list[Part], groups: int, number: int, generator: np.random.Generator) -> Numbers:
    """Residuals by draw, cluster and group, the labels of each cluster dealt anew to its blocks."""
    dealt = []
    # Clusters with equally many blocks are dealt at once.
    for size in sorted({len(labels) for _, _, labels in parts}):
        alike = [part for part in parts if len(part[2]) == size]
        residuals = np.stack([hits - totals * hits.sum() / totals.sum() for hits, totals, _ in alike])
        labels = np.stack([labels for _, _, labels in alike])
        dealt.append(_sum_blocks(residuals, generator.permuted(np.tile(labels, (number, 1, 1)), axis=-1), groups))
    return np.concatenate(dealt, axis=1)


def _deal_statements(parts: list[Part], groups: int, number: int, generator: np.random.Generator) -> Numbers:
    """Residuals by draw, cluster and group: of single statements it matters only how many hits fall to each group."""
    dealt = np.empty((number, len(parts), groups))
    for place, (hits, _, labels) in enumerate(parts):
        sizes, found = np.bincount(labels, minlength=groups), int(hits.sum())
        drawn = generator.multivariate_hypergeometric(sizes, found, size=number, method="marginals")
        dealt[:, place] = drawn - found / len(labels) * sizes
    return dealt


def _sum_blocks(residuals: Numbers, labels: Codes, groups: int) -> Numbers:
    """Sums of residuals by group; blocks run over the last axis, which becomes that of the groups."""
    marks = np.eye(groups)
    return np.asarray(sum(marks[labels[..., block]] * residuals[..., block, None] for block in range(labels.shape[-1])))


def compute_within(residuals: Numbers) -> Numbers:
    """Compute the clustered statistic of general association; residuals run over draws, clusters and groups.

    The residuals of a cluster add to nothing, so the last group is left out. A share of 1e-9 of the variances is added
    to them, so that groups whose residuals are tied still have an inverse; the statistic does not depend on it.
    """
    parts = residuals[..., :-1]
    score = parts.sum(axis=1)
    spread = parts.transpose(0, 2, 1) @ parts
    ridge = _TINY * np.maximum(np.trace(spread, axis1=1, axis2=2), _TINY)
    spread = spread + ridge[:, None, None] * np.eye(score.shape[-1])
    # Rounded, so that permutations that are the same in exact numbers are the same here.
    return np.asarray(np.round((score * np.linalg.solve(spread, score[..., None])[..., 0]).sum(axis=-1), 7))

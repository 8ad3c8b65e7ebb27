"""Contrasts: differences between the shares of two groups, tested where the groups of their factor differ at all."""

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from research.compare.confirmation.matched_differences import INVERTED_TAILS, estimate_matched_difference
from research.compare.confirmation.sequential_draws import make_generator
from research.compare.contrast_sides import count_groups, find_factor, split_members
from research.compare.declared_contrasts import Contrast, Contrasts
from research.compare.intervals import FEW_CLUSTERS, Numbers
from research.compare.omnibus import (
    SUPPORTED,
    UNSUPPORTED,
    keep_tests,
    list_groups,
    split_samples,
)
from research.compare.permutation import (
    SIGNIFICANCE_LEVEL,
    adjust_p,
    compute_test_statistics,
    draw_permutations,
    draw_statistics,
    settle_p,
)
from research.compare.rows import check_rows
from research.compare.two_groups import TwoGroups, combine_intervals, find_clusters
from research.tables import (
    MINIMUM_DOCUMENTS,
    TOO_FEW,
    Fault,
    InputError,
    check_columns,
    check_number,
    count_sizes,
    hash_table,
    list_columns,
    returns_table,
)

COMBINED = "intervals of both shares joined"
# The smallest difference of interest, 5 points: an interval inside it on both sides shows that there is none so large.
EQUIVALENCE_MARGIN = 0.05
DECLARED, EXPLORATION = "declared", "exploration"
COUNTS = ("statements", "documents", "families", "speakers", "hits")
# Permutations of an inverted test.
INTERVAL_DRAWS = 3_999


@dataclass(frozen=True)
class _Limits:
    """The largest p that can be supported, the largest number of draws, and what the seeds are made of."""

    level: float
    draws: int
    seed: int
    sample: str


@returns_table("contrasts")
def measure_contrasts(
    rows: pd.DataFrame, contrasts: Contrasts, omnibus: pd.DataFrame, *, seed: int = 2026, draws: int = 99_999
) -> pd.DataFrame:
    """Measure the differences between two groups, and test those of the factors and frames whose groups differ.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames. Clusters are families where the rows have them, else documents. Where the rows have a
        column sample, each sample is measured apart. A contrast of mode uses coded rows alone (keep_coded).
    contrasts : Contrasts
        The declared contrasts, from read_contrasts.
    omnibus : DataFrame
        The table omnibus of the same rows, from test_factors, with its frames.
    seed : int
        Seed of the permutations, together with the names of sample, contrast and frame.
    draws : int
        The largest number of permutations; fewer are made where q is clearly above .05 (settle_p).

    Returns
    -------
    DataFrame
        The table contrasts, by sample: the declared contrasts in their order, then, of the factors that passed, every
        other pair of groups (origin: exploration), each by frame. For each of the groups a and b: statements,
        documents, families, speakers, hits and share (from 0 to 1); documents counts those of both groups once. Then

        - difference, between a and b with documents that have both compared with themselves (compute_test_statistics),
          with the ends of its 95 % interval; raw_difference, share_a - share_b, which is the same where no document has
          both; method names the interval: combined from those of the two shares (combine_intervals) where no cluster
          has both and each group has 15 or more, else an inverted permutation test
          (estimate_matched_difference);
        - opened, whether the factor's groups differ in this frame by the table omnibus. Only then there are p, of a
          studentised permutation test that exchanges whole clusters between the groups (exchange_unit says what), with
          its Monte Carlo standard error p_error and the number of draws; and q with n_tests, see Notes;
        - equivalent, whether the interval of the difference lies within 5 points of 0 on both sides, so that a
          difference of 5 points is ruled out (Lakens 2017), tested or not;
        - verdict: supported where q is at most 0.05; too few to say where a group has fewer than 5 clusters or no
          statement of either carries the frame; else not supported;
        - coder, where the rows are not gold's: these numbers are the coder's, with its errors (correct_contrasts
          corrects them).

    Raises
    ------
    InputError
        With every column and frame that the rows or omnibus do not have; where the rows are none, or draws or seed are
        out of bounds.

    Notes
    -----
    The tests are a hierarchy (Yekutieli 2008). The first stage are the m tests of omnibus, of which R pass. Below each
    that passes, its n_tests contrasts are a family, tested by Benjamini and Hochberg's procedure at the level
    .05 * R / m, which bounds the average rate of false discoveries over the families that were opened (Benjamini and
    Bogomolov 2014; Bogomolov et al. 2021). q is the adjusted p times m / R, so that it is compared with .05 itself.

    References
    ----------
    Benjamini, Y. and Bogomolov, M. (2014), Selective inference on multiple families of hypotheses. JRSS B 76, 297-318.

    Bogomolov, M., Peterson, C. B., Benjamini, Y. and Sabatti, C. (2021), Hypotheses on a tree: new error rates and
    testing strategies. Biometrika 108, 575-590.

    Lakens, D. (2017), Equivalence tests. Social Psychological and Personality Science 8, 355-362. (Two one-sided tests;
    with a 95 % interval each at 2.5 %.)

    Yekutieli, D. (2008), Hierarchical false discovery rate-controlling methodology. JASA 103, 309-316.
    """
    check_number(draws, where="measure_contrasts", field="draws", bounds=(1, 10_000_000))
    check_number(seed, where="measure_contrasts", field="seed", bounds=(0, 2**32 - 1))
    frames = _check_call(rows, contrasts, omnibus)
    asked = (repr(contrasts), hash_table(omnibus), str(seed), str(draws))
    return keep_tests("contrasts", rows, asked, lambda: _measure_all(rows, contrasts, omnibus, frames, (seed, draws)))


def _measure_all(
    rows: pd.DataFrame, contrasts: Contrasts, omnibus: pd.DataFrame, frames: list[str], asked: tuple[int, int]
) -> pd.DataFrame:
    """Measure and test the contrasts, given seed and draws."""
    seed, draws = asked
    records: list[dict[str, Any]] = []
    for sample, part in split_samples(rows[rows["frame"].isin(frames)]):
        tests = omnibus[omnibus["sample"] == sample]
        opened = tests[(tests["verdict"] == SUPPORTED) & tests["frame"].isin(frames)]
        limits = _Limits(_find_level(tests), draws, seed, sample)
        pairs = set(zip(opened["factor"], opened["frame"], strict=True))
        for origin, contrast in _list_contrasts(part, contrasts, {factor for factor, _ in pairs}):
            factor = find_factor(contrast.column)
            chosen = frames if origin == DECLARED else [frame for frame in frames if (factor, frame) in pairs]
            may_support = {frame: (factor, frame) in pairs for frame in chosen}
            header = {"sample": sample, "origin": origin}
            records += [header | row for row in _measure_contrast(part, contrast, may_support, limits)]
    if not records:
        return pd.DataFrame(columns=list_columns("contrasts"))
    table = _adjust(pd.DataFrame(records), omnibus)
    return table.assign(coder=rows["coder"].iloc[0]) if "coder" in rows.columns else table


def measure_untested(rows: pd.DataFrame, contrasts: Contrasts, *, seed: int) -> pd.DataFrame:
    """Measure the declared contrasts as measure_contrasts does, without a test: the table contrasts."""
    factors = sorted({find_factor(contrast.column) for contrast in contrasts.declared})
    samples = sorted(rows["sample"].unique()) if "sample" in rows.columns else [""]
    cells = list(itertools.product(samples, factors, sorted(rows["frame"].unique())))
    omnibus = pd.DataFrame(cells, columns=["sample", "factor", "frame"], dtype="str").assign(verdict=UNSUPPORTED)
    frames = _check_call(rows, contrasts, omnibus)
    return _measure_all(rows, contrasts, omnibus, frames, (seed, 0))


def _adjust(table: pd.DataFrame, omnibus: pd.DataFrame) -> pd.DataFrame:
    """Add q, within each opened factor and frame and scaled by the part of the first stage that passed, and verdict."""
    scale = {sample: SIGNIFICANCE_LEVEL / _find_level(tests) for sample, tests in omnibus.groupby("sample")}
    family = [table["sample"], table["column"].map(find_factor), table["frame"]]
    by_family = table.groupby(family)["p"]
    table["q"] = (by_family.transform(lambda p: adjust_p(p)) * table["sample"].map(scale)).clip(upper=1.0)
    table["n_tests"] = by_family.transform("count").astype(int)
    inside = (table["difference_low"] > -EQUIVALENCE_MARGIN) & (table["difference_high"] < EQUIVALENCE_MARGIN)
    table["equivalent"] = (table["method"] != TOO_FEW) & inside
    words = np.where(table["q"] <= SIGNIFICANCE_LEVEL, SUPPORTED, UNSUPPORTED)
    table["verdict"] = np.where(table["method"] != TOO_FEW, words, TOO_FEW)
    return table


def _find_level(omnibus: pd.DataFrame) -> float:
    """The level of the second stage: .05 times the part of the tests of the first that passed; .05 if none did."""
    passed, tested = (omnibus["verdict"] == SUPPORTED).sum(), (omnibus["verdict"] != TOO_FEW).sum()
    return float(SIGNIFICANCE_LEVEL * passed / tested) if passed else SIGNIFICANCE_LEVEL


def _check_call(rows: pd.DataFrame, contrasts: Contrasts, omnibus: pd.DataFrame) -> list[str]:
    """The frames that are measured, after every fault of the call was found."""
    check_rows(rows, where="measure_contrasts: rows")
    check_columns(omnibus, ["sample", "factor", "frame", "verdict"], where="measure_contrasts: omnibus")
    codes, tested = sorted(rows["frame"].unique()), sorted(omnibus["frame"].unique())
    columns, factors = ", ".join(rows.columns), sorted(omnibus["factor"].unique())
    faults = []
    for contrast in contrasts.declared:
        where = f"contrast {contrast.contrast}"
        if contrast.column not in rows.columns:
            faults.append(Fault(where, "column", repr(contrast.column), f"a column of the rows: {columns}"))
        elif find_factor(contrast.column) not in factors:
            expected = "a factor of the table omnibus: " + ", ".join(factors)
            faults.append(Fault(where, "column", repr(contrast.column), expected, "name it in factors of test_factors"))
    faults += [
        Fault("contrasts", "frames", repr(code), "frames of the rows and of omnibus: " + ", ".join(codes))
        for code in contrasts.frames or tested
        if code not in codes or code not in tested
    ]
    if rows.empty:
        faults.append(Fault("measure_contrasts", "rows", "none", "reported statements, from merge_frames"))
    if faults:
        raise InputError(faults)
    check_rows(rows, where="measure_contrasts: rows", groups=[contrast.column for contrast in contrasts.declared])
    return sorted(contrasts.frames or tested)


def _list_contrasts(rows: pd.DataFrame, contrasts: Contrasts, factors: set[str]) -> list[tuple[str, Contrast]]:
    """The declared contrasts, and every other pair of groups of the factors."""
    listed = [(DECLARED, contrast) for contrast in contrasts.declared]
    known = {(contrast.column, frozenset((contrast.a, contrast.b))) for contrast in contrasts.declared}
    for factor in sorted(factors):
        for a, b in itertools.combinations(list_groups(rows, factor), 2):
            if (factor, frozenset(((a,), (b,)))) not in known:
                pair = Contrast(f"{factor}: {a} - {b}", f"{a} against {b}", factor, (a,), (b,))
                listed.append((EXPLORATION, pair))
    return listed


def _measure_contrast(
    rows: pd.DataFrame, contrast: Contrast, frames: dict[str, bool], limits: _Limits
) -> list[dict[str, Any]]:
    """A row for each frame; a test for those that are opened."""
    members = split_members(rows[rows["frame"].isin(list(frames))], contrast)
    header = {"contrast": contrast.contrast, "label": contrast.label, "column": contrast.column}
    header |= {"a": "; ".join(contrast.a), "b": "; ".join(contrast.b)}
    groups = count_groups(members, list(frames))
    possible = min(int((part[0] > 0).sum()) for part in (groups.totals_a, groups.totals_b)) >= MINIMUM_DOCUMENTS
    unit = "families" if "family" in rows.columns else "documents"
    exchanged = f"{unit}; sides within {unit} that have both" if _find_matched(groups) else unit
    counts = _describe_groups(members, list(frames), groups)
    ends = _bound_differences(groups, limits, contrast) if possible else {}
    records = []
    for position, (frame, opened) in enumerate(frames.items()):
        pair = groups.select(position)
        row: dict[str, Any] = header | {"frame": frame, "opened": opened} | counts[position]
        if not possible or pair.hits_a.sum() + pair.hits_b.sum() == 0:
            records.append(row | _make_empty(possible))
            continue
        row |= _estimate(pair) | ends[position] | {"exchange_unit": exchanged}
        records.append(
            row | (_test(pair, f"{limits.sample} {contrast.contrast}", frame, limits) if opened else _make_untested())
        )
    return records


def _find_matched(groups: TwoGroups) -> bool:
    """Whether any cluster has statements in both groups."""
    return bool(((groups.totals_a > 0) & (groups.totals_b > 0)).any())


def _describe_groups(rows: pd.DataFrame, frames: list[str], groups: TwoGroups) -> list[dict[str, Any]]:
    """The counts of both groups in each frame."""
    sizes = count_sizes(rows, by=["frame", "group"]).to_dict("records")
    found = {(size["frame"], size["group"]): size for size in sizes}
    documents, none = {"documents": rows["document"].nunique()}, dict.fromkeys(COUNTS, 0)
    described = []
    for place, frame in enumerate(frames):
        row = dict(documents)
        for name, hits in (("a", groups.hits_a[place]), ("b", groups.hits_b[place])):
            size = found.get((frame, name), none) | {"hits": int(hits.sum())}
            row |= {f"{count}_{name}": size[count] for count in COUNTS}
        described.append(row)
    return described


def _make_empty(possible: bool) -> dict[str, Any]:
    """The numbers where a group has too few clusters, or where no statement has the frame and both shares are 0."""
    share = 0.0 if possible else np.nan
    names = ("difference", "difference_low", "difference_high", "raw_difference")
    blank: dict[str, Any] = {"share_a": share, "share_b": share, **dict.fromkeys(names, np.nan)}
    return blank | {"method": TOO_FEW, "exchange_unit": ""} | _make_untested()


def _make_untested() -> dict[str, Any]:
    return {"p": np.nan, "p_error": np.nan, "draws": 0}


def _estimate(groups: TwoGroups) -> dict[str, Any]:
    """Shares, the difference that is tested, and the raw one."""
    observed, _ = compute_test_statistics(groups, _observe(groups))
    a, b = (float(hits.sum() / totals.sum()) for hits, totals in groups.pair())
    return {"share_a": a, "share_b": b, "difference": float(observed[0]), "raw_difference": a - b}


def _bound_differences(groups: TwoGroups, limits: _Limits, contrast: Contrast) -> dict[int, dict[str, Any]]:
    """The ends of the intervals, for each frame with a hit by its place."""
    places = np.flatnonzero(groups.hits_a.sum(axis=-1) + groups.hits_b.sum(axis=-1))
    if not len(places):
        return {}
    chosen = groups.select(places)
    fewest = min(int(side.sum()) for side in find_clusters(groups))
    inverted = fewest < FEW_CLUSTERS or _find_matched(groups)
    if inverted:
        # The generator of test_hypotheses, so that both tables have the same interval of the same difference.
        generator = make_generator(limits.seed, contrast.contrast, "interval")
        labels = draw_permutations(groups, draws=INTERVAL_DRAWS, generator=generator)
        _, low, high = estimate_matched_difference(chosen, labels)
    else:
        low, high = combine_intervals(chosen)[0]
    method = INVERTED_TAILS if inverted else COMBINED
    parts = zip(low.tolist(), high.tolist(), strict=True)
    ends = [{"difference_low": bottom, "difference_high": top, "method": method} for bottom, top in parts]
    return dict(zip(places.tolist(), ends, strict=True))


def _observe(groups: TwoGroups) -> Numbers:
    return np.ones((1, groups.totals_a.shape[-1]))


def _test(groups: TwoGroups, name: str, frame: str, limits: _Limits) -> dict[str, Any]:
    generator = make_generator(limits.seed, name, frame)

    def draw(number: int) -> Numbers:
        return np.abs(draw_statistics(groups, draws=number, generator=generator))

    observed = float(np.abs(compute_test_statistics(groups, _observe(groups))[1][0]))
    p, error, made = settle_p(draw, observed, draws=limits.draws, level=limits.level)
    return {"p": p, "p_error": error, "draws": made}

"""Every claim under every combination of choices: difference, interval and permutation p of each specification.

Documents (families) are permuted by the same draws in all specifications of a contrast, so that the joint null
distribution of the specifications of a panel is known: the inference of Simonsohn, Simmons and Nelson 2020 (Nature
Human Behaviour 4:1208-1214), with whole documents permuted.
"""

import itertools
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from research.compare.declared_contrasts import Contrast, Contrasts, check_contrasts
from research.compare.intervals import FEW_CLUSTERS
from research.compare.multiverse.choices import CHOICES, Choices
from research.compare.omnibus import split_samples
from research.compare.permutation import (
    compute_p_value,
    compute_test_statistics,
    draw_permutations,
    invert_test,
    shift_difference,
)
from research.compare.rows import NATIONAL_GROUP, keep_coded
from research.compare.two_groups import TwoGroups, combine_intervals
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW, Fault, InputError, returns_table

COMBINED = "intervals of both shares joined"
INVERTED = "permutation test inverted"
CENTRAL = "central"
SIGNIFICANCE_LEVEL = 0.05
_SLACK = 1e-12
_EMPTY: dict[str, Any] = {"difference": np.nan, "low": np.nan, "high": np.nan, "method": TOO_FEW, "p": np.nan}
_KEY = ["document", "sentence"]

Numbers = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Statements:
    """The statements of one contrast as arrays.

    present: readings x frames x statements; framed: readings x statements; heads: whether the family is named after the
    document; pair: document and group, twice the number of the document, plus 1 in group b.
    """

    pair: Integers
    family: Integers
    speaker: Integers
    heads: Flags
    direct: Flags
    national: Flags
    complete: Flags
    present: Flags
    framed: Flags


@returns_table("specifications")
def measure_specifications(
    rows: pd.DataFrame,
    contrasts: Contrasts,
    *,
    choices: Choices = Choices(),  # noqa: B008 (frozen)
    seed: int = 2026,
    draws: int = 999,
) -> pd.DataFrame:
    """Measure every contrast and frame under every combination of choices.

    Parameters
    ----------
    rows : DataFrame
        Rows of stack_codings. Where they have a column sample, each sample is measured apart.
    contrasts : Contrasts
        The declared contrasts.
    choices : Choices
        The levels of each choice; the number of rows grows with the product of their numbers.
    seed : int
        Seed of the permutations, together with the name of the contrast.
    draws : int
        Number of permutations.

    Returns
    -------
    DataFrame
        The table specifications: the level of each choice, counts, and difference, low, high, method and p as in
        measure_contrasts (weights scaled to a mean of 1 in each group). A specification with fewer than 5 clusters in a
        group, or without a hit, has none: its method is too few to say. Shares of statements, of framed statements and
        of documents are different quantities, so the specifications of one base are a panel of their own: p_median is
        the part of the permutations whose median difference over all specifications of the panel is as far from 0 as
        the observed one; p_share the part in which as many specifications are significant in one direction. Both are
        the same in all rows of a claim's panel. A contrast is left out of a sample that has no statement of its groups.

    Raises
    ------
    InputError
        For columns, values, frames and readings that the rows do not have.

    Notes
    -----
    Left out are combinations that repeat an analysis or make none: weighting where documents are the base; other rules
    than include where no family has two documents; direct speech only for a contrast of modes. The first document of a
    family is the one it is named after, or the first by name where the other choices leave that one out. p_median uses
    the difference of compute_test_statistics, which compares a document in both groups with itself. All clusters of a
    contrast are permuted once for all specifications.

    References
    ----------
    Simonsohn, U., Simmons, J. P. and Nelson, L. D. (2020), Specification curve analysis. Nature Human Behaviour 4,
    1208-1214.

    Examples
    --------
    >>> measure_specifications(pd.DataFrame({"document": ["a"]}), Contrasts(()))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    measure_specifications: rows: found no codes, framed, complete, family, expected rows from stack_codings
    """
    readings, frames = _check_call(rows, contrasts, choices)
    chosen = rows[rows["frame"].isin(frames) & rows["codes"].isin(readings)]
    records: list[dict[str, Any]] = []
    for sample, part in split_samples(chosen):
        unique = not part.groupby("family")["document"].nunique().gt(1).any()
        for contrast in contrasts.declared:
            grid = _make_arrays(part, contrast, readings, frames)
            if grid is None:
                continue
            levels = _list_levels(choices, contrast, unique=unique)
            generator = np.random.default_rng([seed, zlib.crc32(contrast.contrast.encode())])
            names = (contrast, readings, frames)
            measured = _measure_contrast(grid, levels, names, draws=draws, generator=generator)
            records += [{"sample": sample} | row for row in measured]
    return pd.DataFrame(records)


def _check_call(rows: pd.DataFrame, contrasts: Contrasts, choices: Choices) -> tuple[list[str], list[str]]:
    where, added = "measure_specifications", ("codes", "framed", "complete", "family")
    if missing := [name for name in added if name not in rows.columns]:
        raise InputError([Fault(where, "rows", "no " + ", ".join(missing), "rows from stack_codings")])
    check_contrasts(contrasts, rows)
    codings = sorted(rows["codes"].unique())
    readings, frames = list(choices.codes or codings), sorted(contrasts.frames or rows["frame"].unique())
    faults = [
        Fault(where, "codes", repr(name), "readings of the rows: " + ", ".join(codings))
        for name in readings
        if name not in codings
    ]
    sizes = rows.drop_duplicates(["codes", *_KEY]).groupby("codes").size()
    if len(set(sizes)) > 1:
        given = ", ".join(f"{size} by {name}" for name, size in sizes.items())
        faults.append(Fault(where, "rows", given, "the same statements in all readings"))
    if not contrasts.declared:
        faults.append(Fault(where, "contrasts", "none", "one at least"))
    if faults:
        raise InputError(faults)
    return readings, frames


def _make_arrays(rows: pd.DataFrame, contrast: Contrast, readings: list[str], frames: list[str]) -> _Statements | None:
    """The statements of the contrast; None where there are none."""
    rows = keep_coded(rows) if contrast.column == "mode" else rows
    values = rows[contrast.column].astype("str")
    rows = rows[values.isin([*contrast.a, *contrast.b])]
    if rows.empty:
        return None
    grid_columns = pd.MultiIndex.from_product([readings, frames], names=["codes", "frame"])
    wide = rows.pivot(index=_KEY, columns=["codes", "frame"], values="present").sort_index()
    wide = wide.reindex(columns=grid_columns, fill_value=False).astype(bool)
    attributes = rows.drop_duplicates(_KEY).set_index(_KEY).loc[wide.index]
    framed = rows.drop_duplicates([*_KEY, "codes"]).pivot(index=_KEY, columns="codes", values="framed").loc[wide.index]
    document = pd.factorize(attributes.index.get_level_values("document"), sort=True)[0]
    on_b = attributes[contrast.column].astype("str").isin(contrast.b).to_numpy()
    names = attributes.index.get_level_values("document").to_numpy(dtype=str)
    speaker = pd.Series(names) + "\n" + attributes["speaker"].to_numpy()
    coded = (
        attributes["rule"].eq("coded").to_numpy()
        if "rule" in attributes.columns
        else np.ones(len(attributes), dtype=bool)
    )
    return _Statements(
        pair=2 * document + on_b,
        family=pd.factorize(attributes["family"], sort=True)[0],
        speaker=np.where(attributes["speaker"].eq(""), -1, pd.factorize(speaker)[0]),
        heads=(attributes["family"].to_numpy(dtype=str) == names),
        direct=attributes["mode"].eq("direct").to_numpy() & coded,
        national=attributes["office"].eq(CENTRAL).to_numpy() | attributes["island"].eq(NATIONAL_GROUP).to_numpy(),
        complete=attributes["complete"].to_numpy(dtype=bool),
        present=wide.to_numpy().T.reshape(len(readings), len(frames), len(wide)),
        framed=framed[readings].to_numpy(dtype=bool).T,
    )


def _list_levels(choices: Choices, contrast: Contrast, *, unique: bool) -> dict[str, tuple[str, ...]]:
    """The levels of each choice that apply to the contrast, codes aside."""
    levels = {name: getattr(choices, name) for name in CHOICES if name != "codes"}
    if unique:
        levels["duplicates"] = levels["duplicates"][:1]
    if contrast.column == "mode":
        levels["mode"] = ("all",)
    return levels


def _measure_contrast(
    grid: _Statements,
    levels: Mapping[str, tuple[str, ...]],
    names: tuple[Contrast, list[str], list[str]],
    *,
    draws: int,
    generator: np.random.Generator,
) -> list[dict[str, Any]]:
    contrast, readings, frames = names
    all_statements = np.ones(len(grid.pair), dtype=bool)
    unrestricted = _count_groups(
        grid, all_statements, np.ones((1, len(grid.pair)), dtype=bool), ("statements", "statements", "include")
    )
    labels = draw_permutations(unrestricted, draws=draws, generator=generator)
    records: list[list[dict[str, Any]]] = [[] for _ in frames]
    drawn: dict[str, list[list[tuple[Numbers, Numbers]]]] = {base: [[] for _ in frames] for base in levels["base"]}
    header = {"contrast": contrast.contrast, "label": contrast.label}
    for filters, keep in _filter_statements(grid, levels):
        for position, reading in enumerate(readings):
            for base, weighting in itertools.product(levels["base"], levels["weighting"]):
                # A document counts once where documents are counted, whatever the weighting.
                if base == "documents" and weighting != levels["weighting"][0]:
                    continue
                included = keep & grid.framed[position] if base == "framed" else keep
                rule = (base, weighting, filters["duplicates"])
                groups = _count_groups(grid, included, grid.present[position], rule)
                chosen = filters | {"codes": reading, "base": base, "weighting": weighting}
                sizes = _count_sizes(grid, included)
                for number, numbers in enumerate(_estimate(groups, labels, drawn[base])):
                    hits = {"hits": int((grid.present[position, number] & included).sum())}
                    records[number].append(header | {"frame": frames[number]} | chosen | sizes | hits | numbers)
    table = []
    for number, rows in enumerate(records):
        joint = {base: _test_jointly(statistics[number]) for base, statistics in drawn.items()}
        order = {name: {level: n for n, level in enumerate(levels.get(name, readings))} for name in CHOICES}
        rows.sort(key=lambda row: [order[name][row[name]] for name in CHOICES])
        table += [row | joint[row["base"]] for row in rows]
    return table


def _filter_statements(
    grid: _Statements, levels: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[dict[str, str], Flags]]:
    """The levels of mode, national, incomplete and duplicates, and which statements each combination keeps."""
    for mode, national, incomplete in itertools.product(levels["mode"], levels["national"], levels["incomplete"]):
        keep = np.ones(len(grid.pair), dtype=bool)
        keep &= grid.direct if mode == "direct" else True
        keep &= ~grid.national if national == "without" else True
        keep &= grid.complete if incomplete == "without" else True
        for rule in levels["duplicates"]:
            filters = {"mode": mode, "national": national, "incomplete": incomplete, "duplicates": rule}
            yield filters, keep & _find_first(grid, keep) if rule == "first" else keep


def _find_first(grid: _Statements, keep: Flags) -> Flags:
    """Mark the statements of the first document of each family among those kept."""
    document = grid.pair // 2
    rank = np.where(grid.heads, -1, document)
    first = np.full(grid.family.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, grid.family[keep], rank[keep])
    return np.asarray(rank == first[grid.family])


def _count_groups(grid: _Statements, keep: Flags, present: Flags, rule: tuple[str, str, str]) -> TwoGroups:
    """Weighted hits and totals by frame and family in each group; every family of the contrast has its column."""
    base, weighting, duplicates = rule
    pairs, families = int(grid.pair.max()) // 2 * 2 + 2, int(grid.family.max()) + 1
    totals = np.bincount(grid.pair[keep], minlength=pairs).astype(float)
    hits = np.stack([np.bincount(grid.pair[keep & carried], minlength=pairs) for carried in present]).astype(float)
    if base == "documents":
        hits, totals = (hits > 0).astype(float), (totals > 0).astype(float)
    counted = totals.reshape(-1, 2).sum(axis=0)
    family = np.zeros(pairs // 2, dtype=np.int64)
    family[grid.pair // 2] = grid.family
    weights = 1 / np.maximum(totals, 1) if weighting == "documents" else np.ones(pairs)
    if duplicates == "weighted":
        kept = totals.reshape(-1, 2).sum(axis=1) > 0
        weights = weights / np.repeat(np.maximum(np.bincount(family[kept], minlength=families)[family], 1), 2)
    hits, totals = hits * weights, totals * weights
    # A weighted total never exceeds the number counted.
    scale = np.tile(counted / np.maximum(totals.reshape(-1, 2).sum(axis=0), _SLACK), pairs // 2)
    parts = (hits * scale, np.broadcast_to(totals * scale, hits.shape))
    (hits_a, hits_b), (totals_a, totals_b) = ([_sum_families(part[:, n::2], family) for n in (0, 1)] for part in parts)
    return TwoGroups(hits_a, totals_a, hits_b, totals_b)


def _sum_families(values: Numbers, family: Integers) -> Numbers:
    sums = [np.bincount(family, row, minlength=int(family.max()) + 1) for row in values]
    return np.stack(sums).astype(float)


def _count_sizes(grid: _Statements, keep: Flags) -> dict[str, Any]:
    pairs = np.unique(grid.pair[keep])
    speakers = np.unique(grid.speaker[keep & (grid.speaker >= 0)])
    counts = {"statements": int(keep.sum()), "documents": len(np.unique(pairs // 2))}
    counts |= {"families": len(np.unique(grid.family[keep])), "speakers": len(speakers)}
    return counts | {"documents_a": int((pairs % 2 == 0).sum()), "documents_b": int((pairs % 2).sum())}


def _estimate(groups: TwoGroups, labels: Numbers, drawn: list[list[tuple[Numbers, Numbers]]]) -> list[dict[str, Any]]:
    """Difference, interval, method and p of each frame; adds the statistics of the permutations to drawn."""
    with_a, with_b = groups.totals_a[0] > 0, groups.totals_b[0] > 0
    records: list[dict[str, Any]] = [dict(_EMPTY) for _ in drawn]
    with_hits = np.flatnonzero((groups.hits_a + groups.hits_b).sum(axis=1) > 0)
    clusters = min(int(with_a.sum()), int(with_b.sum()))
    if clusters < MINIMUM_DOCUMENTS or not len(with_hits):
        return records
    occupied = with_a | with_b
    labels, selected = labels[:, occupied], groups.select((with_hits[:, None], np.flatnonzero(occupied)))
    shares_a, shares_b = (hits.sum(axis=-1) / totals.sum(axis=-1) for hits, totals in selected.pair())
    with np.errstate(divide="ignore", invalid="ignore"):
        differences, statistics = compute_test_statistics(selected, labels)
        lows, highs = combine_intervals(selected)[0]
        # A permutation that leaves a group empty counts as infinitely far from 0.
        differences, statistics = (np.where(np.isnan(part), np.inf, part) for part in (differences, statistics))
        chances = compute_p_value(statistics)
        for position, number in enumerate(with_hits):
            ends = (lows[position], highs[position])
            if clusters < FEW_CLUSTERS:
                sample, start = selected.select(position), float(differences[position, 0])
                ends = invert_test(sample, labels, shift_difference, start=start, ends=(-1.0, 1.0))
            row = {
                "difference": float(shares_a[position] - shares_b[position]),
                "low": float(ends[0]),
                "high": float(ends[1]),
            }
            records[number] = row | {
                "method": INVERTED if clusters < FEW_CLUSTERS else COMBINED,
                "p": float(chances[position]),
            }
            drawn[number].append((differences[position], statistics[position]))
    return records


def _test_jointly(drawn: list[tuple[Numbers, Numbers]]) -> dict[str, float]:
    """p of the median difference over the specifications of a panel, and of the share significant in one direction."""
    if not drawn:
        return {"p_median": np.nan, "p_share": np.nan}
    differences, statistics = (np.stack(part) for part in zip(*drawn, strict=True))
    medians = np.abs(np.median(differences, axis=0))
    # The p that each draw would have had, had it been the sample.
    chances = stats.rankdata(-np.abs(statistics), method="max", axis=1) / statistics.shape[1]
    significant = chances <= SIGNIFICANCE_LEVEL
    shares = np.maximum(*((significant & direction).mean(axis=0) for direction in (differences > 0, differences < 0)))
    return {
        "p_median": float((medians >= medians[0] - _SLACK).mean()),
        "p_share": float((shares >= shares[0] - _SLACK).mean()),
    }

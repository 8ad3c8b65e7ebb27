"""Every claim under every combination of choices: difference, interval and permutation p of each specification.

Documents (families) change sides by the same draws in all specifications of a contrast, so that what chance alone does
to all of them together is known too: the inference of Simonsohn, Simmons and Nelson 2020 (Nature Human Behaviour
4:1208-1214), with whole documents moved.
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
_NOTHING: dict[str, Any] = {"difference": np.nan, "low": np.nan, "high": np.nan, "method": TOO_FEW, "p": np.nan}
_KEY = ["document", "sentence"]

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Statements:
    """The statements of one contrast as arrays.

    present: readings x frames x statements; framed: readings x statements; heads: whether the document names its
    family; pair: document and side, twice the document's number and one more on side b.
    """

    pair: Whole
    family: Whole
    speaker: Whole
    heads: Truths
    direct: Truths
    national: Truths
    complete: Truths
    present: Truths
    framed: Truths


@returns_table("specifications")
def measure_specifications(
    rows: pd.DataFrame,
    contrasts: Contrasts,
    *,
    choices: Choices = Choices(),  # noqa: B008 (frozen)
    seed: int = 2026,
    draws: int = 999,
) -> pd.DataFrame:
    """Measure every contrast and frame under every combination of choices: the table specifications.

    rows comes from stack_codings; the number of rows of the table grows with the product of the choices' levels.
    Combinations left out, since they would count one analysis twice or make none: documents weighted alike where
    documents are the base; duplicates rules beside include where no family has two documents; direct speech alone for a
    contrast of modes. difference, low, high, method and p are those of compare.measure_contrasts (weights scaled to a
    mean of 1 a side), with the labels of all clusters of the contrast drawn once for all specifications. A side with
    under 5 clusters, or no hit on either, has none: too few to say. The first document of a family is the one that the
    family is named after, or where the other choices leave it out the alphabetically first.

    p_median is the part of the draws whose median difference over the specifications is as far from 0 as the observed
    one (the difference of compute_test_statistics, which compares a document on both sides with itself), p_share the
    part in which as many specifications are significant on one side of 0. Both are those of the claim, the same in all
    its rows. Raises InputError for columns, values, frames and readings that the rows do not have.

    >>> measure_specifications(pd.DataFrame({"document": ["a"]}), Contrasts(()))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    measure_specifications: rows: found no codes, framed, complete, family, expected rows from stack_codings
    """
    readings, frames = _check_call(rows, contrasts, choices)
    chosen = rows[rows["frame"].isin(frames) & rows["codes"].isin(readings)]
    alone = not chosen.groupby("family")["document"].nunique().gt(1).any()
    found: list[dict[str, Any]] = []
    for contrast in contrasts.declared:
        grid = _make_arrays(chosen, contrast, readings, frames)
        levels = _list_levels(choices, contrast, alone=alone)
        generator = np.random.default_rng([seed, zlib.crc32(contrast.contrast.encode())])
        found += _measure_contrast(grid, levels, (contrast, readings, frames), draws=draws, generator=generator)
    return pd.DataFrame(found)


def _check_call(rows: pd.DataFrame, contrasts: Contrasts, choices: Choices) -> tuple[list[str], list[str]]:
    where, added = "measure_specifications", ("codes", "framed", "complete", "family")
    if missing := [name for name in added if name not in rows.columns]:
        raise InputError([Fault(where, "rows", "no " + ", ".join(missing), "rows from stack_codings")])
    check_contrasts(contrasts, rows)
    known = sorted(set(rows["codes"]))
    readings, frames = list(choices.codes or known), sorted(contrasts.frames or set(rows["frame"]))
    faults = [
        Fault(where, "codes", repr(name), "readings of the rows: " + ", ".join(known))
        for name in readings
        if name not in known
    ]
    sizes = rows.drop_duplicates(["codes", *_KEY]).groupby("codes").size()
    if len(set(sizes)) > 1:
        found = ", ".join(f"{size} by {name}" for name, size in sizes.items())
        faults.append(Fault(where, "rows", found, "the same statements in all readings"))
    if not contrasts.declared:
        faults.append(Fault(where, "contrasts", "none", "one at least"))
    if faults:
        raise InputError(faults)
    return readings, frames


def _make_arrays(rows: pd.DataFrame, contrast: Contrast, readings: list[str], frames: list[str]) -> _Statements:
    rows = keep_coded(rows) if contrast.column == "mode" else rows
    values = rows[contrast.column].astype("str")
    rows = rows[values.isin([*contrast.a, *contrast.b])]
    places = pd.MultiIndex.from_product([readings, frames], names=["codes", "frame"])
    wide = rows.pivot(index=_KEY, columns=["codes", "frame"], values="present").sort_index()
    wide = wide.reindex(columns=places, fill_value=False).astype(bool)
    told = rows.drop_duplicates(_KEY).set_index(_KEY).loc[wide.index]
    framed = rows.drop_duplicates([*_KEY, "codes"]).pivot(index=_KEY, columns="codes", values="framed").loc[wide.index]
    document = pd.factorize(told.index.get_level_values("document"), sort=True)[0]
    on_b = told[contrast.column].astype("str").isin(contrast.b).to_numpy()
    names = told.index.get_level_values("document").to_numpy(dtype=str)
    speaker = pd.Series(names) + "\n" + told["speaker"].to_numpy()
    coded = told["rule"].eq("coded").to_numpy() if "rule" in told.columns else np.ones(len(told), dtype=bool)
    return _Statements(
        pair=2 * document + on_b,
        family=pd.factorize(told["family"], sort=True)[0],
        speaker=np.where(told["speaker"].eq(""), -1, pd.factorize(speaker)[0]),
        heads=(told["family"].to_numpy(dtype=str) == names),
        direct=told["mode"].eq("direct").to_numpy() & coded,
        national=told["office"].eq(CENTRAL).to_numpy() | told["island"].eq(NATIONAL_GROUP).to_numpy(),
        complete=told["complete"].to_numpy(dtype=bool),
        present=wide.to_numpy().T.reshape(len(readings), len(frames), len(wide)),
        framed=framed[readings].to_numpy(dtype=bool).T,
    )


def _list_levels(choices: Choices, contrast: Contrast, *, alone: bool) -> dict[str, tuple[str, ...]]:
    """The levels of each choice that make sense for the contrast, codes aside."""
    levels = {name: getattr(choices, name) for name in CHOICES if name != "codes"}
    if alone:
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
    everything = np.ones(len(grid.pair), dtype=bool)
    whole = _add_up(grid, everything, np.ones((1, len(grid.pair)), dtype=bool), ("statements", "statements", "include"))
    labels = draw_permutations(whole, draws=draws, generator=generator)
    found: list[list[dict[str, Any]]] = [[] for _ in frames]
    drawn: list[list[tuple[Numbers, Numbers]]] = [[] for _ in frames]
    head = {"contrast": contrast.contrast, "label": contrast.label}
    for picked, keep in _pick_statements(grid, levels):
        for place, reading in enumerate(readings):
            for base, weighting in itertools.product(levels["base"], levels["weighting"]):
                # A document counts once where documents are counted, whatever the weighting.
                if base == "documents" and weighting != levels["weighting"][0]:
                    continue
                own = keep & grid.framed[place] if base == "framed" else keep
                rule = (base, weighting, picked["duplicates"])
                sides = _add_up(grid, own, grid.present[place], rule)
                chosen = picked | {"codes": reading, "base": base, "weighting": weighting}
                sizes = _count_sizes(grid, own)
                for number, numbers in enumerate(_estimate(sides, labels, drawn)):
                    hits = {"hits": int((grid.present[place, number] & own).sum())}
                    found[number].append(head | {"frame": frames[number]} | chosen | sizes | hits | numbers)
    table = []
    for rows, statistics in zip(found, drawn, strict=True):
        joint = _test_jointly(statistics)
        order = {name: {level: n for n, level in enumerate(levels.get(name, readings))} for name in CHOICES}
        rows.sort(key=lambda row: [order[name][row[name]] for name in CHOICES])
        table += [row | joint for row in rows]
    return table


def _pick_statements(
    grid: _Statements, levels: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[dict[str, str], Truths]]:
    """The statements that mode, national and incomplete leave, and the duplicates rule; a row of truths for each."""
    for mode, national, incomplete in itertools.product(levels["mode"], levels["national"], levels["incomplete"]):
        keep = np.ones(len(grid.pair), dtype=bool)
        keep &= grid.direct if mode == "direct" else True
        keep &= ~grid.national if national == "without" else True
        keep &= grid.complete if incomplete == "without" else True
        for rule in levels["duplicates"]:
            picked = {"mode": mode, "national": national, "incomplete": incomplete, "duplicates": rule}
            yield picked, keep & _find_first(grid, keep) if rule == "first" else keep


def _find_first(grid: _Statements, keep: Truths) -> Truths:
    """Mark the statements of the first document of each family among those kept."""
    document = grid.pair // 2
    rank = np.where(grid.heads, -1, document)
    first = np.full(grid.family.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, grid.family[keep], rank[keep])
    return np.asarray(rank == first[grid.family])


def _add_up(grid: _Statements, keep: Truths, present: Truths, rule: tuple[str, str, str]) -> TwoGroups:
    """Weighted hits and totals by frame and family on either side; every family of the contrast has its column."""
    base, weighting, duplicates = rule
    pairs, families = int(grid.pair.max()) // 2 * 2 + 2, int(grid.family.max()) + 1
    totals = np.bincount(grid.pair[keep], minlength=pairs).astype(float)
    hits = np.stack([np.bincount(grid.pair[keep & own], minlength=pairs) for own in present]).astype(float)
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
    # A weighted total is never more than what was counted.
    scale = np.tile(counted / np.maximum(totals.reshape(-1, 2).sum(axis=0), _SLACK), pairs // 2)
    parts = (hits * scale, np.broadcast_to(totals * scale, hits.shape))
    (hits_a, hits_b), (totals_a, totals_b) = ([_sum_families(part[:, n::2], family) for n in (0, 1)] for part in parts)
    return TwoGroups(hits_a, totals_a, hits_b, totals_b)


def _sum_families(values: Numbers, family: Whole) -> Numbers:
    sums = [np.bincount(family, row, minlength=int(family.max()) + 1) for row in values]
    return np.stack(sums).astype(float)


def _count_sizes(grid: _Statements, keep: Truths) -> dict[str, Any]:
    pairs = np.unique(grid.pair[keep])
    speakers = np.unique(grid.speaker[keep & (grid.speaker >= 0)])
    counts = {"statements": int(keep.sum()), "documents": len(np.unique(pairs // 2))}
    counts |= {"families": len(np.unique(grid.family[keep])), "speakers": len(speakers)}
    return counts | {"documents_a": int((pairs % 2 == 0).sum()), "documents_b": int((pairs % 2).sum())}


def _estimate(sides: TwoGroups, labels: Numbers, drawn: list[list[tuple[Numbers, Numbers]]]) -> list[dict[str, Any]]:
    """Difference, interval, method and p of each frame; what the draws give is added to drawn."""
    with_a, with_b = sides.totals_a[0] > 0, sides.totals_b[0] > 0
    found: list[dict[str, Any]] = [dict(_NOTHING) for _ in drawn]
    told = np.flatnonzero((sides.hits_a + sides.hits_b).sum(axis=1) > 0)
    clusters = min(int(with_a.sum()), int(with_b.sum()))
    if clusters < MINIMUM_DOCUMENTS or not len(told):
        return found
    there = with_a | with_b
    labels, own = labels[:, there], sides.select((told[:, None], np.flatnonzero(there)))
    shares_a, shares_b = (hits.sum(axis=-1) / totals.sum(axis=-1) for hits, totals in own.pair())
    with np.errstate(divide="ignore", invalid="ignore"):
        moved, statistics = compute_test_statistics(own, labels)
        lows, highs = combine_intervals(own)[0]
        # A draw that leaves a side empty counts as one that is as far from 0 as can be.
        moved, statistics = (np.where(np.isnan(part), np.inf, part) for part in (moved, statistics))
        chances = compute_p_value(statistics)
        for place, number in enumerate(told):
            ends = (lows[place], highs[place])
            if clusters < FEW_CLUSTERS:
                one, start = own.select(place), float(moved[place, 0])
                ends = invert_test(one, labels, shift_difference, start=start, ends=(-1.0, 1.0))
            row = {
                "difference": float(shares_a[place] - shares_b[place]),
                "low": float(ends[0]),
                "high": float(ends[1]),
            }
            found[number] = row | {
                "method": INVERTED if clusters < FEW_CLUSTERS else COMBINED,
                "p": float(chances[place]),
            }
            drawn[number].append((moved[place], statistics[place]))
    return found


def _test_jointly(drawn: list[tuple[Numbers, Numbers]]) -> dict[str, float]:
    """p of the median difference over all specifications, and of the share of them that is significant on one side."""
    if not drawn:
        return {"p_median": np.nan, "p_share": np.nan}
    differences, statistics = (np.stack(part) for part in zip(*drawn, strict=True))
    medians = np.abs(np.median(differences, axis=0))
    # The p that each draw would have had, had it been the sample.
    chances = stats.rankdata(-np.abs(statistics), method="max", axis=1) / statistics.shape[1]
    significant = chances <= SIGNIFICANCE_LEVEL
    shares = np.maximum(*((significant & side).mean(axis=0) for side in (differences > 0, differences < 0)))
    return {
        "p_median": float((medians >= medians[0] - _SLACK).mean()),
        "p_share": float((shares >= shares[0] - _SLACK).mean()),
    }

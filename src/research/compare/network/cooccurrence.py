"""Co-occurrence of frames within statements, speakers or documents, compared with chance.

The null distributions are exact. Within statements, the sequence of one frame over the statements of a document is
rotated against that of the other: each of the n rotations is equally likely, which keeps the number of statements with
each frame and their order. The expected number with both is the sum over documents of n_a n_b / n. Documents of one
family are rotated together, families are independent. Within speakers and documents, the second frame is permuted among
units with as many statements (thirds of the units by number of statements, since longer units carry more of every
frame): in each third the number of units with both frames is hypergeometric. The distribution of the sum is the
convolution of its parts. Two frames that occur in the same part of every document also count as co-occurring.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

from research.compare.network.fixed_margins import DRAWS, count_together, draw_fixed_margins
from research.compare.network.statement_frames import UNIT, check_choice, pivot_frames
from research.compare.omnibus import split_samples
from research.compare.permutation import adjust_p
from research.tables import (
    COOCCURRENCE_UNITS,
    TOO_FEW,
    Fault,
    InputError,
    check_columns,
    count_sizes,
    hash_code,
    hash_table,
    keep_tables,
    list_columns,
    make_key,
    returns_table,
)

MINIMUM_UNITS = 5
EXCHANGED = {
    "statement": "turned within documents, exact",
    "speaker": "moved among speakers of as many statements, exact",
    "document": "moved among documents of as many statements, exact",
}
_PARTS = 3
_SLACK = 1e-9
_BASES = ("statements", "documents", "families", "speakers")
_EMPTY = {"null_low": None, "null_high": None} | dict.fromkeys(["ratio", "low", "high", "p", "p_kept"], np.nan)

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.int64]


@returns_table("cooccurrence")
def measure_cooccurrence(
    rows: pd.DataFrame, *, frames: Sequence[str], unit: str | Sequence[str] = "statement", seed: int = 2026
) -> pd.DataFrame:
    """Measure how often every two frames occur together within a statement, a speaker or a document.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames. Where they have a column sample, each sample is measured apart. Where they have families,
        only the first document of each family counts for speakers and documents.
    frames : sequence of str
        Codes of the frames, in the order of the table.
    unit : str or sequence of str
        statement, speaker or document; several give their tables one under the other. A speaker is a name; statements
        without one are left out.
    seed : int
        Seed of the draws in which each unit keeps its number of frames.

    Returns
    -------
    DataFrame
        The table cooccurrence, a row for each sample, unit and pair: the numbers of statements, documents, families and
        speakers (a name in one document each), of units with any frame (carrying) and with several, the number of units
        with both frames, its expectation under the null distribution with the middle 95 % of that (null_low to
        null_high), the ratio of both numbers with its 95 % interval (low, high), p (twice the smaller tail) and q (over
        all rows of the sample). Where fewer than 5 documents or speakers carry one of the two frames, or could carry
        both, only the counts are given.

        expected_kept, p_kept and q_kept are the same under a second null distribution, in which each unit also keeps
        the number of different frames that it carries. It says what the cutting into units does by itself: where most
        sentences carry one frame at most, no two frames can stand together often.

    Raises
    ------
    InputError
        For an unknown unit or frame, for missing columns, and for the unit speaker where no speaker has a name.

    Notes
    -----
    The interval is that of a Poisson count (Garwood 1936, Biometrika 28, 437-442) with the effective count that the
    variance between families of documents gives (as Korn and Graubard 1998, Survey Methodology 24, 193-201, do for
    shares), the expectation computed anew without each family; so it holds where the two never stand together too. q is
    the false discovery rate of Benjamini and Hochberg (1995, JRSS B 57, 289-300). The second null distribution is the
    one with fixed rows and columns of Connor and Simberloff (1979, Ecology 60, 1132-1140), drawn within documents for
    statements and within thirds for speakers and documents.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": [f"d{i}" for i in range(6) for _ in range(4)] * 2,
    ...                      "sentence": [1, 2, 3, 4] * 12, "frame": ["a"] * 24 + ["b"] * 24, "speaker": "X",
    ...                      "present": [True, False, False, False] * 12})
    >>> table = measure_cooccurrence(rows, frames=["a", "b"])
    >>> table[["observed", "expected", "ratio"]].values.tolist(), round(float(table["p"].item()), 6)
    ([[6.0, 1.5, 4.0]], 0.000488)
    >>> table[["carrying", "several", "expected_kept"]].values.tolist()
    [[6.0, 6.0, 6.0]]
    """
    check_columns(rows, ["document"], where="table rows")
    units = [unit] if isinstance(unit, str) else list(unit)
    for name in units:
        check_choice("measure_cooccurrence", "within", name, COOCCURRENCE_UNITS)
    columns = ["speaker", *(name for name in ("family",) if name in rows.columns)]
    parts = []
    for sample, members in split_samples(rows):
        wide = pivot_frames(members, frames, columns)
        if len(frames) < 2:
            continue
        code = (hash_code("compare"), scipy.__version__)
        key = make_key(*code, hash_table(wide.reset_index()), *frames, "", *units, str(seed))
        measure = partial(_measure_units, wide, frames, units, seed)
        parts += [table.assign(sample=sample) for table in keep_tables("cooccurrence", key, measure)]
    # One frame makes no pair.
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list_columns("cooccurrence"))


def _measure_units(wide: pd.DataFrame, frames: Sequence[str], units: Sequence[str], seed: int) -> list[pd.DataFrame]:
    table = pd.concat([_measure_unit(wide, frames, name, seed) for name in units], ignore_index=True)
    return [table.assign(q=adjust_p(table["p"]), q_kept=adjust_p(table["p_kept"]))]


@dataclass(frozen=True)
class _Units:
    """Statements sorted by unit, and the stratum of each unit.

    present: statements x frames; family: of each statement; starts: the first statement of each unit.
    """

    present: Flags
    family: Flags
    starts: Flags
    strata: Flags

    def carry(self, counted: Flags) -> Flags:
        """Which unit carries which frame in the statements counted (1 or 0 each): units x frames."""
        return (np.add.reduceat(self.present * counted[:, None], self.starts) > 0).astype(np.int64)

    def compare(self, counted: Flags) -> tuple[Numbers, Numbers]:
        """Units with both frames and their expectation, frames x frames, in the statements counted."""
        carried = self.carry(counted).astype(float)
        sizes = np.bincount(self.strata, np.add.reduceat(counted, self.starts) > 0)
        sums = np.stack([np.bincount(self.strata, column) for column in carried.T])
        return carried.T @ carried, (sums / np.maximum(sizes, 1)) @ sums.T


def _make_units(wide: pd.DataFrame, frames: Sequence[str], within: str) -> _Units:
    unit = UNIT if within == "statement" else [within]
    wide = wide.sort_values([*unit, *UNIT], ignore_index=True)
    starts = np.flatnonzero(~wide.duplicated(unit).to_numpy())
    document = pd.factorize(wide["document"])[0]
    sizes = np.diff([*starts, len(wide)])
    return _Units(
        present=wide[list(frames)].to_numpy(dtype=np.int64),
        family=pd.factorize(wide["family" if "family" in wide else "document"])[0],
        starts=starts,
        strata=document if within == "statement" else _split_sizes(sizes),
    )


def _measure_unit(wide: pd.DataFrame, frames: Sequence[str], within: str, seed: int) -> pd.DataFrame:
    """The rows of one unit, q aside."""
    if "family" in wide and within != "statement":
        wide = wide[wide["document"] == wide.groupby("family")["document"].transform("min")]
    if within == "speaker":
        wide = wide[wide["speaker"] != ""]
    if wide.empty:
        raise InputError([Fault("table rows", within, "none", f"a {within} at least", "measure another unit")])
    units = _make_units(wide, frames, within)
    everything = np.ones(len(wide), dtype=np.int64)
    carried, compared = units.carry(everything), units.compare(everything)
    drawn = draw_fixed_margins(carried > 0, units.strata, seed=seed)
    parts = [units.compare((units.family != family).astype(np.int64)) for family in np.unique(units.family)]
    left_out = np.stack([part[0] for part in parts]), np.stack([part[1] for part in parts])
    total = count_sizes(wide.assign(group=True), by=["group"])[list(_BASES)].sum()
    size = {name: int(total[name]) for name in _BASES}
    size |= {"units": len(carried), "carrying": int(carried.any(axis=1).sum())}
    size |= {"several": int((carried.sum(axis=1) > 1).sum())}
    records = []
    for a, b in itertools.combinations(range(len(frames)), 2):
        observed, expected = int(compared[0][a, b]), float(compared[1][a, b])
        together = count_together(drawn, a, b)
        row: dict[str, Any] = {"frame_a": frames[a], "frame_b": frames[b], "within": within} | size
        row |= {"count_a": int(carried[:, a].sum()), "count_b": int(carried[:, b].sum())}
        row |= {"observed": observed, "expected": expected, "expected_kept": float(together.mean())}
        row |= _EMPTY | {"method": TOO_FEW}
        if _count_possible(units, (a, b), carried, within) >= MINIMUM_UNITS:
            chance = _combine(_list_chances(units, (a, b), carried, within))
            low, high = _bound_ratio(observed, expected, *(part[:, a, b] for part in left_out))
            row |= {"ratio": observed / expected, "low": low, "high": high, "method": EXCHANGED[within]}
            row |= _describe_chance(chance, observed) | {"p_kept": _estimate_p(together, observed)}
        records.append(row)
    return pd.DataFrame(records)


def _count_possible(units: _Units, pair: tuple[int, int], carried: Flags, within: str) -> int:
    """The least of: documents (or speakers) with the one frame, with the other, and those that could carry both."""
    if within == "statement":
        both = np.stack([np.bincount(units.strata, carried[:, frame]) > 0 for frame in pair])
        return int(both.all(axis=0).sum())
    return int(carried[:, list(pair)].sum(axis=0).min())


def _list_chances(units: _Units, pair: tuple[int, int], carried: Flags, within: str) -> list[Numbers]:
    """The null distribution of the number with both, in parts that are independent of each other."""
    first, second = carried[:, pair[0]], carried[:, pair[1]]
    if within != "statement":
        return [_permute_units(first[units.strata == s], second[units.strata == s]) for s in range(_PARTS)]
    documents: dict[int, list[tuple[Flags, Flags]]] = {}
    for stratum in np.unique(units.strata):
        here = np.flatnonzero(units.strata == stratum)
        documents.setdefault(int(units.family[here[0]]), []).append((first[here], second[here]))
    return [_rotate(family) for family in documents.values()]


def _describe_chance(chance: Numbers, observed: int) -> dict[str, Any]:
    below = np.cumsum(chance)
    ends = {"null_low": int(np.searchsorted(below, 0.025)), "null_high": int(np.searchsorted(below, 0.975))}
    return ends | {"p": _compute_two_sided_p(chance, observed)}


def _compute_two_sided_p(chance: Numbers, together: int) -> float:
    """Twice the smaller tail of the null distribution at the number with both, at most 1."""
    return min(1.0, 2 * min(float(chance[: together + 1].sum()), float(chance[together:].sum())))


def _estimate_p(drawn: Flags, observed: int) -> float:
    """Twice the smaller tail of the draws, the observed number among them, at most 1."""
    fewest = min(int((drawn <= observed).sum()), int((drawn >= observed).sum()))
    return min(1.0, 2 * (1 + fewest) / (1 + DRAWS))


def _rotate(documents: Sequence[tuple[Flags, Flags]]) -> Numbers:
    """The distribution of the number with both where second sequences are rotated, those of one family together.

    The documents of a family turn by the same part of their length, so that copies stay copies; each rotation of each
    document is as likely as any other.
    """
    borders = np.unique(np.concatenate([np.arange(len(first) + 1) / len(first) for first, _ in documents]))
    middles = (borders[:-1] + borders[1:]) / 2
    counts = np.zeros(len(middles), dtype=np.int64)
    for first, second in documents:
        turned = np.array([int((first * np.roll(second, shift)).sum()) for shift in range(len(first))])
        counts += turned[(middles * len(first)).astype(np.int64)]
    return np.asarray(np.bincount(counts, np.diff(borders)), dtype=float)


def _permute_units(first: Flags, second: Flags) -> Numbers:
    """The distribution of the number with both where the second frame is permuted among units: hypergeometric."""
    if not len(first):
        return np.ones(1)
    most = int(min(first.sum(), second.sum()))
    probabilities = scipy.stats.hypergeom.pmf(np.arange(most + 1), len(first), int(first.sum()), int(second.sum()))
    return np.asarray(probabilities, dtype=float)


def _combine(parts: Iterable[Numbers]) -> Numbers:
    """The distribution of the sum of independent counts."""
    total: Numbers = np.ones(1)
    for part in parts:
        total = np.convolve(total, part)
    return total


def _split_sizes(sizes: npt.NDArray[np.int64]) -> Flags:
    """Split units into thirds by their number of statements; equal numbers stay together."""
    borders = np.quantile(sizes, [1 / _PARTS, 2 / _PARTS])
    return np.searchsorted(borders, sizes, side="left").astype(np.int64)


def _bound_ratio(observed: float, expected: float, tops: Numbers, bottoms: Numbers) -> tuple[float, float]:
    """The interval of observed over expected, from both numbers without each family."""
    ratio = observed / expected
    together, chance = observed - tops, expected - bottoms
    # Families in which the two frames can't meet add nothing to the variance and no degree of freedom.
    clusters = int(((together > 0) | (np.abs(chance) > _SLACK)).sum())
    variance = clusters / (clusters - 1) * float(((together - ratio * chance) ** 2).sum())
    count = 0.0
    if observed and variance > _SLACK:
        count = observed**2 / variance * (scipy.stats.norm.ppf(0.975) / scipy.stats.t.ppf(0.975, clusters - 1)) ** 2
    elif observed:
        return ratio, ratio
    high = float(scipy.stats.chi2.ppf(0.975, 2 * count + 2)) / 2
    if not count:
        return 0.0, high / expected
    return ratio * float(scipy.stats.chi2.ppf(0.025, 2 * count)) / 2 / count, ratio * high / count

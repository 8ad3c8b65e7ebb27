"""Frames that stand together in a statement, or in all that a speaker or a document says, against chance.

Chance is exact, not drawn. Within statements, the run of one frame over the statements of a document is turned against
that of the other, as a ring: each of the n turns is as likely, the number of statements with each frame and the way
they lie side by side stay as they are, and documents are independent. Within speakers and documents, which units carry
the second frame is moved among units of as many statements (thirds of the units by their number of statements, since
who says more says more of everything): in each third the number with both is hypergeometric. The distribution of the
sum is the convolution of its parts. What places two frames in the same part of every document counts as together.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from research.compare.network.statement_frames import UNIT, check_choice, pivot_frames
from research.compare.permutation import adjust_p
from research.tables import COOCCURRENCE_UNITS, TOO_FEW, check_columns, count_sizes, returns_table

MINIMUM_UNITS = 5
EXCHANGED = {
    "statement": "turned within documents, exact",
    "speaker": "moved among speakers of as many statements, exact",
    "document": "moved among documents of as many statements, exact",
}
_PARTS = 3
_BASES = ("statements", "documents", "families", "speakers")

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.int64]


@returns_table("cooccurrence")
def measure_cooccurrence(
    rows: pd.DataFrame, *, frames: Sequence[str], unit: str | Sequence[str] = "statement"
) -> pd.DataFrame:
    """Measure how often every two frames stand together within a statement, a speaker or a document.

    rows comes from compare.merge_frames; several units give their tables one under the other.

    Where rows have a column family, only the first document of each family counts, so
    that a release printed ten times is one. A speaker is a name; statements without one are left out. Returns the table
    cooccurrence in the order of frames: what counts (statements, documents, families, speakers, these a name in one
    document each), together and what chance would give (expected, with 95 % of chance from chance_low to chance_high),
    their ratio with its interval, which is a jackknife over documents (or speakers) on the logarithm with t of G - 1
    degrees of freedom, p (twice the smaller tail of chance) and q (Benjamini and Hochberg 1995, over the pairs of the
    table). Where fewer than 5 documents or speakers carry one of the two, or could carry both, the counts stand alone.
    Raises InputError.

    >>> rows = pd.DataFrame({"document": [f"d{i}" for i in range(6) for _ in range(4)] * 2,
    ...                      "sentence": [1, 2, 3, 4] * 12, "frame": ["a"] * 24 + ["b"] * 24, "speaker": "X",
    ...                      "present": [True, False, False, False] * 12})
    >>> found = measure_cooccurrence(rows, frames=["a", "b"])
    >>> found[["together", "expected", "ratio"]].values.tolist(), round(float(found["p"].item()), 6)
    ([[6.0, 1.5, 4.0]], 0.000488)
    """
    if not isinstance(unit, str):
        parts = [measure_cooccurrence(rows, frames=frames, unit=one) for one in unit]
        return pd.concat(parts, ignore_index=True)
    check_choice("measure_cooccurrence", "within", unit, COOCCURRENCE_UNITS)
    check_columns(rows, ["document"], where="table rows")
    columns = ["speaker", *(["family"] if "family" in rows.columns else [])]
    wide = pivot_frames(rows, frames, columns).sort_values(UNIT, ignore_index=True)
    if "family" in wide:
        wide = wide[wide["document"] == wide.groupby("family")["document"].transform("min")]
    if unit == "speaker":
        wide = wide[wide["speaker"] != ""]
    key = "speaker" if unit == "speaker" else "document"
    table = pd.DataFrame(
        [
            {"frame_a": one, "frame_b": other, "within": unit} | _measure_pair(wide, (one, other), unit, key)
            for place, one in enumerate(frames)
            for other in list(frames)[place + 1 :]
        ]
    )
    whole = count_sizes(wide.assign(whole=True), by=["whole"])[list(_BASES)].sum().astype("int64")
    table = table.assign(**{name: whole[name] for name in _BASES})
    table["q"] = adjust_p(table["p"])
    return table


def _measure_pair(wide: pd.DataFrame, pair: tuple[str, str], within: str, key: str) -> dict[str, object]:
    grouped = wide.groupby(key, sort=True)
    carried = grouped[list(pair)].any()
    if within == "statement":
        parts = [
            (part[pair[0]].to_numpy(dtype=np.int64), part[pair[1]].to_numpy(dtype=np.int64)) for _, part in grouped
        ]
        first, second = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
        chance = _combine(_turn(one, other) for one, other in parts)
        observed, expected = _tell_parts(parts)
        able = int((expected > 0).sum())
        ratios = _leave_parts_out(observed, expected)
    else:
        first, second = carried[pair[0]].to_numpy(dtype=np.int64), carried[pair[1]].to_numpy(dtype=np.int64)
        strata = _split_sizes(np.asarray(grouped.size(), dtype=np.int64))
        chance = _combine(_mix(first[strata == s], second[strata == s]) for s in range(_PARTS))
        able = len(first)
        ratios = _leave_units_out(first, second, strata)
    together, mean = int((first * second).sum()), float(chance @ np.arange(len(chance)))
    row: dict[str, object] = {"units": len(first), "together": together}
    row |= {"with_a": int(first.sum()), "with_b": int(second.sum()), "expected": mean}
    empty = {"chance_low": None, "chance_high": None, **dict.fromkeys(["ratio", "low", "high", "p"], np.nan)}
    if min(int(carried[pair[0]].sum()), int(carried[pair[1]].sum()), able) < MINIMUM_UNITS:
        return row | empty | {"method": TOO_FEW}
    below = np.cumsum(chance)
    low, high = _bound_ratio(together / mean, ratios)
    row |= {"chance_low": int(np.searchsorted(below, 0.025)), "chance_high": int(np.searchsorted(below, 0.975))}
    p = _find_tails(chance, together)
    return row | {"ratio": together / mean, "low": low, "high": high, "p": p, "method": EXCHANGED[within]}


def _find_tails(chance: Numbers, together: int) -> float:
    """Twice the smaller tail of chance at the number with both, at most 1."""
    return min(1.0, 2 * min(float(chance[: together + 1].sum()), float(chance[together:].sum())))


def _turn(one: Flags, other: Flags) -> Numbers:
    """The distribution of the number with both where other is turned against one, each turn as likely."""
    counts = [int((one * np.roll(other, turn)).sum()) for turn in range(len(one))]
    found: Numbers = np.bincount(counts) / len(one)
    return found


def _mix(one: Flags, other: Flags) -> Numbers:
    """The distribution of the number with both where other is moved among the units: hypergeometric."""
    if not len(one):
        return np.ones(1)
    most = int(min(one.sum(), other.sum()))
    found = stats.hypergeom.pmf(np.arange(most + 1), len(one), int(one.sum()), int(other.sum()))
    return np.asarray(found, dtype=float)


def _combine(parts: Iterable[Numbers]) -> Numbers:
    """The distribution of the sum of independent counts."""
    whole: Numbers = np.ones(1)
    for part in parts:
        whole = np.convolve(whole, part)
    return whole


def _tell_parts(parts: Sequence[tuple[Flags, Flags]]) -> tuple[Numbers, Numbers]:
    observed = np.array([float((one * other).sum()) for one, other in parts])
    expected = np.array([float(one.sum() * other.sum()) / len(one) for one, other in parts])
    return observed, expected


def _leave_parts_out(observed: Numbers, expected: Numbers) -> Numbers:
    able = expected > 0
    top, bottom = observed.sum() - observed[able], expected.sum() - expected[able]
    ratios: Numbers = np.divide(top, bottom, out=np.zeros(len(top)), where=bottom > 0)
    return ratios


def _leave_units_out(first: Flags, second: Flags, strata: Flags) -> Numbers:
    """The ratio of together to expected without each unit in turn."""
    sizes, with_a, with_b = (np.bincount(strata, values, minlength=_PARTS) for values in (None, first, second))
    whole = np.divide(with_a * with_b, sizes, out=np.zeros(_PARTS), where=sizes > 0)
    own = (with_a[strata] - first) * (with_b[strata] - second)
    rest = sizes[strata] - 1
    part = np.divide(own, rest, out=np.zeros(len(first)), where=rest > 0)
    bottom = whole.sum() - whole[strata] + part
    top = (first * second).sum() - first * second
    ratios: Numbers = np.divide(top, bottom, out=np.zeros(len(first)), where=bottom > 0)
    return ratios


def _split_sizes(sizes: npt.NDArray[np.int64]) -> Flags:
    """Part units into thirds by their number of statements; equal numbers stay together."""
    borders = np.quantile(sizes, [1 / _PARTS, 2 / _PARTS])
    return np.searchsorted(borders, sizes, side="left").astype(np.int64)


def _bound_ratio(ratio: float, left_out: Numbers) -> tuple[float, float]:
    """The interval of a ratio by the jackknife on its logarithm; empty where a ratio without one cluster is 0."""
    if ratio <= 0 or not (left_out > 0).all():
        return np.nan, np.nan
    logs, clusters = np.log(left_out), len(left_out)
    error = np.sqrt((clusters - 1) / clusters * ((logs - logs.mean()) ** 2).sum())
    reach = stats.t.ppf(0.975, clusters - 1) * error
    return float(ratio * np.exp(-reach)), float(ratio * np.exp(reach))

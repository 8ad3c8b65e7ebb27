"""Co-occurrence of frames within statements, speakers or documents, compared with chance.

The null distributions are exact. Within statements, the sequence of one frame over the statements of a document is
rotated against that of the other: each of the n rotations is equally likely, which keeps the number of statements with
each frame and their order; documents are independent. Within speakers and documents, the second frame is permuted among
units with as many statements (thirds of the units by number of statements, since longer units carry more of every
frame): in each third the number of units with both frames is hypergeometric. The distribution of the sum is the
convolution of its parts. Two frames that occur in the same part of every document also count as co-occurring.
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
    """Measure how often every two frames occur together within a statement, a speaker or a document.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames. Where they have families, only the first document of each family counts.
    frames : sequence of str
        Codes of the frames, in the order of the table.
    unit : str or sequence of str
        statement, speaker or document; several give their tables one under the other. A speaker is a name; statements
        without one are left out.

    Returns
    -------
    DataFrame
        The table cooccurrence, a row for each pair: the numbers of statements, documents, families and speakers (a name
        in one document each), the number of units with both frames, its expectation under the null distribution with
        the middle 95 % of that (null_low to null_high), the ratio of both numbers with its 95 % interval (low,
        high), p (twice the smaller tail) and q (over the pairs of the table). Where fewer than 5 documents or speakers
        carry one of the two frames, or could carry both, only the counts are given.

    Raises
    ------
    InputError
        For an unknown unit or frame, and for missing columns.

    Notes
    -----
    The interval is a jackknife over documents (or speakers) on the logarithm of the ratio, with Student's t of G - 1. q
    is the false discovery rate of Benjamini and Hochberg (1995, JRSS B 57, 289-300).

    Examples
    --------
    >>> rows = pd.DataFrame({"document": [f"d{i}" for i in range(6) for _ in range(4)] * 2,
    ...                      "sentence": [1, 2, 3, 4] * 12, "frame": ["a"] * 24 + ["b"] * 24, "speaker": "X",
    ...                      "present": [True, False, False, False] * 12})
    >>> table = measure_cooccurrence(rows, frames=["a", "b"])
    >>> table[["observed", "expected", "ratio"]].values.tolist(), round(float(table["p"].item()), 6)
    ([[6.0, 1.5, 4.0]], 0.000488)
    """
    if not isinstance(unit, str):
        parts = [measure_cooccurrence(rows, frames=frames, unit=name) for name in unit]
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
            {"frame_a": first, "frame_b": second, "within": unit} | _measure_pair(wide, (first, second), unit, key)
            for position, first in enumerate(frames)
            for second in list(frames)[position + 1 :]
        ]
    )
    total = count_sizes(wide.assign(group=True), by=["group"])[list(_BASES)].sum().astype("int64")
    table = table.assign(**{name: total[name] for name in _BASES})
    table["q"] = adjust_p(table["p"])
    return table


def _measure_pair(wide: pd.DataFrame, pair: tuple[str, str], within: str, key: str) -> dict[str, object]:
    grouped = wide.groupby(key, sort=True)
    carried = grouped[list(pair)].any()
    if within == "statement":
        parts = [
            (part[pair[0]].to_numpy(dtype=np.int64), part[pair[1]].to_numpy(dtype=np.int64)) for _, part in grouped
        ]
        first, second = (np.concatenate([part[n] for part in parts]) for n in (0, 1))
        chance = _combine(_rotate(first, second) for first, second in parts)
        observed, expected = _count_parts(parts)
        usable = int((expected > 0).sum())
        ratios = _leave_parts_out(observed, expected)
    else:
        first, second = carried[pair[0]].to_numpy(dtype=np.int64), carried[pair[1]].to_numpy(dtype=np.int64)
        strata = _split_sizes(np.asarray(grouped.size(), dtype=np.int64))
        chance = _combine(_permute_units(first[strata == s], second[strata == s]) for s in range(_PARTS))
        usable = len(first)
        ratios = _leave_units_out(first, second, strata)
    together, mean = int((first * second).sum()), float(chance @ np.arange(len(chance)))
    row: dict[str, object] = {"units": len(first), "observed": together}
    row |= {"count_a": int(first.sum()), "count_b": int(second.sum()), "expected": mean}
    empty = {"null_low": None, "null_high": None, **dict.fromkeys(["ratio", "low", "high", "p"], np.nan)}
    if min(int(carried[pair[0]].sum()), int(carried[pair[1]].sum()), usable) < MINIMUM_UNITS:
        return row | empty | {"method": TOO_FEW}
    below = np.cumsum(chance)
    low, high = _bound_ratio(together / mean, ratios)
    row |= {"null_low": int(np.searchsorted(below, 0.025)), "null_high": int(np.searchsorted(below, 0.975))}
    p = _compute_two_sided_p(chance, together)
    return row | {"ratio": together / mean, "low": low, "high": high, "p": p, "method": EXCHANGED[within]}


def _compute_two_sided_p(chance: Numbers, together: int) -> float:
    """Twice the smaller tail of the null distribution at the number with both, at most 1."""
    return min(1.0, 2 * min(float(chance[: together + 1].sum()), float(chance[together:].sum())))


def _rotate(first: Flags, second: Flags) -> Numbers:
    """The distribution of the number with both where the second sequence is rotated, each rotation equally likely."""
    counts = [int((first * np.roll(second, shift)).sum()) for shift in range(len(first))]
    probabilities: Numbers = np.bincount(counts) / len(first)
    return probabilities


def _permute_units(first: Flags, second: Flags) -> Numbers:
    """The distribution of the number with both where the second frame is permuted among units: hypergeometric."""
    if not len(first):
        return np.ones(1)
    most = int(min(first.sum(), second.sum()))
    probabilities = stats.hypergeom.pmf(np.arange(most + 1), len(first), int(first.sum()), int(second.sum()))
    return np.asarray(probabilities, dtype=float)


def _combine(parts: Iterable[Numbers]) -> Numbers:
    """The distribution of the sum of independent counts."""
    total: Numbers = np.ones(1)
    for part in parts:
        total = np.convolve(total, part)
    return total


def _count_parts(parts: Sequence[tuple[Flags, Flags]]) -> tuple[Numbers, Numbers]:
    observed = np.array([float((first * second).sum()) for first, second in parts])
    expected = np.array([float(first.sum() * second.sum()) / len(first) for first, second in parts])
    return observed, expected


def _leave_parts_out(observed: Numbers, expected: Numbers) -> Numbers:
    usable = expected > 0
    top, bottom = observed.sum() - observed[usable], expected.sum() - expected[usable]
    ratios: Numbers = np.divide(top, bottom, out=np.zeros(len(top)), where=bottom > 0)
    return ratios


def _leave_units_out(first: Flags, second: Flags, strata: Flags) -> Numbers:
    """The ratio of observed to expected without each unit in turn."""
    sizes, with_a, with_b = (np.bincount(strata, values, minlength=_PARTS) for values in (None, first, second))
    total = np.divide(with_a * with_b, sizes, out=np.zeros(_PARTS), where=sizes > 0)
    without_unit = (with_a[strata] - first) * (with_b[strata] - second)
    rest = sizes[strata] - 1
    part = np.divide(without_unit, rest, out=np.zeros(len(first)), where=rest > 0)
    bottom = total.sum() - total[strata] + part
    top = (first * second).sum() - first * second
    ratios: Numbers = np.divide(top, bottom, out=np.zeros(len(first)), where=bottom > 0)
    return ratios


def _split_sizes(sizes: npt.NDArray[np.int64]) -> Flags:
    """Split units into thirds by their number of statements; equal numbers stay together."""
    borders = np.quantile(sizes, [1 / _PARTS, 2 / _PARTS])
    return np.searchsorted(borders, sizes, side="left").astype(np.int64)


def _bound_ratio(ratio: float, left_out: Numbers) -> tuple[float, float]:
    """The interval of a ratio by the jackknife on its logarithm; nan where a ratio without one cluster is 0."""
    if ratio <= 0 or not (left_out > 0).all():
        return np.nan, np.nan
    logs, clusters = np.log(left_out), len(left_out)
    error = np.sqrt((clusters - 1) / clusters * ((logs - logs.mean()) ** 2).sum())
    reach = stats.t.ppf(0.975, clusters - 1) * error
    return float(ratio * np.exp(-reach)), float(ratio * np.exp(reach))

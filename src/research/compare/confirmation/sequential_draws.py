"""p-values by random draws, as many as it takes to settle them against the thresholds of Holm's procedure."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from research.compare.intervals import Numbers

MOST_DRAWS = 9_999_999
# A p is settled where this interval of it leaves out the value that it is compared with.
_CONFIDENCE = 0.999

Place = tuple[str, str]


@dataclass(frozen=True)
class SharedTests:
    """Tests that share their draws: those of one contrast or one pair.

    Attributes
    ----------
    name : str
        Goes into the seed.
    places : list of tuple
        The codes and the hypothesis of each test.
    count : callable
        Gives for each test how many of so many draws are as extreme as what was observed.
    """

    name: str
    places: list[Place]
    count: Callable[[int, np.random.Generator], npt.NDArray[np.int64]]


def make_generator(seed: int, name: str, purpose: str) -> np.random.Generator:
    """Make the source of random numbers of a test for one purpose, so that no other test changes them."""
    return np.random.default_rng([seed, zlib.crc32(name.encode()), zlib.crc32(purpose.encode())])


def draw_p_values(
    tests: Sequence[SharedTests], *, thresholds: Sequence[float], seed: int, draws: int
) -> dict[Place, dict[str, Any]]:
    """Estimate the p of all tests by random draws, and by more for those whose p is not settled.

    Parameters
    ----------
    tests : sequence of SharedTests
        The tests.
    thresholds : sequence of float
        The value that a p is compared with, by its rank within its codes, the smallest first.
    seed : int
        Seed, together with the names of the tests.
    draws : int
        Draws at first; then as many again, twice, four times as many, in all at most MOST_DRAWS.

    Returns
    -------
    dict
        For each place p, the ends of its interval over draws (p_low, p_high), and draws.
    """
    counts: dict[Place, int] = {place: 0 for test in tests for place in test.places}
    made = dict.fromkeys(counts, 0)
    open_places, stage = set(counts), 0
    while open_places:
        # How many are drawn depends on the stage alone, so that no test depends on which others are not settled.
        left = MOST_DRAWS - max(made[place] for place in open_places)
        number = min((draws + 1) << (stage - 1), left) if stage else draws
        for test in tests:
            if open_places.isdisjoint(test.places):
                continue
            found = test.count(number, make_generator(seed, test.name, f"draws {stage}"))
            for place, count in zip(test.places, found.tolist(), strict=True):
                if place in open_places:
                    counts[place] += count
                    made[place] += number
        open_places = {place for place in _find_unsettled(counts, made, thresholds) if made[place] < MOST_DRAWS}
        stage += 1
    chances = {}
    for place, count in counts.items():
        low, high = _bound_p(count, made[place])
        p = (1 + count) / (1 + made[place])
        chances[place] = {"p": p, "p_low": low, "p_high": high, "draws": made[place]}
    return chances


def _find_unsettled(counts: Mapping[Place, int], made: Mapping[Place, int], thresholds: Sequence[float]) -> set[Place]:
    """The tests whose p may be on either side of the threshold that Holm gives its present rank in its coding."""
    unsettled = set()
    for codes in dict.fromkeys(codes for codes, _ in counts):
        p = {place: (1 + count) / (1 + made[place]) for place, count in counts.items() if place[0] == codes}
        for threshold, place in zip(thresholds, sorted(p, key=lambda place: (p[place], place)), strict=False):
            low, high = _bound_p(counts[place], made[place])
            unsettled |= {place} if low <= threshold <= high else set()
    return unsettled


def _bound_p(count: int, draws: int) -> tuple[float, float]:
    """The interval of Clopper and Pearson of a p of which so many draws were as extreme."""
    tail = (1 - _CONFIDENCE) / 2
    low = float(stats.beta.ppf(tail, count, draws - count + 1)) if count else 0.0
    high = float(stats.beta.ppf(1 - tail, count + 1, draws - count)) if count < draws else 1.0
    return low, high


def adjust_holm(p: Numbers) -> Numbers:
    """Adjust p-values by Holm's procedure; nan stays, and counts as a test.

    Examples
    --------
    >>> adjust_holm(np.array([0.02, np.nan, 0.001])).tolist()
    [0.04, nan, 0.003]
    """
    filled = np.where(np.isnan(p), 1.0, p)
    order = np.argsort(filled, kind="stable")
    adjusted = np.empty_like(filled)
    adjusted[order] = np.minimum(np.maximum.accumulate(filled[order] * np.arange(len(p), 0, -1)), 1.0)
    return np.where(np.isnan(p), np.nan, adjusted)

"""Draws of a table of units x frames with all its margins kept: the null model with fixed rows and columns."""

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

# Draws are kept as bits, 64 to a word, so that one operation changes them all.
_WORDS = 128
DRAWS = 64 * _WORDS
_ROUNDS = 60


def draw_fixed_margins(carried: Flags, strata: Integers, *, seed: int) -> Words:
    """Draw tables of units x frames in which each unit keeps its number of frames, and each frame its units.

    Parameters
    ----------
    carried : array of bool
        Which unit carries which frame, units x frames.
    strata : array of int
        The stratum of each unit; a frame keeps its number of units in each.
    seed : int
        Seed of the draws.

    Returns
    -------
    array of uint64
        Units x frames x 128 words: bit for bit 8,192 draws, each as likely as any other table of these margins.

    Notes
    -----
    Two units of a stratum, one with the first of two frames alone and the other with the second alone, swap them with
    probability 1/2. In each round every unit meets another one at random, once for each pair of frames on average.

    References
    ----------
    Connor, E. F. and Simberloff, D. (1979), The assembly of species communities: chance or competition? Ecology 60,
    1132-1140.

    Gotelli, N. J. (2000), Null model analysis of species co-occurrence patterns. Ecology 81, 2606-2621.
    """
    units, frames = carried.shape
    drawn = np.where(carried[:, :, None], ~np.uint64(0), np.uint64(0)).repeat(_WORDS, axis=2)
    generator = np.random.default_rng(seed)
    # Only units that lack a frame and carry one can change.
    movable = np.flatnonzero(carried.any(axis=1) & ~carried.all(axis=1))
    for _ in range(_ROUNDS * frames * (frames - 1) // 2 if units else 0):
        order = movable[np.lexsort((generator.random(len(movable)), strata[movable]))]
        here, there = _pair_neighbours(order, strata)
        a = generator.integers(0, frames, len(here))
        b = (a + generator.integers(1, frames, len(here))) % frames
        one, other = drawn[here, a], drawn[here, b]
        two, rest = drawn[there, a], drawn[there, b]
        swapped = (one ^ other) & (one ^ two) & (two ^ rest)
        swapped &= generator.integers(0, 2**64, swapped.shape, dtype=np.uint64)
        for row, frame, value in ((here, a, one), (here, b, other), (there, a, two), (there, b, rest)):
            drawn[row, frame] = value ^ swapped
    return drawn


def _pair_neighbours(order: Integers, strata: Integers) -> tuple[Integers, Integers]:
    """The first, third, ... unit of each stratum and the one that follows it there."""
    sorted_strata = strata[order]
    place = np.arange(len(order)) - np.searchsorted(sorted_strata, sorted_strata)
    first = np.flatnonzero((place[:-1] % 2 == 0) & (sorted_strata[:-1] == sorted_strata[1:]))
    return order[first], order[first + 1]


def count_together(drawn: Words, a: int, b: int) -> Integers:
    """Count the units that carry both frames, in each of the draws."""
    bits = np.unpackbits((drawn[:, a] & drawn[:, b]).view(np.uint8), axis=1)
    return np.asarray(bits.sum(axis=0), dtype=np.int64)

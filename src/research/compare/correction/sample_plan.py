"""How many statements people must code so that a coder's corrected shares have intervals of a wanted width."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from research import tables
from research.compare.correction.corrected_shares import subtract_corrections
from research.compare.correction.correction_arguments import UNITS, raise_faults
from research.compare.correction.estimates import Numbers, estimate_correction
from research.compare.correction.pilot_errors import Marks, count_pilot, draw_truth, join_pilot, measure_pilot_errors
from research.tables import MINIMUM_DOCUMENTS, MINIMUM_HITS, TOO_FEW, Fault, InputError, returns_table

_PLANNED = "simulated"
# A number is not enough where more of the draws than this have too few hits to correct.
_MOST_TOO_FEW = 0.05


@dataclass(frozen=True)
class PlanSettings:
    """What a plan is made for, and its seed.

    Attributes
    ----------
    by : str
        The column whose values form the groups, or all.
    groups : tuple of str, optional
        Two groups whose difference is planned for; None plans for the share of each group.
    width : float
        The wanted width of the 95 % interval, in shares.
    seed : int
        Seed of the simulated true frames.
    """

    by: str = "all"
    groups: tuple[str, str] | None = None
    width: float = 0.1
    seed: int = 2026


class _Width(NamedTuple):
    """What one draw gives: the truth, and width (nan: too few) and coverage with the coder and without it."""

    truth: float
    width: float
    covered: bool
    width_random: float
    covered_random: bool


@dataclass(frozen=True)
class _Units:
    """The statements of a corpus: index, number of the document, group, and the coder's labels by frame."""

    index: "pd.Index[Any]"
    documents: npt.NDArray[np.int64]
    groups: npt.NDArray[np.object_]
    frames: list[str]
    labels: Marks


@returns_table("sample_plan")
def plan_sample(
    rows: pd.DataFrame,
    pilot: pd.DataFrame,
    keys: Iterable[pd.DataFrame],
    *,
    settings: PlanSettings,
    sample: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Simulate how wide the intervals of corrected shares will be, by the number of statements that people code.

    Parameters
    ----------
    rows, pilot : DataFrame
        As in measure_pilot_errors.
    keys : iterable of DataFrame
        The table sheet_key of each simulated draw, from coding.draw_samples: several numbers, each drawn many times.
    settings : PlanSettings
        What is planned for.
    sample : DataFrame, optional
        As in measure_pilot_errors.

    Returns
    -------
    DataFrame
        The table sample_plan, sorted by group, frame and coded, the number of statements that people code: the
        predicted share (or difference), the mean of the simulated true ones, mean width and coverage of the corrected
        95 % interval, the same for as many statements drawn at random without the coder, the part of the draws with
        under 10 coded hits or 5 coded documents (in any of two groups), and whether that number is enough. Where the
        pilot has under 10 hits of the coder or of people, or under 5 documents, the method is too few to say.

    Raises
    ------
    InputError
        As measure_pilot_errors, and where no key is given, a drawn statement is not in the rows, or groups are unknown
        or equal.

    Notes
    -----
    The coder's frames stay as they are. For each draw the pilot's documents are resampled, so that the plan allows for
    the error of the pilot itself. Precision and false omission come from the resample, with half a hit in one statement
    added. Each document of the corpus gets rates of its own, from a beta distribution with that mean and the pilot's
    correlation within documents, and by them people's codes of its statements are drawn. The statements of the key are
    then corrected as correct_shares and correct_differences do. The coder is taken to err alike in all groups. This is
    a simulation made before coding; what counts in the end is the interval of what was coded.
    """
    joined = join_pilot(rows, pilot, sample)
    raise_faults(_check_groups(rows, settings))
    units, errors = _arrange_units(rows, settings.by), measure_pilot_errors(rows, pilot, sample=sample)
    enough = errors["documents"].ge(MINIMUM_DOCUMENTS) & errors[["coder_hits", "gold_hits"]].ge(MINIMUM_HITS).all(
        axis=1
    )
    known = [place for place, frame in enumerate(units.frames) if frame in set(errors.loc[enough, "frame"])]
    counts, generator = count_pilot(joined, units.frames), np.random.default_rng(settings.seed)
    found: dict[tuple[str, int, int], list[_Width]] = defaultdict(list)
    numbers: Counter[int] = Counter()
    for key in keys:
        numbers[len(key)] += 1
        chances, random = _place_key(key, units), _draw_at_random(len(key), units, generator)
        truth = draw_truth(units.labels, units.documents, counts, generator)
        for (group, _, sides), place in product(_list_sides(units, settings), known):
            codes = (units.labels[:, place], truth[:, place])
            draw = _measure_draw(codes, chances, random, sides=sides, units=units)
            found[group, place, len(key)].append(draw)
    if not numbers:
        raise InputError([Fault("plan", "keys", "none", "one draw or more")])
    records = []
    for group, other, sides in _list_sides(units, settings):
        either = np.logical_or.reduce(sides)
        header = {"grouping": settings.by, "group": group, "other": other, "statements": int(either.sum())}
        header |= {"documents": len(np.unique(units.documents[either]))}
        for place, frame in enumerate(units.frames):
            predicted = _subtract([float(units.labels[side, place].mean()) for side in sides])
            for number, draws in sorted(numbers.items()):
                record = header | {"frame": frame, "coded": number, "draws": draws, "predicted_share": predicted}
                records.append(record | _summarise(found[group, place, number], settings.width))
    return pd.DataFrame(records)


def _check_groups(rows: pd.DataFrame, settings: PlanSettings) -> Iterator[Fault]:
    """Yield a fault for a column or groups that cannot be planned for."""
    if settings.by != "all":
        tables.check_columns(rows, [], where="table of predictions", groups=[settings.by])
    if settings.groups is None:
        return
    names = sorted(rows[settings.by].astype("str").unique()) if settings.by != "all" else ["all"]
    first, second = settings.groups
    if first == second or not {first, second} <= set(names):
        yield Fault("plan", "groups", f"{first!r}, {second!r}", "two different groups of " + ", ".join(names))


def _arrange_units(rows: pd.DataFrame, by: str) -> _Units:
    rows = rows.assign(group="all" if by == "all" else rows[by].astype("str")).sort_values(UNITS)
    wide = rows.pivot(index=UNITS[:2], columns="frame", values="present")
    groups = rows.drop_duplicates(UNITS[:2])["group"].to_numpy(dtype=object)
    documents = pd.factorize(wide.index.get_level_values("document"), sort=True)[0]
    return _Units(wide.index, documents, groups, list(wide.columns), wide.to_numpy(dtype=bool))


def _list_sides(units: _Units, settings: PlanSettings) -> Iterator[tuple[str, str, list[Marks]]]:
    """Each share or difference that is planned for: its group, the other one (or nothing), and their statements."""
    if settings.groups:
        first, second = settings.groups
        yield first, second, [units.groups == first, units.groups == second]
    else:
        yield from ((name, "", [units.groups == name]) for name in sorted(set(units.groups)))


def _place_key(key: pd.DataFrame, units: _Units) -> Numbers:
    """The probability of each statement that was drawn, nan for the others."""
    places = units.index.get_indexer(pd.MultiIndex.from_frame(key[UNITS[:2]]))
    if (places < 0).any():
        missing = key.loc[places < 0, UNITS[:2]].iloc[0]
        expected = "a statement of the rows"
        raise InputError([Fault("table sheet_key", "document and sentence", " ".join(map(str, missing)), expected)])
    chances = np.full(len(units.index), np.nan)
    chances[places] = key["probability"].to_numpy(dtype=float)
    return chances


def _draw_at_random(number: int, units: _Units, generator: np.random.Generator) -> Numbers:
    """Draw so many statements with the same probability: that probability, nan for the others."""
    chances = np.full(len(units.index), np.nan)
    chances[generator.permutation(len(chances))[:number]] = number / len(chances)
    return chances


def _measure_draw(
    codes: tuple[Marks, Marks], chances: Numbers, random: Numbers, *, sides: list[Marks], units: _Units
) -> _Width:
    """Correct one frame (the coder's labels, the truth) in one draw, and estimate it from the random draw alone."""
    labels, gold = codes
    coded = _bound(labels, gold, chances, sides=sides, units=units)
    alone = _bound(None, gold, random, sides=sides, units=units)
    truth = _subtract([float(gold[side].mean()) for side in sides])
    covered, covered_random = (low <= truth <= high for low, high in (coded, alone))
    return _Width(truth, coded[1] - coded[0], covered, alone[1] - alone[0], covered_random)


def _bound(
    labels: Marks | None, gold: Marks, chances: Numbers, *, sides: list[Marks], units: _Units
) -> tuple[float, float]:
    """The 95 % interval of the share or the difference; without the coder's labels by the coded statements alone."""
    estimates = []
    for side in sides:
        codes, drawn = gold[side], chances[side]
        coded = ~np.isnan(drawn)
        documents = len(np.unique(units.documents[side][coded]))
        if codes[coded].sum() < MINIMUM_HITS or documents < MINIMUM_DOCUMENTS:
            return np.nan, np.nan
        predicted, tuning = (np.zeros(len(codes)), 0.0) if labels is None else (labels[side], None)
        seen = np.where(coded, codes, np.nan)
        estimates.append(estimate_correction(predicted, np.ones(len(codes)), seen, probabilities=drawn, tuning=tuning))
    if len(estimates) == 1:
        return estimates[0].low, estimates[0].high
    difference = subtract_corrections(*estimates)
    return float(difference["low"]), float(difference["high"])


def _subtract(shares: list[float]) -> float:
    """The one share, or the first less the second."""
    return shares[0] - math.fsum(shares[1:])


def _summarise(draws: list[_Width], wanted: float) -> dict[str, Any]:
    """Means over the draws with enough coded hits; nothing where the pilot had too few."""
    if not draws:
        empty = ("share", "width", "coverage", "width_random", "coverage_random", "too_few")
        return dict.fromkeys(empty, np.nan) | {"wanted": wanted, "enough": "no", "method": TOO_FEW}
    estimated = [draw for draw in draws if not math.isnan(draw.width)]
    random = [draw for draw in draws if not math.isnan(draw.width_random)]
    too_few, width = 1 - len(estimated) / len(draws), _average([draw.width for draw in estimated])
    enough = width <= wanted and too_few <= _MOST_TOO_FEW
    return {
        "share": _average([draw.truth for draw in draws]),
        "width": width,
        "coverage": _average([draw.covered for draw in estimated]),
        "width_random": _average([draw.width_random for draw in random]),
        "coverage_random": _average([draw.covered_random for draw in random]),
        "too_few": too_few,
        "wanted": wanted,
        "enough": "yes" if enough else "no",
        "method": _PLANNED,
    }


def _average(values: list[float] | list[bool]) -> float:
    return math.fsum(values) / len(values) if values else np.nan

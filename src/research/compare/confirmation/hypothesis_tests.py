"""Tests of hypotheses in the sample drawn for them, one-sided, with Holm's correction over all of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from research.compare.confirmation.declared_hypotheses import Hypotheses, Hypothesis
from research.compare.confirmation.frame_pairs import BOOTSTRAP, count_dealt, count_pair, estimate_pair
from research.compare.confirmation.matched_differences import (
    INVERTED_TAILS,
    count_extreme,
    estimate_matched_difference,
)
from research.compare.confirmation.sequential_draws import (
    MOST_DRAWS,
    SharedTests,
    adjust_holm,
    draw_p_values,
    make_generator,
)
from research.compare.contrast_sides import count_groups, split_members
from research.compare.contrasts import INTERVAL_DRAWS
from research.compare.permutation import draw_permutations
from research.compare.rows import check_rows
from research.compare.two_groups import TwoGroups, find_clusters
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW, Fault, InputError, check_number, list_columns, returns_table

CONFIRMED, UNDECIDED, NOT_CONFIRMED = "confirmed", "undecided", "not confirmed"
ZERO, FIRST = "0", "first difference"
PAIR_LABEL = "both in one statement"
# The name of the codes where the rows have none.
_AS_GIVEN = "as given"


@returns_table("hypotheses")
def test_hypotheses(
    rows: pd.DataFrame,
    hypotheses: Hypotheses,
    *,
    earlier: pd.DataFrame | None = None,
    seed: int = 2026,
    draws: int = 99_999,
) -> pd.DataFrame:
    """Test hypotheses in rows that had no part in making them.

    Hypotheses are judged on gold alone: the frames of a program have errors that no test here knows of. Those of
    people, beside gold, show how far a verdict hangs on who coded.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames of gold, or of stack_codings: then each hypothesis is tested by each of the codes.
    hypotheses : Hypotheses
        From read_hypotheses.
    earlier : DataFrame, optional
        Rows of merge_frames of the sample that suggested the hypotheses, as it is now.
    seed : int
        Seed of the draws, together with the name of the contrast or pair.
    draws : int
        Number of draws of a test at first.

    Returns
    -------
    DataFrame
        The table hypotheses, codes in their order in rows, hypotheses in that of the file. difference, its interval and
        p are of one quantity:

        - of a contrast, the difference that compute_test_statistics tests: that of the two shares of documents in one
          group only, together with the differences inside documents of both groups, weighted as by Mantel and Haenszel;
          raw_difference is that of all statements;
        - of a pair, the statements with both frames less those that dealing one frame anew among the statements of each
          document gives on average, as a share of all statements.

        p is one-sided, in the stated direction, (1 + count) / (1 + draws). More are drawn, twice as many in all each
        time and at most 9,999,999, while the 99.9 % interval of Clopper and Pearson of p holds its present threshold.
        p_holm is adjusted over all hypotheses. The verdict is

        - confirmed where p_holm is at most the level;
        - else undecided where the interval holds both 0 and first_difference, or leaves out 0 on the stated side;
        - else not confirmed; left_out says which of the two the interval leaves out;
        - too few to say with under 5 documents in a group or without any statement with the frame; Holm counts it.

    Raises
    ------
    InputError
        Where the rows lack a column or a frame that a hypothesis names, are of one coder and not of gold, or draws or
        seed are out of bounds.

    References
    ----------
    Holm, S. (1979), A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6,
    65-70.

    Gandy, A. (2009), Sequential implementation of Monte Carlo tests with uniformly bounded resampling risk. JASA 104,
    1504-1511.
    """
    check_number(draws, where="test_hypotheses", field="draws", bounds=(1, MOST_DRAWS))
    check_number(seed, where="test_hypotheses", field="seed", bounds=(0, 2**32 - 1))
    _check_call(rows, hypotheses)
    if earlier is not None:
        _check_call(earlier, hypotheses)
    before = {} if earlier is None else _estimate_earlier(earlier, hypotheses)
    codings = _split_codes(rows)
    records: dict[tuple[str, str], dict[str, Any]] = {}
    tests: list[SharedTests] = []
    for group in _group_hypotheses(hypotheses):
        prepare = _prepare_pair if group[0].contrast is None else _prepare_contrast
        estimates, shared = prepare(codings, group, seed)
        records |= estimates
        tests += [shared] if shared.places else []
    chances = draw_p_values(tests, thresholds=_list_thresholds(hypotheses), seed=seed, draws=draws)
    found = []
    for codes in codings:
        for one in hypotheses.declared:
            place = codes, one.hypothesis
            row = _describe_hypothesis(one) | {"codes": codes} | records[place] | chances.get(place, {})
            found.append(row | {"earlier_difference": before.get(one.hypothesis, np.nan)})
    return _judge(pd.DataFrame(found), hypotheses)


def _check_call(rows: pd.DataFrame, hypotheses: Hypotheses) -> None:
    columns = sorted({one.contrast.column for one in hypotheses.declared if one.contrast})
    check_rows(rows, where="test_hypotheses: rows", columns=["sentence"], groups=columns)
    known = sorted(rows["frame"].unique())
    faults = [
        Fault(f"hypothesis {one.hypothesis}", "frame", repr(frame), "frames of the rows: " + ", ".join(known))
        for one in hypotheses.declared
        for frame in one.frames
        if frame not in known
    ]
    if "coder" in rows.columns:
        remedy = "take the rows of gold; the frames of people stand beside it by stack_codings"
        found = ", ".join(sorted(rows["coder"].astype("str").unique()))
        faults.append(Fault("test_hypotheses: rows", "coder", found, "gold, on which hypotheses are judged", remedy))
    if faults:
        raise InputError(faults)


def _split_codes(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    if "codes" not in rows.columns:
        return {_AS_GIVEN: rows}
    return {str(name): part for name, part in rows.groupby("codes", sort=False)}


def _group_hypotheses(hypotheses: Hypotheses) -> list[list[Hypothesis]]:
    """Hypotheses that share their draws: those of one contrast; each pair by itself."""
    groups: dict[str, list[Hypothesis]] = {}
    for one in hypotheses.declared:
        groups.setdefault(one.contrast.contrast if one.contrast else one.hypothesis, []).append(one)
    return list(groups.values())


def _describe_hypothesis(one: Hypothesis) -> dict[str, Any]:
    return {
        "hypothesis": one.hypothesis,
        "contrast": one.contrast.contrast if one.contrast else "",
        "label": one.contrast.label if one.contrast else PAIR_LABEL,
        "frame": " + ".join(one.frames),
        "direction": one.direction,
        "first_difference": one.first,
        "first_source": one.source,
    }


def _stack_groups(codings: Mapping[str, pd.DataFrame], group: Sequence[Hypothesis]) -> tuple[TwoGroups, pd.DataFrame]:
    """Counts of each coding and frame, and the members of the contrast by one coding, with one row a statement."""
    contrast, frames = group[0].contrast, [one.frames[0] for one in group]
    assert contrast is not None
    members = {codes: split_members(rows[rows["frame"].isin(frames)], contrast) for codes, rows in codings.items()}
    counts = [count_groups(part, frames) for part in members.values()]
    parts = ([getattr(one, name) for one in counts] for name in ("hits_a", "totals_a", "hits_b", "totals_b"))
    first = next(iter(members.values()))
    return TwoGroups(*(np.concatenate(part) for part in parts)), first[first["frame"] == frames[0]]


def _prepare_contrast(
    codings: Mapping[str, pd.DataFrame], group: Sequence[Hypothesis], seed: int
) -> tuple[dict[tuple[str, str], dict[str, Any]], SharedTests]:
    groups, members = _stack_groups(codings, group)
    places = [(codes, one.hypothesis) for codes in codings for one in group]
    name = group[0].contrast.contrast if group[0].contrast else ""
    sizes = _count_members(members)
    fewest = min(int(side.sum()) for side in find_clusters(groups))
    hits = groups.hits_a.sum(axis=-1) + groups.hits_b.sum(axis=-1)
    tested = np.flatnonzero((hits > 0) & (fewest >= MINIMUM_DOCUMENTS))
    records: dict[tuple[str, str], dict[str, Any]] = {place: sizes | {"method": TOO_FEW} for place in places}
    chosen = groups.select(tested)
    if len(tested):
        labels = draw_permutations(groups, draws=INTERVAL_DRAWS, generator=make_generator(seed, name, "interval"))
        estimates = zip(*estimate_matched_difference(chosen, labels), strict=True)
        shares = [h.sum(axis=-1) / t.sum(axis=-1) for h, t in chosen.pair()]
        for place, ends, a, b in zip(tested, estimates, *shares, strict=True):
            found = dict(zip(("difference", "difference_low", "difference_high"), map(float, ends), strict=True))
            raw = {"share_a": float(a), "share_b": float(b), "raw_difference": float(a - b)}
            records[places[place]] |= found | raw | {"method": INVERTED_TAILS}
    signs = np.array([_find_sign(one) for _ in codings for one in group])[tested]

    def count(draws: int, generator: np.random.Generator) -> npt.NDArray[np.int64]:
        return count_extreme(chosen, signs, draws=draws, generator=generator)

    return records, SharedTests(name, [places[place] for place in tested], count)


def _count_members(members: pd.DataFrame) -> dict[str, Any]:
    """Statements, documents and families of both groups; rows are one a statement."""
    sizes: dict[str, Any] = {"statements": len(members), "documents": members["document"].nunique()}
    sizes["families"] = members["cluster"].nunique()
    for group in ("a", "b"):
        sizes[f"documents_{group}"] = members.loc[members["group"] == group, "document"].nunique()
    return sizes


def _prepare_pair(
    codings: Mapping[str, pd.DataFrame], group: Sequence[Hypothesis], seed: int
) -> tuple[dict[tuple[str, str], dict[str, Any]], SharedTests]:
    (one,) = group
    pairs = {codes: count_pair(rows, one.frames) for codes, rows in codings.items()}
    records: dict[tuple[str, str], dict[str, Any]] = {}
    for codes, pair in pairs.items():
        row: dict[str, Any] = {"statements": int(pair.totals.sum()), "documents": len(pair.totals)}
        row |= {"families": len(set(pair.clusters.tolist())), "method": TOO_FEW}
        row |= {"together": int(pair.together.sum()), "expected": float(pair.expected.sum())}
        if (pair.expected > 0).sum() >= MINIMUM_DOCUMENTS:
            ends = estimate_pair(pair, generator=make_generator(seed, one.hypothesis, "interval"))
            row |= dict(zip(("difference", "difference_low", "difference_high"), ends, strict=True))
            row["method"] = BOOTSTRAP
        records[codes, one.hypothesis] = row
    tested = [codes for codes in codings if records[codes, one.hypothesis]["method"] != TOO_FEW]
    sign = _find_sign(one)

    def count(draws: int, generator: np.random.Generator) -> npt.NDArray[np.int64]:
        # The same random numbers for all codings, as for a contrast.
        state = generator.bit_generator.state
        counts = []
        for codes in tested:
            generator.bit_generator.state = state
            counts.append(count_dealt(pairs[codes], sign, draws=draws, generator=generator))
        return np.array(counts, dtype=np.int64)

    return records, SharedTests(one.hypothesis, [(codes, one.hypothesis) for codes in tested], count)


def _find_sign(one: Hypothesis) -> float:
    return 1.0 if one.direction == "more" else -1.0


def _estimate_earlier(rows: pd.DataFrame, hypotheses: Hypotheses) -> dict[str, float]:
    """The same quantities in other rows, without tests; nan where a group has no statement."""
    found = {}
    for group in _group_hypotheses(hypotheses):
        if group[0].contrast is None:
            pair = count_pair(rows, group[0].frames)
            found[group[0].hypothesis] = float((pair.together.sum() - pair.expected.sum()) / pair.totals.sum())
            continue
        groups, _ = _stack_groups({_AS_GIVEN: rows}, group)
        if all(side.any() for side in find_clusters(groups)):
            differences, _, _ = estimate_matched_difference(groups, np.ones((1, groups.totals_a.shape[-1])))
            found |= dict(zip([one.hypothesis for one in group], differences.tolist(), strict=True))
    return found


def _list_thresholds(hypotheses: Hypotheses) -> list[float]:
    """What Holm compares the smallest p with, the second smallest, and so on."""
    return [hypotheses.level / left for left in range(len(hypotheses.declared), 0, -1)]


def _judge(table: pd.DataFrame, hypotheses: Hypotheses) -> pd.DataFrame:
    """Add p_holm, verdict and what the interval leaves out."""
    table = table.reindex(columns=list(dict.fromkeys([*table.columns, *list_columns("hypotheses")])))
    table["p_holm"] = np.nan
    for rows in table.groupby("codes", sort=False).groups.values():
        table.loc[rows, "p_holm"] = adjust_holm(table.loc[rows, "p"].to_numpy(dtype=float))
    judged = [_judge_row(row, hypotheses.level) for row in table.to_dict("records")]
    table["left_out"], table["verdict"] = [left for left, _ in judged], [verdict for _, verdict in judged]
    return table.astype({name: "Int64" for name in ("together", "documents_a", "documents_b", "draws")})


def _judge_row(row: Mapping[Any, Any], level: float) -> tuple[str, str]:
    if pd.isna(row["p"]):
        return "", TOO_FEW
    low, high = row["difference_low"], row["difference_high"]
    inside = {ZERO: low <= 0 <= high, FIRST: low <= row["first_difference"] <= high}
    left = " and ".join(name for name, held in inside.items() if not held)
    stated = low > 0 if row["direction"] == "more" else high < 0
    if row["p_holm"] <= level:
        return left, CONFIRMED
    return left, UNDECIDED if stated or not left else NOT_CONFIRMED

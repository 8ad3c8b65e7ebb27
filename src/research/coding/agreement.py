"""Measure how far coders agree on each frame and on finding the statements to code, and list their disagreements."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from research.codebook import NO_FRAME
from research.coding.reliability import (
    NO_COMMON_STATEMENTS,
    Numbers,
    bootstrap_interval,
    count_pairs,
    count_values,
    draw_documents,
    estimate_interval,
    measure_ac1,
    measure_alpha,
    measure_kappa,
    measure_positive_agreement,
    measure_share,
)
from research.coding.runs.run_comparisons import name_comparison
from research.tables import Fault, InputError, check_columns, list_columns, make_table, returns_table

DRAWS = 2000
ANY_FRAME = "any"
REPORTED = "reported"
_UNITS = ["document", "sentence"]
_OF_PAIRS = {
    "positive_agreement": (measure_positive_agreement, 0.0),
    "kappa": (measure_kappa, -1.0),
    "ac1": (measure_ac1, -1.0),
}

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ReliabilityData:
    """The codes of several coders for the statements that at least two of them read.

    Attributes
    ----------
    statements : DataFrame
        The statements: document, sentence; sorted.
    documents : array of int
        For each statement the number of its document, from 0 in the order of the ids.
    coded : array of bool
        Whether a coder read a statement: coders x statements.
    present : dict of array of bool
        For each frame, whether a coder gave it to a statement: coders x statements.
    """

    statements: pd.DataFrame
    documents: npt.NDArray[np.int64]
    coded: Marks
    present: dict[str, Marks]


def make_reliability_data(codings: pd.DataFrame, *, frames: Sequence[str], coders: Sequence[str]) -> ReliabilityData:
    """Arrange codings as arrays of coders by statements, for the statements that two coders or more read.

    Parameters
    ----------
    codings : DataFrame
        The table codings.
    frames : sequence of str
        Codes of frames or subcodes.
    coders : sequence of str
        Names of two coders or more.

    Returns
    -------
    ReliabilityData
        The statements, and what each coder read and coded.

    Raises
    ------
    InputError
        Where there are fewer than two coders, a coder is named twice or is not in the codings, or no statement was read
        by two of them.

    Examples
    --------
    >>> rows = [("a", 1, "x", "f"), ("b", 1, "y", "f")]
    >>> codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    >>> make_reliability_data(codings, frames=["f"], coders=("x", "y"))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    table codings: coder: found no statement that two of x, y read, expected statements in common
    """
    _check_coders(codings, coders)
    mine = codings[codings["coder"].isin(list(coders))]
    read = mine.drop_duplicates([*_UNITS, "coder"]).assign(mark=True)
    grid = read.pivot(index=_UNITS, columns="coder", values="mark").reindex(columns=list(coders)).notna()
    grid = grid[grid.sum(axis=1) > 1]
    if grid.empty:
        found = f"no statement that two of {', '.join(coders)} read"
        raise InputError([Fault("table codings", "coder", found, "statements in common")])
    seen = {}
    for frame in frames:
        hits = mine[mine["frame"] == frame]
        indexes = [pd.MultiIndex.from_frame(hits.loc[hits["coder"] == coder, _UNITS]) for coder in coders]
        seen[frame] = np.array([grid.index.isin(index) for index in indexes])
    statements = grid.index.to_frame(index=False)
    places = np.unique(statements["document"].to_numpy(dtype=str), return_inverse=True)[1].astype(np.int64)
    return ReliabilityData(statements, places, grid.to_numpy().T, seen)


def _check_coders(codings: pd.DataFrame, coders: Sequence[str]) -> None:
    known = sorted(set(codings["coder"]))
    faults = [
        Fault("table codings", "coder", repr(coder), f"one of {', '.join(known)}")
        for coder in coders
        if coder not in known
    ]
    if len(coders) < 2:
        faults.append(Fault("table codings", "coder", ", ".join(coders) or "none", "two coders or more"))
    twice = sorted({coder for coder in coders if list(coders).count(coder) > 1})
    faults += [Fault("table codings", "coder", f"{coder!r} twice", "each coder once") for coder in twice]
    if faults:
        raise InputError(faults)


def _check_frames(frames: Sequence[str]) -> None:
    if not frames:
        raise InputError([Fault("agreement", "frames", "none", "one frame or more")])


@returns_table("agreement")
def measure_agreement(
    codings: pd.DataFrame, *, frames: Sequence[str], coders: Sequence[str], seed: int = 2026
) -> pd.DataFrame:
    """Measure how far two coders or more agree on each frame.

    Parameters
    ----------
    codings : DataFrame
        The table codings.
    frames : sequence of str
        Codes of frames or subcodes, one or more.
    coders : sequence of str
        Names of two coders or more.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        The table agreement, one row for each frame: the numbers of statements (read by two coders or more) and of
        documents; prevalence, the share of the codings with the frame, from 0 to 1; percent_agreement, the share of
        pairs of codings of a statement that are alike, from 0 to 1; alpha, Krippendorff's alpha for nominal data, empty
        where only one value occurs; low and high, its 95 % interval over documents, and method, how the interval was
        made or why there is none (estimate_interval in reliability); bootstrap_low and bootstrap_high, the percentile
        bootstrap over documents (2,000 resamples), which is too narrow where disagreements are few. For two coders also
        positive_agreement (the F1 of one coder against the other), kappa (Cohen's) and ac1 (Gwet's), each with its 95 %
        interval (_low, _high); for more coders these are empty: use measure_pairwise_agreement.

    Raises
    ------
    InputError
        Where no frame is given, and as make_reliability_data does.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability.

    Examples
    --------
    >>> rows = [("a", 1, "x", "f"), ("a", 1, "y", "f"), ("a", 2, "x", "none"), ("a", 2, "y", "f"),
    ...         ("a", 3, "x", "none"), ("a", 3, "y", "none")]
    >>> codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    >>> table = measure_agreement(codings, frames=["f"], coders=("x", "y")).round(3)
    >>> table.iloc[:, :6].to_dict("records")
    [{'frame': 'f', 'statements': 3, 'documents': 1, 'prevalence': 0.5, 'percent_agreement': 0.667, 'alpha': 0.444}]
    >>> table[["positive_agreement", "kappa", "ac1", "method"]].to_dict("records")
    [{'positive_agreement': 0.667, 'kappa': 0.4, 'ac1': 0.333, 'method': 'too few to say'}]
    """
    _check_frames(frames)
    readings = make_reliability_data(codings, frames=frames, coders=coders)
    size = int(readings.documents.max()) + 1
    times = draw_documents(size, seed=seed, draws=DRAWS)
    rows = []
    for frame, seen in readings.present.items():
        counts = count_values(seen, readings.coded, readings.documents)
        apart, readers = _count_apart(seen, readings.coded), readings.coded.sum(axis=0)
        low, high, method = estimate_interval(counts, measure_alpha)
        ends = bootstrap_interval(counts, measure_alpha, times=times)
        row: dict[str, object] = {"frame": frame, "statements": len(readers), "documents": size}
        row |= {
            "prevalence": float(counts[:, 1].sum() / counts[:, 1:].sum()),
            "percent_agreement": float(1 - apart.sum() / (readers * (readers - 1) / 2).sum()),
            "alpha": float(measure_alpha(counts.sum(axis=0))),
        }
        row |= {"low": low, "high": high, "bootstrap_low": ends[0], "bootstrap_high": ends[1]}
        rows.append(row | _measure_pair(seen, readings) | {"method": method})
    return pd.DataFrame(rows)


def _measure_pair(seen: Marks, readings: ReliabilityData) -> dict[str, float]:
    """Compute positive agreement, kappa and AC1 with their intervals; nan for more than two coders."""
    row = {f"{name}{end}": np.nan for name in _OF_PAIRS for end in ("", "_low", "_high")}
    if len(seen) == 2:
        counts = count_pairs(seen[0], seen[1], readings.documents)
        for name, (measure, floor) in _OF_PAIRS.items():
            low, high, _ = estimate_interval(counts, measure, floor=floor)
            row |= {name: float(measure(counts.sum(axis=0))), f"{name}_low": low, f"{name}_high": high}
    return row


@returns_table("pair_agreement")
def measure_pairwise_agreement(
    codings: pd.DataFrame,
    *,
    frames: Sequence[str],
    coders: Sequence[str],
    runs: pd.DataFrame | None = None,
    seed: int = 2026,
) -> pd.DataFrame:
    """Measure the agreement of each pair of coders on each frame.

    Parameters
    ----------
    codings : DataFrame
        The table codings.
    frames : sequence of str
        Codes of frames or subcodes, one or more.
    coders : sequence of str
        Names of two coders or more.
    runs : DataFrame, optional
        The table coder_runs (read_runs), which tells which coders are programs. None where none of them is.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        The table pair_agreement: coder_a and coder_b; compared, what the pair compares (name_comparison in
        run_comparisons); prevalence_a and prevalence_b, the share of the statements read by both to which each of them
        gave the frame, from 0 to 1; and the columns of measure_agreement. A pair that read no statement in common has 0
        statements and no measures, and method gives the reason.

    Raises
    ------
    InputError
        As measure_agreement does, and where a column of runs is missing or wrong.
    """
    make_reliability_data(codings, frames=(), coders=coders)
    runs = make_table([], "coder_runs") if runs is None else runs
    check_columns(runs, ["coder", "command", "model", "files", "prompt_sha256", "context"], where="runs: coder_runs")
    parts = []
    for pair in combinations(coders, 2):
        names = {"coder_a": pair[0], "coder_b": pair[1], "compared": name_comparison(*pair, runs)}
        try:
            readings = make_reliability_data(codings, frames=frames, coders=pair)
        except InputError:
            none = {"frame": list(frames), "statements": 0, "documents": 0, "method": NO_COMMON_STATEMENTS}
            parts.append(pd.DataFrame(none).assign(**names))
            continue
        own = np.array([seen.mean(axis=1) for seen in readings.present.values()]).reshape(-1, 2)
        table = measure_agreement(codings, frames=frames, coders=pair, seed=seed)
        parts.append(table.assign(**names, prevalence_a=own[:, 0], prevalence_b=own[:, 1]))
    return pd.concat(parts, ignore_index=True).reindex(columns=list_columns("pair_agreement"))


@returns_table("units")
def measure_unitizing(
    codings: pd.DataFrame,
    *,
    frames: Sequence[str],
    coders: Sequence[str],
    reported: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Measure separately how far coders agree on which statements carry a frame, and on which frame it is.

    Parameters
    ----------
    codings : DataFrame
        The table codings.
    frames : sequence of str
        Codes of frames, and of subcodes if they are to count; one or more.
    coders : sequence of str
        Names of two coders or more.
    reported : DataFrame, optional
        The table reported_marks (read_reported). None or an empty table if the coders did not mark reported speech.

    Returns
    -------
    DataFrame
        The table units: step, frame, measure, value, low and high (95 % interval over documents), statements, documents
        and method. Step finding: alpha, and for two coders kappa, of the frame any (a coder gave the statement one of
        the frames), on all statements read in common; the same for the frame reported if marks of reported speech are
        given. Step coding, on the statements to which all coders who read them gave one of the frames or more: alpha of
        each frame; and in the row of the frame any the measure identical sets, the share of these statements with the
        same set of codes, from 0 to 1.

    Raises
    ------
    InputError
        As measure_agreement does.
    """
    _check_frames(frames)
    readings = make_reliability_data(codings, frames=frames, coders=coders)
    some = codings["frame"].isin(list(frames))
    found = codings.assign(frame=np.where(some, ANY_FRAME, NO_FRAME)).drop_duplicates()
    rows = _measure_finding(found, ANY_FRAME, coders)
    if reported is not None and not reported.empty:
        noted = reported.assign(frame=np.where(reported["reported"], REPORTED, NO_FRAME))
        rows += _measure_finding(noted, REPORTED, coders)
    codes = np.array([readings.present[frame] for frame in frames]).reshape(len(frames), *readings.coded.shape)
    unit: Marks = np.asarray((codes.any(axis=0) | ~readings.coded).all(axis=0))
    if unit.any():
        shared = codings.merge(readings.statements[unit], on=_UNITS)
        table = measure_agreement(shared, frames=frames, coders=coders).assign(step="coding", measure="alpha")
        rows.append(table.rename(columns={"alpha": "value"}))
    rows.append(_measure_identical(readings, codes, unit))
    return pd.concat(rows, ignore_index=True)


def _measure_finding(found: pd.DataFrame, name: str, coders: Sequence[str]) -> list[pd.DataFrame]:
    table = measure_agreement(found, frames=[name], coders=coders).assign(step="finding")
    parts = [table.assign(measure="alpha", value=table["alpha"])]
    if len(coders) == 2:
        ends = {"low": table["kappa_low"], "high": table["kappa_high"]}
        parts.append(table.assign(measure="kappa", value=table["kappa"], **ends))
    return parts


def _measure_identical(readings: ReliabilityData, codes: Marks, unit: Marks) -> pd.DataFrame:
    """Compute the share of the units to which all coders who read them gave the same codes."""
    hits, readers = (codes & readings.coded).sum(axis=1), readings.coded.sum(axis=0)
    same = ((hits == 0) | (hits == readers)).all(axis=0)
    size = int(readings.documents.max()) + 1
    counts: Numbers = np.zeros((size, 2))
    np.add.at(counts, readings.documents[unit], np.stack([same[unit], ~same[unit]], axis=1))
    counts = counts[counts.sum(axis=1) > 0]
    low, high, method = estimate_interval(counts, measure_share, floor=0.0)
    row = {"step": "coding", "frame": ANY_FRAME, "measure": "identical sets"}
    numbers = {"value": float(measure_share(counts.sum(axis=0))), "low": low, "high": high}
    method = method if unit.any() else NO_COMMON_STATEMENTS
    return pd.DataFrame([row | numbers | {"statements": int(unit.sum()), "documents": len(counts), "method": method}])


@returns_table("disagreements")
def list_disagreements(codings: pd.DataFrame, *, frames: Sequence[str], coders: Sequence[str]) -> pd.DataFrame:
    """List the statements to which coders gave different codes, one row for each frame on which they differ.

    Parameters
    ----------
    codings : DataFrame
        The table codings.
    frames : sequence of str
        Codes of frames or subcodes.
    coders : sequence of str
        Names of two coders or more.

    Returns
    -------
    DataFrame
        The table disagreements, sorted by document, sentence and frame: coder names those who gave the frame, against
        those who read the statement and did not give it; several names are joined by ";". A statement that only one
        coder read is no disagreement.

    Raises
    ------
    InputError
        As make_reliability_data does.
    """
    readings = make_reliability_data(codings, frames=frames, coders=coders)
    rows = []
    for frame, seen in readings.present.items():
        for place in np.flatnonzero(_count_apart(seen, readings.coded)):
            sides = (seen[:, place], readings.coded[:, place] & ~seen[:, place])
            names = [";".join(coder for coder, here in zip(coders, side, strict=True) if here) for side in sides]
            rows.append((place, frame, *names))
    listed = pd.DataFrame(rows, columns=["place", "frame", "coder", "against"])
    units = readings.statements.iloc[listed["place"].to_numpy(dtype=np.int64)].reset_index(drop=True)
    return pd.concat([units, listed], axis=1).sort_values([*_UNITS, "frame"], ignore_index=True)


def _count_apart(seen: Marks, read: Marks) -> npt.NDArray[np.int64]:
    """Count for each statement the pairs of codings that differ."""
    hits, readers = (seen & read).sum(axis=0), read.sum(axis=0)
    apart: npt.NDArray[np.int64] = hits * (readers - hits)
    return apart

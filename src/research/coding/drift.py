"""Measure whether the agreement of coders changes in the course of their work."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from research.coding.agreement import ANY_FRAME, DRAWS, make_reliability_data, measure_agreement
from research.coding.code_checks import list_coder_files
from research.coding.coded_texts import SENTENCE_NUMBER
from research.coding.reliability import Numbers
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW, Fault, InputError, read_cells, returns_table

BY_DATE, BY_DOCUMENT = "date of coding", "order of documents"
WEIGHTED = "weighted line, jackknife over documents, t"
NO_DISAGREEMENT = "no statement apart"
_TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True)
class Trend:
    """The change in the share of disagreement from the first document to the last.

    Attributes
    ----------
    change : float
        The change; 0.05 is five percentage points more.
    low, high : float
        Its 95 % interval.
    p : float
        P-value of the permutation test.
    method : str
        How the interval was made, or why there is none.
    """

    change: float
    low: float
    high: float
    p: float
    method: str


@returns_table("coding_days")
def read_coding_dates(folder: Path) -> pd.DataFrame:
    """Read the days of coding from the coder files that have a column coded.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.

    Returns
    -------
    DataFrame
        The table coding_days: for each document and coder the last day on which the coder coded one of its sentences
        (YYYY-MM-DD). Empty cells are left out; without a column coded in any file the table is empty.

    Raises
    ------
    InputError
        With each cell that is not an ISO date.
    """
    table = _read_column(folder, "coded")
    days, faults = [], []
    for where, text in zip(table["where"], table["coded"], strict=True):
        try:
            days.append(datetime.fromisoformat(text).date().isoformat())
        except ValueError:
            faults.append(Fault(where, "coded", repr(text), "a date, such as 2026-11-20"))
    if faults:
        raise InputError(faults)
    return table.assign(coded=days).groupby(["document", "coder"])[["coded"]].max().reset_index()


@returns_table("reported_marks")
def read_reported(folder: Path) -> pd.DataFrame:
    """Read which sentences coders marked as reported speech, from the coder files that have a column reported.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.

    Returns
    -------
    DataFrame
        The table reported_marks: document, sentence, coder, reported (true or false). Empty cells are left out; without
        a column reported in any file the table is empty.

    Raises
    ------
    InputError
        With each cell that is not 1 or 0, true or false, yes or no.
    """
    table = _read_column(folder, "reported")
    truths = table["reported"].str.lower().map(_TRUTHS)
    faults = [
        Fault(where, "reported", repr(text), "1 or 0, true or false, yes or no")
        for where, text in table.loc[truths.isna(), ["where", "reported"]].itertuples(index=False)
    ]
    if faults:
        raise InputError(faults)
    return table.assign(reported=truths)


def _read_column(folder: Path, column: str) -> pd.DataFrame:
    """Read the filled cells of an optional column of the coder files: document, sentence, coder, the column, where."""
    names = ["document", "sentence", "coder", column, "where"]
    parts = [pd.DataFrame(columns=names, dtype="str").astype({"sentence": "int64"})]
    for file in list_coder_files(folder):
        table = read_cells(file)
        if {"document", "sentence", column} <= set(table.columns):
            where = [f"{file.as_posix()}, row {row + 2}" for row in table.index]
            table = table.assign(coder=file.stem, where=where)[names]
            filled = table[(table[column].str.strip() != "") & table["sentence"].str.fullmatch(SENTENCE_NUMBER)]
            parts.append(filled.assign(**{column: filled[column].str.strip()}).astype({"sentence": "int64"}))
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


@returns_table("drift")
def measure_drift(
    codings: pd.DataFrame,
    *,
    frames: Sequence[str],
    coders: Sequence[str],
    dates: pd.DataFrame | None = None,
    blocks: int = 4,
) -> pd.DataFrame:
    """Measure agreement in blocks of documents, in the order in which the documents were coded.

    Parameters
    ----------
    codings : DataFrame
        The table codings.
    frames : sequence of str
        Codes of frames or subcodes, one or more.
    coders : sequence of str
        Names of two coders or more.
    dates : DataFrame, optional
        The table coding_days (read_coding_dates). The day of a document is the last on which one of the coders coded
        it. Where a document has no day, or without dates, all documents are in the order of their ids, which is the
        order of coding only if the coders followed it.
    blocks : int
        Number of blocks; they have equal numbers of documents, or nearly.

    Returns
    -------
    DataFrame
        The table drift, by frame (in the order given) and block (from 1): first and last (day or document id), the
        numbers of statements and documents, percent_agreement from 0 to 1, alpha with its 95 % interval (low, high) and
        method, and order, the order of the documents that was used.

    Raises
    ------
    InputError
        Where blocks is under 1, and as measure_agreement does.
    """
    if blocks < 1:
        raise InputError([Fault("measure_drift", "blocks", str(blocks), "1 or more")])
    places, order = _place_documents(codings, coders, dates)
    parts = np.array_split(np.arange(len(places)), min(blocks, len(places)))
    found = []
    for number, part in enumerate(parts, start=1):
        here = places.iloc[part]
        table = measure_agreement(
            codings[codings["document"].isin(here["document"])], frames=frames, coders=_present(codings, here, coders)
        )
        name = "coded" if order == BY_DATE else "document"
        ends = {"first": here[name].iloc[0], "last": here[name].iloc[-1]}
        found.append(table.assign(block=number, order=order, **ends))
    blocked = pd.concat(found, ignore_index=True)
    ranks = blocked["frame"].map({frame: rank for rank, frame in enumerate(frames)})
    return blocked.assign(rank=ranks).sort_values(["rank", "block"], ignore_index=True)


def _present(codings: pd.DataFrame, places: pd.DataFrame, coders: Sequence[str]) -> list[str]:
    """Return the coders who read at least one of the documents."""
    here = set(codings.loc[codings["document"].isin(places["document"]), "coder"])
    return [coder for coder in coders if coder in here]


def _place_documents(
    codings: pd.DataFrame, coders: Sequence[str], dates: pd.DataFrame | None
) -> tuple[pd.DataFrame, str]:
    """Order the documents read in common: document, coded, place (0 to 1, mean rank for ties); and name the order."""
    documents = make_reliability_data(codings, frames=(), coders=coders).statements["document"].drop_duplicates()
    places = pd.DataFrame({"document": documents.sort_values(ignore_index=True), "coded": ""})
    order = BY_DOCUMENT
    if dates is not None:
        days = dates[dates["coder"].isin(list(coders))].groupby("document")["coded"].max()
        if set(places["document"]) <= set(days.index):
            order, places["coded"] = BY_DATE, places["document"].map(days)
            places = places.sort_values(["coded", "document"], ignore_index=True)
    key = places["coded" if order == BY_DATE else "document"]
    return places.assign(place=(key.rank() - 1) / max(len(places) - 1, 1)), order


@returns_table("trend")
def measure_trend(
    codings: pd.DataFrame,
    *,
    frames: Sequence[str],
    coders: Sequence[str],
    dates: pd.DataFrame | None = None,
    seed: int = 2026,
) -> pd.DataFrame:
    """Test whether disagreement increases or decreases from the first coded document to the last.

    The disagreement of a document is the share of its statements to which coders gave different codes.

    Parameters
    ----------
    codings : DataFrame
        The table codings.
    frames : sequence of str
        Codes of frames or subcodes.
    coders : sequence of str
        Names of two coders or more.
    dates : DataFrame, optional
        The table coding_days; the order of documents is that of measure_drift.
    seed : int
        Seed of the permutations.

    Returns
    -------
    DataFrame
        The table trend, one row for each frame, and before them a row of the frame any (statements with a difference in
        at least one frame): the numbers of statements, documents and disagreements (statements); change, the change of
        the share from the first document to the last (0.05 is five percentage points more), with its 95 % interval
        (low, high), p (two-sided), method, and order as in measure_drift. With fewer than 5 documents, or where all
        documents have the same position, change is empty; without a disagreement it is 0 and has no interval.

    Raises
    ------
    InputError
        As make_reliability_data does.

    Notes
    -----
    The line is fitted to the shares of the documents with their numbers of statements as weights. The interval is a
    jackknife over documents, with Student's t for the number of documents - 1 degrees of freedom. The p-value is from
    2,000 permutations of whole documents over the positions, with one added to the count and to the number. One test in
    twenty is significant by chance alone: look at the row any first.
    """
    places, order = _place_documents(codings, coders, dates)
    readings = make_reliability_data(codings, frames=frames, coders=coders)
    ids = np.unique(readings.statements["document"].to_numpy(dtype=str))
    place = places.set_index("document")["place"].reindex(ids).to_numpy(dtype=float)
    sizes = np.bincount(readings.documents).astype(float)
    apart = {}
    for frame, seen in readings.present.items():
        hits, readers = (seen & readings.coded).sum(axis=0), readings.coded.sum(axis=0)
        apart[frame] = (hits > 0) & (hits < readers)
    together = {ANY_FRAME: np.any(list(apart.values()), axis=0)} if apart else {}
    rows = []
    for frame, marks in (together | apart).items():
        counts = np.bincount(readings.documents, weights=marks).astype(float)
        row = {
            "frame": frame,
            "statements": int(sizes.sum()),
            "documents": len(ids),
            "disagreements": int(counts.sum()),
        }
        rows.append(row | asdict(fit_trend(place, counts, sizes, seed=seed)) | {"order": order})
    return pd.DataFrame(rows)


def fit_trend(order: Numbers, counts: Numbers, sizes: Numbers, *, seed: int = 2026, draws: int = DRAWS) -> Trend:
    """Fit a weighted line to the share of disagreement over the position of documents, and test its slope.

    Parameters
    ----------
    order : array of float
        Position of each document, from 0 to 1.
    counts : array of float
        Number of statements of each document with different codes.
    sizes : array of float
        Number of statements of each document, the weights of the line.
    seed : int
        Seed of the permutations.
    draws : int
        Number of permutations.

    Returns
    -------
    Trend
        The change over the whole range of positions, with its interval and p-value (measure_trend).

    Examples
    --------
    >>> place, sizes = np.linspace(0, 1, 6), np.full(6, 10.0)
    >>> found = fit_trend(place, np.array([0, 1, 1, 2, 2, 4.0]), sizes)
    >>> [round(number, 3) for number in (found.change, found.low, found.high)], found.p < 0.05
    ([0.343, 0.098, 0.587], True)
    >>> fit_trend(place[:3], sizes[:3], sizes[:3]).method
    'too few to say'
    """
    number = len(order)
    if number < MINIMUM_DOCUMENTS or np.ptp(order) == 0:
        return Trend(np.nan, np.nan, np.nan, np.nan, TOO_FEW)
    if not counts.any():
        return Trend(0.0, np.nan, np.nan, np.nan, NO_DISAGREEMENT)
    change = float(_slope(order, counts, sizes))
    without = _slope(order, counts - np.diag(counts), sizes - np.diag(sizes))
    error = np.sqrt((number - 1) / number * ((without - without.mean()) ** 2).sum())
    reach = float(stats.t.ppf(0.975, number - 1) * error)
    shuffled = np.random.default_rng(seed).permuted(np.tile(order, (draws, 1)), axis=1)
    far = np.abs(_slope(shuffled, counts, sizes)) >= abs(change) - 1e-12
    return Trend(change, change - reach, change + reach, (1 + int(far.sum())) / (1 + draws), WEIGHTED)


def _slope(place: Numbers, counts: Numbers, sizes: Numbers) -> Numbers:
    """Compute the slope of counts / sizes over place, weighted by sizes, along the last axis."""
    total = sizes.sum(axis=-1, keepdims=True)
    offset = place - (place * sizes).sum(axis=-1, keepdims=True) / total
    slope: Numbers = (offset * counts).sum(axis=-1) / (offset**2 * sizes).sum(axis=-1)
    return slope

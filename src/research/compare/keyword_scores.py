"""How well the weight of a keyword topic tells a frame, beside the cues that it was made from."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from research.compare.intervals import Numbers
from research.compare.omnibus import split_samples
from research.compare.rows import check_rows
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW, Fault, InputError, check_columns, check_number, returns_table

BOOTSTRAP = "percentiles over documents"
_RESAMPLES = 500
_ENDS = (2.5, 97.5)
_UNIT = ["document", "sentence", "frame"]


@returns_table("keyword_scores")
def score_keyword_topics(rows: pd.DataFrame, scores: Mapping[str, pd.DataFrame], *, seed: int = 2026) -> pd.DataFrame:
    """Score ways to tell frames by the area under the ROC curve, each against the first.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames, with the coders' frames. Where they have a column sample, each sample is measured apart.
    scores : mapping of str to DataFrame
        By the name of the way its table: columns document, sentence, frame and value, higher where the frame is
        likelier, as the weight of a keyword topic, the number of keywords, or whether a cue fires. A statement that a
        table lacks has the value 0. The frames of the first are measured.
    seed : int
        Seed of the resamples.

    Returns
    -------
    DataFrame
        The table keyword_scores, sorted: for each sample, frame and way the statements, documents and hits (statements
        with the frame); auc, the chance that a statement with the frame has a higher value than one without, equals
        counting half; gain, the AUC of the first way less this one (empty for the first); and the ends of their 95 %
        intervals, percentiles over 500 resamples of the documents (families of copies, where rows have them). Under 5
        documents with the frame or without, there are counts alone.

    Raises
    ------
    InputError
        Where there are no scores, a table lacks a column, or a frame is not in the rows.

    References
    ----------
    Hanley, J. A. and McNeil, B. J. (1982), The meaning and use of the area under a receiver operating characteristic
    (ROC) curve. Radiology 143(1), 29-36.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": list("abcdefghij"), "sentence": 1, "frame": "f"})
    >>> rows["present"] = [True] * 5 + [False] * 5
    >>> values = {"topic": rows.assign(value=range(10, 0, -1)), "cues": rows.assign(value=1)}
    >>> score_keyword_topics(rows, values)[["score", "auc", "gain"]].to_numpy().tolist()
    [['topic', 1.0, nan], ['cues', 0.5, 0.5]]
    """
    check_number(seed, where="score_keyword_topics", field="seed", bounds=(0, 2**32 - 1))
    check_rows(rows, where="score_keyword_topics: rows", columns=["sentence"])
    for name, table in scores.items():
        check_columns(table, [*_UNIT, "value"], where=f"scores of {name}", key=_UNIT)
    frames = sorted(set(next(iter(scores.values()))["frame"])) if scores else []
    unknown = sorted(set(frames) - set(rows["frame"]))
    if unknown or not frames:
        found = ", ".join(unknown) or "none"
        raise InputError([Fault("score_keyword_topics: scores", "frame", found, "frames of the rows")])
    records = []
    for sample, part in split_samples(rows):
        for frame in frames:
            members = part[part["frame"] == frame].sort_values(_UNIT, ignore_index=True)
            values = {name: _read_values(members, table) for name, table in scores.items()}
            records += [{"sample": sample, "frame": frame} | row for row in _score(members, values, seed)]
    return pd.DataFrame(records)


def _read_values(members: pd.DataFrame, table: pd.DataFrame) -> Numbers:
    joined = members[_UNIT].merge(table[[*_UNIT, "value"]], on=_UNIT, how="left")
    values: Numbers = joined["value"].fillna(0.0).to_numpy(dtype=np.float64)
    return values


def _score(members: pd.DataFrame, values: Mapping[str, Numbers], seed: int) -> list[dict[str, Any]]:
    """One row for each way to tell one frame in one sample."""
    present = members["present"].to_numpy(dtype=bool)
    units = members["family" if "family" in members else "document"]
    documents = members["document"]
    size = {"statements": len(members), "documents": documents.nunique(), "hits": int(present.sum())}
    fewest = min(units[present].nunique(), units[~present].nunique())
    if fewest < MINIMUM_DOCUMENTS:
        names = ("auc", "low", "high", "gain", "gain_low", "gain_high")
        return [{"score": name} | size | dict.fromkeys(names, np.nan) | {"method": TOO_FEW} for name in values]
    codes, found = pd.factorize(units, sort=True)
    random = np.random.default_rng(seed)
    drawn = [
        np.bincount(row, minlength=len(found))[codes]
        for row in random.integers(len(found), size=(_RESAMPLES, len(found)))
    ]
    # A resample in which all statements, or none, have the frame has no curve.
    drawn = [copies for copies in drawn if copies[present].any() and copies[~present].any()]
    rows: list[dict[str, object]] = []
    first: tuple[float, Numbers] | None = None
    for name, value in values.items():
        auc = float(roc_auc_score(present, value))
        resampled = np.array([roc_auc_score(present, value, sample_weight=copies) for copies in drawn])
        low, high = np.percentile(resampled, _ENDS)
        row: dict[str, object] = {"score": name} | size | {"auc": auc, "low": low, "high": high}
        gains = (np.nan, np.nan, np.nan)
        if first is not None:
            gains = (first[0] - auc, *np.percentile(first[1] - resampled, _ENDS))
        first = first or (auc, resampled)
        rows.append(row | dict(zip(("gain", "gain_low", "gain_high"), gains, strict=True)) | {"method": BOOTSTRAP})
    return rows

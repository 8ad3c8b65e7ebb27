"""How far coders agree."""

from collections.abc import Sequence

import krippendorff
import numpy as np
import pandas as pd

from research.tables import Fault, InputError


def measure_agreement(codings: pd.DataFrame, *, frames: Sequence[str], coders: tuple[str, str]) -> pd.DataFrame:
    """Measure how far two coders agree, for each frame by itself.

    Returns frame, statements (read by both), documents, prevalence (share of their codings that carry the frame),
    agreement (share of statements coded alike) and alpha: Krippendorff's alpha for nominal data (Krippendorff 2011,
    Computing Krippendorff's Alpha-Reliability), empty where only one value occurs, since nothing can then disagree.
    Raises InputError where one of the coders read nothing.

    >>> rows = [("a", 1, "x", "f"), ("a", 1, "y", "f"), ("a", 2, "x", "none"), ("a", 2, "y", "f"),
    ...         ("a", 3, "x", "none"), ("a", 3, "y", "none")]
    >>> codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    >>> measure_agreement(codings, frames=["f"], coders=("x", "y")).round(3).to_dict("records")
    [{'frame': 'f', 'statements': 3, 'documents': 1, 'prevalence': 0.5, 'agreement': 0.667, 'alpha': 0.444}]
    """
    missing = [coder for coder in coders if coder not in set(codings["coder"])]
    if missing:
        present = ", ".join(sorted(set(codings["coder"])))
        raise InputError([Fault("table codings", "coder", repr(coder), f"one of {present}") for coder in missing])
    units = ["document", "sentence"]
    read = codings[codings["coder"].isin(coders)].drop_duplicates([*units, "coder"]).groupby(units).size()
    both = read[read == len(coders)].index
    rows = []
    for frame in frames:
        hits = codings[codings["frame"] == frame].set_index(units)
        values = np.array([both.isin(hits[hits["coder"] == coder].index) for coder in coders])
        rows.append(
            {
                "frame": frame,
                "statements": len(both),
                "documents": both.get_level_values("document").nunique(),
                "prevalence": float(values.mean()),
                "agreement": float((values[0] == values[1]).mean()),
                "alpha": _alpha(values),
            }
        )
    return pd.DataFrame(rows)


def list_disagreements(codings: pd.DataFrame, *, frames: Sequence[str], coders: tuple[str, str]) -> pd.DataFrame:
    """List the statements that two coders coded apart: document, sentence, frame, coder (the one who saw it)."""
    units = ["document", "sentence", "frame"]
    hits = codings[codings["coder"].isin(coders) & codings["frame"].isin(list(frames))]
    alone = hits[hits.groupby(units)["coder"].transform("size") == 1]
    return alone[[*units, "coder"]].sort_values(units, ignore_index=True)


def _alpha(values: np.ndarray) -> float:
    if len(np.unique(values)) < 2:
        return float("nan")
    # The library's default level, interval, flatters nominal codes.
    return float(krippendorff.alpha(reliability_data=values.astype(float), level_of_measurement="nominal"))

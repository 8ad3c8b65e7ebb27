"""Declared contrasts of a coder's frames, corrected by a coded sheet."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from research.compare.contrast_sides import split_members
from research.compare.contrasts import EQUIVALENCE_MARGIN, measure_untested
from research.compare.correction.coded_sheets import CodedSheet, refuse_gold
from research.compare.correction.corrected_shares import correct_differences
from research.compare.declared_contrasts import Contrast, Contrasts
from research.compare.omnibus import split_samples
from research.tables import TOO_FEW, list_columns, returns_table

# The verdict of a contrast that is corrected: permutations would take labels as true.
NO_TEST = "no test: corrected"
_KEY = ["sample", "contrast", "frame"]
_SIDES = ("a", "b")


@returns_table("contrasts")
def correct_contrasts(
    rows: pd.DataFrame, contrasts: Contrasts, *, corrected_by: CodedSheet, seed: int = 2026
) -> pd.DataFrame:
    """Measure the declared contrasts of a coder's frames, and correct them by a coded sheet; nothing is tested.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames, with the frames of a coder that are not gold.
    contrasts : Contrasts
        The declared contrasts.
    corrected_by : CodedSheet
        Statements that were drawn from these, as a person coded them.
    seed : int
        Seed of the permutations behind the coder's own intervals, as in measure_contrasts.

    Returns
    -------
    DataFrame
        The table contrasts, with the numbers of measure_contrasts by the coder's labels, and beside them the corrected
        raw_difference with its interval (correct_differences), of these very documents: corrected_difference,
        corrected_low, corrected_high, corrected_method, with the numbers of coded statements and hits of each group;
        too few to say where a group has no statement, or none that was drawn. The verdict is no test: corrected, since
        permutations take labels as true; equivalent is judged by the corrected interval.

    Raises
    ------
    InputError
        As measure_contrasts, and where the rows are gold's.
    """
    refuse_gold(rows, where="correct_contrasts")
    table = measure_untested(rows, contrasts, seed=seed)
    if table.empty:
        return table
    found: list[dict[Hashable, Any]] = [
        {"sample": sample, "contrast": contrast.contrast} | row
        for sample, part in split_samples(rows[rows["frame"].isin(set(table["frame"]))])
        for contrast in contrasts.declared
        for row in _correct_contrast(part, contrast, corrected_by)
    ]
    added = [name for name in list_columns("contrasts") if name.startswith(("coded_", "corrected_"))]
    kinds = {name: "float64" for name in added if name != "corrected_method"}
    corrected = pd.DataFrame(found, columns=[*_KEY, *added]).astype(kinds)
    joined = table.merge(corrected, on=_KEY, how="left", validate="one_to_one")
    counts = {name: joined[name].fillna(0).astype(int) for name in added if name.startswith("coded_")}
    inside = (joined["corrected_low"] > -EQUIVALENCE_MARGIN) & (joined["corrected_high"] < EQUIVALENCE_MARGIN)
    method = joined["corrected_method"].fillna(TOO_FEW)
    return joined.assign(**counts, corrected_method=method, verdict=NO_TEST, equivalent=inside)


def _correct_contrast(rows: pd.DataFrame, contrast: Contrast, sheet: CodedSheet) -> list[dict[Hashable, Any]]:
    """The corrected difference of each frame; none where a group has no statement, or none was drawn."""
    members = split_members(rows, contrast)
    drawn = sheet.restrict(members)
    if drawn.drawn.empty or members["group"].nunique() < len(_SIDES):
        return []
    found = correct_differences(members, drawn.coded, by="group", groups=_SIDES, sample=drawn.drawn)
    names = {"difference": "corrected_difference"}
    names |= {name: f"corrected_{name}" for name in ("low", "high", "method")}
    for name in ("coded_statements", "coded_hits"):
        names |= {name: f"{name}_a", f"other_{name}": f"{name}_b"}
    return found[["frame", *names]].rename(columns=names).to_dict("records")

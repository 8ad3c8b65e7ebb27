"""Declared contrasts of a coder's frames, corrected by a coded sheet."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from research.compare.contrast_sides import split_members
from research.compare.correction.coded_sheets import CodedSheet
from research.compare.correction.corrected_shares import correct_differences
from research.compare.declared_contrasts import Contrast, Contrasts
from research.compare.omnibus import split_samples
from research.tables import TOO_FEW, list_columns

_KEY = ["sample", "contrast", "frame"]
_SIDES = ("a", "b")


def add_corrected_differences(
    table: pd.DataFrame, rows: pd.DataFrame, contrasts: Contrasts, sheet: CodedSheet
) -> pd.DataFrame:
    """Add the corrected difference of each declared contrast and frame to the table contrasts.

    Parameters
    ----------
    table : DataFrame
        The table contrasts of the rows.
    rows : DataFrame
        Rows of merge_frames, of a coder.
    contrasts : Contrasts
        The declared contrasts.
    sheet : CodedSheet
        What corrects the coder's frames.

    Returns
    -------
    DataFrame
        The table with coded_statements and coded_hits of both groups, and corrected_difference, corrected_low,
        corrected_high and corrected_method; too few to say where a group has no statement, or none that was drawn.
    """
    found: list[dict[Hashable, Any]] = [
        {"sample": sample, "contrast": contrast.contrast} | row
        for sample, part in split_samples(rows)
        for contrast in contrasts.declared
        for row in _correct_contrast(part, contrast, sheet)
    ]
    added = [name for name in list_columns("contrasts") if name.startswith(("coded_", "corrected_"))]
    kinds = {name: "float64" for name in added if name != "corrected_method"}
    corrected = pd.DataFrame(found, columns=[*_KEY, *added]).astype(kinds)
    joined = table.merge(corrected, on=_KEY, how="left", validate="one_to_one")
    counts = {name: joined[name].fillna(0).astype(int) for name in added if name.startswith("coded_")}
    return joined.assign(**counts, corrected_method=joined["corrected_method"].fillna(TOO_FEW))


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

"""Rows of compare.merge_frames in wide form, one row a statement."""

from collections.abc import Sequence

import pandas as pd

from research.tables import Fault, InputError, check_columns

UNIT = ["document", "sentence"]


def check_choice(where: str, field: str, value: str, choices: Sequence[str]) -> None:
    """Raise InputError for a value that is not one of the choices."""
    if value not in choices:
        raise InputError([Fault(where, field, repr(value), "one of " + ", ".join(choices))])


def pivot_frames(rows: pd.DataFrame, frames: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """One row a statement: document, sentence, the columns, and a column for each frame. Raises InputError."""
    optional = [name for name in columns if name == "family"]
    needed = [*UNIT, "frame", "present", *(name for name in columns if name != "family")]
    check_columns(rows, needed, where="table rows", groups=optional, key=[*UNIT, "frame"])
    codes = set(rows["frame"].unique())
    faults = []
    if unknown := [code for code in frames if code not in codes]:
        faults.append(Fault("network", "frames", ", ".join(unknown), "of " + ", ".join(sorted(codes))))
    if not frames:
        faults.append(Fault("network", "frames", "none", "at least one frame"))
    if faults:
        raise InputError(faults)
    wide = rows.pivot(index=UNIT, columns="frame", values="present")[list(frames)].reset_index()
    attributes = rows[[*UNIT, *columns]].drop_duplicates(UNIT)
    return wide.merge(attributes, on=UNIT, validate="one_to_one").rename_axis(columns=None)

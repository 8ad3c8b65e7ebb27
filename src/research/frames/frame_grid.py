"""The grid of all statements and all frames."""

import numpy as np
import pandas as pd

from research.codebook import Codebook
from research.tables import returns_table

KEY = ["document", "sentence"]


@returns_table("frames")
def fill_frames(statements: pd.DataFrame, codebook: Codebook, fired: pd.DataFrame, coder: str) -> pd.DataFrame:
    """A row for every statement and frame, present where fired has one."""
    codes = pd.DataFrame({"frame": [frame.code for frame in codebook.frames]}, dtype="str")
    # A table without rows has no types, and a merge would lose those of the other table.
    fired = fired.astype({"document": "str", "sentence": "int64", "frame": "str"})
    frames = statements[KEY].merge(codes, how="cross").merge(fired, on=[*KEY, "frame"], how="left", indicator="seen")
    probability = frames["probability"] if "probability" in frames.columns else np.nan
    return frames.assign(
        coder=coder, present=frames["seen"].eq("both"), probability=probability, cue=frames["cue"].fillna("")
    )

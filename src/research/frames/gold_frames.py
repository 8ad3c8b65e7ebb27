"""People's codings to frames, checked."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from research.codebook import Codebook, check_codes
from research.frames.frame_grid import KEY, fill_frames
from research.tables import Fault, InputError, check_table, merge_faults, returns_table


@returns_table("frames")
def make_frames(
    statements: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, *, coder: str = "gold"
) -> pd.DataFrame:
    """Turn one coder's codings into frames: one row for every statement and frame, subcodes included.

    Columns: those of the table frames; cue is empty. codings has a row for every frame a coder saw in a statement, or
    one row with the frame none.

    Raises InputError with every fault: a statement the coder did not read, a coding of a sentence that is not there, a
    code the codebook has not, none beside a frame, a frame with subcodes but none of them, a subcode without its frame.
    """
    check_table(statements, "statements")
    check_table(codings, "codings")
    own = codings.loc[codings["coder"].eq(coder), [*KEY, "frame"]]
    faults = [*_check_readings(statements, own, coder), *_check_codes(own, codebook, coder)]
    if faults:
        raise InputError(merge_faults(faults))
    fired = own[own["frame"].ne("none")].assign(cue="", cue_start=np.nan, cue_stop=np.nan)
    return fill_frames(statements, codebook, fired, coder)


def _check_readings(statements: pd.DataFrame, own: pd.DataFrame, coder: str) -> list[Fault]:
    both = statements[KEY].merge(own[KEY].drop_duplicates(), on=KEY, how="outer", indicator="seen")
    faults = []
    for (side, document), part in both.groupby(["seen", "document"], observed=True):
        where = f"codings of {coder}, document {document}"
        numbers = ", ".join(map(str, sorted(part["sentence"])))
        if side == "left_only":
            remedy = "code them, with none where no frame is seen"
            faults.append(Fault(where, "sentence", f"no row for {numbers}", "a row for every sentence", remedy))
        elif side == "right_only":
            remedy = "correct the number, or add the statement"
            faults.append(Fault(where, "sentence", numbers, "a sentence of the statements", remedy))
    return faults


def _check_codes(own: pd.DataFrame, codebook: Codebook, coder: str) -> Iterable[Fault]:
    for (document, sentence), part in own.groupby(KEY):
        where = f"codings of {coder}, document {document}, sentence {sentence}"
        for found, expected, remedy in check_codes(part["frame"], codebook):
            yield Fault(where, "frame", found, expected, remedy)

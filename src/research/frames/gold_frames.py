"""Frames from people's codings, with checks."""

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

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    codings : DataFrame
        The table codings: a row for every frame that a coder saw in a statement, or one row with the frame none.
    codebook : Codebook
        The frames.
    coder : str
        The coder whose codings are used.

    Returns
    -------
    DataFrame
        The table frames of that coder; cue is empty.

    Raises
    ------
    InputError
        With every fault: a statement without a coding, a coding of an unknown sentence, a code that the codebook does
        not have, none together with a frame, a frame with subcodes but none of them, a subcode without its frame.
    """
    check_table(statements, "statements")
    check_table(codings, "codings")
    coded = codings.loc[codings["coder"].eq(coder), [*KEY, "frame"]]
    faults = [*_check_statements(statements, coded, coder), *_check_codes(coded, codebook, coder)]
    if faults:
        raise InputError(merge_faults(faults))
    fired = coded[coded["frame"].ne("none")].assign(cue="", cue_start=np.nan, cue_stop=np.nan)
    return fill_frames(statements, codebook, fired, coder)


def _check_statements(statements: pd.DataFrame, coded: pd.DataFrame, coder: str) -> list[Fault]:
    both = statements[KEY].merge(coded[KEY].drop_duplicates(), on=KEY, how="outer", indicator="seen")
    faults = []
    for (merge_state, document), part in both[both["seen"].ne("both")].groupby(["seen", "document"], observed=True):
        where = f"codings of {coder}, document {document}"
        numbers = ", ".join(map(str, sorted(part["sentence"])))
        if merge_state == "left_only":
            remedy = "code them, with none where no frame is seen"
            faults.append(Fault(where, "sentence", f"no row for {numbers}", "a row for every sentence", remedy))
        elif merge_state == "right_only":
            remedy = "correct the number, or add the statement"
            faults.append(Fault(where, "sentence", numbers, "a sentence of the statements", remedy))
    return faults


def _check_codes(coded: pd.DataFrame, codebook: Codebook, coder: str) -> Iterable[Fault]:
    # Most statements have one code alone, of which each is checked once.
    several = coded.duplicated(KEY, keep=False)
    unfit = [code for code in coded.loc[~several, "frame"].unique() if check_codes([code], codebook)]
    given: dict[tuple[str, int], list[str]] = {}
    for document, sentence, frame in coded[several | coded["frame"].isin(unfit)].itertuples(index=False, name=None):
        given.setdefault((document, sentence), []).append(frame)
    for (document, sentence), codes in sorted(given.items()):
        where = f"codings of {coder}, document {document}, sentence {sentence}"
        for found, expected, remedy in check_codes(codes, codebook):
            yield Fault(where, "frame", found, expected, remedy)

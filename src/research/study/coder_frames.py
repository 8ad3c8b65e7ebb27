"""Whose frames a comparison takes: gold, one person's, or those of a program."""

import pandas as pd

from research.frames import code_out_of_sample, code_with_cues, make_frames
from research.study.corpus_study import Study
from research.tables import Fault, InputError, returns_table

_GOLD, _CUE, _TRAINED = "gold", "cue", "trained"


@returns_table("frames")
def read_codes(study: Study, name: str) -> pd.DataFrame:
    """Read the frames of one coder of a study.

    Parameters
    ----------
    study : Study
        As open_study reads it.
    name : str
        gold; a coder of coding/; cue (the cue coder); or trained (each document coded by a coder not fitted on it).

    Returns
    -------
    DataFrame
        The table frames.

    Raises
    ------
    InputError
        Where nobody has that name.
    """
    if name == _GOLD:
        return study.gold
    if name == _CUE:
        return code_with_cues(study.statements, study.codebook)
    if name == _TRAINED:
        return code_out_of_sample(study.statements, study.gold, study.codebook, frozen=study.frozen)
    codings = study.coder_codings
    if name not in set(codings["coder"]):
        expected = "one of " + ", ".join([_GOLD, *sorted(set(codings["coder"])), _CUE, _TRAINED])
        raise InputError([Fault("evidence", "codes", repr(name), expected)])
    return make_frames(study.statements, codings, study.codebook, coder=name)

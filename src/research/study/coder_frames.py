"""Whose frames a comparison takes: gold, one person's, or those of a program."""

from collections.abc import Sequence

import pandas as pd

from research import compare
from research.frames import code_with_cues, make_frames
from research.study.corpus_study import Study
from research.tables import Fault, InputError, list_columns, returns_table

_GOLD, _CUE = "gold", "cue"


@returns_table("frames")
def read_codes(study: Study, name: str) -> pd.DataFrame:
    """Read the frames of one coder of a study.

    Parameters
    ----------
    study : Study
        As open_study reads it.
    name : str
        gold; a coder of coding/; or cue (the cue coder).

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
    codings = study.coder_codings
    if name not in set(codings["coder"]):
        expected = "one of " + ", ".join([_GOLD, *sorted(set(codings["coder"])), _CUE])
        raise InputError([Fault("evidence", "codes", repr(name), expected)])
    return make_frames(study.statements, codings, study.codebook, coder=name)


@returns_table("hypotheses")
def test_confirmation(
    study: Study, *, codes: Sequence[str] = (), seed: int = 2026, draws: int = 99_999
) -> pd.DataFrame:
    """Test the hypotheses of a study in the sample that was drawn for them, by gold and by the frames of coders.

    Parameters
    ----------
    study : Study
        As open_study reads it, with all its samples.
    codes : sequence of str
        Whose frames, as read_codes takes them; without any, gold and all who coded the whole sample.
    seed, draws : int
        As compare.test_hypotheses takes them.

    Returns
    -------
    DataFrame
        The table hypotheses, empty where the study has none; earlier_difference is that of all other samples, as they
        are now.

    Raises
    ------
    InputError
        Where the sample or a coder is unknown, or a coder did not code all of the sample.
    """
    hypotheses = study.hypotheses
    if not hypotheses.declared:
        return pd.DataFrame(columns=list_columns("hypotheses"))
    part = study.restrict(sample=hypotheses.sample)
    names = codes or [_GOLD, *_list_whole_coders(part)]
    codings = {name: read_codes(part, name) for name in names}
    rows = compare.stack_codings(part.documents, part.statements, codings, families=part.families)
    earlier = study.rows[study.rows["sample"] != hypotheses.sample]
    return compare.test_hypotheses(rows, hypotheses, earlier=None if earlier.empty else earlier, seed=seed, draws=draws)


def _list_whole_coders(study: Study) -> list[str]:
    """The coders of coding/ who coded all statements of officials."""
    key = ["document", "sentence"]
    units = study.statements.loc[study.statements["official"], key]
    coded = units.merge(study.coder_codings[["coder", *key]].drop_duplicates(), on=key)
    sizes = coded.groupby("coder").size()
    return sorted(sizes.index[sizes == len(units)].astype("str"))

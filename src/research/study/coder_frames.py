"""Whose frames a comparison takes: gold, one person's, or those of a program."""

from collections.abc import Sequence

import pandas as pd

from research import compare
from research.codebook import NO_FRAME
from research.coding import RUN_ENDING, list_run_names, read_run
from research.frames import KEY, code_with_cues, make_frames
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
        gold; a coder of coding/; or cue (the cue coder). A program is handed reported statements alone: in narration it
        sees no frame.

    Returns
    -------
    DataFrame
        The table frames.

    Raises
    ------
    InputError
        Where nobody has that name.
    """
    if name == study.coder:
        return study.gold
    if name == _CUE:
        return code_with_cues(study.statements, study.codebook)
    codings = study.coder_codings
    if name not in set(codings["coder"]):
        expected = "one of " + ", ".join([_GOLD, *sorted(set(codings["coder"])), _CUE])
        raise InputError([Fault("evidence", "codes", repr(name), expected)])
    if name in list_run_names(study.folder / "coding"):
        narration = study.statements.loc[~study.statements["reported"].astype("bool"), KEY]
        codings = pd.concat([codings, narration.assign(coder=name, frame=NO_FRAME)]).drop_duplicates()
    return make_frames(study.statements, codings, study.codebook, coder=name)


def find_shown(study: Study, name: str) -> set[str]:
    """Find the texts that the prompt of a program showed with their codes.

    Parameters
    ----------
    study : Study
        With all statements.
    name : str
        The coder.

    Returns
    -------
    set of str
        The texts; none for a person. Another statement with the same words was shown as well.
    """
    folder = study.folder / "coding"
    if name not in list_run_names(folder):
        return set()
    shots = {(shot.document, shot.sentence) for shot in read_run(folder / f"{name}{RUN_ENDING}").shots}
    keys = pd.MultiIndex.from_frame(study.statements[KEY])
    return set(study.statements.loc[keys.isin(shots), "text"]) if shots else set()


@returns_table("hypotheses")
def test_confirmation(
    study: Study, *, codes: Sequence[str] = (), seed: int = 2026, draws: int = 99_999
) -> pd.DataFrame:
    """Test the hypotheses of a study in the sample that was drawn for them, by gold and by the frames of people.

    Hypotheses are judged on gold alone. The frames of the people who coded show how far a verdict hangs on who coded;
    those of a program are refused.

    Parameters
    ----------
    study : Study
        As open_study reads it, with all its samples.
    codes : sequence of str
        Whose frames: gold, and people; without any, gold and all people who coded the whole sample.
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
        Where the sample or a coder is unknown, a coder is a program, or did not code all of the sample.
    """
    hypotheses = study.hypotheses
    if not hypotheses.declared:
        return pd.DataFrame(columns=list_columns("hypotheses"))
    part = study.restrict(sample=hypotheses.sample)
    _refuse_programs(study, codes)
    names = codes or [_GOLD, *_list_whole_coders(part)]
    codings = {name: read_codes(part, name) for name in names}
    rows = compare.stack_codings(part.documents, part.statements, codings, families=part.families)
    earlier = study.rows[study.rows["sample"] != hypotheses.sample]
    return compare.test_hypotheses(rows, hypotheses, earlier=None if earlier.empty else earlier, seed=seed, draws=draws)


def _refuse_programs(study: Study, codes: Sequence[str]) -> None:
    """Refuse codes that are neither gold nor a person's."""
    advice = "hypotheses are judged on gold; research compare compares the frames of a program"
    programs = {_CUE, *list_run_names(study.folder / "coding")}
    expected = "one of " + ", ".join((_GOLD, *study.people)) if codes else ""
    faults = []
    for name in [name for name in codes if name not in (_GOLD, *study.people)]:
        found, remedy = (f"{name!r}, a program", advice) if name in programs else (repr(name), "")
        faults.append(Fault("confirmation", "codes", found, expected, remedy))
    # A study by the frames of a coder (open_by_coder) has these in the place of gold.
    if study.coder != _GOLD:
        faults.append(Fault("confirmation", "study", f"by the frames of {study.coder}", "one by gold", advice))
    if faults:
        raise InputError(faults)


def _list_whole_coders(study: Study) -> list[str]:
    """The people who coded all statements of officials."""
    units = study.statements.loc[study.statements["official"], KEY]
    coded = units.merge(study.coder_codings[["coder", *KEY]].drop_duplicates(), on=KEY)
    sizes = coded.groupby("coder").size()
    return [name for name in study.people if sizes.get(name, 0) == len(units)]

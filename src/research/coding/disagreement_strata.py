"""Mark the statements to which coders give different frames, so that a sample can be drawn by it."""

from collections.abc import Sequence

import pandas as pd

from research.codebook import NO_FRAME
from research.coding.sampling import DISAGREEMENT, UNITS
from research.tables import Fault, InputError, returns_table

DISAGREE, AGREE, INCOMPLETE = "disagree", "agree", "not coded by all"


@returns_table("disagreement_strata")
def mark_disagreement(statements: pd.DataFrame, codings: pd.DataFrame, *, coders: Sequence[str]) -> pd.DataFrame:
    """Mark whether coders give each statement different frames.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    codings : DataFrame
        The table codings: a row for every frame that a coder saw in a statement, or one row with the frame none.
    coders : sequence of str
        Names of two coders or more, people or programs.

    Returns
    -------
    DataFrame
        The table disagreement_strata, in the order of the statements: disagree where two of the coders give other
        frames than each other, agree where all give the same, not coded by all where one of them lacks the statement.

    Raises
    ------
    InputError
        Where fewer than two coders are named, one is named twice, or one has no codings.

    Examples
    --------
    >>> said = pd.DataFrame({"document": "a", "sentence": [1, 2, 3]})
    >>> rows = [(1, "x", "harm"), (1, "y", "none"), (2, "x", "none"), (2, "y", "none"), (3, "x", "harm")]
    >>> codings = pd.DataFrame(rows, columns=["sentence", "coder", "frame"]).assign(document="a")
    >>> mark_disagreement(said, codings, coders=["x", "y"])["disagreement"].tolist()
    ['disagree', 'agree', 'not coded by all']
    """
    known = sorted(set(codings["coder"]))
    faults = [Fault("sample", "coders", repr(name), "one of " + ", ".join(known)) for name in coders]
    faults = [fault for fault, name in zip(faults, coders, strict=True) if name not in known]
    if len(set(coders)) < max(2, len(coders)):
        faults.append(Fault("sample", "coders", ", ".join(coders) or "none", "two different names or more"))
    if faults:
        raise InputError(faults)
    read = codings.loc[codings["coder"].isin(list(coders)), [*UNITS, "coder", "frame"]].drop_duplicates()
    counts = read.groupby(UNITS, sort=True)["coder"].nunique()
    # A frame that not all who read the statement gave it sets one of them apart from another.
    given = read[read["frame"].ne(NO_FRAME)].groupby([*UNITS, "frame"], sort=True).size().groupby(UNITS).min()
    units = pd.MultiIndex.from_frame(statements[UNITS])
    coded = counts.reindex(units, fill_value=0).eq(len(coders)).to_numpy()
    apart = given.reindex(units, fill_value=len(coders)).lt(len(coders)).to_numpy()
    marks = pd.Series(AGREE, index=statements.index, dtype="str").mask(apart, DISAGREE).mask(~coded, INCOMPLETE)
    return statements[UNITS].assign(**{DISAGREEMENT: marks})

"""The same statements as coded by several coders, in one table."""

from collections.abc import Mapping

import pandas as pd

from research.compare.rows import merge_frames
from research.tables import Fault, InputError, returns_table


@returns_table("readings")
def stack_codings(
    documents: pd.DataFrame, statements: pd.DataFrame, codings: Mapping[str, pd.DataFrame], *, families: pd.DataFrame
) -> pd.DataFrame:
    """Stack the rows of merge_frames for every coding: the rows of a multiverse analysis.

    Parameters
    ----------
    documents, statements : DataFrame
        The tables documents and statements.
    codings : mapping
        For each name (gold, a coder), its table frames, of all statements.
    families : DataFrame
        The family of each document, from corpus.find_families.

    Returns
    -------
    DataFrame
        The table readings: the columns of merge_frames, codes (the name), framed (whether the coding has any frame in
        the statement) and complete (of the document).

    Raises
    ------
    InputError
        As merge_frames, and where there is no coding.
    """
    if not codings:
        raise InputError([Fault("stack_codings", "readings", "none", "one frames table at least")])
    parts = []
    for name, frames in codings.items():
        rows = merge_frames(documents, statements, frames, families=families).drop(columns="coder", errors="ignore")
        framed = rows["present"].groupby([rows["document"], rows["sentence"]]).transform("any")
        parts.append(rows.assign(codes=name, framed=framed))
    joined = pd.concat(parts, ignore_index=True).astype({"codes": "str"})
    return joined.merge(documents[["document", "complete"]], on="document", how="left", validate="many_to_one")

"""Statements of documents that nobody has coded yet, beside those of the coded ones."""

import pandas as pd

from research.attribution import find_statements
from research.codebook import map_offices
from research.study.corpus_study import Study
from research.tables import returns_table


@returns_table("statements")
def list_all_statements(known: Study) -> pd.DataFrame:
    """List the statements of a study, and after them those of documents not coded yet, as the rules find them.

    Parameters
    ----------
    known : Study
        As open_study opens it.

    Returns
    -------
    DataFrame
        The table statements of all documents.
    """
    bare = known.documents[known.documents["document"].isin(list(known.uncoded))]
    if bare.empty:
        return known.statements.reset_index(drop=True)
    found = map_offices(find_statements(bare), known.codebook)
    return pd.concat([known.statements, found[known.statements.columns.intersection(found.columns)]], ignore_index=True)

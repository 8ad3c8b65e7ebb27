"""Statements by how many days before the vote, or another day of the period, their document was published."""

import pandas as pd

from research.compare.rows import NO_GROUP, check_rows
from research.tables import DAYS_BEFORE, check_columns, returns_table

AFTER = "after the day"
# From the last days to the first, as DAYS_BEFORE cuts them, and turned round: in the order of time.
_SPANS = list(zip((0, *(days + 1 for days in DAYS_BEFORE)), DAYS_BEFORE, strict=False))
DAY_GROUPS = (
    f"over {DAYS_BEFORE[-1]} days before",
    *(f"{least} to {most} days before" for least, most in reversed(_SPANS)),
    AFTER,
)


@returns_table("rows")
def group_days(rows: pd.DataFrame, documents: pd.DataFrame, elections: pd.DataFrame) -> pd.DataFrame:
    """Group statements by the days between the publication of their document and the day of its period.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    documents, elections : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame
        The table rows with the column days_before, a name of DAY_GROUPS. Documents that are dated to the month or year
        are in a group where all its days are, else in the group none, as are those of no period or of one without a
        day.

    Raises
    ------
    InputError
        Where a table lacks a column.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a", "b"], "sentence": 1, "frame": "f", "present": True})
    >>> documents = pd.DataFrame({"document": ["a", "b"], "election": "vote", "date_precision": ["day", "month"],
    ...                           "published": pd.to_datetime(["2024-02-01", "2024-01-01"])})
    >>> elections = pd.DataFrame({"election": ["vote"], "voting_day": pd.to_datetime(["2024-02-14"])})
    >>> group_days(rows, documents, elections)["days_before"].tolist()
    ['0 to 30 days before', 'none']
    """
    check_rows(rows, where="group_days: rows")
    needed = ["document", "published", "date_precision", "election"]
    check_columns(documents, needed, where="documents", key=["document"])
    # A period may have no day.
    dated = elections.dropna(subset=[name for name in ("voting_day",) if name in elections.columns])
    check_columns(dated, ["election", "voting_day"], where="elections", key=["election"])
    days = pd.to_datetime(documents["election"].map(dict(zip(dated["election"], dated["voting_day"], strict=True))))
    first = documents["published"]
    ends = {"month": first + pd.offsets.MonthEnd(0), "year": first + pd.offsets.YearEnd(0)}
    last = first.copy()
    for precision, end in ends.items():
        last = last.where(documents["date_precision"] != precision, end)
    groups = [_name_group((days - moment).dt.days) for moment in (first, last)]
    named = groups[0].where(groups[0].eq(groups[1]), NO_GROUP)
    by_document = dict(zip(documents["document"], named, strict=True))
    return rows.assign(days_before=rows["document"].map(by_document).fillna(NO_GROUP))


def _name_group(days: pd.Series) -> pd.Series:
    """The group of each number of days before; none where it is missing."""
    edges = [float("-inf"), -1, *DAYS_BEFORE, float("inf")]
    names = pd.cut(days, edges, labels=list(reversed(DAY_GROUPS)))
    return names.astype("object").fillna(NO_GROUP)

"""Shares of frames in topics: each statement counts for the topic that takes most of it."""

import pandas as pd

from research.compare.shares import measure_shares
from research.tables import check_columns, returns_table


@returns_table("topic_shares")
def measure_topic_shares(rows: pd.DataFrame, dominant: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Measure the share of each topic's statements that carry each frame.

    Parameters
    ----------
    rows : DataFrame
        The table rows.
    dominant : DataFrame
        Of topics.find_dominant_topics: document, sentence, topic.
    terms : DataFrame
        Of topics.list_top_terms: topic, terms.

    Returns
    -------
    DataFrame
        The table shares by topic, with the columns topic (a number) and terms.

    Raises
    ------
    InputError
        Where a table lacks one of these columns.
    """
    keys = ["document", "sentence"]
    check_columns(dominant, [*keys, "topic"], where="table of dominant topics", key=keys)
    check_columns(terms, ["topic", "terms"], where="table of terms", key=["topic"])
    members = rows.merge(dominant[[*keys, "topic"]], on=keys)
    shares = measure_shares(members, by="topic").astype({"group": "int64"})
    return shares.merge(terms[["topic", "terms"]], left_on="group", right_on="topic")

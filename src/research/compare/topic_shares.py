"""Frames in the statements of each topic, beside what the topic keeps: each statement counts for its main topic."""

import pandas as pd

from research.compare.shares import measure_shares
from research.tables import check_columns, returns_table

_UNIT = ["document", "sentence"]
_KEPT = ["kept", "noise", "returns"]


@returns_table("topic_shares")
def measure_topic_shares(
    rows: pd.DataFrame, dominant: pd.DataFrame, terms: pd.DataFrame, gates: pd.DataFrame
) -> pd.DataFrame:
    """Measure the share of each topic's statements that carry each frame.

    Parameters
    ----------
    rows : DataFrame
        The table rows, so officials' statements alone count; with those of add_unframed the statements without a frame
        are measured too.
    dominant : DataFrame
        The table dominant_topics of the topics that are shown; topic 0 is what is left over.
    terms : DataFrame
        The table topics of the same topics; with a column label_en their labels are kept.
    gates : DataFrame
        The table topic_gates of the same model, which has the numbers of these topics.

    Returns
    -------
    DataFrame
        The table shares by topic, with the columns topic (a number), terms, label (empty where none was given), part
        (of all reported statements with a known term, from 0 to 1), and kept, noise and returns of the table
        topic_gates, empty for what is left over.

    Raises
    ------
    InputError
        Where a table lacks one of these columns, or a statement, topic or number has two rows.
    """
    check_columns(dominant, [*_UNIT, "topic"], where="table of dominant topics", key=_UNIT)
    check_columns(terms, ["topic", "terms", "share"], where="table of terms", key=["topic"])
    passed = gates[gates["number"] > 0]
    check_columns(passed, ["number", *_KEPT], where="table of gates", key=["number"])
    members = rows.merge(dominant[[*_UNIT, "topic"]], on=_UNIT)
    shares = measure_shares(members, by="topic").astype({"group": "int64"})
    labels = terms["label_en"].fillna("") if "label_en" in terms.columns else ""
    named = terms[["topic", "terms", "share"]].rename(columns={"share": "part"}).assign(label=labels)
    named = named.merge(passed[["number", *_KEPT]], left_on="topic", right_on="number", how="left")
    return shares.merge(named.drop(columns="number"), left_on="group", right_on="topic")

"""Lists of fitted topics: their terms, the main topic of each statement, and typical statements.

Each takes the table topic_gates: topics that do not survive are left over, under the number 0.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from research.tables import check_columns, check_number, returns_table
from research.topics.topic_models import DIGITS, Topics, read_weights

if TYPE_CHECKING:
    from research.text import Terms

LEFT_OVER = 0
_KEYS = ["document", "sentence"]


@returns_table("dominant_topics")
def find_dominant_topics(topics: Topics, gates: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find the topic with the largest weight in each statement.

    Parameters
    ----------
    topics : Topics
        Of fit_topics.
    gates : DataFrame, optional
        The table topic_gates: topics that survive get their number there, the others 0. Without it all keep theirs.

    Returns
    -------
    DataFrame
        The table dominant_topics, sorted by document and sentence: document, sentence, topic and weight (share of the
        statement, from 0 to 1). Of equal topics the first is taken; statements without a known term are left out.

    Raises
    ------
    InputError
        Where gates lacks a column.
    """
    weights = topics.topic_statements["weight"].to_numpy().reshape(-1, topics.number)
    units = topics.topic_statements[_KEYS].iloc[:: topics.number]
    known = ~np.isnan(weights).any(axis=1)
    main = np.round(weights[known], DIGITS).argmax(axis=1)
    table = units[known].assign(topic=main + 1, weight=weights[known, main])
    return number_topics(table, gates).sort_values(_KEYS, ignore_index=True)


def number_topics(table: pd.DataFrame, gates: pd.DataFrame | None) -> pd.DataFrame:
    """Number the topics of a table by the gates: those that survive from 1, the others 0.

    Parameters
    ----------
    table : DataFrame
        A column topic with numbers of the fit, as topic_refits has.
    gates : DataFrame, optional
        The table topic_gates; without it the table is returned as it is.

    Returns
    -------
    DataFrame
        The table with the numbers replaced.

    Raises
    ------
    InputError
        Where gates lacks a column.

    Examples
    --------
    >>> gates = pd.DataFrame({"topic": [1, 2, 3], "number": [1, 0, 2]})
    >>> number_topics(pd.DataFrame({"topic": [3, 2, 1]}), gates)["topic"].tolist()
    [2, 0, 1]
    """
    if gates is None:
        return table
    check_columns(gates, ["topic", "number"], where="table of gates", key=["topic"])
    numbers = gates.set_index("topic")["number"]
    return table.assign(topic=table["topic"].map(numbers).fillna(LEFT_OVER).astype("int64"))


@returns_table("topics")
def list_top_terms(topics: Topics, gates: pd.DataFrame | None = None, *, number: int = 10) -> pd.DataFrame:
    """List the terms of each topic, by weight and by lift.

    Parameters
    ----------
    topics : Topics
        Of fit_topics.
    gates : DataFrame, optional
        The table topic_gates: topics that do not survive make one row, 0, without terms.
    number : int
        Number of terms of a topic.

    Returns
    -------
    DataFrame
        The table topics, sorted by topic: topic, share (of the statements with a known term whose main topic it is,
        from 0 to 1), terms (heaviest first, with commas between them) and lifted (those of the largest lift: how many
        times as often as in all statements, stems of equal lift by weight).

    Raises
    ------
    InputError
        Where number is no whole number from 1, or gates lacks a column.
    """
    check_number(number, where="list_top_terms", field="number")
    terms = number_topics(topics.topic_terms, gates)
    terms = terms[terms["topic"] != LEFT_OVER] if gates is not None else terms
    heavy = terms[terms["rank"] <= number].sort_values(["topic", "rank"])
    ordered = terms.assign(order=-terms["lift"].round(DIGITS)).sort_values(["topic", "order", "rank"])
    lifted = ordered[ordered.groupby("topic").cumcount() < number]
    named = {
        name: part.groupby("topic")["term"].agg(", ".join) for name, part in (("terms", heavy), ("lifted", lifted))
    }
    main = find_dominant_topics(topics, gates)["topic"]
    shares = main.value_counts(normalize=True).rename("share")
    numbers = sorted({*terms["topic"], *main})
    table = pd.DataFrame({"share": shares, **named}, index=pd.Index(numbers, name="topic"))
    return table.fillna({"share": 0.0, "terms": "", "lifted": ""}).reset_index()


@returns_table("typical_statements")
def find_typical_statements(
    topics: Topics,
    terms: "Terms",
    statements: pd.DataFrame,
    gates: pd.DataFrame | None = None,
    *,
    number: int = 3,
) -> pd.DataFrame:
    """Find those of some statements that are most like each topic, among those in which it has the largest weight.

    At most one statement of a document is taken for a topic. Unlike the weight, likeness does not reward a statement
    for being short.

    Parameters
    ----------
    topics : Topics
        Of fit_topics.
    terms : Terms
        Those the topics were fitted to.
    statements : DataFrame
        Columns document, sentence and text: the statements that may be shown.
    gates : DataFrame, optional
        The table topic_gates: only topics that survive are asked for.
    number : int
        Number of statements of a topic.

    Returns
    -------
    DataFrame
        The table typical_statements, sorted by topic and rank: topic, rank, document, sentence, likeness (cosine of the
        statement's counts and the topic's weights, from 0 to 1), weight (share of the statement, from 0 to 1) and text.
        Statements of equal likeness are in the order of document and sentence.

    Raises
    ------
    InputError
        Where number is no whole number from 1, or statements lacks a column.
    """
    from sklearn.metrics.pairwise import cosine_similarity

    check_columns(statements, [*_KEYS, "text"], where="statements", key=_KEYS)
    check_number(number, where="find_typical_statements", field="number")
    words, _ = read_weights(topics, terms)
    table = find_dominant_topics(topics)
    rows = pd.MultiIndex.from_frame(terms.rows[_KEYS]).get_indexer(pd.MultiIndex.from_frame(table[_KEYS]))
    likeness = np.zeros(len(table))
    for topic, weights in enumerate(words, start=1):
        members = np.flatnonzero(table["topic"] == topic)
        if len(members):
            counts = terms.matrix[rows[members]].astype(float)
            likeness[members] = cosine_similarity(counts, weights[None, :]).ravel().clip(0, 1)
    table = number_topics(table.assign(likeness=likeness), gates)
    table = table[table["topic"] != LEFT_OVER].merge(statements[[*_KEYS, "text"]], on=_KEYS)
    table = table.assign(order=-table["likeness"].round(DIGITS)).sort_values(["topic", "order", *_KEYS])
    table = table.drop_duplicates(["topic", "document"])
    table = table[table.groupby("topic").cumcount() < number]
    table = table.assign(rank=table.groupby("topic").cumcount() + 1)
    return table[["topic", "rank", *_KEYS, "likeness", "weight", "text"]]

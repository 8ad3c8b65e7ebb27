"""Repeated statements, counted once, by the rules of the Discourse Network Analyzer (DNA)."""

from collections.abc import Sequence

import pandas as pd

from research.tables import Fault, InputError, check_columns, check_documents

DUPLICATE_RULES = ("include", "document", "week", "month", "year", "acrossrange")
_PERIODS = {"week": "W-SUN", "month": "M", "year": "Y"}
_KEY = ["document", "sentence"]


def drop_repeats(statements: pd.DataFrame, documents: pd.DataFrame, *, rule: str, same: Sequence[str]) -> pd.DataFrame:
    """Keep the first of each repeated statement.

    Parameters
    ----------
    statements : DataFrame
        document, sentence, speaker and the columns of same.
    documents : DataFrame
        document and published.
    rule : str
        include keeps all; document keeps one of each in a document; week, month and year one in a calendar week (from
        Monday), month or year; acrossrange one in all.
    same : sequence of str
        Statements with equal values in these columns, such as speaker and frame, are repeats of each other.

    Returns
    -------
    DataFrame
        The rows that are kept, their columns unchanged, sorted by document and sentence. The first repeat is the
        earliest published, then by document and sentence. Statements without a speaker are all kept.

    Raises
    ------
    InputError
        For an unknown rule, a column that is missing, and a document without a row in documents.

    References
    ----------
    P. Leifeld, Discourse Network Analyzer, manual, "duplicate setting".

    Examples
    --------
    >>> said = pd.DataFrame({"document": ["a", "b"], "sentence": 1, "speaker": "Rai", "frame": "sanctions"})
    >>> days = pd.DataFrame({"document": ["a", "b"], "published": pd.to_datetime(["2024-10-05", "2024-10-09"])})
    >>> [len(drop_repeats(said, days, rule=rule, same=["speaker", "frame"])) for rule in DUPLICATE_RULES]
    [2, 2, 2, 1, 1, 1]
    """
    if rule not in DUPLICATE_RULES:
        raise InputError([Fault("drop_repeats", "rule", repr(rule), "one of " + ", ".join(DUPLICATE_RULES))])
    check_columns(statements, [*_KEY, "speaker"], where="table statements", groups=same, key=[*_KEY, *same])
    check_columns(documents, ["document", "published"], where="table documents", key=["document"])
    check_documents(statements, documents)
    plain = statements.drop(columns="published", errors="ignore")
    dated = plain.merge(documents[["document", "published"]], on="document", how="left")
    ordered = dated.sort_values(["published", *_KEY, *same], ignore_index=True)
    if rule != "include":
        period = ordered["published"].dt.to_period(_PERIODS[rule]) if rule in _PERIODS else ordered["document"]
        keys = ordered[[*same]].assign(_period="" if rule == "acrossrange" else period.astype("str"))
        ordered = ordered[~(ordered["speaker"].ne("") & keys.duplicated())]
    return ordered.sort_values([*_KEY, *same], ignore_index=True)[list(statements.columns)]

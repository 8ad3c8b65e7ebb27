"""Shares of topics in groups, with intervals that count the refits of the topic model, and topics as rows to test."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from research.compare.intervals import Numbers
from research.compare.omnibus import keep_groups, split_samples
from research.compare.rows import check_rows
from research.tables import (
    MINIMUM_DOCUMENTS,
    TOO_FEW,
    Fault,
    InputError,
    check_columns,
    count_sizes,
    list_columns,
    returns_table,
)

REFITTED = "percentiles over refits"
TOPIC_CODE = "topic {}"
# The quantiles .025 and .975 of so many refits are the least and the greatest of them.
MINIMUM_REFITS = 39
_UNIT = ["document", "sentence"]


@returns_table("rows")
def add_topics(rows: pd.DataFrame, dominant: pd.DataFrame) -> pd.DataFrame:
    """Add to each statement a row for each topic, so that topics are tested together with the frames.

    A test of test_factors takes the topics for known, so it is fit for topics that survive resamples alone; how far the
    share of a group moves when they are found anew, measure_topic_groups says.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    dominant : DataFrame
        The table dominant_topics, by the gates: topic 0 are the statements of no topic that survives.

    Returns
    -------
    DataFrame
        The table rows, those added last, with the frames topic 1, topic 2 and so on: present where it is the main
        topic of the statement. Statements without a main topic are in no topic. Documents that dominant does not have
        get no rows of topics; topic 0 has none.

    Raises
    ------
    InputError
        Where a table lacks a column, or no document of the rows has topics.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": "a", "sentence": [1, 2], "frame": "f", "present": False})
    >>> dominant = pd.DataFrame({"document": "a", "sentence": [1, 2], "topic": [1, 0]})
    >>> add_topics(rows, dominant).tail(2)[["sentence", "frame", "present"]].to_numpy().tolist()
    [[1, 'topic 1', True], [2, 'topic 1', False]]
    """
    statements = find_main_topics(rows, dominant, where="add_topics")
    topics = sorted(set(dominant["topic"]) - {0})
    parts = [
        statements.assign(frame=TOPIC_CODE.format(topic), present=statements["topic"] == topic) for topic in topics
    ]
    return pd.concat([rows, *(part.drop(columns="topic") for part in parts)], ignore_index=True)


def find_main_topics(rows: pd.DataFrame, dominant: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """One row for each statement of the documents that have topics, with its main topic: 0 where it has none."""
    check_rows(rows, where=f"{where}: rows", columns=["sentence"])
    check_columns(dominant, [*_UNIT, "topic"], where="table of dominant topics", key=_UNIT)
    statements = rows[rows["document"].isin(set(dominant["document"]))].drop_duplicates(_UNIT)
    if statements.empty:
        expected = "documents of the table of dominant topics"
        raise InputError([Fault(f"{where}: rows", "document", "none of the documents that have topics", expected)])
    found = statements.drop(columns="topic", errors="ignore").merge(dominant[[*_UNIT, "topic"]], on=_UNIT, how="left")
    return found.assign(topic=found["topic"].fillna(0).astype("int64")).sort_values(_UNIT, ignore_index=True)


@returns_table("topic_groups")
def measure_topic_groups(
    rows: pd.DataFrame, dominant: pd.DataFrame, refits: pd.DataFrame, *, by: str | Sequence[str]
) -> pd.DataFrame:
    """Measure the share of each topic in each group, with intervals over refits of the topic model.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames, so officials' statements alone count. Where they have a column sample, each sample is
        measured apart.
    dominant : DataFrame
        The table dominant_topics of the fit that is shown; topic 0 are the statements of no topic that is kept.
    refits : DataFrame
        The table topic_refits: fits to resampled documents, their topics numbered as those of the fit that is shown.
    by : str or sequence of str
        The column whose values form the groups; several give their tables one under the other.

    Returns
    -------
    DataFrame
        The table topic_groups, sorted: for each sample, grouping, group and topic the statements, documents and
        families of the group; hits, statements whose main topic it is; share, hits over statements; the ends of the
        95 % interval over refits (low, high), and with the topics held in the same resamples (fixed_low, fixed_high);
        the number of refits with statements of the group; method. The shares of a group add up to 1 with that of topic
        0, to which statements without a known term belong. Documents without topics are left out, and those without a
        value of the column. Groups with fewer than 5 documents or families have counts and no estimate, those with
        fewer than 39 refits no interval; ends are empty where all resamples have the same share.

    Raises
    ------
    InputError
        Where a table lacks a column, no document of the rows has topics, or a document has two numbers of copies in
        one resample.

    Notes
    -----
    An interval with the topics held takes the topics for known; the refits resample the documents and find the topics
    anew, which widens it. Refits may give a topic another size than the fit that is shown, so that the interval need
    not have the share in its middle. The ends are the quantiles p (n + 1) of Weibull, between which a further refit
    falls with probability .95 however few the n are.

    References
    ----------
    Hyndman, R. J. and Fan, Y. (1996), Sample quantiles in statistical packages. The American Statistician 50, 361-365.
    """
    columns = [by] if isinstance(by, str) else list(by)
    check_rows(rows, where="measure_topic_groups: rows", groups=columns)
    statements = find_main_topics(rows, dominant, where="measure_topic_groups")
    draws = _read_refits(refits)
    topics = [*sorted(set(dominant["topic"]) - {0}), 0]
    records: list[dict[str, Any]] = []
    for sample, part in split_samples(statements):
        for column in columns:
            kept = keep_groups(part, column)
            kept = kept.assign(group=kept[column].astype("str"))
            for group, members in kept.groupby("group", sort=True):
                header = {"sample": sample, "grouping": column, "group": str(group)}
                records += [header | row for row in _measure_group(members, draws, topics)]
    return pd.DataFrame(records) if records else pd.DataFrame(columns=list_columns("topic_groups"))


def _read_refits(refits: pd.DataFrame) -> pd.DataFrame:
    key = ["resample", *_UNIT]
    check_columns(refits, [*key, "copies", "topic"], where="table of refits", key=key)
    copies = refits.groupby(["resample", "document"], sort=True)["copies"].nunique()
    if len(torn := copies.index[copies > 1]):
        found = f"two numbers of copies of {torn[0][1]} in resample {torn[0][0]}"
        raise InputError([Fault("table of refits", "copies", found, "one for a document in a resample")])
    return refits[[*key, "copies", "topic"]]


def _measure_group(members: pd.DataFrame, refits: pd.DataFrame, topics: list[int]) -> list[dict[str, Any]]:
    """A row for each topic of one group."""
    sizes = count_sizes(members.assign(all="all"), by=["all"]).iloc[0]
    row: dict[str, Any] = {name: sizes[name] for name in ("statements", "documents", "families")}
    shares = {topic: float((members["topic"] == topic).mean()) for topic in topics}
    hits = {topic: int((members["topic"] == topic).sum()) for topic in topics}
    known = members["cluster"].nunique() >= MINIMUM_DOCUMENTS
    refitted, fixed = _resample_shares(members, refits, topics)
    enough = known and len(refitted) >= MINIMUM_REFITS
    records = []
    for place, topic in enumerate(topics):
        counted = row | {"topic": topic, "hits": hits[topic], "share": shares[topic] if known else np.nan}
        low, high = _find_ends(refitted[:, place]) if enough else (np.nan, np.nan)
        fixed_low, fixed_high = _find_ends(fixed[:, place]) if enough else (np.nan, np.nan)
        counted |= {"low": low, "high": high, "fixed_low": fixed_low, "fixed_high": fixed_high}
        records.append(counted | {"refits": len(refitted), "method": REFITTED if enough else TOO_FEW})
    return records


def _resample_shares(members: pd.DataFrame, refits: pd.DataFrame, topics: list[int]) -> tuple[Numbers, Numbers]:
    """Shares of the topics in each resample with statements of the group: with the topics refitted, and held."""
    drawn = refits[refits["document"].isin(set(members["document"]))]
    copies = drawn.drop_duplicates(["resample", "document"])
    copies = copies.pivot(index="resample", columns="document", values="copies").fillna(0).sort_index()
    counts = pd.crosstab(members["document"], members["topic"]).reindex(index=copies.columns, columns=topics)
    held = copies.to_numpy(dtype=float) @ counts.fillna(0).to_numpy(dtype=float)
    totals = held.sum(axis=1, keepdims=True)
    found = drawn.merge(members[_UNIT], on=_UNIT)
    anew = found.pivot_table(index="resample", columns="topic", values="copies", aggfunc="sum", fill_value=0)
    anew = anew.reindex(index=copies.index, columns=topics).fillna(0)
    # Statements without a known term are in no refit and belong to none of its topics.
    anew[0] = totals[:, 0] - anew.drop(columns=0).sum(axis=1)
    return anew.to_numpy(dtype=float) / totals, held / totals


def _find_ends(shares: Numbers) -> tuple[float, float]:
    """The interval of .95; none where all resamples are alike."""
    if shares.min() == shares.max():
        return np.nan, np.nan
    low, high = np.quantile(shares, [0.025, 0.975], method="weibull")
    return float(low), float(high)

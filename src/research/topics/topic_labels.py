"""Labels that a researcher gives to topics, with merging and dropping, kept in a file and applied to every fit.

A topic is known again by its words: the numbers of topics change from fit to fit.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from research.tables import (
    SHAPE,
    Fault,
    FilledText,
    FilledTexts,
    Flag,
    InputError,
    check_number,
    read_shape,
    read_toml,
    returns_table,
)
from research.topics.topic_lists import LEFT_OVER, find_dominant_topics, list_top_terms, number_topics
from research.topics.topic_models import DIGITS, Topics

# Words of a topic among which those of its label are looked for: more than are shown, since ranks change between fits.
_TOP_WORDS = 20
_FOUND, _FEWEST = 0.5, 3
# Of two topics with as many of the words, one is meant where they weigh less than half as much in the other.
_RIVAL = 0.5


@dataclass(frozen=True)
class TopicLabel:
    """A label of a topic, and words by which the topic is known again.

    Attributes
    ----------
    label_en, label_id : str
        The label in English and in Indonesian.
    words : tuple of str
        Terms or stems of the topic.
    drop : bool
        Whether the statements of the topic go to those left over.
    sample : str
        The sample whose topics are meant; empty for those of any.
    """

    label_en: FilledText
    label_id: FilledText
    words: FilledTexts
    drop: Flag = False
    sample: str = ""


@dataclass(frozen=True)
class _File:
    topics: Annotated[tuple[TopicLabel, ...], Field(description="tables [[topics]]")] = ()
    __pydantic_config__ = SHAPE


def read_topic_labels(path: Path, *, sample: str | None = None) -> tuple[TopicLabel, ...]:
    """Read the labels of topics from topics.toml.

    Parameters
    ----------
    path : Path
        The file.
    sample : str, optional
        The sample whose topics are labelled: entries of others are left out. Without it all entries are read.

    Returns
    -------
    tuple of TopicLabel
        The entries in the order of the file; none where there is no such file.

    Raises
    ------
    InputError
        With all faults: a field that is missing or unknown, fewer than three words, a word twice in an entry, one label
        with two translations, or both kept and dropped.

    Examples
    --------
    >>> read_topic_labels(Path("no/such/topics.toml"))
    ()
    """
    if not path.exists():
        return ()
    where = path.as_posix()
    labels = read_shape(read_toml(path, expected="labels of topics"), _File, where=where).topics
    faults = [
        Fault(f"{where}, {label.label_en}", "words", f"{word!r} {count} times", "every word once", "remove it")
        for label in labels
        for word, count in Counter(map(str.lower, label.words)).items()
        if count > 1
    ]
    faults += [
        Fault(
            f"{where}, {label.label_en}", "words", str(len(label.words)), f"{_FEWEST} or more", "add some of the topic"
        )
        for label in labels
        if len(label.words) < _FEWEST
    ]
    remedy = "write it alike in all entries of the label, or give them two labels"
    for label, part in dict.fromkeys((label.label_en, label.sample) for label in labels):
        entries = [entry for entry in labels if (entry.label_en, entry.sample) == (label, part)]
        values: dict[str, set[str | bool]] = {
            "label_id": {entry.label_id for entry in entries},
            "drop": {entry.drop for entry in entries},
        }
        faults += [
            Fault(f"{where}, {label}", name, " and ".join(sorted(map(repr, given))), "one value for a label", remedy)
            for name, given in values.items()
            if len(given) > 1
        ]
    if faults:
        raise InputError(faults)
    return tuple(label for label in labels if sample is None or label.sample in ("", sample))


@returns_table("topic_labels")
def apply_topic_labels(
    topics: Topics, labels: tuple[TopicLabel, ...], gates: pd.DataFrame | None = None, *, where: str = "topics.toml"
) -> pd.DataFrame:
    """Number the topics by their labels: those of one label are merged, those dropped are left over.

    An entry applies to the topic that has most of its words among its 20 heaviest terms, at least half of them; of
    topics with as many, to the one in which they weigh most, where it is at least twice as much as in any other.

    Parameters
    ----------
    topics : Topics
        Of fit_topics.
    labels : tuple of TopicLabel
        Of read_topic_labels.
    gates : DataFrame, optional
        The table topic_gates: a label does not save a topic that does not survive.
    where : str
        The file, for the messages.

    Returns
    -------
    DataFrame
        The table topic_labels, one row a topic of the fit: topic, number (from 1 in the order of the first topic of
        each; 0 for those dropped and those that do not survive), label_en and label_id (empty where no entry applies),
        and the columns of gates. It stands wherever a function takes gates: the statements of a merged topic are those
        whose main topic is one of its topics.

    Raises
    ------
    InputError
        Where an entry applies to no topic or to several alike, or two apply to one topic.

    Examples
    --------
    >>> weights = pd.DataFrame({"topic": [1] * 3 + [2] * 3, "rank": [1, 2, 3] * 2, "weight": 0.1})
    >>> weights["term"] = weights["stem"] = ["sanksi", "hukuman", "pecat", "akun", "foto", "video"]
    >>> fitted = Topics(weights, pd.DataFrame(), "lda", 1)
    >>> apply_topic_labels(fitted, (TopicLabel("Media", "Media", ("foto", "akun", "internet")),)).iloc[:, :3].to_numpy()
    array([[1, 1, ''],
           [2, 2, 'Media']], dtype=object)
    """
    numbers = np.arange(1, topics.number + 1)
    table = gates.drop(columns="number") if gates is not None else pd.DataFrame({"topic": numbers})
    kept = number_topics(table[["topic"]], gates)["topic"].to_numpy() != LEFT_OVER
    entries = _match_labels(topics, labels, where)
    members = [entries.get(topic) for topic in table["topic"].tolist()]
    names = [entry.label_en if entry else "" for entry in members]
    kept &= ~np.array([entry is not None and entry.drop for entry in members])
    # Topics of one label get one number; a topic without a label is one by itself.
    keys = [name or topic for name, topic in zip(names, table["topic"].tolist(), strict=True)]
    places = {key: place for place, key in enumerate(dict.fromkeys(np.array(keys, dtype=object)[kept]), start=1)}
    number = [places[key] if keep else LEFT_OVER for key, keep in zip(keys, kept, strict=True)]
    translated = [entry.label_id if entry else "" for entry in members]
    columns: dict[str, list[int] | list[str]] = {"number": number, "label_en": names, "label_id": translated}
    for place, (name, values) in enumerate(columns.items(), start=1):
        table.insert(place, name, values)
    return table


@returns_table("labelled_topics")
def list_labelled_topics(topics: Topics, labelled: pd.DataFrame, *, number: int = 10) -> pd.DataFrame:
    """List topics under their labels, with the terms of merged topics together.

    Parameters
    ----------
    topics : Topics
        Of fit_topics.
    labelled : DataFrame
        The table topic_labels.
    number : int
        Number of terms.

    Returns
    -------
    DataFrame
        The table labelled_topics, sorted by topic: topic (0 for the statements left over), label_en and label_id, share
        (of the statements with a known term whose main topic it is, from 0 to 1), terms (heaviest first: the weights of
        merged topics are averaged by the statements of each; the row left over has none) and topics (those of the fit
        that are in it, with commas between them).

    Raises
    ------
    InputError
        Where labelled lacks a column, or number is no whole number from 1.
    """
    check_number(number, where="list_labelled_topics", field="number")
    listed = list_top_terms(topics, labelled, number=number).set_index("topic")
    sizes = find_dominant_topics(topics)["topic"].value_counts()
    terms = topics.topic_terms.assign(size=topics.topic_terms["topic"].map(sizes).fillna(0.0))
    terms = number_topics(terms.assign(weight=terms["weight"] * terms["size"]), labelled)
    sums = terms.groupby(["topic", "term"], as_index=False)["weight"].sum()
    sums = sums.assign(order=-(sums["weight"] / sums.groupby("topic")["weight"].transform("sum")).round(DIGITS))
    heavy = sums.sort_values(["topic", "order", "term"]).groupby("topic").head(number)
    joined = heavy.groupby("topic")["term"].agg(", ".join)
    first = labelled.groupby("number")[["label_en", "label_id"]].first()
    members = labelled.astype({"topic": "str"}).groupby("number")["topic"].agg(", ".join)
    table = pd.DataFrame({"share": listed["share"], "terms": joined, "topics": members, **first}, index=listed.index)
    table.loc[table.index == LEFT_OVER, ["label_en", "label_id", "terms"]] = ""
    table = table.fillna({"label_en": "", "label_id": "", "terms": "", "topics": ""}).reset_index()
    return table[["topic", "label_en", "label_id", "share", "terms", "topics"]]


def _match_labels(topics: Topics, labels: tuple[TopicLabel, ...], where: str) -> dict[int, TopicLabel]:
    """Find the topic of each entry. Raises InputError with all faults."""
    heavy = topics.topic_terms[topics.topic_terms["rank"] <= _TOP_WORDS]
    faults, found = [], dict[int, list[TopicLabel]]()
    for label in labels:
        words = {word.lower() for word in label.words}
        theirs = heavy[heavy["term"].isin(words) | heavy["stem"].isin(words)].groupby("topic")["weight"]
        shared = theirs.agg(["size", "sum"])
        shared = shared[shared["size"] == shared["size"].max()]
        rivals = shared.index[shared["sum"] >= _RIVAL * shared["sum"].max()].tolist()
        most = int(shared["size"].max()) if len(shared) else 0
        at = f"{where}, {label.label_en}"
        if most < _FOUND * len(label.words):
            said = f"at most {most} of {len(label.words)} in one topic"
            expected = f"at least half among the {_TOP_WORDS} heaviest terms of a topic"
            faults.append(Fault(at, "words", said, expected, "take words of a topic as it is now, or remove the entry"))
        elif len(rivals) > 1:
            said = f"{most} of {len(label.words)} in each of the topics {', '.join(map(str, rivals))}"
            faults.append(Fault(at, "words", said, "most of them in one topic", "take words that only one of them has"))
        else:
            found.setdefault(int(rivals[0]), []).append(label)
    for topic, entries in found.items():
        if len(entries) > 1:
            said = f"{' and '.join(entry.label_en for entry in entries)} for topic {topic}"
            remedy = "remove one of them, or take words of another topic"
            faults.append(Fault(where, "words", said, "one entry for a topic", remedy))
    if faults:
        raise InputError(faults)
    return {topic: entries[0] for topic, entries in found.items()}

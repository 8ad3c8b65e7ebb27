"""Topics in words: how many can be told from chance, what they hold, and whether another sample has them too."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import UNFRAMED
from research.report.words.number_formats import count_noun, format_percent, format_range
from research.report.words.sample_words import name_sample
from research.report.words.share_words import format_share
from research.report.words.study_labels import iter_samples
from research.tables import TOO_FEW, returns_table
from research.topics import EXCESS, MINIMUM_DOCUMENTS, choose_topic_count

_METHODS = {"lda": "LDA", "online": "LDA in batches", "nmf": "NMF"}
_WORDS_NAMED, _MOST_NAMED = 5, 4


def describe_topics(support: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say of each sample how many topics can be told from chance, or that none can.

    Parameters
    ----------
    support : DataFrame
        The table topic_support with a row for each number of topics, and the column sample where there are several;
        LDA alone is described.
    labels : mapping of str to str
        Words for samples, in their order.

    Returns
    -------
    str
        A paragraph for each sample, in Markdown, with a warning where it has fewer than 100 documents.

    Examples
    --------
    >>> row = {"topics": 8, "method": "lda", "documents": 300, "supported": True, "survivors": 5}
    >>> support = pd.DataFrame([row | {"words_excess": 0.3, "company_excess": 0.25}])
    >>> describe_topics(support, labels={})
    '5 of 8 topics can be told from chance.'
    """
    lines = []
    for sample, _, rows in iter_samples(support[support["method"] == "lda"], labels):
        lines.append(f"{name_sample(sample, labels)}{_describe_support(rows)}{_warn(int(rows['documents'].max()))}")
    return "\n\n".join(lines)


def _describe_support(rows: pd.DataFrame) -> str:
    number = choose_topic_count(rows)
    if number is not None:
        survivors = int(rows.loc[rows["topics"] == number, "survivors"].iloc[0])
        return f"{survivors or 'None'} of {number} topics can be told from chance."
    numbers = format_range(rows["topics"].min(), rows["topics"].max())
    tried = f"{numbers} topics" if len(rows) == 1 else f"any number of topics from {numbers}"
    least = rows[["words_excess", "company_excess"]].min(axis=1)
    best = rows.iloc[int(least.to_numpy().argmax())]
    return (
        f"No topics can be told from chance. With {tried}, resamples of the documents keep too little that shuffled "
        f"text does not keep: of the words of topics and of the company of statements {EXCESS:.2f} more is asked for; "
        f"with {best['topics']} topics it is {best['words_excess']:+.2f} and {best['company_excess']:+.2f}."
    )


def _warn(documents: int) -> str:
    if documents >= MINIMUM_DOCUMENTS:
        return ""
    return (
        f" There are {count_noun(documents, 'document')}, fewer than {MINIMUM_DOCUMENTS}: in so few, topics that are "
        "there are often not found (study topic_recovery)."
    )


def describe_topic_shares(shares: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say how many statements the topics hold, and which of them the frames miss.

    Parameters
    ----------
    shares : DataFrame
        The table topic_shares of one model, measured with the statements without a frame.
    labels : mapping of str to str
        Words for frames; they decide which frames are described.

    Returns
    -------
    str
        A paragraph in Markdown: the share of statements in the topics; the topics of whose statements more carry no
        frame than of all statements, by the whole interval (the four largest); for each frame the topic with its
        largest share.
    """
    known = shares[shares["topic"] > 0]
    if known.empty:
        return ""
    parts = known.drop_duplicates("topic")
    text = f"The {count_noun(len(parts), 'topic')} hold {format_percent(parts['part'].sum(), 0)} of the reported "
    text += "statements; the rest is left over."
    unframed = shares[shares["frame"] == UNFRAMED]
    if len(unframed):
        whole = unframed["hits"].sum() / unframed["statements"].sum()
        missed = known[(known["frame"] == UNFRAMED) & (known["low"] > whole)].sort_values("topic")
        named = [f"{_name_topic(row)}, {format_share(row)}" for row in missed.head(_MOST_NAMED).to_dict("records")]
        text += f" Without a frame are {format_percent(whole, 0)} of the officials' statements in them and left over. "
        text += f"More are without one, by the whole interval, in {count_noun(len(missed), 'topic')}"
        few = "the largest are " if len(missed) > _MOST_NAMED else ""
        text += f": {few}{'; '.join(named)}." if named else "."
    return f"{text} {_describe_frames(known, labels)}".strip()


def _name_topic(row: Mapping[Any, Any]) -> str:
    label = f", {_lower(str(row['label']))}" if row.get("label") else ""
    return f"topic {row['topic']}{label} (*{', '.join(str(row['terms']).split(', ')[:_WORDS_NAMED])}*)"


def _describe_frames(known: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """The topic in which each frame has its largest share."""
    ordered = known[known["method"] != TOO_FEW].sort_values(["share", "topic"], ascending=[False, True])
    tops = ordered.drop_duplicates("frame").set_index("frame").to_dict("index")
    parts = [
        f"{labels[code][:1].lower()}{labels[code][1:]} in {format_percent(tops[code]['share'], 0)} of topic "
        f"{tops[code]['topic']}"
        for code in labels
        if code in tops and code != UNFRAMED
    ]
    return f"Each frame has its largest share here: {'; '.join(parts)}." if parts else ""


def describe_topic_matches(matches: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say how many topics of one sample are found in another.

    Parameters
    ----------
    matches : DataFrame
        The table topic_matches with the columns sample and found_in.
    labels : mapping of str to str
        Words for samples.

    Returns
    -------
    str
        One sentence for each pair of samples.

    Examples
    --------
    >>> matches = pd.DataFrame({"sample": "a", "found_in": "b", "topic": [1, 2], "found": [True, False]})
    >>> describe_topic_matches(matches, labels={"a": "First sample", "b": "Second sample"})
    'Of 2 topics of the first sample, 1 is found in the second sample: ...'
    """
    sentences = []
    for (sample, other), rows in matches.groupby(["sample", "found_in"], sort=False):
        one, two = (_lower(labels.get(str(code), str(code))) for code in (sample, other))
        found = int(rows["found"].sum())
        sentences.append(
            f"Of {count_noun(len(rows), 'topic')} of the {one}, {found} {'is' if found == 1 else 'are'} found in the "
            f"{two}: more like a topic there than any topic of its shuffled text is."
        )
    return " ".join(sentences)


def _lower(name: str) -> str:
    return f"{name[:1].lower()}{name[1:]}"


@returns_table("display")
def table_topic_support(support: pd.DataFrame, *, labels: Mapping[str, str]) -> pd.DataFrame:
    """Set out what models keep for reading: a row for each sample, model and number of topics.

    Parameters
    ----------
    support : DataFrame
        The table topic_support, with the column sample where there are several.
    labels : mapping of str to str
        Words for samples, in their order.

    Returns
    -------
    DataFrame
        The table display: sample (where there are several), model, topics, words and company as kept, on shuffled text
        and their difference with its interval, topics that pass, held-out fit and exclusivity.
    """
    cells = []
    for _, name, rows in iter_samples(support, labels):
        for row in rows.to_dict("records"):
            cells.append(
                {
                    "Sample": name,
                    "Model": _METHODS.get(row["method"], row["method"]),
                    "Topics": row["topics"],
                    "Words kept": _write_excess(row, "words"),
                    "Company kept": _write_excess(row, "company"),
                    "From chance": "told" if row["supported"] else "not told",
                    "Topics that pass": _write_range(row, "survivors", ".0f"),
                    "Held-out fit": _write_range(row, "held_out", ".3f"),
                    "Exclusivity": _write_range(row, "exclusivity", ".2f"),
                }
            )
    table = pd.DataFrame(cells)
    return table if len(set(table["Sample"])) > 1 else table.drop(columns="Sample")


def _write_excess(row: Mapping[Any, Any], name: str) -> str:
    """What is kept less what shuffled text keeps: .61 - .25 = +.36 (.28 to .43)."""
    low, high = (f"{row[f'{name}_{end}']:+.2f}" for end in ("low", "high"))
    return f"{row[name]:.2f} - {row[f'{name}_noise']:.2f} = {row[f'{name}_excess']:+.2f} ({low} to {high})"


def _write_range(row: Mapping[Any, Any], name: str, digits: str) -> str:
    if pd.isna(row[name]):
        return ""
    low, high = (f"{row[f'{name}_{end}']:{digits}}" for end in ("low", "high"))
    return f"{row[name]:{digits}} ({low} to {high})"

"""How many topics can be told from chance, and which of one sample are found in the other?

In each sample apart, and in both together, LDA is fitted for 4 to 20 topics to the reported statements of officials and
others, with names masked and stems of at least five documents. Each number of topics is held against shuffled text:
the words of all statements dealt at random to the statements, five times. The largest number whose excesses over
shuffled text are both at least .20 is taken, and its topics pass the gates of topics.measure_topic_support. NMF stands
beside it at eight topics.

Tables: topics, a row for each sample, method and number of topics (columns: table topic_support); topics_gates, the
topics of each (table topic_gates); topics_terms, the words of the topics that are taken (table topics), with the labels
of corpus/topics.toml, which were given when the words had been read; topics_main,
the main topic of each statement (table dominant_topics); topics_matches, which topics of one sample, of eight, are
found in the other (table topic_matches).

Run it with: research study topics
"""

from pathlib import Path

import pandas as pd

from research import compare, topics
from research.study import Study, open_study
from research.text import Terms

SEED = 2026
MINUTES = 45
INPUTS = (
    "corpus/documents/*.md",
    "corpus/elections.csv",
    "corpus/samples.toml",
    "corpus/coding/gold.csv",
    "corpus/codebook.toml",
    "corpus/topics.toml",
)
MINIMUM_DOCUMENTS = 5
COMPARED = 8
POOLED = "pooled"


def run(project: Path, *, workers: int = 1) -> dict[str, pd.DataFrame]:
    """Return the support of each number of topics, and the topics that are taken."""
    whole = open_study(project / "corpus")
    parts = {code: whole.restrict(sample=code) for code in whole.samples.codes} | {POOLED: whole}
    tables: dict[str, list[pd.DataFrame]] = {"topics": [], "topics_gates": [], "topics_terms": [], "topics_main": []}
    fitted = {}
    for sample, known in parts.items():
        terms = compare.count_words(known.statements, known.documents, minimum_documents=MINIMUM_DOCUMENTS)
        found = topics.search_topic_count(terms, families=known.families, seed=SEED, workers=workers)
        nmf = topics.fit_topics(terms, topics=COMPARED, method="nmf", seed=SEED)
        measured = [*found.values(), topics.measure_topic_support(terms, nmf, families=known.families, workers=workers)]
        for support in measured:
            place = {"topics": support.topics.number, "method": support.topics.method}
            tables["topics"].append(add_columns(support.summary, sample=sample))
            tables["topics_gates"].append(add_columns(support.gates, sample=sample, **place))
        number = topics.choose_topic_count(pd.concat([support.summary for support in found.values()]))
        if number is not None:
            taken = found[number]
            labels = topics.read_topic_labels(known.folder / "topics.toml", sample=sample)
            labelled = topics.apply_topic_labels(taken.topics, labels, taken.gates)
            listed = topics.list_top_terms(taken.topics, labelled)
            main = topics.find_dominant_topics(taken.topics, labelled)
            names = labelled[labelled["number"] > 0].groupby("number")[["label_en", "label_id"]].first()
            listed = listed.join(names, on="topic").fillna({"label_en": "", "label_id": ""})
            tables["topics_terms"].append(add_columns(listed, sample=sample))
            tables["topics_main"].append(add_columns(main, sample=sample))
        fitted[sample] = (terms, found[COMPARED].topics)
    joined = {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items() if parts}
    return joined | {"topics_matches": match_samples(fitted, whole)}


def match_samples(fitted: dict[str, tuple[Terms, topics.Topics]], whole: Study) -> pd.DataFrame:
    """Match the topics of each sample with those of each other one."""
    pairs = [(one, other) for one in whole.samples.codes for other in whole.samples.codes if one != other]
    return pd.concat(
        [
            add_columns(
                topics.match_topics(fitted[one][1], fitted[other][1], fitted[other][0]), sample=one, found_in=other
            )
            for one, other in pairs
        ],
        ignore_index=True,
    )


def add_columns(table: pd.DataFrame, **values: object) -> pd.DataFrame:
    """Put columns of one value before those of a table."""
    return pd.concat(
        [pd.DataFrame(values, index=table.index), table.drop(columns=list(values), errors="ignore")], axis=1
    )

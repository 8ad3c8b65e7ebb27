"""How many topics of shuffled text pass the gates?

The words of the purposive sample are dealt at random to its statements, thirteen times anew, so that there are no
topics. Each text is a corpus of its own: eight topics, best of five starts, 50 resamples of documents, five shuffled
texts of its own. Counted are the models that can be told from chance, and the topics that pass the gate of topics,
whatever is said of their model: 104 topics in all. A gate that keeps its word lets few of them pass.

Table: topic_noise, a row for each text: shuffle, topics, words_excess, company_excess, supported, survivors (topics
that pass their gate) and shown (those of a model that passes its own: what would be published).

Run it with: research study topic_noise
"""

from pathlib import Path

import pandas as pd

from research import compare, topics
from research.study import open_study

SEED = 2026
MINUTES = 15
INPUTS = (
    "corpus/documents/*.md",
    "corpus/elections.csv",
    "corpus/samples.toml",
    "corpus/coding/gold.csv",
    "corpus/codebook.toml",
)
SAMPLE, MINIMUM_DOCUMENTS, TOPICS, SHUFFLES = "purposive", 5, 8, 13


def run(project: Path, *, workers: int = 1, shuffles: int = SHUFFLES) -> dict[str, pd.DataFrame]:
    """Return the table topic_noise."""
    known = open_study(project / "corpus").restrict(sample=SAMPLE)
    terms = compare.count_words(known.statements, known.documents, minimum_documents=MINIMUM_DOCUMENTS)
    rows = []
    for number in range(1, shuffles + 1):
        shuffled = topics.shuffle_terms(terms, seed=SEED + number)
        fitted = topics.fit_topics(shuffled, topics=TOPICS, seed=SEED + number)
        support = topics.measure_topic_support(shuffled, fitted, families=known.families, workers=workers)
        summary = support.summary.iloc[0]
        row = summary[["topics", "words_excess", "company_excess", "supported", "survivors"]].to_dict()
        rows.append({"shuffle": number} | row | {"shown": int(support.gates["survives"].sum())})
    return {"topic_noise": pd.DataFrame(rows)}

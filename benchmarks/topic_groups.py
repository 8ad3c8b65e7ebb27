"""Do elections and offices differ in what officials talk about, and what do topics tell of frames?

For each sample the topics that the study of topics takes are fitted again (the same seed gives the same topics), with
50 resamples of the documents, so that intervals count what the model would have found in other documents. Tests permute
whole families of documents between elections, and speakers within documents between offices; topics are in one family
of tests with the frames. A structural topic model stands beside them, as a check with another model: it has topics of
its own, matched by their words. What topics tell of frames is measured with all of eight topics, as they were fitted.

Tables: topic_groups (table topic_groups), topic_groups_tests (table omnibus), topic_groups_effects (table
topic_effects), topic_groups_information (table frame_information), each by sample.

Run it with: research study topic_groups
"""

from pathlib import Path

import pandas as pd

from research import compare, topics
from research.study import Study, open_study
from research.text import Terms

SEED = 2026
MINUTES = 8
INPUTS = (
    "corpus/documents/*.md",
    "corpus/elections.csv",
    "corpus/samples.toml",
    "corpus/coding/gold.csv",
    "corpus/codebook.toml",
    "results/topics.csv",
    "results/topics_gates.csv",
)
MINIMUM_DOCUMENTS, COMPARED = 5, 8
GROUPS = ("election", "office")


def run(project: Path, *, workers: int = 1) -> dict[str, pd.DataFrame]:
    """Return the tables of topics by group and of frames by topic."""
    whole = open_study(project / "corpus")
    supports = pd.read_csv(project / "results" / "topics.csv")
    gates = pd.read_csv(project / "results" / "topics_gates.csv")
    tables: dict[str, list[pd.DataFrame]] = {"": [], "_tests": [], "_effects": [], "_information": []}
    for sample in whole.samples.codes:
        known = whole.restrict(sample=sample)
        terms = compare.count_words(known.statements, known.documents, minimum_documents=MINIMUM_DOCUMENTS)
        compared = topics.fit_topics(terms, topics=COMPARED, seed=SEED)
        main = topics.find_dominant_topics(compared)
        tables["_information"].append(add_sample(compare.measure_frame_information(known.frame_rows, main), sample))
        rows = supports[(supports["sample"] == sample) & (supports["method"] == "lda")]
        number = topics.choose_topic_count(rows)
        if number is None:
            continue
        kept = gates[(gates["sample"] == sample) & (gates["topics"] == number) & (gates["method"] == "lda")]
        for name, table in measure_groups(known, terms, kept, workers=workers).items():
            tables[name].append(add_sample(table, sample))
    return {f"topic_groups{name}": pd.concat(parts, ignore_index=True) for name, parts in tables.items() if parts}


def measure_groups(known: Study, terms: Terms, gates: pd.DataFrame, *, workers: int) -> dict[str, pd.DataFrame]:
    """Measure and test the topics of one sample by group."""
    fitted = topics.fit_topics(terms, topics=len(gates), seed=SEED)
    refits = topics.refit_topics(terms, fitted, families=known.families, workers=workers)
    main = topics.find_dominant_topics(fitted, gates)
    refitted = topics.number_topics(refits.statements, gates)
    effects = [
        topics.estimate_topic_effects(terms, known.frame_rows, fitted.topic_terms, by=name, seed=SEED).assign(
            grouping=name
        )
        for name in GROUPS
    ]
    return {
        "": compare.measure_topic_groups(known.frame_rows, main, refitted, by=GROUPS),
        "_tests": compare.test_factors(compare.add_topics(known.frame_rows, main), factors=GROUPS, seed=SEED),
        "_effects": pd.concat(effects, ignore_index=True),
    }


def add_sample(table: pd.DataFrame, sample: str) -> pd.DataFrame:
    """Put the sample before the columns of a table."""
    rest = table.drop(columns="sample", errors="ignore")
    return pd.concat([pd.DataFrame({"sample": sample}, index=table.index), rest], axis=1)

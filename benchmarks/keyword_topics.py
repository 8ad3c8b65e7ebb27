"""Do topics around the codebook's cues tell the coders' frames better than the cues' words by themselves?

In each sample apart, keyATM is fitted to the reported statements with names masked and stems of at least five
documents: one topic a frame, around the stems and phrases that its cues mark by themselves (codebook.find_cue_terms),
and four left free. The frames that people coded are not used in the fit.

Table keyword_topics (columns: table keyword_scores): the area under the ROC curve for each frame, on officials'
statements of the documents outside coding/frozen.txt: by the weight of the topic, by the number of its keywords in the
statement, and by the cue coder with its patterns of several words. Frozen documents are fitted, as in all topics, and
none is scored. Table keyword_topics_frames (columns: table frame_information, and the model): the share of each frame's
entropy that the main topic explains, of this model and of LDA with as many topics, on the same statements.

Settings were chosen after a look at the same documents of the purposive sample: two models of the library (keyATM,
seeded LDA), concentration learned or held at .1 or .5, words weighed by information or alike. Held at .1 and weighed by
information, two starts of keyATM told the frames alike (mean AUC .83 and .82); with the concentration learned .85 and
.70. The cues themselves were widened with these documents in view, so that they look better here than on new text.

Run it with: research study keyword_topics
"""

from pathlib import Path

import pandas as pd

from research import codebook, compare, frames, topics
from research.study import Study, open_study
from research.text import Terms

SEED = 2026
MINUTES = 3
INPUTS = (
    "corpus/documents/*.md",
    "corpus/elections.csv",
    "corpus/samples.toml",
    "corpus/coding/gold.csv",
    "corpus/coding/frozen.txt",
    "corpus/codebook.toml",
)
MINIMUM_DOCUMENTS = 5
RESIDUAL = 4
UNIT = ["document", "sentence"]


def run(project: Path) -> dict[str, pd.DataFrame]:
    """Return the scores of keyword topics by frame and sample, and the share of entropy that they explain."""
    whole = open_study(project / "corpus")
    scores, explained = [], []
    for sample in whole.samples.codes:
        known = whole.restrict(sample=sample)
        terms = compare.count_words(known.statements, known.documents, minimum_documents=MINIMUM_DOCUMENTS)
        keywords = codebook.find_cue_terms(terms, known.codebook)
        fitted = topics.fit_keyword_topics(terms, keywords, residual=RESIDUAL, seed=SEED)
        plain = topics.fit_topics(terms, topics=fitted.topics.number, seed=SEED)
        rows = known.frame_rows[~known.frame_rows["document"].isin(known.frozen)]
        tables = {
            "topic": fitted.weights.rename(columns={"name": "frame", "weight": "value"}).dropna(),
            "keywords": count_keywords(terms, keywords),
            "cues": list_cues(known),
        }
        scores.append(compare.score_keyword_topics(rows, tables, seed=SEED))
        for model, found in (("keywords", fitted.topics), ("lda", plain)):
            table = compare.measure_frame_information(rows, topics.find_dominant_topics(found))
            explained.append(table.assign(model=model))
    return {
        "keyword_topics": pd.concat(scores, ignore_index=True),
        "keyword_topics_frames": pd.concat(explained, ignore_index=True),
    }


def count_keywords(terms: Terms, keywords: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    """Count the keywords of each frame in each statement."""
    places = {frame: [terms.stems.index(word) for word in words] for frame, words in keywords.items()}
    return pd.concat(
        [
            terms.rows[UNIT].assign(frame=frame, value=terms.matrix[:, columns].sum(axis=1))
            for frame, columns in places.items()
        ],
        ignore_index=True,
    )


def list_cues(known: Study) -> pd.DataFrame:
    """List for each statement and frame whether a cue fires."""
    coded = frames.code_with_cues(known.statements, known.codebook)
    return coded[[*UNIT, "frame"]].assign(value=coded["present"].astype(int))

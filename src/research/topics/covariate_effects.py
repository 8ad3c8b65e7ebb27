"""Effects of the group on topics in a structural topic model: a check of topics by group with another model."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import topica

from research.tables import MINIMUM_DOCUMENTS, Fault, InputError, check_columns, check_number, returns_table
from research.text import Terms

# The draws of each text's topics over which an effect is pooled, so that it counts how badly they are known.
DRAWS = 50
WORDS = 10
_UNIT = ["document", "sentence"]


@dataclass(frozen=True, eq=False)
class _Texts:
    """The words of each document's part with one group, its group and cluster; and the groups that are too small."""

    words: list[list[str]]
    groups: list[str]
    clusters: npt.NDArray[np.object_]
    small: str


@returns_table("topic_effects")
def estimate_topic_effects(
    terms: Terms, groups: pd.DataFrame, shown: pd.DataFrame, *, by: str, seed: int = 2026
) -> pd.DataFrame:
    """Estimate how much more of a topic each group has than the largest one, in a structural topic model.

    Parameters
    ----------
    terms : Terms
        Of text.count_terms.
    groups : DataFrame
        document, sentence and a column of groups, such as the table rows. Where there is a column family, it is the
        cluster, else the document. Statements that are not in it, or whose group is none, are left out.
    shown : DataFrame
        The table topic_terms of the topics that are shown. This model has as many topics, and is matched with them.
    by : str
        The column whose values form the groups. The statements of one group in a document are one text.
    seed : int
        Seed of the fit and of the draws of the topics' shares.

    Returns
    -------
    DataFrame
        The table topic_effects, sorted: for each topic of this model and each group but the reference, which is the
        group of the most texts, the texts of the group; effect, the difference of the topic's mean share in its texts
        and in those of the reference, from -1 to 1, with the ends of its 95 % interval (low, high); words of the topic;
        matched, the shown topic it is matched with, and likeness, their cosine; too_small, the groups left out, of
        fewer than 5 documents or families. The topics are those of this model alone, and
        numbered anew.

    Raises
    ------
    InputError
        Where a table lacks a column, fewer than two groups have 5 documents or families, or the shown topics are fewer
        than two or more than the texts.

    Notes
    -----
    The model is fitted with the groups as covariates of the topics' prevalence, from a spectral start, so that it has
    no random start. An effect is a regression of the texts' shares of a topic on the groups, pooled over draws of these
    shares, with standard errors clustered by document or family. Intervals are not adjusted for the number of effects.

    References
    ----------
    Roberts, M. E., Stewart, B. M. and Airoldi, E. M. (2016), A model of text for experimentation in the social
    sciences. JASA 111, 988-1003.
    """
    check_number(seed, where="estimate_topic_effects", field="seed", bounds=(0, 2**32 - 1))
    check_columns(groups, _UNIT, where="groups", groups=[by])
    check_columns(shown, ["topic", "stem", "weight"], where="table of shown topics", key=["topic", "stem"])
    texts, topics = _join_texts(terms, groups, by), shown["topic"].nunique()
    check_number(topics, where="estimate_topic_effects", field="topics", bounds=(2, len(texts.words)))
    sizes = pd.Series(texts.groups).value_counts().sort_index()
    reference = str(sizes.sort_values(ascending=False, kind="stable").index[0])
    design, names = topica.one_hot(texts.groups, reference=reference)
    model = topica.STM(topics, seed=seed)
    model.fit(texts.words, prevalence=design)
    effects = topica.estimate_effect(
        model, design, feature_names=names, cluster=texts.clusters, nsims=DRAWS, seed=seed
    ).to_frame()
    table: pd.DataFrame = effects[effects["feature"] != "intercept"].rename(
        columns={"feature": "group", "coef": "effect", "ci_low": "low", "ci_high": "high"}
    )
    words = [", ".join(terms.surfaces[int(word)] for word in top) for top in model.top_words(WORDS)]
    table = table.assign(
        grouping=by,
        reference=reference,
        texts=table["group"].map(sizes),
        too_small=texts.small,
        words=[words[topic] for topic in table["topic"]],
    )
    table = table.merge(_match_topics(model, terms, shown), on="topic")
    table["topic"] += 1
    return table.sort_values(["topic", "group"], ignore_index=True)


def _join_texts(terms: Terms, groups: pd.DataFrame, by: str) -> _Texts:
    """The words, as numbers of stems, of the statements of each group in each document."""
    named = groups[groups[by].astype("str") != "none"].drop_duplicates(_UNIT)
    named = named.assign(group=named[by].astype("str"), cluster=named.get("family", named["document"]))
    named = terms.rows.reset_index(names="row").merge(named[[*_UNIT, "group", "cluster"]], on=_UNIT)
    named = named[np.diff(terms.matrix.indptr)[named["row"]] > 0]
    sizes = named.groupby("group")["cluster"].nunique()
    small = sorted(sizes.index[sizes < MINIMUM_DOCUMENTS])
    if len(sizes) - len(small) < 2:
        expected = f"two groups of {MINIMUM_DOCUMENTS} documents or families or more"
        raise InputError([Fault("estimate_topic_effects", by, f"{len(sizes) - len(small)} such groups", expected)])
    words, places, clusters = [], [], []
    for (_, group), part in named[~named["group"].isin(small)].groupby(["document", "group"], sort=True):
        counts: npt.NDArray[np.int64] = terms.matrix[part["row"].to_numpy()].sum(axis=0)
        words.append([str(stem) for stem in np.repeat(np.arange(len(counts)), counts)])
        places.append(str(group))
        clusters.append(part["cluster"].iloc[0])
    return _Texts(words, places, np.array(clusters, dtype=object), "; ".join(small))


def _match_topics(model: topica.STM, terms: Terms, shown: pd.DataFrame) -> pd.DataFrame:
    """The shown topic whose words are most like those of each topic, one to one, with the cosine."""
    fitted = np.zeros((model.num_topics, len(terms.stems)))
    fitted[:, [int(word) for word in model.vocabulary]] = model.topic_word
    other = shown.pivot(index="topic", columns="stem", values="weight").reindex(columns=list(terms.stems)).fillna(0)
    pairs = topica.align_topics(fitted, other.to_numpy(), threshold=0.0)
    rows = [
        (topic, int(other.index[place]), min(1 - distance, 1.0)) for topic, place, distance in pairs if distance < 1
    ]
    matches = pd.DataFrame(rows, columns=["topic", "matched", "likeness"]).astype({"matched": "Int64"})
    return matches.set_index("topic").reindex(range(model.num_topics)).rename_axis("topic").reset_index()

"""Topics of one sample in another: which of them a model of the other sample finds too."""

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics.pairwise import cosine_similarity

from research.tables import Fault, InputError, check_number, returns_table
from research.text import Terms
from research.topics.model_fits import Weights
from research.topics.shuffled_text import shuffle_terms
from research.topics.topic_models import DIGITS, Topics, fit_topics, list_seeds


@returns_table("topic_matches")
def match_topics(topics: Topics, others: Topics, terms: Terms, *, shuffles: int = 12) -> pd.DataFrame:
    """Match topics one to one with those of another sample, and with those of its shuffled text.

    Topics are matched by the largest sum of cosines of their weights over the stems that both samples have. The same is
    done with models of the other sample's shuffled text, so that each topic has a null of its own.

    Parameters
    ----------
    topics : Topics
        Of fit_topics on one sample.
    others : Topics
        Of fit_topics on the other sample.
    terms : Terms
        Those the others were fitted to.
    shuffles : int
        Number of shuffled texts, a fit of one start each.

    Returns
    -------
    DataFrame
        The table topic_matches, sorted by topic: topic, other (the topic matched with it; 0 where the other model has
        fewer), cosine (from 0 to 1), noise (the largest cosine with a matched topic of shuffled text) and found
        (whether the cosine is above it).

    Raises
    ------
    InputError
        Where the samples have no stem in common, or shuffles is no whole number from 1.
    """
    check_number(shuffles, where="match_topics", field="shuffles", bounds=(1, 1000))
    common = sorted(set(topics.topic_terms["stem"]) & set(others.topic_terms["stem"]))
    if not common:
        raise InputError([Fault("match_topics", "topics", "no stem in common", "samples in one language")])
    ours = _read_words(topics, common)
    other, cosine = _match(ours, _read_words(others, common))
    noise = np.zeros(topics.number)
    for seed in list_seeds(others.seed + 4, shuffles):
        model = fit_topics(
            shuffle_terms(terms, seed=seed), topics=others.number, method=others.method, starts=1, seed=seed
        )
        noise = np.maximum(noise, _match(ours, _read_words(model, common))[1])
    table = pd.DataFrame({"topic": np.arange(1, topics.number + 1), "other": other, "cosine": cosine, "noise": noise})
    return table.assign(found=table["cosine"] > table["noise"])


def _read_words(topics: Topics, stems: list[str]) -> Weights:
    table = topics.topic_terms.pivot(index="topic", columns="stem", values="weight").reindex(columns=stems)
    weights: Weights = table.fillna(0.0).to_numpy(dtype=float)
    return weights


def _match(ours: Weights, theirs: Weights) -> tuple["np.ndarray[tuple[int], np.dtype[np.int64]]", Weights]:
    """Match rows one to one: the number of each one's partner from 1, and the cosine; 0 for those left without."""
    cosines = np.round(cosine_similarity(ours, theirs), DIGITS)
    rows, columns = linear_sum_assignment(-cosines)
    partners, values = np.zeros(len(ours), dtype=np.int64), np.zeros(len(ours))
    partners[rows], values[rows] = columns + 1, cosines[rows, columns]
    return partners, values

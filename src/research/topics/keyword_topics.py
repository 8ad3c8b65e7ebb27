"""Topics around keywords that a researcher gives, as the cues of a codebook, beside topics that are left free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import topica
from scipy.optimize import linear_sum_assignment
from sklearn.metrics.pairwise import cosine_similarity

from research.tables import Fault, InputError, check_number
from research.text import Terms
from research.topics.model_fits import SWEEPS, Fit, list_tokens
from research.topics.topic_models import STARTS, Topics, find_known_rows, list_seeds, list_topics, read_weights

# A few frames a statement: with the concentration learned, starts of the same model differ more (benchmarks/
# keyword_topics.py names what was tried).
_CONCENTRATION = 0.1


@dataclass(frozen=True, eq=False)
class KeywordTopics:
    """Topics fitted around keywords.

    Attributes
    ----------
    topics : Topics
        The topics, numbered from the largest. Refits of topics do not know keywords and do not hold for them.
    names : dict of str to int
        The number of the topic of each list of keywords.
    """

    topics: Topics
    names: dict[str, int]

    @property
    def weights(self) -> pd.DataFrame:
        """Columns document, sentence, name and weight: the share of each statement that a keyword topic takes."""
        numbers = {number: name for name, number in self.names.items()}
        table = self.topics.topic_statements
        table = table[table["topic"].isin(numbers)]
        return table.assign(name=table["topic"].map(numbers)).drop(columns="topic").reset_index(drop=True)


def fit_keyword_topics(
    terms: Terms, keywords: Mapping[str, Sequence[str]], *, residual: int = 4, starts: int = STARTS, seed: int = 2026
) -> KeywordTopics:
    """Fit one topic around each list of keywords, and further topics to the rest.

    Parameters
    ----------
    terms : Terms
        Of text.count_terms.
    keywords : mapping of str to sequence of str
        Stems or phrases of terms by the name of their topic, as codebook.find_cue_terms gives them.
    residual : int
        Number of topics without keywords.
    starts : int
        Number of seeded fits, of which that with the highest likelihood is kept.
    seed : int
        Seed of the fit.

    Returns
    -------
    KeywordTopics
        The topics and the names of those with keywords. The weights of a statement are means over the sampler's last
        rounds.

    Raises
    ------
    InputError
        Where a keyword is no stem of terms, a list is empty, there is no list, or a number is out of bounds.

    References
    ----------
    Eshima, S., Imai, K. and Sasaki, T. (2024), Keyword-assisted topic models. American Journal of Political Science
    68(2), 730-750.
    """
    check_number(seed, where="fit_keyword_topics", field="seed", bounds=(0, 2**32 - 1))
    check_number(starts, where="fit_keyword_topics", field="starts", bounds=(1, 1000))
    known = find_known_rows(terms)
    check_number(residual, where="fit_keyword_topics", field="residual", bounds=(1, max(1, len(terms.stems))))
    _check_keywords(terms, keywords)
    corpus = topica.Corpus.from_documents(list_tokens(terms, known), vocabulary=list(terms.stems))
    fits = []
    for number in list_seeds(seed, starts):
        model = topica.KeyATM(
            {name: sorted(set(words)) for name, words in keywords.items()},
            num_topics=len(keywords) + residual,
            alpha=_CONCENTRATION,
            estimate_alpha=False,
            seed=number,
        )
        model.fit(corpus, iters=SWEEPS, progress=False)
        statements = np.asarray(model.theta_draws).mean(axis=0)
        likelihood = float(model.log_likelihood_history[-1][1])
        fits.append(Fit(np.asarray(model.topic_word), statements / statements.sum(axis=1, keepdims=True), likelihood))
    best = max(fits, key=lambda fit: fit.likelihood)
    listed = list_topics(best, terms, known, method="keywords", seed=seed)
    # The library gives the topics with keywords first; the list has them by size.
    words, _ = read_weights(listed, terms)
    rows, columns = linear_sum_assignment(-cosine_similarity(best.words, words))
    places = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    return KeywordTopics(listed, {name: places[place] + 1 for place, name in enumerate(keywords)})


def _check_keywords(terms: Terms, keywords: Mapping[str, Sequence[str]]) -> None:
    known = set(terms.stems)
    faults = [
        Fault("fit_keyword_topics", f"keywords of {name}", repr(word), "a stem of the terms", "correct or remove it")
        for name, words in keywords.items()
        for word in words
        if word not in known
    ]
    faults += [
        Fault(
            "fit_keyword_topics", f"keywords of {name}", "none", "one stem or more", "add one, or leave the topic out"
        )
        for name, words in keywords.items()
        if not words
    ]
    if not keywords:
        faults.append(Fault("fit_keyword_topics", "keywords", "no list", "one list of stems or more"))
    if faults:
        raise InputError(faults)

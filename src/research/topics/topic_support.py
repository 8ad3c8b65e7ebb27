"""How far topics can be trusted: what they keep in resamples of the documents, beside what shuffled text keeps.

A model is told from chance where its words and the company of its statements return more often than those of the same
model on shuffled text, by at least EXCESS each; a topic of such a model where, besides, its own words return.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from topica import Corpus
from topica.evaluate import eval_heldout, make_heldout

from research.tables import Fault, InputError, check_columns, check_table
from research.text import Terms
from research.topics.model_fits import Model, Weights, list_tokens, run_lda
from research.topics.shuffled_text import shuffle_terms
from research.topics.topic_lists import find_dominant_topics
from research.topics.topic_models import Topics, find_known_rows, fit_topics, list_seeds
from research.topics.topic_refits import Refits, refit_topics

TOPIC_COUNTS = (4, 6, 8, 10, 12, 16, 20)
EXCESS = 0.2
RETURNING_WORDS, RETURNING_RESAMPLES = 0.5, 0.8
RESAMPLES, SHUFFLES, SHUFFLED_RESAMPLES = 50, 5, 6
MINIMUM_DOCUMENTS = 100
_HELD_OUT_DRAWS = 1000
_ENDS = (2.5, 97.5)


@dataclass(frozen=True, eq=False)
class TopicSupport:
    """Topics and what they keep, beside shuffled text.

    Attributes
    ----------
    topics : Topics
        The topics, by the numbers of the fit.
    gates : DataFrame
        The table topic_gates: one row a topic of the fit.
    summary : DataFrame
        The table topic_support: one row for the model.
    refits : Refits
        What became of the topics in each resample.
    """

    topics: Topics
    gates: pd.DataFrame
    summary: pd.DataFrame
    refits: Refits

    @property
    def supported(self) -> bool:
        """Whether the model can be told from chance."""
        return bool(self.summary["supported"].iloc[0])


def measure_topic_support(
    terms: Terms,
    topics: Topics,
    *,
    families: pd.DataFrame | None = None,
    resamples: int = RESAMPLES,
    workers: int = 1,
) -> TopicSupport:
    """Measure what topics keep in resamples of the documents, beside the same for shuffled text.

    The words of all statements are dealt at random to the statements five times; each shuffled text has a fit of its
    own and six resamples. The model can be told from chance where both excesses over
    shuffled text are at least .20. A topic then survives where 5 of its 10 heaviest terms return in 80 % of the
    resamples, and the share that returns is on average above that of every topic of shuffled text.

    Parameters
    ----------
    terms : Terms
        Those the topics were fitted to.
    topics : Topics
        Of fit_topics.
    families : DataFrame, optional
        Columns document and family: families of copies are drawn whole.
    resamples : int
        Number of resamples of the documents; 50 or more for what is published.
    workers : int
        Number of threads.

    Returns
    -------
    TopicSupport
        The topics with the tables topic_gates and topic_support. Intervals are the middle 95 % of the differences
        between a resample and a refit of shuffled text; that of held_out is over documents, that of survivors over the
        resamples drawn anew.

    Raises
    ------
    InputError
        As refit_topics does.
    """
    refits = refit_topics(terms, topics, resamples=resamples, families=families, workers=workers)
    words = _pivot(refits)
    company = _measure_company(topics, refits)
    noise_words, noise_company = [], []
    for seed in list_seeds(topics.seed + 2, SHUFFLES):
        shuffled = shuffle_terms(terms, seed=seed)
        model = fit_topics(shuffled, topics=topics.number, method=topics.method, starts=1, seed=seed)
        again = refit_topics(
            shuffled, model, resamples=min(resamples, SHUFFLED_RESAMPLES), families=families, workers=workers
        )
        noise_words.append(_pivot(again))
        noise_company.append(_measure_company(model, again))
    excess = _compare("words", words.mean(axis=1), np.concatenate([each.mean(axis=1) for each in noise_words]))
    excess |= _compare("company", company, np.concatenate(noise_company))
    supported = bool(min(excess["words_excess"], excess["company_excess"]) >= EXCESS)
    highest = max(float(each.mean(axis=0).max()) for each in noise_words)
    gates = _list_gates(words, highest, supported=supported)
    survivors = _count_survivors(words, highest, topics.seed)
    size = _count_size(terms) | {"resamples": resamples}
    fit = _summarise_exclusivity(refits) | _measure_held_out(terms, topics)
    table = pd.DataFrame([size | excess | {"supported": supported} | survivors | fit])
    table.insert(0, "topics", topics.number)
    table.insert(1, "method", topics.method)
    return TopicSupport(topics, check_table(gates, "topic_gates"), check_table(table, "topic_support"), refits)


def choose_topic_count(supports: pd.DataFrame) -> int | None:
    """Choose the largest number of topics whose model can be told from chance.

    Parameters
    ----------
    supports : DataFrame
        The table topic_support with a row for each number of topics.

    Returns
    -------
    int or None
        The number of topics; None where no model can be told from chance.

    Examples
    --------
    >>> choose_topic_count(pd.DataFrame({"topics": [4, 6, 8], "supported": [True, True, False]}))
    6
    """
    check_columns(supports, ["topics", "supported"], where="choose_topic_count")
    supported = supports.loc[supports["supported"].astype(bool), "topics"]
    return int(supported.max()) if len(supported) else None


def search_topic_count(
    terms: Terms,
    *,
    counts: Sequence[int] = TOPIC_COUNTS,
    families: pd.DataFrame | None = None,
    seed: int = 2026,
    workers: int = 1,
) -> dict[int, TopicSupport]:
    """Measure the support of LDA for several numbers of topics.

    Parameters
    ----------
    terms : Terms
        Of text.count_terms.
    counts : sequence of int
        Numbers of topics; those for which there are too few statements or stems are left out.
    families : DataFrame, optional
        As in measure_topic_support.
    seed : int
        Seed of the fits.
    workers : int
        Number of threads.

    Returns
    -------
    dict
        TopicSupport by number of topics.

    Raises
    ------
    InputError
        Where no number of topics can be fitted.
    """
    largest = min(len(find_known_rows(terms)), len(terms.stems))
    fitting = [count for count in counts if count <= largest]
    if not fitting:
        found = f"{len(find_known_rows(terms))} statements with a known term and {len(terms.stems)} stems"
        raise InputError([Fault("search_topic_count", "terms", found, f"at least {min(counts)} of both")])
    return {
        count: measure_topic_support(
            terms, fit_topics(terms, topics=count, seed=seed), families=families, workers=workers
        )
        for count in fitting
    }


def _pivot(refits: Refits) -> Weights:
    """Resamples x topics: the share of words that are kept."""
    return refits.kept_words.pivot(index="resample", columns="topic", values="kept").to_numpy(dtype=float)


def _measure_company(topics: Topics, refits: Refits) -> Weights:
    """By resample: the share of the drawn statements whose main topic is the one matched with theirs."""
    main = find_dominant_topics(topics).rename(columns={"topic": "own"})
    both = refits.statements.merge(main[["document", "sentence", "own"]], on=["document", "sentence"])
    both = both.assign(same=(both["topic"] == both["own"]) * both["copies"])
    sums = both.groupby("resample", sort=True)[["same", "copies"]].sum()
    return (sums["same"] / sums["copies"]).to_numpy(dtype=float)


def _compare(name: str, values: Weights, noise: Weights) -> dict[str, float]:
    differences = np.subtract.outer(values, noise).ravel()
    low, high = np.percentile(differences, _ENDS)
    mean, chance = float(values.mean()), float(noise.mean())
    return {
        name: mean,
        f"{name}_noise": chance,
        f"{name}_excess": mean - chance,
        f"{name}_low": low,
        f"{name}_high": high,
    }


def _count_size(terms: Terms) -> dict[str, int]:
    known = find_known_rows(terms)
    documents = terms.rows["document"].iloc[known].nunique()
    return {"documents": documents, "statements": len(known), "stems": len(terms.stems)}


def _survive(words: Weights, highest: float) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    returns = (words >= RETURNING_WORDS).mean(axis=0) >= RETURNING_RESAMPLES
    survives: np.ndarray[tuple[int], np.dtype[np.bool_]] = returns & (words.mean(axis=0) > highest)
    return survives


def _list_gates(words: Weights, highest: float, *, supported: bool) -> pd.DataFrame:
    survives = _survive(words, highest) & supported
    return pd.DataFrame(
        {
            "topic": np.arange(1, words.shape[1] + 1),
            "kept": words.mean(axis=0),
            "noise": highest,
            "returns": (words >= RETURNING_WORDS).mean(axis=0),
            "survives": survives,
            "number": np.where(survives, survives.cumsum(), 0),
        }
    )


def _count_survivors(words: Weights, highest: float, seed: int) -> dict[str, float]:
    """Count the topics that pass the gate of topics, with the middle 95 % over resamples that are drawn anew."""
    random = np.random.default_rng([seed, 3])
    drawn = [_survive(words[random.integers(len(words), size=len(words))], highest).sum() for _ in range(1000)]
    low, high = np.percentile(drawn, _ENDS)
    return {"survivors": int(_survive(words, highest).sum()), "survivors_low": low, "survivors_high": high}


def _summarise_exclusivity(refits: Refits) -> dict[str, float]:
    means = refits.kept_words.groupby("resample")["exclusivity"].mean()
    low, high = np.percentile(means, _ENDS)
    return {"exclusivity": float(means.mean()), "exclusivity_low": low, "exclusivity_high": high}


def _measure_held_out(terms: Terms, topics: Topics) -> dict[str, float]:
    """Measure the log-likelihood per word of half of the words of half of the statements, held out; none for NMF."""
    names = ("held_out", "held_out_low", "held_out_high")
    if topics.method == "nmf":
        return dict.fromkeys(names, np.nan)
    known = find_known_rows(terms)
    (seed,) = list_seeds(topics.seed + 3, 1)
    held = make_heldout(list_tokens(terms, known), seed=seed)
    corpus = Corpus.from_documents(held.documents, vocabulary=list(terms.stems))
    model, _ = run_lda(corpus, Model(topics.method, topics.number), seed=seed)
    result = eval_heldout(model, held, seed=seed)
    documents = terms.rows["document"].to_numpy()[known][held.doc_indices]
    sizes = [len(tokens) for _, tokens in held.missing]
    sums = pd.DataFrame({"value": result.per_doc_loglik, "words": sizes}).groupby(documents).sum().to_numpy()
    drawn = np.random.default_rng(seed).integers(len(sums), size=(_HELD_OUT_DRAWS, len(sums)))
    totals = sums[drawn].sum(axis=1)
    low, high = np.percentile(totals[:, 0] / totals[:, 1], _ENDS)
    return {"held_out": float(result.total_loglik / result.n_tokens), "held_out_low": low, "held_out_high": high}

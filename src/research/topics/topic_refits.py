"""Refits of a topic model to resamples of the documents: which words and which statements stay together."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics.pairwise import cosine_similarity

from research.tables import check_columns, check_number, check_table
from research.text import Terms
from research.topics.model_fits import REFIT_SWEEPS, Fit, Model, Rows, Weights, fit_model
from research.topics.topic_models import DIGITS, Topics, list_seeds, rank_terms, read_weights

TOP_WORDS = 10


@dataclass(frozen=True, eq=False)
class Refits:
    """What becomes of topics in resamples of the documents.

    Attributes
    ----------
    kept_words : DataFrame
        The table kept_words: resample, topic, kept (share of the ten heaviest terms that are among the ten heaviest of
        the topic matched with it) and exclusivity (mean share of those terms' weight that is this topic's, of the
        matched topic).
    statements : DataFrame
        The table topic_refits: resample, document, copies (how often the document was drawn), sentence and topic, the
        main topic of the statement in the refit, by the number of the topic matched with it.
    """

    kept_words: pd.DataFrame
    statements: pd.DataFrame


@dataclass(frozen=True, eq=False)
class _Refit:
    kept: Weights
    exclusivity: Weights
    copies: "pd.Series[int]"
    rows: Rows
    topics: Rows


def refit_topics(
    terms: Terms,
    topics: Topics,
    *,
    resamples: int = 50,
    families: pd.DataFrame | None = None,
    workers: int = 1,
) -> Refits:
    """Fit the model anew, once each, to resamples of the documents, and match its topics one to one with those given.

    Documents (families of copies, where given) are drawn with replacement, as many as there are. Topics are matched by
    the largest sum of cosines of their weights. The seeds come from that of the topics; any number of workers gives the
    same tables.

    Parameters
    ----------
    terms : Terms
        Those the topics were fitted to.
    topics : Topics
        Of fit_topics.
    resamples : int
        Number of resamples.
    families : DataFrame, optional
        Columns document and family.
    workers : int
        Number of threads.

    Returns
    -------
    Refits
        The words that are kept, and the main topic of every statement drawn.

    Raises
    ------
    InputError
        Where a number is out of bounds, or families lacks a document.
    """
    for field, value in (("resamples", resamples), ("workers", workers)):
        check_number(value, where="refit_topics", field=field, bounds=(1, 100_000))
    words, _ = read_weights(topics, terms)
    rows_of = _group_rows(terms, families)
    seeds = list_seeds(topics.seed + 1, resamples)

    def refit(seed: int) -> _Refit:
        drawn = np.random.default_rng(seed).integers(len(rows_of), size=len(rows_of))
        rows = np.concatenate([rows_of[unit] for unit in drawn])
        fit = fit_model(terms, rows, Model(topics.method, topics.number, REFIT_SWEEPS), seed=seed)
        return _match_refit(terms, words, fit, rows)

    with ThreadPoolExecutor(workers) as pool:
        refits = list(pool.map(refit, seeds))
    return _list_refits(terms, refits)


def _group_rows(terms: Terms, families: pd.DataFrame | None) -> list[Rows]:
    """Group the rows with a known term by document or family, in the order of their names."""
    units = terms.rows["document"]
    if families is not None:
        check_columns(families, ["document", "family"], where="refit_topics: families", key=["document"])
        units = units.map(families.set_index("document")["family"]).fillna(units)
    known = np.asarray(terms.matrix.sum(axis=1)).ravel() > 0
    groups = pd.Series(np.arange(len(units)))[known].groupby(units[known].to_numpy(), sort=True)
    return [np.asarray(rows) for _, rows in groups]


def _match_refit(terms: Terms, words: Weights, fit: Fit, rows: Rows) -> _Refit:
    cosines = np.round(cosine_similarity(words, fit.words), DIGITS)
    matched = linear_sum_assignment(-cosines)[1]
    tops = [
        (rank_terms(ours, terms.surfaces)[:TOP_WORDS], rank_terms(theirs, terms.surfaces)[:TOP_WORDS])
        for ours, theirs in zip(words, fit.words[matched], strict=True)
    ]
    kept = np.array([len(set(ours) & set(theirs)) / len(ours) for ours, theirs in tops])
    parts = fit.words[matched] / fit.words.sum(axis=0).clip(min=1e-12)
    exclusivity = np.array([parts[topic, theirs].mean() for topic, (_, theirs) in enumerate(tops)])
    number_of = np.empty(len(matched), dtype=np.intp)
    number_of[matched] = np.arange(1, len(matched) + 1)
    drawn, first, copies = np.unique(rows, return_index=True, return_counts=True)
    weights = np.nan_to_num(fit.statements, nan=-1.0)
    # Copies of a statement may get other topics; their weights are added up.
    sums = np.zeros((len(drawn), len(matched)))
    np.add.at(sums, np.searchsorted(drawn, rows), weights)
    main = np.where(sums.max(axis=1) >= 0, number_of[np.round(sums, DIGITS).argmax(axis=1)], 0)
    documents = terms.rows["document"].to_numpy()[rows[first]]
    return _Refit(kept, exclusivity, pd.Series(copies, index=documents), drawn, main)


def _list_refits(terms: Terms, refits: list[_Refit]) -> Refits:
    words, statements = [], []
    for number, refit in enumerate(refits):
        topics = np.arange(1, len(refit.kept) + 1)
        words.append(
            pd.DataFrame({"resample": number, "topic": topics, "kept": refit.kept, "exclusivity": refit.exclusivity})
        )
        part = terms.rows.iloc[refit.rows][["document", "sentence"]].reset_index(drop=True)
        statements.append(part.assign(resample=number, copies=refit.copies.to_numpy(), topic=refit.topics))
    columns = ["resample", "document", "copies", "sentence", "topic"]
    return Refits(
        check_table(pd.concat(words, ignore_index=True), "kept_words"),
        check_table(pd.concat(statements, ignore_index=True)[columns], "topic_refits"),
    )

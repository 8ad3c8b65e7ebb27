"""Fits of topic models by the libraries: counts in, the weights of topics out.

LDA is topica's: by Gibbs sampling with one concentration of the topics for all, learned from the statements, or online,
in batches, for corpora of millions of words. NMF is scikit-learn's.
"""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from research.text import Terms


METHODS = ("lda", "online", "nmf")
SWEEPS = 1000  # of the Gibbs sampler: the library's default
# A refit that is only compared has half: on planted topics the mean cosine is the same (.974 and .975, .968 and .969).
REFIT_SWEEPS = 500
# Online LDA makes 20 passes over the statements, fewer where there are many: in two passes over 100,000 documents it
# learns from as many batches as in 40 over 5,000.
_PASSES, _LEAST_PASSES, _SEEN = 20, 2, 200_000
# From so many words on, sweeps from random topics mix too slowly: on 5,000 documents of benchmarks/topic_recovery.py a
# mean cosine of .78 to .86 is reached. Started from words that tell topics apart, with a small alpha, it is .99.
LARGE = 500_000
_LARGE_SWEEPS = 150
# The likelihood of a start is its mean over so many of the last records of the sampler, one in ten sweeps.
_LAST = 20
_SNAPSHOTS, _APART = 5, 25
# NMF stops by itself, on this corpus within some hundred rounds: its bound is far above.
_NMF_ROUNDS = 5000

Weights = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
Tokens = list[list[str]]


@dataclass(frozen=True)
class Model:
    """What is fitted.

    Parameters
    ----------
    method : str
        One of METHODS.
    topics : int
        Number of topics.
    sweeps : int
        Sweeps of the Gibbs sampler; the other methods have none.
    """

    method: str
    topics: int
    sweeps: int = SWEEPS


@dataclass(frozen=True, eq=False)
class Fit:
    """The weights of a fitted model.

    Parameters
    ----------
    words : array of float
        Topics x stems; the weights of a topic add up to 1.
    statements : array of float
        Statements x topics; the weights of a statement add up to 1, and are empty where NMF gives it to no topic.
    likelihood : float
        Log-likelihood per word of the model at the end of the fit; 0 for NMF, which has none.
    """

    words: Weights
    statements: Weights
    likelihood: float


def list_tokens(terms: "Terms", rows: Rows) -> Tokens:
    """List the stems of the statements in these rows, each as often as it is counted, in the order of the stems."""
    matrix = terms.matrix
    stems = np.array(terms.stems, dtype=object)
    tokens = []
    for row in rows:
        place = slice(matrix.indptr[row], matrix.indptr[row + 1])
        tokens.append(np.repeat(stems[matrix.indices[place]], matrix.data[place]).tolist())
    return tokens


def fit_model(terms: "Terms", rows: Rows, model: Model, *, seed: int) -> Fit:
    """Fit a model once to the statements in these rows; a row may stand in them more than once."""
    if model.method == "nmf":
        return _fit_nmf(terms.matrix[rows].astype(np.float64), model.topics, seed)
    import topica

    corpus = topica.Corpus.from_documents(list_tokens(terms, rows), vocabulary=list(terms.stems))
    fitted, likelihood = run_lda(corpus, model, seed=seed)
    return Fit(np.asarray(fitted.topic_word), np.asarray(fitted.doc_topic), likelihood)


def count_passes(statements: int) -> int:
    """Count the passes that online LDA makes over so many statements.

    Examples
    --------
    >>> [count_passes(number) for number in (500, 20_000, 100_000, 1_000_000)]
    [20, 10, 2, 2]
    """
    return min(_PASSES, max(_LEAST_PASSES, round(_SEEN / max(statements, 1))))


def run_lda(corpus: Any, model: Model, *, seed: int) -> tuple[Any, float]:
    """Run the library: the fitted model and its log-likelihood."""
    import topica

    if model.method == "online":
        online = topica.OnlineLDA(model.topics, seed=seed)  # type: ignore[attr-defined]  # its stubs lack it
        online.fit(corpus, iters=count_passes(corpus.num_docs), progress=False)
        return online, float(online.fit_history[-1][1]) if online.fit_history else 0.0
    # One concentration for all topics: with one for each, the largest topic takes up what is common to all statements.
    large = corpus.total_tokens >= LARGE
    start: dict[str, Any] = {"init": "spectral", "alpha_sum": model.topics / 10, "burn_in": 50} if large else {}
    gibbs = topica.LDA(model.topics, seed=seed, use_symmetric_alpha=True, **start)
    sweeps = min(model.sweeps, _LARGE_SWEEPS) if large else model.sweeps
    snapshots = {"num_samples": _SNAPSHOTS, "sample_interval": _APART}
    gibbs.fit(corpus, iters=sweeps, progress=False, keep_theta_draws=False, **snapshots)
    return gibbs, float(np.mean([value for _, value in gibbs.log_likelihood_history[-_LAST:]]))


def _fit_nmf(counts: Any, topics: int, seed: int) -> Fit:
    """Fit NMF to tf-idf weights; the loadings of the statements take up the sizes of the topics."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer

    model = NMF(topics, init="nndsvda", max_iter=_NMF_ROUNDS, random_state=seed)
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        # scikit-learn measures progress against the first round. Where that is all but exact, as on a handful of short
        # statements, it sees none and warns, once of the rounds and once of the root of an error just below 0.
        warnings.simplefilter("ignore", ConvergenceWarning)
        loadings = model.fit_transform(TfidfTransformer().fit_transform(counts))
    sizes = model.components_.sum(axis=1)
    loadings = loadings * sizes
    sums = loadings.sum(axis=1, keepdims=True)
    shares = np.divide(loadings, sums, out=np.full_like(loadings, np.nan), where=sums > 0)
    return Fit(model.components_ / np.where(sizes > 0, sizes, 1)[:, None], shares, 0.0)

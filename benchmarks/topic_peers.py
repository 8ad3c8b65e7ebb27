"""Topics planted in short sentences, found by fit_topics, by the library that it calls, by tomotopy and scikit-learn.

    python benchmarks/topic_peers.py [--documents 135 317] [--seeds 1 2 3 4 5] [--libraries fit_topics tomotopy ...]

The corpora are those of topic_recovery.py: 8 topics, likeness 25 and 60. Each library fits five starts, and the fit
with the highest likelihood is compared with the truth: mean cosine of the topics, sentences put right, and seconds of
CPU of the five. tomotopy is called with its defaults, which learn alpha, and with alpha fixed at .1; it is no
dependency and goes to a temporary folder. NMF has one start. topic_speed.py compares the libraries on long documents.
The column one_start is the mean over the five. fit_topics is one call with five starts, from other seeds than topica's.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import TfidfTransformer
from topic_recovery import Cell, Planted, make_terms, match_topics, measure_right, plant_corpus, read_found

from research import topics

Numbers = npt.NDArray[np.float64]
# The weights of the words in the topics, of the topics in the sentences, and the likelihood of the fit.
Found = tuple[Numbers, Numbers, float]
PEERS = ("gensim==4.4.0", "smart_open==9.0.2", "wrapt==2.5.2", "tomotopy==0.14.0")
SWEEPS = 1000
STARTS = 5


def install_peers(folder: str) -> None:
    """Put the peers into a folder, without their dependencies, which the project has."""
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--target", folder]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, *PEERS], check=True)


def list_words(counts: Any) -> list[list[str]]:
    """List the words of each row as often as they are counted; a word is the number of its column."""
    numbers = np.array([str(column) for column in range(counts.shape[1])], dtype=object)
    places = zip(counts.indptr[:-1], counts.indptr[1:], strict=True)
    return [np.repeat(numbers[counts.indices[a:b]], counts.data[a:b]).tolist() for a, b in places]


def spread(weights: Numbers, vocabulary: Any, columns: int) -> Numbers:
    """Put weights by the words of a library back into the columns of the counts."""
    everywhere = np.zeros((len(weights), columns))
    everywhere[:, [int(word) for word in vocabulary]] = weights
    return everywhere


def fit_package(planted: Planted, number: int, seed: int) -> Found:
    """fit_topics with its five starts."""
    fitted = topics.fit_topics(make_terms(planted.counts, planted.document), topics=number, starts=STARTS, seed=seed)
    return *read_found(fitted, planted.counts.shape[1]), 0.0


def fit_topica(counts: Any, number: int, seed: int) -> Found:
    """Gibbs sampling with one alpha for all topics, learned."""
    import topica

    model = topica.LDA(number, seed=seed, use_symmetric_alpha=True)
    model.fit(list_words(counts), iters=SWEEPS, keep_theta_draws=False, progress=False)
    words = spread(np.asarray(model.topic_word), model.vocabulary, counts.shape[1])
    return words, np.asarray(model.doc_topic), float(np.mean([v for _, v in model.log_likelihood_history[-20:]]))


def fit_tomotopy(counts: Any, number: int, seed: int, *, interval: int = 10) -> Found:
    """Gibbs sampling; alpha begins at .1 and is learned every so many sweeps, or stays."""
    import tomotopy

    model = tomotopy.LDAModel(k=number, alpha=0.1, eta=0.01, seed=seed)
    model.optim_interval = interval
    for words in list_words(counts):
        model.add_doc(words)
    model.train(SWEEPS, workers=1, show_progress=False)
    weights = np.array([model.get_topic_word_dist(topic) for topic in range(number)])
    shares = np.array([document.get_topic_dist() for document in model.docs])
    return spread(weights, model.used_vocabs, counts.shape[1]), shares, float(model.ll_per_word)


def fit_tomotopy_fixed(counts: Any, number: int, seed: int) -> Found:
    """Gibbs sampling with alpha fixed at .1."""
    return fit_tomotopy(counts, number, seed, interval=0)


def fit_variational(counts: Any, number: int, seed: int) -> Found:
    """Variational Bayes by scikit-learn, 20 rounds, its other options as they are."""
    model = LatentDirichletAllocation(number, max_iter=20, random_state=seed)
    shares = model.fit_transform(counts)
    return model.components_, shares, float(model.score(counts))


def fit_nmf(counts: Any, number: int, seed: int) -> Found:
    """NMF of tf-idf weights; the weights of the sentences take up the sizes of the topics."""
    model = NMF(number, init="nndsvda", max_iter=5000, random_state=seed)
    shares = model.fit_transform(TfidfTransformer().fit_transform(counts))
    return model.components_, shares * model.components_.sum(axis=1), 0.0


LIBRARIES: dict[str, Callable[[Any, int, int], Found]] = {
    "topica": fit_topica,
    "tomotopy": fit_tomotopy,
    "tomotopy_fixed": fit_tomotopy_fixed,
    "scikit-learn": fit_variational,
    "nmf": fit_nmf,
}


NAMES = ["fit_topics", *LIBRARIES]


def measure_library(name: str, planted: Planted, number: int, *, starts: int = STARTS) -> dict[str, float]:
    """Fit a library from several starts and compare its best fit with the truth."""
    start = time.process_time()
    if name == "fit_topics":
        fits = [fit_package(planted, number, 100)]
    else:
        fits = [LIBRARIES[name](planted.counts, number, 100 + place) for place in range(1 if name == "nmf" else starts)]
    seconds = time.process_time() - start
    words, shares, _ = max(fits, key=lambda fit: fit[2])
    cosines = match_topics(words, planted.truth)[1]
    one = np.mean([match_topics(fit[0], planted.truth)[1].mean() for fit in fits]) if len(fits) > 1 else np.nan
    right = measure_right(shares, words, planted)
    return {"cosine": float(cosines.mean()), "one_start": float(one), "right": right, "seconds": seconds}


def main() -> None:
    """Print a line for each corpus and library, then means over the seeds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", nargs="+", type=int, default=[135, 317])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3, 4, 5])
    parser.add_argument("--libraries", nargs="+", choices=NAMES, default=NAMES)
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        install_peers(folder)
        sys.path.append(folder)
        cells = [Cell(documents=n, likeness=likeness) for n in options.documents for likeness in (25, 60)]
        for cell, name in ((cell, name) for cell in cells for name in options.libraries):
            for seed in options.seeds:
                row = {"documents": cell.documents, "likeness": cell.likeness, "library": name, "seed": seed}
                rows.append(row | measure_library(name, plant_corpus(cell, seed), cell.topics))
                print(pd.DataFrame(rows[-1:]).round(3).to_dict("records")[0], flush=True)
    table = pd.DataFrame(rows).groupby(["documents", "likeness", "library"], sort=False)
    print(table[["cosine", "one_start", "right", "seconds"]].mean().round(3).to_string())


if __name__ == "__main__":
    main()

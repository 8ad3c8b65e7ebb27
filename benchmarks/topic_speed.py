"""Topics of long documents: seconds of CPU, peak memory and recovery of fit_topics and of other libraries.

    python benchmarks/topic_speed.py [--documents 100000] [--passes 2] [--libraries fit_topics gensim ...]

The corpus is made here, of planted topics over 10,000 words, and handed to each library as the same matrix of counts,
in a process of its own with one thread. Measured from that matrix to the topics, what the library wants done to the
matrix first apart: seconds of CPU, and times those of fit_topics; the peak memory of the process in GiB, with its
libraries and the matrix; the mean cosine of the true topics with those found, so that no speed is bought with worse
topics. fit_topics and the library that it calls, topica, are called with method online and one start. gensim (LdaModel)
and scikit-learn (learning_method online) make as many passes over the documents, with their own defaults otherwise.
tomotopy samples instead: it makes as many sweeps, and 100. Exit code 1 where fit_topics takes more than 1.2 times the
CPU of topica, or more than 4 GiB.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from topic_peers import install_peers, list_words, spread
from topic_recovery import JUMP, OWN, PURITY, SMALLEST, draw_topics, make_terms, match_topics, read_found

from research.topics.model_fits import count_passes

Numbers = npt.NDArray[np.float64]
VOCABULARY, LIKENESS = 10_000, 25
BLOCK = 1000
MOST, LARGEST = 1.2, 4.0
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


def plant_documents(documents: int, words: int, number: int, seed: int) -> tuple[Any, Numbers]:
    """Make documents of topics of uneven sizes: counts of documents x words, and the true topics."""
    generator = np.random.default_rng(seed)
    truth = draw_topics(generator, number, VOCABULARY, LIKENESS)
    sizes = np.maximum(generator.dirichlet(np.full(number, 2.0)), SMALLEST)
    sizes /= sizes.sum()
    blocks = []
    for first in range(0, documents, BLOCK):
        size = min(BLOCK, documents - first)
        mixtures = (1 - JUMP) * generator.dirichlet(sizes * number * PURITY, size) + JUMP * sizes
        drawn = generator.multinomial(np.maximum(2, generator.poisson(words, size)), mixtures)
        places = np.concatenate([np.repeat(np.arange(size), drawn[:, topic]) for topic in range(number)])
        totals = zip(drawn.sum(axis=0), truth, strict=True)
        columns = np.concatenate([generator.choice(VOCABULARY, total, p=weights) for total, weights in totals])
        own = generator.integers(0, VOCABULARY, (size, 6))
        private = generator.random(len(columns)) < OWN
        columns[private] = own[places[private], generator.integers(0, 6, private.sum())]
        ones = np.ones(len(columns), dtype=np.int64)
        blocks.append(sp.csr_array((ones, (places, columns)), shape=(size, VOCABULARY)))
    return sp.csr_array(sp.vstack(blocks)), truth


def run_fit_topics(counts: Any, number: int, passes: int) -> Callable[[], Numbers]:
    """Fit by the package."""
    from research import topics

    terms = make_terms(counts, np.arange(counts.shape[0]))
    fit_topics = topics.fit_topics  # loaded here, as the other libraries are

    def fit() -> Numbers:
        return read_found(fit_topics(terms, topics=number, method="online", starts=1), counts.shape[1])[0]

    return fit


def run_topica(counts: Any, number: int, passes: int) -> Callable[[], Numbers]:
    """Fit by the library that fit_topics calls: lists of words in, its weights out."""
    import topica

    def fit() -> Numbers:
        model = topica.OnlineLDA(number, seed=1)  # type: ignore[attr-defined]  # its stubs lack it
        model.fit(list_words(counts), iters=passes, progress=False)
        assert len(model.doc_topic) == counts.shape[0]
        return spread(np.asarray(model.topic_word), model.vocabulary, counts.shape[1])

    return fit


def run_gensim(counts: Any, number: int, passes: int) -> Callable[[], Numbers]:
    """Fit gensim's LdaModel, and the topics of the documents, which fit_topics gives too."""
    import gensim

    corpus = gensim.matutils.Sparse2Corpus(sp.csr_matrix(counts), documents_columns=False)

    def fit() -> Numbers:
        names = {column: str(column) for column in range(counts.shape[1])}
        model = gensim.models.LdaModel(
            corpus, num_topics=number, id2word=names, passes=passes, random_state=1, eval_every=None
        )
        for chunk in gensim.utils.grouper(corpus, model.chunksize):
            model.inference(chunk)
        return np.asarray(model.get_topics(), dtype=float)

    return fit


def run_tomotopy(counts: Any, number: int, passes: int) -> Callable[[], Numbers]:
    """Fit tomotopy's LDAModel with as many sweeps as passes."""
    import tomotopy

    model = tomotopy.LDAModel(k=number, seed=1)
    for words in list_words(counts):
        model.add_doc(words)

    def fit() -> Numbers:
        model.train(passes, workers=1, show_progress=False)
        weights = np.array([model.get_topic_word_dist(topic) for topic in range(number)])
        return spread(weights, model.used_vocabs, counts.shape[1])

    return fit


def run_tomotopy_100(counts: Any, number: int, passes: int) -> Callable[[], Numbers]:
    """Fit tomotopy's LDAModel with 100 sweeps."""
    return run_tomotopy(counts, number, 100)


def run_scikit_learn(counts: Any, number: int, passes: int) -> Callable[[], Numbers]:
    """Fit scikit-learn's LatentDirichletAllocation in batches."""
    from sklearn.decomposition import LatentDirichletAllocation

    def fit() -> Numbers:
        model = LatentDirichletAllocation(number, learning_method="online", max_iter=passes, random_state=1)
        model.fit_transform(counts)
        return np.asarray(model.components_)

    return fit


LIBRARIES = {
    "fit_topics": run_fit_topics,
    "topica": run_topica,
    "gensim": run_gensim,
    "tomotopy": run_tomotopy,
    "tomotopy_100": run_tomotopy_100,
    "scikit-learn": run_scikit_learn,
}


def measure_fit(library: str, folder: Path, number: int, passes: int) -> dict[str, float]:
    """Fit one library to the matrix in a folder; for a process of its own, whose peak memory is measured."""
    counts, truth = sp.csr_array(sp.load_npz(folder / "counts.npz")), np.load(folder / "truth.npy")
    times = [time.process_time()]
    fit = LIBRARIES[library](counts, number, passes)
    times.append(time.process_time())
    found = fit()
    times.append(time.process_time())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    before, seconds = np.diff(times)
    return {
        "before": float(before),
        "seconds": float(seconds),
        "peak": peak,
        "cosine": float(match_topics(found, truth)[1].mean()),
    }


def call_library(library: str, folder: Path, packages: str, number: int, passes: int) -> dict[str, float]:
    """Run measure_fit in a process of its own, with one thread."""
    paths = [os.environ.get("PYTHONPATH", ""), packages]
    environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "PYTHONPATH": os.pathsep.join(paths)}
    command = [
        sys.executable,
        __file__,
        "--fit",
        library,
        str(folder),
        "--topics",
        str(number),
        "--passes",
        str(passes),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def compare_libraries(options: argparse.Namespace) -> pd.DataFrame:
    """Make the corpus and fit each library to it: a row for each."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        packages = Path(folder) / "packages"
        if set(options.libraries) - {"fit_topics", "topica", "scikit-learn"}:
            install_peers(str(packages))
        counts, truth = plant_documents(options.documents, options.words, options.topics, options.seed)
        sp.save_npz(Path(folder) / "counts.npz", counts, compressed=False)
        np.save(Path(folder) / "truth.npy", truth)
        unit = truth / np.linalg.norm(truth, axis=1, keepdims=True)
        alike = (unit @ unit.T)[np.triu_indices(options.topics, 1)].mean()
        print(
            f"{counts.shape[0]:,} documents, {counts.sum():,} words, {counts.nnz:,} counts; topics alike: {alike:.2f}"
        )
        for library in options.libraries:
            row = {"library": library, "passes": 100 if library == "tomotopy_100" else options.passes}
            rows.append(row | call_library(library, Path(folder), str(packages), options.topics, options.passes))
            print(rows[-1], flush=True)
    table = pd.DataFrame(rows)
    ours = table.loc[table["library"] == "fit_topics", "seconds"]
    return table.assign(ratio=table["seconds"] / (ours.iloc[0] if len(ours) else np.nan))


def main(arguments: list[str]) -> int:
    """Print a row for each library."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--topics", type=int, default=20)
    parser.add_argument("--passes", type=int, help="of the other libraries; as many as fit_topics makes, unless given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--libraries", nargs="+", choices=list(LIBRARIES), default=list(LIBRARIES))
    parser.add_argument("--fit", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    options.passes = options.passes or count_passes(options.documents)
    if options.fit:
        print(json.dumps(measure_fit(options.fit[0], Path(options.fit[1]), options.topics, options.passes)))
        return 0
    table = compare_libraries(options)
    print(table.round(3).to_string(index=False))
    ours, theirs = (table[table["library"] == name] for name in ("fit_topics", "topica"))
    slow = (
        (ours["seconds"].to_numpy() > MOST * theirs["seconds"].to_numpy()).any() if len(ours) == len(theirs) else False
    )
    return int(slow or (ours["peak"] > LARGEST).any())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

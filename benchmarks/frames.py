"""How fast statements are coded, beside a plain pipeline of scikit-learn on the same statements.

    python benchmarks/frames.py [--statements 20000]

The statements are those of the corpus, drawn with a seed, ten a document. Printed are statements a second,
their ratio to the peer's, and the peak of memory of coding a file of so many and of twice as many.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from research import codebook, frames, study
from research.frames import code_file

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def write_statements(path: Path, statements: pd.DataFrame, number: int) -> None:
    """A file of so many statements, drawn from those of the corpus, ten a document."""
    drawn = statements.sample(number, replace=True, random_state=2026)
    places = np.arange(number)
    ids = [f"d{place:08}" for place in places // 10]
    table = pd.DataFrame({"document": ids, "sentence": places % 10 + 1, "text": drawn["text"].to_numpy()})
    table.assign(mode="indirect").to_csv(path, index=False)


def clock(work: Callable[[], object]) -> float:
    """Seconds that work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure_peak(path: Path, output: Path) -> int:
    """Peak memory, in megabytes, of coding a file by cue in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_code_alone, (path, output))


def _code_alone(path: Path, output: Path) -> int:
    code_file(path, output, partial(frames.code_with_cues, codebook=codebook.read_codebook(CORPUS / "codebook.toml")))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--statements", type=int, default=20_000)
    number = parser.parse_args().statements
    read = study.open_study(CORPUS)
    gold, book = read.gold, read.codebook
    known = read.statements.sort_values(["document", "sentence"])
    wide = gold.pivot(index=["document", "sentence"], columns="frame", values="present").loc[
        pd.MultiIndex.from_frame(known[["document", "sentence"]])
    ]
    peer = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True),
        OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear")),
    )
    peer.fit(known["text"], wide.to_numpy())
    with tempfile.TemporaryDirectory() as folder:
        path, twice, output = (Path(folder) / name for name in ("in.csv", "twice.csv", "out.csv"))
        write_statements(path, read.statements, number)
        write_statements(twice, read.statements, 2 * number)
        texts = pd.read_csv(path)["text"]
        seconds = {
            "peer": clock(lambda: peer.predict_proba(texts)),
            "cue": clock(lambda: code_file(path, output, partial(frames.code_with_cues, codebook=book))),
        }
        peaks = measure_peak(path, output), measure_peak(twice, output)
    for name, spent in seconds.items():
        ratio = f", {seconds['peer'] / spent:.2f} times the peer's speed" if name != "peer" else ""
        print(f"{name:>8}: {number / spent:8.0f} statements a second{ratio}")
    print(f"peak memory, cue: {peaks[0]} MB at {number} statements, {peaks[1]} MB at {2 * number}")


if __name__ == "__main__":
    main()

"""Stems: identical with PySastrawi's own, and how many times as fast as it and as Sastrawi 1.0.1.

    python benchmarks/stems.py [--skip-environment]

The vocabulary is that of every document in corpus/documents, printed in the aggregate only. Against PySastrawi the two
run in turn in this process, which has scikit-learn imported as the package has; the best of several rounds counts,
loading the word list aside. Against Sastrawi 1.0.1 a temporary environment is made beside this one, since the two
packages share their import name; it stems a seeded sample, once. Exits with 1 if a stem differs from PySastrawi's.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import sklearn.decomposition  # noqa: F401  (importing it is part of the setting measured)
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from research.text import stem_words, tokenise

DOCUMENTS = Path(__file__).parents[1] / "corpus" / "documents"
ROUNDS = 7
SAMPLE = 120
SEED = 1
OLD = """
import json, sys, time
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory
words = json.load(sys.stdin)
stemmer = StemmerFactory().create_stemmer()
start = time.perf_counter()
stems = [stemmer.stem(word) for word in words]
print(json.dumps({"seconds": time.perf_counter() - start, "stems": stems}))
"""


def read_vocabulary() -> list[str]:
    """List the word types of all documents, front matter aside, sorted."""
    bodies = (path.read_text(encoding="utf-8").split("---\n", 2)[2] for path in sorted(DOCUMENTS.glob("*.md")))
    return sorted({token for body in bodies for token in tokenise(body)})


def time_best(stem: Callable[[list[str]], object], words: list[str], rounds: int) -> float:
    """Measure the seconds of the fastest round."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        stem(words)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def stem_with_old(words: list[str]) -> tuple[float, list[str]]:
    """Stem in a temporary environment with Sastrawi 1.0.1: seconds and stems."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "Sastrawi==1.0.1"]
        subprocess.run([str(python), *install], check=True)
        output = subprocess.run(
            [str(python), "-c", OLD], input=json.dumps(words), capture_output=True, text=True, check=True
        ).stdout
    answer = json.loads(output)
    return answer["seconds"], answer["stems"]


def main(arguments: list[str]) -> int:
    """Measure, print a table, and tell by the exit code whether the stems are identical."""
    words = read_vocabulary()
    stemmer = StemmerFactory().create_stemmer().delegatedStemmer  # the one without a cache: every word is new to it

    def stem_as_is(words: list[str]) -> list[str]:
        return [stemmer.stem(word) for word in words]

    own, ours = stem_as_is(words), stem_words(words)
    differing = sum(ours[word] != stem for word, stem in zip(words, own, strict=True))
    turns = [(time_best(stem_as_is, words, 1), time_best(stem_words, words, 1)) for _ in range(ROUNDS)]
    theirs_best, ours_best = (min(seconds) for seconds in zip(*turns, strict=True))
    print(f"PySastrawi {version('PySastrawi')}, {len(words)} word types of the corpus, best of {ROUNDS} rounds")
    print(f"{'stemmer':<22}{'microseconds a word':>20}{'times as fast':>15}{'stems differ':>14}")
    print(f"{'PySastrawi as it is':<22}{theirs_best / len(words) * 1e6:>20.1f}{1:>15.1f}{0:>14}")
    ratio = theirs_best / ours_best
    print(f"{'research.text.stemming':<22}{ours_best / len(words) * 1e6:>20.1f}{ratio:>15.1f}{differing:>14}")
    if "--skip-environment" not in arguments:
        sample = sorted(random.Random(SEED).sample(words, SAMPLE))
        seconds, stems = stem_with_old(sample)
        best = time_best(stem_words, sample, ROUNDS)
        different = sum(ours[word] != stem for word, stem in zip(sample, stems, strict=True))
        print(f"\nSastrawi 1.0.1 in an environment of its own, {SAMPLE} of these types drawn with seed {SEED}")
        print(f"{'stemmer':<22}{'microseconds a word':>20}{'times as fast':>15}{'stems differ':>14}")
        print(f"{'Sastrawi 1.0.1':<22}{seconds / SAMPLE * 1e6:>20.1f}{1:>15.1f}{0:>14}")
        print(f"{'research.text.stemming':<22}{best / SAMPLE * 1e6:>20.1f}{seconds / best:>15.1f}{different:>14}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

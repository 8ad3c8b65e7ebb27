"""Near-identical documents found among planted ones, beside datasketch's MinHashLSH.

planted.py says what the documents are. Both sides get the same texts in memory and are timed from them, tokens
included: corpus.find_families, and datasketch 2.0.0 with shingles of three words, threshold 0.3 and 128 permutations.
Recall is over the planted copies that are joined with their origin; false pairs are joined documents that are no copies
of one another. They are printed to the standard error; the sides find different pairs, and no result is compared.
"""

import hashlib
import re
import sys
from collections.abc import Callable
from itertools import combinations

import pandas as pd
from planted import EDITS, make_corpus
from side_by_side import main, needs

from research.corpus import find_families

SEED = 1
Pairs = set[tuple[str, str]]


def report_pairs(side: str, documents: pd.DataFrame, pairs: Pairs) -> str:
    """Print recall and false pairs; return a digest of the pairs."""
    copies = documents[documents["edit"].isin(list(EDITS))]
    true = {(min(pair), max(pair)) for pair in zip(copies["document"], copies["origin"], strict=True)}
    recall = len(true & pairs) / max(len(true), 1)
    print(f"{side}, {len(documents):,}: recall {recall:.4f}, false pairs {len(pairs - true)}", file=sys.stderr)
    return hashlib.sha256(repr(sorted(pairs)).encode()).hexdigest()


def ours(size: int) -> Callable[[], str]:
    """Families of near-identical documents."""
    documents = make_corpus(SEED, size)

    def find() -> str:
        families = find_families(documents)
        groups = families[families.duplicated("family", keep=False)].groupby("family")["document"]
        pairs = {pair for _, group in groups for pair in combinations(sorted(group), 2)}
        return report_pairs("find_families", documents, pairs)

    return find


@needs("datasketch")
def lsh(size: int) -> Callable[[], str]:
    """Candidates of MinHashLSH."""
    from datasketch import MinHash, MinHashLSH

    documents = make_corpus(SEED, size)
    word = re.compile("[a-z]+(?:-[a-z]+)*")

    def find() -> str:
        index, pairs = MinHashLSH(threshold=0.3, num_perm=128), set()
        for name, text in zip(documents["document"], documents["text"], strict=True):
            words = word.findall(text.lower())
            made = MinHash(num_perm=128)
            made.update_batch({" ".join(words[start : start + 3]).encode() for start in range(len(words) - 2)})
            pairs |= {(min(name, other), max(name, other)) for other in index.query(made)}
            index.insert(name, made)
        return report_pairs("MinHashLSH", documents, pairs)

    return find


if __name__ == "__main__":
    main(__file__, "Near-identical documents", {"ours": ours, "MinHashLSH": lsh}, sizes=[2_000, 20_000], small=200)

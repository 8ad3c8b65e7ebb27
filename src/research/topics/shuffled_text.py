"""Shuffled text: the same words and statements with no topics in them, against which every stability is read."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from research.tables import check_number
from research.text import Terms


def shuffle_terms(terms: Terms, *, seed: int) -> Terms:
    """Deal the words of all statements at random to the statements.

    Every statement keeps its length and every stem its total, so that nothing is left but what a model finds in any
    text of these words: topics of shuffled text are chance.

    Parameters
    ----------
    terms : Terms
        Of text.count_terms.
    seed : int
        Seed of the dealing.

    Returns
    -------
    Terms
        The same rows, stems and surface forms with dealt counts.

    Raises
    ------
    InputError
        Where seed is no whole number from 0.

    Examples
    --------
    >>> import pandas as pd
    >>> from research.text import count_terms
    >>> statements = pd.DataFrame({"document": list("abc"), "sentence": 1, "text": ["sanksi akun", "akun", "sanksi"]})
    >>> terms = count_terms(statements)
    >>> shuffled = shuffle_terms(terms, seed=1)
    >>> shuffled.matrix.sum(axis=1).tolist() == terms.matrix.sum(axis=1).tolist()
    True
    >>> shuffled.matrix.sum(axis=0).tolist() == terms.matrix.sum(axis=0).tolist()
    True
    """
    check_number(seed, where="shuffle_terms", field="seed", bounds=(0, 2**32 - 1))
    matrix = terms.matrix
    lengths: npt.NDArray[np.int64] = np.asarray(matrix.sum(axis=1)).ravel()
    rows = np.repeat(np.arange(matrix.shape[0]), lengths)
    columns = np.random.default_rng(seed).permutation(np.repeat(matrix.indices, matrix.data))
    dealt = sp.csr_array((np.ones(len(rows), dtype=np.int64), (rows, columns)), shape=matrix.shape)
    dealt.sum_duplicates()
    return replace(terms, matrix=dealt)

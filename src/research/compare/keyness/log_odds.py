"""Keyness of words between two groups: log-odds with an informative prior, tested by permutation of documents."""

from difflib import get_close_matches

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from research.compare.keyness.permuted_labels import permute_labels
from research.compare.keyness.word_groups import GROUPS
from research.compare.omnibus import SUPPORTED, UNSUPPORTED
from research.compare.permutation import adjust_p
from research.tables import (
    MINIMUM_DOCUMENTS,
    TOO_FEW,
    Fault,
    InputError,
    check_columns,
    check_number,
    returns_table,
    run_checks,
)
from research.text import Matrix, Terms

MINIMUM_SPREAD = 3
MAXIMUM_FDR = 0.05
TOO_NARROW = "in too few documents"
_KEY = ["document", "sentence"]
_BATCH = 250

Numbers = npt.NDArray[np.float64]


def measure_log_odds(target: npt.ArrayLike, reference: npt.ArrayLike, prior: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    """Measure the log-odds ratio of each word between two groups, and its z.

    Parameters
    ----------
    target, reference : array-like of float
        Counts of the words in each group; words are the rows, further axes are free.
    prior : array-like of float
        The prior count of each word.

    Returns
    -------
    tuple of array of float
        The log-odds ratio (target - reference) and z.

    Notes
    -----
    With y the count of a word, n the size of its group, a its prior count and a0 the sum of the prior, the log-odds in
    a group are log((y + a) / (n + a0 - y - a)). z is their difference over the root of the sum over both groups of
    1 / (y + a) + 1 / (n + a0 - y - a); the paper's shorter form leaves out the second term, which matters for the most
    frequent words only.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008), Fightin' words. Political Analysis 16, 372-403.

    Examples
    --------
    >>> log_odds, z = measure_log_odds([30, 10], [10, 30], [2, 2])
    >>> log_odds.round(3).tolist(), z.round(3).tolist()
    ([1.962, -1.962], [4.098, -4.098])
    """
    counts = [np.asarray(group, dtype=float) for group in (target, reference)]
    weights = np.asarray(prior, dtype=float).reshape(-1, *[1] * (counts[0].ndim - 1))
    with_target, with_reference = (group + weights for group in counts)
    rest_target, rest_reference = with_target.sum(axis=0) - with_target, with_reference.sum(axis=0) - with_reference
    log_odds = np.log(with_target / rest_target) - np.log(with_reference / rest_reference)
    return log_odds, log_odds / np.sqrt(1 / with_target + 1 / rest_target + 1 / with_reference + 1 / rest_reference)


@returns_table("keyness")
def measure_keyness(
    terms: Terms, groups: pd.DataFrame, *, prior: float = 500.0, seed: int = 2026, draws: int = 20000
) -> pd.DataFrame:
    """Measure which words distinguish the statements of a target group from those of a reference group.

    Parameters
    ----------
    terms : Terms
        The words of all reported statements, from text.count_terms, with names masked before (mask_names).
    groups : DataFrame
        The two groups, from split_groups.
    prior : float
        Size of the prior in words; it has the distribution of words of all terms.
    seed : int
        Seed of the permutations.
    draws : int
        Number of permutations; at least 20 times the words tested, or no single word can reach a q of 0.05.

    Returns
    -------
    DataFrame
        The table keyness, by z: counts, frequencies and numbers of documents of each word in both groups; log_odds and
        z of measure_log_odds; p, of a test that permutes whole documents (permute_labels); q, the false discovery rate
        of Benjamini and Hochberg over the words tested, which are those in at least 3 documents of both groups
        together; dispersion, Gries's deviation of proportions over the documents of the group that overuses the word (0
        evenly spread, towards 1 concentrated in few documents); verdict: supported where q is at most 0.05 and the word
        is in at least 3 documents of that group, in too few documents where it is in fewer, else not supported. With
        fewer than 5 documents (or families) in a group words are counted only, and all are too few to say.

    Raises
    ------
    InputError
        For statements that terms does not have, a group without statements, and a prior or draws out of bounds.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008), Fightin' words. Political Analysis 16, 372-403.

    Gries, S. Th. (2008), Dispersions and adjusted frequencies in corpora. International Journal of Corpus Linguistics
    13, 403-437.

    Examples
    --------
    >>> from research.compare import split_groups
    >>> from research.text import count_terms
    >>> table = pd.DataFrame({"document": [f"d{n}" for n in range(12)], "sentence": 1, "speaker": "Rai"})
    >>> table["text"] = ["sanksi sanksi netral"] * 6 + ["netral media sosial unggah"] * 6
    >>> table["year"] = [2018] * 6 + [2020] * 6
    >>> groups = split_groups(table, by="year", target="2018", reference="2020")
    >>> words = measure_keyness(count_terms(table), groups, prior=10, draws=500)
    >>> words[["term", "overused_in", "count_target", "count_reference", "verdict"]].values.tolist()
    [['sanksi', '2018', 12, 0, 'supported'], ['netral', '', 6, 6, 'not supported'],
     ['media sosial', '2020', 0, 6, 'supported'], ['unggah', '2020', 0, 6, 'supported']]
    """
    columns = [*_KEY, "speaker", "group", "by"]
    check_columns(groups, columns, where="sides", groups=["family", "side"], key=_KEY)
    _check_numbers(prior, seed, draws)
    ordered = groups.sort_values(_KEY, ignore_index=True)
    _check_call(ordered)
    matrix = _select_rows(terms, ordered)
    background = _sum_columns(terms.matrix)
    weights = prior * background / background.sum()
    table = _describe_words(terms).assign(by=ordered["by"].iloc[0])
    for group in GROUPS:
        rows = ordered["side"].eq(group).to_numpy()
        table = pd.concat([table, _count_group(sp.csr_array(matrix[rows]), ordered[rows], group)], axis=1)
    log_odds, z = measure_log_odds(table["count_target"], table["count_reference"], weights)
    # A rounding error would count as overuse in a group and print as -0.
    table = table.assign(log_odds=log_odds.round(12) + 0.0, z=z.round(12) + 0.0)
    sufficient = table[["families_target", "families_reference"]].iloc[0].min() >= MINIMUM_DOCUMENTS
    tested = (
        table["document_frequency_target"] + table["document_frequency_reference"] >= MINIMUM_SPREAD
    ).to_numpy() & sufficient
    p = np.full(len(table), np.nan)
    p[tested] = _permute(matrix, ordered, weights, np.flatnonzero(tested), (seed, draws))
    table = table.assign(p=p, q=adjust_p(p), n_tests=int(tested.sum()))
    table = (
        _add_verdicts(table)
        if sufficient
        else table.assign(log_odds=np.nan, z=np.nan, overused_in="", dispersion=np.nan, verdict=TOO_FEW)
    )
    present = table[table["count_target"] + table["count_reference"] > 0]
    return present.sort_values(["z", "stem"], ascending=[False, True], ignore_index=True)


def _check_numbers(prior: float, seed: int, draws: int) -> None:
    where = "measure_keyness"
    run_checks(
        lambda: check_number(prior, where=where, field="prior", bounds=(1e-6, 1e9), whole=False),
        lambda: check_number(draws, where=where, field="draws"),
        lambda: check_number(seed, where=where, field="seed", bounds=(0, 2**32 - 1)),
    )


@returns_table("term_statements")
def find_term(terms: Terms, term: str, *, groups: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find the statements that contain a word.

    Parameters
    ----------
    terms : Terms
        The words of the statements; names masked by mask_names are not among them.
    term : str
        A stem or any of its surface forms.
    groups : DataFrame, optional
        The two groups, from split_groups; then only their statements are given.

    Returns
    -------
    DataFrame
        The table term_statements: document, sentence, count, and side where groups are given.

    Raises
    ------
    InputError
        For a word that terms does not have, with the most similar words.

    Examples
    --------
    >>> from research.text import count_terms
    >>> table = pd.DataFrame({"document": ["a", "b"], "sentence": [3, 1], "text": ["melayani layanan", "pelayanan"]})
    >>> find_term(count_terms(table), "pelayanan").values.tolist()
    [['a', 3, 2], ['b', 1, 1]]
    """
    stems = dict(zip(terms.forms["surface"], terms.forms["stem"], strict=True)) | {stem: stem for stem in terms.stems}
    wanted = " ".join(term.lower().split())
    if wanted not in stems:
        similar = get_close_matches(wanted, stems)
        remedy = "near it: " + ", ".join(similar) if similar else ""
        raise InputError([Fault("find_term", "term", repr(term), "a word that is counted", remedy)])
    column = terms.matrix[:, [terms.stems.index(stems[wanted])]].toarray().ravel()
    lines = terms.rows.assign(count=column)[column > 0]
    if groups is not None:
        check_columns(groups, _KEY, where="sides", groups=["side"], key=_KEY)
        lines = lines.merge(groups[[*_KEY, "side"]], on=_KEY, how="inner", validate="one_to_one")
    return lines.sort_values(_KEY, ignore_index=True)


def _check_call(groups: pd.DataFrame) -> None:
    where = "measure_keyness"
    faults = []
    if empty := [group for group in GROUPS if group not in set(groups["side"])]:
        remedy = "look at the values that were picked"
        faults += [Fault(where, group, "no statement", "statements on either side", remedy) for group in empty]
    if faults:
        raise InputError(faults)


def _select_rows(terms: Terms, groups: pd.DataFrame) -> Matrix:
    """The rows of the matrix of terms for the statements of the groups, in their order."""
    positions = pd.MultiIndex.from_frame(terms.rows).get_indexer(pd.MultiIndex.from_frame(groups[_KEY]))
    if (positions < 0).any():
        document, sentence = groups.loc[positions < 0, _KEY].iloc[0]
        expected = "a row for every statement of the sides"
        remedy = "build the terms of all reported statements"
        raise InputError([Fault("terms", "rows", f"no row for {document} {sentence}", expected, remedy)])
    return sp.csr_array(terms.matrix[positions])


def _describe_words(terms: Terms) -> pd.DataFrame:
    forms = terms.forms.assign(label=terms.forms["surface"] + " " + terms.forms["count"].astype("str"))
    described = forms.groupby("stem", sort=True)["label"].agg(", ".join).reindex(list(terms.stems))
    return pd.DataFrame({"stem": terms.stems, "term": terms.surfaces, "forms": described.to_numpy()}).astype("str")


def _count_group(matrix: Matrix, statements: pd.DataFrame, group: str) -> pd.DataFrame:
    """The columns of one group: counts of each word, and the size of the group."""
    codes, names = pd.factorize(statements["document"])
    ones = np.ones(len(codes), dtype=np.int64)
    members = sp.csr_array((ones, (codes, np.arange(len(codes)))), shape=(len(names), len(codes)))
    documents = sp.csr_array(members @ matrix)
    counts = _sum_columns(documents)
    total = int(counts.sum())
    columns = {
        group: statements["group"].iloc[0],
        f"count_{group}": counts,
        f"per_thousand_{group}": 1000 * counts / max(1, total),
        f"document_frequency_{group}": np.bincount(documents.nonzero()[1], minlength=matrix.shape[1]),
        f"dispersion_{group}": _measure_dispersion(documents),
        f"tokens_{group}": total,
        f"statements_{group}": len(statements),
        f"documents_{group}": len(names),
        f"families_{group}": statements["family"].nunique(),
        f"speakers_{group}": len(statements[["document", "speaker"]].drop_duplicates()),
    }
    return pd.DataFrame(columns, index=range(matrix.shape[1]))


def _sum_columns(matrix: Matrix) -> npt.NDArray[np.int64]:
    sums: npt.NDArray[np.int64] = np.asarray(matrix.sum(axis=0)).ravel()
    return sums


def _measure_dispersion(documents: Matrix) -> Numbers:
    """Gries's DP of each column of documents x words: half the sum of |share of the word - share of all words|.

    Where a document does not have the word, its term is its share of all words; these terms are 1 minus the others'.
    """
    sizes = _sum_columns(sp.csr_array(documents.T))
    shares = sizes / max(1, sizes.sum())
    cells = sp.coo_array(documents)
    counts = _sum_columns(documents)
    shares_of_word = cells.data / np.maximum(1, counts)[cells.col]
    differences = np.abs(shares_of_word - shares[cells.row]) - shares[cells.row]
    dispersion = (1 + np.bincount(cells.col, weights=differences, minlength=documents.shape[1])) / 2
    # Rounding could leave the dispersion of an evenly spread word slightly below 0.
    return np.where(counts > 0, dispersion.clip(0, 1), np.nan)


def _permute(
    matrix: Matrix,
    groups: pd.DataFrame,
    weights: Numbers,
    columns: npt.NDArray[np.int64],
    seed_and_draws: tuple[int, int],
) -> Numbers:
    """p of the words in columns: the share of permutations with a z as far from 0."""
    seed, draws = seed_and_draws
    generator = np.random.default_rng(seed)
    words = sp.csr_array(matrix[:, columns].T)
    untested = sp.csr_array(
        np.asarray(matrix.sum(axis=1)).reshape(1, -1) - np.asarray(words.sum(axis=0)).reshape(1, -1)
    )
    # Words that are not tested are one row more, which adds to the sizes of the groups.
    counted = sp.csr_array(sp.vstack([words, untested]))
    priors = np.append(weights[columns], weights.sum() - weights[columns].sum())
    totals = np.asarray(counted.sum(axis=1)).reshape(-1, 1)

    def find_z(labels: npt.NDArray[np.bool_]) -> Numbers:
        in_target = counted @ labels.astype(np.int64)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.abs(measure_log_odds(in_target, totals - in_target, priors)[1][:-1])

    if not len(columns):
        return np.empty(0)
    observed = find_z(groups["side"].eq("target").to_numpy().reshape(-1, 1))
    reached = np.zeros(len(columns), dtype=np.int64)
    for start in range(0, draws, _BATCH):
        labels = permute_labels(groups, draws=min(_BATCH, draws - start), generator=generator)
        reached += (find_z(labels) >= observed - 1e-9).sum(axis=1)
    return (1 + reached) / (1 + draws)


def _add_verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Add the group that overuses a word, its dispersion there and the verdict."""
    positive, negative = table["log_odds"] > 0, table["log_odds"] < 0
    spread = table["document_frequency_target"].where(positive, table["document_frequency_reference"])
    verdict = pd.Series(UNSUPPORTED, index=table.index).mask(table["q"] <= MAXIMUM_FDR, SUPPORTED)
    return table.assign(
        overused_in=table["target"].where(positive, table["reference"].where(negative, "")),
        dispersion=table["dispersion_target"].where(positive, table["dispersion_reference"]),
        verdict=verdict.mask(spread < MINIMUM_SPREAD, TOO_NARROW),
    )

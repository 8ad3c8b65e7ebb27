"""Words of two sides: log-odds with an informative prior, and whether documents that change sides give as much."""

from difflib import get_close_matches

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from research.compare.contrasts import SUPPORTED, UNSUPPORTED
from research.compare.keyness.permuted_labels import permute_labels
from research.compare.keyness.word_groups import GROUPS
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
    """Find the log-odds ratio of each word between two sides, and its z, from counts and the prior's counts.

    Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16:372-403: with y a word's count, n its
    side's total, a its prior count and a0 the sum of the prior, the log-odds of a side are log((y + a) / (n + a0 - y -
    a)), and log-odds is their difference. z divides it by the root of the sum over both sides of 1 / (y + a) + 1 / (n
    + a0 - y - a); the paper's shorter form leaves out the second term, which is next to nothing for all but the
    commonest words. Words are the rows; further axes are free, as for many draws at once.

    >>> log_odds, z = measure_log_odds([30, 10], [10, 30], [2, 2])
    >>> log_odds.round(3).tolist(), z.round(3).tolist()
    ([1.962, -1.962], [4.098, -4.098])
    """
    counts = [np.asarray(side, dtype=float) for side in (target, reference)]
    weights = np.asarray(prior, dtype=float).reshape(-1, *[1] * (counts[0].ndim - 1))
    ours, theirs = (side + weights for side in counts)
    ours_rest, theirs_rest = ours.sum(axis=0) - ours, theirs.sum(axis=0) - theirs
    log_odds = np.log(ours / ours_rest) - np.log(theirs / theirs_rest)
    return log_odds, log_odds / np.sqrt(1 / ours + 1 / ours_rest + 1 / theirs + 1 / theirs_rest)


@returns_table("keyness")
def measure_keyness(
    terms: Terms, groups: pd.DataFrame, *, prior: float = 500.0, seed: int = 2026, draws: int = 20000
) -> pd.DataFrame:
    """Measure which words set the target's statements apart from the reference's: the table keyness, by z.

    terms comes from preprocess.count_terms over all reported statements, names masked before (mask_names); sides from
    split_groups. measure_log_odds gives log_odds and z; the prior shares out the given number of words as they are
    shared out in all of terms, so that it says how many words of the whole corpus' usage each side starts with. p is
    the part of draws, the sample itself counted in, in which documents that change sides (moving.permute_labels) give
    at least this z, of either sign; q is Benjamini and Hochberg's over the words tested: those in at least 3 documents
    of both sides together, a rule that does not look at the sides. draws should be 20 times the words tested or more,
    or no single word can reach a q of 0.05. dispersion is Gries's deviation of proportions (2008, International Journal
    of Corpus Linguistics 13:403-437) over the documents of the side that the word marks: 0 where it is spread as the
    words of the documents are, towards 1 where it stands in few. verdict: a word is supported where q is at most 0.05
    and at least 3 documents of the side that it marks have it; a word of fewer is in too few documents, others are not
    supported. Under 5 documents (or families) a side, words are counted and no more: all are too few to say. Raises
    InputError for statements that terms has not, a side without statements, and a prior or draws of nothing.

    >>> from research.compare import split_groups
    >>> from research.text import count_terms
    >>> table = pd.DataFrame({"document": [f"d{n}" for n in range(12)], "sentence": 1, "speaker": "Rai"})
    >>> table["text"] = ["sanksi sanksi netral"] * 6 + ["netral media sosial unggah"] * 6
    >>> table["year"] = [2018] * 6 + [2020] * 6
    >>> sides = split_groups(table, by="year", target="2018", reference="2020")
    >>> found = measure_keyness(count_terms(table), sides, prior=10, draws=500)
    >>> found[["term", "marks", "count_target", "count_reference", "verdict"]].values.tolist()
    [['sanksi', '2018', 12, 0, 'supported'], ['netral', '', 6, 6, 'not supported'],
     ['media sosial', '2020', 0, 6, 'supported'], ['unggah', '2020', 0, 6, 'supported']]
    """
    columns = [*_KEY, "speaker", "group", "by"]
    check_columns(groups, columns, where="sides", groups=["family", "side"], key=_KEY)
    _check_numbers(prior, seed, draws)
    ordered = groups.sort_values(_KEY, ignore_index=True)
    _check_call(ordered)
    matrix = _take_rows(terms, ordered)
    background = _sum_columns(terms.matrix)
    weights = prior * background / background.sum()
    table = _describe_words(terms).assign(by=ordered["by"].iloc[0])
    for side in GROUPS:
        rows = ordered["side"].eq(side).to_numpy()
        table = pd.concat([table, _count_side(sp.csr_array(matrix[rows]), ordered[rows], side)], axis=1)
    log_odds, z = measure_log_odds(table["count_target"], table["count_reference"], weights)
    # What is nothing but rounding would mark a side and print as -0.
    table = table.assign(log_odds=log_odds.round(12) + 0.0, z=z.round(12) + 0.0)
    enough = table[["families_target", "families_reference"]].iloc[0].min() >= MINIMUM_DOCUMENTS
    tested = (table["found_target"] + table["found_reference"] >= MINIMUM_SPREAD).to_numpy() & enough
    p = np.full(len(table), np.nan)
    p[tested] = _permute(matrix, ordered, weights, np.flatnonzero(tested), (seed, draws))
    table = table.assign(p=p, q=adjust_p(p), tested=int(tested.sum()))
    table = (
        _judge(table)
        if enough
        else table.assign(log_odds=np.nan, z=np.nan, marks="", dispersion=np.nan, verdict=TOO_FEW)
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
    """Find the sentences behind a word of the table: document, sentence, count, and side where sides are given.

    term is a stem or any of its surface forms. With sides, only statements of either side. The sentences come without
    what mask_names took out. Raises InputError for a word that terms has not, and names those that come nearest.

    >>> from research.text import count_terms
    >>> table = pd.DataFrame({"document": ["a", "b"], "sentence": [3, 1], "text": ["melayani layanan", "pelayanan"]})
    >>> find_term(count_terms(table), "pelayanan").values.tolist()
    [['a', 3, 2], ['b', 1, 1]]
    """
    stems = dict(zip(terms.forms["surface"], terms.forms["stem"], strict=True)) | {stem: stem for stem in terms.stems}
    wanted = " ".join(term.lower().split())
    if wanted not in stems:
        near = get_close_matches(wanted, stems)
        remedy = "near it: " + ", ".join(near) if near else ""
        raise InputError([Fault("find_term", "term", repr(term), "a word that is counted", remedy)])
    column = terms.matrix[:, [terms.stems.index(stems[wanted])]].toarray().ravel()
    lines = terms.rows.assign(count=column)[column > 0]
    if groups is not None:
        check_columns(groups, _KEY, where="sides", groups=["side"], key=_KEY)
        lines = lines.merge(groups[[*_KEY, "side"]], on=_KEY, how="inner", validate="one_to_one")
    return lines.sort_values(_KEY, ignore_index=True)


def _check_call(sides: pd.DataFrame) -> None:
    where = "measure_keyness"
    faults = []
    if empty := [side for side in GROUPS if side not in set(sides["side"])]:
        remedy = "look at the values that were picked"
        faults += [Fault(where, side, "no statement", "statements on either side", remedy) for side in empty]
    if faults:
        raise InputError(faults)


def _take_rows(terms: Terms, sides: pd.DataFrame) -> Matrix:
    """The rows of the terms' matrix that the statements of the sides have, in their order."""
    places = pd.MultiIndex.from_frame(terms.rows).get_indexer(pd.MultiIndex.from_frame(sides[_KEY]))
    if (places < 0).any():
        document, sentence = sides.loc[places < 0, _KEY].iloc[0]
        expected = "a row for every statement of the sides"
        remedy = "build the terms of all reported statements"
        raise InputError([Fault("terms", "rows", f"no row for {document} {sentence}", expected, remedy)])
    return sp.csr_array(terms.matrix[places])


def _describe_words(terms: Terms) -> pd.DataFrame:
    forms = terms.forms.assign(told=terms.forms["surface"] + " " + terms.forms["count"].astype("str"))
    told = forms.groupby("stem", sort=True)["told"].agg(", ".join).reindex(list(terms.stems))
    return pd.DataFrame({"stem": terms.stems, "term": terms.surfaces, "forms": told.to_numpy()}).astype("str")


def _count_side(matrix: Matrix, statements: pd.DataFrame, side: str) -> pd.DataFrame:
    """The columns of one side: what each word counts, and what the side holds."""
    codes, names = pd.factorize(statements["document"])
    ones = np.ones(len(codes), dtype=np.int64)
    members = sp.csr_array((ones, (codes, np.arange(len(codes)))), shape=(len(names), len(codes)))
    documents = sp.csr_array(members @ matrix)
    counts = _sum_columns(documents)
    total = int(counts.sum())
    columns = {
        side: statements["group"].iloc[0],
        f"count_{side}": counts,
        f"rate_{side}": 1000 * counts / max(1, total),
        f"found_{side}": np.bincount(documents.nonzero()[1], minlength=matrix.shape[1]),
        f"dispersion_{side}": _measure_dispersion(documents),
        f"words_{side}": total,
        f"statements_{side}": len(statements),
        f"documents_{side}": len(names),
        f"families_{side}": statements["family"].nunique(),
        f"speakers_{side}": len(statements[["document", "speaker"]].drop_duplicates()),
    }
    return pd.DataFrame(columns, index=range(matrix.shape[1]))


def _sum_columns(matrix: Matrix) -> npt.NDArray[np.int64]:
    sums: npt.NDArray[np.int64] = np.asarray(matrix.sum(axis=0)).ravel()
    return sums


def _measure_dispersion(documents: Matrix) -> Numbers:
    """Gries's DP of each column of documents x words: half the sum of |share of the word - share of all words|.

    Where a document has none of the word its term is its share of all words; those terms are one less the others'.
    """
    sizes = _sum_columns(sp.csr_array(documents.T))
    shares = sizes / max(1, sizes.sum())
    found = sp.coo_array(documents)
    counts = _sum_columns(documents)
    own = found.data / np.maximum(1, counts)[found.col]
    differences = np.abs(own - shares[found.row]) - shares[found.row]
    dispersion = (1 + np.bincount(found.col, weights=differences, minlength=documents.shape[1])) / 2
    # Rounding would leave a word spread to perfection a hair under 0.
    return np.where(counts > 0, dispersion.clip(0, 1), np.nan)


def _permute(
    matrix: Matrix, sides: pd.DataFrame, weights: Numbers, columns: npt.NDArray[np.int64], chance: tuple[int, int]
) -> Numbers:
    """p of the words in columns: how often documents that change sides give a z as far from 0; chance: seed, draws."""
    seed, draws = chance
    generator = np.random.default_rng(seed)
    words = sp.csr_array(matrix[:, columns].T)
    other = sp.csr_array(np.asarray(matrix.sum(axis=1)).reshape(1, -1) - np.asarray(words.sum(axis=0)).reshape(1, -1))
    # What is not tested counts into the sides' sizes as one row more.
    counted = sp.csr_array(sp.vstack([words, other]))
    priors = np.append(weights[columns], weights.sum() - weights[columns].sum())
    totals = np.asarray(counted.sum(axis=1)).reshape(-1, 1)

    def find_z(labels: npt.NDArray[np.bool_]) -> Numbers:
        ours = counted @ labels.astype(np.int64)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.abs(measure_log_odds(ours, totals - ours, priors)[1][:-1])

    if not len(columns):
        return np.empty(0)
    seen = find_z(sides["side"].eq("target").to_numpy().reshape(-1, 1))
    reached = np.zeros(len(columns), dtype=np.int64)
    for start in range(0, draws, _BATCH):
        labels = permute_labels(sides, draws=min(_BATCH, draws - start), generator=generator)
        reached += (find_z(labels) >= seen - 1e-9).sum(axis=1)
    return (1 + reached) / (1 + draws)


def _judge(table: pd.DataFrame) -> pd.DataFrame:
    """Say which side a word marks, how unevenly it lies there, and what may be said of it."""
    ours, theirs = table["log_odds"] > 0, table["log_odds"] < 0
    spread = table["found_target"].where(ours, table["found_reference"])
    verdict = pd.Series(UNSUPPORTED, index=table.index).mask(table["q"] <= MAXIMUM_FDR, SUPPORTED)
    return table.assign(
        marks=table["target"].where(ours, table["reference"].where(theirs, "")),
        dispersion=table["dispersion_target"].where(ours, table["dispersion_reference"]),
        verdict=verdict.mask(spread < MINIMUM_SPREAD, TOO_NARROW),
    )

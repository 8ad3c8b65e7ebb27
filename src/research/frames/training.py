"""The trained coder: fitted on gold, with cross-validated thresholds and probabilities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from research.codebook import Codebook
from research.frames.features import (
    Features,
    Matrix,
    drop_unsupported,
    extract_raw_features,
    fit_features,
    make_feature_matrix,
)
from research.frames.frame_grid import KEY
from research.frames.statement_tokens import tokenise_statements
from research.tables import MINIMUM_DOCUMENTS, MINIMUM_HITS, Fault, InputError, check_table

FOLDS = 5
# Chosen once by cross-validation on the development documents; from 3 to 30 nothing changes by more than .005.
_INVERSE_PENALTY = 10.0

Numbers = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]


class TooFewExamplesError(InputError):
    """Raised where gold is too small to fit the trained coder."""


@dataclass(frozen=True)
class Model:
    """One code's weights over the features, the logistic curve from decisions to probabilities, and its threshold."""

    weights: Numbers
    intercept: float
    slope: float
    offset: float
    threshold: float


@dataclass(frozen=True)
class TrainedCoder:
    """A coder fitted on gold.

    Parameters
    ----------
    codebook : Codebook
        The codebook it was fitted with.
    features : Features
        The fitted features.
    models : dict
        A model for each code without subcodes, in the order of the codebook.
    """

    codebook: Codebook
    features: Features
    models: dict[str, Model]


def fit_coder(statements: pd.DataFrame, gold: pd.DataFrame, codebook: Codebook, *, seed: int = 2026) -> TrainedCoder:
    """Fit the trained coder: a logistic regression over words, characters and cues for each code without subcodes.

    Parameters
    ----------
    statements : DataFrame
        The table statements. Narration is left out: by the codebook's rule it carries no frame.
    gold : DataFrame
        The table frames of the same statements by one coder.
    codebook : Codebook
        The frames and their cues.
    seed : int
        Seed of the folds.

    Returns
    -------
    TrainedCoder
        The fitted coder; the order of rows does not matter.

    Raises
    ------
    TooFewExamplesError
        An InputError, where a code has fewer than 10 hits or hits in fewer than 5 documents.
    InputError
        Where a table is not as declared, or gold lacks a statement.

    Notes
    -----
    The features are tf-idf of stems, pairs of stems and sequences of 3 to 5 characters, the cues that fired and their
    frames, and the frames whose cues fired in the sentence before, whoever speaks there. A cue counts in a document
    only where it fires with the same words in another one (drop_unsupported). Probabilities and thresholds come from
    grouped cross-validation by document in FOLDS folds: a logistic curve over the decisions (Platt scaling), then the
    threshold of choose_threshold.

    References
    ----------
    Platt, J. C. (1999), Probabilistic outputs for support vector machines and comparisons to regularized likelihood
    methods. In Advances in Large Margin Classifiers, 61-74.
    """
    rows = _join_gold(statements, gold)
    reported_rows = np.flatnonzero(rows["reported"].to_numpy(dtype=bool))
    reported, codes = rows.iloc[reported_rows], _list_leaves(codebook)
    _check_hits(reported, codes)
    # Features are extracted from narration too, since it precedes some statements, in training as in prediction.
    read = drop_unsupported(extract_raw_features(rows, list(tokenise_statements(rows, codebook))), reported_rows)
    features = fit_features(read, reported_rows, codebook)
    matrix = make_feature_matrix(features, read, reported_rows)
    folds = list(split_documents(reported["document"], seed=seed))
    models = {code: _fit_model(matrix, reported[code].to_numpy(dtype=bool), folds) for code in codes}
    return TrainedCoder(codebook, features, models)


def _fit_model(matrix: Matrix, truth: Truths, folds: Sequence[tuple[Rows, Rows]]) -> Model:
    decisions = np.zeros(len(truth))
    for train, test in folds:
        weights, intercept = _fit_weights(matrix[train], truth[train])
        decisions[test] = np.asarray(matrix[test] @ weights) + intercept
    slope, shift = _fit_curve(decisions, truth)
    threshold = choose_threshold(truth, special.expit(slope * decisions + shift))
    return Model(*_fit_weights(matrix, truth), slope, shift, threshold)


def _fit_curve(decisions: Numbers, truth: Truths) -> tuple[float, float]:
    """The logistic curve from decisions to probabilities; constant, at the share of hits, where it would fall."""
    curve = LogisticRegression(C=np.inf).fit(decisions.reshape(-1, 1), truth)
    slope = float(curve.coef_[0, 0])
    # Where no feature generalises between documents, a fold with more hits leaves fewer to the other folds, so that
    # their models predict less where more is true: a falling curve would use that as information.
    return (slope, float(curve.intercept_[0])) if slope > 0 else (0.0, float(special.logit(truth.mean())))


def split_documents(documents: "pd.Series[str]", *, seed: int) -> Iterator[tuple[Rows, Rows]]:
    """Split rows into FOLDS folds of whole documents, drawn by seed: the rows to fit on, and those to predict.

    Raises TooFewExamplesError where there are fewer documents than folds.
    """
    if (count := documents.nunique()) < FOLDS:
        expected, remedy = f"at least {FOLDS} to learn from", "code more documents, or take the cue coder"
        raise TooFewExamplesError([Fault("gold", "documents", str(count), expected, remedy)])
    folds = GroupKFold(FOLDS, shuffle=True, random_state=seed)
    yield from folds.split(np.zeros(len(documents)), groups=documents.to_numpy(dtype="U"))


def choose_threshold(truth: Truths, probabilities: Numbers) -> float:
    """The probability from which a code counts as present: half the best F1 that any threshold reaches.

    For calibrated probabilities this threshold has the best expected F1 (Lipton, Elkan and Naryanaswamy 2014, Optimal
    thresholding of classifiers to maximize F1 measure, theorem 1). It depends less on single statements than the
    threshold with the best F1 in the sample.

    Examples
    --------
    >>> choose_threshold(np.array([False, True, False, True]), np.array([0.1, 0.3, 0.6, 0.9]))
    0.4
    """
    best = max(_f1(truth, probabilities >= threshold) for threshold in np.unique(probabilities))
    return round(best / 2, 6)


def _f1(truth: Truths, predicted: Truths) -> float:
    return 2 * float((truth & predicted).sum()) / max(1.0, float(truth.sum() + predicted.sum()))


def _fit_weights(matrix: Matrix, truth: Truths) -> tuple[Numbers, float]:
    # liblinear's dual form: far more columns than rows. Its order of steps is drawn, so the draw is fixed.
    model = LogisticRegression(C=_INVERSE_PENALTY, solver="liblinear", dual=True, random_state=0, max_iter=5000)
    model.fit(matrix, truth)
    return model.coef_[0], float(model.intercept_[0])


def _join_gold(statements: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """The statements in the order of their ids, with a column for each code; faults where gold lacks a statement."""
    check_table(statements, "statements")
    check_table(gold, "frames")
    if gold.empty:
        given, expected = "no coded statement", "coded statements to learn from"
        raise TooFewExamplesError([Fault("gold", "rows", given, expected, "code documents, or take the cue coder")])
    wide = gold.pivot(index=KEY, columns="frame", values="present").reset_index()
    rows = statements.merge(wide, on=KEY, how="left", validate="one_to_one").sort_values(KEY, ignore_index=True)
    unread = rows.loc[rows[wide.columns[-1]].isna(), KEY].head(1)
    for document, sentence in unread.itertuples(index=False):
        raise InputError([Fault("gold", "sentence", f"no row for {document} {sentence}", "a row for each statement")])
    return rows


def _list_leaves(codebook: Codebook) -> list[str]:
    parents = {frame.parent for frame in codebook.frames}
    return [frame.code for frame in codebook.frames if frame.code not in parents]


def _check_hits(rows: pd.DataFrame, codes: list[str]) -> None:
    faults = []
    for code in codes:
        hits = rows[rows[code].astype(bool)]
        documents = hits["document"].nunique()
        if len(hits) < MINIMUM_HITS or documents < MINIMUM_DOCUMENTS:
            given = f"{len(hits)} coded statements with it, in {documents} documents"
            expected = f"at least {MINIMUM_HITS} in {MINIMUM_DOCUMENTS} documents to learn from"
            faults.append(Fault("gold", code, given, expected, "code more documents, or take the cue coder"))
    if faults:
        raise TooFewExamplesError(faults)

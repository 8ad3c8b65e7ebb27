"""Prediction by the trained coder, on new statements and by cross-validation."""

from collections.abc import Collection

import numpy as np
import pandas as pd
from scipy import special

from research.codebook import Codebook
from research.frames.cue_coder import code_tokens_with_cues
from research.frames.features import RawFeatures, drop_unsupported, extract_raw_features, make_feature_matrix
from research.frames.frame_grid import KEY
from research.frames.statement_tokens import tokenise_statements
from research.frames.training import Numbers, TrainedCoder, Truths, fit_coder, split_documents
from research.tables import check_columns, check_table, returns_table


@returns_table("frames")
def code_with_model(statements: pd.DataFrame, coder: TrainedCoder) -> pd.DataFrame:
    """Code statements with a trained coder: one row for every statement and frame, subcodes included.

    Parameters
    ----------
    statements : DataFrame
        The table statements, with whole documents, since the coder uses the sentence before; the order does not matter.
    coder : TrainedCoder
        The fitted coder.

    Returns
    -------
    DataFrame
        The table frames with coder trained. probability, from 0 to 1, is calibrated; cue is the codebook's cue that
        fired, whatever the coder decided. Narration carries no frame. A frame with subcodes is present where one of
        them is.

    Raises
    ------
    InputError
        Where statements is not a table statements.
    """
    ordered = check_table(statements, "statements").sort_values(KEY, ignore_index=True)
    tokenised = list(tokenise_statements(ordered, coder.codebook))
    cue_frames = code_tokens_with_cues(ordered, tokenised, coder.codebook)
    return _code(ordered, extract_raw_features(ordered, tokenised), cue_frames, coder)


@returns_table("frames")
def code_cross_validated(
    statements: pd.DataFrame, gold: pd.DataFrame, codebook: Codebook, *, seed: int = 2026
) -> pd.DataFrame:
    """Code each document with a coder fitted on other documents (cross-validation by document).

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    gold : DataFrame
        The table frames of gold.
    codebook : Codebook
        The frames and their cues.
    seed : int
        Seed of the folds.

    Returns
    -------
    DataFrame
        The table frames with coder trained. Thresholds and probabilities come from the other documents too.

    Raises
    ------
    TooFewExamplesError
        As fit_coder.

    Notes
    -----
    A cue counts in a document only where it fires with the same words in a document that the coder was fitted on, since
    the author of the cues may have read this one.
    """
    ordered = check_table(statements, "statements").sort_values(KEY, ignore_index=True)
    check_table(gold, "frames")
    tokenised = list(tokenise_statements(ordered, codebook))
    cue_frames, raw = code_tokens_with_cues(ordered, tokenised, codebook), extract_raw_features(ordered, tokenised)
    parts = []
    for train, test in split_documents(ordered["document"], seed=seed):
        coder = fit_coder(ordered.iloc[train], gold.merge(ordered.loc[train, KEY], on=KEY), codebook, seed=seed)
        parts.append(
            _code(ordered, drop_unsupported(raw, train), cue_frames, coder).merge(ordered.loc[test, KEY], on=KEY)
        )
    return pd.concat(parts).sort_values(KEY, ignore_index=True, kind="stable")


@returns_table("frames")
def code_out_of_sample(
    statements: pd.DataFrame, gold: pd.DataFrame, codebook: Codebook, *, frozen: Collection[str], seed: int = 2026
) -> pd.DataFrame:
    """Code every document with a coder that was not fitted on it, to score the trained coder.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    gold : DataFrame
        The table frames of gold.
    codebook : Codebook
        The frames and their cues.
    frozen : collection of str
        Documents that are coded by a coder fitted on all others; these are coded by code_cross_validated.
    seed : int
        Seed of the folds.

    Returns
    -------
    DataFrame
        The table frames with coder trained, sorted by document and sentence.

    Raises
    ------
    TooFewExamplesError
        As fit_coder.
    """
    check_table(statements, "statements")
    check_table(gold, "frames")
    held_out = statements["document"].isin(list(frozen))
    development_gold = gold[~gold["document"].isin(list(frozen))]
    parts = [code_cross_validated(statements[~held_out], development_gold, codebook, seed=seed)]
    if held_out.any():
        parts.append(
            code_with_model(
                statements[held_out], fit_coder(statements[~held_out], development_gold, codebook, seed=seed)
            )
        )
    return pd.concat(parts).sort_values(KEY, ignore_index=True, kind="stable")


@returns_table("frames")
def code_across_samples(
    statements: pd.DataFrame,
    gold: pd.DataFrame,
    codebook: Codebook,
    *,
    documents: pd.DataFrame,
    seed: int = 2026,
) -> pd.DataFrame:
    """Code each sample with a coder fitted on the other samples, to score how far the trained coder carries over.

    Parameters
    ----------
    statements, codebook, seed
        As in code_out_of_sample.
    gold : DataFrame
        The table frames of gold. Documents without it, such as frozen ones, are coded, and no coder is fitted on them.
    documents : DataFrame
        The table documents, whose column sample names two samples or more.

    Returns
    -------
    DataFrame
        The table frames with coder trained, sorted by document and sentence.

    Raises
    ------
    TooFewExamplesError
        As fit_coder.
    """
    check_table(gold, "frames")
    check_columns(documents, ["document", "sample"], where="documents", key=["document"])
    sample = check_table(statements, "statements")["document"].map(documents.set_index("document")["sample"])
    parts = []
    for name in sorted(set(sample)):
        others = statements[sample.ne(name) & statements["document"].isin(gold["document"])]
        coder = fit_coder(others, gold.merge(others[KEY], on=KEY), codebook, seed=seed)
        parts.append(code_with_model(statements[sample.eq(name)], coder))
    return pd.concat(parts).sort_values(KEY, ignore_index=True, kind="stable")


def _code(statements: pd.DataFrame, raw: RawFeatures, cue_frames: pd.DataFrame, coder: TrainedCoder) -> pd.DataFrame:
    matrix = make_feature_matrix(coder.features, raw, np.arange(len(statements)))
    reported = statements["reported"].to_numpy(dtype=bool)
    probabilities: dict[str, Numbers] = {}
    present: dict[str, Truths] = {}
    for code, model in coder.models.items():
        decisions = np.asarray(matrix @ model.weights) + model.intercept
        probabilities[code] = np.where(reported, special.expit(model.slope * decisions + model.offset), 0.0)
        present[code] = probabilities[code] >= model.threshold
    frames = cue_frames.copy()
    for frame in coder.codebook.frames:
        parts = [other.code for other in coder.codebook.frames if other.parent == frame.code] or [frame.code]
        rows = frames["frame"].eq(frame.code)
        # The frame of several subcodes is as probable as one of them at least, as if they were independent.
        frames.loc[rows, "probability"] = 1 - np.prod([1 - probabilities[part] for part in parts], axis=0)
        frames.loc[rows, "present"] = np.any([present[part] for part in parts], axis=0)
    return frames.assign(coder="trained")

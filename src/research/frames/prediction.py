"""The trained coder at work: on new statements, and on documents that it was not fitted on."""

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
from research.tables import check_table, returns_table


@returns_table("frames")
def code_with_model(statements: pd.DataFrame, coder: TrainedCoder) -> pd.DataFrame:
    """Code statements with a trained coder: one row for every statement and frame, subcodes included.

    Columns: those of the table frames, coder "trained"; probability is the calibrated one; cue is the codebook's cue
    that fired, whether or not the coder followed it. Narration carries no frame. A frame with subcodes is present where
    one of them is. Documents are coded whole, each by itself, since the coder looks at the sentence before. The order
    of rows does not matter.
    """
    ordered = check_table(statements, "statements").sort_values(KEY, ignore_index=True)
    readings = list(tokenise_statements(ordered, coder.codebook))
    cued = code_tokens_with_cues(ordered, readings, coder.codebook)
    return _code(ordered, extract_raw_features(ordered, readings), cued, coder)


@returns_table("frames")
def code_cross_validated(
    statements: pd.DataFrame, gold: pd.DataFrame, codebook: Codebook, *, seed: int = 2026
) -> pd.DataFrame:
    """Code each document with a coder fitted on the others (grouped by document, in training.FOLDS folds).

    Thresholds and probabilities are those of the other documents too. A cue counts in a document only where its words
    fire in one of those that the coder was fitted on, since whoever wrote the cues may have read this one. Returns the
    table frames, coder "trained".
    """
    ordered = check_table(statements, "statements").sort_values(KEY, ignore_index=True)
    check_table(gold, "frames")
    readings = list(tokenise_statements(ordered, codebook))
    cued, evidence = code_tokens_with_cues(ordered, readings, codebook), extract_raw_features(ordered, readings)
    parts = []
    for train, test in split_documents(ordered["document"], seed=seed):
        coder = fit_coder(ordered.iloc[train], gold.merge(ordered.loc[train, KEY], on=KEY), codebook, seed=seed)
        parts.append(
            _code(ordered, drop_unsupported(evidence, train), cued, coder).merge(ordered.loc[test, KEY], on=KEY)
        )
    return pd.concat(parts).sort_values(KEY, ignore_index=True, kind="stable")


@returns_table("frames")
def code_out_of_sample(
    statements: pd.DataFrame, gold: pd.DataFrame, codebook: Codebook, *, frozen: Collection[str], seed: int = 2026
) -> pd.DataFrame:
    """Code every document with a coder that was not fitted on it: the way to score the trained coder.

    The documents named in frozen are coded by a coder fitted on all others, the others by code_cross_validated. Returns
    the table frames, coder "trained", sorted by document and sentence.
    """
    check_table(statements, "statements")
    check_table(gold, "frames")
    kept = statements["document"].isin(list(frozen))
    known = gold[~gold["document"].isin(list(frozen))]
    parts = [code_cross_validated(statements[~kept], known, codebook, seed=seed)]
    if kept.any():
        parts.append(code_with_model(statements[kept], fit_coder(statements[~kept], known, codebook, seed=seed)))
    return pd.concat(parts).sort_values(KEY, ignore_index=True, kind="stable")


def _code(statements: pd.DataFrame, evidence: RawFeatures, cued: pd.DataFrame, coder: TrainedCoder) -> pd.DataFrame:
    matrix = make_feature_matrix(coder.features, evidence, np.arange(len(statements)))
    reported = statements["reported"].to_numpy(dtype=bool)
    chances: dict[str, Numbers] = {}
    present: dict[str, Truths] = {}
    for code, model in coder.models.items():
        decisions = np.asarray(matrix @ model.weights) + model.intercept
        chances[code] = np.where(reported, special.expit(model.slope * decisions + model.offset), 0.0)
        present[code] = chances[code] >= model.threshold
    frames = cued.copy()
    for frame in coder.codebook.frames:
        parts = [other.code for other in coder.codebook.frames if other.parent == frame.code] or [frame.code]
        rows = frames["frame"].eq(frame.code)
        # The frame of several subcodes is as probable as one of them at least, as if they were independent.
        frames.loc[rows, "probability"] = 1 - np.prod([1 - chances[part] for part in parts], axis=0)
        frames.loc[rows, "present"] = np.any([present[part] for part in parts], axis=0)
    return frames.assign(coder="trained")

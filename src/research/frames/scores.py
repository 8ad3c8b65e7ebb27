"""One coder's frames scored against another's, which counts as gold."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from research.codebook import Codebook
from research.frames.filling import KEY
from research.tables import Fault, InputError, check_table

RATES = ["precision", "recall", "f1"]


def score_frames(
    predicted: pd.DataFrame, gold: pd.DataFrame, codebook: Codebook, *, documents: Collection[str] | None = None
) -> pd.DataFrame:
    """Score one coder's frames against gold, over all statements, narration included.

    predicted and gold are frames tables of the same statements, each by one coder; documents narrows both to those ids.

    Columns: frame; parent; statements; gold, predicted and both (statements that carry the frame by gold, by the coder,
    by both); precision = both / predicted, recall = both / gold and f1 = 2 both / (gold + predicted), each empty where
    it would divide by 0. The last row, macro, holds the means of the three rates over the frames without a parent
    (empty if one of them is) and no counts.

    Raises InputError where the tables differ in their statements, hold more than one coder, or lack one of the
    codebook's frames.
    """
    sides = [_pick_side(table, name, documents) for table, name in ((predicted, "predicted"), (gold, "gold"))]
    pairs = sides[0].merge(sides[1], on=[*KEY, "frame"], how="outer", suffixes=("_predicted", "_gold"))
    _check_pairs(pairs, codebook)
    rows: list[dict[str, Any]] = []
    for frame in codebook.frames:
        part = pairs[pairs["frame"].eq(frame.code)]
        counts = _count_hits(part["present_gold"].astype(bool), part["present_predicted"].astype(bool))
        rows.append({"frame": frame.code, "parent": frame.parent, **counts})
    scores = pd.DataFrame(rows)
    means = scores.loc[scores["parent"].eq(""), RATES].mean(skipna=False)
    macro = pd.DataFrame([{"frame": "macro", "parent": "", **means.to_dict()}]).reindex(columns=scores.columns)
    types = dict.fromkeys(["statements", "gold", "predicted", "both"], "Int64")
    return pd.concat([scores.astype(types), macro.astype(types)], ignore_index=True)


def compare_scores(
    predicted: pd.DataFrame, gold: pd.DataFrame, codebook: Codebook, *, frozen: Collection[str]
) -> pd.DataFrame:
    """Score apart the documents a coder was written with, and those named in frozen.

    Columns: documents (development or frozen), then those of score_frames. A part without documents is left out.
    """
    known = set(gold["document"])
    parts = {"development": known - set(frozen), "frozen": known & set(frozen)}
    scores = {name: score_frames(predicted, gold, codebook, documents=ids) for name, ids in parts.items() if ids}
    return pd.concat(scores, names=["documents"]).reset_index("documents").reset_index(drop=True)


def _pick_side(table: pd.DataFrame, name: str, documents: Collection[str] | None) -> pd.DataFrame:
    check_table(table, "frames")
    coders = sorted(table["coder"].unique())
    if len(coders) != 1:
        raise InputError([Fault(name, "coder", ", ".join(coders) or "no row", "one coder", "take one coder's rows")])
    kept = table if documents is None else table[table["document"].isin(list(documents))]
    return kept[[*KEY, "frame", "present"]]


def _check_pairs(pairs: pd.DataFrame, codebook: Codebook) -> None:
    faults = []
    for side, other in (("predicted", "gold"), ("gold", "predicted")):
        alone = pairs[pairs[f"present_{other}"].isna()]
        for document, part in alone.groupby("document"):
            numbers = ", ".join(map(str, sorted(set(part["sentence"]))))
            found, expected = f"no row for {numbers}", f"the rows that {side} has"
            faults.append(Fault(f"{other}, {document}", "sentence", found, expected, "code the same statements"))
    for code in sorted({frame.code for frame in codebook.frames} ^ set(pairs["frame"])):
        expected = "the codes of the codebook and no others"
        faults.append(Fault("predicted and gold", "frame", f"{code} on one side only", expected, "use one codebook"))
    if faults:
        raise InputError(faults)


def _count_hits(truth: "pd.Series[bool]", ours: "pd.Series[bool]") -> dict[str, float]:
    gold, predicted, both = int(truth.sum()), int(ours.sum()), int((ours & truth).sum())
    return {
        "statements": len(truth),
        "gold": gold,
        "predicted": predicted,
        "both": both,
        "precision": both / predicted if predicted else np.nan,
        "recall": both / gold if gold else np.nan,
        "f1": 2 * both / (gold + predicted) if gold + predicted else np.nan,
    }

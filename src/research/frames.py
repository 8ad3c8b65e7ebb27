"""Statements to frames: by cue, or from people's codings, and one scored against the other."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from research import cues, preprocess
from research.codebook import Codebook
from research.tables import SCHEMAS, Fault, InputError, check_table

KEY = ["document", "sentence"]
RATES = ["precision", "recall", "f1"]


def match_cues(statements: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Code statements by the codebook's cues: one row for every statement and frame, subcodes included.

    Columns: those of the table frames, coder "cue". Where more than one cue fires, the row names the one that begins
    first. cue_start and cue_stop are offsets in the document's text (the statement's start plus the cue's place in it).
    A frame with subcodes is present where one of its subcodes is, and names that subcode's cue. Narration (reported is
    False) carries no frame by the codebook's rule, so nothing is present there, whatever its words. The order is the
    statements', then the codebook's. Work grows linearly with the text.

    Raises InputError where statements is not a statements table.

    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> statements = pd.DataFrame({
    ...     "document": ["a"], "sentence": [1], "start": [10], "stop": [41],
    ...     "text": ["Pelanggar akan dijatuhi sanksi."], "reported": [True], "speaker": ["Sekda"],
    ...     "office": ["secretary"], "mode": ["indirect"], "rule": ["coded"], "confidence": [1.0]})
    >>> frames = match_cues(statements, read_codebook(Path("corpus/codebook.toml")))
    >>> frames.loc[frames["present"], ["frame", "cue", "cue_start", "cue_stop"]].to_string(index=False, header=False)
    'sanctions sanction 34 40'
    """
    check_table(statements, "statements")
    found = [preprocess.find_tokens(text) for text in statements["text"]]
    stems = preprocess.stem_types({token for tokens in found for _, _, token in tokens})
    index = cues.index_cues((frame.code, cue) for frame in codebook.frames for cue in frame.cues)
    rows: list[tuple[str, int, str, str, int, int]] = []
    columns = (statements[name].tolist() for name in (*KEY, "start", "reported"))
    for document, sentence, begin, reported, tokens in zip(*columns, found, strict=True):
        first = _first_hits(index, [token for *_, token in tokens], stems) if reported else {}
        for frame in codebook.frames:
            owners = [frame.code, *(other.code for other in codebook.frames if other.parent == frame.code)]
            hits = [first[owner] for owner in owners if owner in first]
            if hits:
                hit = min(hits, key=_by_place)
                start, stop = begin + tokens[hit.start][0], begin + tokens[hit.stop - 1][1]
                rows.append((document, sentence, frame.code, hit.cue.name, start, stop))
    fired = pd.DataFrame(rows, columns=[*KEY, "frame", "cue", "cue_start", "cue_stop"])
    return _fill_frames(statements, codebook, fired, "cue")


def _by_place(hit: cues.Hit) -> tuple[int, int]:
    return hit.start, hit.stop


def _first_hits(index: cues.CueIndex, tokens: Sequence[str], stems: dict[str, str]) -> dict[str, cues.Hit]:
    """The hit of each owner that begins first, the shortest of them, then the first in the codebook."""
    first: dict[str, cues.Hit] = {}
    for hit in cues.find_hits(index, tokens, [stems[token] for token in tokens]):
        known = first.get(hit.owner)
        if known is None or _by_place(hit) < _by_place(known):
            first[hit.owner] = hit
    return first


def _fill_frames(statements: pd.DataFrame, codebook: Codebook, fired: pd.DataFrame, coder: str) -> pd.DataFrame:
    """A row for every statement and frame, present where fired has one."""
    codes = pd.DataFrame({"frame": [frame.code for frame in codebook.frames]}, dtype="str")
    # A table without rows has no types of its own, and a merge would take the others' away.
    fired = fired.astype({"document": "str", "sentence": "int64", "frame": "str"})
    frames = statements[KEY].merge(codes, how="cross").merge(fired, on=[*KEY, "frame"], how="left", indicator="seen")
    frames = frames.assign(
        coder=coder,
        present=frames["seen"].eq("both"),
        cue=frames["cue"].fillna("").astype("str"),
        cue_start=frames["cue_start"].astype("Int64"),
        cue_stop=frames["cue_stop"].astype("Int64"),
    )
    return check_table(frames[list(SCHEMAS["frames"].columns)], "frames")


def table_codings(
    statements: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, *, coder: str = "gold"
) -> pd.DataFrame:
    """Turn one coder's codings into frames: one row for every statement and frame, subcodes included.

    Columns: those of the table frames; cue is empty. codings has a row for every frame a coder saw in a statement, or
    one row with the frame none.

    Raises InputError with every fault: a statement the coder did not read, a coding of a sentence that is not there, a
    code the codebook has not, none beside a frame, a frame with subcodes but none of them, a subcode without its frame.
    """
    check_table(statements, "statements")
    check_table(codings, "codings")
    own = codings.loc[codings["coder"].eq(coder), [*KEY, "frame"]]
    faults = [*_check_readings(statements, own, coder), *_check_codes(own, codebook, coder)]
    if faults:
        raise InputError(faults)
    fired = own[own["frame"].ne("none")].assign(cue="", cue_start=np.nan, cue_stop=np.nan)
    return _fill_frames(statements, codebook, fired, coder)


def _check_readings(statements: pd.DataFrame, own: pd.DataFrame, coder: str) -> list[Fault]:
    both = statements[KEY].merge(own[KEY].drop_duplicates(), on=KEY, how="outer", indicator="seen")
    faults = []
    for (side, document), part in both.groupby(["seen", "document"], observed=True):
        where = f"codings of {coder}, {document}"
        numbers = ", ".join(map(str, sorted(part["sentence"])))
        if side == "left_only":
            remedy = "code them, with none where no frame is seen"
            faults.append(Fault(where, "sentence", f"no row for {numbers}", "a row for every sentence", remedy))
        elif side == "right_only":
            remedy = "correct the number, or add the statement"
            faults.append(Fault(where, "sentence", numbers, "a sentence of the statements", remedy))
    return faults


def _check_codes(own: pd.DataFrame, codebook: Codebook, coder: str) -> Iterable[Fault]:
    parents = {frame.code: frame.parent for frame in codebook.frames}
    known = ", ".join([*parents, "none"])
    for (document, sentence), part in own.groupby(KEY):
        where = f"codings of {coder}, {document}, sentence {sentence}"
        codes = set(part["frame"])
        for code in sorted(codes - parents.keys() - {"none"}):
            yield Fault(where, "frame", repr(code), f"one of {known}", "correct the code")
        if "none" in codes and len(codes) > 1:
            yield Fault(where, "frame", "none beside " + ", ".join(sorted(codes - {"none"})), "one or the other")
        for code in sorted(codes & parents.keys()):
            children = {child for child, parent in parents.items() if parent == code}
            if children and not children & codes:
                yield Fault(where, "frame", f"{code} alone", f"one of {', '.join(sorted(children))} with it", "add it")
            if parents[code] and parents[code] not in codes:
                yield Fault(where, "frame", f"{code} alone", f"{parents[code]} with it", "add it")


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

"""Scores of frames against gold, of the corpus and of other statements."""

from pathlib import Path

import numpy as np
import pandas as pd

from research import codebook, frames
from research.frames import KEY, read_columns, read_frames_file, read_gold_file
from research.study.corpus_study import Study, open_study
from research.tables import Fault, InputError, list_columns, returns_table

_GROUPS = ("election_year", "election", "island", "province", "office", "mode", "kind", "outlet")


@returns_table("frame_scores")
def evaluate_coders(folder: Path, *, by: str = "", seed: int = 2026) -> pd.DataFrame:
    """Score the cue coder on a corpus folder's gold.

    Parameters
    ----------
    folder : Path
        The corpus folder.
    by : str
        A column of the documents or statements that forms groups: election_year, election, island, province, office,
        mode, kind, outlet or a field that the corpus declares; none where empty.
    seed : int
        Seed of the resamples.

    Returns
    -------
    DataFrame
        The table frame_scores with coder (cue), sample, part (development or frozen), and group with by.

    Raises
    ------
    InputError
        For another column, and as open_study.
    """
    study = open_study(folder)
    tables = {"cue": frames.code_with_cues(study.statements, study.codebook)}
    if by:
        return score_by_group(tables, study, by, seed)
    documents = study.documents if study.samples.codes else None
    return frames.compare_coders(tables, study.gold, study.codebook, frozen=study.frozen, documents=documents)


def list_group_values(study: Study, by: str) -> pd.DataFrame:
    """The statements of a study with their group by a column, and their part: development or frozen.

    Raises InputError for a column that forms no groups.
    """
    columns = (*_GROUPS, *(name for name in study.documents.columns if name not in list_columns("documents")))
    if by not in columns:
        raise InputError([Fault("evaluate_coders", "by", repr(by), ", ".join(columns))])
    rows = study.statements.merge(study.documents, on="document", validate="many_to_one", suffixes=("", "_document"))
    values = rows[by].replace("", "none")
    rows["group"] = values if values.notna().all() else values.astype("str").fillna("none")
    rows["part"] = rows["document"].isin(study.frozen).map({False: "development", True: "frozen"})
    return rows


def score_by_group(tables: dict[str, pd.DataFrame], study: Study, by: str, seed: int) -> pd.DataFrame:
    """The scores of each coder by group, for each sample and part: a table frame_scores."""
    rows = list_group_values(study, by)
    parts = []
    for name, table in tables.items():
        for (sample, part), chosen in rows.groupby(["sample", "part"]):
            groups = chosen.set_index(KEY)["group"]
            scores = frames.score_groups(table, study.gold, study.codebook, groups, seed=seed)
            parts.append(scores.assign(coder=name, sample=str(sample), part=str(part)))
    table = pd.concat(parts, ignore_index=True)
    first = ["coder", *(["sample"] if study.samples.codes else []), "part"]
    return table[[*first, *table.columns.drop(["coder", "sample", "part"])]]


@returns_table("frame_scores")
def evaluate_frames(statements: Path, gold: Path, folder: Path, *, seed: int = 2026) -> pd.DataFrame:
    """Score the cue coder on other statements, or frames that another program coded, against a file of gold.

    Parameters
    ----------
    statements : Path
        A file of statements as research frames takes it, which the cue coder codes; or a file of frames as research
        frames writes it, which is scored as it is.
    gold : Path
        A file with document, sentence and either frames (codes joined by ";", empty or none for no frame, as in
        gold.csv) or frame and present, a row for every frame. Statements without gold are left out; gold without a
        statement is a fault.
    folder : Path
        The corpus folder, for the codebook.
    seed : int
        Seed of the resamples.

    Returns
    -------
    DataFrame
        The table frame_scores with coder.

    Raises
    ------
    InputError
        With the faults of either file.
    """
    frames_codebook = codebook.read_codebook(folder / "codebook.toml")
    codes = [frame.code for frame in frames_codebook.frames]
    truth = read_gold_file(gold, frames_codebook)
    if truth.empty:
        raise InputError([Fault(gold.as_posix(), "rows", "none", "statements with their frames")])
    if {"frame", "present"} <= set(read_columns(statements)):
        tables = {str(name): part for name, part in read_frames_file(statements, codes).groupby("coder")}
    else:
        pieces = frames.iter_statements(statements)
        coded = [
            frames.code_piece(piece, lambda rows: frames.code_with_cues(rows, frames_codebook)) for piece in pieces
        ]
        tables = {"cue": pd.concat(coded, ignore_index=True)} if coded else {}
    if not tables:
        raise InputError([Fault(statements.as_posix(), "rows", "none", "every statement of gold")])
    scores = {}
    for name, table in tables.items():
        _check_complete(truth, table, statements)
        scores[name] = frames.score_frames(*_align(table, truth, codes), frames_codebook, seed=seed)
    return pd.concat(scores, names=["coder"]).reset_index("coder").reset_index(drop=True)


def _check_complete(truth: pd.DataFrame, table: pd.DataFrame, path: Path) -> None:
    both = truth[KEY].drop_duplicates().merge(table[KEY].drop_duplicates(), on=KEY, how="left", indicator="seen")
    missing = both[both["seen"] == "left_only"]
    faults = []
    for document, part in missing.groupby("document"):
        given = f"no row for {document} " + ", ".join(map(str, sorted(part["sentence"])))
        remedy = "give the statements that gold has, under its ids"
        faults.append(Fault(path.as_posix(), "document and sentence", given, "every statement of gold", remedy))
    if faults:
        raise InputError(faults)


def _align(table: pd.DataFrame, truth: pd.DataFrame, codes: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both codings as tables frames over the statements of gold, with plain ids."""
    statements = truth[KEY].drop_duplicates().sort_values(KEY, ignore_index=True)
    ids = "d" + statements.groupby("document").ngroup().astype("str").str.zfill(9)
    numbers = statements.groupby("document").cumcount() + 1
    names = statements.assign(id=ids.astype("str"), number=numbers)
    grid = names.merge(pd.DataFrame({"frame": codes}, dtype="str"), how="cross")
    seen = truth.assign(present=True).drop_duplicates()
    codings = []
    for name, coding_table in (("predicted", table), ("gold", seen)):
        kept = coding_table[[*KEY, "frame", "present"]]
        joined = grid.merge(kept, on=[*KEY, "frame"], how="left", validate="one_to_one")
        frame = joined.assign(
            document=joined["id"],
            sentence=joined["number"],
            coder=name,
            present=joined["present"].eq(True),
            probability=np.nan,
            cue="",
            cue_start=pd.array([pd.NA] * len(joined), dtype="Int64"),
            cue_stop=pd.array([pd.NA] * len(joined), dtype="Int64"),
        )
        codings.append(frame[list_columns("frames")].astype({"document": "str", "coder": "str", "cue": "str"}))
    return codings[0], codings[1]

"""Scores of the coders of frames against gold, of the corpus and of other statements."""

from pathlib import Path

import numpy as np
import pandas as pd

from research import codebook, corpus, frames
from research.corpus import find_matches
from research.frames import KEY, read_columns, read_frames_file, read_gold_file
from research.study.corpus_study import Study, open_study
from research.tables import Fault, InputError, list_columns, returns_table

_GROUPS = ("election_year", "election", "island", "province", "office", "mode", "kind", "outlet")


def evaluate_coders(folder: Path, *, by: str = "", seed: int = 2026) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Score both coders of frames on a corpus folder's gold, each document by a coder that was not fitted on it.

    Parameters
    ----------
    folder : Path
        The corpus folder.
    by : str
        A column of the documents or statements that forms groups: election_year, election, island, province, office,
        mode, kind, outlet or a field that the corpus declares; none where empty.
    seed : int
        Seed of the folds and resamples.

    Returns
    -------
    tuple
        The table frame_scores with coder (cue, trained, or transferred: trained on the other samples), sample, part
        (development or frozen), and group with by; and, where gold is too small to fit the trained coder, the faults
        that say so.

    Raises
    ------
    InputError
        For another column, and as open_study.

    Notes
    -----
    The development documents of all samples are coded in cross-validation, frozen ones by a coder fitted on the
    development documents of all samples (frames.code_out_of_sample). transferred codes each sample by a coder fitted on
    the development documents of the other samples (frames.code_across_samples).
    """
    study = open_study(folder)
    columns = (*_GROUPS, *(name for name in study.documents.columns if name not in list_columns("documents")))
    if by and by not in columns:
        raise InputError([Fault("evaluate_coders", "by", repr(by), ", ".join(columns))])
    tables, faults = _code_corpus(study, seed)
    if by:
        return _score_groups(tables, study, by, seed), faults
    documents = study.documents if study.samples.codes else None
    return frames.compare_coders(tables, study.gold, study.codebook, frozen=study.frozen, documents=documents), faults


def _code_corpus(study: Study, seed: int) -> tuple[dict[str, pd.DataFrame], tuple[Fault, ...]]:
    """The frames of each coder, and why one is not fitted."""
    tables = {"cue": frames.code_with_cues(study.statements, study.codebook)}
    given = (study.statements, study.gold, study.codebook)
    try:
        tables["trained"] = frames.code_out_of_sample(*given, frozen=study.frozen, seed=seed)
        if len(study.samples.codes) > 1:
            development = study.gold[~study.gold["document"].isin(study.frozen)]
            tables["transferred"] = frames.code_across_samples(
                study.statements, development, study.codebook, documents=study.documents, seed=seed
            )
    except frames.TooFewExamplesError as error:
        return tables, error.faults
    return tables, ()


def _score_groups(tables: dict[str, pd.DataFrame], study: Study, by: str, seed: int) -> pd.DataFrame:
    """The scores of each coder by group, for each sample and part."""
    rows = study.statements.merge(study.documents, on="document", validate="many_to_one", suffixes=("", "_document"))
    values = rows[by].replace("", "none")
    rows["group"] = values if values.notna().all() else values.astype("str").fillna("none")
    rows["part"] = rows["document"].isin(study.frozen).map({False: "development", True: "frozen"})
    parts = []
    for name, table in tables.items():
        for (sample, part), chosen in rows.groupby(["sample", "part"]):
            groups = chosen.set_index(KEY)["group"]
            scores = frames.score_groups(table, study.gold, study.codebook, groups, seed=seed)
            parts.append(scores.assign(coder=name, sample=str(sample), part=str(part)))
    table = pd.concat(parts, ignore_index=True)
    first = ["coder", *(["sample"] if study.samples.codes else []), "part"]
    return table[[*first, *table.columns.drop(["coder", "sample", "part"])]]


def evaluate_frames(
    statements: Path, gold: Path, folder: Path, *, seed: int = 2026
) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Score coders on other statements against a file of gold.

    Parameters
    ----------
    statements : Path
        A file of statements as research frames takes it, which both coders code; the trained coder is fitted on the
        gold of the corpus without the documents that overlap with the statements. Or a file of frames as research
        frames writes it, which is scored as it is.
    gold : Path
        A file with document, sentence and either frames (codes joined by ";", empty or none for no frame, as in
        gold.csv) or frame and present, a row for every frame. Statements without gold are left out; gold without a
        statement is a fault.
    folder : Path
        The corpus folder, for the codebook and the gold that the trained coder is fitted on.
    seed : int
        Seed of the folds and resamples.

    Returns
    -------
    tuple
        The table frame_scores with coder, left_out_same_id and left_out_same_text (numbers of documents of the corpus
        that the coder was not fitted on, by reason; 0 for a coder that is not fitted here); and, where the gold of the
        corpus is too small to fit the trained coder, the faults that say so.

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
    columns = read_columns(statements)
    faults: tuple[Fault, ...] = ()
    left_out = pd.Series({"same_id": 0, "same_text": 0})
    if {"frame", "present"} <= set(columns):
        tables = {str(name): part for name, part in read_frames_file(statements, codes).groupby("coder")}
    else:
        tables, overlap, faults = _code_both(statements, folder, frames_codebook, seed)
        left_out = left_out.add(overlap["reason"].value_counts(), fill_value=0).astype("int64")
    if not tables:
        raise InputError([Fault(statements.as_posix(), "rows", "none", "every statement of gold")])
    scores = {}
    for name, table in tables.items():
        _check_complete(truth, table, statements)
        scores[name] = frames.score_frames(*_align(table, truth, codes), frames_codebook, seed=seed)
    scores_table = pd.concat(scores, names=["coder"]).reset_index("coder").reset_index(drop=True)
    for position, reason in enumerate(("same_id", "same_text"), start=1):
        scores_table.insert(position, f"left_out_{reason}", scores_table["coder"].eq("trained") * left_out[reason])
    return scores_table, faults


def fit_on_corpus(folder: Path, *, exclude: frozenset[str] = frozenset(), seed: int = 2026) -> frames.TrainedCoder:
    """Fit the trained coder on the gold of a corpus folder.

    Parameters
    ----------
    folder : Path
        The corpus folder.
    exclude : frozenset of str
        Ids of documents to leave out.
    seed : int
        Seed of the folds.

    Returns
    -------
    TrainedCoder
        The fitted coder.

    Raises
    ------
    TooFewExamplesError
        Where gold is too small.
    """
    study = open_study(folder)
    statements, gold = (table[~table["document"].isin(exclude)] for table in (study.statements, study.gold))
    return frames.fit_coder(statements, gold, study.codebook, seed=seed)


@returns_table("text_overlap")
def find_overlapping_documents(statements: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Find the documents of a corpus that overlap with other statements, so that a coder must not be fitted on them.

    statements: document, sentence, text, in any order; documents: document, text. Returns document and reason, sorted
    by document: same_id where the statements have a document of that id, else same_text where the sentences of one of
    their documents, joined in order, are a near copy of it by the rule of corpus.find_families.

    Examples
    --------
    >>> text = "Kami minta seluruh pegawai menjaga jarak dari semua calon, baik di kantor maupun di rumah."
    >>> statements = pd.DataFrame({"document": ["koran", "b"], "sentence": 1, "text": [text, "Lain."]})
    >>> documents = pd.DataFrame({"document": ["a", "b", "c"], "text": [text.upper(), "Satu.", "Dua."]})
    >>> find_overlapping_documents(statements, documents).values.tolist()
    [['a', 'same_text'], ['b', 'same_id']]
    """
    texts = statements.sort_values(KEY).groupby("document", sort=True)["text"].agg(" ".join)
    matches = find_matches(list(texts), documents[["document", "text"]])
    reasons = dict.fromkeys(matches["document"], "same_text")
    reasons |= dict.fromkeys(documents.loc[documents["document"].isin(texts.index), "document"], "same_id")
    return pd.DataFrame(sorted(reasons.items()), columns=["document", "reason"], dtype="str")


def _code_both(
    path: Path, folder: Path, frames_codebook: codebook.Codebook, seed: int
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, tuple[Fault, ...]]:
    """The frames of both coders, the documents left out in fitting, and why the trained coder is not fitted."""
    pieces = list(frames.iter_statements(path))
    if not pieces:
        raise InputError([Fault(path.as_posix(), "rows", "none", "every statement of gold")])
    coded = {
        "cue": [frames.code_piece(piece, lambda rows: frames.code_with_cues(rows, frames_codebook)) for piece in pieces]
    }
    faults: tuple[Fault, ...] = ()
    overlap = pd.DataFrame({"document": [], "reason": []}, dtype="str")
    gold = folder / "coding" / "gold.csv"
    if not gold.is_file():
        faults = (Fault(gold.as_posix(), "file", "nothing there", "coded statements to fit the trained coder on"),)
        return {"cue": pd.concat(coded["cue"], ignore_index=True)}, overlap, faults
    overlap = find_overlapping_documents(pd.concat(pieces), corpus.read_documents(folder))
    try:
        coder = fit_on_corpus(folder, exclude=frozenset(overlap["document"]), seed=seed)
        coded["trained"] = [
            frames.code_piece(piece, lambda rows: frames.code_with_model(rows, coder)) for piece in pieces
        ]
    except frames.TooFewExamplesError as error:
        faults = error.faults
    return {name: pd.concat(parts, ignore_index=True) for name, parts in coded.items()}, overlap, faults


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

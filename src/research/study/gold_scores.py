"""The coders of frames against gold: of the corpus, and of statements from elsewhere."""

from pathlib import Path

import numpy as np
import pandas as pd

from research import attribution, codebook, coding, corpus, frames
from research.corpus import find_matches
from research.frames import KEY, read_columns, read_frames_file, read_gold_file
from research.study.corpus_study import open_study
from research.tables import Fault, InputError, list_columns, returns_table

_GROUPS = ("election_year", "election", "island", "province", "office", "mode", "kind", "outlet")


def evaluate_coders(folder: Path, *, by: str = "", seed: int = 2026) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Score both coders of frames on a corpus folder's own gold, each document by a coder that was not fitted on it.

    The development documents are coded in cross-validation, the frozen ones by a coder fitted on the development
    documents (frames.code_out_of_sample). by is a column of the documents or statements: election_year, election,
    island, province, office, mode, kind, outlet or a field of the corpus's own.

    Returns the scores and, where gold is too small to train on, why there are none of the trained coder. Columns: coder
    (cue, trained), part (development, frozen), group where by is given, then those of frames.score_frames. Raises
    InputError for another by.
    """
    known = open_study(folder)
    groups_known = (*_GROUPS, *(name for name in known.documents.columns if name not in list_columns("documents")))
    if by and by not in groups_known:
        raise InputError([Fault("evaluate_coders", "by", repr(by), ", ".join(groups_known))])
    statements, gold, book = known.statements, known.gold, known.codebook
    frozen = coding.read_frozen(folder / "coding" / "frozen.txt")
    faults: tuple[Fault, ...] = ()
    tables = {"cue": frames.code_with_cues(statements, book)}
    try:
        tables["trained"] = frames.code_out_of_sample(statements, gold, book, frozen=frozen, seed=seed)
    except frames.TooFewExamplesError as error:
        faults = error.faults
    if not by:
        return frames.compare_coders(tables, gold, book, frozen=frozen), faults
    rows = statements.merge(known.documents, on="document", validate="many_to_one", suffixes=("", "_document"))
    groups = rows.set_index(KEY)[by].replace("", "none")
    groups = groups if groups.notna().all() else groups.astype("str").fillna("none")
    parts = []
    for name, table in tables.items():
        for part, inside in (("development", False), ("frozen", True)):
            chosen = groups[groups.index.get_level_values("document").isin(frozen) == inside]
            if len(chosen):
                found = frames.score_groups(table, gold, book, chosen, seed=seed)
                parts.append(found.assign(coder=name, part=part))
    table = pd.concat(parts, ignore_index=True)
    return table[["coder", "part", *table.columns.drop(["coder", "part"])]], faults


@returns_table("attribution_parts")
def evaluate_attribution(folder: Path) -> pd.DataFrame:
    """Score the attribution of a corpus folder's documents against its gold, as attribution.compare_scores does."""
    documents, book = corpus.read_documents(folder), codebook.read_codebook(folder / "codebook.toml")
    found = codebook.map_offices(attribution.find_statements(documents), book)
    coded = coding.read_coded(folder, documents, codebook=book)
    frozen = coding.read_frozen(folder / "coding" / "frozen.txt")
    return attribution.score_statements_by_split(found, coded.statements, frozen=frozen)


def evaluate_frames(
    statements: Path, gold: Path, folder: Path, *, seed: int = 2026
) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Score coders on statements from elsewhere against a file of gold.

    statements is a file as research frames takes it; both coders code it here, the trained one fitted on the gold of
    the corpus in folder without what find_overlap finds. Or it is a file of frames as research frames writes it:
    then that is scored as it stands. gold has document, sentence and either frames (codes joined by ";", empty or none
    where no frame is seen: gold.csv's way) or frame and present, a row for every frame. Documents that gold has not are
    left out, and so is a statement; those that gold has and the statements have not are a fault.

    Returns the scores and, where the corpus is too small to train on, why there are none of the trained coder.
    Columns: coder, left_out_same_id and left_out_same_text (documents of the corpus that the coder was not fitted on,
    and why; 0 for a coder that is not fitted here), then those of frames.score_frames. Raises InputError with the
    faults of either file.
    """
    book = codebook.read_codebook(folder / "codebook.toml")
    codes = [frame.code for frame in book.frames]
    truth = read_gold_file(gold, book)
    if truth.empty:
        raise InputError([Fault(gold.as_posix(), "rows", "none", "statements with their frames")])
    head = read_columns(statements)
    faults: tuple[Fault, ...] = ()
    left_out = pd.Series({"same_id": 0, "same_text": 0})
    if {"frame", "present"} <= set(head):
        tables = {str(name): part for name, part in read_frames_file(statements, codes).groupby("coder")}
    else:
        tables, overlap, faults = _code_both(statements, folder, book, seed)
        left_out = left_out.add(overlap["reason"].value_counts(), fill_value=0).astype("int64")
    if not tables:
        raise InputError([Fault(statements.as_posix(), "rows", "none", "every statement of gold")])
    scores = {}
    for name, table in tables.items():
        _check_all_there(truth, table, statements)
        scores[name] = frames.score_frames(*_align(table, truth, codes), book, seed=seed)
    found = pd.concat(scores, names=["coder"]).reset_index("coder").reset_index(drop=True)
    for place, reason in enumerate(("same_id", "same_text"), start=1):
        found.insert(place, f"left_out_{reason}", found["coder"].eq("trained") * left_out[reason])
    return found, faults


def fit_on_corpus(folder: Path, *, exclude: frozenset[str] = frozenset(), seed: int = 2026) -> frames.TrainedCoder:
    """Fit the trained coder on the gold of a corpus folder, without the documents of some ids."""
    known = open_study(folder)
    statements, gold = (table[~table["document"].isin(exclude)] for table in (known.statements, known.gold))
    return frames.fit_coder(statements, gold, known.codebook, seed=seed)


def find_overlapping_documents(statements: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Find the documents of a corpus that a coder must not be fitted on before it codes statements from elsewhere.

    statements: document, sentence, text, in any row order; documents: document, text. Returns document and reason,
    sorted by document: same_id where the statements have a document of that id, else same_text where the sentences of
    one of theirs, put together in their order, are a near copy of it by the rule of duplicates.find_families.

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
    path: Path, folder: Path, book: codebook.Codebook, seed: int
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, tuple[Fault, ...]]:
    """The statements as both coders code them, the documents that the trained one left out, or why it is not fitted."""
    pieces = list(frames.iter_statements(path))
    if not pieces:
        raise InputError([Fault(path.as_posix(), "rows", "none", "every statement of gold")])
    overlap = find_overlapping_documents(pd.concat(pieces), corpus.read_documents(folder))
    faults: tuple[Fault, ...] = ()
    coded = {"cue": [frames.code_piece(piece, lambda rows: frames.code_with_cues(rows, book)) for piece in pieces]}
    try:
        coder = fit_on_corpus(folder, exclude=frozenset(overlap["document"]), seed=seed)
        coded["trained"] = [
            frames.code_piece(piece, lambda rows: frames.code_with_model(rows, coder)) for piece in pieces
        ]
    except frames.TooFewExamplesError as error:
        faults = error.faults
    return {name: pd.concat(parts, ignore_index=True) for name, parts in coded.items()}, overlap, faults


def _check_all_there(truth: pd.DataFrame, table: pd.DataFrame, path: Path) -> None:
    both = truth[KEY].drop_duplicates().merge(table[KEY].drop_duplicates(), on=KEY, how="left", indicator="seen")
    lacking = both[both["seen"] == "left_only"]
    faults = []
    for document, part in lacking.groupby("document"):
        found = f"no row for {document} " + ", ".join(map(str, sorted(part["sentence"])))
        remedy = "give the statements that gold has, under its ids"
        faults.append(Fault(path.as_posix(), "document and sentence", found, "every statement of gold", remedy))
    if faults:
        raise InputError(faults)


def _align(table: pd.DataFrame, truth: pd.DataFrame, codes: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both sides as frames tables over the statements that gold read, their ids replaced by plain ones."""
    statements = truth[KEY].drop_duplicates().sort_values(KEY, ignore_index=True)
    ids = "d" + statements.groupby("document").ngroup().astype("str").str.zfill(9)
    numbers = statements.groupby("document").cumcount() + 1
    names = statements.assign(id=ids.astype("str"), number=numbers)
    grid = names.merge(pd.DataFrame({"frame": codes}, dtype="str"), how="cross")
    seen = truth.assign(present=True).drop_duplicates()
    sides = []
    for name, side in (("predicted", table), ("gold", seen)):
        kept = side[[*KEY, "frame", "present"]]
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
        sides.append(frame[list_columns("frames")].astype({"document": "str", "coder": "str", "cue": "str"}))
    return sides[0], sides[1]

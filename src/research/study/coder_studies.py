"""A corpus by the frames of any coder, in all of its statements."""

from pathlib import Path

import pandas as pd

from research.attribution import find_statements
from research.codebook import NO_FRAME, Codebook, read_codebook
from research.coding import (
    RUN_ENDING,
    list_run_names,
    read_coded,
    read_codings,
    read_run,
)
from research.corpus import find_replaced_texts, read_documents
from research.frames import UNNAMED, code_with_cues, make_frames, read_frames_file
from research.study.corpus_study import Study
from research.study.uncoded_documents import add_found_statements
from research.tables import Fault, InputError, list_columns, make_table, returns_table

_CUE = "cue"
_UNIT = ["document", "sentence"]


def read_statements(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the documents and statements that any coder codes, and sheets are drawn from.

    Statements are as coded where gold.csv has them, elsewhere as the rules find them. Documents in whose place coders
    read another text are left out.

    Parameters
    ----------
    folder : Path
        The corpus folder.

    Returns
    -------
    tuple of DataFrame
        The tables documents and statements.
    """
    documents = read_documents(folder)
    documents = documents[~documents["document"].isin(find_replaced_texts(folder))]
    if not (folder / "coding" / "gold.csv").is_file():
        return documents, find_statements(documents)
    coded = read_coded(folder, documents)
    bare = documents[documents["document"].isin(coded.uncoded)]
    return documents, add_found_statements(coded.statements, bare, read_codebook(folder / "codebook.toml"))


@returns_table("frames")
def read_coder_frames(folder: Path, name: str, statements: pd.DataFrame) -> pd.DataFrame:
    """Read the frames of a coder in the statements that it coded, whether or not they are in gold.

    Parameters
    ----------
    folder : Path
        The corpus folder.
    name : str
        A coder of coding/, a person or a program; cue (the cue coder); or the path of a table that research frames
        wrote.
    statements : DataFrame
        The table statements, as read_statements gives it.

    Returns
    -------
    DataFrame
        The table frames.

    Raises
    ------
    InputError
        Where nobody has that name, and no such file is there.
    """
    codebook = read_codebook(folder / "codebook.toml")
    if name == _CUE:
        return code_with_cues(statements, codebook)
    codings = read_codings(folder / "coding", codebook=codebook)
    if name not in set(codings["coder"]) and Path(name).is_file():
        return _read_file(Path(name), statements, [frame.code for frame in codebook.frames])
    known = [*sorted(set(codings["coder"])), _CUE]
    check_known(known, name, where="frames", field="coder", remedy="have it code: research code run NAME -- COMMAND")
    return _make_frames(codings, name, statements, codebook)


def open_by_coder(folder: Path | str, name: str, *, sample: str = "") -> Study:
    """Open a corpus folder with the frames of a coder in the place of gold's, in all statements.

    Parameters
    ----------
    folder : Path or str
        The corpus folder.
    name : str
        A coder, as read_coder_frames takes it.
    sample : str
        The code of a sample, to which the study is restricted; all documents where empty.

    Returns
    -------
    Study
        Its gold is the coder's frames, and its rows name the coder: the numbers are the coder's, not the officials',
        until a sheet corrects them. A statement that the coder did not code is without a frame, which a sheet corrects
        too, and is not in codings; uncoded has the documents without any coded statement.

    Raises
    ------
    InputError
        As read_coder_frames and open_study, for a program that was handed the statements of one key alone, and for a
        coder that coded no statement of an official.

    Examples
    --------
    >>> study = open_by_coder("corpus", "cue")
    >>> study.coder, study.frame_rows["coder"].unique().tolist()
    ('cue', ['cue'])
    """
    folder = Path(folder)
    _refuse_part(folder / "coding", name)
    documents, statements = read_statements(folder)
    coded = read_coder_frames(folder, name, statements)
    uncoded = tuple(sorted(set(documents["document"]) - set(coded["document"])))
    frames, codings = _fill_uncoded(coded, statements), _list_codings(coded)
    study = Study(folder, documents, statements, codings, frames, read_codebook(folder / "codebook.toml"), uncoded)
    if statements.loc[find_counted(statements), _UNIT].merge(coded[_UNIT], on=_UNIT).empty:
        expected, remedy = "some of an official", "have it code the statements of this corpus, or name another coder"
        raise InputError([Fault(name, "coded statements", "none of an official", expected, remedy)])
    return study.restrict(sample=sample) if sample else study


def find_counted(statements: pd.DataFrame) -> "pd.Series[bool]":
    """Which statements shares count, as merge_frames takes them: officials', all reported ones where none is told."""
    return statements["official" if "official" in statements.columns else "reported"]


def _refuse_part(coding: Path, name: str) -> None:
    """Refuse a program whose coded statements were chosen by a draw, as its zeros in all others would bias a share."""
    record = coding / f"{name}{RUN_ENDING}"
    if name in list_run_names(coding) and (key := read_run(record).key):
        remedy = "run it again under this name without --key: it is asked about the others alone"
        found = f"the statements of {key} alone"
        raise InputError([Fault(record.as_posix(), "key", found, "a run over all statements", remedy)])


def check_known(known: list[str], name: str, *, where: str, field: str, remedy: str) -> None:
    """Refuse a name that is none of the known ones."""
    if name not in known:
        raise InputError([Fault(where, field, repr(name), "one of " + ", ".join(known), remedy)])


def _make_frames(codings: pd.DataFrame, name: str, statements: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The frames of a coder of coding/, in those of the statements that it coded."""
    coded = codings[codings["coder"].eq(name)].merge(statements[_UNIT], on=_UNIT)
    return make_frames(statements.merge(coded[_UNIT].drop_duplicates(), on=_UNIT), coded, codebook, coder=name)


def _read_file(path: Path, statements: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """The frames of a file; a coder that it does not name has the name of the file."""
    labels = read_frames_file(path, codes)
    coders = sorted(labels["coder"].unique())
    if len(coders) != 1:
        found, remedy = ", ".join(coders) or "no rows", "keep the rows of one" if coders else "code the corpus first"
        raise InputError([Fault(path.as_posix(), "coder", found, "one coder", remedy)])
    known = pd.MultiIndex.from_frame(statements[_UNIT])
    unknown = labels.loc[~pd.MultiIndex.from_frame(labels[_UNIT]).isin(known), _UNIT].drop_duplicates()
    if len(unknown):
        first = " ".join(map(str, unknown.iloc[0]))
        found, remedy = f"{len(unknown)} that the corpus does not have, such as {first}", "code the corpus anew"
        raise InputError([Fault(path.as_posix(), "statements", found, "statements of the corpus", remedy)])
    coder = labels["coder"].replace(UNNAMED, path.stem)
    table = labels.assign(coder=coder).reindex(columns=list_columns("frames"))
    return make_table(table.assign(cue=""), "frames")


def _fill_uncoded(frames: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """The table frames with rows for the statements that the coder did not code, without a frame."""
    codes = frames[["frame"]].drop_duplicates()
    units = statements[_UNIT].merge(frames[_UNIT].drop_duplicates(), on=_UNIT, how="left", indicator="seen")
    rest = units.loc[units["seen"].eq("left_only"), _UNIT].merge(codes, how="cross")
    if rest.empty:
        return frames
    added = rest.assign(coder=frames["coder"].iloc[0], present=False, cue="").reindex(columns=frames.columns)
    return make_table(pd.concat([frames, added.astype(frames.dtypes)], ignore_index=True), "frames")


def _list_codings(frames: pd.DataFrame) -> pd.DataFrame:
    """The table codings of a table frames."""
    seen = frames.loc[frames["present"], [*_UNIT, "coder", "frame"]]
    units = frames[[*_UNIT, "coder"]].drop_duplicates()
    none = units[~pd.MultiIndex.from_frame(units[_UNIT]).isin(pd.MultiIndex.from_frame(seen[_UNIT]))]
    joined = pd.concat([seen, none.assign(frame=NO_FRAME)], ignore_index=True)
    return make_table(joined.sort_values([*_UNIT, "frame"], ignore_index=True), "codings")

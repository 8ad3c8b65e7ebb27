"""Files of gold and of frames from other sources, with checks."""

from pathlib import Path
from typing import Any

import pandas as pd

from research.codebook import Codebook
from research.tables import Fault, InputError, read_cells, returns_table

KEY = ["document", "sentence"]
_PRESENT = {"0": False, "1": True, "False": False, "True": True, "false": False, "true": True}
# The coder of a file that names none.
UNNAMED = "given"


def read_columns(path: Path) -> list[str]:
    """Read the column names of a table.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of str
        Its columns.

    Raises
    ------
    InputError
        Where it cannot be read.
    """
    return list(_read_rows(path).columns)


def _read_rows(path: Path) -> pd.DataFrame:
    names = (*KEY, "frame", "frames", "present", "coder", "text")
    return read_cells(path, columns=names, expected="a table: .csv, .xlsx, .jsonl, .parquet, in UTF-8")


@returns_table("gold_labels")
def read_gold_file(path: Path, codebook: Codebook) -> pd.DataFrame:
    """Read a file of gold in either of its forms.

    Parameters
    ----------
    path : Path
        A table with document, sentence and frames (codes joined by ";"), or document, sentence, frame and present.
    codebook : Codebook
        The frames.

    Returns
    -------
    DataFrame
        The table gold_labels: document, sentence, frame; an empty frame says that the statement was coded. A frame
        without a row counts as absent.

    Raises
    ------
    InputError
        With the faults of the file, such as none together with a frame, a subcode without its frame, a second coder.
    """
    codes = [frame.code for frame in codebook.frames]
    table = _read_rows(path)
    if {"frame", "present"} <= set(table.columns):
        rows = read_frames_file(path, codes)
        _check_complete(rows, codebook, path)
        statements = rows[KEY].drop_duplicates().assign(frame="")
        rows = pd.concat([rows.loc[rows["present"], [*KEY, "frame"]], statements], ignore_index=True)
        _check_parents(rows, codebook, path)
        return rows
    if missing := sorted({*KEY, "frames"} - set(table.columns)):
        expected = "document, sentence and frames, or document, sentence, frame and present"
        raise InputError([Fault(path.as_posix(), "columns", "no " + ", ".join(missing), expected, "add them")])
    _check_numbers(table, path)
    lists = table["frames"].str.split(";").map(lambda codes_given: [code.strip() for code in codes_given])
    rows = table[KEY].assign(frame=lists, row=table.index + 2).explode("frame", ignore_index=True)
    _check_codes(rows, [*codes, "none", ""], path)
    _check_once(table, KEY, path)
    _check_none(table, lists, path)
    rows["frame"] = rows["frame"].replace("none", "")
    _check_parents(rows, codebook, path)
    return rows


@returns_table("frame_labels")
def read_frames_file(path: Path, codes: list[str]) -> pd.DataFrame:
    """Read a file of frames.

    Parameters
    ----------
    path : Path
        A table with document, sentence, frame, present and, where there are several, coder.
    codes : list of str
        The codes that it may have.

    Returns
    -------
    DataFrame
        The table frame_labels: document, sentence, frame, coder (given where the file has none), present.

    Raises
    ------
    InputError
        With the faults of the file, such as a repeated row for a statement, frame and coder.
    """
    table = _read_rows(path)
    if missing := sorted({*KEY, "frame", "present"} - set(table.columns)):
        expected = "document, sentence, frame, present"
        raise InputError([Fault(path.as_posix(), "columns", "no " + ", ".join(missing), expected, "add them")])
    _check_numbers(table, path)
    _check_codes(table.assign(row=table.index + 2), codes, path)
    wrong = table.index[~table["present"].isin(list(_PRESENT))]
    if len(wrong):
        invalid = [(row, table.loc[row, "present"]) for row in wrong]
        raise InputError(
            [Fault(f"{path.as_posix()}, row {row + 2}", "present", repr(value), "0 or 1") for row, value in invalid]
        )
    coder = table["coder"] if "coder" in table.columns else UNNAMED
    rows = table[[*KEY, "frame"]].assign(coder=coder, present=table["present"].map(_PRESENT))
    rows = rows.astype({"sentence": "int64", "present": "bool", "coder": "str"})
    _check_once(rows, [*KEY, "frame", "coder"], path)
    return rows


def _check_numbers(table: pd.DataFrame, path: Path) -> None:
    wrong = table.index[~table["sentence"].str.fullmatch(r"[0-9]{1,9}")]
    faults = [
        Fault(f"{path.as_posix()}, row {row + 2}", "sentence", repr(table.loc[row, "sentence"]), "a whole number")
        for row in wrong
    ]
    if faults:
        raise InputError(faults)


def _check_codes(rows: pd.DataFrame, codes: list[str], path: Path) -> None:
    unknown = rows[~rows["frame"].isin(codes)]
    expected = "one of " + ", ".join(code or "nothing" for code in codes)
    faults = [
        Fault(f"{path.as_posix()}, row {row}", "frame", repr(code), expected, "correct the code")
        for row, code in zip(unknown["row"], unknown["frame"], strict=True)
    ]
    if faults:
        raise InputError(faults)


def _check_once(table: pd.DataFrame, key: list[str], path: Path) -> None:
    repeated = table[table.duplicated(key)]
    faults = [
        Fault(
            f"{path.as_posix()}, row {row + 2}",
            "document and sentence",
            f"{' '.join(map(str, values))} again",
            "each once",
            "remove one of the rows",
        )
        for row, *values in repeated[key].itertuples(name=None)
    ]
    if faults:
        raise InputError(faults)


def _check_none(table: pd.DataFrame, lists: "pd.Series[Any]", path: Path) -> None:
    faults = [
        Fault(f"{path.as_posix()}, row {row + 2}", "frames", repr(given), "none alone, or frames", "keep one of them")
        for row, (given, codes_given) in enumerate(zip(table["frames"], lists, strict=True))
        if "none" in codes_given and len(set(codes_given)) > 1
    ]
    if faults:
        raise InputError(faults)


def _check_complete(rows: pd.DataFrame, codebook: Codebook, path: Path) -> None:
    """Check for one coder and a row for every frame: a frame without rows would count as absent."""
    faults = []
    coders = sorted(set(rows["coder"]))
    if len(coders) > 1:
        faults.append(Fault(path.as_posix(), "coder", ", ".join(coders), "one coder", "take one coder's rows for gold"))
    mentioned = set(rows["frame"])
    for frame in codebook.frames:
        if len(rows) and not frame.parent and frame.code not in mentioned:
            remedy = "add them, with present 0 where it is not seen"
            faults.append(Fault(path.as_posix(), "frame", f"no row for {frame.code}", "a row for every frame", remedy))
    if faults:
        raise InputError(faults)


def _check_parents(rows: pd.DataFrame, codebook: Codebook, path: Path) -> None:
    """Check that a subcode has its frame: the statement would count for the one and against the other."""
    present_codes = set(rows[[*KEY, "frame"]].itertuples(index=False, name=None))
    parents = {frame.code: frame.parent for frame in codebook.frames if frame.parent}
    faults = [
        Fault(
            f"{path.as_posix()}, {document} {sentence}", "frame", f"{code} alone", f"{parents[code]} with it", "add it"
        )
        for document, sentence, code in sorted(present_codes)
        if code in parents and (document, sentence, parents[code]) not in present_codes
    ]
    if faults:
        raise InputError(faults)

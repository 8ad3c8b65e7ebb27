"""Files of gold and of frames from elsewhere, read as texts and checked."""

from pathlib import Path

import pandas as pd

from research.tables import Fault, InputError

KEY = ["document", "sentence"]
_PRESENT = {"0": False, "1": True, "False": False, "True": True, "false": False, "true": True}


def read_columns(path: Path) -> list[str]:
    """The columns of a .csv or .parquet table. Raises InputError where it cannot be read."""
    if path.suffix == ".parquet":
        return list(_read_rows(path).columns)
    return list(_read_rows(path, rows=0).columns)


def _read_rows(path: Path, *, rows: int | None = None) -> pd.DataFrame:
    if not path.is_file():
        raise InputError([Fault(path.as_posix(), "file", "nothing there", "a .csv or .parquet table")])
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path).astype("str")
        return pd.read_csv(path, dtype="str", keep_default_na=False, nrows=rows, encoding="utf-8-sig")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError, OSError, ValueError) as error:
        raise InputError([Fault(path.as_posix(), "file", str(error).strip(), "a .csv or .parquet table")]) from None


def read_gold_file(path: Path, codes: list[str]) -> pd.DataFrame:
    """Read gold in either of its shapes: document, sentence, frame; an empty frame says that the statement was read.

    Raises InputError with the faults of the file.
    """
    table = _read_rows(path)
    if {"frame", "present"} <= set(table.columns):
        return (
            read_frames_file(path, codes)
            .query("present or frame == @codes[0]")
            .assign(frame=lambda rows: rows["frame"].where(rows["present"], ""))[[*KEY, "frame"]]
        )
    if missing := sorted({*KEY, "frames"} - set(table.columns)):
        expected = "document, sentence and frames, or document, sentence, frame and present"
        raise InputError([Fault(path.as_posix(), "columns", "no " + ", ".join(missing), expected, "add them")])
    _check_numbers(table, path)
    lists = table["frames"].str.split(";").map(lambda found: [code.strip() for code in found])
    rows = table[KEY].assign(frame=lists, row=table.index + 2).explode("frame", ignore_index=True)
    rows["frame"] = rows["frame"].replace("none", "")
    _check_codes(rows, codes, path)
    _check_once(table, path)
    return rows[[*KEY, "frame"]].astype({"sentence": "int64", "frame": "str"})


def read_frames_file(path: Path, codes: list[str]) -> pd.DataFrame:
    """Read a file of frames: document, sentence, frame, coder, present. Raises InputError with its faults."""
    table = _read_rows(path)
    if missing := sorted({*KEY, "frame", "present"} - set(table.columns)):
        expected = "document, sentence, frame, present"
        raise InputError([Fault(path.as_posix(), "columns", "no " + ", ".join(missing), expected, "add them")])
    _check_numbers(table, path)
    _check_codes(table.assign(row=table.index + 2), codes, path)
    wrong = table.index[~table["present"].isin(list(_PRESENT))]
    if len(wrong):
        found = [(row, table.loc[row, "present"]) for row in wrong]
        raise InputError(
            [Fault(f"{path.as_posix()}, row {row + 2}", "present", repr(value), "0 or 1") for row, value in found]
        )
    coder = table["coder"] if "coder" in table.columns else "given"
    rows = table[[*KEY, "frame"]].assign(coder=coder, present=table["present"].map(_PRESENT))
    return rows.astype({"sentence": "int64", "present": "bool", "coder": "str"})


def _check_numbers(table: pd.DataFrame, path: Path) -> None:
    wrong = table.index[~table["sentence"].str.fullmatch(r"[0-9]{1,9}")]
    faults = [
        Fault(f"{path.as_posix()}, row {row + 2}", "sentence", repr(table.loc[row, "sentence"]), "a whole number")
        for row in wrong
    ]
    if faults:
        raise InputError(faults)


def _check_codes(rows: pd.DataFrame, codes: list[str], path: Path) -> None:
    unknown = rows[~rows["frame"].isin([*codes, ""])]
    faults = [
        Fault(f"{path.as_posix()}, row {row}", "frame", repr(code), "one of " + ", ".join(codes), "correct the code")
        for row, code in zip(unknown["row"], unknown["frame"], strict=True)
    ]
    if faults:
        raise InputError(faults)


def _check_once(table: pd.DataFrame, path: Path) -> None:
    faults = [
        Fault(
            f"{path.as_posix()}, row {row + 2}",
            "document and sentence",
            f"{table.loc[row, 'document']} {table.loc[row, 'sentence']} again",
            "each statement once",
        )
        for row in table.index[table.duplicated(KEY)]
    ]
    if faults:
        raise InputError(faults)

"""Write a coding sheet with its key and its instructions, and read a sheet or a key from a file."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from research.codebook import Codebook
from research.coding.instructions import find_sheet_kind, render_instructions
from research.coding.labelled_files import ExportSelection, read_csv, read_labels, refuse_annotator
from research.coding.sampling import KEY_COLUMNS
from research.coding.sheet_columns import RawSheet
from research.coding.sheet_workbook import read_workbook, render_workbook
from research.coding.tool_formats import render_csv, render_doccano, render_label_studio
from research.tables import (
    Fault,
    InputError,
    format_csv,
    merge_faults,
    read_cells,
    refuse_replacing,
    returns_table,
    write_files,
)

FORMATS: Mapping[str, str] = {"xlsx": ".xlsx", "csv": ".csv", "doccano": ".jsonl", "labelstudio": ".json"}
KEY_ENDING = ".key.csv"


def choose_path(path: Path, form: str = "") -> Path:
    """Choose the path of a sheet, with the ending of its format.

    Parameters
    ----------
    path : Path
        The path; with a format it may lack the ending.
    form : str
        The format: xlsx, csv, doccano or labelstudio; empty to use the ending of path.

    Returns
    -------
    Path
        The path with its ending.

    Raises
    ------
    InputError
        Where the format or the ending is unknown, or the two disagree.

    Examples
    --------
    >>> choose_path(Path("sheets/may"), "doccano").as_posix()
    'sheets/may.jsonl'
    >>> choose_path(Path("may.ods"))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    may.ods: ending: found '.ods', expected .xlsx, .csv, .jsonl (doccano) or .json (Label Studio)
    """
    where, expected = path.as_posix(), ".xlsx, .csv, .jsonl (doccano) or .json (Label Studio)"
    if form and form not in FORMATS:
        raise InputError([Fault("--format", "form", repr(form), "one of " + ", ".join(FORMATS))])
    if form and not path.suffix:
        path = path.with_name(path.name + FORMATS[form])
    ending = path.suffix.lower()
    if ending not in FORMATS.values() or path.name.lower().endswith(KEY_ENDING):
        remedy = "unpack it: it holds a file for each annotator" if ending == ".zip" else ""
        raise InputError([Fault(where, "ending", repr(path.suffix), expected, remedy)])
    if form and FORMATS[form] != ending:
        raise InputError([Fault(where, "ending", repr(path.suffix), f"{FORMATS[form]}, as the form is {form}")])
    return path


def make_key_path(path: Path) -> Path:
    """Make the path of the key of a sheet: in the same folder, with the ending .key.csv.

    Parameters
    ----------
    path : Path
        The path of the sheet.

    Returns
    -------
    Path
        The path of the key.

    Examples
    --------
    >>> make_key_path(Path("sheets/central.xlsx")).as_posix()
    'sheets/central.key.csv'
    """
    return path.with_name(path.stem + KEY_ENDING)


def find_key_path(path: Path, folder: Path) -> Path:
    """Find the key of a sheet that came back, by the name of the sheet.

    A sheet central-siti-aminah.xlsx has the key central-siti-aminah.key.csv, central-siti.key.csv or central.key.csv:
    the first of them that exists, in the folder of the sheet or in another folder.

    Parameters
    ----------
    path : Path
        The path of the sheet.
    folder : Path
        Another folder where the key may be.

    Returns
    -------
    Path
        The path of the key; where there is none, that of make_key_path.
    """
    stem = path.stem
    while stem:
        for place in (path.parent, folder):
            if (place / (stem + KEY_ENDING)).is_file():
                return place / (stem + KEY_ENDING)
        stem = stem.rpartition("-")[0]
    return make_key_path(path)


def format_key(key: pd.DataFrame) -> bytes:
    """Write a key as CSV, with nine digits for probabilities.

    Parameters
    ----------
    key : DataFrame
        The table sheet_key.

    Returns
    -------
    bytes
        The content of the file.
    """
    told = key.assign(probability=key["probability"].map("{:.9f}".format))
    return format_csv(told)


def write_sheet(
    sheet: pd.DataFrame, key: pd.DataFrame, path: Path, *, codebook: Codebook, force: bool = False
) -> list[Path]:
    """Write a sheet in the format of its ending, with its key and its instructions, all files or none.

    Parameters
    ----------
    sheet : DataFrame
        The table sheet.
    key : DataFrame
        The table sheet_key.
    path : Path
        The path of the sheet, as choose_path returns it.
    codebook : Codebook
        The codebook of the sheet.
    force : bool
        Replace files that have other content, except the key of another sheet.

    Returns
    -------
    list of Path
        The files, all in the folder of the sheet: the sheet, for doccano its labels, for Label Studio its
        configuration, the instructions (.md) and the key.

    Raises
    ------
    InputError
        Where the key of another sheet, or without force any other file, such as a filled sheet, would be replaced; for
        disagreements in another format than .xlsx or .csv, since a label cannot be left undecided; and as
        render_workbook does.
    """
    key_path = make_key_path(path)
    content = format_key(key)
    if key_path.exists() and key_path.read_bytes() != content:
        remedy = "choose another name, or remove the old key if no sheet of it is out"
        raise InputError([Fault(key_path.as_posix(), "file", "the key of another sheet", "no such file", remedy)])
    ending = path.suffix.lower()
    if find_sheet_kind(sheet) == "disagreements" and ending not in (".xlsx", ".csv"):
        raise InputError([Fault(path.as_posix(), "ending", repr(path.suffix), ".xlsx or .csv for disagreements")])
    if ending == ".xlsx":
        files = {".xlsx": render_workbook(sheet, codebook, name=path.name)}
    elif ending == ".csv":
        files = {".csv": render_csv(sheet)}
    elif ending == ".jsonl":
        files = render_doccano(sheet, codebook)
    else:
        files = render_label_studio(sheet, codebook)
    files[".md"] = render_instructions(sheet, codebook, name=path.name).encode("utf-8")
    places = {path.with_name(path.stem + ending): part for ending, part in {**files, KEY_ENDING: content}.items()}
    for place, part in places.items():
        refuse_replacing(place, part, force=force)
    write_files(places, path.parent)
    return list(places)


@returns_table("sheet_key")
def read_key(path: Path) -> pd.DataFrame:
    """Read the key of a sheet.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    DataFrame
        The table sheet_key; further columns are text.

    Raises
    ------
    InputError
        Where the file is missing or damaged, lacks a column, or has a probability that is not over 0 and up to 1.
    """
    where = path.as_posix()
    if not path.is_file():
        remedy = "check the path: it was written beside the sheet, as NAME.key.csv; import takes it with --key"
        raise InputError([Fault(where, "key", "nothing there", "the key of the sheet", remedy)])
    key = read_cells(path, expected="the key as it was written", remedy="restore it")
    if missing := [column for column in KEY_COLUMNS if column not in key]:
        raise InputError([Fault(where, "columns", ", ".join(key.columns)[:160], "also " + ", ".join(missing))])
    try:
        key = key.astype({"item": "int64", "sentence": "int64", "probability": "float64"})
    except (ValueError, OverflowError) as error:
        found = str(error).strip().splitlines()[0][:160]
        raise InputError([Fault(where, "key", found, "the key as it was written", "restore it")]) from None
    if key.empty or key["item"].duplicated().any() or key.duplicated(["document", "sentence"]).any():
        found = "no row" if key.empty else "an item or a sentence twice"
        raise InputError([Fault(where, "key", found, "the key as it was written", "restore it")])
    faults = [
        Fault(f"{where}, row {row + 2}", "probability", str(chance), "over 0, at most 1", "restore the key")
        for row, chance in zip(range(len(key)), key["probability"], strict=True)
        if not 0 < chance <= 1
    ]
    if faults:
        raise InputError(merge_faults(faults))
    return key


def read_sheet(path: Path, codebook: Codebook, selection: ExportSelection | None = None) -> RawSheet:
    """Read a sheet that came back, in the format of its ending, without checking its rows.

    Parameters
    ----------
    path : Path
        The file: .xlsx, .csv, .tsv, .jsonl or .json.
    codebook : Codebook
        The codebook of the sheet.
    selection : ExportSelection, optional
        Whose codes to read, where an export of doccano or Label Studio has those of several people.

    Returns
    -------
    RawSheet
        The rows, not yet checked.

    Raises
    ------
    InputError
        Where the file is missing, has another ending or cannot be read.
    """
    selection = selection or ExportSelection()
    ending = path.suffix.lower()
    if ending != ".tsv":
        choose_path(path)
    if not path.is_file():
        raise InputError(
            [Fault(path.as_posix(), "file", "nothing there", "the sheet that came back", "check the path")]
        )
    if ending == ".xlsx":
        refuse_annotator(path, selection)
        return read_workbook(path)
    return (read_csv if ending in (".csv", ".tsv") else read_labels)(path, codebook, selection)

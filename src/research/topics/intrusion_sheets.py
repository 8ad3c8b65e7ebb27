"""Write the blind sheet of an intrusion test with its key, and read the answers of raters."""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from research.coding import find_key_path, hash_text, make_key_path, render_answer_workbook, render_csv
from research.tables import (
    Fault,
    InputError,
    format_csv,
    merge_faults,
    read_cells,
    read_table,
    read_word_lists,
    refuse_replacing,
    returns_table,
    write_files,
)
from research.topics.intrusion_items import KINDS, squeeze

ANSWER = "answer"
_NUMBER = re.compile(r"([1-9])(\.0+)?")
_SECONDS = {"statements": 35, "words": 12}


def write_intrusion_sheet(items: pd.DataFrame, path: Path, *, force: bool = False) -> list[Path]:
    """Write the sheet of an intrusion test, its instructions and its key, all files or none.

    The sheet has the number of each item, its texts, and an empty cell for the answer: the number of the text that does
    not belong. Nothing in it says which topic or which model an item is of.

    Parameters
    ----------
    items : DataFrame
        The table intrusion_items, of statements or of words.
    path : Path
        The sheet: .xlsx or .csv.
    force : bool
        Replace files that have other content, except the key of another sheet.

    Returns
    -------
    list of Path
        The files: the sheet, its instructions (.md) and its key (.key.csv), which stays behind.

    Raises
    ------
    InputError
        Where the ending is another, or the key of another sheet, or without force any other file, would be replaced.
    """
    if path.suffix.lower() not in (".xlsx", ".csv") or path.name.lower().endswith(".key.csv"):
        raise InputError([Fault(path.as_posix(), "ending", repr(path.suffix), ".xlsx or .csv")])
    kind = str(items["kind"].iloc[0])
    wide = items.pivot(index="item", columns="place", values="text")
    sheet = wide.rename(columns=str).reset_index().rename_axis(columns=None).assign(**{ANSWER: ""})
    steps = _list_steps(kind, len(sheet), path.stem)
    workbook = path.suffix.lower() == ".xlsx"
    most = KINDS[kind] + 1
    content = render_answer_workbook(sheet, steps, name=path.name, most=most) if workbook else render_csv(sheet)
    page = "\n\n".join(f"# {line}" if heading else line for line, heading in steps) + "\n"
    key, key_path = format_csv(items.drop(columns="text")), make_key_path(path)
    if key_path.exists() and key_path.read_bytes() != key:
        remedy = "choose another name, or remove the old key if no sheet of it is out"
        raise InputError([Fault(key_path.as_posix(), "file", "the key of another sheet", "no such file", remedy)])
    files = {path: content, path.with_suffix(".md"): page.encode("utf-8"), key_path: key}
    for place, part in files.items():
        refuse_replacing(place, part, force=force)
    write_files(files, path.parent)
    return list(files)


def _list_steps(kind: str, count: int, stem: str) -> list[tuple[str, bool]]:
    """List the lines of the instructions in Indonesian and English, each with whether it is a heading."""
    words = read_word_lists("instructions.toml")["intrusion"]
    minutes = -(-count * _SECONDS[kind] // 300) * 5
    values = {"count": count, "minutes": minutes, "stem": stem, "most": KINDS[kind] + 1}
    lines = []
    for language in ("id", "en"):
        lines += [(str(words["title"][language]), True)]
        steps = [*words[kind], *words["both"]]
        lines += [(f"{n}. {step[language].format(**values)}", False) for n, step in enumerate(steps, start=1)]
    return lines


@returns_table("intrusion_items")
def read_intrusion_key(path: Path) -> pd.DataFrame:
    """Read the key of an intrusion test.

    Parameters
    ----------
    path : Path
        The key, or the sheet that came back, whose key is found by its name: that of may-siti.xlsx is may.key.csv.

    Returns
    -------
    DataFrame
        The table intrusion_items without the texts.

    Raises
    ------
    InputError
        Where there is no key, or it is not as it was written.
    """
    if not path.name.lower().endswith(".key.csv"):
        path = find_key_path(path, path.parent)
    if not path.is_file():
        remedy = "give it with --key: it was written beside the sheet and stayed behind"
        raise InputError([Fault(path.as_posix(), "key", "nothing there", "the key of the sheet", remedy)])
    key = read_table(path, "intrusion_items")
    if key.empty or not key.groupby("item")["intruder"].sum().eq(1).all():
        found = "no row" if key.empty else "an item without one intruder"
        raise InputError([Fault(path.as_posix(), "key", found, "the key as it was written", "restore it")])
    return key


@returns_table("intrusion_answers")
def read_intrusion_answers(paths: Sequence[Path], key: pd.DataFrame) -> pd.DataFrame:
    """Read the answers of one rater or several, each in a file of its own, and check them against the key.

    Parameters
    ----------
    paths : sequence of Path
        The sheets that came back: .xlsx, .csv or .tsv. The name of a file is the name of its rater.
    key : DataFrame
        The table intrusion_items; texts are not needed.

    Returns
    -------
    DataFrame
        The table intrusion_answers, sorted by rater and item: rater, item, and answer, empty where the rater gave none.

    Raises
    ------
    InputError
        Where a file lacks a column, has texts of another sheet, an item that the key has not, an item twice or not at
        all, or an answer that is no number of a text; where two files have the same name.
    """
    names = [path.stem for path in paths]
    twice = sorted({name for name in names if names.count(name) > 1})
    faults = [Fault("sheets", "rater", f"{name!r} twice", "one file a rater", "rename one of them") for name in twice]
    if faults or not names:
        raise InputError(faults or [Fault("sheets", "rater", "none", "one sheet or more")])
    tables = []
    for path in paths:
        try:
            tables.append(_read_rater(path, key))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(merge_faults(faults))
    return pd.concat(tables).sort_values(["rater", "item"], ignore_index=True)


def _read_rater(path: Path, key: pd.DataFrame) -> pd.DataFrame:
    if path.suffix.lower() not in (".xlsx", ".csv", ".tsv"):
        raise InputError([Fault(path.as_posix(), "ending", repr(path.suffix), ".xlsx, .csv or .tsv")])
    texts = [str(place) for place in sorted(key["place"].unique())]
    columns = ["item", *texts, ANSWER]
    rows = read_cells(path, columns=columns, expected="the sheet that came back", remedy="check the path")
    if missing := [column for column in columns if column not in rows]:
        found, remedy = ", ".join(rows.columns)[:160], "send back the sheet as it was"
        raise InputError([Fault(path.as_posix(), "columns", found, "also " + ", ".join(missing), remedy)])
    rows = rows[columns].map(squeeze)
    rows = rows.assign(where=[f"{path.as_posix()}, row {number + 2}" for number in rows.index])
    known = rows["item"].isin(key["item"].astype("str"))
    hashes = key.pivot(index="item", columns="place", values="sha256").rename(index=str, columns=str)
    same = rows[known].apply(lambda row: (row[texts].map(hash_text) == hashes.loc[row["item"]]).all(), axis=1)
    if not known.any() or not same.any():
        expected, remedy = (
            "texts that went out with the key",
            "it is another sheet's key: give the right one with --key",
        )
        raise InputError([Fault(path.as_posix(), "texts", "none of the key", expected, remedy)])
    faults = _check_rows(rows, known, same, key)
    faults += _check_missing(path, rows, key)
    faults += _check_answers(rows[known], len(texts))
    if faults:
        raise InputError(merge_faults(faults))
    answers = pd.to_numeric(rows[ANSWER].str.partition(".")[0]).astype("Int64")
    return pd.DataFrame({"rater": path.stem, "item": rows["item"].astype("int64"), "answer": answers})


def _check_rows(
    rows: pd.DataFrame, known: "pd.Series[bool]", same: "pd.Series[bool]", key: pd.DataFrame
) -> list[Fault]:
    expected = f"an item of the key, 1 to {key['item'].max()}"
    unknown = rows.loc[~known, ["where", "item"]].itertuples(index=False)
    faults = [
        Fault(where, "item", repr(item), expected, "correct the number or remove the row") for where, item in unknown
    ]
    altered = rows.loc[known].loc[~same, "where"]
    faults += [
        Fault(where, "texts", "other texts", "those that went out", "copy them from the sheet") for where in altered
    ]
    twice = rows.loc[rows["item"].duplicated() & known, ["where", "item"]].itertuples(index=False)
    return faults + [Fault(where, "item", f"{item} twice", "one row an item", "keep one") for where, item in twice]


def _check_missing(path: Path, rows: pd.DataFrame, key: pd.DataFrame) -> list[Fault]:
    items = key["item"].unique()
    missing = sorted(set(items) - set(pd.to_numeric(rows["item"], errors="coerce").dropna()))
    listed = ", ".join(map(str, missing[:10])) + (", ..." if len(missing) > 10 else "")
    found, remedy = f"no row for {len(missing)} of {len(items)}: {listed}", "restore the rows; an answer may be empty"
    return [Fault(path.as_posix(), "item", found, "every item of the key", remedy)] if missing else []


def _check_answers(rows: pd.DataFrame, most: int) -> list[Fault]:
    faults = []
    for where, cell in rows[["where", ANSWER]].itertuples(index=False):
        match = _NUMBER.fullmatch(cell)
        if cell and not (match and int(match[1]) <= most):
            faults.append(Fault(where, ANSWER, repr(cell[:40]), f"a number from 1 to {most}", "correct it or empty it"))
    return faults

"""Check each row of a sheet that came back against its key, and add its codes to the file of the coder."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from research.codebook import Codebook, is_coder_name
from research.coding.coded_texts import HASH, SENTENCE_NUMBER
from research.coding.labelled_files import ExportSelection
from research.coding.runs.run_records import RUN_ENDING
from research.coding.sampling import UNITS, hash_text
from research.coding.sheet_columns import ANSWERS, GIVEN_COLUMNS, NO, NOTE_COLUMN, YES, RawSheet, list_codes
from research.coding.sheet_export import read_key, read_sheet
from research.tables import (
    Fault,
    InputError,
    finish_writing,
    format_csv,
    hash_file,
    merge_faults,
    read_cells,
    write_files,
)

# The cue coder of the package: its frames stand beside those of coders under this name.
_CUE = "cue"
FILE_COLUMNS = (*UNITS, "frames", "coded", NOTE_COLUMN, HASH)


@dataclass(frozen=True)
class CodedSheet:
    """The codes that one coder gave to the sentences of a sheet.

    Attributes
    ----------
    rows : DataFrame
        The sentences that were read, sorted: document, sentence, frames (codes joined by ";", in the order of the
        codebook), note, sha256 (hash of the text that was read).
    uncoded : int
        Number of sentences of the sheet without codes.
    notes : tuple of str
        How the file was read, for the user.
    """

    rows: pd.DataFrame
    uncoded: int
    notes: tuple[str, ...] = ()


def check_coder_name(name: str, *, where: str = "--coder") -> str:
    """Check that a name of a coder can be the name of a file, and return it.

    Parameters
    ----------
    name : str
        The name: small letters and digits, with single - or _ between them, and neither gold nor cue.
    where : str
        Where the name was given, for the message.

    Returns
    -------
    str
        The name.

    Raises
    ------
    InputError
        For any other name.

    Examples
    --------
    >>> check_coder_name("siti_aminah")
    'siti_aminah'
    >>> check_coder_name("gold")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    --coder: name: found 'gold', expected small letters and digits, such as siti_aminah, and neither gold nor cue
    """
    if not is_coder_name(name) or name == _CUE:
        expected = "small letters and digits, such as siti_aminah, and neither gold nor cue"
        raise InputError([Fault(where, "name", repr(name), expected)])
    return name


def check_day(day: str) -> str:
    """Check that a text is a day in ISO form that is not in the future, and return it.

    Parameters
    ----------
    day : str
        The day as YYYY-MM-DD.

    Returns
    -------
    str
        The day.

    Raises
    ------
    InputError
        Where the text is no such day, or the day is after today.
    """
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise InputError([Fault("--date", "day", repr(day), "a day of the calendar, as 2026-12-31")]) from None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        raise InputError([Fault("--date", "day", repr(day), "a day of the calendar, as 2026-12-31")])
    if found > date.today():
        raise InputError([Fault("--date", "day", day, "today or an earlier day", "give the day on which it was coded")])
    return found.isoformat()


def read_coded_sheet(
    path: Path, key_path: Path, codebook: Codebook, *, partial: bool = False, selection: ExportSelection | None = None
) -> CodedSheet:
    """Read a sheet or an export of doccano or Label Studio that came back, and check it against its key.

    A row counts as read where all its frames are yes or no (ANSWERS in sheet_columns lists what is accepted for them);
    subcodes may be empty where their frame is no. A row without an item number is found by its text.

    Parameters
    ----------
    path : Path
        The file.
    key_path : Path
        The file of the key.
    codebook : Codebook
        The codebook of the sheet.
    partial : bool
        Leave out rows that are empty or missing; otherwise they are faults.
    selection : ExportSelection, optional
        Whose codes to read, where an export has those of several people.

    Returns
    -------
    CodedSheet
        The codes of the sentences that were read.

    Raises
    ------
    InputError
        With all faults, each with file, row and column: an unknown code, a row that is missing, given twice or not in
        the key, a changed text, a value other than yes or no, a subcode without its frame, a frame without any of its
        subcodes, a row filled only in part, no row that was read.
    """
    key, returned = read_key(key_path), read_sheet(path, codebook, selection)
    codes = list_codes(codebook)
    faults = [*returned.faults, *_check_columns(returned, codes, path.name)]
    # Where columns are missing, or no codes could be chosen, all further checks would report the same fault again.
    if any(code not in returned.fields for code in codes) or "text" not in returned.fields:
        raise InputError(merge_faults(faults))
    if returned.rows.empty and faults:
        raise InputError(merge_faults(faults))
    rows, found = _find_items(returned, key, key_path.name)
    faults += [*found, *_check_items(rows, returned.fields)]
    # Rows that could not be read may be the missing ones.
    if not partial and all(fault.field != "cells" for fault in returned.faults):
        faults += _check_missing(rows, key, path.name, known=len(returned.rows))
    once = rows.drop_duplicates("item").merge(key, on="item", suffixes=("", "_key"))
    faults += _check_texts(once, returned.fields)
    answers, found = _read_answers(once, codes, returned.fields)
    empty = _find_unread(once, answers, codes)
    faults += [*found, *_check_unread(once[empty], path.name, partial=partial)]
    faults += _check_answers(once[~empty], answers[~empty], codes, returned.fields)
    if not faults and empty.all():
        faults.append(Fault(path.name, "rows", "none that was read", "one or more"))
    if faults:
        raise InputError(merge_faults(faults))
    joined = [";".join(code for code in codes if row[code] == YES) for row in answers.to_dict("records")]
    read = once.assign(frames=joined, note=once.get(NOTE_COLUMN, "")).loc[~empty, [*UNITS, "frames", NOTE_COLUMN, HASH]]
    missing = len(key) - len(once)
    return CodedSheet(read.sort_values(UNITS, ignore_index=True), int(empty.sum()) + missing, returned.notes)


def _find_items(returned: RawSheet, key: pd.DataFrame, name: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Find the rows whose item is in the key, as a number; a row without an item gets the item that has its text."""
    given = returned.rows if "item" in returned.rows else returned.rows.assign(item="")
    hashes = given["text"].map(hash_text)
    items = pd.to_numeric(given["item"], errors="coerce")
    blank = given["item"].str.strip() == ""
    places = key.drop_duplicates(HASH, keep=False).set_index(HASH)["item"]
    items = items.where(~blank, hashes.map(places))
    known = items.isin(key["item"])
    field = returned.fields.get("item", "item")
    faults = []
    for place in given.index[~known]:
        where, item = given.loc[place, "where"], given.loc[place, "item"]
        alike = key.loc[key[HASH] == hashes[place], "item"]
        if blank[place] and len(alike):
            listed = ", ".join(map(str, alike))
            remedy = "write into each row which item it is"
            faults.append(Fault(where, field, "no number", f"one of {listed}, which have this text", remedy))
        elif blank[place]:
            expected = f"an item of {name}, or a text that went out with it"
            faults.append(Fault(where, field, "no number, and another text", expected, "look whether it is that sheet"))
        else:
            expected = f"an item of {name}, 1 to {key['item'].max()}"
            faults.append(Fault(where, field, repr(item), expected, "remove the row"))
    return given[known].assign(item=items[known].astype("int64")), faults


def _check_unread(rows: pd.DataFrame, name: str, *, partial: bool) -> Iterable[Fault]:
    if not partial and len(rows):
        where = ", ".join(rows["where"].str.rpartition(", ")[2].head(5))
        more = ", ..." if len(rows) > 5 else ""
        remedy = "have them read, or take the read ones with --partial"
        yield Fault(name, "unread", f"{len(rows)} empty rows ({where}{more})", "every row read", remedy)


def check_sheet_current(key_path: Path, statements: pd.DataFrame) -> None:
    """Check that the sentences of a key are still in the corpus with the same text.

    Parameters
    ----------
    key_path : Path
        The file of the key.
    statements : DataFrame
        The sentences of the corpus as it is now: document, sentence, text.

    Raises
    ------
    InputError
        With each sentence that is missing or has another text, since its codes would belong to another text; and as
        read_key does.
    """
    now = read_key(key_path).merge(statements[[*UNITS, "text"]], on=UNITS, how="left")
    faults = []
    for item, document, sentence, wanted, text in now[["item", *UNITS, "sha256", "text"]].itertuples(index=False):
        if not isinstance(text, str) or hash_text(text) != wanted:
            found = f"another text in {document} {sentence}" if isinstance(text, str) else f"no {document} {sentence}"
            remedy = "restore the corpus to what was sent out, or have the sentence coded again"
            faults.append(Fault(f"{key_path.name}, item {item}", "text", found, "the sentence that went out", remedy))
    if faults:
        raise InputError(merge_faults(faults))


def add_codings(
    sheet: CodedSheet, path: Path, *, day: str, also: Mapping[Path, tuple[str, bytes]] | None = None
) -> tuple[int, int]:
    """Add the codes of a sheet to the file of the coder, and write further files together with it, all or none.

    The file has the columns document, sentence, frames, coded (the day), note and sha256 (hash of the sentence), sorted
    by document and sentence. A sentence that the file has already with the same frames and note does not change, so
    that a sheet can be imported again.

    Parameters
    ----------
    sheet : CodedSheet
        The codes.
    path : Path
        The file of the coder; it may be missing.
    day : str
        The day of coding (check_day).
    also : mapping of Path to (str, bytes), optional
        Further files to write: for each the hash of its content when it was read, and the new content.

    Returns
    -------
    added : int
        Number of sentences that were added.
    rows : int
        Number of rows that the file then has.

    Raises
    ------
    InputError
        Where the file is that of a program, has other codes or another note for one of the sentences, or is not a coder
        file.
    """
    _refuse_program(path)
    root = path.parent.parent if also else path.parent
    finish_writing(root)
    fresh = sheet.rows.assign(coded=day, note=sheet.rows[NOTE_COLUMN])
    table = fresh[list(FILE_COLUMNS)].astype({"sentence": "str"})
    known, standing = hash_file(path), 0
    if path.exists():
        old = _read_file(path)
        standing = len(old)
        told = table.merge(
            old.assign(row=old.index + 2, **({} if NOTE_COLUMN in old else {NOTE_COLUMN: ""})), on=UNITS, how="left"
        )
        same = told["frames_x"].eq(told["frames_y"]) & told["note_x"].eq(told["note_y"])
        _refuse_others(told[told["row"].notna() & ~same], path)
        table = pd.concat([old, table[~same.to_numpy()]]).fillna("")
        if same.all():
            return 0, len(table)
    numbers = pd.to_numeric(table["sentence"])
    table = table.assign(number=numbers).sort_values(["document", "number"]).drop(columns="number")
    content = format_csv(table)
    others = also or {}
    files = {path: content, **{file: new for file, (_, new) in others.items()}}
    write_files(files, root, expected={path: known, **{file: before for file, (before, _) in others.items()}})
    return len(table) - standing, len(table)


def _refuse_program(path: Path) -> None:
    """Refuse to add what a person coded to the codes of a program."""
    if (record := path.with_suffix(RUN_ENDING)).is_file():
        found = f"{path.stem!r}, a program: it has {record.name}"
        remedy = "give the name of the person who coded the sheet"
        raise InputError([Fault("--coder", "name", found, "a person", remedy)])


def _refuse_others(rows: pd.DataFrame, path: Path) -> None:
    rule = "a coder codes a sentence once: remove that row, or give another name"
    faults = [
        Fault(f"{path.as_posix()}, row {row:.0f}", "frames", repr(frames), "as in the sheet", rule)
        for frames, row in rows[["frames_y", "row"]].itertuples(index=False)
    ]
    if faults:
        raise InputError(merge_faults(faults))


def _read_file(path: Path) -> pd.DataFrame:
    old = read_cells(path, remedy="restore it")
    if missing := [column for column in (*UNITS, "frames") if column not in old]:
        raise InputError([Fault(path.as_posix(), "columns", ", ".join(old.columns), "also " + ", ".join(missing))])
    if not old["sentence"].str.fullmatch(SENTENCE_NUMBER).all():
        raise InputError(
            [Fault(path.as_posix(), "sentence", "a text", "numbers from 1", "research check names the row")]
        )
    return old


def _check_columns(returned: RawSheet, codes: Mapping[str, str], name: str) -> Iterable[Fault]:
    known = {*GIVEN_COLUMNS, NOTE_COLUMN, *codes}
    for column, field in returned.fields.items():
        if column not in known:
            yield Fault(name, field, "an unknown code", "one of " + ", ".join(codes), "correct or remove the column")
    for column in ("text", *codes):
        if column not in returned.fields:
            yield Fault(name, column, "no such column", "every column that went out", "send back the sheet as it was")


def _check_items(rows: pd.DataFrame, fields: Mapping[str, str]) -> Iterable[Fault]:
    for where, item in rows.loc[rows["item"].duplicated(), ["where", "item"]].itertuples(index=False):
        first = rows.loc[rows["item"] == item, "where"].iloc[0].rpartition(", ")[2]
        expected = f"one row an item; {first} has it"
        yield Fault(where, fields["item"], f"{item} twice", expected, "a coder codes a sentence once: keep one")


def _check_missing(rows: pd.DataFrame, key: pd.DataFrame, name: str, *, known: int) -> Iterable[Fault]:
    missing = sorted(set(key["item"]) - set(rows["item"]))
    # Rows without a known item are reported elsewhere: they are not missing.
    if missing and len(missing) > known - len(rows):
        listed = ", ".join(map(str, missing[:10])) + (", ..." if len(missing) > 10 else "")
        found = f"no row for {len(missing)} of {len(key)}: {listed}"
        yield Fault(name, "item", found, "every item of the key", "restore the rows, or add --partial")


def _check_texts(rows: pd.DataFrame, fields: Mapping[str, str]) -> Iterable[Fault]:
    if "text" not in rows:
        return
    for where, text, wanted in rows[["where", "text", "sha256"]].itertuples(index=False):
        if hash_text(text) != wanted:
            expected = "the text that went out, to the letter"
            yield Fault(where, fields["text"], f"altered text {text[:40]!r}", expected, "copy it from the sheet")


def _read_answers(
    rows: pd.DataFrame, codes: Mapping[str, str], fields: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Read the code columns as yes, no or empty; any other value is a fault and becomes a question mark."""
    faults = []
    columns = {}
    for code in codes:
        cells = rows[code].str.strip()
        answers = cells.str.lower().map(ANSWERS)
        wrong = answers.isna() & cells.ne("")
        for where, cell in zip(rows.loc[wrong, "where"], cells[wrong], strict=True):
            faults.append(Fault(where, fields[code], repr(cell[:40]), "yes or no", "correct the cell"))
        columns[code] = answers.fillna("").mask(wrong, "?")
    return pd.DataFrame(columns, index=rows.index, dtype="str"), faults


def _find_unread(rows: pd.DataFrame, answers: pd.DataFrame, codes: Mapping[str, str]) -> "pd.Series[bool]":
    """Find the rows in which all cells to fill are empty: those of all codes, or of the codes disputed in the key."""
    if "disputed" not in rows:
        return (answers == "").all(axis=1)
    disputed = [set(text.split(";")) for text in rows["disputed"]]
    cells = zip(disputed, answers[list(codes)].itertuples(index=False, name=None), strict=True)
    unread = [all(cell == "" for code, cell in zip(codes, row, strict=True) if code in asked) for asked, row in cells]
    return pd.Series(unread, index=rows.index, dtype="bool")


def _check_answers(
    rows: pd.DataFrame, answers: pd.DataFrame, codes: Mapping[str, str], fields: Mapping[str, str]
) -> Iterable[Fault]:
    for where, *cells in answers.assign(where=rows["where"])[["where", *codes]].itertuples(index=False):
        row = dict(zip(codes, cells, strict=True))
        for code, parent in codes.items():
            children = [child for child, above in codes.items() if above == code]
            if parent and row[code] == YES and row[parent] in (NO, ""):
                found = f"yes, while {parent} is {row[parent] or 'empty'}"
                yield Fault(where, fields[code], found, f"{parent} yes with it", "correct one of the two")
            if row[code] == YES and children and not any(row[child] in (YES, "?") for child in children):
                expected = f"yes in one of {', '.join(children)}"
                yield Fault(where, fields[code], "yes, and no subcode", expected, "correct one of them")
            if row[code] == "" and not (parent and row[parent] != YES):
                yield Fault(where, fields[code], "an empty cell", "yes or no", "fill the row, or empty all of it")

"""Sheets that came back: every row checked against its key, then into the file of the coder."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from research.codebook import Codebook, is_coder_name
from research.coding.coded_texts import HASH
from research.coding.labelled_files import ExportSelection
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

FILE_COLUMNS = (*UNITS, "frames", "coded", NOTE_COLUMN, HASH)


@dataclass(frozen=True)
class CodedSheet:
    """What one coder saw in the sentences of a sheet.

    rows: document, sentence, frames (codes joined by ";", in the codebook's order), note, sha256 (of the text that was
    read); sorted. uncoded: how many sentences of the sheet the coder left empty. notes: how the
    file was taken.
    """

    rows: pd.DataFrame
    uncoded: int
    notes: tuple[str, ...] = ()


def check_coder_name(name: str, *, where: str = "--coder") -> str:
    """Return a coder's name if it can be the name of a file: small letters, digits, single - or _ between them.

    >>> check_coder_name("siti_aminah")
    'siti_aminah'
    >>> check_coder_name("gold")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    --coder: name: found 'gold', expected small letters and digits, such as siti_aminah, and not gold
    """
    if not is_coder_name(name):
        expected = "small letters and digits, such as siti_aminah, and not gold"
        raise InputError([Fault(where, "name", repr(name), expected)])
    return name


def check_day(day: str) -> str:
    """Return a day in ISO form; raises InputError for anything else, and for a day that is yet to come."""
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
    """Read a sheet, or an export of doccano or Label Studio, that came back, and check all of it against its key.

    A row is read where its frames are all yes or no (sheets.ANSWERS lists what people write for them); subcodes may
    stay empty where their frame is no. Where an item has no number any more it is found by its text.

    Parameters
    ----------
    path, key_path
        The file, and the key that stayed behind.
    codebook
        The codebook that the sheet was made of.
    partial
        Leave out rows that are empty throughout or missing; without, they are faults.
    selection
        Whose codes to take from an export that holds those of several people.

    Returns
    -------
    Reading

    Raises
    ------
    InputError
        With every fault, each with file, row and column, one for each cause: a code the codebook has not, a row
        missing, given twice or not of the key, a text that is not the one that went out, another value than yes or no,
        a subcode without its frame, a frame without any of its subcodes, a row filled in part.
    """
    key, returned = read_key(key_path), read_sheet(path, codebook, selection)
    codes = list_codes(codebook)
    faults = [*returned.faults, *_check_columns(returned, codes, path.name)]
    # Where columns lack, or nobody's codes could be chosen, all that follows would be the same fault again.
    if any(code not in returned.fields for code in codes) or "text" not in returned.fields:
        raise InputError(merge_faults(faults))
    if returned.rows.empty and faults:
        raise InputError(merge_faults(faults))
    rows, found = _find_items(returned, key, key_path.name)
    faults += [*found, *_check_items(rows, returned.fields)]
    # Rows that could not be read may be those that are missing.
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
    """The rows whose item the key has, as a number; where a row has none, the item whose text it has."""
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
    """Check that the sentences of a key still stand in the corpus as they went out.

    statements: document, sentence, text of the corpus as it is now. Raises InputError with every sentence that is gone
    or reads otherwise, since its codes would be those of another text.
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
    """Add what a coder read to the coder's file, sorted, and write the files of also with it: all or nothing.

    also holds the hash of each file as it was read, and its new content.

    Returns how many sentences were added, and how many rows the file then has.

    The file has document, sentence, frames, coded (the day), note and sha256 (of the sentence that was read). A
    sentence that stands there with the same frames and note is left as it is, so that a sheet can be imported again.
    Raises InputError where the coder has coded one of the sentences otherwise, or the file is no such table.
    """
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
    if not old["sentence"].str.fullmatch("[1-9][0-9]*").all():
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
    # Rows that are there, but of no item, are told as such: they are not missing.
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
    """The code columns as yes, no or empty; a value that is none of them is a fault and becomes a question mark."""
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
    """Whether all cells that were open are empty: every code, or those that the key lists as disputed."""
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

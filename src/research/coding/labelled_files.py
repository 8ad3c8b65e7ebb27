"""Read files that come back from coders: CSV sheets, and exports of doccano and Label Studio."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from research.codebook import Codebook
from research.coding.sheet_columns import GIVEN_COLUMNS, NO, NOTE_COLUMN, YES, RawSheet, list_codes
from research.coding.tool_exports import Entry, Task, choose_annotations, find_form, merge_tasks, read_entry
from research.coding.tool_formats import NONE
from research.tables import (
    Fault,
    Grid,
    InputError,
    fold_name,
    merge_faults,
    parse_json,
    read_bytes,
    read_grid,
    unescape_formula,
)

_FIELDS = "columns of a sheet (item, text and codes), or of an export of doccano or Label Studio"
# Columns by which an export is recognised.
_EXPORTED = ("data", "label", "labels", "cats", "frames", "annotator", "annotation_id")
_OBJECTS = "a list in JSON, or an object in each line"
_NUMBERS = (
    "give the list of labels that doccano exports (Labels, Actions, Export) with --labels, "
    "or export as JSONL with the names of labels"
)


@dataclass(frozen=True)
class ExportSelection:
    """Whose codes to read from an export, and which file has the names of numbered labels.

    Attributes
    ----------
    annotator : str
        Name, e-mail address or number of one person; empty where the export has the codes of one person alone.
    labels : Path or None
        The list of labels that doccano exports as JSON; None where the export has the names of the labels.
    """

    annotator: str = ""
    labels: Path | None = None


def read_csv(path: Path, codebook: Codebook, selection: ExportSelection) -> RawSheet:
    """Read a CSV file that came back: a sheet with a column for each code, or an export of doccano or Label Studio.

    Parameters
    ----------
    path : Path
        The file.
    codebook : Codebook
        The codebook of the sheet.
    selection : ExportSelection
        Whose codes to read from an export.

    Returns
    -------
    RawSheet
        The rows, not yet checked. A row with too many cells that are not empty, or with too few, is among its faults;
        the last cell, the note, may be missing, since Excel leaves out empty last cells where many rows have none.

    Raises
    ------
    InputError
        Where the file cannot be read, is neither a sheet nor an export, or is a sheet while selection names a person.
    """
    codes = list_codes(codebook)
    names = {fold_name(name): name for name in (*_EXPORTED, *GIVEN_COLUMNS, NOTE_COLUMN, *codes)}
    grid = read_grid(path, known=names)
    titles = [names.get(fold_name(title), title) for title in grid.columns]
    rows, faults = _even_rows(grid, titles)
    if not any(code in titles for code in codes):
        if find_form(dict.fromkeys(titles, "")) is None:
            found = ", ".join(titles)[:160] or "none"
            raise InputError([Fault(path.as_posix(), "columns", found, _FIELDS, "check the file")])
        entries = [(where, dict(zip(titles, cells, strict=True))) for where, cells in rows]
        returned = _read_export(path, entries, codebook, selection)
        return replace(returned, faults=(*faults, *returned.faults), notes=grid.notes)
    refuse_annotator(path, selection)
    fields = {name: f"column {title}" for name, title in zip(titles, grid.columns, strict=True) if title}
    table = pd.DataFrame([cells for _, cells in rows], columns=titles, dtype="str").loc[:, list(fields)]
    table.insert(0, "where", pd.Series([where for where, _ in rows], dtype="str"))
    return RawSheet(table.map(unescape_formula), fields, tuple(faults), grid.notes)


def refuse_annotator(path: Path, selection: ExportSelection) -> None:
    """Check that no annotator is chosen for a sheet, which has the codes of one person.

    Parameters
    ----------
    path : Path
        The file of the sheet, for the message.
    selection : ExportSelection
        Whose codes to read.

    Raises
    ------
    InputError
        Where selection names an annotator.
    """
    if selection.annotator:
        expected, remedy = "none: a sheet is one person's", "leave --annotator out"
        raise InputError([Fault(path.name, "--annotator", repr(selection.annotator), expected, remedy)])


def read_labels(path: Path, codebook: Codebook, selection: ExportSelection) -> RawSheet:
    """Read an export of doccano or Label Studio in JSON or JSON lines.

    Parameters
    ----------
    path : Path
        The file.
    codebook : Codebook
        The codebook of the sheet.
    selection : ExportSelection
        Whose codes to read from the export.

    Returns
    -------
    RawSheet
        The rows, not yet checked, with a column of yes or no for each code. A sentence without a label was not read:
        its codes are empty.

    Raises
    ------
    InputError
        Where the file is not JSON, or not a list of objects.
    """
    return _read_export(path, _list_entries(path), codebook, selection)


def _read_export(
    path: Path, entries: Iterable[tuple[str, Entry]], codebook: Codebook, choice: ExportSelection
) -> RawSheet:
    tasks: list[Task] = []
    faults: list[Fault] = []
    rows_of_labels = False
    for where, entry in entries:
        try:
            tasks.append(read_entry(entry, where))
        except InputError as error:
            faults += error.faults
        else:
            form = find_form(entry)
            rows_of_labels = rows_of_labels or bool(form and form.rows)
    tasks, found = choose_annotations(merge_tasks(tasks, rows=rows_of_labels), choice.annotator, path.name)
    known = _name_labels(codebook) | _read_numbers(choice.labels, codebook)
    rows = []
    for task in tasks:
        found += _judge_labels(task, known, codebook)
        rows.append(_mark_codes(task, known, codebook))
    codes = list_codes(codebook)
    fields = {"item": "item", "text": "text", **{code: f"label {code}" for code in codes}, NOTE_COLUMN: NOTE_COLUMN}
    table = pd.DataFrame(rows, columns=["where", *fields], dtype="str")
    return RawSheet(table, fields, tuple(merge_faults([*faults, *found])))


def _name_labels(codebook: Codebook) -> dict[str, str]:
    """Return the code for each name of a label, in small letters; a name that two frames share is left out."""
    names: dict[str, set[str]] = {}
    for frame in codebook.frames:
        words = f"{frame.label_id} / {frame.label_en}"
        for name in (frame.code, words, f"→ {words}", frame.label_en, frame.label_id):
            names.setdefault(name.casefold(), set()).add(frame.code)
    known = {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1}
    return known | {NONE: NONE, "tidak ada / none": NONE} | {code: code for code in list_codes(codebook)}


def _read_numbers(path: Path | None, codebook: Codebook) -> dict[str, str]:
    """Read the code of each number in the list of labels that doccano exports."""
    if path is None:
        return {}
    entries = _list_entries(path)
    if odd := [where for where, entry in entries if not {"id", "text"} <= set(entry)]:
        expected = "objects with id and text, as doccano exports its labels"
        raise InputError([Fault(odd[0], "keys", "no id and text", expected, "export the labels again")])
    known = _name_labels(codebook)
    return {str(entry["id"]): known.get(str(entry["text"]).casefold(), str(entry["text"])) for _, entry in entries}


def _judge_labels(task: Task, known: Mapping[str, str], codebook: Codebook) -> list[Fault]:
    faults = []
    codes = {known.get(label.casefold(), label) for label in _list_labels(task)}
    for label in sorted(codes - {NONE, *list_codes(codebook)}):
        expected = "one of " + ", ".join([*list_codes(codebook), NONE])
        if label.isdecimal():
            faults.append(Fault(task.where, "labels", f"the number {label}", "names of labels", _NUMBERS))
        else:
            faults.append(Fault(task.where, "labels", repr(label), expected, "correct it"))
    if NONE in codes and len(codes) > 1:
        others = ", ".join(sorted(codes - {NONE}))
        expected = "none alone, or the frames alone"
        faults.append(Fault(task.where, "labels", f"none beside {others}", expected, "correct it"))
    return faults


def _mark_codes(task: Task, known: Mapping[str, str], codebook: Codebook) -> dict[str, str]:
    labels = _list_labels(task)
    found = {known.get(label.casefold(), label) for label in labels}
    marks = {code: (YES if code in found else NO) if labels else "" for code in list_codes(codebook)}
    note = task.annotations[0].note if task.annotations else ""
    return {"where": task.where, "item": task.item, "text": task.text, **marks, NOTE_COLUMN: note}


def _list_labels(task: Task) -> tuple[str, ...]:
    return tuple(label.strip() for label in task.annotations[0].labels) if task.annotations else ()


def _even_rows(grid: Grid, titles: Sequence[str]) -> tuple[list[tuple[str, list[str]]], list[Fault]]:
    """Return position and cells of each row, as many cells as titles, and the faults of rows with other numbers."""
    name = Path(grid.where).name
    rows = {number: [str(cell) for cell in cells] for number, cells in zip(grid.numbers, grid.rows, strict=True)}
    ragged = []
    for number, cells in grid.ragged:
        if any(cells[len(titles) :]) or any(title != NOTE_COLUMN for title in titles[len(cells) :]):
            ragged.append((number, cells))
        else:
            rows[number] = [*cells[: len(titles)], *[""] * (len(titles) - len(cells))]
    faults = replace(grid, where=name, ragged=tuple(ragged)).list_faults()
    return [(f"{name}, row {number}", rows[number]) for number in sorted(rows)], faults


def _list_entries(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """List the objects of a JSON list or of JSON lines with their positions; a single object may span many lines."""
    text = _read_text(path, "export it again")
    try:
        whole = parse_json(text, path.as_posix(), expected=_OBJECTS)
        unit = "entry" if isinstance(whole, list) or "\n" in text.strip() else "line"
        whole = whole if isinstance(whole, list) else [whole]
        given = [(f"{path.name}, {unit} {number}", one) for number, one in enumerate(whole, start=1)]
    except InputError:
        if text.lstrip().startswith("["):
            raise
        given = [
            (f"{path.name}, line {number}", parse_json(line, f"{path.as_posix()}, line {number}", expected=_OBJECTS))
            for number, line in enumerate(text.split("\n"), start=1)
            if line.strip()
        ]
    if faults := [
        Fault(where, "entry", "no object", "an object with text and labels", "export it again")
        for where, one in given
        if not isinstance(one, dict)
    ]:
        raise InputError(merge_faults(faults))
    return given


def _read_text(path: Path, remedy: str) -> str:
    where = path.as_posix()
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([Fault(where, "encoding", str(error), "UTF-8", remedy)]) from None
    if not text.strip():
        raise InputError([Fault(where, "file", "nothing in it", "a coding sheet", remedy)])
    return text

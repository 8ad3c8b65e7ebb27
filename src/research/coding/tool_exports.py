"""Recognise the export formats of doccano and Label Studio, old and new, and read their entries (FORMS).

Sources: doccano, backend/data_export/pipeline (formatters, writers) since 1.5 and backend/api/utils.py (JSONPainter,
CSVPainter) before; Label Studio, guide/task_format, and the converter of its SDK (JSON_MIN: convert_to_json_min, CSV:
exports/csv2).
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from research.coding.sheet_columns import NOTE_COLUMN
from research.tables import Fault, InputError

Entry = Mapping[str, Any]
_EXPECTED = "an export of doccano (JSONL, JSON, CSV) or Label Studio (JSON, JSON-MIN, CSV)"
_ONCE = "one annotation of each sentence"


@dataclass(frozen=True)
class Annotation:
    """The labels and the note that one annotator gave to one sentence.

    Attributes
    ----------
    annotator : tuple of str
        The names of the annotator in the export.
    labels : tuple of str
        The labels.
    note : str
        The note, empty where there is none.
    """

    annotator: tuple[str, ...]
    labels: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Task:
    """One sentence of an export with its annotations.

    Attributes
    ----------
    where : str
        The position in the file.
    item : str
        The number of the item, empty where the export does not have it.
    text : str
        The sentence, empty where the export does not have it.
    annotations : tuple of Annotation
        The annotations.
    """

    where: str
    item: str
    text: str
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True)
class Form:
    """A format of export, with the test and the reader of its entries.

    Attributes
    ----------
    name : str
        The name of the format.
    fits : callable
        Whether an entry has this format.
    read : callable
        Read the annotations of an entry; the result is a text if it cannot be read, which says why.
    rows : bool
        Whether each label is in a separate row.
    """

    name: str
    fits: Callable[[Entry], bool]
    read: Callable[[Entry], list[Annotation] | str]
    rows: bool = False


def read_entry(entry: Entry, where: str) -> Task:
    """Read one entry of an export in any of the known formats (FORMS).

    Parameters
    ----------
    entry : mapping
        An object of JSON, or a row of CSV.
    where : str
        The position in the file.

    Returns
    -------
    Task
        The sentence and its annotations.

    Raises
    ------
    InputError
        Where the format is unknown, the labels cannot be read (such as spans), or a text has half a character.

    Examples
    --------
    >>> read_entry({"id": 7, "data": "Sanksi menanti.", "label": ["sanctions"], "item": 3}, "a.jsonl, line 1")
    Task(where='a.jsonl, line 1', item='3', text='Sanksi menanti.', annotations=(Annotation(annotator=(), labels=('sanctions',), note=''),))
    """  # noqa: E501
    form = find_form(entry)
    if form is None:
        keys = ", ".join(map(str, entry))[:120] or "nothing"
        raise InputError([Fault(where, "keys", keys, _EXPECTED, "export it in one of these forms")])
    read = form.read(entry)
    if isinstance(read, str):
        remedy = "export a project in which whole sentences have labels (text classification, Choices)"
        raise InputError([Fault(where, "labels", read, "the names of labels, a list for each sentence", remedy)])
    data = entry["data"] if isinstance(entry.get("data"), dict) else entry
    task = Task(where, _find_item(data), _say(data.get("text", data.get("data"))), tuple(read))
    try:
        "".join(
            [task.item, task.text, *(text for one in read for text in (*one.annotator, *one.labels, one.note))]
        ).encode()
    except UnicodeEncodeError:
        raise InputError([Fault(where, "text", "half a character", "whole characters", "export it again")]) from None
    return task


def find_form(entry: Entry) -> Form | None:
    """Find the format of an entry of an export.

    Parameters
    ----------
    entry : mapping
        An object of JSON, or a row of CSV.

    Returns
    -------
    Form or None
        The first of FORMS that fits; None where none does.

    Examples
    --------
    >>> print(find_form({"text": "Sanksi.", "annotations": [{"label": 7, "user": 1}]}).name)
    doccano before 1.5, JSONL or JSON
    """
    return next((form for form in FORMS if form.fits(entry)), None)


def merge_tasks(tasks: Sequence[Task], *, rows: bool) -> list[Task]:
    """Merge the tasks of one sentence that an export has separately, one for each annotator or label.

    Parameters
    ----------
    tasks : sequence of Task
        All tasks of an export.
    rows : bool
        Whether the export has a row for each label; then the labels of an annotator are merged.

    Returns
    -------
    list of Task
        One task for each sentence. Tasks whose annotators have no names do not change: there a sentence that occurs
        twice is a fault.
    """
    joined: dict[object, Task] = {}
    for place, task in enumerate(tasks):
        named = task.annotations and all(one.annotator for one in task.annotations)
        key = (task.item, task.text) if named else place
        known = joined.get(key)
        annotations = (*(known.annotations if known else ()), *task.annotations)
        joined[key] = replace(known or task, annotations=_join_labels(annotations) if rows else annotations)
    return list(joined.values())


def choose_annotations(tasks: Sequence[Task], annotator: str, name: str) -> tuple[list[Task], list[Fault]]:
    """Choose the annotation of one person in each task.

    Parameters
    ----------
    tasks : sequence of Task
        All tasks of an export.
    annotator : str
        A name or number of the person in the export; empty where the export has the codes of one person alone.
    name : str
        The name of the file, for the message.

    Returns
    -------
    tasks : list of Task
        The tasks, each with one annotation or none; no task where the person is unknown or not clear.
    faults : list of Fault
        The faults of the choice, such as two annotations with different labels.
    """
    people = {
        one.annotator[0]: one.annotator
        for task in tasks
        for one in task.annotations
        if one.annotator and (one.labels or one.note)
    }
    told = ", ".join(" / ".join(who) for who in people.values()) or "nobody"
    wanted = annotator.strip().casefold()
    if wanted and not any(wanted in map(str.casefold, who) for who in people.values()):
        remedy = "give one of these names or numbers" if people else "leave --annotator out"
        return [], [Fault(name, "--annotator", repr(annotator), f"somebody whom the export names: {told}", remedy)]
    if not wanted and len(people) > 1:
        remedy = f"choose one with --annotator, as --annotator {next(iter(people))}, and import each by itself"
        return [], [Fault(name, "annotators", f"{len(people)}: {told}", "the codes of one person", remedy)]
    chosen, faults = [], []
    for task in tasks:
        mine = [one for one in task.annotations if not wanted or wanted in map(str.casefold, one.annotator)]
        full = [one for one in mine if one.labels or one.note]
        if len({frozenset(one.labels) for one in full}) > 1:
            found = f"{len(full)} with other labels"
            faults.append(Fault(task.where, "annotations", found, _ONCE, "delete all but the one that counts"))
        else:
            chosen.append(replace(task, annotations=tuple(full[:1])))
    return chosen, faults


def _join_labels(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Merge the annotations of each annotator into one with all labels."""
    people: dict[tuple[str, ...], Annotation] = {}
    for one in annotations:
        known = people.get(one.annotator, Annotation(one.annotator, ()))
        people[one.annotator] = replace(known, labels=(*known.labels, *one.labels), note=known.note or one.note)
    return tuple(people.values())


def _find_item(data: Entry) -> str:
    """Find the number of the item, in a column or in the metadata."""
    item = _say(data.get("item"))
    for name in ("meta", "metadata"):
        meta = _parse(data.get(name))
        if not item and isinstance(meta, dict):
            item = _say(meta.get("item"))
    return item


def _say(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _parse(value: Any) -> Any:
    """Parse a value that CSV has as JSON; any other value is returned unchanged."""
    if isinstance(value, str) and value.strip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _name_person(value: Any) -> tuple[str, ...]:
    """List the names of an annotator that the export gives: number, e-mail address, name."""
    if isinstance(value, dict):
        full = " ".join(_say(value.get(name)) for name in ("first_name", "last_name")).strip()
        names = [_say(value.get(name)) for name in ("email", "username", "id")] + [full]
    else:
        whole = _say(value).strip()
        names = [whole, *(part.strip() for part in whole.split(",") if "," in whole)]
    return tuple(dict.fromkeys(name for name in names if name))


def _read_tasks(name: str) -> Callable[[Entry], list[Annotation] | str]:
    def read(entry: Entry) -> list[Annotation] | str:
        given = entry.get(name, [])
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            return f"{name} that are no list"
        found = []
        for one in given:
            if one.get("was_cancelled") or one.get("skipped"):
                continue
            labels, notes = [], []
            for result in one.get("result") or []:
                value = result.get("value") if isinstance(result, dict) else None
                if not isinstance(value, dict) or not ("choices" in value or "text" in value):
                    return f"a result that is no choice: {str(result)[:80]!r}"
                if "start" in value:
                    return "spans"
                labels += _list_texts(value.get("choices"))
                notes += _list_texts(value.get("text")) if result.get("from_name") == NOTE_COLUMN else []
            found.append(Annotation(_name_person(one.get("completed_by")), tuple(labels), " / ".join(notes)))
        return found

    return read


def _list_texts(value: Any) -> list[str]:
    """List the texts of a value that programs write as a text, a list, or a table with choices or text in it."""
    value = _parse(value)
    if isinstance(value, dict):
        value = value.get("choices", value.get("text"))
    if isinstance(value, list):
        return [text for part in value for text in _list_texts(part)]
    return [_say(value)] if _say(value).strip() else []


# Columns that JSON-MIN and CSV add to the data of the task and the names of the controls.
_LABEL_STUDIO = {"annotation_id", "annotator", "created_at", "updated_at", "lead_time", "agreement", "history", "id"}


def _read_flat(entry: Entry) -> list[Annotation] | str:
    given = {"item", "source", "before", "text", "data", "first", "second", "meta", NOTE_COLUMN} | _LABEL_STUDIO
    names = [name for name in entry if name == "frames"] or [name for name in entry if name not in given]
    if len(names) > 1:
        return f"several columns that may hold the labels: {', '.join(names)}"
    value = _parse(entry.get(names[0])) if names else None
    if isinstance(value, list) and any(isinstance(part, dict) and "start" in part for part in value):
        return "spans"
    labels = _list_texts(value)
    return [
        Annotation(
            _name_person(_parse(entry.get("annotator"))), tuple(labels), " / ".join(_list_texts(entry.get(NOTE_COLUMN)))
        )
    ]


def _read_numbered(entry: Entry) -> list[Annotation] | str:
    given = entry["annotations"]
    if not all(isinstance(one, dict) and "label" in one for one in given):
        return "annotations without a label"
    if any("start_offset" in one for one in given):
        return "spans"
    return list(_join_labels(Annotation(_name_person(one.get("user")), (_say(one["label"]),)) for one in given))


def _read_row(entry: Entry) -> list[Annotation] | str:
    return [Annotation(_name_person(entry.get("user")), tuple(_list_texts(entry.get("label"))))]


def _read_labels(entry: Entry) -> list[Annotation] | str:
    value = _parse(next(entry[name] for name in ("label", "labels", "cats") if name in entry))
    if isinstance(value, dict):
        # cats in the format of spaCy: each label with a number, which is 0 where the label does not apply.
        value = [name for name, holds in value.items() if holds]
    value = [value] if isinstance(value, str | int) else value
    if value is not None and not isinstance(value, list):
        return repr(value)[:80]
    if any(isinstance(label, list | dict) for label in value or []):
        return "spans"
    # doccano joins several labels in one text with #.
    labels = tuple(part for label in value or [] for part in _say(label).split("#") if part)
    note = " / ".join(_list_texts(entry.get("Comments")))
    return [Annotation(_name_person(entry.get("username")), labels, note)]


def _is_flat(entry: Entry) -> bool:
    return "annotation_id" in entry or "annotator" in entry or ("frames" in entry and "text" in entry)


def _has_labels(entry: Entry) -> bool:
    return any(name in entry for name in ("label", "labels", "cats"))


FORMS: tuple[Form, ...] = (
    Form(
        "Label Studio before 1.0, JSON",
        lambda entry: isinstance(entry.get("data"), dict) and "completions" in entry,
        _read_tasks("completions"),
    ),
    Form("Label Studio, JSON", lambda entry: isinstance(entry.get("data"), dict), _read_tasks("annotations")),
    Form("Label Studio, JSON-MIN or CSV", _is_flat, _read_flat),
    Form(
        "doccano before 1.5, JSONL or JSON",
        lambda entry: isinstance(entry.get("annotations"), list) and not _has_labels(entry),
        _read_numbered,
    ),
    Form("doccano before 1.5, CSV", lambda entry: "label" in entry and "user" in entry, _read_row, rows=True),
    Form("doccano, JSONL, JSON or CSV", _has_labels, _read_labels),
)

"""What doccano and Label Studio export, known by its shape: their forms, old and new, in one table (FORMS).

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
    """What somebody gave one sentence: the names that the export calls the annotator by, labels, and a note."""

    annotator: tuple[str, ...]
    labels: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Task:
    """One sentence of an export: its place in the file, item number and text, both as far as given, annotations."""

    where: str
    item: str
    text: str
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True)
class Form:
    """A form of export: its name, whether an entry has it, and the reader; rows says that a label is a row.

    The reader gives the annotations, or a text that says what cannot be read.
    """

    name: str
    fits: Callable[[Entry], bool]
    read: Callable[[Entry], list[Annotation] | str]
    rows: bool = False


def read_entry(entry: Entry, where: str) -> Task:
    """Read one entry of an export, whatever its form.

    Parameters
    ----------
    entry
        An object of JSON, or a row of CSV.
    where
        Its place in the file.

    Returns
    -------
    Task

    Raises
    ------
    InputError
        One fault: no form that is known, spans in place of labels, half characters.

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
    """Find the form that an entry has, or None.

    >>> print(find_form({"text": "Sanksi.", "annotations": [{"label": 7, "user": 1}]}).name)
    doccano before 1.5, JSONL or JSON
    """
    return next((form for form in FORMS if form.fits(entry)), None)


def merge_tasks(tasks: Sequence[Task], *, rows: bool) -> list[Task]:
    """Join the tasks of one sentence that stand apart, an annotator (or, with rows, a label) in each.

    Tasks whose annotators have no names stay as they are: there a sentence twice is a fault.
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
    """Choose one person's annotation of each task, the one that has labels; tasks then have one annotation or none.

    Parameters
    ----------
    tasks
        All of an export.
    annotator
        A name or number of the person in the export; empty where it holds one person alone.
    name
        The file, as messages name it.

    Returns
    -------
    list of Task, list of Fault
        No task where the person cannot be told.
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
    """One annotation for each annotator, with all labels that stand apart."""
    people: dict[tuple[str, ...], Annotation] = {}
    for one in annotations:
        known = people.get(one.annotator, Annotation(one.annotator, ()))
        people[one.annotator] = replace(known, labels=(*known.labels, *one.labels), note=known.note or one.note)
    return tuple(people.values())


def _find_item(data: Entry) -> str:
    """The item number: beside the text, or in what the program keeps of it as metadata."""
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
    """A value that CSV holds as JSON; any other as it is."""
    if isinstance(value, str) and value.strip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _name_person(value: Any) -> tuple[str, ...]:
    """The names of an annotator: number, address, name; as far as the export gives them."""
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
    """Texts of a value that programs write as a text, a list, or a table with choices or text in it."""
    value = _parse(value)
    if isinstance(value, dict):
        value = value.get("choices", value.get("text"))
    if isinstance(value, list):
        return [text for part in value for text in _list_texts(part)]
    return [_say(value)] if _say(value).strip() else []


# What JSON-MIN and CSV write beside the task's own data and the names of the controls.
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
        # spaCy's form of cats: the labels, each with a number that says whether it holds.
        value = [name for name, holds in value.items() if holds]
    value = [value] if isinstance(value, str | int) else value
    if value is not None and not isinstance(value, list):
        return repr(value)[:80]
    if any(isinstance(label, list | dict) for label in value or []):
        return "spans"
    # doccano joins labels with # where it writes them into one text.
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

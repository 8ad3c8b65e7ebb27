"""Coding sheets as .csv, as doccano's JSONL and as tasks of Label Studio, out and back."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pandas as pd

from research.codebook import Codebook
from research.coding.sheets import GIVEN, NO, NOTE, YES, Returned, list_codes, neutralise, restore
from research.tables import Fault, InputError

# The label of a sentence that was read and carries no frame: without it nobody could tell it from an unread one.
NONE = "none"
_LIMIT = 100_000_000
_COLOURS = ("#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e", "#b58900", "#a6761d", "#666666")


def render_csv(sheet: pd.DataFrame) -> bytes:
    """Render a sheet as .csv in UTF-8 with a byte order mark, without which Excel reads another encoding."""
    texts = sheet.map(lambda value: neutralise(value) if isinstance(value, str) else value)
    return texts.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).encode("utf-8-sig")


def read_csv(path: Path) -> Returned:
    """Read a .csv sheet with commas, semicolons or tabs between its columns, as text.

    A row with cells too many that hold something, or too few, is a fault of what is returned; but a row may lack the
    note at its end, since Excel writes no empty last cells where sixteen rows in turn have none. Raises InputError
    where the file is not UTF-8 or no table with a column item.
    """
    lines = io.StringIO(_read_text(path, "save it as CSV UTF-8"), newline="")
    head = lines.readline()
    lines.seek(0)
    delimiter = max(",;\t", key=head.count)
    try:
        records = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError([Fault(path.as_posix(), "file", str(error), "a CSV table", "save it again")]) from None
    titles = [title.strip() for title in records[0]] if records else []
    if "item" not in titles:
        raise InputError([Fault(path.as_posix(), "columns", ", ".join(titles)[:160] or "none", "item, text and codes")])
    faults = [
        Fault(f"{path.name}, row 1", title, "the column twice", "each column once", "remove one")
        for title in dict.fromkeys(titles)
        if titles.count(title) > 1
    ]
    rows = []
    for number, record in enumerate(records[1:], start=2):
        if not any(record):
            continue
        lacking = titles[len(record) :]
        if any(record[len(titles) :]) or any(title != NOTE for title in lacking):
            found, expected = f"{len(record)} cells", f"{len(titles)}, as row 1 has"
            faults.append(Fault(f"{path.name}, row {number}", "cells", found, expected, "mend the row"))
        values = dict(zip(titles, [*record, *[""] * len(titles)], strict=False))
        rows.append({"where": f"{path.name}, row {number}", **{name: restore(text) for name, text in values.items()}})
    fields = {title: f"column {title}" for title in titles if title}
    return Returned(pd.DataFrame(rows, columns=["where", *fields], dtype="str"), fields, tuple(faults))


def render_doccano(sheet: pd.DataFrame, codebook: Codebook) -> dict[str, bytes]:
    """Render a sheet as doccano's JSONL for text classification, with its labels: file ending to content.

    A line has id, item, text, label (names of labels) and the sheet's other columns, which doccano keeps as metadata
    and gives back beside them.
    """
    lines = []
    for row in _list_rows(sheet):
        told = {name: row[name] for name in GIVEN if name in row}
        lines.append(json.dumps({"id": row["item"], **told, "label": []}, ensure_ascii=False))
    # Names as doccano's own files of labels have them; keys are those pressed on the keyboard.
    labels = [
        {
            "text": code,
            "suffix_key": str(number) if number < 10 else None,
            "background_color": _COLOURS[number % len(_COLOURS)],
            "text_color": "#ffffff",
        }
        for number, code in enumerate([*list_codes(codebook), NONE], start=1)
    ]
    return {".jsonl": "".join(f"{line}\n" for line in lines).encode("utf-8"), ".labels.json": _dump(labels)}


def render_label_studio(sheet: pd.DataFrame, codebook: Codebook) -> dict[str, bytes]:
    """Render a sheet as tasks of Label Studio with the labelling configuration: file ending to content."""
    tasks = [
        {"data": {name: str(row[name]) if name != "item" else row[name] for name in GIVEN if name in row}}
        for row in _list_rows(sheet)
    ]
    return {".json": _dump(tasks), ".config.xml": _render_config(sheet, codebook).encode("utf-8")}


def _render_config(sheet: pd.DataFrame, codebook: Codebook) -> str:
    told = [name for name in ("source", "before") if name in sheet]
    lines = ["<View>"]
    for name in told:
        lines += [f'  <Header value={quoteattr(name)} size="6"/>', f'  <Text name="{name}" value="${name}"/>']
    lines += ['  <Header value="text" size="4"/>', '  <Text name="text" value="$text"/>']
    required = 'required="true" requiredMessage="Pilih bingkai, atau none. Choose the frames, or none."'
    lines += [f'  <Choices name="frames" toName="text" choice="multiple" {required}>']
    for frame in codebook.frames:
        words = f"{'→ ' if frame.parent else ''}{frame.label_id} / {frame.label_en}"
        lines.append(f"    <Choice value={quoteattr(words)} alias={quoteattr(frame.code)}/>")
    lines += [f'    <Choice value="tidak ada / none" alias="{NONE}"/>', "  </Choices>"]
    lines += [f'  <TextArea name="{NOTE}" toName="text" placeholder="note" rows="2" editable="true"/>', "</View>"]
    return "\n".join(lines) + "\n"


def read_labels(path: Path, codebook: Codebook) -> Returned:
    """Read what doccano (JSONL or JSON) or Label Studio (JSON) exported, a column for each code, yes or no.

    A sentence without a label is unread, so that its codes are empty. Raises InputError where the file is not JSON.
    """
    names = {
        f"{'→ ' if frame.parent else ''}{frame.label_id} / {frame.label_en}": frame.code for frame in codebook.frames
    }
    known = {**{code: code for code in list_codes(codebook)}, **names, NONE: NONE, "tidak ada / none": NONE}
    rows, faults = [], []
    for where, entry in _list_entries(path):
        reading = _read_task(entry) if "data" in entry or "annotations" in entry else _read_line(entry)
        if isinstance(reading, str):
            faults.append(Fault(where, "labels", reading, "the names of labels, once a sentence", "export it again"))
            continue
        item, text, labels, note = reading
        faults += [
            Fault(where, "labels", repr(label), "one of " + ", ".join([*list_codes(codebook), NONE]), "correct it")
            for label in labels
            if label not in known
        ]
        found = {known[label] for label in labels if label in known}
        if NONE in found and len(found) > 1:
            expected = "none alone, or the frames alone"
            faults.append(Fault(where, "labels", "none beside " + ", ".join(sorted(found - {NONE})), expected))
        marks = {code: (YES if code in found else NO) if labels else "" for code in list_codes(codebook)}
        rows.append({"where": where, "item": item, "text": text, **marks, NOTE: note})
    fields = {"item": "item", "text": "text", **{code: f"label {code}" for code in list_codes(codebook)}, NOTE: NOTE}
    return Returned(pd.DataFrame(rows, columns=["where", *fields], dtype="str"), fields, tuple(faults))


Reading = tuple[str, str, list[str], str]


def _read_line(entry: Mapping[str, Any]) -> Reading | str:
    """One line of doccano's: item, text, labels, note; or what is wrong with it."""
    meta = entry.get("meta")
    item = entry.get("item", meta.get("item", "") if isinstance(meta, dict) else "")
    labels = entry.get("label", entry.get("labels"))
    if labels is None:
        return "no label, labels or annotations"
    labels = [labels] if isinstance(labels, str) else labels
    # doccano joins labels with # where it writes them into one text.
    labels = [part for label in labels for part in str(label).split("#") if part] if isinstance(labels, list) else None
    if labels is None:
        return repr(entry.get("label"))[:80]
    comments = entry.get("Comments", [])
    note = " / ".join(map(str, comments)) if isinstance(comments, list) else str(comments)
    return str(item), str(entry.get("text", "")), labels, note


def _read_task(entry: Mapping[str, Any]) -> Reading | str:
    """One task of Label Studio's: item, text, labels, note; or what is wrong with it."""
    data, annotations = entry.get("data"), entry.get("annotations", [])
    if not isinstance(data, dict) or not isinstance(annotations, list):
        return "no data, or annotations that are no list"
    done = [one for one in annotations if isinstance(one, dict) and not one.get("was_cancelled")]
    if len(done) > 1:
        return f"{len(done)} annotations of item {data.get('item', '')}"
    labels: list[str] = []
    notes: list[str] = []
    results = done[0].get("result", []) if done else []
    for result in results if isinstance(results, list) else [results]:
        value = result.get("value", {}) if isinstance(result, dict) else None
        if not isinstance(value, dict) or not isinstance(value.get("choices", []), list):
            return f"a result that is no choice: {str(result)[:80]!r}"
        labels += [str(label) for label in value.get("choices", [])]
        if result.get("from_name") == NOTE:
            text = value.get("text", [])
            notes += map(str, text) if isinstance(text, list) else [str(text)]
    return str(data.get("item", "")), str(data.get("text", "")), labels, " / ".join(notes)


def _list_entries(path: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    """The objects of a JSON list or of JSON lines, each with its place."""
    text = _read_text(path, "export it again")
    entries: list[tuple[str, Any]] = []
    try:
        if text.lstrip().startswith("["):
            entries = [(f"{path.name}, entry {place}", one) for place, one in enumerate(json.loads(text), start=1)]
        else:
            for number, line in enumerate(text.split("\n"), start=1):
                if line.strip():
                    entries.append((f"{path.name}, line {number}", json.loads(line)))
    except (ValueError, RecursionError) as error:
        place = f", line {len(entries) + 1}" if entries else ""
        expected = "a list in JSON, or an object in each line"
        raise InputError(
            [Fault(f"{path.as_posix()}{place}", "file", str(error)[:160], expected, "export it again")]
        ) from None
    if odd := [where for where, one in entries if not isinstance(one, dict)]:
        raise InputError([Fault(where, "entry", "no object", "an object with text and labels") for where in odd[:10]])
    return entries


def _read_text(path: Path, remedy: str) -> str:
    where = path.as_posix()
    if path.stat().st_size > _LIMIT:
        raise InputError([Fault(where, "file", f"{path.stat().st_size} bytes", f"at most {_LIMIT}", "send the sheet")])
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([Fault(where, "encoding", str(error), "UTF-8", remedy)]) from None
    if not text.strip():
        raise InputError([Fault(where, "file", "nothing in it", "a coding sheet", remedy)])
    return text


def _list_rows(sheet: pd.DataFrame) -> list[dict[str, Any]]:
    records = sheet.astype({name: "object" for name in sheet.columns}).to_dict("records")
    return [{str(name): int(v) if isinstance(v, int) else v for name, v in row.items()} for row in records]


def _dump(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")

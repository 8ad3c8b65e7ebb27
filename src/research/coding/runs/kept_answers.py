"""Answers that are kept as they come, so that an interrupted run loses none and pays for none twice."""

import json
import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from research.coding.runs.coder_answers import Answer
from research.tables import InputError, parse_json

_KEPT = tuple(field.name for field in fields(Answer) if field.name != "item")
_FIELDS: Mapping[str, type] = {"key": str, "frames": str, "reason": str, "model": str, "tokens": int, "program": str}


def read_kept_answers(path: Path) -> dict[str, Answer]:
    """Read the answers that earlier calls kept.

    Parameters
    ----------
    path : Path
        A file of an object on each line; it may be missing.

    Returns
    -------
    dict of Answer
        The answer under each key, with 0 for its number. A line that is damaged, such as the last of a killed call,
        counts as not there: that statement is asked again.
    """
    if not path.is_file():
        return {}
    answers: dict[str, Answer] = {}
    for line in path.read_bytes().split(b"\n"):
        row = _read_row(line) if line else None
        if row is not None and row["frames"]:
            answers[row["key"]] = Answer(0, **{name: row[name] for name in _KEPT})
        elif row is not None:
            answers.pop(row["key"], None)
    return answers


def keep_answer(path: Path, key: str, answer: Answer) -> None:
    """Write an answer to the end of a file, on disk before the next one is read.

    Parameters
    ----------
    path : Path
        The file; it is made with the first answer.
    key : str
        The hash of all that was asked.
    answer : Answer
        The answer; its number, which is of the run alone, is not kept. One without frames withdraws the answer that was
        kept under the key before.
    """
    row = {name: getattr(answer, name) for name in _KEPT}
    line = (json.dumps({"key": key, **row}, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        # What a killed call left of a line does not swallow this one.
        file.write(b"\n" + line if file.tell() and not _ends_with_line(path) else line)
        file.flush()
        os.fsync(file.fileno())


def _ends_with_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _read_row(line: bytes) -> dict[str, Any] | None:
    try:
        row = parse_json(line.decode("utf-8"), "answers", expected="an object")
    except (InputError, UnicodeDecodeError):
        return None
    if not isinstance(row, dict):
        return None
    # Either may be missing: not every program gives the one, and not every version kept the other.
    row = {"confidence": None, "program": ""} | row
    if any(not isinstance(row.get(name), kind) for name, kind in _FIELDS.items()):
        return None
    return row if row["confidence"] is None or isinstance(row["confidence"], int | float) else None

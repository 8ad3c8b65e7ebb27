"""What a pair of coders compares: two prompts, two models, the same run repeated, and so on."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

_MODEL = "--model"


def name_comparison(first: str, second: str, runs: pd.DataFrame) -> str:
    """Say what a pair of coders compares, from the records of their runs.

    The program is the command with its arguments, without secrets and without the value of --model, and the hashes of
    the files that the arguments name, where both records have them: another setting is another program, and so is a
    script that was changed under the same command. The model is what the answers name, with the value of --model. The
    prompt is the same where its hash is and the sentence before was handed over in both runs or in neither. Seed, size
    of a batch and day may differ.

    Parameters
    ----------
    first, second : str
        The names of two coders.
    runs : DataFrame
        The table coder_runs. A coder without a row in it is one of the codebook's list: a person, or a program that
        coded without research code run.

    Returns
    -------
    str
        A value of the column compared of the table pair_agreement.

    Examples
    --------
    >>> runs = pd.DataFrame({"coder": ["a", "b"], "command": ["coder --model m", "coder --model n"], "model": "",
    ...                      "files": "", "prompt_sha256": "0", "context": False})
    >>> name_comparison("a", "b", runs), name_comparison("siti", "a", runs), name_comparison("siti", "ani", runs)
    ('two models', 'listed coder and run', 'two listed coders')
    """
    records = [row for row in runs.to_dict("records") if row["coder"] in (first, second)]
    if len(records) < 2:
        return "listed coder and run" if records else "two listed coders"
    one, other = (_describe_run(record) for record in records)
    if one["program"] != other["program"] or (one["files"] and other["files"] and one["files"] != other["files"]):
        return "two programs or settings"
    if one["model"] != other["model"]:
        return "two models" if one["prompt"] == other["prompt"] else "two models and prompts"
    return "repeated runs" if one["prompt"] == other["prompt"] else "two prompts"


def _describe_run(record: Mapping[Any, Any]) -> dict[str, object]:
    program, asked = _take_out_models(shlex.split(record["command"]))
    words = shlex.split(record["files"])
    # A model may be a file too.
    files = {file: sha256 for file, sha256 in zip(words[::2], words[1::2], strict=True) if file not in asked}
    return {
        "program": program,
        "files": files,
        "model": (record["model"], asked),
        "prompt": (record["prompt_sha256"], record["context"]),
    }


def _take_out_models(command: Sequence[str]) -> tuple[list[str], list[str]]:
    """A command without the values of --model, and these."""
    program: list[str] = []
    asked: list[str] = []
    for word in command:
        if program and program[-1] == _MODEL and len(asked) < program.count(_MODEL):
            asked.append(word)
        elif word.startswith(f"{_MODEL}="):
            program.append(_MODEL)
            asked.append(word.removeprefix(f"{_MODEL}="))
        else:
            program.append(word)
    return program, asked

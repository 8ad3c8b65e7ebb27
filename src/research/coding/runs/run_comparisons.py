"""What a pair of coders compares: two prompts, two models, the same run repeated, and so on."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

_MODEL = re.compile(r"(?<!\S)--model(?:=|\s+)(\S+)")


def name_comparison(first: str, second: str, runs: pd.DataFrame) -> str:
    """Say what a pair of coders compares, from the records of their runs.

    The program is the command with its arguments, without secrets and without the value of --model: another setting is
    another program, and a script that was changed under the same command is the same. The model is what the answers
    name, with the value of --model. The prompt is the same where its hash is and the sentence before was handed over in
    both runs or in neither. Seed and day may differ.

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
    ...                      "prompt_sha256": "0", "context": False})
    >>> name_comparison("a", "b", runs), name_comparison("siti", "a", runs), name_comparison("siti", "ani", runs)
    ('two models', 'listed coder and run', 'two listed coders')
    """
    records = [row for row in runs.to_dict("records") if row["coder"] in (first, second)]
    if len(records) < 2:
        return "listed coder and run" if records else "two listed coders"
    one, other = (_describe_run(record) for record in records)
    if one["program"] != other["program"]:
        return "two programs or settings"
    if one["model"] != other["model"]:
        return "two models" if one["prompt"] == other["prompt"] else "two models and prompts"
    return "repeated runs" if one["prompt"] == other["prompt"] else "two prompts"


def _describe_run(record: Mapping[Any, Any]) -> dict[str, object]:
    command = str(record["command"])
    return {
        "program": _MODEL.sub("--model", command),
        "model": (record["model"], _MODEL.findall(command)),
        "prompt": (record["prompt_sha256"], record["context"]),
    }

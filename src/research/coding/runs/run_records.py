"""The record of a run: NAME.run.toml beside NAME.csv, enough for a reader to run it again."""

import json
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import Field

from research.tables import SHAPE, FilledText, Flag, glob_files, read_shape, read_toml, returns_table

RUN_ENDING = ".run.toml"
NOT_KEPT = "(not kept)"
_SECRET = re.compile(r"(?i)(key|token|secret|passw|auth|credential)")
_SHORTEST_SECRET = 6

_Hash = Annotated[str, Field(strict=True, pattern=r"^[0-9a-f]{64}$", description="a SHA-256")]
_OptionalHash = Annotated[str, Field(strict=True, pattern=r"^([0-9a-f]{64})?$", description="a SHA-256, or nothing")]
_Count = Annotated[int, Field(strict=True, ge=0, description="a whole number, 0 or more")]
_Text = Annotated[str, Field(strict=True, description="a text")]


@dataclass(frozen=True)
class Shot:
    """A coded statement that stood in the prompt as an example."""

    document: FilledText
    sentence: _Count


@dataclass(frozen=True)
class NamedFile:
    """A file that the command names, such as the program itself, with its hash on the day of the run."""

    file: FilledText
    sha256: _Hash


@dataclass(frozen=True)
class RunRecord:
    """What a program coded, when and how.

    Attributes
    ----------
    command : tuple of str
        The program and its arguments, without secrets.
    model : str
        The model that the answers name, several joined by a comma; empty where they name none.
    day : str
        The day on which the run ended.
    prompt_sha256, codebook_sha256, codes_sha256 : str
        Hashes of the prompt, of codebook.toml and of the file of codes.
    language : str
        The language of the prompt.
    context : bool
        Whether the sentence before was handed over.
    seed : int
        Seed of the order and of the examples.
    statements, not_coded, unanswered : int
        Numbers of statements handed over, of those that the program would not code, and of those without a usable
        answer.
    tokens : int
        Tokens used, as the answers tell.
    seconds : int
        Seconds that the program ran in the call that ended the run.
    batch : int
        Statements that were handed over at a time; 0 where the record is older than this field.
    key, key_sha256 : str
        The key of the sheet whose statements were coded, relative to the corpus folder, and its hash; empty where all
        were.
    package : str
        The version of this package.
    files : tuple of NamedFile
        The files that the command names.
    shots : tuple of Shot
        The coded statements that stood in the prompt. Whoever tests the coder leaves them out.
    """

    command: Annotated[tuple[_Text, ...], Field(min_length=1, description="a list of texts")]
    day: FilledText
    codebook_sha256: _Hash
    language: FilledText
    context: Flag
    seed: _Count
    seconds: _Count
    shots: tuple[Shot, ...] = ()
    prompt_sha256: _Hash = ""
    codes_sha256: _Hash = ""
    model: _Text = ""
    statements: _Count = 0
    not_coded: _Count = 0
    unanswered: _Count = 0
    tokens: _Count = 0
    batch: _Count = 0
    key: _Text = ""
    key_sha256: _OptionalHash = ""
    package: _Text = ""
    files: tuple[NamedFile, ...] = ()
    __pydantic_config__ = SHAPE


def hide_secrets(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Take secrets out of the arguments of a program.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments.
    environment : mapping of str to str, optional
        The variables of the environment; those of this process by default.

    Returns
    -------
    tuple of str
        The arguments: "(not kept)" in place of the value of an option or variable whose name is that of a secret (key,
        token, secret, password, auth, credential), and wherever the value of such a variable of the environment occurs.

    Examples
    --------
    >>> hide_secrets(["coder", "--api-key", "abc", "--token=d", "--model", "m"], environment={})
    ('coder', '--api-key', '(not kept)', '--token=(not kept)', '--model', 'm')
    """
    variables = os.environ if environment is None else environment
    values = {value for name, value in variables.items() if _SECRET.search(name) and len(value) >= _SHORTEST_SECRET}
    hidden: list[str] = []
    for argument in command:
        name, sign, _ = argument.partition("=")
        before = hidden[-1] if hidden else ""
        if before.startswith("-") and "=" not in before and _SECRET.search(before) and not argument.startswith("-"):
            hidden.append(NOT_KEPT)
        elif sign and _SECRET.search(name):
            hidden.append(f"{name}={NOT_KEPT}")
        else:
            for value in sorted(values, key=len, reverse=True):
                argument = argument.replace(value, NOT_KEPT)
            hidden.append(argument)
    return tuple(hidden)


def render_run(record: RunRecord) -> bytes:
    """Write a record as NAME.run.toml has it.

    Parameters
    ----------
    record : RunRecord
        The record.

    Returns
    -------
    bytes
        The content in UTF-8.
    """
    fields = asdict(record)
    lists = {name: fields.pop(name) for name in ("files", "shots")}
    lines = [f"{name} = {_write_value(value)}" for name, value in fields.items()]
    for name, rows in lists.items():
        for row in rows:
            lines += ["", f"[[{name}]]", *(f"{field} = {_write_value(value)}" for field, value in row.items())]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _write_value(value: Any) -> str:
    # A JSON text, number, truth value or list of texts is a valid TOML one, but for the character U+007F.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def read_run(path: Path) -> RunRecord:
    """Read the record of a run.

    Parameters
    ----------
    path : Path
        NAME.run.toml.

    Returns
    -------
    RunRecord
        The record.

    Raises
    ------
    InputError
        With every field that is missing, unknown or of another type.
    """
    return read_shape(
        read_toml(path, expected="the record of a run, as research code run writes it"),
        RunRecord,
        where=path.as_posix(),
    )


def list_run_names(folder: Path) -> list[str]:
    """List the programs that have coded a corpus.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.

    Returns
    -------
    list of str
        The names of their files, sorted.
    """
    return sorted(file.name.removesuffix(RUN_ENDING) for file in glob_files(Path(folder), f"*{RUN_ENDING}"))


@returns_table("coder_runs")
def read_runs(folder: Path) -> pd.DataFrame:
    """Read the records of all runs of a corpus.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.

    Returns
    -------
    DataFrame
        The table coder_runs, a row for each program, sorted by name.

    Raises
    ------
    InputError
        As read_run.
    """
    folder = Path(folder)
    rows = []
    for name in list_run_names(folder):
        record = read_run(folder / f"{name}{RUN_ENDING}")
        files = shlex.join(word for named in record.files for word in (named.file, named.sha256))
        texts = {"command": shlex.join(record.command), "files": files}
        rows.append({"coder": name, **asdict(record), **texts, "shots": len(record.shots)})
    return pd.DataFrame(rows, columns=["coder", *RunRecord.__dataclass_fields__])


@returns_table("codings")
def leave_out_shots(codings: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Leave out the codes of a program for the statements that its own prompt showed as coded examples.

    Parameters
    ----------
    codings : DataFrame
        The table codings.
    folder : Path
        The folder corpus/coding.

    Returns
    -------
    DataFrame
        The table codings without these rows. Other statements with the same words stay.
    """
    shown = [
        (name, shot.document, shot.sentence)
        for name in list_run_names(folder)
        for shot in read_run(Path(folder) / f"{name}{RUN_ENDING}").shots
    ]
    rows = pd.MultiIndex.from_frame(codings[["coder", "document", "sentence"]])
    return codings[~rows.isin(shown)].reset_index(drop=True)

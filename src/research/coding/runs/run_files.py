"""The files of a run: NAME.csv with the codes, NAME.run.toml, the prompt and the problems, written together."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pandas as pd

from research.coding.runs.coder_prompt import NOT_CODED
from research.coding.runs.coder_runs import (
    NO_ANSWER,
    CoderTask,
    RunResult,
    RunSettings,
    list_run_codes,
    list_run_problems,
)
from research.coding.runs.run_records import (
    RUN_ENDING,
    NamedFile,
    RunRecord,
    read_run,
    render_run,
)
from research.coding.runs.run_secrets import hide_credentials
from research.coding.sampling import UNITS, hash_text
from research.tables import Fault, InputError, format_csv, hash_file, read_cells, write_files

RUNS = "runs"
# What an earlier record tells, where a later call asked nothing.
_STAYS = ("day", "seconds", "seed", "batch", "files", "package")


def find_kept(folder: Path, name: str) -> Path:
    """Find the file that keeps the answers of a program.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.
    name : str
        The name of the coder.

    Returns
    -------
    Path
        runs/NAME.answers.jsonl.
    """
    return folder / RUNS / f"{name}.answers.jsonl"


def list_named_files(command: Sequence[str]) -> tuple[NamedFile, ...]:
    """List the files that the arguments of a command name, such as the program's own, with their hashes.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments.

    Returns
    -------
    tuple of NamedFile
        One for each argument that is the path of a file; the program itself (the first) only where it is
        a script of Python. What hide_credentials takes out of a command is left out.
    """
    files = {}
    for place, argument in enumerate(hide_credentials(command)):
        path = Path(argument)
        # An argument may be no path at all, or one that is too long.
        with suppress(OSError, ValueError):
            if argument and (place or path.suffix == ".py") and path.is_file():
                files[argument] = hash_file(path)
    return tuple(NamedFile(name, sha256) for name, sha256 in files.items())


def refuse_other_run(folder: Path, name: str, task: CoderTask, settings: RunSettings) -> None:
    """Refuse a name that a person has, or under which another program, prompt or context has coded.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.
    name : str
        The name of the coder.
    task : CoderTask
        With the prompt, and the codebook that lists the people.
    settings : RunSettings
        With the command and the context.

    Raises
    ------
    InputError
        Where the name is that of a person, who may not have coded yet, or the codes under it are not those of the same
        program with the same prompt and context.
    """
    record, person = folder / f"{name}{RUN_ENDING}", ""
    if name in {coder.name for coder in task.codebook.coder}:
        person = f"{name!r}, whom codebook.toml lists"
    elif not record.is_file() and (folder / f"{name}.csv").exists():
        person = f"{name}.csv, which no program wrote"
    if person:
        expected, remedy = "a name of its own for each coder", "give the program another name"
        raise InputError([Fault("NAME", "coder", person, expected, remedy)])
    if record.is_file():
        known = read_run(record)
        command = hide_credentials(settings.command)
        asked = {"command": command, "prompt": hash_text(task.prompt), "context": settings.context}
        recorded = {"command": known.command, "prompt": known.prompt_sha256, "context": known.context}
        if changed := ", ".join(part for part in asked if asked[part] != recorded[part]):
            remedy = "give this run another name, so that the two can be compared; or move the files of that one away"
            raise InputError([Fault(record.as_posix(), changed, "that of another run", "the same", remedy)])


def refuse_lost_codes(folder: Path, name: str, items: pd.DataFrame, known: pd.DataFrame) -> None:
    """Refuse a run over fewer statements than the file under its name has, since that file would be replaced.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.
    name : str
        The name of the coder.
    items, known : DataFrame
        The tables run_items of the run and of the whole corpus; codes on what the corpus no longer has may be lost.

    Raises
    ------
    InputError
        Where the run leaves out a statement that has codes under the name.
    """
    path = folder / f"{name}.csv"
    if not path.is_file():
        return
    coded = read_cells(path, remedy="restore it, or move it away").reindex(columns=UNITS, fill_value="")
    kept, coded_before = (len(coded.merge(table[UNITS].astype("str"), on=UNITS)) for table in (items, known))
    if kept < coded_before:
        found = f"{len(items)} statements, without {coded_before - kept} that have codes in {path.name}"
        remedy = "give this run another name; or leave out --key, and only what has no answer yet is asked"
        raise InputError([Fault("--key", "statements", found, "those of the file, or more", remedy)])


def write_run(path: Path, items: pd.DataFrame, result: RunResult, *, prompt: str, record: RunRecord) -> RunRecord:
    """Write the files of a run, all or none.

    Parameters
    ----------
    path : Path
        The file of the codes, NAME.csv in the folder corpus/coding.
    items : DataFrame
        The table run_items.
    result : RunResult
        As ask_coder gives it.
    prompt : str
        The prompt.
    record : RunRecord
        The record; what is counted from the answers, and the hashes of the prompt and the codes, are put in here. Where
        all answers were kept from earlier calls, the day, seconds, seed, batch, files and package of the earlier record
        stay: they tell how the codes came about.

    Returns
    -------
    RunRecord
        The record as it was written.

    Raises
    ------
    InputError
        Where no statement has an answer; then the problems alone are written.
    """
    folder, name = path.parent, path.stem
    if items.empty:
        remedy = "find who speaks first: research attribute, or research check"
        raise InputError([Fault("the corpus", "statements", "none that is reported", "one or more", remedy)])
    codes, problems = list_run_codes(items, result), list_run_problems(items, result)
    listed, file = folder / RUNS / f"{name}.problems.csv", folder / f"{name}{RUN_ENDING}"
    if codes.empty:
        # That a statement has no answer says less than why a line that came is of no use.
        first = problems.sort_values("problem", key=lambda column: column.eq(NO_ANSWER), kind="stable").iloc[0]
        why = f"{first['problem']}: {first['found']}" if first["found"] else first["problem"]
        write_files({listed: format_csv(problems)}, folder)
        found = f"none on {items['item'].nunique()} statements, such as {why!r}"
        remedy = f"see {listed.as_posix()}, and try it on one line first"
        raise InputError([Fault("the program", "answers", found, "one on each", remedy)])
    # Without the day, which the record has, so that the same answers on another day are the same file.
    content = format_csv(codes)
    answers = result.answers.values()
    models = sorted({answer.model for answer in answers} - {""})
    record = replace(
        record,
        model=", ".join(models),
        prompt_sha256=hash_text(prompt),
        codes_sha256=hash_text(content.decode("utf-8")),
        statements=len(items),
        not_coded=int(codes["frames"].eq(NOT_CODED).sum()),
        unanswered=len(items) - len(codes),
        tokens=sum(answer.tokens for answer in answers),
    )
    if result.kept == len(result.answers) and file.is_file():
        known = read_run(file)
        record = replace(record, **{field: getattr(known, field) for field in _STAYS})
    files: dict[Path, bytes | None] = {
        path: content,
        file: render_run(record),
        folder / RUNS / f"{name}.prompt.md": prompt.encode("utf-8", "replace"),
        listed: format_csv(problems) if len(problems) else None,
    }
    write_files(files, folder)
    return record

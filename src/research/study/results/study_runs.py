"""Running studies, storing their tables with hashes of the inputs, and reading them while these are unchanged."""

import importlib.util
import json
import re
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from research.study.results.study_inputs import KINDS, describe_changes, hash_bytes, hash_inputs
from research.study.results.study_modules import StudyModule, find_studies, get_study
from research.tables import Fault, InputError, format_csv, read_bytes, returns_table, unescape_formulas, write_files

RESULTS = "results"
# Versions recorded with a result and not compared: other versions change last digits at most.
PACKAGES = ("numpy", "pandas", "scikit-learn", "scipy")


@returns_table("studies")
def list_studies(project: Path) -> pd.DataFrame:
    """List the studies and whether their tables are up to date.

    Parameters
    ----------
    project : Path
        The project folder.

    Returns
    -------
    DataFrame
        The table studies: study, state (fresh, stale or not run), changed (what changed) and remedy (the command that
        runs it).

    Raises
    ------
    InputError
        As find_studies.

    Examples
    --------
    >>> list_studies(Path()).columns.tolist()
    ['study', 'state', 'changed', 'remedy']
    """
    rows = []
    for name, study in find_studies(project).items():
        fault = _find_change(Path(project), study)
        state = "fresh" if fault is None else "not run" if fault.field == "file" else "stale"
        rows.append((name, state, fault.found if fault and state == "stale" else "", study.remedy if fault else ""))
    return pd.DataFrame(rows, columns=["study", "state", "changed", "remedy"])


def run_study(project: Path, name: str, *, workers: int = 1) -> dict[str, pd.DataFrame]:
    """Run a study and store its tables.

    Parameters
    ----------
    project : Path
        The project folder.
    name : str
        The name of the study.
    workers : int
        Number of processes; the same inputs give the same bytes with any number.

    Returns
    -------
    dict
        The tables by name: that of the study, or one that begins with it and an underscore. They are written to
        results/<table>.csv, with a record of the inputs in results/<name>.json.

    Raises
    ------
    InputError
        Where there is no such study, a pattern of its inputs finds no file, an input changed during the run, it does
        not return tables by name, or it does not take workers. Then nothing is written.

    Examples
    --------
    >>> run_study(Path(), "colours")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    benchmarks: study: found 'colours', expected one of ...
    """
    project = Path(project)
    study = get_study(project, name)
    before = hash_inputs(project, study)
    run = _load_run(study)
    if workers > 1 and not study.shared:
        raise InputError([Fault(f"study {name}", "workers", str(workers), "1, as it knows no other number")])
    made = run(project, workers=workers) if study.shared else run(project)
    _check_tables(name, made)
    if changes := describe_changes(before, hash_inputs(project, study)):
        expected = "the same inputs throughout"
        raise InputError([Fault(f"study {name}", "inputs", f"{changes} while it ran", expected, "run it again")])
    contents = {table: format_csv(made[table]) for table in sorted(made)}
    record = {
        "study": name,
        "seed": study.seed,
        "patterns": list(study.patterns),
        "inputs": before,
        "versions": {package: version(package) for package in PACKAGES},
        "tables": {
            table: {"sha256": hash_bytes(content), "columns": {str(c): str(t) for c, t in made[table].dtypes.items()}}
            for table, content in contents.items()
        },
    }
    files = {project / RESULTS / f"{table}.csv": content for table, content in contents.items()}
    files[project / RESULTS / f"{name}.json"] = (json.dumps(record, indent=2, sort_keys=True) + "\n").encode("utf-8")
    write_files(files, project)
    return made


def _check_tables(name: str, made: Any) -> None:
    where, expected = f"study {name}", "tables (pandas.DataFrame) by their names"
    if not isinstance(made, dict) or not all(isinstance(table, pd.DataFrame) for table in made.values()):
        raise InputError([Fault(where, "run", type(made).__name__, expected, "mend what run returns")])
    faults = [
        Fault(where, "table", repr(table), f"{name}, or {name}_ and small letters, digits and low lines")
        for table in made
        if not re.fullmatch(rf"{re.escape(name)}(_[a-z0-9_]+)?", str(table))
    ]
    if faults or not made:
        raise InputError(faults or [Fault(where, "run", "no table", expected)])


def read_study(project: Path, name: str, *, table: str = "") -> pd.DataFrame:
    """Read a table of a study.

    Parameters
    ----------
    project : Path
        The project folder.
    name : str
        The name of the study.
    table : str
        The name of the table; that of the study where empty.

    Returns
    -------
    DataFrame
        The table as stored.

    Raises
    ------
    InputError
        Where the study was not run, or is stale: one fault that says what changed, the command that runs it and how
        long that takes.

    Examples
    --------
    >>> read_study(Path(), "colours")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    benchmarks: study: found 'colours', expected one of ...
    """
    project = Path(project)
    study = get_study(project, name)
    if fault := _find_change(project, study):
        raise InputError([fault])
    tables = _read_record(project, study)["tables"]
    wanted = table or name
    if wanted not in tables:
        raise InputError([Fault(f"{RESULTS}/{name}.json", "table", repr(wanted), "one of " + ", ".join(tables))])
    types: dict[str, str] = tables[wanted]["columns"]
    texts = {column: "str" for column, type_name in types.items() if type_name in ("str", "object")}
    values = pd.read_csv(
        project / RESULTS / f"{wanted}.csv",
        keep_default_na=False,
        na_values={column: [""] for column in types if column not in texts},
        dtype=texts,
    )
    return unescape_formulas(values).astype(
        {column: type_name for column, type_name in types.items() if column not in texts}
    )


def _find_change(project: Path, study: StudyModule) -> Fault | None:
    """The fault of a study whose tables do not match its inputs; None where they are up to date."""
    record_path = f"{RESULTS}/{study.name}.json"
    if not (project / record_path).is_file():
        return Fault(record_path, "file", "nothing there", "what the study was made of", study.remedy)
    record = _read_record(project, study)
    if not record:
        return Fault(record_path, "record", "something else", "what the study was made of", study.remedy)
    changes_found = [describe_changes(record["inputs"], hash_inputs(project, study))]
    for table, kept in record["tables"].items():
        file = project / RESULTS / f"{table}.csv"
        current = hash_bytes(read_bytes(file)) if file.is_file() else ""
        if current != kept["sha256"]:
            changes_found.append(f"{RESULTS}/{table}.csv {'edited by hand' if current else 'gone'}")
    changes = "; ".join(filter(None, changes_found))
    return Fault(f"study {study.name}", "tables", changes, "as when it ran", study.remedy) if changes else None


def _read_record(project: Path, study: StudyModule) -> dict[str, Any]:
    """The record of a study's last run; empty where the file is not such a record."""
    try:
        record = json.loads(read_bytes(project / RESULTS / f"{study.name}.json"))
    except (ValueError, RecursionError):
        return {}
    sound = isinstance(record, dict) and _is_inputs(record.get("inputs")) and _is_tables(record.get("tables"), study)
    return record if sound else {}


def _is_inputs(found: Any) -> bool:
    return isinstance(found, dict) and set(found) == set(KINDS) and all(map(_is_texts, found.values()))


def _is_tables(found: Any, study: StudyModule) -> bool:
    return isinstance(found, dict) and all(
        re.fullmatch(rf"{re.escape(study.name)}(_[a-z0-9_]+)?", name)
        and isinstance(kept, dict)
        and isinstance(kept.get("sha256"), str)
        and _is_texts(kept.get("columns"))
        for name, kept in found.items()
    )


def _is_texts(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(value, str) for value in found.values())


def _load_run(study: StudyModule) -> Callable[..., dict[str, pd.DataFrame]]:
    spec = importlib.util.spec_from_file_location(f"study_{study.name}", study.path)
    if spec is None or spec.loader is None:
        raise InputError([Fault(study.path.as_posix(), "file", "nothing to run", "a Python module")])
    # It stays out of sys.modules: what joblib then sends to other processes is the code itself, not a name that they
    # could not import.
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    run: Callable[..., dict[str, pd.DataFrame]] = module.run
    return run

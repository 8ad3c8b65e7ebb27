"""Studies that take longer than a notebook should: run by name, their tables kept with the hashes of what went in.

A study is a module of benchmarks/ with INPUTS, a tuple of patterns of the files that its tables hang on, SEED, and
run(project), which returns its tables by name; where run takes jobs, so many processes may share the work. Its own file
is always an input. results/ holds the tables and, for each study, what they were made of. Texts are hashed with their
line ends as \\n, so that a checkout on Windows is no other input.
"""

import ast
import hashlib
import importlib.util
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from research.tables import Fault, InputError, format_csv, replace_file

FOLDER, RESULTS = "benchmarks", "results"
# What is written down beside a result and compared with nothing: other versions change last digits at most.
PACKAGES = ("numpy", "pandas", "scikit-learn", "scipy")


@dataclass(frozen=True)
class Study:
    """A study as its module declares it, read without running it."""

    name: str
    path: Path
    patterns: tuple[str, ...]
    seed: int | None


def find_studies(project: Path) -> dict[str, Study]:
    """Find the modules of benchmarks/ that declare INPUTS and run, by name.

    >>> "correction" in find_studies(Path())
    True
    """
    found = {}
    for path in sorted((Path(project) / FOLDER).glob("*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        known = {
            target.id: node.value
            for node in body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and target.id in ("INPUTS", "SEED")
        }
        if "INPUTS" in known and any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in body):
            own = f"{FOLDER}/{path.name}"
            seed = ast.literal_eval(known["SEED"]) if "SEED" in known else None
            found[path.stem] = Study(path.stem, path, (own, *ast.literal_eval(known["INPUTS"])), seed)
    return found


def list_studies(project: Path) -> pd.DataFrame:
    """List the studies: study, state (fresh, stale or not run), changed (the inputs that changed, by ";").

    >>> list_studies(Path()).columns.tolist()
    ['study', 'state', 'changed']
    """
    rows = []
    for name in find_studies(project):
        record = Path(project) / RESULTS / f"{name}.json"
        changes = [f"{fault.where} ({fault.found})" for fault in find_changes(project, name)]
        state = "not run" if not record.is_file() else "stale" if changes else "fresh"
        rows.append((name, state, "; ".join(changes) if state == "stale" else ""))
    return pd.DataFrame(rows, columns=["study", "state", "changed"])


def run_study(project: Path, name: str, *, jobs: int = 1) -> dict[str, pd.DataFrame]:
    """Run a study, write results/<table>.csv for each table and results/<name>.json, and return the tables.

    A table's name is that of the study, or begins with it and a low line. The same inputs give the same bytes, with any
    number of jobs. Raises InputError where there is no such study, a pattern of its inputs finds no file, an input
    changed while it ran, or jobs are asked of a study that knows none; then nothing is written.

    >>> run_study(Path(), "colours")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    benchmarks: study: found 'colours', expected one of ...
    """
    project = Path(project)
    study = _get_study(project, name)
    before = _hash_inputs(project, study.patterns)
    run = _load_run(study)
    if jobs > 1 and "jobs" not in inspect.signature(run).parameters:
        raise InputError([Fault(f"study {name}", "jobs", str(jobs), "1, as it knows no other number")])
    made = run(project, jobs=jobs) if jobs > 1 else run(project)
    after = _hash_inputs(project, study.patterns)
    faults = [
        Fault(path, "input", "changed while the study ran", "the same file throughout", "run it again")
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    ]
    faults += [
        Fault(f"study {name}", "table", repr(table), f"{name}, or {name}_ and more")
        for table in made
        if table != name and not table.startswith(f"{name}_")
    ]
    if faults:
        raise InputError(faults)
    contents = {table: format_csv(made[table]) for table in sorted(made)}
    record = {
        "study": name,
        "seed": study.seed,
        "patterns": list(study.patterns),
        "inputs": before,
        "versions": {package: version(package) for package in PACKAGES},
        "tables": {
            table: {"sha256": _hash(content), "columns": {str(c): str(t) for c, t in made[table].dtypes.items()}}
            for table, content in contents.items()
        },
    }
    for table, content in contents.items():
        replace_file(project / RESULTS / f"{table}.csv", content)
    # Last, since it vouches for the tables: where writing them breaks off, the old record no longer fits them.
    text = json.dumps(record, indent=2, sort_keys=True) + "\n"
    replace_file(project / RESULTS / f"{name}.json", text.encode("utf-8"))
    return made


def read_study(project: Path, name: str, *, table: str = "") -> pd.DataFrame:
    """Read a study's table, that of the study's own name by default.

    Raises InputError where the study was not run or is stale: an input changed, came or went, or the table was edited;
    each is named, with the command that makes the table anew.

    >>> read_study(Path(), "colours")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    benchmarks: study: found 'colours', expected one of ...
    """
    project = Path(project)
    if faults := find_changes(project, name):
        raise InputError(faults)
    tables = _read_record(project / RESULTS / f"{name}.json")["tables"]
    wanted = table or name
    if wanted not in tables:
        raise InputError([Fault(f"{RESULTS}/{name}.json", "table", repr(wanted), "one of " + ", ".join(tables))])
    kinds: dict[str, str] = tables[wanted]["columns"]
    texts = {column: "str" for column, kind in kinds.items() if kind in ("str", "object")}
    found = pd.read_csv(
        project / RESULTS / f"{wanted}.csv",
        keep_default_na=False,
        na_values={column: [""] for column in kinds if column not in texts},
        dtype=texts,
    )
    return found.astype({column: kind for column, kind in kinds.items() if column not in texts})


def find_changes(project: Path, name: str) -> list[Fault]:
    """Say what stands between a study's tables and its inputs as they are; nothing where the tables are fresh.

    Raises InputError where there is no such study.
    """
    project = Path(project)
    study = _get_study(project, name)
    remedy = f"run: research study {name}"
    path = project / RESULTS / f"{name}.json"
    if not path.is_file():
        return [Fault(f"{RESULTS}/{name}.json", "file", "nothing there", "what the study was made of", remedy)]
    record = _read_record(path)
    if not {"inputs", "tables"} <= set(record):
        return [Fault(f"{RESULTS}/{name}.json", "record", "something else", "what the study was made of", remedy)]
    now, then = _hash_inputs(project, study.patterns), record["inputs"]
    words = {(True, False): "new", (False, True): "gone", (True, True): "changed"}
    faults = [
        Fault(place, "input", words[place in now, place in then], f"as when {name} ran", remedy)
        for place in sorted({*now, *then})
        if now.get(place) != then.get(place)
    ]
    for table, kept in record["tables"].items():
        file = project / RESULTS / f"{table}.csv"
        found = _hash(file.read_bytes()) if file.is_file() else ""
        if found != kept["sha256"]:
            told = "edited by hand" if found else "nothing there"
            faults.append(Fault(f"{RESULTS}/{table}.csv", "table", told, f"as {name} wrote it", remedy))
    return faults


def _get_study(project: Path, name: str) -> Study:
    studies = find_studies(project)
    if name not in studies:
        known = "one of " + ", ".join(studies) if studies else "a study, of which there is none"
        raise InputError([Fault(FOLDER, "study", repr(name), known)])
    return studies[name]


def _read_record(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _hash_inputs(project: Path, patterns: tuple[str, ...]) -> Mapping[str, str]:
    """The hash of each file that a pattern finds, by its path in the project."""
    found: dict[str, str] = {}
    faults = []
    for pattern in patterns:
        files = [path for path in project.glob(pattern) if path.is_file()]
        found |= {path.relative_to(project).as_posix(): _hash(path.read_bytes()) for path in files}
        if not files:
            faults.append(Fault(pattern, "input", "no such file", "what the study is made of", "check the project"))
    if faults:
        raise InputError(faults)
    return dict(sorted(found.items()))


def _load_run(study: Study) -> Callable[..., dict[str, pd.DataFrame]]:
    spec = importlib.util.spec_from_file_location(f"study_{study.name}", study.path)
    if spec is None or spec.loader is None:
        raise InputError([Fault(study.path.as_posix(), "file", "nothing to run", "a Python module")])
    # It stays out of sys.modules: what joblib then sends to other processes is the code itself, not a name that they
    # could not import.
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    run: Callable[..., dict[str, pd.DataFrame]] = module.run
    return run

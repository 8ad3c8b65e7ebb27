"""What a study says of itself, read from its module without running it."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from research.tables import Fault, InputError, read_bytes

FOLDER = "benchmarks"
_NAMES = ("INPUTS", "SEED", "MINUTES")


@dataclass(frozen=True)
class StudyModule:
    """A study: its name, its module, the patterns of its corpus files, its seed, the minutes that it takes.

    shared says whether several processes may share its work.
    """

    name: str
    path: Path
    patterns: tuple[str, ...]
    seed: int | None
    minutes: int | None
    shared: bool

    @property
    def remedy(self) -> str:
        """The command that runs it, and how long that takes."""
        minutes = f" (about {self.minutes} minute{'' if self.minutes == 1 else 's'})" if self.minutes else ""
        return f"run: research study {self.name}{minutes}"


def find_studies(project: Path) -> dict[str, StudyModule]:
    """Find the modules of benchmarks/ that declare INPUTS and run, by name.

    Raises InputError for a module that cannot be read, and for a declaration of another kind.

    >>> "correction" in find_studies(Path())
    True
    """
    paths = sorted(path for path in (Path(project) / FOLDER).glob("*.py") if path.is_file())
    studies = [study for path in paths if (study := _read_study(path))]
    return {study.name: study for study in studies}


def get_study(project: Path, name: str) -> StudyModule:
    """The study of that name; others are not read. Raises InputError where there is none."""
    path = Path(project) / FOLDER / f"{name}.py"
    study = _read_study(path) if name.isidentifier() and path.is_file() else None
    if study is None:
        studies = find_studies(project)
        known = "one of " + ", ".join(studies) if studies else "a study, of which there is none"
        raise InputError([Fault(FOLDER, "study", repr(name), known)])
    return study


def parse_module(content: bytes, where: str) -> ast.Module:
    """Parse a module of Python. Raises InputError for what is none."""
    try:
        return ast.parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        found, expected = f"bytes that are not UTF-8, from {error.start} on", "a Python module in UTF-8"
    except SyntaxError as error:
        found, expected = f"{error.msg} in line {error.lineno}", "a Python module"
    except (ValueError, RecursionError, MemoryError) as error:
        found, expected = f"what cannot be parsed ({error or type(error).__name__})", "a Python module"
    raise InputError([Fault(where, "module", found, expected, "mend it")]) from None


def _read_study(path: Path) -> StudyModule | None:
    where = f"{FOLDER}/{path.name}"
    body = parse_module(read_bytes(path), where).body
    known = {name: value for node in body for name, value in _list_values(node) if name in _NAMES}
    run = next((node for node in body if isinstance(node, ast.FunctionDef) and node.name == "run"), None)
    if "INPUTS" not in known or run is None:
        return None
    told = _evaluate(known, where)
    patterns = told["INPUTS"]
    if not isinstance(patterns, tuple | list) or not all(isinstance(pattern, str) for pattern in patterns):
        raise InputError([Fault(where, "INPUTS", repr(patterns), "a tuple of patterns, such as ('corpus/*.csv',)")])
    outside = [pattern for pattern in patterns if not _is_inside(pattern)]
    if outside:
        expected = "patterns of files in the project, such as 'corpus/coding/*.csv'"
        raise InputError([Fault(where, "INPUTS", ", ".join(map(repr, outside)), expected)])
    numbers = {name: told.get(name) for name in ("SEED", "MINUTES")}
    faults = [
        Fault(where, name, repr(value), "a whole number, not negative")
        for name, value in numbers.items()
        if value is not None and (type(value) is not int or value < 0)
    ]
    if faults:
        raise InputError(faults)
    shared = "workers" in {argument.arg for argument in [*run.args.args, *run.args.kwonlyargs]}
    return StudyModule(path.stem, path, tuple(patterns), numbers["SEED"], numbers["MINUTES"], shared)


def _list_values(node: ast.stmt) -> list[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        return [(target.id, node.value) for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        return [(node.target.id, node.value)]
    return []


def _evaluate(known: Mapping[str, ast.expr], where: str) -> dict[str, Any]:
    """The values of declarations, which have to be literal: reading a study runs nothing of it."""
    found, faults = {}, []
    for name, value in known.items():
        try:
            found[name] = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            told = repr(ast.unparse(value)[:80])
            faults.append(Fault(where, name, told, "a literal value, which can be read without running the module"))
    if faults:
        raise InputError(faults)
    return found


def _is_inside(pattern: str) -> bool:
    """Whether a pattern stays within the project, on every system."""
    parts = PurePosixPath(pattern).parts
    return bool(parts) and ".." not in parts and "\\" not in pattern and not PureWindowsPath(pattern).anchor

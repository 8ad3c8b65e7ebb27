"""Declarations of a study, read from its module without running it."""

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
    """A study as its module declares it.

    Parameters
    ----------
    name : str
        The name of the study.
    path : Path
        Its module.
    patterns : tuple of str
        Patterns of the corpus files that it reads.
    seed, minutes : int or None
        Its seed, and how many minutes it takes.
    shared : bool
        Whether several processes may share its work.
    """

    name: str
    path: Path
    patterns: tuple[str, ...]
    seed: int | None
    minutes: int | None
    shared: bool

    @property
    def remedy(self) -> str:
        """The command that runs the study, and how long that takes."""
        minutes = f" (about {self.minutes} minute{'' if self.minutes == 1 else 's'})" if self.minutes else ""
        return f"run: research study {self.name}{minutes}"


def find_studies(project: Path) -> dict[str, StudyModule]:
    """Find the studies: modules that declare INPUTS and a function run.

    Parameters
    ----------
    project : Path
        The project folder.

    Returns
    -------
    dict
        The StudyModule of each study by its name.

    Raises
    ------
    InputError
        For a module that cannot be read, and for an invalid declaration.

    Examples
    --------
    >>> "correction" in find_studies(Path())
    True
    """
    paths = sorted(path for path in (Path(project) / FOLDER).glob("*.py") if path.is_file())
    studies = [study for path in paths if (study := _read_study(path))]
    return {study.name: study for study in studies}


def get_study(project: Path, name: str) -> StudyModule:
    """Get one study by its name, without reading the others.

    Parameters
    ----------
    project : Path
        The project folder.
    name : str
        The name of the study.

    Returns
    -------
    StudyModule
        The study.

    Raises
    ------
    InputError
        Where there is no such study.
    """
    path = Path(project) / FOLDER / f"{name}.py"
    study = _read_study(path) if name.isidentifier() and path.is_file() else None
    if study is None:
        studies = find_studies(project)
        expected = "one of " + ", ".join(studies) if studies else "a study, of which there is none"
        raise InputError([Fault(FOLDER, "study", repr(name), expected)])
    return study


def parse_module(content: bytes, where: str) -> ast.Module:
    """Parse a Python module. Raises InputError for what is not Python."""
    try:
        return ast.parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        given, expected = f"bytes that are not UTF-8, from {error.start} on", "a Python module in UTF-8"
    except SyntaxError as error:
        given, expected = f"{error.msg} in line {error.lineno}", "a Python module"
    except (ValueError, RecursionError, MemoryError) as error:
        given, expected = f"what cannot be parsed ({error or type(error).__name__})", "a Python module"
    raise InputError([Fault(where, "module", given, expected, "mend it")]) from None


def _read_study(path: Path) -> StudyModule | None:
    where = f"{FOLDER}/{path.name}"
    body = parse_module(read_bytes(path), where).body
    declarations = {name: value for node in body for name, value in _list_values(node) if name in _NAMES}
    run = next((node for node in body if isinstance(node, ast.FunctionDef) and node.name == "run"), None)
    if "INPUTS" not in declarations or run is None:
        return None
    declared = _evaluate(declarations, where)
    patterns = declared["INPUTS"]
    if not isinstance(patterns, tuple | list) or not all(isinstance(pattern, str) for pattern in patterns):
        raise InputError([Fault(where, "INPUTS", repr(patterns), "a tuple of patterns, such as ('corpus/*.csv',)")])
    outside = [pattern for pattern in patterns if not _is_inside(pattern)]
    if outside:
        expected = "patterns of files in the project, such as 'corpus/coding/*.csv'"
        raise InputError([Fault(where, "INPUTS", ", ".join(map(repr, outside)), expected)])
    numbers = {name: declared.get(name) for name in ("SEED", "MINUTES")}
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


def _evaluate(declarations: Mapping[str, ast.expr], where: str) -> dict[str, Any]:
    """The values of declarations, which must be literals, since the module is not run."""
    values, faults = {}, []
    for name, value in declarations.items():
        try:
            values[name] = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            given = repr(ast.unparse(value)[:80])
            faults.append(Fault(where, name, given, "a literal value, which can be read without running the module"))
    if faults:
        raise InputError(faults)
    return values


def _is_inside(pattern: str) -> bool:
    """Whether a pattern stays within the project, on every system."""
    parts = PurePosixPath(pattern).parts
    return bool(parts) and ".." not in parts and "\\" not in pattern and not PureWindowsPath(pattern).anchor

"""What the tables of a study depend on: the code that it runs, the data that this reads, the corpus files it declares.

Code is hashed by its syntax, without comments, docstrings and layout. Which modules count follows from the imports,
those inside functions included. Of src/research/tables/data those files count whose names occur in that code; of the
declared tables in tables.csv those whose names do, without what their columns mean in words.
"""

import ast
import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from research.study.results.study_modules import FOLDER, StudyModule, parse_module
from research.tables import Fault, InputError, read_bytes

# The package that a study imports is the one that runs it.
PACKAGE = Path(__file__).resolve().parents[2]
# Three kinds: code, data and corpus, each the hashes of its files by path.
Inputs: TypeAlias = dict[str, dict[str, str]]
KINDS = ("code", "data", "corpus")


@dataclass(frozen=True)
class _Code:
    """A parsed module: the hash of its syntax, the names that it imports, the texts in it."""

    sha256: str
    imports: tuple[tuple[int, str], ...]
    texts: frozenset[str]


def hash_inputs(project: Path, study: StudyModule) -> Inputs:
    """Hash all that a study's tables depend on, by kind and path.

    Raises InputError for a pattern without a file, and for code that cannot be read.
    """
    code = _follow_imports(study.path)
    texts = frozenset().union(*(module.texts for module in code.values()))
    data = {
        path.name: _hash_data(path, texts)
        for path in sorted((PACKAGE / "tables" / "data").glob("*.*"))
        if path.suffix != ".py" and any(text == path.name or text.endswith(f"/{path.name}") for text in texts)
    }
    return {
        "code": {relative_path: module.sha256 for relative_path, module in sorted(code.items())},
        "data": data,
        "corpus": _hash_files(project, study.patterns),
    }


def describe_changes(then: Mapping[str, Mapping[str, str]], now: Inputs) -> str:
    """Describe in one line how the inputs changed, by kind; empty where all are the same.

    A file with another name and the same content is no change.

    Examples
    --------
    >>> then = {"code": {"a.py": "1", "b.py": "2"}, "corpus": {"corpus/documents/x.md": "5"}}
    >>> describe_changes(then, {"code": {"c.py": "2", "a.py": "3"}, "data": {}, "corpus": {}})
    'code changed (a.py); 1 document gone'
    """
    parts = []
    for kind in KINDS:
        before, after = dict(then.get(kind, {})), now[kind]
        if kind == "corpus":
            documents = [{p: h for p, h in hashes.items() if _is_document(p)} for hashes in (before, after)]
            changes = _compare(*documents)
            counted = [_count(len(changed), "document") + f" {word}" for word, changed in changes.items() if changed]
            parts += [", ".join(counted)] if counted else []
            before, after = ({p: h for p, h in hashes.items() if not _is_document(p)} for hashes in (before, after))
        changed = sorted({relative_path for paths in _compare(before, after).values() for relative_path in paths})
        noun = {"code": "code", "data": "data", "corpus": "corpus"}[kind]
        if changed:
            more = "" if len(changed) <= 3 else f" and {len(changed) - 2} more"
            parts.append(f"{noun} changed ({', '.join(changed if not more else changed[:2])}{more})")
    return "; ".join(parts)


def hash_bytes(content: bytes) -> str:
    """Hash a file with its line ends as LF, so that a checkout on Windows is no other input."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _hash_data(path: Path, texts: frozenset[str]) -> str:
    if path.name != "tables.csv":
        return hash_bytes(read_bytes(path))
    lines = [line for line in read_bytes(path).decode("utf-8").splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines)
    kept = [[cell for name, cell in row.items() if name != "meaning"] for row in rows if row["table"] in texts]
    return hashlib.sha256(repr(kept).encode()).hexdigest()


def _is_document(relative_path: str) -> bool:
    return "/documents/" in relative_path


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _compare(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, list[str]]:
    """The paths that are gone, new and changed; a renamed file with the same content is neither."""
    gone, new = sorted(then.keys() - now.keys()), sorted(now.keys() - then.keys())
    for relative_path in list(gone):
        renamed = next((other for other in new if now[other] == then[relative_path]), None)
        if renamed:
            gone.remove(relative_path)
            new.remove(renamed)
    return {"gone": gone, "new": new, "changed": sorted(p for p in then.keys() & now.keys() if then[p] != now[p])}


def _hash_files(project: Path, patterns: Iterable[str]) -> dict[str, str]:
    hashes: dict[str, str] = {}
    faults = []
    for pattern in patterns:
        files = [path for path in project.glob(pattern) if path.is_file()]
        hashes |= {path.relative_to(project).as_posix(): hash_bytes(read_bytes(path)) for path in files}
        if not files:
            faults.append(Fault(pattern, "input", "no such file", "what the study is made of", "check the project"))
    if faults:
        raise InputError(faults)
    return dict(sorted(hashes.items()))


def _follow_imports(path: Path) -> dict[str, _Code]:
    """The module at path and all modules of the project that it imports, directly or indirectly, by path."""
    parsed: dict[str, _Code] = {}
    waiting = {f"{FOLDER}/{path.name}": (path, "")}
    while waiting:
        relative_path, (file, name) = waiting.popitem()
        code = parsed[relative_path] = _parse(read_bytes(file), relative_path)
        for level, target in code.imports:
            package = name if file.name == "__init__.py" else name.rpartition(".")[0]
            base = package.rsplit(".", level - 1)[0] + "." if level else ""
            for module, other in _find_modules(base + target, path.parent):
                in_package = other.is_relative_to(PACKAGE)
                where = f"research/{other.relative_to(PACKAGE).as_posix()}" if in_package else f"{FOLDER}/{other.name}"
                if where not in parsed:
                    waiting[where] = (other, module)
    return parsed


def _find_modules(name: str, beside: Path) -> Iterator[tuple[str, Path]]:
    """The files behind a name, with those of the packages that it is in; beside is the folder of the study."""
    first, *rest = name.split(".")
    if first != "research":
        file = beside / f"{first}.py"
        if file.is_file():
            yield first, file
        return
    yield "research", PACKAGE / "__init__.py"
    folder = PACKAGE
    for number, part in enumerate(rest, start=1):
        module, file = ".".join(["research", *rest[:number]]), folder / f"{part}.py"
        if file.is_file():
            yield module, file
            return
        if not (folder / part / "__init__.py").is_file():
            # A public name of a room: the module that the room takes it from.
            if origin := _read_face(folder).get(part):
                yield from _find_modules(f"{module.rpartition('.')[0]}.{origin}", beside)
            return
        folder /= part
        yield module, folder / "__init__.py"


@cache
def _read_face(folder: Path) -> dict[str, str]:
    """The public names of a room and the modules, relative to the room, that define them."""
    stub = folder / "__init__.pyi"
    nodes = parse_module(read_bytes(stub), stub.name).body if stub.is_file() else []
    return {alias.name: str(node.module) for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}


@lru_cache(maxsize=4096)
def _parse(content: bytes, relative_path: str) -> _Code:
    tree = parse_module(content, relative_path)
    imports: set[tuple[int, str]] = set()
    texts = set()
    rooms: dict[str, str] = {}
    for node in ast.walk(tree):
        _drop_docstring(node)
        if isinstance(node, ast.Import):
            imports |= {(0, alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = f"{node.module}." if node.module else ""
            imports |= {(node.level, start + alias.name) for alias in node.names}
            rooms |= {alias.asname or alias.name: alias.name for alias in node.names if start == "research."}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
            # A module that is imported by its name in a text.
            imports |= {(0, node.value)} if node.value.startswith("research.") else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in rooms:
            imports.add((0, f"research.{rooms[node.value.id]}.{node.attr}"))
    if relative_path.startswith(f"{FOLDER}/"):
        tree.body = [node for node in tree.body if not _says_minutes(node)]
    return _Code(hashlib.sha256(_write(tree).encode()).hexdigest(), tuple(sorted(imports)), frozenset(texts))


def _says_minutes(node: ast.stmt) -> bool:
    """How long a study takes changes nothing in its tables."""
    return isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["MINUTES"]


def _drop_docstring(node: ast.AST) -> None:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or not node.body:
        return
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        node.body = node.body[1:]


def _write(node: Any) -> str:
    """The syntax of a module as a text, the same in every version of Python: without the fields that have no value."""
    if isinstance(node, ast.Constant):
        return f"{type(node.value).__name__} {node.value!a}"
    if isinstance(node, ast.AST):
        fields = [(name, value) for name, value in ast.iter_fields(node) if value is not None and value != []]
        inside = ",".join(f"{name}={_write(value)}" for name, value in fields if name != "ctx")
        return f"{type(node).__name__}({inside})"
    if isinstance(node, list):
        return "[" + ",".join(map(_write, node)) + "]"
    return ascii(node)

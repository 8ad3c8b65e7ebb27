"""The house in numbers: code lines, rooms and what they import, longest function, documented functions, notebooks.

PYTHONPATH=src python tests/house.py
"""

import ast
import importlib
import inspect
import io
import json
import tokenize
from pathlib import Path

from test_house import LEVELS, arrows, count_lines, functions_of, imports_of, modules_of, public_names, read_sources

ROOT = Path(__file__).resolve().parent.parent
LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def count_code(text: str) -> int:
    """Lines of a module without blanks, comments and docstrings."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = {n for token in tokens if token.type not in LAYOUT for n in range(token.start[0], token.end[0] + 1)}
    nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    firsts = [node.body[0] for node in nodes if ast.get_docstring(node)]
    return len(lines - {n for first in firsts for n in range(first.lineno, (first.end_lineno or 0) + 1)})


def count_crossings() -> int:
    """Modules that name a module or a public name's module of another room, each pair once."""
    pairs = set()
    for name, path in modules_of(ROOT).items():
        for full in imports_of(path.read_text(encoding="utf-8")):
            parts = full.split(".")
            if parts[0] != "research" or len(parts) < 3 or parts[1] == name.split(".")[0]:
                continue
            value = getattr(importlib.import_module(f"research.{parts[1]}"), parts[2], None)
            pairs.add((name, getattr(value, "__module__", f"research.{parts[1]}")))
    return len(pairs)


def list_functions() -> list[object]:
    """The public functions of all rooms."""
    names = [(room, name) for room in LEVELS if room != "cli" for name in sorted(public_names(room))]
    values = [getattr(importlib.import_module(f"research.{room}"), name) for room, name in names]
    return [value for value in values if inspect.isfunction(value)]


def main() -> None:
    """Print the numbers, one a line."""
    modules = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "src" / "research").rglob("*.py"))]
    print(f"code lines: {sum(map(count_code, modules)):,} in {len(modules)} modules, {len(LEVELS)} rooms")
    between = len(arrows(read_sources(ROOT)))
    print(f"arrows between rooms: {between}; modules imported across rooms, each pair once: {count_crossings()}")
    longest = max(functions_of(ROOT), key=lambda found: count_lines(found[1]))
    print(f"longest function: {longest[1].name} of {longest[0]}, {count_lines(longest[1])} lines without its docstring")
    texts = [inspect.getdoc(function) or "" for function in list_functions()]
    sections, examples = (sum(word in text for text in texts) for word in ("Parameters\n---", ">>> "))
    print(f"public functions: {len(texts)}, with sections {sections}, with a doctest {examples}")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        codes = ["".join(cell["source"]).splitlines() for cell in cells if cell["cell_type"] == "code"]
        sizes = [sum(bool(line.strip()) for line in lines) for lines in codes]
        print(f"{path.name}: {sum(sizes)} lines of code, longest cell {max(sizes)}")
    print(f"README.md: {(ROOT / 'README.md').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

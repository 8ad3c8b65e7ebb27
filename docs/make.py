"""Write the pages that are made from the package: docs/tables.md, docs/api.md, and the modules in CONTRIBUTING.md.

And what research new lays out and the project has itself: run.py, and those pins of the lock that a compendium needs.

.venv/bin/python docs/make.py           writes the pages
.venv/bin/python docs/make.py model     fits the decisions of the attribution anew on the coded documents, too
"""

import ast
import importlib
import inspect
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from research import attribution, study, tables

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "research"
START, STOP = "<!-- modules: made by docs/make.py -->\n", "<!-- end of modules -->\n"
TABLES = """# Every column of every table

Made by `docs/make.py` from the declarations in `research.tables`; do not edit by hand. Each table is declared once and
checked where it passes from one step to the next. `start` and `stop` count code points; `stop` is the position after
the last character.
"""
API = """# Modules and public names

Made by `docs/make.py` from the faces (`__init__.pyi`) and docstrings of the rooms; do not edit by hand. Import a name
from its room: `from research.compare import measure_shares`. `help(measure_shares)` shows parameters, returned columns
and examples.
"""


def render_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Render a Markdown table; a bar inside a cell is escaped."""
    head = list(head)
    lines = [head, ["---"] * len(head), *([cell.replace("|", r"\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def render_tables() -> str:
    """Render docs/tables.md: a list of the tables, then the columns of each."""
    names = tables.TABLES
    parts = [TABLES, "Tables: " + ", ".join(f"[{name}](#{name})" for name in names) + "\n"]
    for name in names:
        described = tables.describe_table(name)
        parts += [f"## {name}\n", render_table(described.columns, described.itertuples(index=False))]
    return "\n".join(parts)


def list_public(room: Path) -> list[tuple[str, str]]:
    """List the public names of a room with their modules, from its __init__.pyi; none where it has no such file."""
    face = room / "__init__.pyi"
    if not face.exists():
        return []
    nodes = [node for node in ast.parse(face.read_text(encoding="utf-8")).body if isinstance(node, ast.ImportFrom)]
    return sorted((alias.name, node.module or "") for node in nodes if node.module for alias in node.names)


def say_purpose(thing: object) -> str:
    """Return the first line of a docstring; of a constant its type."""
    if inspect.isclass(thing) or inspect.isroutine(thing):
        return (inspect.getdoc(thing) or "").split("\n")[0]
    kind = type(thing).__name__
    return "name of a type" if kind.endswith("Alias") else f"constant ({kind})"


def list_purposes(folder: Path) -> list[tuple[str, str]]:
    """List the modules of a room, those of its folders too, with the first lines of their docstrings."""
    rows = []
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        lines = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")
        # A program among the data is written out, never imported.
        rows += [] if name.endswith("__init__") or name.startswith("data.") else [(name, lines[0])]
    return rows


def render_api() -> str:
    """Render docs/api.md: for each room its modules and public names, with the first lines of their docstrings."""
    parts = [API]
    for room in sorted(path.parent for path in PACKAGE.glob("*/__init__.py")):
        module = importlib.import_module(f"research.{room.name}")
        names = [(f"`{name}`", place, say_purpose(getattr(module, name))) for name, place in list_public(room)]
        parts += [f"## {module.__name__}\n", render_table(("module", "purpose"), list_purposes(room))]
        parts += [render_table(("public name", "module", "purpose"), names)] * bool(names)
    return "\n".join(parts)


def list_modules(folder: Path) -> str:
    """List the modules of a room, those of its folders behind them, and its files of data."""
    own = ", ".join(path.stem for path in sorted(folder.glob("*.py")) if not path.stem.startswith("__"))
    inner = [path.parent for path in sorted(folder.glob("*/__init__.py"))]
    data = ", ".join(path.name for path in sorted(folder.glob("data/*")) if path.is_file())
    parts = [own] * bool(own) + [f"`{path.name}/`: {list_modules(path)}" for path in inner]
    return "; ".join(parts + [f"`data/`: {data}"] * bool(data))


def render_contributing() -> str:
    """Render CONTRIBUTING.md anew: the modules of each room, in the order of the table above them."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = re.findall(r"^\| \d \| `(\w+)` \|", text, flags=re.MULTILINE)
    rows = [(f"`{room}`", list_modules(PACKAGE / room)) for room in rooms]
    before, after = text.split(START)[0], text.split(STOP)[1]
    return f"{before}{START}{render_table(('room', 'modules'), rows)}{STOP}{after}"


def is_asked_for(requirement: Requirement, extra: str) -> bool:
    """Whether a requirement is one of an extra or, where extra is empty, of no extra."""
    marker = str(requirement.marker or "")
    return f'extra == "{extra}"' in marker if extra else "extra ==" not in marker


def list_needed(roots: Iterable[str]) -> set[str]:
    """List the packages that packages need, these and whatever those need in turn, on any system."""
    waiting, seen = [Requirement(root) for root in roots], set[tuple[str, str]]()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        for extra in {"", *wanted.extras} - {extra for known, extra in seen if known == name}:
            seen.add((name, extra))
            try:
                further = [Requirement(line) for line in metadata.requires(name) or ()]
            except metadata.PackageNotFoundError:  # one of another system
                continue
            waiting += [one for one in further if is_asked_for(one, extra)]
    return {name for name, _ in seen}


def render_lock() -> str:
    """Render the lock of a compendium: the project's without what only its own tests need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    kept = [*project["dependencies"], *extras["notebooks"], *extras["report"], "pytest", "nbval"]
    left = list_needed([*extras["browser"], *extras["test"]]) - list_needed(kept)
    pins = re.split(r"^(?=\S)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "".join(pin for pin in pins if canonicalize_name(pin.partition("==")[0]) not in left)


def read_runner() -> str:
    """Return run.py, which a compendium has as it is."""
    return (ROOT / "run.py").read_text(encoding="utf-8")


TEMPLATE = "src/research/cli/compendium/template"
PAGES = {
    "docs/tables.md": render_tables,
    "docs/api.md": render_api,
    "CONTRIBUTING.md": render_contributing,
    f"{TEMPLATE}/requirements.lock": render_lock,
    f"{TEMPLATE}/run.py.jinja": read_runner,
}


def write_model() -> None:
    """Fit the model of the attribution on the development documents and the coded items of the tests."""
    documents, gold = study.read_attribution_inputs(ROOT / "corpus", [ROOT / "tests" / "data" / "twins"])
    model = attribution.fit_attribution(documents, gold)
    text = attribution.render_model(model, inputs=attribution.hash_inputs(documents, gold))
    (PACKAGE / "tables" / "data" / attribution.MODEL_FILE).write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Write each page, and the model where it is asked for."""
    if sys.argv[1:] == ["model"]:
        write_model()
    for name, render in PAGES.items():
        (ROOT / name).write_text(render(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

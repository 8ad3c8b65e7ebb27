"""The house: who may import whom, what no module may do, what no committed file may hold."""

import ast
import importlib
import json
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from research import study

LEVELS = {
    "tables": 0,
    "text": 1,
    "corpus": 2,
    "attribution": 2,
    "codebook": 2,
    "coding": 3,
    "frames": 4,
    "topics": 4,
    "compare": 5,
    "references": 6,
    "study": 6,
    "report": 7,
    "cli": 8,
}
ONLY_IN = {"matplotlib": {"report"}, "Sastrawi": {"text"}, "krippendorff": set()}
# Pairs of rooms of which one imports the other.
MOST_ARROWS = 50
NETWORK = {"socket", "ssl", "http", "urllib", "urllib3", "requests", "httpx", "aiohttp"}
NETWORK |= {"ftplib", "smtplib", "poplib", "imaplib", "xmlrpc", "websockets"}
# Written so that this file does not hold what it looks for.
REGISTRY_HOSTS = re.compile(
    "|".join(["python" + r"hosted\.org", r"pypi\." + "org", r"npmjs\." + "org", "deb" + r"\.debian\."])
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.~])/(?:" + "|".join(["ro" + "ot", "ho" + "me", "wo" + "rk", "Us" + "ers"]) + r")/\w"
)


def imports_of(source: str) -> set[str]:
    """Full names of all that a module imports, those inside functions and those given as texts too.

    A relative import counts as one of the package that it leads to: from . import corpus is research.corpus.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = ".".join(part for part in ("research" if node.level else "", node.module or "") if part)
            found |= {f"{module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found |= {str(node.args[0].value)} if name in ("import_module", "__import__") else set()
    return found


def public_names(room: str) -> set[str]:
    """The names that a room shows to others: those of its __init__.pyi."""
    return set(getattr(importlib.import_module(f"research.{room}"), "__all__", ()))


def breaches(sources: dict[str, list[str]]) -> list[str]:
    """Every breach of the import law, one line each."""
    lines = []
    for room, texts in sources.items():
        if room not in LEVELS:
            lines.append(f"{room}: has no level")
            continue
        names = {name for text in texts for name in imports_of(text)}
        for name in sorted(names):
            top, target, *inside = [*name.split("."), ""][: name.count(".") + 1] if "." in name else [name, ""]
            if top == "research" and target and target != room:
                if LEVELS.get(target, 99) >= LEVELS[room]:
                    lines.append(f"{room} imports {target}, which is not below it")
                elif inside and (len(inside) > 1 or inside[0] not in public_names(target)):
                    lines.append(f"{room} imports {name}, which {target} does not show")
            elif top in NETWORK:
                lines.append(f"{room} imports {top}, which reaches the network")
            elif room not in ONLY_IN.get(top, {room}):
                lines.append(f"{room} imports {top}, which only {', '.join(ONLY_IN[top]) or 'tests'} may")
    return lines


def list_modules(root: Path) -> list[Path]:
    """The files of the package that are imported; a program among its data is written out and run by itself."""
    folder = root / "src" / "research"
    return [path for path in sorted(folder.rglob("*.py")) if folder / "tables" / "data" not in path.parents]


def modules_of(root: Path) -> dict[str, Path]:
    """The modules of all rooms by their dotted names, as compare.keyness.log_odds; without the faces."""
    folder = root / "src" / "research"
    paths = [path for path in list_modules(root) if path.parent != folder and path.stem != "__init__"]
    return {".".join(path.relative_to(folder).with_suffix("").parts): path for path in paths}


def read_sources(root: Path) -> dict[str, list[str]]:
    folder = root / "src" / "research"
    sources: dict[str, list[str]] = {}
    for path in list_modules(root):
        if path.parent != folder:
            sources.setdefault(path.relative_to(folder).parts[0], []).append(path.read_text(encoding="utf-8"))
    return sources


def arrows(sources: dict[str, list[str]]) -> set[tuple[str, str]]:
    """Pairs of rooms of which the first imports the second."""
    return {
        (room, name.split(".")[1])
        for room, texts in sources.items()
        for text in texts
        for name in imports_of(text)
        if name.startswith("research.") and name.split(".")[1] != room
    }


def tracked_files(root: Path) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [root / name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def test_modules_import_only_from_lower_levels(root: Path) -> None:
    assert breaches(read_sources(root)) == []


@pytest.mark.parametrize(
    ("room", "text", "words"),
    [
        ("tables", "def f():\n    from research.corpus import read_documents\n", "tables imports corpus"),
        ("corpus", "from research import codebook\n", "corpus imports codebook"),
        ("compare", "import matplotlib.pyplot as plt\n", "compare imports matplotlib"),
        ("compare", "import importlib\nimportlib.import_module('matplotlib.pyplot')\n", "compare imports matplotlib"),
        ("corpus", "from . import codebook\n", "corpus imports codebook"),
        ("tables", "from .corpus import read_documents\n", "tables imports corpus"),
        ("topics", "from Sastrawi.Stemmer import StemmerFactory\n", "topics imports Sastrawi"),
        ("corpus", "from urllib.request import urlopen\n", "corpus imports urllib"),
        ("coding", "import krippendorff\n", "coding imports krippendorff, which only tests may"),
        ("attic", "x = 1\n", "attic: has no level"),
        ("frames", "from research.topics import fit_topics\n", "frames imports topics, which is not below it"),
        (
            "report",
            "from research.compare.shares import measure_shares\n",
            "report imports research.compare.shares.measure",
        ),
        (
            "report",
            "from research.compare import shares\n",
            "report imports research.compare.shares, which compare does",
        ),
        ("cli", "import research.compare.shares\n", "cli imports research.compare.shares, which compare does not show"),
    ],
)
def test_a_planted_violation_is_caught(root: Path, room: str, text: str, words: str) -> None:
    sources = read_sources(root)
    sources.setdefault(room, []).append(text)
    assert [line for line in breaches(sources) if line.startswith(words)]


# What runs, or can run, a text that it is given. A query of another library's index looks values up, and one.system is
# a number of seconds.
RUNNERS = {"eval", "exec", "compile"}
RUNNING = {"eval", "query", "exec", "system", "popen", "getoutput", "getstatusoutput"}
RUNNING |= {"read_pickle", "to_pickle", "unsafe_load", "unsafe_load_all", "full_load", "full_load_all", "load_module"}
PICKLES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "marshal", "shelve"}
LOADERS = {"BaseLoader", "SafeLoader", "CBaseLoader", "CSafeLoader"}
LOOKED_UP = {("benchmarks/duplicates.py", "index.query"), ("benchmarks/profile_notebooks.py", "one.system")}


def runs_of(source: str, name: str = "") -> list[str]:
    """Every place of a module that runs what it is given: evaluated text, pickles, a shell, unsafe yaml."""
    tree = ast.parse(source)
    safe = LOADERS | {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and {ast.unparse(base).split(".")[-1] for base in node.bases} <= LOADERS
    }
    found = [imported for imported in sorted(imports_of(source)) if {*imported.split(".")} & (PICKLES | RUNNING)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in RUNNERS:
            found.append(node.id)
        elif isinstance(node, ast.Attribute):
            whole = ast.unparse(node)
            bad = node.attr in RUNNING or whole in ("joblib.load", "torch.load")
            found += [whole] if bad and (name, whole) not in LOOKED_UP else []
        elif isinstance(node, ast.Call):
            options = {word.arg: ast.unparse(word.value) for word in node.keywords if word.arg}
            found += [f"{word}=" for word in ("shell", "allow_pickle") if options.get(word, "False") != "False"]
            if ast.unparse(node.func) in ("yaml.load", "yaml.load_all"):
                loader = options.get("Loader", ast.unparse(node.args[1]) if len(node.args) > 1 else "")
                found += [] if loader.split(".")[-1] in safe else ["yaml.load"]
    return found


def test_nothing_that_is_read_is_run(root: Path) -> None:
    paths = [*sorted(root.glob("src/**/*.py")), *sorted(root.glob("benchmarks/*.py")), root / "run.py"]
    names = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    assert {name: runs for name, text in names.items() if (runs := runs_of(text, name))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "rows.eval(condition, engine='python')",
        "rows.query(condition)",
        "pd.eval('1 + 1')",
        "eval(text)",
        "run = exec\nrun(text)",
        "compile(text, '', 'exec')",
        "import pickle",
        "from cloudpickle import loads",
        "pd.read_pickle(path)",
        "from pandas import read_pickle",
        "joblib.load(path)",
        "np.load(path, allow_pickle=True)",
        "subprocess.run(text, shell=True)",
        "subprocess.run(text, shell=chosen)",
        "os.system(text)",
        "from os import system as call",
        "yaml.load(text)",
        "yaml.load(text, Loader=yaml.Loader)",
        "yaml.load(text, yaml.FullLoader)",
        "yaml.unsafe_load(text)",
        "class Own(yaml.Loader):\n    pass\nyaml.load(text, Loader=Own)",
    ],
)
def test_a_planted_run_of_what_is_read_is_caught(text: str) -> None:
    assert runs_of(text)
    assert not runs_of("class Own(yaml.BaseLoader):\n    pass\nyaml.load(text, Loader=Own)\nre.compile(text)")


def test_the_house_has_thirteen_rooms_and_few_arrows_between_them(root: Path) -> None:
    sources = read_sources(root)
    assert set(sources) == set(LEVELS)
    assert len(LEVELS) == 13
    found = arrows(sources)
    assert len(found) <= MOST_ARROWS, sorted(found)
    assert arrows({"cli": ["from research import compare", "from research.text import tokenise"]}) == {
        ("cli", "compare"),
        ("cli", "text"),
    }


def test_one_program_among_the_data_may_reach_the_network_and_nothing_imports_it(root: Path) -> None:
    data = sorted((root / "src" / "research" / "tables" / "data").rglob("*.py"))
    names = {path.name: {name.split(".")[0] for name in imports_of(path.read_text(encoding="utf-8"))} for path in data}
    reached = {"coder_cues.py": set(), "coder_http.py": {"http", "urllib"}}
    assert {name: imported & NETWORK for name, imported in names.items()} == reached
    everything = [*root.glob("src/**/*.py"), *root.glob("*.py"), *root.glob("benchmarks/*.py"), *root.glob("docs/*.py")]
    named = {name for path in everything for name in imports_of(path.read_text(encoding="utf-8"))}
    assert not [name for name in named if name.rpartition(".")[2] in ("coder_cues", "coder_http")]


def test_no_two_modules_share_a_name(root: Path) -> None:
    names = [name.split(".")[-1] for name in modules_of(root)]
    assert sorted(name for name in set(names) if names.count(name) > 1 or name in LEVELS) == []


def orders(root: Path) -> dict[str, list[str]]:
    """The order of the modules of each room, as the docstring of its __init__ tells it."""
    found = {}
    for room in LEVELS:
        text = importlib.import_module(f"research.{room}").__doc__ or ""
        _, _, words = text.partition("each importing only from those before it: ")
        found[room] = [word.strip() for word in words.rstrip().removesuffix(".").replace("\n", " ").split(",") if word]
    return {room: order for room, order in found.items() if room != "cli"}


def inner_breaches(order: list[str], imports: dict[str, set[str]]) -> list[str]:
    """Imports inside a room that go to a module told later; imports by module are dotted from the room on."""
    place = {name: number for number, name in enumerate(order)}
    return [
        f"{name} imports {other}"
        for name, targets in imports.items()
        for other in sorted(targets & set(order))
        if place[other] >= place[name]
    ]


def test_modules_of_a_room_import_only_from_those_told_before_them(root: Path) -> None:
    modules = modules_of(root)
    for room, order in orders(root).items():
        inside = {name.split(".", 1)[1]: path for name, path in modules.items() if name.startswith(f"{room}.")}
        assert sorted(order) == sorted(inside), f"{room}: its __init__ tells other modules than there are"
        imports: dict[str, set[str]] = {}
        for name, path in inside.items():
            found = [
                full.split(".")[2:] for full in imports_of(path.read_text(encoding="utf-8")) if f".{room}." in full
            ]
            imports[name] = {".".join(parts[:count]) for parts in found for count in (1, 2)}
        assert inner_breaches(order, imports) == []
    assert inner_breaches(["a", "b"], {"a": {"b"}, "b": {"a"}}) == ["a imports b"], "the test must be able to fail"


def test_tests_mirror_the_path(root: Path) -> None:
    """tests/compare/test_shares.py tests compare/shares.py; tests of more than one module are in tests/ itself."""
    names = {f"{name.replace('.', '/')}" for name in modules_of(root)}
    files = [path.relative_to(root / "tests") for path in sorted((root / "tests").rglob("test_*.py"))]
    mirrored = [path for path in files if len(path.parts) > 1 and path.parts[0] not in ("docs", "data")]
    lost = [path for path in mirrored if path.with_name(path.stem.removeprefix("test_")).as_posix() not in names]
    assert lost == []
    assert len(mirrored) > 60


# Prompts of a coding sheet, in two languages: what coders are asked, and nothing on results.
PROMPTS = ("Pilih yes (ya) atau no (tidak). Choose yes or no.", 'required="true" requiredMessage="Pilih bingkai')
SENTENCE = re.compile(r"^[A-Z]\w+(?: [\w'(),-]+){4,}.*[.:]\s*$|\. [A-Z]\w+ \w+ \w+", re.DOTALL)


def sentences_of(source: str) -> list[str]:
    """The English sentences in the texts of a module; docstrings are none of them."""
    tree = ast.parse(source)
    documented = [n for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef) and n.body]
    docs = {id(node.body[0].value) for node in documented if isinstance(node.body[0], ast.Expr)}
    texts = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            texts.append("".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            texts.append(node.value)
    return [text for text in texts if SENTENCE.search(text) and not text.startswith(PROMPTS)]


def test_sentences_on_results_are_made_in_report_alone(root: Path) -> None:
    rooms = {room: texts for room, texts in read_sources(root).items() if room not in ("report", "cli")}
    assert {
        room: said for room, texts in rooms.items() if (said := [s for text in texts for s in sentences_of(text)])
    } == {}
    planted = 'def f(n):\n    return f"Of all {n} statements none carries the frame."\n'
    assert sentences_of(planted) == ["Of all X statements none carries the frame."]
    assert sentences_of('def f():\n    """Say of all statements what they are."""\n') == []


def test_every_public_name_resolves(root: Path) -> None:
    for room in LEVELS:
        for name in public_names(room):
            assert hasattr(importlib.import_module(f"research.{room}"), name), f"{room}.{name}"


def loaded_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_command_line_loads_nothing_heavy() -> None:
    heavy = {"pandas", "numpy", "sklearn", "scipy", "matplotlib", "nbformat", "nbclient", "pandera", "pyarrow"}
    assert not heavy & loaded_after("import research.cli")
    assert heavy & loaded_after("import research.compare.shares"), "the test must be able to fail"


def test_statistics_load_no_matplotlib() -> None:
    modules = "research.study.corpus_check, research.compare.shares, research.topics.topic_models"
    assert "matplotlib" not in loaded_after(f"import {modules}")
    assert "matplotlib" in loaded_after("import research.report.figures.layout"), "the test must be able to fail"


def test_import_alone_prints_and_warns_nothing(root: Path) -> None:
    modules = [path.relative_to(root / "src").with_suffix("") for path in (root / "src" / "research").rglob("*.py")]
    code = "import " + ", ".join(".".join(path.parts).removesuffix(".__init__") for path in modules)
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_package_works_without_a_network(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert study.check_corpus(root / "corpus")[-1] == "sound"


def test_no_committed_file_names_a_registry_or_a_machine(root: Path) -> None:
    found = []
    for path in tracked_files(root):
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{path.name}: {match[0]}" for match in REGISTRY_HOSTS.finditer(text)]
        if ".ci" not in path.parts:
            found += [f"{path.name}: {match[0]}" for match in MACHINE_PATHS.finditer(text)]
    assert found == []
    assert REGISTRY_HOSTS.search("https://files." + "python" + "hosted.org/x"), "the test must be able to fail"
    assert MACHINE_PATHS.search("see /ro" + "ot/x"), "the test must be able to fail"


def test_no_lock_that_names_hosts_is_committed(root: Path) -> None:
    names = [path.name for path in tracked_files(root)]
    assert not [name for name in names if name == "uv.lock" or re.fullmatch(r"pylock.*\.toml", name)]
    ignored = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"uv.lock", "pylock*.toml", "corpus/originals/"} <= set(ignored)


def test_every_pin_of_the_lock_carries_hashes(root: Path) -> None:
    text = (root / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", "")
    pins = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert len(pins) > 100
    assert [pin for pin in pins if "--hash=sha256:" not in pin] == []
    assert [pin for pin in pins if pin.startswith("pysastrawi==1.2.1")]


def functions_of(root: Path) -> list[tuple[str, ast.FunctionDef]]:
    return [
        (str(path.relative_to(root)), node)
        for path in sorted((root / "src").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]


def docstring_lines(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> int:
    first = node.body[0] if ast.get_docstring(node) else None
    return (first.end_lineno or 0) - first.lineno + 1 if first else 0


def count_lines(function: ast.FunctionDef) -> int:
    """Lines without the docstring, whose sections are as long as the parameters are many."""
    return (function.end_lineno or 0) - function.lineno + 1 - docstring_lines(function)


def count_module_lines(text: str) -> int:
    """Lines without docstrings."""
    nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    return len(text.splitlines()) - sum(map(docstring_lines, nodes))


def test_modules_and_functions_stay_small(root: Path) -> None:
    paths = sorted(root.glob("src/**/*.py"))
    sizes = {path.as_posix(): count_module_lines(path.read_text(encoding="utf-8")) for path in paths}
    assert {name: size for name, size in sizes.items() if size > 350} == {}
    assert [f"{where} {f.name}" for where, f in functions_of(root) if count_lines(f) > 52] == []
    wide = [
        f"{where} {f.name}"
        for where, f in functions_of(root)
        # A command has a parameter for each option that its users are offered.
        if len([*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs]) > 5 and "/cli/" not in where
    ]
    assert wide == []


def sums_of(source: str) -> list[int]:
    """The lines on which the built-in sum is called."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "sum"]


def test_figures_add_up_to_the_same_bit_on_every_python(root: Path) -> None:
    """Python 3.12 rounds sum() of floats otherwise than 3.11; math.fsum is exact in both."""
    figures = (root / "src" / "research" / "report" / "figures").glob("*.py")
    assert [path.name for path in figures if sums_of(path.read_text(encoding="utf-8"))] == []
    assert sums_of("height = sum(parts)"), "the test must be able to fail"
    assert not sums_of("height = math.fsum(parts) + counts.sum()")


def test_notebooks_hold_no_code_that_belongs_in_the_package(root: Path) -> None:
    found = []
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for number, cell in enumerate(cells, start=1):
            if cell["cell_type"] != "code":
                continue
            banned = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While)
            nodes = ast.walk(ast.parse("".join(cell["source"])))
            found += [f"{path.name} cell {number}: {type(node).__name__}" for node in nodes if isinstance(node, banned)]
    assert found == []


# What prepares a table belongs in the package, where it is tested.
PANDAS = {
    "merge",
    "assign",
    "replace",
    "rename",
    "concat",
    "pivot",
    "pivot_table",
    "set_axis",
    "unstack",
    "melt",
    "apply",
}


def notebook_faults(cells: list[dict[str, Any]]) -> list[str]:
    """What keeps a notebook from being read at sight: long code, several imports, tables prepared in a cell."""
    codes = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    sizes = [sum(bool(line.strip()) for line in code.splitlines()) for code in codes]
    nodes = [node for code in codes for node in ast.walk(ast.parse(code))]
    found = [f"{sum(sizes)} lines of code"] if sum(sizes) > 50 else []
    found += [f"a cell of {size} lines" for size in sizes if size > 15]
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    found += [] if len(imports) == 1 else [f"{len(imports)} imports"]
    found += [node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr in PANDAS]
    setup = next(cell["metadata"] for cell in cells if cell["cell_type"] == "code")
    hidden = setup.get("jupyter", {}).get("source_hidden") and "hide-input" in setup.get("tags", [])
    found += [] if hidden else ["set-up that is not folded"]
    # The finding comes from the second code cell, before the chapter on method.
    method = next((n for n, cell in enumerate(cells) if "# How we know" in "".join(cell["source"])), len(cells))
    shown = [
        n for n, cell in enumerate(cells) if cell["cell_type"] == "code" and "report.show(" in "".join(cell["source"])
    ]
    return found + ([] if shown and shown[0] < method <= 4 else ["method before the finding"])


def test_notebooks_open_with_their_finding_and_hold_little_code(root: Path) -> None:
    paths = sorted((root / "notebooks").glob("*.ipynb"))
    cells = {path.name: json.loads(path.read_text(encoding="utf-8"))["cells"] for path in paths}
    assert {name: faults for name, found in cells.items() if (faults := notebook_faults(found))} == {}
    planted = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# How we know"]},
        {
            "cell_type": "code",
            "metadata": {},
            "source": ["import pandas as pd\n", "import numpy\n", "pd.concat([])\n"] * 17,
        },
    ]
    words = ["51 lines of code", "a cell of 51 lines", "34 imports", *["concat"] * 17]
    assert notebook_faults(planted) == [*words, "set-up that is not folded", "method before the finding"]


def test_texts_of_statements_are_slices_of_their_documents(documents: pd.DataFrame, found: pd.DataFrame) -> None:
    texts = documents.set_index("document")["text"]
    for row in found.itertuples():
        assert texts[row.document][row.start : row.stop] == row.text

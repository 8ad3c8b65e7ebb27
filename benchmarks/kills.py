"""Calls killed at seeded moments: is what they leave wholly old or wholly new, and does the next call end the same?

Every command that writes several files, or for long, is killed (SIGKILL) on a compendium of ten documents: half of the
times at one of the steps by which files are written, drawn among all that the call takes, half at any moment. After
each kill the processes that are left are counted, and the files compared with those before and after a whole call; then
the same call is made again, and must end with exit code 0, the same bytes as the whole call, and no other file.

    python benchmarks/kills.py                            all commands, 50 kills each; benchmarks/kills.csv
    python benchmarks/kills.py --number 5 add reproduce   the table alone
"""

import argparse
import csv
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import types
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import psutil

from research import cli, tables

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).with_suffix(".csv")
MARK = "NETRALITAS_TRIAL"
COLUMNS = (
    "command",
    "calls",
    "kills",
    "old",
    "new",
    "mixed",
    "next_exit_0",
    "same_bytes",
    "stray_files",
    "processes_left",
)
# What a call does to write: it is killed before one of these.
STEPS = ("replace", "link", "unlink", "open", "fsync", "mkdir", "rmdir", "chmod")
CASES: dict[str, list[str]] = {
    "reproduce": ["reproduce", "--workers", "1"],
    "add": ["add", "new"],
    "add many": ["add", "many.jsonl"],
    "code import": ["code", "import", "sheets/filled.csv", "--coder", "siti", "--date", "2026-01-31"],
    "code adjudicate": ["code", "adjudicate", "--coders", "coder_a,coder_b", "-o", "out/disputed.xlsx"],
    "code sample": ["code", "sample", "-o", "out/may.xlsx", "--number", "20"],
    "study": ["study", "tiny"],
    "attribute": ["attribute", "corpus/documents", "-o", "out/statements.csv", "--workers", "1"],
}
STUDY = """
import pandas as pd

INPUTS = ("corpus/documents/*.md",)
SEED = 1

def run(project):
    sizes = pd.DataFrame({"size": [len(path.read_bytes()) for path in sorted(project.glob("corpus/documents/*.md"))]})
    return {f"tiny{part}": sizes for part in ("", "_more", "_most")}
"""
DRAW = """
from pathlib import Path
texts = [path.read_text(encoding="utf-8") for path in sorted(Path("../corpus/documents").glob("*.md"))]
for name in "abcdefgh":
    Path(f"../figures/{name}.csv").write_text(f"letter,count\\n{name},{sum(text.count(name) for text in texts)}\\n")
len(texts)
"""
CODER = '\n[[coder]]\nname = "siti"\nwho = "a person of this test"\nsince = "2026-01"\n'


@dataclass(frozen=True)
class Whole:
    """A command, the project before it, the files before and after a whole call, its steps and its time in seconds."""

    name: str
    project: Path
    before: dict[str, bytes]
    after: dict[str, bytes]
    steps: int
    seconds: float


def make_project(folder: Path) -> Path:
    """Make the compendium: ten documents with their codes, a notebook, a study, texts to add and a filled sheet."""
    made = folder / "corpus"
    frozen = (ROOT / "corpus" / "coding" / "frozen.txt").read_text(encoding="utf-8").split()
    rows = (ROOT / "corpus" / "officials.csv").read_text(encoding="utf-8").splitlines()
    named = [row.split(",")[0] for row in rows if row[0] == "2"]
    known = sorted(path.stem for path in (ROOT / "corpus" / "documents").glob("*.md"))
    chosen = [*dict.fromkeys(named), *(name for name in known if name not in {*frozen, *named})][:10]
    (made / "documents").mkdir(parents=True)
    (made / "coding").mkdir()
    for name in chosen:
        shutil.copy(ROOT / "corpus" / "documents" / f"{name}.md", made / "documents")
    for name in ("codebook.toml", "elections.csv", "officials.csv"):
        shutil.copy(ROOT / "corpus" / name, made / name)
    with (made / "codebook.toml").open("a", encoding="utf-8") as file:
        file.write(CODER)
    for name in ("coding/coder_a.csv", "coding/coder_b.csv", "coding/gold.csv"):
        lines = (ROOT / "corpus" / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [lines[0], *(line for line in lines if line.split(",")[0] in chosen)]
        (made / name).write_text("".join(kept), encoding="utf-8")
    (made / "coding" / "frozen.txt").write_text("# none\n", encoding="utf-8")
    for name in ("notebooks", "figures", "benchmarks", "new", "sheets"):
        (folder / name).mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(DRAW.strip(), id="draw")])
    nbformat.write(notebook, folder / "notebooks" / "one.ipynb")
    (folder / "benchmarks" / "tiny.py").write_text(STUDY, encoding="utf-8")
    draw = random.Random(1)
    words = [
        "netral",
        "pegawai",
        "bupati",
        "pilkada",
        "aturan",
        "sanksi",
        "layanan",
        "warga",
        "jujur",
        "tegas",
        "tertib",
    ]
    for number in range(20):
        said = " ".join(draw.choices(words, k=40))
        text = f"Bupati Lebong Ani Rahma mengatakan, Rabu (23/10/2024), {said}. Nomor {number}: {draw.random()}."
        (folder / "new" / f"text-{number:02}.txt").write_text(text, encoding="utf-8")
    # More than research add writes as files: one parquet file.
    many = (" ".join(f"{word}{_spell(number)}" for word in words) for number in range(2001))
    items = ({"id": f"many-{number}", "text": f"{text}."} for number, text in enumerate(many))
    (folder / "many.jsonl").write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    return folder


def _spell(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def fill_sheet(folder: Path) -> None:
    """Draw a sheet in the project, and fill it as somebody who finds no frame in any sentence."""
    path = folder / "sheets" / "filled.csv"
    if run(["code", "sample", "-o", "sheets/filled.csv", "--number", "20"], folder) != 0:
        sys.exit("kills: no sheet to fill")
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    open_cells = [place for place, name in enumerate(head) if name not in ("item", "text", "source", "note")]
    for row in rows:
        for place in open_cells:
            row[place] = row[place] or "no"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def start(arguments: list[str], folder: Path, last: int = 0) -> int:
    """Start a command in a child of this process, which dies at the step of that number; return its process id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.chdir(folder)
        os.environ[MARK] = str(folder)
        os.environ["TMPDIR"] = str(folder.with_name("tmp"))
        tempfile.tempdir = None
        quiet = os.open(folder.with_name("said.txt"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        sys.argv = ["research", *arguments]
        # As with python -m research, the processes of a command import no more than they need.
        sys.modules["__main__"] = types.ModuleType("__main__")
        taken = _count_steps(last)
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        folder.with_name("steps.txt").write_text(str(taken()), encoding="ascii")
    finally:
        sys.stderr.flush()
        os._exit(status)


def _count_steps(last: int) -> Callable[[], int]:
    count = 0

    def follow(step: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*args, **options)

        return call

    for name in STEPS:
        setattr(os, name, follow(getattr(os, name)))
    return lambda: count


def run(arguments: list[str], folder: Path) -> int:
    """Run a command to its end; return its exit code."""
    folder.with_name("tmp").mkdir(exist_ok=True)
    return os.waitstatus_to_exitcode(os.waitpid(start(arguments, folder), 0)[1])


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path, but what Python compiles."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def run_whole(name: str, project: Path) -> Whole:
    """Make a whole call of a command in a copy of the project."""
    folder = project.with_name("whole") / "project"
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(project, folder)
    begun = time.monotonic()
    status = run(CASES[name], folder)
    seconds = time.monotonic() - begun
    if status:
        sys.exit(f"kills: {name} ends with {status} where nobody kills it: {(folder.parent / 'said.txt').read_text()}")
    steps = int((folder.parent / "steps.txt").read_text())
    return Whole(name, project, read_tree(project), read_tree(folder), steps, seconds)


def kill_once(whole: Whole, number: int, draw: random.Random) -> dict[str, int]:
    """Kill one call, look at what it left, and make the next one."""
    folder = whole.project.with_name("killed") / "project"
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(whole.project, folder)
    (folder.parent / "tmp").mkdir()
    if number % 2 == 0:
        child = start(CASES[whole.name], folder, last=draw.randint(1, whole.steps))
    else:
        child = start(CASES[whole.name], folder)
        _wait(child, draw.uniform(0, whole.seconds))
    killed = os.waitpid(child, 0)[1] == signal.SIGKILL
    left = _count_processes(str(folder))
    state = _judge(whole, folder)
    status = run(CASES[whole.name], folder)
    after = read_tree(folder)
    same = all(after.get(name) == content for name, content in whole.after.items())
    stray = len(after.keys() - whole.after.keys()) + len(list((folder.parent / "tmp").iterdir()))
    found = {"calls": 1, "kills": int(killed), "old": 0, "new": 0, "mixed": 0, state: 1}
    return found | {
        "next_exit_0": int(status == 0),
        "same_bytes": int(same),
        "stray_files": stray,
        "processes_left": left,
    }


def _wait(child: int, seconds: float) -> None:
    """Kill a child after a while; where it has ended before, nothing is there to kill but its number, which waits."""
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def _count_processes(mark: str) -> int:
    """How many processes of a killed call still run after a minute; on an idle machine they end within seconds."""
    for _ in range(120):
        count = 0
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                count += process.pid != os.getpid() and process.environ().get(MARK) == mark
        if not count:
            return 0
        time.sleep(0.5)
    return count


def _judge(whole: Whole, folder: Path) -> str:
    """Whether a copy of what was left is wholly old or new, once what the journal tells is ended."""
    copy = folder.with_name("judged")
    shutil.copytree(folder, copy)
    for place in (copy, *(path for path in copy.rglob("*") if path.is_dir())):
        tables.finish_writing(place)
    found = {name: content for name, content in read_tree(copy).items() if "/.research." not in name}
    found = {name: content for name, content in found.items() if ".parts/" not in name}
    shutil.rmtree(copy)
    return "old" if found == whole.before else "new" if found == whole.after else "mixed"


def measure_kills(names: list[str], number: int, seed: int) -> pd.DataFrame:
    """Kill each command a number of times; one row a command."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        project = make_project(Path(place) / "made" / "project")
        fill_sheet(project)
        for name in names:
            whole = run_whole(name, project)
            draw = random.Random(f"{seed} {name}")
            print(f"{name}: a whole call takes {whole.steps} steps, {whole.seconds:.1f} s", file=sys.stderr, flush=True)
            found: Counter[str] = Counter()
            for trial in range(number):
                found.update(kill_once(whole, trial, draw))
                print(f"{name}: {trial + 1}: {dict(found)}", file=sys.stderr, flush=True)
            rows.append({"command": name, **{column: found[column] for column in COLUMNS[1:]}})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def main() -> int:
    """Kill, print the table and keep it where all commands were killed; exit 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description="Kill calls at seeded moments.")
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=", ".join(CASES))
    parser.add_argument("--number", type=int, default=50)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    if unknown := set(options.commands) - set(CASES):
        parser.error(f"no such command: {', '.join(sorted(unknown))}")
    found = measure_kills(options.commands or list(CASES), options.number, options.seed)
    print(found.to_string(index=False))
    if not options.commands:
        tables.write_table(found, TABLE)
    kept = found["next_exit_0"].eq(found["calls"]) & found["same_bytes"].eq(found["calls"])
    broken = found[["mixed", "stray_files", "processes_left"]].ne(0).any(axis=1)
    return 0 if kept.all() and not broken.any() else 1


if __name__ == "__main__":
    sys.exit(main())

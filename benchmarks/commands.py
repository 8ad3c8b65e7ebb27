"""What the small commands cost beside `import pandas`, first and again, and kwic in a corpus of 5,000 documents.

python benchmarks/commands.py [--rounds N] [--before FOLDER] [--small] [--write]: each command in a process of its own,
in turn with python -c "import pandas"; the least CPU time (user and system) of the rounds. First is with nothing kept
on disk, again with what the first left there. --before FOLDER measures the package of another checkout too.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import side_by_side

TITLE = "Small commands"
PANDAS = [sys.executable, "-c", "import pandas"]
SHIPPED = {
    "--help": ["--help"],
    "show": ["show", "2015-05-05-kalimantan-timur-bisnis"],
    "kwic": ["kwic", "netralitas"],
    "check": ["check"],
    "evidence": ["evidence", "present"],
    "references": ["references"],
    "network": ["network"],
}
DOCUMENTS = 5000
_WORD = re.compile(r"\b[a-z]{4,}\b")
_FIELD = re.compile(r"^(id|url): .*$", re.MULTILINE)


def time_call(call: list[str], package: Path, cache: Path) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of one process."""
    environment = {**os.environ, **dict.fromkeys(side_by_side.ONE_THREAD, "1"), "NETRALITAS_CACHE": str(cache)}
    environment["PYTHONPATH"] = str(package / "src")
    process = subprocess.Popen(
        call, cwd=side_by_side.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, text=True
    )
    assert process.stderr
    errors = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(call[1:])} failed:\n{errors[-2000:]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def write_corpus(folder: Path, documents: int) -> None:
    """Copy the shipped documents until there are enough, each copy with an id, an address and words of its own."""
    source = side_by_side.ROOT / "corpus"
    (folder / "documents").mkdir(parents=True)
    for name in ("elections.csv", "samples.toml"):
        shutil.copy(source / name, folder)
    files = sorted((source / "documents").glob("*.md"))
    for number in range(documents):
        file, copy = files[number % len(files)], number // len(files)
        name = f"{file.stem}-{number}" if copy else file.stem
        content = file.read_text(encoding="utf-8")
        content = change_words(content, name, chr(96 + copy)) if copy else content
        (folder / "documents" / f"{name}.md").write_text(content, encoding="utf-8")


def change_words(content: str, name: str, letter: str) -> str:
    """Give a document another id and address, and a letter more to every third of its longer words."""
    _, fields, text = content.split("---\n", 2)
    own = {"id": name, "url": f"https://kabar.example/{name}"}
    fields = _FIELD.sub(lambda field: f"{field[1]}: {own[field[1]]}", fields)
    return f"---\n{fields}---\n" + _WORD.sub(lambda word: word[0] + letter * (word.start() % 3 == 0), text)


def measure(call: list[str], package: Path, rounds: int) -> tuple[float, float, float, float]:
    """The least CPU seconds of import pandas, of the first and of the second call, and the peak memory in MB."""
    pandas: list[float] = []
    first: list[float] = []
    again: list[float] = []
    peak = 0.0
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as cache:
            pandas.append(time_call(PANDAS, package, Path(cache))[0])
            for times in (first, again):
                seconds, memory = time_call([sys.executable, "-m", "research", *call], package, Path(cache))
                times.append(seconds)
                peak = max(peak, memory)
    return min(pandas), min(first), min(again), peak


def main() -> int:
    """Print a row for each command."""
    parser = argparse.ArgumentParser(description=TITLE)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--before", type=Path, help="another checkout, whose package is measured too")
    parser.add_argument("--small", action="store_true", help="few documents, once: whether it runs")
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    options = parser.parse_args()
    head = "| command | package | import pandas, s | first, s | again, s | first / pandas | again / pandas | peak MB |"
    lines = [head, "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    with tempfile.TemporaryDirectory() as folder:
        documents = 20 if options.small else DOCUMENTS
        write_corpus(Path(folder) / "corpus", documents)
        many = {f"kwic, {documents:,} documents": ["kwic", "netralitas", "--corpus", str(Path(folder) / "corpus")]}
        shipped = {name: SHIPPED[name] for name in ("--help", "kwic")} if options.small else SHIPPED
        packages = {"this": side_by_side.ROOT} | ({"before": options.before} if options.before else {})
        for name, call in {**shipped, **many}.items():
            for label, package in packages.items():
                pandas, first, again, peak = measure(call, package, 1 if options.small else options.rounds)
                numbers = f"{pandas:.2f} | {first:.2f} | {again:.2f} | {first / pandas:.2f} | {again / pandas:.2f}"
                lines.append(f"| {name} | {label} | {numbers} | {peak:.0f} |")
                print(lines[-1], flush=True)
    if options.write:
        side_by_side.write_section(TITLE, "python benchmarks/commands.py", "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Two programs on the same input, in turn: CPU time, ratio, peak memory, growth; called by the other benchmarks.

A benchmark lists its sides: functions of a size that make the input and give back what is timed. measure_sides runs
each in a process of its own, with one thread, in turn, as often as rounds says, and keeps the least CPU time. A side
that ends with another digest than the first is named in the column same. --before FOLDER runs the first side once more
with the package of another checkout (git worktree add FOLDER COMMIT). --write puts the table into benchmarks/README.md.
"""

import argparse
import importlib.util
import json
import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "benchmarks" / "README.md"
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "statsmodels", "joblib", "PySastrawi")

# A function of a size that makes the input and gives back what is timed, which gives a digest of its result.
Side = Callable[[int], Callable[[], str]]


def find_peak() -> float:
    """Find the peak memory of this process in MB; on Linux without that of the process that started it."""
    status = Path("/proc/self/status")
    if status.is_file():
        return float(re.findall(r"VmHWM:\s*(\d+)", status.read_text())[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_side(side: Side, size: int) -> dict[str, object]:
    """Run one side in this process: CPU seconds, peak memory in MB over that before, digest of the result."""
    timed = side(size)
    before = find_peak()
    start = time.process_time()
    digest = timed()
    seconds = time.process_time() - start
    peak = find_peak()
    return {"seconds": seconds, "over": peak - before, "peak": peak, "digest": digest}


def call_side(script: str, name: str, size: int, package: Path) -> dict[str, object]:
    """Run one side in a process of its own with the package of a checkout, with one thread and nothing kept on disk."""
    paths = [str(package / "src"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "PYTHONPATH": os.pathsep.join(paths)}
    environment.setdefault("NETRALITAS_CACHE", "off")
    command = [sys.executable, script, "--side", name, "--sizes", str(size)]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment).stdout
    answer: dict[str, object] = json.loads(output.splitlines()[-1])
    return answer


def measure_sides(
    script: str, sides: Mapping[str, Side], sizes: Sequence[int], *, rounds: int, before: Path | None
) -> pd.DataFrame:
    """Run every side at every size in turn.

    Returns
    -------
    pandas.DataFrame
        A row for each size and side: seconds of CPU (the least of the rounds), times those of the first side, MB over
        the input, MB at the peak, exponent from the size before, and whether the result is that of the first side.
    """
    names = [(name, name, ROOT) for name in sides]
    if before:
        names.insert(1, ("before", next(iter(sides)), before))
    rows = []
    for size in sizes:
        runs: dict[str, list[dict[str, object]]] = {label: [] for label, _, _ in names}
        for _ in range(rounds):
            for label, name, package in names:
                runs[label].append(call_side(script, name, size, package))
        for label, answers in runs.items():
            best = min(answers, key=lambda answer: float(str(answer["seconds"])))
            rows.append({"size": size, "side": label, **best})
    table = pd.DataFrame(rows)
    first = table[table["side"] == names[0][0]].set_index("size")
    table["ratio"] = table["size"].map(first["seconds"]) / table["seconds"]
    table["same"] = table["digest"] == table["size"].map(first["digest"])
    seconds, steps = np.log(table["seconds"]), np.log(table["size"])
    within = table.groupby("side", sort=False).groups.values()
    for places in within:
        table.loc[places, "exponent"] = seconds[places].diff() / steps[places].diff()
    return table[["size", "side", "seconds", "ratio", "over", "peak", "exponent", "same"]]


def print_rows(table: pd.DataFrame) -> str:
    """Lay a table of measure_sides out in Markdown; ratio is the first side's time over this side's."""
    head = "| size | side | CPU s | ratio | MB over the input | peak MB | exponent | same result |"
    lines = [head, "| ---: | --- | ---: | ---: | ---: | ---: | ---: | --- |"]
    for row in table.to_dict("records"):
        exponent = "" if pd.isna(row["exponent"]) else f"{row['exponent']:.2f}"
        numbers = f"{row['seconds']:.2f} | {row['ratio']:.2f} | {row['over']:.0f} | {row['peak']:.0f} | {exponent}"
        lines.append(f"| {row['size']:,} | {row['side']} | {numbers} | {'yes' if row['same'] else 'no'} |")
    return "\n".join(lines)


def describe_machine() -> str:
    """Name the machine and the versions that a table was measured with."""
    processors = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", processors.read_text()) if processors.is_file() else None
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    name = found[1] if found else platform.processor() or platform.machine()
    return f"{os.cpu_count()} processors ({name}), Python {platform.python_version()}, {versions}"


def write_section(title: str, command: str, words: str) -> None:
    """Put a table into benchmarks/README.md, in place of the one of the same title."""
    section = f"## {title}\n\n`{command}` on {describe_machine()}.\n\n{words}\n"
    text = README.read_text(encoding="utf-8")
    old = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.M | re.S)
    added = f"{text.rstrip()}\n\n{section}"
    text = old.sub(lambda _: f"{section}\n", text) if old.search(text) else added
    README.write_text(text.rstrip() + "\n", encoding="utf-8")


def main(script: str, title: str, sides: Mapping[str, Side], *, sizes: Sequence[int], small: int) -> int:
    """Run a benchmark: python benchmarks/NAME.py [--sizes N ...] [--rounds N] [--before FOLDER] [--small] [--write]."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(sizes))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--before", type=Path, help="another checkout, whose package is measured too")
    parser.add_argument("--small", action="store_true", help="one small size, once: whether it runs")
    parser.add_argument("--sides", nargs="+", choices=list(sides), default=list(sides))
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    parser.add_argument("--side", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        print(json.dumps(run_side(sides[options.side], options.sizes[0])))
        return 0
    chosen = {name: sides[name] for name in options.sides if importable(sides[name])}
    tried, rounds = ([small], 1) if options.small else (options.sizes, options.rounds)
    table = measure_sides(script, chosen, tried, rounds=rounds, before=options.before)
    words = print_rows(table)
    print(words)
    if options.write:
        write_section(title, f"python benchmarks/{Path(script).name}", words)
    return 0 if table["same"].all() else 1


def needs(*libraries: str) -> Callable[[Side], Side]:
    """Mark a side that needs libraries outside the lock: it is left out where they are not installed."""

    def mark(side: Side) -> Side:
        side.__dict__["libraries"] = libraries
        return side

    return mark


def importable(side: Side) -> bool:
    """Whether the libraries that a side needs are installed; those that are not are named."""
    missing = [name for name in side.__dict__.get("libraries", ()) if importlib.util.find_spec(name) is None]
    if missing:
        print(f"left out: {side.__name__}, as {', '.join(missing)} is not installed", file=sys.stderr)
    return not missing

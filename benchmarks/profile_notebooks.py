"""Where the time of the notebooks goes: CPU and wall seconds of each cell, in a copy of the project, one by one.

python benchmarks/profile_notebooks.py [NAME.ipynb ...]
"""

import argparse
import time
from pathlib import Path
from typing import Any

import psutil
from nbclient import NotebookClient
from traitlets.config import Config

from research.cli.reproduce.notebook_files import list_notebooks, read_notebook
from research.cli.reproduce.workspace import copy_project, open_workspace

ROOT = Path(__file__).resolve().parent.parent


def measure_cpu(pid: int) -> float:
    """CPU seconds of a process and of those that it started."""
    process = psutil.Process(pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return float(sum(one.user + one.system for one in times))


def profile_notebook(path: Path) -> list[tuple[int, float, float, str]]:
    """Run a notebook in its folder; one row for each cell of code, the first for the start of the kernel."""
    notebook = read_notebook(path)
    rows: list[tuple[int, float, float, str]] = []
    config = Config()
    config.KernelManager.transport_encryption = "auto"
    begun = time.perf_counter()
    client = NotebookClient(notebook, timeout=300, config=config, resources={"metadata": {"path": str(path.parent)}})
    with client.setup_kernel():
        manager: Any = client.km
        pid = manager.provisioner.process.pid
        cpu, clock = measure_cpu(pid), time.perf_counter()
        rows.append((0, cpu, clock - begun, "start of the kernel"))
        for place, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            client.execute_cell(cell, place)
            cpu_after, clock_after = measure_cpu(pid), time.perf_counter()
            line = next((text for text in cell.source.splitlines() if not text.startswith("with ")), "").strip()
            rows.append((place, cpu_after - cpu, clock_after - clock, line[:70]))
            cpu, clock = cpu_after, clock_after
    return rows


def main() -> None:
    """Print a table of cells, and sums by notebook."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    names = parser.parse_args().names or [path.name for path in list_notebooks(ROOT)]
    print(f"{'notebook':24}{'cell':>5}{'CPU s':>8}{'wall s':>8}")
    sums = []
    with open_workspace() as space:
        copy_project(ROOT, space / "project")
        for name in names:
            rows = profile_notebook(space / "project" / "notebooks" / name)
            for place, cpu, wall, line in rows:
                print(f"{name:24}{place:5}{cpu:8.2f}{wall:8.2f}  {line}", flush=True)
            sums.append((name, sum(row[1] for row in rows), sum(row[2] for row in rows)))
    for name, cpu, wall in [*sums, ("all", sum(row[1] for row in sums), sum(row[2] for row in sums))]:
        print(f"{name:24}{'':5}{cpu:8.2f}{wall:8.2f}")


if __name__ == "__main__":
    main()

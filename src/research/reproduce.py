"""The recipe: run the notebooks in a copy of the project, compare what they made, and put it into place."""

import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from research.tables import Fault, InputError, replace_file

CELL_TIMEOUT = 300
KERNEL_STARTS = 3
Notebook = Any
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Run:
    """What a run of the notebooks made.

    notebooks and figures hold, by path from the project's root, the bytes made; failures the cell and the reason for
    each notebook that stopped.
    """

    notebooks: dict[str, bytes]
    figures: dict[str, bytes]
    failures: dict[str, str]


def list_notebooks(root: Path) -> list[Path]:
    """List the project's notebooks in their order. Raises InputError where there are none."""
    found = sorted((Path(root) / "notebooks").glob("*.ipynb"))
    if not found:
        raise InputError([Fault(str(Path(root) / "notebooks"), "notebooks", "none", "at least one", "check the path")])
    return found


def run_notebooks(root: Path, *, workers: int = 2, done: Callable[[str], None] = lambda name: None) -> Run:
    """Run every notebook of the project at root in a temporary copy, workers at a time, and return what they made.

    Nothing in root changes. done is called with the name of each notebook as it ends. Raises InputError where a
    notebook asks for a kernel that is not installed.
    """
    notebooks = list_notebooks(root)
    check_kernels(notebooks)
    with tempfile.TemporaryDirectory(prefix="research-") as folder:
        copy = Path(folder)
        _copy_project(Path(root), copy)
        failures: dict[str, str] = {}
        # A fresh process for each kernel's client: forked ones would share the event loop of the parent.
        with ProcessPoolExecutor(min(workers, len(notebooks)), mp_context=get_context("spawn")) as pool:
            waiting = {pool.submit(execute_notebook, copy / "notebooks" / path.name): path.name for path in notebooks}
            for future in as_completed(waiting):
                if reason := future.result():
                    failures[waiting[future]] = reason
                done(waiting[future])
        made = {path.name: (copy / "notebooks" / path.name).read_bytes() for path in notebooks}
        figures = {path.name: path.read_bytes() for path in sorted((copy / "figures").iterdir()) if path.is_file()}
    return Run(
        {f"notebooks/{name}": made[name] for name in sorted(made)},
        {f"figures/{name}": content for name, content in figures.items()},
        dict(sorted(failures.items())),
    )


def execute_notebook(path: Path) -> str:
    """Run a notebook in its folder and write it back with its outputs; returns why it stopped, empty where it did not.

    What would differ from run to run or from machine to machine is left out: timings, the version of Python, and where
    the kernel's clock cut what a cell printed. A kernel that dies before it answers is started anew, at most
    KERNEL_STARTS times: two kernels that start at once can be given the same free port, and then the later one dies.
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    for start in range(1, KERNEL_STARTS + 1):
        notebook = nbformat.read(path, as_version=4)
        try:
            _execute(notebook, path.parent)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            return _COLOURS.sub("", str(error))
        except RuntimeError as error:
            if start == KERNEL_STARTS:
                return f"{error}, {start} times in a row"
            continue
        break
    _join_streams(notebook)
    notebook.metadata.get("language_info", {}).pop("version", None)
    replace_file(path, (nbformat.writes(notebook) + "\n").encode("utf-8"))
    return ""


def _execute(notebook: Notebook, folder: Path) -> None:
    """Run the cells of a notebook in place, with folder as the working folder."""
    from nbclient import NotebookClient
    from traitlets.config import Config

    config = Config()
    config.KernelManager.transport_encryption = "auto"  # else the kernel prints a warning into the first cell
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=CELL_TIMEOUT, record_timing=False, config=config, resources=resources)
    client.execute()


def _join_streams(notebook: Notebook) -> None:
    """Join what a cell printed in pieces, in place. nbclient's coalesce_streams would move it past tables between."""
    for cell in notebook.cells:
        joined: list[Any] = []
        for output in cell.get("outputs", []):
            before = joined[-1] if joined else None
            if before and output.output_type == before.output_type == "stream" and output.name == before.name:
                before.text += output.text
            else:
                joined.append(output)
        if "outputs" in cell:
            cell.outputs = joined


def compare_run(root: Path, run: Run) -> list[str]:
    """Say what a run made that differs from what stands in root, one line a file, pictures compared byte by byte."""
    lines = []
    for name, content in {**run.notebooks, **run.figures}.items():
        path = Path(root) / name
        if not path.is_file():
            lines.append(f"{name}: new")
        elif path.read_bytes() != content:
            lines.append(f"{name}: changed{_locate_change(path.read_bytes(), content, name)}")
    kept = {f"figures/{path.name}" for path in (Path(root) / "figures").glob("*") if path.is_file()}
    lines += [f"{name}: no notebook makes it" for name in sorted(kept - set(run.figures))]
    return lines


def compare_tables(root: Path, run: Run) -> list[str]:
    """Say which tables behind the figures differ from those in root by more than rounding, one line a file.

    Pictures are left out: their bytes are promised for Linux on x86-64 alone, the numbers everywhere.
    """
    lines = []
    for name, content in run.figures.items():
        path = Path(root) / name
        if path.suffix != ".csv":
            continue
        if not path.is_file():
            lines.append(f"{name}: new")
            continue
        old, new = pd.read_csv(path), pd.read_csv(io.BytesIO(content))
        try:
            pd.testing.assert_frame_equal(old, new, rtol=0, atol=1e-4)
        except AssertionError as error:
            lines.append(f"{name}: {' '.join(str(error).split())}")
    kept = {f"figures/{path.name}" for path in (Path(root) / "figures").glob("*.csv")}
    return lines + [f"{name}: no notebook makes it" for name in sorted(kept - set(run.figures))]


def write_run(root: Path, run: Run) -> None:
    """Put the notebooks and figures of a run into place, each whole; figures that no notebook makes are removed."""
    for name, content in {**run.notebooks, **run.figures}.items():
        path = Path(root) / name
        if not path.is_file() or path.read_bytes() != content:
            replace_file(path, content)
    for path in (Path(root) / "figures").glob("*"):
        if path.is_file() and f"figures/{path.name}" not in run.figures:
            path.unlink()


def check_notebook(notebook: Notebook, name: str) -> list[str]:
    """List what is wrong with a saved notebook; nothing, where it was run once from top to bottom.

    Counts must be 1..n over the cells that hold code, no output an error, and a cell that shows a picture shows one
    picture and the table it was drawn from.

    >>> cell = nbformat.v4.new_code_cell("1 + 1", execution_count=2)
    >>> check_notebook(nbformat.v4.new_notebook(cells=[cell]), "a.ipynb")
    ['a.ipynb: cell 1: found execution count 2, expected 1; run research reproduce']
    """
    lines = []
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    for number, cell in enumerate(cells, start=1):
        where = f"{name}: cell {number}"
        if cell.execution_count != number:
            lines.append(
                f"{where}: found execution count {cell.execution_count}, expected {number}; run research reproduce"
            )
        if any(output.output_type == "error" for output in cell.outputs):
            lines.append(f"{where}: found an error among the outputs, expected none")
        kinds = [kind for output in cell.outputs for kind in output.get("data", {})]
        pictures = kinds.count("image/png") + kinds.count("image/svg+xml")
        if pictures > 1:
            lines.append(f"{where}: found {pictures} pictures, expected one picture a cell")
        if pictures and "text/html" not in kinds:
            lines.append(f"{where}: found a picture alone, expected the table it was drawn from beside it")
    return lines


def check_notebooks(paths: Iterable[Path]) -> list[str]:
    """check_notebook for each file."""
    return [line for path in paths for line in check_notebook(nbformat.read(path, as_version=4), Path(path).name)]


def check_kernels(notebooks: Iterable[Path]) -> None:
    """Raise InputError for every file that is no notebook, or asks for a kernel that is not installed."""
    from jupyter_client.kernelspec import KernelSpecManager

    present = sorted(KernelSpecManager().find_kernel_specs())
    faults = []
    for path in notebooks:
        try:
            wanted = nbformat.read(path, as_version=4).metadata.get("kernelspec", {}).get("name", "python3")
        except (nbformat.reader.NotJSONError, nbformat.ValidationError, KeyError, UnicodeDecodeError) as error:
            faults.append(Fault(str(path), "notebook", str(error)[:80], "a Jupyter notebook of version 4"))
            continue
        if wanted not in present:
            expected = "one that is installed: " + (", ".join(present) or "there is none")
            remedy = "python run.py setup installs python3; else choose another kernel in the notebook"
            faults.append(Fault(str(path), "kernel", repr(wanted), expected, remedy))
    if faults:
        raise InputError(faults)


def _copy_project(root: Path, copy: Path) -> None:
    (copy / "figures").mkdir()
    shutil.copytree(root / "notebooks", copy / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    # The code is there too: the tables of studies carry its hash.
    for part in ("corpus", "results", "benchmarks", "src"):
        source = (root / part).resolve()
        if not source.is_dir():
            continue
        try:
            (copy / part).symlink_to(source, target_is_directory=True)
        except OSError:  # Windows without the right to make links
            shutil.copytree(source, copy / part)


def _locate_change(old: bytes, new: bytes, name: str) -> str:
    if not name.endswith(".ipynb"):
        return f" ({len(old)} to {len(new)} bytes)"
    before, after = (nbformat.reads(content.decode("utf-8"), as_version=4).cells for content in (old, new))
    if len(before) != len(after):
        return f" ({len(before)} to {len(after)} cells)"
    changed = [str(place) for place, pair in enumerate(zip(before, after, strict=True), 1) if pair[0] != pair[1]]
    return f" (cells {', '.join(changed)})" if changed else " (metadata alone)"

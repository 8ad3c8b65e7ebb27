"""The recipe: run the notebooks in copies of the project, compare what they made, and put it into place."""

import io
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import nbformat
import pandas as pd

from research.cli.reproduce.kernels import REASON, defer_interrupts, end_process_tree, prepare_settings, run_in_process
from research.cli.reproduce.notebook_files import check_kernels, list_notebooks
from research.cli.reproduce.workspace import copy_project, hash_project, list_changes, open_workspace
from research.report import MANUSCRIPT
from research.tables import Fault, InputError, merge_faults, write_files


@dataclass(frozen=True)
class Run:
    """What a run of the notebooks made.

    Attributes
    ----------
    notebooks, figures : dict of str to bytes
        What the notebooks that ran to their end made, by path from the project's root.
    failures : dict of str to str
        The cell and the reason, by the name of each other notebook.
    inputs : dict of str to str
        Hashes of the files that the run was made from, by path.
    manuscript : dict of str to bytes
        Figures and tables for a manuscript, by their names, where they were asked for.
    """

    notebooks: dict[str, bytes]
    figures: dict[str, bytes]
    failures: dict[str, str]
    inputs: dict[str, str] = field(default_factory=dict)
    manuscript: dict[str, bytes] = field(default_factory=dict)


def run_notebooks(
    root: Path, *, workers: int = 2, manuscript: bool = False, done: Callable[[str], None] = lambda name: None
) -> Run:
    """Run all notebooks of the project, each in a copy of the project, some at a time.

    Nothing in root changes. A notebook that stops, or writes anywhere but to figures/, is a failure and does not stop
    the others.

    Parameters
    ----------
    root : Path
        The project folder.
    workers : int
        Number of notebooks at a time.
    manuscript : bool
        Write figures as .pdf, and the tables in words under them as .tex and .docx, too.
    done : callable
        Called with the name of each notebook as it ends.

    Returns
    -------
    Run
        What the notebooks made.

    Raises
    ------
    InputError
        Where a notebook cannot be read or asks for a kernel that is not installed, or there is no room for the copies.
    """
    names = [path.name for path in list_notebooks(root)]
    check_kernels(list_notebooks(root))
    notebooks, figures, failures, files = {}, dict[str, bytes](), {}, dict[str, bytes]()
    with open_workspace() as space:
        inputs = copy_project(Path(root), space / "project")
        if manuscript:
            (space / "project" / MANUSCRIPT.name).mkdir()
        prepare_settings(space / "settings")
        reasons = _run_all(names, space, workers, done)
        for name in names:
            copy = space / name
            reason = reasons[name] or _find_trespass(name, copy, inputs) or _find_clash(name, copy, figures)
            if reason:
                failures[name] = reason
                continue
            notebooks[f"notebooks/{name}"] = (copy / "notebooks" / name).read_bytes()
            figures |= _read_figures(copy)
            files |= {path.name: path.read_bytes() for path in (copy / MANUSCRIPT.name).glob("*.*")}
    return Run(notebooks, dict(sorted(figures.items())), failures, inputs, dict(sorted(files.items())))


def _run_all(names: list[str], space: Path, workers: int, done: Callable[[str], None]) -> dict[str, str]:
    """Run each notebook in a copy and a process of its own; return why it stopped, empty where it did not."""
    reasons: dict[str, str] = {}
    waiting, running = list(names), dict[str, BaseProcess]()
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                name = waiting.pop(0)
                running[name] = _start(space / "project", space / name, name)
            ended = connection.wait([process.sentinel for process in running.values()])
            for name in [name for name, process in running.items() if process.sentinel in ended]:
                process = running.pop(name)
                process.join()
                reasons[name] = _read_reason(name, space / name, process.exitcode)
                done(name)
    finally:
        for process in running.values():
            end_process_tree(process.pid or 0)
    return reasons


def _start(project: Path, copy: Path, name: str) -> BaseProcess:
    # Of the notebooks this one alone; the package may hold notebooks too, as data.
    others = {path.name for path in list_notebooks(project)} - {name}
    shutil.copytree(project, copy, ignore=lambda folder, _: others if Path(folder) == project / "notebooks" else set())
    # A fresh process for each kernel's client: forked ones would share the event loop of the parent.
    work = (copy / "notebooks" / name, copy.parent / "settings")
    process = get_context("spawn").Process(target=run_in_process, args=work)
    with defer_interrupts():
        process.start()
    return process


def _read_reason(name: str, copy: Path, status: int | None) -> str:
    if (copy / REASON).is_file():
        return (copy / REASON).read_text(encoding="utf-8")
    found = f"a process that ended with {status}"
    return str(Fault(f"notebooks/{name}", "notebook", found, "one that runs to its end", "run this again"))


def _find_trespass(name: str, copy: Path, inputs: dict[str, str]) -> str:
    """Say which files of its copy a notebook changed beside itself and its figures."""
    where = f"notebooks/{name}"
    notebook = re.compile(r"notebooks/[^/]+\.ipynb")
    others = {path: known for path, known in inputs.items() if not notebook.fullmatch(path)}
    changed = [path for path in list_changes(others, hash_project(copy)) if path != where]
    if not (copy / "figures").is_dir():
        changed.append("figures")
    if not changed:
        return ""
    found = "a cell that writes to " + ", ".join(changed[:5]) + (", ..." if len(changed) > 5 else "")
    return str(Fault(where, "cells", found, "cells that write to figures/ alone", "mend them, then run this again"))


def _find_clash(name: str, copy: Path, figures: dict[str, bytes]) -> str:
    """Say which figures of a notebook another has drawn otherwise."""
    clash = [path for path, content in _read_figures(copy).items() if figures.get(path, content) != content]
    if not clash:
        return ""
    found, remedy = f"{', '.join(clash)}, which another notebook draws otherwise", "give the figure another name"
    return str(Fault(f"notebooks/{name}", "figures", found, "figures of its own", remedy))


def _read_figures(copy: Path) -> dict[str, bytes]:
    return {f"figures/{path.name}": path.read_bytes() for path in (copy / "figures").iterdir() if path.is_file()}


def compare_run(root: Path, run: Run) -> list[str]:
    """List what a run made that differs from the project, pictures compared byte by byte.

    Parameters
    ----------
    root : Path
        The project folder.
    run : Run
        Of run_notebooks.

    Returns
    -------
    list of str
        One line for each file.
    """
    lines = []
    for name, content in {**run.notebooks, **run.figures}.items():
        path = Path(root) / name
        if not path.is_file():
            lines.append(f"{name}: new")
        elif path.read_bytes() != content:
            lines.append(f"{name}: changed{_locate_change(path.read_bytes(), content, name)}")
    return lines + [f"{name}: no notebook makes it" for name in _list_unmade(root, run)]


def compare_tables(root: Path, run: Run) -> list[str]:
    """List the tables behind figures that differ from those of the project by more than rounding.

    Pictures are left out: their bytes are promised for Linux on x86-64 alone, the numbers everywhere.

    Parameters
    ----------
    root : Path
        The project folder.
    run : Run
        Of run_notebooks.

    Returns
    -------
    list of str
        One line for each file.
    """
    lines = []
    for name, content in run.figures.items():
        path = Path(root) / name
        if path.suffix != ".csv":
            continue
        if not path.is_file():
            lines.append(f"{name}: new")
            continue
        try:
            old, new = pd.read_csv(path), pd.read_csv(io.BytesIO(content))
            pd.testing.assert_frame_equal(old, new, rtol=0, atol=1e-4)
        except AssertionError as error:
            lines.append(f"{name}: {' '.join(str(error).split())}")
        except ValueError:
            lines.append(f"{name}: what stands there is no table")
    unmade = [name for name in _list_unmade(root, run) if name.endswith(".csv")]
    return lines + [f"{name}: no notebook makes it" for name in unmade]


def check_writable(root: Path) -> None:
    """Check, before the notebooks run, that notebooks/ and figures/ can be written.

    Parameters
    ----------
    root : Path
        The project folder.

    Raises
    ------
    InputError
        Where one of them cannot be written.
    """
    remedy = "make it writable, or give --check, which writes nothing"
    places = [Path(root) / part for part in ("notebooks", "figures")]
    faults = [
        Fault(place.as_posix(), "folder", "no right to write", "a folder that can be written", remedy)
        for place in places
        if place.exists() and not os.access(place, os.W_OK)
    ]
    if faults:
        raise InputError(faults)


def write_run(root: Path, run: Run) -> None:
    """Write the notebooks and figures of a run to the project, all or none.

    Figures that no notebook makes are removed. Notebooks that failed stay as they are, and so do figures that they may
    have made.

    Parameters
    ----------
    root : Path
        The project folder.
    run : Run
        Of run_notebooks.

    Raises
    ------
    InputError
        Where a file that the run was made from has changed since, such as a notebook that somebody saved; nothing is
        written.
    """
    root = Path(root)
    if run.inputs and (changed := list_changes(run.inputs, hash_project(root))):
        remedy = "nothing was written: run this again"
        faults = [
            Fault(f"{root / name}", "file", "changed while the notebooks ran", "as when they began", remedy)
            for name in changed
        ]
        raise InputError(merge_faults(faults))
    files: dict[Path, bytes | None] = {root / name: content for name, content in (run.notebooks | run.figures).items()}
    files |= dict.fromkeys((root / name for name in _list_unmade(root, run)), None)
    expected = {root / name: run.inputs[name] for name in run.notebooks if name in run.inputs}
    write_files(files, root, expected=expected)


def _list_unmade(root: Path, run: Run) -> list[str]:
    """The figures that no notebook makes; none where one failed, since they may be its own."""
    if run.failures:
        return []
    kept = {f"figures/{path.name}" for path in (Path(root) / "figures").glob("*") if path.is_file()}
    return sorted(kept - set(run.figures))


def _locate_change(old: bytes, new: bytes, name: str) -> str:
    if not name.endswith(".ipynb"):
        return f" ({len(old)} to {len(new)} bytes)"
    before, after = (nbformat.reads(content.decode("utf-8"), as_version=4).cells for content in (old, new))
    if len(before) != len(after):
        return f" ({len(before)} to {len(after)} cells)"
    changed = [str(place) for place, pair in enumerate(zip(before, after, strict=True), 1) if pair[0] != pair[1]]
    return f" (cells {', '.join(changed)})" if changed else " (metadata alone)"

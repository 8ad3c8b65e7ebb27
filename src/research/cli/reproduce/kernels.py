"""One notebook in a process of its own, which ends with the run that started it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import Any

import nbformat

from research.cli.reproduce.notebook_files import Notebook, drop_version, read_notebook
from research.tables import Fault, replace_file

CELL_TIMEOUT = 300
KERNEL_STARTS = 3
REASON = "reason.txt"
_LONGEST = 1_000
_AGAIN = "mend the cell in JupyterLab, then run this again"


def run_in_process(path: Path, settings: Path) -> None:
    """Run a notebook as the work of a process, and write beside its folder why it stopped.

    Parameters
    ----------
    path : Path
        The notebook.
    settings : Path
        Folder for the settings of kernel, IPython and Matplotlib.
    """
    _leave_terminal()
    threading.Thread(target=_follow_parent, daemon=True).start()
    os.environ.update(_name_settings(settings))
    reason = execute_notebook(path, settings=settings)
    (path.parent.parent / REASON).write_text(reason, encoding="utf-8")


@contextmanager
def defer_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait while a process starts, which otherwise ends with a traceback.

    Yields
    ------
    None
        The process is started inside.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_terminal() -> None:
    """Leave Ctrl-C to the run that started this process, and ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.setsid()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def end_process_tree(pid: int) -> None:
    """End a process and all that it started, such as kernels and their processes.

    Parameters
    ----------
    pid : int
        Id of the process.
    """
    import psutil

    try:
        first = psutil.Process(pid)
        family = [*first.children(recursive=True), first]
    except psutil.NoSuchProcess:
        return
    for process in family:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(family, timeout=5)


def prepare_settings(settings: Path) -> None:
    """Let Matplotlib list the machine's fonts once; otherwise the first notebook prints that it does.

    Parameters
    ----------
    settings : Path
        Folder for the settings of kernel, IPython and Matplotlib.
    """
    subprocess.run(
        [sys.executable, "-c", "import matplotlib.font_manager"],
        env=_name_settings(settings),
        check=False,
        capture_output=True,
    )


def execute_notebook(path: Path, *, settings: Path | None = None) -> str:
    """Run a notebook in its folder and write it back with its outputs.

    What would differ from run to run or from machine to machine is left out: timings, the version of Python, and where
    the kernel's clock cut what a cell printed. A kernel that dies before it answers is started anew, at most
    KERNEL_STARTS times: two kernels that start at once can be given the same free port, and then the later one dies.

    Parameters
    ----------
    path : Path
        The notebook.
    settings : Path, optional
        Folder for the settings of kernel, IPython and Matplotlib, in place of the user's.

    Returns
    -------
    str
        Why the notebook stopped; empty where it ran to its end.
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    settings = settings or path.parent.parent / "settings"
    settings.mkdir(exist_ok=True)
    for start in range(1, KERNEL_STARTS + 1):
        notebook = read_notebook(path)
        cells: list[int] = []
        try:
            _execute(notebook, path.parent, settings, cells)
        except CellExecutionError as error:
            found = f"{error.ename}: {' '.join(str(error.evalue).split())}"
            return _describe_stop(path, notebook, cells, found, _AGAIN)
        except CellTimeoutError:
            return _describe_stop(path, notebook, cells, f"no end after {CELL_TIMEOUT} seconds", _AGAIN)
        except DeadKernelError:
            remedy = "it ended the kernel, or took all memory: mend the cell, or give --workers 1, then run this again"
            return _describe_stop(path, notebook, cells, "a kernel that died", remedy)
        except RuntimeError as error:
            if start == KERNEL_STARTS:
                return _describe_stop(path, notebook, cells, f"{error}, {start} times in a row", "run this again")
            continue
        break
    _join_streams(notebook)
    drop_version(notebook)
    replace_file(path, (nbformat.writes(notebook) + "\n").encode("utf-8"))
    return ""


def _execute(notebook: Notebook, folder: Path, settings: Path, cells: list[int]) -> None:
    """Run the cells of a notebook in place, with folder as the working folder; cells takes the places of begun ones."""
    from nbclient import NotebookClient
    from traitlets.config import Config

    config = Config()
    config.KernelManager.transport_encryption = "auto"  # else the kernel prints a warning into the first cell
    config.KernelManager.connection_file = str(settings / f"kernel-{os.getpid()}.json")
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        record_timing=False,
        config=config,
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda cell, cell_index: cells.append(cell_index),
    )
    client.execute(env=_name_settings(settings))


def _name_settings(settings: Path) -> dict[str, str]:
    """The environment of a kernel: settings of a person would show in what it prints and draws.

    What one notebook computes is kept for the others of the run; what earlier runs kept is not used.
    """
    folders = {"MPLCONFIGDIR": "matplotlib", "IPYTHONDIR": "ipython", "JUPYTER_RUNTIME_DIR": "jupyter"}
    folders["NETRALITAS_CACHE"] = "computed"
    return {**os.environ, **{name: str(settings / folder) for name, folder in folders.items()}}


def _describe_stop(path: Path, notebook: Notebook, cells: list[int], found: str, remedy: str) -> str:
    """Say where a notebook stopped: the cell by its number among those that run, and by its first line."""
    place = cells[-1] if cells else 0
    number = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in notebook.cells[: place + 1])
    lines = notebook.cells[place].source.strip().splitlines() if notebook.cells else []
    where = f"notebooks/{path.name}, cell {number}"
    return str(Fault(where, repr(lines[0][:80] if lines else ""), found[:_LONGEST], "a cell that runs", remedy))


def _follow_parent() -> None:
    """End with the process that started this one, however that ended."""
    parent = parent_process()
    if parent is None:
        return
    connection.wait([parent.sentinel])
    import psutil

    for process in psutil.Process().children(recursive=True):
        end_process_tree(process.pid)
    os._exit(1)


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

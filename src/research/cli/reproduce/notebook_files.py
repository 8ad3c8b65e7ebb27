"""Notebooks as files: which there are, whether they can be read and run, and whether they were."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat

from research.tables import Fault, InputError, parse_json, read_bytes

Notebook = Any
_EXPECTED = "a Jupyter notebook of version 4"
_REMEDY = "open it in JupyterLab and save it, or take it out of the folder"


def list_notebooks(root: Path) -> list[Path]:
    """List the project's notebooks in their order.

    Parameters
    ----------
    root : Path
        The project folder.

    Returns
    -------
    list of Path
        The files notebooks/*.ipynb, sorted.

    Raises
    ------
    InputError
        Where there are none.
    """
    found = sorted((Path(root) / "notebooks").glob("*.ipynb"))
    if not found:
        raise InputError([Fault(str(Path(root) / "notebooks"), "notebooks", "none", "at least one", "check the path")])
    return found


def read_notebook(path: Path) -> Notebook:
    """Read a notebook, one of an older format as if it were of version 4.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    NotebookNode
        The notebook in format 4.

    Raises
    ------
    InputError
        Where the file is no notebook.
    """
    where = path.as_posix()
    try:
        text = read_bytes(path).decode("utf-8")
        data = parse_json(text, where, expected=_EXPECTED, remedy=_REMEDY)
        if not isinstance(data, dict) or data.get("nbformat") not in (1, 2, 3, 4):
            found = f"nbformat {data['nbformat']!r}"[:60] if isinstance(data, dict) and "nbformat" in data else "none"
            raise InputError([Fault(where, "notebook", found, _EXPECTED, _REMEDY)])
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        found = " ".join(str(error).split())[:120]
    except (AttributeError, KeyError, TypeError, UnicodeDecodeError) as error:
        found = f"{type(error).__name__}: {error}"[:120]
    else:
        return notebook
    raise InputError([Fault(where, "notebook", found, _EXPECTED, _REMEDY)])


def check_kernels(notebooks: Iterable[Path]) -> None:
    """Refuse files that are no notebooks, and notebooks whose kernel is not installed.

    Parameters
    ----------
    notebooks : iterable of Path
        The files.

    Raises
    ------
    InputError
        With a fault for each such file.
    """
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_core.paths import jupyter_path

    # Not those in a person's folder of IPython, which asking for them would make.
    present = sorted(KernelSpecManager(kernel_dirs=jupyter_path("kernels")).find_kernel_specs())
    faults: list[Fault] = []
    for path in notebooks:
        try:
            wanted = read_notebook(path).metadata.get("kernelspec", {}).get("name", "python3")
        except InputError as error:
            faults += error.faults
            continue
        if wanted not in present:
            expected = "one that is installed: " + (", ".join(present) or "there is none")
            remedy = "python run.py setup installs python3; else choose another kernel in the notebook"
            faults.append(Fault(str(path), "kernel", repr(wanted), expected, remedy))
    if faults:
        raise InputError(faults)


def check_notebook(notebook: Notebook, name: str) -> list[str]:
    """List what is wrong with a saved notebook.

    Counts must be 1..n over the cells that hold code, no output an error, and a cell that shows a picture shows one
    picture and the table it was drawn from.

    Parameters
    ----------
    notebook : NotebookNode
        Of read_notebook.
    name : str
        Name of the file, for the messages.

    Returns
    -------
    list of str
        One line for each fault; empty where the notebook was run once from top to bottom.

    Examples
    --------
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
    """List what is wrong with saved notebooks.

    Parameters
    ----------
    paths : iterable of Path
        The files.

    Returns
    -------
    list of str
        The lines of check_notebook, file after file.
    """
    return [line for path in paths for line in check_notebook(read_notebook(Path(path)), Path(path).name)]


def drop_version(notebook: Notebook) -> None:
    """Remove the version of Python, which is that of one machine, from a notebook's metadata.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.
    """
    language = notebook["metadata"].get("language_info", {})
    if language.get("name") == "python":
        language.pop("version", None)

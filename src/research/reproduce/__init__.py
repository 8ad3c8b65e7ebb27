"""The recipe: run the notebooks in a copy of the project, compare what they made, and put it into place.

In order: notebooks as files (ipynb), the copy (workspace), one notebook in a process of its own (kernels), all of
them (recipe).
"""

from research.reproduce.ipynb import check_kernels, check_notebook, check_notebooks, list_notebooks, read_notebook
from research.reproduce.kernels import execute_notebook
from research.reproduce.recipe import Run, check_writable, compare_run, compare_tables, run_notebooks, write_run

__all__ = [
    "Run",
    "check_kernels",
    "check_notebook",
    "check_notebooks",
    "check_writable",
    "compare_run",
    "compare_tables",
    "execute_notebook",
    "list_notebooks",
    "read_notebook",
    "run_notebooks",
    "write_run",
]

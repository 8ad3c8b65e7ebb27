"""Commands that run the notebooks and write what they made."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.options import DEFAULT_ROOT, REPRODUCE, Root, Workers, application, count_workers
from research.cli.terminal import unwrap

if TYPE_CHECKING:
    from research.cli.reproduce.recipe import Run


@application.command(rich_help_panel=REPRODUCE)
def reproduce(
    project: Root = DEFAULT_ROOT,
    workers: Workers = None,
    compare: Annotated[bool, typer.Option("--check", help="Write nothing; exit code 1 if anything differs.")] = False,
    numbers: Annotated[bool, typer.Option("--tables", help="With --check: compare the figures' tables alone.")] = False,
) -> None:
    """Run every notebook, write notebooks/ and figures/, and print what changed; exit code 1 if a notebook failed."""
    from research.cli.reproduce.notebook_files import check_notebooks, list_notebooks
    from research.cli.reproduce.recipe import check_writable, compare_run, compare_tables, write_run
    from research.tables import Fault, InputError

    if numbers and not compare:
        raise InputError([Fault("research reproduce", "--tables", "no --check", "--check with it", "add --check")])
    if not compare:
        check_writable(project)
    run = _run(project, count_workers(workers))
    changes = compare_tables(project, run) if numbers else compare_run(project, run)
    if not compare:
        write_run(project, run)
    ran = [path for path in list_notebooks(project) if path.name not in run.failures]
    unsound = check_notebooks(ran)
    for line in [*(changes or ["nothing changed"]), *unsound]:
        print(line)
    if unsound or run.failures or (compare and changes):
        sys.exit(1)


@application.command(rich_help_panel=REPRODUCE)
def figures(project: Root = DEFAULT_ROOT, workers: Workers = None) -> None:
    """Redraw every figure without changing the notebooks, and list the figures; exit code 1 if a notebook failed."""
    from research.cli.reproduce.recipe import check_writable, compare_run, write_run

    check_writable(project)
    run = _run(project, count_workers(workers))
    drawn = replace(run, notebooks={})
    changes = {line.partition(":")[0]: line for line in compare_run(project, drawn)}
    write_run(project, drawn)
    for name in sorted({*run.figures, *changes}):
        print(changes.get(name, f"{name}: as before"))
    if run.failures:
        sys.exit(1)


def _run(project: Path, workers: int) -> "Run":
    """Run the notebooks behind a progress bar; print the failures, and exit 1 where there is nothing else."""
    from rich.console import Console
    from rich.progress import Progress

    from research.cli.reproduce.notebook_files import list_notebooks
    from research.cli.reproduce.recipe import run_notebooks
    from research.study import check_corpus

    check_corpus(project / "corpus", coded=True)
    console = Console(file=unwrap(sys.stderr))
    with Progress(console=console, disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task("notebooks", total=len(list_notebooks(project)))
        run = run_notebooks(project, workers=workers, done=lambda name: progress.update(task, advance=1))
    for reason in run.failures.values():
        print(reason, file=sys.stderr)
    if not run.notebooks:
        print("Nothing was written.", file=sys.stderr)
        sys.exit(1)
    return run

"""Commands that run the notebooks and write what they made."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.options import DEFAULT_ROOT, REPRODUCE, Force, Root, Workers, application, count_workers
from research.cli.terminal import show_progress

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


@application.command(rich_help_panel=REPRODUCE)
def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write; made where it is missing.")],
    project: Root = DEFAULT_ROOT,
    workers: Workers = None,
    force: Force = False,
) -> None:
    """Write every figure as .pdf, and the table under it as .tex and .docx, for a manuscript; runs the notebooks."""
    from research.cli.reproduce.workspace import COPIED_FOLDERS
    from research.tables import Fault, InputError, refuse_replacing, write_files

    kept = [project / name for name in ("notebooks", "figures", *COPIED_FOLDERS)]
    if inside := [place for place in kept if folder.resolve().is_relative_to(place.resolve())]:
        found, remedy = f"a folder in {inside[0].name}/", "name another folder"
        raise InputError([Fault(folder.as_posix(), "folder", found, "one of its own", remedy)])
    # Said before the notebooks run, for minutes.
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        raise InputError([Fault(there.as_posix(), "folder", "a file", "a folder", "name another")])
    run = _run(project, count_workers(workers), manuscript=True)
    for name, content in run.manuscript.items():
        refuse_replacing(folder / name, content, force=force)
    write_files({folder / name: content for name, content in run.manuscript.items()}, folder)
    for name in run.manuscript:
        print(folder / name)
    if run.failures:
        sys.exit(1)


def _run(project: Path, workers: int, *, manuscript: bool = False) -> "Run":
    """Run the notebooks behind a progress bar; print the failures, and exit 1 where there is nothing else."""
    from research.cli.reproduce.notebook_files import list_notebooks
    from research.cli.reproduce.recipe import run_notebooks
    from research.study import check_corpus

    with show_progress("checking the corpus"):
        check_corpus(project / "corpus", coded=True)
    with show_progress("notebooks", total=len(list_notebooks(project))) as advance:
        run = run_notebooks(project, workers=workers, manuscript=manuscript, done=lambda name: advance())
    for reason in run.failures.values():
        print(reason, file=sys.stderr)
    if not run.notebooks:
        print("Nothing was written.", file=sys.stderr)
        sys.exit(1)
    return run

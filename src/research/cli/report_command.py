"""The command that builds the site."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from research.cli.options import DEFAULT_ROOT, REPRODUCE, Root, application
from research.cli.terminal import unwrap


@application.command(rich_help_panel=REPRODUCE)
def report(
    folder: Annotated[Path, typer.Argument(help="Folder of the site; without it, site/ in the project.")] = Path(),
    language: Annotated[str, typer.Option("--lang", metavar="en|id", help="English or Indonesian.")] = "en",
    project: Root = DEFAULT_ROOT,
) -> None:
    """Build the site of the project, to be opened from disk: index.html; exit code 1 if sphinx warns of a page."""
    from rich.console import Console
    from rich.progress import Progress

    from research.report import build_site

    place = project / "site" if folder == Path() else folder
    console = Console(file=unwrap(sys.stderr))
    with Progress(console=console, disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task("site", total=4)
        site = build_site(
            project, place, language=language, step=lambda words: progress.update(task, advance=1, description=words)
        )
    print(f"{site.folder / 'index.html'}: {site.pages} pages, {site.size / 1e6:.1f} MB, {site.seconds:.0f} s")
    for warning in site.warnings:
        print(warning, file=sys.stderr)
    if site.warnings:
        sys.exit(1)

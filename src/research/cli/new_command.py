"""The command that lays out a new compendium."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from research.cli.options import REPRODUCE, application


@application.command(rich_help_panel=REPRODUCE)
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; it may be there where it is empty.")],
    subject: Annotated[str, typer.Option("--subject", metavar="TEXT", help="What the study is about, in a few words.")],
    author: Annotated[str, typer.Option("--author", metavar="TEXT", help="Who is cited.")] = "The authors",
) -> None:
    """Lay out a study of your own: corpus, codebook, notebooks, tests; exit code 1 if its notebooks could not run."""
    from research.cli.compendium.new_folder import make_compendium

    print("laying out the folder and running its notebooks ...", file=sys.stderr)
    reason, failed = make_compendium(folder, subject=subject, author=author)
    print(f"{folder}: laid out, with two example documents. Then, in that folder:")
    print("  python run.py reproduce   runs the notebooks and draws the figures")
    print("  python run.py test        checks corpus, codebook, notebooks and figures")
    print("README.md there says how to go on.")
    if reason:
        print(f"Its notebooks have not run here: {reason}. Begin with python run.py reproduce.", file=sys.stderr)
    if failed:
        sys.exit(1)

"""The command that writes the trail from codebook to share."""

from pathlib import Path
from typing import Annotated

import typer

from research.cli.options import DEFAULT_CORPUS, Corpus, Force, Seed, code_commands
from research.cli.terminal import show_progress


@code_commands.command("trail")
def show_trail(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the page to this file, such as trail.md.")
    ] = None,
    seed: Seed = 2026,
    corpus: Corpus = DEFAULT_CORPUS,
    force: Force = False,
) -> None:
    """Print who coded what when, with which prompt, agreement, decisions, corrected shares, hashes, commands."""
    from research.report import describe_trail
    from research.study import read_trail
    from research.tables import refuse_replacing, replace_file

    with show_progress("reading the codes"):
        page = describe_trail(read_trail(corpus, seed=seed))
    if output is None:
        print(page, end="")
        return
    content = page.encode("utf-8", "replace")
    refuse_replacing(output, content, inputs=[corpus / "codebook.toml"], force=force)
    replace_file(output, content)
    print(output)

"""The command that says which differences a comparison could find, and which documents it would need."""

import sys
from typing import Annotated

import typer

from research.cli.options import (
    COMPARE,
    DEFAULT_CORPUS,
    AsJson,
    CodedCorpus,
    Force,
    OutputInstead,
    Sample,
    Seed,
    application,
    split_values,
    write_output,
)
from research.cli.terminal import open_corpus, print_json, show_progress


@application.command(rich_help_panel=COMPARE)
def power(
    contrast: Annotated[str, typer.Argument(metavar="CONTRAST", help="Id of a contrast in contrasts.toml.")],
    corpus: CodedCorpus = DEFAULT_CORPUS,
    difference: Annotated[
        list[float] | None,
        typer.Option(
            help="Points between the shares, named before they are seen; may be repeated. 5, 8 and 10 if none."
        ),
    ] = None,
    frame: Annotated[
        str, typer.Option(help="Codes of frames: sanctions,social_media; the declared ones if none.")
    ] = "",
    sample: Sample = "",
    seed: Seed = 2026,
    output: OutputInstead = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Simulate how often a contrast finds differences named beforehand, now and with more documents on either side."""
    import pandas as pd

    from research.compare import DIFFERENCES, simulate_power
    from research.report import describe_power, label_study, table_power

    known = open_corpus(corpus, sample=sample)
    declared = {item.contrast: item for item in known.contrasts.declared}
    if contrast not in declared:
        _refuse(contrast, list(declared))
    frames = split_values(frame) or sorted(known.contrasts.frames or set(known.rows["frame"]))
    sizes = [points / 100 for points in difference or ()] or DIFFERENCES
    parts = []
    with show_progress("simulating samples, by frame", total=len(frames)) as advance:
        for code in frames:
            parts.append(simulate_power(known.rows, declared[contrast], frame=code, differences=sizes, seed=seed))
            advance()
    table = pd.concat(parts, ignore_index=True)
    if output:
        write_output(table, output, corpus=corpus, force=force)
        print(f"{output}: {len(table)} rows", file=sys.stderr)
    if as_json:
        print_json(table)
    elif not output:
        labels = label_study(known)
        print(table_power(table, labels=labels).to_string(index=False))
        print(f"\n{describe_power(table, labels=labels)}\n{known.caution}")


def _refuse(contrast: str, declared: list[str]) -> None:
    from research.tables import Fault, InputError

    expected = "one of " + ", ".join(declared) if declared else "an id of contrasts.toml, which declares none"
    raise InputError([Fault("power", "contrast", repr(contrast), expected)])

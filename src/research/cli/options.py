"""The application that every command joins, and the options that several of them share."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd

application = typer.Typer(
    name="research",
    help="How officials frame the neutrality of civil servants, with the evidence behind every number.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
codebook_commands = typer.Typer(help="The codebook.", no_args_is_help=True)
application.add_typer(codebook_commands, name="codebook")
code_commands = typer.Typer(
    help="Coding by people: sheets out and back, agreement, adjudication.", no_args_is_help=True
)
application.add_typer(code_commands, name="code")


def _finish_writing(folder: Path) -> Path:
    """Before a command reads a corpus or a project, end what a killed call began to write there."""
    from research.tables import finish_writing

    folder = _look_upward(folder)
    for place in (folder, folder / "corpus"):
        finish_writing(place)
    return folder


def _look_upward(folder: Path) -> Path:
    """Where a command was not told where to look and nothing is there: the nearest folder above that holds it."""
    parts = {DEFAULT_CORPUS: ("corpus/documents",), DEFAULT_ROOT: ("corpus", "notebooks")}.get(folder, ())
    sign = folder if folder == DEFAULT_CORPUS else folder / "corpus"
    if not parts or sign.exists():
        return folder
    for place in Path.cwd().parents:
        if all((place / part).is_dir() for part in parts):
            return Path(os.path.relpath(place / folder))
    return folder


Corpus = Annotated[Path, typer.Option("--corpus", help="Corpus folder.", callback=_finish_writing)]
Root = Annotated[
    Path,
    typer.Option("--project", help="Project folder: corpus/, notebooks/, figures/.", callback=_finish_writing),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=256, help="Processes at a time; without it, one a core of this machine."),
]
Columns = Annotated[
    list[str] | None, typer.Option("--column", help="A field and the table's column for it: text=isi; may be repeated.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file of that name that holds something else.")]
DEFAULT_CORPUS, DEFAULT_ROOT = Path("corpus"), Path()


def list_inputs(corpus: Path) -> list[Path]:
    """The files of a corpus, which no output takes the place of, whatever --force says."""
    return [path for path in corpus.rglob("*") if path.is_file()]


def write_output(table: "pd.DataFrame", output: Path, *, corpus: Path, force: bool) -> None:
    """Write a table where a call wants it, though not over a file of somebody's own without being asked."""
    from research.tables import refuse_replacing, write_table

    if output.suffix in (".csv", ".parquet"):
        refuse_replacing(output, columns=list(table.columns), inputs=list_inputs(corpus), force=force)
    write_table(table, output)


def count_workers(asked: int | None) -> int:
    """The number of processes that was asked for, or that of the cores that this process may use."""
    if asked is not None:
        return asked
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_pairs(option: str, pairs: Sequence[str], *, known: Collection[str] = ()) -> dict[str, str]:
    """Read the values of an option of the form field=value, each field once and one of known where some are.

    >>> read_pairs("--set", ["region=Kota Bontang", "url=https://example.id/?p=1"])
    {'region': 'Kota Bontang', 'url': 'https://example.id/?p=1'}
    >>> read_pairs("--set", ["region"])
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    --set: value: found 'region', expected field=value, each field once
    """
    from research.tables import Fault, InputError

    split = [pair.partition("=") for pair in pairs]
    names = [name for name, _, _ in split]
    faults = [
        Fault(option, "value", repr(pair), "field=value, each field once")
        for pair, part in zip(pairs, split, strict=True)
        if not part[1] or names.count(part[0]) > 1
    ]
    faults += [
        Fault(option, "field", repr(name), "one of " + ", ".join(known))
        for name in names
        if known and name not in known
    ]
    if faults:
        raise InputError(faults)
    return {name: value for name, _, value in split}

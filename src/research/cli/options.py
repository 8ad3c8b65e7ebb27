"""The application that every command joins, and the options that several of them share."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.core

import research

if TYPE_CHECKING:
    import pandas as pd

# The groups of commands, in the order of the help.
GROUPS = SEARCH, ADD, CODE, COMPARE, REPRODUCE = (
    "Read and search the corpus",
    "Add documents, find who speaks",
    "Code frames",
    "Compare",
    "Run the notebooks and the studies",
)


def _name_values(parameter: Any) -> None:
    """Have the help of a parameter name what it takes as FILE, NUMBER or NAME, in place of the types of Python."""
    kind = parameter.type_descriptor
    is_argument = parameter.param_type_name == "argument"
    if parameter.metavar is None and not getattr(parameter, "is_flag", False):
        is_path = "Path" in str(kind.annotation)
        name = "NUMBER" if kind.annotation in (int, float) else parameter.name.upper() if is_argument else "NAME"
        parameter.metavar = "FILE" if is_path else name
    if is_argument:
        parameter.display_type_rich = lambda ctx: None


class Commands(typer.core.TyperGroup):
    """Commands listed by their group, each with the whole first sentence of what it does."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name."""
        command = super().get_command(ctx, cmd_name)
        for parameter in getattr(command, "params", ()):
            _name_values(parameter)
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the groups in their order; a command of none comes last."""
        groups: dict[str, list[tuple[str, str]]] = {group: [] for group in GROUPS}
        for name in self.list_commands(ctx):
            command: Any = self.get_command(ctx, name)
            summary = " ".join((command.help or "").partition("\n\n")[0].split())
            groups.setdefault(command.rich_help_panel or "Commands", []).append((name, summary))
        for group, rows in ((group, rows) for group, rows in groups.items() if rows):
            with formatter.section(group):
                formatter.write_dl(rows)


def _show_version(asked: bool) -> None:
    if asked:
        print(f"research {research.__version__}")
        raise typer.Exit


application = typer.Typer(
    name="research",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"max_content_width": 100},
)
codebook_commands = typer.Typer(
    cls=Commands, no_args_is_help=True, help="Check the codebook, write its pages, export and import it."
)
application.add_typer(codebook_commands, name="codebook", rich_help_panel=CODE)
code_commands = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="Coding by people and programs: sheets, runs, agreement, adjudication, corrected shares.",
)
application.add_typer(code_commands, name="code", rich_help_panel=CODE)


@application.callback()
def describe(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Content analysis of reported speech: who says what in the news, in which frame, and the evidence behind it."""


def _finish_writing(folder: Path) -> Path:
    """Before a command reads a corpus or a project, end what a killed call began to write there."""
    from research.tables import finish_writing

    folder = look_upward(folder)
    for place in (folder, folder / "corpus"):
        finish_writing(place)
    return folder


def find_coded(folder: Path) -> Path:
    """Refuse a corpus that nobody has coded, and say which commands bring codes in.

    Parameters
    ----------
    folder : Path
        The value of the option --corpus.

    Returns
    -------
    Path
        The corpus folder, as look_upward finds it.

    Raises
    ------
    InputError
        Where the folder has documents and no coding/gold.csv.
    """
    from research.tables import Fault, InputError

    folder = _finish_writing(folder)
    gold = folder / "coding" / "gold.csv"
    if any((folder / name).exists() for name in _DOCUMENTS) and not gold.is_file():
        found, expected = "nothing there, as nobody's codes are decided yet", "the codes that everything is counted by"
        remedy = "research code sample, import, agreement and adjudicate, in this order, make it"
        raise InputError([Fault(gold.as_posix(), "file", found, expected, remedy)])
    return folder


def look_upward(folder: Path) -> Path:
    """Find the project's folder from any folder below it, where a command was given none.

    Parameters
    ----------
    folder : Path
        The value of the option; another than the default is returned as it is.

    Returns
    -------
    Path
        The folder, relative to the current one.
    """
    signs: dict[Path, list[tuple[str, ...]]] = {
        DEFAULT_CORPUS: [(f"corpus/{name}",) for name in _DOCUMENTS],
        DEFAULT_ROOT: [("corpus", "notebooks")],
    }
    for place in (Path.cwd(), *Path.cwd().parents):
        if any(all((place / part).exists() for part in parts) for parts in signs.get(folder, ())):
            return Path(os.path.relpath(place / folder))
    return folder


def _check_ending(path: Path | None) -> Path | None:
    """Refuse, before the work begins, what no table can be written to."""
    from research.tables import Fault, InputError

    if path and path.suffix not in (".csv", ".parquet"):
        raise InputError([Fault(path.as_posix(), "file ending", repr(path.suffix), ".csv or .parquet", "name it so")])
    return path


def complete_document(incomplete: str) -> list[str]:
    """List the documents that begin with what was typed, for the completion of the shell.

    Parameters
    ----------
    incomplete : str
        What was typed.

    Returns
    -------
    list of str
        Ids of documents, sorted.
    """
    folder = look_upward(DEFAULT_CORPUS)
    names = [path.stem for path in (folder / "documents").glob(f"{incomplete}*.md")]
    if any(next(folder.glob(pattern), None) for pattern in ("documents.parquet", "documents/*.parquet")):
        from research.corpus import list_document_names

        names = [name for name in list_document_names(folder) if name.startswith(incomplete)]
    return sorted(names)


Corpus = Annotated[
    Path,
    typer.Option("--corpus", metavar="FOLDER", help="Corpus folder.", callback=_finish_writing),
]
CodedCorpus = Annotated[
    Path,
    typer.Option("--corpus", metavar="FOLDER", help="Corpus folder.", callback=find_coded),
]
Root = Annotated[
    Path,
    typer.Option(
        "--project",
        metavar="FOLDER",
        help="Project folder: corpus/, notebooks/, figures/.",
        callback=_finish_writing,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=256,
        help="Processes at a time; without it, one for each core of this machine.",
    ),
]
Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="A Dask scheduler, such as tcp://10.0.0.1:8786: its workers do the work.",
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=COLUMN",
        help="A field and the table's column for it: text=isi; may be repeated.",
    ),
]
Output = Annotated[
    Path,
    typer.Option("--output", "-o", help="Table to write: .csv or .parquet.", callback=_check_ending),
]
OutputInstead = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write the whole table instead: .csv or .parquet.", callback=_check_ending),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file of that name that holds something else.")]
Seed = Annotated[
    int,
    typer.Option(
        "--seed",
        min=0,
        max=2**32 - 1,
        help="Seed of all that is drawn at random.",
    ),
]
Sample = Annotated[
    str, typer.Option("--sample", help="A sample that samples.toml declares; without it, all documents.")
]
DEFAULT_CORPUS, DEFAULT_ROOT = Path("corpus"), Path()
# One of these is in the folder of a corpus.
_DOCUMENTS = ("documents", "documents.parquet")


def list_inputs(corpus: Path) -> list[Path]:
    """List the files of a corpus, which no output replaces, even with --force.

    Parameters
    ----------
    corpus : Path
        The corpus folder.

    Returns
    -------
    list of Path
        All files in the folder and below it.
    """
    return [path for path in corpus.rglob("*") if path.is_file()]


def write_output(table: "pd.DataFrame", output: Path, *, corpus: Path, force: bool) -> None:
    """Write the table of a command to the file that was asked for.

    Parameters
    ----------
    table : DataFrame
        Any table.
    output : Path
        The file: .csv or .parquet.
    corpus : Path
        The corpus folder, whose files are never replaced.
    force : bool
        Replace a file that has other columns too.

    Raises
    ------
    InputError
        Where the file is one of the corpus, or has other columns and force is false.
    """
    from research.tables import refuse_replacing, write_table

    refuse_replacing(output, columns=list(table.columns), inputs=list_inputs(corpus), force=force)
    write_table(table, output)


def count_workers(asked: int | None) -> int:
    """Return the number of processes that run at a time.

    Parameters
    ----------
    asked : int or None
        The number that was asked for.

    Returns
    -------
    int
        That number, or the number of cores that this process may use.
    """
    if asked is not None:
        return asked
    from joblib import cpu_count

    return int(cpu_count())


def split_values(text: str) -> list[str]:
    """Split the value of an option at its commas.

    Parameters
    ----------
    text : str
        The value.

    Returns
    -------
    list of str
        Its parts without spaces around them; empty ones are left out.

    Examples
    --------
    >>> split_values("siti, ani")
    ['siti', 'ani']
    """
    return [value.strip() for value in text.split(",") if value.strip()]


def read_pairs(option: str, pairs: Sequence[str], *, known: Collection[str] = ()) -> dict[str, str]:
    """Read the values of an option of the form field=value.

    Parameters
    ----------
    option : str
        Name of the option, for the message.
    pairs : sequence of str
        The values.
    known : collection of str
        Fields that are allowed; any, if none is given.

    Returns
    -------
    dict of str to str
        The values by field.

    Raises
    ------
    InputError
        Where a value has no =, or a field is given twice or unknown.

    Examples
    --------
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

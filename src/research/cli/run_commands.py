"""Commands on programs that code: run one, show its prompt, write out a ready one."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.options import DEFAULT_CORPUS, AsJson, Corpus, Force, Seed, code_commands
from research.cli.terminal import print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.codebook import Codebook
    from research.coding import CoderTask, RunRecord, RunResult, RunSettings

Language = Annotated[str, typer.Option(help="Language of the prompt: en or id.")]
Shots = Annotated[int, typer.Option(min=0, help="Coded statements to show as examples, drawn from gold.csv.")]
# The ready programs: coder_NAME.py among the data.
_PROGRAMS = ("http", "cues")
_FIELDS = ("statements", "not_coded", "unanswered", "tokens", "seconds", "model")


@code_commands.command("prompt")
def show_prompt(
    language: Language = "en", shots: Shots = 0, seed: Seed = 2026, corpus: Corpus = DEFAULT_CORPUS
) -> None:
    """Print the prompt that the codebook makes for a program."""
    from research.coding import make_prompt

    codebook, drawn = _read_codebook(corpus, shots, seed)
    print(make_prompt(codebook, language=language, shots=drawn), end="")


@code_commands.command("script")
def write_script(
    output: Annotated[Path, typer.Argument(help="The file to write, such as coder_http.py.")],
    program: Annotated[
        str,
        typer.Option(
            help="http: for services and models on this machine that understand OpenAI's chat completions; "
            "cues: the cues of a codebook."
        ),
    ] = "http",
    force: Force = False,
) -> None:
    """Write a ready program that codes, for research code run."""
    from research.tables import Fault, InputError, find_data, refuse_replacing, replace_file

    if program not in _PROGRAMS:
        remedy = "name one of them, or leave the option out"
        raise InputError([Fault("--program", "name", repr(program), " or ".join(_PROGRAMS), remedy)])
    content = find_data(f"coder_{program}.py").read_bytes()
    refuse_replacing(output, content, force=force)
    replace_file(output, content)
    print(output)


@code_commands.command("run")
def run_coder(
    name: Annotated[str, typer.Argument(help="The coder's name: that of its file in corpus/coding.")],
    command: Annotated[
        list[str], typer.Argument(metavar="-- COMMAND ...", help="The program and its arguments, behind --.")
    ],
    key: Annotated[
        Path | None, typer.Option(help="Code the statements of this key alone, in place of all: NAME.key.csv.")
    ] = None,
    batch: Annotated[int, typer.Option(min=1, help="Statements to hand over at a time.")] = 20,
    seconds: Annotated[float, typer.Option(min=1, help="Limit of time for a batch.")] = 300,
    retries: Annotated[int, typer.Option(min=0, help="How often to ask again what has no usable answer.")] = 2,
    workers: Annotated[int, typer.Option(min=1, help="Batches at the same time.")] = 1,
    context: Annotated[bool, typer.Option("--context", help="Hand the sentence before over too.")] = False,
    language: Language = "en",
    shots: Shots = 0,
    seed: Seed = 2026,
    as_json: AsJson = False,
    corpus: Corpus = DEFAULT_CORPUS,
) -> None:
    """Have any program code the statements: JSON lines in, JSON lines out; answers are kept as they come.

    Each line that the program reads has id and text. Each line that it writes has id and frames (a list of codes, or
    "not coded"), and may have confidence, reason, model and tokens. An interrupted run goes on where it stopped.
    """
    import time

    from research import coding
    from research.study import read_statements

    name, folder = coding.check_coder_name(name, where="NAME"), corpus / "coding"
    with show_progress("reading the corpus"):
        codebook, drawn = _read_codebook(corpus, shots, seed)
        prompt, files = coding.make_prompt(codebook, language=language, shots=drawn), coding.list_named_files(command)
        program = coding.hash_text("".join(named.sha256 for named in files)) if files else ""
        task = coding.CoderTask(prompt, codebook, coding.find_kept(folder, name), program)
        settings = coding.RunSettings(tuple(command), batch, seconds, retries, workers, context)
        coding.refuse_other_run(folder, name, task, settings)
        _, statements = read_statements(corpus)
        items = coding.list_run_items(statements, context=context, seed=seed)
        if key:
            fewer = coding.list_run_items(_keep_drawn(statements, key), context=context, seed=seed)
            coding.refuse_lost_codes(folder, name, fewer, items)
            items = fewer
    begun = time.monotonic()
    result = _ask(name, items, task, settings)
    record = _begin_record(corpus, settings, drawn, language=language, key=key)
    record = replace(record, seed=seed, seconds=round(time.monotonic() - begun), files=files)
    record = coding.write_run(folder / f"{name}.csv", items, result, prompt=prompt, record=record)
    if as_json:
        print_json({"coder": name, **{field: getattr(record, field) for field in _FIELDS}})
    else:
        _print_counts(name, record, folder, result=result)
    if record.unanswered:
        raise typer.Exit(1)


def _ask(name: str, items: "pd.DataFrame", task: "CoderTask", settings: "RunSettings") -> "RunResult":
    """Ask the program about all statements; whoever interrupts that is told that the answers so far are kept."""
    from research.coding import ask_coder

    with show_progress(f"{name} codes", total=items["item"].nunique()) as advance:
        try:
            return ask_coder(items, task, settings=settings, done=advance)
        except KeyboardInterrupt:
            print(f"{name}: the answers so far are kept; the same call goes on from them", file=sys.stderr)
            raise


def _begin_record(
    corpus: Path, settings: "RunSettings", drawn: "pd.DataFrame | None", *, language: str, key: Path | None
) -> "RunRecord":
    """The record of a call, without what the answers tell."""
    from datetime import date

    import research
    from research import coding
    from research.tables import hash_file

    rows = [] if drawn is None else drawn[["document", "sentence"]].itertuples(index=False)
    inside = key is not None and key.resolve().is_relative_to(corpus.resolve())
    named = "" if key is None else key.resolve().relative_to(corpus.resolve()).as_posix() if inside else key.name
    return coding.RunRecord(
        command=coding.hide_credentials(settings.command),
        day=date.today().isoformat(),
        codebook_sha256=hash_file(corpus / "codebook.toml"),
        language=language,
        context=settings.context,
        seed=0,
        seconds=0,
        batch=settings.batch,
        key=named,
        key_sha256="" if key is None else hash_file(key),
        package=research.__version__,
        shots=tuple(coding.Shot(str(document), int(sentence)) for document, sentence in rows),
    )


def _print_counts(name: str, record: "RunRecord", folder: Path, *, result: "RunResult") -> None:
    """Say what was coded, what was not, and where the problems are listed."""
    from research.coding import RUNS

    coded = record.statements - record.not_coded - record.unanswered
    print(f"{folder / name}.csv: {coded} of {record.statements} statements coded")
    if result.kept:
        print(f"{result.kept} answers were kept from earlier calls")
    if result.changed:
        print(f"{result.changed} of them are from before a file changed that the command names: a changed program")
        print("needs another name, since its answers would be mixed with those of the one before")
    if record.not_coded:
        print(f"{record.not_coded} not coded: the program declined them")
    if record.unanswered:
        print(f"{record.unanswered} without a usable answer; the same call asks for them again")
    if (file := folder / RUNS / f"{name}.problems.csv").is_file():
        print(f"{file}: answers that could not be used")
    print(f"{folder / name}.run.toml: how it was done")


def _read_codebook(corpus: Path, shots: int, seed: int) -> "tuple[Codebook, pd.DataFrame | None]":
    """The codebook, and the examples that are drawn from gold, documents on which coders are tested left out."""
    from research import coding
    from research.codebook import read_codebook
    from research.corpus import read_documents

    codebook = read_codebook(corpus / "codebook.toml")
    if not shots:
        return codebook, None
    coded = coding.read_coded(corpus, read_documents(corpus), codebook=codebook)
    frozen = corpus / "coding" / "frozen.txt"
    without = coding.read_frozen(frozen) if frozen.is_file() else ()
    drawn = coding.draw_shots(coded.statements, coded.codings, without=without, number=shots, seed=seed)
    return codebook, drawn


def _keep_drawn(statements: "pd.DataFrame", key: Path) -> "pd.DataFrame":
    """The statements, of which only those of a key count as reported."""
    from research import coding

    coding.check_sheet_current(key, statements)
    drawn = coding.read_key(key)[["document", "sentence"]].assign(drawn=True)
    drawn = statements[["document", "sentence"]].merge(drawn, on=["document", "sentence"], how="left")
    return statements.assign(reported=statements["reported"].to_numpy() & drawn["drawn"].eq(True).to_numpy())

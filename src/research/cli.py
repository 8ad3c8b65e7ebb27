"""The command line: reads options, calls the package, prints; heavy imports stay inside the commands."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from research.attribution import Batch
    from research.reproduce import Run

application = typer.Typer(
    name="research",
    help="How officials frame the neutrality of civil servants, with the evidence behind every number.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Corpus = Annotated[Path, typer.Option("--corpus", help="Corpus folder.")]
Root = Annotated[Path, typer.Option("--project", help="Project folder: corpus/, notebooks/, figures/.")]
codebook_commands = typer.Typer(help="The codebook.", no_args_is_help=True)
application.add_typer(codebook_commands, name="codebook")
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Notebooks run at a time.")]
DEFAULT_CORPUS, DEFAULT_ROOT = Path("corpus"), Path()


def main() -> None:
    """Run the command line; exit code 0 fine, 1 the work found failures, 2 unusable input or call, 130 interrupted."""
    try:
        application()
    except ValueError as error:
        from research.tables import InputError

        if not isinstance(error, InputError):
            raise
        print(error, file=sys.stderr)
        sys.exit(2)


@application.command()
def check(
    corpus: Corpus = DEFAULT_CORPUS,
    today: Annotated[str, typer.Option(help="Last day a document may be dated, such as 2024-12-31.")] = "",
) -> None:
    """Say whether the corpus is sound: documents, codings, gold and codebook."""
    from research.soundness import check_corpus

    for line in check_corpus(corpus, today=today):
        print(line)


@application.command()
def reproduce(
    project: Root = DEFAULT_ROOT,
    jobs: Jobs = 2,
    compare: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 where anything differs.")] = False,
    numbers: Annotated[bool, typer.Option("--tables", help="With --check: compare the figures' tables alone.")] = False,
) -> None:
    """Run every notebook, write notebooks/ and figures/, and print what changed."""
    from research.reproduce import check_notebooks, compare_run, compare_tables, list_notebooks, write_run

    run = _run(project, jobs)
    unsound = check_notebooks(list_notebooks(project)) if compare else []
    changes = compare_tables(project, run) if numbers else compare_run(project, run)
    if not compare:
        write_run(project, run)
        unsound = check_notebooks(list_notebooks(project))
    for line in [*(changes or ["nothing changed"]), *unsound]:
        print(line)
    if unsound or (compare and changes):
        sys.exit(1)


@application.command()
def figures(project: Root = DEFAULT_ROOT, jobs: Jobs = 2) -> None:
    """Draw every figure anew, leave the notebooks as they are, and list the figures."""
    from research.reproduce import Run, compare_run, write_run

    run = _run(project, jobs)
    drawn = Run({}, run.figures, {})
    changes = {line.partition(":")[0]: line for line in compare_run(project, drawn)}
    write_run(project, drawn)
    for name in sorted({*run.figures, *changes}):
        print(changes.get(name, f"{name}: as before"))


@application.command()
def kwic(
    term: Annotated[str, typer.Argument(help="A word, or several in quotation marks.")],
    corpus: Corpus = DEFAULT_CORPUS,
    window: Annotated[int, typer.Option(min=0, help="Words on either side.")] = 7,
    stems: Annotated[bool, typer.Option("--stems", help="Match every form with the same stem.")] = False,
) -> None:
    """Show a word in its context, one line for each place (keyword in context)."""
    from research.attribution import find_statements
    from research.corpus import read_documents
    from research.evidence import find_keyword

    lines = find_keyword(find_statements(read_documents(corpus)), term, window=window, stems=stems)
    for line in lines.to_dict("records"):
        left, right = line["left"][-60:], line["right"][:60]
        print(f"{line['document']:<45} {line['sentence']:>3}  {left:>60}  {line['keyword']}  {right}")
    print(f"{len(lines)} places in {lines['document'].nunique()} documents", file=sys.stderr)


@application.command()
def show(
    document: Annotated[str, typer.Argument(help="The id of a document, as research kwic prints it.")],
    corpus: Corpus = DEFAULT_CORPUS,
) -> None:
    """Show a document: each sentence with its speaker, office, mode and frames."""
    from research.attribution import find_statements
    from research.codebook import read_codebook
    from research.coding import read_coded
    from research.corpus import read_documents
    from research.evidence import render_document
    from research.frames import table_codings

    documents = read_documents(corpus)
    found = find_statements(documents)
    coded = read_coded(corpus, documents, found)
    codes = table_codings(coded.statements, coded.codings, read_codebook(corpus / "codebook.toml"))
    statements = found[found["document"] == document] if document in coded.uncoded else coded.statements
    print(render_document(document, documents=documents, statements=statements, frames=codes))
    if document in coded.uncoded:
        print("\nuncoded: speakers as the rules find them, no frames")


@application.command()
def add(
    sources: Annotated[
        list[Path], typer.Argument(help="Files: html, pdf, docx, txt, csv, jsonl, parquet; or folders.")
    ],
    corpus: Corpus = DEFAULT_CORPUS,
    url: Annotated[str, typer.Option(help="Address of the original; it is written down, never opened.")] = "",
    fields: Annotated[
        list[str] | None, typer.Option("--set", help="A field and its value: region=Kota Bontang.")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", help="A field and a table's column: text=isi.")
    ] = None,
    copyrighted: Annotated[
        bool, typer.Option("--copyrighted", help="Text to originals/, metadata to documents/.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the document it is a copy of, or --set id names.")
    ] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")] = False,
) -> None:
    """Add documents to the corpus from files; exit 1 where some were refused, the rest is added."""
    from research.ingest import Request, plan_documents, read_pairs, render_plan, write_plan

    request = Request(url, read_pairs("--set", fields or []), copyrighted, force, read_pairs("--column", columns or []))
    plan = plan_documents(sources, corpus, request)
    good, bad, counts = render_plan(plan)
    for line in [*plan.mappings, *good]:
        print(line)
    for line in bad:
        print(line, file=sys.stderr)
    if not dry:
        write_plan(plan)
    print(f"{counts}; nothing was written" if dry else counts)
    if bad:
        sys.exit(1)


@application.command()
def attribute(
    inputs: Annotated[list[Path], typer.Argument(help="Files .md, .txt, .jsonl, .csv, .parquet; or folders.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Table to write: .csv or .parquet.")],
    jobs: Annotated[int, typer.Option(min=1, max=2, help="Processes.")] = 2,
) -> None:
    """Find who says what in texts as they were published; exit 1 where some could not be read, the rest is written."""
    from research.attribution import iter_attributions, write_attributions

    faults, counts = 0, [0, 0, 0]

    def report(batches: "Iterable[Batch]") -> "Iterator[Batch]":
        nonlocal faults
        for batch in batches:
            if counts[0] or len(batch.table):
                for fault in batch.faults:
                    print(fault, file=sys.stderr)
            faults += len(batch.faults)
            counts[0] += batch.table["document"].nunique()
            counts[1] += len(batch.table)
            counts[2] += int(batch.table["reported"].sum())
            yield batch

    write_attributions(report(iter_attributions(inputs, jobs=jobs)), output)
    print(f"{output}: {counts[0]} documents, {counts[1]} sentences, {counts[2]} of them reported", file=sys.stderr)
    if faults:
        sys.exit(1)


@application.command()
def evaluate(
    stage: Annotated[str, typer.Argument(help="What to score: attribution.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="X.txt beside X.csv, .jsonl; the corpus if none.")] = None,
    corpus: Corpus = DEFAULT_CORPUS,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score the attribution: against coded files, or the corpus against its gold."""
    from research.evaluation import evaluate_corpus, evaluate_files
    from research.tables import Fault, InputError

    if stage != "attribution":
        raise InputError([Fault("research evaluate", "stage", repr(stage), "attribution")])
    table = evaluate_files(paths) if paths else evaluate_corpus(corpus)
    print(table.to_json(orient="records", indent=2) if as_json else table.to_string(index=False, float_format="%.3f"))


@codebook_commands.command()
def render(corpus: Corpus = DEFAULT_CORPUS) -> None:
    """Write CODEBOOK.md, the page for people, from codebook.toml."""
    from research.codebook import read_codebook
    from research.rendering import render_codebook
    from research.tables import replace_file

    page = render_codebook(read_codebook(corpus / "codebook.toml"))
    replace_file(corpus / "CODEBOOK.md", page.encode("utf-8"))
    print(corpus / "CODEBOOK.md")


def _run(project: Path, jobs: int) -> "Run":
    """Run the notebooks behind a progress bar; print the failures and exit 1 where there are any."""
    from rich.console import Console
    from rich.progress import Progress

    from research.reproduce import list_notebooks, run_notebooks
    from research.soundness import check_corpus

    check_corpus(project / "corpus")
    console = Console(stderr=True)
    with Progress(console=console, disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task("notebooks", total=len(list_notebooks(project)))
        run = run_notebooks(project, jobs=jobs, done=lambda name: progress.update(task, advance=1))
    for name, reason in run.failures.items():
        print(f"{name}: {reason}", file=sys.stderr)
    if run.failures:
        print("Nothing was written.", file=sys.stderr)
        sys.exit(1)
    return run

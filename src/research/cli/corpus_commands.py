"""Commands that read the corpus, search it, add to it, and find who speaks in texts from elsewhere."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from research.cli.cluster import share_work
from research.cli.options import (
    ADD,
    DEFAULT_CORPUS,
    DEFAULT_ROOT,
    SEARCH,
    AsJson,
    CodedCorpus,
    Columns,
    Corpus,
    Force,
    Output,
    OutputInstead,
    Scheduler,
    Workers,
    application,
    complete_document,
    look_upward,
    read_pairs,
    write_output,
)
from research.cli.terminal import open_corpus, print_json, print_lines, show_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from research.attribution import Batch, TextQuality
    from research.study import Study

# How lines of check_corpus begin that tell of what may be wrong.
_WARNING = "warning: "


@application.command(rich_help_panel=SEARCH)
def check(
    corpus: Corpus = DEFAULT_CORPUS,
    today: Annotated[
        str, typer.Option(metavar="DAY", help="Last day a document may be dated, such as 2024-12-31.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Check the corpus: documents, codings, gold standard and codebook."""
    with show_progress("checking the corpus"):
        from research.study import check_corpus

        lines = check_corpus(corpus, today=today)
    if as_json:
        warnings = [line.removeprefix(_WARNING) for line in lines if line.startswith(_WARNING)]
        facts = [line for line in lines[:-1] if not line.startswith(_WARNING)]
        print_json({"verdict": lines[-1], "facts": facts, "warnings": warnings})
        return
    for line in lines:
        print(line)


@application.command(rich_help_panel=SEARCH)
def kwic(
    term: Annotated[str, typer.Argument(help="A word, or several in quotation marks.")],
    corpus: Corpus = DEFAULT_CORPUS,
    window: Annotated[int, typer.Option(min=0, help="Words on either side.")] = 7,
    stems: Annotated[bool, typer.Option("--stems", help="Match every form with the same stem.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a word in its context, one line for each occurrence (keyword in context).

    Lines of documents that coding/frozen.txt names are counted, without their words.
    """
    from research.coding import hide_frozen

    with show_progress("reading the corpus"):
        from research import attribution
        from research.corpus import read_documents
        from research.report import find_candidates, find_keyword

        documents = read_documents(corpus)
        documents = documents if stems else documents[find_candidates(documents["text"], term)]
        # The lines that are printed name no speaker, so that nobody need look for one.
        if as_json:
            statements = attribution.find_statements(documents)
        else:
            statements = attribution.segment_documents(documents).assign(speaker="", reported=False)
        lines = find_keyword(statements, term, window=window, stems=stems)
    if as_json:
        print_json(hide_frozen(lines, corpus))
        return
    print_lines(hide_frozen(lines, corpus))
    print(f"{len(lines)} places in {lines['document'].nunique()} documents", file=sys.stderr)


@application.command(rich_help_panel=SEARCH)
def show(
    document: Annotated[
        str,
        typer.Argument(help="The id of a document, as research kwic prints it.", autocompletion=complete_document),
    ],
    corpus: Corpus = DEFAULT_CORPUS,
    as_json: AsJson = False,
) -> None:
    """Show a document: each sentence with its speaker, office, mode and frames.

    If coding/frozen.txt names it, the sentences are left out, and the rest is shown.
    """
    from research.codebook import map_offices, read_codebook
    from research.coding import hide_frozen
    from research.corpus import read_documents
    from research.report import render_document

    if (corpus / "coding" / "gold.csv").is_file():
        known = open_corpus(corpus)
        documents, codebook, codes = known.documents, known.codebook, known.gold
        statements, uncoded = known.shown_statements, document in known.uncoded
    else:
        documents, codebook, codes = read_documents(corpus), read_codebook(corpus / "codebook.toml"), None
        uncoded = True
    if uncoded:
        from research.attribution import find_statements

        found = find_statements(documents[documents["document"] == document])
        statements = hide_frozen(map_offices(found, codebook), corpus)
    text = render_document(document, documents=documents, statements=statements, frames=codes)
    if as_json:
        tables = {"document": documents.drop(columns="text"), "statements": statements}
        tables |= {} if codes is None else {"frames": codes[codes["present"]]}
        print_json({"frames": []} | {name: table[table["document"] == document] for name, table in tables.items()})
        return
    print(text)
    if uncoded:
        print("\nuncoded: speakers as the rules find them, no frames")


@application.command(rich_help_panel=SEARCH)
def evidence(
    condition: Annotated[
        str,
        typer.Argument(
            help="FILE.csv:ROW of a figure's table, or a condition such as its column filter holds.",
        ),
    ],
    corpus: CodedCorpus = DEFAULT_CORPUS,
    base: Annotated[bool, typer.Option("--base", help="All statements of the base, not the hits alone.")] = False,
    output: OutputInstead = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """List the statements behind a number, with document, speaker, position in the text and address.

    Statements of documents that coding/frozen.txt names are listed without their text.
    """
    from research.report import list_condition_rows, list_evidence, read_condition

    named = condition.endswith(".csv") or condition.rpartition(":")[0].endswith(".csv")
    if named and not Path(condition.rpartition(":")[0]).exists():
        condition = (look_upward(DEFAULT_ROOT) / condition).as_posix()
    wanted = read_condition(condition) if named else condition
    known = _open_named(corpus, wanted)
    with show_progress("finding the statements"):
        rows, shown = list_condition_rows(known, wanted), known.shown_statements
        found = list_evidence(wanted, rows, statements=shown, documents=known.documents, hits=not base)
    # A condition that leaves the frame open lists a statement once for each; it is still one statement.
    statements = len(found[["document", "sentence"]].drop_duplicates())
    counts = f"{statements} statements in {found['document'].nunique()} documents: {wanted}"
    if output:
        write_output(found, output, corpus=corpus, force=force)
        print(f"{output}: {counts}", file=sys.stderr)
    if as_json:
        print_json(found)
    if output or as_json:
        return
    for line in found.to_dict("records"):
        said = line["frame"] if line["present"] else f"no {line['frame']}"
        print(f"{line['document']}, sentence {line['sentence']}, {line['start']} to {line['stop']}: {said}")
        print(f"    {line['text']}")
        source = f"{line['outlet']}, {line['published']:%Y-%m-%d}, {line['url'] or 'no address'}"
        print(f"    - {line['speaker']} ({line['office']}, {line['mode']}); {source}")
    print(counts, file=sys.stderr)


def _open_named(corpus: Path, condition: str) -> "Study":
    """The corpus by the frames that the condition names: those of a coder are in all statements, gold's or not."""
    from research.report import list_values, parse_condition

    codes = sorted(list_values(parse_condition(condition)).get("codes", ()))
    if len(codes) != 1 or codes == ["gold"]:
        return open_corpus(corpus)
    # It loads what reads coders' sheets, .3 s, which gold has no need of.
    from research.study import open_by_coder

    with show_progress("reading the corpus"):
        return open_by_coder(corpus, codes[0])


@application.command(rich_help_panel=ADD)
def add(
    sources: Annotated[
        list[Path], typer.Argument(help="Files: html, pdf, docx, txt, csv, jsonl, parquet; or folders.")
    ],
    corpus: Corpus = DEFAULT_CORPUS,
    url: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address of the original; it is written down, never opened.")
    ] = "",
    fields: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="A field and its value: region=Kota Bontang."),
    ] = None,
    columns: Columns = None,
    copyrighted: Annotated[
        bool, typer.Option("--copyrighted", help="Text to originals/, metadata to documents/.")
    ] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Add copies too, beside what they are copies of.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the document of which it is a copy throughout.")
    ] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add documents to the corpus from files; exit code 1 if some were refused (the others are added)."""
    from research.corpus import Request, plan_documents, render_plan, write_plan
    from research.tables import Fault, InputError

    if keep and replace:
        raise InputError([Fault("the call", "options", "--keep and --replace", "one of them", "leave one out")])
    copies: Literal["refuse", "keep", "replace"] = "keep" if keep else "replace" if replace else "refuse"
    named = read_pairs("--column", columns or [])
    request = Request(url, read_pairs("--set", fields or []), copyrighted, copies, named)
    with show_progress("reading the files"):
        plan = plan_documents(sources, corpus, request)
    good, bad, counts = render_plan(plan)
    for line in [*plan.mappings, *good] if not as_json else ():
        print(line)
    for line in bad:
        print(line, file=sys.stderr)
    if not dry:
        write_plan(plan, corpus)
    if as_json:
        lists = {"columns": list(plan.mappings), "documents": good, "refused": bad}
        print_json({"counts": counts, "written": not dry, **lists})
    else:
        print(f"{counts}; nothing was written" if dry else counts)
    if bad:
        sys.exit(1)


@application.command(rich_help_panel=ADD)
def attribute(
    inputs: Annotated[
        list[Path],
        typer.Argument(help="Texts: md, txt, html, docx, pdf; tables: csv, tsv, xlsx, json, jsonl, parquet; folders."),
    ],
    output: Output,
    columns: Columns = None,
    workers: Workers = None,
    scheduler: Scheduler = "",
    force: Force = False,
) -> None:
    """Find who says what in published texts; exit code 1 if some could not be read (the others are written).

    After a call that was interrupted, the same call goes on from what it had finished.
    """
    from research.attribution import (
        add_text_quality,
        describe_text_quality,
        iter_attributions,
        open_checkpoints,
        write_attributions,
    )

    chosen = read_pairs("--column", columns or [], known=("id", "text"))
    faults, counts = 0, [0, 0, 0]
    conditions: dict[str, TextQuality] = {}

    def report(batches: "Iterable[Batch]") -> "Iterator[Batch]":
        nonlocal faults
        for batch in batches:
            for note in batch.notes:
                print(note, file=sys.stderr)
            if counts[0] or len(batch.table):
                for fault in batch.faults:
                    print(fault, file=sys.stderr)
            faults += len(batch.faults)
            counts[0] += batch.table["document"].nunique()
            counts[1] += len(batch.table)
            counts[2] += int(batch.table["reported"].sum())
            add_text_quality(conditions, batch.text_quality)
            yield batch

    with share_work(workers, scheduler), open_checkpoints(output) as parts:
        if before := parts.count():
            print(f"{output}: a call was broken off; going on from {before} finished parts", file=sys.stderr)
        found = iter_attributions(inputs, columns=chosen, checkpoints=parts)
        try:
            with closing(found), show_progress("finding who speaks"):
                write_attributions(report(found), output, inputs=inputs, force=force)
        except KeyboardInterrupt:
            print(f"{output}: {counts[0]} documents are finished; the same call goes on from them", file=sys.stderr)
            raise
    for line in describe_text_quality(conditions):
        print(line, file=sys.stderr)
    print(f"{output}: {counts[0]} documents, {counts[1]} sentences, {counts[2]} of them reported", file=sys.stderr)
    sys.exit(1 if faults else 0)

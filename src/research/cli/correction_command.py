"""The command that carries a coder's error into the answer: shares as predicted, corrected by a coded sheet."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.options import DEFAULT_CORPUS, AsJson, Corpus, Force, OutputInstead, code_commands, list_inputs
from research.cli.terminal import print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.compare import CodedSheet
    from research.study import Study


@code_commands.command("correct")
def correct(
    key: Annotated[Path, typer.Argument(help="Key of the sheet that was drawn, coded and imported: NAME.key.csv.")],
    coder: Annotated[
        str, typer.Option(help="Who coded it: the file in corpus/coding; if none, the one person who coded all of it.")
    ] = "",
    predictions: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE", help="Whose shares: a coder of corpus/coding, cue, or frames of research frames."
        ),
    ] = "cue",
    by: Annotated[
        str,
        typer.Option(
            metavar="COLUMN",
            help="all, or a column such as office, island or a field of your own.",
        ),
    ] = "all",
    output: OutputInstead = None,
    force: Force = False,
    as_json: AsJson = False,
    corpus: Corpus = DEFAULT_CORPUS,
) -> None:
    """Estimate the share of statements with each frame, as predicted and as corrected by a coded sample."""
    from research.compare import correct_shares
    from research.study import check_correction, open_by_coder, open_coded_sheet
    from research.tables import refuse_replacing, write_table

    with show_progress("reading the corpus"):
        known = open_by_coder(corpus, predictions)
        sheet = open_coded_sheet(corpus, key, known.statements, people=coder)
        check_correction(known, sheet, key)
        sheet = sheet.restrict(known.rows)
    print_uncoded(known)
    print_shown(known, sheet)
    with name_files(key, predictions), show_progress("correcting shares"):
        table = correct_shares(known.rows, sheet.coded, by=by, sample=sheet.drawn)
    if output:
        read = [key, Path(predictions), *list_inputs(corpus)]
        refuse_replacing(output, columns=list(table.columns), inputs=read, force=force)
        write_table(table, output)
        print(f"{output}: {len(table)} rows", file=sys.stderr)
    if as_json:
        print_json(table)
    if output or as_json:
        return
    order = {frame.code: place for place, frame in enumerate(known.codebook.frames)}
    table = table.sort_values(["group", "frame"], key=lambda column: column.replace(order))
    print(_lay_out(table).to_string(index=False))
    print(f"\n{len(sheet.drawn)} statements of officials were drawn and coded by {sheet.people}.")
    print("predicted is the share by the predictions; if_true, its interval if none of them were wrong.")
    print(f"The 95 % interval is for the documents of this corpus, not for others. {known.caution}")


def print_uncoded(known: "Study") -> None:
    """Say on standard error how many statements of officials the coder of a study did not code."""
    if said := describe_uncoded(known):
        print(said, file=sys.stderr)


def print_shown(known: "Study", sheet: "CodedSheet") -> None:
    """Warn on standard error where the prompt of the coder showed statements of the sheet that corrects it."""
    from research.report import count_noun
    from research.study import count_shown

    if shown := count_shown(known, sheet):
        said = f"{count_noun(shown, 'drawn statement')} stood in the prompt of {known.coder} with the codes"
        print(f"warning: {said}: it may err less there than elsewhere", file=sys.stderr)


def describe_uncoded(known: "Study") -> str:
    """Say how many statements of officials the coder of a study did not code; nothing where it coded all."""
    from research.report import count_noun

    units = ["document", "sentence"]
    spoken = known.rows[units].drop_duplicates()
    left = len(spoken) - len(spoken.merge(known.codings[units].drop_duplicates()))
    said = f"{count_noun(left, 'statement')} that {known.coder} did not code: counted without a frame"
    return f"{said}, among {len(spoken):,} in all" if left else ""


@contextmanager
def name_files(key: Path, predictions: str) -> Iterator[None]:
    """Name in faults the files that tables were read from."""
    from dataclasses import replace

    from research.tables import InputError, merge_faults

    names = {"table sample": key.as_posix()}
    if Path(predictions).suffix:
        names |= dict.fromkeys(("table frames", "table of predictions"), Path(predictions).as_posix())
    try:
        yield
    except InputError as error:
        faults = []
        for fault in error.faults:
            table, comma, place = fault.where.partition(", ")
            where = f"{names.get(table, table)}, statement {place}" if comma else names.get(table, table)
            faults.append(replace(fault, where=where))
        raise InputError(merge_faults(faults)) from None


def _lay_out(table: "pd.DataFrame") -> "pd.DataFrame":
    """The table as people read it: shares in per cent, the interval in one column."""
    from research.report import format_interval, format_percent

    columns = ["group", "frame", "statements", "documents", "coded_statements", "coded_documents", "coded_hits"]
    return table[columns].assign(
        predicted=table["predicted_share"].map(format_percent),
        if_true=[format_interval(*ends) for ends in zip(table["predicted_low"], table["predicted_high"], strict=True)],
        corrected=[format_percent(share) or "too few to say" for share in table["share"]],
        interval=[format_interval(*ends) for ends in zip(table["low"], table["high"], strict=True)],
    )

"""The command that carries a coder's error into the answer: shares as predicted, corrected by a coded sheet."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.coding_commands import read_statements
from research.cli.options import DEFAULT_CORPUS, AsJson, Corpus, Force, OutputInstead, code_commands
from research.cli.terminal import print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.codebook import Codebook


@code_commands.command("correct")
def correct(
    key: Annotated[Path, typer.Argument(help="Key of the sheet that was drawn, coded and imported: NAME.key.csv.")],
    coder: Annotated[str, typer.Option(help="Who coded it: the file in corpus/coding.")],
    predictions: Annotated[
        Path | None,
        typer.Option(help="Frames of all statements (research frames), or a coder of corpus/coding; else cues."),
    ] = None,
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
    from research import coding
    from research.codebook import read_codebook
    from research.compare import correct_shares, merge_frames
    from research.tables import refuse_replacing, write_table

    codebook = read_codebook(corpus / "codebook.toml")
    with show_progress("reading the corpus"):
        documents, statements = read_statements(corpus)
    sample = coding.read_key(key)
    coding.check_sheet_current(key, statements)
    gold = _read_sheet(corpus, coder, statements.merge(sample[["document", "sentence"]]), codebook)
    with _name_files(key, predictions):
        rows = merge_frames(documents, statements, _read_predictions(predictions, statements, codebook, corpus))
    # What the rules take for narration is in no share, whatever a coder saw in it.
    spoken = rows[["document", "sentence"]].drop_duplicates()
    sample = sample.merge(spoken)
    with _name_files(key, predictions), show_progress("correcting shares"):
        table = correct_shares(rows, gold.merge(spoken), by=by, sample=sample)
    if output:
        read = [path for path in (key, predictions) if path]
        refuse_replacing(output, columns=list(table.columns), inputs=read, force=force)
        write_table(table, output)
        print(f"{output}: {len(table)} rows", file=sys.stderr)
    if as_json:
        print_json(table)
    if output or as_json:
        return
    order = {frame.code: place for place, frame in enumerate(codebook.frames)}
    table = table.sort_values(["group", "frame"], key=lambda column: column.replace(order))
    print(_lay_out(table).to_string(index=False))
    print(f"\n{len(sample)} statements of officials were drawn and coded by {coder}.")
    print("predicted is the share by the predictions; if_true, its interval if none of them were wrong.")
    print(f"The 95 % interval is for the documents of this corpus, not for others. {codebook.sample}")


@contextmanager
def _name_files(key: Path, predictions: Path | None) -> Iterator[None]:
    """Name in faults the files that tables were read from."""
    from dataclasses import replace

    from research.tables import InputError, merge_faults

    names = {"table sample": key.as_posix()}
    if predictions:
        names |= dict.fromkeys(("table frames", "table of predictions"), predictions.as_posix())
    try:
        yield
    except InputError as error:
        faults = []
        for fault in error.faults:
            table, comma, place = fault.where.partition(", ")
            where = f"{names.get(table, table)}, statement {place}" if comma else names.get(table, table)
            faults.append(replace(fault, where=where))
        raise InputError(merge_faults(faults)) from None


def _read_sheet(corpus: Path, coder: str, drawn: "pd.DataFrame", codebook: "Codebook") -> "pd.DataFrame":
    """The frames that a coder saw in the drawn statements."""
    from research import coding
    from research.frames import make_frames
    from research.tables import Fault, InputError

    codings = coding.read_codings(corpus / "coding", codebook=codebook)
    known = sorted(set(codings["coder"]))
    if coder not in known:
        expected, remedy = "one of " + ", ".join(known), "bring the sheet back: research code import"
        raise InputError([Fault("research code correct", "--coder", repr(coder), expected, remedy)])
    coded = codings[codings["coder"] == coder].merge(drawn[["document", "sentence"]])
    return make_frames(drawn, coded, codebook, coder=coder)


def _read_predictions(
    path: Path | None, statements: "pd.DataFrame", codebook: "Codebook", corpus: Path
) -> "pd.DataFrame":
    from research.frames import code_with_cues, read_frames_file

    if path is None:
        return code_with_cues(statements, codebook)
    if not path.is_file() and (corpus / "coding" / f"{path}.csv").is_file():
        return _read_coder(str(path), statements, codebook, corpus)
    return read_frames_file(path, [frame.code for frame in codebook.frames])


def _read_coder(name: str, statements: "pd.DataFrame", codebook: "Codebook", corpus: Path) -> "pd.DataFrame":
    """The frames of a coder; a statement that it did not code has none, which the coded sample corrects too."""
    import pandas as pd

    from research import coding
    from research.codebook import NO_FRAME
    from research.frames import make_frames
    from research.report import count_noun

    unit = ["document", "sentence"]
    codings = coding.read_codings(corpus / "coding", codebook=codebook)
    coded = codings[codings["coder"] == name].merge(statements[unit])
    read = pd.MultiIndex.from_frame(coded[unit])
    left = statements[~pd.MultiIndex.from_frame(statements[unit]).isin(read)]
    if number := int(left["reported"].sum()):
        print(f"{count_noun(number, 'statement')} that {name} did not code: predicted without a frame", file=sys.stderr)
    rest = left[unit].assign(coder=name, frame=NO_FRAME)
    return make_frames(statements, pd.concat([coded, rest], ignore_index=True), codebook, coder=name)


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

"""Adjudication: the sentences that two coders coded apart, decided by a person, and gold.csv made of both."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.coding_commands import Key, Partial, check_output, read_sentences
from research.cli.options import DEFAULT_CORPUS, Corpus, Force, Seed, code_commands, split_values

if TYPE_CHECKING:
    import pandas as pd


@code_commands.command()
def adjudicate(
    sheet: Annotated[Path | None, typer.Argument(help="The decided sheet; none to write one.")] = None,
    coders: Annotated[str, typer.Option(help="Two coders, such as coder_a,coder_b, to write a sheet.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Sheet to write: .xlsx or .csv.")] = None,
    by: Annotated[str, typer.Option(help="Who decided the sheet.")] = "",
    named: Annotated[bool, typer.Option("--named", help="Show who saw what; else the order is drawn.")] = False,
    key: Key = None,
    partial: Partial = False,
    seed: Seed = 2026,
    force: Force = False,
    corpus: Corpus = DEFAULT_CORPUS,
) -> None:
    """Write a sheet of what two coders disagree on; or take the decided sheet back and write gold.csv."""
    from research.tables import Fault, InputError

    if sheet and (coders or output or named):
        found, remedy = f"{sheet}, and what writes a new sheet", "leave out the one or the other"
        expected = "a decided sheet, or --coders and -o to write one"
        raise InputError([Fault("research code adjudicate", "call", found, expected, remedy)])
    if sheet:
        _take_decisions(sheet, by, key, partial, corpus)
    else:
        _open_disagreements(coders, output, None if named else seed, force, corpus)


def _open_disagreements(coders: str, output: Path | None, seed: int | None, force: bool, corpus: Path) -> None:
    from research import coding
    from research.codebook import map_offices, read_codebook
    from research.tables import Fault, InputError

    names = split_values(coders)
    faults = []
    if len(names) != 2:
        faults.append(Fault("research code adjudicate", "--coders", repr(coders), "two names, such as coder_a,coder_b"))
    for name in set(names) & set(coding.list_run_names(corpus / "coding")):
        remedy = f"have a second person code; research evaluate frames --coder {name} compares it with gold"
        found, expected = f"{name!r}, a program", "two people, as gold is what people decide"
        faults.append(Fault("research code adjudicate", "--coders", found, expected, remedy))
    if output is None:
        faults.append(Fault("research code adjudicate", "-o", "nothing", "the sheet to write, or the sheet decided"))
    if faults or output is None:
        raise InputError(faults)
    path = check_output(coding.choose_path(output), corpus)
    codebook = read_codebook(corpus / "codebook.toml")
    codings = coding.read_codings(corpus / "coding", codebook=codebook)
    statements = map_offices(read_sentences(corpus)[1], codebook)
    codings = _leave_out_decided(codings, corpus)
    try:
        made, key = coding.make_adjudication_sheet(
            codings, statements, codebook, coders=(names[0], names[1]), seed=seed
        )
    except coding.NoDisagreementError:
        # What two coded alike throughout has no sheet that could come back, and is agreed all the same.
        if not _enter_agreed((names[0], names[1]), codings, statements, corpus):
            raise
        return
    for written in coding.write_sheet(made, key, path, codebook=codebook, force=force):
        print(written)
    print(f"{len(key)} sentences of {key['document'].nunique()} documents on which {names[0]} and {names[1]} differ")


def _leave_out_decided(codings: "pd.DataFrame", corpus: Path) -> "pd.DataFrame":
    """The codings of sentences that nobody has decided by name: who decides a second round sees no first one."""
    from research.coding import read_gold

    path = corpus / "coding" / "gold.csv"
    if not path.is_file():
        return codings
    gold = read_gold(path)
    decided = gold.loc[gold["decided"].str.startswith("adjudicated by "), ["document", "sentence"]]
    known = codings[["document", "sentence"]].merge(decided.assign(known=True), how="left")["known"].eq(True)
    return codings[~known.to_numpy()].reset_index(drop=True)


def _enter_agreed(pair: tuple[str, str], codings: "pd.DataFrame", statements: "pd.DataFrame", corpus: Path) -> bool:
    """Write what two coders coded alike into gold.csv; say whether there was anything that gold had not."""
    import pandas as pd

    from research import coding
    from research.tables import hash_file, write_files

    path = corpus / "coding" / "gold.csv"
    known = hash_file(path)
    nothing = coding.Decisions("", pair, pd.DataFrame(columns=["document", "sentence", "frames"]))
    merged = coding.merge_decisions(path, nothing, codings=codings, statements=statements)
    if merged.agreed:
        write_files({path: merged.content}, corpus, expected={path: known})
        print(f"{' and '.join(pair)} coded alike what both read: {path}: {merged.agreed} agreed, {merged.kept} kept")
    for document, reason in merged.left_out.itertuples(index=False):
        print(f"left out: {document}: {reason}")
    return merged.agreed > 0 or len(merged.left_out) > 0


def _take_decisions(sheet: Path, by: str, key: Path | None, partial: bool, corpus: Path) -> None:
    from research import coding
    from research.codebook import map_offices, read_codebook
    from research.tables import hash_file, write_files

    name = coding.check_coder_name(by, where="--by")
    key = key or coding.find_key_path(sheet, corpus / "coding" / "sheets")
    pair = coding.find_adjudicated_coders(coding.read_key(key), where=key.as_posix())
    codebook = read_codebook(corpus / "codebook.toml")
    reading = coding.read_coded_sheet(sheet, key, codebook, partial=partial)
    statements = map_offices(read_sentences(corpus)[1], codebook)
    coding.check_sheet_current(key, statements)
    path = corpus / "coding" / "gold.csv"
    known = hash_file(path)
    merged = coding.merge_decisions(
        path,
        coding.Decisions(name, pair, reading.rows),
        codings=coding.read_codings(corpus / "coding", codebook=codebook),
        statements=statements,
    )
    write_files({path: merged.content}, corpus, expected={path: known})
    print(f"{path}: {merged.adjudicated} rows adjudicated by {name}, {merged.agreed} agreed, {merged.kept} kept")
    if reading.uncoded:
        print(f"{reading.uncoded} disagreements undecided, left as they were")
    for document, reason in merged.left_out.itertuples(index=False):
        print(f"left out: {document}: {reason}")

"""Commands on coding by people: sheets out and back, and the decision of disagreements."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.options import DEFAULT_CORPUS, AsJson, Corpus, Force, Seed, code_commands, split_values
from research.cli.terminal import print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.coding import SamplingDesign

Key = Annotated[Path | None, typer.Option(help="Key of the sheet; found by its name if none.")]
Partial = Annotated[bool, typer.Option("--partial", help="Take the rows that were read; leave the empty ones out.")]

Strata = Annotated[
    str,
    typer.Option(
        metavar="COLUMNS",
        help="Strata: election_year (the year of the period), island, kind, a field of your own ...; frame; "
        "disagreement (with --coders).",
    ),
]
Coders = Annotated[
    str,
    typer.Option(
        metavar="NAMES", help="Coders whose disagreement forms strata: files of corpus/coding, or cue; two or more."
    ),
]
Named = Annotated[list[str] | None, typer.Option(help="Take this document whole, instead of drawing; may be repeated.")]
All = Annotated[bool, typer.Option("--all", help="Take all documents whole that gold.csv lacks, instead of drawing.")]


@code_commands.command()
def sample(
    output: Annotated[Path, typer.Option("--output", "-o", help="Sheet to write: .xlsx, .csv, .jsonl, .json.")],
    number: Annotated[int, typer.Option(min=1, help="Statements to draw.")] = 100,
    by: Strata = "election_year,island,frame",
    coders: Coders = "",
    documents: Named = None,
    all_documents: All = False,
    form: Annotated[str, typer.Option("--format", help="xlsx, csv, doccano, labelstudio; else by the ending.")] = "",
    seed: Seed = 2026,
    force: Force = False,
    as_json: AsJson = False,
    corpus: Corpus = DEFAULT_CORPUS,
) -> None:
    """Draw statements for blind coding: a sheet, its key and a page of instructions."""
    from research import coding
    from research.codebook import read_codebook
    from research.frames import code_with_cues
    from research.study import read_statements

    path = check_output(coding.choose_path(output, form), corpus)
    codebook = read_codebook(corpus / "codebook.toml")
    _check_readable(documents or [], corpus)
    with show_progress("reading the corpus"):
        texts, statements = read_statements(corpus)
    codable = coding.keep_codable(statements)
    named = _list_undecided(codable, corpus) if all_documents else documents
    if named:
        key = coding.select_documents(codable, named, seed=seed)
    else:
        names = tuple(split_values(by))
        predicted = code_with_cues(statements, codebook)
        statements = add_disagreement(statements, predicted, corpus, coders=split_values(coders), by=names)
        design = coding.SamplingDesign(number, names, seed)
        key = _draw_key(texts, statements, predicted, design, coders)
    sheet = coding.make_sheet(key, statements, codebook)
    files = [Path(file).as_posix() for file in coding.write_sheet(sheet, key, path, codebook=codebook, force=force)]
    if as_json:
        print_json({"files": files, **_count_drawn(key)})
        return
    print(*files, sep="\n")
    line = "{sentences} sentences of {documents} documents, "
    line += "taken whole" if named else "{strata} strata\nsampling probabilities {least_probability:.4f} to "
    line += "" if named else "{largest_probability:.4f}"
    print(line.format_map(_count_drawn(key)))
    print(f"keep {coding.make_key_path(path).name} from the coder: it says which sentence is which")


def _draw_key(
    texts: "pd.DataFrame", statements: "pd.DataFrame", predicted: "pd.DataFrame", design: "SamplingDesign", coders: str
) -> "pd.DataFrame":
    """The key of a sample, with the options that draw it again; no sheet has them, as strata are not for coders."""
    import shlex

    from research.coding import draw_sample
    from research.tables import InputError

    try:
        key = draw_sample(statements, texts, predicted, design=design)
    except InputError as error:
        remedies = {"number": "lower --number, or take all documents whole: --all"}
        faults = [replace(each, remedy=each.remedy or remedies.get(each.field, "")) for each in error.faults]
        raise InputError(faults) from error
    named = ["--coders", coders] if coders else []
    options = ["--number", str(design.number), "--by", ",".join(design.by), *named, "--seed", str(design.seed)]
    return key.assign(draw=shlex.join(options))


def add_disagreement(
    statements: "pd.DataFrame", predicted: "pd.DataFrame", corpus: Path, *, coders: list[str], by: tuple[str, ...]
) -> "pd.DataFrame":
    """Add the column disagreement to the statements, where coders are named; predicted are the frames of cue."""
    import pandas as pd

    from research import coding
    from research.codebook import NO_FRAME
    from research.tables import Fault, InputError

    if bool(coders) != (coding.DISAGREEMENT in by):
        found = "no " + ("stratum disagreement" if coders else "coders")
        remedy = "give both, as in --by frame,disagreement --coders words,cue; or neither"
        raise InputError([Fault("sample", "disagreement", found, "--by disagreement with --coders", remedy)])
    if not coders:
        return statements
    parts = [coding.read_codings(corpus / "coding")] if set(coders) != {"cue"} else []
    if "cue" in coders:
        units = predicted[["document", "sentence"]].drop_duplicates().assign(frame=NO_FRAME)
        seen = predicted.loc[predicted["present"], ["document", "sentence", "frame"]]
        none = units.merge(seen[["document", "sentence"]].drop_duplicates(), how="left", indicator="seen")
        parts.append(pd.concat([seen, none.loc[none["seen"].eq("left_only"), list(seen)]]).assign(coder="cue"))
    marked = coding.mark_disagreement(statements, pd.concat(parts), coders=coders)
    return statements.assign(disagreement=marked[coding.DISAGREEMENT].to_numpy())


def _count_drawn(key: "pd.DataFrame") -> dict[str, float]:
    chances = key["probability"]
    counts = {"sentences": len(key), "documents": key["document"].nunique(), "strata": key["stratum"].nunique()}
    return {**counts, "least_probability": chances.min(), "largest_probability": chances.max()}


@code_commands.command("import")
def import_sheet(
    sheet: Annotated[Path, typer.Argument(help="The sheet that came back: .xlsx, .csv, .jsonl, .json.")],
    coder: Annotated[str, typer.Option(help="Who coded it: the name of the file in corpus/coding.")],
    key: Key = None,
    day: Annotated[
        str, typer.Option("--date", metavar="DAY", help="Day it was coded, such as 2026-12-31; today if none.")
    ] = "",
    partial: Partial = False,
    annotator: Annotated[
        str,
        typer.Option(help="Whose codes to take from a project of several people: a name or number in the export."),
    ] = "",
    labels: Annotated[Path | None, typer.Option(help="doccano's list of labels, where an export numbers them.")] = None,
    who: Annotated[
        str, typer.Option(metavar="WORDS", help="Who a new coder is, in a few words, for the codebook's list.")
    ] = "",
    corpus: Corpus = DEFAULT_CORPUS,
) -> None:
    """Check a coded sheet or an export of doccano or Label Studio, and add it to corpus/coding/CODER.csv."""
    from datetime import date

    from research import coding
    from research.codebook import read_codebook

    name, coded = coding.check_coder_name(coder), coding.check_day(day or date.today().isoformat())
    codebook = read_codebook(corpus / "codebook.toml")
    key = key or coding.find_key_path(sheet, corpus / "coding" / "sheets")
    choice = coding.ExportSelection(annotator, labels)
    reading = coding.read_coded_sheet(sheet, key, codebook, partial=partial, selection=choice)
    statements = check_key(key, corpus)
    _check_narration(reading.rows, statements, sheet, corpus)
    listing = _list_coder(name, who, coded, corpus)
    path = corpus / "coding" / f"{name}.csv"
    added, rows = coding.add_codings(reading, path, day=coded, also=listing)
    if listing:
        print(f"{name} is a new coder, listed now in {corpus / 'codebook.toml'}" + ("" if who else ": say there who"))
    carried = int(reading.rows["frames"].ne("").sum())
    if added == len(reading.rows):
        print(f"{path}: {added} sentences added, {carried} of them with a frame; {rows} rows in all")
    elif added:
        print(f"{path}: {added} sentences added, {len(reading.rows) - added} stood there already; {rows} rows in all")
    else:
        print(f"{path}: all {len(reading.rows)} sentences of the sheet stand there already: nothing added")
    for note in reading.notes:
        print(f"note: {sheet.name}: {note}")
    if reading.uncoded:
        print(f"{reading.uncoded} sentences of the sheet unread, left out")


def _list_coder(name: str, who: str, day: str, corpus: Path) -> "dict[Path, tuple[str, bytes]]":
    """The codebook and its pages with a new coder in the list, each with its hash before; nothing for a known coder.

    Refuses a name that is nearly that of a coder who is listed: one mistyped would be another coder.
    """
    from difflib import get_close_matches

    from research import coding
    from research.codebook import read_codebook, render_html, render_markdown
    from research.tables import Fault, InputError, hash_file, read_bytes

    path, pages = corpus / "codebook.toml", {"CODEBOOK.md": render_markdown, "codebook.html": render_html}
    before = {file: hash_file(file) for file in (path, *(corpus / page for page in pages))}
    codebook = read_codebook(path)
    known = [coder.name for coder in codebook.coder]
    if name in known:
        if who:
            print(f"{name} is listed already: say who it is in {path}")
        return {}
    if (like := get_close_matches(name, known, n=1, cutoff=0.8)) and not who:
        expected, remedy = f"{like[0]}, or another name", "for somebody else, say who it is with --who"
        raise InputError([Fault("--coder", "name", repr(name), expected, remedy)])
    lines, listed = coding.add_coder(codebook, name, who=who or coding.NOT_STATED, since=day)
    files = {path: read_bytes(path).rstrip() + b"\n\n" + lines.encode("utf-8")}
    there = {corpus / page: render for page, render in pages.items() if (corpus / page).is_file()}
    files |= {page: render(listed).encode("utf-8") for page, render in there.items()}
    return {file: (before[file], content) for file, content in files.items()}


def check_output(path: Path, corpus: Path) -> Path:
    """Refuse a sheet in corpus/coding itself, where every .csv is read as a coder's."""
    from research.tables import Fault, InputError

    if path.resolve().parent == (corpus / "coding").resolve():
        remedy = "every .csv there is read as a coder's"
        raise InputError(
            [Fault(path.as_posix(), "folder", "corpus/coding", "another, as corpus/coding/sheets", remedy)]
        )
    return path


def _check_narration(rows: "pd.DataFrame", statements: "pd.DataFrame", sheet: Path, corpus: Path) -> None:
    """Refuse frames in sentences where nobody is reported as speaking, by gold.csv or else by the rules."""
    from research import coding
    from research.tables import InputError

    modes = coding.read_modes(corpus / "coding" / "gold.csv", statements)
    remedy = (
        "set them to no; where somebody does speak, write the row of that sentence into gold.csv with speaker, office "
        "and mode, then import the sheet again"
    )
    if faults := coding.find_framed_narration(rows, modes, where=sheet.name, remedy=remedy):
        raise InputError(faults)


def check_key(key: Path, corpus: Path) -> "pd.DataFrame":
    """Refuse a sheet of disagreements as somebody's own coding, and sentences that the corpus has changed since.

    Returns the sentences of the documents in the key.
    """
    from research import coding
    from research.tables import Fault, InputError

    sent = coding.read_key(key)
    if "disputed" in sent:
        expected = "a sheet that research code sample wrote"
        remedy = "give it to research code adjudicate: who saw two codings has not coded alone"
        raise InputError([Fault(key.as_posix(), "sheet", "a sheet of disagreements", expected, remedy)])
    _, statements = read_sentences(corpus, only=set(sent["document"]))
    coding.check_sheet_current(key, statements)
    return statements


def read_sentences(corpus: Path, *, only: "set[str] | None" = None) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Read the documents that coders read, and their sentences as the rules find them.

    Documents in place of which coders read another text are left out: who has that text would code another than all
    others have.

    Parameters
    ----------
    corpus : Path
        The corpus folder.
    only : set of str, optional
        Documents that are read; all, if none is given.

    Returns
    -------
    tuple of DataFrame
        The tables documents and statements.
    """
    from research.attribution import find_statements
    from research.corpus import find_replaced_texts, read_documents

    documents = read_documents(corpus)
    documents = documents[~documents["document"].isin(find_replaced_texts(corpus))]
    return documents, find_statements(documents if only is None else documents[documents["document"].isin(only)])


def _list_undecided(statements: "pd.DataFrame", corpus: Path) -> list[str]:
    """The documents that gold.csv does not have. Raises InputError where it has all."""
    from research.coding import read_gold
    from research.tables import Fault, InputError

    path = corpus / "coding" / "gold.csv"
    coded = set(read_gold(path)["document"]) if path.is_file() else set()
    if named := sorted(set(statements["document"]) - coded):
        return named
    raise InputError(
        [Fault("--all", "documents", "none that is not in gold.csv", "one or more", "name some: --documents")]
    )


def _check_readable(names: list[str], corpus: Path) -> None:
    """Refuse a sheet of documents whose text is not the one that others code."""
    from research.corpus import find_replaced_texts
    from research.tables import Fault, InputError

    remedy = "its codes go to originals/{0}.csv; or move originals/{0}.txt away to code the text in documents/"
    faults = [
        Fault("sample", "documents", f"{name!r}, another text stands in for it", "one without", remedy.format(name))
        for name in sorted(set(names) & find_replaced_texts(corpus))
    ]
    if faults:
        raise InputError(faults)

"""The command that says beforehand how many statements people must code for a wanted width of an interval."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.coding_commands import read_statements
from research.cli.options import DEFAULT_CORPUS, AsJson, Corpus, Force, OutputInstead, Seed, code_commands, split_values
from research.cli.terminal import print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.codebook import Codebook

# Numbers of coded statements that are tried, with all that can be drawn at the end.
LADDER = (50, 100, 200, 400, 800)


@code_commands.command("plan")
def plan_coding(
    coder: Annotated[str, typer.Argument(help="Whose frames are to be corrected: a file of corpus/coding, or cue.")],
    pilot: Annotated[
        Path | None, typer.Option(help="Key of a sheet that people coded, as the pilot; else gold.csv.")
    ] = None,
    people: Annotated[str, typer.Option(metavar="NAME", help="Who coded that sheet: the file in corpus/coding.")] = "",
    by: Annotated[str, typer.Option(metavar="COLUMN", help="all, or a column such as office, island or kind.")] = "all",
    groups: Annotated[str, typer.Option(metavar="A,B", help="Plan for the difference of two groups of --by.")] = "",
    frame: Annotated[list[str] | None, typer.Option(help="Code of a frame; may be repeated; all if none.")] = None,
    width: Annotated[float, typer.Option(min=0.001, max=1, help="Wanted width of the 95 % interval, in shares.")] = 0.1,
    strata: Annotated[
        str, typer.Option(metavar="COLUMNS", help="Strata of the sample, as in sample --by.")
    ] = "election_year,island,frame",
    draws: Annotated[int, typer.Option(min=2, help="Simulated draws for each number of statements.")] = 200,
    seed: Seed = 2026,
    output: OutputInstead = None,
    force: Force = False,
    as_json: AsJson = False,
    corpus: Corpus = DEFAULT_CORPUS,
) -> None:
    """Simulate, before coding, how many statements people must code so that corrected shares are as exact as wanted."""
    from research import compare
    from research.codebook import read_codebook
    from research.frames import code_with_cues
    from research.tables import refuse_replacing, write_table

    codebook = read_codebook(corpus / "codebook.toml")
    settings = compare.PlanSettings(by, _read_pair(groups, by), width, seed)
    with show_progress("reading the corpus"):
        documents, statements = read_statements(corpus)
        cues = code_with_cues(statements, codebook)
        predicted = cues if coder == "cue" else _read_frames(corpus, coder, statements, codebook)
        gold, sample = _read_pilot(corpus, statements, codebook, pilot=pilot, people=people)
    rows = _keep_frames(compare.merge_frames(documents, statements, predicted), frame)
    sample = None if sample is None else sample.merge(rows[["document", "sentence"]].drop_duplicates())
    gold = gold.merge(rows[["document", "sentence", "frame"]])
    keys = _draw_keys(statements, documents, cues, strata=tuple(split_values(strata)), draws=draws, seed=seed)
    with show_progress("simulating"):
        table = compare.plan_sample(rows, gold, keys, settings=settings, sample=sample)
    if output:
        refuse_replacing(output, columns=list(table.columns), inputs=[pilot] if pilot else [], force=force)
        write_table(table, output)
        print(f"{output}: {len(table)} rows", file=sys.stderr)
    if as_json:
        print_json(table)
    if not output and not as_json:
        print(_lay_out(table).to_string(index=False))
        _print_notes(coder, gold["document"].nunique(), draws, width, strata)


def _print_notes(coder: str, documents: int, draws: int, width: float, strata: str) -> None:
    """Say what was simulated, and what the columns are."""
    print(f"\nA simulation made before coding, of {draws} draws for each number, with the errors of {coder} in")
    print(f"{documents} documents that people coded, taken to be alike in all groups.")
    print(f"least: the least number of statements with a mean width of at most {width:g}; alone: that width without")
    print(f"{coder}. Draw them with: research code sample --number NUMBER --by {strata}")


def _read_pair(groups: str, by: str) -> tuple[str, str] | None:
    """The two groups that are named."""
    from research.tables import Fault, InputError

    names = split_values(groups)
    if not names:
        return None
    if len(names) != 2 or by == "all":
        expected = "two groups, and their column with --by"
        raise InputError([Fault("research code plan", "--groups", repr(groups), expected)])
    return names[0], names[1]


def _read_frames(corpus: Path, coder: str, statements: "pd.DataFrame", codebook: "Codebook") -> "pd.DataFrame":
    """The frames that one coder of corpus/coding gives the statements that are reported."""
    from research import coding
    from research.frames import make_frames
    from research.tables import Fault, InputError

    codings = coding.read_codings(corpus / "coding", codebook=codebook)
    known = sorted(set(codings["coder"]))
    if coder not in known:
        expected = "one of " + ", ".join([*known, "cue"])
        raise InputError([Fault("research code plan", "coder", repr(coder), expected)])
    spoken = statements[statements["reported"]]
    coded = codings[codings["coder"] == coder].merge(spoken[["document", "sentence"]])
    return make_frames(spoken.merge(coded[["document", "sentence"]].drop_duplicates()), coded, codebook, coder=coder)


def _read_pilot(
    corpus: Path, statements: "pd.DataFrame", codebook: "Codebook", *, pilot: Path | None, people: str
) -> "tuple[pd.DataFrame, pd.DataFrame | None]":
    """The frames that people gave, and the probabilities of the pilot where a sheet was drawn."""
    from research import coding
    from research.corpus import read_documents
    from research.frames import make_frames
    from research.tables import Fault, InputError

    if bool(people) != (pilot is not None):
        given = "--people" if people else "--pilot"
        raise InputError([Fault("research code plan", given, "alone", "--pilot KEY with --people NAME, or neither")])
    if pilot is None and not (corpus / "coding" / "gold.csv").is_file():
        remedy = "draw a small sheet (research code sample), have it coded, and name it: --pilot KEY --people NAME"
        raise InputError([Fault("research code plan", "pilot", "no sheet, and no gold.csv", "codes of people", remedy)])
    if pilot is None:
        coded = coding.read_coded(corpus, read_documents(corpus), codebook=codebook)
        return make_frames(coded.statements, coded.codings, codebook), None
    sample = coding.read_key(pilot)
    coding.check_sheet_current(pilot, statements)
    units = ["document", "sentence"]
    drawn = _read_frames(corpus, people, statements.merge(sample[units]), codebook)
    # A sheet of whole documents was chosen, not drawn: all its statements weigh the same.
    return drawn, None if sample["probability"].eq(1).all() else sample


def _keep_frames(rows: "pd.DataFrame", frames: list[str] | None) -> "pd.DataFrame":
    from research.tables import Fault, InputError

    known = sorted(set(rows["frame"]))
    faults = [
        Fault("research code plan", "--frame", repr(name), "one of " + ", ".join(known))
        for name in frames or []
        if name not in known
    ]
    if faults:
        raise InputError(faults)
    return rows[rows["frame"].isin(frames)] if frames else rows


def _draw_keys(
    statements: "pd.DataFrame",
    documents: "pd.DataFrame",
    cues: "pd.DataFrame",
    *,
    strata: tuple[str, ...],
    draws: int,
    seed: int,
) -> "Iterator[pd.DataFrame]":
    """Samples of each number of LADDER and of all families, as `sample` draws them."""
    from research import coding

    counted = statements["official"] if "official" in statements.columns else statements["reported"]
    most = coding.find_statement_families(statements[counted], documents)["family"].nunique()
    numbers = [number for number in LADDER if number < most] + [most]
    designs = (coding.SamplingDesign(number, strata, seed + draw) for number in numbers for draw in range(draws))
    return coding.draw_samples(statements, documents, cues, designs=designs)


def _lay_out(table: "pd.DataFrame") -> "pd.DataFrame":
    """A line for each share or difference: its mean width by number of coded statements, and the least number."""
    import pandas as pd

    from research.report import format_percent

    lines = []
    for (group, other, frame), part in table.groupby(["group", "other", "frame"], sort=False):
        enough = part[part["enough"] == "yes"]
        line = {"group": f"{group} - {other}" if other else group, "frame": frame}
        line["predicted"] = format_percent(part["predicted_share"].iloc[0])
        known = part.dropna(subset=["width"])
        line |= {str(number): f"{width:.3f}" for number, width in zip(known["coded"], known["width"], strict=True)}
        if part["method"].eq("simulated").all():
            line["least"] = str(enough["coded"].iloc[0]) if len(enough) else "none"
            line["alone"] = f"{enough['width_random'].iloc[0]:.3f}" if len(enough) else ""
        else:
            line["least"] = "too few to say"
        lines.append(line)
    numbers = [str(number) for number in sorted(set(table["coded"]))]
    columns = ["group", "frame", "predicted", *numbers, "least", "alone"]
    return pd.DataFrame(lines).reindex(columns=columns).astype("object").fillna("")

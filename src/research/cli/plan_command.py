"""The command that says beforehand how many statements people must code for a wanted width of an interval."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.correction_command import print_uncoded
from research.cli.options import DEFAULT_CORPUS, AsJson, Corpus, Force, OutputInstead, Seed, code_commands, split_values
from research.cli.terminal import print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.study import Study

# Numbers of coded statements that are tried, with all that can be drawn at the end.
LADDER = (50, 100, 200, 400, 800, 1600, 3200, 6400)
_FEW_HITS = "too few hits"


@code_commands.command("plan")
def plan_coding(
    coder: Annotated[str, typer.Argument(help="Whose frames are to be corrected: a file of corpus/coding, or cue.")],
    pilot: Annotated[
        Path | None, typer.Option(help="Key of a sheet that people coded, as the pilot; else gold.csv.")
    ] = None,
    people: Annotated[
        str,
        typer.Option(metavar="NAME", help="Who coded that sheet, where several people did: the file in corpus/coding."),
    ] = "",
    by: Annotated[str, typer.Option(metavar="COLUMN", help="all, or a column such as office, island or kind.")] = "all",
    groups: Annotated[str, typer.Option(metavar="A,B", help="Plan for the difference of two groups of --by.")] = "",
    frame: Annotated[list[str] | None, typer.Option(help="Code of a frame; may be repeated; all if none.")] = None,
    width: Annotated[float, typer.Option(min=0.001, max=1, help="Wanted width of the 95 % interval, in shares.")] = 0.1,
    strata: Annotated[
        str, typer.Option(metavar="COLUMNS", help="Strata of the sample, as in sample --by, but for disagreement.")
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
    from research.frames import code_with_cues
    from research.study import open_by_coder
    from research.tables import refuse_replacing, write_table

    settings = compare.PlanSettings(by, _read_pair(groups, by), width, seed)
    with show_progress("reading the corpus"):
        known = open_by_coder(corpus, coder)
        gold, sample = _read_pilot(known, pilot, people)
        rows = _keep_frames(known.rows, frame)
    print_uncoded(known)
    spoken = rows[["document", "sentence"]].drop_duplicates()
    sample = None if sample is None else sample.merge(spoken)
    gold = gold.merge(rows[["document", "sentence", "frame"]])
    cues = code_with_cues(known.statements, known.codebook)
    names = tuple(split_values(strata))
    keys = _draw_keys(known.statements, known.documents, cues, strata=names, draws=draws, seed=seed)
    with show_progress("simulating"):
        table = compare.plan_sample(rows, gold, keys, settings=settings, sample=sample)
    if output:
        refuse_replacing(output, columns=list(table.columns), inputs=[pilot] if pilot else [], force=force)
        write_table(table, output)
        print(f"{output}: {len(table)} rows", file=sys.stderr)
    if as_json:
        print_json(table)
    if not output and not as_json:
        _print_plan(table, coder, gold["document"].nunique(), strata)


def _print_plan(table: "pd.DataFrame", coder: str, documents: int, strata: str) -> None:
    """Print the plan, what was simulated, and what the columns are."""
    shown, draws, width = _lay_out(table), table["draws"].max(), table["wanted"].max()
    print(shown.to_string(index=False))
    print(f"\nA simulation made before coding, of {draws} draws for each number, with the errors of {coder} in")
    print(f"{documents} documents that people coded, taken to be alike in all groups.")
    print(
        f"least: the least of these numbers with a mean width of at most {width:g}; the number before it is too small."
    )
    print(f"alone: that width without {coder}. Draw them with: research code sample --number NUMBER --by {strata}")
    if _FEW_HITS in set(shown["least"]):
        print(f"{_FEW_HITS}: that width, but in more than 5 % of the draws under 10 coded hits or 5 documents")


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


def _read_pilot(known: "Study", pilot: Path | None, people: str) -> "tuple[pd.DataFrame, pd.DataFrame | None]":
    """The frames that people gave, and the probabilities of the pilot where a sheet was drawn."""
    from research import coding
    from research.frames import make_frames
    from research.study import open_coded_sheet
    from research.tables import Fault, InputError

    if people and pilot is None:
        expected = "--pilot KEY, with --people NAME where several people coded it"
        raise InputError([Fault("research code plan", "--people", "alone", expected)])
    if pilot is None and not (known.folder / "coding" / "gold.csv").is_file():
        remedy = "draw a small sheet (research code sample), have it coded, and name it: --pilot KEY"
        raise InputError([Fault("research code plan", "pilot", "no sheet, and no gold.csv", "codes of people", remedy)])
    if pilot is None:
        coded = coding.read_coded(known.folder, known.documents, codebook=known.codebook)
        return make_frames(coded.statements, coded.codings, known.codebook), None
    sheet = open_coded_sheet(known.folder, pilot, known.statements, people=people)
    # A sheet of whole documents was chosen, not drawn: all its statements weigh the same.
    return sheet.coded, None if sheet.drawn["probability"].eq(1).all() else sheet.drawn


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
            narrow = part["width"].le(part["wanted"]).any()
            line["least"] = str(enough["coded"].iloc[0]) if len(enough) else _FEW_HITS if narrow else "none"
            line["alone"] = f"{enough['width_random'].iloc[0]:.3f}" if len(enough) else ""
        else:
            line["least"] = "too few to say"
        lines.append(line)
    numbers = [str(number) for number in sorted(set(table["coded"]))]
    columns = ["group", "frame", "predicted", *numbers, "least", "alone"]
    return pd.DataFrame(lines).reindex(columns=columns).astype("object").fillna("")

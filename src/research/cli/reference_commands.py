"""Commands that say what officials cite and forbid, and who uses which frame."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.cluster import share_work
from research.cli.options import (
    COMPARE,
    DEFAULT_CORPUS,
    AsJson,
    CodedCorpus,
    Force,
    OutputInstead,
    Sample,
    Scheduler,
    Workers,
    application,
    list_inputs,
    split_values,
    write_output,
)
from research.cli.terminal import open_corpus, print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

By = Annotated[str, typer.Option(metavar="COLUMN", help="A column, such as office or island; or all.")]


@application.command(rich_help_panel=COMPARE)
def references(
    corpus: CodedCorpus = DEFAULT_CORPUS,
    sample: Sample = "",
    kind: Annotated[str, typer.Option(help="law, instrument, act or addressee; all four if none.")] = "",
    by: By = "election_year",
    workers: Workers = None,
    scheduler: Scheduler = "",
    forbidden: Annotated[bool, typer.Option("--forbidden", help="Of acts, only those that are forbidden.")] = False,
    output: OutputInstead = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Count the laws, instruments, acts and addressees that officials name, in documents of each group."""
    import pandas as pd

    from research.coding import hide_frozen
    from research.references import count_references, find_references, list_anachronisms
    from research.tables import REFERENCE_KINDS

    study = open_corpus(corpus, sample=sample)
    with share_work(workers, scheduler), show_progress("finding what statements name"):
        found = find_references(study.statements, study.documents, study.codebook)
    if output:
        write_output(hide_frozen(found, corpus), output, corpus=corpus, force=force)
        print(f"{output}: {len(found):,} places", file=sys.stderr)
    chosen = [kind] if kind else ["act"] if forbidden else list(REFERENCE_KINDS)
    counted = {name: count_references(found, study.rows, by=by, kind=name, forbidden=forbidden) for name in chosen}
    if as_json:
        print_json(pd.concat(counted.values()))
        return
    for name, table in counted.items():
        heading = "act, forbidden" if forbidden else name
        print(f"{heading}: documents that name it, by {by}\n{_lay_out(table)}\n")
    early = list_anachronisms(found, study.documents)
    print(f"{study.caution} Reported statements alone. Laws cited before they existed: {len(early)}")


@application.command(rich_help_panel=COMPARE)
def network(
    corpus: CodedCorpus = DEFAULT_CORPUS,
    sample: Sample = "",
    actor: Annotated[str, typer.Option(help="office or speaker.")] = "office",
    duplicates: Annotated[
        str,
        typer.Option(help="include, document, week, month, year or acrossrange: which repeats count once."),
    ] = "include",
    frames: Annotated[str, typer.Option(help="Frames, such as sanctions,social_media; the main ones if none.")] = "",
    within: Annotated[str, typer.Option(help="Frames together in one statement, speaker or document.")] = "statement",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the network, .graphml or .csv.")] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Show which actor uses which frame, how similar actors are, and which frames co-occur more than by chance."""
    import pandas as pd

    from research.compare import count_ties, measure_cooccurrence, project_network, write_network
    from research.tables import refuse_replacing

    study = open_corpus(corpus, sample=sample)
    rows, codes = study.rows, list(dict.fromkeys(split_values(frames))) or list(study.labels.frames)
    ties = count_ties(rows, study.documents, frames=codes, actor=actor, duplicates=duplicates)
    if output:
        refuse_replacing(output, columns=list(ties.columns), inputs=list_inputs(corpus), force=force)
        write_network(ties, output)
        print(f"{output}: {(ties['statements'] > 0).sum()} ties", file=sys.stderr)
    # One frame has no other to occur with: it has ties alone.
    with show_progress("frames together"):
        pairs = measure_cooccurrence(rows, frames=codes, unit=within) if len(codes) > 1 else pd.DataFrame()
    if as_json:
        print_json({"ties": ties, "cooccurrence": pairs})
        return
    wide = ties.pivot(index="actor", columns="frame", values="statements").loc[ties["actor"].unique(), codes]
    sizes = ties.drop_duplicates("actor").set_index("actor")[["actor_statements", "actor_documents"]]
    print(f"Statements with the frame, duplicates: {duplicates}\n{wide.join(sizes).to_string()}")
    alike = project_network(ties[ties["in_figure"]])
    print(f"\nCongruence of those with 5 documents or more\n{alike.to_string(index=False, float_format='%.3f')}")
    together = pairs.to_string(index=False, float_format="%.3f", na_rep="") if len(pairs) else "one frame: no pair"
    print(f"\nFrames together within one {within}\n{together}")
    print(f"\n{study.caution} A tie counts statements: who is quoted more has stronger ties.")


def _lay_out(table: "pd.DataFrame") -> str:
    """Groups side by side: documents that name the reference, the head of each with its n; the most named first."""
    if table.empty:
        return "none"
    sizes = table.drop_duplicates("group").set_index("group")["group_documents"]
    wide = table.pivot(index="reference", columns="group", values="documents")
    totals = wide.sum(axis=1)
    wide = wide.rename(columns={group: f"{group} (n {sizes[group]})" for group in sizes.index})
    order = totals.sort_values(ascending=False, kind="stable").index
    return wide.loc[order].rename_axis(None).rename_axis(None, axis=1).to_string()

"""Commands that code statements and score what was coded."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.cluster import share_work
from research.cli.error_tables import print_scores, show_errors
from research.cli.options import (
    CODE,
    DEFAULT_CORPUS,
    AsJson,
    Columns,
    Corpus,
    Force,
    Output,
    Scheduler,
    Workers,
    application,
    find_coded,
    read_pairs,
)
from research.cli.terminal import print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

# The measures of the attribution whose intervals are shown; --json has all.
_MAIN = ("attributed", "whole", "quotation_f1", "quotation_speaker_named")


@application.command(rich_help_panel=CODE)
def frames(
    statements: Annotated[Path, typer.Argument(help="Table .csv, .xlsx, .jsonl ...: document, sentence, text.")],
    output: Output,
    columns: Columns = None,
    corpus: Corpus = DEFAULT_CORPUS,
    workers: Workers = None,
    scheduler: Scheduler = "",
    force: Force = False,
) -> None:
    """Code the frames of statements by cue: one row for each statement and frame, with the cue that fired."""
    from research.codebook import read_codebook
    from research.frames import code_file, code_with_cues, describe_file

    chosen = read_pairs("--column", columns or [], known=("document", "sentence", "text", "speaker", "mode"))
    print(describe_file(statements, chosen), file=sys.stderr)
    code = partial(code_with_cues, codebook=read_codebook(corpus / "codebook.toml"))
    with share_work(workers, scheduler), show_progress("coding by cue"):
        counts = code_file(statements, output, code, columns=chosen, force=force)
    counted = ", ".join(f"{count} {name}" for name, count in counts.items() if name != "framed")
    print(f"{output}: {counted}, {counts['framed']} with a frame", file=sys.stderr)


@application.command(rich_help_panel=CODE)
def evaluate(
    stage: Annotated[str, typer.Argument(help="What to score: attribution or frames.")],
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="attribution: X.txt beside X.csv, .jsonl; frames: STATEMENTS GOLD; the corpus if none."),
    ] = None,
    corpus: Corpus = DEFAULT_CORPUS,
    by: Annotated[
        str, typer.Option(metavar="COLUMN", help="frames of the corpus: also by office, island, kind ...")
    ] = "",
    coder: Annotated[
        str, typer.Option(metavar="NAME", help="frames of the corpus: those of this coder, a person or a program.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Score the attribution or the frames, on coded files or on the gold standard of the corpus.

    With --coder: which frame it sees in place of which; and with --by, whether it errs more in one group than in
    another.
    """
    from research.tables import Fault, InputError

    if coder and (stage != "frames" or paths):
        expected = "nothing, but for research evaluate frames without files"
        raise InputError([Fault("research evaluate", "--coder", repr(coder), expected, "leave it out")])
    if by and (stage != "frames" or paths):
        expected = "nothing, but for research evaluate frames without files"
        raise InputError([Fault("research evaluate", "--by", repr(by), expected, "leave it out")])
    if not paths and stage in ("attribution", "frames"):
        find_coded(corpus)
    if coder:
        show_errors(corpus, coder, by=by, as_json=as_json)
        return
    with show_progress(f"scoring {stage}"):
        table = _score(stage, paths or [], corpus, by)
    if as_json:
        print_json(table)
    else:
        print_scores(_widen(table) if stage == "attribution" else table)
    if not paths:
        where = (corpus / "coding" / "frozen.txt").as_posix()
        print(f"{where} says who has read the documents of each part, and how often they were scored", file=sys.stderr)


def _score(stage: str, paths: list[Path], corpus: Path, by: str) -> "pd.DataFrame":
    from research.study import evaluate_attribution, evaluate_attribution_texts, evaluate_coders, evaluate_frames
    from research.tables import Fault, InputError

    if stage == "attribution":
        return evaluate_attribution_texts(paths, corpus) if paths else evaluate_attribution(corpus)
    if stage != "frames":
        raise InputError([Fault("research evaluate", "stage", repr(stage), "attribution or frames")])
    if paths and len(paths) != 2:
        found, expected = f"{len(paths)} file", "two: STATEMENTS GOLD, or none for the corpus"
        raise InputError([Fault("research evaluate frames", "files", found, expected)])
    return evaluate_frames(paths[0], paths[1], corpus) if paths else evaluate_coders(corpus, by=by)


def _widen(scores: "pd.DataFrame") -> "pd.DataFrame":
    """The scores of the attribution with a column for each measure, and the intervals of the main ones."""
    import pandas as pd

    by = [name for name in ("sample", "part", "attribution") if name in scores.columns]
    columns = []
    for measure in scores["measure"].unique():
        rows = scores[scores["measure"].eq(measure)].set_index(by)
        columns.append(rows["value"].rename(measure))
        if measure in _MAIN:
            ends = rows[["low", "high"]].map("{:.2f}".format).agg("-".join, axis="columns")
            ends = ends.where(rows["low"].notna(), "none") + "; " + rows["n"].astype("str")
            columns.append(ends.rename("(95 %; n)"))
    return pd.concat(columns, axis="columns").fillna({"(95 %; n)": ""}).reset_index()

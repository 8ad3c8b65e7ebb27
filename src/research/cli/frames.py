"""Commands that code statements and score what was coded."""

from pathlib import Path
from typing import Annotated

import typer

from research.cli.base import DEFAULT_CORPUS, Corpus, application


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

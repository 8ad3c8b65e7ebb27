"""The command that tests the hypotheses of a corpus in the sample drawn for them."""

import sys
from typing import Annotated

import typer

from research.cli.options import (
    COMPARE,
    DEFAULT_CORPUS,
    AsJson,
    CodedCorpus,
    Force,
    OutputInstead,
    Seed,
    application,
    split_values,
    write_output,
)
from research.cli.terminal import open_corpus, print_json, show_progress


@application.command(rich_help_panel=COMPARE)
def confirm(
    corpus: CodedCorpus = DEFAULT_CORPUS,
    codes: Annotated[str, typer.Option(help="Coders whose frames are shown beside gold, which decides.")] = "gold",
    seed: Seed = 2026,
    output: OutputInstead = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Test the hypotheses of hypotheses.toml, on gold alone, in the sample that samples.toml names for it."""
    from research.compare import read_hypotheses
    from research.report import (
        describe_codes,
        describe_declaration,
        describe_first_differences,
        label_study,
        list_hypotheses,
    )
    from research.study import test_confirmation
    from research.tables import Fault, InputError

    if not (named := split_values(codes)):
        raise InputError([Fault("--codes", "value", repr(codes), "gold, or the name of a person who coded")])
    names = list(dict.fromkeys(["gold", *named]))
    known = open_corpus(corpus)
    path, confirmation = corpus / "hypotheses.toml", known.samples.confirmation
    hypotheses = read_hypotheses(path, contrasts=known.contrasts, confirmation=confirmation)
    with show_progress("testing hypotheses"):
        tests = test_confirmation(known, codes=names, seed=seed)
    if output:
        write_output(tests, output, corpus=corpus, force=force)
        print(f"{output}: {len(tests)} tests", file=sys.stderr)
    if as_json:
        print_json(tests)
    elif not output:
        labels = label_study(known)
        print(f"By gold, in the sample {hypotheses.sample}. {describe_declaration(hypotheses)}\n")
        parts = [list_hypotheses(tests, labels=labels), describe_first_differences(tests), describe_codes(tests)]
        print("\n\n".join(filter(None, parts)).replace("**", "").replace("`", ""))

"""The command that says which words set two groups of statements apart."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from research.cli.options import (
    COMPARE,
    DEFAULT_CORPUS,
    AsJson,
    CodedCorpus,
    Force,
    OutputInstead,
    Sample,
    Seed,
    application,
    split_values,
    write_output,
)
from research.cli.terminal import open_corpus, print_json, print_lines, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.study import Study


@application.command(rich_help_panel=COMPARE)
def keyness(
    by: Annotated[
        str, typer.Argument(metavar="COLUMN", help="A column, such as office, mode or a field of your own; or frame.")
    ],
    target: Annotated[str, typer.Argument(help="Its value, or several: 2018,2019; for frame a code.")],
    reference: Annotated[str, typer.Argument(help="What it is compared with; all others if none.")] = "",
    corpus: CodedCorpus = DEFAULT_CORPUS,
    sample: Sample = "",
    number: Annotated[int, typer.Option(min=1, help="Words of each side that are printed.")] = 12,
    stems: Annotated[str, typer.Option(help="protected, sastrawi or none.")] = "protected",
    keep: Annotated[str, typer.Option(help="Names not masked: people,places,outlets,elections.")] = "",
    prior: Annotated[float, typer.Option(help="Words of the whole corpus' usage that each side starts with.")] = 500.0,
    draws: Annotated[int, typer.Option(min=1, max=1_000_000, help="Times that documents change sides.")] = 20000,
    seed: Seed = 2026,
    lines: Annotated[str, typer.Option(help="Print the lines of this word on both sides instead.")] = "",
    output: OutputInstead = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """List the words that distinguish two groups of statements, with names masked and a test over documents."""
    from research.compare import measure_keyness

    study = open_corpus(corpus, sample=sample)
    with show_progress("counting words"):
        statements, terms, sides, caution = _read(
            study, by, (split_values(target), split_values(reference)), stems, split_values(keep)
        )
    if lines:
        _print_lines(statements, terms, sides, lines, corpus)
        return
    with show_progress("words that set the groups apart"):
        table = measure_keyness(terms, sides, prior=prior, seed=seed, draws=draws)
    if output:
        write_output(table, output, corpus=corpus, force=force)
        print(f"{output}: {len(table)} words", file=sys.stderr)
    if as_json:
        print_json(table)
    elif not output:
        _print_table(table, number, caution)


def _read(
    known: "Study", by: str, values: tuple[list[str], list[str]], stems: str, keep: list[str]
) -> "tuple[pd.DataFrame, Any, pd.DataFrame, str]":
    """The statements, the words counted in those reported, the sides, and what the corpus says of itself."""
    from research.compare import count_words, split_groups
    from research.report import describe_renditions

    sides = split_groups(known.rows, by=by, target=values[0], reference=values[1])
    terms = count_words(known.statements, known.documents, keep=keep, stems=stems)
    caution = f"{known.caution} {describe_renditions(known.documents)}"
    return known.statements, terms, sides, caution


def _print_table(table: "pd.DataFrame", number: int, caution: str) -> None:
    first = table.iloc[0]
    for side in ("target", "reference"):
        counts = ", ".join(
            f"{first[f'{noun}_{side}']:,} {noun}"
            for noun in ("statements", "documents", "families", "speakers", "tokens")
        )
        print(f"{first[side]}: {counts}")
    print(caution)
    if not first["overused_in"] and table["z"].isna().all():
        print(f"{first['verdict']}: under 5 documents or families on a side")
        return
    said = (table["verdict"] == "supported").sum()
    print(f"{first['n_tests']} words tested, {said} set the sides apart (q at most 0.05, 3 documents or more)")
    spread = table["verdict"] != "in too few documents"
    for side, shown in (
        ("target", table[spread & (table["z"] > 0)].head(number)),
        ("reference", table[spread & (table["z"] < 0)].iloc[::-1].head(number)),
    ):
        print(f"\nMore in {first[side]}")
        print(_lay_out(shown).to_string(index=False, float_format="%.3f", na_rep=""))
    few = (~spread).sum()
    print(f"\n{few} words are in too few documents of the side that they mark; -o FILE.csv writes all {len(table)}")


def _lay_out(table: "pd.DataFrame") -> "pd.DataFrame":
    """Put the two sides of a count into one cell: 41 : 9; last the call that prints the word in its lines."""
    shown = table[["term"]].rename(columns={"term": "word"})
    for name, column, digits in (
        ("n", "count", 0),
        ("per 1,000", "per_thousand", 1),
        ("documents", "document_frequency", 0),
    ):
        pairs = table[[f"{column}_target", f"{column}_reference"]].itertuples(index=False, name=None)
        shown[name] = [f"{ours:.{digits}f} : {theirs:.{digits}f}" for ours, theirs in pairs]
    shown = shown.assign(
        DP=table["dispersion"], **{name: table[name] for name in ("log_odds", "z", "p", "q", "verdict")}
    )
    # The least p of many draws would be printed as nothing at three digits.
    shown["p"] = [f"{p:.5f}" for p in table["p"]]
    return shown.assign(lines=[f"research kwic {shlex.quote(term)} --stems" for term in table["term"]])


def _print_lines(statements: "pd.DataFrame", terms: Any, sides: "pd.DataFrame", word: str, corpus: Path) -> None:
    """Print the lines behind a word, by side; where the stems of its phrase find no place, the whole sentence."""
    from research.coding import hide_frozen
    from research.compare import find_term
    from research.report import find_keyword

    key = ["document", "sentence"]
    located = find_term(terms, word, groups=sides).merge(sides[[*key, "group"]], on=key)
    for group, part in located.groupby("group", sort=True):
        print(f"{group}: {part['count'].sum()} in {len(part)} statements of {part['document'].nunique()} documents")
        texts = part[key].merge(statements, on=key)
        found = find_keyword(texts, word, window=7, stems=True)
        print_lines(hide_frozen(found, corpus))
        shown = set(zip(found["document"], found["sentence"], strict=True))
        for row in hide_frozen(texts, corpus).to_dict("records"):
            if (row["document"], row["sentence"]) not in shown:
                print(f"{row['document']:<45} {row['sentence']:>3}  {row['text']}")

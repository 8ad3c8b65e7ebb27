"""The command of the main question: the share of each frame in each group, and whether the groups differ."""

import difflib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.options import (
    COMPARE,
    DEFAULT_CORPUS,
    AsJson,
    Corpus,
    Force,
    OutputInstead,
    Sample,
    Seed,
    application,
    list_inputs,
    split_values,
)
from research.cli.terminal import open_corpus, print_json, print_table, print_text, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.study import Study

# Columns of the rows that name a statement or what is seen in it, and no group; samples are each measured apart.
_NO_GROUPS = ("document", "sentence", "frame", "present", "reported", "rule", "family", "sample")
_BASES = ("statements", "documents")
# So many groups of too few documents are listed among the others; more are counted.
_FEW_GROUPS = 12
_OF = {
    "statements": "Share of officials' statements that carry the frame, with its 95 % interval.",
    "documents": "Share of documents in which a statement of an official carries the frame, with its 95 % interval.",
}


@dataclass(frozen=True, eq=False)
class _Found:
    """What was measured: shares, whether the groups of the column differ, and its contrasts."""

    shares: "pd.DataFrame"
    omnibus: "pd.DataFrame"
    contrasts: "pd.DataFrame"


@application.command(name="compare", rich_help_panel=COMPARE)
def compare_groups(
    by: Annotated[
        str,
        typer.Argument(
            metavar="BY",
            help="The column of the groups: election, election_year, office, province, island, mode, kind, "
            "or a field of your own.",
        ),
    ],
    frame: Annotated[
        list[str] | None, typer.Option(help="Code of a frame or subcode; may be repeated. All frames if none.")
    ] = None,
    base: Annotated[str, typer.Option(help="What a share is of: statements or documents.")] = "statements",
    corpus: Corpus = DEFAULT_CORPUS,
    sample: Sample = "",
    seed: Seed = 2026,
    output: OutputInstead = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Compare groups: the share of each frame in each, and whether declared contrasts differ.

    With -o the shares are written, and the contrasts beside them to NAME.contrasts.csv, each row with the condition
    that finds its statements: research evidence NAME.csv:1 lists them.
    """
    known = open_corpus(corpus, sample=sample)
    frames = [code for part in frame or () for code in split_values(part)]
    _check_call(known, by, frames, base)
    found = _measure(known, by, frames, base=base, seed=seed)
    if output:
        _write(found, output, corpus=corpus, force=force)
    if as_json:
        print_json(_gather(found, known))
    elif not output:
        _print(found, known, by)


def _check_call(known: "Study", by: str, frames: Sequence[str], base: str) -> None:
    from research.tables import Fault, InputError

    where = "research compare"
    columns = [name for name in known.frame_rows.columns if name not in _NO_GROUPS]
    codes = [*known.labels.frames, *known.labels.subcodes]
    faults = []
    if by not in columns:
        faults.append(Fault(where, "BY", repr(by), "one of " + ", ".join(columns), _find_near(by, columns)))
    faults += [
        Fault(where, "--frame", repr(code), "one of " + ", ".join(codes), _find_near(code, codes))
        for code in frames
        if code not in codes
    ]
    if base not in _BASES:
        faults.append(Fault(where, "--base", repr(base), " or ".join(_BASES)))
    if known.frame_rows.empty and not faults:
        faults.append(Fault(where, "statements", "none of an official", "coded statements", "code some: research code"))
    if faults:
        raise InputError(faults)


def _find_near(name: str, known: Sequence[str]) -> str:
    """What a mistyped name may have meant, or the nearest thing to do."""
    close = difflib.get_close_matches(name.lower(), known, n=1)
    near = close or [each for each in known if name and name.lower() in each.split("_")]
    return f"did you mean {near[0]}" if near else "take one of them"


def _measure(known: "Study", by: str, frames: Sequence[str], *, base: str, seed: int) -> _Found:
    """Shares of the frames asked for; tests are of the frames that the study compares, whichever are asked for."""
    import pandas as pd

    from research.compare import find_factor, list_factors, measure_sample_shares, test_factors
    from research.tables import list_columns

    # The rows of subcodes are made only where they are asked for.
    rows = known.frame_rows if set(frames) <= set(known.labels.frames) else known.rows
    rows = rows[rows["frame"].isin(frames)] if frames else rows
    with show_progress(f"shares by {by}"):
        shares = measure_sample_shares(rows, by=by, base=base, seed=seed)
    factors = list_factors(known.contrasts)
    omnibus, contrasts = (pd.DataFrame(columns=list_columns(name)) for name in ("omnibus", "contrasts"))
    if base == "statements" and find_factor(by) in factors:
        with show_progress("whether groups differ, in each factor and frame"):
            tested = test_factors(known.frame_rows, factors=factors, seed=seed)
        with show_progress(f"contrasts of {by}"):
            contrasts = _measure_contrasts(known, by, frames, omnibus=tested, seed=seed)
        omnibus = tested[(tested["factor"] == find_factor(by)) & tested["frame"].isin(set(rows["frame"]))]
    return _Found(shares, omnibus.reset_index(drop=True), contrasts.reset_index(drop=True))


def _measure_contrasts(
    known: "Study", by: str, frames: Sequence[str], *, omnibus: "pd.DataFrame", seed: int
) -> "pd.DataFrame":
    """The contrasts of a column as measure_contrasts gives them among those of all columns."""
    from research.compare import NO_GROUP, Contrasts, find_factor, measure_contrasts

    asked = tuple(code for code in known.contrasts.frames or known.labels.frames if not frames or code in frames)
    factor = find_factor(by)
    # q counts the contrasts of this factor in one frame, and the tests of all factors, which the table omnibus has.
    declared = tuple(contrast for contrast in known.contrasts.declared if find_factor(contrast.column) == factor)
    if not asked:
        return omnibus.iloc[:0]
    # Without groups, the pairs of other factors are not measured: they may be many.
    others = dict.fromkeys(sorted(set(omnibus["factor"]) - {factor, by}), NO_GROUP)
    rows = known.frame_rows.assign(**others)
    contrasts = measure_contrasts(rows, Contrasts(declared, asked), omnibus, seed=seed)
    return contrasts[contrasts["column"] == by]


def _write(found: _Found, output: Path, *, corpus: Path, force: bool) -> None:
    """Write the shares and, where there are some, the contrasts, with the conditions that find their statements."""
    from research.tables import refuse_replacing, write_table

    files = {output: _add_filter(found.shares)}
    if len(found.contrasts):
        files[output.with_suffix(f".contrasts{output.suffix}")] = _add_filter(found.contrasts)
    inputs = list_inputs(corpus)
    for path, table in files.items():
        refuse_replacing(path, columns=list(table.columns), inputs=inputs, force=force)
    for path, table in files.items():
        write_table(table, path)
        print(f"{path}: {len(table)} rows", file=sys.stderr)


def _gather(found: _Found, known: "Study") -> dict[str, object]:
    tables = {"shares": _add_filter(found.shares), "omnibus": found.omnibus, "contrasts": _add_filter(found.contrasts)}
    return {**tables, "caution": known.caution}


def _add_filter(table: "pd.DataFrame") -> "pd.DataFrame":
    """The table with the conditions that find its statements; where no samples are declared, these name none."""
    from research.compare import NO_GROUP
    from research.report import add_filter

    filters = add_filter(table.assign(sample=table["sample"].replace(NO_GROUP, "")))["filter"]
    return table.assign(filter=filters)


def _print(found: _Found, known: "Study", by: str) -> None:
    """Print the finding, then a table for each sample, then the contrasts, one a line."""
    from research.report import describe_contrasts, describe_factors, describe_ranges, label_study

    labels = known.labels.subcodes | label_study(known)
    shown = set(found.shares["frame"])
    labels = {code: words for code, words in labels.items() if code not in known.labels.subcodes or code in shown}
    samples = [code for code in labels if code in set(found.shares["sample"])]
    single = len(set(found.shares["sample"])) == 1
    shares, omnibus, contrasts = (
        table.drop(columns="sample") if single else table for table in (found.shares, found.omnibus, found.contrasts)
    )
    print_text(describe_ranges(shares, labels=labels))
    base = str(found.shares["base"].iloc[0])
    if len(omnibus):
        print_text("\n" + describe_factors(omnibus, labels=labels))
    if len(contrasts):
        print_text("\n" + describe_contrasts(contrasts, labels=labels))
    else:
        print_text("\n" + _say_untested(by, base, tested=len(omnibus) > 0))
    for code in samples:
        part = found.shares[found.shares["sample"] == code].drop(columns="sample")
        _print_shares(part, labels, "" if single else labels[code])
    print_text(f"\n{_OF[base]}")
    _print_contrasts(found.contrasts, labels, [""] if single else samples)
    _print_condition(found.shares)
    print_text(f"\n{known.caution}")


def _say_untested(by: str, base: str, *, tested: bool) -> str:
    if base != "statements":
        return "Contrasts are tested in shares of statements, not of documents: leave out --base to see them."
    if tested:
        return f"No contrast of {by} is declared in contrasts.toml, and no pair of its groups was opened."
    return f"No contrast of {by} is declared in contrasts.toml: the shares are given, and nothing is tested."


def _print_shares(shares: "pd.DataFrame", labels: dict[str, str], name: str) -> None:
    """A row for each group with documents enough; the others are counted."""
    from research.report import count_noun, table_shares
    from research.tables import TOO_FEW

    enough = shares.groupby("group")["method"].transform(lambda methods: methods.ne(TOO_FEW).any())
    few = shares[~enough].drop_duplicates("group")
    # Where hardly any group has enough, the small ones are all there is to see.
    long = len(few) > _FEW_GROUPS
    table = table_shares(shares[enough] if long and enough.any() else shares, labels=labels)
    print(f"\n{name}" if name else "")
    print_table(table.drop(columns=["families", "speakers"], errors="ignore"))
    if long and enough.any():
        documents = count_noun(int(few["documents"].sum()), "document")
        print(f"too few to say: {len(few)} further groups, of {documents} in all; -o FILE.csv writes them")


def _print_contrasts(contrasts: "pd.DataFrame", labels: dict[str, str], samples: Sequence[str]) -> None:
    """The declared contrasts, one a line."""
    from research.compare import DECLARED
    from research.report import describe_contrast

    declared = contrasts[contrasts["origin"] == DECLARED]
    for code in samples if len(declared) else ():
        part = declared[declared["sample"] == code] if code else declared
        print(
            f"\nDeclared contrasts{f', {labels[code]}' if code else ''}; q where the groups differ in that frame at all"
        )
        for row in part.to_dict("records"):
            print_text(f"- {describe_contrast(row, labels=labels)}.")


def _print_condition(shares: "pd.DataFrame") -> None:
    """The call that lists the statements behind the number with most of them; others are called for alike."""
    most = shares.sort_values("hits", ascending=False, kind="stable").head(1)
    print_text("\nTo list the statements behind a number, here the largest; -o FILE.csv writes the condition of each:")
    print(f'research evidence "{_add_filter(most)["filter"].item()}"')

"""What research compare prints and writes: shares, whether groups differ, and contrasts."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from research.cli.correction_command import describe_uncoded
from research.cli.options import list_inputs
from research.cli.terminal import print_table, print_text

if TYPE_CHECKING:
    import pandas as pd

    from research.study import Study

# So many groups of too few documents are listed among the others; more are counted.
_FEW_GROUPS = 12
_WIDTHS = (
    "The coder's own intervals are for further documents like these, with its frames taken as true; the corrected ones "
    "are for these documents alone. Their widths do not compare."
)
_OF = {
    "statements": "Share of officials' statements that carry the frame, with its 95 % interval.",
    "documents": "Share of documents in which a statement of an official carries the frame, with its 95 % interval.",
}


@dataclass(frozen=True, eq=False)
class Comparison:
    """What was measured: shares, whether the groups of the column differ, and its contrasts."""

    shares: "pd.DataFrame"
    omnibus: "pd.DataFrame"
    contrasts: "pd.DataFrame"


def write_comparison(found: Comparison, output: Path, *, corpus: Path, force: bool) -> None:
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


def gather_comparison(found: Comparison, known: "Study") -> dict[str, object]:
    """Gather what --json prints."""
    from research.report import describe_coder

    tables = {"shares": _add_filter(found.shares), "omnibus": found.omnibus, "contrasts": _add_filter(found.contrasts)}
    said = {"coder": describe_coder(found.shares), "uncoded": describe_uncoded(known), "caution": known.caution}
    return {**tables, **said}


def _add_filter(table: "pd.DataFrame") -> "pd.DataFrame":
    """The table with the conditions that find its statements; where no samples are declared, these name none."""
    from research.compare import NO_GROUP
    from research.report import add_filter

    filters = add_filter(table.assign(sample=table["sample"].replace(NO_GROUP, "")))["filter"]
    return table.assign(filter=filters)


def print_comparison(found: Comparison, known: "Study", by: str) -> None:
    """Print the finding, then a table for each sample, then the contrasts, one a line."""
    from research.report import describe_coder, describe_contrasts, describe_factors, describe_ranges, label_study

    labels = known.labels.subcodes | label_study(known)
    shown = set(found.shares["frame"])
    labels = {code: words for code, words in labels.items() if code not in known.labels.subcodes or code in shown}
    samples = [code for code in labels if code in set(found.shares["sample"])]
    single = len(set(found.shares["sample"])) == 1
    shares, omnibus, contrasts = (
        table.drop(columns="sample") if single else table for table in (found.shares, found.omnibus, found.contrasts)
    )
    if whose := describe_coder(shares):
        print_text(f"{whose}\n")
        if uncoded := describe_uncoded(known):
            print_text(f"{uncoded}.\n")
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
    if "corrected_low" in found.shares.columns:
        print_text(f"\n{_WIDTHS}")
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
    from research.report import count_noun, table_corrected, table_shares
    from research.tables import TOO_FEW

    enough = shares.groupby("group")["method"].transform(lambda methods: methods.ne(TOO_FEW).any())
    few = shares[~enough].drop_duplicates("group")
    # Where hardly any group has enough, the small ones are all there is to see.
    long = len(few) > _FEW_GROUPS
    shown = shares[enough] if long and enough.any() else shares
    print(f"\n{name}" if name else "")
    if "corrected_share" in shown.columns:
        print(table_corrected(shown, labels=labels).to_string(index=False))
    else:
        print_table(table_shares(shown, labels=labels).drop(columns=["families", "speakers"], errors="ignore"))
    if long and enough.any():
        documents = count_noun(int(few["documents"].sum()), "document")
        print(f"too few to say: {len(few)} further groups, of {documents} in all; -o FILE.csv writes them")


def _print_contrasts(contrasts: "pd.DataFrame", labels: dict[str, str], samples: Sequence[str]) -> None:
    """The declared contrasts, one a line."""
    from research.compare import DECLARED, NO_TEST
    from research.report import describe_contrast

    declared = contrasts[contrasts["origin"] == DECLARED]
    for code in samples if len(declared) else ():
        part = declared[declared["sample"] == code] if code else declared
        corrected = part["verdict"].eq(NO_TEST).any()
        note = "intervals are for these documents" if corrected else "q where the groups differ in that frame at all"
        print(f"\nDeclared contrasts{f', {labels[code]}' if code else ''}; {note}")
        for row in part.to_dict("records"):
            print_text(f"- {describe_contrast(row, labels=labels)}.")


def _print_condition(shares: "pd.DataFrame") -> None:
    """The call that lists the statements behind the number with most of them; others are called for alike."""
    most = shares.sort_values("hits", ascending=False, kind="stable").head(1)
    print_text("\nTo list the statements behind a number, here the largest; -o FILE.csv writes the condition of each:")
    print(f'research evidence "{_add_filter(most)["filter"].item()}"')

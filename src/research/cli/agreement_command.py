"""The command that says how far coders agree."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from research.cli.options import DEFAULT_CORPUS, AsJson, Corpus, Force, Seed, code_commands, split_values
from research.cli.terminal import print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

_HEADINGS = {
    "frames": "Each frame, over all coders: Krippendorff's alpha (nominal) with its 95 % interval over documents",
    "pairs": "Every two coders: positive agreement (F1), Cohen's kappa, Gwet's AC1, with 95 % intervals over documents",
    "units": "Finding what is to be coded, and coding it",
    "drift": "Alpha in blocks of documents",
    "trend": "Change in the share of statements coded apart, from the first document to the last",
}
_COLUMNS = {
    "frames": ("frame", "statements", "documents", "prevalence", "percent_agreement", "alpha", "bootstrap", "method"),
    "pairs": (
        *("coder_a", "coder_b", "frame", "statements"),
        *("prevalence_a", "prevalence_b", "positive_agreement", "kappa", "ac1"),
    ),
    "units": ("step", "frame", "measure", "value", "statements", "documents", "method"),
    "trend": ("frame", "statements", "disagreements", "change", "p", "order", "method"),
}
_WITH_ENDS = ("alpha", "value", "change", "positive_agreement", "kappa", "ac1")


@code_commands.command("agreement")
def show_agreement(
    coders: Annotated[str, typer.Option(help="Coders, such as coder_a,coder_b; all of corpus/coding if none.")] = "",
    corpus: Corpus = DEFAULT_CORPUS,
    seed: Seed = 2026,
    as_json: AsJson = False,
    disagreements: Annotated[
        Path | None, typer.Option("--disagreements", "-o", help="Write the disagreements to this .csv.")
    ] = None,
    force: Force = False,
    full: Annotated[bool, typer.Option("--list", help="Print the disagreements too.")] = False,
) -> None:
    """Measure how far coders agree: on each frame, on what is coded at all, over time, and where they disagree."""
    from research import coding
    from research.codebook import read_codebook
    from research.report import count_noun

    codebook = read_codebook(corpus / "codebook.toml")
    codings = coding.read_codings(corpus / "coding", codebook=codebook)
    names = split_values(coders) or sorted(set(codings["coder"]))
    with show_progress("measuring agreement"):
        tables = _measure(codings, [frame.code for frame in codebook.frames], names, corpus / "coding", seed)
    parted = tables.pop("disagreements")
    alike = coding.find_identical_coders(codings[codings["coder"].isin(names)])
    statements = len(parted[["document", "sentence"]].drop_duplicates())
    if disagreements:
        _write(parted, disagreements, corpus / "coding", force=force)
    if as_json:
        found: dict[str, object] = {"coders": names, "caution": codebook.coders, "warnings": alike}
        counts = {"disagreements": len(parted), "statements_apart": statements}
        print_json(found | tables | counts | ({"list": parted} if full else {}))
        return
    print(f"Coders: {', '.join(names)}. Of those who coded the corpus as it came, the codebook says: {codebook.coders}")
    for line in alike:
        print(f"warning: {line}")
    for name, table in tables.items():
        print(f"\n{_HEADINGS[name]}\n{_lay_out(name, table)}")
    said = f"{count_noun(len(parted), 'disagreement')} on {count_noun(statements, 'statement')}"
    print(f"\n{said}{f': {disagreements}' if disagreements else ''}")
    if full and len(parted):
        print(parted.to_string(index=False))


def _write(parted: "pd.DataFrame", file: Path, folder: Path, *, force: bool) -> None:
    from research.tables import Fault, InputError, refuse_replacing, write_table

    if file.resolve().parent == folder.resolve():
        remedy = "write it elsewhere: a .csv in this folder is read as a coder's"
        raise InputError([Fault("--disagreements", "folder", file.as_posix(), "a folder without codings", remedy)])
    refuse_replacing(file, columns=list(parted.columns), inputs=[folder.parent / "codebook.toml"], force=force)
    write_table(parted, file)


def _measure(
    codings: "pd.DataFrame", frames: list[str], coders: list[str], folder: Path, seed: int
) -> dict[str, "pd.DataFrame"]:
    from research import coding

    who: dict[str, Any] = {"frames": frames, "coders": coders}
    dates = coding.read_coding_dates(folder)
    return {
        "frames": coding.measure_agreement(codings, **who, seed=seed),
        "pairs": coding.measure_pairwise_agreement(codings, **who, seed=seed),
        "units": coding.measure_unitizing(codings, **who, reported=coding.read_reported(folder)),
        "drift": coding.measure_drift(codings, **who, dates=dates),
        "trend": coding.measure_trend(codings, **who, dates=dates, seed=seed),
        "disagreements": coding.list_disagreements(codings, **who),
    }


def _lay_out(name: str, table: "pd.DataFrame") -> str:
    """Put a table in words: an interval beside its estimate, blocks side by side, what is the same said once."""
    shown = table.copy()
    for column in _WITH_ENDS:
        ends = ("low", "high") if column in ("alpha", "value", "change") else (f"{column}_low", f"{column}_high")
        if column in shown and set(ends) <= set(shown):
            shown[column] = [_join(*row) for row in shown[[column, *ends]].itertuples(index=False)]
    if name == "frames":
        drawn = shown[["bootstrap_low", "bootstrap_high"]].itertuples(index=False)
        shown["bootstrap"] = [f"[{low:.3f}, {high:.3f}]" if low == low else "" for low, high in drawn]
    if name == "drift" and set(table["order"]) == {"date of coding"} and table["first"].min() == table["last"].max():
        return f"All was coded on {table['first'].iloc[0]}: no order in time is known."
    if name == "drift":
        order = f"In the {table['order'].iloc[0]}. " if len(table) else ""
        spans = table.drop_duplicates("block")[["block", "first", "last", "documents"]].itertuples(index=False)
        lines = [f"{block}: {first} to {last} ({number} documents)" for block, first, last, number in spans]
        wide = shown.pivot(index="frame", columns="block", values="alpha").reindex(table["frame"].unique())
        return "\n".join([order.strip(), *lines, wide.rename_axis(None).rename_axis(None, axis=1).to_string()])
    kept = list(_COLUMNS[name])
    said = [column for column in ("order", "method") if column in kept and len(set(shown[column])) == 1]
    lines = [f"In the {shown['order'].iloc[0]}." for column in said if column == "order"]
    lines += [f"Intervals: {shown['method'].iloc[0]}." for column in said if column == "method"]
    rest = [column for column in kept if column not in said]
    return "\n".join([*lines, shown[rest].to_string(index=False, float_format="%.3f", na_rep="")])


def _join(value: float, low: float, high: float) -> str:
    """One cell: 0.879 [0.805, 0.926]; the number alone where there is no interval."""
    if value != value:
        return "-"
    return f"{value:.3f} [{low:.3f}, {high:.3f}]" if low == low else f"{value:.3f}"

"""The command that says how far coders agree."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from research.cli.options import DEFAULT_CORPUS, AsJson, Corpus, Force, Seed, code_commands, split_values
from research.cli.terminal import print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.codebook import Codebook

_HEADINGS = {
    "frames": "Each frame, over all coders: Krippendorff's alpha (nominal) with its 95 % interval over documents",
    "pairs": "Every two coders: alpha and positive agreement (F1) with 95 % intervals over documents, Cohen's kappa, "
    "Gwet's AC1",
    "units": "Finding what is to be coded, and coding it",
    "drift": "Alpha in blocks of documents",
    "trend": "Change in the share of statements coded apart, from the first document to the last",
}
_COLUMNS = {
    "frames": ("frame", "statements", "documents", "prevalence", "percent_agreement", "alpha", "bootstrap", "method"),
    "pairs": (
        *("coder_a", "coder_b", "frame", "statements", "alpha", "positive_agreement", "kappa", "ac1"),
        *("prevalence_a", "prevalence_b"),
    ),
    "units": ("step", "frame", "measure", "value", "statements", "documents", "method"),
    "trend": ("frame", "statements", "disagreements", "change", "p", "order", "method"),
}
_WITH_ENDS = ("alpha", "value", "change", "positive_agreement")


@code_commands.command("agreement")
def show_agreement(
    coders: Annotated[
        str, typer.Option(help="Coders and runs, such as siti,llama; if none, the coders that the codebook lists.")
    ] = "",
    corpus: Corpus = DEFAULT_CORPUS,
    seed: Seed = 2026,
    as_json: AsJson = False,
    disagreements: Annotated[
        Path | None, typer.Option("--disagreements", "-o", help="Write the disagreements to this .csv.")
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(help="Draw alpha of every two coders: FILE.svg, with FILE.png and FILE.csv beside it."),
    ] = None,
    force: Force = False,
    full: Annotated[bool, typer.Option("--list", help="Print the disagreements too.")] = False,
) -> None:
    """Measure how far coders agree: on each frame, on what is coded at all, over time, and where they disagree.

    Runs of programs (research code run) are compared where --coders names them, or fewer than two coders are listed.
    Every two say what they compare: two listed coders, a listed coder and a run, repeated runs, two prompts, two
    models, two models and prompts, two programs or settings.
    """
    from research import coding
    from research.codebook import read_codebook
    from research.tables import write_table

    folder = corpus / "coding"
    codebook = read_codebook(corpus / "codebook.toml")
    codings = coding.read_codings(folder, codebook=codebook)
    runs = coding.read_runs(folder)
    names = split_values(coders) or _choose_coders(sorted(set(codings["coder"])), runs)
    kept = coding.leave_out_shots(codings, folder)
    with show_progress("measuring agreement"):
        tables = _measure(kept, [frame.code for frame in codebook.frames], names, folder, seed)
    parted = tables.pop("disagreements")
    if disagreements:
        _check_output(disagreements, parted, "--disagreements", folder, force=force)
    if figure:
        _draw(tables["pairs"], figure, codebook, folder, force=force)
    if disagreements:
        write_table(parted, disagreements)
    found = _find_who(codings, kept, names, runs) | {"caution": codebook.coders}
    counts = {
        "disagreements": len(parted),
        "statements_apart": len(parted[["document", "sentence"]].drop_duplicates()),
    }
    if as_json:
        print_json(found | tables | counts | ({"list": parted} if full else {}))
        return
    print("\n".join(_describe_coders(found)))
    for name, table in tables.items():
        print(f"\n{_HEADINGS[name]}\n{_lay_out(name, table)}")
    print(f"\n{_count_disagreements(counts)}{f': {disagreements}' if disagreements else ''}")
    if figure:
        print(f"{figure}: alpha of every two coders")
    if full and len(parted):
        print(parted.to_string(index=False))


def _choose_coders(names: list[str], runs: "pd.DataFrame") -> list[str]:
    """The coders that the codebook lists, without runs of programs; all, where fewer than two are listed."""
    listed = [name for name in names if name not in set(runs["coder"])]
    return listed if len(listed) > 1 else names


def _find_who(
    codings: "pd.DataFrame", kept: "pd.DataFrame", names: list[str], runs: "pd.DataFrame"
) -> dict[str, object]:
    """Who is compared, who is a run of a program, who is not compared, and what to beware of."""
    from research.coding import find_identical_coders

    return {
        "coders": names,
        "runs": [name for name in names if name in set(runs["coder"])],
        "not_measured": sorted(set(codings["coder"]) - set(names)),
        "examples_left_out": _count_statements(codings, names) - _count_statements(kept, names),
        "warnings": find_identical_coders(kept[kept["coder"].isin(names)]),
    }


def _count_disagreements(counts: dict[str, int]) -> str:
    from research.report import count_noun

    disagreements = count_noun(counts["disagreements"], "disagreement")
    return f"{disagreements} on {count_noun(counts['statements_apart'], 'statement')}"


def _count_statements(codings: "pd.DataFrame", names: list[str]) -> int:
    """Count the statements of each of these coders, all together."""
    mine = codings[codings["coder"].isin(names)]
    return len(mine[["coder", "document", "sentence"]].drop_duplicates())


def _describe_coders(found: dict[str, Any]) -> list[str]:
    """Put what _find_who found in words."""
    from research.report import count_noun

    runs, left = found["runs"], found["not_measured"]
    said = f"Coders: {', '.join(found['coders'])}."
    said += f" Runs of programs among them: {', '.join(runs)}." if runs else ""
    lines = [f"{said} Of those who coded the corpus as it came, the codebook says: {found['caution']}"]
    if left:
        lines.append(f"Not compared, as --coders does not name them: {', '.join(left)}.")
    if shown := found["examples_left_out"]:
        lines.append(f"Left out: {count_noun(shown, 'statement')} that a run's own prompt showed as coded examples.")
    return lines + [f"warning: {line}" for line in found["warnings"]]


def _check_output(file: Path, table: "pd.DataFrame", option: str, folder: Path, *, force: bool) -> None:
    """Refuse a file among the codings, and one that somebody else wrote."""
    from research.tables import Fault, InputError, refuse_replacing

    if file.resolve().parent == folder.resolve():
        remedy = "write it elsewhere: a .csv in this folder is read as a coder's"
        raise InputError([Fault(option, "folder", file.as_posix(), "a folder without codings", remedy)])
    refuse_replacing(file, columns=list(table.columns), inputs=[folder.parent / "codebook.toml"], force=force)


def _draw(pairs: "pd.DataFrame", file: Path, codebook: "Codebook", folder: Path, *, force: bool) -> None:
    """Write the figure of alpha and the table that it is drawn from."""
    from research.codebook import list_labels
    from research.report import plot_agreement, save_figure
    from research.tables import Fault, InputError, refuse_replacing

    if file.suffix != ".svg":
        remedy = "name it FILE.svg: FILE.png and FILE.csv are written beside it"
        raise InputError([Fault("--figure", "file", file.as_posix(), "a name that ends in .svg", remedy)])
    table = file.with_suffix(".csv")
    _check_output(table, pairs, "--figure", folder, force=force)
    for picture in (file, file.with_suffix(".png")):
        # Beside a table of this kind they are those of an earlier call.
        refuse_replacing(picture, force=force or table.exists())
    caption = f"{codebook.sample} {codebook.coders}"
    figure = plot_agreement(pairs, labels=list_labels(codebook).frames, caption=caption)
    save_figure(figure, pairs, file.with_suffix(""))


def _measure(
    codings: "pd.DataFrame", frames: list[str], coders: list[str], folder: Path, seed: int
) -> dict[str, "pd.DataFrame"]:
    from research import coding

    who: dict[str, Any] = {"frames": frames, "coders": coders}
    dates = coding.read_coding_dates(folder)
    return {
        "frames": coding.measure_agreement(codings, **who, seed=seed),
        "pairs": coding.measure_pairwise_agreement(codings, **who, runs=coding.read_runs(folder), seed=seed),
        "units": coding.measure_unitizing(codings, **who, reported=coding.read_reported(folder)),
        "drift": coding.measure_drift(codings, **who, dates=dates),
        "trend": coding.measure_trend(codings, **who, dates=dates, seed=seed),
        "disagreements": coding.list_disagreements(codings, **who),
    }


def _lay_out(name: str, table: "pd.DataFrame") -> str:
    """Put a table in words: an interval beside its estimate, blocks side by side, what is the same said once."""
    if name == "pairs":
        return "\n".join(_lay_out_pairs(table))
    shown = _join_ends(table)
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


def _lay_out_pairs(table: "pd.DataFrame") -> Iterator[str]:
    """Print the pairs under what they compare."""
    from research.tables import COMPARISONS

    shown = _join_ends(table)
    # Why there is no alpha.
    shown["alpha"] = shown["alpha"].where(table["alpha"].notna(), table["method"])
    for compared in COMPARISONS:
        part = shown.loc[table["compared"] == compared, list(_COLUMNS["pairs"])]
        if len(part):
            yield f"{compared[0].upper()}{compared[1:]}"
            yield part.to_string(index=False, float_format="%.3f", na_rep="")


def _join_ends(table: "pd.DataFrame") -> "pd.DataFrame":
    """Put intervals beside their estimates, in one column."""
    shown = table.copy()
    for column in _WITH_ENDS:
        ends = ("low", "high") if column in ("alpha", "value", "change") else (f"{column}_low", f"{column}_high")
        if column in shown and set(ends) <= set(shown):
            shown[column] = [_join(*row) for row in shown[[column, *ends]].itertuples(index=False)]
    return shown


def _join(value: float, low: float, high: float) -> str:
    """One cell: 0.879 [0.805, 0.926]; the number alone where there is no interval."""
    if value != value:
        return "-"
    return f"{value:.3f} [{low:.3f}, {high:.3f}]" if low == low else f"{value:.3f}"

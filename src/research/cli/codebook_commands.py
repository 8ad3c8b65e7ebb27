"""Commands on the codebook."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.options import DEFAULT_CORPUS, Corpus, Force, codebook_commands

if TYPE_CHECKING:
    import pandas as pd

    from research.codebook import Codebook


@codebook_commands.command()
def check(corpus: Corpus = DEFAULT_CORPUS) -> None:
    """Code every example by cue; exit code 1 if one is missed and not marked so, or marked and not missed."""
    from research.codebook import read_codebook, read_themes

    codebook = read_codebook(corpus / "codebook.toml")
    unsound = _check_examples(codebook, "frame")
    themes = corpus / "themes.toml"
    unsound += _check_examples(read_themes(themes, codebook), "theme") if themes.is_file() else []
    unsound += _check_drawn(corpus)
    print(f"{len(unsound)} fault{'' if len(unsound) == 1 else 's'}" if unsound else "sound")
    for line in unsound:
        print(line, file=sys.stderr)
    if unsound:
        sys.exit(1)


def _check_examples(codebook: "Codebook", kind: str) -> list[str]:
    """Code the examples, print their counts, and return a line for each that is not coded as it says."""
    from research.codebook import list_cue_overlaps
    from research.frames import code_examples, count_examples

    coded = code_examples(codebook)
    marked = coded.groupby("frame")["cue_misses"].sum()
    counts = count_examples(coded)
    counts["marked"] = counts["frame"].map(marked).fillna(marked.sum()).astype("int64")
    print(counts.rename(columns={"frame": kind}).to_string(index=False, float_format="%.3f"))
    _print_wrong(coded)
    for row in list_cue_overlaps(codebook).itertuples():
        cues = f"{row.frame}, {row.cue} and {row.other_frame}, {row.other_cue}"
        print(f"shared and excused: {cues}: {row.words}: {row.reason}")
    missed = coded.loc[~coded["sound"], _MISS].itertuples(index=False, name=None)
    return [f"{kind} {_describe_miss(*row)}" for row in missed]


def _print_wrong(coded: "pd.DataFrame") -> None:
    """Print the examples that the cue coder codes otherwise than the codebook, one line each, with the error."""
    wrong = coded["coded"].ne(coded["present"])
    listed = coded[["frame", "rule", "example"]].copy()
    listed["cue"] = coded["present"].map({True: "missed", False: "false alarm"}).where(wrong, "")
    listed["text"] = coded["text"].str.slice(0, 80).str.ljust(80)
    if wrong.any():
        print("examples coded otherwise than the codebook says:")
        print(listed[wrong].to_string(index=False, justify="left"))


_MISS = ["frame", "example", "text", "present", "coded", "cue"]


def _describe_miss(frame: str, example: int, text: str, present: bool, coded: bool, cue: str) -> str:
    at = f"{frame}, example {example}: {text!r}"
    if present == coded:
        return f"{at}: cue_misses = true, but the cue coder is right; remove the mark"
    fired = f"cue {cue} fires" if coded else "no cue fires"
    return f"{at}: present = {str(present).lower()}, but {fired}; mend the cue, or mark it cue_misses = true"


def _check_drawn(corpus: Path) -> list[str]:
    """The examples that say they were drawn from the corpus and do not stand there so, one line each."""
    from research.codebook import read_codebook
    from research.frames import check_example_sources
    from research.study import open_study

    codebook = read_codebook(corpus / "codebook.toml")
    drawn = [example.document for frame in codebook.frames for example in frame.examples if example.document]
    if not drawn:
        return []
    here = {path.stem for path in (corpus / "documents").glob("*.md")}
    if not (corpus / "coding" / "gold.csv").is_file() and here.isdisjoint(drawn):
        print(
            f"not checked: {len(drawn)} examples drawn from documents of another corpus; nobody has coded this one yet"
        )
        return []
    known = open_study(corpus)
    return [str(fault) for fault in check_example_sources(codebook, known.statements, known.codings)]


@codebook_commands.command()
def render(corpus: Corpus = DEFAULT_CORPUS) -> None:
    """Write CODEBOOK.md and codebook.html, the pages for coders, from codebook.toml."""
    from research.codebook import read_codebook, render_html, render_markdown
    from research.tables import write_files

    codebook = read_codebook(corpus / "codebook.toml")
    pages = {corpus / "CODEBOOK.md": render_markdown(codebook), corpus / "codebook.html": render_html(codebook)}
    write_files({path: page.encode("utf-8") for path, page in pages.items()}, corpus)
    print(*pages, sep="\n")


@codebook_commands.command(name="export")
def export_(
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write, such as codebook.qdc.")],
    force: Force = False,
    corpus: Corpus = DEFAULT_CORPUS,
) -> None:
    """Write the codebook as REFI-QDA (.qdc), which programs for qualitative analysis read."""
    from research.codebook import export_codebook, read_codebook
    from research.tables import refuse_replacing, replace_file

    source = corpus / "codebook.toml"
    content = export_codebook(read_codebook(source))
    refuse_replacing(output, content, inputs=[source], force=force)
    replace_file(output, content)
    print(output)


@codebook_commands.command(name="import")
def import_(
    source: Annotated[Path, typer.Argument(help="A REFI-QDA codebook (.qdc) or project (.qdpx).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="codebook.toml to write; it must not be there yet.")],
) -> None:
    """Write a codebook.toml from REFI-QDA (.qdc, .qdpx), and say what a person must still fill in."""
    from research.codebook import import_codebook, read_codebook
    from research.tables import Fault, InputError, replace_file

    if output.exists():
        found = "a file that is there already"
        raise InputError([Fault(output.as_posix(), "--output", found, "a new file", "name another, or move it away")])
    imported = import_codebook(source)
    replace_file(output, imported.toml.encode("utf-8"))
    print(output)
    for note in imported.notes:
        print(f"note: {note}")
    try:
        codebook = read_codebook(output)
    except InputError as error:
        print("It is no codebook yet: fill in the fields below, then read it with research codebook check.")
        for fault in error.faults:
            print(fault)
    else:
        print(f"complete: {len(codebook.frames)} frames and subcodes")

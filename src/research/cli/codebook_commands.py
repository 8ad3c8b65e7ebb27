"""Commands on the codebook."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.options import DEFAULT_CORPUS, AsJson, Corpus, Force, codebook_commands
from research.cli.terminal import open_corpus, print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.codebook import Codebook


@dataclass(frozen=True, eq=False)
class _Examples:
    """How the cue coder codes the examples of a codebook, and a line for each that is not as its book says."""

    kind: str
    counts: "pd.DataFrame"
    wrong: "pd.DataFrame"
    excused: list[str]
    unsound: list[str]


@codebook_commands.command()
def check(corpus: Corpus = DEFAULT_CORPUS, as_json: AsJson = False) -> None:
    """Code every example by cue; exit code 1 if one is missed and not marked so, or marked and not missed."""
    from research.codebook import read_codebook, read_themes

    codebook = read_codebook(corpus / "codebook.toml")
    themes = corpus / "themes.toml"
    with show_progress("coding the examples"):
        books = {"frame": codebook} | ({"theme": read_themes(themes, codebook)} if themes.is_file() else {})
        checked = [_check_examples(rules, kind) for kind, rules in books.items()]
    drawn, note = _check_drawn(corpus)
    unsound = [line for each in checked for line in each.unsound] + drawn
    if as_json:
        tables = {f"{each.kind}s": each.counts for each in checked}
        wrong = {f"wrong_{each.kind}s": each.wrong for each in checked}
        excused = [line for each in checked for line in each.excused]
        notes = [note] if note else []
        print_json({"sound": not unsound, "faults": unsound, **tables, **wrong, "excused": excused, "notes": notes})
    else:
        for each in checked:
            _print_examples(each)
        for line in [note] if note else []:
            print(line)
        print(f"{len(unsound)} fault{'' if len(unsound) == 1 else 's'}" if unsound else "sound")
    for line in unsound:
        print(line, file=sys.stderr)
    if unsound:
        sys.exit(1)


def _check_examples(codebook: "Codebook", kind: str) -> _Examples:
    """Code the examples by cue, count them, and compare each with what the codebook says of it."""
    from research.codebook import list_cue_overlaps
    from research.frames import code_examples, count_examples

    coded = code_examples(codebook)
    marked = coded.groupby("frame")["cue_misses"].sum()
    counts = count_examples(coded)
    counts["marked"] = counts["frame"].map(marked).fillna(marked.sum()).astype("int64")
    wrong = coded.loc[coded["coded"].ne(coded["present"]), ["frame", "rule", "example", "text", "present"]]
    errors = wrong["present"].map({True: "missed", False: "false alarm"})
    excused = [
        f"{row.frame}, {row.cue} and {row.other_frame}, {row.other_cue}: {row.words}: {row.reason}"
        for row in list_cue_overlaps(codebook).itertuples()
    ]
    missed = coded.loc[~coded["sound"], _MISS].itertuples(index=False, name=None)
    unsound = [f"{kind} {_describe_miss(*row)}" for row in missed]
    return _Examples(kind, counts, wrong.drop(columns="present").assign(cue=errors), excused, unsound)


def _print_examples(examples: _Examples) -> None:
    """Print the counts, and the examples that the cue coder codes otherwise than the codebook, one line each."""
    counts = examples.counts.rename(columns={"frame": examples.kind})
    print(counts.to_string(index=False, float_format="%.3f"))
    if len(examples.wrong):
        print("examples coded otherwise than the codebook says:")
        listed = examples.wrong[["frame", "rule", "example", "cue"]].copy()
        listed["text"] = examples.wrong["text"].str.slice(0, 80).str.ljust(80)
        print(listed.to_string(index=False, justify="left"))
    for line in examples.excused:
        print(f"shared and excused: {line}")


_MISS = ["frame", "example", "text", "present", "coded", "cue"]


def _describe_miss(frame: str, example: int, text: str, present: bool, coded: bool, cue: str) -> str:
    at = f"{frame}, example {example}: {text!r}"
    if present == coded:
        return f"{at}: cue_misses = true, but the cue coder is right; remove the mark"
    fired = f"cue {cue} fires" if coded else "no cue fires"
    return f"{at}: present = {str(present).lower()}, but {fired}; mend the cue, or mark it cue_misses = true"


def _check_drawn(corpus: Path) -> tuple[list[str], str]:
    """The examples said to be drawn from the corpus that do not stand there so; and why none were looked at."""
    from research.codebook import read_codebook
    from research.corpus import list_document_names
    from research.frames import check_example_sources

    codebook = read_codebook(corpus / "codebook.toml")
    drawn = [example.document for frame in codebook.frames for example in frame.examples if example.document]
    if not drawn:
        return [], ""
    if not (corpus / "coding" / "gold.csv").is_file() and set(drawn).isdisjoint(list_document_names(corpus)):
        why = "drawn from documents of another corpus; nobody has coded this one yet"
        return [], f"not checked: {len(drawn)} examples {why}"
    known = open_corpus(corpus)
    return [str(fault) for fault in check_example_sources(codebook, known.statements, known.codings)], ""


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

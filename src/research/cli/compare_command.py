"""The command of the main question: the share of each frame in each group, and whether the groups differ."""

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.comparison_tables import Comparison, gather_comparison, print_comparison, write_comparison
from research.cli.correction_command import name_files, print_shown, print_uncoded
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
    split_values,
)
from research.cli.terminal import open_corpus, print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.compare import CodedSheet, Contrasts
    from research.study import Study

# Columns of the rows that name a statement or what is seen in it, and no group; samples are each measured apart.
_NO_GROUPS = ("document", "sentence", "frame", "present", "reported", "rule", "family", "sample", "coder")
_BASES = ("statements", "documents")
GOLD = "gold"


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
    coder: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE",
            help="Whose frames: gold, a coder of corpus/coding, cue, or a file of research frames.",
        ),
    ] = GOLD,
    corrected_by: Annotated[
        Path | None,
        typer.Option(metavar="KEY", help="Correct the coder by the sheet with this key, which a person coded."),
    ] = None,
    people: Annotated[
        str, typer.Option(metavar="NAME", help="Who coded that sheet; if none, the one person who coded all of it.")
    ] = "",
    corpus: Corpus = DEFAULT_CORPUS,
    sample: Sample = "",
    seed: Seed = 2026,
    output: OutputInstead = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Compare groups: the share of each frame in each, and whether declared contrasts differ.

    With -o the shares are written, and the contrasts beside them to NAME.contrasts.csv, each row with the condition
    that finds its statements: research evidence NAME.csv:1 lists them. The frames of a coder (--coder) give the coder's
    numbers, not the officials'; corrected by a sheet they give estimates of what gold would say, and nothing is tested.
    """
    _check_coder(coder, corrected_by, people, base)
    whole = open_corpus(corpus, sample=sample) if coder == GOLD else _open_by_coder(corpus, coder)
    known = whole.restrict(sample=sample) if sample and coder != GOLD else whole
    frames = [code for part in frame or () for code in split_values(part)]
    _check_call(known, by, frames, base)
    if corrected_by:
        sheet = _read_sheet(whole, known, corrected_by, people)
        with name_files(corrected_by, coder):
            found = _correct(known, by, frames, sheet=sheet, seed=seed)
    else:
        found = _measure(known, by, frames, base=base, seed=seed)
    if output:
        write_comparison(found, output, corpus=corpus, force=force)
        print_uncoded(known)
    if as_json:
        print_json(gather_comparison(found, known))
    elif not output:
        print_comparison(found, known, by)


def _check_coder(coder: str, corrected_by: Path | None, people: str, base: str) -> None:
    """Refuse options that have nothing to work on."""
    from research.tables import Fault, InputError

    where, faults = "research compare", []
    if corrected_by and coder == GOLD:
        expected = "a coder whose errors the sheet shows"
        faults.append(Fault(where, "--coder", GOLD, expected, "name one: --coder; or leave --corrected-by out"))
    if corrected_by and base != "statements":
        faults.append(Fault(where, "--base", base, "statements, where shares are corrected", "leave --base out"))
    if people and not corrected_by:
        faults.append(Fault(where, "--people", repr(people), "--corrected-by too", "name the key of the sheet"))
    if faults:
        raise InputError(faults)


def _open_by_coder(corpus: Path, coder: str) -> "Study":
    with show_progress("reading the corpus"):
        from research.study import open_by_coder

        return open_by_coder(corpus, coder)


def _read_sheet(whole: "Study", known: "Study", key: Path, people: str) -> "CodedSheet":
    """The sheet, which may be drawn from more than is compared, with the statements of officials that are."""
    from research.study import check_correction, open_coded_sheet
    from research.tables import Fault, InputError

    sheet = open_coded_sheet(whole.folder, key, whole.statements, people=people)
    check_correction(whole, sheet, key)
    sheet = sheet.restrict(known.rows)
    if sheet.drawn.empty:
        found, remedy = "no statement of an official in this sample", "take a sheet that was drawn from it"
        raise InputError([Fault(key.as_posix(), "statements", found, "one or more", remedy)])
    print_shown(whole, sheet)
    return sheet


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


def _measure(known: "Study", by: str, frames: Sequence[str], *, base: str, seed: int) -> Comparison:
    """Shares of the frames asked for; tests are of the frames that the study compares, whichever are asked for."""
    import pandas as pd

    from research.compare import find_factor, list_factors, measure_sample_shares, test_factors
    from research.tables import list_columns

    rows = _choose_rows(known, frames)
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
    return Comparison(shares, omnibus.reset_index(drop=True), contrasts.reset_index(drop=True))


def _correct(known: "Study", by: str, frames: Sequence[str], *, sheet: "CodedSheet", seed: int) -> Comparison:
    """Shares and declared contrasts of a coder's frames, corrected by the sheet; nothing is tested."""
    import pandas as pd

    from research.compare import correct_contrasts, measure_sample_shares
    from research.tables import list_columns

    with show_progress(f"shares by {by}, corrected"):
        shares = measure_sample_shares(_choose_rows(known, frames), by=by, seed=seed, corrected_by=sheet)
    omnibus, contrasts = (pd.DataFrame(columns=list_columns(name)) for name in ("omnibus", "contrasts"))
    chosen = _choose_contrasts(known, by, frames)
    if chosen.declared and chosen.frames:
        with show_progress(f"contrasts of {by}, corrected"):
            found = correct_contrasts(known.frame_rows, chosen, corrected_by=sheet, seed=seed)
        contrasts = found[found["column"] == by].reset_index(drop=True)
    return Comparison(shares, omnibus, contrasts)


def _measure_contrasts(
    known: "Study", by: str, frames: Sequence[str], *, omnibus: "pd.DataFrame", seed: int
) -> "pd.DataFrame":
    """The contrasts of a column as measure_contrasts gives them among those of all columns."""
    from research.compare import NO_GROUP, find_factor, measure_contrasts

    # q counts the contrasts of this factor in one frame, and the tests of all factors, which the table omnibus has.
    chosen = _choose_contrasts(known, by, frames)
    if not chosen.frames:
        return omnibus.iloc[:0]
    # Without groups, the pairs of other factors are not measured: they may be many.
    others = dict.fromkeys(sorted(set(omnibus["factor"]) - {find_factor(by), by}), NO_GROUP)
    rows = known.frame_rows.assign(**others)
    contrasts = measure_contrasts(rows, chosen, omnibus, seed=seed)
    return contrasts[contrasts["column"] == by]


def _choose_rows(known: "Study", frames: Sequence[str]) -> "pd.DataFrame":
    """The rows of the frames asked for; those of subcodes are made only where they are."""
    rows = known.frame_rows if set(frames) <= set(known.labels.frames) else known.rows
    return rows[rows["frame"].isin(frames)] if frames else rows


def _choose_contrasts(known: "Study", by: str, frames: Sequence[str]) -> "Contrasts":
    """The declared contrasts of a column's factor, in the frames asked for."""
    from research.compare import Contrasts, find_factor

    declared = [contrast for contrast in known.contrasts.declared if find_factor(contrast.column) == find_factor(by)]
    asked = [code for code in known.contrasts.frames or known.labels.frames if not frames or code in frames]
    return Contrasts(tuple(declared), tuple(asked))

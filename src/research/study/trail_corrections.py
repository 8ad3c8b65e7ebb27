"""The shares of programs as coded sheets correct them, and why a sheet corrects none."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from research.coding import RunRecord
from research.compare import CodedSheet, correct_shares
from research.study.coder_studies import open_by_coder
from research.study.corpus_study import Study
from research.study.drawn_sheets import check_correction, count_shown, open_coded_sheet
from research.tables import InputError, make_table

_UNIT = ["document", "sentence"]
_GOLD = "gold"
_NOT_DRAWN = {
    "whole documents": "whole documents, which were chosen and not drawn: it corrects no share",
    "disagreements": "what two coders coded apart, which was not drawn: it corrects no share",
}


@dataclass(frozen=True)
class Corrections:
    """The corrected shares of all programs.

    Attributes
    ----------
    table : DataFrame
        The table trail_corrections.
    notes : dict of str to str
        For a sheet why it corrects no share, or what to know of those that it corrects.
    """

    table: pd.DataFrame
    notes: Mapping[str, str]


def correct_runs(
    folder: Path, runs: Mapping[str, RunRecord], *, sheets: pd.DataFrame, codings: pd.DataFrame
) -> Corrections:
    """Correct the shares of each program by each sheet that was drawn and that people coded whole.

    Parameters
    ----------
    folder : Path
        The corpus folder.
    runs : mapping of str to RunRecord
        The programs with their records.
    sheets : DataFrame
        The table trail_sheets.
    codings : DataFrame
        The table codings.

    Returns
    -------
    Corrections
        The shares of all statements of officials, with the coder's own beside them, and the notes on the sheets. Where
        several people coded a sheet whole, gold's codes are taken where gold.csv has them all, else those of the first
        by name. A program that coded the statements of a key alone is left out: whether it coded a statement depended
        on what was drawn, so that its errors in the sheet say nothing of the others.
    """
    notes = {row["sheet"]: _NOT_DRAWN.get(row["kind"], "") for row in sheets.to_dict("records")}
    drawn = sheets[sheets["kind"].eq("drawn")].to_dict("records")
    studies = {name: open_by_coder(folder, name) for name, run in runs.items() if not run.key} if drawn else {}
    rows = []
    for row in drawn if studies else []:
        name, people = row["sheet"], [coder for coder in row["coders"].split(";") if coder and coder not in runs]
        try:
            sheet, notes[name] = _read_sheet(next(iter(studies.values())), folder / name, people)
        except InputError as error:
            notes[name] = f"it corrects no share: {_describe_fault(error)}"
            continue
        for coder, study in studies.items():
            try:
                check_correction(study, sheet, folder / name)
            except InputError as error:
                note = f"it corrects no share of {coder}: {_describe_fault(error)}"
                notes[name] = "; ".join(filter(None, [notes[name], note]))
                continue
            read = codings.loc[codings["coder"].eq(coder), _UNIT]
            facts = {"coder": coder, "sheet": name, "people": sheet.people}
            rows += [facts | each for each in _correct_run(study, sheet, read)]
    table = make_table(rows, "trail_corrections").sort_values(["coder", "sheet", "frame"], ignore_index=True)
    return Corrections(table, notes)


def _describe_fault(error: InputError) -> str:
    return f"{error.faults[0].found}, expected {error.faults[0].expected}"


def _read_sheet(study: Study, key: Path, people: Sequence[str]) -> tuple[CodedSheet, str]:
    """A sheet by one person or by gold, and a note where several people coded it."""
    several = len(people) > 1
    try:
        sheet = open_coded_sheet(study.folder, key, study.statements)
    except InputError:
        if not several:
            raise
        sheet = open_coded_sheet(study.folder, key, study.statements, people=people[0])
    taken = "what gold.csv has decided is taken" if sheet.people == _GOLD else f"the codes of {sheet.people} are taken"
    return sheet, f"coded whole by {', '.join(people)}; {taken}" if several else ""


def _correct_run(study: Study, sheet: CodedSheet, read: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """The rows of trail_corrections on one program and sheet, without their names; read is what the program coded."""
    sheet = sheet.restrict(study.rows)
    units = pd.MultiIndex.from_frame(study.rows[_UNIT].drop_duplicates())
    uncoded = len(units.difference(pd.MultiIndex.from_frame(read)))
    facts = {"uncoded": uncoded, "shown": count_shown(study, sheet)}
    table = correct_shares(study.rows, sheet.coded, sample=sheet.drawn)
    return [facts | row for row in table.to_dict("records")]

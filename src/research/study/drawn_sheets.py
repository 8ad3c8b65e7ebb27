"""Sheets that sample drew and people coded, as they correct the frames of a coder."""

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd

from research.codebook import read_codebook
from research.coding import (
    WHOLE,
    SamplingDesign,
    check_sheet_current,
    draw_sample,
    list_run_names,
    read_coded,
    read_codings,
    read_key,
)
from research.compare import GOLD, CodedSheet
from research.corpus import read_documents
from research.frames import make_frames
from research.study.coder_frames import find_shown
from research.study.coder_studies import check_known, find_counted
from research.study.corpus_study import Study
from research.tables import Fault, InputError

_UNIT = ["document", "sentence"]
# A part of the statements that may be new, or gone, since a sheet was drawn; what gold decided since counts too.
_MOST_GROWTH = 0.1
# Drawn statements of which the weights say at all from how many they were drawn.
_FEWEST = 5


def draw_coded_sheet(known: Study, run: Study, *, number: int, seed: int = 2026) -> CodedSheet:
    """Draw a sheet from statements that are all in gold, as if no others were coded, to try a correction.

    Parameters
    ----------
    known : Study
        As open_study reads it.
    run : Study
        The same documents by the frames of a coder (open_by_coder), whose predicted frames form strata.
    number, seed : int
        How many statements are drawn, and the seed of the draw.

    Returns
    -------
    CodedSheet
        The statements that coding.draw_sample draws with its usual strata, and gold's codes of them.
    """
    drawn = draw_sample(known.statements, known.documents, run.gold, design=SamplingDesign(number, seed=seed))
    return CodedSheet(drawn, known.gold.merge(drawn[_UNIT], on=_UNIT))


def open_coded_sheet(folder: Path, key: Path, statements: pd.DataFrame, *, people: str = "") -> CodedSheet:
    """Read a sheet that sample drew and a person coded, which shows a coder's errors, or corrects its shares.

    Parameters
    ----------
    folder : Path
        The corpus folder.
    key : Path
        The key of the sheet, with the probability of each statement.
    statements : DataFrame
        The table statements, as read_statements gives it.
    people : str
        Who coded it: a coder of coding/, or gold. Where empty, the one person who coded all of its statements; gold
        where several did and gold has all.

    Returns
    -------
    CodedSheet
        The drawn statements and their codes.

    Raises
    ------
    InputError
        Where the key is damaged or has lost rows, its sentences have changed, a program is named, or nobody or several
        people coded all of it.
    """
    drawn = read_key(key)
    _check_whole(drawn, key)
    check_sheet_current(key, statements)
    codebook = read_codebook(folder / "codebook.toml")
    codings = read_codings(folder / "coding", codebook=codebook)
    has_gold = (folder / "coding" / "gold.csv").is_file()
    if has_gold and people in ("", GOLD):
        codings = pd.concat([codings, read_coded(folder, read_documents(folder), codebook=codebook).codings])
    codings = codings.merge(drawn[_UNIT], on=_UNIT)
    programs = list_run_names(folder / "coding")
    if people in programs:
        remedy = "have a person code the sheet, and name the person"
        raise InputError([Fault(key.as_posix(), "who coded it", f"{people}, a program", "a person", remedy)])
    name = people or _choose_people(codings, len(drawn), key, programs)
    known = sorted({*codings["coder"], *([GOLD] if has_gold else [])})
    remedy = "bring the sheet back: research code import"
    check_known(known, name, where=key.as_posix(), field="who coded it", remedy=remedy)
    sentences = statements.merge(drawn[_UNIT], on=_UNIT)
    return CodedSheet(drawn, make_frames(sentences, codings, codebook, coder=name))


def check_correction(known: Study, sheet: CodedSheet, key: Path) -> None:
    """Refuse to correct a coder by a sheet where the result would be wrong.

    The weights (1 / probability) of a draw add up to about the number of statements that it was drawn from: those of a
    small draw roughly, since a stratum may get no statement, those of hundreds within 2 %. Weighted, a coder that knows
    nothing of the draw coded the same part of the drawn statements as of all.

    Parameters
    ----------
    known : Study
        The whole corpus by the frames of the coder, as open_by_coder opens it.
    sheet : CodedSheet
        As open_coded_sheet reads it.
    key : Path
        The key of the sheet, for the message.

    Raises
    ------
    InputError
        Where the coder coded the sheet itself, the sheet was drawn before the corpus grew or shrank, or what the coder
        coded hangs on what was drawn: then a statement without a code is counted without a frame just where no code of
        the sheet corrects it.
    """
    where = key.as_posix()
    if sheet.people == known.coder:
        found = f"{sheet.people}, whose frames it is to correct"
        remedy = "name another coder, or have another person code the sheet"
        raise InputError([Fault(where, "who coded it", found, "another", remedy)])
    drawn = sheet.drawn[sheet.drawn["stratum"].ne(WHOLE)]
    if len(drawn) < _FEWEST:
        return
    counted = pd.MultiIndex.from_frame(known.statements.loc[find_counted(known.statements), _UNIT])
    _check_population(drawn, len(counted), where)
    _check_coverage(known, drawn, counted)


def count_shown(known: Study, sheet: CodedSheet) -> int:
    """Count the statements of a sheet that the prompt of a program showed with their codes.

    Parameters
    ----------
    known : Study
        By the frames of the coder, as open_by_coder opens it.
    sheet : CodedSheet
        As open_coded_sheet reads it.

    Returns
    -------
    int
        The drawn statements, others with the same words included: the coder may err less there than elsewhere.
    """
    drawn = known.statements.merge(sheet.drawn[_UNIT], on=_UNIT)
    return int(drawn["text"].isin(find_shown(known, known.coder)).sum())


def _check_population(drawn: pd.DataFrame, number: int, where: str) -> None:
    """Refuse a sheet that was drawn from fewer or more statements than are counted in the corpus."""
    weights = 1 / drawn["probability"]
    most = max(number * _allow_error(len(drawn)), 3 * math.sqrt(len(weights) * weights.var()))
    if abs(weights.sum() - number) > most:
        found = f"of a draw from about {weights.sum():,.0f} statements"
        remedy = "draw a sheet from the corpus as it is now; or restore the key, or the corpus that it was drawn from"
        raise InputError([Fault(where, "probabilities", found, f"from the {number:,} of the corpus", remedy)])


def _check_coverage(known: Study, drawn: pd.DataFrame, counted: pd.MultiIndex) -> None:
    """Refuse a coder that coded the drawn statements rather than others."""
    coded, here = pd.MultiIndex.from_frame(known.codings[_UNIT]), pd.MultiIndex.from_frame(drawn[_UNIT])
    part, whole = np.average(here.isin(coded), weights=1 / drawn["probability"]), counted.isin(coded).mean()
    beyond = counted.difference(here)
    if abs(part - whole) > _allow_error(len(drawn)) or (len(beyond) and not beyond.isin(coded).any()):
        found = f"{part:.0%} of the statements that were drawn, {whole:.0%} of all"
        expected = "as many of both, from a coder that knows no draw"
        remedy = "have it code all statements, or name another coder"
        raise InputError([Fault(known.coder, "coded statements", found, expected, remedy)])


def _allow_error(number: int) -> float:
    """How far the weights of a draw of a number of statements may be off, as a part of the whole."""
    return max(_MOST_GROWTH, 2 / math.sqrt(number))


def _check_whole(drawn: pd.DataFrame, key: Path) -> None:
    """Refuse a key that has lost rows, where it says how many statements were drawn."""
    said = re.search(r"--number (\d+)", str(drawn["draw"].iloc[0])) if "draw" in drawn.columns else None
    if said and int(said[1]) != len(drawn):
        expected, remedy = f"the {said[1]} that were drawn", "restore the key as code sample wrote it"
        raise InputError([Fault(key.as_posix(), "rows", str(len(drawn)), expected, remedy)])


def _choose_people(codings: pd.DataFrame, number: int, key: Path, programs: list[str]) -> str:
    """The one person who coded all drawn statements; gold where none or several did, and gold has all."""
    sizes = codings.drop_duplicates(["coder", *_UNIT]).groupby("coder").size()
    whole = [name for name in sizes.index[sizes == number] if name not in programs]
    people = [name for name in whole if name != GOLD]
    if len(people) == 1 or GOLD in whole:
        return str(people[0] if len(people) == 1 else GOLD)
    found = f"coded whole by {', '.join(people)}" if people else "coded whole by nobody"
    remedy = "name one: --people" if people else "have a person code it, and bring it back: research code import"
    raise InputError([Fault(key.as_posix(), "sheet", found, "one person who coded all of it", remedy)])

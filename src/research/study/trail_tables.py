"""What stands between a codebook and its gold: who coded, the programs' runs, decisions, sheets, and all hashes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from research.codebook import read_codebook
from research.coding import (
    RUN_ENDING,
    RUNS,
    list_run_names,
    measure_pairwise_agreement,
    read_coding_dates,
    read_codings,
    read_gold,
    read_key,
    read_run,
    read_runs,
)
from research.tables import glob_files, hash_file, make_table, returns_table

_KEY = ["document", "sentence"]
_FITS, _DIFFERS, _NOT_RECORDED = "yes", "no", "not recorded"


@dataclass(frozen=True)
class Trail:
    """The way from a codebook to gold.

    Attributes
    ----------
    title : str
        The title of the codebook.
    people, runs, agreement, decisions, sheets, files : DataFrame
        The tables trail_people, coder_runs, pair_agreement, trail_decisions, trail_sheets and trail_files.
    shots : dict of str to list of str
        The statements that the prompt of each program showed, as "document sentence".
    """

    title: str
    people: pd.DataFrame
    runs: pd.DataFrame
    agreement: pd.DataFrame
    decisions: pd.DataFrame
    sheets: pd.DataFrame
    files: pd.DataFrame
    shots: dict[str, list[str]]


def read_trail(folder: Path, *, seed: int = 2026) -> Trail:
    """Read the trail of a corpus folder.

    Parameters
    ----------
    folder : Path
        The corpus folder.
    seed : int
        Seed of the bootstrap of the agreement.

    Returns
    -------
    Trail
        Its tables; those of what the folder does not have are empty.

    Raises
    ------
    InputError
        With the faults of the codebook, the codes, the records of runs and the keys of sheets.
    """
    coding, codebook = folder / "coding", read_codebook(folder / "codebook.toml")
    gold = read_gold(coding / "gold.csv", codebook=codebook) if (coding / "gold.csv").is_file() else None
    runs = read_runs(coding)
    coders = [file for file in glob_files(coding, "*.csv") if file.stem != "gold"]
    codings = read_codings(coding, codebook=codebook) if coders else make_table([], "codings")
    names = sorted(set(codings["coder"]))
    agreement = make_table([], "pair_agreement")
    if len(names) > 1:
        codes = [frame.code for frame in codebook.frames]
        agreement = measure_pairwise_agreement(codings, frames=codes, coders=names, runs=runs, seed=seed)
    records = {name: read_run(coding / f"{name}{RUN_ENDING}") for name in runs["coder"]}
    shots = {name: [f"{shot.document} {shot.sentence}" for shot in run.shots] for name, run in records.items()}
    who = {coder.name: coder.who for coder in codebook.coder}
    people = list_people(codings[~codings["coder"].isin(records)], coding, who)
    sheets = list_sheets(coding, codings, gold)
    return Trail(
        codebook.title, people, runs, agreement, count_decisions(gold), sheets, list_trail_files(folder), shots
    )


@returns_table("trail_people")
def list_people(codings: pd.DataFrame, coding: Path, who: dict[str, str]) -> pd.DataFrame:
    """List the people who coded, with the days that their files name."""
    days = read_coding_dates(coding).groupby("coder")["coded"].agg(["min", "max"])
    rows = [
        {
            "coder": name,
            "who": who.get(str(name), ""),
            "statements": len(part[_KEY].drop_duplicates()),
            "documents": part["document"].nunique(),
            "first_day": days["min"].get(name, ""),
            "last_day": days["max"].get(name, ""),
        }
        for name, part in codings.groupby("coder", sort=True)
    ]
    return make_table(rows, "trail_people")


@returns_table("trail_decisions")
def count_decisions(gold: pd.DataFrame | None) -> pd.DataFrame:
    """Count how the codes of gold.csv were decided."""
    if gold is None:
        return make_table([], "trail_decisions")
    counted = gold.groupby("decided", sort=True).agg(statements=("sentence", "size"), documents=("document", "nunique"))
    return make_table(counted.reset_index(), "trail_decisions")


@returns_table("trail_sheets")
def list_sheets(coding: Path, codings: pd.DataFrame, gold: pd.DataFrame | None) -> pd.DataFrame:
    """List the sheets that were drawn, with who coded all of their statements."""
    read = codings[["coder", *_KEY]].drop_duplicates()
    known = make_table([], "gold") if gold is None else gold
    rows = []
    for file in sorted(glob_files(coding / "sheets", "*.key.csv")):
        key = read_key(file)
        units = key[_KEY].drop_duplicates()
        sizes = units.merge(read, on=_KEY).groupby("coder").size()
        row: dict[str, Any] = {"sheet": file.relative_to(coding.parent).as_posix(), "statements": len(units)}
        row |= {"documents": units["document"].nunique()}
        row |= {"lowest_probability": key["probability"].min(), "highest_probability": key["probability"].max()}
        row |= {"coders": ";".join(sizes.index[sizes == len(units)]), "in_gold": len(units.merge(known[_KEY], on=_KEY))}
        rows.append(row)
    return make_table(rows, "trail_sheets")


@returns_table("trail_files")
def list_trail_files(folder: Path) -> pd.DataFrame:
    """List the files of the trail with their hashes, and whether these are still those that the runs record."""
    coding = folder / "coding"
    recorded: dict[Path, str] = {}
    codebook = folder / "codebook.toml"
    for name in list_run_names(coding):
        run = read_run(coding / f"{name}{RUN_ENDING}")
        recorded[coding / f"{name}.csv"] = run.codes_sha256
        recorded[coding / RUNS / f"{name}.prompt.md"] = run.prompt_sha256
        # Of several runs with different codebooks, one that had another than there is now.
        if recorded.get(codebook, hash_file(codebook)) == hash_file(codebook):
            recorded[codebook] = run.codebook_sha256
    kinds = {
        "codebook": [codebook],
        "decisions": [coding / "gold.csv"],
        "documents kept unread": [coding / "frozen.txt"],
        "codes": [file for file in glob_files(coding, "*.csv") if file.stem != "gold"],
        "record of a run": glob_files(coding, f"*{RUN_ENDING}"),
        "prompt": glob_files(coding / RUNS, "*.prompt.md"),
        "key of a sheet": glob_files(coding / "sheets", "*.key.csv"),
    }
    rows = []
    for kind, files in kinds.items():
        for file in sorted(file for file in files if file.is_file()):
            sha256, known = hash_file(file), recorded.get(file, "")
            fits = _NOT_RECORDED if not known else _FITS if known == sha256 else _DIFFERS
            name = file.relative_to(folder).as_posix()
            rows.append({"file": name, "kind": kind, "sha256": sha256, "recorded": known, "fits": fits})
    return make_table(rows, "trail_files")

"""What stands between a codebook and shares: who coded, the programs' runs, decisions, sheets, corrections, hashes."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from research.codebook import read_codebook
from research.coding import (
    RUN_ENDING,
    RUNS,
    RunRecord,
    leave_out_shots,
    list_run_names,
    measure_pairwise_agreement,
    read_coding_dates,
    read_codings,
    read_gold,
    read_key,
    read_run,
    read_runs,
)
from research.study.trail_corrections import correct_runs
from research.tables import glob_files, hash_file, make_table, returns_table

_KEY = ["document", "sentence"]
_FITS, _DIFFERS, _MISSING, _NOT_RECORDED = "yes", "no", "missing", "not recorded"
_WHOLE = "whole document"
_LOCK = "requirements.lock"


@dataclass(frozen=True)
class Trail:
    """The way from a codebook to shares.

    Attributes
    ----------
    title : str
        The title of the codebook.
    package : str
        The version of this package.
    people, agreement, decisions, sheets, corrections, files : DataFrame
        The tables trail_people, pair_agreement, trail_decisions, trail_sheets, trail_corrections and trail_files.
    runs : dict of str to RunRecord
        The record of each program.
    """

    title: str
    package: str
    people: pd.DataFrame
    runs: dict[str, RunRecord]
    agreement: pd.DataFrame
    decisions: pd.DataFrame
    sheets: pd.DataFrame
    corrections: pd.DataFrame
    files: pd.DataFrame


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
    runs = {name: read_run(coding / f"{name}{RUN_ENDING}") for name in list_run_names(coding)}
    coders = [file for file in glob_files(coding, "*.csv") if file.stem != "gold"]
    codings = read_codings(coding, codebook=codebook) if coders else make_table([], "codings")
    names = sorted(set(codings["coder"]))
    agreement = make_table([], "pair_agreement")
    if len(names) > 1:
        codes = [frame.code for frame in codebook.frames]
        # A program is not compared on what its own prompt showed.
        kept = leave_out_shots(codings, coding)
        agreement = measure_pairwise_agreement(kept, frames=codes, coders=names, runs=read_runs(coding), seed=seed)
    who = {coder.name: coder.who for coder in codebook.coder}
    people = list_people(codings[~codings["coder"].isin(runs)], coding, who)
    sheets = list_sheets(coding, codings, gold)
    corrections = correct_runs(folder, runs, sheets=sheets, codings=codings)
    return Trail(
        title=codebook.title,
        package=metadata.version("netralitas"),
        people=people,
        runs=runs,
        agreement=agreement,
        decisions=count_decisions(gold),
        sheets=sheets.assign(note=sheets["sheet"].map(corrections.notes).astype("str")),
        corrections=corrections.table,
        files=list_trail_files(folder, runs),
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
    """List the sheets, with who coded all of their statements."""
    read = codings[["coder", *_KEY]].drop_duplicates()
    known = make_table([], "gold") if gold is None else gold
    rows = []
    for file in sorted(glob_files(coding / "sheets", "*.key.csv")):
        key = read_key(file)
        units = key[_KEY].drop_duplicates()
        sizes = units.merge(read, on=_KEY).groupby("coder").size()
        kind = (
            "disagreements" if "disputed" in key else "whole documents" if key["stratum"].eq(_WHOLE).all() else "drawn"
        )
        row: dict[str, Any] = {"sheet": file.relative_to(coding.parent).as_posix(), "kind": kind}
        row |= {"statements": len(units), "documents": units["document"].nunique()}
        row |= {"lowest_probability": key["probability"].min(), "highest_probability": key["probability"].max()}
        row |= {"draw": key["draw"].iloc[0] if kind == "drawn" and "draw" in key else ""}
        row |= {"coders": ";".join(sizes.index[sizes == len(units)]), "in_gold": len(units.merge(known[_KEY], on=_KEY))}
        rows.append({**row, "sha256": hash_file(file), "note": ""})
    return make_table(rows, "trail_sheets")


@returns_table("trail_files")
def list_trail_files(folder: Path, runs: Mapping[str, RunRecord]) -> pd.DataFrame:
    """List the files that a re-run needs with their hashes, and whether these are those that the runs record."""
    recorded = _list_recorded(folder, runs)
    rows = [{"file": "documents", "kind": "all documents", "sha256": hash_documents(folder)}]
    for kind, files in _list_kinds(folder, runs).items():
        for name, path in sorted(files.items()):
            if path.is_file() or name in recorded:
                rows.append({"file": name, "kind": kind, "sha256": hash_file(path)})
    for row in rows:
        known = recorded.get(row["file"], set())
        # Of several runs with different files, one that had another than there is now.
        other = min(known - {row["sha256"]}, default="")
        row["recorded"] = other or row["sha256"] if known else ""
        row["fits"] = _NOT_RECORDED if not known else _MISSING if not row["sha256"] else _DIFFERS if other else _FITS
    return make_table(rows, "trail_files")


def _list_kinds(folder: Path, runs: Mapping[str, RunRecord]) -> dict[str, dict[str, Path]]:
    """The files of each kind, by their names, those that a record names but are not there included."""
    coding = folder / "coding"
    found = {
        "codebook": [folder / "codebook.toml"],
        "declarations": [*glob_files(folder, "*.csv"), *glob_files(folder, "*.toml")],
        "decisions": [coding / "gold.csv"],
        "documents kept unread": [coding / "frozen.txt"],
        "codes": [*glob_files(coding, "*.csv"), *(coding / f"{name}.csv" for name in runs)],
        "record of a run": glob_files(coding, f"*{RUN_ENDING}"),
        "prompt": [*glob_files(coding / RUNS, "*.prompt.md"), *(coding / RUNS / f"{name}.prompt.md" for name in runs)],
        "key of a sheet": glob_files(coding / "sheets", "*.key.csv"),
    }
    listed: dict[str, dict[str, Path]] = {}
    named = set[Path]()
    # A file is of one kind, the first but for the codebook, which is a declaration too.
    for kind, files in found.items():
        listed[kind] = {file.relative_to(folder).as_posix(): file for file in files if file not in named}
        named |= set(files) if kind in ("codebook", "decisions") else set()
    project = folder.resolve().parent
    listed["key of a sheet"] |= {run.key: folder / run.key for run in runs.values() if run.key}
    listed["file of a command"] = {each.file: project / each.file for run in runs.values() for each in run.files}
    return listed | {"versions of packages": {_LOCK: project / _LOCK}}


def _list_recorded(folder: Path, runs: Mapping[str, RunRecord]) -> dict[str, set[str]]:
    """The hashes that the records of runs have for each file, by its name."""
    recorded = defaultdict[str, set[str]](set)
    for name, run in runs.items():
        recorded["codebook.toml"].add(run.codebook_sha256)
        recorded[f"coding/{name}.csv"].add(run.codes_sha256)
        recorded[f"coding/{RUNS}/{name}.prompt.md"].add(run.prompt_sha256)
        if run.key:
            recorded[run.key].add(run.key_sha256)
        for each in run.files:
            recorded[each.file].add(each.sha256)
    return dict(recorded)


def hash_documents(folder: Path) -> str:
    """Hash all documents of a corpus folder at once.

    Parameters
    ----------
    folder : Path
        The corpus folder.

    Returns
    -------
    str
        The SHA-256 of a line for each file of documents/ and originals/, in the order of their paths as bytes: its
        own SHA-256, two spaces and its path. In a shell: find documents originals -type f | LC_ALL=C sort | xargs
        sha256sum | sha256sum.
    """
    files = (file for name in ("documents", "originals") for file in (folder / name).rglob("*") if file.is_file())
    paths = {file.relative_to(folder).as_posix(): file for file in files}
    lines = [f"{hash_file(paths[name])}  {name}\n" for name in sorted(paths, key=str.encode)]
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()

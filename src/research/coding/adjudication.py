"""Where two coders disagree: a sheet to decide it on, and the decisions into gold.csv."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from research.codebook import NO_FRAME, Codebook
from research.coding.coded_texts import HASH, find_framed_narration, format_numbers, keep_codable
from research.coding.gold import GOLD_COLUMNS, read_gold, read_modes
from research.coding.gold_file import split_gold
from research.coding.sampling import KEY_COLUMNS, UNITS, hash_text
from research.coding.sheet_columns import NO, YES, list_codes, make_sheet
from research.tables import Fault, InputError, check_table

DISAGREEMENT = "disagreement"
_BY = "adjudicated by "
_BY_HAND = "write the rows of these into gold.csv by hand, then take the sheet in again"
_SPEAKS = (
    "decide that there is none, in both coders' files where both saw it; where somebody does speak, write the row of "
    "that sentence into gold.csv with speaker, office and mode, then take the sheet in again"
)


class NoDisagreementError(InputError):
    """Two coders coded alike whatever both of them read."""


@dataclass(frozen=True)
class Decisions:
    """What was decided: by whom, on the disagreements of which two coders.

    rows: document, sentence, frames (joined by ";").
    """

    by: str
    coders: tuple[str, str]
    rows: pd.DataFrame


@dataclass(frozen=True)
class MergedGold:
    """gold.csv with the decisions in it.

    content: the file. agreed, adjudicated: rows written anew as such. kept: rows left to the byte. left_out: document
    and reason, the documents that could not enter gold.
    """

    content: bytes
    agreed: int
    adjudicated: int
    kept: int
    left_out: pd.DataFrame


def make_adjudication_sheet(
    codings: pd.DataFrame,
    statements: pd.DataFrame,
    codebook: Codebook,
    *,
    coders: tuple[str, str],
    seed: int | None = 2026,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Build the sheet of all statements that two coders coded apart, and its key.

    The sheet shows in first and second what each saw, in an order drawn anew for each row, so that whoever decides
    cannot take sides; rows stand in a drawn order as well. Where the two agree on a code its cell is filled. Without a
    seed (None) the coders are named in the cells, first the first, and rows stand in the order of the corpus. The key
    has two more columns: coders, and disputed, the codes they differ on. Raises InputError where a coder read nothing
    or both are the same, NoDisagreementError where there is no disagreement.
    """
    seen = _list_readings(codings, statements, coders)
    apart = seen[seen["one"] != seen["other"]].reset_index(drop=True)
    if apart.empty:
        found = f"no disagreement in the {len(seen)} statements that both read"
        raise NoDisagreementError([Fault("adjudicate", "coders", found, "one or more", "nothing is left to decide")])
    generator = np.random.default_rng(seed)
    if seed is not None:
        apart = apart.iloc[generator.permutation(len(apart))].reset_index(drop=True)
    swapped = generator.integers(2, size=len(apart)).astype(bool) & (seed is not None)
    codes = list(list_codes(codebook))
    key = apart[UNITS].assign(
        item=np.arange(1, len(apart) + 1),
        stratum=DISAGREEMENT,
        probability=1.0,
        sha256=apart["text"].map(hash_text).astype("str"),
        coders=",".join(coders),
        disputed=[_join(one ^ other, codes) for one, other in zip(apart["one"], apart["other"], strict=True)],
    )[[*KEY_COLUMNS, "coders", "disputed"]]
    sheet = make_sheet(key, statements, codebook)
    names = ("", "") if seed is not None else (f"{coders[0]}: ", f"{coders[1]}: ")
    pairs = [
        tuple(
            f"{name}{_join(codes_seen, codes, mark=', ') or NO_FRAME}"
            for name, codes_seen in zip(names, pair, strict=True)
        )
        for pair in zip(apart["one"], apart["other"], strict=True)
    ]
    sides = [pair[::-1] if swap else pair for pair, swap in zip(pairs, swapped, strict=True)]
    place = list(sheet.columns).index("text") + 1
    sheet.insert(place, "first", [side[0] for side in sides])
    sheet.insert(place + 1, "second", [side[1] for side in sides])
    for code in codes:
        sheet[code] = [
            "" if (code in one) != (code in other) else YES if code in one else NO
            for one, other in zip(apart["one"], apart["other"], strict=True)
        ]
    return sheet, key


def find_adjudicated_coders(key: pd.DataFrame, *, where: str) -> tuple[str, str]:
    """Name the two coders whose disagreements a key belongs to; raises InputError for any other key."""
    names = sorted(set(key["coders"])) if "coders" in key else []
    pair = names[0].split(",") if len(names) == 1 else []
    if len(pair) != 2 or "disputed" not in key:
        expected = "the key of a sheet that research code adjudicate wrote"
        raise InputError([Fault(where, "coders", ", ".join(names) or "no such column", expected)])
    return pair[0], pair[1]


def merge_decisions(path: Path, decisions: Decisions, *, codings: pd.DataFrame, statements: pd.DataFrame) -> MergedGold:
    """Merge decisions, and all that the two coders agree on, into gold.csv (path); nothing is written.

    statements come from the attribution rules. A sentence decided in the sheet becomes "adjudicated by NAME", whatever
    stood there. A sentence coded alike becomes "agreed", unless gold has the same frames already or somebody with a
    name has decided it. Speaker, office and mode of a row in gold stay; sentences that are new to gold take them from
    the rules, which err: whoever needs them right reads them over, or writes those rows into gold before. A document
    enters only whole, but for what is not coded (texts.keep_codable): where a sentence is undecided, or the rules find
    that somebody speaks but not who, it is left out and named. Rows not touched keep their bytes; those written have
    the hash of their sentence where gold has the column sha256. Raises InputError for a gold.csv that cannot be read,
    and where narration would carry a frame.
    """
    verdicts = _list_verdicts(decisions, codings, statements)
    gold = read_gold(path) if path.is_file() else pd.DataFrame(columns=[*GOLD_COLUMNS, "row"])
    _check_narration(verdicts, read_modes(path, statements), gold)
    hashes = dict(
        zip(statements[UNITS].itertuples(index=False, name=None), statements["text"].map(hash_text), strict=True)
    )
    file = split_gold(path)
    records = {}
    counts = {"agreed": 0, "adjudicated": 0, "kept": 0}
    told = gold[[*UNITS, "frames", "decided", "row"]].itertuples(index=False, name=None)
    for document, sentence, frames, decided, number in told:
        unit = (document, sentence)
        verdict = verdicts.get(unit)
        if verdict is None or not _replaces(verdict, (frames, decided)):
            records[unit] = file.lines[number]
            counts["kept"] += 1
        else:
            decision = {"frames": verdict[0], "decided": verdict[1], HASH: hashes[unit]}
            records[unit] = file.render(file.parse(number) | decision)
            counts["adjudicated" if verdict[1].startswith(_BY) else "agreed"] += 1
    fresh, left_out = _list_new(verdicts, keep_codable(statements), set(gold[UNITS].itertuples(index=False, name=None)))
    for row in fresh:
        unit = (row["document"], row["sentence"])
        records[unit] = file.render(row | {HASH: hashes[unit]})
        counts["adjudicated" if row["decided"].startswith(_BY) else "agreed"] += 1
    content = file.head + "".join(records[unit] for unit in sorted(records))
    table = pd.DataFrame(left_out, columns=["document", "reason"])
    return MergedGold(content.encode("utf-8"), counts["agreed"], counts["adjudicated"], counts["kept"], table)


Unit = tuple[str, int]
Verdict = tuple[str, str]


def _list_readings(codings: pd.DataFrame, statements: pd.DataFrame, coders: tuple[str, str]) -> pd.DataFrame:
    """What both coders read: document, sentence, one and other (sets of codes), text; sorted."""
    check_table(codings, "codings")
    known = sorted(set(codings["coder"]))
    faults = [
        Fault("adjudicate", "coders", repr(name), "one of " + ", ".join(known)) for name in coders if name not in known
    ]
    if coders[0] == coders[1]:
        faults.append(Fault("adjudicate", "coders", f"{coders[0]!r} twice", "two coders"))
    if faults:
        raise InputError(faults)
    seen: list[dict[Unit, set[str]]] = [{}, {}]
    for coder, mine in zip(coders, seen, strict=True):
        rows = codings.loc[codings["coder"] == coder, [*UNITS, "frame"]]
        for document, sentence, frame in rows.itertuples(index=False, name=None):
            mine.setdefault((document, sentence), set()).update({frame} - {NO_FRAME})
    units = sorted(seen[0].keys() & seen[1].keys())
    both = [(*unit, frozenset(seen[0][unit]), frozenset(seen[1][unit])) for unit in units]
    table = pd.DataFrame(both, columns=[*UNITS, "one", "other"]).astype({"document": "str", "sentence": "int64"})
    return table.merge(statements[[*UNITS, "text"]], on=UNITS).sort_values(UNITS, ignore_index=True)


def _list_verdicts(decisions: Decisions, codings: pd.DataFrame, statements: pd.DataFrame) -> dict[Unit, Verdict]:
    """Frames and decided for every sentence that both coders coded alike or that the sheet decides."""
    seen = _list_readings(codings, statements, decisions.coders)
    alike = seen[seen["one"] == seen["other"]]
    # Codes stand in the order of the alphabet where nobody has ordered them.
    agreed = {
        (document, sentence): (";".join(sorted(codes)), "agreed")
        for document, sentence, codes in alike[[*UNITS, "one"]].itertuples(index=False, name=None)
    }
    decided = {
        (document, sentence): (frames, _BY + decisions.by)
        for document, sentence, frames in decisions.rows[[*UNITS, "frames"]].itertuples(index=False, name=None)
    }
    return agreed | decided


def _replaces(verdict: Verdict, stands: Verdict) -> bool:
    """Whether a verdict takes the place of one that stands in gold."""
    same = _split(verdict[0]) == _split(stands[0])
    if verdict[1] == "agreed":
        return not same and not stands[1].startswith(_BY)
    return not same or stands[1] != verdict[1]


def _check_narration(verdicts: Mapping[Unit, Verdict], modes: pd.DataFrame, gold: pd.DataFrame) -> None:
    """Refuse frames on narration, but those that gold has already: research check names them."""
    stands = dict(zip(gold[UNITS].itertuples(index=False, name=None), gold["frames"], strict=True))
    told = [(*unit, frames) for unit, (frames, _) in verdicts.items() if _split(frames) != _split(stands.get(unit, ""))]
    rows = pd.DataFrame(told, columns=[*UNITS, "frames"]).astype({"document": "str", "sentence": "int64"})
    if faults := find_framed_narration(rows, modes, where="adjudicate", remedy=_SPEAKS):
        raise InputError(faults)


def _list_new(
    verdicts: dict[Unit, Verdict], statements: pd.DataFrame, known: set[Unit]
) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """Rows that are new to gold, and the documents that cannot enter, with the reason."""
    rows: list[dict[str, Any]] = []
    left_out = []
    parts = statements[statements["document"].isin({document for document, _ in verdicts})]
    for document, part in parts.sort_values(UNITS).groupby("document", sort=True):
        every: list[dict[Hashable, Any]] = part.to_dict("records")
        found = [row for row in every if (document, row["sentence"]) not in known]
        undecided = [row["sentence"] for row in found if (document, row["sentence"]) not in verdicts]
        nobody = [row["sentence"] for row in found if row["reported"] and not (row["speaker"] and row["office"])]
        if undecided:
            left_out.append((str(document), f"undecided: {format_numbers(undecided)} of {len(part)} sentences"))
        elif nobody:
            left_out.append((str(document), f"the rules name no speaker: {format_numbers(nobody)}; {_BY_HAND}"))
        else:
            for row in found:
                frames, decided = verdicts[str(document), row["sentence"]]
                rows.append({str(name): value for name, value in row.items()} | {"frames": frames, "decided": decided})
    return rows, left_out


def _split(frames: str) -> set[str]:
    return {code.strip() for code in frames.split(";")} - {""}


def _join(codes: Iterable[str], order: list[str], *, mark: str = ";") -> str:
    return mark.join(sorted(codes, key=order.index))

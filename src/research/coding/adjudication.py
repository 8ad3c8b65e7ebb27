"""Make the sheet on which disagreements of two coders are decided, and merge the decisions into gold.csv."""

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
    """Raised where two coders gave the same codes to every statement that both of them read."""


@dataclass(frozen=True)
class Decisions:
    """The decisions on the disagreements of two coders.

    Attributes
    ----------
    by : str
        Name of the person who decided.
    coders : tuple of str
        Names of the two coders.
    rows : DataFrame
        The decided sentences: document, sentence, frames (codes joined by ";").
    """

    by: str
    coders: tuple[str, str]
    rows: pd.DataFrame


@dataclass(frozen=True)
class MergedGold:
    """The content of gold.csv after the decisions were merged into it.

    Attributes
    ----------
    content : bytes
        The file.
    agreed : int
        Number of rows written as agreed.
    adjudicated : int
        Number of rows written as adjudicated.
    kept : int
        Number of rows whose bytes did not change.
    left_out : DataFrame
        The documents that could not enter gold.csv: document, reason.
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
    """Build the sheet of all statements to which two coders gave different codes, and its key.

    The columns first and second of the sheet show the codes of the two coders, in an order drawn for each row, so that
    the person who decides does not know whose codes they are. The rows are in a drawn order too. Where the two agree on
    a code, its cell is filled.

    Parameters
    ----------
    codings : DataFrame
        The table codings.
    statements : DataFrame
        The statements of the coded documents: document, sentence, text.
    codebook : Codebook
        The codebook that lists the codes.
    coders : tuple of str
        Names of the two coders.
    seed : int or None
        Seed of the drawn orders. With None no order is drawn: the cells name the coders, the first one first, and the
        rows are in the order of the corpus.

    Returns
    -------
    sheet : DataFrame
        The table sheet, with the columns first and second after text.
    key : DataFrame
        The table sheet_key, with two more columns: coders (the two names, joined by a comma) and disputed (the codes on
        which they differ, joined by ";").

    Raises
    ------
    InputError
        Where codings is not a table codings, a coder is not in it, or both coders are the same.
    NoDisagreementError
        Where the two coders never differ.
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
    """Find the two coders whose disagreements are on the sheet of a key.

    Parameters
    ----------
    key : DataFrame
        A key, as read_key returns it.
    where : str
        The file of the key, for the message.

    Returns
    -------
    tuple of str
        The names of the two coders, in the order of the key.

    Raises
    ------
    InputError
        Where the key does not belong to a sheet of make_adjudication_sheet.
    """
    names = sorted(set(key["coders"])) if "coders" in key else []
    pair = names[0].split(",") if len(names) == 1 else []
    if len(pair) != 2 or "disputed" not in key:
        expected = "the key of a sheet that research code adjudicate wrote"
        raise InputError([Fault(where, "coders", ", ".join(names) or "no such column", expected)])
    return pair[0], pair[1]


def merge_decisions(path: Path, decisions: Decisions, *, codings: pd.DataFrame, statements: pd.DataFrame) -> MergedGold:
    """Merge the decisions, and all codes on which the two coders agree, into gold.csv, without writing the file.

    A sentence that the sheet decides becomes "adjudicated by NAME", whatever gold.csv has for it; a row that already
    has that decision keeps its bytes. A sentence to which both coders gave the same codes becomes "agreed", unless
    gold.csv already has these codes or a named person has decided it.

    Parameters
    ----------
    path : Path
        The file gold.csv; it may be missing.
    decisions : Decisions
        The decisions, and the two coders.
    codings : DataFrame
        The table codings, with the codings of both coders.
    statements : DataFrame
        The table statements, as the attribution rules give it.

    Returns
    -------
    MergedGold
        The new content of the file, the numbers of rows, and the documents that were left out.

    Raises
    ------
    InputError
        Where gold.csv cannot be read, a coder is not in codings, or a sentence of narration would get a frame.

    Notes
    -----
    Rows that gold.csv has keep their speaker, office and mode. New rows take them from the attribution rules, which
    make errors: check these rows, or write them into gold.csv before. New rows of a document enter only if they
    complete it: the document is left out where a sentence that is coded (keep_codable) is undecided, or where the rules
    report speech without a speaker or an office. Rows that are written have the hash of their sentence if gold.csv has
    the column sha256.
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
    """List the sentences that both coders read, sorted: document, sentence, one and other (sets of codes), text."""
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
    """Return frames and decided of each sentence to which both coders gave the same codes or that the sheet decides."""
    seen = _list_readings(codings, statements, decisions.coders)
    alike = seen[seen["one"] == seen["other"]]
    # Sorted by name, since no order of these codes is given.
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
    """Return whether a verdict replaces the one that gold.csv has."""
    same = _split(verdict[0]) == _split(stands[0])
    if verdict[1] == "agreed":
        return not same and not stands[1].startswith(_BY)
    return not same or stands[1] != verdict[1]


def _check_narration(verdicts: Mapping[Unit, Verdict], modes: pd.DataFrame, gold: pd.DataFrame) -> None:
    """Refuse frames on narration, except those that gold.csv has already: research check reports them."""
    stands = dict(zip(gold[UNITS].itertuples(index=False, name=None), gold["frames"], strict=True))
    told = [(*unit, frames) for unit, (frames, _) in verdicts.items() if _split(frames) != _split(stands.get(unit, ""))]
    rows = pd.DataFrame(told, columns=[*UNITS, "frames"]).astype({"document": "str", "sentence": "int64"})
    if faults := find_framed_narration(rows, modes, where="adjudicate", remedy=_SPEAKS):
        raise InputError(faults)


def _list_new(
    verdicts: dict[Unit, Verdict], statements: pd.DataFrame, known: set[Unit]
) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """List the rows that are new to gold.csv, and the documents that cannot enter it, with the reason."""
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

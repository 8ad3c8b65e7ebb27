"""Pairs of a sentence of gold with the statement found for it, and whether speaker, office and mode are right."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from research.tables import read_data_rows

# The offices of the first codebook; all others are folded into other.
_FIRST_OFFICES = ("head", "acting_head", "secretary", "agency", "oversight", "election", "central", "legislature")
_FOLDED = frozenset({"", *_FIRST_OFFICES, "security"})
_COLUMNS = ["reported", "speaker", "office"]
_SHORTEST = 20  # characters that a statement has more of, to count as a part of a sentence of gold

Pair = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]


def fold_name(name: str) -> str:
    """Fold the name of a person or a body for a comparison: case, punctuation, and long forms of a body's name.

    Parameters
    ----------
    name
        The name of a speaker.

    Returns
    -------
    str
        The name in small letters without punctuation. What stands before a short form in brackets is left out, and
        long forms are replaced by the short ones of data/short_names.csv.

    Examples
    --------
    >>> fold_name("Badan Pengawas Pemilu (Bawaslu) Kota Solok"), fold_name("Badan Pengawas Pemilihan Umum Kota Solok")
    ('bawaslu kota solok', 'bawaslu kota solok')
    >>> fold_name("Ani RAHMA, S.H.")
    'ani rahma s h'
    """
    folded = " ".join(re.findall(r"\w+", re.sub(r"^.*?\(([A-Za-z]+)\)", r"\1", name).lower()))
    for row in read_data_rows("short_names.csv"):
        folded = folded.replace(row["long"], row["short"])
    return folded


def fold_office(office: str) -> str:
    """Fold an office that is none of the nine of the first codebook into other; empty stays empty."""
    return office if office in _FOLDED else "other"


def pair_by_position(predicted: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """Pair each sentence of gold with the statement of the same start and stop.

    Parameters
    ----------
    predicted, gold
        Columns document, start, stop, reported, speaker and office; both may have mode.

    Returns
    -------
    pandas.DataFrame
        A row for each sentence of gold: document, reported, speaker, office, the same with _found, and is_found; with
        mode where both tables have it, and with the confidence of the statements where they have one.
    """
    key, compared = ["document", "start", "stop"], _list_compared(predicted, gold)
    kept = [*compared, *(["confidence"] if "confidence" in predicted.columns else [])]
    pairs = gold[[*key, *compared]].merge(predicted[[*key, *kept]], on=key, how="left", suffixes=("", "_found"))
    return _complete(pairs)


def pair_by_text(predicted: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """Pair each sentence of gold with the first statement of the same text, else with one that has it or is part of it.

    Parameters
    ----------
    predicted, gold
        Columns document, text, reported, speaker and office; both may have mode. White space is folded.

    Returns
    -------
    pandas.DataFrame
        As of pair_by_position. A statement that is part of a sentence of gold has more than 20 characters.
    """
    compared = _list_compared(predicted, gold)
    statements = predicted.assign(text=_squeeze(predicted["text"]), place=range(len(predicted)))
    groups: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for document, text, place in zip(statements["document"], statements["text"], statements["place"], strict=True):
        groups[document].append((text, place))
    wanted = zip(gold["document"], _squeeze(gold["text"]), strict=True)
    places = [next(_find_places(text, groups[document]), None) for document, text in wanted]
    pairs = gold[["document", *compared]].assign(place=pd.array(places, dtype="Int64"))
    kept = ["place", *compared, *(["confidence"] if "confidence" in predicted.columns else [])]
    return _complete(pairs.merge(statements[kept], on="place", how="left", suffixes=("", "_found")))


def mark_right(pairs: pd.DataFrame) -> pd.DataFrame:
    """Mark what is right in each pair.

    Parameters
    ----------
    pairs
        As of pair_by_position.

    Returns
    -------
    pandas.DataFrame
        The pairs with the columns right_reported and, of sentences that are reported in gold, right_speaker (names by
        fold_name), right_office, right_office_folded (by fold_office) and right_mode; right_attributed (reported, and
        speaker and folded office where it is reported in gold) and right_whole (with mode).
    """
    is_found, said = pairs["is_found"], pairs["reported"]
    right = {"reported": is_found & pairs["reported"].eq(pairs["reported_found"])}
    folds: dict[str, tuple[str, Callable[[str], str]]] = {
        "speaker": ("speaker", fold_name),
        "office_folded": ("office", fold_office),
        "office": ("office", str),
    }
    folds |= {"mode": ("mode", str)} if "mode" in pairs.columns else {}
    for name, (column, fold) in folds.items():
        right[name] = is_found & said & pairs[column].map(fold).eq(pairs[f"{column}_found"].fillna("").map(fold))
    right["attributed"] = right["reported"] & (~said | (right["speaker"] & right["office_folded"]))
    if "mode" in right:
        right["whole"] = right["attributed"] & (~said | right["mode"])
    return pairs.assign(**{f"right_{name}": marks for name, marks in right.items()})


def _list_compared(*tables: pd.DataFrame) -> list[str]:
    return [*_COLUMNS, *(["mode"] if all("mode" in table.columns for table in tables) else [])]


def _complete(pairs: pd.DataFrame) -> pd.DataFrame:
    is_found = pairs["reported_found"].notna()
    reported = pairs["reported_found"].eq(True)
    names = {column: pairs[column].fillna("") for column in ("speaker", "office")}
    return pairs.assign(**names, is_found=is_found, reported=pairs["reported"].astype("bool"), reported_found=reported)


def _squeeze(texts: "pd.Series[str]") -> "pd.Series[str]":
    return texts.str.split().str.join(" ")


def _find_places(text: str, statements: Sequence[tuple[str, int]]) -> Iterator[int]:
    """The places of the statements that a sentence may be paired with, the best first."""
    yield from (place for other, place in statements if other == text)
    yield from (place for other, place in statements if text in other or (len(other) > _SHORTEST and other in text))

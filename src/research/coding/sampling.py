"""Choose the statements of a coding sheet: a stratified sample with known probabilities, or whole documents.

A key is the table that the researcher keeps when a sheet goes to a coder. Its columns:

    item         number of the row in the sheet, from 1
    document     id of the document
    sentence     number of the sentence in its document
    stratum      the values of the strata, joined by " | "; whole document where no sample was drawn
    probability  probability that the statement came into the sheet, over 0 and up to 1
    sha256       hash of the statement's text in UTF-8
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from research import corpus
from research.tables import Fault, InputError, list_columns, returns_table

UNITS = ["document", "sentence"]
KEY_COLUMNS = ("item", *UNITS, "stratum", "probability", "sha256")
STRATA = ("election_year", "election", "island", "province", "region", "kind", "frame")
# A column of the statements, where they have it (mark_disagreement).
DISAGREEMENT = "disagreement"
WHOLE = "whole document"
NO_PREDICTION = "none"
# Probabilities are whole numbers of 1 / _PARTS, so that sums need no rounding.
_PARTS = 10**9
# A family that is to stand for more than so many of the drawn statements is drawn for certain.
_MOST_STATEMENTS = 2


@dataclass(frozen=True)
class SamplingDesign:
    """The design of a stratified sample.

    Attributes
    ----------
    number : int
        Number of statements to draw.
    by : tuple of str
        Columns that form the strata: those of STRATA (frame is the frame that the predictions give), columns that the
        corpus adds to the table documents, and disagreement where the statements have it (mark_disagreement).
    seed : int
        Seed of the sample.
    """

    number: int
    by: tuple[str, ...] = ("election_year", "island", "frame")
    seed: int = 2026


def hash_text(text: str) -> str:
    """Compute the SHA-256 hash of a text in UTF-8.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    str
        The hash as 64 hexadecimal digits.

    Examples
    --------
    >>> hash_text("ASN wajib netral.")[:12]
    'f36fcde9dd2f'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@returns_table("statement_families")
def find_statement_families(statements: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Find the families of statements that repeat each other.

    Two statements are of one family where the same speaker says nearly the same on any day (corpus.find_repeats), or
    where nearly the same sentence is in near-identical documents (corpus.find_families), whoever the speaker is.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    documents : DataFrame
        The table documents.

    Returns
    -------
    DataFrame
        The table statement_families, sorted by document and sentence: family is document:sentence of the earliest
        published member.

    Raises
    ------
    InputError
        As corpus.find_repeats and corpus.find_families do.
    """
    from scipy import sparse

    said = corpus.find_repeats(statements, documents, days=None)
    families = corpus.find_families(documents).set_index("document")["family"]
    same = statements.assign(speaker=statements["document"].map(families))
    printed = corpus.find_repeats(same, documents, days=None)
    groups = [pd.factorize(table["family"])[0] for table in (said, printed)]
    count = len(said)
    rows = np.tile(np.arange(count), 2)
    columns = np.concatenate([groups[0] + count, groups[1] + count + groups[0].max(initial=-1) + 1])
    size = int(columns.max(initial=-1)) + 1
    graph = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    number = sparse.csgraph.connected_components(graph, directed=False)[1][:count]
    dated = said[UNITS].assign(number=number).merge(documents[["document", "published"]], on="document")
    dated["name"] = dated["document"] + ":" + dated["sentence"].astype("str")
    first = dated.sort_values(["published", *UNITS]).drop_duplicates("number").set_index("number")["name"]
    return dated[UNITS].assign(family=dated["number"].map(first).astype("str"))


@returns_table("sheet_key")
def draw_sample(
    statements: pd.DataFrame, documents: pd.DataFrame, predicted: pd.DataFrame, *, design: SamplingDesign
) -> pd.DataFrame:
    """Draw a stratified sample of officials' statements, at most one from each family of repeated statements.

    A family belongs to the stratum of its earliest member. A statement with several predicted frames counts for the
    rarest of them.

    Parameters
    ----------
    statements : DataFrame
        The table statements. Where it does not say who is an official, all that are reported are drawn from. It may
        have the column disagreement (mark_disagreement).
    documents : DataFrame
        The table documents.
    predicted : DataFrame
        The table frames, with the predictions of an automatic coder.
    design : SamplingDesign
        The number of statements, the columns that form the strata, and the seed.

    Returns
    -------
    DataFrame
        The table sheet_key: the statements in a drawn order, with the probability of each.

    Raises
    ------
    InputError
        Where the number is under 1 or over the number of families, a column cannot form strata or none is named, or no
        statement is reported.

    Notes
    -----
    A stratum of N families gets e = min(N, c * sqrt(N)) of them, with c such that the sum of e is design.number
    (square-root allocation, after Bankier 1988): small strata are sampled more densely than large ones, and so are the
    statements on which coders disagree, where these are the fewer and disagreement is a stratum. Where e is not
    a whole number it is rounded at random, up with a probability equal to its fraction (systematic rounding, after Cox
    1987), so that any number and any strata are possible. In a stratum families, and then one of the m members of a
    family, are drawn with equal probabilities. So probability is e / N / m, and 1 / probability is the weight of
    Horvitz and Thompson (1952), which estimates sums over all these statements without bias.

    A family of more than 2 * M / e members, where its stratum has M statements, would stand for more than two drawn
    ones: it is drawn for certain, with probability 1 / m, and e is computed for the other families. If chance decided
    on it, most samples would say nothing of a large part of the statements, and their intervals would be too short.

    References
    ----------
    Bankier, M. D. (1988). Power allocations. The American Statistician 42(3), 174-177.

    Cox, L. H. (1987). A constructive procedure for unbiased controlled rounding. JASA 82, 520-524.
    """
    return next(draw_samples(statements, documents, predicted, designs=[design]))


def draw_samples(
    statements: pd.DataFrame, documents: pd.DataFrame, predicted: pd.DataFrame, *, designs: Iterable[SamplingDesign]
) -> Iterator[pd.DataFrame]:
    """Draw a sample for each of several designs, as draw_sample does for one.

    The families of repeated statements, which take most of the time, are found once for all designs with the same
    strata.

    Parameters
    ----------
    statements, documents, predicted : DataFrame
        As in draw_sample.
    designs : iterable of SamplingDesign
        One design for each sample.

    Yields
    ------
    DataFrame
        The table sheet_key of each sample, in the order of designs.

    Raises
    ------
    InputError
        As draw_sample.
    """
    members: dict[tuple[str, ...], pd.DataFrame] = {}
    for design in designs:
        _check_design(design, statements, documents)
        strata = tuple(design.by)
        if strata not in members:
            members[strata] = _arrange_families(statements[_find_countable(statements)], documents, predicted, strata)
        families = members[strata]["family"].nunique()
        if design.number > families:
            found = f"{design.number} of {families} families of statements"
            raise InputError([Fault("sample", "number", found, f"at most {families}")])
        yield _number_items(*_draw_members(members[strata], design))


@returns_table("sheet_key")
def select_documents(statements: pd.DataFrame, names: Sequence[str], *, seed: int = 2026) -> pd.DataFrame:
    """Select all sentences of the named documents, with the documents in a drawn order.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    names : sequence of str
        Ids of the documents, one or more.
    seed : int
        Seed of the order of documents.

    Returns
    -------
    DataFrame
        The table sheet_key, the sentences of a document in their order; probability is 1.

    Raises
    ------
    InputError
        Where a document has no sentences or is named twice, or none is named.

    Examples
    --------
    >>> said = pd.DataFrame({"document": ["a", "a"], "sentence": [1, 2], "text": ["Satu.", "Dua."]})
    >>> select_documents(said, ["a"])[["item", "sentence", "stratum", "probability"]].to_numpy().tolist()
    [[1, 1, 'whole document', 1.0], [2, 2, 'whole document', 1.0]]
    >>> select_documents(said, ["b"])
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    sample: documents: found 'b', expected the id of a document with sentences
    """
    known = set(statements["document"])
    faults = [
        Fault("sample", "documents", repr(name), "the id of a document with sentences")
        for name in sorted(set(names) - known)
    ]
    faults += [
        Fault("sample", "documents", f"{name!r} {list(names).count(name)} times", "each document once")
        for name in sorted(set(names))
        if list(names).count(name) > 1
    ]
    if faults or not names:
        raise InputError(faults or [Fault("sample", "documents", "none", "one document or several")])
    order = np.random.default_rng(seed).permutation(len(names))
    places = {name: int(place) for name, place in zip(sorted(names), order, strict=True)}
    key = statements.loc[statements["document"].isin(list(names)), [*UNITS, "text"]]
    key = key.assign(place=key["document"].map(places), stratum=WHOLE, probability=1.0)
    key = key.sort_values(["place", "sentence"], ignore_index=True)
    return _number_items(key, np.arange(len(key)))


def _find_countable(statements: pd.DataFrame) -> "pd.Series[bool]":
    """Which statements are counted in shares: those of officials."""
    return statements["official"] if "official" in statements.columns else statements["reported"]


def _check_design(design: SamplingDesign, statements: pd.DataFrame, documents: pd.DataFrame) -> None:
    added = [name for name in documents.columns if name not in list_columns("documents")]
    strata = (*STRATA, *added, *({DISAGREEMENT} & set(statements.columns)))
    faults = [
        Fault("sample", "by", repr(name), "one of " + ", ".join(strata)) for name in design.by if name not in strata
    ]
    if not design.by:
        faults.append(Fault("sample", "by", "nothing", "one or more of " + ", ".join(strata)))
    if design.number < 1:
        faults.append(Fault("sample", "number", str(design.number), "1 or more"))
    if not _find_countable(statements).any():
        faults.append(Fault("sample", "statements", "none of an official", "one or more"))
    if faults:
        raise InputError(faults)


def _arrange_families(
    spoken: pd.DataFrame, documents: pd.DataFrame, predicted: pd.DataFrame, by: Sequence[str]
) -> pd.DataFrame:
    """List statements with family and stratum (of the family's first), by stratum, family, document and sentence."""
    marks = [name for name in by if name == DISAGREEMENT and name in spoken.columns]
    members = find_statement_families(spoken, documents).merge(spoken[[*UNITS, "text", *marks]], on=UNITS)
    members = members.merge(documents.drop(columns=["text", *marks], errors="ignore"), on="document")
    members = members.assign(frame=_name_frame(members[UNITS], predicted))
    names = members[list(by)].astype("str").fillna("none").agg(" | ".join, axis=1)
    first = members["family"] == members["document"] + ":" + members["sentence"].astype("str")
    strata = dict(zip(members.loc[first, "family"], names[first], strict=True))
    members = members.assign(stratum=members["family"].map(strata))[["stratum", "family", *UNITS, "text"]]
    return members.sort_values(["stratum", "family", *UNITS], ignore_index=True)


def _draw_members(members: pd.DataFrame, design: SamplingDesign) -> tuple[pd.DataFrame, np.ndarray]:
    """Draw families by stratum and one member of each: the rows with probability, and the order of the items."""
    generator = np.random.default_rng(design.seed)
    begin = np.flatnonzero(~members["family"].duplicated())
    sizes = np.diff([*begin, len(members)])
    stratum = pd.factorize(members["stratum"].to_numpy()[begin])[0]
    certain = _find_large(sizes, stratum, design.number)
    counts = np.bincount(stratum[~certain], minlength=stratum[-1] + 1)
    parts = _allocate(counts, design.number - int(certain.sum()))
    ends = np.cumsum(counts)
    chosen = [
        end - count + generator.choice(count, drawn, replace=False)
        for end, count, drawn in zip(ends, counts, _round_at_random(parts, generator), strict=True)
    ]
    by_chance = np.flatnonzero(~certain)[np.concatenate(chosen)]
    families = np.sort(np.concatenate([np.flatnonzero(certain), by_chance]))
    rows = begin[families] + generator.integers(sizes[families])
    chances = np.where(certain, 1.0, (parts / _PARTS / np.maximum(counts, 1))[stratum])[families] / sizes[families]
    drawn = members.iloc[rows].assign(probability=chances)
    return drawn, generator.permutation(len(drawn))


def _find_large(sizes: np.ndarray, stratum: np.ndarray, number: int) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Which families, of these sizes and strata, are too large to be left to chance."""
    parts = _allocate(np.bincount(stratum), number) / _PARTS
    statements = np.bincount(stratum, weights=sizes)
    return np.asarray(sizes * parts[stratum] > _MOST_STATEMENTS * statements[stratum])


def _name_frame(units: pd.DataFrame, predicted: pd.DataFrame) -> "pd.Series[str]":
    """Return the rarest predicted frame of each statement; of equally rare frames the first by name."""
    seen = predicted.loc[predicted["present"], [*UNITS, "frame"]].merge(units, on=UNITS)
    seen["count"] = seen.groupby("frame")["frame"].transform("size")
    rarest = seen.sort_values([*UNITS, "count", "frame"]).drop_duplicates(UNITS)
    return units.merge(rarest, on=UNITS, how="left")["frame"].fillna(NO_PREDICTION).set_axis(units.index)


def _allocate(sizes: np.ndarray, number: int) -> np.ndarray:
    """Compute the expected number of each stratum in units of 1 / _PARTS: min(N, c * sqrt(N)), with the sum number."""
    full = np.zeros(len(sizes), dtype=bool)
    while True:
        roots = np.where(full, 0.0, np.sqrt(sizes))
        left = number - int(sizes[full].sum())
        wanted = np.where(full, sizes, left * roots / max(float(roots.sum()), 1.0))
        over = ~full & (wanted >= sizes)
        if not over.any():
            break
        full |= over
    parts: np.ndarray = np.floor(wanted * _PARTS).astype(np.int64)
    # The remainder of rounding down goes, one unit each, to strata that are not full.
    parts[np.flatnonzero(~full)[: number * _PARTS - int(parts.sum())]] += 1
    return parts


def _round_at_random(parts: np.ndarray, generator: np.random.Generator) -> list[int]:
    """Round to whole numbers, up or down, with the same sum; the mean over many draws is the unrounded number."""
    steps = np.concatenate([[0], np.cumsum(parts)]) + int(generator.integers(_PARTS))
    return [int(count) for count in np.diff(steps // _PARTS)]


def _number_items(key: pd.DataFrame, order: np.ndarray) -> pd.DataFrame:
    key = key.iloc[order].reset_index(drop=True)
    numbered = key.assign(item=np.arange(1, len(key) + 1), sha256=key["text"].map(hash_text).astype("str"))
    return numbered[list(KEY_COLUMNS)]

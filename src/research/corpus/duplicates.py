"""Families of near-identical documents and of repeated statements, from an exact join on runs of three words.

Two texts match if they share enough of the shingles (runs of three words) of the shorter text. This share, the
containment, also finds a press release that was cut to a third, which Jaccard similarity does not. Shingles of more
than 50 texts are standard passages or set phrases and are not counted in either text; only a text that consists mostly
of them is compared by all its shingles, since it was itself published in more than 50 places. Texts with identical
words are treated as one text, whatever their number.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from research.corpus import shingles
from research.tables import Fault, InputError, check_columns, check_documents, returns_table
from research.text import normalise

MINIMUM_SHARED_SENTENCE = 3


@returns_table("families")
def find_families(documents: pd.DataFrame, *, threshold: float = 0.25) -> pd.DataFrame:
    """Find the families of near-identical documents.

    Families are the connected groups of documents that match: they share at least 8 shingles and at least the share
    threshold of the shingles of the shorter one. A document without text is a family of one document.

    Parameters
    ----------
    documents
        A table with columns document, published and text, in any order of rows.
    threshold
        The smallest share of common shingles, over 0 and up to 1.

    Returns
    -------
    pandas.DataFrame
        The table families, sorted by document: document, family (the id of the member that was published first; if
        several were published on that day, the first of them in alphabetical order).

    Raises
    ------
    InputError
        If a column is missing, an id is repeated, or threshold is outside its range.

    Examples
    --------
    >>> release = "Pemerintah kota mengingatkan seluruh pegawai agar tidak ikut berkampanye menjelang pencoblosan."
    >>> table = pd.DataFrame({
    ...     "document": ["koran", "humas", "lain"],
    ...     "published": pd.to_datetime(["2024-10-02", "2024-10-01", "2024-10-01"]),
    ...     "text": [f"KOTA - {release}", f"{release} Demikian.", "Bupati meninjau pasar dan membagikan bantuan."],
    ... })
    >>> find_families(table).values.tolist()
    [['humas', 'humas'], ['koran', 'humas'], ['lain', 'lain']]
    >>> find_families(table, threshold=25)
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    duplicates: threshold: found 25, expected a share over 0 and up to 1
    """
    _check_columns(documents, "documents", ["document", "published", "text"], ["document"])
    _check_threshold(threshold)
    ordered = documents.sort_values(["published", "document"], ignore_index=True)
    read = shingles.read_shingles(ordered["text"].tolist())
    same = shingles.find_identical(read)
    counts = shingles.count_shingles(read, same)
    pairs = shingles.match_texts(counts, np.unique(same), threshold=threshold)
    pairs = pairs[~shingles.find_passages(counts, pairs)]
    first = shingles.find_first(pairs["one"], pairs["other"], same)
    names = ordered["document"].to_numpy()
    found = pd.DataFrame({"document": names, "family": names[first]}).astype("str")
    return found.sort_values("document", ignore_index=True)


@returns_table("matches")
def find_matches(texts: Sequence[str], documents: pd.DataFrame, *, threshold: float = 0.25) -> pd.DataFrame:
    """Find the known documents that each new text matches, by the rule of find_families.

    The new texts are not compared with each other.

    Parameters
    ----------
    texts
        The new texts.
    documents
        The known documents: a table with columns document and text.
    threshold
        The smallest share of common shingles, over 0 and up to 1.

    Returns
    -------
    pandas.DataFrame
        The table matches, the best match of each text first: text (its position in texts, from 0), document,
        containment (the share of the shingles of the shorter one that both have; 1 for identical words).

    Raises
    ------
    InputError
        If a column is missing, an id is repeated, or threshold is outside its range.

    Examples
    --------
    >>> known = pd.DataFrame({"document": ["a"], "text": ["Kami minta seluruh pegawai menjaga jarak dari semua calon, "
    ...                                                   "baik di kantor maupun di rumah."]})
    >>> find_matches(["Cuaca cerah hari ini.", known.loc[0, "text"].upper()], known).values.tolist()
    [[1, 'a', 1.0]]
    """
    _check_columns(documents, "documents", ["document", "text"], ["document"])
    _check_threshold(threshold)
    documents, known = documents.sort_values("document"), len(documents)
    read = shingles.read_shingles([*documents["text"], *texts])
    same = shingles.find_identical(read)
    pairs = shingles.match_texts(shingles.count_shingles(read, same), np.unique(same[known:]), threshold=threshold)
    itself = np.unique(same[known:])
    pairs = pd.concat([pairs, pd.DataFrame({"one": itself, "other": itself, "containment": 1.0})])
    new = pd.DataFrame({"text": np.arange(len(texts)), "one": same[known:]})
    old = pd.DataFrame({"document": documents["document"].astype("str").to_numpy(), "other": same[:known]})
    found = new.merge(pairs, on="one").merge(old, on="other")[["text", "document", "containment"]]
    return found.sort_values(["text", "containment", "document"], ascending=[True, False, True], ignore_index=True)


@returns_table("statement_families")
def find_repeats(
    statements: pd.DataFrame, documents: pd.DataFrame, *, days: int | None = 7, threshold: float = 0.5
) -> pd.DataFrame:
    """Find the families of repeated statements: the same speaker says nearly the same within some days.

    Two statements match if they have the same speaker (case and accents make no difference), if their documents were
    published at most days apart, and if their words are identical or they share at least 3 shingles and at least the
    share threshold of the shingles of the shorter one. Families are connected groups, so that a chain of repeats may be
    longer than days. A statement without a speaker is a family of one statement. A document dated by the month counts
    as published on the first day of the month.

    Parameters
    ----------
    statements
        A table with columns document, sentence, speaker and text, in any order of rows.
    documents
        A table with columns document and published, in any order of rows.
    days
        The largest number of days between two matching statements; None for no limit.
    threshold
        The smallest share of common shingles, over 0 and up to 1.

    Returns
    -------
    pandas.DataFrame
        The table statement_families, sorted by document and sentence: document, sentence, family (document:sentence of
        the earliest member).

    Raises
    ------
    InputError
        If a column is missing, a key is repeated, a statement is from an unknown document, or threshold or days is
        outside its range.

    Examples
    --------
    >>> said = pd.DataFrame({"document": ["a", "b", "c"], "sentence": [4, 2, 2], "speaker": "Rai", "text": [
    ...     "Pegawai dilarang berkampanye.", "Pegawai DILARANG berkampanye!", "Pegawai dilarang berkampanye."]})
    >>> published = pd.to_datetime(["2024-10-05", "2024-10-01", "2024-11-01"])
    >>> find_repeats(said, pd.DataFrame({"document": ["a", "b", "c"], "published": published}))["family"].tolist()
    ['b:2', 'b:2', 'c:2']
    """
    units = ["document", "sentence"]
    ordered = _order_statements(statements, documents, [*units, "speaker", "text"], units)
    _check_threshold(threshold)
    if days is not None and days < 0:
        raise InputError([Fault("find_repeats", "days", repr(days), "0 or more, or None")])
    speakers = pd.factorize(ordered["speaker"].map(normalise))[0].astype(np.int64)
    spoken = (ordered["speaker"] != "").to_numpy()
    dates = ordered["published"].to_numpy().astype("datetime64[D]").astype(np.int64)
    read = shingles.read_shingles(ordered["text"].where(spoken, "").tolist())
    same = shingles.find_identical(read, list(zip(speakers.tolist(), dates.tolist(), strict=True)))
    counts = shingles.count_shingles(read, same, groups=speakers)
    least = (MINIMUM_SHARED_SENTENCE, threshold)
    pairs = shingles.join_texts(counts.matrix, counts.matrix.T.tocsr(), counts.sizes, np.unique(same), least=least)
    alike = _chain_identical(shingles.find_identical(read, speakers.tolist()))
    one, other = (np.concatenate([pairs[column], alike[column]]).astype(np.int64) for column in ("one", "other"))
    near = np.abs(dates[one] - dates[other]) <= (np.inf if days is None else days)
    first = shingles.find_first(one[near], other[near], same)
    keys = ordered["document"].astype("str") + ":" + ordered["sentence"].astype("str")
    found = ordered[units].assign(family=keys.to_numpy()[first]).astype({"family": "str"})
    return found.sort_values(units, ignore_index=True)


def _order_statements(
    statements: pd.DataFrame, documents: pd.DataFrame, columns: list[str], key: list[str]
) -> pd.DataFrame:
    """Sort statements by the day of their documents (as column published) and by their key."""
    _check_columns(statements, "statements", columns, key)
    _check_columns(documents, "documents", ["document", "published"], ["document"])
    check_documents(statements, documents)
    plain = statements.drop(columns="published", errors="ignore")
    dated = plain.merge(documents[["document", "published"]], on="document", how="left")
    return dated.sort_values(["published", *key], ignore_index=True)


def _chain_identical(same: shingles.Whole) -> pd.DataFrame:
    """Pair each text with the one before it with the same words; the texts are in the order of their dates."""
    order = np.argsort(same, kind="stable")
    linked = same[order[1:]] == same[order[:-1]]
    return pd.DataFrame({"one": order[1:][linked], "other": order[:-1][linked]})


def _check_threshold(threshold: float) -> None:
    if not 0 < threshold <= 1:
        raise InputError([Fault("duplicates", "threshold", repr(threshold), "a share over 0 and up to 1")])


def _check_columns(table: pd.DataFrame, name: str, columns: list[str], key: list[str]) -> None:
    check_columns(table, columns, where=f"table {name}")
    repeated = table.loc[table.duplicated(key), key].drop_duplicates()
    if len(repeated):
        rows = (" ".join(map(str, row)) for row in repeated.itertuples(index=False))
        place = " and ".join(key)
        raise InputError([Fault(f"table {name}", place, f"{row} twice", "one row for each") for row in rows])

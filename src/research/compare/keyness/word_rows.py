"""Words as frames: which reported statements contain a word."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

import numpy as np
import pandas as pd

from research.tables import Fault, InputError, check_columns, returns_table
from research.text import NAME_KINDS, Terms, count_terms, mask_names

_KEY = ["document", "sentence"]


def count_words(
    statements: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    keep: Collection[str] = (),
    stems: str = "protected",
    minimum_documents: int = 2,
) -> Terms:
    """Count the words of reported statements, with names masked.

    Parameters
    ----------
    statements, documents : DataFrame
        The tables of these names.
    keep : collection of str, optional
        Kinds of names, of text.NAME_KINDS, that are counted as words; the others are masked.
    stems : str, optional
        As in text.count_terms.
    minimum_documents : int, optional
        Stems of fewer documents are left out.

    Returns
    -------
    Terms
        The counts that measure_keyness compares, mark_stems marks and topics.fit_topics fits.

    Raises
    ------
    InputError
        For missing columns and an unknown kind or way to stem.

    Examples
    --------
    >>> table = pd.DataFrame({"document": ["a", "b"], "sentence": 1, "text": "Budi Rai minta sanksi", "reported": True})
    >>> documents = pd.DataFrame({"document": ["a", "b"], "outlet": "Kompas.com", "region": "Kota Bontang"})
    >>> count_words(table.assign(speaker="Budi Rai"), documents).stems
    ('minta', 'sanksi')
    """
    check_columns(statements, ["document", "reported"], where="count_words: statements")
    check_columns(documents, ["document"], where="count_words: documents")
    if unknown := [kind for kind in keep if kind not in NAME_KINDS]:
        expected = "among " + ", ".join(NAME_KINDS)
        raise InputError([Fault("names that are kept", "kind", repr(kind), expected) for kind in unknown])
    kinds = [kind for kind in NAME_KINDS if kind not in keep]
    # Outlets and common words of one sample say nothing of another, which is also counted alone.
    samples = documents["sample"].to_numpy() if "sample" in documents.columns else np.zeros(len(documents))
    parts = [
        mask_names(statements[statements["document"].isin(part["document"])], part, kinds=kinds)
        for _, part in documents.groupby(samples, sort=True)
    ]
    masked = pd.concat(parts, ignore_index=True) if len(parts) > 1 else mask_names(statements, documents, kinds=kinds)
    return count_terms(masked[masked["reported"]], stems=stems, minimum_documents=minimum_documents)


@returns_table("rows")
def mark_stems(rows: pd.DataFrame, terms: Terms, stems: Sequence[str]) -> pd.DataFrame:
    """Merge every reported statement with every one of the stems: the rows behind the words of the table keyness.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    terms : Terms
        The counted words, from count_words.
    stems : sequence of str
        Stems of terms.

    Returns
    -------
    DataFrame
        The table rows, sorted by document, sentence and stem: all columns of the statements, with frame the stem,
        present whether the statement contains a word of it, and stem.

    Raises
    ------
    InputError
        For a stem that was not counted, with its own stem or similar ones, and for statements that terms does not have.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a", "b", "c"], "sentence": [3, 1, 2]})
    >>> rows["text"] = ["melayani layanan", "pelayanan", "sanksi"]
    >>> terms = count_terms(rows)
    >>> mark_stems(rows, terms, ["layan"])[["document", "sentence", "stem", "present"]].values.tolist()
    [['a', 3, 'layan', True], ['b', 1, 'layan', True], ['c', 2, 'layan', False]]
    >>> mark_stems(rows, terms, ["melayani"])
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    mark_stems: stem: found 'melayani', expected a stem that is counted; its stem is 'layan'
    """
    check_columns(rows, _KEY, where="mark_stems: rows")
    stem_of = dict(zip(terms.forms["surface"], terms.forms["stem"], strict=True))
    faults = []
    for stem in [stem for stem in stems if stem not in terms.stems]:
        similar = ", ".join(get_close_matches(stem, terms.stems))
        remedy = f"its stem is {stem_of[stem]!r}" if stem in stem_of else f"near it: {similar}" if similar else ""
        faults.append(Fault("mark_stems", "stem", repr(stem), "a stem that is counted", remedy))
    units = rows.drop(columns=["frame", "present"], errors="ignore").drop_duplicates(_KEY)
    units = units.sort_values(_KEY, ignore_index=True)
    positions = pd.MultiIndex.from_frame(terms.rows).get_indexer(pd.MultiIndex.from_frame(units[_KEY]))
    for document, sentence in units.loc[positions < 0, _KEY].head(1).itertuples(index=False):
        expected, remedy = "a row for every statement of the rows", "build the terms of all reported statements"
        faults.append(Fault("terms", "rows", f"no row for {document} {sentence}", expected, remedy))
    if faults:
        raise InputError(faults)
    chosen = sorted(set(stems))
    present = terms.matrix[positions][:, [terms.stems.index(stem) for stem in chosen]].toarray() > 0
    grid = units.loc[np.repeat(units.index, len(chosen))].reset_index(drop=True)
    names = np.tile(np.array(chosen, dtype=str), len(units))
    return grid.assign(frame=names, present=present.ravel(), stem=names)

"""The same statements as coded by several coders, in one table."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from research.compare.rows import merge_frames
from research.tables import Fault, InputError, returns_table
from research.text import count_terms

_KEY = ["document", "sentence"]


@returns_table("readings")
def stack_codings(
    documents: pd.DataFrame, statements: pd.DataFrame, codings: Mapping[str, pd.DataFrame], *, families: pd.DataFrame
) -> pd.DataFrame:
    """Stack the rows of merge_frames for every coding: the rows of a multiverse analysis.

    Parameters
    ----------
    documents, statements : DataFrame
        The tables documents and statements.
    codings : mapping
        For each name (gold, a coder, cue, trained, a way to stem), its table frames, of all statements.
    families : DataFrame
        The family of each document, from corpus.find_families.

    Returns
    -------
    DataFrame
        The table readings: the columns of merge_frames, codes (the name), framed (whether the coding has any frame in
        the statement) and complete (of the document).

    Raises
    ------
    InputError
        As merge_frames, and where there is no coding.
    """
    if not codings:
        raise InputError([Fault("stack_codings", "readings", "none", "one frames table at least")])
    parts = []
    for name, frames in codings.items():
        rows = merge_frames(documents, statements, frames, families=families)
        framed = rows["present"].groupby([rows["document"], rows["sentence"]]).transform("any")
        parts.append(rows.assign(codes=name, framed=framed))
    joined = pd.concat(parts, ignore_index=True).astype({"codes": "str"})
    return joined.merge(documents[["document", "complete"]], on="document", how="left", validate="many_to_one")


@returns_table("word_marks")
def mark_words(statements: pd.DataFrame, words: Sequence[str], *, stems: str) -> pd.DataFrame:
    """Mark the statements that contain each word, as a coding for stack_codings.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    words : sequence of str
        The words; each represents all words of its stem, or itself where stems is none.
    stems : str
        How words are stemmed, as in text.count_terms.

    Returns
    -------
    DataFrame
        The table word_marks: document, sentence, coder (stems), frame (the word as given), present.

    Raises
    ------
    InputError
        For a word that no statement contains.

    Examples
    --------
    >>> table = pd.DataFrame({"document": "a", "sentence": [1, 2], "text": ["Pelayanan!", "Melayani, kata dia."]})
    >>> [mark_words(table, ["pelayanan"], stems=stems)["present"].tolist() for stems in ("none", "protected")]
    [[True, False], [True, True]]
    """
    terms = count_terms(statements, stems=stems, stop_words=False, minimum_documents=1)
    stem_of = dict(zip(terms.forms["surface"], terms.forms["stem"], strict=True))
    if unknown := [word for word in words if word not in stem_of]:
        raise InputError([Fault("mark_words", "words", repr(word), "a word of the statements") for word in unknown])
    positions = [terms.stems.index(stem_of[word]) for word in words]
    present = terms.matrix[:, positions].toarray() > 0
    marked = terms.rows.loc[np.repeat(np.arange(len(terms.rows)), len(words))].reset_index(drop=True)
    return marked.assign(
        coder=stems, frame=np.tile(np.array(words, dtype=str), len(terms.rows)), present=present.ravel()
    )

"""The same statements as several readers coded them, one under the other."""

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
    """Put the rows of compare.merge_frames for every reading under one another: the rows of a multiverse.

    readings maps a name (gold, a coder, cue, trained, a way to stem) to its frames table, of all statements. Added to
    the columns of merge_frames: codes (the name), framed (whether the reading sees any frame in the statement) and
    complete (of the document). Raises InputError as merge_frames does, and where there is no reading.
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
    """Mark the statements that hold each word, under one way to stem: document, sentence, coder, frame, present.

    stems as in preprocess.count_terms; a word stands for all words of its stem, and by itself where stems is none. The
    word as given is the frame, stems the coder: a reading for stack_codings. Raises InputError for a word that no
    statement holds.

    >>> table = pd.DataFrame({"document": "a", "sentence": [1, 2], "text": ["Pelayanan!", "Melayani, kata dia."]})
    >>> [mark_words(table, ["pelayanan"], stems=stems)["present"].tolist() for stems in ("none", "protected")]
    [[True, False], [True, True]]
    """
    terms = count_terms(statements, stems=stems, stop_words=False, minimum_documents=1)
    known = dict(zip(terms.forms["surface"], terms.forms["stem"], strict=True))
    if unknown := [word for word in words if word not in known]:
        raise InputError([Fault("mark_words", "words", repr(word), "a word of the statements") for word in unknown])
    places = [terms.stems.index(known[word]) for word in words]
    present = terms.matrix[:, places].toarray() > 0
    marked = terms.rows.loc[np.repeat(np.arange(len(terms.rows)), len(words))].reset_index(drop=True)
    return marked.assign(
        coder=stems, frame=np.tile(np.array(words, dtype=str), len(terms.rows)), present=present.ravel()
    )

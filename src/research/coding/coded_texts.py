"""Find which sentences are coded, and whether their text is still the text that was coded."""

from collections.abc import Iterable

import pandas as pd

from research.attribution import FURNITURE_RULES
from research.coding.sampling import UNITS, hash_text
from research.tables import Fault

HASH = "sha256"
# The number of a sentence; one of more digits is a slip, and too long for a column of numbers.
SENTENCE_NUMBER = "[1-9][0-9]{0,8}"
_LISTED = 8


def keep_codable(statements: pd.DataFrame) -> pd.DataFrame:
    """Keep the sentences that are coded, without headlines, date lines and other page furniture.

    Sentences keep their numbers, so that there may be gaps between the numbers of the rest.

    Parameters
    ----------
    statements : DataFrame
        The table statements, as the attribution rules give it. Without a column rule all rows are kept.

    Returns
    -------
    DataFrame
        The rows that are coded, with the columns and the index that they had.

    Examples
    --------
    >>> found = pd.DataFrame({"sentence": [1, 2, 3], "rule": ["headline", "narration", "verb"]})
    >>> keep_codable(found)["sentence"].tolist()
    [2, 3]
    """
    return statements[~statements["rule"].isin(FURNITURE_RULES)] if "rule" in statements.columns else statements


def find_changed_texts(
    rows: pd.DataFrame, documents: pd.DataFrame, statements: pd.DataFrame, *, where: str
) -> list[Fault]:
    """Find the documents that were coded in another text than the corpus has now.

    A document without a text (its rendition is metadata, and its copy is missing) does not count as changed.

    Parameters
    ----------
    rows : DataFrame
        The coded rows: document, sentence, row (its number in the file) and sha256 (hash of the sentence that was
        coded). Where sha256 is empty, a row is out of date only if the document has no sentence of that number.
    documents : DataFrame
        The corpus as it is now: document, text.
    statements : DataFrame
        The sentences of the corpus as it is now: document, sentence, text.
    where : str
        The file of the rows, for the message.

    Returns
    -------
    list of Fault
        One for each document that is missing or has another text, in the order of the ids.
    """
    texts = dict(zip(documents["document"], documents["text"], strict=True))
    now = rows[[*UNITS, HASH, "row"]].merge(statements[[*UNITS, "text"]], on=UNITS, how="left")
    gone = now["text"].isna()
    pairs = zip(now["text"], now[HASH], strict=True)
    other = pd.Series(
        [wanted not in ("", hash_text(str(text))) for text, wanted in pairs], index=now.index, dtype="bool"
    )
    faults = []
    for document, part in now.assign(gone=gone)[gone | other].groupby("document", sort=True):
        file = f"the text of {document} in documents/"
        moved = f"move the rows of {document} to a file outside coding/, where they are kept"
        if document not in texts:
            found = f"{document!r} ({format_numbers(part['row'], noun='row')})"
            remedy = f"correct the id, put {file} back, or {moved}"
            faults.append(Fault(where, "document", found, "a document of the corpus", remedy))
        elif texts[document]:
            read = part.loc[~part["gone"], "sentence"]
            parts = [f"another text than was coded in {format_numbers(read)}"] if len(read) else []
            parts += [f"no {format_numbers(part.loc[part['gone'], 'sentence'])}"] if part["gone"].any() else []
            found = ", and ".join(parts)
            mend = "" if len(read) else "correct the number, or "
            remedy = f"{mend}put {file} back as it was; if the new text is to stay, {moved}, and have it coded again"
            faults.append(Fault(where, f"text of {document}", found, "the text that was coded", remedy))
    return faults


def format_numbers(numbers: Iterable[int], *, noun: str = "sentence") -> str:
    """Write a list of sentence numbers as words, the first eight of them.

    Parameters
    ----------
    numbers : iterable of int
        The numbers, in any order.
    noun : str
        The word before the numbers.

    Returns
    -------
    str
        The word and the numbers in ascending order, with "..." at the end if there are more.

    Examples
    --------
    >>> format_numbers([3, 1]), format_numbers(range(1, 12))
    ('sentence 1, 3', 'sentence 1, 2, 3, 4, 5, 6, 7, 8, ...')
    """
    told = sorted(numbers)
    return f"{noun} " + ", ".join(map(str, told[:_LISTED])) + (", ..." if len(told) > _LISTED else "")


def find_framed_narration(rows: pd.DataFrame, modes: pd.DataFrame, *, where: str, remedy: str) -> list[Fault]:
    """Find frames that were given to narration, which by the rule of the codebook carries none.

    Parameters
    ----------
    rows : DataFrame
        The coded rows: document, sentence, frames (codes joined by ";", empty for none).
    modes : DataFrame
        The table modes: document, sentence, mode.
    where : str
        The file or table of the rows, for the message.
    remedy : str
        What the reader of the message can do.

    Returns
    -------
    list of Fault
        One fault that names all of these sentences, or none.
    """
    framed = rows.loc[rows["frames"].ne(""), UNITS].merge(modes.loc[modes["mode"] == "narration", UNITS], on=UNITS)
    if framed.empty:
        return []
    parts = [f"{name} {format_numbers(part['sentence'])}" for name, part in framed.groupby("document", sort=True)]
    more = "; ..." if len(parts) > _LISTED else ""
    found = f"a frame in narration ({len(framed)}): {'; '.join(parts[:_LISTED])}{more}"
    return [Fault(where, "frames", found, "no frame where nobody is reported as speaking", remedy)]

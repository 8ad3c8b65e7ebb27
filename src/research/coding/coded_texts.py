"""The texts that codes belong to: which sentences are coded, and whether they still read as they did then."""

from collections.abc import Iterable

import pandas as pd

from research.attribution import FURNITURE_RULES
from research.coding.sampling import UNITS, hash_text
from research.tables import Fault

HASH = "sha256"
_LISTED = 8


def keep_codable(statements: pd.DataFrame) -> pd.DataFrame:
    """Keep the sentences that are coded: all but headlines, lines of the date, and other furniture of the page.

    Sentences keep their numbers, so that those that are left may have gaps between them.

    Parameters
    ----------
    statements : DataFrame
        A statements table, as the attribution rules find it. Where it has no column rule, everything is kept.

    Returns
    -------
    DataFrame
        The rows that are coded, with the columns and the index they had.

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
    """Find the documents that were coded in another text than the corpus has now: one fault for each.

    A document without a text (rendition metadata, its copy not there) has changed in nothing; its codes wait for it.

    Parameters
    ----------
    rows : DataFrame
        What was coded: document, sentence, row (in the file) and sha256, the hash of the sentence's text, empty where
        nobody wrote it down; such a row is out of date only where the document has no sentence of that number.
    documents, statements : DataFrame
        The corpus as it is now: document and text; document, sentence and text.
    where : str
        The file that the rows stand in.

    Returns
    -------
    list of Fault
        One for each document that is gone or reads otherwise, in the order of their ids.
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
        file = f"documents/{document}.md"
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
    """List the first numbers of sentences, or of what noun says, in words.

    >>> format_numbers([3, 1]), format_numbers(range(1, 12))
    ('sentence 1, 3', 'sentence 1, 2, 3, 4, 5, 6, 7, 8, ...')
    """
    told = sorted(numbers)
    return f"{noun} " + ", ".join(map(str, told[:_LISTED])) + (", ..." if len(told) > _LISTED else "")


def find_framed_narration(rows: pd.DataFrame, modes: pd.DataFrame, *, where: str, remedy: str) -> list[Fault]:
    """Find frames in sentences where nobody is reported as speaking: one fault for all of them, or none.

    By the codebook's rule narration carries no frame.

    Parameters
    ----------
    rows : DataFrame
        What was coded: document, sentence, frames (codes joined by ";", empty for none).
    modes : DataFrame
        The mode of each sentence: document, sentence, mode.
    where : str
        The file or table that the rows stand in.
    remedy : str
        What whoever has the file can do.

    Returns
    -------
    list of Fault
        At most one.
    """
    framed = rows.loc[rows["frames"].ne(""), UNITS].merge(modes.loc[modes["mode"] == "narration", UNITS], on=UNITS)
    if framed.empty:
        return []
    parts = [f"{name} {format_numbers(part['sentence'])}" for name, part in framed.groupby("document", sort=True)]
    more = "; ..." if len(parts) > _LISTED else ""
    found = f"a frame in narration ({len(framed)}): {'; '.join(parts[:_LISTED])}{more}"
    return [Fault(where, "frames", found, "no frame where nobody is reported as speaking", remedy)]

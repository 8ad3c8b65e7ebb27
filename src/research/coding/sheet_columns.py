"""Define the columns of a coding sheet, whatever the format of its file.

The columns of a sheet, in their order; those in brackets are there only where they are needed:

    item      number of the row; the key, which the researcher keeps, has the statement of each number
    [source]  number of the document in the sheet, where whole documents are coded
    [before]  the sentence before it in its document, page furniture left out, where statements are drawn one by one
    text      the sentence to code
    [first], [second]  the codes of two coders, where their disagreements are decided
    a column for each frame and subcode: yes, no, or empty where nobody has read the row yet
    note      whatever the coder wants to say

A sheet has no document id, outlet, date, region or speaker, and except in first and second no codes of any person or
program: an id alone gives the year, the place and the outlet, and a person who knows these may code them instead of the
sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from research.codebook import Codebook
from research.coding.coded_texts import keep_codable
from research.coding.sampling import UNITS, WHOLE
from research.tables import Fault, returns_table

GIVEN_COLUMNS = ("item", "source", "before", "text", "first", "second")
NOTE_COLUMN = "note"
YES, NO = "yes", "no"
# What people and programs write for yes and no, in small letters, in English and Indonesian; check boxes of
# spreadsheets are TRUE and FALSE. t is not included: it may be true or tidak.
ANSWERS: Mapping[str, str] = {
    **dict.fromkeys(("yes", "y", "ya", "iya", "true", "benar", "1", "1.0", "x", "v", "✓", "✔", "☑"), YES),
    **dict.fromkeys(("no", "n", "tidak", "tdk", "false", "salah", "0", "0.0", "☐"), NO),
}


@dataclass(frozen=True)
class RawSheet:
    """A sheet that came back, before its rows are checked.

    Attributes
    ----------
    rows : DataFrame
        The rows, all cells text: where (file and row), item, text, a column for each code in the file, note.
    fields : mapping of str to str
        For each column its name in the file.
    faults : tuple of Fault
        What could not be read.
    notes : tuple of str
        How the file was read, for the user.
    """

    rows: pd.DataFrame
    fields: Mapping[str, str]
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()


def list_codes(codebook: Codebook) -> dict[str, str]:
    """List the codes of all frames and subcodes, each with the code of its parent.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Returns
    -------
    dict of str
        For each code its parent, empty for a frame; in the order of the codebook.
    """
    return {frame.code: frame.parent for frame in codebook.frames}


@returns_table("sheet")
def make_sheet(key: pd.DataFrame, statements: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Make the coding sheet of a key, with empty codes.

    Parameters
    ----------
    key : DataFrame
        The table sheet_key.
    statements : DataFrame
        The statements from which the key was drawn, with narration, since the sheet shows the sentence before.
    codebook : Codebook
        The codebook that lists the codes.

    Returns
    -------
    DataFrame
        The table sheet: item; source for whole documents, else before (the sentence before that is no page furniture,
        empty where there is none); text; a column for each code and note, all empty.
    """
    texts = statements.set_index(UNITS)["text"]
    units = list(key[UNITS].itertuples(index=False, name=None))
    sheet = pd.DataFrame({"item": key["item"].to_numpy()})
    if key["stratum"].eq(WHOLE).all():
        sheet["source"] = pd.factorize(key["document"])[0] + 1
    else:
        shown = keep_codable(statements).sort_values(UNITS)
        before = shown.set_index(UNITS).groupby("document")["text"].shift(fill_value="")
        sheet["before"] = [before[unit] for unit in units]
    sheet["text"] = [texts[unit] for unit in units]
    return sheet.assign(**dict.fromkeys([*list_codes(codebook), NOTE_COLUMN], ""))

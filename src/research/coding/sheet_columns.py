"""The shape of a coding sheet, whatever file it travels in.

The columns of a sheet, in their order; those in brackets are there only where they are needed:

    item      number of the row; the key, which stays behind, says which statement it is
    [source]  number of the document in the sheet, where whole documents are coded
    [before]  the sentence before it in its document, where statements are drawn one by one
    text      the sentence to code
    [first], [second]  what two coders saw, where their disagreements are decided
    a column for each frame and subcode: yes, no, or empty where nobody has read the row yet
    note      whatever the coder wants to say

A sheet holds no document id, outlet, date, region, speaker, nor what anybody or any program saw: an id alone tells
year, place and outlet, and who knows those may code them instead of the sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from research.codebook import Codebook
from research.coding.sampling import UNITS, WHOLE
from research.tables import Fault, returns_table

GIVEN_COLUMNS = ("item", "source", "before", "text", "first", "second")
NOTE_COLUMN = "note"
YES, NO = "yes", "no"
# What people and programs write for yes and no, in small letters, in English and Indonesian; boxes of spreadsheets are
# TRUE and FALSE. t is none of them: it may be true or tidak.
ANSWERS: Mapping[str, str] = {
    **dict.fromkeys(("yes", "y", "ya", "iya", "true", "benar", "1", "1.0", "x", "v", "✓", "✔", "☑"), YES),
    **dict.fromkeys(("no", "n", "tidak", "tdk", "false", "salah", "0", "0.0", "☐"), NO),
}


@dataclass(frozen=True)
class RawSheet:
    """A sheet as it came back, nothing judged yet.

    rows: where (file and row), item, text, a column for each code that the file has, note; all text. fields: for each
    column how the file calls it. faults: what could not be read. notes: how
    the file was taken.
    """

    rows: pd.DataFrame
    fields: Mapping[str, str]
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()


def list_codes(codebook: Codebook) -> dict[str, str]:
    """List the codes of frames and subcodes, each with the code of its parent, in the codebook's order."""
    return {frame.code: frame.parent for frame in codebook.frames}


@returns_table("sheet")
def make_sheet(key: pd.DataFrame, statements: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Build the sheet of a key: item, source or before, text, a column for each code, note; all codes are empty.

    statements are those that the key was drawn from, with narration, so that the sentence before is there.
    """
    texts = statements.set_index(UNITS)["text"]
    units = list(key[UNITS].itertuples(index=False, name=None))
    sheet = pd.DataFrame({"item": key["item"].to_numpy()})
    if key["stratum"].eq(WHOLE).all():
        sheet["source"] = pd.factorize(key["document"])[0] + 1
    else:
        sheet["before"] = [texts.get((document, sentence - 1), "") for document, sentence in units]
    sheet["text"] = [texts[unit] for unit in units]
    return sheet.assign(**dict.fromkeys([*list_codes(codebook), NOTE_COLUMN], ""))

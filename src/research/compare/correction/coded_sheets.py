"""A coded sheet: the statements that sample drew with known probabilities, and the frames that a person saw in them."""

from dataclasses import dataclass

import pandas as pd

from research.compare.rows import GOLD
from research.tables import Fault, InputError, check_columns

_UNIT = ["document", "sentence"]


def refuse_gold(rows: pd.DataFrame, *, where: str) -> None:
    """Refuse to correct rows that are gold's, or that do not say whose they are."""
    if "coder" not in rows.columns:
        expected, remedy = "rows of merge_frames with the frames of a coder", "leave corrected_by out"
        raise InputError([Fault(where, "corrected_by", f"a sheet, and rows of {GOLD}", expected, remedy)])


@dataclass(frozen=True, eq=False)
class CodedSheet:
    """What corrects the frames of a coder: drawn statements, and their codes by a person.

    Attributes
    ----------
    drawn : DataFrame
        The statements that coding.draw_sample drew: document, sentence and probability, as the table sheet_key has
        them.
    coded : DataFrame
        The table frames of these statements, of the person who coded the sheet (study.open_coded_sheet).
    """

    drawn: pd.DataFrame
    coded: pd.DataFrame

    @property
    def people(self) -> str:
        """Who coded the sheet."""
        return str(self.coded["coder"].iloc[0]) if len(self.coded) else ""

    def restrict(self, rows: pd.DataFrame) -> "CodedSheet":
        """Restrict the sheet to the statements of some rows, such as those of officials, or of one sample.

        What the rules take for narration is in no share, whatever a coder saw in it. A probability is that of its own
        statement, so that it stays.

        Parameters
        ----------
        rows : DataFrame
            Rows of merge_frames.

        Returns
        -------
        CodedSheet
            The sheet without the statements that the rows do not have.

        Raises
        ------
        InputError
            For missing columns.

        Examples
        --------
        >>> units = pd.DataFrame({"document": ["a", "b"], "sentence": [1, 1]})
        >>> coded = units.assign(frame="f", coder="ani", present=True)
        >>> sheet = CodedSheet(units.assign(probability=0.5), coded)
        >>> sheet.restrict(units[1:]).drawn["document"].tolist()
        ['b']
        """
        check_columns(self.drawn, [*_UNIT, "probability"], where="CodedSheet: drawn", key=_UNIT)
        check_columns(self.coded, [*_UNIT, "frame", "coder", "present"], where="CodedSheet: coded")
        units = rows[_UNIT].drop_duplicates()
        drawn, coded = self.drawn.merge(units, on=_UNIT), self.coded.merge(units, on=_UNIT)
        return CodedSheet(drawn, coded)

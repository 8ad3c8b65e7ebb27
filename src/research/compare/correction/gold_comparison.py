"""Corrected shares compared with full gold, where only some documents count as coded."""

from collections.abc import Collection

import pandas as pd

from research.compare.correction.corrected_shares import correct_shares
from research.compare.shares import measure_shares
from research.tables import returns_table


@returns_table("gold_comparison")
def compare_with_gold(rows: pd.DataFrame, predicted: pd.DataFrame, *, documents: Collection[str]) -> pd.DataFrame:
    """Correct a coder's shares by the gold of some documents, and put the shares of the full gold beside them.

    Parameters
    ----------
    rows : DataFrame
        The table rows, with the frames of gold.
    predicted : DataFrame
        The same rows, with the frames of a coder.
    documents : collection of str
        The documents whose gold is used for the correction.

    Returns
    -------
    DataFrame
        The table of correct_shares for all groups together, with gold_share, gold_share_low and gold_share_high (share
        of the full gold with its interval), and holds (yes where the corrected interval contains the share of the full
        gold); frames in the order of rows.

    Raises
    ------
    InputError
        As correct_shares.
    """
    coded = rows.loc[rows["document"].isin(list(documents)), ["document", "sentence", "frame", "present"]]
    corrected = correct_shares(predicted, coded.assign(coder="gold"))
    names = {"share": "gold_share", "low": "gold_share_low", "high": "gold_share_high"}
    full = measure_shares(rows, by="all")[["frame", *names]].rename(columns=names)
    table = corrected.merge(full, on="frame")
    holds = table["gold_share"].between(table["low"], table["high"])
    return table.assign(holds=holds.map({True: "yes", False: "no"}))

"""Corrected shares compared with full gold, where only a sample counts as coded."""

import pandas as pd

from research.compare.correction.corrected_shares import correct_shares
from research.compare.correction.correction_arguments import UNITS, list_unit_columns
from research.compare.rows import GOLD
from research.compare.shares import measure_shares
from research.tables import returns_table


@returns_table("gold_comparison")
def compare_with_gold(
    rows: pd.DataFrame, predicted: pd.DataFrame, *, sample: pd.DataFrame, by: str = "all"
) -> pd.DataFrame:
    """Correct a coder's shares by the gold of a sample, and put the shares of the full gold beside them.

    Parameters
    ----------
    rows : DataFrame
        The table rows, with the frames of gold.
    predicted : DataFrame
        The same rows, with the frames of a coder.
    sample : DataFrame
        The documents or statements whose gold is used for the correction, with their probabilities, as in
        correct_shares.
    by : str
        The column whose values form the groups, or all.

    Returns
    -------
    DataFrame
        The table of correct_shares, with gold_share, gold_share_low and gold_share_high (share
        of the full gold with its interval), and holds (yes where the corrected interval contains the share of the full
        gold).

    Raises
    ------
    InputError
        As correct_shares.
    """
    coded = rows[[*UNITS, "present"]].merge(sample[list_unit_columns(sample)])
    corrected = correct_shares(predicted, coded.assign(coder=GOLD), by=by, sample=sample)
    names = {"share": "gold_share", "low": "gold_share_low", "high": "gold_share_high"}
    full = measure_shares(rows, by=by)[["group", "frame", *names]].rename(columns=names)
    table = corrected.merge(full, on=["group", "frame"])
    holds = table["gold_share"].between(table["low"], table["high"])
    return table.assign(holds=holds.map({True: "yes", False: "no"}))

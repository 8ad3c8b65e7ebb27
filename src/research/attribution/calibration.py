"""How far the confidence of statements is the share of those that are right."""

import pandas as pd

from research.attribution.sentence_pairs import Pair, mark_right, pair_by_position
from research.tables import check_columns, returns_table

BINS = 10


@returns_table("attribution_reliability")
def measure_reliability(
    predicted: pd.DataFrame, gold: pd.DataFrame, *, pair: Pair = pair_by_position, bins: int = BINS
) -> pd.DataFrame:
    """Compare the confidence of statements with the share that is right, in bins of equal count.

    Parameters
    ----------
    predicted, gold
        As in score_statements; predicted has confidence.
    pair
        As in score_statements.
    bins
        The number of bins; fewer where there are fewer sentences.

    Returns
    -------
    pandas.DataFrame
        The table attribution_reliability, a row for each bin from the lowest confidence to the highest: bin, n,
        confidence (mean) and right (the share of which reported, speaker and office, folded, are right). Sentences of
        equal confidence are in the order of document and position. A sentence without a statement is left out.

    Raises
    ------
    InputError
        Where predicted has no column confidence.

    Examples
    --------
    >>> gold = pd.DataFrame({"document": "a", "start": [0, 9], "stop": [8, 20], "reported": True, "speaker": "Ani",
    ...     "office": "head"})
    >>> predicted = gold.assign(speaker=["Budi", "Ani"], confidence=[0.3, 0.9])
    >>> measure_reliability(predicted, gold, bins=2).to_numpy().tolist()
    [[1.0, 1.0, 0.3, 0.0], [2.0, 1.0, 0.9, 1.0]]
    """
    check_columns(predicted, ["confidence"], where="found")
    pairs = mark_right(pair(predicted, gold))
    pairs = pairs[pairs["is_found"]].sort_values(["confidence", "document"], kind="stable", ignore_index=True)
    number = pairs.index * min(bins, max(len(pairs), 1)) // max(len(pairs), 1) + 1
    groups = pairs.assign(bin=number).groupby("bin")
    table = groups.agg(n=("document", "size"), confidence=("confidence", "mean"), right=("right_attributed", "mean"))
    return table.reset_index()


def measure_calibration_error(reliability: pd.DataFrame) -> float:
    """Measure the expected calibration error: the mean distance of confidence and right over the bins, by their n."""
    distance = (reliability["confidence"] - reliability["right"]).abs()
    total = reliability["n"].sum()
    return float((distance * reliability["n"]).sum() / total) if total else float("nan")

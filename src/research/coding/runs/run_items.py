"""The statements that a program is handed: numbered for the run alone, in a drawn order, without anything else."""

import numpy as np
import pandas as pd

from research.coding.coded_texts import keep_codable
from research.coding.sampling import UNITS, hash_text
from research.tables import make_key, returns_table


@returns_table("run_items")
def list_run_items(statements: pd.DataFrame, *, context: bool = False, seed: int = 2026) -> pd.DataFrame:
    """List the reported statements that a program codes, each text once, in an order drawn by chance.

    Neither the number nor the order says from which document a statement is, when or where it was made, or by whom.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    context : bool
        Whether the sentence before is handed over too.
    seed : int
        Seed of the order.

    Returns
    -------
    DataFrame
        The table run_items, a row for each statement, sorted by document and sentence: item, the number that the
        program sees (statements with the same words have the same); text; before, the sentence before in the document,
        empty without context and where there is none; sha256 of the text.

    Examples
    --------
    >>> said = {"document": "a", "sentence": [1, 2, 3], "text": ["Netral.", "Awas.", "Netral."], "reported": True}
    >>> list_run_items(pd.DataFrame(said))["item"].tolist()
    [2, 1, 2]
    """
    shown = keep_codable(statements).sort_values(UNITS)
    before = shown.groupby("document")["text"].shift(fill_value="") if context else pd.Series("", index=shown.index)
    items = shown.assign(before=before.astype("str"))[shown["reported"].astype("bool")]
    items = items[[*UNITS, "text", "before"]].reset_index(drop=True)
    words = [make_key(*pair) for pair in zip(items["text"], items["before"], strict=True)]
    different = sorted(set(words))
    order = np.random.default_rng(seed).permutation(len(different)) + 1
    numbers = dict(zip(different, order.tolist(), strict=True))
    items = items.assign(item=[numbers[key] for key in words], sha256=[hash_text(text) for text in items["text"]])
    return items[["item", *UNITS, "text", "before", "sha256"]]

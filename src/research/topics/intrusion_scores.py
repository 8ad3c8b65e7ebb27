"""Score the answers of raters to intrusion tests, and measure how far the raters agree."""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests  # type: ignore[import-untyped]
from statsmodels.stats.proportion import proportion_confint  # type: ignore[import-untyped]

from research.coding import measure_nominal_alpha
from research.tables import make_table, returns_table
from research.topics.intrusion_items import KINDS, SHUFFLED_ARM, TOPICS_ARM

LEVEL = 0.05
# A topic is named where no fewer of its items are hit.
LEAST_SHARE = 0.5


@returns_table("intrusion_scores")
def score_intrusion(answers: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """Count the intruders that each rater found in each topic, and test the count against chance.

    Parameters
    ----------
    answers : DataFrame
        The table intrusion_answers.
    key : DataFrame
        The table intrusion_items; texts are not needed.

    Returns
    -------
    DataFrame
        The table intrusion_scores, sorted by rater, kind, arm (topics first) and topic. Items without an answer count
        in items only. A rater may name a topic where at least half of its items are hit and p_holm is at most .05; a
        topic is named where every rater may name it. For the model of shuffled text there is one row, with topic 0: a
        small p there says that the rater finds intruders where there are no topics, so that the hits in topics are no
        evidence of them.

    Notes
    -----
    p is one-sided and exact (binomial): a rater who sees no difference finds each intruder with a chance of 1 in 5
    statements, or 1 in 6 words. Holm's adjustment is over the topics of one rater. The interval is Wilson's.

    Examples
    --------
    >>> key = pd.DataFrame({"item": range(1, 11), "place": 3, "kind": "statements", "arm": "topics", "topic": 1})
    >>> key = key.assign(intruder=True)
    >>> answers = pd.DataFrame({"rater": "siti", "item": range(1, 11), "answer": [3] * 6 + [1] * 4})
    >>> score_intrusion(answers, key)[["hits", "share", "p", "named"]].round(4).to_dict("records")
    [{'hits': 6, 'share': 0.6, 'p': 0.0064, 'named': True}]
    """
    asked = key.loc[key["intruder"], ["item", "kind", "arm", "topic", "place"]]
    asked = asked.assign(topic=asked["topic"].where(asked["arm"] == TOPICS_ARM, 0))
    joined = answers.merge(asked, on="item")
    joined = joined.assign(answered=joined["answer"].notna(), hit=joined["answer"].eq(joined["place"]).fillna(False))
    groups = joined.groupby(["rater", "kind", "arm", "topic"])
    table = groups.agg(items=("item", "size"), answered=("answered", "sum"), hits=("hit", "sum")).reset_index()
    table = table.astype({"items": "int64", "answered": "int64", "hits": "int64"})
    # Where nothing was answered, there is no share; the test has no trials and its p is 1.
    trials = table["answered"].where(table["answered"] > 0).astype("float64")
    low, high = proportion_confint(table["hits"], trials, method="wilson")
    chance = 1 / (table["kind"].map(KINDS) + 1)
    table = table.assign(share=table["hits"] / trials, low=low, high=high)
    table["p"] = stats.binom.sf(table["hits"] - 1, table["answered"], chance)
    table["p_holm"] = np.nan
    for _, rows in table[table["arm"] == TOPICS_ARM].groupby(["rater", "kind"]):
        table.loc[rows.index, "p_holm"] = multipletests(rows["p"], method="holm")[1]
    table["named"] = (table["hits"] >= LEAST_SHARE * table["items"]) & (table["p_holm"] <= LEVEL)
    order = table.assign(last=table["arm"] == SHUFFLED_ARM).sort_values(["rater", "kind", "last", "topic"])
    return make_table(order.reset_index(drop=True), "intrusion_scores")


@returns_table("intrusion_agreement")
def measure_intrusion_agreement(answers: pd.DataFrame, key: pd.DataFrame, *, seed: int = 2026) -> pd.DataFrame:
    """Measure how far two raters or more chose the same texts as intruders, right or wrong.

    Parameters
    ----------
    answers : DataFrame
        The table intrusion_answers.
    key : DataFrame
        The table intrusion_items; texts are not needed.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        The table intrusion_agreement, a row for each kind of items, over the items of topics: Krippendorff's alpha of
        the places that were chosen, with its 95 % interval over items. No row for a single rater.
    """
    # Hits and misses would have no alpha where all raters find every intruder; the places that they choose have one.
    kinds = key.loc[key["intruder"] & (key["arm"] == TOPICS_ARM), ["item", "kind"]]
    rows = []
    for kind, part in answers.merge(kinds, on="item").sort_values(["kind", "rater", "item"]).groupby("kind"):
        grid = (
            part.pivot(index="rater", columns="item", values="answer")
            .astype("Float64")
            .to_numpy(float, na_value=np.nan)
        )
        if len(grid) < 2:
            continue
        alpha, low, high = measure_nominal_alpha(grid, seed=seed)
        shared = grid[:, (~np.isnan(grid)).sum(axis=0) > 1]
        first, second = np.triu_indices(len(grid), 1)
        both = ~np.isnan(shared[first]) & ~np.isnan(shared[second])
        alike = float((shared[first] == shared[second]).sum() / both.sum()) if both.any() else np.nan
        row = {"kind": kind, "raters": len(grid), "items": shared.shape[1], "agreement": alike}
        rows.append(row | {"alpha": alpha, "low": low, "high": high})
    return make_table(rows, "intrusion_agreement")

import numpy as np
import pandas as pd

from research import compare


def test_a_coder_that_errs_everywhere_alike_is_corrected_to_the_gold() -> None:
    """40 documents of ten statements: gold has one hit in each, the coder sees another two in each."""
    names = np.repeat([f"d{number:02}" for number in range(40)], 10)
    rows = pd.DataFrame({"document": names, "sentence": list(range(1, 11)) * 40, "frame": "f", "speaker": "Rai"})
    rows = rows.assign(present=rows["sentence"].eq(1))
    predicted = rows.assign(present=rows["sentence"].le(3))
    documents = pd.DataFrame({"document": [f"d{number:02}" for number in range(20)], "probability": 0.5})
    row = compare.compare_with_gold(rows, predicted, sample=documents).iloc[0]
    assert row["predicted_share"] == 0.3
    assert abs(row["share"] - 0.1) < 1e-9
    assert row["gold_share"] == 0.1
    assert row["predicted_low"] > 0.1, "predictions taken as true know nothing of their error"
    assert row["holds"] == "yes"


def test_drawn_statements_correct_each_group_and_the_full_gold_of_the_group_stands_beside() -> None:
    generator = np.random.default_rng(4)
    names = np.repeat([f"d{number:02}" for number in range(40)], 10)
    rows = pd.DataFrame({"document": names, "sentence": list(range(1, 11)) * 40, "frame": "f", "speaker": "Rai"})
    rows = rows.assign(side=np.where(rows["document"] < "d20", "left", "right"), present=generator.random(400) < 0.4)
    predicted = rows.assign(present=rows["present"] & rows["side"].eq("right"), coder="blind on the left")
    key = rows.sample(200, random_state=1)[["document", "sentence"]].assign(probability=0.5)
    table = compare.compare_with_gold(rows, predicted, sample=key, by="side").set_index("group")
    assert table["predicted_share"].to_dict() == {"left": 0.0, "right": table.loc["right", "gold_share"]}
    assert table["gold_share"].to_dict() == rows.groupby("side")["present"].mean().to_dict()
    drawn = rows.merge(key[["document", "sentence"]])
    # Nothing that the coder says helps on the left: the mean of what was drawn.
    assert table.loc["left", "share"] == drawn[drawn["side"] == "left"]["present"].mean()
    assert table.loc["left", "holds"] == "yes"

"""Scores of keyword topics: the area under the ROC curve by hand, and intervals that resample whole documents."""

import numpy as np
import pandas as pd
import pytest

from research import compare
from research.tables import TOO_FEW, InputError


def make_rows(documents=12, sentences=2, seed=1):
    random = np.random.default_rng(seed)
    rows = pd.DataFrame(
        [(f"d{d:02d}", s) for d in range(documents) for s in range(1, sentences + 1)], columns=["document", "sentence"]
    )
    present = np.arange(len(rows)) % 2 == 0
    return rows.assign(frame="f", present=present), random


def test_auc_counts_pairs_and_a_missing_value_is_none():
    rows, random = make_rows()
    values = rows.assign(value=random.integers(0, 4, len(rows)))
    missing = values.drop(index=[3, 8])
    table = compare.score_keyword_topics(rows, {"topic": missing, "cues": values}).set_index("score")
    for name, given in (("topic", missing), ("cues", values)):
        value = np.array([given["value"].get(place, 0) for place in range(len(rows))])
        pairs = np.subtract.outer(value[rows["present"]], value[~rows["present"]])
        expected = ((pairs > 0) + 0.5 * (pairs == 0)).mean()
        assert table.loc[name, "auc"] == pytest.approx(expected)
    assert table.loc["cues", "gain"] == pytest.approx(table.loc["topic", "auc"] - table.loc["cues", "auc"])
    assert table.loc["cues", ["statements", "documents", "hits"]].tolist() == [24, 12, 12]
    assert (table["low"] <= table["auc"]).all()
    assert (table["auc"] <= table["high"]).all()


def test_copies_of_a_document_do_not_narrow_the_interval():
    rows, random = make_rows(documents=20)
    rows = rows.assign(value=random.random(len(rows)) + rows["present"] * 0.2, family=rows["document"])
    copies = pd.concat([rows.assign(document=rows["document"] + f"-{n}") for n in range(4)])
    widths = []
    for table in (rows, copies):
        found = compare.score_keyword_topics(table.drop(columns="value"), {"topic": table})
        widths.append(float((found["high"] - found["low"]).iloc[0]))
    assert widths[0] == pytest.approx(widths[1])


def test_each_sample_is_apart_and_too_few_is_said():
    rows, random = make_rows()
    few = rows.head(4).assign(document=["x", "x", "y", "y"])
    both = pd.concat([rows.assign(sample="a"), few.assign(sample="b")], ignore_index=True)
    table = compare.score_keyword_topics(both, {"topic": both.assign(value=random.random(len(both)))})
    assert table["sample"].tolist() == ["a", "b"]
    assert table["method"].tolist()[1] == TOO_FEW
    assert table.loc[1, ["auc", "low", "high"]].isna().all()
    again = compare.score_keyword_topics(both.sample(frac=1, random_state=2), {"topic": both.assign(value=1)})
    assert again.loc[0, ["auc", "low", "high"]].tolist() == [0.5, 0.5, 0.5]


def test_refusals():
    rows, _ = make_rows()
    for scores in ({}, {"topic": rows.assign(value=1, frame="other")}, {"topic": rows}):
        with pytest.raises(InputError):
            compare.score_keyword_topics(rows, scores)

"""What topics keep in resamples: planted ones survive, shuffled text has none, and numbers are worked by hand."""

import numpy as np
import pandas as pd
import pytest
from planted_themes import plant

from research import topics
from research.tables import InputError, check_table
from research.text import count_terms


@pytest.fixture(scope="module")
def planted():
    statements, _ = plant(11, documents=40)
    terms = count_terms(statements, stems="none")
    return terms, topics.fit_topics(terms, topics=4, starts=2, seed=3)


@pytest.fixture(scope="module")
def support(planted):
    return topics.measure_topic_support(*planted, resamples=10)


def test_planted_topics_are_told_from_chance_and_survive(support):
    assert support.supported
    assert support.gates["survives"].all()
    assert support.gates["number"].tolist() == [1, 2, 3, 4]
    summary = support.summary.iloc[0]
    assert summary["company"] > 0.8 > 0.5 > summary["company_noise"]
    assert summary["words_excess"] == pytest.approx(summary["words"] - summary["words_noise"])
    assert summary["survivors"] == 4
    assert summary["held_out_low"] < summary["held_out"] < summary["held_out_high"] < 0


def test_the_words_of_shuffled_text_carry_no_topics(planted):
    terms, _ = planted
    shuffled = topics.shuffle_terms(terms, seed=5)
    assert (shuffled.matrix.sum(axis=1) == terms.matrix.sum(axis=1)).all()
    assert (shuffled.matrix.sum(axis=0) == terms.matrix.sum(axis=0)).all()
    assert (shuffled.matrix != terms.matrix).sum() > 0
    model = topics.fit_topics(shuffled, topics=4, starts=2, seed=3)
    found = topics.measure_topic_support(shuffled, model, resamples=10)
    assert not found.supported
    assert not found.gates["survives"].any()
    assert set(topics.find_dominant_topics(model, found.gates)["topic"]) == {0}
    listed = topics.list_top_terms(model, found.gates)
    assert listed[["topic", "terms"]].values.tolist() == [[0, ""]]


def test_workers_and_the_order_of_statements_change_no_byte(support):
    statements, _ = plant(11, documents=40)
    terms = count_terms(statements.sample(frac=1, random_state=1), stems="none")
    fitted = topics.fit_topics(terms, topics=4, starts=2, seed=3)
    again = topics.measure_topic_support(terms, fitted, resamples=10, workers=3)
    for name in ("gates", "summary"):
        pd.testing.assert_frame_equal(getattr(support, name), getattr(again, name), check_exact=True)
    pd.testing.assert_frame_equal(support.refits.statements, again.refits.statements, check_exact=True)


def test_refits_draw_documents_whole_and_families_together(planted):
    terms, fitted = planted
    families = pd.DataFrame({"document": terms.rows["document"].unique()})
    families["family"] = [f"f{number // 2}" for number in range(len(families))]
    refits = topics.refit_topics(terms, fitted, resamples=4, families=families)
    check_table(refits.statements, "topic_refits")
    sizes = terms.rows.groupby("document").size()
    family = families.set_index("document")["family"]
    for _, part in refits.statements.groupby("resample"):
        assert (part.groupby("document").size() == sizes[part["document"].unique()].sort_index()).all()
        assert part.groupby(part["document"].map(family))["copies"].nunique().eq(1).all()
        assert part.drop_duplicates("document")["copies"].sum() == len(families)


def test_gates_are_worked_by_hand():
    # Topic 1 keeps 5 words or more in 8 of 10 resamples; topic 2 in 7; topic 3 in all, below the noise.
    kept = np.array([[0.6] * 8 + [0.4] * 2, [0.9] * 7 + [0.4] * 3, [0.5] * 10]).T
    from research.topics.topic_support import _list_gates

    gates = _list_gates(kept, 0.52, supported=True)
    assert gates["survives"].tolist() == [True, False, False]
    assert gates["number"].tolist() == [1, 0, 0]
    assert gates["kept"].tolist() == pytest.approx([0.56, 0.75, 0.5])
    assert gates["returns"].tolist() == pytest.approx([0.8, 0.7, 1.0])
    assert not _list_gates(kept, 0.52, supported=False)["survives"].any()


def test_the_largest_supported_number_is_chosen_and_none_where_there_is_none():
    table = pd.DataFrame({"topics": [4, 6, 8, 10], "supported": [True, False, True, False]})
    assert topics.choose_topic_count(table) == 8
    assert topics.choose_topic_count(table.assign(supported=False)) is None


def test_refusals(planted):
    terms, fitted = planted
    with pytest.raises(InputError, match="resamples: found 0"):
        topics.refit_topics(terms, fitted, resamples=0)
    few, _ = plant(1, documents=2, statements=1, words=2)
    with pytest.raises(InputError, match="search_topic_count: terms"):
        topics.search_topic_count(count_terms(few, stems="none", minimum_documents=1))

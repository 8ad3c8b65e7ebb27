"""Items of intrusion: of members at large, one a document, and of no topic that a reader could see in their order."""

import numpy as np
import pandas as pd
import pytest
from intrusion import draw_items, make_model, write_texts
from scipy import stats

from research import topics
from research.tables import InputError


def test_an_item_has_four_of_its_topic_and_one_of_another_from_five_documents() -> None:
    model, noise, items = make_model(1), make_model(2), draw_items()
    assert (
        items.groupby(["arm", "topic"])["item"].nunique().to_dict().items()
        >= {("topics", n): 10 for n in range(1, 5)}.items()
    )
    assert items.loc[items["arm"] == "shuffled", "item"].nunique() == 10
    for arm, table in {"topics": model, "shuffled": noise}.items():
        joined = items[items["arm"] == arm].merge(table, on=["document", "sentence"], suffixes=("", "_of_model"))
        assert joined["text_topic"].equals(joined["topic_of_model"])
        assert (joined["text_topic"] != joined["topic"]).equals(joined["intruder"])
        assert (joined["text_topic"] > 0).all()
    groups = items.groupby("item")
    assert (groups["intruder"].sum() == 1).all() and (groups["document"].nunique() == 5).all()
    members = items[~items["intruder"]]
    assert not members.duplicated(["arm", "document", "sentence"]).any()
    joined = items.merge(write_texts(model), on=["document", "sentence"], suffixes=("", "_as_given"))
    assert joined["text"].equals(joined["text_as_given"])


def test_members_are_drawn_at_large() -> None:
    """Each member of a topic of 90 comes into an item with a chance of 40 in 90, whatever its weight."""
    model = make_model(1)
    model = model.assign(topic=np.where(np.arange(len(model)) % 6 == 0, 1, 2)).assign(
        weight=np.linspace(0, 1, len(model))
    )
    size = int((model["topic"] == 1).sum())
    seen = pd.concat(
        topics.draw_statement_intrusion(model, write_texts(model), shuffled=model, seed=seed).query(
            "arm == 'topics' and topic == 1 and not intruder"
        )
        for seed in range(30)
    )
    counts = seen.groupby("document").size().reindex(model.loc[model["topic"] == 1, "document"], fill_value=0)
    assert counts.sum() == 30 * 40
    # Of 30 draws each member is in a binomial number with the chance 40 / size.
    chance = 40 / size
    spread = ((counts - 30 * chance) ** 2).sum() / (30 * chance * (1 - chance))
    assert stats.chi2.sf(spread, size - 1) > 0.001
    weights = model.set_index(["document", "sentence"])["weight"]
    assert abs(stats.spearmanr(counts, weights[model.set_index(["document", "sentence"])["topic"] == 1])[0]) < 0.4


def test_neither_place_nor_number_says_anything_of_the_key() -> None:
    drawn = pd.concat(draw_items(seed).assign(seed=seed) for seed in range(20))
    intruders = drawn[drawn["intruder"]]
    assert stats.chisquare(intruders["place"].value_counts()).pvalue > 0.001
    late = intruders["item"] > 25
    for column in ("arm", "topic", "text_topic"):
        assert stats.chi2_contingency(pd.crosstab(late, intruders[column])).pvalue > 0.001


def test_the_same_seed_draws_the_same_items_whatever_the_order_of_the_input() -> None:
    model, noise = make_model(1), make_model(2)
    mixed = topics.draw_statement_intrusion(
        model.sample(frac=1, random_state=5),
        write_texts(model).sample(frac=1, random_state=6),
        shuffled=noise.sample(frac=1, random_state=7),
        seed=1,
    )
    pd.testing.assert_frame_equal(mixed, draw_items(1))
    assert not draw_items(2)["sha256"].equals(mixed["sha256"])


def test_excluded_documents_and_those_that_may_not_be_shown_are_in_no_item() -> None:
    model = make_model(1)
    shown = write_texts(model)[model["document"] != "d007"]
    items = topics.draw_statement_intrusion(model, shown, shuffled=make_model(2), exclude=["d003"], seed=1)
    assert not {"d003", "d007"} & set(items["document"]) and items["item"].nunique() == 50


def test_a_topic_with_too_few_statements_or_documents_is_not_asked_about() -> None:
    model = make_model(1, number=3)
    few = model["topic"].where(~model.index.isin(range(0, 39 * 6, 6)), 4).where(model["document"] < "d040", 1)
    # Topic 5 has 60 statements, all of three documents: three a item at most.
    close = few.where(~model["document"].isin(["d000", "d001", "d002"]), 5)
    table = model.assign(topic=close)
    counted = topics.count_topic_members(table).set_index("topic")
    assert counted["enough"].to_dict() == {1: True, 2: True, 3: True, 4: False, 5: False}
    items = topics.draw_statement_intrusion(table, write_texts(model), shuffled=make_model(2), seed=1)
    assert set(items.loc[items["arm"] == "topics", "topic"]) == {1, 2, 3}
    assert items.loc[items["intruder"], "text_topic"].isin([4, 5]).any(), "they may still lend intruders"


def test_forty_statements_are_just_enough() -> None:
    table = make_model(1).assign(topic=2)
    table.loc[table.index[:60:6], "topic"] = 1  # ten documents, one statement each
    table.loc[table.index[60:90], "topic"] = 1  # and five documents with six each
    assert topics.count_topic_members(table)["enough"].tolist() == [True, True]
    assert not topics.count_topic_members(table, exclude=["d000"])["enough"].iloc[0]
    items = topics.draw_statement_intrusion(table, write_texts(table), shuffled=make_model(2), seed=1)
    members = items[(items["arm"] == "topics") & (items["topic"] == 1) & ~items["intruder"]]
    assert len(members.drop_duplicates(["document", "sentence"])) == 40
    assert (members.groupby("item")["document"].nunique() == 4).all()


@pytest.mark.parametrize("arm", ["topics", "shuffled"])
def test_a_model_that_cannot_be_asked_about_is_one_fault(arm: str) -> None:
    good = make_model(1)
    bad = {"one topic": good.assign(topic=1), "no topic": good.assign(topic=0), "small": make_model(1, documents=4)}
    for model in bad.values():
        models = {"topics": good, "shuffled": good} | {arm: model}
        with pytest.raises(
            InputError, match=f"^1 fault:\nmodel of {arm}: topic: found . of . topics with 40 statements"
        ):
            topics.draw_statement_intrusion(models["topics"], write_texts(good), shuffled=models["shuffled"])


def make_terms(number: int = 3, words: int = 50) -> pd.DataFrame:
    """Topics with words of their own that lift them, and words of the next topic that are rare in them."""
    rows = []
    for topic in range(1, number + 1):
        weights = [(f"kata{topic}x{rank}", 0.02 - rank * 1e-4, number - rank * 0.01) for rank in range(words)]
        weights += [(f"kata{topic % number + 1}x{rank}", 1e-4, 0.1) for rank in range(words)]
        rows += [(topic, place, word, word, *both) for place, (word, *both) in enumerate(weights, start=1)]
    return pd.DataFrame(rows, columns=["topic", "rank", "term", "stem", "weight", "lift"])


def test_word_items_have_forty_words_by_lift_and_rare_intruders() -> None:
    terms = make_terms()
    items = topics.draw_word_intrusion(terms, seed=3)
    assert items.groupby("topic")["item"].nunique().to_dict() == {1: 8, 2: 8, 3: 8}
    assert (items.groupby("item").size() == 6).all() and (items.groupby("item")["intruder"].sum() == 1).all()
    lift = terms.set_index(["topic", "term"])["lift"]
    for topic, rows in items[~items["intruder"]].groupby("topic"):
        assert (
            set(rows["text"]) == {f"kata{topic}x{rank}" for rank in range(40)} and not rows["text"].duplicated().any()
        )
    for row in items[items["intruder"]].itertuples():
        assert lift[(row.text_topic, row.text)] > 1 and lift.get((row.topic, row.text), 0) < 1
    pd.testing.assert_frame_equal(items, topics.draw_word_intrusion(terms.sample(frac=1, random_state=1), seed=3))


def test_topics_of_too_few_words_are_left_out_and_said_where_fewer_than_two_remain() -> None:
    short = make_terms()
    short = short[~((short["topic"] == 2) & short["rank"].between(20, 50))]
    assert set(topics.draw_word_intrusion(short)["topic"]) == {1, 3}
    with pytest.raises(
        InputError, match="topic_terms: topic: found 0 such topics, expected two topics or more with 40"
    ):
        topics.draw_word_intrusion(make_terms(words=39))
    with pytest.raises(InputError, match="no such column"):
        topics.draw_word_intrusion(short.drop(columns="lift"))

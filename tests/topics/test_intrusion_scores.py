"""Scores of intrusion: raters who see all, or nothing, and what is said of each; no person has rated yet."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from intrusion import draw_items, find_truth
from scipy import stats

from research import topics


def make_key(number: int = 8, *, shuffled: int = 10) -> pd.DataFrame:
    """The intruders' rows of a key: ten items a topic, all at place 3, and some of the shuffled model."""
    arms = ["topics"] * 10 * number + ["shuffled"] * shuffled
    named = [topic for topic in range(1, number + 1) for _ in range(10)] + [1] * shuffled
    table = pd.DataFrame({"arm": arms, "topic": named, "place": 3, "kind": "statements", "intruder": True})
    return table.assign(item=np.arange(1, len(table) + 1))


def answer(key: pd.DataFrame, hits: list[int], rater: str = "siti") -> pd.DataFrame:
    """Answers with so many hits in each topic, and in the shuffled model last."""
    places = [3 if place < count else 1 for count in hits for place in range(10)]
    return pd.DataFrame({"rater": rater, "item": key["item"], "answer": places})


def test_a_rater_who_finds_every_intruder_names_all_topics_but_no_shuffled_one() -> None:
    items = draw_items()
    truth = find_truth(items)
    answers = pd.DataFrame({"rater": "siti", "item": list(truth), "answer": list(truth.values())})
    scores = topics.score_intrusion(answers, items)
    assert scores["topic"].tolist() == [1, 2, 3, 4, 0] and scores["arm"].tolist() == ["topics"] * 4 + ["shuffled"]
    assert scores["hits"].tolist() == [10] * 5 and scores["named"].tolist() == [True] * 4 + [False]
    # Chance to hit ten of ten is 1 / 5 ** 10; Holm's smallest of four is four times it.
    np.testing.assert_allclose(scores["p"], 5.0**-10)
    np.testing.assert_allclose(scores["p_holm"][:4], 4 * 5.0**-10)
    assert np.isnan(scores["p_holm"].iloc[4])
    # Wilson (1927) for n of n: n / (n + z ** 2) to 1.
    np.testing.assert_allclose(scores["low"], 10 / (10 + stats.norm.ppf(0.975) ** 2))


def test_holm_and_the_half_by_hand() -> None:
    """P(X >= 5, 6, 7, 10 of 10 at 1 in 5) = .032794, .006369, .000864, 1e-7."""
    key = make_key(4, shuffled=10)
    scores = topics.score_intrusion(answer(key, [10, 7, 6, 5, 2]), key)
    np.testing.assert_allclose(scores["p"][1:4], [0.000864, 0.006369, 0.032794], atol=5e-7)
    np.testing.assert_allclose(scores["p_holm"][1:4], [3 * 0.0008644, 2 * 0.0063694, 0.0327935], rtol=1e-3)
    assert scores["named"].tolist() == [True, True, True, True, False]
    two = topics.score_intrusion(answer(key, [10, 7, 5, 5, 2]), key)
    assert two["named"].tolist() == [True, True, False, False, False], "two of .033 are .066 after Holm"
    four = topics.score_intrusion(answer(key, [10, 10, 10, 4, 2]), key)
    assert not four["named"].iloc[3]


def test_blank_answers_are_counted_and_help_nobody() -> None:
    key = make_key(2)
    answers = answer(key, [4, 0, 2]).astype({"answer": "Int64"})
    answers.loc[4:9, "answer"] = pd.NA
    answers.loc[10:19, "answer"] = pd.NA
    scores = topics.score_intrusion(answers, key)
    assert scores[["items", "answered", "hits"]].to_numpy().tolist() == [[10, 4, 4], [10, 0, 0], [10, 10, 2]]
    assert scores["p"].iloc[0] == pytest.approx(0.2**4) and not scores["named"].iloc[0], "4 of 4 are 4 of 10 asked"
    assert np.isnan(scores["share"].iloc[1]) and np.isnan(scores["low"].iloc[1]) and scores["p"].iloc[1] == 1


@pytest.fixture
def simulate(monkeypatch: pytest.MonkeyPatch) -> Callable[[float, int], pd.DataFrame]:
    # multipletests collects garbage on each call, a fifth of a second for each of many raters.
    monkeypatch.setattr("gc.collect", lambda: 0)
    return score_guesses


def score_guesses(chance: float, raters: int) -> pd.DataFrame:
    key = make_key(8)
    hits = np.random.default_rng(4).random((raters, len(key))) < chance
    answers = pd.DataFrame({"rater": np.repeat([f"r{n:04d}" for n in range(raters)], len(key))})
    answers = answers.assign(item=np.tile(key["item"], raters), answer=np.where(hits.ravel(), 3, 1))
    return topics.score_intrusion(answers, key)


def test_raters_who_guess_name_a_topic_in_five_of_a_hundred_sheets_at_most(
    simulate: Callable[[float, int], pd.DataFrame],
) -> None:
    scores = simulate(0.2, 1000)
    named = scores.groupby("rater")["named"].any()
    assert len(named) == 1000 and named.mean() <= 0.05
    shuffled = scores[scores["arm"] == "shuffled"]
    assert shuffled["share"].mean() == pytest.approx(0.2, abs=0.01)
    # The exact test at .05 rejects at five hits of ten: .0328 of sheets.
    assert (shuffled["p"] <= 0.05).mean() == pytest.approx(0.0328, abs=0.017)


def test_raters_who_find_nine_of_ten_name_nearly_all_topics(simulate: Callable[[float, int], pd.DataFrame]) -> None:
    scores = simulate(0.9, 200)
    assert scores.loc[scores["arm"] == "topics", "named"].mean() > 0.95


def test_words_are_tested_against_one_in_six_and_apart_from_statements() -> None:
    key = make_key(2, shuffled=0)
    words = key.assign(kind="words", item=key["item"] + 20)
    both = pd.concat([key, words])
    scores = topics.score_intrusion(answer(both, [5, 5, 5, 5]), both)
    assert scores["kind"].tolist() == ["statements"] * 2 + ["words"] * 2
    np.testing.assert_allclose(
        scores["p"], [0.0327935] * 2 + [stats.binomtest(5, 10, 1 / 6, alternative="greater").pvalue] * 2, rtol=1e-5
    )
    np.testing.assert_allclose(scores["p_holm"], 2 * scores["p"])


def test_agreement_is_over_items_of_topics_that_two_answered() -> None:
    """Krippendorff (2011), section C: ten of twelve... nominal alpha .692 with a, b, c, d as 1 to 4."""
    first, second = "aabbdcccedda", "babbbcccedddd"[:12]
    values = {letter: place for place, letter in enumerate("abcde", start=1)}
    key = make_key(2).head(12).assign(arm="topics")
    key = pd.concat([key, make_key(2).tail(1).assign(arm="shuffled", item=99)])
    parts = [
        pd.DataFrame({"rater": name, "item": key["item"], "answer": [*(values[x] for x in text), place]})
        for name, text, place in (("a", first, 1), ("b", second, 2))
    ]
    table = topics.measure_intrusion_agreement(pd.concat(parts), key)
    row = table.iloc[0]
    assert (row["kind"], row["raters"], row["items"]) == ("statements", 2, 12)
    assert row["alpha"] == pytest.approx(0.692, abs=5e-4)
    assert row["low"] < row["alpha"] < row["high"]
    assert topics.measure_intrusion_agreement(parts[0], key).empty
    gap = pd.concat(
        [parts[0], parts[1].astype({"answer": "Int64"}).assign(answer=lambda t: t["answer"].mask(t["item"] < 3))]
    )
    assert topics.measure_intrusion_agreement(gap, key)["items"].tolist() == [10]

"""Topics: planted ones are found again, the order of the input does not matter, and tables come out as declared."""

from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from planted_themes import THEMES, plant
from scipy.optimize import linear_sum_assignment

from research import topics
from research.tables import InputError, check_table, list_columns
from research.text import count_terms


def fit(statements, method, seed=1, number=4):
    return topics.fit_topics(count_terms(statements, stems="none"), topics=number, method=method, seed=seed)


@pytest.mark.parametrize("method", ["lda", "nmf"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_topics_are_recovered_and_numbered_by_size(method, seed):
    statements, truth = plant(seed)
    fitted = fit(statements, method, seed)
    tops = [set(group.head(6)["term"]) for _, group in fitted.topic_terms.groupby("topic")]
    overlap = np.array([[len(top & set(theme)) for theme in THEMES] for top in tops])
    found, themes = linear_sum_assignment(-overlap)
    assert overlap[found, themes].min() >= 5
    dominant = topics.find_dominant_topics(fitted)
    agree = np.array([themes[topic - 1] for topic in dominant["topic"]]) == truth
    assert agree.mean() > 0.85
    totals = fitted.topic_statements.groupby("topic")["weight"].sum()
    assert totals.is_monotonic_decreasing
    assert themes[0] == 0, "the theme of four statements in ten is topic 1"


@pytest.mark.parametrize("method", topics.METHODS)
def test_tables_are_as_declared_and_weights_add_up_to_one(method):
    statements, _ = plant(4)
    fitted = fit(statements, method)
    check_table(fitted.topic_terms, "topic_terms")
    check_table(fitted.topic_statements, "topic_statements")
    assert list(fitted.topic_terms) == list_columns("topic_terms")
    assert list(fitted.topic_statements) == list_columns("topic_statements")
    assert fitted.topic_terms.groupby("topic")["weight"].sum().to_numpy() == pytest.approx(np.ones(4), abs=1e-4)
    sums = fitted.topic_statements.groupby(["document", "sentence"])["weight"].sum()
    assert sums.to_numpy() == pytest.approx(np.ones(len(statements)))
    ranked = fitted.topic_terms.groupby("topic")["weight"].apply(lambda w: w.round(6).is_monotonic_decreasing)
    assert ranked.all()


@pytest.mark.parametrize("method", topics.METHODS)
def test_neither_row_order_nor_index_matters(method):
    statements, _ = plant(5)
    shuffled = statements.sample(frac=1, random_state=9)
    straight, mixed = fit(statements, method), fit(shuffled, method)
    pd.testing.assert_frame_equal(straight.topic_terms, mixed.topic_terms, check_exact=True)
    pd.testing.assert_frame_equal(straight.topic_statements, mixed.topic_statements, check_exact=True)


def test_the_seed_is_an_argument_that_lda_obeys():
    statements, _ = plant(6)
    first, again, other = (fit(statements, "lda", seed).topic_statements["weight"] for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_a_statement_without_a_known_term_has_empty_weights_and_no_topic():
    statements, _ = plant(7, documents=10)
    silent = pd.DataFrame({"document": ["zz"], "sentence": [1], "text": ["2024: ???"]})
    fitted = fit(pd.concat([statements, silent]), "nmf")
    weights = fitted.topic_statements.set_index("document").loc["zz", "weight"]
    assert len(weights) == 4
    assert weights.isna().all()
    assert "zz" not in set(topics.find_dominant_topics(fitted)["document"])


def test_typical_statements_come_from_different_documents_and_from_the_theme():
    statements, truth = plant(8)
    terms = count_terms(statements, stems="none")
    fitted = topics.fit_topics(terms, topics=4, method="nmf", seed=1)
    typical = topics.find_typical_statements(fitted, terms, statements, number=3)
    assert typical["topic"].tolist() == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert typical["rank"].tolist() == [1, 2, 3] * 4
    assert not typical.duplicated(["topic", "document"]).any()
    keyed = statements.assign(theme=truth).merge(typical, on=["document", "sentence", "text"])
    assert len(keyed) == 12
    assert [len(set(group["theme"])) for _, group in keyed.groupby("topic")] == [1, 1, 1, 1]
    hidden = set(typical["document"])
    others = topics.find_typical_statements(fitted, terms, statements[~statements["document"].isin(hidden)], number=3)
    assert len(others) and not hidden & set(others["document"])


@pytest.mark.parametrize(("options", "message"), [({"method": "bert"}, "method"), ({"number": 1}, "topics: found 1")])
def test_refusals(options, message):
    statements, _ = plant(9, documents=3)
    with pytest.raises(InputError, match=message):
        fit(statements, **{"method": "nmf", **options})


@hypothesis.given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=4), min_size=2, max_size=12))
@hypothesis.settings(deadline=None, max_examples=60)
def test_any_small_corpus_is_fitted_or_refused_without_a_warning(texts):
    words = dict(zip("abcdefg", ["sanksi", "akun", "layan", "konflik", "warga", "foto", "izin"], strict=True))
    table = pd.DataFrame({"document": [f"d{n}" for n in range(len(texts))], "sentence": 1})
    table["text"] = [" ".join(words[letter] for letter in text) for text in texts]
    terms = count_terms(table, minimum_documents=1)
    try:
        fitted = topics.fit_topics(terms, topics=2, method="nmf", seed=1)
    except InputError:
        assert np.linalg.matrix_rank(terms.matrix.toarray()) < 2, "refused though there are two themes"
        return
    check_table(fitted.topic_statements, "topic_statements")
    assert fitted.topic_statements["weight"].dropna().between(0, 1).all()


def test_the_corpus_yields_eight_filled_topics():
    paths = sorted((Path(__file__).parents[2] / "corpus" / "documents").glob("*.md"))
    bodies = {path.stem: path.read_text(encoding="utf-8").split("---\n", 2)[2] for path in paths}
    rows = [(name, number, line) for name, body in bodies.items() for number, line in enumerate(body.splitlines(), 1)]
    statements = pd.DataFrame(rows, columns=["document", "sentence", "text"])
    fitted = topics.fit_topics(count_terms(statements), method="nmf", seed=1)
    listed = topics.list_top_terms(fitted, number=5)
    assert listed["topic"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert listed["share"].sum() == pytest.approx(1)
    assert listed["terms"].str.count(", ").tolist() == [4] * 8

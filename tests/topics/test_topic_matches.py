"""Topics of one sample in another: planted themes are found there, shuffled text has none of them."""

import pytest
from planted_themes import plant

from research import topics
from research.tables import InputError
from research.text import count_terms


def fit(seed, shuffled=False):
    terms = count_terms(plant(seed, documents=40)[0], stems="none")
    terms = topics.shuffle_terms(terms, seed=seed) if shuffled else terms
    return terms, topics.fit_topics(terms, topics=4, starts=2, seed=seed)


def test_themes_of_one_sample_are_found_in_another_and_not_in_shuffled_text():
    (_, first), (terms, second) = fit(1), fit(2)
    table = topics.match_topics(first, second, terms, shuffles=4)
    assert table["found"].all()
    assert table["cosine"].min() > 0.9
    assert sorted(table["other"]) == [1, 2, 3, 4]
    shuffled, noise = fit(3, shuffled=True)
    assert topics.match_topics(first, noise, shuffled, shuffles=8)["found"].sum() <= 1


def test_a_topic_without_a_partner_has_none():
    (_, first), (terms, _) = fit(1), fit(2)
    three = topics.fit_topics(terms, topics=3, starts=1, seed=1)
    table = topics.match_topics(first, three, terms, shuffles=1)
    assert sorted(table["other"]) == [0, 1, 2, 3]
    assert not table.loc[table["other"] == 0, "found"].any()


def test_samples_of_two_languages_are_refused():
    _, first = fit(1)
    statements, _ = plant(2)
    terms = count_terms(statements.assign(text=statements["text"].str.replace("a", "x")), stems="none")
    other = topics.fit_topics(terms, topics=4, starts=1, method="nmf")
    other.topic_terms["stem"] = other.topic_terms["stem"] + "x"
    with pytest.raises(InputError, match="no stem in common"):
        topics.match_topics(first, other, terms)

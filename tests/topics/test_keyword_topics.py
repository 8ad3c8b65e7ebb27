"""Keyword topics: planted themes are found around one or two of their words, under the names given."""

import numpy as np
import pandas as pd
import pytest
from planted_themes import THEMES, plant

from research import topics
from research.tables import InputError
from research.text import count_terms

# Two themes, the smaller one first; the other two are left free.
KEYWORDS = {"conflict": ["konflik", "rusuh"], "sanctions": ["sanksi", "hukuman"]}


def test_topics_form_around_keywords_and_carry_their_names():
    statements, truth = plant(11)
    shuffled = statements.sample(frac=1, random_state=3)
    fitted, again = (
        topics.fit_keyword_topics(count_terms(table, stems="none"), KEYWORDS, residual=2, starts=2, seed=1)
        for table in (statements, shuffled)
    )
    assert fitted.names["sanctions"] == 1, "four statements in ten"
    for name, theme in (("conflict", 3), ("sanctions", 0)):
        terms = fitted.topics.topic_terms
        top = set(terms[terms["topic"] == fitted.names[name]].head(8)["term"])
        # None of the six other words of the theme was given.
        assert len(top & set(THEMES[theme])) >= 7
        weights = fitted.weights[fitted.weights["name"] == name]
        joined = statements.assign(theme=truth).merge(weights, on=["document", "sentence"])
        inside = joined["theme"] == theme
        assert joined.loc[inside, "weight"].mean() > 0.6 > 0.2 > joined.loc[~inside, "weight"].mean()
    pd.testing.assert_frame_equal(fitted.topics.topic_terms, again.topics.topic_terms, check_exact=True)
    pd.testing.assert_frame_equal(fitted.weights, again.weights, check_exact=True)
    sums = fitted.topics.topic_statements.groupby(["document", "sentence"])["weight"].sum()
    assert sums.to_numpy() == pytest.approx(np.ones(len(statements)))


@pytest.mark.parametrize(
    ("keywords", "options", "told"),
    [
        ({"a": ["ikan"], "b": ["laut", "sanksi"]}, {}, "2 faults"),
        ({"a": ["ikan"]}, {}, "keywords of a: found 'ikan', expected a stem of the terms"),
        ({"a": []}, {}, "keywords of a: found none, expected one stem or more"),
        ({}, {}, "keywords: found no list"),
        ({"a": ["sanksi"]}, {"residual": 0}, "residual: found 0"),
        ({"a": ["sanksi"]}, {"seed": -1}, "seed: found -1"),
    ],
)
def test_refusals(keywords, options, told):
    statements, _ = plant(9, documents=3)
    with pytest.raises(InputError) as caught:
        topics.fit_keyword_topics(count_terms(statements, stems="none"), keywords, **options)
    assert told in " ".join(str(caught.value).split())

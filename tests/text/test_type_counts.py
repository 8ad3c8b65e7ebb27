from collections import Counter
from itertools import pairwise
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from research.text import join_phrases, read_phrases, tokenise
from research.text.type_counts import count_types, merge_counts

DOCUMENTS = Path("corpus/documents")
SPLIT = {True: join_phrases, False: tokenise}
WORDS = [*sorted({word for phrase in read_phrases() for word in phrase.split()})[:60], "media", "sosial", "medsos", "a"]
# What folds to letters, to spaces, to several characters or to none, and what mark-up and addresses are made of.
ODD = [
    *"-\u2010\u2011 \t\n\x00\x01\x1c\x85\u00a0\u1680\u2028\u200b\u00ad\u0301\u0130\u212a\u2019\u201c\u201d\u2026\u00e9",
    *"\ufb01\u00bd\u2100\u249c\u00df\u0149\u00a8\ud800\U0001f600.,;19*_#@]>\\",
    *("--", "-nya", "<b>", "</b>", "&nbsp;", "www.a.id/x", "WWW.a.id", "a@b.id", "/n", "ab-" * 40, "a" * 300),
]
PIECES = st.sampled_from(WORDS) | st.sampled_from(list(read_phrases())) | st.sampled_from(ODD) | st.characters()
TEXTS = st.lists(PIECES | st.sampled_from([" "] * 8), max_size=15).map("".join)


def read_counts(counted):
    """Read the counts of each text as a dictionary, checking that the arrays are sound."""
    types = counted.list_types()
    assert types == sorted(set(types))
    assert (counted.counts > 0).all()
    assert set(counted.columns.tolist()) == set(range(len(types)))
    rows = []
    for start, stop in pairwise(counted.offsets):
        columns = counted.columns[start:stop].tolist()
        assert columns == sorted(set(columns))
        rows.append({types[column]: int(n) for column, n in zip(columns, counted.counts[start:stop], strict=True)})
    return rows


@pytest.mark.parametrize("phrases", [True, False])
@hypothesis.given(st.lists(TEXTS, max_size=6))
@hypothesis.settings(deadline=None, max_examples=150)
def test_counts_are_those_of_each_text_alone(phrases, texts):
    assert read_counts(count_types(texts, phrases=phrases)) == [Counter(SPLIT[phrases](text)) for text in texts]


@pytest.mark.parametrize("phrases", [True, False])
def test_counts_of_the_corpus_are_those_of_each_document_alone(phrases):
    texts = [path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.glob("*.md"))]
    found = read_counts(count_types(texts, phrases=phrases))
    differing = [number for number, text in enumerate(texts) if found[number] != Counter(SPLIT[phrases](text))]
    assert differing == []


@hypothesis.given(st.lists(TEXTS, max_size=8), st.lists(st.integers(0, 8), max_size=4))
@hypothesis.settings(deadline=None, max_examples=100)
def test_chunks_of_any_size_merge_to_the_counts_of_all_texts(texts, cuts):
    places = [0, *sorted(min(cut, len(texts)) for cut in cuts), len(texts)]
    chunks = [count_types(texts[start:stop]) for start, stop in pairwise(places)]
    merged, whole = merge_counts(chunks), count_types(texts)
    assert merged.types == whole.types
    for name in ("offsets", "columns", "counts"):
        np.testing.assert_array_equal(getattr(merged, name), getattr(whole, name), strict=True)


def test_no_chunks_merge_to_no_texts():
    assert read_counts(merge_counts([])) == []

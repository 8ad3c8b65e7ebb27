import json

import pytest
from hypothesis import given, strategies as st

from research.coding.runs.coder_answers import Answer, Problem, read_answer, render_items


@pytest.mark.parametrize(
    ("line", "frames"),
    [
        ('{"id": 1, "frames": []}', "none"),
        ('{"id": 1, "frames": ["sanctions", "social_media", "sanctions"]}', "sanctions;social_media"),
        ('{"id": 1, "frames": "not coded"}', "not coded"),
        ('{"id": 1, "frames": ["not coded"]}', "not coded"),
        ('{"id": 1, "frames": ["none"]}', "none"),
    ],
)
def test_codes_are_read(book, line, frames):
    answer = read_answer(line, {1}, book)
    assert isinstance(answer, Answer)
    assert answer.frames == frames


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", "no JSON object"),
        ("sanctions", "no JSON object"),
        ('{"id": 1, "frames": ["sanctions"]', "no JSON object"),
        ('[{"id": 1}]', "no JSON object"),
        ('{"id": 2, "frames": []}', "an id that was not handed over"),
        ('{"id": "1", "frames": []}', "an id that was not handed over"),
        ('{"id": true, "frames": []}', "an id that was not handed over"),
        ('{"frames": []}', "an id that was not handed over"),
        ('{"id": 1, "error": "status 500"}', "an error of the program"),
        ('{"id": 1}', "frames that are no list of codes"),
        ('{"id": 1, "frames": "sanctions"}', "frames that are no list of codes"),
        ('{"id": 1, "frames": [1]}', "frames that are no list of codes"),
        ('{"id": 1, "frames": ["sanction"]}', "codes that the codebook does not have so"),
        ('{"id": 1, "frames": ["Sanctions"]}', "codes that the codebook does not have so"),
        ('{"id": 1, "frames": ["none", "sanctions"]}', "codes that the codebook does not have so"),
        ('{"id": 1, "frames": ["not coded", "sanctions"]}', "codes that the codebook does not have so"),
        ('{"id": 1, "frames": [], "confidence": 1.5}', "a confidence that is no number from 0 to 1"),
        ('{"id": 1, "frames": [], "confidence": "high"}', "a confidence that is no number from 0 to 1"),
        ('{"id": 1, "frames": [], "confidence": NaN}', "a confidence that is no number from 0 to 1"),
    ],
)
def test_what_does_not_fit_is_a_problem_and_never_guessed(book, line, problem):
    found = read_answer(line, {1}, book)
    assert isinstance(found, Problem)
    assert found.problem == problem


@pytest.mark.parametrize(("line", "found"), [('{"id": "1"}', '"1"'), ('{"id": 1.5}', "1.5"), ("{}", "null")])
def test_an_id_is_shown_as_it_came(book, line, found):
    assert read_answer(line, {1}, book).found == found


@pytest.mark.parametrize(
    ("tokens", "read"), [("12", 12), ("0", 0), ("-3", 0), ("2.5", 0), ('"12"', 0), ("1000000000", 10**9), ("9" * 70, 0)]
)
def test_tokens_are_a_count_or_not_said(book, tokens, read):
    assert read_answer(f'{{"id": 1, "frames": [], "tokens": {tokens}}}', {1}, book).tokens == read


@given(line=st.text() | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_any_line_is_an_answer_or_a_problem(book, line):
    assert isinstance(read_answer(line, {1}, book), Answer | Problem)


@given(text=st.text(), before=st.text())
def test_any_text_is_one_line_of_json(text, before):
    written = render_items([(3, text, before)], context=True)
    assert written.count(b"\n") == 1
    row = json.loads(written)
    assert row["id"] == 3
    assert row["text"] == text.encode("utf-8", "replace").decode()


def test_without_context_the_sentence_before_is_not_handed_over():
    assert json.loads(render_items([(3, "a", "b")], context=False)) == {"id": 3, "text": "a"}

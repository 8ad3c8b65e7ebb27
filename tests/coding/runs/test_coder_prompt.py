import pandas as pd
import pytest

from research import coding
from research.tables import InputError


def test_the_prompt_holds_the_codebook_in_either_language(book):
    for language, title in (("en", "# Coding of sentences"), ("id", "# Pengodean kalimat")):
        prompt = coding.make_prompt(book, language=language)
        assert prompt.startswith(title)
        assert all(f"`{frame.code}`" in prompt and frame.definition in prompt for frame in book.frames)
        assert all(text in prompt for frame in book.frames for text in (*frame.include, *frame.exclude))
        assert '"not coded"' in prompt


def test_no_sentence_of_the_corpus_is_an_example(book):
    prompt = coding.make_prompt(book)
    examples = [example for frame in book.frames for example in frame.examples]
    drawn = [example.text for example in examples if example.document]
    assert len(drawn) > 4
    assert not [text for text in drawn if text in prompt]
    assert all(example.text in prompt for example in examples if not example.document)


def test_no_cue_is_in_the_prompt_that_the_definitions_do_not_have(book):
    prompt = coding.make_prompt(book)
    assert "~" not in prompt
    assert "[0-" not in prompt


def test_another_language_is_refused(book):
    with pytest.raises(InputError, match="expected en or id"):
        coding.make_prompt(book, language="nl")


@pytest.fixture
def few() -> tuple[pd.DataFrame, pd.DataFrame]:
    numbers = range(1, 41)
    statements = pd.DataFrame({"document": [f"d{number % 4}" for number in numbers], "sentence": numbers})
    statements = statements.assign(text=[f"kalimat {number}" for number in numbers], reported=True)
    codings = statements[["document", "sentence"]].assign(
        coder="gold", frame=["f" if number % 3 == 0 else "none" for number in numbers]
    )
    return statements, codings


def test_shots_are_balanced_seeded_and_of_no_test_document(few):
    drawn = coding.draw_shots(*few, without=["d0"], number=8, seed=4)
    assert len(drawn) == 8
    assert (drawn["frames"] != "").sum() == 4
    assert "d0" not in set(drawn["document"])
    statements, codings = (table.sample(frac=1, random_state=2) for table in few)
    assert drawn.equals(coding.draw_shots(statements, codings, without=["d0"], number=8, seed=4))
    assert not drawn.equals(coding.draw_shots(*few, without=["d0"], number=8, seed=5))


def test_shots_are_made_up_from_the_other_kind_where_one_is_short(few):
    statements, codings = few
    drawn = coding.draw_shots(statements, codings.assign(frame="none"), without=[], number=6)
    assert drawn["frames"].tolist() == [""] * 6
    with pytest.raises(InputError, match="found 40 coded statements to draw from, expected 41 or more"):
        coding.draw_shots(statements, codings, without=[], number=41)


def test_shots_stand_in_the_prompt(book, few):
    drawn = coding.draw_shots(*few, without=[], number=2)
    prompt = coding.make_prompt(book, shots=drawn)
    assert all(f"- {text} -> [" in prompt for text in drawn["text"])

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from research import coding
from research.tables import InputError

UNITS = ["document", "sentence"]


def make_corpus(numbers: dict[str, int]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """One document of so many statements with each mark, no two alike."""
    marks = [mark for mark, number in numbers.items() for _ in range(number)]
    generator = np.random.default_rng(4)
    texts = ["".join(generator.choice(list("bdgklmnrst"), 60)) for _ in marks]
    statements = pd.DataFrame({"document": "a", "sentence": range(1, len(marks) + 1), "text": texts, "speaker": "Rai"})
    statements = statements.assign(reported=True, disagreement=marks)
    documents = pd.DataFrame({"document": ["a"], "published": pd.to_datetime(["2018-01-01"]), "text": ["satu"]})
    predicted = statements[UNITS].assign(frame="harm", present=False)
    return statements, documents, predicted


def draw(numbers: dict[str, int], number: int, seed: int = 1) -> pd.DataFrame:
    design = coding.SamplingDesign(number, ("disagreement",), seed)
    return coding.draw_sample(*make_corpus(numbers), design=design)


def make_codings(*rows: tuple[int, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["sentence", "coder", "frame"]).assign(document="a")


def test_marks_by_hand() -> None:
    said = pd.DataFrame({"document": "a", "sentence": [1, 2, 3, 4, 5, 6]})
    codings = make_codings(
        *((1, "x", "harm"), (1, "x", "law"), (1, "y", "law"), (1, "y", "harm"), (1, "z", "none")),
        *((2, "x", "harm"), (2, "y", "law"), (3, "x", "none"), (3, "y", "none")),
        *((4, "x", "harm"), (4, "x", "law"), (4, "y", "law"), (5, "x", "harm")),
    )
    marked = coding.mark_disagreement(said, codings, coders=["x", "y"])
    assert marked["disagreement"].tolist() == ["agree", "disagree", "agree", "disagree", *["not coded by all"] * 2]
    three = coding.mark_disagreement(said, codings, coders=["x", "y", "z"])
    assert three["disagreement"].tolist() == ["disagree", *["not coded by all"] * 5]
    shuffled = coding.mark_disagreement(said, codings.sample(frac=1, random_state=1), coders=["y", "x"])
    pd.testing.assert_frame_equal(shuffled, marked)


@pytest.mark.parametrize(
    ("coders", "told"),
    [
        (["x"], "two different names or more"),
        (["x", "x"], "two different names or more"),
        ([], "two different names or more"),
        (["x", "w"], "found 'w', expected one of x, y"),
    ],
)
def test_coders_that_cannot_be_compared(coders: list[str], told: str) -> None:
    said = pd.DataFrame({"document": "a", "sentence": [1]})
    with pytest.raises(InputError, match=told):
        coding.mark_disagreement(said, make_codings((1, "x", "harm"), (1, "y", "none")), coders=coders)


def test_probabilities_by_hand() -> None:
    """Strata of 64 and 4, 30 drawn by square roots 8 and 2: 24 and 6 wanted, but there are 4, so 26 of 64."""
    key = draw({"agree": 64, "disagree": 4}, 30)
    assert key.groupby("stratum")["probability"].agg(["size", "first", "nunique"]).to_numpy().tolist() == [
        [26, 26 / 64, 1],
        [4, 1, 1],
    ]
    fewer = draw({"agree": 64, "disagree": 4}, 10)
    assert fewer.groupby("stratum")["probability"].agg(["size", "first"]).to_numpy().tolist() == [[8, 8 / 64], [2, 0.5]]


def test_the_stratum_needs_its_column() -> None:
    statements, documents, predicted = make_corpus({"agree": 5})
    design = coding.SamplingDesign(2, ("disagreement",), 1)
    assert set(coding.draw_sample(statements, documents, predicted, design=design)["stratum"]) == {"agree"}
    with pytest.raises(InputError, match="by: found 'disagreement'"):
        coding.draw_sample(statements.drop(columns="disagreement"), documents, predicted, design=design)


@settings(max_examples=3, deadline=None)
@given(agree=st.integers(8, 40), disagree=st.integers(1, 8), number=st.integers(2, 8))
def test_weighted_totals_are_unbiased(agree: int, disagree: int, number: int) -> None:
    """The mean of Horvitz and Thompson's total over 200 seeds is the total, within 4.5 standard errors."""
    statements, documents, predicted = make_corpus({"agree": agree, "disagree": disagree})
    values = pd.Series(statements["sentence"].to_numpy() % 5 + 1.0, index=statements["sentence"])
    designs = [coding.SamplingDesign(number, ("disagreement",), seed) for seed in range(200)]
    totals = [
        float((values[key["sentence"]].to_numpy() / key["probability"].to_numpy()).sum())
        for key in coding.draw_samples(statements, documents, predicted, designs=designs)
    ]
    error = np.std(totals) / np.sqrt(len(totals))
    assert abs(np.mean(totals) - values.sum()) <= 4.5 * error + 1e-9

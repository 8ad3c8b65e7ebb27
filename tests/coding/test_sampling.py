from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from research import coding
from research.coding import sampling
from research.tables import InputError

UNITS = ["document", "sentence"]
# Words enough for sentences of which no two are alike.
WORDS = [f"{first}{second}" for first in "bdgjklmnprst" for second in ("ala", "imu", "osa", "eta", "una", "iki")]


def make_corpus(count: int = 24, *, seed: int = 5) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """A corpus of count documents of three sentences; every fourth document repeats a sentence of the one before."""
    generator = np.random.default_rng(seed)
    documents = pd.DataFrame(
        {
            "document": [f"d{number:02}" for number in range(count)],
            "published": pd.to_datetime([f"{2018 + 2 * (number % 2)}-06-{1 + number:02}" for number in range(count)]),
            "election_year": [2018 + 2 * (number % 2) for number in range(count)],
            "election": "pilkada-2018",
            "island": [("Java", "Sumatera", "Papua")[number % 3] for number in range(count)],
            "text": [f"nas{number} " * 3 for number in range(count)],
        }
    )
    rows = []
    for number, document in enumerate(documents["document"]):
        for sentence in range(1, 4):
            rows.append((document, sentence, " ".join(generator.choice(WORDS, 9))))
        if number % 4 == 3:
            rows[-1] = (document, 3, rows[-5][2])
    statements = pd.DataFrame(rows, columns=[*UNITS, "text"]).assign(speaker="Rai", reported=True)
    statements.loc[statements["sentence"] == 1, "reported"] = statements["document"].str.endswith("1")
    predicted = statements[UNITS].merge(pd.DataFrame({"frame": ["rare", "common"]}), how="cross")
    limits = predicted["frame"].map({"rare": 0.15, "common": 0.5})
    return statements, documents, predicted.assign(present=generator.random(len(predicted)) < limits)


def draw(number: int, seed: int, *, by: tuple[str, ...] = ("election_year", "island", "frame")) -> pd.DataFrame:
    return coding.draw_sample(*make_corpus(), design=coding.SamplingDesign(number, by, seed))


def test_a_repeated_statement_is_drawn_once_and_shares_its_probability() -> None:
    statements, documents, _ = make_corpus()
    families = coding.find_statement_families(statements[statements["reported"]], documents)
    repeated = families[families.duplicated("family", keep=False)]
    assert len(repeated) == 12, "six sentences, each told twice"
    everything = draw(families["family"].nunique(), 1)
    drawn = everything.merge(families, on=UNITS)
    assert not drawn["family"].duplicated().any()
    halves = drawn.loc[drawn["family"].isin(repeated["family"]), "probability"]
    assert halves.tolist() == [0.5] * 6
    assert drawn.loc[~drawn["family"].isin(repeated["family"]), "probability"].eq(1).all()


def test_near_identical_documents_give_one_statement_whoever_is_said_to_speak() -> None:
    release = " ".join(WORDS[:60])
    documents = pd.DataFrame(
        {"document": ["a", "b"], "published": pd.to_datetime(["2018-01-01", "2018-01-02"]), "text": release}
    )
    statements = pd.DataFrame({"document": ["a", "b"], "sentence": 1, "text": release, "speaker": ["Rai", "Eka"]})
    assert coding.find_statement_families(statements, documents)["family"].tolist() == ["a:1", "a:1"]
    apart = documents.assign(text=["", ""])
    assert coding.find_statement_families(statements, apart)["family"].tolist() == ["a:1", "b:1"]


def test_realised_frequencies_are_the_stated_probabilities() -> None:
    """Each statement comes in as often as its probability says, over 3,000 seeds, and weighted sums are right."""
    statements, documents, predicted = make_corpus()
    prepared = statements[statements["reported"]].reset_index(drop=True)
    values = prepared[UNITS].assign(value=np.arange(len(prepared)) % 7)
    truth = values["value"].sum()
    rounds, number = 3000, 17
    counts: dict[tuple[str, int], int] = {}
    chances: dict[tuple[str, int], float] = {}
    sums = []
    # Families and strata are the same each time, and finding them is what takes the time.
    design = coding.SamplingDesign(number)
    members = sampling._arrange_families(prepared, documents, predicted, design.by)
    worth = dict(zip(zip(values["document"], values["sentence"], strict=True), values["value"], strict=True))
    for seed in range(rounds):
        key, order = sampling._draw_members(members, replace(design, seed=seed))
        assert len(key) == len(order) == number
        told = list(zip(key["document"], key["sentence"], key["probability"], strict=True))
        sums.append(sum(worth[document, sentence] / chance for document, sentence, chance in told))
        for document, sentence, chance in told:
            counts[document, sentence] = counts.get((document, sentence), 0) + 1
            assert chances.setdefault((document, sentence), chance) == chance, "a chance depends on no seed"
    assert len(counts) == len(prepared), "every statement can come in"
    assert sum(chances.values()) == pytest.approx(number)
    for unit, chance in chances.items():
        error = np.sqrt(chance * (1 - chance) / rounds)
        assert abs(counts[unit] / rounds - chance) < 4.5 * error + 1e-9, unit
    error = np.std(sums, ddof=1) / np.sqrt(rounds)
    assert abs(np.mean(sums) - truth) < 3.5 * error
    assert abs(np.mean(sums) - truth * 1.1) > 3.5 * error, "the test must be able to fail"


def test_a_family_that_would_stand_for_many_statements_is_drawn_for_certain() -> None:
    """A stratum of 21 statements: twelve copies of one, and nine others; five are to be drawn, and 12 > 2 * 21 / 5.

    The copies have 1/12 each, the others 4/9. Nine copies of 18 (9 > 2 * 18 / 5) are too, six of 15 are not.
    """
    for copies, chances in ((12, {1 / 12, 4 / 9}), (9, {1 / 9, 4 / 9}), (6, {5 / 10 / 6, 5 / 10})):
        units = [("f", place) for place in range(copies)] + [(f"g{place}", 0) for place in range(9)]
        members = pd.DataFrame(units, columns=["family", "sentence"]).assign(stratum="one", document="d", text="")
        seen = set()
        for seed in range(40):
            key, _ = sampling._draw_members(members, coding.SamplingDesign(5, seed=seed))
            assert len(key) == 5 and not key["family"].duplicated().any()
            seen |= set(key["probability"].round(9))
            assert copies == 6 or "f" in set(key["family"])
        assert seen == {round(chance, 9) for chance in chances}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.data())
def test_allocation_adds_up_and_stays_within_the_strata(sizes: list[int], data: st.DataObject) -> None:
    number = data.draw(st.integers(1, sum(sizes)))
    parts = sampling._allocate(np.array(sizes), number)
    assert parts.sum() == number * sampling._PARTS
    assert (parts > 0).all()
    assert (parts <= np.array(sizes) * sampling._PARTS).all()
    counts = sampling._round_at_random(parts, np.random.default_rng(data.draw(st.integers(0, 99))))
    assert sum(counts) == number
    assert all(abs(count - part / sampling._PARTS) < 1 for count, part in zip(counts, parts, strict=True))


def test_allocation_by_hand() -> None:
    """Strata of 1, 4 and 25 have roots 1, 2 and 5: of 8 they are to give 1, 2 and 5."""
    assert (sampling._allocate(np.array([1, 4, 25]), 8) / sampling._PARTS).tolist() == [1, 2, 5]
    assert (sampling._allocate(np.array([1, 4, 25]), 30) / sampling._PARTS).tolist() == [1, 4, 25]


def test_the_sample_says_the_same_for_rows_in_any_order() -> None:
    statements, documents, predicted = make_corpus()
    shuffled = [table.sample(frac=1, random_state=3) for table in (statements, documents, predicted)]
    first, second = draw(12, 7), coding.draw_sample(*shuffled, design=coding.SamplingDesign(12, seed=7))
    pd.testing.assert_frame_equal(first, second)
    assert not first[UNITS].equals(draw(12, 8)[UNITS])
    assert first["item"].tolist() == list(range(1, 13))
    assert first[UNITS].to_numpy().tolist() != sorted(first[UNITS].to_numpy().tolist()), "items stand in a drawn order"


def test_narration_is_never_drawn_and_strata_are_named() -> None:
    statements, documents, predicted = make_corpus()
    spoken = statements[statements["reported"]]
    number = coding.find_statement_families(spoken, documents)["family"].nunique()
    key = draw(number, 1)
    assert key.merge(spoken, on=UNITS).shape[0] == number
    assert set(key["stratum"].str.split(" | ", regex=False).str[1]) == {"Java", "Sumatera", "Papua"}
    assert set(draw(10, 1, by=("frame",))["stratum"]) <= {"rare", "common", "none"}
    seen = predicted[predicted["present"]].groupby(UNITS)["frame"].agg(set)
    both = key.merge(seen[seen.map(len) == 2].reset_index(), on=UNITS)
    assert len(both)
    first = both[both["probability"] == 1]
    assert first["stratum"].str.endswith("rare").all(), "several frames count for the rarest"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": 0}, "sample: number: found 0, expected 1 or more"),
        ({"number": 1000}, "families of statements, expected at most"),
        ({"by": ("party",)}, "sample: by: found 'party', expected one of election_year"),
        ({"by": ()}, "sample: by: found nothing"),
    ],
)
def test_what_cannot_be_drawn_is_refused(change: dict[str, int], words: str) -> None:
    with pytest.raises(InputError) as caught:
        coding.draw_sample(*make_corpus(), design=replace(coding.SamplingDesign(5), **change))
    assert words in str(caught.value)


def test_whole_documents_stand_in_their_order() -> None:
    statements, *_ = make_corpus()
    key = coding.select_documents(statements, ["d03", "d01", "d02"], seed=1)
    assert key["item"].tolist() == list(range(1, 10))
    assert key.groupby("document", sort=False)["sentence"].agg(list).tolist() == [[1, 2, 3]] * 3
    orders = {tuple(coding.select_documents(statements, ["d03", "d01", "d02"], seed=s)["document"]) for s in range(20)}
    assert len(orders) == 6, "documents stand in a drawn order"
    pd.testing.assert_frame_equal(key, coding.select_documents(statements[::-1], ["d01", "d02", "d03"], seed=1))
    with pytest.raises(InputError, match="'d01' 2 times"):
        coding.select_documents(statements, ["d01", "d01"])
    with pytest.raises(InputError, match="found none, expected one document"):
        coding.select_documents(statements, [])

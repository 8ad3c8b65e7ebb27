import numpy as np
import pandas as pd
import pytest

from research import compare
from research.tables import TOO_FEW, InputError

UNIT = ["document", "sentence"]


def make_corpus(seed: int, *, documents: int = 40, apart: float = 0.0, topics: int = 3) -> pd.DataFrame:
    """Documents of six statements by two speakers, one of whom is a head; each document has its own mix of topics.

    In the documents of 2024 a statement is of topic 1 with the probability apart more.
    """
    generator = np.random.default_rng(seed)
    records = []
    for number in range(documents):
        year = "2020" if number % 2 else "2024"
        mix = generator.dirichlet(np.full(topics, 1.5))
        for sentence in range(1, 7):
            topic = int(generator.choice(topics, p=mix)) + 1
            if year == "2024" and generator.random() < apart:
                topic = 1
            office = "head" if sentence % 2 else "agency"
            records.append((f"d{number:03}", sentence, "f", False, year, office, office, topic))
    names = ["document", "sentence", "frame", "present", "election", "office", "speaker", "topic"]
    return pd.DataFrame(records, columns=names)


def make_refits(corpus: pd.DataFrame, *, seed: int = 1, resamples: int = 40, moved: float = 0.0) -> pd.DataFrame:
    """Refits to resampled documents; each puts up to the part moved of the statements into topics drawn at random."""
    generator = np.random.default_rng(seed)
    names = np.array(sorted(set(corpus["document"])))
    parts = []
    for resample in range(resamples):
        drawn = pd.Series(generator.choice(names, len(names))).value_counts()
        part = corpus.loc[corpus["document"].isin(drawn.index), [*UNIT, "topic"]].copy()
        change = generator.random(len(part)) < moved * generator.random()
        part["topic"] = np.where(change, generator.integers(1, 4), part["topic"])
        parts.append(part.assign(resample=resample, copies=part["document"].map(drawn)))
    return pd.concat(parts, ignore_index=True)


def split(corpus: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows, and the main topics."""
    return corpus.drop(columns="topic"), corpus[[*UNIT, "topic"]].assign(weight=1.0)


def test_shares_are_those_counted_by_hand() -> None:
    """Five documents of two statements; one has no known term and is of no topic, as is one of topic 0."""
    rows = pd.DataFrame({"document": np.repeat(list("abcde"), 2), "sentence": [1, 2] * 5, "frame": "f"})
    rows = rows.assign(present=False, election="2024")
    dominant = rows[UNIT].assign(topic=[1, 1, 1, 2, 2, 2, 0, 1, 2, 2])[:9]
    refits = pd.concat([dominant.assign(resample=number, copies=1) for number in range(39)])
    table = compare.measure_topic_groups(rows, dominant, refits, by="election").set_index("topic")
    assert table["hits"].to_dict() == {1: 4, 2: 4, 0: 2}
    assert table["share"].to_dict() == {1: 0.4, 2: 0.4, 0: 0.2}
    assert table[["statements", "documents", "families", "refits"]].iloc[0].tolist() == [10, 5, 5, 39]
    assert table[["low", "high"]].isna().all(axis=None), "resamples that are all alike say nothing of the spread"


def test_ends_are_the_least_and_the_greatest_of_39_refits() -> None:
    """In refit n the first document, the only one of topic 1, is drawn n + 1 times: n + 1 of n + 5 statements."""
    rows = pd.DataFrame({"document": list("abcde"), "sentence": 1, "frame": "f", "present": False, "year": "x"})
    dominant = rows[UNIT].assign(topic=[1, 0, 0, 0, 0])
    refits = pd.concat([dominant.assign(resample=n, copies=[n + 1, 1, 1, 1, 1]) for n in range(39)])
    first = compare.measure_topic_groups(rows, dominant, refits, by="year").iloc[0]
    assert first[["topic", "share"]].tolist() == [1, 0.2]
    assert first[["low", "high"]].tolist() == pytest.approx([1 / 5, 39 / 43])
    assert first[["fixed_low", "fixed_high"]].tolist() == pytest.approx([1 / 5, 39 / 43])
    fewer = compare.measure_topic_groups(rows, dominant, refits[refits["resample"] < 38], by="year").iloc[0]
    assert fewer["method"] == TOO_FEW and np.isnan(fewer["low"]) and fewer["share"] == 0.2


def test_topics_held_are_those_shown_and_refits_those_refitted() -> None:
    rows = pd.DataFrame({"document": list("abcde"), "sentence": 1, "frame": "f", "present": False, "year": "x"})
    dominant = rows[UNIT].assign(topic=1)
    refits = pd.concat(
        [dominant.assign(resample=n, copies=1, topic=[1, 1, 1, 1, n % 2]) for n in range(60)], ignore_index=True
    )
    first, rest = compare.measure_topic_groups(rows, dominant, refits, by="year").to_dict("records")
    assert (first["low"], first["high"]) == pytest.approx((0.8, 1.0))
    assert np.isnan(first["fixed_low"]), "with the topics held all statements are of topic 1"
    assert (rest["topic"], rest["low"], rest["high"]) == pytest.approx((0, 0.0, 0.2))


def test_too_few_documents_have_counts_alone() -> None:
    corpus = make_corpus(1)
    rows, dominant = split(corpus)
    few = sorted(set(rows["document"]))[:4]
    rows["election"] = np.where(rows["document"].isin(few), "2015", rows["election"])
    table = compare.measure_topic_groups(rows, dominant, make_refits(corpus), by="election")
    small = table[table["group"] == "2015"]
    assert small[["documents", "statements"]].iloc[0].tolist() == [4, 24]
    assert (small["method"] == TOO_FEW).all() and small[["share", "low", "fixed_low"]].isna().all(axis=None)
    assert table.loc[table["group"] != "2015", "share"].notna().all()


def test_refits_widen_the_intervals() -> None:
    ratios = []
    for seed in range(2):
        corpus = make_corpus(seed)
        rows, dominant = split(corpus)
        table = compare.measure_topic_groups(rows, dominant, make_refits(corpus, moved=0.6, seed=seed), by="election")
        table = table[table["topic"] > 0]
        ratios += ((table["high"] - table["low"]) / (table["fixed_high"] - table["fixed_low"])).tolist()
        same = compare.measure_topic_groups(rows, dominant, make_refits(corpus, seed=seed), by="election")
        assert same["low"].tolist() == pytest.approx(same["fixed_low"].tolist(), nan_ok=True)
    assert np.median(ratios) > 1.2, "refits that move statements widen the intervals"


def test_the_order_of_the_rows_does_not_matter() -> None:
    corpus = make_corpus(3)
    rows, dominant = split(corpus)
    refits = make_refits(corpus, moved=0.3)
    given = compare.measure_topic_groups(rows, dominant, refits, by=["election", "office"])
    mixed = [table.sample(frac=1, random_state=4) for table in (rows, dominant, refits)]
    again = compare.measure_topic_groups(*mixed, by=["election", "office"])
    pd.testing.assert_frame_equal(given, again, check_exact=True)
    assert given.groupby(["grouping", "group"])["share"].sum().tolist() == pytest.approx([1.0] * 4)


def test_samples_are_measured_apart_and_documents_without_topics_left_out() -> None:
    corpus = make_corpus(3)
    rows, dominant = split(corpus)
    rows = rows.assign(sample=np.where(rows["document"] < "d020", "one", "two"))
    known = dominant[dominant["document"] != "d000"]
    table = compare.measure_topic_groups(rows, known, make_refits(corpus), by="election")
    assert table.groupby(["sample", "group"])["documents"].first().tolist() == [10, 9, 10, 10]


def count_small_p(*, factor: str, apart: float, corpora: int) -> float:
    """Part of the made corpora whose test of topic 1 has p of at most .05."""
    found = 0
    for seed in range(corpora):
        rows, dominant = split(make_corpus(seed, documents=24, apart=apart))
        both = compare.add_topics(rows, dominant)
        tests = compare.test_factors(both[both["frame"] == "topic 1"], factors=[factor], draws=99, seed=seed)
        found += float(tests["p"].iloc[0]) <= 0.05
    return found / corpora


@pytest.mark.parametrize("factor", ["election", "office"])
def test_groups_that_are_alike_are_told_apart_at_the_level(factor: str) -> None:
    """Of 150 corpora without a difference 7.5 are expected; 17 or more come with probability .001, none as rarely."""
    assert 0 < count_small_p(factor=factor, apart=0.0, corpora=150) < 17 / 150


def test_a_planted_difference_is_found() -> None:
    assert count_small_p(factor="election", apart=0.6, corpora=20) > 0.8


def test_topics_are_tested_in_one_family_with_the_frames() -> None:
    rows, dominant = split(make_corpus(1, apart=0.6))
    rows["present"] = rows["sentence"] == 1
    both = compare.add_topics(rows, dominant)
    tests = compare.test_factors(both, factors=["election"], draws=999).set_index("frame")
    assert tests.index.tolist() == ["f", "topic 1", "topic 2", "topic 3"]
    assert (tests["n_tests"] == 4).all()
    assert tests["hits"].drop("f").tolist() == dominant["topic"].value_counts().sort_index().tolist()
    alone = compare.test_factors(rows, factors=["election"], draws=999).set_index("frame")
    assert alone.loc["f", "p"] == tests.loc["f", "p"], "the p of a frame is the same beside topics"


def test_unfit_tables_are_refused() -> None:
    corpus = make_corpus(1)
    rows, dominant = split(corpus)
    refits = make_refits(corpus)
    with pytest.raises(InputError, match="table of refits: copies: found no such column"):
        compare.measure_topic_groups(rows, dominant, refits.drop(columns="copies"), by="election")
    with pytest.raises(InputError, match="colour"):
        compare.measure_topic_groups(rows, dominant, refits, by="colour")
    torn = refits.assign(copies=refits["copies"].where(refits.index > 0, 9))
    with pytest.raises(InputError, match="two numbers of copies of d0"):
        compare.measure_topic_groups(rows, dominant, torn, by="election")
    with pytest.raises(InputError, match="none of the documents that have topics"):
        compare.add_topics(rows, dominant.assign(document="elsewhere" + dominant["document"]))
    with pytest.raises(InputError, match="dominant topics"):
        compare.add_topics(rows, pd.concat([dominant, dominant]))

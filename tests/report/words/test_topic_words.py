"""Topics in words: the finding first, none where there are none, a warning of few documents, and what frames miss."""

import pandas as pd

from research import report

LDA = {"method": "lda", "documents": 300, "company_excess": 0.3}
LABELS = {"f": "Sanctions", "unframed": "No frame", "a": "Sample A", "b": "Sample B"}


def make_support(**values: object) -> pd.DataFrame:
    rows = [{"topics": 4, "words_excess": 0.25, "supported": True, "survivors": 4}]
    rows += [{"topics": 8, "words_excess": 0.22, "supported": True, "survivors": 5}]
    rows += [{"topics": 12, "words_excess": 0.19, "supported": False, "survivors": 9}]
    return pd.DataFrame([LDA | row | values for row in rows])


def test_the_largest_number_that_can_be_told_from_chance_is_described_for_each_sample() -> None:
    none = make_support(supported=False, company_excess=0.18)
    table = pd.concat([none.assign(sample="b"), make_support().assign(sample="a")])
    first, second = report.describe_topics(table, labels=LABELS).split("\n\n")
    assert first == "**Sample A.** 5 of 8 topics can be told from chance."
    assert second.startswith("**Sample B.** No topics can be told from chance. With any number of topics from 4 to 12,")
    assert second.endswith("with 4 topics it is +0.25 and +0.18.")


def test_another_model_is_not_described() -> None:
    nmf = make_support(method="nmf").tail(1).assign(supported=True)
    assert report.describe_topics(pd.concat([make_support(), nmf]), labels={}).startswith("5 of 8 topics")


def test_no_topic_may_pass_and_few_documents_are_warned_of() -> None:
    words = report.describe_topics(make_support(survivors=0, documents=99).head(1), labels={})
    assert words.startswith("None of 4 topics can be told from chance. There are 99 documents, fewer than 100: ")
    assert "fewer than" not in report.describe_topics(make_support(documents=100), labels={})


def make_shares() -> pd.DataFrame:
    rows = [
        (0, "unframed", 60, 100, 0.5, 0.7),
        (1, "unframed", 90, 100, 0.82, 0.95),
        (2, "unframed", 10, 100, 0.05, 0.2),
        (0, "f", 30, 100, 0.2, 0.4),
        (1, "f", 5, 100, 0.02, 0.1),
        (2, "f", 90, 100, 0.8, 0.95),
    ]
    table = pd.DataFrame(rows, columns=["topic", "frame", "hits", "statements", "low", "high"])
    parts = table["topic"].map({0: 0.4, 1: 0.35, 2: 0.25})
    terms = table["topic"].map({0: "", 1: "hak pilih, warga", 2: "sanksi, berat"})
    return table.assign(share=table["hits"] / 100, part=parts, terms=terms, method="logit", base="statements")


def test_topics_that_frames_miss_are_named_with_their_words() -> None:
    words = report.describe_topic_shares(make_shares(), labels=LABELS)
    assert words.startswith("The 2 topics hold 60 % of the reported statements; the rest is left over.")
    assert "Without a frame are 53 % of the officials' statements" in words
    assert "in 1 topic: topic 1 (*hak pilih, warga*), 90.0 % (82.0 to 95.0)." in words
    assert words.endswith("Each frame has its largest share here: sanctions in 90 % of topic 2.")
    labelled = make_shares().assign(label="Right to vote")
    words = report.describe_topic_shares(labelled, labels=LABELS)
    assert "topic 1, right to vote (*hak pilih, warga*)" in words


def test_where_no_topic_is_kept_nothing_is_said_of_shares() -> None:
    assert report.describe_topic_shares(make_shares().query("topic == 0"), labels=LABELS) == ""


def test_topics_found_in_another_sample_are_counted_each_way() -> None:
    one = pd.DataFrame({"sample": "a", "found_in": "b", "topic": [1, 2], "found": [True, False]})
    both = pd.concat([one, one.rename(columns={"sample": "found_in", "found_in": "sample"}).assign(found=True)])
    words = report.describe_topic_matches(both, labels=LABELS)
    assert words.startswith("Of 2 topics of the sample A, 1 is found in the sample B: more like a topic there")
    assert "Of 2 topics of the sample B, 2 are found in the sample A" in words


def test_the_table_gives_each_model_beside_shuffled_text() -> None:
    values = {"words": 0.6, "words_noise": 0.35, "words_low": 0.1, "words_high": 0.3}
    values |= {"company": 0.5, "company_noise": 0.2, "company_low": 0.2, "company_high": 0.4}
    values |= {"survivors_low": 3, "survivors_high": 6, "exclusivity": 0.5, "exclusivity_low": 0.4}
    values |= {"exclusivity_high": 0.6, "held_out": None, "held_out_low": None, "held_out_high": None}
    table = report.table_topic_support(make_support(**values).head(1), labels={})
    assert "Sample" not in table
    assert table.loc[0, ["Model", "Topics", "From chance", "Held-out fit"]].tolist() == ["LDA", 4, "told", ""]
    assert table.loc[0, "Words kept"] == "0.60 - 0.35 = +0.25 (+0.10 to +0.30)"
    assert table.loc[0, "Topics that pass"] == "4 (3 to 6)"

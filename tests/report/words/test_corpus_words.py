import pandas as pd

from research import report


def make_documents() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "document": ["a", "b", "c"],
            "kind": ["news", "news", "press_release"],
            "published": pd.to_datetime(["2018-01-09", "2020-10-01", "2019-02-03"]),
            "election": ["pilkada-2018", "pilkada-2020", "pilkada-2020"],
            "complete": [True, False, True],
            "family": ["a", "b", "b"],
        }
    )


def test_a_corpus_is_told_by_kinds_days_statements_and_periods() -> None:
    statements = pd.DataFrame({"document": ["a", "a", "b"], "reported": [True, False, True]})
    words = report.describe_corpus(make_documents(), statements, labels={"news": "News items"})
    assert words.startswith("The corpus has 3 documents (News items 2, press_release 1) from 9 January 2018 to 1 Oct")
    assert "They hold 3 statements, 2 of them reported." in words
    assert words.endswith("Most documents belong to pilkada-2020 (2), pilkada-2018 (1); the fewest, 1, to one period.")


def test_of_one_period_nothing_is_compared() -> None:
    documents = make_documents().assign(election="")
    assert "period" not in report.describe_corpus(documents, pd.DataFrame({"reported": [True]}), labels={})


def test_provinces_without_documents_are_named_and_national_bodies_are_no_province() -> None:
    counts = {"province": ["Bali", "Aceh", "Riau", "Nasional"], "documents": [5, 4, 0, 9]}
    words = report.describe_provinces(pd.DataFrame(counts))
    assert words == "1 of 3 provinces have 5 documents or more, which a share needs. 1 have none: Riau."


def test_families_are_the_unit_where_documents_are_copies() -> None:
    words = report.describe_completeness(make_documents(), make_documents())
    assert words.startswith(
        "1 of 3 documents come from an incomplete copy of the original. They form 2 families of near"
    )
    alone = report.describe_completeness(make_documents(), make_documents().assign(family=["a", "b", "c"]))
    assert alone.endswith("so the document is the unit of all intervals.")


def test_collisions_are_counted_by_kind_and_by_their_share_of_words() -> None:
    collisions = pd.DataFrame({"kind": ["merged", "split", "merged"], "count": [10, 5, 5]})
    words = report.describe_collisions(collisions, 200)
    assert words.startswith("For 10.0 % of 200 words PySastrawi's stem is not the one")
    assert words.endswith("merged 2 (15 words), split 1 (5 words).")


def test_measures_of_the_attribution_are_shown_in_words() -> None:
    scores = pd.DataFrame({"measure": ["border_f1"], "development": [1.0], "frozen": [0.984], "n_frozen": [435]})
    assert report.table_attribution(scores).iloc[0].tolist() == ["border f1", "100.0 %", "98.4 %", 435]

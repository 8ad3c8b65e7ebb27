import pandas as pd

from research import corpus, report


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
    whole = report.describe_provinces(pd.DataFrame({"province": ["Bali", "Riau"], "documents": [5, 1]}))
    assert whole == "1 of 2 provinces have 5 documents or more, which a share needs. Each has one at least."


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
    parts = {"part": ["development", "development", "frozen", "frozen"], "measure": ["border_f1", "mode"] * 2}
    scores = pd.DataFrame({**parts, "value": [1.0, 0.5, 0.984, 0.5], "n": [976, 880, 435, 390]})
    assert report.table_attribution(scores).to_numpy().tolist() == [["border f1", "100.0 %", "98.4 %", 435]]


def make_log() -> pd.DataFrame:
    pages = [
        ("Riau", "pilkada-2018", "netral", "a", True, "taken"),
        ("Riau", "pilkada-2018", "netral", "b", False, "no news"),
        ("Riau", "pilkada-2018", "netral lagi", "b", False, "no news"),
        ("Bali", "pilkada-2018", "netral", "c", False, "known"),
        ("Bali", "pemilu-2019", "netral", "", False, "no news"),
        ("Bali", "pemilu-2019", "netral", "d", True, "taken"),
    ]
    log = pd.DataFrame(pages, columns=["province", "election", "query", "url", "taken", "group"])
    return log.assign(step=[3, 1, 1, 2, 1, 3])


def test_a_search_is_told_by_pages_cells_and_reasons() -> None:
    # Riau was searched twice for one election, Bali once for each of two, one of them in vain.
    assert report.describe_search(make_log()) == (
        "In 4 searches for 3 cells, each a place and a period, 6 pages (4 different addresses) were shown, and 2 were "
        "taken: at most 1 from a cell, and none from 1 cell. Of the 4 left out, by reason: no news 3; known 1."
    )


def test_each_cell_has_its_pages_taken_and_shown() -> None:
    cells = corpus.count_pages(make_log(), by=["province", "election"])
    table = report.table_cells(cells, labels={"pemilu-2019": "General 2019", "pilkada-2018": "Regional 2018"})
    assert table.to_dict("records") == [
        {"Province": "Riau", "General 2019": "", "Regional 2018": "1 of 3"},
        {"Province": "Bali", "General 2019": "1 of 2", "Regional 2018": "0 of 1"},
    ]

"""References: sentences worked by hand, places, days of laws, counting, and the figure."""

import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from research import codebook, coding, compare, corpus, frames, references
from research.references import laws
from research.tables import InputError, read_data_rows

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "reference_cases.toml").read_text(encoding="utf-8")
)["cases"]
KINDS = {"laws": "law", "instruments": "instrument", "acts": "act", "addressees": "addressee"}


def make_statements(texts: list[str], speaker: str = "Sekda", document: str = "a") -> pd.DataFrame:
    starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
    return pd.DataFrame(
        {
            "document": document,
            "sentence": range(1, len(texts) + 1),
            "start": starts,
            "stop": [start + len(text) for start, text in zip(starts, texts, strict=True)],
            "text": texts,
            "reported": True,
            "speaker": speaker,
            "office": "secretary",
            "mode": "indirect",
            "rule": "coded",
            "confidence": 1.0,
        }
    ).astype({"start": "int64", "stop": "int64"})


def make_days(day: str, document: str = "a") -> pd.DataFrame:
    return pd.DataFrame({"document": [document], "published": pd.to_datetime([day])})


def tell(row: Any) -> str:
    article = f" Pasal {row.article}" if row.article else ""
    return f"{row.reference}{article}{'!' if row.forbidden else ''}"


@pytest.mark.parametrize("case", CASES, ids=[f"{n}: {case['text'][:40]}" for n, case in enumerate(CASES, 1)])
def test_sentences_worked_by_hand(case: dict[str, Any], book: codebook.Codebook) -> None:
    texts = [*case.get("before", []), case["text"]]
    statements = make_statements(texts, case.get("speaker", "Sekda"))
    found = references.find_references(statements, make_days(str(case.get("published", "2020-10-15"))), book)
    last = found[found["sentence"] == len(texts)]
    named = {
        field: [tell(row) for row in last[last["kind"] == kind].itertuples()]
        for field, kind in KINDS.items()
        if field in case
    }
    wanted = {field: case[field] for field in KINDS if field in case}
    assert (named == wanted) is not ("cannot" in case), named


def test_there_are_cases_enough_of_both_signs() -> None:
    fields = [case[field] for case in CASES for field in KINDS if field in case]
    assert len(CASES) >= 60
    assert sum(not field for field in fields) >= 12
    assert sum("cannot" in case for case in CASES) <= 2


@pytest.fixture(scope="module")
def named(documents: pd.DataFrame, coded: coding.CodedStatements, book: codebook.Codebook) -> pd.DataFrame:
    return references.find_references(coded.statements, documents, book)


@pytest.fixture(scope="module")
def rows(documents: pd.DataFrame, coded: coding.CodedStatements, book: codebook.Codebook) -> pd.DataFrame:
    gold = frames.make_frames(coded.statements, coded.codings, book)
    return compare.merge_frames(documents, coded.statements, gold, families=corpus.find_families(documents))


def test_texts_are_slices_of_their_documents(documents: pd.DataFrame, named: pd.DataFrame) -> None:
    texts = documents.set_index("document")["text"]
    assert len(named) > 500
    assert all(texts[row.document][row.start : row.stop] == row.text for row in named.itertuples())


def test_no_law_is_cited_before_it_existed(documents: pd.DataFrame, named: pd.DataFrame) -> None:
    assert references.list_anachronisms(named, documents).empty
    early = documents.assign(published=documents["published"] - pd.DateOffset(years=12))
    assert len(references.list_anachronisms(named, early)) > 10, "the test must be able to fail"


def test_a_law_not_yet_known_is_dated_by_its_year(book: codebook.Codebook) -> None:
    cited = references.find_references(make_statements(["PP 99/2021 berlaku."]), make_days("2020-12-31"), book)
    assert references.list_anachronisms(cited, make_days("2020-12-31"))["reference"].tolist() == ["PP 99/2021"]
    assert references.list_anachronisms(cited, make_days("2021-01-01")).empty


def test_names_of_laws_are_dated_and_in_order() -> None:
    dated = [row for row in read_data_rows("laws.csv") if row["use"] == "name"]
    known = {row["code"]: row["since"] for row in read_data_rows("laws.csv") if row["use"] == "law"}
    assert {row["code"] for row in dated} <= set(known)
    assert all(row["since"] == known[row["code"]] for row in dated)
    for writing in {row["writing"] for row in dated}:
        days = [row["since"] for row in dated if row["writing"] == writing]
        assert days == sorted(days)


def test_every_pattern_can_be_read_and_has_a_source() -> None:
    rows = read_data_rows("references.csv")
    assert len({(row["kind"], row["reference"]) for row in rows}) == len(rows)
    assert {row["source"] for row in rows} <= {"corpus", "skb", "news"}
    for row in rows:
        for text in [*row["patterns"].split(";"), *filter(None, row["unless"].split(";"))]:
            assert codebook.parse_pattern(text).elements


def test_rows_in_any_order_give_the_same(
    documents: pd.DataFrame, coded: coding.CodedStatements, book: codebook.Codebook
) -> None:
    some = coded.statements[coded.statements["document"].isin(documents["document"].head(12))]
    straight = references.find_references(some, documents, book)
    shuffled = references.find_references(some.sample(frac=1, random_state=3), documents.sample(frac=1), book)
    pd.testing.assert_frame_equal(straight, shuffled)


WORDS = "uu pp skb pasal nomor no . tahun 5 2014 / ( ) , dan ayat itu tentang asn huruf b undang-undang x"
PIECES = st.sampled_from(re.findall(r"\S+", WORDS))


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=30), st.sampled_from([" ", "  ", "\u00a0"]))
def test_citations_are_places_in_order_that_do_not_overlap(pieces: list[str], gap: str) -> None:
    text = gap.join(pieces)
    found = laws.find_citations(text)
    ends = [0] + [citation.stop for citation in found]
    assert all(end <= citation.start < citation.stop for end, citation in zip(ends, found, strict=False))
    assert all(citation.stop <= len(text) for citation in found)
    for citation in found:
        again = [other for other in laws.find_citations(text.upper()) if other.start == citation.start]
        assert again == [citation]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert all(text[citation.start : citation.stop].strip() for citation in laws.find_citations(text))


@given(st.integers(1, 200), st.integers(1945, 2030), st.sampled_from(["UU", "PP", "Perbawaslu"]))
@settings(max_examples=80, deadline=None)
def test_every_writing_of_a_number_is_the_same_law(number: int, year: int, kind: str) -> None:
    writings = [f"{kind} Nomor {number} Tahun {year}", f"{kind} No. {number}/{year}", f"{kind} {number} tahun {year}"]
    read = [[(c.kind, c.number, c.year) for c in laws.find_citations(f"Menurut {text}, katanya.")] for text in writings]
    assert read == [[(kind, str(number), str(year))]] * 3


def test_counts_agree_with_counting_by_hand(book: codebook.Codebook) -> None:
    said = pd.concat(
        [
            make_statements(["UU 5/2014 dan UU 5/2014 lagi.", "UU 5/2014 dan PP 53/2010.", "Selesai."], "X", "a"),
            make_statements(["PP 53/2010 berlaku."], "Y", "b"),
            make_statements(["Tidak ada yang disebut."], "Z", "c"),
        ]
    )
    days = pd.DataFrame({"document": ["a", "b", "c"], "published": pd.to_datetime(["2018-01-01"] * 3)})
    rows = said[["document", "sentence", "speaker"]].assign(frame="sanctions", present=False)
    rows["election_year"] = rows["document"].map({"a": "2018", "b": "2018", "c": "2020"})
    rows["family"] = rows["document"].map({"a": "a", "b": "a", "c": "c"})
    found = references.find_references(said, days, book)
    counted = references.count_references(found, rows, by="election_year", kind="law")
    columns = ["group", "reference", "hits", "statements", "documents", "families", "speakers", "group_statements"]
    assert counted[columns].values.tolist() == [
        ["2018", "PP 53/2010", 2, 2, 2, 1, 2, 4],
        ["2018", "UU 5/2014", 3, 2, 1, 1, 1, 4],
        ["2020", "PP 53/2010", 0, 0, 0, 0, 0, 1],
        ["2020", "UU 5/2014", 0, 0, 0, 0, 0, 1],
    ]
    wholes = ["group_statements", "group_documents", "group_families", "group_speakers"]
    assert counted.drop_duplicates("group")[wholes].values.tolist() == [[4, 2, 1, 2], [1, 1, 1, 1]]
    # One name in two documents counts twice, and a statement of nobody has no speaker.
    names = rows.assign(speaker=rows["document"].map({"a": "X", "b": "X", "c": ""}))
    told = references.count_references(found, names, by="all", kind="law")
    assert told[["speakers", "group_speakers"]].values.tolist() == [[2, 2], [1, 2]]
    whole = references.count_references(found, rows, by="all", kind="law")
    assert whole[["reference", "hits", "group_documents"]].values.tolist() == [
        ["PP 53/2010", 2, 3],
        ["UU 5/2014", 3, 3],
    ]


def test_marked_references_are_rows_that_compare_takes(rows: pd.DataFrame, named: pd.DataFrame) -> None:
    marked = references.mark_references(rows, named, kind="law")
    shares = compare.measure_shares(marked, by="election_year", base="documents", draws=20)
    counted = references.count_references(named, rows, by="election_year", kind="law")
    merged = shares.merge(counted, left_on=["group", "frame"], right_on=["group", "reference"], suffixes=("", "_told"))
    assert len(merged) == len(shares) == len(counted)
    assert (merged["hits"] == merged["documents_told"]).all()
    assert (merged["documents"] == merged["group_documents"]).all()


def test_what_is_forbidden_is_part_of_what_is_named(rows: pd.DataFrame, named: pd.DataFrame) -> None:
    every = references.count_references(named, rows, by="election_year", kind="act")
    forbidden = references.count_references(named, rows, by="election_year", kind="act", forbidden=True)
    merged = every.merge(forbidden, on=["group", "reference"], suffixes=("", "_forbidden"))
    assert (merged["hits_forbidden"] <= merged["hits"]).all()
    assert 0 < merged["hits_forbidden"].sum() < merged["hits"].sum()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": "colour", "kind": "law"}, "by: found 'colour'"),
        ({"by": "all", "kind": "laws"}, "kind: found 'laws', expected one of law, instrument, act, addressee"),
        ({"by": "all", "kind": "law", "forbidden": True}, "forbidden: found kind 'law', expected kind 'act'"),
    ],
)
def test_calls_that_make_no_sense_are_refused(
    rows: pd.DataFrame, named: pd.DataFrame, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        references.count_references(named, rows, **options)


def test_a_document_without_a_day_is_refused(book: codebook.Codebook) -> None:
    with pytest.raises(InputError, match="document: found 'a', expected a document of the table documents"):
        references.find_references(make_statements(["UU ASN."]), make_days("2020-01-01", "b"), book)

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from research import coding, corpus, tables
from research.tables import InputError

FRONT = {
    "id": "2020-01-02-sleman-warta",
    "outlet": "Warta",
    "url": "https://example.org/1",
    "published": "2020-01-02",
    "date_precision": "day",
    "election": "pilkada-2020",
    "region": "Kabupaten Sleman",
    "province": "Daerah Istimewa Yogyakarta",
    "kind": "news",
    "rendition": "restated",
    "complete": "true",
}
BODY = "Sekda meminta ASN netral.\n"


def write_document(folder: Path, body: str = BODY, **changes: str | None) -> Path:
    fields = {**FRONT, **changes}
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    path = folder / "documents" / f"{changes.get('id') or FRONT['id']}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\n" + "\n".join(lines) + "\n---\n" + body, encoding="utf-8", newline="")
    return path


def faults_of(folder: Path, **options: date) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        corpus.read_documents(folder, **options)
    return [(fault.field, str(fault)) for fault in caught.value.faults]


def test_the_shipped_corpus_is_what_its_readme_says(documents: pd.DataFrame) -> None:
    counts = documents.assign(whole=documents["complete"], month=documents["date_precision"] == "month")
    counts = counts.groupby("sample").agg(n=("document", "size"), whole=("whole", "sum"), month=("month", "sum"))
    assert counts.T.to_dict("list") == {"purposive": [135, 73, 3], "systematic": [316, 180, 16]}
    assert set(documents["rendition"]) == {"restated"}
    assert documents["published"].dt.year.between(2015, 2024).all()
    assert (documents.loc[documents["province"] == "Nasional", "island"] == "").all()


def test_there_are_38_provinces_each_in_a_tile_of_its_own() -> None:
    provinces = tables.read_provinces()
    assert len(provinces) == 38
    assert provinces["province"].is_unique
    assert provinces["code"].is_unique
    assert not provinces.duplicated(["row", "column"]).any()
    assert provinces["island"].value_counts().to_dict() == {
        "Sumatera": 10,
        "Jawa": 6,
        "Sulawesi": 6,
        "Papua": 6,
        "Kalimantan": 5,
        "Bali and Nusa Tenggara": 3,
        "Maluku": 2,
    }


def test_the_body_is_kept_to_the_letter(tmp_path: Path) -> None:
    body = "  “Netral,” ujarnya.\r\n\n\tKata dia: tidak.  \n\n"
    write_document(tmp_path, body=body)
    table = corpus.read_documents(tmp_path)
    assert table.loc[0, "text"] == body
    assert table.loc[0, "election_year"] == 2020
    assert table.loc[0, "island"] == "Jawa"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"province": "Kaltim"}, "province", "'Kaltim', expected one of the 38 provinces"),
        ({"published": "2021-02-29"}, "published", "a day of the calendar"),
        ({"published": "20200102"}, "published", "a day of the calendar"),
        ({"published": "2018-W02-2"}, "published", "a day of the calendar"),
        ({"url": "javascript:alert(1)"}, "url", "begins with http:// or https://"),
        ({"url": "data:text/html,x"}, "url", "begins with http:// or https://"),
        ({"published": "2026-01-02"}, "published", "no day after 2025-06-30"),
        ({"election": "Pilkada 2020"}, "election", "lower-case letters, digits"),
        ({"kind": "blog"}, "kind", "news or press_release"),
        ({"rendition": "quoted"}, "rendition", "restated or verbatim or metadata"),
        ({"complete": "yes"}, "complete", "true or false"),
        ({"date_precision": "hour"}, "date_precision", "day or month or year"),
        ({"outlet": ""}, "outlet", "a name"),
        ({"kind": None}, "kind", "no such field"),
        ({"colour": "red"}, "colour", "a field nobody declared"),
        ({"region": "[Sleman, Bantul]"}, "region", "one value on one line"),
        ({"region": "Sleman: Bantul"}, "line 8", "quote values that hold a colon"),
        ({"kind": "news\nkind: press_release"}, "line 11", "found kind a second time"),
        ({"body": ""}, "text", "a body below the front matter"),
        ({"body": " \n\n"}, "text", "a body below the front matter"),
        ({"body": "a\0b"}, "text", "control character U+0000 at line 14, character 2"),
        ({"rendition": "metadata"}, "text", "no body, as the rendition is metadata"),
    ],
)
def test_each_fault_names_file_field_and_what_was_expected(
    tmp_path: Path, change: dict[str, str], field: str, words: str
) -> None:
    path = write_document(tmp_path, **change)
    ((found, message),) = faults_of(tmp_path, today=date(2025, 6, 30))
    assert found == field
    assert words in message
    assert message.startswith(str(path))


def test_an_id_that_is_not_the_files_name(tmp_path: Path) -> None:
    write_document(tmp_path).rename(tmp_path / "documents" / "other.md")
    ((field, message),) = faults_of(tmp_path)
    assert field == "id"
    assert "found '2020-01-02-sleman-warta', expected 'other', the file's name" in message


def test_a_url_used_twice_names_both_files(tmp_path: Path) -> None:
    first = write_document(tmp_path)
    second = write_document(tmp_path, id="2020-01-03-sleman-warta")
    ((field, message),) = faults_of(tmp_path)
    assert field == "url"
    assert message.startswith(str(second))
    assert f"{first} has it; keep one" in message


def test_empty_urls_are_warnings_and_no_faults(tmp_path: Path) -> None:
    write_document(tmp_path, url="")
    write_document(tmp_path, url="", id="2020-01-03-sleman-warta")
    warnings = corpus.find_warnings(corpus.read_documents(tmp_path))
    assert warnings[["field", "warning"]].to_numpy().tolist() == [["url", "no address"]] * 2


def test_wrong_encoding_and_missing_front_matter(tmp_path: Path) -> None:
    write_document(tmp_path).write_bytes(b"---\nid: caf\xe9\n---\n")
    write_document(tmp_path, id="plain").write_text("Sekda meminta ASN netral.")
    assert [field for field, _ in faults_of(tmp_path)] == ["encoding", "front matter"]
    assert "byte 0xe9 at offset 11" in faults_of(tmp_path)[0][1]


def test_every_fault_of_every_file_is_in_one_report(tmp_path: Path) -> None:
    write_document(tmp_path, province="Jawa", kind="blog", outlet=None)
    write_document(tmp_path, id="b", published="soon", url="https://example.org/2")
    write_document(tmp_path, id="c", url="https://example.org/3")
    assert sorted(field for field, _ in faults_of(tmp_path)) == ["kind", "outlet", "province", "published"]


def test_elections_are_those_the_corpus_lists(tmp_path: Path) -> None:
    write_document(tmp_path, election="pilkades-2020")
    assert len(corpus.read_documents(tmp_path)) == 1
    (tmp_path / "elections.csv").write_text("election,label,kind,voting_day\npilkada-2020,P,regional,2020-12-09\n")
    ((field, message),) = faults_of(tmp_path)
    assert field == "election"
    assert "elections.csv" in message


def test_faults_of_the_elections_are_told_together(tmp_path: Path) -> None:
    text = "election,label,kind,voting_day\nPilkada 2020,P,local,2020-12-09\npemilu-2024,,general,14 Feb\n"
    (tmp_path / "elections.csv").write_text(text)
    with pytest.raises(InputError) as caught:
        corpus.read_elections(tmp_path)
    assert "voting_day of pemilu-2024: found '14 Feb'" in str(caught.value)
    assert "election of Pilkada 2020: found 'Pilkada 2020', expected small letters" in str(caught.value)
    assert "label of pemilu-2024: found '', expected the name in words" in str(caught.value)
    (tmp_path / "elections.csv").write_text("election\npilkada-2020\n")
    with pytest.raises(InputError, match="also label, kind"):
        corpus.read_elections(tmp_path)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "p-2016,P,regional,2018-06-27,",
            "voting_day of p-2016: found '2018-06-27', expected a day of 2016, with which",
        ),
        ("p,P,regional,2018-6-27,", "voting_day of p: found '2018-6-27', expected a day of the calendar"),
        ("p,P,regional,0018-06-27,", "voting_day of p: found '0018-06-27', expected a day of the calendar"),
        ("p,P,regional,2018-06-27,20180", "year of p: found '20180', expected a year"),
        (
            "p,P,regional,2018-06-27,\u0662\u0660\u0661\u0668",
            "year of p: found '\u0662\u0660\u0661\u0668', expected a year",
        ),
    ],
)
def test_a_period_has_one_year(tmp_path: Path, row: str, told: str) -> None:
    path = tmp_path / "elections.csv"
    path.write_text(f"# A comment.\nelection,label,kind,voting_day,year\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        corpus.read_elections(tmp_path)
    (fault,) = caught.value.faults
    assert str(fault).startswith(f"{path.as_posix()}, row 3: {told}")


def test_the_year_of_a_period_is_the_stated_one_before_that_of_its_id(tmp_path: Path) -> None:
    rows = "p-2016,P,regional,2018-06-27,2018\nq-2019,Q,regional,,\nr,R,regional,2020-12-09,\ns,S,regional,,\n"
    (tmp_path / "elections.csv").write_text(f"# A comment.\nelection,label,kind,voting_day,year\n{rows}")
    table = corpus.read_elections(tmp_path)
    assert table["election_year"].fillna(0).tolist() == [2018, 2019, 2020, 0]
    assert table.index.tolist() == [0, 1, 2, 3]


def test_officials_are_speakers_of_the_coding(
    root: Path, documents: pd.DataFrame, coded: coding.CodedStatements
) -> None:
    officials = corpus.read_officials(root / "corpus")
    spoken = coded.statements[["document", "speaker"]].drop_duplicates()
    assert len(officials.merge(spoken)) == len(officials) == 6
    with pytest.raises(InputError, match=r"officials.csv: file: found nothing there"):
        corpus.read_officials(root)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("a,Rai\n", "row 3: cells: found 2, expected 3, as row 1 has"),
        ("a,Rai,b,c\n", "row 3: cells: found 4, expected 3"),
    ],
)
def test_officials_in_ragged_rows_are_refused(tmp_path: Path, rows: str, words: str) -> None:
    (tmp_path / "officials.csv").write_text(f"document,speaker,label\nb,Rai,Mayor\n{rows}", encoding="utf-8")
    with pytest.raises(InputError, match=words):
        corpus.read_officials(tmp_path)


@pytest.mark.parametrize("name", ["", "documents"])
def test_a_missing_or_empty_corpus_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir(exist_ok=True)
    ((field, message),) = faults_of(tmp_path)
    assert field == "corpus"
    assert ("at least one" if name else "a folder with documents/*.md") in message


def test_a_verbatim_copy_stands_in_for_the_restated_text(tmp_path: Path) -> None:
    write_document(tmp_path)
    (tmp_path / "originals").mkdir()
    (tmp_path / "originals" / f"{FRONT['id']}.txt").write_text("“Netral,” kata Sekda.", encoding="utf-8")
    table = corpus.read_documents(tmp_path)
    assert table.loc[0, "rendition"] == "verbatim"
    assert table.loc[0, "text"] == "“Netral,” kata Sekda."
    (tmp_path / "originals" / "stray.csv").write_text("x")
    assert "expected a document stray.md" in faults_of(tmp_path)[0][1]


def test_an_empty_verbatim_copy_is_named_itself(tmp_path: Path) -> None:
    write_document(tmp_path)
    (tmp_path / "originals").mkdir()
    copy = tmp_path / "originals" / f"{FRONT['id']}.txt"
    copy.write_text(" ")
    ((field, message),) = faults_of(tmp_path)
    assert field == "text"
    assert message.startswith(copy.as_posix())


def test_a_document_of_metadata_waits_for_its_copy(tmp_path: Path) -> None:
    write_document(tmp_path, body="", rendition="metadata")
    table = corpus.read_documents(tmp_path)
    assert table.loc[0, "text"] == ""
    assert corpus.find_warnings(table)["warning"].tolist() == ["verbatim copy missing"]
    (tmp_path / "originals").mkdir()
    (tmp_path / "originals" / f"{FRONT['id']}.txt").write_text("ASN netral.")
    assert corpus.read_documents(tmp_path).loc[0, ["text", "rendition"]].tolist() == ["ASN netral.", "verbatim"]


def test_parquet_and_folder_give_the_same_table(tmp_path: Path, documents: pd.DataFrame) -> None:
    documents.sample(frac=1, random_state=3).to_parquet(tmp_path / "d.parquet", index=False)
    pd.testing.assert_frame_equal(corpus.read_documents(tmp_path / "d.parquet"), documents)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("sha256", "0" * 64, "row 1: sha256"),
        ("island", "Jawa", "row 1: island: found 'Jawa', expected 'Kalimantan'"),
        ("election_year", 1999, "row 1: election_year: found 1999, expected 2015"),
        ("document", "2015-07-01-jawa-tengah-antara", "row 2: id"),
    ],
)
def test_parquet_is_checked_like_a_folder(
    tmp_path: Path, documents: pd.DataFrame, column: str, value: str, words: str
) -> None:
    table = documents.copy()
    table.loc[0, column] = value
    table.to_parquet(tmp_path / "d.parquet", index=False)
    with pytest.raises(InputError) as caught:
        corpus.read_documents(tmp_path / "d.parquet")
    assert words in str(caught.value)
    table.drop(columns="text").to_parquet(tmp_path / "e.parquet", index=False)
    with pytest.raises(InputError, match="text: found no such column"):
        corpus.read_documents(tmp_path / "e.parquet")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(b"no parquet"), "expected a parquet file"),
        (lambda path: write_nothing(path), "row 1: outlet: found '', expected a name"),
    ],
)
def test_unusable_parquet_is_refused_in_words(
    tmp_path: Path, documents: pd.DataFrame, spoil: Callable[[Path], None], words: str
) -> None:
    documents.to_parquet(tmp_path / "d.parquet", index=False)
    spoil(tmp_path / "d.parquet")
    with pytest.raises(InputError) as caught:
        corpus.read_documents(tmp_path / "d.parquet")
    assert words in str(caught.value)


def write_nothing(path: Path) -> None:
    table = pd.read_parquet(path)
    table.loc[0, "outlet"] = None
    table.to_parquet(path, index=False)


def test_pieces_of_no_documents_are_refused(root: Path) -> None:
    with pytest.raises(InputError, match="chunk: found 0"):
        next(corpus.iter_documents(root / "corpus", chunk=0))


def test_lists_in_another_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "elections.csv").write_bytes(b"election,label\npilkada-2020,\xe9\n")
    with pytest.raises(InputError, match=r"elections.csv: encoding: found .*expected a CSV table in UTF-8"):
        corpus.read_elections(tmp_path)


def test_pieces_add_up_to_the_whole(root: Path, documents: pd.DataFrame) -> None:
    pieces = list(corpus.iter_documents(root / "corpus", chunk=50))
    assert [len(piece) for piece in pieces] == [50] * 9 + [1]
    pd.testing.assert_frame_equal(pd.concat(pieces, ignore_index=True), documents)


def test_a_fault_in_the_last_file_stops_the_run_before_the_first_piece(tmp_path: Path) -> None:
    write_document(tmp_path)
    write_document(tmp_path, id="zz", province="Java", url="https://example.org/2")
    with pytest.raises(InputError, match="province"):
        next(corpus.iter_documents(tmp_path, chunk=1))


# All but the characters that no text may hold: controls, turns of direction, code points that are none.
TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("\t\n\r"),
        st.characters(
            codec="utf-8",
            exclude_categories=["Cc"],
            exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff",
        ),
    ),
    min_size=1,
)


@settings(max_examples=40, deadline=None)
@given(TEXTS.filter(str.strip))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, body: str) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    write_document(folder, body=body)
    assert corpus.read_documents(folder).loc[0, "text"] == body
    shutil.rmtree(folder)

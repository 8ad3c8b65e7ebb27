import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from research.attribution import find_statements, score_statements, segment_documents
from research.attribution.decision_model import read_model
from research.tables import OFFICES, InputError, read_data_rows
from research.text import find_mentions, split_words

NAMED_SPEAKERS = Path(__file__).parents[1] / "data" / "named_speakers.txt"
NOBODY = ("", "", "narration")
RAHMA = ("Ani Rahma", "head", "indirect")
QUOTED = ("Ani Rahma", "head", "direct")
YUSUF = ("Dedi Yusuf", "oversight", "indirect")
INTRODUCED = "Bupati Lebong Ani Rahma meminta ASN netral. "
BOTH = INTRODUCED + "Ketua Bawaslu Lebong Dedi Yusuf menyebut dua laporan. "


def attribute(text: str) -> list[tuple[str, str, str]]:
    found = find_statements(pd.DataFrame({"document": ["a"], "text": [text]}), learnt=False)
    return list(found[["speaker", "office", "mode"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Subject and verb.
        (INTRODUCED, [RAHMA]),
        ("Bupati Lebong, Ani Rahma, meminta ASN netral.", [RAHMA]),
        ("Bupati Lebong Dr. Hj. Ani Rahma, S.Sos., M.Si., meminta ASN netral.", [RAHMA]),
        ("Pada apel di Lebong, Senin (7/9/2020), Bupati Ani Rahma mengingatkan sanksi.", [RAHMA]),
        ("Bupati Ani Rahma, yang membuka rapat itu, mengimbau ASN netral.", [RAHMA]),
        ("Ani Rahma, Bupati Lebong, mengatakan sanksi menanti.", [RAHMA]),
        ("Bupati Lebong membuka rapat. Bupati Ani Rahma tidak menyebut nama.", [NOBODY, NOBODY]),
        ("Edaran Bupati Lebong Ani Rahma meminta ASN netral.", [RAHMA]),
        (INTRODUCED + "Ia tidak ingin ada pelanggaran.", [RAHMA, RAHMA]),
        (INTRODUCED + "Karena itu ia juga melarang pegawai berkampanye.", [RAHMA, RAHMA]),
        # Before and after what is said.
        (INTRODUCED + "Menurutnya, sanksi menanti.", [RAHMA, RAHMA]),
        (INTRODUCED + "Sanksi, menurut dia, menanti.", [RAHMA, RAHMA]),
        (INTRODUCED + "Sanksi menanti, katanya.", [RAHMA, RAHMA]),
        (INTRODUCED + "Sanksi, kata Rahma, menanti.", [RAHMA, RAHMA]),
        (INTRODUCED + "Sanksi, ujar Bupati, menanti.", [RAHMA, RAHMA]),
        (INTRODUCED + "Hal itu disampaikan Rahma seusai apel.", [RAHMA, RAHMA]),
        (INTRODUCED + "Pesan itu ia sampaikan seusai apel.", [RAHMA, RAHMA]),
        # The same person by another name.
        (INTRODUCED + "Bupati itu menambahkan sanksi menanti.", [RAHMA, RAHMA]),
        (INTRODUCED + "Ani Rahman menyebut sanksi menanti.", [RAHMA, RAHMA]),
        (
            "Rahma menghadiri rapat di Lebong. Bupati Ani Rahma Sari lalu memberi penjelasan. Rahma mengajak warga.",
            [NOBODY, ("Ani Rahma Sari", "head", "indirect"), ("Ani Rahma Sari", "head", "indirect")],
        ),
        (
            "Gubernur Bali I Made Wira (Imawi) hadir. Imawi meminta ASN netral.",
            [NOBODY, ("I Made Wira", "head", "indirect")],
        ),
        ("Bupati Ani Rahma membuka rapat. Ia meminta ASN netral.", [NOBODY, RAHMA]),
        # Several speakers.
        (BOTH, [RAHMA, YUSUF]),
        (BOTH + "Ia menilai itu serius. Rahma berjanji patuh.", [RAHMA, YUSUF, YUSUF, RAHMA]),
        (BOTH + "Bupati berjanji patuh.", [RAHMA, YUSUF, RAHMA]),
        (BOTH + "Ketua Bawaslu menolak. Rapat usai.", [RAHMA, YUSUF, YUSUF, NOBODY]),
        # Offices.
        ("Plt. Bupati Lebong Ani Rahma meminta ASN netral.", [("Ani Rahma", "acting_head", "indirect")]),
        ("Pj Sekda Kota Solok Ani Rahma meminta ASN netral.", [("Ani Rahma", "secretary", "indirect")]),
        (
            "Asisten Pemerintahan dan Kesejahteraan Rakyat Setda Kabupaten Kaur Ani Rahma meminta ASN netral.",
            [("Ani Rahma", "secretary", "indirect")],
        ),
        ("Kepala BKPSDM Kota Batu Ani Rahma meminta ASN netral.", [("Ani Rahma", "agency", "indirect")]),
        (
            "Anggota Bawaslu Sleman, Koordinator Divisi Hukum dan Data, Ani Rahma, meminta ASN netral.",
            [("Ani Rahma", "oversight", "indirect")],
        ),
        ("Komisioner KPU Bali Ani Rahma menyebut tiga calon.", [("Ani Rahma", "election", "indirect")]),
        ("Kapolres Solok AKBP Ani Rahma mengajak warga rukun.", [("Ani Rahma", "security", "indirect")]),
        ("Wakil Ketua DPRD Bantul Ani Rahma meminta ASN netral.", [("Ani Rahma", "legislature", "indirect")]),
        ("Mendagri Ani Rahma meminta ASN netral.", [("Ani Rahma", "central", "indirect")]),
        ("Ani Rahma dari Inspektorat Kota Solok meminta ASN netral.", [("Ani Rahma", "agency", "indirect")]),
        # Bodies.
        ("Bawaslu Kota Solok meminta ASN netral.", [("Bawaslu Kota Solok", "oversight", "indirect")]),
        (
            "Bawaslu Kota Solok meminta ASN netral. Menurut Bawaslu, sanksi menanti. Rapat usai.",
            [("Bawaslu Kota Solok", "oversight", "indirect")] * 2 + [NOBODY],
        ),
        # Nobody who could be told.
        ("Sanksi menanti, katanya.", [("", "", "indirect")]),
        ("Menurut Undang-Undang Nomor 5 Tahun 2014, ASN harus netral.", [NOBODY]),
        ("ASN diimbau netral. Rapat dihadiri Sekda Ani Rahma dan Ketua KPU Dedi Yusuf.", [NOBODY, NOBODY]),
        # Quotations.
        ('"Sanksi pasti menanti mereka," kata Bupati Ani Rahma.', [QUOTED]),
        ('Bupati Ani Rahma mengatakan, "Sanksi pasti menanti mereka."', [QUOTED]),
        (INTRODUCED + "“Sanksi,” ujarnya, “menanti semua pelanggar.”", [RAHMA, QUOTED]),
        ('"Saya meminta ASN netral. Sanksi menanti," kata Bupati Ani Rahma.', [QUOTED, QUOTED]),
        (INTRODUCED + '"Sanksi pasti menanti mereka."', [RAHMA, QUOTED]),
        (INTRODUCED + 'Rapat bertema "ASN netral" digelar.', [RAHMA, NOBODY]),
        (INTRODUCED + 'Ia menyebut "salam netral" sebagai tanda.', [RAHMA, RAHMA]),
    ],
)
def test_speakers_of_sentences(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert attribute(text) == expected


@pytest.mark.parametrize(
    ("phrase", "name", "region"),
    [
        ("Bupati Kapuas Hulu Ani Rahma", "Ani Rahma", "kapuas hulu"),
        ("Bupati Kepulauan Siau Tagulandang Biaro Ani Rahma", "Ani Rahma", "kepulauan siau tagulandang biaro"),
        ("Gubernur Daerah Istimewa Yogyakarta Ani Rahma", "Ani Rahma", "daerah istimewa yogyakarta"),
        ("Bupati Jember, Jawa Timur, Ani Rahma", "Ani Rahma", "jember"),
        ("Wali Kota Bogor Bima Rahma", "Bima Rahma", "bogor"),
        ("Kepala Polda Sulut Inspektur Jenderal Ani Rahma", "Ani Rahma", "sulawesi utara"),
        ("Kepala Bidang Penilaian Karier BKPSDM Kabupaten Lebak Ani Rahma", "Ani Rahma", "lebak"),
        ("Camat Kubung", "Camat Kubung", ""),
    ],
)
def test_name_and_region_behind_an_office(phrase: str, name: str, region: str) -> None:
    text = phrase + " menyapa warga."
    found = find_mentions(split_words(text, 0, len(text)), text)[0]
    assert (found.name, found.office.region if found.office else None) == (name, region)


def test_statements_do_not_depend_on_other_documents_or_their_order() -> None:
    table = pd.DataFrame({"document": ["b", "a"], "text": ["Ia meminta ASN netral.", INTRODUCED]})
    found = find_statements(table)
    assert found["document"].tolist() == ["a", "b"]
    assert found["speaker"].tolist() == ["Ani Rahma", ""]
    pd.testing.assert_frame_equal(found, find_statements(table.iloc[::-1]))


def test_statements_are_the_same_whatever_was_computed_or_kept_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = NAMED_SPEAKERS.read_text(encoding="utf-8").splitlines()
    texts = [line.split("||")[0].strip().replace("\\n", "\n") for line in lines if line and not line.startswith("#")]
    # Documents of several lines, so that persons and bodies of one document could be taken for those of another.
    joined = [" ".join(texts[first : first + 3]) for first in range(0, 90, 3)]
    table = pd.DataFrame({"document": [f"d{number:02}" for number in range(len(joined))], "text": joined})
    monkeypatch.setenv("NETRALITAS_CACHE", "off")
    alone = pd.concat([find_statements(table.iloc[[row]]) for row in range(len(table))], ignore_index=True)
    assert alone["speaker"].nunique() > 20
    shuffled = table.sample(frac=1, random_state=2026)
    pd.testing.assert_frame_equal(find_statements(shuffled), alone)
    monkeypatch.setenv("NETRALITAS_CACHE", str(tmp_path))
    pd.testing.assert_frame_equal(find_statements(shuffled.head(10)), find_statements(shuffled.head(10)))
    for _ in range(2):  # ten of them kept, then all
        pd.testing.assert_frame_equal(find_statements(table), alone)
    assert list(tmp_path.iterdir())
    edited = table.assign(text=[INTRODUCED, *joined[1:]])
    found = find_statements(edited)
    assert found.loc[found["document"] == "d00", "speaker"].tolist() == ["Ani Rahma"]
    others = [one[one["document"] != "d00"].reset_index(drop=True) for one in (found, alone)]
    pd.testing.assert_frame_equal(*others)


def test_no_documents_or_empty_texts_have_no_statements() -> None:
    assert find_statements(pd.DataFrame({"document": [], "text": []})).empty
    assert find_statements(pd.DataFrame({"document": ["a"], "text": [""]})).empty


def test_a_text_that_is_no_string_is_an_error() -> None:
    with pytest.raises(InputError, match=r"documents, row 1: text: found no value, expected a text in every row"):
        find_statements(pd.DataFrame({"document": ["a", "b"], "text": ["Ya.", math.nan]}))


def test_every_row_of_the_word_lists_is_used() -> None:
    for name, column in (("offices.csv", "category"), ("institutions.csv", "category")):
        assert {row[column] for row in read_data_rows(name)} <= set(OFFICES)
    regions = pd.DataFrame(read_data_rows("regions.csv"))
    # Kepmendagri 100.1.1-6117/2022: 38 provinces, 416 regencies (one in Jakarta), 98 cities (five in Jakarta).
    assert regions["kind"].value_counts()[["province", "regency", "city"]].tolist() == [38, 416, 98]
    for name in ("offices.csv", "institutions.csv", "titles.csv", "abbreviations.csv", "reporting_verbs.csv"):
        assert all(row["source"] for row in read_data_rows(name))


def make_statements(rows: list[tuple[str, int, int, bool, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["document", "start", "stop", "reported", "speaker", "office"])


def test_scores_computed_by_hand() -> None:
    gold = make_statements(
        [
            ("a", 0, 10, True, "Ani Rahma", "head"),
            ("a", 11, 20, True, "Dedi Yusuf", "oversight"),
            ("a", 21, 30, False, "", ""),
            ("a", 31, 40, True, "Ani Rahma", "head"),
            ("b", 0, 10, False, "", ""),
        ]
    )
    found = make_statements(
        [
            ("a", 0, 10, True, "ANI  Rahma", "acting_head"),
            ("a", 11, 20, False, "", ""),
            # One sentence where gold has two: the border at 30 is missed, and so is all that gold says of both.
            ("a", 21, 40, True, "Ani Rahma", "head"),
            ("b", 0, 10, False, "", ""),
        ]
    )
    scores = score_statements(found, gold).set_index("measure")
    assert scores["value"].to_dict() == pytest.approx(
        {
            "border_f1": 8 / 9,
            "reported": 2 / 5,
            # Of the three sentences that have a statement: one narration found, one speech called narration.
            "narration_f1": 2 / 3,
            "speaker": 1 / 3,
            "office": 0 / 3,
            "office_folded": 0 / 3,
            "attributed": 1 / 5,
        }
    )
    assert scores["n"].tolist() == [5, 5, 2, 3, 3, 3, 5]
    # Two documents are too few for an interval.
    assert scores[["low", "high"]].isna().all(axis=None)


def test_scores_of_empty_tables_are_missing() -> None:
    none = make_statements([]).astype({"reported": "bool"})
    scores = score_statements(none, none)
    assert scores["value"].isna().all()
    assert not scores["n"].any()


def test_missing_columns_are_an_error() -> None:
    with pytest.raises(InputError, match=r"table gold: office: found no such column"):
        score_statements(make_statements([]), make_statements([]).drop(columns="office"))


def test_the_rules_are_listed_and_confidence_without_data_is_how_often_a_rule_is_right(found: pd.DataFrame) -> None:
    assert set(found["rule"]) <= {row["rule"] for row in read_data_rows("attribution_rules.csv")}
    assert found["confidence"].between(0, 1).all()
    alone = find_statements(pd.DataFrame({"document": ["a"], "text": [INTRODUCED]}), learnt=False)
    assert alone["confidence"].tolist() == [pytest.approx(read_model().rules["name_verb"])]


PIECES = """
Bupati Lebong Ani Rahma Ketua Bawaslu KPU Kota Provinsi Bali Divisi Hukum dan Koordinator Anggota Plt Pj ( ) , , . .
Dr. H. S.Sos., M.Si. Ia dia menurut kata katanya mengatakan meminta dikatakan bahwa yang itu tidak " “ ” ’ Sekda
Mayjen TNI disapa sebagai lembaga 132/Tadulako 7 Pria itu ... netral
"""


@given(
    st.one_of(
        st.text(max_size=300), st.lists(st.sampled_from([*PIECES.split(), "\n", "\n\n"]), max_size=120).map(" ".join)
    )
)
def test_statements_of_any_text_are_valid(text: str) -> None:
    found = find_statements(pd.DataFrame({"document": ["a"], "text": [text]}))
    assert all(text[row.start : row.stop] == row.text for row in found.itertuples())
    assert found["sentence"].tolist() == list(range(1, len(found) + 1))
    assert (found["start"].to_numpy()[1:] >= found["stop"].to_numpy()[:-1]).all()
    assert ((found["mode"] == "narration") == ~found["reported"]).all()
    assert (found.loc[~found["reported"], ["speaker", "office"]] == "").all(axis=None)
    assert ((found["speaker"] == "") == (found["office"] == "")).all()
    if not set(text) & set("\"'`“”„«»‘’"):
        assert "direct" not in set(found["mode"])


@pytest.mark.parametrize(
    "piece",
    [
        "Ketua KPU, ",
        "Plt. ",
        "Dr. ",
        '"',
        "Kabupaten ",
        "“Netral. ",
        "Ani Rahma meminta ",
        "(",
        "yang ",
        "a",
        "\n",
        "Camat Ai ",
    ],
)
def test_long_repetitive_texts_end_soon(piece: str) -> None:
    """No rule recurses over the text, and every sentence is complete."""
    text = piece * (50_000 // len(piece))
    found = find_statements(pd.DataFrame({"document": ["a"], "text": [text]}))
    assert "".join("".join(found["text"]).split()) == "".join(text.split())


@pytest.mark.parametrize("rendition", ["restated", "verbatim"])
def test_sentences_alone_have_the_borders_numbers_and_furniture_of_the_statements(documents, rendition) -> None:
    headed = "Bupati Imbau ASN Netral\n\nRabu, 4 Oktober 2023\n\n“ASN  wajib netral,” kata Bupati Ani. Rapat usai."
    texts = pd.concat([documents[["document", "text"]], pd.DataFrame({"document": ["z"], "text": [headed]})])
    texts = texts.assign(rendition=rendition)
    found, alone = find_statements(texts), segment_documents(texts)
    columns = ["document", "sentence", "start", "stop", "text"]
    pd.testing.assert_frame_equal(alone[columns], found[columns])
    furniture = found["rule"].where(found["rule"].isin(["headline", "boilerplate"]), "")
    assert alone["rule"].tolist() == furniture.tolist()
    assert ("headline" in set(furniture)) == (rendition == "verbatim")

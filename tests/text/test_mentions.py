import pytest

from research.text import Mention, find_mentions, split_words


def find(text: str) -> list[Mention]:
    return find_mentions(split_words(text, 0, len(text)), text)


def describe(text: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.name, one.office.category if one.office else "") for one in find(text)]


@pytest.mark.parametrize(
    "dateline",
    [
        "KENDAL \u2013 ",
        "KENDAL - ",
        "KENDAL, KABAR.com \u2014 ",
        "(KENDAL) -- ",
        "Kendal (ANTARA) - ",
        "Kendal, (12/9) \u2013 ",
        "KENDAL: ",
    ],
)
def test_a_post_behind_a_dateline_has_its_holder(dateline: str) -> None:
    people = [
        one for one in describe(f"{dateline}Bupati Kendal, Rudi Hartono meminta pegawai netral.") if one[0] == "person"
    ]
    assert people == [("person", "Rudi Hartono", "head")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Camat Bawen Rudi Hartono hadir.", ("person", "Rudi Hartono", "subdistrict")),
        ("Camat Ternate Utara Zulkifli Amin hadir.", ("person", "Zulkifli Amin", "subdistrict")),
        ("Camat Bawen, Rudi Hartono, hadir.", ("person", "Rudi Hartono", "subdistrict")),
        ("Camat Bawen hadir.", ("title", "Camat Bawen", "subdistrict")),
        ("Sekretaris Daerah Kabupaten Toluwa, Yohan Lengkong, hadir.", ("person", "Yohan Lengkong", "secretary")),
        ("Kepala BKPSDM Kota Kuala Anyar, Siti Rahma, hadir.", ("person", "Siti Rahma", "agency")),
        ("Kepala Biro Hukum Setda Seram Raya, Siti Rahma, hadir.", ("person", "Siti Rahma", "agency")),
        ("Wakil Bupati Toluwa, Siti Rahma, hadir.", ("person", "Siti Rahma", "head")),
        ("Ketua KPU Kabupaten Toluwa Yohan Lengkong hadir.", ("person", "Yohan Lengkong", "election")),
        ("Wali Kota Rudi Hartono, Siti Rahma, dan Budi hadir.", ("person", "Rudi Hartono", "head")),
        ("Bawaslu Kabupaten Toluwa menyebut itu.", ("body", "Bawaslu Kabupaten Toluwa", "oversight")),
        ("Calon Bupati Kendal nomor urut 2 Rina Sari hadir.", ("person", "Rina Sari", "other")),
        ("Mantan Sekda Kendal Rudi Hartono hadir.", ("person", "Rudi Hartono", "other")),
        ("Gubsu hadir.", ("title", "Gubsu", "head")),
        ("Bu Camat hadir.", ("title", "Camat", "subdistrict")),
        ("Wakil Kapolda Jateng Brigjen Pol Agus Rahman hadir.", ("person", "Agus Rahman", "security")),
        ("Pangdam IX/Wirabraja, Mayjen TNI Budi Wido, hadir.", ("person", "Budi Wido", "security")),
        ("Danlanal Tegal Letkol Laut (P) Beni Kusworo hadir.", ("person", "Beni Kusworo", "security")),
        ("Bawaslu Provinsi Sulawesi Utara (Sulut) hadir.", ("body", "Bawaslu Provinsi Sulawesi Utara", "oversight")),
        ("Panitia Pengawas Pemilu (Panwaslu) Kota Ambon hadir.", ("body", "Panwaslu Kota Ambon", "oversight")),
        ("Pemerintah Kota Ambon hadir.", ("body", "Pemerintah Kota Ambon", "government")),
        ("Ketua NU Kendal KH Danial Royyan hadir.", ("person", "Danial Royyan", "other")),
        ("Kepala BKPSDM Babar Antoni Pasaribu hadir.", ("person", "Antoni Pasaribu", "agency")),
        ("Rina Sari, yang memimpin BKD Ambon, hadir.", ("person", "Rina Sari", "agency")),
        ("Hamengku Buwono X, Raja Keraton dan Gubernur DIY, hadir.", ("person", "Hamengku Buwono X", "head")),
        ("Mantan Danrem Wirabraja ini hadir.", ("pronoun", "", "")),
    ],
)
def test_the_first_mention_with_its_office(text: str, expected: tuple[str, str, str]) -> None:
    assert describe(text)[0] == expected


@pytest.mark.parametrize(
    "text", ["Wali Kota Kediri Sunarko Minta Pegawai Netral", "Wali Kota Kediri Sunarko Ingatkan Pegawai"]
)
def test_the_verb_of_a_headline_is_no_part_of_the_name(text: str) -> None:
    assert find(text)[0].name == "Sunarko"


def test_a_surname_that_looks_like_a_verb_is_kept() -> None:
    assert find("Kapolres Kendal Ferry Walintukan hadir.")[0].name == "Ferry Walintukan"


def test_the_name_behind_a_post_that_opens_an_adverbial_is_somebody_elses() -> None:
    assert describe("Didampingi Sekda Kendal, Rudi Hartono membuka rapat.") == [
        ("title", "Sekda Kendal", "secretary"),
        ("person", "Rudi Hartono", ""),
    ]


def test_a_month_beside_a_number_is_no_person() -> None:
    assert describe("Surat tertanggal 27 Mei 2024 tersebut terbit.") == []
    assert [one[1] for one in describe("Kabar itu datang dari Mei Linawati.")] == ["Mei Linawati"]

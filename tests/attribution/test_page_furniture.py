"""Headlines, date lines and other page furniture; the rules depend on the rendition."""

from itertools import groupby

import pandas as pd
import pytest

from research.attribution import FURNITURE_RULES, attribute_documents, find_statements

LEAD = "SAMPIT, Kabar Mentaya - Bupati Lebong Ani Rahma meminta ASN netral."


def list_rules(text: str) -> list[str]:
    rules = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}), learnt=False)["rule"]
    return [rule for rule, _ in groupby(rules)]  # Tegas! Bupati Larang ... is a headline of two sentences


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "headline",
    [
        "Bupati Imbau ASN Netral di Pilkada",
        "ASN WAJIB NETRAL, BUPATI: JANGAN MAIN-MAIN",
        'Bupati Lebong: "ASN Harus Netral"',
        "Tegas! Bupati Larang ASN Ikut Kampanye!",
        "ASN Ikut Kampanye, Apa Sanksinya?",
    ],
)
@pytest.mark.parametrize(
    "day",
    [
        "Rabu, 4 Oktober 2023",
        "Rabu, 4 Oktober 2023 | 14:05 WIB",
        "Senin (4/10/2023)",
        "4 Okt 2023 14.05",
        "04/10/2023",
        "2023-10-04 14:05:33",
        "Kabar Mentaya - Rabu, 4 Oktober 2023 14:05 WIB",
        "Diperbarui 4 Okt 2023, 14:05 WIB",
        "Diterbitkan: 4 Oktober 2023",
        "October 4, 2023",
        "3 jam lalu",
        "Oleh Budi Santoso",
        "Penulis: Budi Santoso",
    ],
)
def test_headlines_and_date_lines_are_furniture(headline: str, day: str, gap: str) -> None:
    text = gap.join([headline, day, LEAD])
    assert list_rules(text) == ["headline", "boilerplate", "name_verb"]
    assert list_rules(gap.join([day, headline, LEAD])) == ["boilerplate", "headline", "name_verb"]


def test_a_headline_in_lower_case_has_no_second_one() -> None:
    assert list_rules("Bupati imbau ASN netral pada pilkada\n\n" + LEAD) == ["headline", "name_verb"]


@pytest.mark.parametrize(
    "text",
    [
        "Bupati Lebong Ani Rahma mengatakan ASN harus netral\n\nIa menambahkan sanksi menanti.",
        "Bupati Lebong Ani Rahma meminta ASN netral.\n\nIa menambahkan sanksi menanti.",
        "SAMPIT – Bupati Lebong Ani Rahma Minta ASN Netral\n\nIa menambahkan sanksi menanti.",
        "Bupati Imbau ASN Netral",
        "Penjabat Gubernur Sulawesi Selatan Heru Zarkasi dan Sekretaris\nDaerah Sulawesi meminta ASN netral.",
        "Menurut Bupati Lebong Ani Rahma:\n\nASN netral.",
    ],
)
def test_what_is_no_headline(text: str) -> None:
    assert not set(list_rules(text)) & set(FURNITURE_RULES)


def test_furniture_at_the_end_of_a_block_of_lines() -> None:
    assert list_rules(LEAD + "\nIa pergi.\nReporter: Budi\nEditor: Sari") == ["name_verb", "narration", "boilerplate"]


def test_the_rules_follow_the_rendition() -> None:
    text = "Bupati Imbau ASN Netral\n\nBupati Lebong Ani Rahma meminta ASN netral. Sanksi menanti. "
    mixed = pd.DataFrame({"document": ["b", "a"], "text": text, "rendition": ["verbatim", "restated"]})
    rules = find_statements(mixed, learnt=False).groupby("document")["rule"].agg(list).to_dict()
    assert rules["b"] == ["headline", "name_verb", "continued"]
    assert rules["a"] == ["narration", "name_verb", "continued"]
    published = attribute_documents(mixed).drop(columns=["quote_start", "quote_stop"])
    found = find_statements(mixed)
    pd.testing.assert_frame_equal(found[found["document"] == "b"], published[published["document"] == "b"])
    pd.testing.assert_frame_equal(
        find_statements(mixed[["document", "text"]]), find_statements(mixed.assign(rendition="restated"))
    )


@pytest.mark.parametrize(
    "line",
    [
        "Tinggalkan Balasan",
        "1k Views",
        "Dibaca 1.204 kali",
        "[ian]",
        "Facebook Twitter WhatsApp",
        "Alamat email Anda tidak akan dipublikasikan.",
        "Bupati saat apel. (Foto: Humas)",
        "Ilustrasi pegawai. Foto: Ist",
        "Halaman: 1 2 3",
        "Tonton videonya.",
        "Mari bergabung di Grup Telegram.",
        "Baca juga:\n\nJadwal Kampanye di Lebong\n\nTahapan Pilkada Lebong",
        "Sanksi Menanti",
    ],
)
def test_furniture_between_two_paragraphs(line: str) -> None:
    text = f"LEBONG - Bupati Lebong Ani Rahma meminta pegawai netral.\n\n{line}\n\nApel digelar Senin."
    found = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    kept = found.loc[~found["rule"].isin(FURNITURE_RULES), "text"].tolist()
    assert kept == ["LEBONG - Bupati Lebong Ani Rahma meminta pegawai netral.", "Apel digelar Senin."]


def test_a_caption_before_the_date_line() -> None:
    text = "Bupati Lebong Ani Rahma bersama pegawai\n\nLEBONG - Rapat usai.\n\nHadirin pulang."
    found = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    assert found["rule"].isin(FURNITURE_RULES).tolist() == [True, False, False]


def test_the_head_of_a_press_release() -> None:
    text = (
        "SIARAN PERS\nNomor: 12/HM/2024\n\nBawaslu Ingatkan ASN Netral\n\nLebong - Bupati Ani Rahma meminta ASN netral."
    )
    found = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    assert found["rule"].isin(FURNITURE_RULES).tolist() == [True, True, True, False]

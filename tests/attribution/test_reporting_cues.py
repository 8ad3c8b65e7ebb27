"""Reporting cues: every verb of the list in each of its constructions."""

import pandas as pd
import pytest

from research.attribution import attribute_documents, find_statements
from research.tables import read_data_rows
from research.text import read_bare_verbs

MAYOR = "Wali Kota Bontang Rina Wulandari"
ANI = "Bupati Lebong Ani Rahma"
# After a quotation in Indonesian news, gathered apart from the list that is tested.
AFTER = (
    "kata ujar ucap tutur jelas terang ungkap tegas tandas imbuh tambah papar beber sebut bilang lanjut pungkas "
    "tukas cetus sergah timpal pinta harap imbau himbau ajak pesan wanti lontar kilah elak tepis bantah klaim "
    "aku nilai duga seru tanya jawab kelakar seloroh celetuk sambung urai rinci akui akuinya bisik bilangnya "
    "canda celoteh curhat dalih desak elaknya gerutu geram heran ingat janji jabar kecam kelit keluh kenang "
    "kesal kisah koreksi kritik lapor lugas minta mohon omel puji ralat sahut sampaikan sanggah saran sela "
    "sentil sesal sindir singgung sorot tampik tanyakan tegaskan teriak tekan tuding tulis ulas umpat usul "
    "wanti-wantinya wejang yakin "
)


def attribute(text: str) -> tuple[str, str, str]:
    row = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]})).iloc[-1]
    return row["speaker"], row["office"], row["mode"]


@pytest.mark.parametrize("verb", AFTER.split())
def test_after_a_quotation(verb: str) -> None:
    assert attribute(f'Rapat usai. "Jangan berpihak kepada calon mana pun," {verb} {MAYOR}.') == (
        "Rina Wulandari",
        "head",
        "direct",
    )


def test_every_reporting_verb_in_each_of_its_constructions() -> None:
    wrong = []
    said = '"Jangan berpihak kepada calon mana pun,"'
    for bare in sorted(read_bare_verbs()):
        wrong += [bare] * (attribute(f"Rapat usai. {said} {bare} {MAYOR}.") != ("Rina Wulandari", "head", "direct"))
        wrong += [bare] * (attribute(f"{MAYOR} hadir. {said} {bare}nya.") != ("Rina Wulandari", "head", "direct"))
    for row in read_data_rows("reporting_verbs.csv"):
        texts = [f"{MAYOR} {row['active']} ASN netral."] * bool(row["active"])
        texts += [f"Hal itu {row['passive']} {MAYOR}."] * bool(row["passive"])
        wrong += [text for text in texts if attribute(text) != ("Rina Wulandari", "head", "indirect")]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "Protes Bupati Lebong Ani Rahma diabaikan.",
        "Doa Bupati Lebong Ani Rahma terkabul.",
        "Kabarnya, Bupati Lebong Ani Rahma pergi.",
        "Sayangnya, Bupati Lebong Ani Rahma pergi.",
        "Umumnya, Bupati Lebong Ani Rahma pergi.",
        "Akhirnya, Bupati Lebong Ani Rahma pergi.",
        "Bupati Lebong Ani Rahma tidak bilang apa-apa.",
    ],
)
@pytest.mark.parametrize("find", [attribute_documents, find_statements])
def test_words_that_look_like_reporting_verbs(text: str, find) -> None:  # type: ignore[no-untyped-def]
    assert not find(pd.DataFrame({"document": ["a"], "text": [text]}))["reported"].any()


def test_sentence_openers_are_no_speakers() -> None:
    assert attribute("Bupati Lebong Ani Rahma hadir. Artinya, sanksi bisa memberi contoh.")[0] != "Artinya"
    assert attribute("Sonya Rahma mengatakan, sanksi menanti.")[0] == "Sonya Rahma"


@pytest.mark.parametrize(
    "text",
    [
        f"{ANI} dengan keras mengingatkan pegawai.",
        f"{ANI} tak henti-hentinya mengingatkan pegawai.",
        f"{ANI} tidak lupa meminta pegawai netral.",
        f"{ANI} usai apel langsung meminta pegawai netral.",
        f"{ANI} sementara itu mengimbau pegawai netral.",
        f"{ANI} memberi arahan agar pegawai netral.",
        f"{ANI} menerbitkan surat edaran supaya pegawai netral.",
        f"{ANI} ingatkan pegawai soal kampanye.",
        f"Edaran {ANI} itu mewajibkan pegawai netral.",
        f"Dalam surat edaran {ANI} disebutkan, pegawai wajib netral.",
        f"Imbauan itu datang pula dari {ANI}.",
        "Hal itu dituturkan bupatinya, Ani Rahma, di Lebong.",
        f"{ANI}, menjelang Pilkada Serentak, meminta pegawai netral.",
        f"{ANI} memberi perhatian pada pelanggaran.",
        f"Hal itu ditegaskan kembali oleh {ANI}.",
        f"Ketentuan itu termuat dalam imbauan {ANI}.",
        f"Yang menyampaikannya ialah {ANI}.",
        f"Bagi {ANI}, netralitas harga mati.",
        f'"Sanksi menanti," begitu {ANI} menyapa pegawai.',
        f'"Sanksi menanti," tegas lagi {ANI}.',
        f'"Sanksi menanti," {ANI}.',
    ],
)
def test_cues_that_name_the_speaker(text: str) -> None:
    assert attribute(text)[0] == "Ani Rahma"


@pytest.mark.parametrize(
    "text",
    [
        "Dikatakan pula, sanksi menanti.",
        "Dalam rapat itu dijelaskan bahwa sanksi menanti.",
        "Bukan hanya itu kata dia, sanksi menanti.",
        "Sanksi kata Ani, sudah menanti.",
        "Pelanggar lanjutnya akan ditindak.",
        "Diakui Ani, masih ada pelanggaran.",
        "Edaran itu mewajibkan pegawai netral.",
        "Kondisi itu, dalam penilaiannya, rawan.",
        '"Sanksi menanti," ujar perempuan kelahiran Curup itu.',
        "Sanksi itu, terang ibu dua anak ini, berat.",
    ],
)
def test_cues_of_the_person_spoken_of_last(text: str) -> None:
    row = find_statements(pd.DataFrame({"document": ["a"], "text": [f"{ANI} hadir. {text}"]})).iloc[-1]
    assert row["speaker"] == "Ani Rahma"


@pytest.mark.parametrize(
    "text",
    [
        f"{ANI} buka suara soal lurah.",
        f"{ANI} belum bersedia memberi keterangan.",
        f"{ANI} tidak pernah mengatakan itu.",
        f"{ANI} tidak mau berkomentar.",
        f"{ANI} menerbitkan surat edaran tentang netralitas.",
        f"{ANI} datang dari Curup.",
        "Bawaslu Lebong mencatat dua laporan.",
        "Dengan kata lain, sanksi menanti.",
        "Surat itu ditandatangani kemarin.",
    ],
)
def test_what_reports_no_words(text: str) -> None:
    assert not find_statements(pd.DataFrame({"document": ["a"], "text": [text]}))["reported"].any()

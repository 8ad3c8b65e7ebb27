"""The region and the outlet of a document; page furniture is no evidence of either."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from research.corpus import Request, plan_documents
from research.corpus.ingest.outlets import find_dateline_outlet, find_domain, split_title
from research.text import propose_national, propose_region
from research.text.gazetteer import drop_furniture

ITEM = "Camat menegur lurah yang hadir di panggung kampanye itu, kata Bupati Berau."


@pytest.mark.parametrize(
    "beside",
    [
        "Baca juga: Bupati Paser Tegur Camat, Pemkab Paser Gelar Apel",
        "BACA JUGA:\nBupati Paser Tegur Camat\nPemkab Paser Gelar Apel di Kabupaten Paser",
        "Berita Terkait\nBupati Paser Tegur Camat\nBupati Paser Diperiksa Bawaslu Paser",
        "Penulis: Sinta, Kabupaten Paser, Kabupaten Paser",
        "Tags: Kabupaten Paser, Bupati Paser, Pemkab Paser",
        "Copyright Kabar Kabupaten Paser, Kabupaten Paser",
        "(Simak juga: Bupati Paser Tegur Camat di Kabupaten Paser)",
    ],
)
def test_furniture_is_no_evidence_of_a_region(beside: str) -> None:
    alone = propose_region(f"{ITEM} Warga Kabupaten Berau setuju.")
    assert alone == ("Kabupaten Berau", "Kalimantan Timur")
    assert propose_region(f"{ITEM} Warga Kabupaten Berau setuju.\n{beside}") == alone


def test_a_link_within_a_paragraph_is_removed() -> None:
    text = "Camat menegur lurah. Baca juga: Bupati Paser Tegur Camat. Warga setuju."
    assert drop_furniture(text) == "Camat menegur lurah.  Warga setuju."


@pytest.mark.parametrize(
    ("text", "national"),
    [
        ("JAKARTA - Menteri Dalam Negeri meminta seluruh pegawai netral.", True),
        ("JAKARTA, KABAR.com – Ketua KASN Agus menyebut aduan terbanyak datang dari Kabupaten Berau.", True),
        ("Presiden meminta seluruh ASN netral, ujarnya di Istana.", True),
        ("Aduan datang dari Bali, Jambi, Lampung, Banten, dan Riau, kata seorang peneliti.", True),
        ("JAKARTA - Gubernur DKI Jakarta meminta lurah netral. Pemprov DKI Jakarta mengawasi.", False),
        ("JAKARTA - KASN memeriksa Bupati Berau. Bupati Berau membantah, kata Bawaslu Berau di Berau.", False),
        ("BONTANG - Wali Kota Bontang mengutip surat edaran Menteri Dalam Negeri.", False),
        ("Calon presiden datang ke kota. Warga menyambutnya.", False),
        ("Camat menegur lurah.", False),
    ],
)
def test_items_about_the_whole_country(text: str, national: bool) -> None:
    assert bool(propose_national(text)) == national


def test_national_items_of_the_corpus(documents: pd.DataFrame, root: Path) -> None:
    frozen = set((root / "corpus" / "coding" / "frozen.txt").read_text(encoding="utf-8").split())
    table = documents[~documents["document"].isin(frozen)]
    found = table["text"].map(propose_national) != ""
    assert (found & (table["region"] == "Indonesia")).sum() == 3
    assert found.sum() - 3 <= 1


@pytest.mark.parametrize(
    ("title", "host", "name"),
    [
        ("Rina Ingatkan ASN - Kompas.com", "", "Kompas.com"),
        ("Rina Ingatkan ASN | detikNews", "", "detikNews"),
        ("Rina Ingatkan ASN - ANTARA News Kalimantan Timur", "", "ANTARA News Kalimantan Timur"),
        ("Rina: Netral! - Kabar Bontang", "kabarbontang.id", "Kabar Bontang"),
        ("Rina: Netral! - Mentaya Kita", "mentayakita.com", "Mentaya Kita"),
        ("Netralitas ASN - Bupati Angkat Bicara", "kabarbontang.id", ""),
        ("Rina Ingatkan ASN", "kabarbontang.id", ""),
        ("Kompas.com", "kompas.com", ""),
    ],
)
def test_a_known_outlet_behind_a_title(title: str, host: str, name: str) -> None:
    assert split_title(title, host)[1] == name


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("kompas.com", "kompas.com"),
        ("regional.kompas.com", "kompas.com"),
        ("humas.bontangkota.go.id", "bontangkota.go.id"),
        ("kabar.co.id", "kabar.co.id"),
        ("m.kabar.id", "kabar.id"),
    ],
)
def test_domains(host: str, domain: str) -> None:
    assert find_domain(host) == domain


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SAMPIT, Kabar Mentaya - Camat menegur lurah.", "Kabar Mentaya"),
        ("JAKARTA, KOMPAS.com -- Menteri menegur camat.", "KOMPAS.com"),
        ("BONTANG, Kaltim - Camat menegur lurah.", ""),
        ("Bontang, 23 Oktober 2024 - Camat menegur lurah.", ""),
        ("Camat menegur lurah, kata Sekda.", ""),
    ],
)
def test_an_outlet_in_a_dateline(text: str, name: str) -> None:
    assert find_dateline_outlet(text) == name


def test_outlet_and_region_are_proposed_with_a_note(tmp_path: Path, root: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "documents").mkdir(parents=True)
    shutil.copy(root / "corpus" / "elections.csv", corpus)
    file = tmp_path / "a.csv"
    file.write_text(
        "judul,tautan,isi\n"
        'Menteri Bicara - Kompas.com,,"JAKARTA - Menteri Dalam Negeri meminta seluruh pegawai netral."\n'
        'Lurah Ditegur,https://www.kabarberau.example/1,"Camat menegur lurah, kata Bupati Berau."\n',
        encoding="utf-8",
    )
    first, second = plan_documents([file], corpus, Request(), today=date(2026, 1, 1)).entries
    assert (first.fields["outlet"], first.fields["kind"]) == ("Kompas.com", "news")
    assert first.fields["title"] == "Menteri Bicara"
    assert (first.fields["region"], first.fields["province"]) == ("Indonesia", "Nasional")
    assert "outlet is what stands behind its title, 'Kompas.com'" in first.notes
    assert "region is Indonesia: 'menteri' under a dateline of Jakarta" in first.notes
    assert second.fields["outlet"] == "kabarberau.example"
    assert "outlet is the host of its address, 'kabarberau.example'" in second.notes

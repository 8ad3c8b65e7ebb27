"""Stems of PySastrawi, and the reviewed words and rules that correct them."""

import csv
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from research import text
from research.tables import read_data_rows, read_lines

PINNED = Path(__file__).parents[1] / "data" / "stems.csv"
PREFIXES = " ber be ter te me mem men meng meny menge memper pe pem pen peng peny per pel di diper ke se ku kau"
SUFFIXES = " kan i an nya lah kah tah pun ku mu isme isasi is kannya annya nyalah ikan"


@pytest.fixture(scope="module")
def peer():
    return StemmerFactory().create_stemmer()


@pytest.fixture(scope="module")
def roots():
    words = StemmerFactory().get_words()
    return sorted(word for word in words if text.TOKEN.fullmatch(word))


def read_pinned():
    with PINNED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_stems_of_this_study_are_pinned():
    rows = read_pinned()
    assert len(rows) > 150
    words = [row["word"] for row in rows]
    own, ours = text.stem_types(words, protect=False), text.stem_types(words)
    assert [(word, own[word], ours[word]) for word in words] == [tuple(row.values()) for row in rows]


@hypothesis.given(data=st.data())
@hypothesis.settings(deadline=None, max_examples=300)
def test_stems_are_pysastrawis_on_affixed_and_doubled_words(peer, roots, data):
    root = data.draw(st.sampled_from(roots))
    first, second, suffix = (data.draw(st.sampled_from(one.split(" "))) for one in (PREFIXES, PREFIXES, SUFFIXES))
    affixed = first + second + root + suffix
    words = [affixed, f"{root}-{second}{root}{suffix}", f"{affixed}-nya"]
    words = [word for word in words if len(word) <= text.MAXIMUM_WORD]
    assert text.stem_words(words) == {word: peer.stem(word) for word in words}


@hypothesis.given(st.from_regex(r"[a-z]{1,12}(-[a-z]{1,12}){0,2}", fullmatch=True))
@hypothesis.settings(deadline=None, max_examples=300)
def test_stems_are_pysastrawis_on_any_token(peer, word):
    assert text.stem_words([word]) == {word: peer.stem(word)}


def test_a_word_over_64_letters_is_its_own_stem_at_once():
    hostile = "me" + "-a" * 50_000 + "-nya"
    assert text.stem_words([hostile]) == {hostile: hostile}


@pytest.mark.parametrize(
    ("together", "apart"),
    [
        ("relawan sukarelawan", "rawan kerawanan"),
        ("peringatan memperingatkan", "mengingatkan ingat"),
        ("pejabat pejabatnya pejabat-pejabat", "penjabat pj"),
        ("pejabat", "jabatan menjabat"),
        ("temuan ditemukan", "pertemuan bertemu"),
        ("camat", "kecamatan"),
        ("pelapor", "terlapor"),
        ("pemilih", "pemilihan"),
        ("memihak berpihak keberpihakan ketidakberpihakan", "pihak pihak-pihak pihaknya"),
        ("netralitas netral ketidaknetralan kenetralan menetralkan netralitasnya", "neutron"),
        ("himbauan imbauan mengimbau menghimbau dihimbau", "timbau"),
        ("memposting posting postingan diposting", "unggah"),
        ("dapat", "kedapatan mendapati"),
        ("belum", "sebelum"),
        ("uu undang-undang perundang-undangan", "undangan mengundang"),
        ("kepentingan berkepentingan", "penting"),
        ("penduduk kependudukan", "duduk menduduki"),
        ("kejadian terjadi", "jadi menjadi"),
        ("hati-hati kehati-hatian", "hati"),
        ("bertolak", "menolak penolakan"),
        ("mengemukakan dikemukakan", "muka"),
        ("pengalaman mengalami dialaminya", "alam"),
        ("ketenteraman ketentraman", "tentara"),
        ("hukuman menghukum", "hukum"),
        ("berlaku pemberlakuan", "melakukan perilaku"),
        ("pemilu kepemiluan kepemiluannya", "pemilih"),
        ("peserta kepesertaan", "serta"),
        ("bawaslu panwaslu panwas panwaslih", "pengawas"),
    ],
)
def test_words_with_one_stem_and_words_with_different_stems(together, apart):
    stems = text.stem_types([*together.split(), *apart.split()])
    assert len({stems[word] for word in together.split()}) == 1
    assert not {stems[word] for word in together.split()} & {stems[word] for word in apart.split()}


UNTOUCHED = """
puluhan ratusan sebesar setingkat sesuai sebelah sekali diadakan dipakai masing-masing gara-gara una-una tni-polri
gerak-gerik tanya punya kenya
"""


@pytest.mark.parametrize(
    ("words", "stem"),
    [
        ("belasan belasannya sebelasan", "belas"),
        ("senilai senilainya", "nilai"),
        ("sehelai", "helai"),
        ("seuntai", "untai"),
        ("sehati", "hati"),
        ("setali", "tali"),
        ("sekecamatan", "kecamatan"),
        ("sependapat", "pendapat"),
        ("pemrosesan pemrosesannya memroses", "proses"),
        ("pemrograman pemrogramannya", "program"),
        ("pemrakarsa memrakarsai", "prakarsa"),
        ("pemrotes memrotes", "protes"),
        ("pemrioritasan", "prioritas"),
        ("pengritik mengritik", "kritik"),
        ("penransferan menransfer", "transfer"),
        ("like-nya like-like nge-like di-like", "like"),
        ("share-nya share-lah di-share-nya", "share"),
        ("gadget-gadget gadget-nya gadget-gadgetnya gadgetnya", "gadget"),
        ("meng-upload di-upload upload-an upload-upload", "upload"),
        ("men-download ter-download", "download"),
        ("follower-nya follower-followernya", "follower"),
        ("facebook-nya facebooknya", "facebook"),
        ("dishare men-share menshare ngeshare dishare-nya disharenya share-lah", "share"),
        ("ngelike menglike di-like dilikenya", "like"),
        ("mengupload diupload diuploadkan uploadkan", "upload"),
        ("dinonjobkan menonjobkan nonjobkan di-nonjob-kan", "nonjob"),
        ("ke-asn-an asn-nya", "aparatur sipil negara"),
        ("se-sulawesi", "sulawesi"),
        ("dibelinya membelinya", "beli"),
        ("menyinari", "sinar"),
        ("mengasihi", "kasih"),
        ("mengemasnya", "kemas"),
        ("aktifis", "aktivis"),
        ("susi", "susi"),
        ("dimas", "dimas"),
        ("permadi", "permadi"),
        ("memetakan pemetaan dipetakan memetakannya", "peta"),
        ("pemangku memangku", "pangku"),
        ("mengenali mengenal kenalan", "kenal"),
        ("mengepalai kepalanya", "kepala"),
        ("menilainya penilaian", "nilai"),
        ("memakainya pemakai", "pakai"),
        ("menyaring penyaringan", "saring"),
        ("mengawal pengawal", "kawal"),
        ("memadamkan pemadam", "padam"),
        ("memutihkan pemutihan", "putih"),
        ("pemangkasan memangkas", "pangkas"),
        ("mengurung pengurungan", "kurung"),
        ("memerah memerahkan", "merah"),
        ("melangkah melangkahi", "langkah"),
        ("serumpun", "rumpun"),
        ("pergerakan gerakan", "gerak"),
        ("kerusakan merusakkan", "rusak"),
        ("mencemari pencemaran", "cemar"),
        ("menemani ditemaninya", "teman"),
        ("kedelapan", "delapan"),
        ("merit", "merit"),
        ("antarinstansi antar-instansi", "instansi"),
        ("antarlembaga kelembagaan", "lembaga"),
        ("antargolongan", "golong"),
        ("pascapemilu pasca-pemilu", "pemilu"),
        ("non-asn nonasn", "aparatur sipil negara"),
        ("antikorupsi anti-korupsi", "korupsi"),
        ("pra-pilkada", "pilkada"),
        ("se-indonesia", "indonesia"),
        ("ketidakadilan", "adil"),
        ("antara", "antara"),
        ("nonton", "nonton"),
        ("mengedarkan peredaran", "edar"),
        ("deni", "deni"),
        ("helmi", "helmi"),
        ("memberitahukan pemberitahuan", "beri tahu"),
        ("mencampuradukkan dicampuradukkan", "campur aduk"),
    ],
)
def test_stems_repaired_by_table_or_rule(words, stem):
    assert set(text.stem_types(words.split()).values()) == {stem}


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("jabatannya", "jabatan"),
        ("kpu-lah", "kpu"),
        ("kpulah", "kpu"),
        ("fb-nya", "fb"),
        ("fbnya", "fb"),
        ("medsosnya", "medsos"),
        ("pekerjaanlah", "pekerjaan"),
        ("sekolah", "sekolah"),
        ("langkah", "langkah"),
        ("hanya", "hanya"),
        ("punya", "punya"),
        ("nya", "nya"),
        ("-nya", "-nya"),
        ("netral", "netral"),
    ],
)
def test_the_clitic_comes_off_a_word_that_is_no_root(word, base):
    assert text.strip_clitic(word) == base


def test_loanwords_are_listed_once_and_are_no_roots_of_pysastrawi(roots):
    words = read_lines("loanwords.txt")
    assert list(words) == sorted(set(words)) and all(text.TOKEN.fullmatch(word) for word in words)
    assert not set(words) & set(roots)


@pytest.mark.parametrize(
    "word",
    UNTOUCHED.split(),
)
def test_words_that_no_rule_repairs(word):
    assert text.repair_stem(word) is None


def test_preferred_roots_are_listed_once_and_are_roots_of_pysastrawi(roots):
    words = read_lines("preferred_roots.txt")
    assert list(words) == sorted(set(words)) and set(words) <= set(roots)


def test_overrides_are_unique_tokens_with_kind_and_reason():
    rows = [(word, row) for row in read_data_rows("stem_overrides.csv") for word in row["words"].split()]
    names = [(name, row) for row in read_data_rows("protected_names.csv") for name in row["names"].split()]
    words = [word for word, _ in rows + names]
    assert len(words) == len(set(words))
    assert all(text.TOKEN.fullmatch(word) for word in words)
    assert all(row["reason"].strip() for _, row in rows + names)
    assert {row["kind"] for _, row in rows} == {"apart", "joined", "broken"}
    assert {row["kind"] for _, row in names} <= {"place", "person", "office", "institution"}


def test_every_override_changes_a_stem():
    overrides = text.read_overrides()
    own = text.stem_words(overrides)
    ruled = {word: mended.stem if (mended := text.repair_stem(word)) else own[word] for word in own}
    assert [word for word in overrides if overrides[word].stem == ruled[word]] == []


def test_the_stem_of_an_override_is_its_own_stem():
    """The stem of an override is the term of a phrase, or a word that is its own stem."""
    stems = {override.stem for override in text.read_overrides().values()}
    words = {stem for stem in stems if " " not in stem}
    assert {word: stem for word, stem in text.stem_types(words).items() if word != stem} == {}
    assert stems - words <= set(text.read_phrases().values())


def test_names_of_provinces_are_their_own_stems():
    words = {word for row in read_data_rows("provinces.csv") for word in text.tokenise(row["province"])}
    assert len(words) > 30
    assert {word: stem for word, stem in text.stem_types(words).items() if word != stem} == {}


def test_comparison_has_each_case_once_with_its_reason():
    counts = {"relawan": 1, "kerawanan": 4, "netral": 3, "netralitas": 3, "petahana": 2, "bali": 5, "warga": 9}
    table = text.compare_stems(counts, ours=text.stem_types(counts))
    assert table.drop(columns="reason").values.tolist() == [
        ["merged", "rawan", "rawan | relawan", "kerawanan (4) | relawan (1)", 5],
        ["split", "netral | netralitas", "netral", "netral (3) | netralitas (3)", 6],
        ["broken", "bal", "bali", "bali (5)", 5],
        ["broken", "tahana", "petahana", "petahana (2)", 2],
    ]
    assert table["reason"].str.len().gt(10).all()


def test_comparison_of_equal_stems_is_empty():
    table = text.compare_stems({"warga": 2}, ours={"warga": "warga"})
    assert len(table) == 0
    assert list(table) == ["kind", "sastrawi_stem", "protected_stem", "forms", "count", "reason"]

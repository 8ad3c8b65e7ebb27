from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from research.codebook import Codebook, read_themes
from research.frames import code_examples, code_with_cues
from research.tables import InputError

THEME = """
[[themes]]
code = "water"
label_en = "Water"
label_id = "Air"
definition = "Water is spoken of."
cues = [{ name = "water", patterns = ["air|sungai"], unless = ["air mata"], within = 1 }]
examples = [{ text = "Sungai itu kering.", present = true }, { text = "Air mata jatuh.", present = false }]
"""
# Sentences written for the test, with the themes that they are on.
SENTENCES = {
    "Pegawai silakan memakai hak pilihnya, tetapi di bilik suara saja, katanya.": "right_to_vote",
    "Netral, ujar bupati, tidak sama dengan golput.": "right_to_vote",
    "Kotak suara, katanya, sudah dikirim ke gudang.": "",
    "Hak cuti pegawai, ujarnya, diatur sendiri.": "",
    "Kami telah menyurati semua dinas, kata sekda.": "circular",
    "SE gubernur itu, ujarnya, berlaku mulai besok.": "circular",
    "Bupati menyampaikan pesan itu kepada warga se kabupaten.": "",
    "Surat keputusan tentang kenaikan pangkat, katanya, segera terbit.": "",
    "Ikrar netralitas, ujarnya, dibacakan oleh semua kepala dinas.": "pledge",
    "Semua camat sudah meneken pakta integritas, katanya.": "pledge",
    "Pegawai jangan menghadiri deklarasi pasangan calon, pintanya.": "",
    "Seusai deklarasi netralitas, ia mengajak pegawai bekerja.": "",
    "Kami gencar menyosialisasikan larangan itu kepada guru, ujarnya.": "guidance",
    "Bimtek netralitas bagi pegawai baru, katanya, digelar bulan depan.": "guidance",
    "Pegawai diminta tidak hadir dalam sosialisasi calon, katanya.": "",
    "Seusai menghadiri sosialisasi netralitas, ia mengajak pegawai bekerja.": "",
    "Setiap atasan, ujarnya, ikut memantau bawahannya.": "supervision",
    "Kepala Bidang Pengawasan menutup acara itu, katanya.": "",
    "Tiga guru, katanya, sudah dilaporkan kepada Panwaslu.": "cases",
    "Hingga kini, ujarnya, tidak ada temuan.": "cases",
    "Panwaslu, katanya, berkantor di gedung baru.": "",
    "Larangan itu, ujarnya, ada dalam PP Nomor 53 Tahun 2010.": "law_cited",
    "Semua pegawai, katanya, wajib patuh pada aturan.": "",
    "Kota ini, ujarnya, berada di urutan dua indeks kerawanan.": "vulnerability",
    "Kampung rawan banjir, ujarnya, sudah didata.": "",
    "Tenaga honorer, tegasnya, tidak boleh ikut kampanye.": "village_and_honorary",
    "Kades dan perangkat desa, katanya, harus netral.": "village_and_honorary",
    "Tiga orang, katanya, memperebutkan kursi kepala desa.": "",
}


@pytest.fixture
def read(book: Codebook, tmp_path: Path) -> Callable[[str], Codebook]:
    def read(text: str) -> Codebook:
        path = tmp_path / "themes.toml"
        path.write_text(text, encoding="utf-8")
        return read_themes(path, book)

    return read


def test_themes_are_a_codebook_of_the_same_offices(read: Callable[[str], Codebook], book: Codebook) -> None:
    themes = read('title = "Nature"\n' + THEME)
    assert [(theme.code, theme.label_id, len(theme.cues)) for theme in themes.frames] == [("water", "Air", 1)]
    assert (themes.title, themes.offices, themes.negators) == ("Nature", book.offices, book.negators)
    assert not (themes.frame_rules or themes.coder)
    assert code_examples(themes)["coded"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "title: found no such field"),
        ('title = "x"', "themes: found no such field"),
        ('title = "x"\n' + 2 * THEME, "themes.toml, frames: code: found 'water' twice"),
        (
            'title = "x"\n' + THEME.replace('"water"\nl', '"sanctions"\nl'),
            "found 'sanctions', expected a code that no frame",
        ),
        ('title = "x"\n' + THEME.replace('"water"\nl', '"all"\nl'), "found 'all', expected a code that no frame"),
        ('title = "x"\n' + THEME.replace("air|sungai", "dan|yang"), "themes.toml, theme water, cue water: patterns"),
        (
            'title = "x"\n' + THEME.replace("definition", "question"),
            "theme water: question: found a field nobody declared",
        ),
        (
            'title = "x"\n' + THEME.replace("air|sungai", "[1-2] air"),
            "theme water, cue water: patterns: found '[1-2] air'",
        ),
    ],
)
def test_faults_name_the_theme(read: Callable[[str], Codebook], text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert told in str(caught.value)


def test_sentences_that_nobody_drew_from_the_corpus_are_on_their_themes(root: Path, book: Codebook) -> None:
    themes = read_themes(root / "corpus" / "themes.toml", book)
    table = pd.DataFrame({"document": [f"d{number}" for number in range(len(SENTENCES))], "text": list(SENTENCES)})
    table = table.assign(
        sentence=1, start=0, stop=table["text"].str.len(), reported=True, speaker="Sekda", office="secretary"
    ).assign(mode="indirect", rule="coded", confidence=1.0)
    coded = code_with_cues(table, themes)
    found = coded[coded["present"]].merge(table[["document", "text"]], on="document")
    on = found.groupby("text")["frame"].agg(";".join).to_dict()
    assert {text: on.get(text, "") for text in SENTENCES} == SENTENCES


def test_every_example_of_the_corpus_is_coded_as_it_says(root: Path, book: Codebook) -> None:
    themes = read_themes(root / "corpus" / "themes.toml", book)
    coded = code_examples(themes)
    assert coded["coded"].eq(coded["present"]).all()
    assert all(coded.groupby("frame")["present"].nunique() == 2)
    # Sentences of our own: none is of a document.
    assert not any(example.document for theme in themes.frames for example in theme.examples)

"""Speech without a verb: introductions, signatures, list items, long quotations, brackets."""

import pandas as pd
import pytest

from research.attribution import attribute_documents, find_statements

MAYOR = "Wali Kota Bontang Rina Wulandari"
SAID = '"ASN adalah pelayan publik. Jangan berpihak kepada calon mana pun."'
DIRECT = ("Rina Wulandari", "head", "direct")
INDIRECT = ("Rina Wulandari", "head", "indirect")
NOBODY = ("", "", "narration")


def attribute(text: str, rendition: str = "verbatim") -> list[tuple[str, str, str]]:
    table = pd.DataFrame({"document": ["a"], "text": [text], "rendition": [rendition]})
    found = find_statements(table, learnt=False)
    return list(found[["speaker", "office", "mode"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("rendition", ["verbatim", "restated"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A noun of saying and a colon.
        (f"Demikian pernyataan {MAYOR}:\n\n{SAID}", [NOBODY, DIRECT, DIRECT]),
        (f"Pernyataan {MAYOR}: {SAID}", [DIRECT, DIRECT]),
        (f"Berikut kutipan lengkap sambutan {MAYOR}:\n\n{SAID}", [NOBODY, DIRECT, DIRECT]),
        (f"Arahan tertulis dari {MAYOR}:\n\n{SAID}", [NOBODY, DIRECT, DIRECT]),
        (f"{MAYOR} hadir. Berikut pernyataannya:\n\n{SAID}", [NOBODY, NOBODY, DIRECT, DIRECT]),
        (f"Dua pesan {MAYOR} kepada pegawai: {SAID}", [DIRECT, DIRECT]),
        (f"{MAYOR} menulis, “ASN wajib netral dan sabar.”", [DIRECT]),
        (f'{MAYOR}, melalui akun Instagram pribadinya, menulis: "ASN wajib netral dan sabar."', [DIRECT]),
        # No verb at all.
        (f"Dalam sambutannya, {MAYOR} didampingi wakilnya, “ASN wajib netral dan sabar.”", [DIRECT]),
        (f"Dalam pidatonya di Bontang, Senin (7/9/2020), {MAYOR}, {SAID}", [DIRECT, DIRECT]),
        (f"Lewat pesan tertulis, {MAYOR}: {SAID}", [DIRECT, DIRECT]),
        (f'{MAYOR} hadir. Dalam sambutannya, "ASN wajib netral dalam pilkada."', [NOBODY, DIRECT]),
        (f"{MAYOR}: {SAID}", [DIRECT, DIRECT]),
        ("Rina Wulandari (Wali Kota Bontang): ASN harus netral dan tidak memihak.", [INDIRECT]),
        (f"{MAYOR} dalam sambutannya: “ASN netral dan jujur.”", [DIRECT]),
        (f"{MAYOR}, dalam arahannya, “ASN netral dan jujur.”", [DIRECT]),
        (f"Saat ditanya soal itu, {MAYOR}: “ASN netral dan jujur.”", [DIRECT]),
        (f"Berikut pernyataan {MAYOR}.\n\n{SAID}", [NOBODY, DIRECT, DIRECT]),
        (f"Kutipan {MAYOR}\n\n{SAID}", [NOBODY, DIRECT, DIRECT]),
        # A name behind a quotation.
        (f'"ASN adalah pelayan publik, bukan alat politik." - {MAYOR}', [DIRECT]),
        (f"{SAID} — Rina Wulandari, Wali Kota Bontang", [DIRECT, DIRECT]),
        (f"“ASN wajib netral selalu,” – {MAYOR}.", [DIRECT]),
        (f"{SAID} ({MAYOR})", [DIRECT, DIRECT]),
        (f"{SAID}–{MAYOR}", [DIRECT, DIRECT]),
        (f"{SAID} -- {MAYOR}, Selasa (7/9/2020)", [DIRECT, DIRECT]),
        (f"{SAID}, {MAYOR}.", [DIRECT, DIRECT]),
        (f"{SAID}\n\n— {MAYOR}\n\nAcara usai.", [DIRECT, DIRECT, NOBODY, NOBODY]),
        # Points of a list.
        (
            "Rina Wulandari, Wali Kota Bontang, menyampaikan tiga hal:\n1. ASN harus netral.\n"
            "2. ASN dilarang menyukai unggahan calon.\n3. Pelanggar dikenai sanksi.\nAcara usai.",
            [INDIRECT] * 4 + [NOBODY],
        ),
        (
            f"{MAYOR} meminta tiga hal: 1. ASN netral. 2. ASN jujur. 3. ASN adil. Acara dihadiri camat.",
            [INDIRECT] * 4 + [NOBODY],
        ),
        (f"{MAYOR} meminta:\n\n1) ASN netral;\n\n2) ASN jujur;\n\n3) ASN adil.", [INDIRECT] * 4),
        (f"Arahan {MAYOR}:\n- ASN netral.\n- ASN jujur.\n- Bawaslu ikut mengawasi.", [NOBODY] + [INDIRECT] * 3),
        (f"{MAYOR} menyebut dua larangan, yaitu:\n\na. Mengunggah foto.\nb. Menyukai foto.", [INDIRECT] * 3),
        (f"Pokok-pokok arahan {MAYOR}: (1) ASN netral; (2) ASN jujur.", [NOBODY] + [INDIRECT] * 2),
        ("KPU Bontang menetapkan dua calon:\n1. Budi Santoso.\n2. Sari Dewi.", [NOBODY] * 3),
        # Brackets and ages between name and office.
        ("Rina Wulandari (52), Wali Kota Bontang, mengatakan ASN harus netral.", [INDIRECT]),
        ("Rina Wulandari (PDIP), Wali Kota Bontang, mengatakan ASN harus netral.", [INDIRECT]),
        ("Rina Wulandari, 52 tahun, Wali Kota Bontang, mengatakan ASN harus netral.", [INDIRECT]),
        ("Hj. Rina Wulandari, S.Sos., M.Si. (52), Wali Kota Bontang, meminta ASN netral.", [INDIRECT]),
        ("Wali Kota Bontang, dr. Hj. Rina Wulandari, Sp.A., M.Kes, menegaskan ASN wajib netral.", [INDIRECT]),
        ("Wali Kota Bontang Rina Wulandari, S.I.P., M.Han, menegaskan ASN wajib netral.", [INDIRECT]),
        ("Wali Kota Bontang Rina Wulandari, S.Ak., M.Ak., Ak., CA, menegaskan ASN wajib netral.", [INDIRECT]),
        ("Rina Wulandari yang kini juga Wali Kota Bontang mengatakan ASN harus netral.", [INDIRECT]),
        ("Rina Wulandari yang juga Wali Kota Bontang itu mengatakan ASN harus netral.", [INDIRECT]),
        ("Rina Wulandari yang saat ini menjabat sebagai Wali Kota Bontang meminta ASN netral.", [INDIRECT]),
        ("Rina Wulandari (Wali Kota Bontang) mengatakan ASN harus netral.", [INDIRECT]),
        ("Wali Kota Bontang (Rina Wulandari) mengatakan ASN harus netral.", [INDIRECT]),
        ("Wali Kota Bontang (52), Rina Wulandari, mengatakan ASN harus netral.", [INDIRECT]),
        ("Wali Kota Bontang (periode 2021-2026), Rina Wulandari, meminta ASN netral.", [INDIRECT]),
        ('"ASN wajib netral," kata Rina Wulandari (52), Wali Kota Bontang.', [DIRECT]),
    ],
)
def test_speech_without_a_verb(text: str, expected: list[tuple[str, str, str]], rendition: str) -> None:
    assert attribute(text, rendition) == expected


def test_a_verbatim_text_continues_without_marks_behind_an_introduction() -> None:
    assert attribute(f"Pesan {MAYOR}:\n\nASN harus netral. Sanksi menanti.") == [NOBODY, INDIRECT, INDIRECT]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"“ASN wajib netral selalu.” Demikian disampaikan {MAYOR}.", [DIRECT, INDIRECT]),
        (f"{SAID} Hal itu ditegaskan {MAYOR} di Bontang.", [DIRECT, DIRECT, INDIRECT]),
        (f"Ketua Bawaslu Agus Salim hadir. “ASN netral.” Demikian dikatakan {MAYOR}.", [NOBODY, DIRECT, INDIRECT]),
        (
            f"“ASN netral,” kata Sekda Dewi Lestari. Hal itu ditegaskan {MAYOR}.",
            [("Dewi Lestari", "secretary", "direct"), INDIRECT],
        ),
    ],
)
def test_the_next_sentence_may_name_the_speaker_of_a_quotation(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert attribute(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Daftar calon: Budi Santoso dan Sari Dewi.",
        "Rapat dibuka pukul 10:30 oleh panitia.",
        "Warga menunggu pernyataan itu: tidak ada kabar.",
        "Ketua: Rina Wulandari",
        "Sari (34) mengatakan ASN harus netral.",
        'Buku "Netralitas ASN" - cetakan kedua terbit.',
    ],
)
def test_statement_nouns_and_colons_that_introduce_no_speech(text: str) -> None:
    assert set(attribute(text)) == {NOBODY}


def test_quotations_of_many_sentences_and_paragraphs() -> None:
    many = " ".join(f"Kalimat ke-{number} tentang netralitas pegawai." for number in range(1, 201))
    assert attribute(f'"{many}" kata {MAYOR}.') == [DIRECT] * 200
    lines = "\n\n".join(f"“Kalimat ke-{number} tentang netralitas pegawai." for number in range(1, 41))
    assert attribute(f"{lines}” kata {MAYOR}.") == [DIRECT] * 40


def test_a_signature_is_at_most_one_line() -> None:
    text = f"{SAID} - Acara itu " + "dihadiri banyak pegawai dan " * 6 + "warga kota."
    assert len(attribute(text)) == len(attribute(SAID)) + 1


@pytest.mark.parametrize(
    ("text", "name", "office"),
    [
        ("Badan Meteorologi, Klimatologi, dan Geofisika (BMKG)", "BMKG", "central"),
        ("Badan Kesatuan Bangsa, Politik, dan Perlindungan Masyarakat (BKBPPM)", "BKBPPM", "agency"),
        ("Kementerian Riset, Teknologi, dan Pendidikan Tinggi", "", "central"),
        ("Dinas Pekerjaan Umum, Penataan Ruang, dan Perumahan Kota Bontang", "", "agency"),
        ("Kepala Badan Meteorologi, Klimatologi, dan Geofisika (BMKG) Dwi Karna", "Dwi Karna", "central"),
        ("Bawaslu, KPU, dan Polres Bontang", "Polres Bontang", "security"),
    ],
)
def test_a_body_whose_name_enumerates_its_fields(text: str, name: str, office: str) -> None:
    assert attribute(f"{text} mengatakan sanksi menanti.") == [(name or text, office, "indirect")]


@pytest.mark.parametrize(
    "piece",
    ["pesannya, Rina, ", "pesan ", "pesan, ", "1. ", "a: 1. b. ", "(x) ", "\n- a", '"a" - ', "Badan A, ", "Ani (2), "],
)
def test_long_repetitive_texts_end_soon(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    found = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    assert "".join("".join(found["text"]).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Tanya: Apa sanksinya?\n\nJawab: Sanksinya teguran tertulis.",
        "T: Apa sanksinya?\nJ: Sanksinya teguran tertulis.\nT: Siapa yang memeriksa?\nJ: Inspektorat yang memeriksa.",
        "Tanya: Apa sanksinya?\n\nAni Rahma: Teguran tertulis saja.",
    ],
)
def test_answers_in_an_interview(text: str) -> None:
    text = f"Bupati Lebong Ani Rahma menerima kami di kantornya.\n\n{text}"
    found = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    asked = found["text"].str.endswith("?")
    assert not found.loc[asked, "reported"].any()
    assert set(found.loc[~asked, "speaker"].iloc[1:]) == {"Ani Rahma"}

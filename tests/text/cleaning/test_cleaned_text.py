"""Cleaning of scraped, pasted and exported texts, and the offsets in the text as given."""

import html
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from research.attribution import attribute_documents
from research.text import clean_markup, clean_text

LONG = (
    "mengingatkan seluruh aparatur sipil negara di lingkungan pemerintah kota agar menjaga netralitas selama tahapan "
)
LONG += "pemilihan kepala daerah berlangsung di kota itu sampai selesai"
LINES = f"""BONTANG, KABAR.com
- Wali Kota Bontang,
Rina Wulandari
, {LONG}.
"Jangan berpihak kepada calon mana pun, sanksi menanti bagi yang melanggar," kata
Kabar.com
, Rabu (23/10/2024).
Ketua Bawaslu Bontang
Agus Salim
menambahkan, pelanggaran dapat dikenai sanksi disiplin.
Baca juga:
Bawaslu Panggil Camat
"Kami awasi media sosial pegawai," ujar
Agus
."""
CELL = (
    '<p><strong>BONTANG</strong> &mdash; Wali Kota Bontang <a href="https://contoh.id/tag/Rina">Rina Wulandari</a> '
    "mengingatkan ASN agar netral.</p><p>&quot;Sanksi menanti,&quot; kata Rina.</p>"
)
LINKS = (
    "Wali Kota Bontang [Rina Wulandari](https://contoh.id/tag/rina) mengingatkan [ASN](https://contoh.id/tag/asn) agar "
    'netral. "Sanksi menanti," kata [Rina](https://contoh.id/tag/rina).'
)
ESCAPED = (
    "Rapat digelar di aula.\\n\\nWali Kota Bontang Rina Wulandari mengingatkan ASN agar netral.\\n\\n"
    '"Sanksi menanti," kata Rina.'
)
TURNED = (
    "Wali Kota Bontang Rina Wulandari meninjau kantor camat kemarin.\n\n\u201d Sudah saya perintahkan camat mengawasi "
    "pegawai dan segera melaporkan pelanggaran,\u201d ujar Rina.\n\n"
    "\u201d Kalau ada yang melanggar, sanksi menanti.\u201d"
)
BOTH = [("indirect", "Rina Wulandari", "head"), ("direct", "Rina Wulandari", "head")]
NONE = ("narration", "", "")

# Each text as given, and mode, speaker and office of its sentences; taken from what people report of their own files.
HANDED = {
    "html in a cell": (CELL, BOTH),
    "line ends written as letters": (ESCAPED, [NONE, *BOTH]),
    "lines broken at links, one of them long": (
        LINES,
        [*BOTH, ("indirect", "Agus Salim", "oversight"), NONE, ("direct", "Agus Salim", "oversight")],
    ),
    "no blank behind a full stop": (
        "Wali Kota Bontang Rina Wulandari mengingatkan ASN agar netral.Ia meminta pegawai menjaga media sosial.Rapat "
        "selesai siang.",
        [BOTH[0], BOTH[0], NONE],
    ),
    "words glued at links": (
        'Wali Kota BontangRina Wulandarimengingatkan ASN agar netral. "Sanksi menanti,"kata Rina.',
        BOTH,
    ),
    "a date line glued to the office": (
        "BONTANG, KabarWali Kota Bontang Rina Wulandari mengingatkan ASN agar netral.",
        BOTH[:1],
    ),
    "zero-width spaces": (
        'Wali Kota Bontang Rina\u200b Wulandari mengatakan ASN harus netral. \u200b"Sanksi menanti," kata\u00a0Rina.',
        BOTH,
    ),
    "a closing mark and a blank for an opening mark": (TURNED, [NONE, BOTH[1], BOTH[1]]),
    "separators of lines and paragraphs": (
        "Wali Kota Bontang Rina Wulandari mengatakan ASN harus netral.\u2028\u201cSanksi menanti,\u201d kata Rina."
        "\u2029Rapat selesai.",
        [*BOTH, NONE],
    ),
    "links in markdown": (LINKS, BOTH),
}
OWN = {
    "mark-up escaped twice": (html.escape(html.escape(CELL)), BOTH),
    "tags that are not closed": (
        "<p>Wali Kota Bontang Rina Wulandari meminta ASN netral.<p>\u201cSiap,\u201d kata <b>Rina.",
        BOTH,
    ),
    "links without blanks around them": (
        'Wali Kota Bontang<a href="/r">Rina Wulandari</a>meminta ASN netral.<br><br>&#8220;Siap,&#8221; kata Rina.',
        BOTH,
    ),
    "quotes and line ends escaped": (
        'Wali Kota Bontang Rina Wulandari meminta ASN netral.\\r\\n\\r\\n\\"Siap,\\" kata Rina.',
        BOTH,
    ),
    "a soft hyphen and marks of direction in a name": (
        "Wali Kota Bontang Rina Wulan\u00addari meminta ASN netral. "
        "\u202a\u201cSiap,\u201d\u202c kata \u2066Rina\u2069.",
        BOTH,
    ),
    "old line ends": ("Wali Kota Bontang Rina Wulandari meminta ASN netral.\r\r\u201cSiap,\u201d kata Rina.\r", BOTH),
    "a quotation glued to the sentence before": (
        "Wali Kota Bontang Rina Wulandari meminta ASN netral.\u201cSiap,\u201d kata Rina.",
        BOTH,
    ),
    "a straight quotation glued to the sentence before": (
        'Wali Kota Bontang Rina Wulandari meminta ASN netral."Siap," kata Rina.',
        BOTH,
    ),
    "bold and italics in markdown": (
        "Wali Kota Bontang **Rina Wulandari** meminta ASN _netral_.\n\n\u201cSiap,\u201d kata *Rina*.",
        BOTH,
    ),
    "one link alone, behind an office": (
        f"Rapat digelar di aula.\nHal itu disampaikan Wali Kota Bontang\nRina Wulandari\nsaat {LONG}.\nRapat selesai.",
        [NONE, BOTH[0], NONE],
    ),
    "a link behind titles": (f"Wali Kota Bontang Dr. Hj.\nRina Wulandari\n{LONG}.\n\u201cSiap,\u201d kata Rina.", BOTH),
    "every text of a page on a line of its own, blank lines between": (
        "Wali Kota Bontang\n\nRina Wulandari\n\n, meminta ASN netral.\n\n\u201cSiap,\u201d kata\n\nRina\n\n.",
        BOTH,
    ),
}


def describe(text: str) -> list[tuple[str, str, str]]:
    found = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    assert [text[start:stop] for start, stop in zip(found["start"], found["stop"], strict=True)] == found[
        "text"
    ].tolist()
    return list(zip(found["mode"], found["speaker"], found["office"], strict=True))


@pytest.mark.parametrize("name", [*HANDED, *OWN])
def test_speakers_of_damaged_texts(name: str) -> None:
    text, expected = (HANDED | OWN)[name]
    assert describe(text) == expected


@pytest.mark.parametrize("name", [*HANDED, *OWN])
def test_notes_of_cleaning(name: str) -> None:
    text = (HANDED | OWN)[name][0]
    assert all(count > 0 for _, count in clean_text(text).notes)
    assert clean_text(text).notes


CLEAN = [
    "Wali Kota Bontang Rina Wulandari meminta ASN netral.\n\n\u201cSiap,\u201d kata Rina.\n",
    "Usia x < 5 tahun dan y > 3, lalu a <b dan c> d; R&D, AT&T, P&K; suhu <10 derajat.",
    "Tulis ke rina.wulandari@Bontang.Go.Id atau buka https://www.Kabar.Com/Berita.Html serta Kompas.Com dan Tempo.Co",
    "Dr. H. M.Ali, S.Sos.M.Si, A.Helmi, H.R. Rasuna, A.H.Nasution, Jl.Sudirman, No.5, Kab.Lebong, PT.Maju, S.H.,M.H.",
    "Sebanyak 1.500.000 orang, Rp1.500, 23.10.2024, pukul 10.00 WIB; UU No.10 Tahun 2016",
    "YouTube, WhatsApp, TikTok, JawaPos, TribunJabar, detikNews, BeritaSatu, iNews, KompasTV, DeGadjah",
    "Pegawai *) yang cuti, k*nt*l, 2*3*4, snake_case_word, [sic] (52), [1] (2), catatan **",
    "Berkas C:\\nama\\rapat\\tahun dan \\\\server\\berkas disimpan.",
    "Pegawai harus\nnetral di\nkantor dan\nPemilu itu.\n\nRapat usai.\n",
    "Ia berkata, \u201cYa.\u201d Lalu \u201ctidak\u201d pula.\n\nSelesai\u2026 katanya.",
    "Syarat:\n- KTP\n- KK\n\na. satu\nb. dua\n",
    "Satu.\r\n\r\nDua.\r\n",
    "",
]


@pytest.mark.parametrize("text", CLEAN)
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    cleaned = clean_text(text)
    assert (cleaned.text, cleaned.notes) == (text, ())
    assert cleaned.map_span(0, len(text)) == (0, len(text))
    assert cleaned.map_span(len(text), len(text)) == (len(text), len(text))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<script>alert('x < 5')</script>Ia diam.", " Ia diam."),
        ("<style>p {color: red}</style><!-- iklan -->Ia diam.", "  Ia diam."),
        ("<table><tr><td>Ani</td><td>Bupati</td></tr></table>", "\n\n\n\n Ani  Bupati \n\n\n\n"),
        ("Satu<br>dua<br/>tiga", "Satu\ndua\ntiga"),
        ("<q>Netral</q> itu wajib", "\u201cNetral\u201d itu wajib"),
        ("Jum&#039;at &amp;nbsp; pukul&nbsp;10 &amp;amp; 11", "Jum'at   pukul 10 & 11"),
        ("ASN<a href='/n'>netral</a>nya", "ASN netralnya"),
        ("<b>W</b>ali Kota", "Wali Kota"),
        ('Ani <a href="https://contoh.id/x', "Ani "),
        ('<img src="a.jpg" alt="x > y">Ani', "Ani"),
        ("![Rapat](https://contoh.id/r.jpg)Ani", "Ani"),
        ("[![Rapat](/r.jpg)](/rapat) Ani", " Ani"),
        ("# Judul\n> kutipan", "Judul\nkutipan"),
        ("\\u201cNetral\\u201d \\/ \\ttitik", "\u201cNetral\u201d /  titik"),
        ("konﬁrmasi e\u0301", "konfirmasi \u00e9"),
        ("ia diam.\u201d ASN harus netral, \u201d Harapnya.", "ia diam. \u201cASN harus netral,\u201d Harapnya."),
        ("\u201cSatu.\n\nDua.\u201d Ia diam.\u201d", "\u201cSatu.\n\nDua.\u201d Ia diam.\u201d"),
        ("\u201cSiap, \u201c kata Ani", "\u201cSiap,\u201d kata Ani"),
        ('""Siap,"" kata Ani', '"Siap," kata Ani'),
        ("[b]Ani[/b] [[Bupati|Ani]] [Ani][1] [sic]", "Ani Ani Ani [sic]"),
        ("<p>Satu\ndua</p>\n<p>Tiga\nempat</p>", "\n\nSatu dua\n\n\n\n\nTiga empat\n\n"),
        ("di aula./n/nRapat usai", "di aula.\n\nRapat usai"),
        (
            "dibacakanRina Wulandarisaat rapat; Rina dan Wulandari",
            "dibacakan Rina Wulandari saat rapat; Rina dan Wulandari",
        ),
        ("Ketua (Bawaslu) Kalimantan BaratAni hadir", "Ketua (Bawaslu) Kalimantan Barat Ani hadir"),
        (
            "kata Wulandari, Sembahyang, Ramadan, Nusantara; Wulan",
            "kata Wulandari, Sembahyang, Ramadan, Nusantara; Wulan",
        ),
        (
            "Acara[1][2] \u00c2\u00a0caf\u00c3\u00a9 \u00e2\u20ac\u201c [Ani][2]",
            "Acara[1][2] \u00a0caf\u00e9 \u2013 Ani",
        ),
        ("Prof.Dr.H.Ahmad, AKBP.Budi dan dr.Ani", "Prof. Dr. H. Ahmad, AKBP Budi dan dr. Ani"),
        ("\x93Netral\x94", "\u201cNetral\u201d"),
        ("Dendanya Rp1.500.Kata Ani begitu", "Dendanya Rp1.500. Kata Ani begitu"),
        ("pada 23.10.2024.Rapat usai!Semua pulang?Ya", "pada 23.10.2024. Rapat usai! Semua pulang? Ya"),
        ("ASN netral (harus).KPU setuju", "ASN netral (harus). KPU setuju"),
        ("kepadaRina dan ketua BawasluAgus Salim, ASNagar", "kepada Rina dan ketua Bawaslu Agus Salim, ASN agar"),
    ],
)
def test_cleaned_texts(given: str, expected: str) -> None:
    assert clean_text(given).text == expected


def test_lines_wrapped_at_a_wide_width_are_joined() -> None:
    words = (
        "Pemerintah Kabupaten Lebong dan Dinas Pendidikan meminta semua pegawai menjaga sikap selama pemilihan. " * 8
    ).split()
    lines, line = [], ""
    for word in words:
        if line and len(line) + 1 + len(word) > 150:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    found = clean_text("\n".join([*lines, line]))
    assert "\n" not in found.text
    assert dict(found.notes) == {"lines broken at a width": len(lines)}


def test_lines_that_are_paragraphs_stay_paragraphs() -> None:
    lines = [
        f"Wali Kota Bontang Rina Wulandari {LONG}.",
        "Netralitas Pegawai Diuji",
        f"Bupati Lebong Ani Rahma {LONG}.",
    ]
    assert clean_text("\n".join(lines)).notes == ()


def test_a_headline_above_a_link_stays_a_headline() -> None:
    for headline in (
        "Bupati Lebong Ingatkan Pegawai",
        "Bupati ingatkan pegawai agar netral",
        "Netralitas Pegawai Lebong Diuji",
    ):
        text = f"{headline}\nAni Rahma\n{LONG}.\nIa diam saja\n, kata\nAni\n."
        assert clean_text(text).text.split("\n\n") == [headline, f"Ani Rahma {LONG}.", "Ia diam saja, kata Ani."]


def test_furniture_between_broken_lines_stays_apart() -> None:
    text = f"Jakarta\n-\nAni Rahma\n{LONG}.\nADVERTISEMENT\nIa diam.\nBaca juga:\nBupati Diam\nRapat usai\n, katanya.\n"
    text += "(ani/rah)"
    assert clean_text(text).text.split("\n\n") == [
        f"Jakarta - Ani Rahma {LONG}.",
        "ADVERTISEMENT",
        "Ia diam.",
        "Baca juga: Bupati Diam",
        "Rapat usai, katanya.",
        "(ani/rah)",
    ]


PIECES = ["Wali Kota ", "Bontang", "Rina", " Wulandari", "mengatakan", " ASN", "netral", "kata", "Kompas.com", "1.500"]
PIECES += [*'.,- _()[!?<>&*"', "\n", "\n\n", "\r", "\\n", '\\"', "**", "](http://x)", "Baca juga:", "# ", "\U0001f600"]
PIECES += ["<p>", "</p>", "<br>", '<a href="x">', "</a>", "<b", "&amp;", "&quot;", "&lt;", "&gt;", "lt;", "b&gt;"]
PIECES += ["\u200b", "\u00ad", "\u2028", "\u2029", "\u201c", "\u201d", "e\u0301", "\ufb01"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=60)


@given(TEXTS)
def test_offsets_ascend_and_map_back_to_the_text_as_given(text: str) -> None:
    for clean in (clean_text, clean_markup):
        cleaned = clean(text)
        assert len(cleaned.starts) == len(cleaned.stops) == len(cleaned.text)
        assert all(0 <= start <= stop <= len(text) for start, stop in zip(cleaned.starts, cleaned.stops, strict=True))
        assert all(one <= two for one, two in pairwise(cleaned.starts))
        assert all(one <= two for one, two in pairwise(cleaned.stops))
        for place, character in enumerate(cleaned.text):
            first, last = cleaned.map_span(place, place + 1)
            if character.isalnum() and last - first == 1 and text[first] not in "\ufb01" and character.isascii():
                assert text[first:last] == character


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text)
    twice = clean_text(once.text)
    assert (twice.text, twice.notes) == (once.text, ())


@given(st.lists(st.sampled_from(["Wali Kota", "Rina", "ASN", "netral", "ia", "diam"]), min_size=1, max_size=12))
def test_words_and_spaces_stay_as_they_are(words: list[str]) -> None:
    text = " ".join(words) + "."
    assert clean_text(text).text is text


@pytest.mark.parametrize(
    "piece", ["<script>", "<!--", "\\", "a.B", "[](", "<a href=", "&amp;", "**a ", "\\n", "\n, a", "”\n", "<b<"]
)
def test_long_repetitive_texts_are_cleaned_soon(piece: str) -> None:
    assert clean_text(piece * 20_000).text is not None

"""A news item that was damaged on its way into a file reads as the sound one does."""

import html
import re
import textwrap
from collections.abc import Callable

import pandas as pd
import pytest

from research.attribution import attribute_documents

# Written for this test; nobody in it exists.
ITEM = [
    "BONTANG, KABARPESISIR.com - Wali Kota Bontang Rina Wulandari mengingatkan seluruh aparatur sipil negara di "
    "lingkungan pemerintah kota agar menjaga netralitas selama tahapan pemilihan kepala daerah.",
    "\u201cJangan berpihak kepada calon mana pun. Sanksi menanti bagi yang melanggar,\u201d kata Rina Wulandari di "
    "kantornya, Rabu (23/10/2024).",
    "Menurut dia, pegawai yang mengunggah dukungan di media sosial akan dipanggil oleh inspektorat pada pekan ini.",
    "Ketua Bawaslu Bontang Agus Salim menambahkan, pihaknya menerima enam laporan warga sejak September lalu.",
    "\u201cKami awasi akun pegawai. Dua di antaranya sudah kami periksa,\u201d ujar Agus Salim.",
    "Sekretaris Daerah Kota Bontang Dewi Lestari meminta setiap kepala dinas mengumpulkan stafnya.",
    "\u201cSurat edaran sudah dikirim,\u201d tutur Dewi Lestari.",
    "Rapat itu dihadiri oleh para camat dan lurah se-Kota Bontang.",
]
NAMES = ["Rina Wulandari", "Agus Salim", "Dewi Lestari"]


def around_names(text: str, before: str, after: str) -> str:
    return re.sub("|".join(NAMES), lambda match: f"{before}{match[0]}{after}", text)


def fill(width: int) -> list[str]:
    return [textwrap.fill(one, width, break_long_words=False, break_on_hyphens=False) for one in ITEM]


SOUND = "\n\n".join(ITEM)
MARKED = "".join(f"<p>{html.escape(one)}</p>" for one in ITEM)
LINK = '<a href="https://contoh.id/tag?a=1&amp;b=2" title="x > y">'
DAMAGE: dict[str, Callable[[], str]] = {
    "paragraphs in tags": lambda: MARKED,
    "links": lambda: around_names(MARKED, LINK, "</a>"),
    "links without blanks": lambda: re.sub(
        " (<a[^>]*'x > y'>|<a)|(?<=</a>) ", r"\1", around_names(MARKED, LINK, "</a>")
    ),
    "escaped once more": lambda: html.escape(MARKED),
    "escaped twice more": lambda: html.escape(html.escape(MARKED)),
    "entities": lambda: "<br><br>".join(
        html.escape(one).replace("\u201c", "&ldquo;").replace("\u201d", "&#8221;").replace(" ", "&nbsp;")
        for one in ITEM
    ),
    "tags and lines": lambda: "\n".join(f"<div>\n<p>{one}</p>\n</div>" for one in fill(70)),
    "tags that are not closed": lambda: "<p>" + "<p>".join(ITEM),
    "tables": lambda: f"<table>{''.join(f'<tr><td>{one}</td></tr>' for one in ITEM)}</table>",
    "scripts": lambda: "<script>if (a < b) { kata('Ani') }</script>".join(f"<p>{one}</p>" for one in ITEM),
    "line ends as letters": lambda: SOUND.replace("\n", "\\n"),
    "JSON twice": lambda: SOUND.replace("\n", "\\r\\n").replace("\u201c", "\\u201c").replace("\u201d", "\\u201d"),
    "separators": lambda: "\u2029".join(ITEM),
    "old line ends": lambda: SOUND.replace("\n", "\r"),
    "Windows": lambda: SOUND.replace("\n", "\r\n"),
    "next lines": lambda: SOUND.replace("\n", "\x85"),
    "invisible characters": lambda: re.sub("(?<=[aeiou])(?=[a-z])", "\u200b", around_names(SOUND, "\u2060", "\ufeff")),
    "soft hyphens": lambda: re.sub("(?<=[aeiou])(?=[bcdfghjklmnp][aeiou])", "\u00ad", SOUND),
    "markdown links": lambda: around_names(SOUND, "[", '](https://contoh.id/tag/x_(y) "x")'),
    "markdown emphasis": lambda: around_names(SOUND, "**", "**"),
    "references": lambda: around_names(SOUND, "[", "][3]"),
    "brackets": lambda: around_names(SOUND, "[url=https://contoh.id]", "[/url]"),
    "no blank behind full stops": lambda: re.sub(r"(?<=[a-z]\.) (?=[A-Z])", "", SOUND),
    "a line for each link": lambda: around_names("\n".join(ITEM), "\n", "\n"),
    "a paragraph for each link": lambda: around_names(SOUND, "\n\n", "\n\n"),
    "glued at links": lambda: re.sub(" ?\x01 ?(?!di )", "", around_names(SOUND, "\x01", "\x01")).replace("\x01", ""),
    "lines at 72": lambda: "\n\n".join(fill(72)),
    "lines at 140": lambda: "\n\n".join(fill(140)),
    "a paragraph a line": lambda: "\n".join(ITEM),
    "closing marks that open": lambda: SOUND.replace("\u201c", "\u201d "),
    "mojibake": lambda: SOUND.encode("utf-8").decode("cp1252", "ignore"),
    "doubled marks": lambda: SOUND.replace("\u201c", '""').replace("\u201d", '""'),
}


def read(text: str) -> list[tuple[str, str, str]]:
    found = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    assert [text[start:stop] for start, stop in zip(found["start"], found["stop"], strict=True)] == found[
        "text"
    ].tolist()
    return list(zip(found["mode"], found["speaker"], found["office"], strict=True))


def test_the_sound_item_is_read_as_a_reader_does() -> None:
    rina, agus, dewi = (
        ("Rina Wulandari", "head"),
        ("Agus Salim", "oversight"),
        ("Dewi Lestari", "secretary"),
    )
    assert read(SOUND) == [
        ("indirect", *rina),
        ("direct", *rina),
        ("direct", *rina),
        ("indirect", *rina),
        ("indirect", *agus),
        ("direct", *agus),
        ("direct", *agus),
        ("indirect", *dewi),
        ("direct", *dewi),
        ("narration", "", ""),
    ]


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_item_reads_as_the_sound_one(kind: str) -> None:
    damaged = DAMAGE[kind]()
    assert damaged != SOUND
    assert read(damaged) == read(SOUND)

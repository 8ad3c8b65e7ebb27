"""When a document was published: given, column, address, byline, text, in that order; never an event or a comment."""

import json
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from trafilatura.utils import load_html

from research.corpus import Entry, Request, plan_documents
from research.corpus.ingest.page_dates import find_page_day
from research.corpus.ingest.publication_dates import agrees_with_url, find_text_day, find_url_day

TODAY = date(2026, 1, 1)
BODY = (
    "Wali Kota Bontang Rina Wulandari melantik dua belas pejabat baru dan meminta mereka menjauhi urusan calon. "
    "Kebakaran besar terjadi di kota itu pada Kamis (13/2/2020)."
)


@pytest.fixture
def corpus(tmp_path: Path, root: Path) -> Path:
    """An empty corpus that knows the elections."""
    folder = tmp_path / "corpus"
    (folder / "documents").mkdir(parents=True)
    shutil.copy(root / "corpus" / "elections.csv", folder)
    return folder


def only(folder: Path, content: str, request: Request | None = None, *, name: str = "n.csv") -> Entry:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    (entry,) = plan_documents([file], folder / "corpus", request or Request(), today=TODAY).entries
    return entry


def notes_of(entry: Entry) -> str:
    return "; ".join(entry.notes)


def test_a_column_of_another_name_comes_before_the_day_of_an_event(corpus: Path, tmp_path: Path) -> None:
    content = f'url,muat_pada,isi\nhttps://contoh.example/profil,"Diperbarui 18 Jun 2025, 14:05 WIB","{BODY}"\n'
    entry = only(tmp_path, content)
    assert (entry.fields["published"], entry.fields["election"]) == ("2025-06-18", "")


@pytest.mark.parametrize(
    "path",
    [
        "read/2025/06/18/201/profil",
        "2025/6/18/profil.html",
        "berita/2025-06-18/profil",
        "nasional/20250618140512-32-1234/profil",
        "18/06/2025/profil",
        "2025-06-18-profil.html",
        "news/2025/jun/18/profil",
        "berita/18062025/profil",
        "profil?id=3&tanggal=18-06-2025",
    ],
)
def test_the_address_comes_before_the_day_of_an_event(corpus: Path, tmp_path: Path, path: str) -> None:
    entry = only(tmp_path, f'url,isi\nhttps://contoh.example/{path},"{BODY}"\n')
    assert entry.fields["published"] == "2025-06-18"
    assert "published is the day in its address" in notes_of(entry)


@pytest.mark.parametrize(
    "path",
    [
        "jadwal-27-11-2024",
        "pilkada-27-november-2024",
        "read/2024/1978/profil",
        "read/2024/pilkada/27",
        "berita/45992024/profil",
        "berita/45588/profil",
        "2031/01/01/x",
        "a/20241399-x",
    ],
)
def test_words_and_numbers_of_an_address_are_no_day(path: str) -> None:
    assert find_url_day(f"https://contoh.example/{path}", today=TODAY) is None


def test_the_day_of_an_event_is_never_that_of_publication_nor_gives_the_election(corpus: Path, tmp_path: Path) -> None:
    entry = only(tmp_path, f'isi\n"{BODY}"\n')
    assert (entry.fields["published"], entry.fields["election"], entry.fields["date_precision"]) == ("", "", "")
    assert "its text dates an event, 'Kamis (13/2/2020)'" in notes_of(entry)
    assert {"published", "election"} <= set(entry.empty)


def test_given_comes_before_all_and_is_refused_where_it_is_no_day(corpus: Path, tmp_path: Path) -> None:
    content = f'url,tanggal,isi\nhttps://contoh.example/2025/06/18/x,17/06/2025,"{BODY}"\n'
    assert only(tmp_path, content, Request(fields={"published": "16 Juni 2025"})).fields["published"] == "2025-06-16"
    assert only(tmp_path, content).fields["published"] == "2025-06-17"
    for wrong in ("2018-W02-2", "kemarin", "2031-01-01"):
        assert "published: found" in only(tmp_path, content, Request(fields={"published": wrong})).fault


def test_a_column_that_cannot_be_read_leaves_the_document_and_the_next_evidence(corpus: Path, tmp_path: Path) -> None:
    entry = only(tmp_path, f'url,tanggal,isi\nhttps://contoh.example/2025/06/18/x,3 hari lalu,"{BODY}"\n')
    assert (entry.fault, entry.fields["published"]) == ("", "2025-06-18")
    assert "published: found '3 hari lalu', no day; left empty" in entry.notes
    entry = only(tmp_path, f'tanggal,isi\n2027-01-01,"{BODY}"\n')
    assert (entry.fault, entry.fields["published"]) == ("", "")
    assert "a day after 2026-01-01" in notes_of(entry)


def test_a_column_and_an_address_that_differ_are_told(corpus: Path, tmp_path: Path) -> None:
    entry = only(tmp_path, f'url,tanggal,isi\nhttps://contoh.example/2025/06/18/x,2025-06-25,"{BODY}"\n')
    assert entry.fields["published"] == "2025-06-25"
    assert "its address has another day, '2025/06/18'" in entry.notes


def test_the_address_settles_the_order_of_a_column(corpus: Path, tmp_path: Path) -> None:
    entry = only(tmp_path, f'url,tanggal,isi\nhttps://contoh.example/2024/10/05/x,10/05/2024,"{BODY}"\n')
    assert entry.fields["published"] == "2024-10-05"


def test_both_orders_in_a_column_refuse_the_table(corpus: Path, tmp_path: Path) -> None:
    entry = only(tmp_path, f'tanggal,isi\n10/23/2024,"{BODY}"\n23/10/2024,"Lurah sepakat dengan camat."\n')
    assert "n.csv: published: found 23/10/2024 (row 3), day first, and 10/23/2024 (row 2), month first" in entry.fault


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Reporter: Sinta Dewi | Rabu, 23 Oktober 2024 10:15 WIB\n\nCamat menegur lurah.", "2024-10-23"),
        ("Sinta Dewi - 23/10/2024, 10:15 WIB\nCamat menegur lurah.", "2024-10-23"),
        ("KABAR.com - 23/10/2024, 21:23 WIB\nCamat menegur lurah.", "2024-10-23"),
        ("Rabu, 23 Oktober 2024\nCamat menegur lurah.", "2024-10-23"),
        ("Diterbitkan 22 Okt 2024, diperbarui 23 Okt 2024\nCamat menegur lurah.", "2024-10-22"),
        ("SIARAN PERS\nBontang, 23 Oktober 2024\n\nCamat menegur lurah.", "2024-10-23"),
        ("BONTANG, 23 Oktober 2024 – Camat menegur lurah yang hadir di panggung itu.", "2024-10-23"),
        ("Camat menegur lurah.\n" * 9 + "Bontang, 23 Oktober 2024\nKepala Dinas", "2024-10-23"),
        ("Camat menegur lurah.\n" * 9 + "Ditetapkan di Bontang pada tanggal 23 Oktober 2024", "2024-10-23"),
        ("Posted on October 23, 2024 by admin\nCamat menegur lurah.", "2024-10-23"),
        ("Rabu, 23 Oktober 2024 | 14:05 WIB | Dibaca 123 kali\nCamat menegur lurah.", "2024-10-23"),
        ("Oleh Sinta Dewi pada Rabu, 23 Oktober 2024\nCamat menegur lurah.", "2024-10-23"),
        ("Tanggal: 23 Oktober 2024\nSumber: Kabar\nCamat menegur lurah.", "2024-10-23"),
        ("Libur Nasional 27 November 2024\nCamat menegur lurah.", ""),
        ("Nomor 123 Tahun 2024 Tanggal 23 Oktober 2024\nCamat menegur lurah.", ""),
        ("Camat menegur lurah pada Rabu, 23 Oktober 2024.", ""),
        ("Pemungutan suara: 27 November 2024\nCamat menegur lurah.", ""),
        ("Hari/tanggal: Rabu, 23 Oktober 2024\nCamat mengundang lurah.", ""),
        ("Jadwal Kampanye Mulai 25 September 2024\nCamat menegur lurah.", ""),
        ("Wali Kota Lantik Pejabat, Rabu (23/10/2024)\nCamat menegur lurah.", ""),
        ("Baca juga: Lurah Dipanggil 22 Oktober 2024\nCamat menegur lurah.", ""),
        ("Camat menegur lurah.\n" * 9 + "Budi Santoso, 25 Oktober 2024", ""),
        ("Camat menegur lurah.\n" * 9 + "3 Komentar\nBontang, 25 Oktober 2024", ""),
        ("Camat menegur lurah.\nBudi pada 25 Oktober 2024 pukul 10.00 berkata:\nSetuju.", ""),
    ],
)
def test_bylines_datelines_and_signatures(text: str, day: str) -> None:
    found = find_text_day(text, today=TODAY)
    assert (found.day.isoformat() if found else "") == day


def test_a_byline_in_another_month_than_its_address_is_not_taken(corpus: Path, tmp_path: Path) -> None:
    text = f"Sinta | 13 Februari 2020\n\n{BODY}"
    entry = only(tmp_path, text, Request("https://contoh.example/2025/06/profil"), name="a.txt")
    assert entry.fields["published"] == ""
    assert "which its address contradicts; not used" in notes_of(entry)
    assert agrees_with_url(date(2025, 5, 31), "https://contoh.example/2025/06/profil")


def page(head: str = "", body: str = "") -> str:
    return (
        f"<html><head><title>Rina Ingatkan ASN</title>{head}</head><body><h1>Rina Ingatkan ASN</h1>{body}</body></html>"
    )


@pytest.mark.parametrize(
    ("html", "day"),
    [
        (page('<meta property="article:published_time" content="2024-10-22T18:30:00+00:00">'), "2024-10-23"),
        (page('<meta property="article:published_time" content="2024-10-23T00:15:00+07:00">'), "2024-10-23"),
        (page('<meta name="pubdate" content="Tue, 22 Oct 2024 18:30:00 GMT">'), "2024-10-23"),
        (page('<meta itemprop="datePublished" content="2024-10-22T17:00:00Z">'), "2024-10-23"),
        (page('<meta name="content_PublishedDate" content="23/10/2024 08:00">'), "2024-10-23"),
        (page('<meta property="article:modified_time" content="2024-10-25T11:00:00+08:00">'), ""),
        (
            page(
                '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2024-01-01"}, '
                '{"@type": "NewsArticle", "datePublished": "2024-10-22T20:00:00Z", '
                '"comment": [{"@type": "Comment", "datePublished": "2024-10-30"}]}]}</script>'
            ),
            "2024-10-23",
        ),
        (page('<script type="application/ld+json">{"@type": "Comment", "x": [</script>'), ""),
        (page(body='<article><time datetime="2024-10-22T23:30:00Z">Rabu</time></article>'), "2024-10-23"),
        (page(body='<article><time class="updated" datetime="2024-10-25">x</time></article>'), ""),
        (page(body='<ul class="comment-list"><li><time datetime="2024-10-30">Budi</time></li></ul>'), ""),
        (
            page(body='<aside><p>Rabu, 16 Oktober 2024</p></aside><div class="x">Sinta | Rabu, 23 Oktober 2024</div>'),
            "2024-10-23",
        ),
        (page(body="<p>Pemungutan suara digelar Rabu, 27 November 2024.</p><footer>Kabar 2024</footer>"), ""),
    ],
)
def test_the_day_that_a_page_declares_is_the_day_in_jakarta(html: str, day: str) -> None:
    assert find_page_day(load_html(html), "Rina Ingatkan ASN") == day


def test_instants_of_json_and_parquet_have_their_day_in_jakarta(corpus: Path, tmp_path: Path) -> None:
    night = "2024-10-22T18:30:00+00:00"
    for value in (1729621800, 1729621800000, night):
        entry = only(tmp_path, json.dumps({"isi": BODY, "tanggal": value}), name="a.jsonl")
        assert entry.fields["published"] == "2024-10-23"
    for type_ in ("datetime64[ns, UTC]", "datetime64[us, Asia/Makassar]"):
        table = pd.DataFrame({"isi": [BODY], "waktu": pd.Series(pd.to_datetime([night])).astype(type_)})
        table.to_parquet(tmp_path / "a.parquet")
        (entry,) = plan_documents([tmp_path / "a.parquet"], corpus, Request(), today=TODAY).entries
        assert entry.fields["published"] == "2024-10-23"


def test_a_column_that_is_only_called_so_leaves_the_place_to_one_that_holds_days(corpus: Path, tmp_path: Path) -> None:
    entry = only(tmp_path, f'tanggal,muat,isi\nRabu,23 Okt 2024,"{BODY}"\n')
    assert entry.fields["published"] == "2024-10-23"


def test_words_for_nothing_are_nothing_in_every_column(corpus: Path, tmp_path: Path) -> None:
    content = f'tanggal,media,tautan,daerah,isi\nTidak Ditemukan,NULL,-,N/A,"{BODY}"\n'
    entry = only(tmp_path, content)
    assert entry.fault == ""
    assert [entry.fields[name] for name in ("published", "outlet", "url")] == ["", "", ""]
    assert entry.fields["region"] == "Kota Bontang"


def test_an_address_of_a_column_that_is_no_page_is_left_out_with_a_note(corpus: Path, tmp_path: Path) -> None:
    for url in ("javascript:alert(1)", "berita/1"):
        entry = only(tmp_path, f'url,isi\n{url},"{BODY}"\n')
        assert (entry.fault, entry.fields["url"]) == ("", "")
        assert f"url: found {url!r}" in notes_of(entry)
    assert (
        "url: found 'javascript:alert(1)'"
        in only(tmp_path, f'isi\n"{BODY}"\n', Request(fields={"url": "javascript:alert(1)"})).fault
    )

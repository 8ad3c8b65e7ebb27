"""What a copy is, what becomes of it, and that no advice loses a text; ids that count; folders left out by nobody."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from research import tables
from research.corpus import Entry, Request, plan_documents, render_plan, write_plan
from research.corpus.ingest.table_fields import is_row_number

TODAY = date(2026, 1, 1)
# Follow-ups of one affair: of their words 49 in 100 are the paragraph on what went before.
BEFORE = (
    "Sebagaimana diketahui, pemerintah kota telah menerbitkan surat edaran tentang netralitas pegawai pada awal tahun "
    "dan membentuk satuan tugas yang dipimpin inspektorat untuk menerima laporan warga mengenai dugaan pelanggaran "
    "selama masa kampanye berlangsung di seluruh kecamatan."
)
FIRST = (
    "Wali Kota Bontang Rina Wulandari melantik dua belas pejabat baru dan meminta mereka menjauhi urusan calon kepala "
    'daerah. "Bekerjalah untuk warga, jangan untuk calon," kata Rina. Ia menyebut sanksi berat menanti pejabat yang '
    f"melanggar janji itu. {BEFORE}\n"
)
SECOND = (
    "Ketua Bawaslu Bontang Agus Salim memanggil seorang lurah karena hadir dalam pesta ulang tahun partai. "
    '"Kami minta penjelasan lurah itu besok pagi," ujar Agus. Hasil pemeriksaan dikirim kepada komisi aparatur dalam '
    f"tujuh hari kerja. {BEFORE}\n"
)
ALONE = "Sekda Palu Dewi Lestari mengimbau guru tidak menyukai unggahan calon di media sosial selama masa kampanye.\n"


@pytest.fixture
def corpus(tmp_path: Path, root: Path) -> Path:
    """An empty corpus that knows the elections."""
    folder = tmp_path / "corpus"
    (folder / "documents").mkdir(parents=True)
    shutil.copy(root / "corpus" / "elections.csv", folder)
    return folder


def add(sources: list[Path], corpus: Path, request: Request | None = None) -> tuple[Entry, ...]:
    made = plan_documents(sources, corpus, request or Request(), today=TODAY)
    write_plan(made, corpus)
    return made.entries


def put(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def documents(corpus: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((corpus / "documents").iterdir())}


def test_a_follow_up_is_added_with_a_note_that_names_the_document_and_the_share(corpus: Path, tmp_path: Path) -> None:
    first, second = add([put(tmp_path, "a.txt", FIRST), put(tmp_path, "b.txt", SECOND)], corpus)
    assert (first.fault, second.fault) == ("", "")
    assert f"49% in common with {first.fields['id']}" in second.notes
    assert len(documents(corpus)) == 2


def test_a_follow_up_is_added_in_a_later_call_too_and_replaces_nothing(corpus: Path, tmp_path: Path) -> None:
    add([put(tmp_path, "a.txt", FIRST)], corpus)
    before = documents(corpus)
    for number, request in enumerate((Request(), Request(fields={"id": "lanjutan"}), Request(copies="replace"))):
        twin = tmp_path / f"twin-{number}"
        shutil.copytree(corpus, twin)
        (entry,) = add([put(tmp_path, "b.txt", SECOND)], twin, request)
        assert entry.fault == ""
        assert before.items() < documents(twin).items()


def test_a_copy_from_half_on_is_refused_and_kept_on_request(corpus: Path, tmp_path: Path) -> None:
    add([put(tmp_path, "a.txt", FIRST)], corpus, Request(fields={"id": "lama"}))
    longer = put(tmp_path, "b.txt", f"{FIRST.strip()} {ALONE}" * 2)
    (refused,) = add([longer], corpus)
    assert refused.duplicate
    assert "found a text of which 100% stands in lama, expected a new document" in refused.fault
    assert "--keep adds it all the same" in refused.fault
    assert "--replace" not in refused.fault, "the longer one has twice the words"
    (kept,) = add([longer], corpus, Request(copies="keep"))
    assert "kept, though 100% stands in lama" in kept.notes
    assert len(documents(corpus)) == 2


def test_replace_takes_the_place_of_a_text_of_the_same_words_alone(corpus: Path, tmp_path: Path) -> None:
    add([put(tmp_path, "a.txt", FIRST)], corpus, Request(fields={"id": "lama", "province": "Bali", "region": "Bali"}))
    mended = put(tmp_path, "b.txt", FIRST.replace("dua belas", "13"))
    assert "--replace puts it in its place" in add([mended], corpus)[0].fault
    (entry,) = add([mended], corpus, Request(copies="replace"))
    assert (entry.fields["id"], entry.fault) == ("lama", "")
    assert "13 pejabat baru" in documents(corpus)["lama.md"].decode()
    before = documents(corpus)
    (other,) = add([put(tmp_path, "c.txt", ALONE)], corpus, Request(fields={"id": "lama"}, copies="replace"))
    assert "found the id of lama, which is another text, expected a copy of it throughout" in other.fault
    part = f"{BEFORE} {BEFORE.replace('pegawai', 'guru')} {SECOND}"
    (half,) = add([put(tmp_path, "d.txt", part)], corpus, Request(copies="replace"))
    assert documents(corpus).items() >= before.items()
    assert half.fields["id"] != "lama"


def test_replace_keeps_the_fields_that_somebody_filled(corpus: Path, tmp_path: Path) -> None:
    request = Request(fields={"id": "lama", "outlet": "Kabar Kita", "published": "2024-10-23"})
    add([put(tmp_path, "a.txt", FIRST)], corpus, request)
    (entry,) = add([put(tmp_path, "b.txt", f"{FIRST.strip()} Demikian.\n")], corpus, Request(copies="replace"))
    assert (entry.fields["outlet"], entry.fields["published"]) == ("Kabar Kita", "2024-10-23")
    assert any(note.startswith("kept of it: ") for note in entry.notes)


def test_replace_never_touches_a_restatement_or_a_document_that_cannot_be_read(corpus: Path, tmp_path: Path) -> None:
    (corpus / "originals").mkdir()
    add([put(tmp_path, "a.txt", ALONE)], corpus, Request(fields={"id": "lama", "rendition": "restated"}))
    (corpus / "originals" / "lama.txt").write_text(FIRST, encoding="utf-8")
    put(corpus, "documents/rusak.md", "no front matter at all\n")
    before = documents(corpus)
    (restated,) = add([put(tmp_path, "b.txt", f"{FIRST.strip()} Ya.\n")], corpus, Request(copies="replace"))
    assert "which is another text" in restated.fault
    (broken,) = add([put(tmp_path, "c.txt", SECOND)], corpus, Request(fields={"id": "rusak"}, copies="replace"))
    assert "which is another text" in broken.fault
    assert documents(corpus) == before
    assert "rusak cannot be read" in plan_documents([tmp_path / "c.txt"], corpus, Request(), today=TODAY).mappings[0]


def test_replace_finds_the_one_copy_among_documents_that_are_alike(corpus: Path, tmp_path: Path) -> None:
    half = (
        f"{FIRST.strip()} {ALONE.strip()} Warga menyambut seruan itu dengan tepuk tangan panjang di lapangan kantor.\n"
    )
    add([put(tmp_path, "a.txt", FIRST)], corpus, Request(fields={"id": "lama"}))
    add(
        [put(tmp_path, "b.txt", f"{half} {half.lower()} {SECOND}" * 2)],
        corpus,
        Request(fields={"id": "lain"}, copies="keep"),
    )
    before = documents(corpus)
    mended = put(tmp_path, "c.txt", FIRST.replace("dua belas", "13"))
    (entry,) = add([mended], corpus, Request(copies="replace"))
    assert entry.fields["id"] == "lama"
    assert any(note.endswith("stands in lain") for note in entry.notes)
    assert documents(corpus)["lain.md"] == before["lain.md"]


def test_a_copyrighted_copy_empties_no_document_of_another_text(corpus: Path, tmp_path: Path) -> None:
    add([put(tmp_path, "a.txt", FIRST)], corpus, Request(fields={"id": "lama"}))
    path = corpus / "documents" / "lama.md"
    path.write_text(path.read_text(encoding="utf-8").replace("rendition: verbatim", "rendition:"), encoding="utf-8")
    before = documents(corpus)
    request = Request(fields={"id": "lama"}, copyrighted=True, copies="replace")
    (entry,) = add([put(tmp_path, "b.txt", ALONE)], corpus, request)
    assert "which is another text" in entry.fault
    assert documents(corpus) == before


def test_an_address_used_twice_is_refused_and_never_replaces_another_text(corpus: Path, tmp_path: Path) -> None:
    request = Request("https://kabar.example/berita/1", {"id": "lama"})
    add([put(tmp_path, "a.txt", FIRST)], corpus, request)
    before = documents(corpus)
    other = put(tmp_path, "b.txt", ALONE)
    for copies in ("refuse", "keep", "replace"):
        (entry,) = add([other], corpus, Request("https://www.kabar.example/berita/1/", copies=copies))
        assert "the url of lama" in entry.fault
        assert "--keep" not in entry.fault
    assert documents(corpus) == before


def test_a_later_page_of_an_item_is_a_text_of_its_own_and_all_of_it_is_the_item(corpus: Path, tmp_path: Path) -> None:
    add([put(tmp_path, "a.txt", FIRST)], corpus, Request("https://kabar.example/berita/1"))
    later = put(tmp_path, "b.txt", ALONE)
    for page in ("?page=all", "?page=1", "?page"):
        (entry,) = add([later], corpus, Request(f"https://kabar.example/berita/1{page}"))
        assert "the url of" in entry.fault
    (entry,) = add([later], corpus, Request("https://kabar.example/berita/1?page=2"))
    assert entry.fault == ""


def test_copies_within_a_call_are_kept_or_refused_and_never_replace_one_another(corpus: Path, tmp_path: Path) -> None:
    files = [put(tmp_path, "a.txt", FIRST), put(tmp_path, "b.txt", f"{FIRST.strip()} Ya.\n")]
    _, second = plan_documents(files, corpus, Request(), today=TODAY).entries
    assert "--replace" not in second.fault
    assert plan_documents(files, corpus, Request(copies="replace"), today=TODAY).entries[1].fault
    add(files, corpus, Request(copies="keep"))
    assert len(documents(corpus)) == 2


def test_two_exports_whose_ids_count_their_rows_are_four_documents(corpus: Path, tmp_path: Path) -> None:
    january = put(tmp_path, "jan.csv", f'id,judul,isi\n1,a,"{FIRST.replace(chr(34), "")}"\n2,b,"{ALONE}"\n')
    february = put(
        tmp_path,
        "feb.csv",
        "id,judul,isi\n1,c,Bupati Lebong Budi menandatangani ikrar netralitas.\n2,d,Camat Pinang menegur lurah.\n",
    )
    made = plan_documents([january], corpus, Request(), today=TODAY)
    assert "id: column id only counts rows; names are made of day, region and outlet" in made.mappings[0]
    first, second = add([january], corpus), add([february], corpus)
    assert not any(entry.fault for entry in (*first, *second))
    assert sorted(documents(corpus)) == ["bontang.md", "feb-row-3.md", "jan-row-3.md", "lebong.md"]
    again = add([february], corpus, Request(copies="replace"))
    assert not any(entry.fault for entry in again)
    assert len(documents(corpus)) == 4


def test_an_id_that_another_text_has_gets_a_number_unless_it_was_set(corpus: Path, tmp_path: Path) -> None:
    add([put(tmp_path, "a.csv", f'id,isi\nberita-camat,"{ALONE}"\n')], corpus)
    (entry,) = add([put(tmp_path, "b.csv", "id,isi\nberita-camat,Camat Pinang menegur lurah itu.\n")], corpus)
    assert entry.fields["id"] == "berita-camat-2"
    assert "id berita-camat is that of another text" in entry.notes
    (taken,) = add([put(tmp_path, "c.txt", "Lurah sepakat.\n")], corpus, Request(fields={"id": "berita-camat"}))
    assert "id: found 'berita-camat', which stands in the corpus, expected a new one; choose another id" in taken.fault


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        (["1", "2", "3"], True),
        (["3", "1", "2"], True),
        (["1.0", "2.0"], True),
        (["0", "", "2"], True),
        (["15", "230", "512"], True),
        (["1", "2", "1", "2"], True),
        (["120001", "120002", "120003"], True),
        (["7604321", "7611007", "7623399"], False),
        (["a1", "a2"], False),
        (["2024-10-23-bontang"], False),
        (["", ""], False),
    ],
)
def test_columns_that_only_count_rows(cells: list[str], counts: bool) -> None:
    assert is_row_number(cells) == counts


def test_an_id_column_that_the_caller_names_is_one(corpus: Path, tmp_path: Path) -> None:
    (entry,) = add([put(tmp_path, "a.csv", f'id,isi\n1,"{ALONE}"\n')], corpus, Request(columns={"id": "id"}))
    assert entry.fields["id"] == "1"


def test_a_folder_is_read_with_its_subfolders_and_what_is_left_out_is_named(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kliping"
    put(folder, "kabar/a.TXT", FIRST)
    put(folder, "radar/2024/b.txt", ALONE)
    put(folder, "radar/foto.PNG", "x")
    put(folder, "catatan.odt", "x")
    for hidden in (".DS_Store", "._a.txt", ".git/x.txt", "~$b.docx", ".~lock.b.docx#", "Thumbs.db", "__MACOSX/a.txt"):
        put(folder, hidden, "x")
    (folder / "luar").symlink_to(tmp_path)
    made = plan_documents([folder], corpus, Request(), today=TODAY)
    names = [entry.name.removeprefix(f"{folder}/") for entry in made.entries]
    assert names == ["kabar/a.TXT", "radar/2024/b.txt", "luar", str(folder)]
    assert "file ending: found catatan.odt, radar/foto.PNG, expected one of ." in made.entries[-1].fault
    assert "a link to another folder" in made.entries[-2].fault
    assert render_plan(made)[2].endswith("2 failed")


def test_a_folder_without_a_file_is_a_fault(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "kosong" / "dalam").mkdir(parents=True)
    (entry,) = plan_documents([tmp_path / "kosong"], corpus, Request(), today=TODAY).entries
    assert "kosong: folder: found no file, expected files ." in entry.fault


def test_a_file_whose_name_is_no_text_is_named_by_its_bytes(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kliping"
    put(folder, "a.txt", ALONE)
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/b\xff.txt")).write_text(FIRST, encoding="utf-8")
    except OSError:
        pytest.skip("this disk takes no such name")
    good, bad = plan_documents([folder], corpus, Request(), today=TODAY).entries
    assert good.fault == ""
    assert "b\\xff.txt: name: found bytes that are no UTF-8, expected a name in UTF-8" in bad.fault
    bad.fault.encode("utf-8")


def test_values_that_are_no_text_are_refused(corpus: Path, tmp_path: Path) -> None:
    file = put(tmp_path, "a.txt", ALONE)
    for request in (Request(fields={"outlet": "Kabar \udcff"}), Request(fields={"outlet": "\x1b[31mKabar"})):
        with pytest.raises(tables.InputError, match="--set: outlet: found") as caught:
            plan_documents([file], corpus, request, today=TODAY)
        str(caught.value).encode("utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("place", ["documents/a.md", "originals/a.txt"])
def test_a_pipe_in_the_corpus_is_refused_and_not_waited_for(corpus: Path, tmp_path: Path, place: str) -> None:
    (corpus / "originals").mkdir()
    os.mkfifo(corpus / place)
    with pytest.raises(tables.InputError, match="found a named pipe, expected a file"):
        plan_documents([put(tmp_path, "b.txt", ALONE)], corpus, Request(), today=TODAY)


def test_rows_of_the_same_words_are_copies_of_the_first_that_was_added(corpus: Path, tmp_path: Path) -> None:
    """Forty rows with the same words and other numbers."""
    words = ALONE.strip()
    table = put(tmp_path, "rows.csv", "\n".join(["isi,id", *(f'"{words} Nomor {n}.",' for n in range(2, 42)), ""]))
    plan = plan_documents([table], corpus, Request(), today=TODAY)
    good, bad, counts = render_plan(plan)
    assert counts.startswith("1 new"), "one of the forty"
    assert "39 refused as duplicates" in counts
    (name,) = (entry.fields["id"] for entry in plan.entries if not entry.fault)
    assert len(good) == len(bad) == 1
    assert bad[0].startswith(f"{table}, rows 3 to 41: text or url: found a text of which 100% stands in {name}")
    kept = plan_documents([table], corpus, Request(copies="keep"), today=TODAY)
    told = [any(f"100% stands in {name}" in note for note in entry.notes) for entry in kept.entries]
    assert told == [False, *[True] * 39]
    write_plan(kept, corpus)
    again = plan_documents([table], corpus, Request(copies="keep"), today=TODAY)
    assert all(entry.standing for entry in again.entries), "each row finds its own text among more than 20"

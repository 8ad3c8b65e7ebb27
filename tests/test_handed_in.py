"""Tables as people save them: each is read whole by every command that takes one, or refused by row and remedy."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook
from typer.testing import CliRunner

from research import cli
from research.tables import (
    InputError,
    iter_grids,
    match_columns,
    read_cells,
    read_grid,
    read_synonyms,
    render_texts,
)

TEXT = 'Wali Kota Bontang Rina Wulandari meminta ASN netral. "Jangan berpihak, sanksi menanti," kata Rina.'
QUOTED = TEXT.replace('"', '""')
PAGE = f"<html><body><article><p>{TEXT}</p><p>Ia menutup apel pagi di kantor wali kota.</p></article></body></html>"
KNOWN = {"id", "text", "isi", "judul"}


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def workbook(rows: list[list[object]], *, pages: int = 1) -> bytes:
    book = Workbook()
    for number in range(1, pages):
        book.active.title = "catatan" if number == 1 else f"catatan {number}"
        book.active["A1"] = "untuk diri sendiri"
        book.create_sheet("berita", 0)
        book.active = 0
    for row in rows:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(path: Path) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    grid = read_grid(path, known=KNOWN)
    texts, faults = render_texts(grid, grid.columns)
    assert [*grid.list_faults(), *faults] == []
    return texts.to_dict("records"), grid.notes


@pytest.mark.parametrize(
    ("name", "content", "note"),
    [
        ("a.csv", f'id,text\n1,"{QUOTED}"\n', None),
        ("excel.csv", f'\ufeffid;text\r\n1;"{QUOTED}"\r\n', "cells separated by semicolons"),
        ("sep.csv", f'sep=;\nid;text\n1;"{QUOTED}"\n', "its first line, sep=, skipped"),
        ("A.CSV", f' id , text \n1,"{QUOTED}"\n', None),
        ("trail.csv", f'id,text\n1,"{QUOTED}",\n', "an empty cell at the end of every row left out"),
        ("head.csv", f'id,text,\n1,"{QUOTED}",\n', None),
        ("slash.csv", 'id,text\n1,"' + TEXT.replace('"', '\\"') + '"\n', "quotation marks escaped by a backslash"),
        ("title.csv", f'Daftar berita,\nOktober 2024,\n\nid,text\n1,"{QUOTED}"\n', "2 rows above the header left out"),
        ("tabs.tsv", f"id\ttext\n1\t{TEXT}\n".replace('"', "“"), "cells separated by tabs"),
        ("strokes.csv", f"id|text\n1|{TEXT}\n".replace('"', "“"), "cells separated by upright strokes"),
        ("wide.csv", f'id,text\n1,"{QUOTED}"\n'.encode("utf-16"), "read as UTF-16"),
        ("bare.csv", f'id,text\n1,"{QUOTED}"\n'.encode("utf-16-le"), "read as UTF-16"),
        ("old.csv", 'id,text\n1,"' + QUOTED.replace('""', "\u201c") + '"\n', None),
        ("a.jsonl", json.dumps({"id": 1.0, "text": TEXT}) + "\n", None),
        ("a.json", json.dumps([{"id": 1, "text": TEXT}]), None),
        ("wp.json", json.dumps([{"id": 1, "text": {"rendered": TEXT, "protected": False}}]), None),
        ("mongo.jsonl", json.dumps({"id": {"$oid": "1"}, "text": TEXT}) + "\n", None),
        (
            "in.json",
            json.dumps({"jumlah": 1, "data": [{"id": 1, "text": TEXT}]}),
            "the rows are those of its list 'data'",
        ),
        ("a.xlsx", workbook([["id", "text"], [1, TEXT]]), None),
        (
            "two.xlsx",
            workbook([["Daftar berita"], [], ["id", "text"], [1.0, TEXT]], pages=2),
            "pages not read: catatan (give each as a file of its own)",
        ),
    ],
)
def test_one_row_however_it_was_saved(tmp_path: Path, name: str, content: str | bytes, note: str | None) -> None:
    rows, notes = read(put(tmp_path, name, content))
    (row,) = rows
    assert row["id"] == "1"
    assert row["text"].replace("\u201c", '"').replace("“", '"') == TEXT
    assert set(row) == {"id", "text"}
    assert note is None or note in notes


def test_bytes_of_windows_are_read_and_told_and_refused_where_nobody_would_see_the_note(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "id,text\n1,“ASN netral,” kata Budi\n".replace("netral,", "netral").encode("cp1252"))
    assert read(path) == ([{"id": "1", "text": "“ASN netral” kata Budi"}], ("read as cp1252",))
    with pytest.raises(InputError, match=r"a\.csv: encoding: found byte 0x93 .*save it as CSV UTF-8"):
        read_cells(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", f"id,text\n1,{TEXT}\n", "row 2: cells: found a quotation mark that is never closed"),
        (
            "b.csv",
            "judul,isi\nRina,ASN netral, dan sanksi menanti\nBudi,ASN netral\n",
            "row 2: cells: found 3, expected 2",
        ),
        ("c.csv", "id,text\n1,a\n2\n", "row 3: cells: found 1, expected 2, as row 1 has"),
        ("d.csv", "id;text\n1;a;b\n", "quote cells that hold semicolons"),
        ("e.csv", 'id,text\n1,"ASN netral\n2,b\n', "row 2: cells: found a quotation mark that is never closed"),
        ("f.csv", "id,text,Text \n1,a,b\n", None),
        ("g.csv", "id,text,text\n1,a,b\n", "columns: found 'text' twice"),
        ("h.jsonl", '{\n "judul": "a",\n "isi": "b"\n}\n', "line 1, 2, 3, 4: JSON: found"),
        ("i.jsonl", '{"id": "a", "text": "satu", "text": "dua"}\n', "'text' twice in one object"),
        ("j.json", '"teks"', "expected a JSON list of objects"),
        ("k.xlsx", b"PK\x03\x04", "file: found"),
        ("l.parquet", b"PAR1", "a parquet table"),
        ("m.csv", workbook([["id", "text"], [1, TEXT]]), "file: found a workbook or another archive"),
        ("n.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .xlsx or CSV UTF-8"),
    ],
)
def test_what_would_lose_a_word_is_refused_by_place(
    tmp_path: Path, name: str, content: str | bytes, words: str
) -> None:
    path = put(tmp_path, name, content)
    if words is None:
        with pytest.raises(InputError, match="found 'text' and 'Text', expected one column for text"):
            match_columns(read_grid(path).columns, read_synonyms("text"), where="f.csv")
        return
    with pytest.raises(InputError) as caught:
        for grid in iter_grids(path, known=KNOWN):
            if faults := grid.list_faults():
                raise InputError(faults)
    assert words in str(caught.value)
    assert name in str(caught.value)


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), st.sampled_from(",;\t|"), st.sampled_from("\n\r"))
def test_any_table_that_pandas_writes_is_read_as_it_was(rows: list[tuple[str, str]], mark: str, end: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        table = pd.DataFrame([("x", *row) for row in rows], columns=["id", "text", "isi"], dtype="str")
        ends = {"\n": "\n", "\r": "\r\n"}[end]
        table.to_csv(path, index=False, sep=mark, lineterminator=ends, quoting=csv.QUOTE_ALL)
        found, _ = read(path)
    assert [(row["text"], row["isi"]) for row in found] == rows


def attribute(folder: Path, *names: str) -> tuple[int, str, pd.DataFrame]:
    out = folder / "out.csv"
    outcome = CliRunner().invoke(
        cli.application, ["attribute", *(str(folder / name) for name in names), "-o", str(out), "--workers", "1"]
    )
    found = read_cells(out) if out.exists() else pd.DataFrame()
    return outcome.exit_code, outcome.output + str(outcome.exception or ""), found


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", f'\ufeffID ; Isi Berita\n1;"{QUOTED}"\n'),
        ("NEWS.CSV", f'dokumen,konten\n1,"{QUOTED}"\n'),
        ("a.tsv", f'id\tnaskah\n1\t"{QUOTED}"\n'),
        ("a.json", json.dumps([{"id": 1, "artikel": TEXT}])),
        ("a.xlsx", workbook([["id", "teks"], [1, TEXT]])),
        ("1.TXT", TEXT),
        ("1.md", f"---\nid: '1' # catatan\n---\n{TEXT}"),
    ],
)
def test_attribute_takes_what_add_takes(tmp_path: Path, name: str, content: str | bytes) -> None:
    put(tmp_path, name, content)
    code, said, found = attribute(tmp_path, name)
    assert code == 0, said
    assert found["document"].tolist() == ["1", "1"]
    assert found["speaker"].tolist() == ["Rina Wulandari", "Rina Wulandari"]


def test_a_row_that_would_be_cut_is_told_and_the_others_are_attributed(tmp_path: Path) -> None:
    put(
        tmp_path, "a.csv", f'id,text\na,Wali Kota Bontang Rina Wulandari meminta ASN netral, dan tegas.\nb,"{QUOTED}"\n'
    )
    code, said, found = attribute(tmp_path, "a.csv")
    assert (code, set(found["document"])) == (1, {"b"})
    assert "a.csv, row 2: cells: found 3, expected 2, as row 1 has; quote cells that hold commas" in said


def test_an_ending_that_nothing_reads_is_told_with_all_that_are_read(tmp_path: Path) -> None:
    put(tmp_path, "a.xls", b"\xd0\xcf\x11\xe0")
    code, said, _ = attribute(tmp_path, "a.xls")
    assert code != 0
    assert "a.xls: file ending: found '.xls', expected one of" in said and ".xlsx" in said and ".docx" in said


def test_the_mapping_is_shown_and_a_column_can_be_named(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", f'id,isi,uraian\nx,ringkas,"{QUOTED}"\n')
    _, said, _ = attribute(tmp_path, "a.csv")
    assert "columns id=id, text=isi; not used: uraian" in said
    out = ["attribute", str(tmp_path / "a.csv"), "-o", str(tmp_path / "b.csv"), "--column", "text=uraian"]
    outcome = CliRunner().invoke(cli.application, [*out, "--workers", "1"])
    assert "columns id=id, text=uraian; not used: isi" in outcome.output
    assert read_cells(tmp_path / "b.csv")["speaker"].tolist() == ["Rina Wulandari"] * 2


def test_nothing_in_a_folder_is_left_out_without_a_word(tmp_path: Path) -> None:
    inside = tmp_path / "berita" / "kompas"
    inside.mkdir(parents=True)
    put(tmp_path / "berita", "a.txt", TEXT)
    put(inside, "b.HTML", PAGE)
    put(inside, "foto.jpg", b"\xff\xd8\xff")
    put(inside, ".DS_Store", b"\0")
    code, said, found = attribute(tmp_path, "berita")
    assert (code, set(found["document"])) == (1, {"a", "b"})
    assert "kompas/foto.jpg" in said and "DS_Store" not in said


def test_a_table_without_ids_names_its_texts_by_row(tmp_path: Path) -> None:
    put(tmp_path, "berita.csv", f'isi\n"{QUOTED}"\n"{QUOTED}"\n')
    code, said, found = attribute(tmp_path, "berita.csv")
    assert (code, sorted(set(found["document"]))) == (0, ["berita-2", "berita-3"])
    assert "no column of ids: texts are named by row" in said


def test_statements_saved_again_by_a_spreadsheet_are_coded(tmp_path: Path, root: Path) -> None:
    rows = [
        "document;sentence;start;stop;text;reported;speaker;office;mode;rule;confidence;quote_start;quote_stop",
        "a;1;0;80;ASN yang melanggar dikenai sanksi.;TRUE;Rina Wulandari;head;indirect;name_verb;0,996923;;",
        "a;2;81;99;Rapat digelar di aula.;FALSE;;;narration;narration;0,989691;;",
    ]
    put(tmp_path, "st.csv", "\ufeff" + "\r\n".join(rows) + "\r\n")
    out = tmp_path / "frames.csv"
    call = ["frames", str(tmp_path / "st.csv"), "-o", str(out), "--corpus", str(root / "corpus")]
    outcome = CliRunner().invoke(cli.application, call)
    assert outcome.exit_code == 0, outcome.output
    table = read_cells(out)
    seen = table[table["present"] == "1"]
    assert set(zip(seen["sentence"], seen["frame"], strict=True)) == {("1", "sanctions")}
    assert "cells separated by semicolons" in outcome.output


@pytest.mark.parametrize("command", [["attribute", "-o", "out.csv"], ["frames", "-o", "out.csv"], ["add", "--dry-run"]])
def test_a_file_without_one_readable_row_is_told_by_its_form(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "a.jsonl", json.dumps({"judul": "Netral", "isi": TEXT}, indent=2))
    where = [] if command[0] == "attribute" else ["--corpus", str(root / "corpus")]
    outcome = CliRunner().invoke(cli.application, [command[0], "a.jsonl", *command[1:], *where])
    said = outcome.output + str(outcome.exception or "")
    assert outcome.exit_code != 0 and not (tmp_path / "out.csv").exists()
    assert "a.jsonl, line 1" in said and "JSON: found '{', " in said
    assert "give a file that is one JSON list or object the ending .json" in said
    assert "holds the text" not in said

"""Statements from elsewhere: read, coded, written, and scored."""

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from research import cli, frames, study, tables
from research.codebook import Codebook
from research.frames import frame_files

TEXTS = {
    "berita-2": ["Pelanggar akan dijatuhi sanksi berat.", "Ia meminta ASN melayani warga tanpa memihak."],
    "berita-10": ["Jangan menyukai unggahan calon di media sosial.", "Cuaca cerah.", "Pelanggar akan dipecat."],
    "7": ["Netralitas menjaga suasana tetap kondusif."],
}


def write_statements(path: Path, *, order: int | None = None, **columns: list[str]) -> Path:
    rows = [(name, number, text) for name, texts in TEXTS.items() for number, text in enumerate(texts, 1)]
    table = pd.DataFrame(rows, columns=["document", "sentence", "text"]).assign(**columns)
    table = table.sort_values(["document", "sentence"])
    if order is not None:
        table = table.sample(frac=1, random_state=order)
    if path.suffix == ".parquet":
        table.to_parquet(path, index=False)
    else:
        table.to_csv(path, index=False)
    return path


def code_by_cue(book: Codebook) -> frame_files.Coder:
    return lambda rows: frames.code_with_cues(rows, book)


def test_every_statement_and_frame_has_a_row_under_the_ids_of_the_file(tmp_path: Path, book: Codebook):
    out = tmp_path / "frames.csv"
    counts = frames.code_file(write_statements(tmp_path / "in.csv"), out, code_by_cue(book))
    table = pd.read_csv(out, dtype="str", keep_default_na=False)
    columns = ["document", "sentence", "frame", "coder", "present", "probability", "cue", "cue_start", "cue_stop"]
    assert table.columns.tolist() == columns
    assert len(table) == 6 * len(book.frames)
    assert set(table["present"]) == {"0", "1"}
    assert table["document"].unique().tolist() == ["7", "berita-10", "berita-2"]
    hits = table[table["present"].eq("1")].set_index(["document", "sentence", "frame"])
    assert set(hits.index) >= {
        ("berita-2", "1", "sanctions"),
        ("berita-2", "2", "service_priority"),
        ("berita-10", "1", "social_media"),
        ("berita-10", "3", "sanctions"),
        ("7", "1", "social_conflict"),
        ("7", "1", "conflict_risk"),
    }
    start, stop = (int(hits.loc[("berita-2", "1", "sanctions"), name]) for name in ("cue_start", "cue_stop"))
    assert TEXTS["berita-2"][0][start:stop] == "sanksi"
    assert counts == {"documents": 3, "statements": 6, "narration": 0, "framed": 5}


@pytest.mark.parametrize("chunk", [1, 2, 20_000])
@pytest.mark.parametrize("order", [None, 1, 2])
def test_neither_the_order_of_the_rows_nor_the_size_of_the_pieces_changes_a_byte(
    tmp_path: Path, book: Codebook, monkeypatch: pytest.MonkeyPatch, chunk: int, order: int | None
):
    expected, out = tmp_path / "expected.csv", tmp_path / "out.csv"
    frames.code_file(write_statements(tmp_path / "a.csv"), expected, code_by_cue(book))
    monkeypatch.setattr(frame_files, "_CHUNK", chunk)
    frames.code_file(write_statements(tmp_path / "b.csv", order=order), out, code_by_cue(book))
    assert out.read_bytes() == expected.read_bytes()


def test_parquet_goes_in_and_out(tmp_path: Path, book: Codebook):
    frames.code_file(write_statements(tmp_path / "in.parquet", order=3), tmp_path / "o.parquet", code_by_cue(book))
    frames.code_file(write_statements(tmp_path / "in.csv"), tmp_path / "o.csv", code_by_cue(book))
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "o.parquet")[["document", "frame", "present", "cue"]].astype("str"),
        pd.read_csv(tmp_path / "o.csv", dtype="str", keep_default_na=False)[["document", "frame", "present", "cue"]],
    )


def read_reported(path: Path) -> list[bool]:
    return pd.concat(list(frames.iter_statements(path)))["reported"].tolist()


def test_narration_is_what_the_file_calls_so(tmp_path: Path):
    modes = {"mode": ["indirect", "narration", "direct", "narration", "", "indirect"]}
    # In the order of the ids: 7, berita-10 (three sentences), berita-2 (two).
    assert read_reported(write_statements(tmp_path / "m.csv", **modes)) == [True, True, False, True, True, False]
    speakers = {"speaker": ["Sekda", "", "Wali Kota", "", "Wali Kota", "Bupati"]}
    assert read_reported(write_statements(tmp_path / "s.csv", **speakers)) == [True, True, False, True, True, False]
    assert all(read_reported(write_statements(tmp_path / "e.csv", speaker=[""] * 6)))
    empty = write_statements(tmp_path / "b.csv", mode=[""] * 6, **speakers)
    assert read_reported(empty) == [True, True, False, True, True, False]


def test_without_speakers_the_attribution_says_who_is_reported_but_not_of_sentences_cut_out(tmp_path: Path):
    story = [
        "Pemilihan wali kota digelar bulan depan.",
        "Sekda Kota Contoh Budi Hartono mengatakan pelanggar akan dijatuhi sanksi.",
        "Ia meminta pegawai menjaga diri.",
        "Pengawas pemilu, kata Budi, akan turun ke kelurahan.",
        "Ia berharap semua pihak mendukung.",
    ]
    path = tmp_path / "story.csv"
    pd.DataFrame({"document": "a", "sentence": range(1, 6), "text": story}).to_csv(path, index=False)
    assert read_reported(path) == [False, True, True, True, True]
    pd.DataFrame({"document": "a", "sentence": [1, 2], "text": story[:2]}).to_csv(path, index=False)
    assert read_reported(path) == [True, True]
    pd.DataFrame({"document": "a", "sentence": range(1, 6), "text": [story[0]] * 5}).to_csv(path, index=False)
    assert read_reported(path) == [True] * 5


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("document,text\na,b\n", "columns: found document, text, expected one that holds the sentence"),
        ("document,sentence,text\na,x,b\n", "in.csv, row 2: sentence: found 'x', expected a whole number"),
        ("document,sentence,text\n,1,b\n", "in.csv, row 2: document: found '', expected an id"),
        ("document,sentence,text\na,1,b\na,1,c\n", "row 3: document and sentence: found a 1 again"),
        ("document,sentence,text,mode\na,1,b,said\n", "row 2: mode: found 'said', expected direct, indirect, narr"),
        ("document,sentence,text,start\na,1,b,-4\n", "row 2: start: found '-4', expected a whole number"),
        ("", "file: found no row, expected a CSV table"),
        ("document,sentence,text\na,1,Sanksi, menanti\n", "in.csv, row 2: cells: found 4, expected 3, as row 1 has"),
        ("document,sentence,text\na,1,Sanksi,\na,2,Netral\n", "in.csv, row 2: cells: found 4, expected 3"),
        ("document,sentence,text\na,1,b\na,2\n", "in.csv, row 3: cells: found 2, expected 3, as row 1 has"),
    ],
)
def test_each_bad_input_is_one_clear_fault_and_nothing_is_written(
    tmp_path: Path, book: Codebook, content: str, message: str
):
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(tables.InputError) as raised:
        frames.code_file(path, out, code_by_cue(book))
    assert message in str(raised.value)
    assert [file.name for file in tmp_path.iterdir()] == ["in.csv"]


def test_damaged_bytes_and_other_endings_are_refused(tmp_path: Path, book: Codebook):
    (tmp_path / "x.csv").write_bytes(b"document,sentence,text\na,1,\x81\x8d\n")
    (tmp_path / "x.parquet").write_bytes(b"PAR1 no more")
    (tmp_path / "x.xlsx").write_bytes(b"")
    for name, words in (
        ("x.csv", "UTF-8"),
        ("x.parquet", "a parquet table"),
        ("x.xlsx", "x.xlsx: file: found File is not a zip file"),
        ("x.docx", "file ending"),
        ("y.csv", "nothing there"),
    ):
        with pytest.raises(tables.InputError, match=words):
            frames.code_file(tmp_path / name, tmp_path / "out.csv", code_by_cue(book))
    with pytest.raises(tables.InputError, match="file ending"):
        frames.code_file(write_statements(tmp_path / "in.csv"), tmp_path / "out.json", code_by_cue(book))


def test_a_file_without_rows_gives_a_table_without_rows(tmp_path: Path, book: Codebook):
    (tmp_path / "in.csv").write_text("document,sentence,text\n", encoding="utf-8")
    frames.code_file(tmp_path / "in.csv", tmp_path / "out.csv", code_by_cue(book))
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("document,sentence,frame,coder,present")
    frames.code_file(tmp_path / "in.csv", tmp_path / "out.parquet", code_by_cue(book))
    assert pd.read_parquet(tmp_path / "out.parquet").columns.tolist() == tables.list_columns("frames")


def test_an_output_that_cannot_be_written_is_said_and_the_input_stays(tmp_path: Path, book: Codebook):
    path = write_statements(tmp_path / "in.csv")
    content = path.read_bytes()
    (tmp_path / "folder.csv").mkdir()
    outputs = {"in.csv": "a file that is read", "folder.csv": "a folder", "in.csv/out.csv": "can be written"}
    for name, message in outputs.items():
        with pytest.raises(tables.InputError, match=message):
            frames.code_file(path, tmp_path / name, code_by_cue(book))
    assert path.read_bytes() == content
    assert sorted(file.name for file in tmp_path.iterdir()) == ["folder.csv", "in.csv"]


def write_gold(path: Path, rows: dict[tuple[str, int], str]) -> Path:
    table = pd.DataFrame([(*key, codes) for key, codes in rows.items()], columns=["document", "sentence", "frames"])
    table.to_csv(path, index=False)
    return path


GOLD = {
    ("berita-2", 1): "sanctions",
    ("berita-2", 2): "service_priority",
    ("berita-10", 1): "social_media",
    ("berita-10", 2): "sanctions",
    ("berita-10", 3): "sanctions",
    ("7", 1): "conflict_risk;social_conflict",
}


def test_frames_of_a_file_are_scored_as_counted_by_hand(tmp_path: Path, root: Path, book: Codebook):
    frames.code_file(write_statements(tmp_path / "in.csv"), tmp_path / "frames.csv", code_by_cue(book))
    gold = write_gold(tmp_path / "gold.csv", GOLD)
    scores = study.evaluate_frames(tmp_path / "frames.csv", gold, root / "corpus").set_index("frame")
    # Two of the three sanctions of gold are found: the cue coder sees none in "Cuaca cerah."
    assert scores.loc["sanctions", ["gold", "predicted", "both"]].tolist() == [3, 2, 2]
    assert scores.loc["sanctions", "f1"] == pytest.approx(0.8)
    assert scores.loc["social_conflict", "f1"] == 1
    assert set(scores["coder"]) == {"cue"}


def test_gold_may_be_a_table_of_frames_too(tmp_path: Path, root: Path, book: Codebook):
    frames.code_file(write_statements(tmp_path / "in.csv"), tmp_path / "frames.csv", code_by_cue(book))
    scores = study.evaluate_frames(tmp_path / "frames.csv", tmp_path / "frames.csv", root / "corpus")
    assert scores["f1"].dropna().eq(1).all()
    assert scores.set_index("frame").loc["sanctions", "gold"] == 2


def test_every_statement_of_gold_counts_whichever_frame_its_rows_name(tmp_path: Path, root: Path, book: Codebook):
    frames.code_file(write_statements(tmp_path / "in.csv"), tmp_path / "frames.csv", code_by_cue(book))
    grid = pd.read_csv(tmp_path / "frames.csv", dtype="str", keep_default_na=False)
    # Gold that leaves out most rows of the codebook's first frame has read those statements all the same.
    first = grid["frame"].eq(book.frames[0].code) & grid["document"].ne("7")
    grid[~first].to_csv(tmp_path / "gold.csv", index=False)
    scores = study.evaluate_frames(tmp_path / "frames.csv", tmp_path / "gold.csv", root / "corpus")
    assert scores["statements"].eq(6).all()


def test_statements_are_coded_by_cue_and_scored(tmp_path: Path, root: Path, capsys, monkeypatch):
    statements = write_statements(tmp_path / "in.csv")
    gold = write_gold(tmp_path / "gold.csv", GOLD)
    call = ["research", "evaluate", "frames", str(statements), str(gold), "--json", "--corpus", str(root / "corpus")]
    monkeypatch.setattr(sys, "argv", call)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["coder"] for row in rows] == ["cue"] * 7
    found = {row["frame"]: row for row in rows}
    assert found["sanctions"]["both"] == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "document,sentence,frames\nberita-2,1,sanction\n",
            "gold.csv, row 2: frame: found 'sanction', expected one of",
        ),
        ("document,sentence,frames\nnowhere,1,\n", "found no row for nowhere 1"),
        ("document,sentence,frames\n7,1,\n7,1,\n", "row 3: document and sentence: found 7 1 again"),
        ("document,sentence\n7,1\n", "columns: found no frames"),
        ("document,sentence,frame,present\n7,1,sanctions,maybe\n", "row 2: present: found 'maybe', expected 0 or 1"),
        ("document,sentence,frames\n", "gold.csv: rows: found none"),
        ("document,sentence,frames\n7,1,sanctions,\n", "gold.csv, row 2: cells: found 4, expected 3, as row 1 has"),
        ("document,sentence,frames\n7,1,\n7,2\n", "gold.csv, row 3: cells: found 2, expected 3, as row 1 has"),
        ("document,sentence,frames\n7,1,none;sanctions\n", "row 2: frames: found 'none;sanctions'"),
        ("document,sentence,frames\n7,1,social_conflict\n", "7 1: frame: found social_conflict alone"),
        ("document,sentence,frame,present\n7,1,sanctions,1\n", "frame: found no row for service_priority"),
        ("document,sentence,frame,present\n7,1,sanctions,1\n7,1,sanctions,0\n", "row 3: document and sentence: found"),
        ("document,sentence,frame,present,coder\n7,1,sanctions,1,a\n7,1,sanctions,0,b\n", "coder: found a, b"),
    ],
)
def test_gold_that_cannot_be_used_is_refused(tmp_path: Path, root: Path, book: Codebook, content: str, message: str):
    frames.code_file(write_statements(tmp_path / "in.csv"), tmp_path / "frames.csv", code_by_cue(book))
    (tmp_path / "gold.csv").write_text(content, encoding="utf-8")
    with pytest.raises(tables.InputError) as raised:
        study.evaluate_frames(tmp_path / "frames.csv", tmp_path / "gold.csv", root / "corpus")
    assert message in str(raised.value)


def test_the_corpus_is_scored_by_group(root: Path):
    scores = study.evaluate_coders(root / "corpus", by="election_year")
    assert set(scores["coder"]) == {"cue"}
    assert set(scores["sample"]) == {"purposive", "systematic"}
    assert set(scores["part"]) == {"development", "frozen"}
    few = scores[scores["documents"].lt(5)]
    assert len(few)
    assert few["f1"].isna().all()
    with pytest.raises(tables.InputError, match="election_year, election, island"):
        study.evaluate_coders(root / "corpus", by="colour")


def test_the_five_verbatim_texts_are_coded_as_well_as_the_bar_asks(tmp_path: Path, root: Path, shared: Path):
    parts = [
        pd.read_csv(file, keep_default_na=False).assign(document=file.stem)
        for file in sorted((shared / "originals").glob("*.csv"))
    ]
    rows = pd.concat([part.assign(sentence=range(1, len(part) + 1)) for part in parts])
    rows = rows.rename(columns={"sentence_text": "text"})
    rows[["document", "sentence", "text"]].to_csv(tmp_path / "in.csv", index=False)
    rows[["document", "sentence", "frames"]].to_csv(tmp_path / "gold.csv", index=False)
    scores = study.evaluate_frames(tmp_path / "in.csv", tmp_path / "gold.csv", root / "corpus")
    assert scores.set_index(["coder", "frame"]).loc[("cue", "macro"), "f1"] >= 0.82

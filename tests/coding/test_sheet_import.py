import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from coders import list_coders
from typer.testing import CliRunner

from research import cli, coding, study
from research.codebook import Codebook, Coder
from research.tables import InputError

CODES = ("service_priority", "sanctions", "social_media", "conflict_risk", "social_conflict", "interest_conflict")
TEXTS = ["=Satu.", "Dua.", "Tiga.", "Empat."]
Cells = dict[str, str]


@pytest.fixture
def sheet(tmp_path: Path, book: Codebook) -> Path:
    """A sheet of four sentences of two documents, its key beside it, in which the coder saw no frame at all."""
    statements = pd.DataFrame({"document": ["a", "a", "b", "b"], "sentence": [1, 2, 1, 2], "text": TEXTS})
    key = coding.select_documents(statements, ["a", "b"], seed=2)
    path = tmp_path / "may.csv"
    coding.write_sheet(coding.make_sheet(key, statements, book), key, path, codebook=book)
    rewrite(path, dict.fromkeys(range(1, 5), dict.fromkeys(CODES[:4], "no")))
    return path


def read_rows(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def rewrite(path: Path, cells: dict[int, Cells]) -> None:
    write_rows(path, [row | cells.get(int(row["item"]), {}) for row in read_rows(path)])


def refusal(path: Path, book: Codebook, *, partial: bool = False) -> list[str]:
    with pytest.raises(InputError) as caught:
        coding.read_coded_sheet(path, coding.make_key_path(path), book, partial=partial)
    return str(caught.value).splitlines()[1:]


def test_a_whole_sheet_is_read(sheet: Path, book: Codebook) -> None:
    seen = {"conflict_risk": "yes", "social_conflict": "YA", "interest_conflict": "tidak", "note": "=ragu"}
    rewrite(sheet, {1: seen, 3: {"social_media": "yes", "sanctions": " Yes "}})
    reading = coding.read_coded_sheet(sheet, coding.make_key_path(sheet), book)
    key = coding.read_key(coding.make_key_path(sheet)).set_index("item")
    found = reading.rows.set_index(["document", "sentence"])
    assert found.loc[tuple(key.loc[1, ["document", "sentence"]]), "frames"] == "conflict_risk;social_conflict"
    assert found.loc[tuple(key.loc[1, ["document", "sentence"]]), "note"] == "=ragu"
    assert found.loc[tuple(key.loc[3, ["document", "sentence"]]), "frames"] == "sanctions;social_media"
    assert found["frames"].ne("").sum() == 2
    assert reading.rows[["document", "sentence"]].to_numpy().tolist() == [["a", 1], ["a", 2], ["b", 1], ["b", 2]]
    assert reading.uncoded == 0


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            {"sanctions": "perhaps"},
            "may.csv, row 3: column sanctions: found 'perhaps', expected yes or no; correct the cell",
        ),
        ({"sanctions": ""}, "may.csv, row 3: column sanctions: found an empty cell, expected yes or no"),
        (
            {"social_conflict": "yes"},
            "may.csv, row 3: column social_conflict: found yes, while conflict_risk is no, "
            "expected conflict_risk yes with it",
        ),
        (
            {"conflict_risk": "yes", "social_conflict": "no", "interest_conflict": "no"},
            "may.csv, row 3: column conflict_risk: found yes, and no subcode, "
            "expected yes in one of social_conflict, interest_conflict",
        ),
        (
            {"conflict_risk": "yes", "social_conflict": "yes"},
            "may.csv, row 3: column interest_conflict: found an empty cell",
        ),
        ({"text": "Lain."}, "may.csv, row 3: column text: found altered text 'Lain.', expected the text that went out"),
        ({"item": "77"}, "may.csv, row 3: column item: found '77', expected an item of may.key.csv, 1 to 4"),
        ({"item": "dua"}, "may.csv, row 3: column item: found 'dua', expected an item of may.key.csv"),
        ({"item": "1"}, "may.csv, row 3: column item: found 1 twice, expected one row an item; row 2 has it"),
    ],
)
def test_each_fault_names_file_row_and_column(cells: Cells, words: str, sheet: Path, book: Codebook) -> None:
    rewrite(sheet, {2: cells})
    lines = refusal(sheet, book)
    assert [line for line in lines if line.startswith(words)], lines
    # A row under the number of another leaves its own without one; a row under no item's number is that one fault.
    assert len(lines) == (2 if cells.get("item") == "1" else 1), lines


def test_all_faults_stand_in_one_report(sheet: Path, book: Codebook) -> None:
    rewrite(
        sheet,
        {1: {"sanctions": "perhaps"}, 2: {"text": "Lain."}, 3: {"social_conflict": "yes"}, 4: {"social_media": ""}},
    )
    assert len(refusal(sheet, book)) == 4
    assert len(refusal(sheet, book, partial=True)) == 4


def test_missing_and_unread_rows(sheet: Path, book: Codebook) -> None:
    rewrite(sheet, {2: dict.fromkeys(CODES, ""), 3: dict.fromkeys(CODES, "")})
    write_rows(sheet, [row for row in read_rows(sheet) if row["item"] != "4"])
    assert refusal(sheet, book) == [
        "may.csv: item: found no row for 1 of 4: 4, expected every item of the key; restore the rows, or add --partial",
        "may.csv: unread: found 2 empty rows (row 3, row 4), expected every row read; "
        "have them read, or take the read ones with --partial",
    ]
    reading = coding.read_coded_sheet(sheet, coding.make_key_path(sheet), book, partial=True)
    assert (len(reading.rows), reading.uncoded) == (1, 3)


def test_columns_that_are_not_the_sheets(sheet: Path, book: Codebook) -> None:
    write_rows(sheet, [row | {"morality": "yes"} for row in read_rows(sheet)])
    (line,) = refusal(sheet, book)
    assert line.startswith("may.csv: column morality: found an unknown code, expected one of service_priority")
    write_rows(sheet, [{name: cell for name, cell in row.items() if name != "sanctions"} for row in read_rows(sheet)])
    assert [line.split(",")[0] for line in refusal(sheet, book)] == [
        "may.csv: column morality: found an unknown code",
        "may.csv: sanctions: found no such column",
    ]
    text = sheet.read_text(encoding="utf-8").replace("morality", "text")
    sheet.write_text(text, encoding="utf-8")
    (line,) = refusal(sheet, book)
    assert line.endswith(
        "may.csv, row 1: columns: found 'text' twice, expected each column once; rename or remove one of the two"
    )


def test_a_row_with_cells_too_many(sheet: Path, book: Codebook) -> None:
    lines = sheet.read_text(encoding="utf-8").splitlines()
    sheet.write_text("\n".join([*lines[:2], lines[2] + ",x", *lines[3:]]), encoding="utf-8")
    assert refusal(sheet, book) == [
        "may.csv, row 3: cells: found 11, expected 10, as row 1 has; quote cells that hold commas, or mend the row"
    ]


@pytest.mark.parametrize(
    ("cut", "lines"),
    [
        (1, []),
        (
            2,
            [
                "may.csv, row 3: cells: found 8, expected 10, as row 1 has; "
                "quote cells that hold commas, or mend the row"
            ],
        ),
    ],
)
def test_a_row_may_lack_the_note_and_nothing_else(sheet: Path, book: Codebook, cut: int, lines: list[str]) -> None:
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*rows[:2], rows[2][:-cut], *rows[3:]])
    if lines:
        assert refusal(sheet, book) == lines
    else:
        assert len(coding.read_coded_sheet(sheet, coding.make_key_path(sheet), book).rows) == 4


def test_a_sheet_that_ends_inside_quotation_marks_is_no_table(sheet: Path, book: Codebook) -> None:
    sheet.write_text(sheet.read_text(encoding="utf-8").rstrip() + ',"torn', encoding="utf-8")
    (line,) = refusal(sheet, book)
    assert "may.csv, row 5: cells: found a quotation mark that is n" in line


@pytest.mark.parametrize(
    ("row", "found"), [("a,2,sanctions,2026-12-01,,x", "found 6, expected 5"), ("a,2,none", "found 3, expected 5")]
)
def test_a_file_of_the_coder_with_a_ragged_row_stays_as_it_is(
    sheet: Path, book: Codebook, row: str, found: str
) -> None:
    reading = coding.read_coded_sheet(sheet, coding.make_key_path(sheet), book)
    path = sheet.with_name("siti.csv")
    content = f"document,sentence,frames,coded,note\nz,1,none,,\n{row}\n"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=f"^1 fault:\n.*siti.csv, row 3: cells: {found}, as row 1 has"):
        coding.add_codings(reading, path, day="2026-12-01")
    assert path.read_text(encoding="utf-8") == content


def test_faults_of_a_workbook_name_its_columns(book: Codebook, tmp_path: Path) -> None:
    statements = pd.DataFrame({"document": "a", "sentence": [1, 2], "text": TEXTS[:2]})
    key = coding.select_documents(statements, ["a"])
    path = tmp_path / "may.xlsx"
    coding.write_sheet(coding.make_sheet(key, statements, book), key, path, codebook=book)
    made = openpyxl.load_workbook(path)
    page = made["coding"]
    for place in range(4, 8):
        page.cell(3, place).value = page.cell(4, place).value = "no"
    page["E4"].value = "=1+1"
    page["C3"].value = "=1+2"
    page.cell(2, 11).value = "morality"
    made.save(path)
    assert [line.split(", expected")[0] for line in refusal(path, book)] == [
        "may.xlsx: column K, morality: found an unknown code",
        "may.xlsx, row 3: column C, text: found altered text '=1+2'",
        "may.xlsx, row 4: column E, sanctions: found '=1+1'",
    ]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"label": ["morality"]}, "may.jsonl, line 1: labels: found 'morality', expected one of service_priority"),
        ({"label": ["none", "sanctions"]}, "may.jsonl, line 1: labels: found none beside sanctions"),
        ({"label": 7}, "may.jsonl, line 1: labels: found the number 7, expected names of labels; give"),
        (
            {"annotations": "x", "data": 1},
            "may.jsonl, line 1: keys: found id, item, text, annotations, data, expected an export of",
        ),
        ({"text": "Lain.", "label": ["none"]}, "may.jsonl, line 1: text: found altered text 'Lain.'"),
        ({"label": ["social_conflict"]}, "may.jsonl, line 1: label social_conflict: found yes, while conflict_risk"),
        ({"label": []}, "may.jsonl: unread: found 1 empty rows (line 1)"),
        ({}, "may.jsonl, line 1: keys: found id, item, text, expected an export of doccano"),
    ],
)
def test_faults_of_labels(entry: dict[str, object], words: str, book: Codebook, tmp_path: Path) -> None:
    statements = pd.DataFrame({"document": ["a"], "sentence": [1], "text": ["Satu."]})
    key = coding.select_documents(statements, ["a"])
    path = tmp_path / "may.jsonl"
    coding.write_sheet(coding.make_sheet(key, statements, book), key, path, codebook=book)
    path.write_text(json.dumps({"id": 5, "item": 1, "text": "Satu."} | entry), encoding="utf-8")
    lines = refusal(path, book)
    assert any(line.startswith(words) for line in lines), lines


def test_two_annotations_of_one_task_and_one_that_was_skipped(book: Codebook, tmp_path: Path) -> None:
    statements = pd.DataFrame({"document": ["a"], "sentence": [1], "text": ["Satu."]})
    key = coding.select_documents(statements, ["a"])
    path = tmp_path / "may.json"
    coding.write_sheet(coding.make_sheet(key, statements, book), key, path, codebook=book)
    (task,) = json.loads(path.read_text(encoding="utf-8"))
    one = {"result": [{"from_name": "frames", "type": "choices", "value": {"choices": ["sanctions"]}}]}
    note = {"from_name": "note", "type": "textarea", "value": {"text": ["ragu"]}}
    other = {"result": [{"from_name": "frames", "type": "choices", "value": {"choices": ["social_media"]}}]}
    path.write_text(json.dumps([task | {"annotations": [one, other]}]), encoding="utf-8")
    assert refusal(path, book) == [
        "may.json, entry 1: annotations: found 2 with other labels, expected one annotation of each sentence; "
        "delete all but the one that counts"
    ]
    two = {"result": [*one["result"], note]}
    path.write_text(json.dumps([task | {"annotations": [{**one, "was_cancelled": True}, two]}]), encoding="utf-8")
    reading = coding.read_coded_sheet(path, coding.make_key_path(path), book)
    assert reading.rows[["frames", "note"]].to_numpy().tolist() == [["sanctions", "ragu"]]
    bare = {"id": 3, "item": 1, "text": "Satu.", "frames": {"choices": ["sanctions"]}}
    path.write_text(json.dumps([bare]), encoding="utf-8")
    reading = coding.read_coded_sheet(path, coding.make_key_path(path), book)
    assert reading.rows["frames"].tolist() == ["sanctions"], "JSON-MIN"


def test_the_codes_of_a_person_are_not_added_to_those_of_a_program(sheet: Path, book: Codebook, tmp_path: Path) -> None:
    rewrite(sheet, {1: {"sanctions": "yes"}})
    reading = coding.read_coded_sheet(sheet, coding.make_key_path(sheet), book)
    (tmp_path / "lex.run.toml").touch()
    with pytest.raises(
        InputError, match=r"--coder: name: found 'lex', a program: it has lex\.run\.toml, expected a person"
    ):
        coding.add_codings(reading, tmp_path / "lex.csv", day="2026-12-01")
    assert not (tmp_path / "lex.csv").exists()


def test_codings_are_added_sorted_and_once(sheet: Path, book: Codebook, tmp_path: Path) -> None:
    rewrite(sheet, {1: {"sanctions": "yes", "note": "=x"}})
    reading = coding.read_coded_sheet(sheet, coding.make_key_path(sheet), book)
    path = tmp_path / "coding" / "siti.csv"
    assert coding.add_codings(reading, path, day="2026-12-01") == (4, 4)
    first = path.read_bytes()
    assert first.startswith(b"document,sentence,frames,coded,note,sha256\na,1,")
    assert b"'=x" in first, "a note is no formula in the coder's file either"
    assert coding.add_codings(reading, path, day="2026-12-02") == (0, 4)
    assert path.read_bytes() == first, "the same sheet again adds nothing"
    (path.parent / ".research.lock").touch()  # a call that was killed at its very end
    assert coding.add_codings(reading, path, day="2026-12-02") == (0, 4)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    path.write_bytes(first.replace(b"a,2,,", b"a,2,conflict,").replace(b"b,1,,", b"b,1,conflict,"))
    changed = path.read_bytes()
    with pytest.raises(InputError) as caught:
        coding.add_codings(reading, path, day="2026-12-02")
    assert str(caught.value).splitlines()[1:] == [
        f"{path.as_posix()}, row 3, 4: frames: found 'conflict', expected as in the sheet; "
        "a coder codes a sentence once: remove that row, or give another name"
    ]
    assert path.read_bytes() == changed, "nothing is written where something is wrong"
    path.write_bytes(b"\n".join(first.splitlines()[:3]) + b"\n")
    assert coding.add_codings(reading, path, day="2026-12-01") == (2, 4)
    assert path.read_bytes() == first, "a sheet that came back in part is completed"
    path.write_text("document,sentence,frames\nb,10,sanctions\na,9,\n", encoding="utf-8")
    assert coding.add_codings(reading, path, day="2026-12-01") == (4, 6)
    table = pd.read_csv(path, keep_default_na=False)
    assert table[["document", "sentence"]].to_numpy().tolist() == [
        ["a", 1],
        ["a", 2],
        ["a", 9],
        ["b", 1],
        ["b", 2],
        ["b", 10],
    ]
    assert table["coded"].tolist() == ["2026-12-01", "2026-12-01", "", "2026-12-01", "2026-12-01", ""]
    listed = replace(book, coder=(Coder("siti", "a student", "2026"),))
    known = pd.DataFrame({"document": ["a", "b"], "text": "", "rendition": "metadata"})
    codings = coding.read_codings(path.parent, codebook=listed, documents=known)
    assert set(codings["coder"]) == {"siti"}
    assert len(codings) == 6


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a\n1\n", "columns: found a, expected also document, sentence, frames"),
        (b"document,sentence,frames\na,x,\n", "sentence: found a text, expected numbers"),
        (b"\xff\xfe\x00", "encoding: found "),
        (b"", "file: found no row"),
    ],
)
def test_a_damaged_file_of_the_coder_stays_as_it_is(content: bytes, words: str, sheet: Path, book: Codebook) -> None:
    reading = coding.read_coded_sheet(sheet, coding.make_key_path(sheet), book)
    path = sheet.with_name("siti.csv")
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        coding.add_codings(reading, path, day="2026-12-01")
    assert words in str(caught.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "name",
    ["gold", "cue", "", "Siti", "../siti", "a/b", "siti aminah", "con", "lpt1", "-a", "a-", "a" * 41, "siti.csv", "é"],
)
def test_names_that_cannot_be_a_coders(name: str) -> None:
    with pytest.raises(InputError, match="--coder: name: found"):
        coding.check_coder_name(name)


@pytest.mark.parametrize("day", ["", "2026-02-30", "1/2/2026", "kemarin"])
def test_days_that_are_none(day: str) -> None:
    with pytest.raises(InputError, match="--date: day: found"):
        coding.check_day(day)


def test_the_command_writes_the_coders_file(tmp_path: Path, root: Path) -> None:
    corpus, name = tmp_path / "corpus", "2018-01-09-denpasar-balipost"
    shutil.copytree(root / "corpus", corpus, ignore=shutil.ignore_patterns("originals", "sheets"))
    list_coders(corpus, "siti")
    kept = corpus / "coding" / "sheets" / "may.csv"
    end = ["--corpus", str(corpus)]
    sent = CliRunner().invoke(cli.application, ["code", "sample", "--documents", name, "-o", str(kept), *end])
    assert sent.exit_code == 0, sent.output or sent.exception
    returned = kept.rename(tmp_path / "may-siti.csv")
    cells = {item: dict.fromkeys(CODES[:4], "no") for item in range(2, 17)}
    rewrite(returned, cells | {8: cells[8] | {"sanctions": "yes"}})
    arguments = ["code", "import", str(returned), "--coder", "siti", *end, "--date", "2025-12-01"]
    refused = CliRunner().invoke(cli.application, arguments)
    assert "found 7 empty rows (row 2, row 18, row 19, row 20, row 21, ...)" in str(refused.exception)
    assert not (corpus / "coding" / "siti.csv").exists()
    done = CliRunner().invoke(cli.application, [*arguments, "--partial"])
    assert done.exit_code == 0, done.output
    assert "siti.csv: 15 sentences added, 1 of them with a frame; 15 rows in all" in done.output
    assert "7 sentences of the sheet unread, left out" in done.output
    lines = (corpus / "coding" / "siti.csv").read_text().splitlines()
    assert [line.rsplit(",", 1)[0] for line in (*lines[:2], lines[7])] == [
        "document,sentence,frames,coded,note",
        f"{name},2,,2025-12-01,",
        f"{name},8,sanctions,2025-12-01,",
    ]
    document = corpus / "documents" / f"{name}.md"
    document.write_text(document.read_text().replace("pilkada bakal digelar", "pilkada akan digelar"))
    changed = CliRunner().invoke(cli.application, [*arguments, "--partial"])
    assert f"may.key.csv, item 1: text: found another text in {name} 1, expected the sentence" in str(changed.exception)


def test_a_sheet_of_disagreements_is_nobodys_own_coding(sheet: Path, root: Path, book: Codebook) -> None:
    key = coding.read_key(coding.make_key_path(sheet)).assign(coders="x,y", disputed="sanctions")
    key.to_csv(coding.make_key_path(sheet), index=False)
    arguments = ["code", "import", str(sheet), "--coder", "siti", "--corpus", str(root / "corpus")]
    done = CliRunner().invoke(cli.application, arguments)
    assert "found a sheet of disagreements, expected a sheet that research code sample wrote" in str(done.exception)


def test_a_coder_who_read_a_part_leaves_the_corpus_sound(tmp_path: Path, root: Path) -> None:
    shutil.copytree(root / "corpus", tmp_path / "corpus", ignore=shutil.ignore_patterns("originals"))
    list_coders(tmp_path / "corpus", "siti")
    path = tmp_path / "corpus" / "coding" / "siti.csv"
    path.write_text("document,sentence,frames,coded,note\n2018-01-09-denpasar-balipost,4,sanctions,2026-12-01,\n")
    lines = study.check_corpus(tmp_path / "corpus")
    assert lines[-1] == "sound"
    assert "coder_b (4999 statements), siti (1 statements), and gold" in lines[2]
    head = "document,sentence,frames\n"
    path.write_text(f"{head}2018-01-09-denpasar-balipost,99,sanctions\n2018-01-09-denpasar-balipost,4,morality\n")
    with pytest.raises(InputError) as caught:
        study.check_corpus(tmp_path / "corpus")
    assert "siti.csv: text of 2018-01-09-denpasar-balipost: found no sentence 99" in str(caught.value)
    assert "found 'morality', expected one of" in str(caught.value)

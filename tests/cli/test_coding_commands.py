"""Calls, keys, gold and tables of the commands on coding that cannot be: each is one clear fault."""

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from coders import list_coders
from typer.testing import CliRunner

from research import cli, coding
from research.codebook import Codebook
from research.tables import InputError

DOCUMENT = "2018-01-09-denpasar-balipost"


@pytest.fixture
def corpus(root: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    shutil.copytree(root / "corpus", folder, ignore=shutil.ignore_patterns("originals"))
    list_coders(folder, "siti")
    return folder


def refuse(corpus: Path, *words: str) -> list[str]:
    done = CliRunner().invoke(cli.application, ["code", *words, "--corpus", str(corpus)])
    assert isinstance(done.exception, InputError), (done.output, done.exception)
    return str(done.exception).splitlines()


def call(corpus: Path, *words: str) -> str:
    done = CliRunner().invoke(cli.application, ["code", *words, "--corpus", str(corpus)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_decided_sheet_and_a_new_one_are_two_calls(corpus: Path) -> None:
    sheet = corpus.parent / "apart.csv"
    call(corpus, "adjudicate", "--coders", "coder_a,coder_b", "-o", str(sheet))
    gold = (corpus / "coding" / "gold.csv").read_bytes()
    for more in (["--coders", "coder_a,coder_b"], ["-o", "x.csv"], ["--named"]):
        lines = refuse(corpus, "adjudicate", str(sheet), "--by", "rahma", *more)
        assert lines[0] == "1 fault:" and "expected a decided sheet, or --coders and -o to write one" in lines[1]
    assert (corpus / "coding" / "gold.csv").read_bytes() == gold


def test_a_day_that_is_yet_to_come_is_refused() -> None:
    with pytest.raises(InputError, match="--date: day: found 2999-01-01, expected today or an earlier day"):
        coding.check_day("2999-01-01")
    assert coding.check_day("2020-02-29") == "2020-02-29"
    for day in ("20200229", "2020-W09-6"):
        with pytest.raises(InputError, match="expected a day of the calendar"):
            coding.check_day(day)


def test_a_mark_of_inches_and_other_separators_in_gold_stay_as_they_are(corpus: Path) -> None:
    """A mark in the middle of a cell that no mark opens is a letter of it (RFC 4180 forbids it, programs write it)."""
    path, sheet = corpus / "coding" / "gold.csv", corpus.parent / "apart.csv"
    call(corpus, "adjudicate", "--coders", "coder_a,coder_b", "-o", str(sheet))
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = ["service_priority", "sanctions", "social_media", "conflict_risk", "social_conflict", "interest_conflict"]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows([row | dict.fromkeys(codes, "no") for row in rows[:3]])
    whole = path.read_text(encoding="utf-8")
    place = next(n for n, line in enumerate(whole.splitlines()) if n > 2 and ",direct," in line)
    speaker = whole.splitlines()[place].split(",")[2]
    assert '"' not in whole.splitlines()[place]
    lines = whole.splitlines(keepends=True)
    lines[place] = lines[place].replace(f",{speaker},", f',{speaker} 5" besar,', 1)
    path.write_text("".join([*lines[:1], "\n", *lines[1:]]), encoding="utf-8")
    call(corpus, "adjudicate", str(sheet), "--by", "rahma", "--partial")
    text = path.read_text(encoding="utf-8")
    assert lines[place] in text
    assert text.count("adjudicated by rahma") == 3
    assert len(coding.read_gold(path)) == len(lines) - 1


def test_gold_with_semicolons_keeps_them(corpus: Path) -> None:
    path = corpus / "coding" / "gold.csv"
    gold = pd.read_csv(path, dtype="str", keep_default_na=False)
    gold.to_csv(path, sep=";", index=False, lineterminator="\r\n")
    before = path.read_bytes().split(b"\r\n")
    nothing = coding.Decisions(
        "siti", ("x", "y"), pd.DataFrame({"document": [DOCUMENT], "sentence": [2], "frames": [""]})
    )
    codings = pd.DataFrame({"document": DOCUMENT, "sentence": [1, 1], "coder": ["x", "y"], "frame": "none"})
    from research.attribution import find_statements
    from research.corpus import read_documents

    statements = find_statements(read_documents(corpus))
    merged = coding.merge_decisions(path, nothing, codings=codings, statements=statements)
    after = merged.content.split(b"\r\n")
    assert before[0] == after[0] and sum(one != other for one, other in zip(before, after, strict=True)) <= 2
    assert merged.adjudicated == 1


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("item", str(10**30), "key: found"),
        ("probability", "0", "probability: found 0.0, expected over 0, at most 1; restore the key"),
        ("probability", "2", "probability: found 2.0, expected over 0, at most 1"),
        ("probability", "nan", "probability: found nan, expected over 0"),
        ("probability", "-1", "probability: found -1.0, expected over 0"),
    ],
)
def test_a_damaged_key_is_one_fault_that_names_it(corpus: Path, column: str, value: str, words: str) -> None:
    path = corpus / "coding" / "sheets" / "central.key.csv"
    pd.read_csv(path, dtype="str").assign(**{column: value}).to_csv(path, index=False)
    for command in (
        ["correct", str(path), "--coder", "coder_a"],
        ["import", "x.csv", "--key", str(path), "--coder", "siti"],
    ):
        lines = refuse(corpus, *command)
        assert lines[0] == "1 fault:" and "central.key.csv" in lines[1] and words in lines[1]


def test_tables_of_predictions_and_outputs_are_named(corpus: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "may.csv"
    # A draw without the central documents, which coder_a has not coded.
    call(corpus, "sample", "--number", "20", "--seed", "1", "-o", str(sheet))
    correct = ("correct", str(tmp_path / "may.key.csv"), "--coder", "coder_a")
    assert refuse(corpus, *correct, "-o", "c.txt") == [
        "1 fault:",
        "c.txt: file ending: found '.txt', expected .csv or .parquet; name it so",
    ]
    predictions = tmp_path / "p.csv"
    predictions.write_text("document,sentence,frame,present\n", encoding="utf-8")
    lines = refuse(corpus, *correct, "--predictions", str(predictions))
    assert lines[0] == "1 fault:" and "p.csv" in lines[1]
    predictions.write_text(f"document,sentence,frame,present\n{DOCUMENT},2,sanctions,1\n", encoding="utf-8")
    lines = refuse(corpus, *correct, "--predictions", str(predictions))
    assert "p.csv" in lines[1] and len(lines) < 8
    output = tmp_path / "c.csv"
    call(corpus, *correct, "-o", str(output))
    call(corpus, *correct, "-o", str(output))
    output.write_text("mine\n", encoding="utf-8")
    assert "found another file there already" in refuse(corpus, *correct, "-o", str(output))[1]
    call(corpus, *correct, "-o", str(output), "--force")


def test_a_drawn_statement_that_nobody_coded_is_one_fault(corpus: Path, tmp_path: Path) -> None:
    call(corpus, "sample", "--number", "20", "-o", str(tmp_path / "may.csv"))
    file = corpus / "coding" / "siti.csv"
    file.write_text(f"document,sentence,frames\n{DOCUMENT},2,\n", encoding="utf-8")
    lines = refuse(corpus, "correct", str(tmp_path / "may.key.csv"), "--coder", "siti")
    assert len(lines) < 8, lines


def test_a_coders_file_without_rows_is_named(corpus: Path) -> None:
    (corpus / "coding" / "siti.csv").write_text("document,sentence,frames\n", encoding="utf-8")
    lines = refuse(corpus, "agreement")
    assert lines[0] == "1 fault:" and "siti.csv: rows: found none, expected one sentence that was read" in lines[1]


def test_outputs_never_replace_what_somebody_else_wrote(corpus: Path, tmp_path: Path) -> None:
    mine = tmp_path / "may.csv"
    mine.write_text("mine\n", encoding="utf-8")
    for words in (
        ["sample", "--number", "5", "-o", str(mine)],
        ["adjudicate", "--coders", "coder_a,coder_b", "-o", str(mine)],
        ["agreement", "--disagreements", str(mine)],
    ):
        assert "found another file there already, expected a new name" in refuse(corpus, *words)[1]
        assert mine.read_text(encoding="utf-8") == "mine\n"
    call(corpus, "sample", "--number", "5", "-o", str(mine), "--force")
    filled = mine.read_text(encoding="utf-8-sig").replace('"",', '"no",')
    mine.write_text(filled, encoding="utf-8")
    refuse(corpus, "sample", "--number", "5", "-o", str(mine))
    assert mine.read_text(encoding="utf-8") == filled


def test_a_sheet_imported_twice_changes_nothing_and_says_so(corpus: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "may.jsonl"
    call(corpus, "sample", "--documents", DOCUMENT, "-o", str(sheet))
    entries = [json.loads(line) for line in sheet.read_text(encoding="utf-8").splitlines()]
    text = "".join(json.dumps(entry | {"label": ["none"]}) + "\n" for entry in entries)
    sheet.write_text(text, encoding="utf-8")
    words = ("import", str(sheet), "--coder", "siti", "--date", "2026-05-01")
    assert f"{len(entries)} sentences added" in call(corpus, *words)
    file = corpus / "coding" / "siti.csv"
    first = file.read_bytes()
    told = call(corpus, *words[:-1], "2026-05-02")
    assert f"all {len(entries)} sentences of the sheet stand there already: nothing added" in told
    assert file.read_bytes() == first
    # Sentences 1 to 4 are narration, which takes no frame: the 18 after them get another one.
    lines = text.splitlines(keepends=True)
    sheet.write_text("".join(lines[:4]) + "".join(lines[4:]).replace('"none"', '"sanctions"'), encoding="utf-8")
    told = refuse(corpus, *words)
    assert told[0] == "1 fault:" and "(18 in all)" in told[1], told
    assert file.read_bytes() == first


def test_a_text_that_no_workbook_holds_names_the_sheet(book: Codebook, tmp_path: Path) -> None:
    statements = pd.DataFrame({"document": ["a"], "sentence": [1], "text": ["a\x1bb"]})
    key = coding.select_documents(statements, ["a"])
    with pytest.raises(InputError, match=r"may\.xlsx, item 1: text: found 'a\\x1bb'"):
        coding.write_sheet(coding.make_sheet(key, statements, book), key, tmp_path / "may.xlsx", codebook=book)

import shutil
import sys
from pathlib import Path
from typing import Any

import haze
import pandas as pd
import pytest
from typer.testing import CliRunner

from research import study
from research.cli import application

PROGRAM = """
import json, sys
for line in sys.stdin:
    statement = json.loads(line)
    print(json.dumps({"id": statement["id"], "frames": ["harm"] if "asap" in statement["text"] else []}), flush=True)
"""


def call(folder: Path, *words: str) -> Any:
    done = CliRunner().invoke(application, [words[0], words[1], *words[2:3], "--corpus", str(folder), *words[3:]])
    assert done.exit_code == 0, (words, done.output, done.exception)


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight documents coded by ani and budi, with gold; a run of a program; a drawn sheet."""
    base = tmp_path_factory.mktemp("corrections")
    folder = haze.make_coded(base)
    (base / "coder.py").write_text(PROGRAM)
    call(folder, "code", "run", "lex", "--", sys.executable, str(base / "coder.py"))
    sheet = str(folder / "coding" / "sheets" / "check.csv")
    call(folder, "code", "sample", "-o" + sheet, "--number", "8", "--by", "theme")
    return folder


@pytest.fixture
def folder(coded: Path, tmp_path: Path) -> Path:
    shutil.copytree(coded, tmp_path / "corpus")
    return tmp_path / "corpus"


def read(folder: Path) -> tuple[study.Trail, str]:
    """The trail, and the note on the drawn sheet."""
    trail = study.read_trail(folder)
    return trail, trail.sheets.set_index("sheet").loc["coding/sheets/check.key.csv", "note"]


def drop_row(folder: Path, name: str) -> None:
    """Take a drawn statement out of a coder's file."""
    key = (folder / "coding" / "sheets" / "check.key.csv").read_text(encoding="utf-8").splitlines()[1]
    unit = ",".join(key.split(",")[1:3]) + ","
    path = folder / "coding" / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith(unit) for line in lines) == 1
    path.write_text("\n".join(line for line in lines if not line.startswith(unit)) + "\n", encoding="utf-8")


def test_of_a_sheet_that_several_coded_gold_is_taken(coded: Path) -> None:
    trail, note = read(coded)
    assert note == "coded whole by ani, budi; what gold.csv has decided is taken"
    table = trail.corrections
    assert table[["coder", "people", "frame"]].to_numpy().tolist() == [
        ["lex", "gold", "burning"],
        ["lex", "gold", "harm"],
    ]
    assert set(table["method"]) == {"too few to say"}
    # As the page has it for whoever does it again.
    key = str(coded / table["sheet"].iloc[0])
    call(coded, "code", "correct", key, "--coder", "gold", "--predictions", "lex")
    assert (table["uncoded"].sum(), table["shown"].sum()) == (0, 0)
    # The sheets of whole documents say why they correct nothing.
    others = trail.sheets.loc[trail.sheets["kind"].eq("whole documents"), "note"]
    assert others.str.startswith("whole documents, which were chosen and not drawn").tolist() == [True, True]


def test_without_gold_the_first_by_name_is_taken(folder: Path) -> None:
    (folder / "coding" / "gold.csv").unlink()
    trail, note = read(folder)
    assert note == "coded whole by ani, budi; the codes of ani are taken"
    assert set(trail.corrections["people"]) == {"ani"}


def test_one_who_coded_all_is_taken_without_a_note(folder: Path) -> None:
    drop_row(folder, "ani")
    trail, note = read(folder)
    assert (note, set(trail.corrections["people"])) == ("", {"budi"})


def test_a_sheet_that_nobody_coded_whole_says_so(folder: Path) -> None:
    (folder / "coding" / "gold.csv").unlink()
    for name in ("ani", "budi"):
        drop_row(folder, name)
    trail, note = read(folder)
    assert note.startswith("it corrects no share: ")
    assert "nobody" in note
    assert trail.corrections.empty


def test_a_sheet_whose_sentences_changed_says_so(folder: Path) -> None:
    key = folder / "coding" / "sheets" / "check.key.csv"
    head, first, *rest = key.read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[5] = "0" * 64
    key.write_text("\n".join([head, ",".join(cells), *rest]) + "\n", encoding="utf-8")
    trail, note = read(folder)
    assert note.startswith("it corrects no share: ")
    assert trail.corrections.empty


def test_a_program_that_coded_what_was_drawn_is_not_corrected_and_others_are(folder: Path) -> None:
    coding, sheet = folder / "coding", pd.read_csv(folder / "coding" / "sheets" / "check.key.csv")
    (coding / "near.run.toml").write_bytes((coding / "lex.run.toml").read_bytes())
    codes = pd.read_csv(coding / "lex.csv")
    codes.merge(sheet[["document", "sentence"]]).assign(coder="near").to_csv(coding / "near.csv", index=False)
    trail, note = read(folder)
    assert set(trail.corrections["coder"]) == {"lex"}
    assert note.startswith(
        "coded whole by ani, budi; what gold.csv has decided is taken; it corrects no share of near: "
    )


def test_statements_that_the_prompt_showed_or_the_program_left_are_counted(folder: Path) -> None:
    cells = (folder / "coding" / "sheets" / "check.key.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    record = folder / "coding" / "lex.run.toml"
    shot = f'\n[[shots]]\ndocument = "{cells[1]}"\nsentence = {cells[2]}\n'
    record.write_text(record.read_text(encoding="utf-8") + shot, encoding="utf-8")
    drop_row(folder, "lex")
    trail, _ = read(folder)
    assert trail.corrections[["uncoded", "shown"]].to_numpy().tolist() == [[1, 1], [1, 1]]
    key = str(folder / "coding" / "sheets" / "check.key.csv")
    words = ["code", "correct", key, "--coder", "ani", "--predictions", "lex", "--corpus", str(folder)]
    said = CliRunner().invoke(application, words).stderr
    assert "warning: 1 drawn statement stood in the prompt of lex with the codes: it may err less there" in said


def test_without_a_program_there_is_nothing_to_correct(folder: Path) -> None:
    for name in ("lex.csv", "lex.run.toml"):
        (folder / "coding" / name).unlink()
    trail, note = read(folder)
    assert (len(trail.corrections), note) == (0, "")

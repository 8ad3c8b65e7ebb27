"""A sheet goes out, comes back coded, and the shares of the cues are corrected by it."""

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest
from coders import list_coders
from typer.testing import CliRunner

from research import cli, coding, study
from research.tables import InputError

CODED = 300


@pytest.fixture(scope="module")
def corpus_with_sheet(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the corpus in which lina, who codes as gold does, has coded a drawn sheet."""
    folder = tmp_path_factory.mktemp("project") / "corpus"
    shutil.copytree(root / "corpus", folder)
    list_coders(folder, "lina")
    sheet = folder / "coding" / "sheets" / "may.csv"
    call("code", "sample", "--number", str(CODED), "-o", str(sheet), corpus=folder)
    known = study.open_study(folder)
    present = known.gold.set_index(["document", "sentence", "frame"])["present"]
    units = coding.read_key(coding.make_key_path(sheet)).set_index("item")[["document", "sentence"]]
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        unit = tuple(units.loc[int(row["item"])])
        row |= {frame.code: "yes" if present[(*unit, frame.code)] else "no" for frame in known.codebook.frames}
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    call("code", "import", str(sheet), "--coder", "lina", "--date", "2026-05-01", corpus=folder)
    return folder


def call(*words: str, corpus: Path) -> str:
    result = CliRunner().invoke(cli.application, [*words, "--corpus", str(corpus)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_coded_sheet_corrects_the_shares_of_the_cues(corpus_with_sheet: Path, tmp_path: Path) -> None:
    key = str(corpus_with_sheet / "coding" / "sheets" / "may.key.csv")
    printed = call("code", "correct", key, "--coder", "lina", corpus=corpus_with_sheet)
    assert f"{CODED} statements of officials were drawn and coded by lina" in printed
    assert "A systematic and a purposive sample" in printed
    order = [line.split()[1] for line in printed.splitlines()[1:7]]
    assert order == [frame.code for frame in study.open_study(corpus_with_sheet).codebook.frames]
    # Lina alone coded all of the sheet.
    assert "coded by lina" in call("code", "correct", key, corpus=corpus_with_sheet)
    path = tmp_path / "corrected.csv"
    call("code", "correct", key, "--coder", "lina", "-o", str(path), corpus=corpus_with_sheet)
    table = pd.read_csv(path).set_index("frame")
    known = study.open_study(corpus_with_sheet)
    spoken = known.statements.loc[known.statements["official"], ["document", "sentence"]]
    truth = known.gold.merge(spoken).groupby("frame")["present"].mean()
    # 300 of 4,417 statements leave a few points open at most.
    assert (table["share"] - truth).abs().max() < 0.03
    assert (table["coded_statements"] == CODED).all()
    assert table["method"].str.contains("by statement").all()


def test_predictions_may_come_from_a_file(corpus_with_sheet: Path, tmp_path: Path) -> None:
    """A coder that sees nothing is corrected by the sheet alone; a statement that it left out has no frame."""
    known = study.open_study(corpus_with_sheet)
    blind = known.gold[["document", "sentence", "frame"]].assign(present=0)
    path = tmp_path / "blind.csv"
    blind.to_csv(path, index=False)
    key = str(corpus_with_sheet / "coding" / "sheets" / "may.key.csv")
    words = ("code", "correct", key, "--coder", "lina", "--predictions", str(path))
    printed = call(*words, corpus=corpus_with_sheet)
    assert [line.split()[7] for line in printed.splitlines()[1:7]] == ["0.0"] * 6
    spoken = known.rows[["document", "sentence"]].drop_duplicates().iloc[0]
    left = blind["document"].eq(spoken["document"]) & blind["sentence"].eq(spoken["sentence"])
    blind[~left].to_csv(path, index=False)
    printed = call(*words, corpus=corpus_with_sheet)
    assert "1 statement that blind did not code: counted without a frame" in printed
    assert [line.split()[7] for line in printed.splitlines() if line.split()[:1] == ["all"]] == ["0.0"] * 6
    blind.assign(document="elsewhere").iloc[:6].to_csv(path, index=False)
    with pytest.raises(InputError, match=r"blind\.csv: statements: found 1 that the corpus does not have"):
        call(*words, corpus=corpus_with_sheet)


def test_what_is_no_drawn_and_coded_sheet_is_refused(corpus_with_sheet: Path) -> None:
    sheets = corpus_with_sheet / "coding" / "sheets"
    with pytest.raises(InputError, match="found 'budi', expected one of coder_a, coder_b, cues, gold, lina; bring"):
        call("code", "correct", str(sheets / "may.key.csv"), "--coder", "budi", corpus=corpus_with_sheet)
    with pytest.raises(InputError, match="who coded it: found 'coder_a'"):
        call("code", "correct", str(sheets / "central.key.csv"), "--coder", "coder_a", corpus=corpus_with_sheet)
    with pytest.raises(InputError, match=r"nokey\.csv: key: found nothing there"):
        call("code", "correct", str(sheets / "nokey.csv"), "--coder", "lina", corpus=corpus_with_sheet)


def test_no_file_of_the_corpus_is_replaced_whoever_coded(corpus_with_sheet: Path) -> None:
    coding_folder = corpus_with_sheet / "coding"
    key = str(coding_folder / "sheets" / "may.key.csv")
    words = ("code", "correct", key, "--predictions", "cues", "-o", str(coding_folder / "cues.csv"), "--force")
    before = (coding_folder / "cues.csv").read_bytes()
    with pytest.raises(InputError, match=r"cues\.csv"):
        call(*words, corpus=corpus_with_sheet)
    assert (coding_folder / "cues.csv").read_bytes() == before


def test_a_program_is_no_person_and_a_key_that_lost_a_row_is_refused(corpus_with_sheet: Path) -> None:
    key = corpus_with_sheet / "coding" / "sheets" / "may.key.csv"
    with pytest.raises(InputError, match="who coded it: found cues, a program, expected a person"):
        call("code", "correct", str(key), "--coder", "cues", corpus=corpus_with_sheet)
    short = key.with_name("short.key.csv")
    short.write_text("".join(key.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    with pytest.raises(InputError, match=r"short\.key\.csv: rows: found 299, expected the 300 that were drawn"):
        call("code", "correct", str(short), corpus=corpus_with_sheet)
    short.unlink()

import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import haze
import pandas as pd
import pytest

from research import coding, study
from research.coding.runs.run_records import NamedFile, render_run
from research.study.trail_tables import count_decisions, hash_documents, list_people, list_sheets, list_trail_files
from research.tables import make_table

RECORD = coding.RunRecord(("lex",), "2026-11-27", "a" * 64, "en", False, 1, 2, prompt_sha256="b" * 64)


def hash_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus folder with two documents and a run, whose files are as its record has them."""
    folder = haze.write_folder(tmp_path / "corpus")
    for name in ("b a", "a"):
        (folder / "documents" / f"{name}.md").write_text(f"{name}\n")
    (folder / "originals").mkdir()
    (folder / "originals" / "a.txt").write_text("kata\n")
    (folder / "coding" / "runs").mkdir()
    (folder / "coding" / "lex.csv").write_text("codes")
    (folder / "coding" / "runs" / "lex.prompt.md").write_text("kode")
    (tmp_path / "coder.py").write_text("x")
    return folder


@pytest.fixture
def record(folder: Path) -> coding.RunRecord:
    sha256 = hash_bytes((folder / "codebook.toml").read_bytes())
    hashes = {"codes_sha256": hash_bytes(b"codes"), "prompt_sha256": hash_bytes(b"kode"), "codebook_sha256": sha256}
    return replace(RECORD, **hashes, files=(NamedFile("coder.py", hash_bytes(b"x")),))


def list_fits(folder: Path, record: coding.RunRecord) -> dict[str, str]:
    table = list_trail_files(folder, {"lex": record})
    return {str(file): str(fits) for file, fits in zip(table["file"], table["fits"], strict=True)}


def test_every_file_that_a_run_needs_has_its_hash(folder: Path, record: coding.RunRecord) -> None:
    (folder / "coding" / "lex.run.toml").write_bytes(render_run(record))
    table = list_trail_files(folder, {"lex": record}).set_index("file")
    recorded = ["codebook.toml", "coding/lex.csv", "coding/runs/lex.prompt.md", "coder.py"]
    assert sorted(table.index[table["fits"].eq("yes")]) == sorted(recorded)
    others = ["documents", "corpus.toml", "contrasts.toml", "coding/frozen.txt", "coding/lex.run.toml"]
    assert table.loc[others, "fits"].unique().tolist() == ["not recorded"]
    for name in (*recorded[:3], *others[1:]):
        assert table.loc[name, "sha256"] == hash_bytes((folder / name).read_bytes())
    assert table.index.is_unique
    assert not [name for name in table.index if name.startswith("/")]


def test_what_changed_or_is_gone_is_said(folder: Path, record: coding.RunRecord) -> None:
    (folder / "coding" / "runs" / "lex.prompt.md").write_text("another")
    (folder.parent / "coder.py").unlink()
    fits = list_fits(folder, replace(record, key="coding/sheets/gone.key.csv", key_sha256="c" * 64))
    assert {name: word for name, word in fits.items() if word in ("no", "missing")} == {
        "coding/runs/lex.prompt.md": "no",
        "coder.py": "missing",
        "coding/sheets/gone.key.csv": "missing",
    }


def test_of_two_runs_one_with_another_codebook_is_enough(folder: Path, record: coding.RunRecord) -> None:
    runs = {"a": replace(record, codebook_sha256="a" * 64), "lex": record}
    table = list_trail_files(folder, runs).set_index("file")
    assert table.loc["codebook.toml", ["recorded", "fits"]].tolist() == ["a" * 64, "no"]


def test_one_hash_of_all_documents_is_that_of_the_shell(folder: Path) -> None:
    tools = ("find", "sort", "xargs", "sha256sum")
    if any(shutil.which(tool) is None for tool in tools):
        pytest.skip("needs the tools of GNU")
    line = "find documents originals -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum"
    done = subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, text=True, check=True)
    assert hash_documents(folder) == done.stdout.split()[0]
    before = hash_documents(folder)
    (folder / "documents" / "a.md").rename(folder / "documents" / "c.md")
    assert hash_documents(folder) != before


def write_key(folder: Path, name: str, units: list[tuple[str, int, float]], **columns: str) -> None:
    rows = pd.DataFrame(units, columns=["document", "sentence", "probability"]).assign(sha256="x")
    rows.insert(0, "item", range(1, len(rows) + 1))
    path = folder / "coding" / "sheets" / f"{name}.key.csv"
    rows.assign(**{"stratum": "fire", **columns}).to_csv(path, index=False)


def test_a_sheet_has_its_kind_its_draw_and_who_coded_all_of_it(folder: Path) -> None:
    write_key(folder, "a", [("x", 1, 0.5), ("y", 1, 0.25)], draw="--number 2 --by kind --seed 7")
    write_key(folder, "b", [("x", 1, 1.0)], stratum="whole document", draw="--number 9")
    write_key(folder, "c", [("x", 1, 1.0)], disputed="burning", coders="ani,budi")
    write_key(folder, "d", [("x", 1, 1.0)])
    rows = [("x", 1, "ani", "none"), ("y", 1, "ani", "burning"), ("x", 1, "lex", "harm")]
    codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    table = list_sheets(folder / "coding", codings, None).set_index("sheet")
    table.index = table.index.str[len("coding/sheets/") : len("coding/sheets/") + 1]
    assert table["kind"].tolist() == ["drawn", "whole documents", "disagreements", "drawn"]
    assert table["coders"].tolist() == ["ani", "ani;lex", "ani;lex", "ani;lex"]
    assert table["draw"].tolist() == ["--number 2 --by kind --seed 7", "", "", ""]
    assert table.loc["a", ["statements", "documents", "lowest_probability", "in_gold"]].tolist() == [2, 2, 0.25, 0]
    assert table.loc["a", "sha256"] == hash_bytes((folder / "coding" / "sheets" / "a.key.csv").read_bytes())


def test_people_have_the_days_of_their_files(folder: Path) -> None:
    head = "document,sentence,frames,coded\n"
    (folder / "coding" / "ani.csv").write_text(f"{head}x,1,,2026-11-02\ny,1,,2026-11-01\n")
    rows = [("x", 1, "ani", "none"), ("y", 1, "ani", "burning"), ("y", 1, "ani", "harm"), ("x", 1, "budi", "none")]
    codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    (folder / "coding" / "lex.csv").unlink()
    table = list_people(codings, folder / "coding", {"ani": "a student"})
    assert table.to_numpy().tolist() == [
        ["ani", "a student", 2, 2, "2026-11-01", "2026-11-02"],
        ["budi", "", 1, 1, "", ""],
    ]


def test_decisions_are_counted(folder: Path) -> None:
    decided = ["agreed", "agreed", "adjudicated by citra"]
    gold = pd.DataFrame({"document": ["x", "y", "x"], "sentence": [1, 1, 2], "decided": decided})
    gold = make_table(gold.assign(speaker="", office="", mode="narration", frames="", sha256="", row=1), "gold")
    assert count_decisions(gold).to_numpy().tolist() == [["adjudicated by citra", 1, 1], ["agreed", 2, 2]]
    assert count_decisions(None).empty


def test_a_folder_that_nobody_coded_has_empty_tables(tmp_path: Path) -> None:
    trail = study.read_trail(haze.write_folder(tmp_path / "corpus"))
    tables = (trail.people, trail.agreement, trail.decisions, trail.sheets, trail.corrections)
    assert [len(table) for table in tables] == [0] * 5
    assert trail.runs == {}
    assert set(trail.files["fits"]) == {"not recorded"}

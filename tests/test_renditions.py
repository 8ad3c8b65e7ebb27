"""The rules follow the rendition of a text: each command finds the same in a verbatim and in a restated document."""

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from research import attribution, cli, corpus, frames, study

TEXT = """ASN Wajib Netral

Rabu, 4 Oktober 2023

Bupati Lebong Ani Rahma meminta ASN netral. Pelanggar akan diberi sanksi.

Baca juga: Jadwal kampanye ASN
"""
SENTENCES = [
    "ASN Wajib Netral",
    "Rabu, 4 Oktober 2023",
    "Bupati Lebong Ani Rahma meminta ASN netral.",
    "Pelanggar akan diberi sanksi.",
    "Baca juga: Jadwal kampanye ASN",
]
# Worked by hand: a page as published has furniture, in a restated text every line is a sentence.
SPEAKERS = {"verbatim": ["", "", "Ani Rahma", "Ani Rahma", ""], "restated": ["", "", "Ani Rahma", "Ani Rahma", ""]}
FURNITURE = {"verbatim": [1, 2, 5], "restated": []}
HEAD = """---
id: {0}
outlet: Warta
url: https://example.id/{0}
published: 2018-10-15
date_precision: day
election: pemilu-2019
region: Kabupaten Lebong
province: Bengkulu
kind: news
rendition: {0}
complete: true
---
"""


def call(*arguments: object) -> str:
    done = CliRunner().invoke(cli.application, list(map(str, arguments)))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """A corpus of the text in both renditions; its gold is what was worked by hand."""
    place = tmp_path / "corpus"
    for name in ("documents", "coding"):
        (place / name).mkdir(parents=True)
    for name in ("codebook.toml", "elections.csv"):
        shutil.copy(root / "corpus" / name, place / name)
    (place / "coding" / "frozen.txt").write_text("# none\n")
    with (place / "coding" / "gold.csv").open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("document", "sentence", "speaker", "office", "mode", "frames", "decided"))
        for name, speakers in SPEAKERS.items():
            (place / "documents" / f"{name}.md").write_text(HEAD.format(name) + TEXT, encoding="utf-8")
            for number, speaker in enumerate(speakers, start=1):
                if number not in FURNITURE[name]:
                    codes = (speaker, "head", "indirect") if speaker else ("", "", "narration")
                    table.writerow((name, number, *codes, "", "once"))
    return place


def attribute(path: Path) -> dict[str, list[str]]:
    output = path.parent / "statements.csv"
    call("attribute", path, "-o", output)
    table = pd.read_csv(output, keep_default_na=False)
    assert table.groupby("document")["text"].agg(list).to_dict() == dict.fromkeys(SPEAKERS, SENTENCES)
    return table.groupby("document")["speaker"].agg(list).to_dict()


def attribute_table(folder: Path, name: str) -> dict[str, list[str]]:
    rows = pd.DataFrame([(rendition, TEXT, rendition) for rendition in SPEAKERS], columns=["id", "text", "rendition"])
    path = folder.parent / name
    writers: dict[str, Callable[[Path], object]] = {
        ".csv": lambda file: rows.to_csv(file, index=False),
        ".jsonl": lambda file: rows.to_json(file, orient="records", lines=True),
        ".parquet": lambda file: rows.to_parquet(file),
    }
    writers[path.suffix](path)
    return attribute(path)


def find_corpus(folder: Path) -> dict[str, list[str]]:
    found = attribution.find_statements(corpus.read_documents(folder))
    return found.groupby("document")["speaker"].agg(list).to_dict()


def show(folder: Path) -> dict[str, list[str]]:
    """The speakers of an uncoded document, on the line below each sentence."""
    (folder / "coding" / "gold.csv").write_text("document,sentence,speaker,office,mode,frames,decided\n")
    speakers = {}
    for name in SPEAKERS:
        lines = [line.strip() for line in call("show", name, "--corpus", folder).splitlines()]
        below = [lines[lines.index(f"{number}  {text}") + 1] for number, text in enumerate(SENTENCES, start=1)]
        speakers[name] = [re.sub("- (narration|([^(]+) [(].*)", r"\2", line) for line in below]
    return speakers


@pytest.mark.parametrize(
    "find",
    [
        lambda folder: attribute(folder / "documents"),
        lambda folder: attribute_table(folder, "texts.csv"),
        lambda folder: attribute_table(folder, "texts.jsonl"),
        lambda folder: attribute_table(folder, "texts.parquet"),
        find_corpus,
        show,
    ],
    ids=["attribute .md", "attribute .csv", "attribute .jsonl", "attribute .parquet", "statements of a corpus", "show"],
)
def test_speakers_follow_the_rendition(folder: Path, find: Callable[[Path], dict[str, list[str]]]) -> None:
    assert find(folder) == SPEAKERS


def test_a_sheet_has_the_sentences_of_the_item(folder: Path, tmp_path: Path) -> None:
    """What a sheet asks, what comes back, and what check and the scores say of it."""
    (folder / "coding" / "gold.csv").unlink()
    named = [word for name in SPEAKERS for word in ("--documents", name)]
    call("code", "sample", "-o", tmp_path / "sheet.csv", *named, "--corpus", folder)
    key = pd.read_csv(tmp_path / "sheet.key.csv")
    numbers = key.groupby("document")["sentence"].agg(sorted).to_dict()
    assert numbers == {"restated": [1, 2, 3, 4, 5], "verbatim": [3, 4]}
    sheet = pd.read_csv(tmp_path / "sheet.csv", encoding="utf-8-sig", keep_default_na=False, dtype=str)
    codes = sheet.columns[3:-1]
    sheet.assign(**dict.fromkeys(codes, "0")).to_csv(tmp_path / "sheet.csv", index=False)
    said = call("code", "import", tmp_path / "sheet.csv", "--coder", "ani", "--date", "2026-11-01", "--corpus", folder)
    assert "ani.csv: 7 sentences added" in said


def test_gold_is_read_and_scored_by_the_rendition(folder: Path) -> None:
    (folder / "officials.csv").write_text("document,speaker,label\n")
    gold = pd.read_csv(folder / "coding" / "gold.csv", keep_default_na=False)
    gold[["document", "sentence", "frames"]].to_csv(folder / "coding" / "coder_a.csv", index=False)
    said = call("check", "--corpus", folder).splitlines()
    assert said[:2] == [
        "documents: 2 (1 restated, 1 verbatim), 0 of them uncoded",
        "statements: 7 coded, 4 of them reported",
    ]
    scores = study.evaluate_attribution(folder)
    rules = scores[scores["attribution"].eq("rules")]
    assert rules.loc[rules["measure"].ne("calibration_error"), "value"].eq(1).all()
    assert set(rules.loc[rules["measure"].eq("reported"), "n"]) == {7}


def test_keywords_are_shown_by_the_numbers_of_the_rendition(folder: Path) -> None:
    lines = call("kwic", "ASN", "--corpus", folder).splitlines()
    places = {tuple(line.split()[:2]) for line in lines if line.split()[0] in SPEAKERS}
    assert places == {(name, number) for name in SPEAKERS for number in "135"}


# What a page as published announces of another page is not of the item.
LINKED = "Bupati Lebong Ani Rahma meminta ASN netral.\n\nBaca juga: “Sanksi pasti menanti,” kata Bupati Ani Rahma."


@pytest.mark.parametrize(("rendition", "recall"), [("restated", 1), ("verbatim", 0), ("", 0)])
def test_quotations_are_scored_by_the_rendition(tmp_path: Path, rendition: str, recall: float) -> None:
    span = {"start": LINKED.index("“"), "end": LINKED.index("”") + 1, "speaker": "Ani Rahma"}
    row = {"id": "a", "text": LINKED, "rendition": rendition, "statements": [span]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    scores = attribution.evaluate_attribution_files([tmp_path / "a.jsonl"]).set_index("measure")["value"]
    assert scores["quotation_recall"] == recall


@pytest.mark.parametrize("rendition", ["restated", "verbatim"])
def test_frames_of_statements_without_speakers_follow_the_rendition(tmp_path: Path, rendition: str) -> None:
    """Where a file of statements says nothing of who speaks, the sentences are attributed as its rendition asks."""
    texts = [*SENTENCES[2:4], "Ia menyebut sanksi.", "Ia meminta warga rukun.", "Menurutnya, aturan sudah ada."]
    rows = pd.DataFrame({"document": "a", "sentence": range(1, 6), "text": texts, "rendition": rendition})
    rows.to_csv(tmp_path / "statements.csv", index=False)
    (piece,) = frames.iter_statements(tmp_path / "statements.csv")
    assert piece["reported"].tolist() == [True] * 5


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", "---\nrendition: asli\n---\nKetua KPU Ani meminta."),
        ("a.csv", "id,text,rendition\na,Ketua KPU Ani meminta.,asli\n"),
    ],
)
def test_a_rendition_that_is_none_is_an_error(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    (batch,) = attribution.iter_attributions([tmp_path / name])
    assert "rendition: found 'asli', expected restated or verbatim, or nothing" in str(batch.faults[0])
    assert batch.table.empty

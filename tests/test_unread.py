"""No sentence of a frozen document is shown: in no committed file, and in nothing that a command prints or writes.

A failure names the document and the file, never the sentence.
"""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from research import cli, coding

# Shorter sentences ("Sanksinya tegas, katanya.") may stand anywhere by chance.
SHORTEST = 40
PLACES = ("notebooks", "figures", "results", "docs", "tests", "src", "benchmarks", "*.md", "*.py")
CORPUS = ("*.md", "*.html", "*.toml", "*.csv", "coding/*.md", "coding/*.txt", "coding/attribution/*")


@pytest.fixture(scope="module")
def frozen(root: Path) -> tuple[str, ...]:
    return coding.read_frozen(root / "corpus" / "coding" / "frozen.txt")


@pytest.fixture(scope="module")
def unread(coded: coding.CodedStatements, frozen: tuple[str, ...]) -> pd.DataFrame:
    """The sentences that nobody is to read, each with words from its middle by which it is looked for first.

    A sentence that stands in a readable document too may be shown as one of that document.
    """
    hidden = coded.statements["document"].isin(frozen)
    readable = "\n".join(coded.statements.loc[~hidden, "text"].str.split().str.join(" "))
    rows = [
        (document, " ".join(text.split()), " ".join(text.split()[1:4]))
        for document, text in coded.statements.loc[hidden, ["document", "text"]].to_numpy()
        if len(text) >= SHORTEST
    ]
    table = pd.DataFrame(rows, columns=["document", "text", "words"])
    return table[[text not in readable for text in table["text"]]]


def find_unread(content: str, unread: pd.DataFrame) -> list[str]:
    """The frozen documents of which a text has a sentence."""
    words = content.split()
    whole = " ".join(words)
    triples = {" ".join(triple) for triple in zip(words, words[1:], words[2:], strict=False)}
    near = unread[unread["words"].isin(triples)]
    return sorted({document for document, text in near[["document", "text"]].to_numpy() if text in whole})


def list_strings(value: Any) -> Iterator[str]:
    """All texts in a value of JSON; a notebook's lines are one text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and all(isinstance(part, str) for part in value):
        yield "".join(value)
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from list_strings(part)


def read_content(path: Path) -> str:
    """What a file says to a reader: without the signs by which its format escapes others."""
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
    if path.suffix in (".ipynb", ".json"):
        content = "\n".join(list_strings(json.loads(content)))
    return html.unescape(content).replace('""', '"').replace('\\"', '"')


def list_committed(root: Path) -> list[Path]:
    paths = [path for place in PLACES for path in root.glob(place)]
    paths += [path for pattern in CORPUS for path in (root / "corpus").glob(pattern)]
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path])]
    return sorted(file for file in files if file.is_file() and "__pycache__" not in file.parts)


def test_no_committed_file_has_a_sentence_of_a_frozen_document(root: Path, unread: pd.DataFrame) -> None:
    assert unread["document"].nunique() > 140
    files = list_committed(root)
    assert {"CODEBOOK.md", "codebook.html", "README.md", "03_frames.ipynb", "validation.md"} <= {f.name for f in files}
    found = {path.relative_to(root).as_posix(): find_unread(read_content(path), unread) for path in files}
    assert {path: documents for path, documents in found.items() if documents} == {}


def test_a_planted_sentence_is_found_in_each_format(tmp_path: Path, coded: coding.CodedStatements) -> None:
    """Of a document that may be read."""
    text = 'Ia berkata "netral & tidak memihak" itu wajib bagi semua pegawai.'
    planted = pd.DataFrame({"document": ["a"], "text": [text], "words": ['berkata "netral &']})
    (tmp_path / "x.csv").write_text(pd.DataFrame({"text": [text]}).to_csv(index=False), encoding="utf-8")
    (tmp_path / "x.html").write_text(f"<td>{html.escape(text)}</td>".replace(" itu", "\nitu"), encoding="utf-8")
    lines = [text[:30], text[30:]]
    (tmp_path / "x.ipynb").write_text(json.dumps({"cells": [{"outputs": [{"text": lines}]}]}), encoding="utf-8")
    (tmp_path / "x.toml").write_text(f"text = {json.dumps(text)}", encoding="utf-8")
    for path in sorted(tmp_path.iterdir()):
        assert find_unread(read_content(path), planted) == ["a"], path.name
    assert find_unread("Ia berkata netral dan tidak memihak itu wajib.", planted) == []


def call(root: Path, *arguments: str) -> str:
    done = CliRunner().invoke(cli.application, [*arguments, "--corpus", str(root / "corpus")], prog_name="research")
    assert done.exit_code == 0, done.exception
    return str(done.output)


HIDDEN = "2015-07-01-jawa-tengah-antara"
MARK = "(kept unread)"
PRINTED = {
    "kwic": ["kwic", "ASN", "--window", "60"],
    "kwic of stems": ["kwic", "sanksi", "--stems", "--window", "60"],
    "show": ["show", HIDDEN],
    "evidence": ["evidence", "frame == 'sanctions' and election_year == '2015'", "--base"],
    "keyness": ["keyness", "election_year", "2015", "--lines", "sanksi"],
}


@pytest.mark.parametrize("arguments", PRINTED.values(), ids=PRINTED)
def test_no_command_prints_a_sentence_of_a_frozen_document(
    root: Path, unread: pd.DataFrame, arguments: list[str]
) -> None:
    done = call(root, *arguments)
    assert find_unread(done, unread) == []
    marked = [line for line in done.splitlines() if MARK in line]
    assert marked, "they are counted and named all the same"


WRITTEN = {
    "evidence": ["evidence", "frame == 'sanctions'", "--base"],
    "references": ["references"],
    "graph": ["network"],
}


@pytest.mark.parametrize("name", WRITTEN)
def test_no_command_writes_a_sentence_of_a_frozen_document(
    root: Path, tmp_path: Path, unread: pd.DataFrame, frozen: tuple[str, ...], name: str
) -> None:
    path = tmp_path / ("x.graphml" if name == "graph" else "x.csv")
    done = call(root, *WRITTEN[name], "-o", str(path))
    assert find_unread(read_content(path) + done, unread) == []
    if name in ("evidence", "references"):
        table = pd.read_csv(path)
        hidden = table["document"].isin(frozen)
        assert hidden.any() and table.loc[hidden, "text"].eq(MARK).all()
        assert not table.loc[~hidden, "text"].eq(MARK).any()


def test_what_stays_of_a_frozen_document(root: Path) -> None:
    """Its source, its address, who speaks, and the codes."""
    lines = call(root, "show", HIDDEN).splitlines()
    assert lines[0] == HIDDEN and lines[3].startswith("http") and "Antara" in lines[1]
    assert sum(MARK in line for line in lines) == sum(line.startswith("     - ") for line in lines) > 0
    assert any(line.endswith(": sanctions") for line in lines)


def test_a_sheet_for_coders_has_the_sentences(root: Path, tmp_path: Path) -> None:
    """A coder reads what is coded; nothing else of the project shows it."""
    path = tmp_path / "x.csv"
    call(root, "code", "sample", "--documents", HIDDEN, "-o", str(path))
    assert MARK not in path.read_text(encoding="utf-8")

"""Which files of the package name elections: those that docs/where.md lists with a reason, and no others."""

import ast
import re
from pathlib import Path

import pytest

WORDS = re.compile(
    r"pemilu|pilkada|pileg|pilpres|(?<!s)election|\belectoral|voting|neutral|netral|\basn\b|\bkpud?\b|bawaslu|panwas|pkpu"
    r"|campaign|kampanye|paslon|civil servant",
    flags=re.IGNORECASE,
)
HEAD = "## Where the package still knows elections"


def find_words(path: Path) -> set[str]:
    """The words in a file; of code those in names and texts, without docstrings and comments."""
    text = path.read_text(encoding="utf-8")
    if path.suffix not in (".py", ".pyi") or not WORDS.search(text):
        return {word.lower() for word in WORDS.findall(text)}
    nodes = list(ast.walk(ast.parse(text)))
    described = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    said = [node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in described]
    named = [getattr(node, field, None) for node in nodes for field in ("id", "attr", "name", "arg", "module")]
    found = [word for part in [*said, *named] if isinstance(part, str) for word in WORDS.findall(part)]
    return {word.lower() for word in found}


def list_files(folder: Path) -> set[str]:
    texts = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return {path.relative_to(folder).as_posix() for path in texts if find_words(path)}


def test_files_that_name_elections_are_those_with_a_reason(root: Path) -> None:
    section = (root / "docs" / "where.md").read_text(encoding="utf-8").split(HEAD)[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 5 and all(len(row) == 2 and len(row[0]) > 15 for row in rows)
    listed = [name for _, files in rows for name in re.findall(r"`([^`]+)`", files)]
    assert len(listed) == len(set(listed)), "a file has one reason"
    assert list_files(root / "src" / "research") == set(listed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"""Of the pilkada."""\nx = "selection of rows"  # pemilu\n', set()),
        ('x = "Lines: voting days"\n', {"voting"}),
        ("def find_election(pemilu: str) -> None:\n    pass\n", {"election", "pemilu"}),
        ('known = table["election_year"]\n', {"election"}),
    ],
)
def test_words_are_found_in_names_and_texts(tmp_path: Path, text: str, words: set[str]) -> None:
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    assert find_words(tmp_path / "a.py") == words


def test_every_line_of_another_file_counts(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("# Bawaslu\n", encoding="utf-8")
    assert list_files(tmp_path) == {"a.toml"}

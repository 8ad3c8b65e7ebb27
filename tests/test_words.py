"""Names in code are plain English or terms of the field; the private words that stood for them do not come back."""

import ast
from pathlib import Path

import pytest

# A word, and what to write in its place.
BANNED = {
    "book": "codebook",
    "every": "all, or the name of the index",
    "lend": "open",
    "moving": "permuted",
    "own": "what it is of",
    "shelf": "existing documents",
    "siding": "groups",
    "stand": "be",
    "stands": "is",
    "tell": "describe",
    "telling": "words",
    "told": "known, coded or described",
    "wild": "verbatim",
}
# Rooms, and words that are still in them: only taken away from, never added to.
LEFT: dict[str, set[str]] = {
    "codebook": {"own"},
    "coding": {"book", "every", "own", "stands", "telling", "told"},
    "corpus": {"book", "every", "own", "shelf", "told"},
    "frames": {"own", "stand", "tell"},
    "study": {"book", "every", "own", "told"},
    "tables": {"book", "own", "told"},
}


def list_words(tree: ast.Module) -> set[str]:
    """Words of the names that a module gives: functions, classes, parameters and variables."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        elif isinstance(node, ast.arg):
            names.append(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
    return {word for name in names for word in name.lower().split("_")}


def find_half_open(tree: ast.Module) -> list[str]:
    """Fields called last: one past the end is stop."""
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return [
        f"{one.name}.last"
        for one in classes
        for field in one.body
        if isinstance(field, ast.AnnAssign) and ast.unparse(field.target) == "last"
    ]


def test_private_words_do_not_come_back(root: Path) -> None:
    found: dict[str, str] = {}
    for path in sorted((root / "src" / "research").rglob("*.py")):
        place = path.relative_to(root / "src" / "research")
        words = list_words(ast.parse(path.read_text(encoding="utf-8"))) & set(BANNED)
        found |= {f"{place}: {word}": BANNED[word] for word in words - LEFT.get(place.parts[0], set())}
    assert found == {}, "write what is at the right"


def test_spans_end_with_stop(root: Path) -> None:
    files = sorted((root / "src" / "research").rglob("*.py"))
    assert [last for path in files for last in find_half_open(ast.parse(path.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize(
    "text", ["told = 1", "def f(book): ...", "def tell_it(): ...", "class Shelf: ...", "for own in (): ..."]
)
def test_a_planted_word_is_caught(text: str) -> None:
    assert list_words(ast.parse(text)) & set(BANNED)


def test_a_planted_end_is_caught() -> None:
    assert find_half_open(ast.parse("class Span:\n    first: int\n    last: int")) == ["Span.last"]

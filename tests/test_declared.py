"""No table crosses a room's border undeclared: each public function that returns one says which, and is checked."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from research import tables
from research.tables.word_lists import read_data_rows

# These give back the table that they were given, whichever it is, or one that their arguments name; the provinces are a
# list that is read before any table is declared.
AS_GIVEN = {
    *("check_table", "make_table", "read_table", "describe_table", "escape_formulas", "unescape_formulas"),
    *("read_cells", "read_provinces", "keep_codable", "drop_repeats", "mask_names", "map_offices"),
    *(
        "keep_headlines",
        "add_filter",
        "read_study",
        "hide_frozen",
        "mark_officials",
        "number_topics",
        "read_drawn_rows",
        "keep_rows",
    ),
}


def list_public(root: Path) -> Iterator[tuple[str, Any]]:
    """Every public function of a room's face, with its name."""
    for face in sorted(root.rglob("src/research/**/__init__.pyi")):
        room = importlib.import_module(".".join(face.parent.relative_to(root / "src").parts))
        for node in ast.walk(ast.parse(face.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    thing = getattr(room, alias.name)
                    if inspect.isfunction(thing):
                        yield f"{room.__name__}.{alias.name}", thing


def is_undeclared(function: Any) -> bool:
    """Whether a function returns a table and does not say which."""
    returned = inspect.unwrap(function).__annotations__.get("return")
    return returned is pd.DataFrame and getattr(function, "table", None) not in tables.TABLES


def test_no_table_crosses_undeclared(root: Path) -> None:
    public = dict(list_public(root))
    found = [name for name, function in public.items() if is_undeclared(function)]
    assert [name for name in found if name.rpartition(".")[2] not in AS_GIVEN] == []
    declared = {function.table for function in public.values() if hasattr(function, "table")}
    assert len(declared) > 60
    assert {name.rpartition(".")[2] for name in found} == AS_GIVEN


def test_a_planted_table_is_caught() -> None:
    def measure_rain() -> pd.DataFrame:
        return pd.DataFrame({"rain": [1]})

    assert is_undeclared(measure_rain)
    assert not is_undeclared(tables.returns_table("codings")(measure_rain))
    with pytest.raises(tables.InputError, match="table codings: document: found no such column"):
        tables.returns_table("codings")(measure_rain)()


def test_every_line_of_the_declarations_can_be_read() -> None:
    for name in tables.TABLES:
        schema = tables.find_schema(name)
        assert all(column.meaning for column in schema.columns.values()), name
    rows = read_data_rows("tables.csv")
    places = [(row["table"], row["column"]) for row in rows]
    assert len(set(places)) == len(places) == len([*rows])
    assert list(dict.fromkeys(row["table"] for row in rows)) == list(tables.TABLES), "a table's lines stand together"


def test_help_names_the_table_and_its_columns() -> None:
    from research.compare import measure_shares

    assert "table `shares`: grouping, group, frame, base" in (inspect.getdoc(measure_shares) or "")


def test_a_table_is_made_in_order_and_of_its_types() -> None:
    given = {"rule": ["x"], "present": [1], "sentence": [2.0], "document": ["a"], "frame": ["f"]}
    made = tables.make_table(given, "rows")
    assert made.columns.tolist() == ["document", "sentence", "frame", "present", "rule"]
    assert made["present"].tolist() == [True]
    assert tables.make_table([], "codings").columns.tolist() == tables.list_columns("codings")
    wide = tables.make_table(
        [{"statements": 1, "documents": 1, "families": 1, "speakers": 1, "year": "1"}], "size_counts"
    )
    assert wide.columns[0] == "year", "columns that may be any stand where * does"

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from research import tables

TABLE = pd.DataFrame(
    {
        "document": ["b", "a", "a"],
        "text": ["satu", "", "\u201cdua\u201d\n\U0001f5f3"],
        "number": [0.1 + 0.2, float("nan"), 1e-300],
        "whole": pd.array([1, None, 2], dtype="Int64"),
        "flag": [True, False, True],
    }
)
KEYS = {name: tables.make_key(name) for name in ("a", "b", "c")}


class Computed:
    """Rows of TABLE, and the documents that they were asked of."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, names: Sequence[str]) -> pd.DataFrame:
        self.asked += names
        return TABLE[TABLE["document"].isin(names)]


def keep(compute: Computed, keys: dict[str, str] = KEYS) -> pd.DataFrame:
    return tables.keep_rows("rows", keys, compute).astype({"whole": "Int64"})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NETRALITAS_CACHE", str(tmp_path))
    return tmp_path


def test_rows_come_back_as_they_were_computed(folder: Path) -> None:
    compute = Computed()
    expected = TABLE.iloc[[1, 2, 0]].reset_index(drop=True)
    pd.testing.assert_frame_equal(keep(compute), expected, check_exact=True)
    pd.testing.assert_frame_equal(keep(compute), expected, check_exact=True)
    assert compute.asked == ["a", "b", "c"]


def test_a_changed_document_is_computed_alone(folder: Path) -> None:
    keep(Computed())
    compute = Computed()
    keep(compute, KEYS | {"b": tables.make_key("b changed")})
    assert compute.asked == ["b"]


def change_content(folder: Path, content: bytes | str | None) -> None:
    with sqlite3.connect(folder / "computed.sqlite") as connection:
        connection.execute("UPDATE computed SET content = ? WHERE key = ?", [content, KEYS["a"]])
    connection.close()


@pytest.mark.parametrize("damage", [b"{}", "{}", None], ids=["bytes", "text", "nothing"])
def test_damaged_rows_are_computed_again(folder: Path, damage: bytes | str | None) -> None:
    expected = keep(Computed())
    change_content(folder, damage)
    compute = Computed()
    pd.testing.assert_frame_equal(keep(compute), expected)
    assert compute.asked == ["a"]


def test_nothing_is_kept_where_it_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETRALITAS_CACHE", "off")
    compute = Computed()
    keep(compute)
    keep(compute)
    assert compute.asked == ["a", "b", "c", "a", "b", "c"]

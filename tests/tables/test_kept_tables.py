import numpy as np
import pandas as pd
import pytest

from research import tables

TABLE = pd.DataFrame(
    {
        "group": ["2018", "2020"],
        "share": [1 / 3, np.nan],
        "count": [3, 4],
        "seen": [True, False],
        "day": pd.to_datetime(["2018-06-27", "2020-12-09"]),
        "year": pd.array([2018, None], dtype="Int64"),
    }
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NETRALITAS_CACHE", str(tmp_path))


def keep(table: pd.DataFrame, key: str = "key") -> tuple[pd.DataFrame, int]:
    """The table, and how often it was computed in two calls."""
    calls = []

    def compute() -> pd.DataFrame:
        calls.append(1)
        return table

    tables.keep_tables("contrasts", key, lambda: [compute(), TABLE.head(0)])
    kept, empty = tables.keep_tables("contrasts", key, lambda: [compute(), TABLE.head(0)])
    assert empty.equals(TABLE.head(0))
    return kept, len(calls)


def test_a_table_is_computed_once_and_given_back_as_it_was():
    kept, calls = keep(TABLE)
    assert calls == 1
    pd.testing.assert_frame_equal(kept, TABLE)


def test_what_a_caller_changes_does_not_change_what_is_kept():
    kept, _ = keep(TABLE)
    kept.loc[0, "count"] = 99
    pd.testing.assert_frame_equal(keep(TABLE)[0], TABLE)


def test_a_table_of_mixed_types_has_another_hash_each_time():
    mixed = pd.DataFrame({"mixed": [1, "a", b"b"]})
    assert tables.hash_table(mixed) != tables.hash_table(mixed)


def test_a_table_that_would_come_back_otherwise_is_computed_again():
    _, calls = keep(pd.DataFrame({"pair": [(1, 2), (3, 4)]}))
    assert calls == 2


def test_without_a_cache_it_is_computed_each_time(monkeypatch):
    monkeypatch.setenv("NETRALITAS_CACHE", "off")
    assert keep(TABLE)[1] == 2


@pytest.mark.parametrize(
    "other",
    [
        TABLE.assign(count=[3, 5]),
        TABLE.assign(count=[3.0, 4.0]),
        TABLE.rename(columns={"count": "number"}),
        TABLE[::-1],
        TABLE.head(1),
    ],
)
def test_another_table_has_another_hash(other):
    assert tables.hash_table(TABLE) == tables.hash_table(TABLE.copy())
    assert tables.hash_table(TABLE) != tables.hash_table(other)

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from research import tables


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NETRALITAS_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_what_was_saved_is_loaded(folder):
    contents = {tables.make_key(str(number)): bytes([number % 256]) * number for number in range(1200)}
    tables.save_cached("statements", contents)
    assert tables.load_cached("statements", [*contents, "unknown"]) == contents
    assert tables.load_cached("stems", contents) == {}


def test_keys_tell_their_parts_apart():
    keys = {tables.make_key(*parts) for parts in [("ab", "c"), ("a", "bc"), ("abc",), (b"abc", ""), ("", "abc")]}
    assert len(keys) == 5
    assert tables.make_key("a") == tables.make_key(b"a")


def test_a_changed_content_is_not_loaded(folder):
    tables.save_cached("stems", {"a": b"layan", "b": b"milu"})
    with sqlite3.connect(folder / "computed.sqlite") as connection:
        connection.execute("UPDATE computed SET content = ? WHERE key = 'a'", [b"layar"])
    connection.close()
    assert tables.load_cached("stems", ["a", "b"]) == {"b": b"milu"}


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_begun_anew(folder, damage):
    tables.save_cached("stems", {"a": b"layan"})
    (folder / "computed.sqlite").write_bytes(damage)
    assert tables.load_cached("stems", ["a"]) == {}
    for _ in range(2):
        tables.save_cached("stems", {"a": b"layan"})
    assert tables.load_cached("stems", ["a"]) == {"a": b"layan"}


def test_off_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for word in ("off", "OFF", " Off "):
        monkeypatch.setenv("NETRALITAS_CACHE", word)
        tables.save_cached("stems", {"a": b"layan"})
        assert tables.find_cache() is None
        assert tables.load_cached("stems", ["a"]) == {}
    assert list(tmp_path.iterdir()) == []


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("NETRALITAS_CACHE", "~/kept")
    assert tables.find_cache() == tmp_path / "kept"


def test_finding_the_folder_loads_no_pandas():
    said = "import sys; from research.tables import find_cache; find_cache(); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], check=False).returncode == 0


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("a file")
    monkeypatch.setenv("NETRALITAS_CACHE", str(tmp_path / "file" / "folder"))
    tables.save_cached("stems", {"a": b"layan"})
    assert tables.load_cached("stems", ["a"]) == {}


def test_the_hash_of_code_follows_the_rooms():
    assert tables.hash_code("text") != tables.hash_code("text", "attribution")
    assert tables.hash_code("text", "attribution") == tables.hash_code("attribution", "text")

"""Files that end and fit: what is opened, and what is told of all else, without waiting for it."""

import io
import os
import socket
import zipfile
from pathlib import Path

import pytest

from research.tables import MAXIMUM_TEXT, InputError, bounds, check_archive, iter_lines, open_file, read_bytes


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_bytes(path)
    (fault,) = caught.value.faults
    assert fault.where == path.as_posix()
    assert fault.remedy
    return fault.found


def test_what_is_no_regular_file_is_refused_by_its_kind_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero.md").symlink_to("/dev/zero")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
    expected = {
        "pipe": "a named pipe",
        "zero.md": "a device",
        "link": "a named pipe",
        "round": "links that lead round in a circle",
        "socket": "a socket",
        "none.md": "nothing there",
        "a\0b": "embedded null byte",
        ".": "a folder",
    }
    assert {name: refusal(tmp_path / name) for name in expected} == expected


def test_a_file_without_the_right_to_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The superuser reads everything, so the refusal of the system is played.
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    monkeypatch.setattr(bounds.os, "open", refuse)
    assert refusal(tmp_path / "a.md") == "no right to read it"


def test_a_file_at_its_bound_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 64)
    assert read_bytes(tmp_path / "a", limit=64) == b"x" * 64
    with pytest.raises(InputError, match="found more than 63 bytes, expected at most 63"):
        read_bytes(tmp_path / "a", limit=63)
    with open_file(tmp_path / "a") as file:
        assert file.read() == b"x" * 64


def test_a_line_at_its_bound_is_read_and_one_character_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("x\n" + "é" * MAXIMUM_TEXT + "\r\ny\n", encoding="utf-8")
    assert [len(line) for line in iter_lines(path)] == [2, MAXIMUM_TEXT + 2, 2]
    path.write_text("x\n" + "é" * (MAXIMUM_TEXT + 1) + "\ny\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2: line: found more than 5,000,000 characters"):
        list(iter_lines(path))


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.xml", "b.xml"):
            archive.writestr(name, b"\0" * 600)
    monkeypatch.setattr(bounds, "MAXIMUM_UNPACKED", 1200)
    check_archive(content.getvalue(), "a.xlsx")
    monkeypatch.setattr(bounds, "MAXIMUM_UNPACKED", 1199)
    with pytest.raises(InputError, match=r"a\.xlsx: size: found one that unpacks to 1,200 bytes"):
        check_archive(content.getvalue(), "a.xlsx")

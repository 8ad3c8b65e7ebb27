"""Every command prints JSON or has a reason not to: strict, with the declared columns, and nothing beside it."""

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import haze
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from research import cli
from research.cli.terminal import print_json
from research.tables import list_columns

# Commands that answer no question, each with what it does instead.
WITHOUT = {
    "attribute": "writes a table",
    "frames": "writes a table",
    "code import": "writes codes",
    "code adjudicate": "writes a sheet or gold",
    "code prompt": "writes a prompt",
    "code script": "writes a program",
    "code trail": "writes a page",
    "codebook render": "writes pages",
    "codebook export": "writes a file for other programs",
    "codebook import": "writes a codebook",
    "intrusion sample": "writes a sheet",
    "reproduce": "writes notebooks and figures",
    "figures": "writes figures",
    "export": "writes figures and tables",
    "report": "writes a site",
    "new": "writes a project",
    "archive": "writes an archive",
}


def list_commands() -> dict[str, Any]:
    commands: dict[str, Any] = {}
    for name, command in typer.main.get_command(cli.application).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        commands |= {f"{name} {word}": inner for word, inner in below.items()} if below else {name: command}
    return commands


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return haze.make_coded(tmp_path_factory.mktemp("haze"))


def refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def call(*words: object) -> Any:
    done = CliRunner().invoke(cli.application, [*map(str, words), "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout, parse_constant=refuse)


def test_a_command_has_the_option_or_a_reason() -> None:
    commands = list_commands()
    having = {words for words, command in commands.items() if any("--json" in each.opts for each in command.params)}
    assert sorted(set(commands) - having - set(WITHOUT)) == []
    assert sorted(having & set(WITHOUT)) == []
    assert having >= {"check", "kwic", "show", "evidence", "add", "study", "code sample", "compare", "doctor", "topics"}


def test_tables_are_lists_of_rows_with_the_declared_columns(folder: Path) -> None:
    at = ("--corpus", folder)
    rows = {
        "evidence": call("evidence", "frame == 'burning'", *at),
        "keyword_lines": call("kwic", "asap", *at),
        "shares": call("compare", "theme", *at)["shares"],
        "contrasts": call("compare", "theme", *at)["contrasts"],
        "statements": call("show", "item-1", *at)["statements"],
        "agreement": call("code", "agreement", *at)["frames"],
    }
    for name, records in rows.items():
        assert records, name
        added = {"sample", "filter", "base"} | ({"official", "text"} if name == "statements" else set())
        assert set(records[0]) - added <= set(list_columns(name)), name
    assert rows["evidence"][0]["published"].startswith("2019-09-0")
    assert {row["frame"] for row in call("show", "item-1", *at)["frames"]} == {"burning"}


def test_answers_that_are_no_table_are_small_objects(folder: Path, tmp_path: Path) -> None:
    at = ("--corpus", folder)
    checked = call("check", *at)
    assert checked["verdict"] == "sound" and "item-8: period: in no period" in checked["warnings"]
    drawn = call("code", "sample", "-o", tmp_path / "s.csv", "--number", 4, "--by", "theme", *at)
    assert drawn["sentences"] == 4 and 0 < drawn["least_probability"] <= drawn["largest_probability"] <= 1
    assert call("codebook", "check", *at)["sound"] is True
    item = tmp_path / "new.jsonl"
    item.write_text(
        '{"id": "x", "outlet": "Kabar", "published": "2023-10-04", "kind": "news", "text": "Asap tebal."}\n'
    )
    added = call("add", item, "--dry-run", *at)
    assert added["written"] is False and added["counts"].startswith("1 new")
    assert call("topics", *at)["topics"] == []
    assert call("study", "--project", folder.parent) == []


def test_json_is_strict_and_in_utf8_and_no_terminal_obeys_it(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    table = pd.DataFrame({"n": [1, 2], "share": [0.5, float("nan")], "day": [pd.Timestamp("2024-11-27"), pd.NaT]})
    texts = {"text": "é \x1b[31m \u200b \U000e0001", "infinite": float("inf"), "table": table}
    print_json(texts)
    printed = capsysbinary.readouterr().out
    assert printed.decode("utf-8").replace("\n", "").isprintable()
    assert "é".encode() in printed
    read = json.loads(printed, parse_constant=refuse)
    assert read["text"] == texts["text"]
    assert read["infinite"] is None
    assert read["table"] == [{"n": 1, "share": 0.5, "day": "2024-11-27"}, {"n": 2, "share": None, "day": None}]


def run_at_terminal(words: list[str], cwd: Path, **settings: str) -> tuple[str, bytes]:
    """Run a command whose stderr is a terminal and whose stdout is a pipe: what each was sent."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", **settings}
    command = [sys.executable, "-m", "research", *words]
    with subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        assert process.stdout is not None
        seen, printed, streams = b"", b"", [ours, process.stdout.fileno()]
        while streams:
            for stream in select.select(streams, [], [])[0]:
                try:
                    part = os.read(stream, 65536)
                except OSError:  # Linux says so where the other end of a terminal is closed.
                    part = b""
                if not part:
                    streams.remove(stream)
                elif stream == ours:
                    seen += part
                else:
                    printed += part
    os.close(ours)
    assert process.returncode == 0, seen
    return seen.decode("utf-8"), printed


def test_a_terminal_sees_how_far_it_is_and_stdout_stays_as_it_was(folder: Path) -> None:
    words = ["evidence", "frame == 'burning'", "--corpus", str(folder)]
    seen, printed = run_at_terminal(words, folder.parent)
    assert "reading the corpus" in seen and "finding the statements" in seen
    plain = {}
    for name, settings in {"plain": {}, "none": {"NO_COLOR": "1"}, "forced": {"FORCE_COLOR": "1"}}.items():
        command = [sys.executable, "-m", "research", *words]
        done = subprocess.run(
            command, cwd=folder.parent, env={**os.environ, **settings}, capture_output=True, check=True
        )
        plain[name] = (done.stdout, done.stderr)
    assert len(set(plain.values())) == 1
    assert plain["plain"][0] == printed
    # The count of statements is the one line; no bar and no code of a colour is there.
    assert plain["plain"][1].count(b"\n") == 1 and b"\x1b" not in plain["plain"][1]

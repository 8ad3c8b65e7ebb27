"""What the small commands load, and that they say the same with and without what is kept on disk."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCUMENT = "2015-05-05-kalimantan-timur-bisnis"
HEAVY = {
    *("sklearn", "scipy.stats", "openpyxl", "pypdf", "trafilatura", "statsmodels", "matplotlib", "hypothesis"),
    *("pandera", "topica", "networkx", "ftfy", "jinja2", "docx", "PIL", "nbformat", "distributed"),
}
COMMANDS = [("show", DOCUMENT), ("kwic", "netralitas"), ("check",), ("evidence", "present"), ("references",)]


def run_command(*command: str, cache: str = "") -> tuple[str, set[str]]:
    """What a command prints in a process of its own, and the modules that it loaded."""
    code = (
        "import sys\nfrom research.cli import main\ntry:\n    main()\nexcept SystemExit as end:\n"
        "    assert not end.code, end.code\nprint('\\n' + ' '.join(sys.modules), file=sys.stderr)"
    )
    environment = {**os.environ, **({"NETRALITAS_CACHE": cache} if cache else {})}
    call = [sys.executable, "-c", code, *command]
    done = subprocess.run(call, capture_output=True, text=True, env=environment, check=True)
    return done.stdout, set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_small_commands_load_what_they_need(command: tuple[str, ...]) -> None:
    _, loaded = run_command(*command)
    assert "pandas" in loaded, "the test must be able to fail"
    assert HEAVY & loaded == set()


def test_network_again_says_the_same_and_loads_what_it_needs(tmp_path: Path) -> None:
    first, loaded = run_command("network", "--json", cache=str(tmp_path))
    assert HEAVY & loaded == {"scipy.stats"}, "chance is computed once"
    again, loaded = run_command("network", "--json", cache=str(tmp_path))
    assert (again, HEAVY & loaded) == (first, set())


@pytest.fixture
def small(tmp_path: Path, root: Path) -> Path:
    """A corpus of ten documents without codes."""
    corpus = tmp_path / "corpus"
    (corpus / "documents").mkdir(parents=True)
    for name in ("codebook.toml", "elections.csv", "samples.toml"):
        shutil.copy(root / "corpus" / name, corpus)
    frozen = (root / "corpus" / "coding" / "frozen.txt").read_text(encoding="utf-8")
    files = [file for file in sorted((root / "corpus" / "documents").glob("*.md")) if file.stem not in frozen]
    for file in files[:10]:
        shutil.copy(file, corpus / "documents")
    return corpus


def test_what_is_kept_changes_nothing(small: Path, tmp_path: Path) -> None:
    def find(cache: str) -> list[dict[str, object]]:
        lines: list[dict[str, object]] = json.loads(run_command("kwic", "asn", "--json", *where, cache=cache)[0])
        return lines

    where, cache = ("--corpus", str(small)), str(tmp_path / "kept")
    before = find("off")
    assert before
    assert find(cache) == before == find(cache)
    file = small / "documents" / f"{before[0]['document']}.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nASN zuhud hadir.\n", encoding="utf-8")
    after = find("off")
    assert len(after) == len(before) + 1
    assert find(cache) == after
    kept = Path(cache) / "computed.sqlite"
    kept.write_bytes(kept.read_bytes()[:5000] + b"\xff" * 5000)
    assert find(cache) == after


def test_printed_lines_are_those_with_speakers(small: Path) -> None:
    where = ("--corpus", str(small))
    printed = run_command("kwic", "asn", *where)[0].splitlines()
    lines = json.loads(run_command("kwic", "asn", "--json", *where)[0])
    assert len(lines) == len([line for line in printed if line.strip()])

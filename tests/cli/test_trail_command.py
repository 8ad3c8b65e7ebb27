import shutil
import sys
from pathlib import Path
from typing import Any

import haze
import pytest
from typer.testing import CliRunner

from research.cli import application
from research.coding import hash_text
from research.tables import InputError

PROGRAM = """
import json, sys
for line in sys.stdin:
    statement = json.loads(line)
    frames = ["burning"] if "bakar" in statement["text"] else []
    print(json.dumps({"id": statement["id"], "frames": frames, "model": "words-1"}), flush=True)
"""


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The haze corpus, coded by two people and by two runs of one program with two prompts."""
    base = tmp_path_factory.mktemp("trail")
    haze.make_coded(base)
    (base / "coder.py").write_text(PROGRAM)
    for name, language in (("words_en", "en"), ("words_id", "id")):
        command = ["--language", language, "--", sys.executable, str(base / "coder.py")]
        done = call(base, "code", "run", name, *command[:2], "--corpus", str(base / "corpus"), *command[2:])
        assert done.exit_code == 0, done.output
    return base


def call(base: Path, *words: str) -> Any:
    given = [] if "--corpus" in words else ["--corpus", str(base / "corpus")]
    return CliRunner().invoke(application, [*words, *given])


def test_the_page_has_every_step_with_its_hash(coded: Path) -> None:
    done = call(coded, "code", "trail")
    assert done.exit_code == 0, done.output
    page, folder = done.stdout, coded / "corpus"
    for name in ("codebook.toml", "coding/gold.csv", "coding/words_en.csv", "coding/runs/words_id.prompt.md"):
        assert f"| `{hash_text((folder / name).read_text(encoding='utf-8'))}` |" in page, name
    assert "| ani | a script |" in page
    assert "### words_en" in page
    assert "- model: `words-1`" in page
    assert "| words_en | words_id | two prompts | burning |" in page
    assert "research code run words_id --language id --seed 2026 --batch 20 -- " in page
    assert "all are as they were" in page


def test_only_a_command_and_its_files_have_a_path_of_this_machine(coded: Path) -> None:
    lines = [line for line in call(coded, "code", "trail").stdout.splitlines() if str(coded) in line]
    allowed = ("- command: ", "- file ", f"| `{coded}/coder.py` | file of a command |", "research code run ")
    assert len(lines) == 2 + 2 + 1 + 2
    assert [line for line in lines if not line.startswith(allowed)] == []


def test_no_secret_of_a_command_is_in_the_page(coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(coded / "corpus", tmp_path / "corpus")
    monkeypatch.setenv("SERVICE_TOKEN", "sk-from-environment")
    command = [sys.executable, str(coded / "coder.py"), "--api-key", "sk-12345678", "https://x/?k=sk-from-environment"]
    corpus = str(tmp_path / "corpus")
    assert call(tmp_path, "code", "run", "service", "--corpus", corpus, "--", *command).exit_code == 0
    page = call(tmp_path, "code", "trail").stdout
    assert "--api-key '(not kept)' 'https://x/?k=(not kept)'" in page
    assert "sk-" not in page


def test_agreement_of_two_prompts_and_people(coded: Path) -> None:
    done = call(coded, "code", "agreement", "--coders", "words_en,words_id,ani")
    assert done.exit_code == 0, done.output
    assert "words_en and words_id coded all" in done.output


def test_a_file_that_changed_after_the_run_is_named(coded: Path) -> None:
    path = coded / "corpus" / "codebook.toml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + "# another line\n", encoding="utf-8")
    try:
        page = call(coded, "code", "trail").stdout
    finally:
        path.write_text(before, encoding="utf-8")
    assert "changed since: `codebook.toml`." in page


def test_the_page_is_written_and_never_over_another_file(coded: Path) -> None:
    file = coded / "trail.md"
    assert call(coded, "code", "trail", "-o", str(file)).exit_code == 0
    assert file.read_text(encoding="utf-8") == call(coded, "code", "trail").stdout
    assert call(coded, "code", "trail", "-o", str(file)).exit_code == 0
    file.write_text("mine")
    assert isinstance(call(coded, "code", "trail", "-o", str(file)).exception, InputError)


def test_a_corpus_that_nobody_coded(tmp_path: Path) -> None:
    folder = haze.write_folder(tmp_path / "corpus")
    done = CliRunner().invoke(application, ["code", "trail", "--corpus", str(folder)])
    assert done.exit_code == 0, (done.output, done.exception)
    assert "No gold.csv: nothing is decided." in done.output

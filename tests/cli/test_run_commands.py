import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import haze
import pytest
from typer.testing import CliRunner

from research import coding
from research.cli import application
from research.tables import InputError

# A coder of a few lines: it goes by words, and will not code what speaks of rain.
PROGRAM = """
import json, sys
for line in sys.stdin:
    statement = json.loads(line)
    assert set(statement) <= {"id", "text", "before"}, statement
    text = statement["text"].lower()
    frames = [code for code, word in (("burning", "bakar"), ("harm", "asap")) if word in text]
    if "puskesmas" in text:
        frames = "not coded"
    print(json.dumps({"id": statement["id"], "frames": frames, "model": "words-1", "tokens": 3}), flush=True)
"""


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("runs")
    haze.make_coded(base)
    (base / "coder.py").write_text(PROGRAM)
    (base / "fails.py").write_text("import sys\nsys.exit('no model of that name')")
    return base


def call(base: Path, *words: str) -> Any:
    command, sign, rest = " ".join(words).partition(" -- ")
    behind = ["--", *rest.split()] if sign else []
    return CliRunner().invoke(application, [*command.split(), "--corpus", str(base / "corpus"), *behind])


def run(base: Path, name: str, *words: str, program: str = "coder.py") -> Any:
    return call(base, "code run", name, *words, f"-- {sys.executable} {base / program}")


def test_a_program_becomes_a_coder(coded):
    done = run(coded, "words")
    assert done.exit_code == 0, done.output
    folder = coded / "corpus" / "coding"
    record = tomllib.loads((folder / "words.run.toml").read_text())
    assert (record["model"], record["unanswered"], record["not_coded"]) == ("words-1", 0, 1)
    assert record["tokens"] == 3 * record["statements"]
    codings = coding.read_codings(folder)
    mine = codings[codings["coder"] == "words"]
    assert len(mine[["document", "sentence"]].drop_duplicates()) == record["statements"] - 1
    assert set(mine["frame"]) == {"burning", "harm", "none"}
    agreed = call(coded, "code agreement --coders ani,words --json")
    assert agreed.exit_code == 0, agreed.output
    checked = call(coded, "check")
    assert checked.exit_code == 0, checked.output


def test_the_same_call_asks_for_nothing_again(coded):
    assert run(coded, "twice").exit_code == 0
    folder = coded / "corpus" / "coding"
    before = (folder / "twice.csv").read_bytes()
    (coded / "coder.py").write_text("raise SystemExit('asked again')")
    try:
        done, told = run(coded, "twice", "--json"), run(coded, "twice").output
    finally:
        (coded / "coder.py").write_text(PROGRAM)
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["unanswered"] == 0
    assert (folder / "twice.csv").read_bytes() == before
    assert "12 of them are from before a file changed that the command names" in told
    again = run(coded, "twice").output
    assert "12 answers were kept from earlier calls" in again and "changed" not in again


def test_answers_of_a_changed_program_are_not_mixed_without_a_word(coded):
    """The first version leaves half of the statements without an answer, and then is changed."""
    half = PROGRAM.replace("    print", "    if statement['id'] % 2:\n        print")
    (coded / "mixed.py").write_text(half)
    assert run(coded, "mixed", "--retries 0", program="mixed.py").exit_code == 1
    (coded / "mixed.py").write_text(PROGRAM)
    done = run(coded, "mixed", program="mixed.py")
    assert done.exit_code == 0 and "6 of them are from before a file changed" in done.output
    listed = (coded / "corpus" / "coding" / "runs" / "mixed.problems.csv").read_text()
    assert "answers from other versions of the files that the command names,6 of 12 answers" in listed


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a group")
def test_an_interrupted_call_says_what_is_kept_and_goes_on_from_there(coded, tmp_path):
    slow, seen = tmp_path / "slow.py", tmp_path / "seen"
    # The first call waits behind its first answer.
    wait = f"    if not os.path.exists({str(seen)!r}):\n        open({str(seen)!r}, 'w').close(); time.sleep(60)\n"
    slow.write_text("import os, time" + PROGRAM + wait)
    words = [sys.executable, "-m", "research", "code", "run", "slow", "--batch", "4", "--corpus", str(coded / "corpus")]
    # A shell that starts a job behind the scenes has it ignore SIGINT, and what it starts inherits that.
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        first = subprocess.Popen(
            [*words, "--", sys.executable, str(slow)],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=tmp_path,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, ignored)
    kept = coding.find_kept(coded / "corpus" / "coding", "slow")
    while not kept.is_file() or not kept.read_bytes().endswith(b"\n"):
        assert first.poll() is None, first.communicate()
        time.sleep(0.05)
    os.killpg(first.pid, signal.SIGINT)
    _, said = first.communicate(timeout=30)
    assert first.returncode == 130
    assert b"slow: the answers so far are kept; the same call goes on from them" in said and b"Traceback" not in said
    assert not (coded / "corpus" / "coding" / "slow.csv").exists()
    again = subprocess.run([*words, "--", sys.executable, str(slow)], capture_output=True, text=True, cwd=tmp_path)
    assert again.returncode == 0 and "answers were kept from earlier calls" in again.stdout, again


def test_statements_without_an_answer_end_with_exit_code_1(coded):
    half = PROGRAM.replace("    print", "    if statement['id'] % 2:\n        print")
    (coded / "half.py").write_text(half)
    done = run(coded, "half", "--retries 0", program="half.py")
    assert done.exit_code == 1
    assert "without a usable answer; the same call asks for them again" in done.output
    listed = (coded / "corpus" / "coding" / "runs" / "half.problems.csv").read_text()
    assert "no answer" in listed


def test_a_program_that_fails_leaves_nothing(coded):
    done = run(coded, "fails", "--retries 0", program="fails.py")
    assert isinstance(done.exception, InputError)
    assert "no model of that name" in str(done.exception)
    assert not list((coded / "corpus" / "coding").glob("fails*"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ani", "'ani', whom codebook.toml lists"),
        ("gold", "NAME"),
        ("cue", "NAME"),
        ("../x", "NAME"),
        ("Words", "NAME"),
    ],
)
def test_a_name_that_cannot_be_taken_is_refused(coded, name, words):
    done = run(coded, name)
    assert isinstance(done.exception, InputError)
    assert words in str(done.exception)


def test_the_statements_of_a_sheet_alone(coded):
    sheet = coded / "corpus" / "coding" / "sheets" / "part.csv"
    assert call(coded, f"code sample -o {sheet} --documents item-1 --documents item-3").exit_code == 0
    done = run(coded, "part", f"--key {sheet.with_name('part.key.csv')}")
    assert done.exit_code == 0, done.output
    lines = (coded / "corpus" / "coding" / "part.csv").read_text().splitlines()[1:]
    assert {line.split(",")[0] for line in lines} == {"item-1", "item-3"}
    # The prompt showed no statement, so that the record names none.
    assert "shots" not in tomllib.loads((coded / "corpus" / "coding" / "part.run.toml").read_text())


def test_a_run_over_fewer_statements_does_not_replace_the_codes_of_more(coded):
    sheet = coded / "corpus" / "coding" / "sheets" / "few.csv"
    assert call(coded, f"code sample -o {sheet} --documents item-1").exit_code == 0
    assert run(coded, "all").exit_code == 0
    file = coded / "corpus" / "coding" / "all.csv"
    before = file.read_bytes()
    refused = run(coded, "all", f"--key {sheet.with_name('few.key.csv')}")
    assert isinstance(refused.exception, InputError)
    assert "have codes in all.csv" in str(refused.exception)
    assert "give this run another name" in str(refused.exception)
    assert file.read_bytes() == before
    # The other way round nothing is lost: the run grows.
    assert run(coded, "grows", f"--key {sheet.with_name('few.key.csv')}").exit_code == 0
    done = run(coded, "grows")
    assert done.exit_code == 0, done.output
    assert file.read_text() == (coded / "corpus" / "coding" / "grows.csv").read_text()


def test_without_decided_codes_the_remedy_says_how_they_are_made(tmp_path):
    (tmp_path / "corpus").mkdir()
    haze.write_folder(tmp_path / "corpus")
    assert call(tmp_path, f"add {haze.write_table(tmp_path / 'items.jsonl')}").exit_code == 0
    for words in (["code prompt --shots 2"], ["code run lex --shots 2", "-- lex"]):
        refused = str(call(tmp_path, *words).exception)
        assert "gold.csv: file: found nothing there" in refused
        assert "research code adjudicate writes it" in refused
    refused = str(call(tmp_path, "code plan cue").exception)
    assert "have it coded, and name it: --pilot KEY" in refused
    missing = str(call(tmp_path, f"code plan cue --pilot {tmp_path / 'no.key.csv'} --people ani").exception)
    assert "no.key.csv: key: found nothing there" in missing
    assert "check the path" in missing


def test_the_advice_to_draw_fewer_stands_where_the_number_is_the_fault(coded):
    sheet = coded / "s.csv"
    column = str(call(coded, f"code sample -o {sheet} --by nosuch").exception)
    assert "by: found 'nosuch', expected one of" in column
    assert "--number" not in column
    assert "lower --number" in str(call(coded, f"code sample -o {sheet} --number 900 --by theme").exception)


def test_the_examples_of_the_prompt_are_in_the_record(coded):
    done = run(coded, "shown", "--shots 4 --language id")
    assert done.exit_code == 0, done.output
    record = tomllib.loads((coded / "corpus" / "coding" / "shown.run.toml").read_text())
    assert len(record["shots"]) == 4
    prompt = (coded / "corpus" / "coding" / "runs" / "shown.prompt.md").read_text()
    assert prompt == call(coded, "code prompt --shots 4 --language id").output
    assert "Kalimat yang sudah dikodekan oleh orang" in prompt


def test_the_script_is_written_out_and_never_over_another_file(tmp_path):
    runner = CliRunner()
    file = tmp_path / "coder_http.py"
    assert runner.invoke(application, ["code", "script", str(file)]).exit_code == 0
    assert runner.invoke(application, ["code", "script", str(file)]).exit_code == 0
    compile(file.read_text(), "coder_http.py", "exec")
    done = runner.invoke(application, ["code", "script", str(file.with_name("c.py")), "--program", "cues"])
    assert done.exit_code == 0
    assert "code_with_cues" in file.with_name("c.py").read_text()
    refused = runner.invoke(application, ["code", "script", str(file.with_name("d.py")), "--program", "../x"])
    assert "expected http or cues" in str(refused.exception)
    file.write_text("mine")
    assert isinstance(runner.invoke(application, ["code", "script", str(file)]).exception, InputError)
    assert file.read_text() == "mine"

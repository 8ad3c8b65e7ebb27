from dataclasses import replace

import pandas as pd
import pytest

from research import coding
from research.coding.runs.coder_answers import Answer, Problem, read_answer
from research.coding.runs.run_records import NamedFile
from research.tables import InputError

ITEMS = coding.list_run_items(
    pd.DataFrame({"document": "a", "sentence": [1, 2, 3], "text": ["Satu.", "Dua.", "Tiga."], "reported": True})
)
RECORD = coding.RunRecord(("lex",), "2026-11-27", "a" * 64, "en", False, 1, 2)
NUMBERS = dict(zip(ITEMS["sentence"], ITEMS["item"], strict=True))


@pytest.fixture
def refuse(book, tmp_path):
    """Refuse a name in the folder of the test, where the command, the prompt or the context is another."""

    def call(name, *, command, prompt, context=False):
        task = coding.CoderTask(prompt, book, tmp_path / "kept.jsonl")
        coding.refuse_other_run(tmp_path, name, task, coding.RunSettings(command, context=context))

    return call


def answer(*coded: tuple[int, str], problems: tuple[Problem, ...] = ()) -> coding.RunResult:
    answers = {NUMBERS[sentence]: Answer(NUMBERS[sentence], frames, tokens=5) for sentence, frames in coded}
    return coding.RunResult(answers, problems)


def test_a_run_has_its_codes_record_prompt_and_problems(tmp_path):
    left = (Problem(NUMBERS[3], "no answer"),)
    result = answer((1, "sanctions"), (2, "not coded"), problems=left)
    record = coding.write_run(tmp_path / "lex.csv", ITEMS, result, prompt="kode", record=RECORD)
    assert (record.statements, record.not_coded, record.unanswered, record.tokens) == (3, 1, 1, 10)
    rows = (tmp_path / "lex.csv").read_text().splitlines()
    assert [row.split(",")[:3] for row in rows] == [
        ["document", "sentence", "frames"],
        ["a", "1", "sanctions"],
        ["a", "2", "not coded"],
    ]
    assert coding.read_run(tmp_path / "lex.run.toml") == record
    assert record.codes_sha256 == coding.hash_text((tmp_path / "lex.csv").read_text())
    assert (tmp_path / "runs" / "lex.prompt.md").read_text() == "kode"
    assert len((tmp_path / "runs" / "lex.problems.csv").read_text().splitlines()) == 2


def test_a_whole_run_leaves_no_list_of_problems(tmp_path):
    first = answer((1, "none"), problems=(Problem(NUMBERS[2], "no answer"), Problem(NUMBERS[3], "no answer")))
    coding.write_run(tmp_path / "lex.csv", ITEMS, first, prompt="kode", record=RECORD)
    whole = answer((1, "none"), (2, "none"), (3, "sanctions"))
    coding.write_run(tmp_path / "lex.csv", ITEMS, whole, prompt="kode", record=RECORD)
    assert not (tmp_path / "runs" / "lex.problems.csv").exists()


def test_without_an_answer_the_problems_alone_are_written(tmp_path):
    problems = (Problem(0, "the program failed", "exit code 1: no key"), Problem(NUMBERS[1], "no answer"))
    with pytest.raises(InputError, match="none on 3 statements, such as 'the program failed: exit code 1: no key'"):
        coding.write_run(tmp_path / "lex.csv", ITEMS, answer(problems=problems), prompt="kode", record=RECORD)
    assert [file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.*")] == ["runs/lex.problems.csv"]
    assert len((tmp_path / "runs" / "lex.problems.csv").read_text().splitlines()) == 3


def test_a_program_that_says_nothing_is_told_in_one_sentence(tmp_path):
    problems = tuple(Problem(number, "no answer") for number in NUMBERS.values())
    with pytest.raises(InputError, match="found none on 3 statements, such as 'no answer', expected one on each"):
        coding.write_run(tmp_path / "lex.csv", ITEMS, answer(problems=problems), prompt="kode", record=RECORD)


def test_that_two_answers_differ_says_more_than_that_there_is_none(tmp_path):
    problems = [Problem(NUMBERS[1], "no answer"), Problem(NUMBERS[1], "two different answers", "none and sanctions")]
    with pytest.raises(InputError, match="none on 3 statements, such as 'two different answers: none and sanctions'"):
        coding.write_run(tmp_path / "lex.csv", ITEMS, answer(problems=tuple(problems)), prompt="kode", record=RECORD)


def test_a_name_belongs_to_one_program_and_one_prompt(tmp_path, refuse):
    refuse("lex", command=("lex",), prompt="kode")
    coding.write_run(tmp_path / "lex.csv", ITEMS, answer((1, "none")), prompt="kode", record=RECORD)
    refuse("lex", command=("lex",), prompt="kode")
    with pytest.raises(InputError, match=r"lex.run.toml: prompt: found that of another run"):
        refuse("lex", command=("lex",), prompt="another")
    with pytest.raises(InputError, match=r"lex.run.toml: command: found that of another run"):
        refuse("lex", command=("other",), prompt="kode")


def test_the_name_of_a_person_is_refused(tmp_path, refuse):
    (tmp_path / "siti.csv").write_text("document,sentence,frames\n")
    with pytest.raises(InputError, match=r"found siti.csv, which no program wrote"):
        refuse("siti", command=("lex",), prompt="kode")


def test_another_context_is_another_run(tmp_path, refuse):
    coding.write_run(tmp_path / "lex.csv", ITEMS, answer((1, "none")), prompt="kode", record=RECORD)
    with pytest.raises(InputError, match=r"lex.run.toml: context: found that of another run"):
        refuse("lex", command=("lex",), prompt="kode", context=True)


def test_a_corpus_without_reported_statements_is_refused(tmp_path):
    with pytest.raises(InputError, match="found none that is reported"):
        coding.write_run(tmp_path / "lex.csv", ITEMS.head(0), answer(), prompt="kode", record=RECORD)


def test_what_a_program_says_of_itself_can_be_read_again(tmp_path, book):
    line = '{"id": 1, "frames": [], "model": "a\\u0000\\u001b\\u202eb"}'
    found = read_answer(line, {1}, book)
    result = coding.RunResult({NUMBERS[1]: replace(found, item=NUMBERS[1])}, ())
    coding.write_run(tmp_path / "lex.csv", ITEMS, result, prompt="kode", record=RECORD)
    assert coding.read_run(tmp_path / "lex.run.toml").model.replace("\u202e", "") == "ab"


def test_the_files_that_a_command_names_are_hashed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "coder.py").write_text("kode\n")
    (tmp_path / "kunci.txt").write_text("rahasia")
    (tmp_path / "program").write_text("x")
    command = ["program", "coder.py", "--model", "none.gguf", "--api-key", "kunci.txt", "", "a\0b", "c" * 5000]
    (named,) = coding.list_named_files(command)
    assert (named.file, named.sha256) == ("coder.py", coding.hash_text("kode\n"))
    assert [each.file for each in coding.list_named_files(["coder.py", "coder.py"])] == ["coder.py"]


def test_a_call_that_asked_nothing_tells_how_the_codes_came_about(tmp_path):
    """A program that was changed meanwhile has not coded what was kept."""
    path, first = tmp_path / "lex.csv", replace(RECORD, batch=7, files=(NamedFile("a.py", "a" * 64),))
    later = replace(RECORD, day="2027-01-02", seconds=0, seed=9, batch=20, files=(NamedFile("a.py", "b" * 64),))
    told = coding.write_run(path, ITEMS, answer((1, "none")), prompt="kode", record=first)
    kept = replace(answer((1, "none")), kept=1)
    assert coding.write_run(path, ITEMS, kept, prompt="kode", record=later) == told
    more = replace(answer((1, "none"), (2, "none")), kept=1)
    asked = coding.write_run(path, ITEMS, more, prompt="kode", record=later)
    assert (asked.day, asked.files) == (later.day, later.files)


def test_the_same_answers_on_another_day_are_the_same_file(tmp_path):
    hashes = {
        coding.write_run(
            tmp_path / f"{name}.csv", ITEMS, answer((1, "none")), prompt="kode", record=record
        ).codes_sha256
        for name, record in (("lex", RECORD), ("lex_2", replace(RECORD, day="2027-01-02")))
    }
    assert len(hashes) == 1

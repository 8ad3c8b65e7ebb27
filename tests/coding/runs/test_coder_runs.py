import sys
from pathlib import Path

import pandas as pd
import pytest

from research import coding
from research.coding.runs.coder_runs import list_run_codes, list_run_problems

# What each program does before it answers on s, a statement as it was read.
LEXICON = 'answer(s["id"], ["sanctions"] if "sanksi" in s["text"].lower() else [])'
HEAD = """
import json, os, sys, time
def answer(number, frames, **more):
    print(json.dumps({"id": number, "frames": frames, **more}), flush=True)
log = open(sys.argv[1], "a")
for line in sys.stdin:
    s = json.loads(line)
    log.write(s["text"] + "\\n"); log.flush()
"""
TEXTS = ["Sanksi menanti.", "ASN netral.", "Sanksi berat.", "Layani warga.", "ASN netral."]


@pytest.fixture
def items() -> pd.DataFrame:
    said = {"document": ["a", "a", "a", "b", "b"], "sentence": [1, 2, 3, 1, 2], "text": TEXTS, "reported": True}
    return coding.list_run_items(pd.DataFrame(said))


def run(folder: Path, items: pd.DataFrame, book, code: str, **settings) -> tuple[coding.RunResult, list[str]]:
    """The result of a program, and the texts that it was handed."""
    log = folder / "log.txt"
    log.write_text("")
    (folder / "coder.py").write_text(HEAD + "".join(f"    {line}\n" for line in code.splitlines()))
    task = coding.CoderTask("prompt", book, folder / "kept.jsonl")
    command = (sys.executable, str(folder / "coder.py"), str(log))
    result = coding.ask_coder(items, task, settings=coding.RunSettings(command, **settings))
    return result, log.read_text().splitlines()


def read_codes(items: pd.DataFrame, result: coding.RunResult) -> list[str]:
    return list_run_codes(items, result)["frames"].tolist()


def test_every_statement_gets_its_codes_and_each_text_is_asked_once(tmp_path, items, book):
    result, asked = run(tmp_path, items, book, LEXICON, batch=2)
    assert read_codes(items, result) == ["sanctions", "", "sanctions", "", ""]
    assert sorted(asked) == sorted(set(TEXTS))
    assert result.problems == ()


def test_nothing_is_asked_twice(tmp_path, items, book):
    first, _ = run(tmp_path, items, book, LEXICON)
    again, asked = run(tmp_path, items, book, LEXICON)
    assert asked == []
    assert again.answers == first.answers


def test_another_prompt_asks_again(tmp_path, items, book):
    run(tmp_path, items, book, LEXICON)
    task = coding.CoderTask("another prompt", book, tmp_path / "kept.jsonl")
    command = (sys.executable, str(tmp_path / "coder.py"), str(tmp_path / "log.txt"))
    coding.ask_coder(items, task, settings=coding.RunSettings(command))
    assert len((tmp_path / "log.txt").read_text().splitlines()) == 8


def test_what_a_failed_call_answered_is_kept(tmp_path, items, book):
    broken = f'if "berat" in s["text"]: sys.exit("out of money")\n{LEXICON}'
    result, _ = run(tmp_path, items, book, broken, batch=1, retries=0)
    assert sorted(
        {text for text, item in zip(items["text"], items["item"], strict=True) if item in result.answers}
    ) == [
        "ASN netral.",
        "Layani warga.",
        "Sanksi menanti.",
    ]
    problems = list_run_problems(items, result)
    assert set(problems["problem"]) == {"the program failed", "no answer"}
    assert "out of money" in " ".join(problems["found"])
    # The program at the same place, mended: it is asked for the one statement alone.
    again, asked = run(tmp_path, items, book, LEXICON)
    assert asked == ["Sanksi berat."]
    assert read_codes(items, again) == ["sanctions", "", "sanctions", "", ""]


def test_statements_without_a_usable_answer_are_asked_again(tmp_path, items, book):
    flaky = (
        'mark = sys.argv[1] + s["text"]\n'
        f'if not os.path.exists(mark): open(mark, "w").close(); print("?")\nelse: {LEXICON}'
    )
    result, asked = run(tmp_path, items, book, flaky, retries=1)
    assert len(asked) == 8
    assert read_codes(items, result) == ["sanctions", "", "sanctions", "", ""]
    problems = list_run_problems(items, result)
    assert set(problems["problem"]) == {"no JSON object"}


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ('answer(s["id"], ["invented"])', "codes that the codebook does not have so"),
        ("answer(999, [])", "an id that was not handed over"),
        ('answer(s["id"], []); answer(s["id"], ["sanctions"])', "two different answers"),
        ("pass", "no answer"),
        ('print("Sure! Here are the codes.")', "no JSON object"),
    ],
)
def test_unusable_answers_are_listed_and_none_is_guessed(tmp_path, items, book, code, problem):
    result, _ = run(tmp_path, items, book, code, retries=0)
    assert result.answers == {}
    problems = list_run_problems(items, result)
    assert problem in set(problems["problem"])
    left = problems[problems["problem"] == "no answer"]
    assert left[["document", "sentence"]].to_numpy().tolist() == items[["document", "sentence"]].to_numpy().tolist()
    assert not left["answered"].any()


def test_a_withdrawn_answer_is_not_kept(tmp_path, items, book):
    run(tmp_path, items, book, 'answer(s["id"], []); answer(s["id"], ["sanctions"])', retries=0)
    result, asked = run(tmp_path, items, book, LEXICON)
    assert len(asked) == 4
    assert len(result.answers) == 4


def test_a_refusal_is_a_code_of_its_own(tmp_path, items, book):
    result, _ = run(tmp_path, items, book, 'answer(s["id"], "not coded", reason="Dutch")', retries=0)
    assert set(read_codes(items, result)) == {"not coded"}
    assert result.problems == ()


def test_a_slow_program_loses_the_rest_of_its_batch_alone(tmp_path, items, book):
    slow = f'if "Layani" in s["text"]: time.sleep(600)\n{LEXICON}'
    result, _ = run(tmp_path, items, book, slow, batch=1, retries=0, seconds=5, workers=4)
    assert len(result.answers) == 3
    assert any("longer than 5 seconds" in problem.found for problem in result.problems)


def test_workers_do_not_change_the_codes(tmp_path, items, book):
    results = []
    for workers in (1, 3):
        folder = tmp_path / str(workers)
        folder.mkdir()
        results.append(run(folder, items, book, LEXICON, batch=1, workers=workers)[0])
    assert results[0].answers == results[1].answers


def test_the_program_finds_the_prompt_and_the_codes(tmp_path, items, book):
    code = 'answer(s["id"], [], reason=open(os.environ["RESEARCH_PROMPT"]).read() + os.environ["RESEARCH_CODES"])'
    result, _ = run(tmp_path, items, book, code)
    codes = ";".join(frame.code for frame in book.frames)
    assert {answer.reason for answer in result.answers.values()} == {f"prompt{codes}"}


def test_a_program_that_floods_is_ended(tmp_path, items, book):
    flood = 'while True: print("y", flush=True)'
    result, _ = run(tmp_path, items, book, flood, retries=0)
    assert result.answers == {}
    assert "more than 10 lines of no use for each statement" in {problem.found for problem in result.problems}
    assert len(result.problems) < 100


def test_how_many_answers_were_kept_is_said(tmp_path, items, book):
    first, _ = run(tmp_path, items, book, LEXICON)
    again, _ = run(tmp_path, items, book, 'answer(s["id"], [])')
    assert (first.kept, again.kept) == (0, 4)


def test_another_option_asks_anew_whatever_its_name(tmp_path, items, book):
    run(tmp_path, items, book, LEXICON)
    log = tmp_path / "log.txt"
    command = (sys.executable, str(tmp_path / "coder.py"), str(log), "--max-tokens", "5")
    before = len(log.read_text().splitlines())
    task = coding.CoderTask("prompt", book, tmp_path / "kept.jsonl")
    coding.ask_coder(items, task, settings=coding.RunSettings(command))
    assert len(log.read_text().splitlines()) == before + 4


def test_no_secret_of_the_environment_is_in_what_is_kept(tmp_path, items, book, monkeypatch):
    monkeypatch.setenv("SERVICE_API_KEY", "sk-verysecret==")
    tells = 'answer(s["id"], [], reason="key=" + os.environ["SERVICE_API_KEY"], model="m")'
    result, _ = run(tmp_path, items, book, tells)
    assert {answer.reason for answer in result.answers.values()} == {"key=(not kept)"}
    assert "verysecret" not in (tmp_path / "kept.jsonl").read_text()
    (tmp_path / "kept.jsonl").unlink()
    fails = 'sys.exit("wrong key " + os.environ["SERVICE_API_KEY"])'
    result, _ = run(tmp_path, items, book, fails, retries=0)
    assert "wrong key (not kept)" in " ".join(list_run_problems(items, result)["found"])
    assert "verysecret" not in str(result)

from pathlib import Path

import pytest

from research.coding.runs.coder_answers import Answer
from research.coding.runs.kept_answers import keep_answer, read_kept_answers

FIRST = Answer(3, "sanctions;social_media", 0.5, "kata “sanksi”", "m", 12)
SECOND = Answer(4, "none")


def keep(path: Path, *answers: Answer) -> None:
    for number, answer in enumerate(answers):
        keep_answer(path, f"key{number}", answer)


def test_answers_are_found_again_without_the_number_of_their_run(tmp_path):
    path = tmp_path / "runs" / "a.answers.jsonl"
    keep(path, FIRST, SECOND)
    assert read_kept_answers(path) == {
        "key0": Answer(0, "sanctions;social_media", 0.5, "kata “sanksi”", "m", 12),
        "key1": Answer(0, "none"),
    }


def test_an_answer_is_withdrawn_by_one_without_frames(tmp_path):
    path = tmp_path / "a.jsonl"
    keep_answer(path, "key", SECOND)
    keep_answer(path, "key", Answer(4, ""))
    assert read_kept_answers(path) == {}
    keep_answer(path, "key", SECOND)
    assert read_kept_answers(path) == {"key": Answer(0, "none")}


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_killed_call_loses_its_last_line_alone(tmp_path, cut):
    path = tmp_path / "a.jsonl"
    keep(path, FIRST, SECOND)
    path.write_bytes(path.read_bytes()[:-cut])
    assert read_kept_answers(path)["key0"].frames == FIRST.frames
    keep_answer(path, "key2", FIRST)
    assert {"key0", "key2"} <= set(read_kept_answers(path))


@pytest.mark.parametrize("line", [b"\xff\n", b"1\n", b'{"key": 1}\n', b'{"key": "a", "frames": ["x"]}\n', b"{\n\n"])
def test_a_damaged_line_counts_as_not_there(tmp_path, line):
    path = tmp_path / "a.jsonl"
    keep(path, FIRST)
    path.write_bytes(line + path.read_bytes() + line)
    assert set(read_kept_answers(path)) == {"key0"}


def test_no_file_is_no_answer(tmp_path):
    assert read_kept_answers(tmp_path / "none") == {}


def test_an_answer_without_confidence_or_program_counts(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"key": "a", "frames": "none", "reason": "", "model": "", "tokens": 0}\n')
    assert read_kept_answers(path) == {"a": Answer(0, "none")}

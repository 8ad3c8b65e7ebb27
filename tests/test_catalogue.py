"""The catalogue of bad inputs: every case holds, and the judge of cases sees what does not."""

from pathlib import Path

import catalogue
import pytest
from catalogue import Case, judge, list_cases, make_corpus, try_cases, write

CASES = list_cases()
PARTS = 8


def test_the_catalogue_has_as_many_cases_as_it_should_each_with_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 600
    commands = {case.words[0] for case in CASES}
    assert commands >= {"check", "kwic", "show", "evidence", "add", "attribute", "frames", "evaluate", "keyness"}
    assert commands >= {"compare", "doctor", "new", "report", "archive", "export"}


def test_the_corpus_that_is_spoiled_is_sound(tmp_path: Path) -> None:
    make_corpus(tmp_path / "corpus")
    code, printed = catalogue.call(tmp_path, ("check",))
    assert (code, printed.splitlines()[-1]) == (0, "sound")


@pytest.mark.parametrize("part", range(PARTS))
def test_every_bad_input_is_refused_in_words_and_nothing_is_written(part: int, tmp_path: Path) -> None:
    assert try_cases(CASES[part::PARTS], tmp_path) == {}


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (Case("sound", ("check",)), "exit 0"),
        (Case("no name", ("check",), write("corpus/contrasts.toml", "a = ="), ("nobody.toml",)), "does not name"),
        (Case("written", ("kwic", "netral"), says=()), "exit 0"),
        (Case("made", ("codebook", "export", "-o", "a.qdc")), "changed: "),
    ],
)
def test_the_judge_sees_what_does_not_hold(case: Case, told: str, tmp_path: Path) -> None:
    make_corpus(tmp_path / "model")
    (tmp_path / "room").mkdir()
    assert any(told in line for line in judge(case, tmp_path / "model", tmp_path / "room"))


def test_a_call_that_hangs_or_breaks_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def break_off() -> None:
        raise KeyError("frame")

    make_corpus(tmp_path / "model")
    (tmp_path / "room").mkdir()
    monkeypatch.setattr(catalogue.cli, "main", break_off)
    wrong = judge(Case("broken", ("check",)), tmp_path / "model", tmp_path / "room")
    assert wrong[:2] == ["exit 70", "a traceback"]

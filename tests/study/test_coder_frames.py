"""Whose frames a study takes, and that hypotheses are judged on gold alone."""

from pathlib import Path

import pytest

from research import compare, frames, study
from research.tables import InputError


@pytest.fixture(scope="module")
def known(root: Path) -> study.Study:
    return study.open_study(root / "corpus")


def test_a_program_is_a_coder_and_no_person(known: study.Study) -> None:
    assert known.people == ("coder_a", "coder_b")
    assert set(known.coder_codings["coder"]) == {*known.people, "cues"}


def test_the_frames_of_a_program_are_of_all_statements_and_none_in_narration(known: study.Study) -> None:
    table = study.read_codes(known, "cues").merge(known.statements[[*frames.KEY, "reported"]], on=frames.KEY)
    assert len(table) == len(known.gold)
    assert table.loc[~table["reported"], "present"].sum() == 0 < table["present"].sum()


def test_hypotheses_are_judged_on_gold_with_people_beside_it(known: study.Study) -> None:
    tests = study.test_confirmation(known, draws=9)
    assert list(tests["codes"].unique()) == ["gold", "coder_a", "coder_b"]


@pytest.mark.parametrize("name", ["cues", "cue"])
def test_the_frames_of_a_program_judge_no_hypothesis(known: study.Study, name: str) -> None:
    words = f"found '{name}', a program, expected one of gold, coder_a, coder_b; hypotheses are judged on gold"
    with pytest.raises(InputError, match=words):
        study.test_confirmation(known, codes=["gold", name], draws=9)


def test_a_study_by_the_frames_of_a_coder_judges_no_hypothesis(root: Path) -> None:
    with pytest.raises(InputError, match="study: found by the frames of cues, expected one by gold"):
        study.test_confirmation(study.open_by_coder(root / "corpus", "cues"), draws=9)


def test_rows_of_one_coder_judge_no_hypothesis(known: study.Study) -> None:
    rows = known.restrict(sample="systematic").rows.assign(coder="cues")
    with pytest.raises(InputError, match="coder: found cues, expected gold, on which hypotheses are judged"):
        compare.test_hypotheses(rows, known.hypotheses, draws=9)

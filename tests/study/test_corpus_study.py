from pathlib import Path

import pytest

from research import study
from research.study.corpus_study import read_texts
from research.tables import InputError


def test_a_study_is_read_once_and_its_rows_are_those_of_its_documents(root: Path) -> None:
    known = study.open_study(root / "corpus")
    assert known.rows is known.rows
    assert set(known.frame_rows["frame"]) == set(known.labels.frames) < set(known.rows["frame"])
    assert set(known.rows["document"]) <= set(known.documents["document"])
    assert known.elections["election"].tolist()[0] == "pilkada-2015"
    with pytest.raises(AttributeError):
        known.folder = Path()


def test_sentences_of_a_corpus_are_optional_and_of_one_shape(tmp_path: Path, root: Path) -> None:
    file = tmp_path / "text.toml"
    file.write_text('[05_years]\nlimits = "2020 was the year of the pandemic."\n')
    assert read_texts(file) == {"05_years": {"limits": "2020 was the year of the pandemic."}}
    assert study.open_study(root / "corpus").text("nowhere", "limits") == ""
    file.write_text('limits = "no notebook"\n')
    with pytest.raises(InputError, match=r"text.toml: limits: found str, expected a table of sentences"):
        read_texts(file)
    file.write_text("limits =\n")
    with pytest.raises(InputError, match="expected TOML in UTF-8"):
        read_texts(file)

import shutil
from pathlib import Path

import pandas as pd
import pytest

from research import attribution, compare, references, report, study
from research.study.corpus_study import read_texts
from research.tables import InputError, read_cells


def test_a_study_is_read_once_and_its_rows_are_those_of_its_documents(root: Path) -> None:
    known = study.open_study(root / "corpus")
    assert known.rows is known.rows
    assert set(known.frame_rows["frame"]) == set(known.labels.frames) < set(known.rows["frame"])
    assert set(known.rows["document"]) <= set(known.documents["document"])
    assert known.elections["election"].tolist()[0] == "pilkada-2015"
    with pytest.raises(AttributeError):
        known.folder = Path()


def test_a_sample_is_a_study_of_its_documents_alone(root: Path) -> None:
    known = study.open_study(root / "corpus")
    parts = [known.restrict(sample=name) for name in known.samples.codes]
    assert [len(part.documents) for part in parts] == [316, 135]
    for table in ("statements", "gold", "rows", "coder_codings"):
        assert sum(len(getattr(part, table)) for part in parts) == len(getattr(known, table))
    assert len({part.caution for part in parts} | {known.caution}) == 3
    with pytest.raises(InputError, match="found 'random', expected one of systematic, purposive"):
        known.restrict(sample="random")


def test_rows_are_the_statements_of_officials(root: Path) -> None:
    known = study.open_study(root / "corpus")
    others = known.statements[known.statements["reported"] & known.statements["office"].eq("other")]
    assert len(others) == 23
    counted = known.rows[["document", "sentence"]].drop_duplicates()
    assert len(counted) == known.statements["reported"].sum() - len(others)
    assert counted.merge(others[["document", "sentence"]]).empty


def test_themes_are_of_the_statements_that_frames_are_of(root: Path) -> None:
    known = study.open_study(root / "corpus", sample="purposive")
    assert known.themes
    codes = {theme.code for theme in known.themes.frames}
    units = ["document", "sentence"]
    statements = known.frame_rows[units].drop_duplicates().reset_index(drop=True)
    assert set(known.theme_rows["frame"]) == codes
    pd.testing.assert_frame_equal(known.theme_rows[units].drop_duplicates().reset_index(drop=True), statements)
    assert set(known.theme_rows.columns) == {*known.frame_rows.columns, "coder"}
    assert set(known.theme_rows["coder"]) == {"cue"}


def test_a_corpus_without_themes_has_none(tmp_path: Path, root: Path) -> None:
    for file in ("codebook.toml", "elections.csv", "samples.toml"):
        shutil.copy(root / "corpus" / file, tmp_path)
    shutil.copytree(root / "corpus" / "documents", tmp_path / "documents")
    shutil.copytree(root / "corpus" / "coding", tmp_path / "coding")
    known = study.open_study(tmp_path, sample="purposive")
    assert known.themes is None
    assert known.theme_rows.empty
    assert len(known.rows)
    themes = compare.measure_themes(known.theme_rows, known.frame_rows)
    labels = report.label_study(known)
    assert themes.empty
    assert report.describe_themes(themes, labels=labels) == ""
    assert report.table_themes(themes, labels=labels).empty


def test_the_second_coding_of_speakers_is_of_sentences_of_the_corpus(root: Path) -> None:
    known = study.open_study(root / "corpus")
    second = read_cells(root / "corpus" / "coding" / "attribution" / "attribution_b.csv").astype({"sentence": "int64"})
    key = ["document", "sentence"]
    assert not second.duplicated(key).any()
    assert len(second.merge(known.statements[key])) == len(second) == 1300 + 3699
    once = known.statements[~known.statements["document"].isin(second["document"])]
    assert once["document"].nunique() == 5
    assert set(second["mode"]) == {"reported", "narration"}


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


def make_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of a corpus that are kept on disk."""
    known = study.open_study(folder)
    return {
        "documents": known.documents,
        "statements": known.statements,
        "codings": known.codings,
        "gold": known.gold,
        "pairs": compare.measure_cooccurrence(known.rows, frames=list(known.labels.frames)[:2], unit="document"),
        "families": known.families,
        "sentences": attribution.segment_documents(known.documents),
        "found": attribution.find_statements(known.documents),
        "references": references.find_references(known.statements, known.documents, known.codebook),
    }


def test_tables_kept_on_disk_are_those_made_anew(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETRALITAS_CACHE", "off")
    expected = make_tables(root / "corpus")
    monkeypatch.setenv("NETRALITAS_CACHE", str(tmp_path))
    for _ in ("first", "again"):
        for name, table in make_tables(root / "corpus").items():
            # Without the words of a failed comparison, which may be those of frozen documents.
            same = table.equals(expected[name]) and table.dtypes.equals(expected[name].dtypes)
            assert same, name


def test_a_changed_coding_is_read_anew(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(root / "corpus", folder)
    gold = folder / "coding" / "gold.csv"
    before = study.open_study(folder)
    lines = gold.read_text(encoding="utf-8").splitlines(keepends=True)
    last = lines[-1].split(",")[0]
    gold.write_text("".join(line for line in lines if line.split(",")[0] != last), encoding="utf-8")
    after = study.open_study(folder)
    assert set(after.uncoded) == {*before.uncoded, last}
    assert len(after.gold) < len(before.gold)

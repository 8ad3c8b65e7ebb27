from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from research import compare, report
from research.tables import InputError


def test_a_figure_is_written_with_its_table_and_shown_above_the_table_in_words(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    shown: list[object] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    report.publish(Figure(), pd.DataFrame({"n": [1]}), "years", shown=pd.DataFrame({"Documents": [1]}))
    assert sorted(file.name for file in (tmp_path / "figures").iterdir()) == ["years.csv", "years.png", "years.svg"]
    assert (tmp_path / "figures" / "years.csv").read_text() == "n\n1\n"
    assert [type(part).__name__ for part in shown] == ["Image", "HTML"]


def test_without_a_table_in_words_the_table_of_the_figure_is_folded_under_it(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    shown: list = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    report.publish(Figure(), pd.DataFrame({"n": range(20), "word": "<b>"}), "years")
    folded = shown[1].data
    assert folded.startswith("<details><summary>The table of the figure: 8 of 20 rows; all are in figures/years.csv")
    assert folded.count("<tr>") == 8 and "<b>" not in folded


def test_under_a_figure_there_is_always_a_table(tmp_path: Path, monkeypatch) -> None:
    shown: list = []
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setattr("IPython.display.display", shown.append)
    report.publish(Figure(), pd.DataFrame({"n": [1]}), "years", shown=pd.DataFrame())
    assert [type(part).__name__ for part in shown] == ["Image", "HTML"]
    assert "1 of 1 rows" in shown[1].data


def test_an_index_of_names_is_shown_and_one_of_numbers_is_not(monkeypatch) -> None:
    shown: list = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    report.show(pd.DataFrame({"n": [3]}, index=["2018"]), pd.DataFrame({"n": [3]}))
    assert "2018" in shown[0].data
    assert shown[1].data.count("<td") == 1


def test_a_table_lacks_a_column_that_is_asked_for() -> None:
    with pytest.raises(InputError, match="colour"):
        report.table(pd.DataFrame({"n": [1]}), columns={"colour": "Colour"})


def test_several_values_give_the_tables_of_each_one_under_the_other() -> None:
    said = {"document": list("aabbccddee"), "sentence": [1, 2] * 5, "speaker": "X", "kind": "news", "office": "head"}
    rows = pd.DataFrame(said).merge(pd.DataFrame({"frame": ["f", "g"]}), how="cross")
    rows["present"] = [True, False, False, True, True, False, False, False, True, True] * 2
    bases = compare.measure_shares(rows, by="kind", base=["framed", "documents"])
    assert bases["base"].tolist() == ["framed"] * 2 + ["documents"] * 2
    framed = compare.measure_shares(compare.keep_framed(rows), by="kind")
    assert bases["share"].tolist()[:2] == framed["share"].tolist()
    mixes = compare.measure_composition(rows, by="kind", of=["office", "speaker"])
    assert mixes["composition"].tolist() == ["office", "speaker"]
    pairs = compare.measure_cooccurrence(rows, frames=["f", "g"], unit=["statement", "document"])
    alone = compare.measure_cooccurrence(rows, frames=["f", "g"], unit="document")
    pd.testing.assert_frame_equal(pairs.tail(1).reset_index(drop=True), alone)

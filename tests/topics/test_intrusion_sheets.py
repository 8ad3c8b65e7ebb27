"""Sheets of intrusion tests: blind, the same bytes, and each fault of what comes back is named once."""

from pathlib import Path

import pandas as pd
import pytest
from intrusion import answer_sheet, draw_items, find_truth, make_model, write_texts
from openpyxl import load_workbook

from research import topics
from research.coding import hash_text
from research.tables import InputError, read_cells

COLUMNS = ["item", "1", "2", "3", "4", "5", "answer"]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    topics.write_intrusion_sheet(draw_items(), tmp_path / "may.csv")
    return tmp_path / "may.csv"


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_sheet_has_numbers_texts_and_nothing_else(tmp_path: Path, ending: str) -> None:
    """Models that differ in each topic and arm, with the same texts drawn, give the same sheet to the byte."""
    items = draw_items()
    relabelled = items.assign(topic=5 - items["topic"], text_topic=9, arm="topics", document="x", intruder=False)
    for name, table in {"a": items, "b": relabelled}.items():
        (tmp_path / name).mkdir()
        written = topics.write_intrusion_sheet(table, tmp_path / name / f"may{ending}")
        assert [path.name for path in written] == [f"may{ending}", "may.md", "may.key.csv"]
    for name in (f"may{ending}", "may.md"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    table = read_cells(tmp_path / "a" / f"may{ending}", columns=COLUMNS)
    assert table.columns.tolist() == COLUMNS and (table["answer"] == "").all()
    assert table["item"].astype(int).tolist() == list(range(1, 51))
    longs = table.melt(["item", "answer"], var_name="place", value_name="shown").astype({"item": int, "place": int})
    joined = items.merge(longs, on=["item", "place"])
    assert len(joined) == len(items) and joined["shown"].equals(joined["text"])


def test_a_workbook_is_locked_but_for_answers_which_are_chosen_from_a_list(tmp_path: Path) -> None:
    items = draw_items()
    items.loc[0, "text"] = "=HYPERLINK(1)"
    topics.write_intrusion_sheet(items, tmp_path / "may.xlsx")
    page = load_workbook(tmp_path / "may.xlsx")["coding"]
    assert page["B2"].data_type == "s" and page["B2"].quotePrefix
    assert page.protection.sheet and page["B2"].protection.locked and not page["G2"].protection.locked
    (rule,) = page.data_validations.dataValidation
    assert rule.formula1 == '"1,2,3,4,5"' and str(rule.sqref) == "G2:G51"


def test_formulas_in_texts_are_texts_and_come_back_as_they_went(tmp_path: Path) -> None:
    items = draw_items()
    items.loc[0, "text"], items.loc[0, "sha256"] = "=1+1 baris", hash_text("=1+1 baris")
    topics.write_intrusion_sheet(items, tmp_path / "may.csv")
    assert '"\'=1+1 baris"' in (tmp_path / "may.csv").read_text(encoding="utf-8-sig")
    answers = topics.read_intrusion_answers([tmp_path / "may.csv"], items)
    assert answers["answer"].isna().all() and len(answers) == 50


def test_key_and_answers_come_back(sheet: Path) -> None:
    items = draw_items()
    truth = find_truth(items)
    filled = answer_sheet(sheet, "siti-aminah", lambda item: truth[item] if item > 2 else ["", "3.0"][item - 1])
    key = topics.read_intrusion_key(filled)
    pd.testing.assert_frame_equal(key, items.drop(columns="text"))
    answers = topics.read_intrusion_answers([filled], key)
    assert answers["rater"].unique().tolist() == ["may-siti-aminah"]
    assert answers["answer"].isna().tolist() == [True] + [False] * 49
    assert answers["answer"].tolist()[1:] == [3, *(truth[item] for item in range(3, 51))]


def test_a_sheet_of_a_spreadsheet_with_semicolons_is_read(sheet: Path) -> None:
    table = read_cells(sheet).assign(answer="2").sample(frac=1, random_state=3)
    back = sheet.with_name("may-ani.csv")
    table.to_csv(back, index=False, sep=";", encoding="utf-8-sig")
    assert (topics.read_intrusion_answers([back], draw_items())["answer"] == 2).all()


FAULTS = {
    "out of range": (
        lambda table: table.assign(answer=["6", *table["answer"][1:]]),
        "may-siti.csv, row 2: answer: found '6', expected a number from 1 to 5; correct it or empty it",
    ),
    "no number": (
        lambda table: table.assign(answer=["dua", *table["answer"][1:]]),
        "may-siti.csv, row 2: answer: found 'dua', expected a number from 1 to 5; correct it or empty it",
    ),
    "a missing item": (
        lambda table: table.drop(index=3),
        "may-siti.csv: item: found no row for 1 of 50: 4, expected every item of the key; restore the rows; ",
    ),
    "twice": (
        lambda table: pd.concat([table, table[4:5]]),
        "may-siti.csv, row 52: item: found 5 twice, expected one row an item; keep one",
    ),
    "an unknown item": (
        lambda table: pd.concat([table, table[4:5].assign(item="51")]),
        "may-siti.csv, row 52: item: found '51', expected an item of the key, 1 to 50; correct the number or ",
    ),
    "an altered text": (
        lambda table: table.assign(**{"2": ["x", *table["2"][1:]]}),
        "may-siti.csv, row 2: texts: found other texts, expected those that went out; copy them from the sheet",
    ),
    "no column": (
        lambda table: table.drop(columns="answer"),
        "may-siti.csv: columns: found item, 1, 2, 3, 4, 5, expected also answer; send back the sheet as it was",
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_of_a_sheet_is_one(sheet: Path, kind: str) -> None:
    change, expected = FAULTS[kind]
    back = sheet.with_name("may-siti.csv")
    change(read_cells(sheet).assign(answer="1")).to_csv(back, index=False)
    with pytest.raises(InputError) as caught:
        topics.read_intrusion_answers([back], draw_items())
    lines = str(caught.value).splitlines()
    assert lines[0] == "1 fault:" and expected in lines[1] and len(lines) == 2


def test_the_key_of_another_sheet_is_one_fault(sheet: Path) -> None:
    model = make_model(9)
    other = topics.draw_statement_intrusion(model, write_texts(model), shuffled=make_model(8), seed=77)
    with pytest.raises(InputError, match=r"^1 fault:\n.*may.csv: texts: found none of the key, .* with --key$"):
        topics.read_intrusion_answers([sheet], other)


def test_one_file_a_rater(sheet: Path) -> None:
    with pytest.raises(InputError, match="sheets: rater: found 'may' twice, expected one file a rater"):
        topics.read_intrusion_answers([sheet, sheet], draw_items())
    with pytest.raises(InputError, match="sheets: rater: found none"):
        topics.read_intrusion_answers([], draw_items())


def test_filled_sheets_and_keys_are_not_replaced(sheet: Path) -> None:
    items = draw_items()
    topics.write_intrusion_sheet(items, sheet)
    sheet.write_text("filled", encoding="utf-8")
    with pytest.raises(InputError, match="another file there already"):
        topics.write_intrusion_sheet(items, sheet)
    topics.write_intrusion_sheet(items, sheet, force=True)
    with pytest.raises(InputError, match="the key of another sheet"):
        topics.write_intrusion_sheet(draw_items(2), sheet, force=True)
    with pytest.raises(InputError, match=r"ending: found '.ods', expected .xlsx or .csv"):
        topics.write_intrusion_sheet(items, sheet.with_suffix(".ods"))


def test_a_missing_or_damaged_key_is_one_fault(sheet: Path) -> None:
    key = sheet.with_name("may.key.csv")
    text = key.read_text(encoding="utf-8")
    key.write_text(text.replace("True", "False"), encoding="utf-8")
    with pytest.raises(InputError, match="found an item without one intruder"):
        topics.read_intrusion_key(sheet)
    key.unlink()
    with pytest.raises(InputError, match="key: found nothing there, expected the key of the sheet; give it with --key"):
        topics.read_intrusion_key(sheet)

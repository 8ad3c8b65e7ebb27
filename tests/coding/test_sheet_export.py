import contextlib
import csv
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from lxml import etree
from typer.testing import CliRunner

from research import cli, coding, tables
from research.codebook import Codebook
from research.coding import instructions, sheet_export, sheet_workbook
from research.tables import InputError

CODES = ("service_priority", "sanctions", "social_media", "conflict_risk", "social_conflict", "interest_conflict")
CHILDREN = CODES[4:]
ENDINGS = (".xlsx", ".csv", ".jsonl", ".json")
CENTRAL = (
    "2018-01-09-denpasar-balipost",
    "2020-09-21-bontang-pemkot",
    "2020-09-30-lebong-bengkuluekspress",
    "2024-08-21-bali-pemprov",
    "2024-10-23-balikpapan-kaltimkita",
)
# What doccano and Label Studio call the parts of what they export.
FIELDS = (
    "item",
    "text",
    "label",
    "labels",
    "meta",
    "data",
    "annotations",
    "result",
    "value",
    "choices",
    "from_name",
    "Comments",
)
Frames = frozenset[str]
DANGEROUS = ("=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "'=1", "''+1", "\uff1d1", "\n=1")


def make_statements(texts: list[str]) -> pd.DataFrame:
    numbers = range(1, len(texts) + 1)
    return pd.DataFrame({"document": "a", "sentence": list(numbers), "text": texts})


def write(folder: Path, ending: str, texts: list[str], book: Codebook) -> tuple[Path, pd.DataFrame]:
    statements = make_statements(texts)
    key = coding.select_documents(statements, ["a"])
    sheet = coding.make_sheet(key, statements, book)
    path = folder / f"sheet{ending}"
    coding.write_sheet(sheet, key, path, codebook=book)
    return path, key


# What a coder, or the tool that the coder uses, does to a sheet: the codes of each item, and nothing else.


def fill_xlsx(path: Path, codes: dict[int, Frames]) -> None:
    book = openpyxl.load_workbook(path)
    page = book["coding"]
    heads = [cell.value for cell in page[2]]
    for row in range(3, page.max_row + 1):
        seen = codes.get(int(str(page.cell(row, 1).value)))
        for place, head in enumerate(heads, start=1):
            if head in CODES and seen is not None and not (head in CHILDREN and "conflict_risk" not in seen):
                page.cell(row, place).value = "yes" if head in seen else "no"
    book.save(path)


def fill_csv(path: Path, codes: dict[int, Frames]) -> None:
    """As a spreadsheet with Indonesian settings writes it: semicolons, line ends of Windows, ya and tidak."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    for row in rows:
        seen = codes.get(int(row[0]))
        for place, name in enumerate(head):
            if name in CODES and seen is not None:
                row[place] = "Ya" if name in seen else "TIDAK "
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *rows])


def fill_doccano(path: Path, codes: dict[int, Frames]) -> None:
    """As doccano 1.8 exports JSONL: the columns that it does not know spread beside text, labels sorted."""
    lines = []
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        entry = json.loads(line)
        seen = codes.get(entry["item"])
        label = [] if seen is None else sorted(seen) or ["none"]
        lines.append(json.dumps(entry | {"label": label, "Comments": []}) + "\n")
    path.write_text("".join(reversed(lines)), encoding="utf-8")


def fill_label_studio(path: Path, codes: dict[int, Frames]) -> None:
    """As Label Studio exports JSON: an annotation with one result of type choices, none for a task not done."""
    tasks = json.loads(path.read_text(encoding="utf-8"))
    for number, task in enumerate(tasks):
        seen = codes.get(task["data"]["item"])
        value = {"choices": sorted(seen or ["none"])}
        result = {"id": "x1", "from_name": "frames", "to_name": "text", "type": "choices", "value": value}
        done = [{"id": number, "result": [result], "was_cancelled": False, "completed_by": 1}]
        task |= {"id": 900 + number, "annotations": [] if seen is None else done, "predictions": []}
    path.write_text(json.dumps(tasks), encoding="utf-8")


FILL: dict[str, Callable[[Path, dict[int, Frames]], None]] = {
    ".xlsx": fill_xlsx,
    ".csv": fill_csv,
    ".jsonl": fill_doccano,
    ".json": fill_label_studio,
}


def make_codes(seen: Frames) -> Frames:
    """A coding that the codebook allows: conflict_risk where, and only where, a subcode of it is."""
    return seen - {"conflict_risk"} | ({"conflict_risk"} if seen & set(CHILDREN) else set())


texts = st.text(
    st.one_of(st.characters(exclude_categories=("C",)), st.sampled_from("=+-@'\t \n")), min_size=1, max_size=30
)
codings = st.frozensets(st.sampled_from(CODES)).map(make_codes)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(texts, st.none() | codings), min_size=1, max_size=6))
def test_what_goes_out_comes_back(
    ending: str, rows: list[tuple[str, Frames | None]], book: Codebook, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sheet")
    path, _ = write(folder, ending, [text for text, _ in rows], book)
    wanted = {item: seen for item, (_, seen) in enumerate(rows, start=1) if seen is not None}
    FILL[ending](path, wanted)
    if not wanted:
        with pytest.raises(InputError, match="found none that was read"):
            coding.read_coded_sheet(path, coding.make_key_path(path), book, partial=True)
        return
    reading = coding.read_coded_sheet(path, coding.make_key_path(path), book, partial=True)
    found = {
        sentence: frozenset(frames.split(";")) - {""}
        for sentence, frames in reading.rows[["sentence", "frames"]].itertuples(index=False)
    }
    assert found == wanted
    assert reading.uncoded == len(rows) - len(wanted)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_can_be_taken_for_a_formula(text: str, book: Codebook, tmp_path: Path) -> None:
    path, _ = write(tmp_path, ".csv", [text], book)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cell = next(csv.DictReader(file))["text"]
    assert cell == f"'{text}"
    assert coding.read_sheet(path, book).rows.loc[0, "text"] == text
    path, _ = write(tmp_path / "x", ".xlsx", [text], book)
    page = openpyxl.load_workbook(path)["coding"]
    assert (page["C3"].value, page["C3"].data_type, page["C3"].quotePrefix) == (text, "s", True)
    with zipfile.ZipFile(path) as archive:
        rows = etree.fromstring(archive.read("xl/worksheets/sheet3.xml"))
    assert not [one for one in rows.iter() if one.tag.endswith("}f")], "no cell holds a formula"
    assert coding.read_sheet(path, book).rows.loc[0, "text"] == text


@given(st.text(st.sampled_from("=+-@'\t\r\n ab\uff1d"), max_size=8))
def test_neutralising_can_be_undone_and_leaves_nothing_dangerous(text: str) -> None:
    safe = tables.escape_formula(text)
    assert tables.unescape_formula(safe) == text
    assert not safe.lstrip(" \t\r\n").startswith(("=", "+", "@", "\uff1d"))
    # A dash before words is the mark of a list, and no formula.
    assert not safe.lstrip().startswith("-") or not set(safe) & set("=+@\uff1d")


@pytest.mark.parametrize("ending", ENDINGS)
def test_equal_sheets_give_equal_bytes(ending: str, book: Codebook, tmp_path: Path) -> None:
    statements = make_statements([f"Kalimat {number}." for number in range(9)])
    for name, table in (("one", statements), ("two", statements.sample(frac=1, random_state=1))):
        key = coding.select_documents(table, ["a"])
        coding.write_sheet(coding.make_sheet(key, table, book), key, tmp_path / name / f"sheet{ending}", codebook=book)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_a_workbook_is_made_without_temporary_files(
    book: Codebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert write(tmp_path, ".xlsx", ["ASN netral."], book)[0].is_file()


def test_the_workbook_is_fit_for_its_coder(book: Codebook, tmp_path: Path) -> None:
    long = "Sekretaris Daerah meminta seluruh ASN menjaga netralitas selama masa kampanye. " * 6
    path, _ = write(tmp_path, ".xlsx", ["Pendek.", long], book)
    made = openpyxl.load_workbook(path)
    assert made.sheetnames == ["instructions", "codebook", "coding"]
    page = made["coding"]
    assert [cell.value for cell in page[2]] == ["item", "source", "text", *CODES, "note"]
    assert page.protection.sheet and not page.protection.password
    assert [page.cell(3, place).protection.locked for place in range(1, 11)] == [True] * 3 + [False] * 7
    assert page.freeze_panes == "D3"
    (rule,) = page.data_validations.dataValidation
    assert (rule.type, rule.formula1, rule.showErrorMessage) == ("list", '"yes,no"', True)
    # In the file's format showDropDown hides the arrow.
    assert not rule.showDropDown
    assert {str(span) for span in rule.sqref.ranges} == {f"{letter}3:{letter}4" for letter in "DEFGHI"}
    assert page["C4"].alignment.wrap_text
    # A character is about as wide as the unit of width: what does not fit in the lines given would be cut off.
    lines = page.row_dimensions[4].height / 15
    assert lines * page.column_dimensions["C"].width >= len(long)
    assert sum(page.column_dimensions[letter].width for letter in "ABC") < 90
    told = "\n".join(str(row[0].value) for row in made["codebook"].iter_rows())
    for frame in book.frames:
        assert frame.label_id in told and frame.definition in told and all(rule in told for rule in frame.exclude)
    assert any("~" in pattern.text for frame in book.frames for cue in frame.cues for pattern in cue.patterns)
    assert "~" not in told, "no patterns of the cue coder on a person's page"
    assert "yes (ya)" in "\n".join(str(row[0].value) for row in made["instructions"].iter_rows())


def test_the_sentence_before_is_no_page_furniture(book: Codebook) -> None:
    rules = ["verb", "boilerplate", "verb", "headline"]
    statements = make_statements(["Satu.", "ADVERTISEMENT", "Dua.", "Tiga"]).assign(rule=rules)
    drawn = coding.keep_codable(statements)
    key = coding.select_documents(drawn, drawn["document"].unique().tolist()).assign(stratum="2018")
    assert coding.make_sheet(key, statements, book)["before"].tolist() == ["", "Satu."]


def test_a_sheet_is_blind(book: Codebook, tmp_path: Path) -> None:
    """Neither file nor page shows document, outlet, region, date, speaker, or a code."""
    statements = make_statements(["Satu.", "Dua.", "Tiga."]).assign(document="2018-01-09-denpasar-balipost")
    key = coding.select_documents(statements, ["2018-01-09-denpasar-balipost"]).assign(
        stratum="2018 | Bali | sanctions"
    )
    sheet = coding.make_sheet(key, statements, book)
    assert list(sheet.columns) == ["item", "before", "text", *CODES, "note"]
    assert sheet["before"].tolist() == ["", "Satu.", "Dua."]
    assert not sheet[[*CODES, "note"]].to_numpy().any()
    for ending in ENDINGS:
        coding.write_sheet(sheet, key, tmp_path / ending[1:] / f"sheet{ending}", codebook=book)
    for path in tmp_path.rglob("sheet*"):
        raw = path.read_bytes().decode("utf-8", errors="ignore")
        assert ("balipost" in raw) == path.name.endswith(".key.csv"), path.name


def test_examples_that_are_in_the_sheet_stay_out_of_its_codebook(book: Codebook) -> None:
    example = book.frames[0].examples[0].text
    sheet = pd.DataFrame({"item": [1], "source": 1, "text": [example]})
    assert example not in instructions.render_instructions(sheet, book, name="x.xlsx")
    other = sheet.assign(text="Lain.")
    assert example in instructions.render_instructions(other, book, name="x.xlsx")


def test_a_rule_stands_in_the_instructions_with_its_examples_but_those_of_the_sheet(
    book: Codebook, tmp_path: Path
) -> None:
    general, own = (next(rule for rule in book.frame_rules if bool(rule.frames) is flag) for flag in (False, True))
    taken = own.examples[0].text
    key = coding.select_documents(statements := make_statements(["Satu.", taken]), ["a"])
    sheet = coding.make_sheet(key, statements, book)
    coding.write_sheet(sheet, key, tmp_path / "may.xlsx", codebook=book)
    page = (tmp_path / "may.md").read_text(encoding="utf-8")
    cells = [str(row[0].value) for row in openpyxl.load_workbook(tmp_path / "may.xlsx")["codebook"].iter_rows()]
    head, _, part = page.partition(f"### `{own.frames[0]}`")
    for text in (head, "\n".join(cells)):
        assert f"{general.code}. {general.name}. {general.rule}" in text
        before, carried = general.examples[0].before, general.examples[0].text
        assert f"(+ {general.examples[0].frame}) [{before}] {carried}" in text
    for text in (part, "\n".join(cells)):
        assert f"{own.code}. {own.name}. {own.rule} (-) {own.examples[1].text}" in text
        assert taken not in text
    assert "(+)" not in instructions.render_instructions(sheet, replace(book, frame_rules=()), name="may.xlsx")


def test_instructions_fit_what_is_coded_and_where(book: Codebook) -> None:
    def tell(name: str, columns: list[str]) -> str:
        sheet = pd.DataFrame({column: ["x"] * 40 for column in ["item", "text", *columns]})
        page = instructions.render_instructions(sheet, book, name=name)
        assert "{" not in page
        return page

    whole, drawn = tell("may.xlsx", ["source"]), tell("may.csv", ["before"])
    assert whole.startswith("# Petunjuk pengodean\n\n1. Berkas may memuat 40 kalimat")
    assert "about 50 minutes" in whole
    assert "The column source" in whole and "The column source" not in drawn
    assert "The column before" in drawn
    assert "label none" in tell("may.jsonl", ["before"]) and "label none" not in whole
    assert "two coders" in tell("may.xlsx", ["before", "first", "second"])
    assert "(conflict_risk)" in whole


def test_the_labels_beside_the_tools_sheets(book: Codebook, tmp_path: Path) -> None:
    path, _ = write(tmp_path, ".json", ["=Satu & <dua>."], book)
    assert json.loads(path.read_text())[0] == {"data": {"item": 1, "source": "1", "text": "=Satu & <dua>."}}
    config = etree.fromstring((tmp_path / "sheet.config.xml").read_bytes())
    (choices,) = config.iter("Choices")
    assert (choices.get("toName"), choices.get("choice"), choices.get("required")) == ("text", "multiple", "true")
    assert [choice.get("alias") for choice in choices] == [*CODES, "none"]
    assert {text.get("value") for text in config.iter("Text")} == {"$source", "$text"}
    write(tmp_path / "d", ".jsonl", ["Satu."], book)
    labels = json.loads((tmp_path / "d" / "sheet.labels.json").read_text(encoding="utf-8"))
    assert [label["text"] for label in labels] == [*CODES, "none"]
    assert [set(label) for label in labels] == [{"text", "suffix_key", "background_color", "text_color"}] * 7


def test_a_choice_by_its_words_is_read_as_its_code(book: Codebook, tmp_path: Path) -> None:
    """Label Studio gives the words back where it does not know aliases."""
    path, _ = write(tmp_path, ".json", ["Satu."], book)
    config = etree.fromstring((tmp_path / "sheet.config.xml").read_bytes())
    words = {choice.get("alias"): str(choice.get("value")) for choice in config.iter("Choice")}
    fill_label_studio(path, {1: frozenset([words["sanctions"]])})
    assert coding.read_coded_sheet(path, coding.make_key_path(path), book).rows["frames"].tolist() == ["sanctions"]


def test_doccano_labels_joined_in_one_text_and_in_a_list(book: Codebook, tmp_path: Path) -> None:
    path, _ = write(tmp_path, ".jsonl", ["Satu."], book)
    for entry in ({"label": "sanctions#social_media"}, {"labels": ["social_media", "sanctions"], "meta": {"item": 1}}):
        path.write_text(json.dumps([{"text": "Satu.", "item": 1} | entry]), encoding="utf-8")
        reading = coding.read_coded_sheet(path, coding.make_key_path(path), book)
        assert reading.rows["frames"].tolist() == ["sanctions;social_media"]


DAMAGED = {
    "empty": b"",
    "blank": b" \n\n",
    "binary": bytes(range(256)) * 9,
    "latin": "item;text\n1;\u00e9".encode("latin-1"),
    "utf-16": "item,text\n1,a".encode("utf-16"),
    "half": b'[{"data": {"item": 1',
    "deep": b"[" * 100_000,
    "number": b"7",
    "numbers": b"[1, 2]",
    "nulls": b"[null]",
    "digits": b"[" + b"9" * 5000 + b"]",
    "words": b"Halo, dunia.\nHalo.",
    "quote": b'item,text\n1,"' + b"x" * 200_000,
}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", sorted(DAMAGED))
def test_a_damaged_file_is_one_clear_fault(ending: str, name: str, book: Codebook, tmp_path: Path) -> None:
    path, _ = write(tmp_path, ending, ["Satu."], book)
    path.write_bytes(DAMAGED[name])
    with pytest.raises(InputError) as caught:
        coding.read_coded_sheet(path, coding.make_key_path(path), book)
    assert f"sheet{ending}" in str(caught.value)
    assert len(str(caught.value)) < 2000


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["none", "sanctions", "1", "Satu.", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(st.dictionaries(st.sampled_from(FIELDS), values, max_size=6), min_size=1, max_size=3))
def test_any_json_is_read_or_refused(entries: list[object], book: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    coding.make_key_path(path).write_bytes(
        sheet_export.format_key(coding.select_documents(make_statements(["Satu."]), ["a"]))
    )
    path.write_text(json.dumps(entries), encoding="utf-8")
    with contextlib.suppress(InputError):
        reading = coding.read_coded_sheet(path, coding.make_key_path(path), book)
        assert reading.rows["frames"].tolist() in ([""], ["sanctions"])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=40) | st.text("item,text;\n\r\"'1yesno\t=", max_size=60).map(lambda text: text.encode())
)
def test_any_csv_is_read_or_refused(content: bytes, book: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    coding.make_key_path(path).write_bytes(
        sheet_export.format_key(coding.select_documents(make_statements(["Satu."]), ["a"]))
    )
    path.write_bytes(content)
    with pytest.raises(InputError):
        coding.read_coded_sheet(path, coding.make_key_path(path), book)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off_or_damaged_inside(share: float, book: Codebook, tmp_path: Path) -> None:
    path, _ = write(tmp_path, ".xlsx", ["Satu."], book)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match=r"sheet.xlsx: file: found .*expected an .xlsx workbook"):
        coding.read_sheet(path, book)
    broken = bytearray(whole)
    place = int(len(whole) * share * 0.9)
    broken[place : place + 400] = b"<" * 400
    path.write_bytes(broken)
    with pytest.raises(InputError):
        coding.read_coded_sheet(path, coding.make_key_path(path), book)


def test_files_that_are_too_large(book: Codebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_workbook, "_MOST_BYTES", 1000)
    path, _ = write(tmp_path, ".xlsx", ["Satu dua tiga. " * 9], book)
    with pytest.raises(InputError, match="bytes, expected at most 1000"):
        coding.read_sheet(path, book)


def test_what_a_workbook_cannot_hold_is_refused_and_a_csv_takes_it(book: Codebook, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"item 1: text: found 'a\\x07b', expected a text without control"):
        write(tmp_path, ".xlsx", ["a\x07b"], book)
    path, _ = write(tmp_path, ".csv", ["a\x07b\r\nc"], book)
    assert coding.read_sheet(path, book).rows.loc[0, "text"] == "a\x07b\r\nc"


def test_a_workbook_without_its_page_and_a_missing_file(book: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(InputError, match=r"other\.xlsx: pages: found Sheet, expected a page coding"):
        coding.read_sheet(path, book)
    with pytest.raises(InputError, match="found nothing there, expected the sheet that came back"):
        coding.read_sheet(tmp_path / "gone.xlsx", book)
    with pytest.raises(InputError, match="ending: found"):
        coding.read_sheet(tmp_path / "gone.ods", book)


def test_a_sheet_that_cannot_be_written_is_a_fault(book: Codebook, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="expected a place that can be written"):
        write(tmp_path / "file", ".csv", ["Satu."], book)


def test_a_key_is_never_overwritten_by_another(book: Codebook, tmp_path: Path) -> None:
    path, _ = write(tmp_path, ".csv", ["Satu."], book)
    write(tmp_path, ".xlsx", ["Satu."], book)
    with pytest.raises(InputError, match=r"sheet.key.csv: file: found the key of another sheet"):
        write(tmp_path, ".csv", ["Dua."], book)
    assert "Satu." in path.read_text(encoding="utf-8")


def test_a_key_is_found_by_the_name_of_the_sheet(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "central.key.csv").touch()
    assert coding.find_key_path(tmp_path / "central-siti-aminah.xlsx", kept) == kept / "central.key.csv"
    assert coding.find_key_path(tmp_path / "other.xlsx", kept) == tmp_path / "other.key.csv"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("item\n1\n", "columns: found item, expected also document"),
        ("", "file: found no row, expected the key as it was written"),
        (
            "item,document,sentence,stratum,probability,sha256\n1,a,1,s,1,h,x\n",
            "x.key.csv, row 2: cells: found 7, expected 6, as row 1 has",
        ),
        ("item,document,sentence,stratum,probability,sha256\n", "key: found no row"),
        ("item,document,sentence,stratum,probability,sha256\nx,a,1,s,1,h\n", "expected the key as it was written"),
        ("item,document,sentence,stratum,probability,sha256\n1,a,1,s,1,h\n1,a,2,s,1,h\n", "found an item or a"),
    ],
)
def test_a_damaged_key_is_refused(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "x.key.csv").write_text(text)
    with pytest.raises(InputError) as caught:
        coding.read_key(tmp_path / "x.key.csv")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("a.xlsx", "csv", "expected .csv, as the form is csv"),
        ("a", "ods", "form: found 'ods'"),
        ("a.key.csv", "", "ending: found '.csv'"),
        ("a", "", "ending: found ''"),
    ],
)
def test_endings_that_do_not_fit(path: str, form: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        coding.choose_path(Path(path), form)
    assert words in str(caught.value)


def test_probabilities_are_written_with_nine_digits() -> None:
    key = pd.DataFrame({"item": [1], "probability": [1 / 3]})
    assert sheet_export.format_key(key) == b"item,probability\n1,0.333333333\n"


def test_the_central_sheet_is_what_the_command_makes(root: Path, tmp_path: Path) -> None:
    """corpus/coding/sheets holds the blind sheet of the central documents, to the byte."""
    options = [part for name in CENTRAL for part in ("--documents", name)]
    for ending in (".csv", ".xlsx"):
        done = CliRunner().invoke(
            cli.application,
            ["code", "sample", *options, "-o", str(tmp_path / f"central{ending}"), "--corpus", str(root / "corpus")],
        )
        assert done.exit_code == 0, done.output
        assert "111 sentences of 5 documents" in done.output
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(made) == ["central.csv", "central.key.csv", "central.md", "central.xlsx"]
    for name, content in made.items():
        assert (root / "corpus" / "coding" / "sheets" / name).read_bytes() == content, f"{name}: make the sheet again"


def test_drawing_by_the_command(root: Path, tmp_path: Path) -> None:
    arguments = ["code", "sample", "--number", "30", "--by", "election_year,frame", "--corpus", str(root / "corpus")]
    done = CliRunner().invoke(cli.application, [*arguments, "-o", str(tmp_path / "may"), "--format", "doccano"])
    assert done.exit_code == 0, done.output
    assert "30 sentences of " in done.output and "keep may.key.csv from the coder" in done.output
    key = pd.read_csv(tmp_path / "may.key.csv")
    assert key["probability"].between(0, 1, inclusive="right").all()
    refused = CliRunner().invoke(cli.application, [*arguments, "-o", str(root / "corpus" / "coding" / "may.csv")])
    assert isinstance(refused.exception, InputError)
    assert "every .csv there is read as a coder's" in str(refused.exception)

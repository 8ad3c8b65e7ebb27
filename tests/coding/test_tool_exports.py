"""Exports of doccano and Label Studio: every form, by shapes taken from the programs' own documentation and source."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from typer.testing import CliRunner

from research import cli, coding
from research.codebook import Codebook
from research.coding.sheet_columns import ANSWERS
from research.coding.tool_exports import FORMS, find_form
from research.tables import InputError

# Frames without subcodes: none of them asks for another.
PLAIN = ("service_priority", "sanctions", "social_media")
NUMBERS = {name: number for number, name in enumerate((*PLAIN, "none"), start=11)}
TEXTS = ["Sanksi menanti, kata dia.", 'Ia "netral".', "Tiga;\ndua baris.", "=Satu."]
Coded = list[tuple[int, str, list[str]]]


def as_lines(entries: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)


def as_csv(entries: list[dict[str, Any]], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(entries[0]), delimiter=delimiter, quoting=csv.QUOTE_NONNUMERIC)
    writer.writeheader()
    writer.writerows(entries)
    return out.getvalue()


def result(labels: list[str]) -> list[dict[str, Any]]:
    """Label Studio, guide/task_format: a result has a control's name, its type and value."""
    return [{"from_name": "frames", "to_name": "text", "type": "choices", "value": {"choices": labels}}]


def prettify(labels: list[str]) -> object:
    """Label Studio's converter: one choice is its text, several are a table with choices."""
    return labels[0] if len(labels) == 1 else {"choices": labels}


def task(item: int, text: str) -> dict[str, Any]:
    return {"id": 500 + item, "data": {"item": item, "text": text}, "project": 3, "predictions": [], "drafts": []}


def done(labels: list[str], who: object = 1) -> dict[str, Any]:
    return {"id": 9, "completed_by": who, "result": result(labels), "was_cancelled": False, "ground_truth": False}


def flat(item: int, text: str, labels: list[str]) -> dict[str, Any]:
    told = {"annotator": 1, "annotation_id": 7, "created_at": "x", "updated_at": "x", "lead_time": 3.2}
    return {"id": 500 + item, "item": item, "text": text, "frames": prettify(labels), **told}


def flat_row(item: int, text: str, labels: list[str]) -> dict[str, Any]:
    row = flat(item, text, labels)
    return row if isinstance(row["frames"], str) else row | {"frames": json.dumps(row["frames"])}


def numbered(labels: list[str]) -> list[dict[str, Any]]:
    return [{"label": NUMBERS[label], "user": 1} for label in labels]


# The forms, each with its ending and what the program writes for sentences with labels.
SAMPLES: dict[str, tuple[str, Callable[[Coded], str]]] = {
    "doccano JSONL": (
        ".jsonl",
        lambda rows: as_lines(
            [{"id": 7 + n, "text": t, "label": names, "Comments": [], "item": n} for n, t, names in rows]
        ),
    ),
    "doccano 1.5 JSONL, data": (
        ".jsonl",
        lambda rows: as_lines([{"id": 7 + n, "data": t, "label": names, "item": n} for n, t, names in rows]),
    ),
    "doccano JSON": (
        ".json",
        lambda rows: json.dumps([{"id": n, "text": t, "label": names, "item": n} for n, t, names in rows], indent=1),
    ),
    "doccano CSV": (
        ".csv",
        lambda rows: as_csv([{"id": n, "text": t, "label": "#".join(names), "item": n} for n, t, names in rows]),
    ),
    "doccano CSV, data": (
        ".csv",
        lambda rows: as_csv([{"id": n, "data": t, "label": "#".join(names), "item": n} for n, t, names in rows]),
    ),
    "doccano JSONL with text labels, before 1.5": (
        ".jsonl",
        lambda rows: as_lines([{"id": n, "text": t, "labels": names, "meta": {"item": n}} for n, t, names in rows]),
    ),
    "doccano of 2018": (
        ".jsonl",
        lambda rows: as_lines([{"doc_id": n, "text": t, "labels": names, "username": "siti"} for n, t, names in rows]),
    ),
    "doccano intent detection": (
        ".jsonl",
        lambda rows: as_lines([{"id": n, "text": t, "cats": names, "entities": [], "item": n} for n, t, names in rows]),
    ),
    "spaCy cats": (
        ".jsonl",
        lambda rows: as_lines(
            [{"text": t, "cats": {name: float(name in names) for name in NUMBERS}, "item": n} for n, t, names in rows]
        ),
    ),
    "doccano before 1.5, numbers": (
        ".jsonl",
        lambda rows: as_lines(
            [{"id": n, "text": t, "annotations": numbered(names), "meta": {"item": n}} for n, t, names in rows]
        ),
    ),
    "doccano before 1.5, CSV": (
        ".csv",
        lambda rows: as_csv(
            [
                {"id": n, "text": t, "meta": json.dumps({"item": n}), "label": NUMBERS[name], "user": 1}
                for n, t, names in rows
                for name in names
            ]
        ),
    ),
    "Label Studio JSON": (
        ".json",
        lambda rows: json.dumps([task(n, t) | {"annotations": [done(names)]} for n, t, names in rows]),
    ),
    "Label Studio completions": (
        ".json",
        lambda rows: json.dumps([task(n, t) | {"completions": [done(names)]} for n, t, names in rows]),
    ),
    "Label Studio JSON-MIN": (".json", lambda rows: json.dumps([flat(*row) for row in rows])),
    "Label Studio CSV": (".csv", lambda rows: as_csv([flat_row(*row) for row in rows])),
    "Label Studio TSV": (".tsv", lambda rows: as_csv([flat_row(*row) for row in rows], "\t")),
    "Label Studio CSV in an Indonesian spreadsheet": (
        ".csv",
        lambda rows: "\ufeff" + as_csv([flat_row(*row) for row in rows], ";"),
    ),
}
LABELS = [{"id": number, "text": name, "suffix_key": None} for name, number in NUMBERS.items()]


@pytest.fixture(scope="module")
def sent(book: Codebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet of four sentences that went out, by its path; the key stands beside it."""
    folder = tmp_path_factory.mktemp("sheets")
    statements = pd.DataFrame({"document": ["a", "a", "b", "b"], "sentence": [1, 2, 1, 2], "text": TEXTS})
    key = coding.select_documents(statements, ["a", "b"])
    coding.write_sheet(coding.make_sheet(key, statements, book), key, folder / "may.csv", codebook=book)
    (folder / "labels.json").write_text(json.dumps(LABELS), encoding="utf-8")
    return folder / "may.csv"


def read(path: Path, book: Codebook, **choice: Any) -> list[str]:
    """The codes of the four sentences, in the order of the corpus."""
    key = path.parent / "may.key.csv"
    reading = coding.read_coded_sheet(
        path, key, book, selection=coding.ExportSelection(labels=path.parent / "labels.json", **choice)
    )
    assert reading.rows[["document", "sentence"]].to_numpy().tolist() == [["a", 1], ["a", 2], ["b", 1], ["b", 2]]
    return reading.rows["frames"].tolist()


def list_sent(sent: Path) -> list[tuple[int, str]]:
    key = coding.read_key(sent.with_name("may.key.csv"))
    places = {("a", 1): TEXTS[0], ("a", 2): TEXTS[1], ("b", 1): TEXTS[2], ("b", 2): TEXTS[3]}
    return [(int(row.item), places[row.document, row.sentence]) for row in key.itertuples()]


def write(sent: Path, name: str, labels: dict[str, list[str]], change: Callable[[str], str] = str) -> Path:
    ending, render = SAMPLES[name]
    path = sent.with_name(f"{''.join(filter(str.isalnum, name))}{ending}")
    path.write_text(change(render([(item, text, labels[text]) for item, text in list_sent(sent)])), encoding="utf-8")
    return path


NAMES = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=3, unique=True) | st.just(["none"])


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_form_gives_the_codes_that_went_in(name: str, sent: Path, book: Codebook, data: st.DataObject) -> None:
    labels = {text: data.draw(NAMES) for text in TEXTS}
    path = write(sent, name, labels)
    expected = [";".join(code for code in PLAIN if code in labels[text]) for text in TEXTS]
    assert read(path, book) == expected


def test_the_table_of_forms_has_a_sample_for_each_form(sent: Path, book: Codebook) -> None:
    seen = set()
    for name, (ending, render) in SAMPLES.items():
        text = render([(1, "Satu.", ["sanctions"])]).lstrip("\ufeff")
        if ending in (".csv", ".tsv"):
            delimiter = max(",;\t", key=text.split("\n")[0].count)
            entry: Any = next(csv.DictReader(io.StringIO(text), delimiter=delimiter))
        else:
            entry = json.loads(text)[0] if ending == ".json" else json.loads(text)
        form = find_form(entry)
        assert form is not None, name
        seen.add(form.name)
    assert seen == {form.name for form in FORMS}


@pytest.mark.parametrize("name", [name for name in SAMPLES if "2018" not in name])
def test_items_are_found_by_their_text_where_the_number_is_gone(name: str, sent: Path, book: Codebook) -> None:
    labels = dict(zip(TEXTS, (["sanctions"], ["none"], ["social_media"], ["none"]), strict=True))

    def forget(text: str) -> str:
        return text.replace('"item"', '"number"').replace('""item""', '""number""')

    assert read(write(sent, name, labels, forget), book) == ["sanctions", "", "social_media", ""]


def test_a_text_that_stands_twice_must_be_told_by_its_number(book: Codebook, tmp_path: Path) -> None:
    statements = pd.DataFrame({"document": ["a", "a"], "sentence": [1, 2], "text": ["Satu.", "Satu."]})
    key = coding.select_documents(statements, ["a"])
    coding.write_sheet(coding.make_sheet(key, statements, book), key, tmp_path / "may.jsonl", codebook=book)
    path = tmp_path / "may.jsonl"
    path.write_text(as_lines([{"text": "Satu.", "label": ["none"]}] * 2), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        coding.read_coded_sheet(path, tmp_path / "may.key.csv", book)
    words = "may.jsonl, line 1, 2: item: found no number, expected one of 1, 2, which have this text"
    assert str(caught.value).splitlines()[1].startswith(words)
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize("who", [(1, 2), ({"id": 1, "email": "siti@contoh.id"}, {"id": 2, "email": "ani@contoh.id"})])
@pytest.mark.parametrize("key", ["annotations", "completions"])
def test_of_two_people_one_is_chosen(key: str, who: tuple[object, object], sent: Path, book: Codebook) -> None:
    path = sent.with_name("two.json")
    tasks = [
        task(item, text) | {key: [done(["sanctions"], who[0]), done(["social_media"], who[1])]}
        for item, text in list_sent(sent)
    ]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path, book)
    (fault,) = caught.value.faults
    assert fault.found.startswith("2: ") and "--annotator" in fault.remedy
    assert read(path, book, annotator="1") == ["sanctions"] * 4
    assert read(path, book, annotator="2") == ["social_media"] * 4
    if not isinstance(who[0], int):
        assert read(path, book, annotator="ANI@contoh.id") == ["social_media"] * 4
    with pytest.raises(InputError, match="--annotator: found 'budi', expected somebody whom the export names"):
        read(path, book, annotator="budi")


def test_of_two_people_in_flat_forms_one_is_chosen(sent: Path, book: Codebook) -> None:
    rows = [
        flat_row(item, text, [label]) | {"annotator": who}
        for item, text in list_sent(sent)
        for who, label in (("siti@contoh.id, 1", "sanctions"), ("ani@contoh.id, 2", "none"))
    ]
    for path, text in ((sent.with_name("two.csv"), as_csv(rows)), (sent.with_name("min.json"), json.dumps(rows))):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="annotators: found 2"):
            read(path, book)
        assert read(path, book, annotator="siti@contoh.id") == ["sanctions"] * 4
        assert read(path, book, annotator="2") == [""] * 4


def test_one_person_may_share_the_work_with_another(sent: Path, book: Codebook) -> None:
    """Two people, each with sentences of their own: one is chosen, and what the other read is unread."""
    tasks = [task(item, text) | {"annotations": [done(["sanctions"], 1 + item % 2)]} for item, text in list_sent(sent)]
    path = sent.with_name("shared.json")
    path.write_text(json.dumps(tasks), encoding="utf-8")
    with pytest.raises(InputError, match="unread: found 2 empty rows"):
        read(path, book, annotator="1")
    reading = coding.read_coded_sheet(
        path, sent.with_name("may.key.csv"), book, partial=True, selection=coding.ExportSelection(annotator="1")
    )
    assert (len(reading.rows), reading.uncoded) == (2, 2)


def test_a_sheet_is_one_persons_and_takes_no_annotator(sent: Path, book: Codebook) -> None:
    with pytest.raises(InputError, match="--annotator: found 'siti', expected none: a sheet is one person's"):
        coding.read_coded_sheet(
            sent, sent.with_name("may.key.csv"), book, selection=coding.ExportSelection(annotator="siti")
        )
    path = write(sent, "doccano JSONL", {key: ["none"] for key in TEXTS})
    with pytest.raises(InputError, match="expected somebody whom the export names: nobody; leave --annotator out"):
        read(path, book, annotator="siti")


def test_the_annotation_with_labels_counts_beside_empty_and_cancelled_ones(sent: Path, book: Codebook) -> None:
    cancelled = done(["social_media"]) | {"was_cancelled": True}
    tasks = [
        task(item, text) | {"annotations": [done([]) | {"result": []}, cancelled, done(["sanctions"])]}
        for item, text in list_sent(sent)
    ]
    path = sent.with_name("blank.json")
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert read(path, book) == ["sanctions"] * 4


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"label": [[0, 4, "sanctions"]]}, "labels: found spans, expected the names of labels"),
        ({"labels": [{"start": 0, "end": 4}]}, "labels: found spans"),
        ({"annotations": [{"label": 1, "start_offset": 0, "end_offset": 4, "user": 1}]}, "labels: found spans"),
        ({"label": ["sanksi berat"]}, "labels: found 'sanksi berat', expected one of service_priority"),
        ({"annotations": [{"label": 2, "user": 1}]}, "labels: found the number 2, expected names of labels; give the"),
        ({"verdict": "sanctions"}, "keys: found text, item, verdict, expected an export of doccano"),
        ({"label": ["\ud800"]}, "text: found half a character, expected whole characters"),
        ({"label": ["none", "sanctions"]}, "labels: found none beside sanctions"),
    ],
)
def test_one_cause_that_fills_a_file_is_one_fault(
    entry: dict[str, Any], words: str, sent: Path, book: Codebook
) -> None:
    path = sent.with_name("full.jsonl")
    lines = [json.dumps({"text": text, "item": item} | entry) for item, text in list_sent(sent)]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        coding.read_coded_sheet(path, sent.with_name("may.key.csv"), book)
    first = str(caught.value).splitlines()
    assert first[0] == "1 fault:"
    assert first[1].startswith(f"full.jsonl, line 1, 2, 3, 4: {words}"), first


def test_a_list_of_labels_that_is_none(sent: Path, book: Codebook) -> None:
    path = write(sent, "doccano before 1.5, numbers", {key: ["none"] for key in TEXTS})
    other = sent.with_name("other.json")
    other.write_text('[{"name": "sanctions"}]', encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.json, entry 1: keys: found no id and text"):
        coding.read_coded_sheet(
            path, sent.with_name("may.key.csv"), book, selection=coding.ExportSelection(labels=other)
        )


def test_labels_by_their_names_in_either_language(sent: Path, book: Codebook) -> None:
    names = {"sanctions": ["Sanctions", "Sanksi", "SANCTIONS", "Sanksi / Sanctions"]}
    path = sent.with_name("names.jsonl")
    lines = [{"text": text, "item": item, "label": [names["sanctions"][item - 1]]} for item, text in list_sent(sent)]
    path.write_text(as_lines(lines), encoding="utf-8")
    assert read(path, book) == ["sanctions"] * 4


@pytest.mark.parametrize(
    "pair", [("TRUE", "FALSE"), ("1", "0"), ("Y", "N"), ("Ya", "Tidak"), ("x", "no"), ("✓", "TDK")]
)
def test_marks_that_people_and_spreadsheets_write(pair: tuple[str, str], sent: Path, book: Codebook) -> None:
    assert {ANSWERS[mark.lower()] for mark in pair} == {"yes", "no"}
    with sent.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = [frame.code for frame in book.frames]
    for row in rows:
        row |= {code: pair[1] for code in codes} | {"sanctions": pair[0]}
    path = sent.with_name("marks.csv")
    path.write_text(as_csv(rows), encoding="utf-8")
    assert read(path, book) == ["sanctions"] * 4


def test_a_mark_that_is_none_is_one_fault_in_all_cells(sent: Path, book: Codebook) -> None:
    with sent.open(encoding="utf-8-sig", newline="") as file:
        rows = [row | {frame.code: "T" for frame in book.frames} for row in csv.DictReader(file)]
    path = sent.with_name("t.csv")
    path.write_text(as_csv(rows), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path, book)
    (fault,) = caught.value.faults
    assert (fault.where, fault.found, fault.expected) == ("t.csv, row 2, 3, 4, 5", "'T'", "yes or no")


HANDED = {
    "c01_doccano_data_key": "s.jsonl",
    "c05_doccano_item_lost": "s.jsonl",
    "l02_ls_json_min": "s.json",
    "l06_ls_completions_old": "s.json",
    "l09_ls_first_draft_blank": "s.json",
    "x01_booleans": "s.xlsx",
    "x05_y_n": "s.xlsx",
    "y02_sep_line": "s.csv",
    "y11_upper_ending": "S.CSV",
}
READ = ["", "sanctions", "", "service_priority", "sanctions", "social_media", "conflict_risk;social_conflict", ""]


@pytest.mark.parametrize("case", HANDED)
def test_files_that_people_sent_are_read(case: str, shared: Path, book: Codebook) -> None:
    folder = shared / "wild" / case
    reading = coding.read_coded_sheet(folder / HANDED[case], folder / "sheet.key.csv", book)
    key = coding.read_key(folder / "sheet.key.csv")
    codes = key.merge(reading.rows, on=["document", "sentence"]).sort_values("item")["frames"].tolist()
    assert codes == READ


def test_a_project_of_two_and_numbered_labels_that_people_sent(shared: Path, book: Codebook, tmp_path: Path) -> None:
    folder = shared / "wild" / "l05_ls_two_annotators"
    for name in ("siti@contoh.id", "2"):
        reading = coding.read_coded_sheet(
            folder / "s.json", folder / "sheet.key.csv", book, selection=coding.ExportSelection(annotator=name)
        )
        assert len(reading.rows) == 8
    folder = shared / "wild" / "c04_doccano_old_annotations"
    with pytest.raises(InputError, match="found the number 7, the number 2") as caught:
        coding.read_coded_sheet(folder / "s.jsonl", folder / "sheet.key.csv", book)
    assert len(caught.value.faults) == 1
    codes = [*(frame.code for frame in book.frames), "none"]
    labels = tmp_path / "label_config.json"
    labels.write_text(json.dumps([{"id": n, "text": code} for n, code in enumerate(codes, start=1)]), encoding="utf-8")
    reading = coding.read_coded_sheet(
        folder / "s.jsonl", folder / "sheet.key.csv", book, selection=coding.ExportSelection(labels=labels)
    )
    assert reading.rows["frames"].ne("").sum() == 5


def test_the_command_asks_whose_codes_they_are_and_lists_a_new_coder(root: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(root / "corpus", corpus, ignore=shutil.ignore_patterns("originals", "sheets"))
    name, path = "2018-01-09-denpasar-balipost", tmp_path / "may.json"
    end = ["--corpus", str(corpus)]
    CliRunner().invoke(cli.application, ["code", "sample", "--documents", name, "-o", str(path), *end])
    tasks = json.loads(path.read_text(encoding="utf-8"))
    tasks = [one | {"annotations": [done(["none"], 1), done(["none"], 2)]} for one in tasks]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    call = ["code", "import", str(path), "--coder", "siti", "--date", "2026-05-01", *end]
    assert "annotators: found 2: 1, 2" in str(CliRunner().invoke(cli.application, call).exception)
    assert not (corpus / "coding" / "siti.csv").exists()
    taken = CliRunner().invoke(cli.application, [*call, "--annotator", "2"])
    assert taken.exit_code == 0 and "sentences added, 0 of them with a frame" in taken.output
    assert "siti is a new coder, listed now in" in taken.output

"""Many new documents are one parquet file; documents in such files are found, replaced and refused as others are."""

import json
from pathlib import Path

import pandas as pd
import pytest

from research.corpus import Plan, Request, plan_documents, read_documents, render_plan, write_plan
from research.corpus.ingest import gathered_parts
from research.tables import InputError

BODY = "Sekda {} meminta pegawai kecamatan {} menolak undangan makan malam dari tim {} lalu pulang lewat jalan {}."
WORDS = ("Rai", "Adi", "Sri", "Dewi", "Made", "Putu", "Nyoman", "Ketut", "Gede", "Komang")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus" / "documents").mkdir(parents=True)
    return tmp_path / "corpus"


def write_items(path: Path, first: int, stop: int, **changes: str) -> Path:
    lines = []
    for number in range(first, stop):
        letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
        other = [f"{word}{letters}" for word in WORDS]
        item = {
            "id": f"item-{number:03}",
            "url": f"https://kabar.example/{number}",
            "outlet": "Kabar",
            "published": "2020-01-02",
            "region": "Kabupaten Sleman",
            "province": "Daerah Istimewa Yogyakarta",
            "kind": "news",
            "text": " ".join([BODY.format(*other[:4]), *other]),
        }
        lines.append(json.dumps({**item, **changes}))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def add(source: Path, folder: Path, *, request: Request | None = None) -> Plan:
    plan = plan_documents([source], folder, request or Request())
    write_plan(plan, folder)
    return plan


def count(plan: Plan) -> str:
    return render_plan(plan)[2]


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "documents").iterdir())


def test_more_than_two_thousand_documents_are_one_file(folder: Path, tmp_path: Path) -> None:
    add(write_items(tmp_path / "few.jsonl", 0, 2), folder)
    assert list_names(folder) == ["item-000.md", "item-001.md"]
    source = write_items(tmp_path / "many.jsonl", 2, 2003)
    assert count(add(source, folder)) == "2001 new (0 with empty fields), 0 refused as duplicates, 0 failed"
    assert list_names(folder) == ["item-000.md", "item-001.md", "part-0001.parquet"]
    assert len(read_documents(folder)) == 2003
    before = (folder / "documents" / "part-0001.parquet").read_bytes()
    again = count(add(source, folder))
    assert again == "0 new (0 with empty fields), 0 refused as duplicates, 2001 there already, 0 failed"
    assert (folder / "documents" / "part-0001.parquet").read_bytes() == before
    assert list_names(folder) == ["item-000.md", "item-001.md", "part-0001.parquet"]


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered_parts, "MOST_FILES", 3)


@pytest.mark.usefixtures("_few")
def test_a_part_has_what_the_files_would_have(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_items(tmp_path / "items.jsonl", 0, 5)
    add(source, folder)
    assert list_names(folder) == ["part-0001.parquet"]
    monkeypatch.setattr(gathered_parts, "MOST_FILES", 9)
    files = tmp_path / "other"
    (files / "documents").mkdir(parents=True)
    add(source, files)
    assert len(list_names(files)) == 5
    pd.testing.assert_frame_equal(read_documents(folder), read_documents(files))


@pytest.mark.usefixtures("_few")
def test_a_row_that_cannot_be_used_is_left_out_and_added_once_it_is_mended(folder: Path, tmp_path: Path) -> None:
    source = write_items(tmp_path / "items.jsonl", 0, 6)
    whole = source.read_text(encoding="utf-8").splitlines()
    spoilt = [line.replace('"news"', '"nosuch"') if number == 2 else line for number, line in enumerate(whole)]
    source.write_text("\n".join(spoilt), encoding="utf-8")
    plan = add(source, folder)
    assert count(plan) == "5 new (0 with empty fields), 0 refused as duplicates, 1 failed"
    assert "line 3: kind: found 'nosuch'" in render_plan(plan)[1][0]
    part = folder / "documents" / "part-0001.parquet"
    before = part.read_bytes()
    source.write_text("\n".join(whole), encoding="utf-8")
    told = count(add(source, folder))
    assert told == "1 new (0 with empty fields), 0 refused as duplicates, 5 there already, 0 failed"
    assert list_names(folder) == ["item-002.md", "part-0001.parquet"]
    assert part.read_bytes() == before
    assert len(read_documents(folder)) == 6


@pytest.mark.usefixtures("_few")
def test_a_day_that_cannot_be_read_is_left_empty_and_the_check_names_its_row(folder: Path, tmp_path: Path) -> None:
    source = write_items(tmp_path / "items.jsonl", 0, 6)
    lines = source.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace("2020-01-02", "3 hari lalu")
    source.write_text("\n".join(lines), encoding="utf-8")
    plan = add(source, folder)
    assert count(plan).startswith("6 new (1 with empty fields)")
    assert "'3 hari lalu', no day; left empty" in render_plan(plan)[0][2]
    part = pd.read_parquet(folder / "documents" / "part-0001.parquet")
    assert part.loc[part["id"] == "item-002", "published"].tolist() == [""]
    with pytest.raises(InputError, match=r"part-0001\.parquet, row 3: published: found ''"):
        read_documents(folder)


@pytest.mark.usefixtures("_few")
def test_later_calls_add_parts_and_see_those_before(folder: Path, tmp_path: Path) -> None:
    add(write_items(tmp_path / "a.jsonl", 0, 5), folder)
    told = add(write_items(tmp_path / "b.jsonl", 3, 9), folder)
    assert count(told) == "4 new (0 with empty fields), 0 refused as duplicates, 2 there already, 0 failed"
    assert list_names(folder) == ["part-0001.parquet", "part-0002.parquet"]
    lines = render_plan(add(write_items(tmp_path / "c.jsonl", 4, 5, id="new", title="Lain"), folder))[1]
    assert "stands in item-004" in lines[0]
    assert "the url of item-004" in lines[0] or "text or url" in lines[0]
    add(write_items(tmp_path / "d.jsonl", 9, 11), folder)
    assert list_names(folder)[:2] == ["item-009.md", "item-010.md"]
    assert read_documents(folder)["document"].tolist() == [f"item-{number:03}" for number in range(11)]


@pytest.mark.usefixtures("_few")
def test_a_document_in_a_part_is_replaced_there(folder: Path, tmp_path: Path) -> None:
    add(write_items(tmp_path / "a.jsonl", 0, 5), folder)
    before = read_documents(folder)
    source = write_items(tmp_path / "b.jsonl", 4, 5, outlet="Kabar Baru")
    plan = add(source, folder, request=Request(copies="replace"))
    assert "replaces what stood there" in render_plan(plan)[0][0]
    after = read_documents(folder)
    assert list_names(folder) == ["part-0001.parquet"]
    assert after["outlet"].tolist() == ["Kabar"] * 4 + ["Kabar Baru"]
    pd.testing.assert_frame_equal(after.drop(columns="outlet"), before.drop(columns="outlet"))


@pytest.mark.usefixtures("_few")
def test_copyrighted_texts_stay_in_originals(folder: Path, tmp_path: Path) -> None:
    add(write_items(tmp_path / "a.jsonl", 0, 5), folder, request=Request(copyrighted=True))
    assert list_names(folder) == ["part-0001.parquet"]
    assert pd.read_parquet(folder / "documents" / "part-0001.parquet")["text"].tolist() == [""] * 5
    assert len(list((folder / "originals").iterdir())) == 5
    assert read_documents(folder)["rendition"].tolist() == ["verbatim"] * 5


@pytest.mark.usefixtures("_few")
def test_a_part_that_changed_after_the_plan_is_not_written_over(folder: Path, tmp_path: Path) -> None:
    plans = [
        plan_documents([write_items(tmp_path / "a.jsonl", start, start + 5)], folder, Request()) for start in (0, 9)
    ]
    write_plan(plans[0], folder)
    with pytest.raises(InputError, match="changed while this ran"):
        write_plan(plans[1], folder)
    assert read_documents(folder)["document"].tolist() == [f"item-{number:03}" for number in range(5)]

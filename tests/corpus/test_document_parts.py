"""Documents in parquet files of a corpus folder: the same table, the same faults, each with file and row."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from research import corpus
from research.corpus.document_parts import format_part, iter_rows
from research.corpus.documents import read_rules
from research.corpus.front_matter import FIELDS
from research.tables import InputError

ROW = {
    "id": "a",
    "title": "",
    "outlet": "Kabar",
    "url": "",
    "published": "2020-01-02",
    "date_precision": "day",
    "election": "",
    "region": "Kabupaten Sleman",
    "province": "Daerah Istimewa Yogyakarta",
    "kind": "news",
    "rendition": "verbatim",
    "sample": "",
    "complete": "true",
    "text": "Sekda meminta ASN netral.\n",
}


def write_part(folder: Path, name: str, *rows: dict[str, object]) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame([{**ROW, **row} for row in rows]).to_parquet(path, index=False)
    return path


def write_file(folder: Path, **changes: str) -> Path:
    fields = {**ROW, **changes}
    path = folder / "documents" / f"{fields['id']}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{name}: {value}" for name, value in fields.items() if name != "text"]
    path.write_text("\n".join(["---", *lines, "---", fields["text"]]), encoding="utf-8", newline="")
    return path


def list_faults(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        corpus.read_documents(folder, today=date(2025, 1, 1))
    return [str(fault) for fault in caught.value.faults]


def test_files_parts_and_one_file_are_one_corpus(tmp_path: Path) -> None:
    names = ["a", "b", "c", "d", "e"]
    for name in names:
        write_file(tmp_path / "files", id=name)
    write_file(tmp_path / "mixed", id="c")
    write_part(tmp_path / "mixed", "documents.parquet", {"id": "e"})
    write_part(tmp_path / "mixed", "documents/part-0001.parquet", {"id": "d"}, {"id": "a"})
    write_part(tmp_path / "mixed", "documents/part-0002.parquet", {"id": "b"})
    write_part(tmp_path / "one", "documents.parquet", *({"id": name} for name in reversed(names)))
    expected = corpus.read_documents(tmp_path / "files")
    assert expected["document"].tolist() == names
    for folder in ("mixed", "one"):
        pd.testing.assert_frame_equal(corpus.read_documents(tmp_path / folder), expected)
        assert corpus.list_document_names(tmp_path / folder) == names


def test_the_shipped_corpus_in_parts_is_the_same_table(tmp_path: Path, root: Path, documents: pd.DataFrame) -> None:
    for name in ("elections.csv", "samples.toml"):
        (tmp_path / name).write_bytes((root / "corpus" / name).read_bytes())
    rows = documents.rename(columns={"document": "id"}).drop(columns=["island", "election_year", "sha256"])
    rows = rows.assign(published=rows["published"].dt.strftime("%Y-%m-%d"), complete=rows["complete"].astype("str"))
    (tmp_path / "documents").mkdir()
    for number, part in enumerate((rows.iloc[300:], rows.iloc[:300]), start=1):
        content = format_part(part.to_dict("records"), FIELDS)
        (tmp_path / "documents" / f"part-{number}.parquet").write_bytes(content)
    pd.testing.assert_frame_equal(corpus.read_documents(tmp_path), documents)


def test_a_faulty_row_is_named_by_file_and_row(tmp_path: Path) -> None:
    path = write_part(tmp_path, "documents/part-0001.parquet", {"id": "a"}, {"id": "b", "province": "Java"})
    (line,) = list_faults(tmp_path)
    assert line.startswith(f"{path}, row 2: province: found 'Java'")


def test_an_id_that_stands_twice_is_refused_with_both_places(tmp_path: Path) -> None:
    file = write_file(tmp_path, id="b")
    part = write_part(tmp_path, "documents/part-0001.parquet", {"id": "a"}, {"id": "b"})
    other = write_part(tmp_path, "documents/part-0002.parquet", {"id": "a"})
    first, second = list_faults(tmp_path)
    assert first.startswith(f"{part}, row 2: id: found 'b'")
    assert f"{file.as_posix()} has it" in first
    assert second.startswith(f"{other}, row 1: id: found 'a'")
    assert f"{part}, row 1 has it" in second


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "red"}, "colour: found a column nobody declared"),
        ({"region": 3}, "region: found a column of int64, expected text"),
        ({"text": "  \n"}, "row 1: text: found ''"),
        ({"published": "2020-01-02T10:00"}, "row 1: published: found '2020-01-02T10:00'"),
        ({"sha256": "0" * 64}, "row 1: sha256"),
        ({"outlet": None}, "row 1: outlet: found '', expected a name"),
    ],
)
def test_columns_and_values_are_checked_as_front_matter_is(
    tmp_path: Path, change: dict[str, object], words: str
) -> None:
    write_part(tmp_path, "documents/part-0001.parquet", change)
    assert words in "\n".join(list_faults(tmp_path))


def test_days_and_truth_values_may_have_their_own_types(tmp_path: Path) -> None:
    write_file(tmp_path / "files")
    typed = {"published": pd.Timestamp(2020, 1, 2), "complete": True, "title": None, "sample": None}
    write_part(tmp_path / "parts", "documents.parquet", typed)
    expected = corpus.read_documents(tmp_path / "files")
    pd.testing.assert_frame_equal(corpus.read_documents(tmp_path / "parts"), expected)


def test_a_column_that_lacks_or_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "documents" / "part-0001.parquet"
    path.parent.mkdir()
    pd.DataFrame([ROW]).drop(columns=["kind", "title"]).to_parquet(path)
    assert list_faults(tmp_path) == [
        f"{path}: kind: found no such column, expected one column; add it, or remove the other"
    ]
    path.write_bytes(b"no parquet")
    assert "expected a parquet file" in list_faults(tmp_path)[0]
    with pytest.raises(InputError, match="expected a parquet file"):
        corpus.list_document_names(tmp_path)


def test_a_verbatim_copy_stands_in_for_the_text_of_a_row(tmp_path: Path) -> None:
    restated = {"rendition": "restated", "text": "Sekda meminta ASN netral."}
    for place in ("files", "parts"):
        (tmp_path / place / "originals").mkdir(parents=True)
        (tmp_path / place / "originals" / "b.txt").write_text("“Netral,” kata Sekda.", encoding="utf-8")
        (tmp_path / place / "originals" / "a.txt").write_text(str(ROW["text"]), encoding="utf-8")
    for name in ("a", "b"):
        write_file(tmp_path / "files", **(ROW | restated | {"id": name, "text": ROW["text"]}))
    rows = ({**restated, "id": name, "text": ROW["text"]} for name in ("a", "b"))
    write_part(tmp_path / "parts", "documents/part-0001.parquet", *rows)
    expected = corpus.read_documents(tmp_path / "files")
    assert expected["rendition"].tolist() == ["verbatim", "verbatim"]
    pd.testing.assert_frame_equal(corpus.read_documents(tmp_path / "parts"), expected)
    assert corpus.find_replaced_texts(tmp_path / "parts") == corpus.find_replaced_texts(tmp_path / "files") == {"b"}
    (tmp_path / "parts" / "originals" / "b.txt").write_text(" ")
    (line,) = list_faults(tmp_path / "parts")
    assert "b.txt: text: found nothing" in line


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    rows = [{**ROW, "id": f"d{number}", "text": f"  “Netral,”\r\n ujar {number}. \n"} for number in range(2500)]
    path = tmp_path / "documents.parquet"
    path.write_bytes(format_part(rows, FIELDS))
    found = list(iter_rows(path, read_rules(tmp_path, None)))
    assert found[-1][0] == f"{path}, row 2500"
    assert [record["text"] for _, record in found] == [row["text"] for row in rows]
    assert path.read_bytes() == format_part(rows, FIELDS)

"""CSV files that people keep: what is read, and what is told of what cannot be."""

from pathlib import Path

import pandas as pd
import pytest

from research.tables import InputError, iter_grids, read_cells


def refusal(path: Path, content: bytes) -> list[str]:
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_cells(path)
    return str(caught.value).replace(path.as_posix(), path.name).splitlines()[1:]


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,x\n,y\n",
        b"\xef\xbb\xbfa,b\r\n1,x\r\n,y\r\n",
        b"a,b\n\n1,x\n\n,y\n,\n",
        b'"a","b"\n"1","x"\n"","y"',
    ],
)
def test_cells_are_texts_whatever_the_ends_of_lines_and_marks(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    assert read_cells(path).to_dict("list") == {"a": ["1", ""], "b": ["x", "y"]}


def test_nothing_is_taken_for_a_number_or_for_missing(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('a,b\n007,NA\nnull,"two\nlines, ""quoted"""\n', encoding="utf-8")
    assert read_cells(path).to_numpy().tolist() == [["007", "NA"], ["null", 'two\nlines, "quoted"']]


def test_a_head_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n", encoding="utf-8")
    assert (read_cells(path).columns.tolist(), len(read_cells(path))) == (["a", "b"], 0)


def test_each_ragged_row_is_named_by_its_number(tmp_path: Path) -> None:
    found = refusal(tmp_path / "x.csv", b"a,b\n1,2\n1,2,\n1\n3,4\n")
    mend = "quote cells that hold commas, or mend the row"
    assert found == [f"x.csv, row 3, 4: cells: found 3, 1, expected 2, as row 1 has; {mend}"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "x.csv: file: found no row, expected a CSV table in UTF-8"),
        (b"\n\n", "x.csv: file: found no row, expected a CSV table in UTF-8"),
        (b"a,b\n\xff,1\n", "x.csv: encoding: found byte 0xff near offset 4"),
        (b'a,b\n1,"x\n', "x.csv, row 2: cells: found a quotation mark that is never closed"),
        (b"a,b,a\n", "x.csv, row 1: columns: found 'a' twice, expected each column once"),
    ],
)
def test_a_file_that_is_no_table_is_one_fault(tmp_path: Path, content: bytes, words: str) -> None:
    (line,) = refusal(tmp_path / "x.csv", content)
    assert line.startswith(words)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: file: found nothing there"):
        read_cells(tmp_path / "none.csv")


def test_a_file_is_read_in_parts_whose_rows_are_counted_on(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("document,text\n" + "".join(f"d{number},x\n\n" for number in range(5)), encoding="utf-8")
    parts = list(iter_grids(file, size=2))
    assert [part.numbers for part in parts] == [(2, 4), (6, 8), (10,)]
    assert [row for part in parts for row in part.rows] == [tuple(row) for row in read_cells(file).to_numpy()]
    file.write_text(file.read_text(encoding="utf-8") + "d5\n", encoding="utf-8")
    assert [len(part.rows) for part in iter_grids(file, size=2)] == [2, 2, 1]
    (fault,) = list(iter_grids(file, size=2))[2].list_faults()
    assert (fault.where, fault.found) == (f"{file.as_posix()}, row 12", "1")
    file.write_text("document,text\n", encoding="utf-8")
    (alone,) = iter_grids(file, size=2)
    assert (alone.rows, alone.columns) == ((), ("document", "text"))


def test_comments_are_left_out_where_they_are_looked_for(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("# source: a list\ndocument,text\n# b,x\nc,#\nd\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 5: cells: found 1, expected 2"):
        read_cells(file, comments=True)
    file.write_text("# source: a list\ndocument,text\n# b,x\nc,#\n", encoding="utf-8")
    assert read_cells(file, comments=True).to_dict("records") == [{"document": "c", "text": "#"}]


def test_a_large_file_read_in_pieces_is_the_same_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "codes.csv"
    lines = [f'd{number},{number},"a, ""b"""' for number in range(25)]
    path.write_text("\n".join(["document,sentence,frames", *lines[:7], "", *lines[7:]]), encoding="utf-8")
    whole = read_cells(path)
    monkeypatch.setattr("research.tables.cells._LARGE", 10)
    monkeypatch.setattr("research.tables.cells._ROWS_AT_A_TIME", 4)
    pd.testing.assert_frame_equal(read_cells(path), whole)
    path.write_text("document,sentence\n" + "a,1\n" * 9 + "b\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 11: cells: found 1"):
        read_cells(path)

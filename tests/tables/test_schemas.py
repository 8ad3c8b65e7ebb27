from pathlib import Path

import pandas as pd
import pytest

from research import tables
from research.tables import InputError

CODINGS = pd.DataFrame(
    {"document": ["a", "a"], "sentence": [1, 2], "coder": ["x", "x"], "frame": ["none", "sanctions"]}
)
SHARES = pd.DataFrame(
    {
        "grouping": ["election"],
        "group": ["pilkada-2020"],
        "frame": ["sanctions"],
        "base": ["statements"],
        "statements": [12],
        "documents": [3],
        "families": [3],
        "speakers": pd.array([4], dtype="Int64"),
        "hits": [2],
        "share": [float("nan")],
        "low": [float("nan")],
        "high": [float("nan")],
        "method": ["too few to say"],
        "bootstrap_low": [float("nan")],
        "bootstrap_high": [float("nan")],
    }
)


def test_every_fault_of_a_table_is_in_one_report() -> None:
    broken = CODINGS.assign(sentence=[0, 2], document=["A b", "a"], extra=1).drop(columns="coder")
    with pytest.raises(InputError) as caught:
        tables.check_table(broken, "codings")
    fields = sorted(fault.field for fault in caught.value.faults)
    assert fields == ["coder", "document", "extra", "sentence"]
    assert "only document, sentence, coder, frame" in str(caught.value)


def test_a_key_given_twice_is_a_fault() -> None:
    with pytest.raises(InputError, match="document"):
        tables.check_table(pd.concat([CODINGS, CODINGS], ignore_index=True), "codings")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize(("name", "table"), [("codings", CODINGS), ("shares", SHARES)])
def test_tables_come_back_as_they_were_written(tmp_path: Path, name: str, table: pd.DataFrame, ending: str) -> None:
    path = tmp_path / f"table.{ending}"
    tables.write_table(table, path)
    pd.testing.assert_frame_equal(tables.read_table(path, name), table)


def test_documents_survive_csv(tmp_path: Path, documents: pd.DataFrame) -> None:
    tables.write_table(documents, tmp_path / "documents.csv")
    pd.testing.assert_frame_equal(tables.read_table(tmp_path / "documents.csv", "documents"), documents)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.csv", None, "gone.csv: file: found nothing there, expected a table of codings"),
        ("table.xls", "x", "file ending: found '.xls', expected .csv or .parquet"),
        ("short.csv", "document,sentence,coder\na,1,x\n", "frame: found no such column"),
        *(
            (
                "number.csv",
                f"document,sentence,coder,frame\na,1,x,none\na,{number},x,none\n",
                f"number.csv, row 3: sentence: found '{number}', expected a whole number; correct the row",
            )
            for number in ("two", "1.5", "9" * 30, "9223372036854775808", "1e400", "1_0")
        ),
    ],
)
def test_unusable_files_are_refused_in_words(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(InputError) as caught:
        tables.read_table(tmp_path / name, "codings")
    assert message in str(caught.value)


def test_csv_bytes_have_fixed_digits_and_line_ends() -> None:
    table = pd.DataFrame({"day": pd.to_datetime(["2020-12-09"]), "share": [2 / 3], "text": ["a, b\nc"]})
    assert tables.format_csv(table) == b'day,share,text\n2020-12-09,0.666667,"a, b\nc"\n'


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept.csv"
    path.write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        tables.replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]

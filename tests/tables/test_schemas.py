import re
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pytest

from research import tables
from research.tables import InputError, read_data_rows

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


def declare_for_pandera(name: str) -> pa.DataFrameSchema:
    """The table as pandera would check it, read from the lines of tables.csv."""
    rows = [row for row in read_data_rows("tables.csv") if row["table"] == name]
    kinds = {"text": "str", "yes or no": "bool", "whole": "int64", "number": "float64", "day": "datetime64[s]"}
    columns = {}
    for row in rows:
        gaps = bool(row["empty"]) and row["type"] != "text"
        kind = "Int64" if gaps and row["type"] == "whole" else kinds[row["type"]]
        values, bounds = row["values"], re.fullmatch(r"(\d+) to (\d+)", row["values"])
        if values.startswith("^"):
            check = pa.Check(lambda column, values=values: column.str.fullmatch(values))
        elif bounds:
            check = pa.Check.in_range(int(bounds[1]), int(bounds[2]))
        elif values.startswith("from "):
            check = pa.Check.ge(int(values[5:]))
        else:
            check = pa.Check.isin([*values.split("; "), *([""] if row["empty"] else [])])
        if row["column"] != "*":
            required = row["use"] != "optional"
            columns[row["column"]] = pa.Column(kind, [check] if values else [], nullable=gaps, required=required)
    unique = [row["column"] for row in rows if row["use"] == "key"]
    return pa.DataFrameSchema(columns, strict=len(columns) == len(rows), unique=unique or None)


UNFIT: dict[str, dict[str, Any]] = {
    "fits": {},
    "below": {"sentence": [0, 2], "statements": [-1], "share": [-0.5]},
    "above": {"share": [1.5], "low": [float("inf")]},
    "another value": {"base": ["all"], "document": ["A b", "a"]},
    "line end": {"document": ["a\n", "a"]},
    "empty": {"base": [""], "frame": ["", "none"], "document": ["", "a"]},
    "missing": {"sentence": pd.array([None, 1], dtype="Int64"), "hits": pd.array([None], dtype="Int64")},
    "may be missing": {"speakers": pd.array([None], dtype="Int64"), "share": [float("nan")]},
    "missing text": {"coder": [None, "x"], "group": [None]},
    "a text for a number": {"sentence": ["1", "2"], "share": ["0.5"]},
    "a number for a text": {"coder": [1, 2], "group": [2020]},
    "decimals for whole numbers": {"sentence": [1.0, 2.0], "hits": [2.0]},
    "whole numbers for decimals": {"share": [1]},
    "shorter numbers": {"sentence": pd.array([1, 2], dtype="int32"), "share": pd.array([0.5], dtype="float32")},
    "undeclared": {"more": [1, 2]},
    "one key twice": {"sentence": [1, 1], "frame": ["none", "none"]},
}


@pytest.mark.parametrize("change", UNFIT)
@pytest.mark.parametrize(("name", "table"), [("codings", CODINGS), ("shares", SHARES)])
def test_tables_are_refused_as_pandera_refuses_them(name: str, table: pd.DataFrame, change: str) -> None:
    given = {column: values for column, values in UNFIT[change].items() if column in table.columns or column == "more"}
    changed = table.assign(**{column: values[: len(table)] for column, values in given.items()})
    try:
        declare_for_pandera(name).validate(changed, lazy=True)
    except pa.errors.SchemaErrors:
        with pytest.raises(InputError):
            tables.check_table(changed, name)
    else:
        assert tables.check_table(changed, name) is changed


def test_a_column_left_out_is_refused_where_it_must_be_there() -> None:
    for column in SHARES:
        with pytest.raises(InputError, match=f"{column}: found no such column"):
            tables.check_table(SHARES.drop(columns=column), "shares")

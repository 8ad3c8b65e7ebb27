"""The report on the quality of input texts."""

import csv
import json
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from research import cli
from research.attribution import TextQuality, attribute_documents, describe_text_quality
from research.attribution.input_report import measure_text_quality
from research.tables import bounds
from research.text import clean_text

WHOLE = "Wali Kota Bontang Rina Wulandari meminta ASN netral.\n\n\u201cSiap,\u201d kata Rina.\n"
MARKED = "<p>Wali Kota Bontang Rina Wulandari meminta ASN netral.</p><p>&ldquo;Siap,&rdquo; kata Rina.</p>"


def attribute(*sources: Path, output: Path) -> tuple[list[dict[str, str]], str]:
    done = CliRunner().invoke(cli.application, ["attribute", *map(str, sources), "-o", str(output)])
    assert done.exit_code == 0, done.output
    with output.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), done.stderr


def test_cleaning_is_reported_by_file_and_offsets_are_those_of_the_texts_as_given(tmp_path: Path) -> None:
    texts = {"satu": MARKED, "dua": WHOLE, "tiga": MARKED}
    table = pd.DataFrame({"id": list(texts), "text": list(texts.values())})
    table.to_csv(tmp_path / "news.csv", index=False)
    (tmp_path / "whole.txt").write_text(WHOLE, encoding="utf-8")
    rows, said = attribute(tmp_path / "news.csv", tmp_path / "whole.txt", output=tmp_path / "out.csv")
    (line,) = [line for line in said.splitlines() if "cleaned" in line]
    assert "news.csv: 2 of 3 texts cleaned before attribution" in line
    assert line.endswith("entities decoded (4), tags removed (8)")
    texts["whole"] = WHOLE
    (tmp_path / "more.jsonl").write_text(json.dumps({"id": "x", "text": MARKED}) + "\n", encoding="utf-8")
    assert "more.jsonl: 1 of 1 texts cleaned" in attribute(tmp_path / "more.jsonl", output=tmp_path / "more.csv")[1]
    assert all(texts[row["document"]][int(row["start"]) : int(row["stop"])] == row["text"] for row in rows)
    assert {row["speaker"] for row in rows} == {"Rina Wulandari"}


def test_a_file_of_sentences_without_end_marks_is_reported(tmp_path: Path) -> None:
    torn = "\n\n".join(
        f"Wali Kota Bontang Rina Wulandari meminta ASN netral pada rapat {number}" for number in range(12)
    )
    (tmp_path / "torn.txt").write_text(torn, encoding="utf-8")
    (tmp_path / "whole.txt").write_text("\n\n".join(f"{line}." for line in torn.split("\n\n")), encoding="utf-8")
    _, said = attribute(tmp_path, output=tmp_path / "out.csv")
    (line,) = [line for line in said.splitlines() if "no end mark" in line]
    assert "torn.txt" in line and "of 12 sentences have no end mark" in line


def test_the_files_after_the_first_twenty_are_summed() -> None:
    one = TextQuality(3, 2, {"tags removed": 5}, 40, 1)
    lines = describe_text_quality({f"{number}.txt": one for number in range(30)})
    assert len(lines) == 21
    assert lines[-1].startswith("10 more files: 20 of 30 texts cleaned")
    assert lines[-1].endswith("tags removed (50)")
    assert describe_text_quality({"a.txt": TextQuality(9, 0, {}, 40, 8)}) == []


def test_furniture_needs_no_end_mark() -> None:
    text = WHOLE + "\n\nBaca juga: Jadwal Kampanye"
    table = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    assert measure_text_quality({"a": "a.txt"}, [clean_text(text)], table)["a.txt"] == TextQuality(1, 0, {}, 2, 0)


@pytest.mark.parametrize("name", ["long.txt", "long.csv", "long.jsonl"])
def test_a_text_over_the_limit_is_one_message_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setattr(bounds, "MAXIMUM_TEXT", 1_000)
    long = "Bupati Lebong meminta ASN netral. " * 40
    rows = {"long.txt": long, "long.csv": f'id,text\nx,"{long}"\n', "long.jsonl": json.dumps({"id": "x", "text": long})}
    (tmp_path / name).write_text(rows[name], encoding="utf-8")
    output = tmp_path / "out" / "found.csv"
    output.parent.mkdir()
    monkeypatch.setattr(sys, "argv", ["research", "attribute", str(tmp_path / name), "-o", str(output)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    printed = capsys.readouterr()
    said = [line for line in printed.err.splitlines() if line]
    assert (stopped.value.code, said[0], len(said)) == (2, "1 fault:", 2)
    assert said[1].startswith((tmp_path / name).as_posix())
    assert said[1].endswith("found more than 1,000 characters, expected at most 1,000; split it into several texts")
    assert list(output.parent.iterdir()) == []

"""Values of JSON and parquet as texts: lists of texts, and lists of tokens as corpora of summaries hold them."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from research.attribution import attribute_documents
from research.corpus import Request, plan_documents
from research.tables.cell_values import UnfitValue, render_value

FIRST = ["Wali", "Kota", "Bontang", "Rina", "Wulandari", "meminta", "ASN", "netral", "."]
SECOND = ['"', "Sanksi", "menanti", ",", '"', "kata", "Rina", "."]
PROSE = 'Wali Kota Bontang Rina Wulandari meminta ASN netral. "Sanksi menanti," kata Rina.'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([[FIRST, SECOND]], PROSE),
        ([FIRST, SECOND], PROSE),
        ([[FIRST], [SECOND]], PROSE.replace(". ", ".\n\n", 1)),
        (["Satu kalimat.", "Dua kalimat."], "Satu kalimat.\n\nDua kalimat."),
        ([['"', "Ya", "."], ["Tidak", ".", '"']], '"Ya. Tidak."'),
        ([["Ani", "(", "52", ")", ":", "``", "Ya", "''", "50", "%", "..."]], "Ani (52): ``Ya'' 50%..."),
        ([["\u201c", "Ya", "\u201d", "kata", "Ani"]], "\u201cYa\u201d kata Ani"),
        ([], ""),
        ([[]], ""),
        ([[], ["Ya", "."]], "Ya."),
    ],
)
def test_lists_are_read_as_paragraphs_or_joined_as_they_are_printed(value: list, expected: str) -> None:
    assert render_value(value) == expected


@pytest.mark.parametrize(
    "value", [[["a"], "b"], [["a"], ["b", ["c"]]], [[["a"]], ["b"]], [[[["a"]]]], [[[[[[["a"]]]]]]], [[{"a": 1}]]]
)
def test_other_lists_are_refused(value: list) -> None:
    with pytest.raises(UnfitValue):
        render_value(value)


def test_a_set_of_tokens_is_added_as_prose(tmp_path: Path, root: Path) -> None:
    (tmp_path / "corpus" / "documents").mkdir(parents=True)
    (tmp_path / "corpus" / "elections.csv").write_bytes((root / "corpus" / "elections.csv").read_bytes())
    (tmp_path / "n.jsonl").write_text(json.dumps({"id": "1", "paragraphs": [[FIRST, SECOND]]}) + "\n", encoding="utf-8")
    request = Request(columns={"text": "paragraphs"})
    (entry,) = plan_documents([tmp_path / "n.jsonl"], tmp_path / "corpus", request, today=date(2026, 1, 1)).entries
    assert (entry.fault, entry.text) == ("", f"{PROSE}\n")
    found = attribute_documents(pd.DataFrame({"document": ["a"], "text": [entry.text]}))
    assert found[["mode", "speaker"]].to_numpy().tolist() == [
        ["indirect", "Rina Wulandari"],
        ["direct", "Rina Wulandari"],
    ]

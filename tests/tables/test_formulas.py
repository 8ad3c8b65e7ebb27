"""Cells that a spreadsheet would run: marked in every csv that is written, and read back as they were."""

from pathlib import Path

import pandas as pd
import pytest

from research.attribution import iter_attributions, write_attributions
from research.tables import escape_formula, format_csv, read_cells, unescape_formula

# From OWASP's page on CSV injection and what a co-author may send.
DANGEROUS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("http://kabar.example","klik")',
    "-2+3+cmd|' /C calc'!A0",
    "- cmd|' /C calc'!A0",
    '- HYPERLINK("http://kabar.example")',
    "- T(A1)",
    "- a@b",
    "- a＋b",
    "\t=1+1",
    "＝1+1",
]
WORDS = [
    "ASN netral.",
    "- Bupati Lebong (2016) hadir.",
    "'ASN harus netral,' kata dia.",
    "“=” adalah tanda.",
    "a-b",
    "",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(text: str) -> None:
    assert escape_formula(text) == f"'{text}"
    assert unescape_formula(f"'{text}") == text


@pytest.mark.parametrize("text", WORDS)
def test_words_stay_as_they_are(text: str) -> None:
    assert escape_formula(text) == unescape_formula(text) == text


def test_a_table_comes_back_as_it_was(tmp_path: Path) -> None:
    texts = [text.strip() for text in (*DANGEROUS, *(f"'{text}" for text in DANGEROUS), *WORDS)]
    table = pd.DataFrame({"text": texts, "n": [str(-number) for number, _ in enumerate(texts)]})
    path = tmp_path / "a.csv"
    path.write_bytes(format_csv(table.assign(n=-table.index)))
    assert read_cells(path).to_dict("list") == {"text": texts, "n": table["n"].tolist()}


def test_attributions_hold_no_formula(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "=1+1 kata Bupati Lebong Ani Rahma.\n\n@ASN harus netral, ujar dia.", encoding="utf-8"
    )
    write_attributions(iter_attributions([tmp_path / "a.txt"]), tmp_path / "o.csv")
    cells = pd.read_csv(tmp_path / "o.csv", dtype="str", keep_default_na=False)["text"]
    assert cells.str[:2].tolist() == ["'=", "'@"]
    assert read_cells(tmp_path / "o.csv")["text"].str[:1].tolist() == ["=", "@"]

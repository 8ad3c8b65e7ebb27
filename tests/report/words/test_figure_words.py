"""Figures in words: title, alternative text and names of marks, from the table alone, in two languages."""

import re

import pandas as pd
import pytest
from figure_tables import draw_all

from research import report
from research.tables import InputError

LABELS = {"head": "Kepala daerah", "agency": "Perangkat daerah", "sanctions": "Sanksi"}


def make_shares() -> pd.DataFrame:
    return pd.DataFrame({
        "sample": "", "grouping": "office", "group": ["head", "agency", "other"], "frame": "sanctions",
        "base": "statements", "statements": [1239, 90, 9], "documents": [80, 20, 2], "hits": [152, 9, 1],
        "share": [0.1227, 0.1, None], "low": [0.105, 0.05, None], "high": [0.142, 0.19, None],
        "filter": ["reported and office == 'head'", "", "reported and office == 'other'"],
    })  # fmt: skip


def test_indonesian_has_its_terms_and_its_decimal_comma() -> None:
    words = report.describe_figure(make_shares(), labels=LABELS, language="id")
    assert words.title == "Proporsi pernyataan pejabat dengan bingkai sanksi, menurut jabatan"
    assert "selang kepercayaan 95 %" in words.caption
    assert words.rows[1] == "Kepala daerah, sanksi: 12,3 % (10,5 sampai 14,2 %), 152 dari 1.239 pernyataan"
    assert words.rows[3] == "Other, sanksi: terlalu sedikit untuk disimpulkan, 1 dari 9 pernyataan"


def test_the_alternative_text_says_the_largest_the_smallest_and_what_is_too_few() -> None:
    words = report.describe_figure(make_shares())
    assert words.alt == (
        "Share of officials’ statements with the frame sanctions, by office. 2 values drawn, and 1 group with too few "
        "documents to say. Largest: Head, sanctions: 12.3 % (10.5 to 14.2 %), 152 of 1,239 statements. Smallest: "
        "Agency, sanctions: 10.0 % (5.0 to 19.0 %), 9 of 90 statements."
    )
    assert set(words.rows) == {1, 3}, "a row without a filter is no link"


def test_a_table_read_from_a_file_says_the_same() -> None:
    table = make_shares()
    text = table.astype(object).where(table.notna(), "").map(str)
    assert report.describe_figure(text) == report.describe_figure(table)


def test_every_kind_of_figure_has_words_in_both_languages() -> None:
    for name, (figure, table) in draw_all().items():
        words = [report.describe_figure(table, language=language) for language in ("en", "id")]
        titles = [each.title for each in words]
        assert len(set(titles)) == 2, f"{name}: {titles}"
        assert all(each.caption and not re.search(r"[{}]|\bnan\b", each.alt) for each in words), name
        assert figure.get_label().startswith(figure.texts[0].get_text().replace("\n", " ")), name


def test_a_count_says_its_noun() -> None:
    table = pd.DataFrame({"province": ["Aceh", "Bali"], "documents": [1, 1200], "filter": "reported"})
    assert report.describe_figure(table).rows == {1: "Aceh: 1 document", 2: "Bali: 1,200 documents"}


def test_another_language_is_refused() -> None:
    with pytest.raises(InputError, match="one of en, id"):
        report.describe_figure(make_shares(), language="nl")

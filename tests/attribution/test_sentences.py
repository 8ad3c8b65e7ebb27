import re
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from research.attribution.quotations import find_quotations
from research.attribution.sentences import find_paragraphs, find_sentences


def cut(text: str) -> list[str]:
    return [text[start:stop] for start, stop in find_sentences(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Pjs. Bupati meminta ASN netral.", "Ia pergi."],
        ["Dasarnya UU No. 5 Tahun 2014 jo. PP No. 94 Tahun 2021.", "Sanksinya berat."],
        ["Surat bernomor No. HK.01/2/2024 terbit.", "Isinya singkat."],
        ["Sejumlah hal.", "Camat hadir."],
        ["Lihat hal. 12 laporan itu.", "Selesai."],
        ["Bupati Dr. H. A. Rahman, S.Sos., M.Si. hadir.", "Ia menyapa warga."],
        ["Acara dibuka Rahman, S.Sos.", "Ia menyapa warga."],
        ["Dendanya Rp6.000.000 untuk 1.375 orang pada 23.10.2024.", "Tidak ada lagi."],
        ["Berlaku sejak 2024.", "45 orang melanggar."],
        ['"ASN wajib netral," kata Rahman.', "Ia pulang."],
        ['"Apakah boleh?" tanya Rahman.', '"Tidak!" jawab camat.'],
        ['"Jangan memihak."', "Rahman lalu pergi."],
        ["“Jangan memihak. ", "Ini perintah.”", "Rahman lalu pergi."],
        ["Siapa yang melanggar?", "Semua diam!", "Lalu bubar..."],
        ["Ia ragu... lalu bicara.", "Selesai."],
        ["Pihak PT. Maju, Tbk. dan Kab. Solok hadir (Kec. Kubung).", "Rapat usai."],
        ["1. Pegawai harus netral.", "2. Pegawai melayani warga."],
        ["Rapat dihadiri camat, lurah, dll.", "Semua setuju."],
    ],
)
@pytest.mark.parametrize("joint", [" ", "\n", "\r\n"])
def test_borders_of_sentences(sentences: list[str], joint: str) -> None:
    expected = [sentence.strip() for sentence in sentences]
    assert cut(joint.join(expected)) == expected


def test_a_blank_line_is_a_border_and_a_line_end_is_not() -> None:
    assert cut("Pegawai harus\nnetral\n\nBupati Lebong\n \nMereka setuju") == [
        "Pegawai harus\nnetral",
        "Bupati Lebong",
        "Mereka setuju",
    ]


def test_an_empty_text_has_no_sentences() -> None:
    assert find_sentences("") == find_sentences(" \n\n\t") == list(find_paragraphs("\n")) == []


def test_unclosed_quotations_stop_with_their_paragraph() -> None:
    text = "Ia berkata, “Netral. Itu saja.\n\nWarga “setuju” dan pulang."
    found = [(text[one.start : one.stop], one.balanced) for one in find_quotations(text)]
    assert found == [("“Netral. Itu saja.", False), ("“setuju”", True)]


def coded_lines(text: str) -> list[tuple[int, int]]:
    return [(line.start(), line.end()) for line in re.finditer(r"\S[^\n]*", text)]


def join_lines(text: str) -> str:
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def test_sentences_of_the_corpus_are_its_lines(documents: pd.DataFrame) -> None:
    """In a restated text each line is a sentence; they are found without the line ends too."""
    right = found = wanted = 0
    for text in documents.loc[documents["rendition"] == "restated", "text"]:
        lines = coded_lines(text)
        assert find_sentences(text) == lines
        joined = set(find_sentences(join_lines(text)))
        right, found, wanted = right + len(joined & set(lines)), found + len(joined), wanted + len(lines)
    assert 2 * right / (found + wanted) >= 0.98


FRAGMENTS = [
    "Dr.",
    "A.",
    "No.",
    "5",
    "netral.",
    "Ia",
    "ia",
    '"',
    "”",
    "“",
    "...",
    "?!",
    ")",
    "(",
    "\n",
    "\n\n",
    " ",
    "S.H.,",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS)).map(" ".join)))
def test_sentences_cover_every_character_but_white_space_once(text: str) -> None:
    spans = find_sentences(text)
    assert all(0 <= start < stop <= len(text) for start, stop in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert "".join("".join(text[start:stop] for start, stop in spans).split()) == "".join(text.split())
    assert all(text[start:stop] == text[start:stop].strip() for start, stop in spans)


@given(st.text(alphabet="ab.\"'“” \n", max_size=200))
def test_quotations_are_inside_the_text_and_do_not_overlap(text: str) -> None:
    spans = find_quotations(text)
    assert all(text[one.start] in "\"“”'" and one.start < one.stop <= len(text) for one in spans)
    assert all(left.stop <= right.start for left, right in pairwise(spans))
    assert all(one.balanced for one in spans if re.search(r"\n\s*\n", text[one.start : one.stop]))


def test_short_lines_that_end_sentences_are_paragraphs() -> None:
    lines = ["Bupati Ani Rahma hadir.", "Ia meminta pegawai netral.", '"Awas," katanya.', "Rapat usai."]
    text = "\n".join(lines)
    assert [text[start:stop] for start, stop in find_paragraphs(text)] == lines


def test_a_capitalised_verb_behind_a_quotation_belongs_to_it() -> None:
    text = '"Sanksi menanti." Ujarnya. Jelas, rapat usai.'
    assert [text[start:stop] for start, stop in find_sentences(text)] == [
        '"Sanksi menanti." Ujarnya.',
        "Jelas, rapat usai.",
    ]


def test_a_line_without_its_full_stop_ends_a_sentence() -> None:
    lines = [
        "Bupati Lebong Ani Rahma meminta pegawai netral dalam pilkada tahun ini dan seterusnya.",
        '"Pegawai jangan coba-coba berkampanye," tegasnya',
        "Menurut Ani, sanksi menanti.",
    ]
    text = "\n".join(lines)
    assert [text[start:stop] for start, stop in find_sentences(text)] == lines

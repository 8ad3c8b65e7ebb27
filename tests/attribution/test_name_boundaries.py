"""Places that no list has, and words of headlines, are kept apart from the names of speakers."""

import pandas as pd
import pytest

from research.attribution import find_statements


def _find_speakers(text: str) -> list[tuple[str, str]]:
    documents = pd.DataFrame({"document": ["a"], "text": [text], "rendition": ["verbatim"]})
    statements = find_statements(documents, learnt=False)
    return list(zip(statements["speaker"], statements["office"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gubernur Seram Raya Abdul Gani meminta ASN netral. Pemprov Seram Raya siap.", ("Abdul Gani", "head")),
        ("Bupati Toluwa Ahoma Belawa meminta ASN netral. Ia tiba di Toluwa.", ("Ahoma Belawa", "head")),
        (
            "KUALA ANYAR - Wali Kota Kuala Anyar Rustam Belawa meminta ASN netral.",
            ("Rustam Belawa", "head"),
        ),
        # A name that is shorter later on says nothing of a place: the first words may be names.
        (
            "Sekda Kota Bontang AAN Rai Wisnu meminta ASN netral. Kata Rai Wisnu, ASN diawasi.",
            ("AAN Rai Wisnu", "secretary"),
        ),
        ("Bupati Toluwa La Ode Hasan meminta ASN netral.", ("La Ode Hasan", "head")),
        (
            "Kuala Anyar (ANTARA) - Badan Pengawas Pemilihan Umum (Bawaslu) Kota Kuala Anyar mengingatkan ASN netral.",
            ("Bawaslu Kota Kuala Anyar", "oversight"),
        ),
    ],
)
def test_unknown_place_is_no_part_of_a_name(text: str, expected: tuple[str, str]) -> None:
    assert _find_speakers(text)[0] == expected


def test_words_of_a_headline_are_no_speaker() -> None:
    text = (
        "Kami Tak Akan Lindungi Siapa Pun\n\n\u201cKami tidak akan melindungi siapa pun.\u201d\n\nBupati menyebut itu."
    )
    assert [speaker for speaker, _ in _find_speakers(text)] == ["", "", "Bupati"]

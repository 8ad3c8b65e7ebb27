"""Quotation marks that stand on the wrong side, have space on both sides, or have lost their partner."""

import pytest

from research.text import clean_text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('" Awas, " kata Ani.', '"Awas," kata Ani.'),
        (
            "\u201d Awas, \u201d kata Ani. \u201d Siap! \u201d Apel usai.",
            "\u201cAwas,\u201d kata Ani. \u201cSiap!\u201d Apel usai.",
        ),
        (
            "\u201dAwas, \u201d ujarnya. \u201dSiap, \u201ckatanya.",
            "\u201cAwas,\u201d ujarnya. \u201cSiap,\u201d katanya.",
        ),
        # A mark without its partner does not turn the next pair.
        (
            "\u201cKami netral, \u2019 kata Toha. Apel usai. \u201d Saya siap, \u201c kata Ani.",
            "\u201cKami netral, \u2019 kata Toha. Apel usai. \u201cSaya siap,\u201d kata Ani.",
        ),
        (
            "Ia menulis buku \u201cNetral. Apel usai. \u201d Awas, \u201c kata Ani.",
            "Ia menulis buku \u201cNetral. Apel usai. \u201cAwas,\u201d kata Ani.",
        ),
        # Left as they are.
        ("\u201cKata \u201cnetral\u201d itu,\u201d ujar Ani.", "\u201cKata \u201cnetral\u201d itu,\u201d ujar Ani."),
        ("\u201cSatu. Dua.\n\n\u201cTiga,\u201d kata Ani.", "\u201cSatu. Dua.\n\n\u201cTiga,\u201d kata Ani."),
        ('Layar 5 " itu rusak.', 'Layar 5 " itu rusak.'),
    ],
)
def test_corrected_marks(given: str, expected: str) -> None:
    cleaned = clean_text(given)
    assert cleaned.text == expected
    assert clean_text(expected).text == expected
    words = expected.split()[-1]
    start = expected.index(words)
    assert given[slice(*cleaned.map_span(start, start + len(words)))] == words

"""Characters that no text may hold: told with their place, shown by their codes, left out of pictures."""

import unicodedata

import pytest
from lxml import etree

from research.tables import check_characters, drop_controls, escape_controls

UNSAFE = [
    chr(code)
    for code in range(0x11000)
    if (unicodedata.category(chr(code)) in ("Cc", "Cs") and chr(code) not in "\t\n\r")
    or unicodedata.bidirectional(chr(code)) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    or code in (0xFFFE, 0xFFFF)
]


def test_every_control_and_every_turn_of_direction_is_told_and_nothing_else() -> None:
    # As the character database of Python has them, not as the pattern spells them.
    told = [chr(code) for code in range(0x11000) if check_characters(chr(code), "a.md", "text")]
    assert told == UNSAFE


def test_what_is_left_can_stand_in_xml() -> None:
    text = drop_controls("".join(chr(code) for code in range(0x11000)))
    element = etree.Element("text")
    element.text = text
    assert etree.fromstring(etree.tostring(element)).text == text


@pytest.mark.parametrize(
    ("text", "first", "at"),
    [
        ("a\nb\x1bc", 1, "control character U+001B at line 2, character 2"),
        ("a\nb\x1bc", 12, "control character U+001B at line 13, character 2"),
        ("\x9b", 1, "control character U+009B at character 1"),
        ("ab\u202e", 1, "right-to-left override U+202E at character 3"),
        ("\ud800", 1, "half a character U+D800 at character 1"),
        ("\uffff", 1, "character U+FFFF at character 1"),
    ],
)
def test_a_character_is_told_with_its_place(text: str, first: int, at: str) -> None:
    fault = check_characters(text, "a.md", "text", first_line=first)
    assert fault and fault.found == at


def test_what_is_printed_holds_no_control_and_says_which_stood_there() -> None:
    shown = escape_controls("".join(UNSAFE))
    assert not check_characters(shown, "", "")
    assert "\\u001b" in shown and "\\u202e" in shown and "\\ud800" in shown
    assert escape_controls("Netralitas ASN\t— “é”\n") == "Netralitas ASN\t— “é”\n"

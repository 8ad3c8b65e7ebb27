"""Invisible characters, mojibake, line ends, decomposed letters, and quotation marks."""

import re
import unicodedata
from functools import cache
from re import Match

from research.text.cleaning.edits import Draft
from research.text.cleaning.quotation_marks import correct_marks
from research.text.lexicon import join_alternatives

_UNUSUAL = re.compile("[^\n\r\t -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027]")
_BETWEEN_WORDS = re.compile("(?<=[a-z])\u200b(?=[A-Z])")
_SOFT_END = re.compile("\u00ad[^\\S\n]*\n[^\\S\n]*")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x00-\x08\x0e-\x1f\x7f]")
_LINE_END = re.compile("\r(?!\n)|[\x0b\x0c\x85\u2028\u2029]")
_PARAGRAPH_ENDS = "\x0c\u2029"
_DECOMPOSED = re.compile("[^\\W\\d_][\u0300-\u036f]+|[\ufb00-\ufb06]|[\x80-\x84\x86-\x9f]")
_MOJIBAKE_STARTS = ("\u00e2\u20ac", "\u00c2", "\u00c3")
_DOUBLED = re.compile(r'(?<!")""(?!")(?=\w)|(?<=[\w.,?!\u2026])""(?!")')


def normalise_symbols(draft: Draft) -> None:
    """Normalise the characters of a text."""
    if any(first in draft.text for first in _MOJIBAKE_STARTS):
        original = _map_mojibake()
        draft.replace(_make_mojibake_pattern(), lambda match: original[match[0]], "mojibake repaired")
    if _UNUSUAL.search(draft.text) or "\r" in draft.text:
        draft.replace(_BETWEEN_WORDS, " ", "invisible characters removed")
        draft.replace(_SOFT_END, "", "invisible characters removed")
        draft.replace(_INVISIBLE, "", "invisible characters removed")
        draft.replace(_LINE_END, lambda match: "\n\n" if match[0] in _PARAGRAPH_ENDS else "\n", "odd line ends")
        draft.replace(_DECOMPOSED, _compose, "characters composed")
    if '""' in draft.text:
        draft.replace(_DOUBLED, '"', "doubled quotation marks")
    draft.apply(correct_marks(draft.text), "quotation marks corrected")


@cache
def _map_mojibake() -> dict[str, str]:
    """Map what punctuation and letters in UTF-8 become when decoded as cp1252 to what they were."""
    characters = [chr(code) for code in (*range(0xA0, 0x100), *range(0x2013, 0x2027))]
    mojibake = {"".join(map(_decode_byte, character.encode("utf-8"))): character for character in characters}
    return {**mojibake, "\u00e2\u20ac": "\u201d"}  # its third byte has no character in cp1252 and is often lost


def _decode_byte(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


@cache
def _make_mojibake_pattern() -> re.Pattern[str]:
    return re.compile(join_alternatives(_map_mojibake()))


def _compose(match: Match[str]) -> str:
    characters = match[0]
    if "\x80" <= characters <= "\x9f":  # cp1252 read as Latin-1
        return characters.encode("latin-1").decode("cp1252", "replace")
    return unicodedata.normalize("NFKC" if "\ufb00" <= characters[0] <= "\ufb06" else "NFC", characters)

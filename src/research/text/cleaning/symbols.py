"""Characters that nobody sees, odd line ends, letters in pieces, and quotation marks that stand the wrong way."""

import re
import unicodedata
from functools import cache
from re import Match

from research.text.cleaning.edits import Draft, Edit
from research.text.cleaning.vocabulary import make_quotation_verb_pattern

_ODD = re.compile("[^\n\r\t -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027]")
_BETWEEN_WORDS = re.compile("(?<=[a-z])\u200b(?=[A-Z])")
_SOFT_END = re.compile("\u00ad[^\\S\n]*\n[^\\S\n]*")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x00-\x08\x0e-\x1f\x7f]")
_LINE_END = re.compile("\r(?!\n)|[\x0b\x0c\x85\u2028\u2029]")
_PARAGRAPH_ENDS = "\x0c\u2029"
_PIECES = re.compile("[^\\W\\d_][\u0300-\u036f]+|[\ufb00-\ufb06]|[\x80-\x84\x86-\x9f]")
_SPOILT = ("\u00e2\u20ac", "\u00c2", "\u00c3")
_DOUBLED = re.compile(r'(?<!")""(?!")(?=\w)|(?<=[\w.,?!\u2026])""(?!")')
_OPENING, _CLOSING = "\u201c", "\u201d"
_REACH = 40
_MARK = re.compile("[\u201c\u201d]|\n")


def normalise_symbols(draft: Draft) -> None:
    """Mend the characters of a draft one by one."""
    if any(first in draft.text for first in _SPOILT):
        spoilt = _read_spoilt()
        draft.replace(_find_spoilt(), lambda match: spoilt[match[0]], "mojibake repaired")
    if _ODD.search(draft.text) or "\r" in draft.text:
        draft.replace(_BETWEEN_WORDS, " ", "invisible characters removed")
        draft.replace(_SOFT_END, "", "invisible characters removed")
        draft.replace(_INVISIBLE, "", "invisible characters removed")
        draft.replace(_LINE_END, lambda match: "\n\n" if match[0] in _PARAGRAPH_ENDS else "\n", "odd line ends")
        draft.replace(_PIECES, _compose, "characters composed")
    if '""' in draft.text:
        draft.replace(_DOUBLED, '"', "doubled quotation marks")
    if "\u201d" in draft.text or "\u201c" in draft.text:
        draft.apply(_turn_marks(draft.text), "quotation marks turned")


@cache
def _read_spoilt() -> dict[str, str]:
    """What marks and letters of UTF-8 become where they are read as cp1252, and what they were."""
    characters = [chr(code) for code in (*range(0xA0, 0x100), *range(0x2013, 0x2027))]
    spoilt = {"".join(map(_read_byte, character.encode("utf-8"))): character for character in characters}
    return {**spoilt, "\u00e2\u20ac": "\u201d"}  # its third byte stands for nothing in cp1252 and is often lost


def _read_byte(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


@cache
def _find_spoilt() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_read_spoilt(), key=len, reverse=True))))


def _compose(match: Match[str]) -> str:
    found = match[0]
    if "\x80" <= found <= "\x9f":  # cp1252 read as Latin-1
        return found.encode("latin-1").decode("cp1252", "replace")
    return unicodedata.normalize("NFKC" if "\ufb00" <= found[0] <= "\ufb06" else "NFC", found)


def _turn_marks(text: str) -> list[Edit]:
    """A closing mark that opens a quotation, and an opening one alone between blanks that closes it, the right way."""
    edits: list[Edit] = []
    opened = carried = False
    for match in _MARK.finditer(text):
        mark, start, stop = match[0], match.start(), match.end()
        if mark == "\n":
            carried, opened = opened or (carried and text[start - 1] == "\n"), False
            continue
        before = text[start - 1] if start else "\n"
        follows = text[stop : stop + _REACH].split("\n")[0]
        speaks = make_quotation_verb_pattern().match(follows) is not None
        alone = (before.isspace() or before in "([:") and follows[:1].isspace()
        if mark == _CLOSING and not opened and follows.strip()[:1].isalnum() and not speaks:
            if alone:
                edits.append((start, stop, _OPENING))
                opened = True
            elif not carried and before in ".?!" and follows[:1].isspace() and _closes_again(text, stop):
                edits.append((start, stop, f" {_OPENING}"))
                opened = True
        elif mark == _OPENING and opened and alone and speaks:
            edits.append((start, stop, _CLOSING))
            opened = False
        else:
            opened = mark == _OPENING
    return edits


def _closes_again(text: str, stop: int) -> bool:
    """Whether the next mark of the line is a closing one, which then has no other that opens it."""
    following = _MARK.search(text, stop)
    return following is not None and following[0] == _CLOSING

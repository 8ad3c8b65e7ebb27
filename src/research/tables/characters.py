r"""Check for characters that a text must not contain: control characters, direction marks and invalid code points.

These are control characters except tab and line ends, marks that change the direction of the text, halves of
characters (surrogates), and the two code points that XML forbids. They are invisible, so authors do not notice them;
they can colour a terminal, hide or reorder words, and break svg files.
"""

import re
import unicodedata

from research.tables.faults import Fault

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_REMEDY = "take it out; it is invisible, so search for it by its code"


def check_characters(text: str, where: str, field: str, *, first_line: int = 1) -> Fault | None:
    r"""Find the first character that a text must not contain.

    Parameters
    ----------
    text
        A document, a name, a label or a note.
    where
        The file and the row, as the fault names them.
    field
        The name of the text in the fault.
    first_line
        The number of the first line of the text in its file.

    Returns
    -------
    Fault or None
        A fault with the line, the position in the line and the character, or None if there is no such character.

    Examples
    --------
    >>> check_characters("Sanksi menanti.\n", "a.md", "text")
    >>> print(check_characters("Sanksi\nme\x1b[31mnanti", "a.md", "text"))
    a.md: text: found control character U+001B at line 2, character 3, expected text and line ends alone; take it
    out; it is invisible, so search for it by its code
    """
    found = _UNSAFE.search(text)
    if not found:
        return None
    line = text.count("\n", 0, found.start()) + first_line
    place = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
    at = f"line {line}, character {place}" if "\n" in text or first_line > 1 else f"character {place}"
    return Fault(where, field, f"{_name(found[0])} at {at}", "text and line ends alone", _REMEDY)


def escape_controls(text: str) -> str:
    r"""Replace each character that a text must not contain by its code, so that a terminal only shows it.

    Parameters
    ----------
    text
        Any text to be printed.

    Returns
    -------
    str
        The text with codes such as \u001b instead of these characters; a reader of JSON restores the characters.

    Examples
    --------
    >>> print(escape_controls("Sanksi \x1b[31mmenanti\u202e."))
    Sanksi \u001b[31mmenanti\u202e.
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def drop_controls(text: str) -> str:
    r"""Remove each character that a text must not contain, for files that would be invalid with it (svg).

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The text without these characters.

    Examples
    --------
    >>> drop_controls("Sanksi\x07 menanti.")
    'Sanksi menanti.'
    """
    return _UNSAFE.sub("", text)


def _name(character: str) -> str:
    code = f"U+{ord(character):04X}"
    category = unicodedata.category(character)
    if category == "Cf":
        return f"{unicodedata.name(character).lower()} {code}"
    kinds = {"Cc": "control character", "Cs": "half a character"}
    return f"{kinds.get(category, 'character')} {code}"

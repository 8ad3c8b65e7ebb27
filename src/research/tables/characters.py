r"""Characters that a text may not hold: those that command a terminal, turn a line round, or cannot be written at all.

Control characters but tab and the ends of lines, marks that turn the direction of what follows them, halves of
characters (surrogates), and the two code points that XML forbids. Each of them is invisible, so people do not know that
they are there; left in, they colour terminals, hide or reorder words, and break svg files.
"""

import re
import unicodedata

from research.tables.faults import Fault

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_REMEDY = "take it out; it is invisible, so search for it by its code"


def check_characters(text: str, where: str, field: str, *, first_line: int = 1) -> Fault | None:
    r"""Say where a text first holds a character that it may not, or nothing.

    Parameters
    ----------
    text
        What somebody wrote: a document, a name, a label, a note.
    where
        The file, and the row.
    field
        What the text is called there.
    first_line
        The number of the text's first line in its file.

    Returns
    -------
    A fault with line, place in the line and character, or None where there is none.

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
    r"""Write every character that a text may not hold as its code, so that a terminal shows it and obeys none.

    Parameters
    ----------
    text
        Anything that is printed.

    Returns
    -------
    The same text with \u001b and its like in place of the characters themselves: what JSON reads back as they were.

    Examples
    --------
    >>> print(escape_controls("Sanksi \x1b[31mmenanti\u202e."))
    Sanksi \u001b[31mmenanti\u202e.
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def drop_controls(text: str) -> str:
    r"""Leave out every character that a text may not hold, for files that could not be opened with it (svg).

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

"""A value of a table as handed over -> its text."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

# Half a character of JSON cannot be written as UTF-8; NUL ends a text for many programs.
_BROKEN = re.compile("[\0\ud800-\udfff]")
_NO_SPACE_BEFORE, _NO_SPACE_AFTER = set(",.;:!?)]}%”’…"), set("([{“‘")


class UnfitValue(ValueError):
    """A value that is no text; its words say what it is."""


def render_value(value: Any) -> str:
    r"""Write a value as text: numbers without a needless point, days in ISO form, nothing for what is missing.

    A list of texts becomes paragraphs; a list of sentences that are lists of words becomes one paragraph, a list of
    such lists paragraphs.

    Parameters
    ----------
    value
        A cell of a workbook, a value of JSON or of a parquet column.

    Returns
    -------
    Its text.

    Raises
    ------
    UnfitValue
        An object, bytes, or a text with NUL or half a character.

    Examples
    --------
    >>> render_value(1.0), render_value(None), render_value(date(2024, 10, 23)), render_value(True)
    ('1', '', '2024-10-23', 'true')
    >>> render_value(["Satu.", "Dua."])
    'Satu.\n\nDua.'
    >>> render_value([[["ASN", "netral", "."], ["Sanksi", "menanti", "."]]])
    'ASN netral. Sanksi menanti.'
    """
    if isinstance(value, str):
        if odd := _BROKEN.search(value):
            raise UnfitValue("a NUL character" if odd[0] == "\0" else f"half a character ({odd[0]!a})")
        return value
    if value is None or (isinstance(value, float | Decimal) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return _render_list(value)
    return _render_number(value)


def _render_number(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and not (value.time() != time() or value.tzinfo):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value)
    if hasattr(value, "isoformat"):  # pandas' own kinds of days
        return "" if value != value else str(value.isoformat())
    names = {"dict": "an object", "bytes": "bytes"}
    raise UnfitValue(names.get(type(value).__name__, type(value).__name__))


def _render_list(values: Sequence[Any]) -> str:
    depth = _measure_depth(values)
    if depth == 1:
        return "\n\n".join(map(render_value, values))
    if depth == 2:
        return " ".join(join_words(sentence) for sentence in values)
    if depth == 3:
        return "\n\n".join(_render_list(paragraph) for paragraph in values)
    raise UnfitValue(f"lists in lists, {depth} deep")


def _measure_depth(values: Any) -> int:
    depth, first = 0, values
    while isinstance(first, list | tuple) and depth < 9:
        depth, first = depth + 1, next(iter(first), "")
    return depth


def join_words(words: Sequence[Any]) -> str:
    """Join the words and marks of a sentence as they are printed: no blank before a comma, none inside quotation marks.

    >>> join_words(['"', "Sanksi", "menanti", ",", '"', "kata", "Rina", "(", "52", ")", "."])
    '"Sanksi menanti," kata Rina (52).'
    """
    text, opened, glued = "", False, True
    for word in map(render_value, words):
        straight = word == '"'
        closing = word in _NO_SPACE_BEFORE or (straight and opened)
        text += word if glued or closing else f" {word}"
        opened = opened != straight
        glued = word in _NO_SPACE_AFTER or (straight and opened)
    return text

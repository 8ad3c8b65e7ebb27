"""Conversion of the value of a cell (a number, a day, a list, a text) to text."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

# Half a character (a surrogate) in JSON cannot be written as UTF-8; NUL ends a text in many programs.
_BROKEN = re.compile("[\0\ud800-\udfff]")
_NO_SPACE_BEFORE, _NO_SPACE_AFTER = {*",.;:!?)]}%”’»…", "...", "''"}, {*"([{“‘«", "``"}
_DEEPEST = 3
_STRAIGHT = "\"'"
# Names of objects that contain one text: rendered from WordPress, $oid and $date from MongoDB.
_WRAPPINGS = ("rendered", "$oid", "$date")


class UnfitValue(ValueError):
    """A value that cannot be converted to text; the message names the kind of value."""


def render_value(value: Any) -> str:
    r"""Convert a value to text: whole numbers without decimals, days in ISO form, a missing value as an empty text.

    A list of texts becomes paragraphs. A list of sentences that are lists of words becomes one paragraph; a list of
    such lists becomes paragraphs. From an object that only contains one text ({"rendered": ...}, {"$date": ...}) this
    text is taken.

    Parameters
    ----------
    value
        A cell of a workbook, or a value of JSON or of a parquet column.

    Returns
    -------
    str
        The text of the value.

    Raises
    ------
    UnfitValue
        If the value is an object or bytes, or is a text with NUL or with half a character (a surrogate).

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
    if isinstance(value, dict):
        value = next((value[name] for name in _WRAPPINGS if isinstance(value.get(name), str)), value)
        return render_value(value) if isinstance(value, str) else _render_number(value)
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
    if hasattr(value, "isoformat"):  # days of pandas
        return "" if value != value else str(value.isoformat())
    names = {"dict": "an object", "bytes": "bytes"}
    raise UnfitValue(names.get(type(value).__name__, type(value).__name__))


def _render_list(values: Sequence[Any]) -> str:
    depth = _measure_depth(values)
    if depth == 1:
        return "\n\n".join(map(render_value, values))
    if depth == 2:
        return join_words([word for sentence in values for word in sentence])
    if depth == 3:
        return "\n\n".join(map(_render_list, values))
    raise UnfitValue(f"lists more than {_DEEPEST} deep" if depth else "lists beside values, or lists of several depths")


def _measure_depth(value: Any, *, bound: int = _DEEPEST + 1) -> int:
    """How deep the lists of a value lie in each other, empty ones aside, bound at most; 0 where they differ in that."""
    if not isinstance(value, list | tuple):
        return 0
    held = [item for item in value if not isinstance(item, list | tuple) or item]
    lists = [item for item in held if isinstance(item, list | tuple)]
    if not lists or bound == 1:
        return 1
    depths = {_measure_depth(item, bound=bound - 1) for item in lists}
    return 0 if len(depths) > 1 or 0 in depths or len(lists) < len(held) else 1 + depths.pop()


def join_words(words: Sequence[Any]) -> str:
    """Join the words and punctuation marks of a paragraph with the blanks of printed text.

    No blank is written before a comma, nor inside quotation marks. A straight quotation mark opens and closes in turn,
    also across the end of a sentence.

    Parameters
    ----------
    words
        The tokens in their order.

    Returns
    -------
    str
        The paragraph.

    Raises
    ------
    UnfitValue
        In the cases of render_value.

    Examples
    --------
    >>> join_words(['"', "Ya", ".", "Sanksi", "menanti", ",", '"', "kata", "Rina", "(", "52", ")", "."])
    '"Ya. Sanksi menanti," kata Rina (52).'
    """
    pieces: list[str] = []
    opened = {mark: False for mark in _STRAIGHT}
    glued = True
    for word in filter(None, (render_value(word).strip() for word in words)):
        closing = word in _NO_SPACE_BEFORE or opened.get(word, False)
        pieces.append(word if glued or closing else f" {word}")
        glued = not closing and (word in _NO_SPACE_AFTER or word in opened)
        if word in opened:
            opened[word] = not opened[word]
    return "".join(pieces)

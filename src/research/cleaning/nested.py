"""Texts that come as lists of tokens -> prose."""

from collections.abc import Sequence
from typing import Any

_TIGHT_BEFORE = frozenset([*".,:;?!)]}%\u2026\u201d\u2019\u00bb", "...", "''"])
_TIGHT_AFTER = frozenset([*"([{\u201c\u2018\u00ab", "``"])
_STRAIGHT = frozenset(['"', "'"])


def join_tokens(cell: Sequence[Any]) -> str | None:
    r"""Join a list of paragraphs of sentences of tokens, or a list of sentences of tokens, to a text.

    Tokens are joined with the blanks of Indonesian spelling: none before a mark that closes, none behind one that
    opens; straight quotation marks open and close in turn, sentence by sentence unless one runs on in its paragraph.

    Parameters
    ----------
    cell
        What a cell of a JSON file holds.

    Returns
    -------
    str or None
        Sentences joined by a blank, paragraphs by a blank line; None where cell is another kind of list: one of texts
        (each a paragraph of its own), or one that holds numbers, objects or lists of several depths.

    Examples
    --------
    >>> join_tokens([[["Ia", "diam", "."], ['"', "Netral", ",", '"', "kata", "Ani", "."]], [["Rapat", "usai", "."]]])
    'Ia diam. "Netral," kata Ani.\n\nRapat usai.'
    >>> join_tokens([["Ia", "(", "Ani", ")", "diam", "."]])
    'Ia (Ani) diam.'
    >>> join_tokens(["Satu kalimat.", "Dua kalimat."]) is None
    True
    """
    depth = _measure_depth(cell)
    if depth not in (2, 3):
        return None
    paragraphs = [cell] if depth == 2 else cell
    joined = (_join_paragraph([token for sentence in paragraph for token in sentence]) for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in joined if paragraph)


def _measure_depth(cell: Any) -> int:
    """How deep the lists of cell lie in each other; 0 for a text, -1 where they hold anything else or differ."""
    if isinstance(cell, str):
        return 0
    if not isinstance(cell, list | tuple):
        return -1
    depths = {_measure_depth(item) for item in cell if item not in ([], ())}
    if not depths:
        return -1
    depth = depths.pop()
    return -1 if depths or depth < 0 else depth + 1


def _join_paragraph(tokens: Sequence[str]) -> str:
    pieces: list[str] = []
    opened = {mark: False for mark in _STRAIGHT}
    tight = True
    for token in (token.strip() for token in tokens):
        if not token:
            continue
        closes = token in _TIGHT_BEFORE or opened.get(token, False)
        opens = token in _TIGHT_AFTER or opened.get(token) is False
        pieces.append(token if tight or closes else f" {token}")
        tight = opens and not closes
        if token in opened:
            opened[token] = not opened[token]
    return "".join(pieces)

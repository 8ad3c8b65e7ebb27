"""Escaping of cells that a spreadsheet would read as formulas, and its reversal."""

import re
from collections.abc import Callable

import pandas as pd

# Spreadsheets read a cell that begins like this as a formula (OWASP, CSV Injection), some also after blanks. A dash, a
# blank and words are an item of a list in news texts and no formula, unless they contain a call, a reference or one of
# the characters with which a formula begins.
_FORMULA = re.compile(
    "[\\s']*(?:[=+@\t\r\n\uff1d\uff0b\uff20]|[-\uff0d](?!\\s+(?=\\w)(?:(?![|!=+@\uff1d\uff0b\uff20]|\\w\\().)*\\Z))",
    re.DOTALL,
)


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would read as a formula.

    Parameters
    ----------
    text
        The text of a cell.

    Returns
    -------
    str
        The escaped text; unescape_formula restores it.

    Examples
    --------
    >>> [escape_formula(text) for text in ("=1+1", " -5", "ASN netral", "- Bupati (2016) hadir")]
    ["'=1+1", "' -5", 'ASN netral', '- Bupati (2016) hadir']
    >>> unescape_formula(escape_formula("'=1")) == "'=1"
    True
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """Remove the apostrophe that escape_formula put before a text.

    Parameters
    ----------
    text
        The text of a cell.

    Returns
    -------
    str
        The original text.
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def escape_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Escape every text of a table with escape_formula; numbers and days are not changed.

    Parameters
    ----------
    table
        Any table.

    Returns
    -------
    pandas.DataFrame
        A table with the same columns; the given table is not changed.

    Examples
    --------
    >>> escape_formulas(pd.DataFrame({"text": ["@ASN", "netral"], "n": [-1, 2]})).to_dict("list")
    {'text': ["'@ASN", 'netral'], 'n': [-1, 2]}
    """
    return _map_texts(table, escape_formula)


def unescape_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Restore every text of a table that escape_formulas escaped.

    Parameters
    ----------
    table
        Any table.

    Returns
    -------
    pandas.DataFrame
        A table with the same columns; the given table is not changed.

    Examples
    --------
    >>> unescape_formulas(pd.DataFrame({"text": ["'@ASN", "'ASN'"]})).to_dict("list")
    {'text': ['@ASN', "'ASN'"]}
    """
    return _map_texts(table, unescape_formula)


def _map_texts(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    changed = table.copy(deep=False)
    for place, kind in enumerate(map(str, table.dtypes)):
        if kind in ("str", "object", "string"):
            column = table.iloc[:, place]
            # Most columns need no change, and keep their data unchanged.
            changes = {
                value: new for value in column.unique() if isinstance(value, str) and (new := change(value)) != value
            }
            if changes:
                changed.isetitem(place, column.map(lambda value, changes=changes: changes.get(value, value)).array)
    return changed
